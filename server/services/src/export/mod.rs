//! A page as a folder in a zip: it works from any web server, without us.

use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::fonts;
use crate::pages::{self, heavy};
use crate::sites::content_id;
use crate::templates;
use crate::uploads;
use landinghub::document::Document;
use landinghub::page::PageStatus;
use landinghub::render::{PageInfo, Rendered, Target, render};
use landinghub::text;
use landinghub::{Code, Problem};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A zip to be downloaded.
#[derive(Debug)]
pub struct Export {
    /// ASCII, safe in a header.
    pub file_name: String,
    /// The zip.
    pub bytes: Vec<u8>,
}

/// The present revision of the caller's page: `index.html`, `styles.css`, `assets/…`, `fonts/…`, and `script.js` if there is
/// any. The same page gives the same bytes. Pictures from elsewhere keep their addresses.
pub async fn export(services: &Services, caller: &Caller, id: &str) -> Result<Export> {
    let loaded = pages::load(services, &caller.actor()?.user_id, id).await?;
    pages::refuse_trial(&loaded.row)?;
    if loaded.row.status() == PageStatus::Trashed {
        return Err(Problem::new(Code::Conflict, "This page is in the trash. Restore it first.").into());
    }
    let document = loaded.for_rendering()?;
    // Forms go on sending to where the page is published: a folder of files can't take them in.
    let form_prefix = format!("{}_lh/form/", services.config.page_url(&loaded.row.slug));
    // The chat goes on opening where the page is published. Nobody can write to a page that isn't.
    let is_published = loaded.row.status() == PageStatus::Published;
    let page = if is_published { loaded.row.id.clone() } else { String::new() };
    let files = files(services, document, loaded.row.title.clone(), form_prefix, page).await?;
    zipped(files, file_name(&loaded.row.title)).await
}

/// A zip of files.
pub(crate) async fn zipped(files: BTreeMap<String, Vec<u8>>, file_name: String) -> Result<Export> {
    let bytes = heavy(move || pack(&files)).await?;
    Ok(Export { file_name, bytes: bytes.map_err(|error| Failure::Internal(format!("zip: {error}")))? })
}

/// The files a document becomes, by their names. Without a published `page` its chat is left out.
pub(crate) async fn files(
    services: &Services,
    document: Document,
    title: String,
    form_prefix: String,
    page: String,
) -> Result<BTreeMap<String, Vec<u8>>> {
    let info = PageInfo {
        title,
        form_prefix,
        page,
        stylesheet: Some("styles.css".to_owned()),
        script: Some("script.js".to_owned()),
        market: services.config.base_url.origin().ascii_serialization(),
        ..PageInfo::default()
    };
    let first = render(&document, &Target::Published(info.clone()));
    let mut names = BTreeMap::new();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for url in first.assets {
        let Some((name, bytes)) = fetch(services, &url).await? else { continue };
        let name = format!("assets/{name}");
        files.insert(name.clone(), bytes);
        names.insert(url, name);
    }
    for name in first.fonts {
        let Some(bytes) = fonts::file(&name) else { continue };
        let path = format!("fonts/{name}");
        files.insert(path.clone(), bytes.into_owned());
        names.insert(format!("{}{name}", landinghub::fonts::PATH), path);
    }
    heavy(move || {
        let Rendered { html, css, js, .. } =
            render(&document, &Target::Published(PageInfo { asset_urls: names, ..info }));
        files.insert("index.html".to_owned(), html.into_bytes());
        files.insert("styles.css".to_owned(), css.into_bytes());
        if !js.is_empty() {
            files.insert("script.js".to_owned(), js.into_bytes());
        }
        files
    })
    .await
}

/// The bytes behind an address of ours with a name for them; `None` for others.
async fn fetch(services: &Services, url: &str) -> Result<Option<(String, Vec<u8>)>> {
    if let Some((id, file)) = content_id(services, url) {
        return match uploads::open(services, id, file).await {
            Ok((bytes, _)) => Ok(Some((format!("{id}-{file}"), bytes.to_vec()))),
            // Deleted from the library since: the page has a gap there, and so has the export.
            Err(Failure::Problem(_)) => Ok(None),
            Err(failure) => Err(failure),
        };
    }
    let picture =
        url.strip_prefix("/_lh/t/").and_then(|name| Some((name.to_owned(), templates::picture(name)?)));
    Ok(picture.map(|(name, bytes)| (name, bytes.into_owned())))
}

fn pack(files: &BTreeMap<String, Vec<u8>>) -> zip::result::ZipResult<Vec<u8>> {
    // One fixed moment, so that the same page gives the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The title as a file's name.
fn file_name(title: &str) -> String {
    format!("{}.zip", stem(title))
}

/// The title in letters every system takes.
pub(crate) fn stem(title: &str) -> String {
    let mut name = String::new();
    for c in text::fold(title).chars().take(60) {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_matches('-');
    if name.is_empty() { "page".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_plain() {
        assert_eq!(file_name("Khai trương \"Đặc biệt\"\r\n/../x"), "khai-truong-dac-biet-x.zip");
        assert_eq!(file_name("เปิดร้าน"), "page.zip");
    }

    #[test]
    fn the_same_files_give_the_same_zip() {
        let files = BTreeMap::from([
            ("index.html".to_owned(), b"<p>".to_vec()),
            ("assets/a.png".to_owned(), vec![1, 2, 3]),
        ]);
        assert_eq!(pack(&files).expect("packed"), pack(&files).expect("packed"));
    }
}
