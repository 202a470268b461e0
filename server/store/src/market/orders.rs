//! Orders and their items.

use crate::{Conn, Error, Result};
use landinghub::Timestamp;
use landinghub::market::{OrderState, OrderStatus};

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OrderRow {
    /// Opaque.
    pub id: String,
    /// Who buys.
    pub buyer_id: String,
    /// Their name.
    pub buyer_name: String,
    /// A word of `OrderStatus`.
    pub status: String,
    /// ISO 4217.
    pub currency: String,
    /// Minor units.
    pub total: i64,
    /// Minor units.
    pub refunded: i64,
    /// 0 or 1.
    pub dispute_over: i64,
    /// A word of `Method`.
    pub payment_method: Option<String>,
    /// Whose money was kept.
    pub paid_attempt_id: Option<String>,
    /// The gateway's name for it.
    pub transaction_id: Option<String>,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub expires_at: i64,
    /// Microseconds.
    pub paid_at: Option<i64>,
    /// Microseconds.
    pub delivered_at: Option<i64>,
    /// Microseconds.
    pub refund_asked_at: Option<i64>,
    /// Why.
    pub refund_reason: Option<String>,
    /// Why somebody should look.
    pub attention: Option<String>,
}

impl OrderRow {
    /// Its state; a word that isn't one is corrupt.
    pub fn state(&self) -> Result<OrderState> {
        let status = OrderStatus::parse(&self.status)
            .ok_or_else(|| Error::Corrupt(format!("status of order {}", self.id)))?;
        let (total, refunded) = (self.total, self.refunded);
        Ok(OrderState { status, total, refunded, dispute_over: self.dispute_over != 0 })
    }
}

/// An item of an order, with what was delivered for it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ItemRow {
    /// Opaque.
    pub id: String,
    /// Of which order.
    pub order_id: String,
    /// Which listing.
    pub listing_id: String,
    /// As it was bought.
    pub revision_id: String,
    /// Whose.
    pub seller_id: String,
    /// Their name.
    pub seller_name: String,
    /// As it was bought.
    pub title: String,
    /// Minor units.
    pub price: i64,
    /// Minor units.
    pub fee: i64,
    /// A word of `Licence`.
    pub licence: String,
    /// Minor units.
    pub refunded: i64,
    /// `held`, `sold` or `free`.
    pub stock: String,
    /// Microseconds.
    pub released_at: Option<i64>,
    /// The buyer's copy.
    pub page_id: Option<String>,
    /// Names the licence.
    pub licence_key: Option<String>,
    /// 1 where the seller has a newer revision than the copy.
    pub updates: i64,
}

/// A sale.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SaleRow {
    /// The item.
    pub id: String,
    /// Its order.
    pub order_id: String,
    /// What was sold.
    pub listing_id: String,
    /// As it was sold.
    pub title: String,
    /// To whom.
    pub buyer_id: String,
    /// Their name.
    pub buyer_name: String,
    /// Minor units.
    pub price: i64,
    /// Minor units.
    pub fee: i64,
    /// ISO 4217.
    pub currency: String,
    /// Of the order.
    pub status: String,
    /// Microseconds.
    pub created_at: i64,
    /// When the buyer asked for the money back, microseconds.
    pub refund_asked_at: Option<i64>,
    /// Why.
    pub refund_reason: Option<String>,
    /// Whether everything in the order is this seller's.
    pub whole: i64,
}

/// What a day's sales in one currency come to. Fees are those of items of which nothing went back.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SalesRow {
    /// Since 1970, in UTC.
    pub day: i64,
    /// ISO 4217.
    pub currency: String,
    /// Items.
    pub count: i64,
    /// Minor units.
    pub price: i64,
    /// Minor units.
    pub refunded: i64,
    /// Minor units.
    pub fee: i64,
}

/// An item of which some of the money went back.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PartRow {
    /// Since 1970, in UTC.
    pub day: i64,
    /// ISO 4217.
    pub currency: String,
    /// Minor units.
    pub price: i64,
    /// Minor units.
    pub fee: i64,
    /// Minor units.
    pub refunded: i64,
}

macro_rules! sold {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM order_items i JOIN orders o ON o.id = i.order_id JOIN users u ON u.id = o.buyer_id WHERE i.seller_id = $1 AND o.paid_at IS NOT NULL \
             AND ($2 = '' OR o.status = $2) AND i.created_at >= $3 AND i.created_at < $4 AND ($5 = '' OR i.order_id LIKE $5 ESCAPE '\\' \
             OR LOWER(u.name) LIKE $5 ESCAPE '\\' OR COALESCE(i.title_folded, LOWER(i.title)) LIKE $5 ESCAPE '\\') ",
            $rest
        )
    };
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT o.id, o.buyer_id, u.name AS buyer_name, o.status, o.currency, o.total, o.refunded, o.dispute_over, o.payment_method, \
             o.paid_attempt_id, o.transaction_id, o.created_at, o.expires_at, o.paid_at, o.delivered_at, o.refund_asked_at, o.refund_reason, \
             o.attention FROM orders o JOIN users u ON u.id = o.buyer_id ",
            $rest
        )
    };
}

queries! {
    INSERT = "INSERT INTO orders (id, buyer_id, status, currency, total, payment_method, created_at, expires_at) \
        VALUES ($1, $2, 'pending', $3, $4, $5, $6, $7)";
    INSERT_ITEM = "INSERT INTO order_items (id, order_id, n, listing_id, revision_id, seller_id, title, price, fee, fee_bps, licence, stock, created_at, title_folded) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'held', $12, $13)";
    FIND = select!("WHERE o.id = $1");
    LOCK = select!("WHERE o.id = $1"), select!("WHERE o.id = $1 FOR UPDATE OF o");
    ITEMS = "SELECT i.id, i.order_id, i.listing_id, i.revision_id, i.seller_id, u.name AS seller_name, i.title, i.price, i.fee, i.licence, \
        i.refunded, i.stock, i.released_at, e.page_id, e.licence_key, \
        (SELECT COUNT(*) FROM page_updates p WHERE p.page_id = e.page_id) AS updates \
        FROM order_items i JOIN users u ON u.id = i.seller_id LEFT JOIN entitlements e ON e.item_id = i.id \
        WHERE i.order_id = $1 ORDER BY i.n";
    PENDING_WITH = "SELECT o.id FROM orders o JOIN order_items i ON i.order_id = o.id \
        WHERE o.buyer_id = $1 AND i.listing_id = $2 AND o.status = 'pending' ORDER BY o.created_at LIMIT 1";
    OF_BUYER = select!("WHERE o.buyer_id = $1 AND ($2 = '' OR o.status = $2) AND o.created_at >= $3 AND o.created_at < $4 \
        AND ($5 = '' OR o.id LIKE $5 ESCAPE '\\' OR EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND COALESCE(i.title_folded, LOWER(i.title)) LIKE $5 ESCAPE '\\')) \
        AND (o.created_at, o.id) < ($6, $7) ORDER BY o.created_at DESC, o.id DESC LIMIT $8");
    ALL = select!("WHERE ($1 = '' OR o.status = $1) AND ($2 = 0 OR o.attention IS NOT NULL) AND o.created_at >= $3 AND o.created_at < $4 \
        AND (o.created_at, o.id) < ($5, $6) ORDER BY o.created_at DESC, o.id DESC LIMIT $7");
    ALL_WITH = select!("WHERE ($1 = '' OR o.status = $1) AND ($2 = 0 OR o.attention IS NOT NULL) AND o.created_at >= $3 AND o.created_at < $4 \
        AND (o.created_at, o.id) < ($5, $6) AND o.id IN (\
        SELECT f.id FROM orders f JOIN users b ON b.id = f.buyer_id WHERE f.id LIKE $8 ESCAPE '\\' OR LOWER(b.email) LIKE $8 ESCAPE '\\' OR LOWER(b.name) LIKE $8 ESCAPE '\\' \
        UNION SELECT a.order_id FROM payment_attempts a WHERE LOWER(a.reference) LIKE $8 ESCAPE '\\' OR LOWER(a.gateway_ref) LIKE $8 ESCAPE '\\' \
        OR LOWER(a.transaction_id) LIKE $8 ESCAPE '\\' \
        UNION SELECT i.order_id FROM order_items i WHERE COALESCE(i.title_folded, LOWER(i.title)) LIKE $9 ESCAPE '\\') \
        ORDER BY o.created_at DESC, o.id DESC LIMIT $7");
    SALES = "SELECT i.id, i.order_id, i.listing_id, i.title, o.buyer_id, u.name AS buyer_name, i.price, i.fee, o.currency, o.status, i.created_at, \
        o.refund_asked_at, o.refund_reason, \
        CAST(CASE WHEN EXISTS (SELECT 1 FROM order_items x WHERE x.order_id = o.id AND x.seller_id <> $1) THEN 0 ELSE 1 END AS BIGINT) AS whole \
        FROM order_items i JOIN orders o ON o.id = i.order_id JOIN users u ON u.id = o.buyer_id \
        WHERE i.seller_id = $1 AND o.paid_at IS NOT NULL AND ($2 = '' OR o.status = $2) AND i.created_at >= $3 AND i.created_at < $4 \
        AND ($5 = '' OR i.order_id LIKE $5 ESCAPE '\\' OR LOWER(u.name) LIKE $5 ESCAPE '\\' OR COALESCE(i.title_folded, LOWER(i.title)) LIKE $5 ESCAPE '\\') \
        AND (i.created_at, i.id) < ($6, $7) ORDER BY i.created_at DESC, i.id DESC LIMIT $8";
    TOTALS = sold!("i.created_at / 86400000000 AS day, o.currency, COUNT(*) AS count, CAST(SUM(i.price) AS BIGINT) AS price, \
        CAST(SUM(i.refunded) AS BIGINT) AS refunded, CAST(SUM(CASE WHEN i.refunded = 0 THEN i.fee ELSE 0 END) AS BIGINT) AS fee",
        "GROUP BY 1, 2 ORDER BY 1, 2");
    PARTS = sold!("i.created_at / 86400000000 AS day, o.currency, i.price, i.fee, i.refunded", "AND i.refunded > 0 AND i.refunded < i.price");
    SELLERS = "SELECT DISTINCT seller_id FROM order_items WHERE order_id = $1";
    SET_STATE = "UPDATE orders SET status = $2, refunded = $3, dispute_over = $4 WHERE id = $1";
    SET_METHOD = "UPDATE orders SET payment_method = $2 WHERE id = $1 AND status = 'pending'";
    PAID = "UPDATE orders SET paid_at = $2, paid_attempt_id = $3, transaction_id = $4, payment_method = $5 WHERE id = $1";
    DELIVERED = "UPDATE orders SET delivered_at = $2 WHERE id = $1";
    ASK_REFUND = "UPDATE orders SET refund_asked_at = COALESCE(refund_asked_at, $2), refund_reason = $3, attention = COALESCE(attention, 'refund_requested') WHERE id = $1";
    CLEAR_REFUND = "UPDATE orders SET refund_asked_at = NULL, attention = CASE WHEN attention = 'refund_requested' THEN NULL ELSE attention END WHERE id = $1";
    SET_ATTENTION = "UPDATE orders SET attention = $2 WHERE id = $1";
    SET_STOCK = "UPDATE order_items SET stock = $2 WHERE id = $1";
    SOLD = "UPDATE order_items SET stock = 'sold', release_at = $2 WHERE id = $1";
    SET_REFUNDED = "UPDATE order_items SET refunded = $2 WHERE id = $1";
    SET_RELEASED = "UPDATE order_items SET released_at = $2 WHERE id = $1 AND released_at IS NULL";
    EXPIRED = "SELECT id FROM orders WHERE status = 'pending' AND expires_at <= $1 ORDER BY expires_at LIMIT $2";
    RELEASABLE = "SELECT DISTINCT i.order_id FROM order_items i JOIN orders o ON o.id = i.order_id \
        WHERE i.release_at <= $1 AND i.released_at IS NULL AND o.status IN ('paid', 'delivered', 'partially_refunded') LIMIT $2";
    EVENT = "INSERT INTO payment_events (id, order_id, attempt_id, at, kind, text, amount, currency) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    EVENTS = "SELECT at, kind, text, amount, currency FROM payment_events WHERE order_id = $1 ORDER BY id";
    COUNT_EVENTS = "SELECT COUNT(*) FROM payment_events WHERE order_id = $1";
}

/// An order to be made.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Opaque.
    pub id: String,
    /// Who buys.
    pub buyer_id: String,
    /// ISO 4217.
    pub currency: String,
    /// Minor units.
    pub total: i64,
    /// A word of `Method`.
    pub payment_method: Option<String>,
    /// Now.
    pub created_at: Timestamp,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
}

/// An item to be ordered.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// Opaque.
    pub id: String,
    /// Which listing.
    pub listing_id: String,
    /// What is for sale of it now.
    pub revision_id: String,
    /// Whose.
    pub seller_id: String,
    /// As it is now.
    pub title: String,
    /// Minor units.
    pub price: i64,
    /// Minor units.
    pub fee: i64,
    /// By which the fee was made.
    pub fee_bps: i64,
    /// A word of `Licence`.
    pub licence: String,
}

/// Something that happened to an order's money.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Opaque; an order's are in the order of their ids.
    pub id: String,
    /// Which order's.
    pub order_id: String,
    /// Which attempt's, if one's.
    pub attempt_id: Option<String>,
    /// When.
    pub at: Timestamp,
    /// A stable word.
    pub kind: String,
    /// A sentence.
    pub text: String,
    /// Minor units and ISO 4217.
    pub amount: Option<(i64, String)>,
}

/// A line of an order's history: when, what kind, in words, minor units, ISO 4217.
pub type EventRow = (i64, String, String, Option<i64>, Option<String>);

/// Which orders.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// A word of `OrderStatus`, or empty.
    pub status: String,
    /// Folded text of a title, or empty.
    pub query: String,
    /// The same in lower case, as it was typed: for names of gateways and e-mail addresses.
    pub typed: String,
    /// From when on, microseconds.
    pub from: i64,
    /// Until when.
    pub to: i64,
    /// Where to go on.
    pub after: (i64, String),
    /// Rows at the most.
    pub limit: i64,
}

impl Filter {
    fn pattern(&self) -> String {
        pattern(&self.query)
    }
}

/// A `LIKE` pattern of what contains the text; empty for an empty one.
fn pattern(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// Makes an order with its items.
pub async fn insert(conn: &mut Conn<'_>, new: &NewOrder, items: &[NewItem]) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [
            &new.id,
            &new.buyer_id,
            &new.currency,
            new.total,
            new.payment_method.as_deref(),
            new.created_at.0,
            new.expires_at.0
        ]
    )?;
    for (n, item) in (0_i64..).zip(items) {
        execute!(
            conn,
            INSERT_ITEM,
            [
                &item.id,
                &new.id,
                n,
                &item.listing_id,
                &item.revision_id,
                &item.seller_id,
                &item.title,
                item.price,
                item.fee,
                item.fee_bps,
                &item.licence,
                new.created_at.0,
                landinghub::text::fold(&item.title)
            ]
        )?;
    }
    Ok(())
}

/// An order, whosever.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<OrderRow>> {
    fetch_optional!(conn, FIND, OrderRow, [id])
}

/// An order that nobody else changes until the transaction ends.
pub async fn lock(conn: &mut Conn<'_>, id: &str) -> Result<Option<OrderRow>> {
    fetch_optional!(conn, LOCK, OrderRow, [id])
}

/// An order's items.
pub async fn items(conn: &mut Conn<'_>, order: &str) -> Result<Vec<ItemRow>> {
    fetch_all!(conn, ITEMS, ItemRow, [order])
}

/// A buyer's unpaid order of a listing.
pub async fn pending_with(conn: &mut Conn<'_>, buyer: &str, listing: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, PENDING_WITH, (String,), [buyer, listing])?.map(|row| row.0))
}

/// A buyer's orders, the latest first.
pub async fn of_buyer(conn: &mut Conn<'_>, buyer: &str, filter: &Filter) -> Result<Vec<OrderRow>> {
    let pattern = filter.pattern();
    let Filter { status, from, to, after, limit, .. } = filter;
    fetch_all!(conn, OF_BUYER, OrderRow, [buyer, status, *from, *to, &pattern, after.0, &after.1, *limit])
}

/// Everybody's orders, the latest first; `attention` for those somebody should look at. Words are looked for in the
/// order's id, the buyer's name and address, the gateways' names for its payments, and the titles.
pub async fn all(conn: &mut Conn<'_>, filter: &Filter, attention: bool) -> Result<Vec<OrderRow>> {
    let (titles, typed) = (filter.pattern(), pattern(&filter.typed));
    let Filter { status, from, to, after, limit, .. } = filter;
    let attention = i64::from(attention);
    if typed.is_empty() {
        return fetch_all!(conn, ALL, OrderRow, [status, attention, *from, *to, after.0, &after.1, *limit]);
    }
    fetch_all!(
        conn,
        ALL_WITH,
        OrderRow,
        [status, attention, *from, *to, after.0, &after.1, *limit, &typed, &titles]
    )
}

/// A seller's paid sales, the latest first.
pub async fn sales(conn: &mut Conn<'_>, seller: &str, filter: &Filter) -> Result<Vec<SaleRow>> {
    let pattern = filter.pattern();
    let Filter { status, from, to, after, limit, .. } = filter;
    fetch_all!(conn, SALES, SaleRow, [seller, status, *from, *to, &pattern, after.0, &after.1, *limit])
}

/// What the same sales come to by day and currency, whatever the slice; and the items of which some went back.
pub async fn sales_totals(
    conn: &mut Conn<'_>,
    seller: &str,
    filter: &Filter,
) -> Result<(Vec<SalesRow>, Vec<PartRow>)> {
    let pattern = filter.pattern();
    let Filter { status, from, to, .. } = filter;
    let rows = fetch_all!(conn, TOTALS, SalesRow, [seller, status, *from, *to, &pattern])?;
    let parts = fetch_all!(conn, PARTS, PartRow, [seller, status, *from, *to, &pattern])?;
    Ok((rows, parts))
}

/// Who sold what is in an order.
pub async fn sellers(conn: &mut Conn<'_>, order: &str) -> Result<Vec<String>> {
    Ok(fetch_all!(conn, SELLERS, (String,), [order])?.into_iter().map(|row| row.0).collect())
}

/// Sets the state of a locked order.
pub async fn set_state(conn: &mut Conn<'_>, id: &str, state: OrderState) -> Result<()> {
    execute!(conn, SET_STATE, [id, state.status.as_str(), state.refunded, i64::from(state.dispute_over)])?;
    Ok(())
}

/// How it is going to be paid.
pub async fn set_method(conn: &mut Conn<'_>, id: &str, method: &str) -> Result<()> {
    execute!(conn, SET_METHOD, [id, method])?;
    Ok(())
}

/// When it was paid, by which attempt, under which name, how. Nothing but the moment for what is free.
pub async fn set_paid(
    conn: &mut Conn<'_>,
    id: &str,
    now: Timestamp,
    (attempt, transaction, method): (Option<&str>, Option<&str>, Option<&str>),
) -> Result<()> {
    execute!(conn, PAID, [id, now.0, attempt, transaction, method])?;
    Ok(())
}

/// When it was delivered.
pub async fn set_delivered(conn: &mut Conn<'_>, id: &str, now: Timestamp) -> Result<()> {
    execute!(conn, DELIVERED, [id, now.0])?;
    Ok(())
}

/// The buyer asks for their money.
pub async fn ask_refund(conn: &mut Conn<'_>, id: &str, reason: &str, now: Timestamp) -> Result<()> {
    execute!(conn, ASK_REFUND, [id, now.0, reason])?;
    Ok(())
}

/// Somebody decided about it.
pub async fn clear_refund(conn: &mut Conn<'_>, id: &str) -> Result<()> {
    execute!(conn, CLEAR_REFUND, [id])?;
    Ok(())
}

/// Why somebody should look, or `None`.
pub async fn set_attention(conn: &mut Conn<'_>, id: &str, why: Option<&str>) -> Result<()> {
    execute!(conn, SET_ATTENTION, [id, why])?;
    Ok(())
}

/// `held`, `sold` or `free`.
pub async fn set_stock(conn: &mut Conn<'_>, item: &str, word: &str) -> Result<()> {
    execute!(conn, SET_STOCK, [item, word])?;
    Ok(())
}

/// An item is sold; its revenue is held until then.
pub async fn sold(conn: &mut Conn<'_>, item: &str, release_at: Timestamp) -> Result<()> {
    execute!(conn, SOLD, [item, release_at.0])?;
    Ok(())
}

/// How much of an item went back.
pub async fn set_refunded(conn: &mut Conn<'_>, item: &str, refunded: i64) -> Result<()> {
    execute!(conn, SET_REFUNDED, [item, refunded])?;
    Ok(())
}

/// The hold on an item ended; `false` where it had.
pub async fn set_released(conn: &mut Conn<'_>, item: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, SET_RELEASED, [item, now.0])? == 1)
}

/// Unpaid orders whose time is over.
pub async fn expired(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> Result<Vec<String>> {
    Ok(fetch_all!(conn, EXPIRED, (String,), [now.0, limit])?.into_iter().map(|row| row.0).collect())
}

/// Orders with items whose hold is over.
pub async fn releasable(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> Result<Vec<String>> {
    Ok(fetch_all!(conn, RELEASABLE, (String,), [now.0, limit])?.into_iter().map(|row| row.0).collect())
}

/// How long a locked order's history is.
pub async fn count_events(conn: &mut Conn<'_>, order: &str) -> Result<i64> {
    Ok(fetch_one!(conn, COUNT_EVENTS, (i64,), [order])?.0)
}

/// Adds to an order's history.
pub async fn tell(conn: &mut Conn<'_>, event: &NewEvent) -> Result<()> {
    let (amount, currency) = event.amount.clone().unzip();
    execute!(
        conn,
        EVENT,
        [
            &event.id,
            &event.order_id,
            event.attempt_id.as_deref(),
            event.at.0,
            &event.kind,
            &event.text,
            amount,
            currency
        ]
    )?;
    Ok(())
}

/// An order's history.
pub async fn events(conn: &mut Conn<'_>, order: &str) -> Result<Vec<EventRow>> {
    fetch_all!(conn, EVENTS, EventRow, [order])
}
