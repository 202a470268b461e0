//! A seller's listings: making, changing, submitting and taking them back. Looking at one.

use super::{LONGEST_TEXT, after, line, lines, reviewing, rows, takedowns, to_api, viewer};
use crate::context::{Actor, Caller, Services};
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use crate::sites::day;
use crate::{notifications, pages};
use landinghub::account::Role;
use landinghub::api::List;
use landinghub::api::market::{Listing, ListingChanges, price};
use landinghub::market::{
    CATEGORIES, Licence, ListingEffect, ListingEvent, ListingState, ListingStatus, Money, View, listing,
};
use landinghub::notify::Event;
use landinghub::page::PageStatus;
use landinghub::{Code, Fields, Id, Problem, text};
use landinghub_store::Conn;
use landinghub_store::market::listings::{self as store, ListingRow, Said};

/// Listings a seller may have.
const MOST_TAGS: usize = 10;

/// Makes a draft of a page of the caller's.
pub async fn create(services: &Services, caller: &Caller, input: ListingChanges) -> Result<Listing> {
    let actor = seller(caller)?;
    let page = input.page_id.clone().unwrap_or_default();
    let own = if is_id(&page) { pages::own_page(services, &actor.user_id, &page).await.ok() } else { None };
    if let Some(row) = &own {
        pages::refuse_trial(row)?;
    }
    let mut fields = Fields::new();
    if own.is_none_or(|row| row.status() == PageStatus::Trashed) {
        fields.insert("page_id".to_owned(), "Choose one of your pages.".to_owned());
    }
    let blank = Said {
        title: String::new(),
        description: String::new(),
        price: 0,
        currency: String::new(),
        category: String::new(),
        tags: "[]".to_owned(),
        licence: Licence::Standard.as_str().to_owned(),
        stock: None,
        gallery: gallery_text(View::ALL),
    };
    let said = said(blank, &input, fields)?;
    let (id, seller, now, mark) =
        (Id::random(&*services.rng), actor.user_id.clone(), services.now(), Mark::present());
    let (parts, caller) = (services.clone(), caller.clone());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::insert(&mut tx, &id, &seller, &page, &said, now).await?;
                let made = show(&parts, &caller, &mut tx, &id).await?;
                mark.keep_created(&mut tx, &made, Some(format!("/api/marketplace/{id}"))).await?;
                Ok::<_, Failure>(made)
            })
        })
        .await
}

/// Changes what the seller says. What is for sale stays until a new revision is approved.
pub async fn update(
    services: &Services,
    caller: &Caller,
    id: &str,
    input: ListingChanges,
) -> Result<Listing> {
    let actor = caller.actor()?.clone();
    let (parts, caller, now) = (services.clone(), caller.clone(), services.now());
    let id = known(id)?;
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let row = own(&mut tx, &actor, &id).await?;
                let (state, _) = step(&row, ListingEvent::Edit)?;
                let before = Said {
                    title: row.title,
                    description: row.description,
                    price: row.price,
                    currency: row.currency,
                    category: row.category,
                    tags: row.tags,
                    licence: row.licence,
                    stock: row.stock,
                    gallery: row.gallery,
                };
                let said = said(before, &input, Fields::new())?;
                store::save_draft(&mut tx, &id, state, &said, now).await?;
                show(&parts, &caller, &mut tx, &id).await
            })
        })
        .await
}

/// Asks for approval: pins the page's present revision with what the seller says, as what is reviewed and sold.
pub async fn submit(services: &Services, caller: &Caller, id: &str) -> Result<Listing> {
    let actor = caller.actor()?.clone();
    let id = known(id)?;
    let page = {
        let mut reader = services.store.read().await?;
        own(&mut reader.conn(), &actor, &id).await?.page_id
    };
    seller(caller)?;
    let loaded = pages::load(services, &actor.user_id, &page).await.map_err(|failure| match failure {
        Failure::Problem(_) => Problem::field("page_id", "The page is gone. Choose another.").into(),
        other => other,
    })?;
    if loaded.row.status() == PageStatus::Trashed {
        return Err(Problem::field("page_id", "The page is in the trash. Restore it first.").into());
    }
    let document = loaded.for_rendering()?;
    let language = document.lang.as_str().to_owned();
    let (text, page_revision) = (document.to_json(), loaded.row.revision);
    takedowns::refuse(services, &page).await?;
    let looked_at = reviewing::look(services, &actor.user_id, document).await?;
    let revision = Id::random(&*services.rng);
    let (parts, caller, now) = (services.clone(), caller.clone(), services.now());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::lock(&mut tx, &id).await?;
                let row = own(&mut tx, &actor, &id).await?;
                let (state, effects) = step(&row, ListingEvent::Submit)?;
                if row.stock.is_some_and(|stock| stock < row.sold + row.reserved) {
                    let detail = format!("{} are sold or ordered already.", row.sold + row.reserved);
                    return Err(Problem::field("stock", detail).into());
                }
                if effects.contains(&ListingEffect::Pin) {
                    store::pin(&mut tx, &id, &revision, (page_revision, &language, &text), now).await?;
                    looked_at.keep(&mut tx, &revision).await?;
                }
                store::set_state(&mut tx, &id, state, now).await?;
                let shown = show(&parts, &caller, &mut tx, &id).await?;
                let waiting = Event::ApprovalWaiting {
                    listing: true,
                    title: row.title,
                    from: row.seller_name,
                    step: revision,
                };
                notifications::tell_admins(&parts, &mut tx, &actor.user_id, &waiting).await?;
                Ok::<_, Failure>(shown)
            })
        })
        .await
}

/// Takes a listing off the market, or back from review. A change of an approved one that was being reviewed is taken back
/// with it, and stays with the seller as a draft.
pub async fn withdraw(services: &Services, caller: &Caller, id: &str) -> Result<Listing> {
    take_back(services, caller, id, ListingEvent::Withdraw).await
}

async fn take_back(services: &Services, caller: &Caller, id: &str, event: ListingEvent) -> Result<Listing> {
    let actor = caller.actor()?.clone();
    let id = known(id)?;
    let (parts, caller, now) = (services.clone(), caller.clone(), services.now());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::lock(&mut tx, &id).await?;
                let row = own(&mut tx, &actor, &id).await?;
                let (state, effects) = step(&row, event)?;
                if effects.contains(&ListingEffect::Unpin) {
                    store::unpin(&mut tx, &id, None).await?;
                }
                store::set_state(&mut tx, &id, state, now).await?;
                show(&parts, &caller, &mut tx, &id).await
            })
        })
        .await
}

/// Takes what was submitted of an approved listing back from review; the listing stays for sale as it is.
pub async fn recall(services: &Services, caller: &Caller, id: &str) -> Result<Listing> {
    take_back(services, caller, id, ListingEvent::Recall).await
}

/// A listing: what is for sale for everybody, the rest for its seller and admins. Counts a look.
pub async fn get(services: &Services, caller: &Caller, id: &str) -> Result<Listing> {
    let id = known(id)?;
    let row = {
        let mut reader = services.store.read().await?;
        store::find(&mut reader.conn(), viewer(caller), &id).await?.ok_or_else(Problem::not_found)?
    };
    let actor = caller.actor.as_ref();
    let owns = actor.is_some_and(|actor| actor.user_id == row.seller_id);
    let admin = actor.is_some_and(|actor| actor.role == Role::Admin);
    let live = row.state()?.status == ListingStatus::Approved;
    // Whoever bought it goes on seeing what they bought.
    if !live && !owns && !admin && row.owned_order.is_none() {
        return Err(Problem::not_found().into());
    }
    if live && !owns && !admin && !caller.ahead {
        look(services, caller, &id).await?;
    }
    let mut listing = to_api(services, caller, row)?;
    if admin {
        reviewing::with_checks(services, std::slice::from_mut(&mut listing)).await?;
    }
    Ok(listing)
}

/// Up to `most` of what the seller of a listing has for sale beside it, the newest first.
pub async fn others(
    services: &Services,
    caller: &Caller,
    listing: &Listing,
    most: i64,
) -> Result<Vec<Listing>> {
    let mut reader = services.store.read().await?;
    let found =
        store::others(&mut reader.conn(), viewer(caller), &listing.seller.id, &listing.id, most).await?;
    drop(reader);
    found.into_iter().map(|row| to_api(services, caller, row)).collect()
}

/// Title, description and picture of a listing as the caller may see it, without counting a look.
pub async fn headline(
    services: &Services,
    caller: &Caller,
    id: &str,
) -> Result<(String, String, Option<String>)> {
    let id = known(id)?;
    let row = {
        let mut reader = services.store.read().await?;
        store::find(&mut reader.conn(), viewer(caller), &id).await?.ok_or_else(Problem::not_found)?
    };
    let insider = caller
        .actor
        .as_ref()
        .is_some_and(|actor| actor.user_id == row.seller_id || actor.role == Role::Admin);
    if row.state()?.status != ListingStatus::Approved && !insider && row.owned_order.is_none() {
        return Err(Problem::not_found().into());
    }
    let listing = to_api(services, caller, row)?;
    Ok((listing.title, listing.description, listing.thumbnail_url))
}

/// Once a viewer and day: an account, or a network of strangers.
async fn look(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    let who = match &caller.actor {
        Some(actor) => actor.user_id.clone(),
        None => crate::secrets::derive(
            &services.config.jwt_secret,
            "viewer",
            crate::limits::prefix(caller.ip).as_bytes(),
        )?,
    };
    let (id, day) = (id.to_owned(), day(services.now()));
    services
        .store
        .write(move |mut tx| Box::pin(async move { Ok(store::look(&mut tx, &id, &day, &who).await?) }))
        .await
}

/// Forgets who looked before yesterday. Their views are counted already.
pub async fn forget_viewers(services: &Services) -> Result<u64> {
    let yesterday = day(services.now().plus_seconds(-86_400));
    services
        .store
        .write(move |mut tx| Box::pin(async move { Ok(store::forget_viewers(&mut tx, &yesterday).await?) }))
        .await
}

/// The caller's own, the last change first.
pub async fn mine(
    services: &Services,
    caller: &Caller,
    status: Option<&str>,
    slice: &Slice,
) -> Result<List<Listing>> {
    let actor = caller.actor()?;
    let limit = slice.limit()?;
    let status = status_word(status)?;
    let mut reader = services.store.read().await?;
    let found = store::mine(&mut reader.conn(), &actor.user_id, status, &after(slice)?, rows(limit)).await?;
    drop(reader);
    let (found, next_cursor) = cut(found, limit, |row| (row.updated_at.to_string(), row.id.clone()));
    let items = found.into_iter().map(|row| to_api(services, caller, row)).collect::<Result<_>>()?;
    Ok(List { items, next_cursor })
}

/// A word of [`ListingStatus`], or nothing.
pub(super) fn status_word(word: Option<&str>) -> Result<&'static str> {
    match word.filter(|word| !word.is_empty()) {
        None => Ok(""),
        Some(word) => Ok(ListingStatus::parse(word)
            .ok_or_else(|| Problem::field("status", "There is no such status."))?
            .as_str()),
    }
}

/// An id that can be one, or `not_found`.
pub(super) fn known(id: &str) -> Result<String> {
    if is_id(id) { Ok(id.to_owned()) } else { Err(Problem::not_found().into()) }
}

/// Whoever may sell.
fn seller(caller: &Caller) -> Result<&Actor> {
    let actor = caller.actor()?;
    if actor.role != Role::Seller {
        return Err(Problem::new(Code::NotASeller, "Apply to become a seller first.").into());
    }
    if !actor.email_verified {
        return Err(
            Problem::new(Code::EmailUnverified, "Confirm your e-mail address before you sell.").into()
        );
    }
    Ok(actor)
}

/// The actor's own listing; somebody else's is missing.
async fn own(conn: &mut Conn<'_>, actor: &Actor, id: &str) -> Result<ListingRow> {
    let row = store::find(conn, &actor.user_id, id).await?;
    row.filter(|row| row.seller_id == actor.user_id).ok_or_else(|| Problem::not_found().into())
}

/// What an event makes of a listing, or `conflict`.
pub(super) fn step(row: &ListingRow, event: ListingEvent) -> Result<(ListingState, Vec<ListingEffect>)> {
    listing(row.state()?, event).map_err(|_| {
        let word = row.status.as_str();
        let detail = match event {
            ListingEvent::Edit => "It is being reviewed. Take it back first.".to_owned(),
            ListingEvent::Submit => format!("A listing that is {word} can't be submitted now."),
            _ => format!("This isn't possible with a listing that is {word}."),
        };
        Problem::new(Code::Conflict, detail).into()
    })
}

/// The listing as the caller sees it, within a transaction.
pub(super) async fn show(
    services: &Services,
    caller: &Caller,
    conn: &mut Conn<'_>,
    id: &str,
) -> Result<Listing> {
    let row = store::find(conn, viewer(caller), id).await?.ok_or_else(Problem::not_found)?;
    to_api(services, caller, row)
}

/// Views as they are stored.
fn gallery_text(views: &[View]) -> String {
    serde_json::to_string(views).unwrap_or_else(|_| "[\"desktop\"]".to_owned())
}

/// What is said, with the changes; all that is wrong is told at once.
fn said(before: Said, input: &ListingChanges, mut fields: Fields) -> Result<Said, Problem> {
    let mut said = before;
    let mut take = |result: Result<String, Problem>| {
        result.map_err(|problem| fields.extend(problem.fields)).unwrap_or_default()
    };
    if let Some(title) = &input.title {
        said.title = take(line("title", title, 120));
    } else if said.title.is_empty() {
        take(Err(Problem::field("title", "This is required.")));
    }
    if let Some(description) = &input.description {
        said.description = take(lines("description", description, LONGEST_TEXT));
    }
    if let Some(category) = &input.category {
        let known = CATEGORIES.iter().any(|(id, _)| id == category);
        said.category = take(if known {
            Ok(category.clone())
        } else {
            Err(Problem::field("category", "There is no such category."))
        });
    } else if said.category.is_empty() {
        "other".clone_into(&mut said.category);
    }
    match input.price.as_ref().map(price) {
        Some(Some(Money { amount, currency })) => {
            said.price = amount;
            currency.code().clone_into(&mut said.currency);
        }
        Some(None) => {
            let what = "Enter a price of nought or more in VND, THB or USD.";
            fields.insert("price".to_owned(), what.to_owned());
        }
        None if said.currency.is_empty() => {
            fields.insert("price".to_owned(), "This is required.".to_owned());
        }
        None => {}
    }
    if let Some(tags) = &input.tags {
        let mut kept: Vec<String> = tags.iter().map(|tag| text::single_line(tag).to_lowercase()).collect();
        kept.retain(|tag| !tag.is_empty());
        kept.sort();
        kept.dedup();
        if kept.len() > MOST_TAGS || kept.iter().any(|tag| tag.chars().count() > 30) {
            fields.insert("tags".to_owned(), "Give up to ten tags of up to 30 characters.".to_owned());
        }
        said.tags = serde_json::to_string(&kept).unwrap_or_else(|_| "[]".to_owned());
    }
    if let Some(word) = &input.licence {
        match Licence::parse(word) {
            Some(licence) => licence.as_str().clone_into(&mut said.licence),
            None => {
                fields.insert("licence".to_owned(), "Choose standard, limited or exclusive.".to_owned());
            }
        }
    }
    if let Some(words) = &input.gallery {
        let mut views: Vec<View> = Vec::new();
        for view in words.iter().filter_map(|word| View::parse(word)) {
            if !views.contains(&view) {
                views.push(view);
            }
        }
        if views.is_empty() || words.iter().any(|word| View::parse(word).is_none()) {
            let what = "Choose at least one of desktop, tablet and mobile.";
            fields.insert("gallery".to_owned(), what.to_owned());
        }
        said.gallery = gallery_text(&views);
    }
    if input.stock.is_some() {
        said.stock = input.stock;
    }
    match Licence::parse(&said.licence).unwrap_or_default() {
        Licence::Standard => said.stock = None,
        Licence::Exclusive => said.stock = Some(1),
        Licence::Limited if !said.stock.is_some_and(|stock| (1..=1_000_000).contains(&stock)) => {
            fields.insert("stock".to_owned(), "Say how many may be sold, at least one.".to_owned());
        }
        Licence::Limited => {}
    }
    if fields.is_empty() { Ok(said) } else { Err(Problem::fields(fields)) }
}
