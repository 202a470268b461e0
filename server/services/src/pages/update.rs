//! Title, address and head of a page. None of it raises the document's revision.

use super::read::{parse, shown};
use super::{REST_SECONDS, load};
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use landinghub::page::{PageTitle, Slug};
use landinghub::{Code, Fields, Problem, Timestamp, api, text};
use landinghub_store::Conn;
use landinghub_store::pages::{self as store, PageRow};

/// Changes what is given. The address changes at once and the old one leads to it for 90 days; title and head
/// show on the published page at the next publication.
pub async fn update(
    services: &Services,
    caller: &Caller,
    id: &str,
    change: api::PageChange,
) -> Result<api::Page> {
    let actor = caller.actor()?;
    let mut loaded = load(services, &actor.user_id, id).await?;
    if loaded.row.variant_of.is_some() {
        return Err(Problem::not_found().into());
    }
    let mut fields = Fields::new();
    let mut code = Code::ValidationFailed;
    let mut row = loaded.row.clone();
    if let Some(title) = &change.title {
        match PageTitle::try_from(title.as_str()) {
            Ok(title) => title.as_str().clone_into(&mut row.title),
            Err(problem) => fields.extend(problem.fields),
        }
    }
    if let Some(slug) = change.slug.as_deref().filter(|slug| *slug != row.slug) {
        match Slug::try_from(slug) {
            Ok(slug) => slug.as_str().clone_into(&mut row.slug),
            Err(problem) => {
                code = problem.code;
                fields.extend(problem.fields);
            }
        }
    }
    if let Some(meta) = &change.meta {
        let document = parse(id, &loaded.document)?;
        match loaded.overlay.change(&document, meta) {
            Ok(()) => row.meta = loaded.overlay.write(),
            Err(problem) => fields.extend(problem.fields),
        }
    }
    if !fields.is_empty() {
        return Err(Problem { code, ..Problem::fields(fields) }.into());
    }
    let old = loaded.row.slug;
    let moved = (old != row.slug).then(|| old.clone());
    store_change(services, row.clone(), moved).await?;
    if old != row.slug {
        services.sites.forget(&old);
        services.sites.forget(&row.slug);
    }
    shown(services, &actor.user_id, id).await
}

/// Whether the caller's page could have this address, and if not, why.
pub async fn check_address(
    services: &Services,
    caller: &Caller,
    id: &str,
    slug: &str,
) -> Result<api::AddressCheck> {
    let row = super::own_page(services, &caller.actor()?.user_id, id).await?;
    let refused = |problem: Problem| api::AddressCheck {
        available: false,
        code: Some(problem.code),
        detail: problem.fields.into_values().next().unwrap_or(problem.detail),
    };
    if let Err(problem) = Slug::try_from(slug) {
        return Ok(refused(problem));
    }
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let holder = match store::find_by_slug(&mut conn, slug).await? {
        Some(other) => Some(other.id),
        None => store::redirect(&mut conn, slug, services.now()).await?,
    };
    if holder.is_some_and(|holder| holder != row.id) {
        return Ok(refused(taken()));
    }
    Ok(api::AddressCheck { available: true, code: None, detail: String::new() })
}

async fn store_change(services: &Services, row: PageRow, old_slug: Option<String>) -> Result<()> {
    let now = services.now();
    let folded = text::fold(&row.title);
    let changed = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if let Some(old) = old_slug {
                    take_slug(&mut tx, &row, &old, now).await?;
                }
                Ok::<_, Failure>(store::update(&mut tx, &row, &folded, now).await?)
            })
        })
        .await;
    match changed {
        Ok(true) => Ok(()),
        Ok(false) => Err(Problem::not_found().into()),
        Err(Failure::Store(error)) if error.breaks("pages_slug") => Err(taken().into()),
        Err(failure) => Err(failure),
    }
}

/// The new address must not rest for another page; the old one rests for this one from now on.
async fn take_slug(tx: &mut Conn<'_>, row: &PageRow, old: &str, now: Timestamp) -> Result<()> {
    store::free_slug(tx, &row.slug, &row.id, now).await?;
    if store::redirect(tx, &row.slug, now).await?.is_some() {
        return Err(taken().into());
    }
    store::rest_slug(tx, old, &row.id, now.plus_seconds(REST_SECONDS)).await?;
    Ok(())
}

fn taken() -> Problem {
    let mut problem = Problem::field("slug", "This address is in use. Choose another.");
    problem.code = Code::SlugTaken;
    problem
}
