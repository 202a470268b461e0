//! How much the browser has to load before a public page is alive, and what the binary weighs.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use crate::build::{beside, brotli, files};
use crate::workspace::Workspace;

/// Script and WebAssembly of a first visit, compressed, may weigh this much.
const TARGET: usize = 200 * 1024;

struct Asset {
    name: String,
    bytes: usize,
    brotli: usize,
    first: bool,
}

/// Prints the table; with `record`, writes it to `docs/size.md` too.
pub fn report(workspace: &Workspace, binary: &Path, record: bool) -> Result<()> {
    let package = workspace.site().join("pkg");
    let mut assets = Vec::new();
    for path in files(&package)? {
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if !matches!(kind, "js" | "wasm" | "css") {
            continue;
        }
        let bytes = std::fs::read(&path)?;
        let compressed = match std::fs::read(beside(&path, "br")) {
            Ok(compressed) => compressed.len(),
            Err(_) => brotli(&bytes)?.len(),
        };
        let name = path.strip_prefix(&package).unwrap_or(&path).to_string_lossy().into_owned();
        // Code splitting leaves one wasm file per lazy part, fetched when its screen opens.
        let first = kind != "wasm" || name == "landinghub.wasm" || !name.contains(['/', '_']);
        assets.push(Asset { name, bytes: bytes.len(), brotli: compressed, first });
    }
    let mut table = String::from("| File | Bytes | Brotli | First load |\n| --- | ---: | ---: | --- |\n");
    for asset in &assets {
        let first = if asset.first { "yes" } else { "when its screen opens" };
        writeln!(table, "| `{}` | {} | {} | {first} |", asset.name, asset.bytes, asset.brotli)?;
    }
    let code: usize = assets.iter().filter(|a| a.first && !is_css(&a.name)).map(|a| a.brotli).sum();
    let css: usize = assets.iter().filter(|a| is_css(&a.name)).map(|a| a.brotli).sum();
    let verdict = if code <= TARGET { "within" } else { "over" };
    writeln!(
        table,
        "\nFirst load of a public page: **{} KB** of script and WebAssembly in brotli, {verdict} the target of {} KB, and {} KB of styles.",
        kib(code),
        TARGET / 1024,
        kib(css)
    )?;
    let size = usize::try_from(std::fs::metadata(binary)?.len())?;
    writeln!(table, "The server, with everything inside: {} MB.", size.div_ceil(1024 * 1024))?;
    println!("{table}");
    if record {
        let text = format!(
            "# What a first visit loads\n\nWritten by `cargo xtask build --record`. Sizes are of the files as served. HTML and styles come first;\nnothing on a public page waits for script or WebAssembly to be seen or used.\n\n{table}"
        );
        std::fs::write(workspace.root.join("docs/size.md"), text)?;
    }
    Ok(())
}

fn is_css(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == "css")
}

fn kib(bytes: usize) -> String {
    format!("{}.{}", bytes / 1024, bytes % 1024 * 10 / 1024)
}
