//! `build` and `serve`: the browser's half first, then the server with it inside.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::run::{output, run, step};
use crate::workspace::{Workspace, same};
use crate::{editor, size, tools};

/// What the browser's half is made of. A change in any of it builds it anew.
const SOURCES: &[&str] = &["src", "app", "frontend", "style", "public", "Cargo.toml", "Cargo.lock"];

/// Sheets, by the file that imports their parts and where they are served: what every page loads, and what comes with the chat.
const SHEETS: [(&str, &str); 2] =
    [("style/main.css", "pkg/landinghub.css"), ("style/chat/main.css", "chat/chat.css")];

/// Builds everything and answers where the self-contained server is.
pub fn build(workspace: &Workspace, record: bool) -> Result<PathBuf> {
    tools::ensure_build_tools(workspace)?;
    site(workspace)?;
    step("building the server with the site inside", || {
        run(workspace
            .cargo()
            .args(["build", "--release", "--package", "landinghub-server", "--bin", "landinghub"])
            .env("LANDINGHUB_SITE_DIR", workspace.site()))
    })?;
    let binary = in_clone(workspace)?;
    size::report(workspace, &binary, record)?;
    Ok(binary)
}

/// Builds, then becomes the server.
pub fn serve(workspace: &Workspace, args: &[String]) -> Result<bool> {
    let binary = build(workspace, false)?;
    println!("== starting {} on http://localhost:3000", binary.display());
    let mut server = workspace.command(binary);
    // Only a build knows this variable; the server would call it unknown.
    server.arg("serve").args(args).env_remove("LANDINGHUB_SITE_DIR").env_remove("LANDINGHUB_TOOLS");
    let error = server.exec();
    Err(error).context("cannot start the server")
}

/// Styles, script and WebAssembly, with their compressed forms beside them.
fn site(workspace: &Workspace) -> Result<()> {
    let site = workspace.site();
    let stamp = site.with_file_name("site.stamp");
    let print = fingerprint(workspace)?;
    if site.is_dir() && std::fs::read_to_string(&stamp).is_ok_and(|known| known == print) {
        println!("== the browser's half is up to date");
        return Ok(());
    }
    if stamp.exists() {
        std::fs::remove_file(&stamp)?;
    }
    pieces(workspace)?;
    step("compressing the site", || {
        for path in files(&site)? {
            compress(&path)?;
        }
        Ok(())
    })?;
    std::fs::write(stamp, print)?;
    Ok(())
}

/// Styles, script and WebAssembly, in an empty folder.
pub fn pieces(workspace: &Workspace) -> Result<()> {
    let site = workspace.site();
    if site.exists() {
        std::fs::remove_dir_all(site)?;
    }
    step("building styles", || styles(workspace))?;
    editor::build(workspace)
}

/// What is served as it is, and the sheets.
fn styles(workspace: &Workspace) -> Result<()> {
    let (public, site) = (workspace.root.join("public"), workspace.site());
    for path in files(&public)? {
        let copy = site.join(path.strip_prefix(&public)?);
        std::fs::create_dir_all(copy.parent().context("no parent folder")?)?;
        std::fs::copy(path, copy)?;
    }
    std::fs::create_dir_all(site.join("pkg"))?;
    for (entry, sheet) in SHEETS {
        run(workspace
            .command("lightningcss")
            .args(["--bundle", "--minify", "--targets", "defaults", entry, "--output-file"])
            .arg(site.join(sheet)))?;
    }
    Ok(())
}

/// Writes `x.br` and `x.gz` beside a text-like file that is worth it.
fn compress(path: &Path) -> Result<()> {
    let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if !matches!(kind, "js" | "wasm" | "css" | "svg" | "json" | "html" | "txt" | "webmanifest" | "xml") {
        return Ok(());
    }
    let bytes = std::fs::read(path)?;
    if bytes.len() < 512 {
        return Ok(());
    }
    std::fs::write(beside(path, "br"), brotli(&bytes)?)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&bytes)?;
    std::fs::write(beside(path, "gz"), gzip.finish()?)?;
    Ok(())
}

/// Brotli at its best level.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &params)?;
    Ok(out)
}

/// `a/b.css` → `a/b.css.br`.
pub fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// Every file under a folder, in a stable order.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A digest of all sources of the browser's half and of what builds it.
fn fingerprint(workspace: &Workspace) -> Result<String> {
    let mut sources = BTreeMap::new();
    for source in SOURCES {
        let path = workspace.root.join(source);
        let list = if path.is_dir() { files(&path)? } else { vec![path] };
        for path in list {
            let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
            sources.insert(path, bytes);
        }
    }
    let mut hasher = DefaultHasher::new();
    for (path, bytes) in sources {
        hasher.write(path.strip_prefix(&workspace.root).unwrap_or(&path).to_string_lossy().as_bytes());
        hasher.write(&bytes);
    }
    let rustc = output(workspace.command("rustc").arg("--version"))?;
    Ok(format!("{:016x} {}", hasher.finish(), rustc.trim()))
}

/// With the target folder elsewhere, the binary is also put where the README says it is.
fn in_clone(workspace: &Workspace) -> Result<PathBuf> {
    let built = workspace.binary();
    let wanted = workspace.root.join("target/release/landinghub");
    if !same(&built, &wanted) {
        let folder = wanted.parent().context("no parent folder")?;
        std::fs::create_dir_all(folder)?;
        // A running server keeps its file: the new one takes the name, not the bytes.
        let fresh = folder.join("landinghub.new");
        std::fs::copy(&built, &fresh)?;
        std::fs::rename(fresh, &wanted)?;
    }
    Ok(wanted)
}
