//! The document as HTML and CSS: for the editor's canvas, for preview and for publishing.
//!
//! The same document and target always give the same bytes. Text a person wrote is text; addresses and style values
//! were checked when they entered the document. Script comes only with kinds that behave.

pub mod audit;
pub mod base;
mod basic;
mod blocks;
pub mod css;
pub mod escape;
pub mod exchange;
mod fields;
pub mod forms;
mod head;
mod html;
#[cfg(test)]
mod kinds_tests;
pub mod media;
mod picture;
pub mod pretty;
mod rich;
mod room;
mod script;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::document::{AssetUrl, Document, NodeId, Tree};
use crate::lean::Gather as _;

pub use audit::{Area, Finding, Rule, Severity, mend};
pub use html::bars;

/// What a page needs to know about its surroundings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageInfo {
    /// The page's own title, where its document has none.
    pub title: String,
    /// The absolute address it is published at.
    pub canonical: Option<String>,
    /// What a form's action starts with; the form's id follows.
    pub form_prefix: String,
    /// The id of the page, whose chat its visitors open. Empty where nobody can.
    pub page: String,
    /// Put before addresses of pictures that start with `/`. Empty for the page's own origin.
    pub asset_base: String,
    /// Addresses of pictures that are replaced whole, for exports.
    pub asset_urls: BTreeMap<String, String>,
    /// Link to a stylesheet of this address instead of writing it into the page, for exports.
    pub stylesheet: Option<String>,
    /// The same for the script.
    pub script: Option<String>,
    /// What addresses of the marketplace start with: the app's own, without a slash at the end.
    pub market: String,
    /// The instance in which its component is edited, for the canvas.
    pub open: Option<NodeId>,
}

impl Default for PageInfo {
    fn default() -> Self {
        Self {
            title: String::new(),
            canonical: None,
            form_prefix: "/_lh/form/".to_owned(),
            page: String::new(),
            asset_base: String::new(),
            asset_urls: BTreeMap::new(),
            stylesheet: None,
            script: None,
            market: String::new(),
            open: None,
        }
    }
}

impl PageInfo {
    /// The address of a picture as it stands in the output.
    #[must_use]
    pub fn url(&self, url: &AssetUrl) -> String {
        let url = url.as_str();
        match self.asset_urls.get(url) {
            Some(other) => other.clone(),
            None if url.starts_with('/') => format!("{}{url}", self.asset_base),
            None => url.to_owned(),
        }
    }

    /// The address of a font file as it stands in the output.
    #[must_use]
    pub fn font_url(&self, file: &str) -> String {
        let url = format!("{}{file}", crate::fonts::PATH);
        self.asset_urls.get(&url).cloned().unwrap_or_else(|| format!("{}{url}", self.asset_base))
    }
}

/// What the page is rendered for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The editor: every node carries `data-nid`, inline-editable words `data-prop`; links and forms lead nowhere.
    Canvas(PageInfo),
    /// As published, but kept from search engines.
    Preview(PageInfo),
    /// For visitors.
    Published(PageInfo),
}

impl Target {
    /// Whether it is the editor's canvas.
    #[must_use]
    pub const fn is_canvas(&self) -> bool {
        matches!(self, Self::Canvas(_))
    }

    /// The surroundings.
    #[must_use]
    pub const fn info(&self) -> &PageInfo {
        match self {
            Self::Canvas(info) | Self::Preview(info) | Self::Published(info) => info,
        }
    }
}

/// A rendered page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The whole HTML document, with the stylesheet inside (unless `PageInfo::stylesheet` is set).
    pub html: String,
    /// The stylesheet by itself: byte for byte what stands in `<style>`, for the hash of a policy.
    pub css: String,
    /// The script by itself; empty where no kind needs one.
    pub js: String,
    /// The addresses (as in the document) of all pictures the page uses.
    pub assets: Vec<String>,
    /// The names of the font files its stylesheet asks for, below [`crate::fonts::PATH`].
    pub fonts: Vec<String>,
    /// What a policy for the page has to allow beyond its own style and script.
    pub needs: Needs,
    /// What could be better.
    pub audit: Vec<Finding>,
}

/// What a page needs of the policy it is served with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Origins whose frames it opens when a visitor asks for them.
    pub frames: Vec<String>,
    /// It carries its author's own code.
    pub code: bool,
}

/// Renders a whole page. The document must be valid.
#[must_use]
pub fn render(document: &Document, target: &Target) -> Rendered {
    let tree = Tree::new(document);
    let classes = css::Classes::new(document, target);
    let mut writer = html::Writer::new(document, &tree, &classes, target);
    writer.body();
    let html::Output { html: body, assets, nodes } = writer.finish();
    let rendered = || nodes.iter().filter_map(|id| document.nodes.get(*id));
    let css = css::stylesheet(document, target, &classes, rendered());
    let mut assets = assets;
    assets.extend(css::assets(document, rendered()));
    let families = css::families(document, rendered());
    let mut faces = css::faces(&families, target);
    faces.push_str(&css);
    let css = faces;
    let js = if target.is_canvas() { String::new() } else { script::script(rendered()) };
    let mut frames: std::collections::BTreeSet<String> =
        rendered().filter_map(media::frame_host).map(str::to_owned).gather();
    if !target.info().page.is_empty() && rendered().any(|node| node.kind == crate::document::Kind::Chat) {
        frames.insert(target.info().market.clone());
    }
    let code = rendered().any(|node| node.kind == crate::document::Kind::Embed);
    let needs = Needs { frames: frames.into_iter().collect(), code };
    let html = head::page(document, target, &css, &js, &body, &tree);
    let audit = if target.is_canvas() { Vec::new() } else { audit::audit(document, &tree, &html) };
    let assets = assets
        .iter()
        .filter_map(|id| document.assets.get(id))
        .flat_map(|asset| {
            std::iter::once(&asset.url).chain(asset.variants.iter().map(|variant| &variant.url))
        })
        .map(|url| url.as_str().to_owned())
        .gather::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let fonts = families.iter().flat_map(|family| family.files()).map(|(file, ..)| file).collect();
    Rendered { html, css, js, assets, fonts, needs, audit }
}

/// The HTML of one node with everything in it, byte for byte as it stands in the whole page; for the root, what
/// stands inside `<body>`. Empty if the node isn't there.
#[must_use]
pub fn render_node(document: &Document, node: &NodeId, target: &Target) -> String {
    let tree = Tree::new(document);
    let classes = css::Classes::new(document, target);
    let mut writer = html::Writer::new(document, &tree, &classes, target);
    if *node == document.root {
        writer.body_inner();
    } else {
        writer.within(node);
    }
    writer.finish().html
}

/// The stylesheet of the whole page.
#[must_use]
pub fn render_css(document: &Document, target: &Target) -> String {
    let classes = css::Classes::new(document, target);
    css::stylesheet(document, target, &classes, document.nodes.values())
}

/// The `@font-face` rules of the whole page. In the canvas they stand apart from [`render_css`], so that fonts aren't
/// fetched anew with every change.
#[must_use]
pub fn render_faces(document: &Document, target: &Target) -> String {
    css::faces(&css::families(document, document.nodes.values()), target)
}

/// Structured text as HTML, as it stands inside a text block. `paste::from_html` reads it back; for the canvas,
/// links and colours are marked in a way that leads nowhere and survives that.
#[must_use]
pub fn rich_html(rich: &crate::document::RichText, canvas: bool) -> String {
    let mut out = String::new();
    rich::rich_html(&mut out, rich, true, canvas);
    out
}

/// What could be better about the page, without rendering it for anyone.
#[must_use]
pub fn audit_of(document: &Document) -> Vec<Finding> {
    render(document, &Target::Published(PageInfo::default())).audit
}
