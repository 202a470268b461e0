//! Selling and buying: sellers, listings and their moderation, finding, carts, orders and their money.
//!
//! The machines of [`landinghub::market`] say what may follow what; here each event is one transaction.

mod balances;
mod cards;
mod cart;
mod documents;
mod invoice;
mod likes;
mod listings;
mod moderation;
mod news;
pub mod orders;
pub(crate) mod previews;
mod reviewing;
mod reviews;
pub mod search;
mod sellers;
mod trials;
mod updates;

pub use balances::{
    approve_payout, balance, fail_payout, payouts, request_payout, return_payout, statement, waiting_payouts,
};
pub use cards::Card;
pub use cart::{add as add_to_cart, cart, remove as remove_from_cart};
pub use documents::download;
pub use invoice::{Paper, invoice, invoice_pdf};
pub use likes::{like, liked, unlike};
pub use listings::{create, forget_viewers, get, headline, mine, others, recall, submit, update, withdraw};
pub(crate) use moderation::apply as apply_event;
pub use moderation::{all, approve, queue, reject, suspend};
pub use news::News;
pub(crate) use news::tell;
pub use previews::{preview, previewed};
pub use reviews::{post as post_review, reply as reply_to_review, reviews};
pub use sellers::{application_of, applications, apply, decide, store_headline, storefront};
pub use trials::{purge_trials, trial_of, try_out};
pub use updates::{take_update, update_of};

use crate::context::{Caller, Services};
use crate::cursor::Slice;
use crate::error::{Failure, Result};
use crate::pages::count;
use crate::{takedowns, thumbnails};
use landinghub::api::market::{Listing, ListingDraft, Person, Picture};
use landinghub::market::{Currency, Licence, ListingChange, ListingStatus, Money, View};
use landinghub::{Problem, Timestamp, text};
use landinghub_store::market::listings::ListingRow;

/// Longest free text, in characters.
const LONGEST_TEXT: usize = 5000;

/// A stored amount.
pub(crate) fn money(amount: i64, currency: &str) -> Result<Money> {
    let currency = Currency::parse(currency)
        .ok_or_else(|| Failure::Internal(format!("{currency} is no currency of ours")))?;
    Ok(Money::new(amount, currency))
}

/// A stored licence; the schema allows no other word.
pub(crate) fn licence(word: &str) -> Licence {
    Licence::parse(word).unwrap_or_default()
}

/// Text of several lines as it is kept: without control characters, at most `most` characters.
pub(crate) fn lines(field: &str, given: &str, most: usize) -> Result<String, Problem> {
    let kept: String =
        given.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    let kept = kept.trim();
    if kept.chars().count() > most {
        return Err(Problem::field(field, format!("Keep it to {most} characters.")));
    }
    Ok(kept.to_owned())
}

/// The same, and there must be some.
pub(crate) fn some_lines(field: &str, given: &str, most: usize) -> Result<String, Problem> {
    let kept = lines(field, given, most)?;
    if kept.is_empty() { Err(Problem::field(field, "This is required.")) } else { Ok(kept) }
}

/// One line of 1 to `most` characters.
pub(crate) fn line(field: &str, given: &str, most: usize) -> Result<String, Problem> {
    let kept = text::single_line(given);
    if (1..=most).contains(&kept.chars().count()) {
        Ok(kept)
    } else {
        Err(Problem::field(field, format!("Enter 1 to {most} characters.")))
    }
}

/// Rows to ask the store for: one more than is shown tells whether there are more.
fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(100) + 1
}

/// Where a list by moment, the latest first, goes on.
fn after(slice: &Slice) -> Result<(i64, String)> {
    slice.after_moment()
}

/// Who asks, or nobody.
fn viewer(caller: &Caller) -> &str {
    caller.actor.as_ref().map_or("", |actor| actor.user_id.as_str())
}

/// The mean of so many stars.
fn rating(sum: i64, reviews: i64) -> Option<f64> {
    (reviews > 0).then(|| {
        // Two decimals are enough for stars; hundredths of them fit a float exactly.
        let hundredths = sum.saturating_mul(100) / reviews;
        f64::from(i32::try_from(hundredths).unwrap_or_default()) / 100.0
    })
}

/// Stored views; never none.
fn views(json: &str) -> Vec<View> {
    serde_json::from_str(json)
        .ok()
        .filter(|views: &Vec<View>| !views.is_empty())
        .unwrap_or_else(|| View::ALL.to_vec())
}

fn tags(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A listing as `caller` may see it: what is for sale; for its seller and admins also what isn't yet.
fn to_api(services: &Services, caller: &Caller, row: ListingRow) -> Result<Listing> {
    let state = row.state()?;
    let insider = caller.actor.as_ref().is_some_and(|actor| {
        actor.user_id == row.seller_id || actor.role == landinghub::account::Role::Admin
    });
    let draft = ListingDraft {
        title: row.title.clone(),
        description: row.description.clone(),
        price: money(row.price, &row.currency)?,
        category: row.category.clone(),
        tags: tags(&row.tags),
        licence: licence(&row.licence),
        stock: row.stock.map(count),
        gallery: views(&row.gallery),
    };
    let live = match (&row.live_title, row.live_price) {
        (Some(title), Some(price)) if state.status == ListingStatus::Approved => Some(ListingDraft {
            title: title.clone(),
            description: row.live_description.clone().unwrap_or_default(),
            price: money(price, row.live_currency.as_deref().unwrap_or_default())?,
            category: row.live_category.clone().unwrap_or_default(),
            tags: tags(row.live_tags.as_deref().unwrap_or_default()),
            licence: licence(row.live_licence.as_deref().unwrap_or_default()),
            stock: row.stock_limit.map(count),
            gallery: views(row.live_gallery.as_deref().unwrap_or_default()),
        }),
        _ => None,
    };
    // What is reviewed is what its seller and admins want to see of what isn't for sale yet.
    let pictured = match (&row.live_revision_id, &row.pending_revision_id) {
        (Some(live), _) if state.status == ListingStatus::Approved || !insider => {
            Some((live, row.live_drawn_at))
        }
        (_, Some(pending)) if insider => Some((pending, row.pending_drawn_at)),
        (Some(live), _) => Some((live, row.live_drawn_at)),
        _ => None,
    };
    let shown = live.unwrap_or_else(|| draft.clone());
    let gallery: Vec<Picture> = pictured
        .map(|(revision, drawn_at)| {
            shown
                .gallery
                .iter()
                .map(|view| thumbnails::of_listing(services, revision, drawn_at.is_some(), *view))
                .collect()
        })
        .unwrap_or_default();
    let of_page = || row.thumbnail.and_then(|revision| thumbnails::of(services, &row.page_id, revision));
    let rating = rating(row.rating_sum, row.rating_count);
    Ok(Listing {
        page_id: row.page_id.clone(),
        seller: Person { id: row.seller_id, name: row.seller_name },
        language: row.live_language.unwrap_or_default(),
        status: state.status,
        rating,
        rating_count: count(row.rating_count),
        views: count(row.views),
        likes: count(row.likes),
        liked: row.liked != 0,
        sold_count: count(row.sold),
        thumbnail_url: gallery.first().map(|picture| picture.url.clone()).or_else(of_page),
        gallery,
        checks: Vec::new(),
        created_at: Timestamp(row.created_at),
        rejection_reason: row.rejection_reason.filter(|_| insider),
        change: (insider && state.change != ListingChange::None).then_some(state.change),
        draft: (insider && draft != shown).then_some(draft),
        owned_by_order: row.owned_order,
        id: row.id,
        title: shown.title,
        description: shown.description,
        price: shown.price,
        category: shown.category,
        tags: shown.tags,
        licence: shown.licence,
        stock: shown.stock,
    })
}
