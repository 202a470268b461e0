//! How much the browser has to load for a page and for the editor, and what the binary weighs.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use crate::build::{beside, brotli, files};
use crate::workspace::Workspace;

/// What the editor fetches until it can be used, compressed, may weigh this much.
const EDITOR: usize = 450 * 1024;
/// The call of a public page is all its script; it stands in the page.
const START: &str = "app/src/document.js";

/// When a file is fetched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    Editor,
    AfterEditor,
    Rare,
}

impl When {
    fn of(name: &str) -> Self {
        match name {
            _ if is_css(name) => Self::Always,
            _ if name.starts_with(crate::editor::RARE) => Self::Rare,
            _ if name.starts_with(crate::editor::PARTS) => Self::AfterEditor,
            _ => Self::Editor,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Always => "on every page",
            Self::Editor => "with the editor",
            Self::AfterEditor => "once the editor can be used",
            Self::Rare => "when one of its dialogs or panels is first opened, or when the browser is idle",
        }
    }
}

struct Asset {
    name: String,
    bytes: usize,
    brotli: usize,
    when: When,
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
        let when = When::of(&name);
        assets.push(Asset { name, bytes: bytes.len(), brotli: compressed, when });
    }
    let mut table = String::from("| File | Bytes | Brotli | Fetched |\n| --- | ---: | ---: | --- |\n");
    for asset in &assets {
        writeln!(
            table,
            "| `{}` | {} | {} | {} |",
            asset.name,
            asset.bytes,
            asset.brotli,
            asset.when.words()
        )?;
    }
    let sum = |when: When| assets.iter().filter(|a| a.when == when).map(|a| a.brotli).sum::<usize>();
    let start = brotli(&std::fs::read(workspace.root.join(START))?)?.len();
    let (editor, later, rare) = (sum(When::Editor), sum(When::AfterEditor), sum(When::Rare));
    let verdict = if editor <= EDITOR { "within" } else { "over" };
    writeln!(
        table,
        "\nIn brotli: pages fetch **no** WebAssembly, public ones no script either (what they have of {} KB stands in them), and {} KB\n\
         of styles; those behind the login have scripts of a few KB beside (`public/`). The editor fetches **{} KB** until\n\
         it can be used, {verdict} the target of {} KB, and {} KB right after: {} KB for editing. Publishing, preview, code,\n\
         drafts, versions, history, variants, theme, settings of the page, media library and cropping are {} KB more, fetched\n\
         when the first of them is opened or four seconds later while the browser is idle: {} KB with everything.",
        kib(start),
        kib(sum(When::Always)),
        kib(editor),
        EDITOR / 1024,
        kib(later),
        kib(editor + later),
        kib(rare),
        kib(editor + later + rare),
    )?;
    let size = usize::try_from(std::fs::metadata(binary)?.len())?;
    writeln!(table, "The server, with everything inside: {} MB.", size.div_ceil(1024 * 1024))?;
    println!("{table}");
    if record {
        let text = format!(
            "# What a page loads\n\nWritten by `cargo xtask build --record`. Sizes are of the files as served. HTML and styles come first;\nnothing on a public page waits for a script to be seen or used.\n\n{table}"
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
