//! The blocks a page is mostly made of: words, buttons, links, lists, bars, questions.

use super::Target;
use super::escape::{attribute, lines, text};
use super::html::{Around, Writer};
use super::rich::{href, rich_html};
use crate::document::{Link, Node, NodeId, Prop, Value};

impl Writer<'_> {
    /// An element that holds its words and nothing else.
    pub(super) fn words(&mut self, tag: &str, class: &str, id: &NodeId, node: &Node) {
        self.open(tag, id, node, class);
        self.editable(&Prop::TEXT);
        self.out.push('>');
        lines(&mut self.out, node.text(&Prop::TEXT));
        self.close(tag);
    }

    pub(super) fn heading(&mut self, id: &NodeId, node: &Node) {
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

    pub(super) fn rich_text(&mut self, id: &NodeId, node: &Node, around: Around) {
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

    pub(super) fn button(&mut self, id: &NodeId, node: &Node) {
        self.open("a", id, node, button_class(node));
        self.href(node.props.get(&Prop::LINK).and_then(Value::as_link));
        self.editable(&Prop::TEXT);
        self.out.push('>');
        text(&mut self.out, node.text(&Prop::TEXT));
        self.close("a");
    }

    /// A plain link to where the listing is bought.
    pub(super) fn product(&mut self, id: &NodeId, node: &Node) {
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
    pub(super) fn chat(&mut self, id: &NodeId, node: &Node) {
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

    pub(super) fn link(&mut self, id: &NodeId, node: &Node, around: Around) {
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

    pub(super) fn list(&mut self, id: &NodeId, node: &Node, around: Around) {
        let (tag, class) = match node.choice(&Prop::MARKER) {
            "number" => ("ol", "list"),
            "check" => ("ul", "list list-check"),
            "none" => ("ul", "list list-none"),
            _ => ("ul", "list"),
        };
        self.container(tag, class, id, node, around);
    }

    pub(super) fn navbar(&mut self, id: &NodeId, node: &Node, around: Around) {
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

    pub(super) fn question(&mut self, id: &NodeId, node: &Node, around: Around) {
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

pub(super) fn button_class(node: &Node) -> &'static str {
    match node.choice(&Prop::VARIANT) {
        "outline" => "btn btn-outline",
        "ghost" => "btn btn-ghost",
        "light" => "btn btn-light",
        _ => "btn",
    }
}
