//! What the forms of a page collect, for whoever takes them in.

use std::collections::BTreeSet;

use crate::document::components::shown;
use crate::document::{Document, Kind, Node, NodeId, Prop, Tree, Value};

/// The field only machines fill in. A form with a value here isn't from a person.
pub const TRAP: &str = "_lh_trap";

/// A form of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSpec {
    /// The form's node; its address is `/_lh/form/{id}`.
    pub id: NodeId,
    /// What its owner calls it.
    pub name: String,
    /// Its fields, in order.
    pub fields: Vec<FieldSpec>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSpec {
    /// The field's node.
    pub node: NodeId,
    /// What sort of field.
    pub kind: Kind,
    /// Its name in what is sent.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// A select's choices.
    pub options: Vec<String>,
}

/// Every form of the page that visitors see.
#[must_use]
pub fn forms(document: &Document) -> Vec<FormSpec> {
    let tree = Tree::new(document);
    let mut out: Vec<FormSpec> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut stack = vec![&document.root];
    while let Some(id) = stack.pop() {
        let Some(node) = document.nodes.get(id) else { continue };
        if node.hidden {
            continue;
        }
        if node.kind == Kind::Form && !out.iter().any(|form: &FormSpec| form.id == *id) {
            out.push(FormSpec {
                id: id.clone(),
                name: node.title().to_owned(),
                fields: fields(document, &tree, id),
            });
        }
        // All instances of a component share its forms.
        if let Some((component, shown)) = shown(document, node)
            && seen.insert(component)
        {
            stack.push(&shown.root);
        }
        stack.extend(tree.children(id).iter().rev());
    }
    for form in &mut out {
        if let Some(name) =
            document.nodes.get(&form.id).map(|node| node.text(&Prop::NAME)).filter(|name| !name.is_empty())
        {
            name.clone_into(&mut form.name);
        }
    }
    out
}

fn fields(document: &Document, tree: &Tree<'_>, form: &NodeId) -> Vec<FieldSpec> {
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    let mut stack: Vec<&NodeId> = tree.children(form).iter().rev().copied().collect();
    while let Some(id) = stack.pop() {
        let Some(node) = document.nodes.get(id) else { continue };
        if node.hidden {
            continue;
        }
        if node.kind.is_field() {
            out.push(FieldSpec {
                node: id.clone(),
                kind: node.kind.clone(),
                name: field_name(id, node).to_owned(),
                label: node.text(&Prop::LABEL).to_owned(),
                required: node.flag(&Prop::REQUIRED),
                options: match node.props.get(&Prop::OPTIONS) {
                    Some(Value::Texts(options)) => options.clone(),
                    _ => Vec::new(),
                },
            });
        }
        // A form may hold instances, of things that are no forms.
        if let Some((component, shown)) = shown(document, node)
            && seen.insert(component)
        {
            stack.push(&shown.root);
        }
        stack.extend(tree.children(id).iter().rev());
    }
    out
}

/// The name a field sends its value under: its own, or its node's id.
#[must_use]
pub fn field_name<'a>(id: &'a NodeId, node: &'a Node) -> &'a str {
    let name = node.text(&Prop::NAME);
    if name.is_empty() { id.as_str() } else { name }
}

/// The fragment of the message that a form was sent: where the browser goes after a post.
#[must_use]
pub fn sent_fragment(form: &str) -> String {
    format!("lh-sent-{form}")
}
