//! Forms and their fields as HTML elements. They work without script.

use super::basic::button_class;
use super::escape::{attribute, lines, text};
use super::forms::{TRAP, field_name, sent_fragment};
use super::html::{Around, Writer};
use crate::document::{Kind, Node, NodeId, Prop, Value};

impl Writer<'_> {
    pub(super) fn form(&mut self, id: &NodeId, node: &Node, around: Around) {
        self.open("form", id, node, "form");
        if !self.target.is_canvas() {
            self.out.push_str(" method=\"post\"");
            attribute(&mut self.out, "action", &format!("{}{id}", self.target.info().form_prefix));
        }
        let name = node.text(&Prop::NAME);
        if !name.is_empty() {
            attribute(&mut self.out, "aria-label", name);
        }
        self.out.push('>');
        self.children(id, node, around);
        if !self.target.is_canvas() {
            self.out.push_str("<div class=\"trap\" aria-hidden=\"true\"><label>");
            self.out.push_str(self.words.leave_empty);
            self.out.push_str("<input");
            attribute(&mut self.out, "name", TRAP);
            self.out.push_str(" tabindex=\"-1\" autocomplete=\"off\"></label></div><p class=\"sent\" role=\"status\" tabindex=\"-1\"");
            // All instances of one form are one form; the first says that it was sent.
            if self.first_form(id) {
                attribute(&mut self.out, "id", &sent_fragment(id.as_str()));
            }
            self.out.push('>');
            let success = node.text(&Prop::SUCCESS);
            lines(&mut self.out, if success.is_empty() { self.words.sent } else { success });
            self.out.push_str("</p>");
        }
        self.close("form");
    }

    /// The wrapper and the label of a field; answers the control's id.
    fn field(&mut self, id: &NodeId, node: &Node, class: &str) -> String {
        self.open("div", id, node, class);
        self.out.push('>');
        self.dom_id("f-", id)
    }

    fn label(&mut self, node: &Node, control: &str) {
        self.out.push_str("<label");
        attribute(&mut self.out, "for", control);
        self.out.push_str("><span");
        self.editable(&Prop::LABEL);
        self.out.push('>');
        lines(&mut self.out, node.text(&Prop::LABEL));
        self.out.push_str("</span>");
        if node.flag(&Prop::REQUIRED) {
            self.out.push_str(" <span class=\"req\" aria-hidden=\"true\">*</span>");
        }
        self.out.push_str("</label>");
    }

    fn control(&mut self, id: &NodeId, node: &Node, control: &str) {
        attribute(&mut self.out, "id", control);
        attribute(&mut self.out, "name", field_name(id, node));
        if node.flag(&Prop::REQUIRED) {
            self.out.push_str(" required");
        }
    }

    fn placeholder(&mut self, node: &Node) {
        let placeholder = node.text(&Prop::PLACEHOLDER);
        if !placeholder.is_empty() {
            attribute(&mut self.out, "placeholder", placeholder);
        }
    }

    pub(super) fn input(&mut self, id: &NodeId, node: &Node) {
        let control = self.field(id, node, "field");
        self.label(node, &control);
        self.out.push_str("<input");
        let (kind, complete) = match node.kind {
            Kind::EmailField => ("email", "email"),
            Kind::PhoneField => ("tel", "tel"),
            _ => ("text", if field_name(id, node) == "name" { "name" } else { "" }),
        };
        attribute(&mut self.out, "type", kind);
        self.control(id, node, &control);
        self.placeholder(node);
        if !complete.is_empty() {
            attribute(&mut self.out, "autocomplete", complete);
        }
        self.out.push_str(" maxlength=\"1000\"></div>");
    }

    pub(super) fn text_area(&mut self, id: &NodeId, node: &Node) {
        let control = self.field(id, node, "field");
        self.label(node, &control);
        let rows = match node.props.get(&Prop::ROWS) {
            Some(Value::Number(rows)) => *rows,
            _ => 4,
        };
        self.out.push_str("<textarea");
        self.control(id, node, &control);
        self.placeholder(node);
        attribute(&mut self.out, "rows", &rows.to_string());
        self.out.push_str(" maxlength=\"10000\"></textarea></div>");
    }

    pub(super) fn select(&mut self, id: &NodeId, node: &Node) {
        let control = self.field(id, node, "field");
        self.label(node, &control);
        self.out.push_str("<select");
        self.control(id, node, &control);
        self.out.push_str("><option value=\"\">");
        text(&mut self.out, node.text(&Prop::PLACEHOLDER));
        self.out.push_str("</option>");
        if let Some(Value::Texts(options)) = node.props.get(&Prop::OPTIONS) {
            for option in options {
                self.out.push_str("<option>");
                text(&mut self.out, option);
                self.out.push_str("</option>");
            }
        }
        self.out.push_str("</select></div>");
    }

    pub(super) fn checkbox(&mut self, id: &NodeId, node: &Node) {
        let control = self.field(id, node, "field check");
        self.out.push_str("<input type=\"checkbox\" value=\"yes\"");
        self.control(id, node, &control);
        self.out.push('>');
        self.label(node, &control);
        self.close("div");
    }

    pub(super) fn submit(&mut self, id: &NodeId, node: &Node) {
        self.open("button", id, node, button_class(node));
        self.out.push_str(if self.target.is_canvas() { " type=\"button\"" } else { " type=\"submit\"" });
        self.editable(&Prop::TEXT);
        self.out.push('>');
        let words = node.text(&Prop::TEXT);
        text(&mut self.out, if words.is_empty() { self.words.send } else { words });
        self.close("button");
    }
}
