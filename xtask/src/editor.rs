//! The editor's half of the browser's half: WebAssembly of its own, linked without router, hydration and screens, in
//! modules: what an opened editor needs, what is fetched right after, and what is opened rarely
//! (`docs/decisions/012-editor-size.md`).

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::build::files;
use crate::join::join;
use crate::run::{run, step};
use crate::snip::snip;
use crate::workspace::Workspace;

/// What the page asks for: `/pkg/editor.js` and `/pkg/editor.wasm`.
const NAME: &str = "editor";
/// The names of modules that are split off begin so.
pub const PARTS: &str = "split_editor_";
/// The one that is fetched only once something in it is opened, or when nothing else goes on.
pub const RARE: &str = "split_editor_rare";
/// The one that is fetched right after the first.
const MORE: &str = "split_editor_more";
/// What the splitter calls what several modules share.
const SHARED: &str = "chunk_";
/// Texts for programmers, which nobody sees in a browser: where a panic is, and what `{:?}` makes of a value. Nothing that is
/// stored or published comes from them. These flags aren't stable; the compiler takes them with `RUSTC_BOOTSTRAP`, here alone.
const NO_TEXTS: &str = "-Zlocation-detail=none -Zfmt-debug=none";

/// Builds it into the site that cargo-leptos made.
pub fn build(workspace: &Workspace) -> Result<()> {
    let package = workspace.site().join("pkg");
    let target = target(workspace);
    step("building the editor's WebAssembly", || {
        run(workspace
            .cargo()
            .args(["build", "--package", "landinghub-editor", "--lib", "--features", "split"])
            .args(["--profile", "wasm-release", "--target", "wasm32-unknown-unknown", "--target-dir"])
            .arg(&target)
            // Its views are built in the browser and never hydrated, so they may be of other types than the server's. What
            // calls what has to be in the file to split it.
            .env("RUSTFLAGS", format!("--cfg erase_components -Clink-args=--emit-relocs {NO_TEXTS}"))
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_PROFILE_WASM_RELEASE_STRIP", "none"))
    })?;
    step("splitting, binding and shrinking it", || {
        let linked = target.join("wasm32-unknown-unknown/wasm-release/landinghub_editor.wasm");
        let (split, bound) = (fresh(&target.join("split"))?, fresh(&target.join("bound"))?);
        let snipped = target.join("snipped.wasm");
        gives_components_no_attributes(workspace)?;
        snip(&linked, &snipped)?;
        run(workspace.command("wasm-split-cli").arg(snipped).arg(&split).args(["--out-name", NAME]))?;
        join_shared(workspace, &split)?;
        run(workspace
            .command("wasm-bindgen")
            // The other module finds by name what it shares with this one.
            .args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle"])
            .args(["--out-name", NAME, "--out-dir"])
            .arg(&bound)
            .arg(split.join("editor.wasm")))?;
        // Modules of an earlier build.
        for path in files(&package)? {
            if name_of(&path).starts_with(PARTS) {
                std::fs::remove_file(path)?;
            }
        }
        shrink(workspace, &bound.join("editor_bg.wasm"), &package.join("editor.wasm"))?;
        for path in files(&split)? {
            if name_of(&path).starts_with(PARTS) {
                shrink(workspace, &path, &package.join(name_of(&path)))?;
            }
        }
        std::fs::copy(split.join("__wasm_split.js"), bound.join("__wasm_split.js"))?;
        // The bindings, the loader of the other module and scripts of ours, in one file.
        run(workspace
            .command("esbuild")
            .arg(bound.join("editor.js"))
            .args(["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"])
            .arg(format!("--outfile={}", package.join("editor.js").display())))
    })
}

/// What the second and the third module share belongs to the second, which always comes before the third.
fn join_shared(workspace: &Workspace, split: &Path) -> Result<()> {
    let is_shared = |path: &PathBuf| name_of(path).starts_with(SHARED);
    let shared: Vec<PathBuf> = files(split)?.into_iter().filter(is_shared).collect();
    ensure!(shared.len() < 2, "more than two modules share something");
    let shared = shared.first().and_then(|path| path.file_stem()).map(|name| name.to_string_lossy());
    shared.map_or(Ok(()), |shared| join(workspace, split, &shared, MORE))
}

/// What `snip` takes out does that.
fn gives_components_no_attributes(workspace: &Workspace) -> Result<()> {
    for folder in ["app/src/editor", "app/src/ui"] {
        for path in files(&workspace.root.join(folder))? {
            let text = std::fs::read_to_string(&path)?;
            let gives = text.contains(" attr:") || text.contains("{..");
            ensure!(
                !gives,
                "{}: attributes on a component are taken out of the editor (xtask/src/snip.rs)",
                path.display()
            );
        }
    }
    Ok(())
}

/// Everything that isn't needed to run goes.
fn shrink(workspace: &Workspace, from: &Path, to: &Path) -> Result<()> {
    run(workspace
        .command("wasm-opt")
        .args(["-Oz", "--strip-debug", "--strip-producers"])
        // What is called everywhere and does next to nothing is better said again: it compresses well. And nothing is at
        // the very start of memory, where the stack ends.
        .args(["-aimfs", "4", "--low-memory-unused"])
        .args(["--enable-bulk-memory", "--enable-nontrapping-float-to-int"])
        .arg(from)
        .arg("-o")
        .arg(to))
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// An empty folder.
fn fresh(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    Ok(folder.to_owned())
}

/// Beside cargo-leptos's folder: the flags are others, and each would build anew what the other has built.
fn target(workspace: &Workspace) -> PathBuf {
    workspace.target.join("front-editor")
}
