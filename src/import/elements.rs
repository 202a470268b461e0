//! What one element means here: a heading, a text, a picture, a list, a link, a question, a box.

use super::map::{Around, Mapper, Path, anchored, dressed, is_button, linked};
use super::style::Styles;
use super::tree::{Element, Node, is_block};
use super::{Why, asset_at};
use crate::document::build::Block;
use crate::document::{AssetId, CssProperty, Kind, Prop};

/// Boxes in boxes, before they are left out.
const MAX_BOXES: usize = 14;

impl Mapper<'_> {
    /// One element as blocks.
    pub(super) fn element<'e>(
        &mut self,
        element: &'e Element,
        path: &mut Path<'e>,
        around: Around,
    ) -> Vec<Block> {
        if self.is_full() {
            return Vec::new();
        }
        let name = element.name.as_str();
        let tag = format!("<{name}>");
        match name {
            // Reported with the head.
            "script" | "style" | "noscript" | "template" | "link" | "meta" | "title" | "head" | "br"
            | "wbr" => {
                return Vec::new();
            }
            "iframe" | "object" | "embed" => {
                let src = element.attributes.get("src").unwrap_or_default();
                self.drop(Why::Frame, &format!("<{name} {src}>"));
                return Vec::new();
            }
            "video" | "audio" => {
                self.drop(Why::Media, &tag);
                return Vec::new();
            }
            "svg" | "canvas" | "math" => {
                self.drop(Why::Drawing, &tag);
                return Vec::new();
            }
            _ => {}
        }
        if let Some(why) = self.is_hidden(path) {
            self.drop(why, &tag);
            return Vec::new();
        }
        let styles = self.styles_of(path);
        let one = |block: Option<Block>| -> Vec<Block> {
            block.map(|block| dressed(block, &styles, |_| true)).into_iter().collect()
        };
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => one(self.heading(element)),
            "p" | "blockquote" | "pre" | "table" | "dl" | "address" => {
                let mut all = Vec::new();
                element.all(&mut all);
                let pictures: Vec<&Element> = all.into_iter().filter(|inner| inner.name == "img").collect();
                let mut html = String::new();
                element.html(&mut html);
                let mut blocks: Vec<Block> =
                    pictures.into_iter().filter_map(|image| self.image(image, None)).collect();
                blocks.extend(one(self.text(&html)));
                blocks
            }
            "ul" | "ol" => self.list(element, path, around, &styles),
            "img" => one(self.image(element, None)),
            "picture" => one(element.find("img").and_then(|image| self.image(image, None))),
            "figure" => {
                let caption = element.find("figcaption").map(Element::words);
                match element.find("img") {
                    Some(image) => one(self.image(image, caption)),
                    None => self.children(element, path, around),
                }
            }
            "hr" => one(Some(Block::new(Kind::Divider))),
            "a" => self.link(element, path, around, &styles),
            "button" | "input" | "textarea" | "select" | "label" | "form" | "fieldset" => {
                self.control(element, path, around, &styles)
            }
            "summary" | "details" => self.children(element, path, around),
            _ => self.container(element, path, around, &styles),
        }
    }

    fn heading(&mut self, element: &Element) -> Option<Block> {
        let words: String = element.words().chars().take(2_000).collect();
        if words.is_empty() {
            return None;
        }
        let level = element.name.get(1..).and_then(|level| level.parse::<i64>().ok()).unwrap_or(2);
        self.blocks += 1;
        let block = Block::new(Kind::Heading).prop(Prop::TEXT, words).prop(Prop::LEVEL, level);
        Some(anchored(block, element))
    }

    pub(super) fn asset(&mut self, element: &Element) -> Option<AssetId> {
        let src = element.attributes.get("src").unwrap_or_default().trim();
        if let Some((id, asset)) = self.files.pictures.get(src) {
            self.assets.insert(id.clone(), asset.clone());
            return Some(id.clone());
        }
        let Some(mut asset) = asset_at(src) else {
            self.drop(Why::Picture, &format!("<img {src}>"));
            return None;
        };
        let same = self.assets.iter().find(|(_, known)| known.url == asset.url).map(|(id, _)| id.clone());
        if same.is_some() {
            return same;
        }
        let side =
            |name: &str| element.attributes.get(name)?.trim().parse::<u32>().ok().filter(|side| *side > 0);
        (asset.width, asset.height) = (side("width"), side("height"));
        let id = AssetId::new(&format!("import-{}", self.assets.len() + 1)).ok()?;
        self.assets.insert(id.clone(), asset);
        Some(id)
    }

    fn image(&mut self, element: &Element, caption: Option<String>) -> Option<Block> {
        let asset = self.asset(element)?;
        self.blocks += 1;
        let mut block = Block::new(Kind::Image).prop(Prop::ASSET, asset);
        if let Some(alt) = element.attributes.get("alt") {
            block = block.prop(Prop::ALT, alt.chars().take(2_000).collect::<String>());
        }
        match caption.filter(|caption| !caption.is_empty()) {
            Some(caption) => Some(block.prop(Prop::CAPTION, caption.chars().take(300).collect::<String>())),
            None => Some(block),
        }
    }

    fn list<'e>(
        &mut self,
        element: &'e Element,
        path: &mut Path<'e>,
        around: Around,
        styles: &Styles,
    ) -> Vec<Block> {
        let items: Vec<&Element> = element.elements().filter(|item| item.name == "li").collect();
        let mut all = Vec::new();
        element.all(&mut all);
        let plain = all.iter().all(|inner| matches!(inner.name.as_str(), "li" | "span" | "p" | "br"));
        if plain && !items.is_empty() {
            self.blocks += items.len() + 1;
            let rows = items.iter().map(|item| {
                let words: String = item.words().chars().take(2_000).collect();
                Block::new(Kind::ListItem).prop(Prop::TEXT, words)
            });
            let marker = match (element.name.as_str(), element.has_class_like(&["check", "tick"])) {
                ("ol", _) => "number",
                (_, true) => "check",
                _ => "bullet",
            };
            return vec![Block::of(Kind::List, rows).prop(Prop::MARKER, marker)];
        }
        let lines = all.iter().all(|inner| {
            matches!(inner.name.as_str(), "li" | "ul" | "ol" | "p") || Node::is_inline_element(inner)
        });
        if lines {
            let mut html = String::new();
            element.html(&mut html);
            return self.text(&html).map(|block| dressed(block, styles, |_| true)).into_iter().collect();
        }
        // Items that hold more are boxes.
        self.container(element, path, around, styles)
    }

    fn link<'e>(
        &mut self,
        element: &'e Element,
        path: &mut Path<'e>,
        around: Around,
        styles: &Styles,
    ) -> Vec<Block> {
        if around.in_link {
            return self.children(element, path, around);
        }
        let pictures: Vec<&Element> = element.elements().collect();
        if let [only] = pictures.as_slice()
            && matches!(only.name.as_str(), "img" | "picture")
            && element.words().is_empty()
        {
            let image = if only.name == "img" { Some(*only) } else { only.find("img") };
            let image = image.and_then(|image| self.image(image, None));
            return image.map(|block| linked(block, element)).into_iter().collect();
        }
        let holds = element.children.iter().any(|child| !child.is_inline());
        if holds && !is_button(element) {
            let children =
                self.children(element, path, Around { in_link: true, boxes: around.boxes + 1, ..around });
            if children.is_empty() {
                return Vec::new();
            }
            self.blocks += 1;
            let block = linked(Block::of(Kind::Link, children), element);
            return vec![dressed(block, styles, |_| true)];
        }
        if element.words().is_empty() {
            return Vec::new();
        }
        self.blocks += 1;
        vec![dressed(Self::anchor_block(element), styles, |_| true)]
    }

    pub(super) fn question<'e>(
        &mut self,
        element: &'e Element,
        path: &mut Path<'e>,
        around: Around,
    ) -> Block {
        let words = element.find("summary").map(Element::words).unwrap_or_default();
        let nodes: Vec<&Node> = element
            .children
            .iter()
            .filter(|child| child.element().is_none_or(|inner| inner.name != "summary"))
            .collect();
        let answer = self.run(&nodes, path, Around { in_faq: true, boxes: around.boxes + 2, ..around });
        self.blocks += 1;
        let mut block = Block::of(Kind::FaqItem, answer)
            .prop(Prop::QUESTION, words.chars().take(300).collect::<String>());
        if element.attributes.get("open").is_some() {
            block = block.prop(Prop::OPEN, true);
        }
        block
    }

    /// A box: kept where it lays its children out or has looks of its own, else its children alone.
    fn container<'e>(
        &mut self,
        element: &'e Element,
        path: &mut Path<'e>,
        around: Around,
        styles: &Styles,
    ) -> Vec<Block> {
        let columns: Vec<&Element> = element.elements().collect();
        if element.has_class_like(&["row"])
            && columns.len() > 1
            && around.boxes < MAX_BOXES
            && columns.iter().all(|column| column.has_class_like(&["col"]))
        {
            let mut made = Vec::new();
            for column in columns {
                path.push(column);
                let children = self.children(column, path, Around { boxes: around.boxes + 2, ..around });
                let own = self.styles_of(path);
                path.pop();
                made.push(dressed(Block::of(Kind::Column, children), &own, |property| {
                    !matches!(
                        property,
                        CssProperty::Width
                            | CssProperty::Flex
                            | CssProperty::FlexBasis
                            | CssProperty::MaxWidth
                    )
                }));
            }
            self.blocks += made.len() + 1;
            return vec![Block::of(Kind::Columns, made)];
        }
        // Only words: a text with the box's looks.
        if !element.children.is_empty()
            && element.children.iter().all(Node::is_inline)
            && is_block(&element.name)
            && !element.elements().any(|inner| inner.name == "a" && is_button(inner))
        {
            let mut blocks = Vec::new();
            let mut line: Vec<&Node> = element.children.iter().collect();
            self.flush(&mut line, &mut blocks, around);
            return blocks.into_iter().map(|block| dressed(block, styles, |_| true)).collect();
        }
        let keeps = around.boxes < MAX_BOXES && styles.keys().any(|(_, property)| is_of_box(*property));
        let inside = Around { boxes: around.boxes + usize::from(keeps), ..around };
        let children = self.children(element, path, inside);
        if !keeps || children.is_empty() {
            return children;
        }
        self.blocks += 1;
        vec![dressed(anchored(Block::of(Kind::Container, children), element), styles, |_| true)]
    }
}

impl Node {
    fn is_inline_element(element: &Element) -> bool {
        matches!(
            element.name.as_str(),
            "a" | "b"
                | "strong"
                | "i"
                | "em"
                | "u"
                | "s"
                | "del"
                | "code"
                | "span"
                | "br"
                | "small"
                | "sup"
                | "sub"
                | "mark"
        )
    }
}

/// Whether a box with this style is more than its children.
const fn is_of_box(property: CssProperty) -> bool {
    matches!(
        property,
        CssProperty::Display
            | CssProperty::BackgroundColor
            | CssProperty::BackgroundImage
            | CssProperty::Padding
            | CssProperty::BorderWidth
            | CssProperty::BorderStyle
            | CssProperty::BorderRadius
            | CssProperty::BoxShadow
            | CssProperty::GridTemplateColumns
            | CssProperty::TextAlign
            | CssProperty::MaxWidth
            | CssProperty::Color
    )
}
