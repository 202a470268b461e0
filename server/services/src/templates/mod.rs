//! The starter library: templates that came with the program. They are public.

use crate::context::Services;
use landinghub::api::Starter;
use landinghub::document::Document;
use rust_embed::RustEmbed;
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The documents and their list.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../templates"]
struct Files;

/// The pictures templates show.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../public/templates"]
struct Pictures;

/// A template as its file has it.
#[derive(Deserialize)]
struct Template {
    id: String,
    name: String,
    category: String,
    language: String,
    document: Document,
}

impl Template {
    /// A picture of the whole page if there is one, else the page's own first picture.
    fn thumbnail(&self) -> String {
        let shot = ["webp", "png", "jpg", "svg"]
            .iter()
            .map(|end| format!("{}.{end}", self.id))
            .find(|name| picture(name).is_some());
        let own = || {
            let asset = self.document.meta.og_image.as_ref().and_then(|id| self.document.assets.get(id));
            asset
                .or_else(|| self.document.assets.values().max_by_key(|asset| asset.width))
                .map(|asset| asset.url.as_str().to_owned())
        };
        shot.map(|name| format!("/_lh/t/{name}")).or_else(own).unwrap_or_default()
    }
}

static LIBRARY: LazyLock<Vec<(Starter, Document)>> = LazyLock::new(|| {
    let mut library: Vec<(Starter, Document)> = Files::iter()
        .filter(|name| name.ends_with(".json"))
        .filter_map(|name| {
            let file = Files::get(&name)?;
            serde_json::from_slice::<Template>(&file.data)
                .inspect_err(|error| tracing::error!(%error, %name, "a template can't be read"))
                .ok()
        })
        .map(|template| {
            let thumbnail_url = template.thumbnail();
            let Template { id, name, category, language, document } = template;
            (Starter { id, name, category, language, thumbnail_url }, document)
        })
        .collect();
    library.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    library
});

/// Every template, with whole addresses of their pictures.
pub fn list(services: &Services) -> Vec<Starter> {
    let whole = |starter: &Starter| {
        let path = &starter.thumbnail_url;
        let thumbnail_url =
            if path.starts_with('/') { services.config.content_url(path) } else { path.clone() };
        Starter { thumbnail_url, ..starter.clone() }
    };
    LIBRARY.iter().map(|(starter, _)| whole(starter)).collect()
}

/// The document of a template, without a title of its own: a new page's title counts.
pub fn document(id: &str) -> Option<Document> {
    let (_, document) = LIBRARY.iter().find(|(starter, _)| starter.id == id)?;
    let mut document = document.clone();
    document.meta.title = None;
    Some(document)
}

/// The documents of all starters, as they came.
pub(crate) fn documents() -> impl Iterator<Item = &'static Document> {
    LIBRARY.iter().map(|(_, document)| document)
}

/// A picture by its file name.
pub fn picture(name: &str) -> Option<Cow<'static, [u8]>> {
    Pictures::get(name).map(|file| file.data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_whole() {
        assert!(LIBRARY.len() >= 4);
        for (starter, _) in LIBRARY.iter() {
            let document = document(&starter.id).unwrap_or_else(|| panic!("the document of {}", starter.id));
            assert_eq!(landinghub::document::validate(&document), Ok(()), "{}", starter.id);
            assert!(starter.thumbnail_url.starts_with("/_lh/t/"), "{}", starter.id);
            for asset in document.assets.values() {
                let Some(name) = asset.url.as_str().strip_prefix("/_lh/t/") else { continue };
                assert!(picture(name).is_some(), "{} shows {name}", starter.id);
            }
        }
    }
}
