//! Every rule that `landinghub doctor` proves is broken on purpose, one at a time: the doctor says so.

use crate::market::{
    People, bought, buy, for_sale, hear, in_order, markets, people, price, reference, sandbox, work_off,
};
use crate::support::World;
use landinghub::api::market::{ListingChanges, NewAttempt, NewPayout, Reason, RefundRequest};
use landinghub_services::market::{self, orders};
use landinghub_store::market::doctor;
use landinghub_store::{Conn, Error};
use sqlx::AssertSqlSafe;

/// What the doctor has to say, and what makes it true.
const BREAKS: &[(&str, &str)] = &[
    (
        "doesn't sum to nought",
        "INSERT INTO ledger_entries SELECT key, 9, 'cash', '', 1, currency, at FROM ledger_postings LIMIT 1",
    ),
    (
        "has lines of another currency",
        "INSERT INTO ledger_entries SELECT key, 8, 'cash', '', 1, 'USD', at FROM ledger_postings WHERE kind = 'sale'; \
         INSERT INTO ledger_entries SELECT key, 9, 'cash', '', -1, 'USD', at FROM ledger_postings WHERE kind = 'sale'",
    ),
    (
        "is paid and its sale isn't posted",
        "DELETE FROM ledger_entries WHERE posting_key LIKE 'sale:%'; DELETE FROM ledger_postings WHERE kind = 'sale'",
    ),
    ("is posted and its order isn't paid", "UPDATE orders SET paid_at = NULL"),
    ("isn't posted as it was sold", "UPDATE order_items SET price = price + 1"),
    ("the release of item", "UPDATE order_items SET released_at = NULL"),
    ("don't make its total", "UPDATE orders SET total = total + 1"),
    ("isn't its part of the price", "UPDATE order_items SET fee = fee + 1"),
    (
        "has given back something else than its items",
        "UPDATE orders SET refunded = refunded + 1 WHERE status = 'partially_refunded'",
    ),
    ("has given back more than was paid", "UPDATE order_items SET refunded = price + 1"),
    ("has given back more than came in", "UPDATE refunds SET amount = amount + 1 WHERE kind = 'surplus'"),
    (
        "more than once",
        "DROP INDEX entitlements_live; UPDATE entitlements SET buyer_id = (SELECT MIN(buyer_id) FROM entitlements)",
    ),
    ("what gateways owe for order", "UPDATE order_items SET refunded = refunded + 1"),
    ("was paid more than once and kept it", "DELETE FROM refunds WHERE kind = 'surplus'"),
    ("succeeded and its order knows nothing of it", "DELETE FROM refunds WHERE kind = 'surplus'"),
    ("wasn't delivered", "UPDATE entitlements SET ended_at = 1"),
    ("is live and its order isn't paid", "UPDATE orders SET status = 'refunded'"),
    ("is oversold", "UPDATE listings SET stock_limit = 0"),
    ("counts its sales wrongly", "UPDATE listings SET sold = sold + 1"),
    ("is held for an order that doesn't wait", "UPDATE order_items SET stock = 'held'"),
    (
        "is of its buyer's own listing",
        "UPDATE orders SET buyer_id = (SELECT i.seller_id FROM order_items i WHERE i.order_id = orders.id)",
    ),
    ("isn't the revision that was bought", "UPDATE page_snapshots SET document = '{}' WHERE revision = 1"),
    ("was never made", "DELETE FROM page_documents"),
    ("the surplus of attempt", "UPDATE refunds SET status = 'pending' WHERE kind = 'surplus'"),
    ("and isn't owed", "UPDATE payment_attempts SET received = received + 1 WHERE status = 'review'"),
    (
        "what the bank said of it wasn't taken in",
        "UPDATE payment_attempts SET early = '[]' WHERE status = 'succeeded'",
    ),
    ("isn't posted as it is", "UPDATE payouts SET status = 'requested' WHERE status = 'paid'"),
    ("what is on its way to sellers", "UPDATE payouts SET status = 'requested' WHERE status = 'paid'"),
    ("counts its reviews wrongly", "UPDATE listings SET rating_count = rating_count + 1"),
    (
        "is bought and still a trial",
        "UPDATE pages SET trial_of = (SELECT MIN(id) FROM listings) WHERE id = (SELECT MIN(page_id) FROM entitlements)",
    ),
    (
        "is a trial and published",
        "UPDATE pages SET trial_of = (SELECT MIN(id) FROM listings), status = 'published' \
         WHERE id = (SELECT MIN(page_id) FROM entitlements)",
    ),
    (
        "isn't what their sales and payouts come to",
        "INSERT INTO ledger_postings (key, kind, currency, at) VALUES ('x', 'sale', 'VND', 1); \
         INSERT INTO ledger_entries SELECT 'x', 0, 'cash', '', 1, 'VND', 1 FROM users WHERE role = 'seller'; \
         INSERT INTO ledger_entries SELECT 'x', 1, 'seller_available', id, -1, 'VND', 1 FROM users WHERE role = 'seller'",
    ),
];

/// What keeps such rows out of a database in use.
const SQLITE_GUARDS: &str = "PRAGMA ignore_check_constraints = ON; DROP TRIGGER ledger_postings_keep; \
    DROP TRIGGER ledger_entries_keep";
const POSTGRES_GUARDS: &str = "ALTER TABLE ledger_postings DISABLE TRIGGER USER; ALTER TABLE ledger_entries DISABLE TRIGGER USER; \
    DO $$ DECLARE c record; BEGIN FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE contype = 'c' \
    AND conrelid IN ('orders'::regclass, 'order_items'::regclass, 'listings'::regclass) LOOP \
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $$";

async fn execute(conn: &mut Conn<'_>, sql: String) -> Result<(), Error> {
    let sql = AssertSqlSafe(sql);
    match conn {
        Conn::Sqlite(conn) => sqlx::raw_sql(sql).execute(&mut **conn).await.map(|_| ())?,
        Conn::Postgres(conn) => sqlx::raw_sql(sql).execute(&mut **conn).await.map(|_| ())?,
    }
    Ok(())
}

/// What the doctor says once this was done; it is undone again.
async fn said_after(world: &World, sql: &'static str) -> String {
    let said = world
        .test_store
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let guards = match tx {
                    Conn::Sqlite(_) => SQLITE_GUARDS,
                    Conn::Postgres(_) => POSTGRES_GUARDS,
                };
                execute(&mut tx, guards.to_owned()).await?;
                execute(&mut tx, sql.to_owned()).await?;
                let ills = doctor::ills(&mut tx).await?;
                if matches!(tx, Conn::Sqlite(_)) {
                    execute(&mut tx, "PRAGMA ignore_check_constraints = OFF".to_owned()).await?;
                }
                // An error undoes all of it.
                Err::<(), _>(Error::Corrupt(ills.join("\n")))
            })
        })
        .await;
    match said {
        Err(Error::Corrupt(said)) => said,
        other => panic!("{sql}: {other:?}"),
    }
}

/// A market in which everything has happened once.
async fn lived_in(world: &World) {
    let services = &world.services;
    let People { seller, admin, lan, minh } = people(world).await;
    let few = ListingChanges {
        licence: Some("limited".into()),
        stock: Some(5),
        price: Some(price(100_000)),
        ..ListingChanges::default()
    };
    let listing = for_sale(world, &seller, &admin, "One", few).await;
    // Paid twice: the second goes back.
    let order = buy(world, &lan, &listing, "sandbox").await.expect("placed").order.order_id;
    let first = reference(world, &lan, &order).await;
    world.pass(1);
    let again = NewAttempt { payment_method: Some("sandbox".into()), ..NewAttempt::default() };
    orders::pay(services, &lan, &order, again).await.expect("another attempt");
    let second = reference(world, &lan, &order).await;
    for (name, event) in [(&first, "e1"), (&second, "e2")] {
        hear(world, "sandbox", sandbox(world, name, event, "paid", 100_000)).await.expect("paid");
    }
    let other = bought(world, &minh, &listing).await;
    // Too little came for another order.
    let waits = for_sale(world, &seller, &admin, "Two", ListingChanges::default()).await;
    let doubtful = buy(world, &minh, &waits, "sandbox").await.expect("placed").order.order_id;
    let name = reference(world, &minh, &doubtful).await;
    hear(world, "sandbox", sandbox(world, &name, "e3", "paid", 50_000)).await.expect("in review");
    let some = RefundRequest { amount: Some(price(10_000)), reason: "A part".into() };
    orders::refund(services, &admin, &other, some).await.expect("a part");
    world.pass(8 * 86_400);
    orders::sweep(services).await.expect("swept");
    let wanted = |amount| NewPayout { amount: Some(price(amount)) };
    let paid = market::request_payout(services, &seller, wanted(50_000)).await.expect("asked for");
    market::approve_payout(services, &admin, &paid.id).await.expect("paid");
    let failed = market::request_payout(services, &seller, wanted(20_000)).await.expect("asked for");
    let reason = Reason { reason: "No such account".into() };
    market::fail_payout(services, &admin, &failed.id, reason).await.expect("failed");
    market::request_payout(services, &seller, wanted(10_000)).await.expect("asked for");
    work_off(world).await;
}

#[tokio::test]
async fn the_doctor_sees_every_rule_that_is_broken() {
    for world in markets().await {
        lived_in(&world).await;
        in_order(&world).await;
        for (ill, sql) in BREAKS {
            let said = said_after(&world, sql).await;
            assert!(said.contains(ill), "{ill}: {said}");
        }
        in_order(&world).await;
    }
}
