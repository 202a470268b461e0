//! A page as bands of blocks: which elements are bands, what stands in them beside each other. What one element means is
//! in `elements`.

use std::collections::BTreeMap;

use super::style::{Sheet, Styles, When};
use super::tree::{Element, Node};
use super::{Dropped, Files, Why, sheet_address};
use crate::document::build::Block;
use crate::document::{AssetId, AssetRef, CssProperty, Kind, Link, Prop, Value, paste};

/// Most blocks that are made.
const MAX_BLOCKS: usize = 3_000;

/// What stands around an element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    pub(super) in_link: bool,
    pub(super) in_form: bool,
    pub(super) in_faq: bool,
    pub(super) boxes: usize,
}

/// Turns elements into blocks.
pub(super) struct Mapper<'k> {
    sheet: Sheet,
    pub(super) files: &'k Files,
    pub(super) assets: BTreeMap<AssetId, AssetRef>,
    dropped: BTreeMap<(Why, String), usize>,
    pub(super) blocks: usize,
}

/// The elements from the page down to one.
pub(super) type Path<'e> = Vec<&'e Element>;

/// Styles a page's own element can have.
pub(super) const fn is_of_page(property: CssProperty) -> bool {
    matches!(
        property,
        CssProperty::BackgroundColor
            | CssProperty::Color
            | CssProperty::FontFamily
            | CssProperty::FontSize
            | CssProperty::LineHeight
            | CssProperty::LetterSpacing
    )
}

impl<'k> Mapper<'k> {
    pub(super) const fn new(sheet: Sheet, files: &'k Files) -> Self {
        Self { sheet, files, assets: BTreeMap::new(), dropped: BTreeMap::new(), blocks: 0 }
    }

    /// The pictures that are used.
    pub(super) fn assets(&mut self) -> BTreeMap<AssetId, AssetRef> {
        std::mem::take(&mut self.assets)
    }

    /// What was left out, each sort once.
    pub(super) fn dropped(&self) -> Vec<Dropped> {
        let mut found: Vec<Dropped> = self
            .dropped
            .iter()
            .map(|((why, what), count)| Dropped {
                what: if *count > 1 { format!("{what} × {count}") } else { what.clone() },
                why: why.sentence().to_owned(),
                code: *why,
            })
            .collect();
        if self.sheet.lost > 0 {
            found.push(Dropped {
                what: format!("CSS × {}", self.sheet.lost),
                why: Why::Style.sentence().to_owned(),
                code: Why::Style,
            });
        }
        found
    }

    pub(super) fn drop(&mut self, why: Why, what: &str) {
        let what: String = what.chars().take(120).collect();
        if self.dropped.len() < 100 {
            *self.dropped.entry((why, what)).or_default() += 1;
        }
    }

    /// Files the head asks for.
    pub(super) fn note_head(&mut self, all: &[&Element]) {
        for element in all {
            match element.name.as_str() {
                "script" if element.attributes.get("type") != Some("application/ld+json") => {
                    let src = element.attributes.get("src").unwrap_or_default();
                    let what = if src.is_empty() { "<script>".to_owned() } else { format!("<script {src}>") };
                    self.drop(Why::Script, &what);
                }
                "link" => {
                    if let Some(href) = sheet_address(element)
                        && !self.files.sheets.contains_key(href)
                    {
                        self.drop(Why::External, &format!("<link {href}>"));
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn styles_of(&mut self, path: &[&Element]) -> Styles {
        self.sheet.of(path)
    }

    /// The bands of a page.
    pub(super) fn page<'e>(&mut self, body: &'e Element) -> Vec<Block> {
        let mut path: Path<'e> = vec![body];
        let mut top = body;
        // A box around everything says nothing.
        while let [only] = top.elements().filter(|element| is_shown(element)).collect::<Vec<_>>().as_slice()
            && matches!(only.name.as_str(), "div" | "main")
            && top.children.iter().all(|child| child.is_blank() || child.element().is_some())
        {
            top = only;
            path.push(top);
        }
        let mut bands = Vec::new();
        self.bands(top, &mut path, &mut bands);
        bands
    }

    fn bands<'e>(&mut self, top: &'e Element, path: &mut Path<'e>, bands: &mut Vec<Block>) {
        let mut loose: Vec<&'e Node> = Vec::new();
        for child in &top.children {
            let Some(element) = child.element().filter(|element| {
                matches!(
                    element.name.as_str(),
                    "section" | "header" | "nav" | "footer" | "main" | "article" | "aside" | "div" | "form"
                )
            }) else {
                loose.push(child);
                continue;
            };
            self.loose(&mut loose, path, bands);
            path.push(element);
            if element.name == "main" {
                self.bands(element, path, bands);
            } else if let Some(band) = self.band(element, path, bands.is_empty()) {
                bands.push(band);
            }
            path.pop();
        }
        self.loose(&mut loose, path, bands);
    }

    /// What stands in no band gets one.
    fn loose<'e>(&mut self, nodes: &mut Vec<&'e Node>, path: &mut Path<'e>, bands: &mut Vec<Block>) {
        let nodes = std::mem::take(nodes);
        let children = self.run(&nodes, path, Around::default());
        if !children.is_empty() {
            bands.push(Block::of(Kind::Section, children));
        }
    }

    fn band<'e>(&mut self, element: &'e Element, path: &mut Path<'e>, first: bool) -> Option<Block> {
        if let Some(why) = self.is_hidden(path) {
            self.drop(why, &format!("<{}>", element.name));
            return None;
        }
        let has_nav = element.name == "nav" || element.find("nav").is_some();
        if first
            && has_nav
            && matches!(element.name.as_str(), "header" | "nav" | "div")
            && element.find("h1").is_none()
        {
            return Some(self.navbar(element));
        }
        if element.name == "form" {
            let form = self.element(element, path, Around::default());
            return (!form.is_empty()).then(|| Block::of(Kind::Section, form));
        }
        let kind = if element.name == "footer" { Kind::Footer } else { Kind::Section };
        // A box that only keeps the width is what a section does by itself.
        let mut inner = element;
        let mut steps = 0;
        while let [only] = inner.elements().collect::<Vec<_>>().as_slice()
            && only.name == "div"
            && only.has_class_like(&["container", "wrap", "inner"])
            && inner.children.iter().all(|child| child.is_blank() || child.element().is_some())
        {
            inner = only;
            path.push(inner);
            steps += 1;
        }
        let children = self.children(inner, path, Around::default());
        for _ in 0..steps {
            path.pop();
        }
        if children.is_empty() {
            return None;
        }
        let styles = self.styles_of(path);
        Some(dressed(anchored(Block::of(kind, children), element), &styles, |property| {
            !matches!(property, CssProperty::Width | CssProperty::MaxWidth | CssProperty::Margin)
        }))
    }

    fn navbar(&mut self, element: &Element) -> Block {
        let mut all = Vec::new();
        element.all(&mut all);
        let mut bar = Block::new(Kind::Navbar);
        let mut links = Vec::new();
        let mut brand = None;
        for found in all {
            match found.name.as_str() {
                "a" => {
                    let words = found.words();
                    let is_brand = brand.is_none()
                        && links.is_empty()
                        && (found.find("img").is_some() || found.has_class_like(&["brand", "logo"]));
                    if is_brand {
                        brand = Some(words);
                    } else if !words.is_empty() && links.len() < 12 {
                        links.push(Self::anchor_block(found));
                    }
                }
                "img" => {
                    if let Some(asset) = self.asset(found) {
                        bar = bar.prop(Prop::ASSET, asset);
                    }
                }
                _ if brand.is_none()
                    && found.has_class_like(&["brand", "logo"])
                    && found.find("a").is_none() =>
                {
                    brand = Some(found.words());
                }
                _ => {}
            }
        }
        self.blocks += links.len() + 1;
        if let Some(brand) = brand.filter(|brand| !brand.is_empty()) {
            bar = bar.prop(Prop::TEXT, brand.chars().take(300).collect::<String>());
        }
        links.into_iter().fold(bar, Block::child)
    }

    /// A link by itself: a button if it looks like one.
    pub(super) fn anchor_block(element: &Element) -> Block {
        let kind = if is_button(element) { Kind::Button } else { Kind::Link };
        let words: String = element.words().chars().take(300).collect();
        linked(Block::new(kind).prop(Prop::TEXT, words), element)
    }

    pub(super) fn children<'e>(
        &mut self,
        element: &'e Element,
        path: &mut Path<'e>,
        around: Around,
    ) -> Vec<Block> {
        let nodes: Vec<&Node> = element.children.iter().collect();
        self.run(&nodes, path, around)
    }

    /// Neighbours: what stands in lines becomes texts, the rest blocks.
    pub(super) fn run<'e>(&mut self, nodes: &[&'e Node], path: &mut Path<'e>, around: Around) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut line: Vec<&Node> = Vec::new();
        let mut questions: Vec<Block> = Vec::new();
        for node in nodes {
            let element = node.element();
            let alone = element.is_some_and(|element| element.name == "a" && is_button(element));
            if node.is_inline() && !alone {
                line.push(node);
                continue;
            }
            self.flush(&mut line, &mut blocks, around);
            let Some(element) = element else { continue };
            path.push(element);
            if element.name == "details" && !around.in_link && !around.in_faq {
                questions.push(self.question(element, path, around));
            } else {
                if !questions.is_empty() {
                    blocks.push(Block::of(Kind::Faq, std::mem::take(&mut questions)));
                }
                blocks.extend(self.element(element, path, around));
            }
            path.pop();
        }
        self.flush(&mut line, &mut blocks, around);
        if !questions.is_empty() {
            blocks.push(Block::of(Kind::Faq, questions));
        }
        blocks
    }

    /// Words between blocks. Links with nothing around them stand by themselves.
    pub(super) fn flush(&mut self, line: &mut Vec<&Node>, blocks: &mut Vec<Block>, around: Around) {
        let nodes = std::mem::take(line);
        if nodes.iter().all(|node| node.is_blank()) || self.is_full() {
            return;
        }
        let links: Option<Vec<&Element>> = nodes
            .iter()
            .filter(|node| !node.is_blank())
            .map(|node| node.element().filter(|element| element.name == "a" && !element.words().is_empty()))
            .collect();
        if let Some(links) = links.filter(|_| !around.in_link) {
            for link in links {
                self.blocks += 1;
                blocks.push(Self::anchor_block(link));
            }
            return;
        }
        let mut html = String::new();
        for node in nodes {
            node.html(&mut html);
        }
        blocks.extend(self.text(&html));
    }

    pub(super) fn text(&mut self, html: &str) -> Option<Block> {
        let rich = paste::from_html(html);
        if rich.is_empty() {
            return None;
        }
        self.blocks += 1;
        Some(Block::new(Kind::RichText).prop(Prop::CONTENT, rich))
    }

    pub(super) fn is_full(&mut self) -> bool {
        let full = self.blocks >= MAX_BLOCKS;
        if full {
            self.drop(Why::TooMuch, "…");
        }
        full
    }

    /// Why an element isn't shown, if it isn't.
    pub(super) fn is_hidden(&mut self, path: &[&Element]) -> Option<Why> {
        let element = path.last()?;
        let off = self
            .styles_of(path)
            .get(&(When::Base, CssProperty::Display))
            .is_some_and(|value| value.as_str() == "none");
        (off || element.attributes.get("hidden").is_some()).then_some(Why::Hidden)
    }
}

fn is_shown(element: &Element) -> bool {
    !matches!(
        element.name.as_str(),
        "script" | "style" | "link" | "meta" | "noscript" | "template" | "title" | "head"
    )
}

/// Whether a link looks like a button.
pub(super) fn is_button(element: &Element) -> bool {
    element.attributes.get("role") == Some("button") || element.has_class_like(&["btn", "button", "cta"])
}

pub(super) fn link_of(element: &Element) -> Option<Link> {
    let mut link = Link::new(element.attributes.get("href")?).ok()?;
    link.new_tab = element.attributes.get("target") == Some("_blank");
    Some(link)
}

/// Its fragment, if it is one of ours.
pub(super) fn anchor(element: &Element) -> Option<String> {
    use crate::document::kind::PropType;
    let id = element.attributes.get("id")?.to_owned();
    PropType::Name.accepts(&Value::Text(id.clone())).then_some(id)
}

/// Gives a block the element's fragment.
pub(super) fn anchored(block: Block, element: &Element) -> Block {
    match anchor(element) {
        Some(anchor) => block.prop(Prop::ANCHOR, anchor),
        None => block,
    }
}

/// Leads a block where the element leads.
pub(super) fn linked(block: Block, element: &Element) -> Block {
    match link_of(element) {
        Some(link) => block.prop(Prop::LINK, link),
        None => block,
    }
}

/// Gives a block the styles that may be kept.
pub(super) fn dressed(mut block: Block, styles: &Styles, keep: impl Fn(CssProperty) -> bool) -> Block {
    for ((when, property), value) in styles.iter().filter(|((_, property), _)| keep(*property)) {
        let row = [property.css(), ":", value.as_str()].concat();
        block = match when {
            When::Base => block.css(&row),
            When::Tablet => block.tablet(&row),
            When::Mobile => block.mobile(&row),
            When::Hover => block.hover(&row),
        };
    }
    block
}
