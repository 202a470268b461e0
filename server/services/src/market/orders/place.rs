//! Placing an order: what is free is delivered at once, the rest waits for its money with its stock held.

use super::desk::{Desk, committed};
use super::pay::{self, Means};
use super::to_api;
use crate::context::{Caller, Services};
use crate::cursor::is_id;
use crate::error::{Failure, Result};
use crate::events::Told;
use crate::idempotency::Mark;
use landinghub::api::market::{NewOrder, Placed};
use landinghub::market::{Currency, FEE_BPS, Method, Money, OrderEvent, fee};
use landinghub::{Code, Id, Problem};
use landinghub_store::Conn;
use landinghub_store::market::orders as store;
use landinghub_store::market::{cart, entitlements, listings, sellers};

/// What is ordered.
enum What {
    /// This listing.
    One(String),
    /// What is in the cart, in one currency where one is named.
    Cart(Option<Currency>),
}

/// What the first transaction came to.
enum Begun {
    /// There is nothing to pay.
    Free(Box<Placed>),
    /// This order waits for its money.
    Waiting(String),
}

/// Places an order of one listing or of the cart. An order of the same that waits already comes back instead.
pub async fn place(services: &Services, caller: &Caller, input: NewOrder) -> Result<Placed> {
    let buyer = caller.actor()?.user_id.clone();
    let one = match (input.listing_id.as_deref().filter(|id| !id.is_empty()), input.cart) {
        (Some(id), false) if is_id(id) => Some(id.to_owned()),
        (Some(_), false) => return Err(Problem::not_found().into()),
        (None, true) => None,
        _ => return Err(Problem::field("listing_id", "Order one listing or the cart.").into()),
    };
    let only = match input.currency.as_deref().filter(|code| input.cart && !code.is_empty()) {
        Some(code) => {
            let known = Currency::parse(code);
            Some(known.ok_or_else(|| Problem::field("currency", "Choose VND, THB or USD."))?)
        }
        None => None,
    };
    // What is free needs no method.
    let means = if input.payment_method.is_empty() {
        None
    } else {
        Some(Means::read(&input.payment_method, input.source_type, input.payment_token)?)
    };
    let (parts, mark) = (services.clone(), Mark::present());
    let (buying, chosen) = (buyer.clone(), means.as_ref().map(|means| means.method));
    let what = one.map_or(What::Cart(only), What::One);
    let (begun, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move { begin(&parts, &mut tx, &buying, what, chosen, &mark).await })
        })
        .await?;
    committed(services, told);
    match begun {
        Begun::Free(placed) => Ok(*placed),
        Begun::Waiting(order) => {
            let means = means.ok_or_else(no_method)?;
            pay::with(services, caller, &order, means, pay::Anew::No).await
        }
    }
}

/// What of a cart is for sale and priced in the currency asked for; the rest stays in it.
async fn in_cart(tx: &mut Conn<'_>, buyer: &str, only: Option<Currency>) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for (id, _) in cart::list(tx, buyer).await? {
        let row = listings::find(tx, buyer, &id).await?.filter(|row| row.status == "approved");
        let fits = |code: Option<&str>| only.is_none_or(|only| code == Some(only.code()));
        if row.is_some_and(|row| fits(row.live_currency.as_deref())) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn no_method() -> Problem {
    let detail = "Say how you pay: sandbox, vnpay, momo, stripe or omise.";
    Problem { code: Code::MethodNotAvailable, ..Problem::field("payment_method", detail) }
}

async fn begin(
    services: &Services,
    tx: &mut Conn<'_>,
    buyer: &str,
    what: What,
    method: Option<Method>,
    mark: &Mark,
) -> Result<(Begun, Vec<Told>)> {
    // One order of a buyer at a time: two presses of a button make one order.
    sellers::lock(tx, buyer).await?;
    let mut ids = match what {
        What::One(id) => vec![id],
        What::Cart(only) => in_cart(tx, buyer, only).await?,
    };
    if ids.is_empty() {
        return Err(Problem::new(Code::Conflict, "The cart is empty.").into());
    }
    ids.sort_unstable();
    let mut told = Vec::new();
    if let Some(waiting) = waiting(services, tx, buyer, &ids, &mut told).await? {
        return Ok((Begun::Waiting(waiting), told));
    }
    let (mut items, mut currency, mut total) = (Vec::new(), None::<Currency>, 0_i64);
    let mut of_gifts = None::<Currency>;
    for id in &ids {
        listings::lock(tx, id).await?;
        let row = listings::find(tx, buyer, id).await?.ok_or_else(Problem::not_found)?;
        if row.seller_id == buyer {
            return Err(Code::OwnListing.into());
        }
        if let Some(has) = entitlements::live(tx, buyer, id).await? {
            return Err(Problem::from(Code::AlreadyOwned)
                .with("order_id", has.order_id.into())
                .with("page_id", has.page_id.into())
                .with("listing_id", id.clone().into())
                .into());
        }
        let (Some(revision), "approved") = (row.live_revision_id, row.status.as_str()) else {
            return Err(Problem::not_found().into());
        };
        let live = listings::revision(tx, &revision).await?.ok_or_else(Problem::not_found)?;
        let price = super::super::money(live.price, &live.currency)?;
        // What is free is free in any.
        if price.amount > 0 {
            if currency.is_some_and(|currency| currency != price.currency) {
                let detail = "An order has one currency. Order the others separately.";
                return Err(Problem::field("cart", detail).into());
            }
            currency = Some(price.currency);
        }
        of_gifts = of_gifts.or(Some(price.currency));
        if !listings::reserve(tx, id).await? {
            let detail = format!("“{}” is sold out.", live.title);
            return Err(Problem::new(Code::OutOfStock, detail).with("listing_id", id.clone().into()).into());
        }
        total += price.amount;
        items.push(store::NewItem {
            id: Id::random(&*services.rng),
            listing_id: id.clone(),
            revision_id: revision,
            seller_id: row.seller_id,
            title: live.title,
            price: price.amount,
            fee: fee(price.amount, FEE_BPS),
            fee_bps: FEE_BPS,
            licence: live.licence,
        });
    }
    let currency = currency.or(of_gifts).unwrap_or(Currency::Vnd);
    let method = match method {
        _ if total == 0 => None,
        None => return Err(no_method().into()),
        Some(method) => {
            pay::available(services, method, Money::new(total, currency))?;
            Some(method)
        }
    };
    let now = services.now();
    let new = store::NewOrder {
        id: Id::random(&*services.rng),
        buyer_id: buyer.to_owned(),
        currency: currency.code().to_owned(),
        total,
        payment_method: method.map(|method| method.as_str().to_owned()),
        created_at: now,
        expires_at: now.plus_seconds(services.config.order_ttl_seconds),
    };
    store::insert(tx, &new, &items).await?;
    landinghub_store::addresses::keep_for_order(tx, &new.id, buyer).await?;
    let mut desk = Desk::open(services, tx, &new.id).await?;
    desk.tell(tx, "created", "The order was placed.", Some(total), None).await?;
    if total > 0 {
        return Ok((Begun::Waiting(new.id), told));
    }
    desk.decide(tx, OrderEvent::Pay { deliverable: true }).await?;
    told.extend(desk.notes(tx, true).await?);
    let row = store::find(tx, &new.id).await?.ok_or_else(Problem::not_found)?;
    let order = to_api(&row, &store::items(tx, &new.id).await?)?;
    let placed = Placed { order, payment: None };
    mark.keep_created(tx, &placed, Some(format!("/api/orders/{}", new.id))).await?;
    Ok((Begun::Free(Box::new(placed)), told))
}

/// The buyer's order of the very same listings that waits for its money. One whose time is over expires here, and one
/// of a part of what is ordered now is called off: it would hold what the buyer wants to have.
async fn waiting(
    services: &Services,
    tx: &mut Conn<'_>,
    buyer: &str,
    ids: &[String],
    told: &mut Vec<Told>,
) -> Result<Option<String>, Failure> {
    for id in ids {
        let Some(order) = store::pending_with(tx, buyer, id).await? else { continue };
        let mut desk = Desk::open(services, tx, &order).await?;
        if desk.row.expires_at <= services.now().0 {
            desk.decide(tx, OrderEvent::Expire).await?;
            desk.tell(tx, "expired", "The order wasn't paid in time.", None, None).await?;
        } else {
            let mut has: Vec<&str> = desk.items.iter().map(|item| item.listing_id.as_str()).collect();
            has.sort_unstable();
            if has == ids || ids.len() == 1 {
                return Ok(Some(order));
            }
            desk.decide(tx, OrderEvent::Cancel).await?;
            desk.tell(tx, "cancelled", "A newer order of the buyer took its place.", None, None).await?;
        }
        told.extend(desk.notes(tx, false).await?);
    }
    Ok(None)
}
