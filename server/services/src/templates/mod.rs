//! The starter library: templates and sections that came with the program. They are public.

use crate::context::Services;
use crate::error::Result;
use crate::pages::heavy;
use crate::sites::{Previewed, policy};
use landinghub::Problem;
use landinghub::account::Locale;
use landinghub::api::Starter;
use landinghub::document::Document;
use landinghub::editing::Preset;
use landinghub::render::{PageInfo, Rendered, Target, render};
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
    /// Where it stands in the list.
    #[serde(default)]
    place: u32,
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
    let mut library: Vec<(u32, (Starter, Document))> = Files::iter()
        .filter(|name| name.ends_with(".json"))
        .filter_map(|name| {
            let file = Files::get(&name)?;
            serde_json::from_slice::<Template>(&file.data)
                .inspect_err(|error| tracing::error!(%error, %name, "a template can't be read"))
                .ok()
        })
        .map(|template| {
            let thumbnail_url = template.thumbnail();
            let Template { id, place, name, category, language, document } = template;
            (place, (Starter { id, name, category, language, thumbnail_url }, document))
        })
        .collect();
    library.sort_by_key(|(place, _)| *place);
    library.into_iter().map(|(_, one)| one).collect()
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

/// Every section the editor offers, in its order, with words in a language. `name` says what one is called there.
pub fn sections<'w>(
    services: &Services,
    locale: Locale,
    name: impl Fn(&str) -> Option<&'w str>,
) -> Vec<Starter> {
    let one = |preset: &Preset| Starter {
        id: preset.as_str().to_owned(),
        name: name(preset.as_str()).unwrap_or(preset.as_str()).to_owned(),
        category: preset.category().to_owned(),
        language: locale.as_str().to_owned(),
        thumbnail_url: services.config.content_url(&format!("/_lh/t/{}", section_picture(*preset))),
    };
    Preset::ALL.iter().map(one).collect()
}

fn section_picture(preset: Preset) -> String {
    format!("section-{}.webp", preset.as_str())
}

/// The document of a template, without a title of its own: a new page's title counts.
pub fn document(id: &str) -> Option<Document> {
    let (_, document) = LIBRARY.iter().find(|(starter, _)| starter.id == id)?;
    let mut document = document.clone();
    document.meta.title = None;
    Some(document)
}

/// Where a template can be looked at before one begins.
pub fn look_url(services: &Services, id: &str) -> String {
    services.config.content_url(&format!("/_lh/starters/{id}"))
}

/// A template as its page would be published. Its forms lead nowhere.
pub async fn look(services: &Services, id: &str) -> Result<Previewed> {
    let (starter, document) =
        LIBRARY.iter().find(|(starter, _)| starter.id == id).ok_or_else(Problem::not_found)?;
    let market = services.config.base_url.origin().ascii_serialization();
    let info = PageInfo { title: starter.name.clone(), market, ..PageInfo::default() };
    let Rendered { html, css, js, needs, .. } =
        heavy(move || render(document, &Target::Preview(info))).await?;
    let csp = policy(&services.config.content_url(""), &css, &js, &needs);
    Ok(Previewed { html, csp: format!("{csp}; sandbox allow-scripts allow-popups") })
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
    fn every_section_has_a_picture() {
        assert!(Preset::ALL.len() >= 40);
        for preset in Preset::ALL {
            assert!(
                picture(&section_picture(*preset)).is_some(),
                "{}: end2end/starters.mjs",
                preset.as_str()
            );
        }
    }

    #[test]
    fn every_template_is_whole() {
        assert!(LIBRARY.len() >= 12);
        for (starter, _) in LIBRARY.iter() {
            let document = document(&starter.id).unwrap_or_else(|| panic!("the document of {}", starter.id));
            assert_eq!(landinghub::document::validate(&document), Ok(()), "{}", starter.id);
            assert_eq!(starter.thumbnail_url, format!("/_lh/t/{}.webp", starter.id));
            for asset in document.assets.values() {
                let Some(name) = asset.url.as_str().strip_prefix("/_lh/t/") else { continue };
                assert!(picture(name).is_some(), "{} shows {name}", starter.id);
            }
        }
    }
}
