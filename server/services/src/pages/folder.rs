//! A page in a zip: which of its files are needed, read within limits. Nothing of it is ever written under its name.

use bytes::Bytes;
use landinghub::Problem;
use landinghub::import::{self, folder};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Files and folders of one zip at the most.
const MAX_ENTRIES: usize = 1_000;
/// Bytes of all of them unpacked, at the most.
const MAX_BYTES: u64 = 64 << 20;
/// How much smaller a file may be packed; less than [`FREE`] bytes may be packed as tightly as they like.
const MAX_RATIO: u64 = 100;
const FREE: u64 = 1 << 20;
/// Bytes of one picture at the most.
const MAX_PICTURE: u64 = 10 << 20;
/// Stylesheets that are read at the most.
const MAX_SHEETS: usize = 20;
/// Pictures that are read at the most.
pub(super) const MAX_PICTURES: usize = 40;

/// What a page needs of its zip.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// The page.
    pub html: String,
    /// Stylesheets by the address the page has for them.
    pub sheets: BTreeMap<String, String>,
    /// Pictures with the address the page has for each, and the file's name.
    pub pictures: Vec<(String, String, Bytes)>,
}

/// Why a zip isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Broken,
    Entries,
    Size,
    Ratio,
    Names,
    Links,
    Encrypted,
    NoPage,
    Long,
}

impl Fault {
    /// The word for programs, and the sentence.
    const fn said(self) -> (&'static str, &'static str) {
        match self {
            Self::Broken => ("broken", "This zip is damaged, or packed in a way that can't be read."),
            Self::Entries => ("entries", "This zip has too many files: up to 1,000 can be imported."),
            Self::Size => ("size", "This zip is too large unpacked: up to 64 MB can be imported."),
            Self::Ratio => ("ratio", "A file in this zip is packed too tightly to be a page."),
            Self::Names => ("names", "A file in this zip has a name that leads out of its folder."),
            Self::Links => ("links", "There is a link in this zip. Put the file itself in."),
            Self::Encrypted => ("encrypted", "This zip has a password. Pack it without one."),
            Self::NoPage => ("no_page", "There is no HTML page in this zip."),
            Self::Long => ("long", "This page is too long: up to 2 MB can be imported."),
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let (reason, sentence) = fault.said();
        Self::field("file", sentence).with("reason", reason.into())
    }
}

/// Whether the bytes are a zip's.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Reads a page out of its zip. This takes a while.
pub(super) fn read(bytes: Bytes) -> Result<Folder, Problem> {
    Ok(unpack(bytes)?)
}

fn unpack(bytes: Bytes) -> Result<Folder, Fault> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Broken)?;
    let names = names(&mut zip)?;
    let page = page(&names).ok_or(Fault::NoPage)?;
    let longest = u64::try_from(import::MAX_HTML).unwrap_or(u64::MAX);
    let html = text(&mut zip, &names, &page, longest)?.ok_or(Fault::Long)?;
    let mut found = Folder::default();
    for address in import::sheets(&html).into_iter().take(MAX_SHEETS) {
        let Some(name) = folder::file_at(&page, &address).filter(|name| names.contains_key(name)) else {
            continue;
        };
        if let Some(css) = text(&mut zip, &names, &name, longest)? {
            found.sheets.insert(address, folder::lifted(&name, &css));
        }
    }
    let mut addresses = import::pictures(&html);
    addresses.extend(found.sheets.values().flat_map(|css| import::pictures_of_sheet(css)));
    let mut by_name: BTreeMap<String, Bytes> = BTreeMap::new();
    for address in addresses {
        let Some(name) = folder::file_at(&page, &address).filter(|name| names.contains_key(name)) else {
            continue;
        };
        let bytes = match by_name.get(&name) {
            Some(bytes) => bytes.clone(),
            None if by_name.len() >= MAX_PICTURES => continue,
            None => {
                let Some(bytes) = file(&mut zip, &names, &name, MAX_PICTURE)? else { continue };
                by_name.entry(name.clone()).or_insert_with(|| bytes.into()).clone()
            }
        };
        if found.pictures.iter().all(|(known, ..)| *known != address) {
            let last = name.rsplit('/').next().unwrap_or_default().to_owned();
            found.pictures.push((address, last, bytes));
        }
    }
    found.html = html;
    Ok(found)
}

type Zip = ZipArchive<Cursor<Bytes>>;

/// Every file by its name, after a look at all that the zip says of itself.
fn names(zip: &mut Zip) -> Result<BTreeMap<String, usize>, Fault> {
    if zip.len() > MAX_ENTRIES {
        return Err(Fault::Entries);
    }
    if zip.has_overlapping_entries().map_err(|_| Fault::Broken)? {
        return Err(Fault::Ratio);
    }
    let mut names = BTreeMap::new();
    let mut total = 0_u64;
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(|_| Fault::Broken)?;
        if entry.encrypted() {
            return Err(Fault::Encrypted);
        }
        if entry.is_symlink() {
            return Err(Fault::Links);
        }
        let name = entry.name().map_err(|_| Fault::Names)?;
        // Some packers begin every name so.
        let name = name.strip_prefix("./").unwrap_or(&name).to_owned();
        if !name.is_empty() && !folder::is_inside(&name) {
            return Err(Fault::Names);
        }
        total = total.saturating_add(entry.size());
        if total > MAX_BYTES {
            return Err(Fault::Size);
        }
        if entry.size() > FREE && entry.size() / MAX_RATIO > entry.compressed_size() {
            return Err(Fault::Ratio);
        }
        // What Finder puts in beside the files.
        if !name.is_empty() && !entry.is_dir() && !name.starts_with("__MACOSX/") {
            names.insert(name, index);
        }
    }
    Ok(names)
}

/// The page: `index.html` as near to the top as there is one, else the first HTML file.
fn page(names: &BTreeMap<String, usize>) -> Option<String> {
    let rank = |name: &&String| {
        let last = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let other = !matches!(last.as_str(), "index.html" | "index.htm");
        (name.matches('/').count(), other, (*name).clone())
    };
    let is_page = |name: &&String| {
        let end = name.rsplit_once('.').map_or("", |(_, end)| end);
        end.eq_ignore_ascii_case("html") || end.eq_ignore_ascii_case("htm")
    };
    names.keys().filter(is_page).min_by_key(rank).cloned()
}

/// A file's bytes; nothing where it has more than it may.
fn file(
    zip: &mut Zip,
    names: &BTreeMap<String, usize>,
    name: &str,
    most: u64,
) -> Result<Option<Vec<u8>>, Fault> {
    let Some(index) = names.get(name) else { return Ok(None) };
    let entry = zip.by_index(*index).map_err(|_| Fault::Broken)?;
    let said = entry.size();
    if said > most {
        return Ok(None);
    }
    // A zip may say less than it holds.
    let mut bytes = Vec::new();
    entry.take(said.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| Fault::Broken)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > said {
        return Err(Fault::Size);
    }
    Ok(Some(bytes))
}

fn text(
    zip: &mut Zip,
    names: &BTreeMap<String, usize>,
    name: &str,
    most: u64,
) -> Result<Option<String>, Fault> {
    let bytes = file(zip, names, name, most)?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn zip(files: &[(&str, &[u8])]) -> Bytes {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).expect("a file");
            zip.write_all(bytes).expect("written");
        }
        zip.finish().expect("a zip").into_inner().into()
    }

    fn fault(bytes: Bytes) -> Fault {
        unpack(bytes).expect_err("a fault")
    }

    #[test]
    fn a_page_brings_its_stylesheets_and_pictures() {
        let html = b"\xef\xbb\xbf<link rel=stylesheet href=css/main.css><link rel=stylesheet href=../out.css><img src=img/a.png><img src=gone.png><img src=https://x.example/a.png>";
        let css = b".a{background:url(../img/b.png)} .c{background:url(../img/a.png)}";
        let found = unpack(zip(&[
            ("__MACOSX/index.html", b"x"),
            ("site/about.html", b"about"),
            ("site/index.html", html),
            ("site/css/main.css", css),
            ("site/img/a.png", b"A"),
            ("site/img/b.png", b"B"),
            ("site/img/unused.png", b"C"),
        ]))
        .expect("a folder");
        assert!(found.html.starts_with("<link"));
        assert_eq!(found.sheets.keys().collect::<Vec<_>>(), ["css/main.css"]);
        let pictures: Vec<(&str, &str, &[u8])> = found
            .pictures
            .iter()
            .map(|(at, name, bytes)| (at.as_str(), name.as_str(), bytes.as_ref()))
            .collect();
        assert_eq!(
            pictures,
            [
                ("img/a.png", "a.png", b"A".as_slice()),
                ("folder:/site/img/b.png", "b.png", b"B"),
                ("folder:/site/img/a.png", "a.png", b"A"),
            ]
        );
        assert_eq!(unpack(zip(&[("x/b.htm", b"b"), ("./a.HTML", b"a")])).expect("a page").html, "a");
    }

    #[test]
    fn a_zip_that_could_harm_is_refused_whole() {
        assert_eq!(fault(Bytes::from_static(b"PK\x03\x04 nonsense")), Fault::Broken);
        assert_eq!(fault(zip(&[("style.css", b"x")])), Fault::NoPage);
        for name in ["../index.html", "a/../../b.html", "/etc/passwd", "a\\b.html", "C:x.html"] {
            assert_eq!(fault(zip(&[("index.html", b"x"), (name, b"x")])), Fault::Names, "{name}");
        }
        let many: Vec<String> = (0..=MAX_ENTRIES).map(|n| format!("{n}.html")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
        assert_eq!(fault(zip(&many)), Fault::Entries);
        let zeros = vec![0; 8 << 20];
        assert_eq!(fault(zip(&[("index.html", b"x"), ("a.png", &zeros)])), Fault::Ratio);
        let noise: Vec<u8> =
            (0..3_u32 << 20).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
        assert_eq!(fault(zip(&[("index.html", &noise)])), Fault::Long);
        let mut link = ZipWriter::new(Cursor::new(Vec::new()));
        link.start_file("index.html", SimpleFileOptions::default()).expect("a file");
        link.add_symlink("a.png", "/etc/passwd", SimpleFileOptions::default()).expect("a link");
        assert_eq!(fault(link.finish().expect("a zip").into_inner().into()), Fault::Links);
        // The sizes in the directory are what it says, not what there is.
        let mut lies = zip(&[("index.html", b"0123456789")]).to_vec();
        let at = lies.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").expect("a directory");
        lies[at + 24] = 3;
        assert!(unpack(lies.into()).is_err());
    }
}
