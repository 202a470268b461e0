//! Fields of the head that were set beside the document. They win over the document's own until an operation
//! sets the same field: the last change counts, whichever way it came.

use landinghub::document::{Document, Lang, Meta, MetaField, Op, Value, apply};
use landinghub::{Fields, Problem};
use serde_json::{Map, Value as Json};

/// Field → its value, `null` where it was cleared.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Overlay(Map<String, Json>);

impl Overlay {
    /// Reads what the store keeps.
    pub(crate) fn read(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    /// What the store keeps.
    pub(crate) fn write(&self) -> String {
        Json::Object(self.0.clone()).to_string()
    }

    /// Takes changes in, each checked against the document; unknown fields are ignored.
    pub(crate) fn change(&mut self, document: &Document, changes: &Map<String, Json>) -> Result<(), Problem> {
        let mut fields = Fields::new();
        for (name, value) in changes {
            let Some(field) = field(name) else { continue };
            match operation(field, value).map(|op| apply(&mut document.clone(), &op)) {
                Some(Ok(_)) => {
                    self.0.insert(name.clone(), value.clone());
                }
                Some(Err(reject)) => {
                    fields.insert(format!("meta.{name}"), reject.to_string());
                }
                None => {
                    fields.insert(format!("meta.{name}"), "This value has the wrong type.".to_owned());
                }
            }
        }
        if fields.is_empty() { Ok(()) } else { Err(Problem::fields(fields)) }
    }

    /// Forgets the fields that operations set in the document; whether there were any.
    pub(crate) fn give_way(&mut self, ops: &[Op]) -> bool {
        let before = self.0.len();
        for op in ops {
            if let Op::SetMeta { field: set, .. } | Op::UnsetMeta { field: set } = op {
                self.0.retain(|name, _| field(name) != Some(*set));
            }
        }
        self.0.len() != before
    }

    /// Puts the fields into a document that is about to be rendered.
    pub(crate) fn apply(&self, document: &mut Document) {
        for (name, value) in &self.0 {
            if let Some(op) = field(name).and_then(|field| operation(field, value)) {
                // A picture may have left the document since: then its own field stands.
                let _ = apply(document, &op);
            }
        }
    }

    /// The head as the next publication has it.
    pub(crate) fn effective(&self, document: &Document) -> Meta {
        if self.0.is_empty() {
            return document.meta.clone();
        }
        // Only the head and the assets matter here.
        let mut head = Document::empty(document.root.clone(), Lang::EN);
        head.assets.clone_from(&document.assets);
        head.meta = document.meta.clone();
        self.apply(&mut head);
        head.meta
    }
}

fn field(name: &str) -> Option<MetaField> {
    serde_json::from_value(Json::String(name.to_owned())).ok()
}

/// The operation that would set the field; `None` where the value is of no type any field has.
fn operation(field: MetaField, value: &Json) -> Option<Op> {
    let picture = matches!(field, MetaField::OgImage | MetaField::Favicon);
    Some(match value {
        Json::Null => Op::UnsetMeta { field },
        // An asset may be named by its id alone.
        Json::String(id) if picture => {
            Op::SetMeta { field, value: Value::Asset { asset: id.as_str().try_into().ok()? } }
        }
        Json::String(text) => Op::SetMeta { field, value: Value::Text(text.clone()) },
        Json::Bool(value) => Op::SetMeta { field, value: Value::Bool(*value) },
        Json::Object(_) if picture => {
            Op::SetMeta { field, value: serde_json::from_value(value.clone()).ok()? }
        }
        _ => return None,
    })
}
