//! The starter library: templates that came with the program. They are public.

use landinghub::api::Starter;
use landinghub::document::Document;
use rust_embed::RustEmbed;
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

static LIBRARY: LazyLock<Vec<Starter>> = LazyLock::new(|| {
    let text = Files::get("manifest.json").map(|file| file.data).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_else(|error| {
        tracing::error!(%error, "the list of templates can't be read");
        Vec::new()
    })
});

/// Every template.
pub fn list() -> Vec<Starter> {
    LIBRARY.clone()
}

/// The document of a template, without a title of its own: a new page's title counts.
pub fn document(id: &str) -> Option<Document> {
    let starter = LIBRARY.iter().find(|starter| starter.id == id)?;
    let file = Files::get(&format!("{}.json", starter.id))?;
    let text = std::str::from_utf8(&file.data).ok()?;
    let mut document = Document::from_json(text)
        .inspect_err(|error| tracing::error!(%error, template = id, "a template can't be read"))
        .ok()?;
    document.meta.title = None;
    Some(document)
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
        assert!(list().len() >= 4);
        for starter in list() {
            let document = document(&starter.id).unwrap_or_else(|| panic!("the document of {}", starter.id));
            for asset in document.assets.values() {
                let Some(name) = asset.url.as_str().strip_prefix("/_lh/t/") else { continue };
                assert!(picture(name).is_some(), "{} shows {name}", starter.id);
            }
        }
    }
}
