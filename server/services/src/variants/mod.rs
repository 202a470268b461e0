//! A/B variants: other documents of a page for a share of its visitors.
//!
//! A variant's document is that of a page of its own, with the variant's id, which no list shows and which has no
//! address: everything that reads, edits and restores documents works on it unchanged. Shares count at once; what is
//! seen of a variant is what the page's last publication made of it.

mod winner;

pub use winner::choose;

use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use crate::pages::{self, count};
use landinghub::variant::{
    self, MAX_VARIANTS, NewVariant, Original, Variant, VariantChange, Variants, check_share,
};
use landinghub::{Code, Fields, Id, Problem, Timestamp, text};
use landinghub_store::pages::{NewPage, PageRow};
use landinghub_store::variants::{self as store, VariantRow};
use landinghub_store::{Conn, sites};

/// The variants of the caller's page.
pub async fn list(services: &Services, caller: &Caller, page_id: &str) -> Result<Variants> {
    let row = pages::own_page(services, &caller.actor()?.user_id, page_id).await?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let items: Vec<Variant> = store::list(&mut conn, &row.id).await?.into_iter().map(to_api).collect();
    let (visits, leads) = store::totals(&mut conn, &row.id, "").await?;
    let given: u8 = items.iter().map(|item| item.share).sum();
    let original =
        Original { share: 100_u8.saturating_sub(given), visits: count(visits), leads: count(leads) };
    Ok(Variants { items, next_cursor: None, original })
}

fn to_api(row: VariantRow) -> Variant {
    Variant {
        id: row.id,
        name: row.name,
        share: u8::try_from(row.share).unwrap_or_default(),
        revision: count(row.revision),
        live_revision: row.live_revision.map(count),
        visits: count(row.visits),
        leads: count(row.leads),
        created_at: Timestamp(row.created_at),
        updated_at: Timestamp(row.updated_at),
    }
}

/// Makes a variant as a copy of the caller's page, or of another variant of it.
pub async fn create(services: &Services, caller: &Caller, page_id: &str, new: NewVariant) -> Result<Variant> {
    let actor = caller.actor()?;
    let row = pages::own_page(services, &actor.user_id, page_id).await?;
    pages::refuse_trial(&row)?;
    let mut wrong = Fields::new();
    let name = variant::name(&new.name, &mut wrong);
    let source = new.from.filter(|id| !id.is_empty()).unwrap_or_else(|| row.id.clone());
    let source = match pages::load(services, &actor.user_id, &source).await {
        Ok(source) if source.row.id == row.id || source.row.variant_of.as_deref() == Some(&row.id) => {
            Some(source)
        }
        Ok(_) | Err(Failure::Problem(_)) => None,
        Err(failure) => return Err(failure),
    };
    let Some(source) = source.filter(|_| wrong.is_empty()) else {
        if wrong.is_empty() {
            wrong.insert("from".to_owned(), "The page has no such variant.".to_owned());
        }
        return Err(Problem::fields(wrong).into());
    };
    let id = Id::random(&*services.rng);
    let page = NewPage {
        slug: format!("variant-{id}"),
        id,
        owner_id: row.owner_id.clone(),
        title: row.title.clone(),
        title_folded: text::fold(&row.title),
        revision: pages::FIRST_REVISION,
        meta: "{}".to_owned(),
        created_at: services.now(),
        variant_of: Some(row.id.clone()),
    };
    write(services, row, page, (name, new.share.unwrap_or_default()), source.document).await
}

async fn write(
    services: &Services,
    row: PageRow,
    page: NewPage,
    (name, share): (String, i64),
    document: String,
) -> Result<Variant> {
    let mark = Mark::present();
    let page_id = row.id;
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::lock(&mut tx, &page_id).await?;
                let others = store::list(&mut tx, &page_id).await?;
                if others.len() >= MAX_VARIANTS {
                    let detail = format!("A page has up to {MAX_VARIANTS} variants. Delete one first.");
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                check_share(share, others.iter().map(|row| row.share))?;
                pages::begin(&mut tx, &page, &document, "variant".to_owned()).await?;
                store::insert(&mut tx, (&page.id, &page_id), &name, share, page.created_at).await?;
                let made = find(&mut tx, &page_id, &page.id).await?;
                let location = format!("/api/pages/{page_id}/variants/{}", made.id);
                mark.keep_created(&mut tx, &made, Some(location)).await?;
                Ok::<_, Failure>(made)
            })
        })
        .await
}

async fn find(conn: &mut Conn<'_>, page_id: &str, id: &str) -> Result<Variant> {
    let rows = store::list(conn, page_id).await?;
    rows.into_iter().find(|row| row.id == id).map(to_api).ok_or_else(|| Problem::not_found().into())
}

/// Changes name and share of a variant of the caller's page. A new share counts at once.
pub async fn update(
    services: &Services,
    caller: &Caller,
    (page_id, id): (&str, &str),
    change: VariantChange,
) -> Result<Variant> {
    let row = pages::own_page(services, &caller.actor()?.user_id, page_id).await?;
    let mut wrong = Fields::new();
    let name = change.name.map(|name| variant::name(&name, &mut wrong));
    let (page_id, id) = (row.id, id.to_owned());
    let changed = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::lock(&mut tx, &page_id).await?;
                let rows = store::list(&mut tx, &page_id).await?;
                let old = rows.iter().find(|row| row.id == id).ok_or_else(Problem::not_found)?;
                if !wrong.is_empty() {
                    return Err(Problem::fields(wrong).into());
                }
                if let Some(share) = change.share {
                    check_share(share, rows.iter().filter(|row| row.id != id).map(|row| row.share))?;
                }
                let name = name.as_deref().unwrap_or(&old.name);
                store::update(&mut tx, (&id, &page_id), name, change.share.unwrap_or(old.share)).await?;
                find(&mut tx, &page_id, &id).await
            })
        })
        .await?;
    services.sites.forget(&row.slug);
    Ok(changed)
}

/// Stops and deletes a variant; its visitors see the page again at once.
pub async fn delete(services: &Services, caller: &Caller, page_id: &str, id: &str) -> Result<()> {
    let row = pages::own_page(services, &caller.actor()?.user_id, page_id).await?;
    let (page_id, id) = (row.id, id.to_owned());
    let unused = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let live = store::live(&mut tx, &page_id).await?;
                if !store::delete(&mut tx, &id, &page_id).await? {
                    return Err(Problem::not_found().into());
                }
                Ok::<_, Failure>(live.into_iter().find(|row| row.variant_id == id).map(|row| row.hash))
            })
        })
        .await?;
    services.sites.forget(&row.slug);
    if let Some(hash) = unused {
        crate::sites::delete_unused(services, &hash).await;
    }
    Ok(())
}

/// Whether a page is live.
async fn is_live(services: &Services, page_id: &str) -> Result<bool> {
    let mut reader = services.store.read().await?;
    Ok(sites::find(&mut reader.conn(), page_id).await?.is_some())
}
