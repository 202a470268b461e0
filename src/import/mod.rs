//! Pages from elsewhere: HTML and its styles as a document, with a report of what couldn't be kept.
//!
//! What has a meaning here becomes that block (sections, headings, texts, lists, pictures, links, buttons, forms,
//! questions); the rest becomes its words; scripts, frames and everything else that runs is dropped. Nothing of the
//! given markup survives, so nothing in it can harm.

mod fields;
mod map;
mod style;
mod tree;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Rng;
use crate::document::build::Page;
use crate::document::model::StyleBlock;
use crate::document::{AssetId, AssetRef, AssetUrl, DeclarationKey, Document, Lang, State, StyleId};
use map::Mapper;
use style::{Sheet, Styles, When};
use tree::Element;

/// Longest page that is read, in bytes.
pub const MAX_HTML: usize = 2 * 1024 * 1024;

/// Why something of a page was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It runs.
    Script,
    /// It shows another page.
    Frame,
    /// A stylesheet or file at another address.
    External,
    /// A picture whose address isn't complete, or that couldn't be read.
    Picture,
    /// Drawn in the page's own code.
    Drawing,
    /// A field outside of a form, or of a sort forms here don't have.
    Field,
    /// A player.
    Media,
    /// Styles our pages don't have.
    Style,
    /// It was hidden.
    Hidden,
    /// More than a page can hold.
    TooMuch,
}

impl Why {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Frame => "frame",
            Self::External => "external",
            Self::Picture => "picture",
            Self::Drawing => "drawing",
            Self::Field => "field",
            Self::Media => "media",
            Self::Style => "style",
            Self::Hidden => "hidden",
            Self::TooMuch => "too_much",
        }
    }

    /// In a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Script => "Scripts are never taken over.",
            Self::Frame => "Other pages can't be shown inside this one.",
            Self::External => "Files at other addresses aren't fetched.",
            Self::Picture => "This picture has no complete address, or couldn't be read. Upload it again.",
            Self::Drawing => "Drawings in a page's code aren't taken over. Upload them as SVG files.",
            Self::Field => "Forms here have no such field, or it stood outside of a form.",
            Self::Media => "Players aren't taken over. Add a video block.",
            Self::Style => "These styles have no counterpart here.",
            Self::Hidden => "It was hidden on the page.",
            Self::TooMuch => "A page can't hold more.",
        }
    }
}

/// Something of the page that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dropped {
    /// What it was: a tag, and how many.
    pub what: String,
    /// Why, in a sentence.
    pub why: String,
    /// Why, for programs.
    pub code: Why,
}

/// What became of a page from elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportReport {
    /// Blocks that were made.
    pub kept: usize,
    /// What was left out.
    pub dropped: Vec<Dropped>,
}

/// A page from elsewhere as a document.
#[derive(Debug)]
pub struct Imported {
    /// The document; it is valid.
    pub document: Document,
    /// What became of the rest.
    pub report: ImportReport,
}

/// The pictures that stand in the page itself (`data:` addresses), each once: they are files to be kept first.
#[must_use]
pub fn pictures(html: &str) -> Vec<String> {
    let page = tree::read(cut(html));
    let mut all = Vec::new();
    page.all(&mut all);
    let mut found: Vec<String> = all
        .into_iter()
        .filter(|element| element.name == "img")
        .filter_map(|element| element.attributes.get("src"))
        .filter(|src| src.starts_with("data:image/"))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

fn cut(html: &str) -> &str {
    let mut end = html.len().min(MAX_HTML);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    html.get(..end).unwrap_or_default()
}

/// Reads a page. `kept` are the pictures that were kept, by the address they had; `lang` is for pages that don't say.
#[must_use]
pub fn import(
    html: &str,
    kept: &BTreeMap<String, (AssetId, AssetRef)>,
    lang: Lang,
    rng: &dyn Rng,
) -> Imported {
    let page = tree::read(cut(html));
    let mut all = Vec::new();
    page.all(&mut all);
    let mut sheet = Sheet::default();
    for element in all.iter().filter(|element| element.name == "style") {
        for child in &element.children {
            if let tree::Node::Text(css) = child {
                sheet.add(css);
            }
        }
    }
    let lang = page
        .find("html")
        .and_then(|html| Lang::new(html.attributes.get("lang")?.trim()).ok())
        .unwrap_or(lang);
    let mut mapper = Mapper::new(sheet, kept);
    mapper.note_head(&all);
    let body = page.find("body").unwrap_or(&page);
    let blocks = mapper.page(body);
    let root = mapper.styles_of(&[body]);
    let mut made = Page::new(lang, rng);
    for block in blocks {
        made = made.block(block);
    }
    let mut document = made.finish();
    document.assets = mapper.assets();
    dress(&mut document, &root, rng);
    let meta = |name: &str| {
        let found = all.iter().find(|element| {
            element.name == "meta"
                && (element.attributes.get("name") == Some(name)
                    || element.attributes.get("property") == Some(name))
        });
        let text = crate::text::single_line(found?.attributes.get("content")?);
        (!text.is_empty()).then(|| text.chars().take(300).collect::<String>())
    };
    let title = page.find("title").map(Element::words).filter(|title| !title.is_empty());
    document.meta.title = title.map(|title| title.chars().take(120).collect());
    document.meta.description = meta("description").or_else(|| meta("og:description"));
    let report = ImportReport { kept: document.nodes.len().saturating_sub(1), dropped: mapper.dropped() };
    Imported { document, report }
}

/// What the page's own element looks like.
fn dress(document: &mut Document, styles: &Styles, rng: &dyn Rng) {
    let base: Vec<_> = styles
        .iter()
        .filter(|((when, property), _)| *when == When::Base && map::is_of_page(*property))
        .collect();
    if base.is_empty() {
        return;
    }
    let style = StyleId::random(rng);
    for ((_, property), value) in base {
        let key = DeclarationKey {
            style: style.clone(),
            breakpoint: crate::document::css::base_breakpoint(),
            state: State::None,
            property: *property,
        };
        document.declarations.insert(key, value.clone());
    }
    document.styles.insert(style.clone(), StyleBlock::default());
    let root = document.root.clone();
    if let Some(node) = document.nodes.get_mut(&root) {
        node.styles.push(style);
    }
}

/// A picture at an address anybody can see.
fn asset_at(src: &str) -> Option<AssetRef> {
    let url = AssetUrl::new(src).ok().filter(|url| url.as_str().starts_with("https://"))?;
    Some(AssetRef {
        url,
        width: None,
        height: None,
        mime: String::new(),
        alt: String::new(),
        variants: Vec::new(),
        crop: None,
    })
}

#[cfg(test)]
mod tests;
