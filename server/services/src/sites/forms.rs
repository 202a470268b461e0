//! The forms of a published page: what a post is checked against.

use landinghub::document::{Document, Kind};
use landinghub::render::forms::forms;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A form as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedForm {
    /// What its owner calls it.
    pub name: String,
    /// Its fields, in order.
    pub fields: Vec<FormField>,
}

/// A field as it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    /// Its name in what is sent.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What is checked of it.
    pub kind: FieldKind,
    /// Whether it must be filled in.
    pub required: bool,
}

/// What is checked of a field's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Nothing but its length.
    Text,
    /// That it looks like an address.
    Email,
    /// That it is one of the choices.
    Select(Vec<String>),
    /// Whether it is checked.
    Checkbox,
}

/// The forms visitors see, by the id their address ends in.
pub(super) fn published(document: &Document) -> BTreeMap<String, PublishedForm> {
    forms(document)
        .into_iter()
        .map(|form| {
            let fields = form
                .fields
                .into_iter()
                .map(|field| FormField {
                    kind: match field.kind {
                        Kind::EmailField => FieldKind::Email,
                        Kind::SelectField => FieldKind::Select(field.options),
                        Kind::CheckboxField => FieldKind::Checkbox,
                        _ => FieldKind::Text,
                    },
                    name: field.name,
                    label: field.label,
                    required: field.required,
                })
                .collect();
            (form.id.as_str().to_owned(), PublishedForm { name: form.name, fields })
        })
        .collect()
}
