//! Forms of imported pages.

use super::Why;
use super::map::{Around, Mapper, dressed};
use super::style::Styles;
use super::tree::{Element, Node};
use crate::document::build::{Block, field};
use crate::document::kind::PropType;
use crate::document::{Kind, Prop, Value};

impl Mapper<'_> {
    /// A form, a field or a button.
    pub(super) fn control<'e>(
        &mut self,
        element: &'e Element,
        path: &mut Vec<&'e Element>,
        around: Around,
        styles: &Styles,
    ) -> Vec<Block> {
        let name = element.name.as_str();
        if around.in_link && !matches!(name, "form" | "label" | "fieldset" | "button") {
            self.drop(Why::Field, &format!("<{name}>"));
            return Vec::new();
        }
        match name {
            // What can be pressed can't stand in a link.
            "button" if around.in_link => self.children(element, path, around),
            "form" if around.in_link || around.in_form => self.children(element, path, around),
            "form" => {
                let mut children = self.children(element, path, Around { in_form: true, ..around });
                if children.is_empty() {
                    return Vec::new();
                }
                let sends = {
                    let mut all = Vec::new();
                    element.all(&mut all);
                    all.iter().any(|inner| is_submit(inner))
                };
                if !sends {
                    children.push(Block::new(Kind::SubmitButton).prop(Prop::TEXT, "OK"));
                }
                let words =
                    element.attributes.get("name").or(element.attributes.get("id")).unwrap_or_default();
                let mut block = Block::of(Kind::Form, children);
                if !words.is_empty() {
                    block = block.prop(Prop::NAME, words.chars().take(300).collect::<String>());
                }
                vec![dressed(block, styles, |_| true)]
            }
            // A label with its field in it is the field's; alone it was read with the field it names.
            "label" if holds_field(element) => {
                // Its words are the field's label.
                let nodes: Vec<&Node> = element.children.iter().filter(|child| is_of_field(child)).collect();
                self.run(&nodes, path, around)
            }
            "label" if around.in_form => Vec::new(),
            "fieldset" | "label" => self.children(element, path, around),
            "button" if around.in_form && is_submit(element) => Self::submit(&element.words(), styles),
            "button" => {
                let words: String = element.words().chars().take(300).collect();
                if words.is_empty() || around.in_link {
                    return Vec::new();
                }
                vec![dressed(Block::new(Kind::Button).prop(Prop::TEXT, words), styles, |_| true)]
            }
            "input" if around.in_form && is_submit(element) => {
                Self::submit(element.attributes.get("value").unwrap_or("OK"), styles)
            }
            _ => self.field(element, path, around).into_iter().collect(),
        }
    }

    fn submit(words: &str, styles: &Styles) -> Vec<Block> {
        let words: String = if words.trim().is_empty() { "OK" } else { words }.chars().take(300).collect();
        vec![dressed(Block::new(Kind::SubmitButton).prop(Prop::TEXT, words), styles, |_| true)]
    }

    fn field(&mut self, element: &Element, path: &[&Element], around: Around) -> Option<Block> {
        let kind = element.attributes.get("type").unwrap_or("text").to_ascii_lowercase();
        if kind == "hidden" {
            return None;
        }
        let made = match (element.name.as_str(), kind.as_str()) {
            ("textarea", _) => Some(Kind::TextArea),
            ("select", _) => Some(Kind::SelectField),
            (_, "email") => Some(Kind::EmailField),
            (_, "tel") => Some(Kind::PhoneField),
            (_, "checkbox") => Some(Kind::CheckboxField),
            (_, "text" | "search" | "url" | "number" | "date" | "time") => Some(Kind::TextField),
            _ => None,
        };
        let Some(made) = made.filter(|_| around.in_form) else {
            self.drop(Why::Field, &format!("<{} {kind}>", element.name));
            return None;
        };
        let hint = element.attributes.get("placeholder").unwrap_or_default();
        let name = element.attributes.get("name").or(element.attributes.get("id")).unwrap_or_default();
        let label = label_of(element, path)
            .or_else(|| element.attributes.get("aria-label").map(str::to_owned))
            .or_else(|| (!hint.is_empty()).then(|| hint.to_owned()))
            .unwrap_or_else(|| name.to_owned());
        let name = if PropType::Name.accepts(&Value::text(name)) { name } else { "field" };
        let label: String = label.trim().trim_end_matches(['*', ':']).trim().chars().take(300).collect();
        let required = element.attributes.get("required").is_some();
        let is_select = made == Kind::SelectField;
        let has_hint = !hint.is_empty() && made != Kind::CheckboxField;
        let mut block = field(made, name, &label, required);
        if has_hint {
            block = block.prop(Prop::PLACEHOLDER, hint.chars().take(300).collect::<String>());
        }
        if is_select {
            let mut all = Vec::new();
            element.all(&mut all);
            let options = all
                .iter()
                .filter(|inner| inner.name == "option" && inner.attributes.get("value") != Some(""))
                .map(|option| option.words().chars().take(300).collect::<String>())
                .filter(|words| !words.is_empty());
            block = block.prop(Prop::OPTIONS, Value::Texts(options.take(100).collect()));
        }
        Some(block)
    }
}

fn is_submit(element: &Element) -> bool {
    let kind = element.attributes.get("type").unwrap_or_default().to_ascii_lowercase();
    match element.name.as_str() {
        "button" => !matches!(kind.as_str(), "button" | "reset"),
        "input" => matches!(kind.as_str(), "submit" | "image"),
        _ => false,
    }
}

fn is_of_field(node: &Node) -> bool {
    node.element().is_some_and(|inner| {
        matches!(inner.name.as_str(), "input" | "select" | "textarea") || holds_field(inner)
    })
}

fn holds_field(element: &Element) -> bool {
    ["input", "select", "textarea"].iter().any(|name| element.find(name).is_some())
}

/// The words of the label around a field, or of the one that names it.
fn label_of(element: &Element, path: &[&Element]) -> Option<String> {
    let around = path.iter().rev().find(|outer| outer.name == "label").map(|label| label.words());
    if let Some(words) = around.filter(|words| !words.is_empty()) {
        return Some(words);
    }
    let id = element.attributes.get("id")?;
    let mut all = Vec::new();
    path.first()?.all(&mut all);
    let label =
        all.into_iter().find(|label| label.name == "label" && label.attributes.get("for") == Some(id))?;
    Some(label.words()).filter(|words| !words.is_empty())
}
