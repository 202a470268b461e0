//! Sections for an open page, from a few words.

use super::help::Engine;
use crate::compose::Part;
use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewSections {
    /// What the sections are about, in 3 to 4 000 characters.
    pub brief: String,
}

/// Sections to be put into the page. Nothing is stored: who asked puts them in as operations, which can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sections {
    /// In their order.
    pub sections: Vec<Part>,
    /// Who planned them, `articles` where no model did.
    pub composed_by: Engine,
    /// Why it isn't a model's, where one is set up: `ai_unavailable`, `ai_budget_spent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
