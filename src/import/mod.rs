//! Pages from elsewhere: HTML and its styles as a document, with a report of what couldn't be kept.
//!
//! What has a meaning here becomes that block (sections, headings, texts, lists, pictures, links, buttons, forms,
//! questions); the rest becomes its words; scripts, frames and everything else that runs is dropped. Nothing of the
//! given markup survives, so nothing in it can harm.

mod elements;
mod fields;
pub mod folder;
mod map;
mod style;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::Rng;
use crate::document::build::Page;
use crate::document::css::CssRef;
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

/// What of a page's files is at hand, by the addresses the page has for them.
#[derive(Debug, Default)]
pub struct Files {
    /// Pictures that were kept.
    pub pictures: BTreeMap<String, (AssetId, AssetRef)>,
    /// Texts of stylesheets, their own addresses [`lifted`](folder::lifted).
    pub sheets: BTreeMap<String, String>,
}

/// The addresses of a page's pictures, in its images and its own styles, each once: they are files to be kept first.
#[must_use]
pub fn pictures(html: &str) -> Vec<String> {
    let page = tree::read(cut(html));
    let mut all = Vec::new();
    page.all(&mut all);
    let mut found: Vec<String> = Vec::new();
    for element in all {
        if element.name == "img"
            && let Some(src) = element.attributes.get("src").map(str::trim)
        {
            found.push(src.to_owned());
        }
        if element.name == "style" {
            found.extend(texts(element).flat_map(pictures_of_sheet));
        }
        found.extend(element.attributes.get("style").into_iter().flat_map(pictures_of_sheet));
    }
    found.retain(|src| !src.is_empty() && (!src.starts_with("data:") || src.starts_with("data:image/")));
    found.sort();
    found.dedup();
    found
}

/// The addresses of a stylesheet's pictures, each once.
#[must_use]
pub fn pictures_of_sheet(css: &str) -> Vec<String> {
    let mut found = Vec::new();
    folder::addresses(css, &mut found);
    found
}

/// The addresses of the stylesheets a page asks for, in their order.
#[must_use]
pub fn sheets(html: &str) -> Vec<String> {
    let page = tree::read(cut(html));
    let mut all = Vec::new();
    page.all(&mut all);
    all.into_iter().filter_map(sheet_address).map(str::to_owned).collect()
}

/// The address of the stylesheet an element asks for.
fn sheet_address(element: &Element) -> Option<&str> {
    let rel = element.attributes.get("rel").unwrap_or_default();
    let is_sheet = element.name == "link"
        && rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("stylesheet"));
    element.attributes.get("href").filter(|_| is_sheet).map(str::trim)
}

fn texts(element: &Element) -> impl Iterator<Item = &str> {
    element.children.iter().filter_map(|child| match child {
        tree::Node::Text(text) => Some(text.as_str()),
        tree::Node::Element(_) => None,
    })
}

fn cut(html: &str) -> &str {
    let mut end = html.len().min(MAX_HTML);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    html.get(..end).unwrap_or_default()
}

/// Reads a page with what is there of its files; `lang` is for pages that don't say.
#[must_use]
pub fn import(html: &str, files: &Files, lang: Lang, rng: &dyn Rng) -> Imported {
    let page = tree::read(cut(html));
    let mut all = Vec::new();
    page.all(&mut all);
    let mut sheet = Sheet::of_page(&files.pictures);
    for element in &all {
        if element.name == "style" {
            texts(element).for_each(|css| sheet.add(css));
        }
        if let Some(css) = sheet_address(element).and_then(|address| files.sheets.get(address)) {
            sheet.add(css);
        }
    }
    let lang = page
        .find("html")
        .and_then(|html| Lang::new(html.attributes.get("lang")?.trim()).ok())
        .unwrap_or(lang);
    let mut mapper = Mapper::new(sheet, files);
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
    add_pictures_of_styles(&mut document, files);
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

/// The pictures that styles show.
fn add_pictures_of_styles(document: &mut Document, files: &Files) {
    let shown: BTreeSet<AssetId> = document
        .declarations
        .values()
        .flat_map(crate::document::CssValue::refs)
        .filter_map(|reference| match reference {
            CssRef::Asset(id) => Some(id),
            CssRef::Token(_) => None,
        })
        .collect();
    for (id, asset) in files.pictures.values().filter(|(id, _)| shown.contains(id)) {
        document.assets.entry(id.clone()).or_insert_with(|| asset.clone());
    }
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
