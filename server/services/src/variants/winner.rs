//! The end of a test: one variant becomes the page.

use super::is_live;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::pages;
use crate::sites;
use landinghub::Problem;
use landinghub::api::Revised;
use landinghub_store::variants as store;

/// Makes a variant's document the page's, as a new revision, and deletes all variants. A live page is published anew,
/// so that from now on everybody sees the winner.
pub async fn choose(services: &Services, caller: &Caller, page_id: &str, id: &str) -> Result<Revised> {
    let actor = caller.actor()?;
    let row = pages::own_page(services, &actor.user_id, page_id).await?;
    let winner = pages::load(services, &actor.user_id, id).await?;
    if winner.row.variant_of.as_deref() != Some(&row.id) {
        return Err(Problem::not_found().into());
    }
    let document = pages::parse(id, &winner.document)?;
    let revised = pages::replace(services, actor, &row.id, &document, "variant").await?;
    let page_id = row.id.clone();
    let before = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let before = store::live(&mut tx, &page_id).await?;
                store::delete_all(&mut tx, &page_id).await?;
                Ok::<_, Failure>(before)
            })
        })
        .await?;
    services.sites.forget(&row.slug);
    if is_live(services, &row.id).await? {
        sites::deploy(services, caller, &row.id).await?;
    }
    for row in before {
        sites::delete_unused(services, &row.hash).await;
    }
    Ok(revised)
}
