//! A/B variants of a page: a share of the visitors sees another document at the same address.

use crate::{Fields, Problem, Timestamp, text};
use serde::{Deserialize, Serialize};

/// Variants a page has at the most.
pub const MAX_VARIANTS: usize = 5;
/// Longest name, in characters.
pub const MAX_NAME: usize = 60;

/// A variant and what it has brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Variant {
    /// Its document is read and edited as that of a page with this id.
    pub id: String,
    /// As its owner calls it.
    pub name: String,
    /// Of a hundred visitors, so many see it.
    pub share: u8,
    /// Its document's revision.
    pub revision: u64,
    /// The revision visitors see; `null` before the next publication.
    pub live_revision: Option<u64>,
    /// Who saw it.
    pub visits: u64,
    /// Forms they sent.
    pub leads: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// The variants of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Variants {
    /// The oldest first.
    pub items: Vec<Variant>,
    /// Always `null`: there are never many.
    pub next_cursor: Option<String>,
    /// What is left for the page itself.
    pub original: Original,
}

/// The page itself beside its variants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Original {
    /// Of a hundred visitors, so many see it.
    pub share: u8,
    /// Who saw it while there were variants.
    pub visits: u64,
    /// Forms they sent.
    pub leads: u64,
}

/// What a new variant takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewVariant {
    /// 1 to 60 characters.
    pub name: String,
    /// 0 to 100; 0 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<i64>,
    /// The variant it starts as a copy of; the page where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// Changes to a variant; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct VariantChange {
    /// 1 to 60 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<i64>,
}

/// A checked name.
pub fn name(text: &str, wrong: &mut Fields) -> String {
    let name = text::single_line(text);
    if name.is_empty() || name.chars().count() > MAX_NAME {
        wrong.insert("name".to_owned(), format!("Use 1 to {MAX_NAME} characters."));
    }
    name
}

/// Refuses a share that isn't one, or that the others leave no room for.
///
/// # Errors
/// `validation_failed` for `share`.
pub fn check_share(share: i64, others: impl Iterator<Item = i64>) -> Result<(), Problem> {
    let room = 100 - others.sum::<i64>();
    if (0..=100).contains(&share) && share <= room {
        return Ok(());
    }
    Err(Problem::field(
        "share",
        format!("Use 0 to {}: all variants together get 100 at the most.", room.max(0)),
    ))
}

/// Which of the variants a visitor sees: an index, or `None` for the page itself. `number` is the visitor's, evenly
/// spread; the same number sees the same as long as the shares stay.
#[must_use]
pub fn pick(number: u64, shares: &[u8]) -> Option<usize> {
    let at = number % 100;
    let mut end = 0;
    shares.iter().position(|share| {
        end += u64::from(*share);
        at < end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_kept_and_never_exceed_the_whole() {
        let count = |shares: &[u8], wanted| (0..100).filter(|n| pick(*n, shares) == wanted).count();
        assert_eq!(
            (count(&[30, 20], Some(0)), count(&[30, 20], Some(1)), count(&[30, 20], None)),
            (30, 20, 50)
        );
        assert_eq!((count(&[100], Some(0)), count(&[0, 0], None), count(&[], None)), (100, 100, 100));
        assert!(check_share(50, [30, 20].into_iter()).is_ok());
        for (share, others) in [(51, [30, 20]), (-1, [0, 0]), (101, [0, 0])] {
            assert!(check_share(share, others.into_iter()).is_err());
        }
    }

    #[test]
    fn names_have_one_line() {
        let mut wrong = Fields::new();
        assert_eq!(name(" Red\nbutton ", &mut wrong), "Red button");
        assert!(wrong.is_empty());
        name(" ", &mut wrong);
        assert!(wrong.contains_key("name"));
    }
}
