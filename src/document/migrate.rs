//! Reading documents of any schema this program ever wrote. Each step from one number to the next has a golden
//! file in `tests/golden`; a released step never changes.

use serde::{Deserialize, Deserializer};

use super::model::{Document, SCHEMA};
use super::op::Reject;
use super::validate::{MAX_BYTES, validate};

/// Why a text isn't a document.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Not JSON, or not of the form of a document.
    #[error("not a document: {0}")]
    Form(#[from] serde_json::Error),
    /// Of the right form, but not right.
    #[error("{}", .0.first().map_or_else(String::new, ToString::to_string))]
    Invalid(Vec<Reject>),
}

impl Document {
    /// Reads a document from JSON, brings it to the present schema and checks everything.
    pub fn from_json(text: &str) -> Result<Self, LoadError> {
        #[derive(Deserialize)]
        struct Numbered {
            #[serde(deserialize_with = "schema")]
            schema: u16,
        }
        // Old documents are never bigger than the limit with room for what steps add.
        if text.len() > 2 * MAX_BYTES {
            return Err(LoadError::Invalid(vec![Reject::TooBig]));
        }
        let Numbered { schema } = serde_json::from_str(text)?;
        // A step that changes more than the number will change the JSON here, before it is read as records.
        if schema != SCHEMA {
            return Err(LoadError::Invalid(vec![Reject::Schema(schema)]));
        }
        let document: Self = serde_json::from_str(text)?;
        validate(&document).map_err(LoadError::Invalid)?;
        Ok(document)
    }
}

/// Schema 1 becomes 2 by its number alone: 2 has components and overrides, which 1 simply doesn't use.
pub(super) fn schema<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    u16::deserialize(deserializer).map(|number| if number == 1 { 2 } else { number })
}
