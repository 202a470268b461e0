//! The seller's and the admin's side: checks, pictures, mails, refunds, payouts, takedowns, reports, numbers.

use crate::market::{
    People, available, bought, for_sale, in_order, markets, people, person, price, work_off,
};
use crate::pages::{owner, page};
use crate::support::{World, at, problem};
use landinghub::account::Role;
use landinghub::api::admin::{NewReport, ReportDecision};
use landinghub::api::market::{
    ListingChanges, NewPayout, NewReview, Reason, RefundRequest, SellerApply, SellerDecision,
};
use landinghub::api::{NewPage, ProfileChange};
use landinghub::market::{CheckKind, ListingStatus, OrderStatus, PayoutStatus, Verdict, View};
use landinghub::{Code, Problem};
use landinghub_services::market::orders::{self, OrdersQuery};
use landinghub_services::sites::{self, Site};
use landinghub_services::{
    Caller, Slice, accounts, analytics, audit, market, pages, takedowns, thumbnails, uploads,
};

const DAY: i64 = 86_400;

fn why(reason: &str) -> Reason {
    Reason { reason: reason.to_owned() }
}

/// Mails to somebody once those are out that wait for being read in the app.
async fn mailed(world: &World, name: &str) -> Vec<String> {
    world.pass(301);
    world.mails_to(&format!("{name}@example.com")).await
}

async fn of_template(world: &World, caller: &Caller, title: &str, template: &str) -> String {
    let new = NewPage { title: title.to_owned(), template: Some(template.to_owned()), ..NewPage::default() };
    pages::create(&world.services, caller, new).await.expect("a page").id
}

async fn submitted(world: &World, seller: &Caller, page: String, title: &str) -> String {
    let input = ListingChanges {
        page_id: Some(page),
        title: Some(title.to_owned()),
        price: Some(price(100_000)),
        ..ListingChanges::default()
    };
    let made = market::create(&world.services, seller, input).await.expect("a draft");
    market::submit(&world.services, seller, &made.id).await.expect("submitted").id
}

#[tokio::test]
async fn machines_look_before_people_do_and_find_copies() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let thief = person(&world, "thief", Role::Seller).await;
        let templates = landinghub_services::templates::list(services);
        let template = templates.first().expect("a template").id.clone();
        let own = of_template(&world, &seller, "Original", &template).await;
        let first = submitted(&world, &seller, own, "Original").await;
        market::approve(services, &admin, &first).await.expect("approved");
        let copy = of_template(&world, &thief, "Copy", &template).await;
        let second = submitted(&world, &thief, copy, "Copy").await;
        let queue =
            market::queue(services, &admin, Some("pending"), &Slice::default()).await.expect("a queue");
        let [waiting] = queue.items.as_slice() else { panic!("one waits: {:?}", queue.items) };
        let kinds: Vec<CheckKind> = waiting.checks.iter().map(|check| check.kind).collect();
        assert_eq!(
            kinds,
            [CheckKind::Audit, CheckKind::Code, CheckKind::Links, CheckKind::Secrets, CheckKind::Copied]
        );
        let copied = waiting.checks.last().expect("the check of copies");
        assert_eq!(copied.verdict, Verdict::Warning);
        let similar = copied.similar.as_ref().expect("what it is like");
        assert_eq!((similar.listing_id.as_str(), similar.title.as_str()), (first.as_str(), "Original"));
        assert_eq!((similar.likeness.text, similar.likeness.structure), (1000, 1000));
        // Nobody but admins is told, and one's own other listings aren't copies.
        assert!(market::get(services, &thief, &second).await.expect("theirs").checks.is_empty());
        assert!(market::get(services, &lan, &first).await.expect("for sale").checks.is_empty());
        let another = of_template(&world, &seller, "Again", &template).await;
        let third = submitted(&world, &seller, another, "Again").await;
        let checks = market::get(services, &admin, &third).await.expect("seen").checks;
        let like =
            checks.last().and_then(|check| check.similar.as_ref()).map(|similar| similar.seller.as_str());
        assert_ne!(like, Some("seller"));
    }
}

#[tokio::test]
async fn a_listing_shows_the_pictures_its_seller_chose() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let change = ListingChanges {
            gallery: Some(vec!["mobile".into(), "desktop".into()]),
            ..ListingChanges::default()
        };
        let made = for_sale(&world, &seller, &admin, "Pictures", change).await;
        let seen = market::get(services, &lan, &made.id).await.expect("seen");
        let views: Vec<View> = seen.gallery.iter().map(|picture| picture.view).collect();
        assert_eq!(views, [View::Mobile, View::Desktop]);
        assert_eq!(seen.thumbnail_url.as_ref(), seen.gallery.first().map(|picture| &picture.url));
        for picture in &seen.gallery {
            let rest =
                picture.url.strip_prefix("http://content.localhost:3000/l/").expect("on the content origin");
            let (revision, file) = rest.split_once('/').expect("a file");
            let (bytes, mime) =
                thumbnails::open_listing(services, revision, file, false).await.expect("drawn");
            assert_eq!(mime, "image/svg+xml");
            assert!(bytes.starts_with(b"<svg "));
            assert!(thumbnails::open_listing(services, revision, "../x.svg", false).await.is_err());
        }
        for wrong in [vec![], vec!["watch".to_owned()]] {
            let input = ListingChanges { gallery: Some(wrong), ..ListingChanges::default() };
            let refused = problem(market::update(services, &seller, &made.id, input).await).unwrap_err();
            assert!(refused.fields.contains_key("gallery"), "{refused:?}");
        }
        // What is for sale keeps its pictures while the next ones are reviewed.
        let input = ListingChanges { gallery: Some(vec!["tablet".into()]), ..ListingChanges::default() };
        let changed = market::update(services, &seller, &made.id, input).await.expect("changed");
        assert_eq!(changed.draft.expect("a draft").gallery, [View::Tablet]);
        assert_eq!(market::get(services, &lan, &made.id).await.expect("seen").gallery, seen.gallery);
    }
}

#[tokio::test]
async fn sellers_are_written_to_in_their_language() {
    for world in markets().await {
        let services = &world.services;
        let admin = person(&world, "admin", Role::Admin).await;
        let lan = person(&world, "lan", Role::User).await;
        let mut seller = owner(&world, "seller@example.com").await;
        let vietnamese = ProfileChange { locale: Some("vi".into()), ..ProfileChange::default() };
        accounts::update_profile(services, &seller, vietnamese).await.expect("changed");
        let said = |mails: &[String], words: &str| mails.iter().any(|mail| mail.contains(words));
        let asked = market::apply(services, &seller, SellerApply::default()).await.expect("applied");
        let no = SellerDecision {
            application_id: Some(asked.id.clone()),
            decision: Some("reject".into()),
            reason: Some("Hãy kể thêm".into()),
            ..SellerDecision::default()
        };
        market::decide(services, &admin, no).await.expect("refused");
        assert!(said(&mailed(&world, "seller").await, "Lý do: Hãy kể thêm"));
        market::apply(services, &seller, SellerApply::default()).await.expect("applied again");
        let yes = SellerDecision { application_id: Some(asked.id), ..SellerDecision::default() };
        market::decide(services, &admin, yes).await.expect("approved");
        assert!(said(&mailed(&world, "seller").await, "Bạn có thể bán hàng rồi"));
        let actor = seller.actor.as_mut().expect("an actor");
        (actor.role, actor.email_verified) = (Role::Seller, true);
        let own = page(&world, &seller, "Tiệm bánh").await.id;
        let listing = submitted(&world, &seller, own, "Tiệm <b>bánh</b>").await;
        market::reject(services, &admin, &listing, why("Thiếu ảnh")).await.expect("rejected");
        assert!(said(&mailed(&world, "seller").await, "Lý do: Thiếu ảnh"));
        market::submit(services, &seller, &listing).await.expect("submitted");
        market::approve(services, &admin, &listing).await.expect("approved");
        let mails = mailed(&world, "seller").await;
        assert!(said(&mails, "Tin đã qua kiểm duyệt") && said(&mails, "Tiệm &lt;b&gt;bánh&lt;/b&gt;"));
        let for_sale = market::get(services, &lan, &listing).await.expect("for sale");
        bought(&world, &lan, &for_sale).await;
        let review = NewReview { rating: 4, comment: String::new() };
        market::post_review(services, &lan, &listing, review).await.expect("reviewed");
        let mails = mailed(&world, "seller").await;
        assert!(said(&mails, "đã mua với giá") && said(&mails, "4 trên 5 sao"));
        market::suspend(services, &admin, &listing, why("Khiếu nại")).await.expect("suspended");
        assert!(said(&mailed(&world, "seller").await, "Lý do: Khiếu nại"));
        // Each is told once, whatever is worked off again.
        let before = mailed(&world, "seller").await.len();
        work_off(&world).await;
        assert_eq!(mailed(&world, "seller").await.len(), before);
    }
}

#[tokio::test]
async fn the_seller_decides_on_money_back() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let other = person(&world, "other", Role::Seller).await;
        let made = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        let order = bought(&world, &lan, &made).await;
        let refused =
            problem(orders::decline_refund(services, &seller, &order, why("no")).await).unwrap_err();
        assert_eq!(refused.code, Code::Conflict, "nobody asks");
        let ask = || RefundRequest { amount: None, reason: "It isn't what I need".into() };
        orders::ask_refund(services, &lan, &order, ask()).await.expect("asked");
        let sale =
            orders::sales(services, &seller, &OrdersQuery::default()).await.expect("sales").items.remove(0);
        assert!(sale.refund_requested && sale.decides);
        assert_eq!(sale.refund_reason.as_deref(), Some("It isn't what I need"));
        for stranger in [&other, &minh, &lan] {
            let refused =
                problem(orders::decline_refund(services, stranger, &order, why("no")).await).unwrap_err();
            assert_eq!(refused, Problem::not_found());
        }
        let empty = problem(orders::decline_refund(services, &seller, &order, why(" ")).await).unwrap_err();
        assert!(empty.fields.contains_key("reason"));
        let declined = orders::decline_refund(services, &seller, &order, why("It works as shown"))
            .await
            .expect("declined");
        assert!(!declined.refund_requested);
        assert_eq!(declined.status, OrderStatus::Delivered);
        let timeline =
            orders::get(services, &lan, &order).await.expect("the order").timeline.expect("a history");
        assert!(
            timeline
                .iter()
                .any(|line| line.kind == "refund_declined" && line.text.contains("It works as shown"))
        );
        assert!(mailed(&world, "lan").await.iter().any(|mail| mail.contains("It works as shown")));
        assert!(mailed(&world, "seller").await.iter().any(|mail| mail.contains("would like the money back")));
        // Asked again, the seller gives it.
        orders::ask_refund(services, &lan, &order, ask()).await.expect("asked again");
        orders::ask_refund(services, &seller, &order, RefundRequest::default()).await.expect("given");
        work_off(&world).await;
        let totals = orders::sales(services, &seller, &OrdersQuery::default()).await.expect("sales").totals;
        let [total] = totals.as_slice() else { panic!("one currency: {totals:?}") };
        assert_eq!(
            (total.count, total.gross.amount, total.refunded.amount, total.fee.amount, total.revenue.amount),
            (1, 100_000, 100_000, 0, 0)
        );
        in_order(&world).await;
    }
}

#[tokio::test]
async fn totals_of_sales_are_those_of_the_ledger() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let change = ListingChanges { price: Some(price(99_999)), ..ListingChanges::default() };
        let made = for_sale(&world, &seller, &admin, "Đặc Biệt", change).await;
        let order = bought(&world, &lan, &made).await;
        world.pass(DAY);
        bought(&world, &minh, &made).await;
        let part = RefundRequest { amount: Some(price(33_333)), reason: "A part".into() };
        orders::refund(services, &admin, &order, part).await.expect("refunded");
        let query = |q: &str, from: &str| OrdersQuery {
            q: Some(q.to_owned()),
            from: (!from.is_empty()).then(|| from.to_owned()),
            ..OrdersQuery::default()
        };
        let all = orders::sales(services, &seller, &query("", "")).await.expect("sales");
        let [total] = all.totals.as_slice() else { panic!("one currency") };
        assert_eq!((total.count, total.gross.amount, total.refunded.amount), (2, 199_998, 33_333));
        assert_eq!(total.revenue.amount, available(&world, &seller).await.0, "as the ledger has it");
        assert_eq!(total.gross.amount - total.refunded.amount, total.fee.amount + total.revenue.amount);
        assert_eq!(total.days.iter().map(|day| day.count).sum::<u64>(), 2);
        assert_eq!(total.days.len(), 2);
        let day = &total.days[1].date;
        let later = orders::sales(services, &seller, &query("dac biet", day)).await.expect("sales");
        assert_eq!((later.items.len(), later.totals[0].count), (1, 1));
        assert!(
            orders::sales(services, &seller, &query("nothing", "")).await.expect("none").totals.is_empty()
        );
        let stats = analytics::dashboard(services, &seller).await.expect("numbers");
        assert_eq!((stats.sales, stats.revenue[0].amount), (2, total.revenue.amount));
        assert_eq!(stats.days.len(), 30);
        assert_eq!(stats.days.iter().map(|day| day.sales).sum::<u64>(), 2);
        let numbers = analytics::analytics(services, &admin, None, None).await.expect("numbers");
        assert_eq!((numbers.revenue[0].orders, numbers.revenue[0].gross.amount), (2, 199_998));
        assert_eq!(numbers.revenue[0].fee.amount, total.fee.amount);
        assert_eq!(numbers.days.len(), 30);
        assert_eq!(numbers.days.iter().map(|day| day.orders).sum::<u64>(), 2);
        assert_eq!(
            problem(analytics::analytics(services, &seller, None, None).await).unwrap_err().code,
            Code::Forbidden
        );
        for (from, to) in
            [("2026-02-30", ""), ("2026-12-01", "2026-11-01"), ("2020-01-01", "2026-01-01"), ("x", "")]
        {
            let wrong =
                problem(analytics::analytics(services, &admin, Some(from), Some(to)).await).unwrap_err();
            assert_eq!(wrong.code, Code::ValidationFailed, "{from} {to}");
        }
    }
}

#[tokio::test]
async fn a_payout_that_fails_or_comes_back_is_the_sellers_again() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let made = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        bought(&world, &lan, &made).await;
        world.pass(8 * DAY);
        orders::sweep(services).await.expect("swept");
        assert_eq!(available(&world, &seller).await, (0, 90_000, 0));
        let ask = || NewPayout { amount: Some(price(60_000)) };
        let first = market::request_payout(services, &seller, ask()).await.expect("asked");
        assert_eq!(available(&world, &seller).await, (0, 30_000, 60_000));
        for wrong in [
            problem(market::fail_payout(services, &seller, &first.id, why("x")).await).unwrap_err().code,
            problem(market::return_payout(services, &lan, &first.id, why("x")).await).unwrap_err().code,
        ] {
            assert_eq!(wrong, Code::Forbidden);
        }
        assert_eq!(
            problem(market::return_payout(services, &admin, &first.id, why("x")).await).unwrap_err().code,
            Code::Conflict
        );
        let failed =
            market::fail_payout(services, &admin, &first.id, why("No such account")).await.expect("failed");
        assert_eq!(
            (failed.status, failed.reason.as_deref()),
            (PayoutStatus::Failed, Some("No such account"))
        );
        assert_eq!(available(&world, &seller).await, (0, 90_000, 0));
        in_order(&world).await;
        let second = market::request_payout(services, &seller, ask()).await.expect("asked again");
        let paid = market::approve_payout(services, &admin, &second.id).await.expect("paid");
        assert_eq!(paid.status, PayoutStatus::Paid);
        assert_eq!(
            problem(market::fail_payout(services, &admin, &second.id, why("x")).await).unwrap_err().code,
            Code::Conflict
        );
        let back = market::return_payout(services, &admin, &second.id, why("Closed account"))
            .await
            .expect("returned");
        assert_eq!(back.status, PayoutStatus::Returned);
        assert_eq!(available(&world, &seller).await, (0, 90_000, 0));
        for done in [&first.id, &second.id] {
            for again in [
                market::fail_payout(services, &admin, done, why("x")).await,
                market::return_payout(services, &admin, done, why("x")).await,
                market::approve_payout(services, &admin, done).await,
            ] {
                assert_eq!(problem(again).unwrap_err().code, Code::Conflict);
            }
        }
        let mails = mailed(&world, "seller").await;
        for words in ["No such account", "We have sent", "Closed account"] {
            assert_eq!(mails.iter().filter(|mail| mail.contains(words)).count(), 1, "{words}");
        }
        let actions: Vec<String> = audit::list(services, &admin, Some("payout."), &Slice::default())
            .await
            .expect("the log")
            .items
            .into_iter()
            .map(|entry| entry.action)
            .collect();
        assert_eq!(actions.len(), 3, "{actions:?}");
        in_order(&world).await;
    }
}

#[tokio::test]
async fn a_page_taken_down_is_nowhere_until_that_is_lifted() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let made = for_sale(&world, &seller, &admin, "Bad page", ListingChanges::default()).await;
        let listing = market::get(services, &lan, &made.id).await.expect("for sale");
        let own = pages::get(services, &seller, &listing.page_id).await.expect("the page");
        sites::deploy(services, &seller, &own.id).await.expect("published");
        assert!(matches!(sites::at(services, &own.slug).await, Ok(Site::Live(_))));
        let preview = market::preview(services, &lan, &made.id).await.expect("a preview").url;
        let draft = sites::preview(services, &seller, &own.id).await.expect("a preview").url;
        let refused = problem(takedowns::take_down(services, &seller, &own.id, why("x")).await).unwrap_err();
        assert_eq!(refused.code, Code::Forbidden);
        let missing = "0".repeat(26);
        assert_eq!(
            problem(takedowns::take_down(services, &admin, &missing, why("x")).await).unwrap_err(),
            Problem::not_found()
        );
        let down = takedowns::take_down(services, &admin, &own.id, why("Phishing")).await.expect("down");
        assert_eq!(down.listings, std::slice::from_ref(&made.id));
        assert!(matches!(sites::at(services, &own.slug).await, Ok(Site::TakenDown)));
        let code = |result: Result<_, landinghub_services::Failure>| {
            problem::<sites::Previewed>(result).unwrap_err().code
        };
        let parts = |url: &str| {
            let rest = url.strip_prefix("http://").expect("a URL").to_owned();
            let (host, path) = rest.split_once('/').expect("a path");
            let label = host.split('.').next().expect("a label").to_owned();
            (label, path.split_once('/').expect("a token").1.to_owned())
        };
        let (label, token) = parts(&preview);
        assert_eq!(code(market::previewed(services, &label, &token).await), Code::TakenDown);
        let (label, token) = parts(&draft);
        assert_eq!(
            code(sites::previewed(services, sites::Look::Preview, &label, &token).await),
            Code::TakenDown
        );
        assert_eq!(
            problem(sites::deploy(services, &seller, &own.id).await).unwrap_err().code,
            Code::TakenDown
        );
        assert_eq!(problem(market::get(services, &lan, &made.id).await).unwrap_err().code, Code::NotFound);
        assert_eq!(
            market::get(services, &seller, &made.id).await.expect("theirs").status,
            ListingStatus::Suspended
        );
        assert_eq!(
            problem(market::approve(services, &admin, &made.id).await).unwrap_err().code,
            Code::TakenDown
        );
        let again = problem(takedowns::take_down(services, &admin, &own.id, why("x")).await).unwrap_err();
        assert_eq!(again.code, Code::Conflict);
        assert_eq!(
            takedowns::list(services, &admin, &Slice::default()).await.expect("a list").items.len(),
            1
        );
        // Its owner can't get around it.
        pages::trash(services, &seller, &own.id).await.expect("in the trash");
        assert!(matches!(sites::at(services, &own.slug).await, Ok(Site::TakenDown)));
        pages::restore(services, &seller, &own.id).await.expect("restored");
        assert!(mailed(&world, "seller").await.iter().any(|mail| mail.contains("Phishing")));
        assert_eq!(
            problem(takedowns::lift(services, &seller, &own.id).await).unwrap_err().code,
            Code::Forbidden
        );
        takedowns::lift(services, &admin, &own.id).await.expect("lifted");
        assert_eq!(
            problem(takedowns::lift(services, &admin, &own.id).await).unwrap_err(),
            Problem::not_found()
        );
        assert_eq!(
            market::get(services, &lan, &made.id).await.expect("for sale").status,
            ListingStatus::Approved
        );
        sites::deploy(services, &seller, &own.id).await.expect("published");
        assert!(matches!(sites::at(services, &own.slug).await, Ok(Site::Live(_))));
        let log =
            audit::list(services, &admin, Some("page."), &Slice::default()).await.expect("the log").items;
        let actions: Vec<&str> = log.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, ["page.put_back", "page.taken_down"]);
        in_order(&world).await;
    }
}

#[tokio::test]
async fn anybody_reports_and_admins_decide() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let own = page(&world, &seller, "Suspicious").await;
        let stranger = at("198.51.100.7");
        let new = |url: &str, reason: &str| NewReport {
            url: url.to_owned(),
            reason: reason.to_owned(),
            detail: "Look".into(),
        };
        let made = takedowns::report(services, &stranger, new(&own.url, "phishing")).await.expect("reported");
        assert_eq!((made.status.as_str(), made.page_id), ("open", None), "whose it is stays unsaid");
        for (url, reason) in
            [("", "x"), ("javascript:alert(1)", "x"), ("not a url", "x"), (own.url.as_str(), "")]
        {
            let wrong = problem(takedowns::report(services, &stranger, new(url, reason)).await).unwrap_err();
            assert_eq!(wrong.code, Code::ValidationFailed, "{url} {reason}");
        }
        assert_eq!(
            problem(takedowns::reports(services, &lan, None, &Slice::default()).await).unwrap_err().code,
            Code::Forbidden
        );
        let open = takedowns::reports(services, &admin, None, &Slice::default()).await.expect("a list").items;
        assert_eq!((open.len(), open[0].page_id.as_deref()), (1, Some(own.id.as_str())));
        let dismiss = || ReportDecision { decision: "dismiss".into(), note: "Fine".into() };
        let closed = takedowns::decide(services, &admin, &made.id, dismiss()).await.expect("dismissed");
        assert_eq!((closed.status.as_str(), closed.note.as_deref()), ("dismissed", Some("Fine")));
        let twice = problem(takedowns::decide(services, &admin, &made.id, dismiss()).await).unwrap_err();
        assert_eq!(twice.code, Code::Conflict);
        // Taking the page down answers every open report about it.
        let second = takedowns::report(services, &lan, new(&own.url, "scam")).await.expect("reported");
        takedowns::take_down(services, &admin, &own.id, why("Scam")).await.expect("down");
        let acted = takedowns::reports(services, &admin, Some("acted"), &Slice::default())
            .await
            .expect("a list")
            .items;
        assert_eq!((acted.len(), acted[0].id.as_str(), acted[0].taken_down), (1, second.id.as_str(), true));
        let mut refused = 0;
        for _ in 0..30 {
            if takedowns::report(services, &stranger, new(&own.url, "spam")).await.is_err() {
                refused += 1;
            }
        }
        assert!(refused > 0, "one network can't flood the queue");
    }
}

#[tokio::test]
async fn what_a_sold_page_needs_can_t_be_deleted() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let bytes = bytes::Bytes::from_static(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
        let file = uploads::create(services, &seller, "menu.pdf", bytes).await.expect("kept");
        let html = format!("<h1>Menu</h1><p><a href=\"{}\">The menu</a></p>", file.url);
        let new = NewPage { title: "Menu".into(), html: Some(html), ..NewPage::default() };
        let own = pages::create(services, &seller, new).await.expect("a page");
        let listing = submitted(&world, &seller, own.id.clone(), "Menu").await;
        let refused = problem(uploads::delete(services, &seller, &file.id).await).unwrap_err();
        assert_eq!(refused.code, Code::Conflict, "it is reviewed");
        market::approve(services, &admin, &listing).await.expect("approved");
        let for_sale = market::get(services, &lan, &listing).await.expect("for sale");
        bought(&world, &lan, &for_sale).await;
        market::withdraw(services, &seller, &listing).await.expect("withdrawn");
        pages::trash(services, &seller, &own.id).await.expect("in the trash");
        let refused = problem(uploads::delete(services, &seller, &file.id).await).unwrap_err();
        assert_eq!(refused.code, Code::Conflict, "it was sold");
        let (id, name) =
            file.url.rsplit_once("/u/").and_then(|(_, rest)| rest.split_once('/')).expect("an address");
        uploads::open(services, id, name).await.expect("still there");
    }
}
