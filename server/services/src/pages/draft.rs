//! Sections for an open page, from a few words.

use super::{load, parse};
use crate::ai;
use crate::context::{Caller, Services};
use crate::error::Result;
use landinghub::api::drafts::{NewSections, Sections};

/// Plans sections for the caller's page, seen from what is stored of it. Nothing is stored: the editor puts them in.
pub async fn draft(services: &Services, caller: &Caller, id: &str, input: NewSections) -> Result<Sections> {
    let actor = caller.actor()?;
    let page = parse(id, &load(services, &actor.user_id, id).await?.document)?;
    ai::sections(services, &actor.user_id, &input.brief, &page).await
}
