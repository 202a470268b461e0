//! What gateways say: repeated, forged, late, out of order, about somebody else's payment. Every story ends with the books
//! in order.

use crate::market::{
    People, available, bought, buy, for_sale, hear, in_order, markets, momo, people, person, reference,
    sandbox, status, vnpay, vnpay_of, work_off,
};
use crate::support::problem;
use futures::future::join_all;
use landinghub::Code;
use landinghub::account::Role;
use landinghub::api::market::{ListingChanges, NewAttempt, RefundRequest, Resolution};
use landinghub::market::OrderStatus;
use landinghub_services::gateways::Refusal;
use landinghub_services::market::orders::{self, Heard, OrdersQuery};

#[tokio::test]
async fn duplicates_at_the_same_moment_settle_once() {
    for world in markets().await {
        let People { seller, admin, lan, .. } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let placed = join_all((0..4).map(|_| buy(&world, &lan, &listing, "vnpay"))).await;
        let orders: Vec<String> =
            placed.into_iter().map(|placed| placed.expect("placed").order.order_id).collect();
        assert!(orders.iter().all(|order| *order == orders[0]), "one order, however often it is asked for");
        let name = reference(&world, &lan, &orders[0]).await;
        let heard =
            join_all((0..8).map(|_| hear(&world, "vnpay", vnpay(&name, "00", 10_000_000, "vnpay secret"))))
                .await;
        assert_eq!(heard.iter().filter(|heard| **heard == Ok(Heard::Applied)).count(), 1, "{heard:?}");
        assert!(heard.iter().all(|heard| matches!(heard, Ok(Heard::Applied | Heard::Known))));
        assert_eq!(status(&world, &lan, &orders[0]).await, OrderStatus::Delivered);
        assert_eq!(world.count("entitlements").await, 1);
        assert_eq!(available(&world, &seller).await.0, 90_000);
        in_order(&world).await;
    }
}

#[tokio::test]
async fn what_does_not_fit_moves_no_money() {
    for world in markets().await {
        let People { seller, admin, lan, .. } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let order = buy(&world, &lan, &listing, "vnpay").await.expect("placed").order.order_id;
        let name = reference(&world, &lan, &order).await;
        let good = vnpay(&name, "00", 10_000_000, "vnpay secret");
        assert_eq!(
            hear(&world, "vnpay", vnpay(&name, "00", 10_000_000, "forged")).await,
            Err(Refusal::Signature)
        );
        assert_eq!(
            hear(&world, "momo", momo(&name, 0, 100_000)).await,
            Ok(Heard::Unknown),
            "another gateway's reference"
        );
        assert_eq!(
            hear(&world, "vnpay", vnpay("unknown", "00", 10_000_000, "vnpay secret")).await,
            Ok(Heard::Unknown)
        );
        assert_eq!(world.count("callback_inbox").await, 0, "a forger can't use up a key");
        assert_eq!(
            hear(&world, "vnpay", vnpay(&name, "00", 9_999_900, "vnpay secret")).await,
            Ok(Heard::WrongAmount)
        );
        let shown = orders::get(&world.services, &lan, &order).await.expect("the order");
        assert_eq!(shown.status, OrderStatus::Pending);
        assert_eq!(shown.attempts.expect("attempts")[0].status.as_str(), "review");
        let every = OrdersQuery::default();
        let attention = orders::all(&world.services, &admin, &every, true).await.expect("a list");
        assert_eq!(attention.items[0].attention.as_deref(), Some("wrong_amount"));
        // The truth may come after all.
        assert_eq!(hear(&world, "vnpay", good.clone()).await, Ok(Heard::Applied));
        assert_eq!(status(&world, &lan, &order).await, OrderStatus::Delivered);
        assert_eq!(
            hear(&world, "vnpay", vnpay(&name, "24", 10_000_000, "vnpay secret")).await,
            Ok(Heard::Known)
        );
        assert_eq!(status(&world, &lan, &order).await, OrderStatus::Delivered, "a success never regresses");
        in_order(&world).await;
    }
}

#[tokio::test]
async fn two_gateways_that_were_both_paid_settle_once() {
    for world in markets().await {
        let People { seller, admin, lan, .. } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let order = buy(&world, &lan, &listing, "vnpay").await.expect("placed").order.order_id;
        let first = reference(&world, &lan, &order).await;
        world.pass(1);
        let by = NewAttempt { payment_method: Some("sandbox".into()), ..NewAttempt::default() };
        orders::pay(&world.services, &lan, &order, by).await.expect("another attempt");
        let second = reference(&world, &lan, &order).await;
        assert_ne!(first, second);
        let (a, b) = tokio::join!(
            hear(&world, "vnpay", vnpay(&first, "00", 10_000_000, "vnpay secret")),
            hear(&world, "sandbox", sandbox(&world, &second, "e1", "paid", 100_000)),
        );
        assert_eq!((a, b), (Ok(Heard::Applied), Ok(Heard::Applied)));
        assert_eq!(status(&world, &lan, &order).await, OrderStatus::Delivered);
        assert_eq!(world.count("entitlements").await, 1);
        assert_eq!(world.count("refunds").await, 1, "the other goes back");
        assert_eq!(available(&world, &seller).await.0, 90_000);
        in_order(&world).await;
        work_off(&world).await;
        in_order(&world).await;
    }
}

#[tokio::test]
async fn late_money_is_delivered_where_it_can_be_and_goes_back_where_not() {
    for world in markets().await {
        let People { seller, admin, lan, minh } = people(&world).await;
        let one = ListingChanges { licence: Some("exclusive".into()), ..ListingChanges::default() };
        let listing = for_sale(&world, &seller, &admin, "Only one", one).await;
        let lans = buy(&world, &lan, &listing, "sandbox").await.expect("placed").order.order_id;
        assert_eq!(buy(&world, &minh, &listing, "sandbox").await.unwrap_err().code, Code::OutOfStock);
        let late = reference(&world, &lan, &lans).await;
        world.pass(901);
        orders::sweep(&world.services).await.expect("swept");
        assert_eq!(status(&world, &lan, &lans).await, OrderStatus::Expired);
        in_order(&world).await;
        let minhs = bought(&world, &minh, &listing).await;
        assert_eq!(
            hear(&world, "sandbox", sandbox(&world, &late, "e2", "paid", 100_000)).await,
            Ok(Heard::Applied)
        );
        assert_eq!(status(&world, &lan, &lans).await, OrderStatus::Refunded);
        assert_eq!(status(&world, &minh, &minhs).await, OrderStatus::Delivered);
        work_off(&world).await;
        in_order(&world).await;
        // What is still for sale is delivered, however late.
        let other = for_sale(&world, &seller, &admin, "Many", ListingChanges::default()).await;
        let order = buy(&world, &lan, &other, "sandbox").await.expect("placed").order.order_id;
        let name = reference(&world, &lan, &order).await;
        orders::cancel(&world.services, &lan, &order).await.expect("cancelled");
        assert_eq!(
            hear(&world, "sandbox", sandbox(&world, &name, "e3", "failed", 100_000)).await,
            Ok(Heard::Known)
        );
        assert_eq!(
            hear(&world, "sandbox", sandbox(&world, &name, "e4", "paid", 100_000)).await,
            Ok(Heard::Applied)
        );
        assert_eq!(status(&world, &lan, &order).await, OrderStatus::Delivered);
        work_off(&world).await;
        in_order(&world).await;
    }
}

#[tokio::test]
async fn the_last_one_is_sold_once() {
    for world in markets().await {
        let People { seller, admin, .. } = people(&world).await;
        let two =
            ListingChanges { licence: Some("limited".into()), stock: Some(2), ..ListingChanges::default() };
        let listing = for_sale(&world, &seller, &admin, "Two", two).await;
        let mut buyers = Vec::new();
        for n in 0..5 {
            buyers.push(person(&world, &format!("buyer{n}"), Role::User).await);
        }
        let placed = join_all(buyers.iter().map(|buyer| buy(&world, buyer, &listing, "sandbox"))).await;
        assert_eq!(placed.iter().filter(|placed| placed.is_ok()).count(), 2);
        assert!(
            placed
                .iter()
                .filter_map(|placed| placed.as_ref().err())
                .all(|problem| problem.code == Code::OutOfStock)
        );
        in_order(&world).await;
    }
}

#[tokio::test]
async fn another_account_is_none_of_ours() {
    for world in markets().await {
        let People { seller, admin, lan, .. } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let order = buy(&world, &lan, &listing, "vnpay").await.expect("placed").order.order_id;
        let name = reference(&world, &lan, &order).await;
        let theirs = vnpay_of("OTHER", &name, "00", 10_000_000, "vnpay secret");
        assert_eq!(hear(&world, "vnpay", theirs).await, Err(Refusal::Elsewhere));
        assert_eq!(world.count("callback_inbox").await, 0);
        assert_eq!(status(&world, &lan, &order).await, OrderStatus::Pending);
        in_order(&world).await;
    }
}

#[tokio::test]
async fn a_doubtful_payment_goes_back_by_an_admins_word() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let order = buy(&world, &lan, &listing, "vnpay").await.expect("placed").order.order_id;
        let name = reference(&world, &lan, &order).await;
        let why = || Resolution { return_payment: true, retry_refund: false, reason: "Half of it".into() };
        assert_eq!(
            problem(orders::resolve(services, &admin, &order, why()).await).unwrap_err().code,
            Code::Conflict,
            "nothing is doubtful yet"
        );
        let half = vnpay(&name, "00", 5_000_000, "vnpay secret");
        assert_eq!(hear(&world, "vnpay", half.clone()).await, Ok(Heard::WrongAmount));
        assert_eq!(hear(&world, "vnpay", half).await, Ok(Heard::WrongAmount), "and again");
        let looked = |caller| orders::resolve(services, caller, &order, why());
        assert_eq!(problem(looked(&lan).await).unwrap_err().code, Code::Forbidden);
        assert_eq!(problem(looked(&seller).await).unwrap_err().code, Code::Forbidden);
        let shown = looked(&admin).await.expect("sent back");
        assert_eq!(shown.status, OrderStatus::Pending, "it can still be paid");
        let all = orders::all(services, &admin, &OrdersQuery::default(), true).await.expect("a list");
        assert!(all.items.is_empty(), "off the list");
        let shown = orders::get(services, &lan, &order).await.expect("the order");
        assert_eq!(shown.attempts.expect("attempts")[0].status.as_str(), "failed");
        let back =
            shown.timeline.expect("a history").into_iter().find(|line| line.kind == "payment_returned");
        assert_eq!(back.and_then(|line| line.amount).map(|sum| sum.amount), Some(50_000), "as it came");
        assert_eq!(world.count("refunds").await, 1);
        in_order(&world).await;
        // The late truth: the whole amount came after all.
        assert_eq!(
            hear(&world, "vnpay", vnpay(&name, "00", 10_000_000, "vnpay secret")).await,
            Ok(Heard::Applied)
        );
        assert_eq!(status(&world, &lan, &order).await, OrderStatus::Delivered);
        // The admin's refund of an unpaid order sends what came in back, too; suspicious money is all of it.
        let other = buy(&world, &minh, &listing, "sandbox").await.expect("placed").order.order_id;
        let name = reference(&world, &minh, &other).await;
        let suspicious = sandbox(&world, &name, "s1", "suspicious", 100_000);
        assert_eq!(hear(&world, "sandbox", suspicious).await, Ok(Heard::Applied));
        let all = RefundRequest { amount: None, reason: "Suspicious".into() };
        let shown = orders::refund(services, &admin, &other, all).await.expect("sent back");
        assert_eq!((shown.status, shown.refunded.amount), (OrderStatus::Pending, 0));
        assert_eq!(world.count("refunds").await, 2);
        work_off(&world).await;
        assert_eq!(available(&world, &seller).await.0, 90_000);
    }
}

#[tokio::test]
async fn a_cart_takes_the_place_of_an_order_for_a_part_of_it() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let one = ListingChanges { licence: Some("exclusive".into()), ..ListingChanges::default() };
        let only = for_sale(&world, &seller, &admin, "Only one", one).await;
        let other = for_sale(&world, &seller, &admin, "Another", ListingChanges::default()).await;
        let first = buy(&world, &lan, &only, "sandbox").await.expect("placed").order.order_id;
        let late = reference(&world, &lan, &first).await;
        for listing in [&only, &other] {
            landinghub_services::market::add_to_cart(services, &lan, &listing.id).await.expect("added");
        }
        let cart = landinghub::api::market::NewOrder {
            cart: true,
            payment_method: "sandbox".into(),
            ..landinghub::api::market::NewOrder::default()
        };
        let both = orders::place(services, &lan, cart).await.expect("its own reservation isn't in the way");
        assert_eq!(both.order.items.len(), 2);
        assert_eq!(status(&world, &lan, &first).await, OrderStatus::Cancelled);
        in_order(&world).await;
        // The first is paid all the same: nothing is left for it, and its money goes back.
        let paid = sandbox(&world, &late, "l1", "paid", 100_000);
        assert_eq!(hear(&world, "sandbox", paid).await, Ok(Heard::Applied));
        assert_eq!(status(&world, &lan, &first).await, OrderStatus::Refunded);
        let name = reference(&world, &lan, &both.order.order_id).await;
        let paid = sandbox(&world, &name, "l2", "paid", 200_000);
        assert_eq!(hear(&world, "sandbox", paid).await, Ok(Heard::Applied));
        assert_eq!(status(&world, &lan, &both.order.order_id).await, OrderStatus::Delivered);
        work_off(&world).await;
        in_order(&world).await;
    }
}
