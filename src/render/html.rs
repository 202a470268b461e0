//! Nodes as HTML elements: which element a kind is, and what every element says of its node. What is inside is in a file
//! for each family of kinds.

use std::collections::{BTreeMap, BTreeSet};

use super::Target;
use super::css::Classes;
use super::escape::attribute;
use super::picture::hero;
use crate::document::components::{effective, shown};
use crate::document::validate::MAX_DEPTH;
use crate::document::words::Words;
use crate::document::{AssetId, Document, InnerId, Kind, Node, NodeId, Prop, Tree, Value};

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
    pub(super) hero: Option<&'a NodeId>,
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
