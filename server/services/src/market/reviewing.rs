//! What machines look at when a listing is submitted, for the admin who reviews it.

use crate::context::Services;
use crate::error::{Failure, Result};
use crate::pages::heavy;
use landinghub::api::market::Listing;
use landinghub::document::Document;
use landinghub::market::{Check, Fingerprint, Similar, checks};
use landinghub::render::{PageInfo, Target, render};
use landinghub_store::Conn;
use landinghub_store::market::reviewing as store;
use std::collections::BTreeMap;

/// Others' revisions that are compared, of those that share a band.
const MOST_COMPARED: i64 = 100;

/// What was found, on its way into the rows of a revision.
pub(super) struct LookedAt {
    checks: String,
    fingerprint: String,
    bands: String,
}

impl LookedAt {
    /// Writes it down.
    pub(super) async fn keep(&self, conn: &mut Conn<'_>, revision: &str) -> Result<()> {
        Ok(store::put(conn, revision, &self.checks, &self.fingerprint, &self.bands).await?)
    }
}

/// Looks at a page that `seller` submits.
pub(super) async fn look(services: &Services, seller: &str, document: Document) -> Result<LookedAt> {
    let (mut found, fingerprint) = heavy(move || {
        let rendered = render(&document, &Target::Preview(PageInfo::default()));
        (checks(&document, &rendered.audit), Fingerprint::of(&document))
    })
    .await?;
    found.push(Check::copied(closest(services, seller, &fingerprint).await?));
    let bands = [fingerprint.text_bands(), fingerprint.structure_bands()].concat();
    Ok(LookedAt { checks: json(&found)?, fingerprint: json(&fingerprint)?, bands: json(&bands)? })
}

/// The listing of somebody else that is most like a page.
async fn closest(services: &Services, seller: &str, own: &Fingerprint) -> Result<Option<Similar>> {
    let mut best: Option<Similar> = None;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    for bands in [own.text_bands(), own.structure_bands()].iter().filter(|bands| !bands.is_empty()) {
        for row in store::candidates(&mut conn, seller, &json(bands)?, MOST_COMPARED).await? {
            let Ok(other) = serde_json::from_str::<Fingerprint>(&row.fingerprint) else { continue };
            let likeness = own.likeness(&other);
            let rank = |likeness: landinghub::market::Likeness| {
                (likeness.is_suspicious(), likeness.text, likeness.structure)
            };
            if best.as_ref().is_none_or(|best| rank(likeness) > rank(best.likeness)) {
                best = Some(Similar {
                    listing_id: row.listing_id,
                    title: row.title,
                    seller: row.seller_name,
                    likeness,
                });
            }
        }
    }
    Ok(best)
}

/// Fills in what was found of listings that an admin looks at.
pub(super) async fn with_checks(services: &Services, listings: &mut [Listing]) -> Result<()> {
    let ids: Vec<&str> = listings.iter().map(|listing| listing.id.as_str()).collect();
    let found = {
        let mut reader = services.store.read().await?;
        store::of_listings(&mut reader.conn(), &json(&ids)?).await?
    };
    let found: BTreeMap<String, String> = found.into_iter().collect();
    for listing in listings {
        if let Some(text) = found.get(&listing.id) {
            listing.checks = serde_json::from_str(text)
                .map_err(|error| Failure::Internal(format!("checks of listing {}: {error}", listing.id)))?;
        }
    }
    Ok(())
}

fn json(value: &(impl serde::Serialize + ?Sized)) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Failure::Internal(error.to_string()))
}
