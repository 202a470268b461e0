//! Pages made from HTML: its pictures become uploads, the rest is the domain's to read.

use super::heavy;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::uploads;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use landinghub::document::{AssetId, AssetRef, AssetUrl, AssetVariant, Lang, validate};
use landinghub::import::{self, Imported};
use landinghub::{Problem, api};
use landinghub_store::pages as store;
use std::collections::BTreeMap;

/// Most pictures of one page that are kept.
const MAX_PICTURES: usize = 40;

/// Reads HTML as a document, with a report.
pub(super) async fn read(services: &Services, caller: &Caller, html: String) -> Result<Imported> {
    let actor = caller.actor()?;
    if html.trim().is_empty() {
        return Err(Problem::field("html", "Paste the HTML of a page, or choose a file.").into());
    }
    if html.len() > import::MAX_HTML {
        return Err(Problem::field("html", "This page is too long: up to 2 MB can be imported.").into());
    }
    let lang = {
        let mut reader = services.store.read().await?;
        let locale = store::owner_locale(&mut reader.conn(), &actor.user_id).await?;
        locale.and_then(|tag| Lang::new(&tag).ok()).unwrap_or(Lang::EN)
    };
    let (html, pictures) = heavy(move || {
        let pictures = import::pictures(&html);
        (html, pictures)
    })
    .await?;
    let mut kept = BTreeMap::new();
    for (number, src) in pictures.into_iter().take(MAX_PICTURES).enumerate() {
        // What can't be kept is in the report: the reader finds no picture for it.
        if let Some(asset) = keep(services, caller, number, &src).await? {
            kept.insert(src, asset);
        }
    }
    let rng = services.rng.clone();
    let imported = heavy(move || import::import(&html, &kept, lang, &*rng)).await?;
    if let Err(found) = validate(&imported.document) {
        return Err(Failure::Internal(format!("an imported page isn't right: {found:?}")));
    }
    Ok(imported)
}

/// Keeps a `data:` picture; `None` for what isn't one.
async fn keep(
    services: &Services,
    caller: &Caller,
    number: usize,
    src: &str,
) -> Result<Option<(AssetId, AssetRef)>> {
    let bytes = src.split_once(";base64,").and_then(|(_, data)| {
        let data: String = data.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        STANDARD.decode(data).ok()
    });
    let Some(bytes) = bytes else { return Ok(None) };
    let name = format!("import-{}", number + 1);
    match uploads::keep_along(services, caller, &name, bytes.into()).await {
        Ok(upload) => Ok(asset_of(&upload)),
        Err(Failure::Problem(_)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn asset_of(upload: &api::Upload) -> Option<(AssetId, AssetRef)> {
    let mut variants: Vec<AssetVariant> = upload
        .variants
        .iter()
        .filter_map(|variant| {
            let url = AssetUrl::new(&variant.url).ok()?;
            Some(AssetVariant { url, width: variant.width, format: variant.format.clone() })
        })
        .collect();
    variants.sort_by_key(|variant| variant.width);
    let asset = AssetRef {
        url: AssetUrl::new(&upload.url).ok()?,
        width: upload.width,
        height: upload.height,
        mime: upload.mime.clone(),
        alt: String::new(),
        variants,
        crop: None,
    };
    Some((AssetId::new(&upload.id).ok()?, asset))
}
