//! Pages made from HTML, alone or in a zip: its pictures become uploads, the rest is the domain's to read.

use super::folder::{self, Folder};
use super::heavy;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::uploads;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use landinghub::document::{AssetId, AssetRef, Lang, validate};
use landinghub::editing::asset::asset_of;
use landinghub::import::{self, Files, Imported};
use landinghub::{Code, Problem};
use landinghub_store::pages as store;

/// Reads HTML as a document, with a report.
pub(super) async fn read(services: &Services, caller: &Caller, html: String) -> Result<Imported> {
    if html.trim().is_empty() {
        return Err(Problem::field("html", "Paste the HTML of a page, or choose a file.").into());
    }
    if html.len() > import::MAX_HTML {
        return Err(Problem::field("html", "This page is too long: up to 2 MB can be imported.").into());
    }
    taken(services, caller, Folder { html, ..Folder::default() }).await
}

/// The same for a file: HTML, or a zip with a page, its stylesheets and its pictures.
pub(super) async fn read_file(services: &Services, caller: &Caller, bytes: Bytes) -> Result<Imported> {
    let found = if folder::is_zip(&bytes) {
        heavy(move || folder::read(bytes)).await??
    } else {
        if bytes.len() > import::MAX_HTML {
            let detail = "This page is too long: up to 2 MB can be imported.";
            return Err(Problem::field("file", detail).with("reason", "long".into()).into());
        }
        let html = std::str::from_utf8(&bytes).ok().filter(|text| !text.contains('\0')).map(str::to_owned);
        let html = html.filter(|html| html.contains('<')).ok_or_else(|| {
            Problem::new(Code::UnsupportedMediaType, "Choose an HTML file, or a zip with a page in it.")
        })?;
        Folder { html, ..Folder::default() }
    };
    if found.html.trim().is_empty() {
        return Err(Problem::field("file", "This page is empty.").with("reason", "empty".into()).into());
    }
    taken(services, caller, found).await
}

/// Keeps the pictures and reads the page.
async fn taken(services: &Services, caller: &Caller, found: Folder) -> Result<Imported> {
    let actor = caller.actor()?;
    let lang = {
        let mut reader = services.store.read().await?;
        let locale = store::owner_locale(&mut reader.conn(), &actor.user_id).await?;
        locale.and_then(|tag| Lang::new(&tag).ok()).unwrap_or(Lang::EN)
    };
    let Folder { html, sheets, mut pictures } = found;
    let (html, written) = heavy(move || {
        let written: Vec<(String, String, Bytes)> = import::pictures(&html)
            .into_iter()
            .enumerate()
            .filter_map(|(number, src)| Some((src.clone(), format!("import-{}", number + 1), decoded(&src)?)))
            .take(folder::MAX_PICTURES)
            .collect();
        (html, written)
    })
    .await?;
    pictures.extend(written);
    let mut files = Files { sheets, ..Files::default() };
    // One file may be shown under several addresses.
    let mut known: Vec<(Bytes, (AssetId, AssetRef))> = Vec::new();
    for (address, name, bytes) in pictures {
        let same = known.iter().find(|(other, _)| *other == bytes).map(|(_, asset)| asset.clone());
        let asset = match same {
            Some(asset) => Some(asset),
            None if known.len() >= folder::MAX_PICTURES => None,
            None => keep(services, caller, &name, bytes.clone()).await?,
        };
        // What can't be kept is in the report: the reader finds no picture for it.
        let Some(asset) = asset else { continue };
        known.push((bytes, asset.clone()));
        files.pictures.insert(address, asset);
    }
    let rng = services.rng.clone();
    let imported = heavy(move || import::import(&html, &files, lang, &*rng)).await?;
    if let Err(found) = validate(&imported.document) {
        return Err(Failure::Internal(format!("an imported page isn't right: {found:?}")));
    }
    Ok(imported)
}

/// The bytes of a `data:` picture; `None` for what isn't one.
fn decoded(src: &str) -> Option<Bytes> {
    let (_, data) = src.strip_prefix("data:image/")?.split_once(";base64,")?;
    let data: String = data.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(data).ok().map(Bytes::from)
}

/// Keeps a picture; `None` for what can't be shown.
async fn keep(
    services: &Services,
    caller: &Caller,
    name: &str,
    bytes: Bytes,
) -> Result<Option<(AssetId, AssetRef)>> {
    match uploads::keep_along(services, caller, name, bytes).await {
        Ok(upload) => Ok(asset_of(&upload)),
        Err(Failure::Problem(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}
