//! Made-up orders: with their attempts, their timelines, what was delivered, and the ledger, as the machines would have
//! left them.

use super::chance::{Chance, DAY, MINUTE};
use super::goods::{Good, page_rows};
use super::people::Person;
use super::rows::{Progress, Rows};
use super::words;
use crate::context::Services;
use crate::error::Result;
use landinghub::market::{
    Account, AttemptStatus, Currency, FEE_BPS, ListingStatus, Method, OrderStatus, Posting, SoldItem, fee,
    share,
};
use landinghub::text;
use landinghub_store::seeding::Table;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};

/// How long revenue is held.
const HOLD: i64 = 7 * DAY;
/// How long an order waits for its money.
const WAITS: i64 = 15 * MINUTE;
/// Tries to find somebody who can buy something.
const TRIES: usize = 50;

/// An order that is planned.
pub(super) struct Order {
    id: String,
    buyer: usize,
    /// Among the goods; of one currency.
    items: Vec<usize>,
    status: OrderStatus,
    at: i64,
    /// Stars, by item.
    stars: Vec<Option<u8>>,
}

impl Order {
    fn is_paid(&self) -> bool {
        !matches!(self.status, OrderStatus::Pending | OrderStatus::Expired | OrderStatus::Cancelled)
    }

    /// Whether the buyer has what they bought.
    fn is_kept(&self) -> bool {
        self.status.is_settled()
    }
}

/// Plans orders, and counts on the goods what they make of them.
pub(super) fn plan(
    chance: &Chance,
    count: usize,
    (goods, people): (&mut [Good], &[Person]),
    now: i64,
    demo: bool,
) -> Vec<Order> {
    let mut shelf: Vec<usize> = (0..goods.len())
        .filter(|n| goods.get(*n).is_some_and(|good| good.status == ListingStatus::Approved))
        .collect();
    // What sells well isn't what was made first.
    for n in (1..shelf.len()).rev() {
        shelf.swap(n, chance.below(n + 1));
    }
    let mut has: HashSet<(usize, usize)> = HashSet::new();
    let mut orders = Vec::with_capacity(count);
    if shelf.is_empty() || people.len() < 2 {
        return orders;
    }
    for n in 0..count {
        let mut items: Vec<usize> = Vec::new();
        let wanted = if chance.in_hundred(12) { 2 + chance.below(2) } else { 1 };
        let mut buyer = 0;
        for _ in 0..TRIES {
            if items.is_empty() {
                buyer = chance.below(people.len());
            }
            let Some(place) = shelf.get(chance.popular(shelf.len())).copied() else { break };
            let Some(good) = goods.get(place) else { break };
            let fits = items.first().and_then(|first| goods.get(*first)).is_none_or(|first| {
                first.currency == good.currency && (first.price == 0) == (good.price == 0)
            });
            let room = good.stock.is_none_or(|stock| good.sold + good.reserved < stock);
            if fits
                && room
                && good.seller != buyer
                && !items.contains(&place)
                && !has.contains(&(buyer, place))
            {
                items.push(place);
            }
            if items.len() == wanted {
                break;
            }
        }
        let Some(first) = items.first().and_then(|first| goods.get(*first)) else { continue };
        let free = first.price == 0;
        let since = items
            .iter()
            .filter_map(|place| goods.get(*place))
            .map(|good| good.approved_at)
            .chain(people.get(buyer).map(|person| person.since))
            .max()
            .unwrap_or(now);
        let span = usize::try_from((now - since) / MINUTE).unwrap_or_default();
        let at = since + i64::try_from(chance.below(span)).unwrap_or_default() * MINUTE;
        let status = match if demo { n % 14 } else { 100 + chance.below(200) } {
            _ if free => OrderStatus::Delivered,
            1 | 100..=107 => OrderStatus::Expired,
            2 | 108..=113 => OrderStatus::Cancelled,
            3 | 114..=117 => OrderStatus::Refunded,
            4 | 118..=119 => OrderStatus::PartiallyRefunded,
            5 => OrderStatus::Pending,
            6 | 120 => OrderStatus::ChargedBack,
            _ => OrderStatus::Delivered,
        };
        let at = match status {
            OrderStatus::Pending => now - MINUTE,
            // Time enough for what happened to it.
            OrderStatus::Refunded | OrderStatus::PartiallyRefunded | OrderStatus::ChargedBack => {
                at.min(now - 2 * DAY).max(since)
            }
            _ => at,
        };
        let mut order = Order { id: chance.id(), buyer, items, status, at, stars: Vec::new() };
        for place in &order.items {
            let Some(good) = goods.get_mut(*place) else { continue };
            let mut stars = None;
            if order.status == OrderStatus::Pending {
                good.reserved += 1;
                has.insert((buyer, *place));
            } else if order.is_kept() {
                good.sold += 1;
                has.insert((buyer, *place));
                if chance.in_hundred(35) && now - order.at > DAY {
                    let given: u8 = match chance.below(20) {
                        0 => 1,
                        1 => 2,
                        2..=3 => 3,
                        4..=9 => 4,
                        _ => 5,
                    };
                    good.rating_sum += i64::from(given);
                    good.rating_count += 1;
                    stars = Some(given);
                }
            }
            order.stars.push(stars);
        }
        orders.push(order);
    }
    orders.sort_by_key(|order| order.at);
    orders
}

/// How many pages buyers get.
pub(super) fn copies(orders: &[Order]) -> usize {
    orders.iter().filter(|order| order.is_paid()).map(|order| order.items.len()).sum()
}

/// What is written down of orders, one after the other.
struct Book<'a> {
    rows: Rows<'a>,
    chance: &'a Chance,
    now: i64,
    /// What sellers can be paid out, by seller and currency.
    available: BTreeMap<(usize, Currency), i64>,
    told: usize,
}

/// Writes orders, and the payouts of what they brought.
pub(super) async fn write(
    services: &Services,
    chance: &Chance,
    orders: &[Order],
    (goods, people): (&[Good], &[Person]),
    tell: &(dyn Fn(&str) + Send + Sync),
) -> Result<()> {
    let now = services.now().0;
    let mut book = Book { rows: Rows::new(services), chance, now, available: BTreeMap::new(), told: 0 };
    let mut progress = Progress::new(tell, "orders", orders.len());
    for (n, order) in orders.iter().enumerate() {
        book.order(order, goods, people);
        book.rows.spill().await?;
        progress.at(n);
    }
    book.payouts(people);
    book.rows.flush().await?;
    progress.end();
    Ok(())
}

impl Book<'_> {
    fn order(&mut self, order: &Order, goods: &[Good], people: &[Person]) {
        let chance = self.chance;
        let items: Vec<&Good> = order.items.iter().filter_map(|place| goods.get(*place)).collect();
        let (Some(first), Some(buyer)) = (items.first(), people.get(order.buyer)) else { return };
        let currency = first.currency;
        let total: i64 = items.iter().map(|good| good.price).sum();
        let paid = order.is_paid();
        let free = total == 0;
        let method = method(chance, currency, self.now - order.at);
        let waited = if free { 0 } else { chance.between(20, 600) * 1_000_000 };
        let paid_at = (order.at + waited).min(self.now);
        let attempt = chance.id();
        let back_at = (paid_at + chance.between(1, 5) * DAY).min(self.now);
        let back = match order.status {
            OrderStatus::Refunded | OrderStatus::ChargedBack => total,
            OrderStatus::PartiallyRefunded => (total / 2).max(1),
            _ => 0,
        };
        let transaction = (paid && !free).then(|| chance.id().to_uppercase());
        self.rows.add(
            Table::Orders,
            json!({
                "id": order.id, "buyer_id": buyer.id, "status": order.status.as_str(), "currency": currency.code(),
                "total": total, "refunded": back, "dispute_over": 0, "payment_method": (!free).then_some(method.as_str()),
                "paid_attempt_id": (paid && !free).then_some(&attempt), "transaction_id": transaction,
                "created_at": order.at, "expires_at": order.at + WAITS, "paid_at": paid.then_some(paid_at),
                "delivered_at": paid.then_some(paid_at), "refund_asked_at": null, "refund_reason": null, "attention": null,
            }),
        );
        self.told = 0;
        self.tell(order, None, (order.at, "created", "The order was placed."), Some((total, currency)));
        if !free {
            self.attempt(order, &attempt, method, (total, currency), (paid_at, transaction.as_deref()));
        }
        let mut left = back;
        for ((n, good), stars) in (0_i64..).zip(&items).zip(&order.stars) {
            let part = left.min(good.price);
            left -= part;
            self.item(order, (n, good), (part, paid_at, back_at), people, *stars);
        }
        if paid {
            let by = (!free).then_some(attempt.as_str());
            self.tell(order, by, (paid_at, "paid", "The order is paid."), Some((total, currency)));
            self.tell(order, None, (paid_at, "delivered", "The copies and licences are the buyer's."), None);
        }
        match order.status {
            OrderStatus::Expired => {
                self.tell(order, None, (order.at + WAITS, "expired", "The order wasn't paid in time."), None);
            }
            OrderStatus::Cancelled => {
                self.tell(order, None, (paid_at, "cancelled", "The buyer called the order off."), None);
            }
            OrderStatus::ChargedBack => {
                let text = "The buyer's bank took the money back.";
                self.tell(order, Some(&attempt), (back_at, "charged_back", text), Some((back, currency)));
            }
            OrderStatus::Refunded | OrderStatus::PartiallyRefunded => {
                let reason = chance.word(words::of(buyer.locale).reasons);
                self.rows.add(
                    Table::Refunds,
                    json!({
                        "id": chance.id(), "order_id": order.id, "attempt_id": attempt, "kind": "refund", "amount": back,
                        "currency": currency.code(), "status": "done", "reason": reason, "created_at": back_at,
                        "done_at": back_at,
                    }),
                );
                let text = "Money goes back to the buyer.";
                self.tell(order, Some(&attempt), (back_at, "refunded", text), Some((back, currency)));
            }
            _ => {}
        }
    }

    fn attempt(
        &mut self,
        order: &Order,
        id: &str,
        method: Method,
        (total, currency): (i64, Currency),
        (paid_at, transaction): (i64, Option<&str>),
    ) {
        let status = match order.status {
            OrderStatus::Pending => AttemptStatus::Redirected,
            OrderStatus::Expired | OrderStatus::Cancelled => AttemptStatus::Expired,
            _ => AttemptStatus::Succeeded,
        };
        let updated = if order.is_paid() { paid_at } else { order.at };
        self.rows.add(
            Table::Attempts,
            json!({
                "id": id, "order_id": order.id, "provider": method.as_str(), "account": "sandbox", "reference": id,
                "status": status.as_str(), "amount": total, "currency": currency.code(), "transaction_id": transaction,
                "created_at": order.at, "updated_at": updated, "expires_at": order.at + WAITS, "asked_at": 0,
            }),
        );
    }

    fn item(
        &mut self,
        order: &Order,
        (n, good): (i64, &Good),
        (back, paid_at, back_at): (i64, i64, i64),
        people: &[Person],
        stars: Option<u8>,
    ) {
        let chance = self.chance;
        let (Some(buyer), Some(seller)) = (people.get(order.buyer), people.get(good.seller)) else { return };
        let (id, fee) = (chance.id(), fee(good.price, FEE_BPS));
        let stock = match order.status {
            OrderStatus::Pending => "held",
            _ if order.is_kept() => "sold",
            _ => "free",
        };
        let paid = order.is_paid();
        let release_at = paid_at + HOLD;
        // What went back whole was never the seller's.
        let released = order.is_kept() && release_at <= self.now;
        self.rows.add(
            Table::Items,
            json!({
                "id": id, "order_id": order.id, "n": n, "listing_id": good.id, "revision_id": good.revision,
                "seller_id": seller.id, "title": good.title, "title_folded": text::fold(&good.title), "price": good.price,
                "fee": fee, "fee_bps": FEE_BPS, "licence": good.licence, "refunded": back, "stock": stock,
                "release_at": paid.then_some(release_at), "released_at": released.then_some(release_at),
                "created_at": order.at,
            }),
        );
        if !paid {
            return;
        }
        let page = chance.id();
        page_rows(&mut self.rows, chance, &page, &buyer.id, &good.title, ("purchase", paid_at, false));
        self.rows.copy(&page, &good.revision);
        let key = chance.id().to_uppercase();
        let key: Vec<&str> = [0, 5, 10, 15].iter().filter_map(|from| key.get(*from..from + 5)).collect();
        self.rows.add(
            Table::Entitlements,
            json!({
                "id": chance.id(), "buyer_id": buyer.id, "listing_id": good.id, "order_id": order.id, "item_id": id,
                "revision_id": good.revision, "page_id": page, "licence_key": format!("LH-{}", key.join("-")),
                "created_at": paid_at, "ended_at": (!order.is_kept()).then_some(back_at),
            }),
        );
        let mut sold = SoldItem {
            id,
            seller: seller.id.clone(),
            currency: good.currency,
            price: good.price,
            fee,
            refunded: 0,
            released: false,
        };
        self.post(Posting::sale(&sold), Some(&order.id), paid_at);
        if back > 0 {
            let posting = if order.status == OrderStatus::ChargedBack {
                Posting::chargeback(&sold, sold.price)
            } else {
                Posting::refund(&sold, back, &order.id)
            };
            self.post(posting, Some(&order.id), back_at);
            sold.refunded = back;
        }
        if released {
            self.post(Posting::release(&sold), Some(&order.id), release_at);
            let revenue = (good.price - fee) - (back - share(fee, back, good.price));
            *self.available.entry((good.seller, good.currency)).or_default() += revenue;
        }
        if let Some(stars) = stars {
            let said = words::of(buyer.locale);
            let comments = said.comments.get(usize::from(stars) - 1).copied().unwrap_or_default();
            let reply = chance.in_hundred(30).then(|| chance.word(words::of(good.locale).replies));
            let at = (paid_at + chance.between(60, 5 * 1440) * MINUTE).min(self.now);
            self.rows.add(
                Table::Reviews,
                json!({
                    "id": chance.id(), "listing_id": good.id, "user_id": buyer.id, "rating": stars,
                    "comment": chance.word(comments), "reply": reply, "created_at": at,
                }),
            );
        }
    }

    /// Sellers who have something were paid most of it.
    fn payouts(&mut self, people: &[Person]) {
        let chance = self.chance;
        for ((seller, currency), amount) in std::mem::take(&mut self.available) {
            let Some(seller) = people.get(seller).filter(|_| amount > 0 && chance.in_hundred(60)) else {
                continue;
            };
            let (id, sum, at) =
                (chance.id(), (amount * 4 / 5).max(1), self.now - chance.between(1, 3 * 1440) * MINUTE);
            let waits = chance.in_hundred(15);
            self.rows.add(
                Table::Payouts,
                json!({
                    "id": id, "seller_id": seller.id, "amount": sum, "currency": currency.code(),
                    "status": if waits { "requested" } else { "paid" }, "created_at": at, "updated_at": at,
                }),
            );
            self.post(Posting::payout(&id, &seller.id, sum, currency), None, at);
            if !waits {
                self.post(Posting::payout_settled(&id, sum, currency), None, at);
            }
        }
    }

    fn post(&mut self, posting: Option<Posting>, order: Option<&str>, at: i64) {
        let Some(posting) = posting else { return };
        let currency = posting.currency.code();
        self.rows.add(
            Table::Postings,
            json!({
                "key": posting.key, "kind": posting.kind.as_str(), "currency": currency, "order_id": order, "at": at,
            }),
        );
        for (n, entry) in (0_i64..).zip(&posting.entries) {
            self.rows.add(
                Table::Entries,
                json!({
                    "posting_key": posting.key, "n": n, "account": Account::as_str(entry.account), "owner_id": entry.owner,
                    "amount": entry.amount, "currency": currency, "at": at,
                }),
            );
        }
    }

    fn tell(
        &mut self,
        order: &Order,
        attempt: Option<&str>,
        (at, kind, text): (i64, &str, &str),
        amount: Option<(i64, Currency)>,
    ) {
        self.told += 1;
        self.rows.add(
            Table::Events,
            json!({
                "id": format!("{}{:06}", order.id, self.told), "order_id": order.id, "attempt_id": attempt, "at": at,
                "kind": kind, "text": text, "amount": amount.map(|(amount, _)| amount),
                "currency": amount.map(|(_, currency)| currency.code()),
            }),
        );
    }
}

/// Recent orders went through the sandbox, so that their refunds work here; older ones through what their currency has.
fn method(chance: &Chance, currency: Currency, age: i64) -> Method {
    if age < 30 * DAY || chance.in_hundred(20) {
        return Method::Sandbox;
    }
    match currency {
        Currency::Vnd if chance.in_hundred(50) => Method::Vnpay,
        Currency::Vnd => Method::Momo,
        Currency::Thb => Method::Omise,
        Currency::Usd => Method::Stripe,
    }
}
