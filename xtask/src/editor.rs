//! The browser's half is the editor: WebAssembly in three modules, for what an opened editor needs, what is fetched right
//! after, and what is opened rarely (`docs/decisions/012-editor-size.md`).

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::build::files;
use crate::run::{run, step};
use crate::workspace::Workspace;

/// What the page asks for: `/pkg/editor.js` and `/pkg/editor.wasm`.
const NAME: &str = "editor";
/// The names of modules that are split off begin so.
pub const PARTS: &str = "split_editor_";
/// The one that is fetched only once something in it is opened, or when nothing else goes on.
pub const RARE: &str = "split_editor_rare";
/// What the splitter calls what several modules share.
const SHARED: &str = "chunk_";

/// Builds it into the site.
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
            .env("RUSTFLAGS", "--cfg erase_components -Clink-args=--emit-relocs")
            .env("CARGO_PROFILE_WASM_RELEASE_STRIP", "none"))
    })?;
    step("splitting, binding and shrinking it", || {
        let linked = target.join("wasm32-unknown-unknown/wasm-release/landinghub_editor.wasm");
        let (split, bound) = (fresh(&target.join("split"))?, fresh(&target.join("bound"))?);
        run(workspace.command("wasm-split-cli").arg(linked).arg(&split).args(["--out-name", NAME]))?;
        name_shared(&split)?;
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

/// What several modules share has a name like theirs, too.
fn name_shared(split: &Path) -> Result<()> {
    let loader = split.join("__wasm_split.js");
    let text = std::fs::read_to_string(&loader)?.replace(&format!("./{SHARED}"), &format!("./{PARTS}"));
    std::fs::write(loader, text)?;
    for path in files(split)? {
        if let Some(rest) = name_of(&path).strip_prefix(SHARED) {
            std::fs::rename(&path, split.join(format!("{PARTS}{rest}")))?;
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

/// A folder of its own: the flags are others than the server's, and each would build anew what the other has built.
fn target(workspace: &Workspace) -> PathBuf {
    workspace.target.join("front-editor")
}
