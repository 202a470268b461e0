//! Nodes as HTML elements.

use std::collections::{BTreeMap, BTreeSet};

use super::Target;
use super::css::Classes;
use super::escape::{attribute, lines, text};
use super::rich::{href, rich_html};
use super::room::Room;
use crate::document::components::{effective, shown};
use crate::document::validate::MAX_DEPTH;
use crate::document::words::Words;
use crate::document::{AssetId, AssetRef, Document, InnerId, Kind, Link, Node, NodeId, Prop, Tree, Value};

/// What rendering some nodes gave.
pub(super) struct Output<'a> {
    pub(super) html: String,
    pub(super) assets: BTreeSet<AssetId>,
    /// The nodes that were rendered, in order.
    pub(super) nodes: Vec<&'a NodeId>,
}

/// What the nodes around mean for the output.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    pub(super) in_link: bool,
    /// Pictures open large, as part of this gallery.
    pub(super) in_gallery: bool,
}

/// An instance whose component is being written.
struct Frame<'a> {
    /// The ids of it and of the instances around it, for the ids of elements.
    path: String,
    id: &'a NodeId,
    overrides: &'a BTreeMap<InnerId, BTreeMap<Prop, Value>>,
}

/// Writes nodes of one document.
pub(super) struct Writer<'a> {
    pub(super) document: &'a Document,
    pub(super) tree: &'a Tree<'a>,
    classes: &'a Classes,
    pub(super) target: &'a Target,
    pub(super) words: &'static Words,
    /// The one picture that is fetched first.
    hero: Option<&'a NodeId>,
    pub(super) out: String,
    pub(super) assets: BTreeSet<AssetId>,
    nodes: Vec<&'a NodeId>,
    /// The instances around, the innermost last.
    frames: Vec<Frame<'a>>,
    /// Instances whose top element comes next: it is theirs, too.
    carried: Vec<(&'a NodeId, &'a Node)>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        document: &'a Document,
        tree: &'a Tree<'a>,
        classes: &'a Classes,
        target: &'a Target,
    ) -> Self {
        Self {
            document,
            tree,
            classes,
            target,
            words: Words::of(&document.lang),
            hero: hero(document, tree),
            out: String::new(),
            assets: BTreeSet::new(),
            nodes: Vec::new(),
            frames: Vec::new(),
            carried: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Output<'a> {
        Output { html: self.out, assets: self.assets, nodes: self.nodes }
    }

    /// `<body>` with everything in it.
    pub(super) fn body(&mut self) {
        let Some((id, root)) = self.document.nodes.get_key_value(&self.document.root) else { return };
        self.nodes.push(id);
        self.open("body", id, root, "");
        self.out.push('>');
        self.body_inner();
        self.out.push_str("</body>");
    }

    /// Bars before, `<main>`, footers after.
    pub(super) fn body_inner(&mut self) {
        let Some((root, _)) = self.document.nodes.get_key_value(&self.document.root) else { return };
        let children: Vec<&'a NodeId> = self.tree.children(root).to_vec();
        let (before, after) = bars(self.document, &children);
        let until = children.len().saturating_sub(after);
        let around = Around { in_link: false, in_gallery: false };
        if before > 0 && !self.target.is_canvas() {
            self.out.push_str("<a class=\"skip\" href=\"#lh-main\">");
            self.out.push_str(self.words.skip);
            self.out.push_str("</a>");
        }
        for id in children.iter().take(before) {
            self.node(id, around);
        }
        self.out.push_str("<main id=\"lh-main\">");
        for id in children.iter().take(until).skip(before) {
            self.node(id, around);
        }
        self.out.push_str("</main>");
        for id in children.iter().skip(until) {
            self.node(id, around);
        }
    }

    /// One node as it stands in the whole page.
    pub(super) fn within(&mut self, id: &NodeId) {
        let Some((id, _)) = self.document.nodes.get_key_value(id) else { return };
        let mut around = Around { in_link: false, in_gallery: false };
        let ancestors: Vec<&NodeId> = self.document.ancestors(id).collect();
        for ancestor in ancestors.into_iter().rev() {
            if let Some(node) = self.document.nodes.get(ancestor) {
                around = Self::enter(node, around);
            }
        }
        self.node(id, around);
    }

    fn enter(node: &Node, around: Around) -> Around {
        Around {
            in_link: around.in_link || node.kind == Kind::Link,
            in_gallery: around.in_gallery || node.kind == Kind::Gallery,
        }
    }

    pub(super) fn node(&mut self, id: &'a NodeId, around: Around) {
        let Some(node) = self.document.nodes.get(id) else { return };
        if node.hidden && !self.target.is_canvas() {
            return;
        }
        self.nodes.push(id);
        if node.kind == Kind::Instance {
            return self.instance(id, node, around);
        }
        let changed = self.changed(id, node);
        let node = changed.as_ref().unwrap_or(node);
        match &node.kind {
            Kind::Root | Kind::Instance => {}
            Kind::Section => self.container("section", "section", id, node, around),
            Kind::Container => self.container("div", "box", id, node, around),
            Kind::Columns => self.container("div", "cols", id, node, around),
            Kind::Column => self.container("div", "col", id, node, around),
            Kind::Footer => self.container("footer", "footer", id, node, around),
            Kind::Faq => self.container("div", "faq", id, node, around),
            Kind::Heading => self.heading(id, node),
            Kind::RichText => self.rich_text(id, node, around),
            Kind::Image => self.image(id, node, around),
            Kind::Button => self.button(id, node),
            Kind::Product => self.product(id, node),
            Kind::Chat => self.chat(id, node),
            Kind::Link => self.link(id, node, around),
            Kind::List => self.list(id, node, around),
            Kind::ListItem => self.words("li", "", id, node),
            Kind::Divider => {
                self.open("hr", id, node, "divider");
                self.out.push('>');
            }
            Kind::Spacer => {
                self.open("div", id, node, "spacer");
                self.out.push_str(" aria-hidden=\"true\"></div>");
            }
            Kind::Navbar => self.navbar(id, node, around),
            Kind::FaqItem => self.question(id, node, around),
            Kind::Form => self.form(id, node, around),
            Kind::TextField | Kind::EmailField | Kind::PhoneField => self.input(id, node),
            Kind::TextArea => self.text_area(id, node),
            Kind::SelectField => self.select(id, node),
            Kind::CheckboxField => self.checkbox(id, node),
            Kind::SubmitButton => self.submit(id, node),
            Kind::Hero => self.hero(id, node, around),
            Kind::Features
            | Kind::Testimonials
            | Kind::Pricing
            | Kind::Team
            | Kind::Stats
            | Kind::Gallery
            | Kind::Logos => self.grid(id, node, around),
            Kind::Feature => self.container("div", "tile feature", id, node, around),
            Kind::Testimonial => self.testimonial(id, node, around),
            Kind::Plan => {
                let class = if node.flag(&Prop::FEATURED) { "tile plan top" } else { "tile plan" };
                self.container("div", class, id, node, around);
            }
            Kind::Member => self.container("div", "tile member", id, node, around),
            Kind::Stat => self.container("div", "tile stat", id, node, around),
            Kind::Tabs => self.container("div", "tabs", id, node, around),
            Kind::Tab => self.tab(id, node, around),
            Kind::Carousel => self.carousel(id, node, around),
            Kind::Countdown => self.countdown(id, node),
            Kind::Popup => self.popup(id, node, around),
            Kind::Icon => self.icon(id, node),
            Kind::Video => self.video(id, node),
            Kind::Map => self.map(id, node),
            Kind::Social => {
                let class = if node.choice(&Prop::VARIANT) == "solid" { "social solid" } else { "social" };
                self.container("div", class, id, node, around);
            }
            Kind::SocialLink => self.social_link(id, node),
            Kind::Embed => self.embed(id, node),
            Kind::Unknown(_) => self.container("div", "unknown", id, node, around),
        }
    }

    /// The node as it is here, if an instance around it says something else. The outermost has the last word.
    fn changed(&self, id: &NodeId, node: &Node) -> Option<Node> {
        let mut here: Option<Node> = None;
        for (at, frame) in
            self.frames.iter().enumerate().rev().filter(|(_, frame)| !frame.overrides.is_empty())
        {
            let Some(props) = frame.overrides.get(self.inner(at + 1, id).as_str()) else { continue };
            let here = here.get_or_insert_with(|| node.clone());
            // What the node's kind doesn't take any more has no effect.
            let fits = |prop: &Prop, value: &Value| {
                node.kind.prop_spec(prop).is_some_and(|spec| spec.ty.accepts(value))
            };
            let props = props.iter().filter(|(prop, value)| fits(prop, value));
            here.props.extend(props.map(|(prop, value)| (prop.clone(), value.clone())));
        }
        here
    }

    /// What a node is called seen from an instance: after the instances in between, the first of which is `from`.
    fn inner(&self, from: usize, id: &NodeId) -> String {
        let mut path = String::new();
        for frame in self.frames.iter().skip(from) {
            path.push_str(frame.id.as_str());
            path.push('/');
        }
        path.push_str(id.as_str());
        path
    }

    /// A component as it stands here. Its top element is the instance's, too; on the canvas the elements inside are
    /// told apart by `data-iid`. While the component itself is edited here, they are nodes like all others.
    fn instance(&mut self, id: &'a NodeId, node: &'a Node, around: Around) {
        let found =
            shown(self.document, node).and_then(|(_, it)| self.document.nodes.get_key_value(&it.root));
        // Valid documents have no component inside itself; the depth is for others.
        let Some((top, _)) = found.filter(|_| self.frames.len() < MAX_DEPTH) else {
            if self.target.is_canvas() {
                self.open("div", id, node, "unknown");
                self.out.push_str("></div>");
            }
            return;
        };
        let carried = self.carried.len();
        self.carried.push((id, node));
        let open = self.frames.is_empty() && self.target.info().open.as_ref() == Some(id);
        if open {
            self.node(top, around);
        } else {
            let mut path = self.frames.last().map_or_else(String::new, |frame| frame.path.clone());
            path.push_str(id.as_str());
            path.push('-');
            self.frames.push(Frame { path, id, overrides: &node.overrides });
            self.node(top, around);
            self.frames.pop();
        }
        self.carried.truncate(carried);
    }

    /// `<tag class id data-nid …` without the closing bracket.
    pub(super) fn open(&mut self, tag: &str, id: &NodeId, node: &Node, base: &str) {
        self.out.push('<');
        self.out.push_str(tag);
        let mut class = String::from(base);
        for own in self.classes.of(node) {
            if !class.is_empty() {
                class.push(' ');
            }
            class.push_str(own);
        }
        let carried = std::mem::take(&mut self.carried);
        for (_, instance) in &carried {
            for own in self.classes.of(instance) {
                class.push(' ');
                class.push_str(own);
            }
        }
        if !class.is_empty() {
            attribute(&mut self.out, "class", class.trim_start());
        }
        // A fragment leads to one place, so what is inside an instance has none of its own.
        let anchor = match carried.first() {
            Some((_, instance)) => instance.text(&Prop::ANCHOR),
            None if self.frames.is_empty() => node.text(&Prop::ANCHOR),
            None => "",
        };
        if !anchor.is_empty() {
            attribute(&mut self.out, "id", anchor);
        }
        if self.target.is_canvas() {
            // The page's own block is the outermost instance, or the node where there is none; what the component that
            // is edited here stands for is said beside it.
            let opened = carried.iter().find(|(id, _)| self.target.info().open.as_ref() == Some(*id));
            match self.frames.first() {
                None => attribute(&mut self.out, "data-nid", id.as_str()),
                Some(first) => {
                    if carried.iter().any(|(id, _)| *id == first.id) {
                        attribute(&mut self.out, "data-nid", first.id.as_str());
                    }
                    let inner = self.inner(1, id);
                    attribute(&mut self.out, "data-iid", &inner);
                }
            }
            if let Some((instance, _)) = opened {
                attribute(&mut self.out, "data-of", instance.as_str());
            }
            if node.hidden || carried.iter().any(|(_, instance)| instance.hidden) {
                self.out.push_str(" data-off");
            }
            if node.kind.is_container()
                && self.tree.children(id).is_empty()
                && node.kind != Kind::Root
                && node.kind != Kind::Link
            {
                self.out.push_str(" data-empty");
            }
        }
    }

    /// Whether this is the first time a form is written.
    pub(super) fn first_form(&self, id: &NodeId) -> bool {
        self.nodes.iter().filter(|seen| **seen == id).count() == 1
    }

    /// The `id` of an element that others refer to.
    pub(super) fn dom_id(&self, prefix: &str, id: &NodeId) -> String {
        let path = self.frames.last().map_or("", |frame| frame.path.as_str());
        [prefix, path, id.as_str()].concat()
    }

    /// Marks the element whose words are edited in place.
    pub(super) fn editable(&mut self, prop: &Prop) {
        if self.target.is_canvas() {
            attribute(&mut self.out, "data-prop", prop.as_str());
        }
    }

    pub(super) fn close(&mut self, tag: &str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    pub(super) fn children(&mut self, id: &NodeId, node: &Node, around: Around) {
        let inside = Self::enter(node, around);
        for child in self.tree.children(id) {
            self.node(child, inside);
        }
    }

    pub(super) fn container(&mut self, tag: &str, class: &str, id: &NodeId, node: &Node, around: Around) {
        self.open(tag, id, node, class);
        self.out.push('>');
        self.children(id, node, around);
        self.close(tag);
    }

    /// An element that holds its words and nothing else.
    fn words(&mut self, tag: &str, class: &str, id: &NodeId, node: &Node) {
        self.open(tag, id, node, class);
        self.editable(&Prop::TEXT);
        self.out.push('>');
        lines(&mut self.out, node.text(&Prop::TEXT));
        self.close(tag);
    }

    fn heading(&mut self, id: &NodeId, node: &Node) {
        let tag = match node.props.get(&Prop::LEVEL) {
            Some(Value::Number(1)) => "h1",
            Some(Value::Number(3)) => "h3",
            Some(Value::Number(4)) => "h4",
            Some(Value::Number(5)) => "h5",
            Some(Value::Number(6)) => "h6",
            _ => "h2",
        };
        self.words(tag, "h", id, node);
    }

    fn rich_text(&mut self, id: &NodeId, node: &Node, around: Around) {
        let class = match node.choice(&Prop::VARIANT) {
            "lead" => "rt lead",
            "small" => "rt small",
            "eyebrow" => "rt eyebrow",
            "big" => "rt big",
            _ => "rt",
        };
        self.open("div", id, node, class);
        self.editable(&Prop::CONTENT);
        self.out.push('>');
        if let Some(rich) = node.props.get(&Prop::CONTENT).and_then(Value::as_rich) {
            let follow = !around.in_link;
            rich_html(&mut self.out, rich, follow, self.target.is_canvas());
        }
        self.close("div");
    }

    /// `href`, `target`, `rel`; nothing in the canvas, where links lead nowhere.
    pub(super) fn href(&mut self, link: Option<&Link>) {
        let Some(link) = link else { return };
        if self.target.is_canvas() {
            return;
        }
        href(&mut self.out, link);
    }

    fn button(&mut self, id: &NodeId, node: &Node) {
        self.open("a", id, node, button_class(node));
        self.href(node.props.get(&Prop::LINK).and_then(Value::as_link));
        self.editable(&Prop::TEXT);
        self.out.push('>');
        text(&mut self.out, node.text(&Prop::TEXT));
        self.close("a");
    }

    /// A plain link to where the listing is bought.
    fn product(&mut self, id: &NodeId, node: &Node) {
        self.open("a", id, node, button_class(node));
        let listing = node.text(&Prop::LISTING);
        if !listing.is_empty() && !self.target.is_canvas() {
            let address = [self.target.info().market.as_str(), "/marketplace/", listing].concat();
            attribute(&mut self.out, "href", &address);
        }
        self.editable(&Prop::TEXT);
        self.out.push('>');
        text(&mut self.out, node.text(&Prop::TEXT));
        self.close("a");
    }

    /// A link to the chat of this page, which a script opens beside it instead; `data-f` says that it may.
    fn chat(&mut self, id: &NodeId, node: &Node) {
        let corner = matches!(node.choice(&Prop::VARIANT), "" | "corner");
        let info = self.target.info();
        let published = matches!(self.target, Target::Published(_));
        if published && info.page.is_empty() {
            // A button that does nothing is worse than none.
            self.out.push_str("<!-- The chat block opens on pages published with LandingHub; it is left out of this copy. -->");
            return;
        }
        self.open("a", id, node, if corner { "chat chat-c" } else { button_class(node) });
        if published {
            let lang = self.document.lang.as_str();
            let address = [info.market.as_str(), "/chat/embed?page=", &info.page, "&lang=", lang].concat();
            attribute(&mut self.out, "href", &address);
            self.out.push_str(" target=\"_blank\" rel=\"noopener\"");
            if info.script.is_none() {
                self.out.push_str(" data-f");
            }
        }
        if corner {
            self.out.push_str("><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M7.9 20A9 9 0 1 0 4 16.1L2 22Z\"/></svg><span");
        }
        self.editable(&Prop::TEXT);
        self.out.push('>');
        text(&mut self.out, node.text(&Prop::TEXT));
        if corner {
            self.out.push_str("</span>");
        }
        self.close("a");
    }

    fn link(&mut self, id: &NodeId, node: &Node, around: Around) {
        let empty = self.tree.children(id).is_empty();
        self.open("a", id, node, if empty { "link" } else { "link card" });
        self.href(node.props.get(&Prop::LINK).and_then(Value::as_link));
        if empty {
            self.editable(&Prop::TEXT);
            self.out.push('>');
            text(&mut self.out, node.text(&Prop::TEXT));
        } else {
            self.out.push('>');
            self.children(id, node, around);
        }
        self.close("a");
    }

    fn list(&mut self, id: &NodeId, node: &Node, around: Around) {
        let (tag, class) = match node.choice(&Prop::MARKER) {
            "number" => ("ol", "list"),
            "check" => ("ul", "list list-check"),
            "none" => ("ul", "list list-none"),
            _ => ("ul", "list"),
        };
        self.container(tag, class, id, node, around);
    }

    fn image(&mut self, id: &'a NodeId, node: &Node, around: Around) {
        let found = node
            .props
            .get(&Prop::ASSET)
            .and_then(Value::as_asset)
            .and_then(|id| self.document.assets.get_key_value(id));
        let Some((asset_id, asset)) = found else {
            if self.target.is_canvas() {
                self.open("div", id, node, "img noimg");
                self.out.push_str("></div>");
            }
            return;
        };
        self.assets.insert(asset_id.clone());
        let caption = node.text(&Prop::CAPTION);
        let link = node.props.get(&Prop::LINK).and_then(Value::as_link).filter(|_| !around.in_link);
        if around.in_gallery && link.is_none() && !self.target.is_canvas() {
            return self.shot(id, node, asset);
        }
        let outer = if caption.is_empty() { link.map(|_| "a") } else { Some("figure") };
        match outer {
            None => self.open("img", id, node, "img"),
            Some(tag) => {
                self.open(tag, id, node, "img");
                if tag == "a" {
                    self.href(link);
                }
                self.out.push('>');
                if tag == "figure" && link.is_some() {
                    self.out.push_str("<a");
                    self.href(link);
                    self.out.push('>');
                }
                self.out.push_str("<img");
            }
        }
        self.picture(id, node, asset, None);
        if outer == Some("figure") {
            if link.is_some() {
                self.close("a");
            }
            self.out.push_str("<figcaption>");
            text(&mut self.out, caption);
            self.out.push_str("</figcaption>");
        }
        if let Some(tag) = outer {
            self.close(tag);
        }
    }

    /// The attributes of an `<img`, and its closing bracket. Without a `room` it is as wide as where it stands.
    pub(super) fn picture(&mut self, id: &NodeId, node: &Node, asset: &AssetRef, room: Option<Room>) {
        let info = self.target.info();
        attribute(&mut self.out, "src", &info.url(&asset.url));
        let webp = asset.variants.iter().any(|variant| variant.format == "webp");
        let set: Vec<String> = asset
            .variants
            .iter()
            .filter(|variant| !webp || variant.format == "webp")
            .map(|variant| format!("{} {}w", info.url(&variant.url), variant.width))
            .collect();
        if set.len() > 1 {
            attribute(&mut self.out, "srcset", &set.join(", "));
            let room = room.unwrap_or_else(|| Room::of(self.document, self.tree, id, node));
            attribute(&mut self.out, "sizes", &room.sizes(self.document));
        }
        if let (Some(width), Some(height)) = (asset.width, asset.height) {
            attribute(&mut self.out, "width", &width.to_string());
            attribute(&mut self.out, "height", &height.to_string());
        }
        let alt = node.props.get(&Prop::ALT).and_then(Value::as_text).unwrap_or(&asset.alt);
        attribute(&mut self.out, "alt", alt);
        if self.hero == Some(id) {
            self.out.push_str(" fetchpriority=\"high\"");
        } else if !self.target.is_canvas() {
            self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        self.out.push('>');
    }

    fn navbar(&mut self, id: &NodeId, node: &Node, around: Around) {
        let menu = self.dom_id("lh-menu-", id);
        self.open("header", id, node, if node.flag(&Prop::STICKY) { "nav sticky" } else { "nav" });
        self.out.push_str("><a class=\"brand\"");
        match node.props.get(&Prop::LINK).and_then(Value::as_link) {
            Some(link) => self.href(Some(link)),
            None if self.target.is_canvas() => {}
            None => self.out.push_str(" href=\"/\""),
        }
        self.out.push('>');
        let brand = node.text(&Prop::TEXT);
        let logo = node
            .props
            .get(&Prop::ASSET)
            .and_then(Value::as_asset)
            .and_then(|id| self.document.assets.get_key_value(id));
        if let Some((asset_id, asset)) = logo {
            self.assets.insert(asset_id.clone());
            self.out.push_str("<img");
            attribute(&mut self.out, "src", &self.target.info().url(&asset.url));
            if let (Some(width), Some(height)) = (asset.width, asset.height) {
                attribute(&mut self.out, "width", &width.to_string());
                attribute(&mut self.out, "height", &height.to_string());
            }
            // Beside the brand's name the logo says nothing new.
            attribute(&mut self.out, "alt", if brand.is_empty() { &asset.alt } else { "" });
            self.out.push('>');
        }
        if !brand.is_empty() || self.target.is_canvas() {
            self.out.push_str("<span");
            self.editable(&Prop::TEXT);
            self.out.push('>');
            text(&mut self.out, brand);
            self.out.push_str("</span>");
        }
        self.out.push_str("</a>");
        if !self.tree.children(id).is_empty() {
            self.out.push_str("<button class=\"menu\" type=\"button\"");
            attribute(&mut self.out, "aria-label", self.words.menu);
            if !self.target.is_canvas() {
                attribute(&mut self.out, "popovertarget", &menu);
            }
            self.out.push_str("></button><nav class=\"links\"");
            attribute(&mut self.out, "aria-label", self.words.menu);
            attribute(&mut self.out, "id", &menu);
            self.out.push_str(if self.target.is_canvas() { ">" } else { " popover>" });
            self.children(id, node, around);
            self.close("nav");
        }
        self.close("header");
    }

    fn question(&mut self, id: &NodeId, node: &Node, around: Around) {
        self.open("details", id, node, "qa");
        // In the canvas the answer must be there to be edited.
        if node.flag(&Prop::OPEN) || self.target.is_canvas() {
            self.out.push_str(" open");
        }
        self.out.push_str("><summary><span");
        self.editable(&Prop::QUESTION);
        self.out.push('>');
        text(&mut self.out, node.text(&Prop::QUESTION));
        self.out.push_str("</span></summary><div class=\"answer\">");
        self.children(id, node, around);
        self.out.push_str("</div></details>");
    }
}

/// How many of the page's children stand before `<main>`, its bars, and how many after it: its footers, with popups
/// among them.
#[must_use]
pub fn bars(document: &Document, children: &[&NodeId]) -> (usize, usize) {
    let is = |id: &NodeId, kind: &Kind| {
        document.nodes.get(id).is_some_and(|node| effective(document, node) == kind)
    };
    let before = children.iter().take_while(|id| is(id, &Kind::Navbar)).count();
    let rest = children.get(before..).unwrap_or_default();
    let tail = rest.iter().rev().take_while(|id| is(id, &Kind::Footer) || is(id, &Kind::Popup)).count();
    let tail = rest.get(rest.len() - tail..).unwrap_or_default();
    let first = tail.iter().position(|id| is(id, &Kind::Footer));
    (before, first.map_or(0, |first| tail.len() - first))
}

/// How many stand beside each other.
pub(super) fn columns(node: &Node, default: usize) -> usize {
    match node.props.get(&Prop::COLUMNS) {
        Some(Value::Number(columns)) => usize::try_from(*columns).unwrap_or(default).clamp(1, 6),
        _ => default,
    }
}

pub(super) fn button_class(node: &Node) -> &'static str {
    match node.choice(&Prop::VARIANT) {
        "outline" => "btn btn-outline",
        "ghost" => "btn btn-ghost",
        "light" => "btn btn-light",
        _ => "btn",
    }
}

/// The first picture of the first band below the bars, if there is one: it is above the fold.
fn hero<'a>(document: &'a Document, tree: &Tree<'a>) -> Option<&'a NodeId> {
    let shown = |id: &NodeId| document.nodes.get(id).is_some_and(|node| !node.hidden);
    let first = tree
        .children(&document.root)
        .iter()
        .copied()
        .find(|id| shown(id) && document.nodes.get(*id).is_some_and(|node| node.kind != Kind::Navbar))?;
    tree.walk(first)
        .into_iter()
        .map(|(_, id)| id)
        .find(|id| shown(id) && document.nodes.get(*id).is_some_and(|node| node.kind == Kind::Image))
}
