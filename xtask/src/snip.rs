//! Takes code out of a linked WebAssembly file that can never run but that no compiler can know of: the bodies of named functions
//! become a trap. What only they called is then left out by whoever splits and shrinks the file.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::join::{Reader, put};

/// Functions by what their mangled names have in them, in this order, and why nobody calls them. A build in which one isn't found
/// fails: then a library has changed, and the reason has to be looked at again.
const NEVER: &[(&[&str], &str)] = &[
    // Streams of server functions. The exports keep them, though nothing makes one.
    (&["intounderlyingsource_pull"], "nothing streams"),
    (&["intounderlyingsource_cancel"], "nothing streams"),
    (&["intounderlyingsink_write"], "nothing streams"),
    (&["intounderlyingsink_close"], "nothing streams"),
    (&["intounderlyingsink_abort"], "nothing streams"),
    (&["intounderlyingbytesource_start"], "nothing streams"),
    (&["intounderlyingbytesource_pull"], "nothing streams"),
    (&["intounderlyingbytesource_cancel"], "nothing streams"),
    // Attributes that are given to a component to be put on what it shows (`attr:…`, `{..}`): the editor gives none, which
    // `editor::gives_components_no_attributes` looks after. Every type of view has the code for it.
    (&["any_view", "into_any", "add_any_attr"], "no attributes on components"),
    (&["any_attribute", "into_any_attr", "clone"], "attributes are only cloned for those"),
];
/// wasm-bindgen runs these while it builds.
const KEPT: &str = "__wbindgen_describe";

/// A file, as far as it matters here.
struct Module {
    bytes: Vec<u8>,
    imported: usize,
    names: HashMap<usize, String>,
    /// Bodies, from the first function that isn't imported.
    bodies: Vec<Range<usize>>,
    /// Where the section of code begins; relocations count from there.
    code: usize,
    /// The section of relocations of the code: all of it, and from its entries' section on.
    relocations: Option<(Range<usize>, usize)>,
}

impl Module {
    fn read(bytes: Vec<u8>) -> Result<Self> {
        ensure!(bytes.starts_with(b"\0asm"), "no WebAssembly");
        let mut module = Self {
            imported: 0,
            names: HashMap::new(),
            bodies: Vec::new(),
            code: 0,
            relocations: None,
            bytes: Vec::new(),
        };
        let mut reader = Reader { bytes: &bytes, at: 8 };
        while reader.at < bytes.len() {
            let start = reader.at;
            let kind = reader.byte()?;
            let length = reader.number()?;
            let (content, end) = (reader.at, reader.at + length);
            match kind {
                0 => match reader.name()?.as_str() {
                    "name" => module.read_names(&mut reader, end)?,
                    "reloc.CODE" => module.relocations = Some((start..end, reader.at)),
                    _ => {}
                },
                2 => module.read_imports(&mut reader)?,
                10 => {
                    module.code = content;
                    for _ in 0..reader.number()? {
                        let length = reader.number()?;
                        module.bodies.push(reader.at..reader.at + length);
                        reader.at += length;
                    }
                }
                _ => {}
            }
            reader.at = end;
        }
        module.bytes = bytes;
        Ok(module)
    }

    fn read_imports(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        for _ in 0..reader.number()? {
            reader.name()?;
            reader.name()?;
            self.imported += usize::from(reader.import()? == 0);
        }
        Ok(())
    }

    fn read_names(&mut self, reader: &mut Reader<'_>, end: usize) -> Result<()> {
        while reader.at < end {
            let kind = reader.byte()?;
            let length = reader.number()?;
            let next = reader.at + length;
            if kind == 1 {
                for _ in 0..reader.number()? {
                    let function = reader.number()?;
                    let name = reader.name()?;
                    self.names.insert(function, name);
                }
            }
            reader.at = next;
        }
        Ok(())
    }

    /// The bodies of all functions with a name like this.
    fn like(&self, parts: &[&str]) -> Vec<Range<usize>> {
        let is_like = |name: &str| {
            let mut rest = name;
            !name.starts_with(KEPT)
                && parts.iter().all(|part| match rest.find(part) {
                    Some(at) => {
                        rest = rest.get(at + part.len()..).unwrap_or_default();
                        true
                    }
                    None => false,
                })
        };
        let named =
            |index: &usize| self.names.get(&(self.imported + index)).is_some_and(|name| is_like(name));
        (0..self.bodies.len()).filter(named).filter_map(|index| self.bodies.get(index).cloned()).collect()
    }

    /// The relocations without those in bodies that went.
    fn relocations_without(&self, gone: &[Range<usize>]) -> Result<Vec<u8>> {
        let (section, from) = self.relocations.clone().context("no relocations")?;
        let mut reader = Reader { bytes: &self.bytes, at: from };
        let target = reader.number()?;
        let (mut kept, mut count) = (Vec::new(), 0);
        for _ in 0..reader.number()? {
            let start = reader.at;
            let kind = reader.byte()?;
            let place = self.code + reader.number()?;
            reader.number()?;
            // Those of addresses and offsets have something to add.
            if matches!(kind, 3..=5 | 8 | 9 | 11 | 14..=17 | 21..=23 | 25) {
                reader.number()?;
            }
            let after = gone.partition_point(|body| body.end <= place);
            if !gone.get(after).is_some_and(|body| body.contains(&place)) {
                kept.extend_from_slice(self.bytes.get(start..reader.at).context("a relocation")?);
                count += 1;
            }
        }
        ensure!(reader.at == section.end, "relocations of a kind that isn't known");
        let mut content = Vec::new();
        put(&mut content, "reloc.CODE".len());
        content.extend_from_slice(b"reloc.CODE");
        put(&mut content, target);
        put(&mut content, count);
        content.append(&mut kept);
        Ok(content)
    }
}

/// Writes the file again without what never runs.
pub fn snip(from: &Path, to: &Path) -> Result<()> {
    let mut module = Module::read(std::fs::read(from)?)?;
    let mut gone = Vec::new();
    for (parts, reason) in NEVER {
        let mut found = module.like(parts);
        ensure!(
            !found.is_empty(),
            "no function is like {}: does it still hold that {reason}?",
            parts.join("…")
        );
        gone.append(&mut found);
    }
    gone.sort_by_key(|body| body.start);
    gone.dedup();
    let relocations = module.relocations_without(&gone)?;
    for body in &gone {
        // No locals, a trap, and nothing to the end: as long as before, so that no other place moves.
        let Some(code) = module.bytes.get_mut(body.clone()).filter(|code| code.len() > 2) else { continue };
        code.fill(0x01);
        if let [locals, trap, .., end] = code {
            (*locals, *trap, *end) = (0x00, 0x00, 0x0b);
        }
    }
    let (section, _) = module.relocations.clone().context("no relocations")?;
    let mut out = module.bytes.get(..section.start).context("no start")?.to_vec();
    out.push(0);
    put(&mut out, relocations.len());
    out.extend(relocations);
    out.extend_from_slice(module.bytes.get(section.end..).unwrap_or_default());
    std::fs::write(to, out)?;
    Ok(())
}
