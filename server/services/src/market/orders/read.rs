//! Looking at orders and sales.

use super::super::{money, rows};
use super::{sale, to_api};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use crate::pages::count;
use landinghub::account::Role;
use landinghub::api::List;
use landinghub::api::market::{Attempt, Order, Sales, SalesDay, SalesTotal, TimelineEntry};
use landinghub::market::{Method, Money, OrderStatus, share};
use landinghub::{Problem, Timestamp};
use landinghub_store::Conn;
use landinghub_store::market::attempts;
use landinghub_store::market::orders::{self as store, Filter, OrderRow};

/// Which orders or sales.
#[derive(Clone, Debug, Default)]
pub struct OrdersQuery {
    /// A word of [`OrderStatus`].
    pub status: Option<String>,
    /// Part of a title or of the order's id; of a sale also of the buyer's name.
    pub q: Option<String>,
    /// A day (`YYYY-MM-DD`) or a moment, from when on.
    pub from: Option<String>,
    /// The same, until when; a day is meant whole.
    pub to: Option<String>,
    /// How many, and from where.
    pub slice: Slice,
}

impl OrdersQuery {
    fn filter(&self, limit: usize) -> Result<Filter> {
        let status = status(self.status.as_deref())?;
        let typed: String = self.q.as_deref().unwrap_or_default().trim().chars().take(120).collect();
        let query = landinghub::text::fold(&typed);
        let moment = |name: &str, text: &Option<String>, whole: i64, otherwise: i64| match text
            .as_deref()
            .filter(|text| !text.is_empty())
        {
            None => Ok(otherwise),
            Some(text) => Timestamp::parse(text)
                .or_else(|| Timestamp::parse(&format!("{text}T00:00:00Z")).map(|day| day.plus_seconds(whole)))
                .map(|moment| moment.0)
                .ok_or_else(|| Problem::field(name, "Give a day such as 2026-11-22, or a moment in UTC.")),
        };
        Ok(Filter {
            status: status.to_owned(),
            query,
            typed: typed.to_lowercase(),
            from: moment("from", &self.from, 0, i64::MIN)?,
            to: moment("to", &self.to, 86_400, i64::MAX)?,
            after: self.slice.after_moment()?,
            limit: rows(limit),
        })
    }
}

fn status(word: Option<&str>) -> Result<&'static str> {
    match word.filter(|word| !word.is_empty()) {
        None => Ok(""),
        Some(word) => Ok(OrderStatus::parse(word)
            .ok_or_else(|| Problem::field("status", "There is no such status."))?
            .as_str()),
    }
}

/// The caller's orders, the latest first.
pub async fn list(services: &Services, caller: &Caller, query: &OrdersQuery) -> Result<List<Order>> {
    let buyer = &caller.actor()?.user_id;
    let limit = query.slice.limit()?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let found = store::of_buyer(&mut conn, buyer, &query.filter(limit)?).await?;
    shown(&mut conn, found, limit).await
}

/// Everybody's orders, for admins; `attention` for those somebody should look at. Words may be of the order's id, the
/// buyer's name or address, a gateway's name for a payment, or a title.
pub async fn all(
    services: &Services,
    caller: &Caller,
    query: &OrdersQuery,
    attention: bool,
) -> Result<List<Order>> {
    caller.admin()?;
    let limit = query.slice.limit()?;
    let filter = query.filter(limit)?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let found = store::all(&mut conn, &filter, attention).await?;
    let why: Vec<Option<String>> = found.iter().map(|row| row.attention.clone()).collect();
    let mut list = shown(&mut conn, found, limit).await?;
    for (order, why) in list.items.iter_mut().zip(why) {
        order.attention = why;
    }
    Ok(list)
}

async fn shown(conn: &mut Conn<'_>, found: Vec<OrderRow>, limit: usize) -> Result<List<Order>> {
    let (found, next_cursor) = cut(found, limit, |row| (row.created_at.to_string(), row.id.clone()));
    let mut items = Vec::new();
    for row in found {
        items.push(to_api(&row, &store::items(conn, &row.id).await?)?);
    }
    Ok(List { items, next_cursor })
}

/// An order with its attempts and its history: the buyer's own, any for admins, and for a seller their part of a paid one.
pub async fn get(services: &Services, caller: &Caller, id: &str) -> Result<Order> {
    let actor = caller.actor()?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let row = store::find(&mut conn, id).await?.ok_or_else(Problem::not_found)?;
    let admin = actor.role == Role::Admin;
    let mut items = store::items(&mut conn, id).await?;
    let all = items.len();
    let sells = row.buyer_id != actor.user_id && !admin;
    if sells {
        items.retain(|item| item.seller_id == actor.user_id && row.paid_at.is_some());
        if items.is_empty() {
            return Err(Problem::not_found().into());
        }
    }
    // Of an order with others' goods, a seller sees what is theirs: sums of all of it are none of their business.
    let whole = items.len() == all;
    let mut order = to_api(&row, &items)?;
    if sells {
        for item in &mut order.items {
            (item.page_id, item.licence_key, item.update_available) = (None, None, false);
        }
    }
    if !whole {
        order.total.amount = items.iter().map(|item| item.price).sum();
        order.refunded.amount = items.iter().map(|item| item.refunded).sum();
    }
    order.attention = row.attention.filter(|_| admin);
    let mut tries = Vec::new();
    for attempt in attempts::of_order(&mut conn, id).await? {
        tries.push(Attempt {
            status: attempt.status()?,
            method: Method::parse(&attempt.provider)
                .ok_or_else(|| Failure::Internal(format!("provider of attempt {}", attempt.id)))?,
            amount: if whole { money(attempt.amount, &attempt.currency)? } else { order.total },
            created_at: Timestamp(attempt.created_at),
            id: attempt.id,
        });
    }
    order.attempts = Some(tries);
    let mut timeline = Vec::new();
    for (at, kind, text, amount, currency) in store::events(&mut conn, id).await? {
        let amount = match (amount, currency) {
            (Some(amount), Some(currency)) if whole => Some(money(amount, &currency)?),
            _ => None,
        };
        timeline.push(TimelineEntry { at: Timestamp(at), kind, text, amount });
    }
    order.timeline = Some(timeline);
    Ok(order)
}

/// The same for whoever bought it, and admins: with what was delivered.
pub async fn bought(services: &Services, caller: &Caller, id: &str) -> Result<Order> {
    let actor = caller.actor()?;
    let order = get(services, caller, id).await?;
    if order.buyer.id == actor.user_id || actor.role == Role::Admin {
        Ok(order)
    } else {
        Err(Problem::not_found().into())
    }
}

/// The caller's paid sales, the latest first, and what all of them come to.
pub async fn sales(services: &Services, caller: &Caller, query: &OrdersQuery) -> Result<Sales> {
    let seller = &caller.actor()?.user_id;
    let limit = query.slice.limit()?;
    let filter = query.filter(limit)?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let found = store::sales(&mut conn, seller, &filter).await?;
    let sold = sold_by_day(&mut conn, seller, &filter).await?;
    let (found, next_cursor) = cut(found, limit, |row| (row.created_at.to_string(), row.id.clone()));
    Ok(Sales { items: found.iter().map(sale).collect::<Result<_>>()?, next_cursor, totals: totals(&sold)? })
}

/// A day's sales in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sold {
    /// Since 1970, in UTC.
    pub day: i64,
    /// ISO 4217.
    pub currency: String,
    /// Items.
    pub count: i64,
    /// What buyers paid, minor units.
    pub gross: i64,
    /// Of it, what went back.
    pub refunded: i64,
    /// Our part of what stayed.
    pub fee: i64,
    /// The seller's part of what stayed.
    pub revenue: i64,
}

/// All that a seller ever sold.
pub(crate) async fn sold(conn: &mut Conn<'_>, seller: &str) -> Result<Vec<Sold>> {
    sold_by_day(conn, seller, &OrdersQuery::default().filter(1)?).await
}

async fn sold_by_day(conn: &mut Conn<'_>, seller: &str, filter: &Filter) -> Result<Vec<Sold>> {
    let (rows, parts) = store::sales_totals(conn, seller, filter).await?;
    let mut sold: Vec<Sold> = rows
        .into_iter()
        .map(|row| Sold {
            day: row.day,
            currency: row.currency,
            count: row.count,
            gross: row.price,
            refunded: row.refunded,
            fee: row.fee,
            revenue: 0,
        })
        .collect();
    // Of what went back in part, our fee went back in part, rounded as it was posted.
    for part in parts {
        let row = sold.iter_mut().find(|row| row.day == part.day && row.currency == part.currency);
        if let Some(row) = row {
            row.fee += part.fee - share(part.fee, part.refunded, part.price);
        }
    }
    for row in &mut sold {
        row.revenue = row.gross - row.refunded - row.fee;
    }
    Ok(sold)
}

fn totals(sold: &[Sold]) -> Result<Vec<SalesTotal>> {
    let mut totals: Vec<SalesTotal> = Vec::new();
    for row in sold {
        let currency = money(0, &row.currency)?.currency;
        if !totals.iter().any(|total| total.gross.currency == currency) {
            let none = Money::new(0, currency);
            let new = SalesTotal {
                count: 0,
                gross: none,
                refunded: none,
                fee: none,
                revenue: none,
                days: Vec::new(),
            };
            totals.push(new);
        }
        let Some(total) = totals.iter_mut().find(|total| total.gross.currency == currency) else { continue };
        total.count += count(row.count);
        total.gross.amount += row.gross;
        total.refunded.amount += row.refunded;
        total.fee.amount += row.fee;
        total.revenue.amount += row.revenue;
        let date = crate::analytics::name(row.day);
        total.days.push(SalesDay { date, count: count(row.count), revenue: row.revenue });
    }
    totals.sort_by_key(|total| total.gross.currency);
    Ok(totals)
}

/// Most lines of a spreadsheet.
const MOST_LINES: i64 = 100_000;

/// The same as a spreadsheet, all of it.
pub async fn sales_csv(services: &Services, caller: &Caller, query: &OrdersQuery) -> Result<Vec<u8>> {
    let seller = &caller.actor()?.user_id;
    let mut filter = query.filter(1)?;
    filter.limit = MOST_LINES;
    filter.after = (i64::MAX, String::new());
    let mut reader = services.store.read().await?;
    let found = store::sales(&mut reader.conn(), seller, &filter).await?;
    drop(reader);
    let mut csv = csv::Writer::from_writer(Vec::new());
    let wrong = |error: csv::Error| Failure::Internal(format!("csv: {error}"));
    csv.write_record(["date", "order", "title", "buyer", "price", "fee", "revenue", "currency", "status"])
        .map_err(wrong)?;
    for row in &found {
        let texts = [
            Timestamp(row.created_at).to_string(),
            row.order_id.clone(),
            crate::leads::harmless(&row.title),
            crate::leads::harmless(&row.buyer_name),
            row.price.to_string(),
            row.fee.to_string(),
            (row.price - row.fee).to_string(),
            row.currency.clone(),
            row.status.clone(),
        ];
        csv.write_record(&texts).map_err(wrong)?;
    }
    let rows = csv.into_inner().map_err(|error| Failure::Internal(format!("csv: {error}")))?;
    // Spreadsheets need the mark to read Vietnamese and Thai.
    Ok([b"\xef\xbb\xbf".as_slice(), &rows].concat())
}
