//! News that overtakes its payment, and money that nobody knows to be owed: kept in the books from when it came.

use crate::market::{
    People, available, buy, for_sale, hear, in_order, markets, people, person, reference, sandbox, status,
    vnpay, work_off,
};
use crate::support::{World, problem};
use landinghub::Code;
use landinghub::account::Role;
use landinghub::api::market::{ListingChanges, NewAttempt, RefundRequest, Resolution};
use landinghub::market::OrderStatus;
use landinghub_services::Caller;
use landinghub_services::gateways::Incoming;
use landinghub_services::gateways::http::Client;
use landinghub_services::gateways::sandbox::{Notice, SIGNATURE, Sandbox};
use landinghub_services::market::orders::{self, Heard};
use landinghub_store::Conn;
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;

/// What stands in an account, minor units of all currencies; debits are positive.
async fn stands(world: &World, account: &'static str) -> i64 {
    let sql = AssertSqlSafe(format!(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger_entries WHERE account = '{account}'"
    ));
    let mut reader = world.test_store.store.read().await.expect("a reader");
    match reader.conn() {
        Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(conn).await,
        Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(conn).await,
    }
    .expect("a sum")
}

/// The sandbox tells of a charge of which so much went back in all.
fn returned(world: &World, reference: &str, event: &str, amount: i64, refunded: i64) -> Incoming {
    let notice = Notice {
        event_id: event.to_owned(),
        reference: reference.to_owned(),
        outcome: "refunded".to_owned(),
        amount,
        currency: "VND".to_owned(),
        refunded: Some(refunded),
    };
    let (body, signature) =
        Sandbox::new(&world.services.config, Client::new()).signed(&notice).expect("signed");
    let headers = BTreeMap::from([(SIGNATURE.to_owned(), signature)]);
    Incoming { query: String::new(), headers, body: body.to_string().into_bytes() }
}

/// Says the outcomes in turn, each under an event of its own, the second time for nothing.
async fn say(world: &World, reference: &str, outcomes: &[(&str, i64)]) {
    for (n, (outcome, amount)) in outcomes.iter().enumerate() {
        let event = format!("{n}{outcome}");
        let notice = || sandbox(world, reference, &event, outcome, *amount);
        assert!(hear(world, "sandbox", notice()).await.is_ok(), "{outcome}");
        let again = hear(world, "sandbox", notice()).await;
        assert!(matches!(again, Ok(Heard::Known | Heard::WrongAmount)), "{outcome} again: {again:?}");
        in_order(world).await;
    }
}

async fn attention(world: &World, admin: &Caller, order: &str) -> Option<String> {
    orders::get(&world.services, admin, order).await.expect("the order").attention
}

/// What is told in turn, what becomes of the order, and what its seller earns.
type Story<'a> = (&'a [(&'a str, i64)], OrderStatus, i64);

#[tokio::test]
async fn a_dispute_that_overtakes_its_payment_waits_for_it() {
    const OPENED: (&str, i64) = ("dispute_opened", 100_000);
    const WON: (&str, i64) = ("dispute_won", 100_000);
    const LOST: (&str, i64) = ("dispute_lost", 100_000);
    const PART: (&str, i64) = ("dispute_lost", 40_000);
    const PAID: (&str, i64) = ("paid", 100_000);
    use OrderStatus as S;
    for world in markets().await {
        let People { seller, admin, .. } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let stories: [Story<'_>; 9] = [
            (&[OPENED, PAID], S::Disputed, 90_000),
            (&[OPENED, WON, PAID], S::Delivered, 90_000),
            (&[WON, PAID, OPENED], S::Delivered, 90_000),
            (&[OPENED, LOST, PAID], S::ChargedBack, 0),
            (&[LOST, OPENED, PAID], S::ChargedBack, 0),
            (&[LOST, PAID, OPENED], S::ChargedBack, 0),
            (&[PART, PAID], S::PartiallyRefunded, 54_000),
            (&[OPENED, PAID, PART], S::PartiallyRefunded, 54_000),
            (&[("processing", 100_000), OPENED, ("failed", 100_000), PAID, WON], S::Delivered, 90_000),
        ];
        let mut earned = 0;
        for (n, (story, ends, revenue)) in stories.iter().enumerate() {
            let buyer = person(&world, &format!("buyer{n}"), Role::User).await;
            let order = buy(&world, &buyer, &listing, "sandbox").await.expect("placed").order.order_id;
            let name = reference(&world, &buyer, &order).await;
            for length in 1..story.len() {
                let so_far = story.get(..length).expect("a part");
                if !so_far.contains(&PAID) {
                    say(&world, &name, so_far.get(length - 1..).expect("one")).await;
                    assert_eq!(status(&world, &buyer, &order).await, S::Pending, "{so_far:?}");
                }
            }
            let paid = story.iter().position(|one| *one == PAID).expect("it is paid");
            say(&world, &name, story.get(paid..).expect("the rest")).await;
            assert_eq!(status(&world, &buyer, &order).await, *ends, "{story:?}");
            earned += revenue;
            assert_eq!(available(&world, &seller).await.0, earned, "{story:?}");
            let why = attention(&world, &admin, &order).await;
            assert!(why.is_some_and(|why| why.starts_with("dispute_")), "somebody may look: {story:?}");
        }
        work_off(&world).await;
        in_order(&world).await;
    }
}

#[tokio::test]
async fn a_refund_that_overtakes_its_payment_is_proof_of_it() {
    for world in markets().await {
        let People { seller, admin, lan, minh } = people(&world).await;
        let one = ListingChanges { licence: Some("exclusive".into()), ..ListingChanges::default() };
        let listing = for_sale(&world, &seller, &admin, "Only one", one).await;
        let order = buy(&world, &lan, &listing, "sandbox").await.expect("placed").order.order_id;
        let name = reference(&world, &lan, &order).await;
        let part = returned(&world, &name, "r1", 100_000, 30_000);
        assert_eq!(hear(&world, "sandbox", part).await, Ok(Heard::Applied));
        assert_eq!(status(&world, &lan, &order).await, OrderStatus::PartiallyRefunded);
        in_order(&world).await;
        assert_eq!(
            hear(&world, "sandbox", sandbox(&world, &name, "p1", "paid", 100_000)).await,
            Ok(Heard::Known)
        );
        let all = returned(&world, &name, "r2", 100_000, 100_000);
        assert_eq!(hear(&world, "sandbox", all).await, Ok(Heard::Applied));
        assert_eq!(status(&world, &lan, &order).await, OrderStatus::Refunded);
        assert_eq!(available(&world, &seller).await.0, 0);
        in_order(&world).await;
        // Late, not to be had any more, and sent back in the dashboard before we heard of it: nobody sends it again.
        for back in [100_000, 40_000] {
            let late = buy(&world, &minh, &listing, "sandbox").await.expect("placed").order.order_id;
            let name = reference(&world, &minh, &late).await;
            orders::cancel(&world.services, &minh, &late).await.expect("cancelled");
            let held = buy(&world, &lan, &listing, "sandbox").await.expect("the last one").order.order_id;
            let before = world.count("outbox WHERE kind = 'refund'").await;
            let told = returned(&world, &name, "r3", 100_000, back);
            assert_eq!(hear(&world, "sandbox", told).await, Ok(Heard::Applied));
            assert_eq!(status(&world, &minh, &late).await, OrderStatus::Refunded);
            assert_eq!(stands(&world, "unapplied").await, back - 100_000, "what is still to go back");
            in_order(&world).await;
            work_off(&world).await;
            assert_eq!(stands(&world, "unapplied").await, 0);
            assert_eq!(stands(&world, "gateway_receivable").await, 0);
            // The gateway tells of what we sent, too: that is no news.
            let told = returned(&world, &name, "r4", 100_000, 100_000);
            assert_eq!(hear(&world, "sandbox", told).await, Ok(Heard::Known));
            assert_eq!(attention(&world, &admin, &late).await, None);
            in_order(&world).await;
            assert!(world.count("outbox WHERE kind = 'refund'").await <= before + 1);
            orders::cancel(&world.services, &lan, &held).await.expect("cancelled");
        }
    }
}

#[tokio::test]
async fn money_in_review_is_in_the_books_from_when_it_came() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let order = buy(&world, &lan, &listing, "vnpay").await.expect("placed").order.order_id;
        let name = reference(&world, &lan, &order).await;
        let half = vnpay(&name, "00", 5_000_000, "vnpay secret");
        assert_eq!(hear(&world, "vnpay", half).await, Ok(Heard::WrongAmount));
        assert_eq!(
            (stands(&world, "unapplied").await, stands(&world, "gateway_receivable").await),
            (-50_000, 50_000)
        );
        in_order(&world).await;
        // Another sum takes its place.
        let more = vnpay(&name, "07", 6_000_000, "vnpay secret");
        assert_eq!(hear(&world, "vnpay", more).await, Ok(Heard::WrongAmount));
        assert_eq!(stands(&world, "unapplied").await, -60_000);
        in_order(&world).await;
        // Sent back by an admin: it stands until the gateway has done it.
        let why = Resolution { return_payment: true, retry_refund: false, reason: "Too little".into() };
        orders::resolve(services, &admin, &order, why).await.expect("on its way back");
        assert_eq!(stands(&world, "unapplied").await, -60_000);
        in_order(&world).await;
        // More of it comes in after that: in the books, too, and not sent back by the same word again.
        let again = vnpay(&name, "07", 8_000_000, "vnpay secret");
        assert_eq!(hear(&world, "vnpay", again).await, Ok(Heard::WrongAmount));
        assert_eq!(stands(&world, "unapplied").await, -80_000, "60 000 on their way, 20 000 in review");
        let twice = Resolution { return_payment: true, retry_refund: false, reason: "Again".into() };
        assert_eq!(
            problem(orders::resolve(services, &admin, &order, twice).await).unwrap_err().code,
            Code::Conflict
        );
        in_order(&world).await;
        // The late truth, in full.
        let truth = vnpay(&name, "00", 10_000_000, "vnpay secret");
        assert_eq!(hear(&world, "vnpay", truth).await, Ok(Heard::Applied));
        assert_eq!(status(&world, &lan, &order).await, OrderStatus::Delivered);
        in_order(&world).await;

        // Suspected, and then found good: the receipt becomes the payment.
        let other = buy(&world, &minh, &listing, "sandbox").await.expect("placed").order.order_id;
        let name = reference(&world, &minh, &other).await;
        let before = (stands(&world, "unapplied").await, stands(&world, "gateway_receivable").await);
        say(&world, &name, &[("suspicious", 100_000)]).await;
        assert_eq!(stands(&world, "unapplied").await, before.0 - 100_000);
        say(&world, &name, &[("paid", 100_000)]).await;
        assert_eq!(
            (stands(&world, "unapplied").await, stands(&world, "gateway_receivable").await),
            (before.0, before.1 + 100_000)
        );
        assert_eq!(status(&world, &minh, &other).await, OrderStatus::Delivered);
        assert_eq!(available(&world, &seller).await.0, 180_000);

        // In review, and then it came to nothing; sent back in the dashboard; taken by the bank.
        for (n, story) in ["failed", "refunded", "dispute_lost"].into_iter().enumerate() {
            let buyer = person(&world, &format!("late{n}"), Role::User).await;
            let order = buy(&world, &buyer, &listing, "sandbox").await.expect("placed").order.order_id;
            let name = reference(&world, &buyer, &order).await;
            say(&world, &name, &[("paid", 70_000)]).await;
            assert_eq!(stands(&world, "unapplied").await, before.0 - 70_000);
            let end = match story {
                "refunded" => returned(&world, &name, "end", 70_000, 70_000),
                outcome => sandbox(&world, &name, "end", outcome, 70_000),
            };
            hear(&world, "sandbox", end).await.expect("heard");
            assert_eq!(stands(&world, "unapplied").await, before.0, "{story}");
            in_order(&world).await;
            let none =
                Resolution { return_payment: true, retry_refund: false, reason: "What is left".into() };
            let refused = problem(orders::resolve(services, &admin, &order, none).await).unwrap_err();
            assert_eq!(refused.code, Code::Conflict, "{story}: nothing is left to send back");
        }
    }
}

#[tokio::test]
async fn a_dispute_of_money_that_was_not_needed_leaves_the_order_alone() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        for (buyer, early) in [(&lan, false), (&minh, true)] {
            let order = buy(&world, buyer, &listing, "sandbox").await.expect("placed").order.order_id;
            let first = reference(&world, buyer, &order).await;
            world.pass(1);
            let by = NewAttempt { payment_method: Some("sandbox".into()), ..NewAttempt::default() };
            orders::pay(services, buyer, &order, by).await.expect("another attempt");
            let second = reference(&world, buyer, &order).await;
            say(&world, &first, &[("paid", 100_000)]).await;
            if early {
                // Disputed before it landed: it isn't sent back while the bank looks into it, and then the bank has it.
                say(&world, &second, &[("dispute_opened", 100_000)]).await;
                say(&world, &second, &[("paid", 100_000)]).await;
                work_off(&world).await;
                assert_eq!(stands(&world, "unapplied").await, -100_000, "nothing was sent");
                say(&world, &second, &[("dispute_lost", 100_000)]).await;
            } else {
                say(&world, &second, &[("paid", 100_000)]).await;
                work_off(&world).await;
                say(&world, &second, &[("dispute_opened", 100_000)]).await;
            }
            assert_eq!(stands(&world, "unapplied").await, 0);
            work_off(&world).await;
            assert_eq!(status(&world, buyer, &order).await, OrderStatus::Delivered, "paid for by the first");
            assert!(attention(&world, &admin, &order).await.is_some_and(|why| why.starts_with("dispute_")));
            in_order(&world).await;
            let all = RefundRequest { amount: None, reason: "Unhappy".into() };
            let shown = orders::refund(services, &admin, &order, all).await.expect("the order's own money");
            assert_eq!(shown.status, OrderStatus::Refunded);
            work_off(&world).await;
            in_order(&world).await;
        }
        assert_eq!(available(&world, &seller).await.0, 0);
        assert_eq!(stands(&world, "gateway_receivable").await, 0);
    }
}
