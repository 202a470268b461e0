//! Trying before buying, newer revisions of what was bought, and money sent back at the gateway itself.

use crate::market::{
    People, available, bought, buy, for_sale, hear, in_order, markets, people, reference, sandbox, status,
    work_off,
};
use crate::pages::{batch, heading, say};
use crate::support::{World, problem, worlds_with};
use landinghub::Code;
use landinghub::api::market::{Listing, ListingChanges, NewOrder, RefundRequest, TakeUpdate, Why};
use landinghub::api::{Page, PageChange};
use landinghub::document::{NodeId, Prop};
use landinghub::market::OrderStatus;
use landinghub::variant::NewVariant;
use landinghub_services::gateways::Incoming;
use landinghub_services::gateways::http::Client;
use landinghub_services::gateways::sandbox::{Notice, SIGNATURE, Sandbox};
use landinghub_services::market::orders::{self, Heard};
use landinghub_services::{Caller, export, market, pages, sites, variants};
use std::collections::BTreeMap;

const DAY: i64 = 86_400;

async fn page_of(world: &World, caller: &Caller, id: &str) -> Page {
    pages::get(&world.services, caller, id).await.expect("the page")
}

/// Writes into the heading of a page.
async fn write(world: &World, caller: &Caller, id: &str, words: &str) -> Result<u64, landinghub::Problem> {
    let page = page_of(world, caller, id).await;
    let node = heading(page.document.as_ref().expect("a document"));
    let ops = batch(page.revision, "c", page.revision, vec![say(&node, words)]);
    problem(pages::apply_ops(&world.services, caller, id, ops).await).map(|done| done.revision)
}

async fn words(world: &World, caller: &Caller, id: &str, node: &NodeId) -> String {
    let page = page_of(world, caller, id).await;
    page.document.expect("a document").nodes.get(node).expect("a node").text(&Prop::TEXT).to_owned()
}

/// The seller's newer revision, approved.
async fn improved(world: &World, people: &People, listing: &Listing, text: &str) {
    write(world, &people.seller, &listing.page_id, text).await.expect("edited");
    let change = ListingChanges { description: Some(text.to_owned()), ..ListingChanges::default() };
    market::update(&world.services, &people.seller, &listing.id, change).await.expect("changed");
    market::submit(&world.services, &people.seller, &listing.id).await.expect("submitted");
    market::approve(&world.services, &people.admin, &listing.id).await.expect("approved");
}

#[tokio::test]
async fn a_trial_can_be_edited_and_nothing_else_until_it_is_bought() {
    for world in markets().await {
        let services = &world.services;
        let people = people(&world).await;
        let People { seller, admin, lan, minh } = &people;
        let listing = for_sale(&world, seller, admin, "Shop", ListingChanges::default()).await;
        let own = problem(market::try_out(services, seller, &listing.id).await).unwrap_err();
        assert_eq!(own.code, Code::OwnListing);
        let (tried, is_new) = market::try_out(services, lan, &listing.id).await.expect("a trial");
        let id = tried.page.id.clone();
        let trial = tried.page.trial.expect("marked");
        assert!(is_new && !trial.expired && trial.listing_id == listing.id);
        assert_eq!(trial.expires_at.0 - services.now().0, 14 * DAY * 1_000_000);
        let (again, is_new) = market::try_out(services, lan, &listing.id).await.expect("the same");
        assert_eq!((again.page.id.as_str(), is_new), (id.as_str(), false));
        write(&world, lan, &id, "Lan's shop").await.expect("edited");
        let rename = PageChange { title: Some("Lan".into()), ..PageChange::default() };
        assert!(pages::update(services, lan, &id, rename).await.is_ok());

        let refused = [
            problem(sites::deploy(services, lan, &id).await).unwrap_err(),
            problem(export::export(services, lan, &id).await).unwrap_err(),
            problem(pages::duplicate(services, lan, &id).await).unwrap_err(),
            problem(
                variants::create(
                    services,
                    lan,
                    &id,
                    NewVariant { name: "B".into(), ..NewVariant::default() },
                )
                .await,
            )
            .unwrap_err(),
        ];
        for refusal in &refused {
            assert_eq!((refusal.code, refusal.code.status()), (Code::TrialPage, 403), "{refusal:?}");
            assert_eq!(refusal.extra.as_ref().expect("members")["listing_id"], listing.id.as_str());
        }
        let mut selling = lan.clone();
        selling.actor.as_mut().expect("an actor").role = landinghub::account::Role::Seller;
        let input = ListingChanges {
            page_id: Some(id.clone()),
            title: Some("Mine".into()),
            ..ListingChanges::default()
        };
        assert_eq!(
            problem(market::create(services, &selling, input).await).unwrap_err().code,
            Code::TrialPage
        );
        assert_eq!(page_of(&world, lan, &id).await.status.as_str(), "draft", "nothing of it is published");
        assert_eq!(problem(pages::get(services, minh, &id).await).unwrap_err().code, Code::NotFound);

        // Its preview says what it is; a page of one's own has no mark.
        let marked = |url: String| async move {
            let rest = url.split("://").nth(1).expect("an address").to_owned();
            let (host, path) = rest.split_once('/').expect("a path");
            let label = host.split('.').next().expect("a label");
            let token = path.rsplit('/').next().expect("a token");
            let seen =
                sites::previewed(services, sites::Look::Preview, label, token).await.expect("a preview");
            (seen.html.contains("lh-watermark"), seen.csp)
        };
        let preview = sites::preview(services, lan, &id).await.expect("a preview");
        let (mark, csp) = marked(preview.url).await;
        assert!(mark && csp.matches("'sha256-").count() >= 2, "{csp}");

        // Payment unlocks that very page, with what was made of it.
        let order = bought(&world, lan, &listing).await;
        let done = orders::get(services, lan, &order).await.expect("the order");
        assert_eq!(done.items[0].page_id.as_deref(), Some(id.as_str()), "in place");
        let page = page_of(&world, lan, &id).await;
        assert_eq!((page.trial, page.title.as_str()), (None, "Lan"));
        let node = heading(page.document.as_ref().expect("a document"));
        assert_eq!(words(&world, lan, &id, &node).await, "Lan's shop", "edits are kept");
        assert!(sites::deploy(services, lan, &id).await.is_ok());
        assert!(export::export(services, lan, &id).await.is_ok());
        let preview = sites::preview(services, lan, &id).await.expect("a preview");
        assert!(!marked(preview.url).await.0);
        let owned = problem(market::try_out(services, lan, &listing.id).await).unwrap_err();
        assert_eq!(owned.code, Code::AlreadyOwned);
        assert_eq!(owned.extra.expect("members")["page_id"], id.as_str());
        work_off(&world).await;
        in_order(&world).await;
        assert_eq!(world.count("pages").await, 2, "the seller's and the buyer's, no third");
    }
}

#[tokio::test]
async fn a_trial_ends_and_is_kept_a_while_for_whoever_buys_late() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "Shop", ListingChanges::default()).await;
        let (tried, _) = market::try_out(services, &lan, &listing.id).await.expect("a trial");
        let (late, _) = market::try_out(services, &minh, &listing.id).await.expect("a trial");
        write(&world, &minh, &late.page.id, "Minh's").await.expect("edited");
        world.pass(14 * DAY);
        let over = write(&world, &lan, &tried.page.id, "Too late").await.unwrap_err();
        assert_eq!((over.code, over.detail.contains("over")), (Code::TrialPage, true));
        let shown = page_of(&world, &lan, &tried.page.id).await;
        assert!(shown.trial.expect("still one").expired);
        let (again, is_new) = market::try_out(services, &lan, &listing.id).await.expect("the same");
        assert!(!is_new && again.page.trial.expect("a trial").expired, "trying anew doesn't begin anew");
        // Put into the trash, it comes out bought.
        pages::trash(services, &minh, &late.page.id).await.expect("trashed");
        let order = bought(&world, &minh, &listing).await;
        let item = orders::get(services, &minh, &order).await.expect("the order").items.remove(0);
        assert_eq!(item.page_id.as_deref(), Some(late.page.id.as_str()));
        assert_eq!(page_of(&world, &minh, &late.page.id).await.status.as_str(), "draft");
        assert_eq!(market::purge_trials(services).await.expect("looked"), 0);
        world.pass(30 * DAY + 1);
        // What waits for its money stays.
        let waiting = buy(&world, &lan, &listing, "sandbox").await.expect("placed");
        assert_eq!(market::purge_trials(services).await.expect("looked"), 0);
        orders::cancel(services, &lan, &waiting.order.order_id).await.expect("called off");
        assert_eq!(market::purge_trials(services).await.expect("purged"), 1);
        assert_eq!(
            problem(pages::get(services, &lan, &tried.page.id).await).unwrap_err().code,
            Code::NotFound
        );
        assert!(pages::get(services, &minh, &late.page.id).await.is_ok(), "what was bought stays");
        in_order(&world).await;
    }
}

#[tokio::test]
async fn there_are_only_so_many_trials() {
    let limited = worlds_with(|config| {
        config.limits.set("TRIALS", 2);
        config.payments.sandbox = Some(true);
    });
    for world in limited.await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let mut listings = Vec::new();
        for title in ["One", "Two", "Three"] {
            listings.push(for_sale(&world, &seller, &admin, title, ListingChanges::default()).await);
        }
        // Two presses of a button make one page.
        let both = tokio::join!(
            market::try_out(services, &lan, &listings[0].id),
            market::try_out(services, &lan, &listings[0].id)
        );
        let (first, second) = (both.0.expect("a trial"), both.1.expect("the same"));
        assert_eq!((first.0.page.id, first.1), (second.0.page.id, !second.1));
        market::try_out(services, &lan, &listings[1].id).await.expect("a second");
        let refused = problem(market::try_out(services, &lan, &listings[2].id).await).unwrap_err();
        assert_eq!(refused.code, Code::Conflict);
        bought(&world, &lan, &listings[0]).await;
        market::try_out(services, &lan, &listings[2].id).await.expect("there is room again");
        market::suspend(
            services,
            &admin,
            &listings[1].id,
            landinghub::api::market::Reason { reason: "x".into() },
        )
        .await
        .expect("suspended");
        in_order(&world).await;
    }
}

#[tokio::test]
async fn a_newer_revision_is_offered_and_merged_into_the_buyers_copy() {
    for world in markets().await {
        let services = &world.services;
        let people = people(&world).await;
        let People { seller, admin, lan, minh } = &people;
        let listing = for_sale(&world, seller, admin, "Shop", ListingChanges::default()).await;
        let order = bought(&world, lan, &listing).await;
        let page = orders::get(services, lan, &order).await.expect("the order").items[0]
            .page_id
            .clone()
            .expect("a copy");
        assert!(!market::update_of(services, lan, &page).await.expect("looked").available);
        let refused =
            problem(market::take_update(services, lan, &page, TakeUpdate::default()).await).unwrap_err();
        assert_eq!(refused.code, Code::Conflict);

        improved(&world, &people, &listing, "Better words").await;
        let shown = page_of(&world, lan, &page).await;
        assert_eq!(shown.update_order_id.as_deref(), Some(order.as_str()));
        assert!(orders::get(services, lan, &order).await.expect("the order").items[0].update_available);
        let offered = market::update_of(services, lan, &page).await.expect("an update");
        assert_eq!((offered.available, offered.from, offered.to, offered.changes.len()), (true, 1, 2, 1));
        assert_eq!(offered.changes[0].after.as_deref(), Some("Better words"));
        assert_eq!(problem(market::update_of(services, minh, &page).await).unwrap_err().code, Code::NotFound);
        let strangers = market::take_update(services, minh, &page, TakeUpdate::default()).await;
        assert_eq!(problem(strangers).unwrap_err().code, Code::NotFound);
        let other = TakeUpdate { revision_id: Some("another".into()) };
        assert_eq!(
            problem(market::take_update(services, lan, &page, other).await).unwrap_err().code,
            Code::Conflict
        );

        let input = TakeUpdate { revision_id: offered.revision_id };
        let took = market::take_update(services, lan, &page, input).await.expect("taken");
        assert_eq!((took.revision, took.changes.len(), took.conflicts.len()), (2, 1, 0));
        let node = heading(page_of(&world, lan, &page).await.document.as_ref().expect("a document"));
        assert_eq!(words(&world, lan, &page, &node).await, "Better words");
        assert!(!market::update_of(services, lan, &page).await.expect("looked").available);
        let back = pages::restore_revision(services, lan, &page, 1).await.expect("taken back");
        assert_eq!(back.revision, 3);

        // What the buyer wrote stays; the listing's own words alone are no update.
        write(&world, lan, &page, "Lan's words").await.expect("edited");
        improved(&world, &people, &listing, "Best words").await;
        let offered = market::update_of(services, lan, &page).await.expect("an update");
        assert_eq!(offered.conflicts.len(), 1);
        assert_eq!(offered.conflicts[0].why, Why::Edited);
        assert_eq!(offered.conflicts[0].yours.as_deref(), Some("Lan's words"));
        let took = market::take_update(services, lan, &page, TakeUpdate::default()).await.expect("taken");
        assert_eq!((took.revision, took.changes.len(), took.conflicts.len()), (4, 0, 1));
        assert_eq!(words(&world, lan, &page, &node).await, "Lan's words");
        let change = ListingChanges { title: Some("Shop!".into()), ..ListingChanges::default() };
        market::update(services, seller, &listing.id, change).await.expect("changed");
        market::submit(services, seller, &listing.id).await.expect("submitted");
        market::approve(services, admin, &listing.id).await.expect("approved");
        assert_eq!(page_of(&world, lan, &page).await.update_order_id, None);

        // Tried before a newer revision, bought after it: the copy is the old one, and the new one is offered.
        let (tried, _) = market::try_out(services, minh, &listing.id).await.expect("a trial");
        improved(&world, &people, &listing, "Newest words").await;
        bought(&world, minh, &listing).await;
        in_order(&world).await;
        let offered = market::update_of(services, minh, &tried.page.id).await.expect("an update");
        assert_eq!(offered.changes[0].after.as_deref(), Some("Newest words"));
        market::take_update(services, minh, &tried.page.id, TakeUpdate::default()).await.expect("taken");
        assert_eq!(words(&world, minh, &tried.page.id, &node).await, "Newest words");
        // Whoever gave it back gets nothing more.
        improved(&world, &people, &listing, "Last words").await;
        let back = RefundRequest { amount: None, reason: "x".into() };
        orders::refund(services, admin, &order, back).await.expect("refunded");
        assert!(!market::update_of(services, lan, &page).await.expect("looked").available);
        work_off(&world).await;
        in_order(&world).await;
    }
}

/// The gateway says that so much went back in all.
fn back(world: &World, name: &str, event: &str, refunded: i64) -> Incoming {
    let notice = Notice {
        event_id: event.to_owned(),
        reference: name.to_owned(),
        outcome: "refunded".to_owned(),
        amount: 100_000,
        currency: "VND".to_owned(),
        refunded: Some(refunded),
    };
    let (body, signature) =
        Sandbox::new(&world.services.config, Client::new()).signed(&notice).expect("signed");
    let headers = BTreeMap::from([(SIGNATURE.to_owned(), signature)]);
    Incoming { query: String::new(), headers, body: body.to_string().into_bytes() }
}

#[tokio::test]
async fn money_sent_back_at_the_gateway_reaches_the_books() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "Shop", ListingChanges::default()).await;
        let order = bought(&world, &lan, &listing).await;
        let name = reference(&world, &lan, &order).await;
        let tell =
            |event: &'static str, refunded| hear(&world, "sandbox", back(&world, &name, event, refunded));
        assert_eq!(tell("r1", 40_000).await, Ok(Heard::Applied));
        assert_eq!(tell("r1", 40_000).await, Ok(Heard::Known));
        assert_eq!(tell("r2", 40_000).await, Ok(Heard::Known), "the same sum told by another event");
        let shown = orders::get(services, &lan, &order).await.expect("the order");
        assert_eq!((shown.status, shown.refunded.amount), (OrderStatus::PartiallyRefunded, 40_000));
        assert_eq!(available(&world, &seller).await.0, 54_000);
        in_order(&world).await;
        // What we send back ourselves is told by the gateway, too.
        let some = RefundRequest { amount: Some(crate::market::price(10_000)), reason: "x".into() };
        orders::refund(services, &admin, &order, some).await.expect("refunded");
        work_off(&world).await;
        assert_eq!(tell("r3", 50_000).await, Ok(Heard::Known));
        assert_eq!(status(&world, &lan, &order).await, OrderStatus::PartiallyRefunded);
        assert_eq!(tell("r4", 100_000).await, Ok(Heard::Applied));
        assert_eq!(status(&world, &lan, &order).await, OrderStatus::Refunded);
        assert!(problem(market::download(services, &lan, &order).await).is_err());
        assert_eq!(available(&world, &seller).await, (0, 0, 0));
        assert_eq!(world.count("refunds").await, 3);
        in_order(&world).await;

        // The news of the refund overtakes the news of the payment.
        let placed = buy(&world, &minh, &listing, "sandbox").await.expect("placed").order.order_id;
        let name = reference(&world, &minh, &placed).await;
        assert_eq!(hear(&world, "sandbox", back(&world, &name, "r5", 25_000)).await, Ok(Heard::Applied));
        assert_eq!(
            hear(&world, "sandbox", sandbox(&world, &name, "p", "paid", 100_000)).await,
            Ok(Heard::Known)
        );
        let shown = orders::get(services, &minh, &placed).await.expect("the order");
        assert_eq!((shown.status, shown.refunded.amount), (OrderStatus::PartiallyRefunded, 25_000));
        // During a dispute nothing moves, and somebody looks; so with more than there is, and with refunds that fail.
        hear(&world, "sandbox", sandbox(&world, &name, "d", "dispute_opened", 100_000)).await.expect("heard");
        assert_eq!(hear(&world, "sandbox", back(&world, &name, "r6", 60_000)).await, Ok(Heard::Applied));
        let shown = orders::get(services, &admin, &placed).await.expect("the order");
        assert_eq!((shown.status, shown.refunded.amount), (OrderStatus::Disputed, 25_000));
        assert_eq!(shown.attention.as_deref(), Some("refunded_elsewhere"));
        hear(&world, "sandbox", sandbox(&world, &name, "f", "refund_failed", 100_000)).await.expect("heard");
        let shown = orders::get(services, &admin, &placed).await.expect("the order");
        assert_eq!(shown.attention.as_deref(), Some("refund_failed"));
        work_off(&world).await;
        in_order(&world).await;
    }
}

#[tokio::test]
async fn orders_are_found_without_diacritics_and_by_their_number() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let listing =
            for_sale(&world, &seller, &admin, "Khai trương Đặc biệt", ListingChanges::default()).await;
        let order = bought(&world, &lan, &listing).await;
        let short: String = order.chars().take(8).collect();
        for (q, found) in [("dac biet", 1), ("ĐẶC", 1), (short.as_str(), 1), ("100%", 0), ("nothing", 0)] {
            let query = orders::OrdersQuery { q: Some(q.to_owned()), ..orders::OrdersQuery::default() };
            assert_eq!(orders::list(services, &lan, &query).await.expect("a list").items.len(), found, "{q}");
        }
        let free = NewOrder {
            listing_id: Some(listing.id.clone()),
            payment_method: "sandbox".into(),
            ..NewOrder::default()
        };
        let owned = problem(orders::place(services, &lan, free).await).unwrap_err();
        assert_eq!(owned.code, Code::AlreadyOwned);
    }
}
