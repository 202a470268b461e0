//! The richer kinds as HTML elements: bands, grids of cards, tabs, countdowns, popups.

use super::escape::{attribute, text};
use super::html::{Around, Writer, columns};
use crate::document::instant::Instant;
use crate::document::{Kind, Node, NodeId, Prop, Value};

impl<'a> Writer<'a> {
    pub(super) fn hero(&mut self, id: &'a NodeId, node: &Node, around: Around) {
        let class = match node.choice(&Prop::VARIANT) {
            "start" => "section hero",
            "split" => "section hero hero-split",
            "cover" => "section hero hero-cover",
            _ => "section hero hero-center",
        };
        self.container("section", class, id, node, around);
    }

    /// Children of one kind beside each other, in as many lines as they need.
    pub(super) fn grid(&mut self, id: &'a NodeId, node: &Node, around: Around) {
        let class = match node.kind {
            Kind::Testimonials => "quotes",
            Kind::Pricing => "plans",
            Kind::Stats => "stats",
            Kind::Team => "team",
            Kind::Gallery => "gallery",
            Kind::Logos => return self.container("div", "logos", id, node, around),
            _ => "features",
        };
        let mut all = String::from("grid g");
        all.push_str(match columns(node, 3) {
            1 => "1",
            2 => "2",
            4 => "4",
            5 => "5",
            6 => "6",
            _ => "3",
        });
        all.push(' ');
        all.push_str(class);
        match (node.choice(&Prop::VARIANT), node.choice(&Prop::RATIO)) {
            ("card", _) => all.push_str(" cards"),
            (_, "landscape") => all.push_str(" wide"),
            (_, "portrait") => all.push_str(" tall"),
            (_, "natural") => all.push_str(" free"),
            _ => {}
        }
        self.container("div", &all, id, node, around);
    }

    pub(super) fn testimonial(&mut self, id: &'a NodeId, node: &Node, around: Around) {
        self.open("figure", id, node, "tile quote");
        self.out.push('>');
        if let Some(Value::Number(rating @ 1..=5)) = node.props.get(&Prop::RATING) {
            let full = usize::try_from(*rating).unwrap_or_default();
            self.out.push_str("<p class=\"stars\" role=\"img\"");
            attribute(&mut self.out, "aria-label", &[&rating.to_string(), "/5"].concat());
            self.out.push('>');
            for star in 0..5 {
                self.out.push(if star < full { '\u{2605}' } else { '\u{2606}' });
            }
            self.close("p");
        }
        self.children(id, node, around);
        self.close("figure");
    }

    /// One panel. Radio buttons choose among them, without script; on the canvas all are open, one below the other.
    pub(super) fn tab(&mut self, id: &'a NodeId, node: &Node, around: Around) {
        self.open("div", id, node, "tab");
        self.out.push('>');
        if self.target.is_canvas() {
            self.out.push_str("<span class=\"tab-l\"");
            self.editable(&Prop::LABEL);
            self.out.push('>');
            text(&mut self.out, node.text(&Prop::LABEL));
            self.close("span");
        } else {
            let parent = self.document.parent(id);
            let first = parent.and_then(|parent| {
                let shown = |id: &&&NodeId| self.document.nodes.get(**id).is_some_and(|node| !node.hidden);
                self.tree.children(parent).iter().find(shown).copied()
            });
            let name = self.dom_id("lh-tabs-", parent.unwrap_or(id));
            let own = self.dom_id("lh-tab-", id);
            self.out.push_str("<input class=\"tab-i\" type=\"radio\"");
            attribute(&mut self.out, "name", &name);
            attribute(&mut self.out, "id", &own);
            if first == Some(id) {
                self.out.push_str(" checked");
            }
            self.out.push_str("><label class=\"tab-l\"");
            attribute(&mut self.out, "for", &own);
            self.out.push('>');
            text(&mut self.out, node.text(&Prop::LABEL));
            self.close("label");
        }
        self.out.push_str("<div class=\"tab-p\">");
        self.children(id, node, around);
        self.out.push_str("</div></div>");
    }

    pub(super) fn carousel(&mut self, id: &'a NodeId, node: &Node, around: Around) {
        let class = match columns(node, 3) {
            1 => "carousel g1",
            2 => "carousel g2",
            4.. => "carousel g4",
            _ => "carousel g3",
        };
        self.open("div", id, node, class);
        if !self.target.is_canvas() {
            self.out.push_str(" tabindex=\"0\" role=\"region\"");
            attribute(&mut self.out, "aria-label", self.words.carousel);
        }
        self.out.push('>');
        self.children(id, node, around);
        self.close("div");
    }

    /// The moment in words; a script makes numbers of it that run.
    pub(super) fn countdown(&mut self, id: &'a NodeId, node: &Node) {
        let until = Instant::new(node.text(&Prop::UNTIL));
        let canvas = self.target.is_canvas();
        if until.is_none() && !canvas {
            return;
        }
        let plain = node.choice(&Prop::VARIANT) == "plain";
        self.open("div", id, node, if plain { "cd cd-plain" } else { "cd" });
        self.out.push_str(" role=\"timer\"><p class=\"cd-t\">");
        if let Some(until) = until {
            self.out.push_str("<time");
            attribute(&mut self.out, "datetime", &until.machine());
            self.out.push('>');
            text(&mut self.out, &until.words(&self.document.lang));
            self.close("time");
        }
        self.out.push_str(if canvas { "</p><p class=\"cd-b\">" } else { "</p><p class=\"cd-b\" hidden>" });
        for unit in self.words.units {
            self.out.push_str("<span><b>00</b>");
            self.out.push_str(unit);
            self.out.push_str("</span>");
        }
        self.out.push_str("</p>");
        let done = node.text(&Prop::DONE);
        if !canvas && !done.is_empty() {
            self.out.push_str("<p class=\"cd-d\" hidden>");
            text(&mut self.out, done);
            self.out.push_str("</p>");
        }
        self.close("div");
    }

    /// A dialog; a script opens it. Without script a link to its fragment does. On the canvas it stands in the page.
    pub(super) fn popup(&mut self, id: &'a NodeId, node: &Node, around: Around) {
        if self.target.is_canvas() {
            return self.container("div", "popup", id, node, around);
        }
        self.open("dialog", id, node, "popup");
        if node.text(&Prop::ANCHOR).is_empty() {
            let own = self.dom_id("lh-popup-", id);
            attribute(&mut self.out, "id", &own);
        }
        let label = node.text(&Prop::LABEL);
        if !label.is_empty() {
            attribute(&mut self.out, "aria-label", label);
        }
        if let Some(Value::Number(delay @ 1..)) = node.props.get(&Prop::DELAY) {
            attribute(&mut self.out, "data-delay", &delay.to_string());
        }
        if node.flag(&Prop::EXIT) {
            self.out.push_str(" data-exit");
        }
        self.out.push_str("><a class=\"x\" href=\"#_\" role=\"button\"");
        attribute(&mut self.out, "aria-label", self.words.close);
        self.out.push_str("></a>");
        self.children(id, node, around);
        self.close("dialog");
    }
}
