//! Money back, disputes, holds and payouts. Every story ends with the books in order.

use crate::market::{
    People, available, bought, for_sale, hear, in_order, markets, people, price, reference, run, sandbox,
    status, work_off,
};
use crate::support::problem;
use futures::future::join_all;
use landinghub::Code;
use landinghub::api::market::{ListingChanges, NewPayout, RefundRequest, Resolution};
use landinghub::market::OrderStatus;
use landinghub_services::market::orders::{self, Heard};
use landinghub_services::{Slice, market};

#[tokio::test]
async fn money_goes_back_to_the_last_unit() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let dear = ListingChanges { price: Some(price(199_005)), ..ListingChanges::default() };
        let listing = for_sale(&world, &seller, &admin, "One", dear).await;
        let order = bought(&world, &lan, &listing).await;
        let back = |amount: Option<i64>| RefundRequest { amount: amount.map(price), reason: "Broken".into() };
        assert_eq!(
            problem(orders::refund(services, &lan, &order, back(None)).await).unwrap_err().code,
            Code::Forbidden
        );
        let asked = orders::ask_refund(services, &lan, &order, back(None)).await.expect("asked");
        assert!(asked.refund_requested);
        for amount in [1, 66_667, 50_000] {
            let shown = orders::refund(services, &admin, &order, back(Some(amount))).await.expect("some");
            assert_eq!(shown.status, OrderStatus::PartiallyRefunded);
            in_order(&world).await;
        }
        assert!(market::download(services, &lan, &order).await.is_ok(), "still theirs");
        let more = problem(orders::refund(services, &admin, &order, back(Some(199_005))).await).unwrap_err();
        assert!(more.fields.contains_key("amount"));
        let shown = orders::refund(services, &admin, &order, back(None)).await.expect("the rest");
        assert_eq!((shown.status, shown.refunded.amount), (OrderStatus::Refunded, 199_005));
        assert_eq!(available(&world, &seller).await, (0, 0, 0));
        assert_eq!(
            problem(market::download(services, &lan, &order).await).unwrap_err().code,
            Code::Forbidden
        );
        assert!(market::invoice(services, &lan, &order).await.is_ok(), "the invoice stays");
        work_off(&world).await;
        in_order(&world).await;
        // Whoever gave it back can buy it again; and the seller can give money back, too.
        let second = bought(&world, &lan, &listing).await;
        let shown =
            orders::ask_refund(services, &seller, &second, back(None)).await.expect("given by the seller");
        assert_eq!(shown.status, OrderStatus::Refunded);
        work_off(&world).await;
        in_order(&world).await;
        assert_eq!(world.count("audit").await, 1 + 4, "what admins did: an approval and four refunds");
    }
}

#[tokio::test]
async fn revenue_is_held_released_and_paid_out() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let first = bought(&world, &lan, &listing).await;
        bought(&world, &minh, &listing).await;
        assert_eq!(available(&world, &seller).await, (180_000, 0, 0));
        let refused =
            problem(market::request_payout(services, &seller, NewPayout::default()).await).unwrap_err();
        assert_eq!(refused.code, Code::Conflict);
        world.pass(7 * 86_400 + 1);
        orders::sweep(services).await.expect("swept");
        assert_eq!(available(&world, &seller).await, (0, 180_000, 0));
        let asked =
            join_all((0..4).map(|_| market::request_payout(services, &seller, NewPayout::default()))).await;
        assert_eq!(asked.iter().filter(|asked| asked.is_ok()).count(), 1, "nobody is paid twice");
        assert_eq!(available(&world, &seller).await, (0, 0, 180_000));
        let waiting =
            market::waiting_payouts(services, &admin, None, &Slice::default()).await.expect("a list");
        let id = &waiting.items[0].id;
        assert_eq!(
            market::approve_payout(services, &admin, id).await.expect("approved").status.as_str(),
            "paid"
        );
        assert_eq!(
            problem(market::approve_payout(services, &admin, id).await).unwrap_err().code,
            Code::Conflict
        );
        // The seller has the money already: now they owe it.
        let all = RefundRequest { amount: None, reason: "Broken".into() };
        orders::refund(services, &admin, &first, all).await.expect("refunded");
        assert_eq!(available(&world, &seller).await, (0, -90_000, 180_000));
        let mut sum = 0;
        let mut slice = Slice { limit: Some(2), cursor: None };
        loop {
            let part = market::statement(services, &seller, &slice).await.expect("a statement");
            sum += part.items.iter().map(|line| line.amount.amount).sum::<i64>();
            match part.next_cursor {
                Some(cursor) => slice.cursor = Some(cursor),
                None => break,
            }
        }
        assert_eq!(sum, -90_000, "the statement ties to the balance");
        work_off(&world).await;
        in_order(&world).await;
    }
}

#[tokio::test]
async fn disputes_are_deducted_once_and_hold_money_back() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let lost = bought(&world, &lan, &listing).await;
        let name = reference(&world, &lan, &lost).await;
        let event = |event: &str, outcome: &str| sandbox(&world, &name, event, outcome, 100_000);
        assert_eq!(hear(&world, "sandbox", event("d1", "dispute_opened")).await, Ok(Heard::Applied));
        assert_eq!(status(&world, &lan, &lost).await, OrderStatus::Disputed);
        let back = RefundRequest { amount: None, reason: "x".into() };
        let refused = problem(orders::refund(services, &admin, &lost, back).await).unwrap_err();
        assert_eq!(refused.code, Code::Conflict, "no refund while the bank looks into it");
        world.pass(8 * 86_400);
        orders::sweep(services).await.expect("swept");
        assert_eq!(available(&world, &seller).await, (90_000, 0, 0), "what is disputed is held");
        assert_eq!(hear(&world, "sandbox", event("d2", "dispute_lost")).await, Ok(Heard::Applied));
        assert_eq!(hear(&world, "sandbox", event("d3", "dispute_lost")).await, Ok(Heard::Known));
        assert_eq!(hear(&world, "sandbox", event("d4", "dispute_opened")).await, Ok(Heard::Known));
        assert_eq!(status(&world, &lan, &lost).await, OrderStatus::ChargedBack);
        assert_eq!(available(&world, &seller).await, (0, 0, 0));
        let won = bought(&world, &minh, &listing).await;
        let name = reference(&world, &minh, &won).await;
        for (event, outcome) in [("d5", "dispute_opened"), ("d6", "dispute_won"), ("d7", "dispute_opened")] {
            hear(&world, "sandbox", sandbox(&world, &name, event, outcome, 100_000)).await.expect("heard");
        }
        assert_eq!(status(&world, &minh, &won).await, OrderStatus::Delivered);
        work_off(&world).await;
        in_order(&world).await;
    }
}

#[tokio::test]
async fn a_bank_that_takes_a_part_leaves_the_rest() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let order = bought(&world, &lan, &listing).await;
        let name = reference(&world, &lan, &order).await;
        let event = |event: &str, outcome: &str, sum| sandbox(&world, &name, event, outcome, sum);
        assert_eq!(hear(&world, "sandbox", event("d1", "dispute_opened", 40_000)).await, Ok(Heard::Applied));
        assert_eq!(hear(&world, "sandbox", event("d2", "dispute_lost", 40_000)).await, Ok(Heard::Applied));
        assert_eq!(hear(&world, "sandbox", event("d3", "dispute_lost", 40_000)).await, Ok(Heard::Known));
        let shown = orders::get(services, &lan, &order).await.expect("the order");
        assert_eq!((shown.status, shown.refunded.amount), (OrderStatus::PartiallyRefunded, 40_000));
        assert_eq!(available(&world, &seller).await.0, 54_000, "the rest is still the seller's");
        assert!(market::download(services, &lan, &order).await.is_ok(), "the buyer keeps it");
        in_order(&world).await;
        let rest = RefundRequest { amount: None, reason: "The rest, too".into() };
        let shown = orders::refund(services, &admin, &order, rest).await.expect("refunded");
        assert_eq!((shown.status, shown.refunded.amount), (OrderStatus::Refunded, 100_000));
        assert_eq!(available(&world, &seller).await.0, 0);
        work_off(&world).await;
        in_order(&world).await;
    }
}

#[tokio::test]
async fn a_refund_that_was_refused_is_asked_for_again() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let order = bought(&world, &lan, &listing).await;
        let name = reference(&world, &lan, &order).await;
        let all = RefundRequest { amount: None, reason: "Broken".into() };
        orders::refund(services, &admin, &order, all).await.expect("refunded");
        let failed = sandbox(&world, &name, "f1", "refund_failed", 100_000);
        hear(&world, "sandbox", failed).await.expect("heard");
        let again = || Resolution { return_payment: false, retry_refund: true, reason: "Try again".into() };
        assert_eq!(
            problem(orders::resolve(services, &admin, &order, again()).await).unwrap_err().code,
            Code::Conflict,
            "none was refused"
        );
        run(&world, "UPDATE refunds SET status = 'failed', error = 'no money'".to_owned()).await;
        orders::resolve(services, &admin, &order, again()).await.expect("asked for again");
        work_off(&world).await;
        let shown = orders::get(services, &lan, &order).await.expect("the order");
        let kinds: Vec<String> =
            shown.timeline.expect("a history").into_iter().map(|line| line.kind).collect();
        let retried = kinds.iter().position(|kind| kind == "refund_retried").expect("told");
        assert!(kinds.iter().skip(retried).any(|kind| kind == "refund_done"), "{kinds:?}");
        assert_eq!(shown.refunded.amount, 100_000, "once");
        in_order(&world).await;
    }
}

#[tokio::test]
async fn a_seller_sees_their_part_of_an_order_and_nothing_else() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let other = crate::market::person(&world, "other", landinghub::account::Role::Seller).await;
        let a = for_sale(&world, &seller, &admin, "A", ListingChanges::default()).await;
        let b = for_sale(&world, &other, &admin, "B", ListingChanges::default()).await;
        for listing in [&a, &b] {
            market::add_to_cart(services, &lan, &listing.id).await.expect("added");
        }
        let cart = landinghub::api::market::NewOrder {
            cart: true,
            payment_method: "sandbox".into(),
            ..landinghub::api::market::NewOrder::default()
        };
        let order = orders::place(services, &lan, cart).await.expect("placed").order.order_id;
        let missing = |result| problem(result).unwrap_err().code;
        assert_eq!(missing(orders::get(services, &seller, &order).await), Code::NotFound, "unpaid");
        let name = reference(&world, &lan, &order).await;
        hear(&world, "sandbox", sandbox(&world, &name, "e1", "paid", 200_000)).await.expect("paid");
        let theirs = orders::get(services, &seller, &order).await.expect("their part");
        assert_eq!((theirs.items.len(), theirs.total.amount), (1, 100_000));
        assert_eq!((&theirs.items[0].page_id, &theirs.items[0].licence_key), (&None, &None));
        let lines = theirs.timeline.expect("a history");
        assert!(lines.iter().any(|line| line.kind == "payment_succeeded"));
        assert!(lines.iter().all(|line| line.amount.is_none()), "sums of others aren't told");
        assert_eq!(missing(orders::get(services, &minh, &order).await), Code::NotFound);
        assert!(market::download(services, &seller, &order).await.is_err());
        assert!(market::invoice(services, &seller, &order).await.is_err());
    }
}
