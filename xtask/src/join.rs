//! Joins the module that is fetched right after the first with what it shares with the third: they are always fetched together, one
//! file compresses better than two, and functions that are the same are there once.

use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

use crate::run::run;
use crate::workspace::Workspace;

/// What modules import everything from, and a word as long for what one of them is to import from the other.
const MAIN: &[u8] = b"__wasm_split";
const LENDER: &str = "__wasm_chunk";

/// Joins `shared` into `whole`, and takes the shared one out of the loader.
pub fn join(workspace: &Workspace, folder: &Path, shared: &str, whole: &str) -> Result<()> {
    let path = |name: &str| folder.join(format!("{name}.wasm"));
    let (lender, borrower) = (folder.join("lender.wasm"), folder.join("borrower.wasm"));
    std::fs::write(&lender, lend(&std::fs::read(path(shared))?)?)?;
    std::fs::write(&borrower, borrow(&std::fs::read(path(whole))?)?)?;
    run(workspace
        .command("wasm-merge")
        .arg(&lender)
        .arg(LENDER)
        .arg(&borrower)
        .args(["__wasm_borrower", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"])
        .args([
            "--enable-reference-types",
            "--enable-mutable-globals",
            "--enable-sign-ext",
            "--enable-multivalue",
        ])
        .arg("-o")
        .arg(path(whole)))?;
    for gone in [lender, borrower, path(shared)] {
        std::fs::remove_file(gone)?;
    }
    let loader = folder.join("__wasm_split.js");
    std::fs::write(&loader, loads_one(&std::fs::read_to_string(&loader)?, shared, whole)?)?;
    Ok(())
}

/// The loader with one file for both.
fn loads_one(text: &str, shared: &str, whole: &str) -> Result<String> {
    let name = whole.strip_prefix("split_").unwrap_or(whole);
    let start = format!("export const __wasm_split_load_{name} = ");
    let end = format!(", [__{shared}]));");
    let from = text.find(&start).context("the loader of the module")?;
    let after = text.get(from..).and_then(|rest| rest.find(&end)).context("the end of the loader")?;
    let (before, rest) = (text.get(..from), text.get(from + after + end.len()..));
    let (before, rest) = before.zip(rest).context("the loader")?;
    let one = [before, &start, "wrapAsyncCb(__", shared, ");", rest].concat();
    Ok(one.replace(&format!("./{shared}.wasm"), &format!("./{whole}.wasm")))
}

/// The module with everything that it imports as its exports. It has no others.
fn lend(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = bytes.get(..8).context("no module")?.to_vec();
    let mut exports = Vec::new();
    let mut reader = Reader { bytes, at: 8 };
    while reader.at < bytes.len() {
        let start = reader.at;
        let kind = reader.byte()?;
        let length = reader.number()?;
        let end = reader.at + length;
        if kind == 2 {
            let (mut seen, count) = ([0_usize; 4], reader.number()?);
            put(&mut exports, count);
            for _ in 0..count {
                reader.name()?;
                let name = reader.name()?;
                let kind = reader.import()?;
                let index = seen.get_mut(usize::from(kind)).context("an import of another kind")?;
                put(&mut exports, name.len());
                exports.extend_from_slice(name.as_bytes());
                exports.push(kind);
                put(&mut exports, *index);
                *index += 1;
            }
        }
        if kind == 7 {
            ensure!(reader.number()? == 0, "a module that is shared exports something");
            out.push(7);
            put(&mut out, exports.len());
            out.append(&mut exports);
        } else {
            out.extend_from_slice(bytes.get(start..end).context("a section")?);
        }
        reader.at = end;
    }
    ensure!(exports.is_empty(), "a module without exports");
    Ok(out)
}

/// The module with its imports from the other one.
fn borrow(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = bytes.to_vec();
    let mut reader = Reader { bytes, at: 8 };
    while reader.at < bytes.len() {
        let kind = reader.byte()?;
        let length = reader.number()?;
        let end = reader.at + length;
        if kind == 2 {
            for _ in 0..reader.number()? {
                let from = reader.name()?;
                ensure!(from.as_bytes() == MAIN, "an import from {from}");
                let place = reader.at - MAIN.len()..reader.at;
                out.get_mut(place).context("an import")?.copy_from_slice(LENDER.as_bytes());
                reader.name()?;
                reader.import()?;
            }
        }
        reader.at = end;
    }
    Ok(out)
}

/// Reads numbers and names.
pub struct Reader<'a> {
    /// All of them.
    pub bytes: &'a [u8],
    /// The next one.
    pub at: usize,
}

impl Reader<'_> {
    /// The next byte.
    pub fn byte(&mut self) -> Result<u8> {
        let byte = *self.bytes.get(self.at).context("the file ends too early")?;
        self.at += 1;
        Ok(byte)
    }

    /// The next number.
    pub fn number(&mut self) -> Result<usize> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or_default();
            shift += 7;
            if byte < 0x80 {
                return Ok(usize::try_from(number & 0xffff_ffff)?);
            }
        }
    }

    /// The next name.
    pub fn name(&mut self) -> Result<String> {
        let length = self.number()?;
        let name = self.bytes.get(self.at..self.at + length).context("a name ends too early")?;
        self.at += length;
        Ok(String::from_utf8_lossy(name).into_owned())
    }

    /// What is imported under a name; its kind.
    pub fn import(&mut self) -> Result<u8> {
        let kind = self.byte()?;
        match kind {
            0 => {
                self.number()?;
            }
            1 => {
                self.byte()?;
                self.limits()?;
            }
            2 => self.limits()?,
            3 => self.at += 2,
            _ => bail!("an import of kind {kind}"),
        }
        Ok(kind)
    }

    fn limits(&mut self) -> Result<()> {
        let bounded = self.byte()? & 1 == 1;
        self.number()?;
        if bounded {
            self.number()?;
        }
        Ok(())
    }
}

/// Writes a number.
pub fn put(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let byte = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            return out.push(byte);
        }
        out.push(byte | 0x80);
    }
}
