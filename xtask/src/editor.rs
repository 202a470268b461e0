//! The editor's half of the browser's half: a WebAssembly module of its own, linked without router, hydration
//! and code splitting (`docs/decisions/006-code-splitting.md`).

use std::path::PathBuf;

use anyhow::Result;

use crate::run::{run, step};
use crate::workspace::Workspace;

/// What the page asks for: `/pkg/editor.js` and `/pkg/editor.wasm`.
const NAME: &str = "editor";

/// Builds it into the site that cargo-leptos made.
pub fn build(workspace: &Workspace) -> Result<()> {
    let package = workspace.site().join("pkg");
    step("building the editor's WebAssembly", || {
        run(workspace
            .cargo()
            .args(["build", "--package", "landinghub-editor", "--lib", "--profile", "wasm-release"])
            .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
            .arg(target(workspace))
            // Its views are built in the browser and never hydrated, so they may be of other types than the server's.
            .env("RUSTFLAGS", "--cfg erase_components"))
    })?;
    step("binding and shrinking it", || {
        let linked = target(workspace).join("wasm32-unknown-unknown/wasm-release/landinghub_editor.wasm");
        run(workspace
            .command("wasm-bindgen")
            .args(["--target", "web", "--no-typescript", "--out-name", NAME, "--out-dir"])
            .arg(&package)
            .arg(linked))?;
        let bound = package.join("editor_bg.wasm");
        run(workspace
            .command("wasm-opt")
            .args(["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"])
            .arg(&bound)
            .arg("-o")
            .arg(package.join("editor.wasm")))?;
        std::fs::remove_file(bound)?;
        Ok(())
    })
}

/// Beside cargo-leptos's folder: the flags are others, and each would build anew what the other has built.
fn target(workspace: &Workspace) -> PathBuf {
    workspace.target.join("front-editor")
}
