//! Made-up listings with what is said about them.

use super::Plan;
use super::chance::{Chance, DAY};
use super::designs::{Designs, Said};
use super::people::Person;
use super::rows::{Progress, Rows};
use super::words::{self, BRANDS, COMMON_TAGS, TAGS};
use crate::context::Services;
use crate::error::Result;
use landinghub::account::Locale;
use landinghub::market::{CATEGORIES, Currency, ListingChange, ListingStatus};
use landinghub::page::Slug;
use landinghub::text;
use landinghub_store::seeding::Table;
use serde_json::json;
use std::collections::HashSet;

/// A listing that is planned.
pub(super) struct Good {
    pub(super) id: String,
    pub(super) revision: String,
    /// Among the people.
    pub(super) seller: usize,
    pub(super) title: String,
    pub(super) price: i64,
    pub(super) currency: Currency,
    pub(super) licence: &'static str,
    pub(super) stock: Option<i64>,
    pub(super) status: ListingStatus,
    pub(super) approved_at: i64,
    pub(super) locale: Locale,
    brand: &'static str,
    category: usize,
    /// What orders and reviews make of it.
    pub(super) sold: i64,
    pub(super) reserved: i64,
    pub(super) rating_sum: i64,
    pub(super) rating_count: i64,
}

/// Prices people ask, in minor units.
const VND: &[i64] = &[
    0, 49_000, 79_000, 99_000, 129_000, 149_000, 199_000, 249_000, 299_000, 349_000, 499_000, 690_000,
    990_000, 1_490_000,
];
const THB: &[i64] = &[0, 9_900, 14_900, 19_900, 29_000, 39_000, 49_000, 69_000, 99_000, 149_000, 199_000];
const USD: &[i64] = &[0, 500, 900, 1_200, 1_500, 1_900, 2_400, 2_900, 3_900, 4_900, 7_900];

/// Plans listings of the people who sell.
pub(super) fn plan(chance: &Chance, plan: &Plan, sellers: usize, now: i64, people: &[Person]) -> Vec<Good> {
    let count = usize::try_from(plan.listings).unwrap_or_default();
    let good = |n: usize| {
        // Every seller has one before the second round begins.
        let seller = if n < sellers { n } else { chance.below(chance.below(sellers) + 1) };
        let home = people.get(seller).map_or(Locale::En, |person| person.locale);
        let locale = if chance.in_hundred(85) { home } else { Locale::En };
        let currency = match (locale, chance.below(10)) {
            (Locale::Vi, 0..=8) => Currency::Vnd,
            (Locale::Th, 0..=8) => Currency::Thb,
            _ => Currency::Usd,
        };
        let prices = match currency {
            Currency::Vnd => VND,
            Currency::Thb => THB,
            Currency::Usd => USD,
        };
        let category = chance.below(CATEGORIES.len());
        let said = words::of(locale);
        let brand = chance.word(BRANDS);
        let what = said.what.get(category).copied().unwrap_or_default();
        let title = chance
            .word(said.titles)
            .replace("{brand}", brand)
            .replace("{style}", chance.word(said.styles))
            .replace("{what}", what);
        let (licence, stock) = match chance.below(50) {
            0 => ("exclusive", Some(1)),
            1..=4 => ("limited", Some(chance.between(20, 200))),
            _ => ("standard", None),
        };
        // A demonstration shows every state.
        let status = match if plan.demo { n % 12 } else { chance.below(100) } {
            2 => ListingStatus::Pending,
            3 => ListingStatus::Draft,
            4 => ListingStatus::Withdrawn,
            5 => ListingStatus::Rejected,
            6 if plan.demo => ListingStatus::Suspended,
            _ => ListingStatus::Approved,
        };
        Good {
            id: chance.id(),
            revision: chance.id(),
            seller,
            title: capital(&title),
            price: chance.one(prices).unwrap_or_default(),
            currency,
            licence,
            stock,
            status,
            approved_at: chance.past(now, 180) - DAY,
            locale,
            brand,
            category,
            sold: 0,
            reserved: 0,
            rating_sum: 0,
            rating_count: 0,
        }
    };
    (0..count).map(good).collect()
}

/// Titles begin with a capital letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Writes listings with their pages, revisions and likes.
pub(super) async fn write(
    services: &Services,
    chance: &Chance,
    designs: &Designs,
    goods: &[Good],
    people: &[Person],
    demo: bool,
    tell: &(dyn Fn(&str) + Send + Sync),
) -> Result<()> {
    let mut rows = Rows::new(services);
    let mut progress = Progress::new(tell, "listings", goods.len());
    for (n, good) in goods.iter().enumerate() {
        let Some(seller) = people.get(good.seller) else { continue };
        let said = words::of(good.locale);
        let made = good.approved_at - chance.between(1, 10) * DAY;
        let description = format!("{}\n\n{}", chance.text(said.sentences, 3), chance.text(said.sentences, 2));
        let what = said.what.get(good.category).copied().unwrap_or_default();
        let headline = chance.word(said.headlines).replace("{brand}", good.brand).replace("{what}", what);
        let about = chance.text(said.sentences, 1);
        let page = chance.id();
        let document = designs.document(
            chance,
            good.locale,
            &Said { title: &good.title, headline: &headline, brand: good.brand, about: &about },
        );
        page_rows(&mut rows, chance, &page, &seller.id, &good.title, ("create", made, demo));
        let mut tags: Vec<&str> = TAGS.get(good.category).map(|tags| tags.to_vec()).unwrap_or_default();
        while tags.len() > 2 {
            tags.swap_remove(chance.below(tags.len()));
        }
        tags.extend([chance.word(COMMON_TAGS), chance.word(COMMON_TAGS)]);
        tags.sort_unstable();
        tags.dedup();
        let tags = json!(tags).to_string();
        let category = CATEGORIES.get(good.category).map_or("other", |(id, _)| id);
        let pinned = good.status != ListingStatus::Draft;
        let live = matches!(
            good.status,
            ListingStatus::Approved | ListingStatus::Withdrawn | ListingStatus::Suspended
        );
        let reason = match good.status {
            ListingStatus::Rejected => Some("The pictures belong to somebody else. Please use your own."),
            ListingStatus::Suspended => Some("A copyright holder has complained."),
            _ => None,
        };
        let gallery = r#"["desktop","tablet","mobile"]"#;
        let likes = likes(&mut rows, chance, good, people);
        let views = live.then(|| good.sold * chance.between(12, 40) + likes * 3 + chance.between(5, 400));
        rows.add(
            Table::Listings,
            json!({
                "id": good.id, "seller_id": seller.id, "page_id": page, "status": good.status.as_str(),
                "change": ListingChange::None.as_str(), "title": good.title, "description": description,
                "price": good.price, "currency": good.currency.code(), "category": category, "tags": tags,
                "licence": good.licence, "stock": good.stock, "rejection_reason": reason,
                "live_revision_id": live.then_some(&good.revision),
                "pending_revision_id": (good.status == ListingStatus::Pending).then_some(&good.revision),
                "stock_limit": good.stock.filter(|_| live), "sold": good.sold, "reserved": good.reserved,
                "views": views.unwrap_or_default(), "likes": likes, "rating_sum": good.rating_sum,
                "rating_count": good.rating_count, "created_at": made, "updated_at": good.approved_at,
                "submitted_at": pinned.then_some(good.approved_at - DAY), "approved_at": live.then_some(good.approved_at),
                "gallery": gallery,
            }),
        );
        if pinned {
            rows.weigh(document.len());
            rows.add(
                Table::Revisions,
                json!({
                    "id": good.revision, "listing_id": good.id, "number": 1, "page_revision": 1, "title": good.title,
                    "description": description, "price": good.price, "currency": good.currency.code(),
                    "category": category, "tags": tags, "licence": good.licence, "stock": good.stock,
                    "language": said.lang, "created_at": good.approved_at - DAY, "document": document,
                    // A browser would draw for days; pictures are drawn from the documents meanwhile.
                    "gallery": gallery, "draw_tried": !demo && n % 200 != 0,
                }),
            );
        }
        rows.document(&page, &document);
        rows.spill().await?;
        progress.at(n);
    }
    rows.flush().await?;
    progress.end();
    Ok(())
}

/// Who likes it; answers how many.
fn likes(rows: &mut Rows<'_>, chance: &Chance, good: &Good, people: &[Person]) -> i64 {
    if good.status != ListingStatus::Approved {
        return 0;
    }
    let most = usize::try_from(good.sold).unwrap_or_default() + 4;
    let mut who: HashSet<usize> = HashSet::new();
    for _ in 0..chance.below(most) {
        who.insert(chance.below(people.len()));
    }
    who.remove(&good.seller);
    let mut who: Vec<usize> = who.into_iter().collect();
    who.sort_unstable();
    let likes = who.iter().filter_map(|place| people.get(*place));
    let mut count = 0;
    for person in likes {
        count += 1;
        let at = good.approved_at + chance.between(1, 86_400_000_000);
        rows.add(
            Table::Likes,
            json!({"listing_id": good.id, "user_id": person.id, "created_at": at.max(person.since)}),
        );
    }
    count
}

/// A page, without its document, and the first line of its history.
pub(super) fn page_rows(
    rows: &mut Rows<'_>,
    chance: &Chance,
    id: &str,
    owner: &str,
    title: &str,
    (summary, at, drawn): (&str, i64, bool),
) {
    let suffix: String = chance.id().chars().take(12).collect();
    rows.add(
        Table::Pages,
        json!({
            "id": id, "owner_id": owner, "title": title, "title_folded": text::fold(title),
            "slug": Slug::from_title(title, &suffix).as_str(), "status": "draft", "revision": 1, "meta": "{}",
            "views": 0, "created_at": at, "updated_at": at,
            // Of many pages no pictures are drawn: it would take days.
            "thumbnail_tried": i64::from(!drawn),
        }),
    );
    rows.add(
        Table::Operations,
        json!({
            "page_id": id, "revision": 1, "client": "server", "seq": 1, "ops": "[]", "inverse": "[]",
            "author_id": owner, "summary": summary, "created_at": at,
        }),
    );
}
