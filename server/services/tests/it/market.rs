//! Selling, buying, and the money in between. Every story ends with the books in order.

use crate::pages::{owner, page};
use crate::support::{World, problem, worlds_with};
use hmac::{Hmac, KeyInit, Mac};
use landinghub::account::{Locale, Role};
use landinghub::api::market::{
    Listing, ListingChanges, NewOrder, NewReply, NewReview, Placed, Price, Reason, SellerApply,
    SellerDecision,
};
use landinghub::market::{ListingStatus, OrderStatus};
use landinghub::{Code, Problem};
use landinghub_services::gateways::http::Client;
use landinghub_services::gateways::sandbox::{Notice, SIGNATURE, Sandbox};
use landinghub_services::gateways::{Incoming, MomoConfig, Refusal, VnpayConfig};
use landinghub_services::market::orders::{self, Heard, OrdersQuery};
use landinghub_services::market::{self, search};
use landinghub_services::{Caller, Failure, Secret, Slice, outbox, pages};
use landinghub_store::{Conn, Error};
use serde_json::json;
use sha2::{Sha256, Sha512};
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;

/// Worlds with the sandbox, VNPay and MoMo.
pub async fn markets() -> [World; 2] {
    worlds_with(|config| {
        config.payments.sandbox = Some(true);
        config.payments.vnpay = Some(VnpayConfig {
            tmn_code: "TMN".into(),
            hash_secret: Secret::new("vnpay secret"),
            url: "http://127.0.0.1:9/pay".into(),
            api_url: "http://127.0.0.1:9/api".into(),
        });
        config.payments.momo = Some(MomoConfig {
            partner_code: "MOMO".into(),
            access_key: Secret::new("access"),
            secret_key: Secret::new("momo secret"),
            endpoint: "http://127.0.0.1:9".into(),
        });
    })
    .await
}

pub async fn run(world: &World, sql: String) {
    world
        .test_store
        .store
        .write(move |tx| {
            Box::pin(async move {
                match tx {
                    Conn::Sqlite(conn) => {
                        sqlx::query(AssertSqlSafe(sql)).execute(conn).await?.rows_affected()
                    }
                    Conn::Postgres(conn) => {
                        sqlx::query(AssertSqlSafe(sql)).execute(conn).await?.rows_affected()
                    }
                };
                Ok::<_, Error>(())
            })
        })
        .await
        .expect("runs");
}

pub async fn person(world: &World, name: &str, role: Role) -> Caller {
    let mut caller = owner(world, &format!("{name}@example.com")).await;
    let actor = caller.actor.as_mut().expect("logged in");
    run(world, format!("UPDATE users SET role = '{}' WHERE id = '{}'", role.as_str(), actor.user_id)).await;
    (actor.role, actor.email_verified) = (role, true);
    caller
}

pub fn price(amount: i64) -> Price {
    Price { amount, currency: "VND".into() }
}

pub async fn draft(world: &World, seller: &Caller, title: &str, change: ListingChanges) -> Listing {
    let made = page(world, seller, title).await;
    let input = ListingChanges {
        page_id: Some(made.id),
        title: Some(title.to_owned()),
        price: change.price.or_else(|| Some(price(100_000))),
        ..change
    };
    market::create(&world.services, seller, input).await.expect("a draft")
}

pub async fn for_sale(
    world: &World,
    seller: &Caller,
    admin: &Caller,
    title: &str,
    change: ListingChanges,
) -> Listing {
    let made = draft(world, seller, title, change).await;
    market::submit(&world.services, seller, &made.id).await.expect("submitted");
    market::approve(&world.services, admin, &made.id).await.expect("approved")
}

pub fn ask(listing: &Listing, method: &str) -> NewOrder {
    NewOrder {
        listing_id: Some(listing.id.clone()),
        payment_method: method.to_owned(),
        ..NewOrder::default()
    }
}

pub async fn buy(world: &World, buyer: &Caller, listing: &Listing, method: &str) -> Result<Placed, Problem> {
    problem(orders::place(&world.services, buyer, ask(listing, method)).await)
}

/// The reference of an order's last attempt.
pub async fn reference(world: &World, buyer: &Caller, order: &str) -> String {
    let order = orders::get(&world.services, buyer, order).await.expect("the order");
    order.attempts.expect("attempts").last().expect("an attempt").id.clone()
}

pub fn sandbox(world: &World, reference: &str, event: &str, outcome: &str, amount: i64) -> Incoming {
    let notice = Notice {
        event_id: event.to_owned(),
        reference: reference.to_owned(),
        outcome: outcome.to_owned(),
        amount,
        currency: "VND".to_owned(),
        refunded: None,
    };
    let (body, signature) =
        Sandbox::new(&world.services.config, Client::new()).signed(&notice).expect("signed");
    let headers = BTreeMap::from([(SIGNATURE.to_owned(), signature)]);
    Incoming { query: String::new(), headers, body: body.to_string().into_bytes() }
}

/// Signed as VNPay would, written down apart from the code that is tested.
pub fn vnpay(reference: &str, code: &str, hundredths: i64, secret: &str) -> Incoming {
    vnpay_of("TMN", reference, code, hundredths, secret)
}

/// The same for any terminal.
pub fn vnpay_of(tmn: &str, reference: &str, code: &str, hundredths: i64, secret: &str) -> Incoming {
    let query = format!(
        "vnp_Amount={hundredths}&vnp_BankCode=NCB&vnp_ResponseCode={code}&vnp_TmnCode={tmn}&vnp_TransactionNo=77\
         &vnp_TransactionStatus={code}&vnp_TxnRef={reference}"
    );
    let mut mac = Hmac::<Sha512>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(query.as_bytes());
    let hash = hex::encode(mac.finalize().into_bytes());
    Incoming { query: format!("{query}&vnp_SecureHash={hash}"), ..Incoming::default() }
}

pub fn momo(reference: &str, code: i64, amount: i64) -> Incoming {
    let raw = format!(
        "accessKey=access&amount={amount}&extraData=&message=ok&orderId={reference}&orderInfo=x&orderType=momo_wallet\
         &partnerCode=MOMO&payType=qr&requestId={reference}&responseTime=1&resultCode={code}&transId=99"
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(b"momo secret").expect("a key");
    mac.update(raw.as_bytes());
    let body = json!({
        "partnerCode": "MOMO", "orderId": reference, "requestId": reference, "amount": amount, "orderInfo": "x",
        "orderType": "momo_wallet", "transId": 99, "resultCode": code, "message": "ok", "payType": "qr",
        "responseTime": 1, "extraData": "", "signature": hex::encode(mac.finalize().into_bytes()),
    });
    Incoming { body: body.to_string().into_bytes(), ..Incoming::default() }
}

pub async fn hear(world: &World, method: &str, incoming: Incoming) -> Result<Heard, Refusal> {
    let method = landinghub::market::Method::parse(method).expect("a method");
    orders::receive(&world.services, method, &incoming).await.expect("nothing fails inside")
}

/// Places an order and pays it through the sandbox.
pub async fn bought(world: &World, buyer: &Caller, listing: &Listing) -> String {
    let placed = buy(world, buyer, listing, "sandbox").await.expect("placed");
    let order = placed.order.order_id;
    let name = reference(world, buyer, &order).await;
    let amount = placed.order.total.amount;
    assert_eq!(hear(world, "sandbox", sandbox(world, &name, "e1", "paid", amount)).await, Ok(Heard::Applied));
    order
}

pub async fn status(world: &World, caller: &Caller, order: &str) -> OrderStatus {
    orders::get(&world.services, caller, order).await.expect("the order").status
}

/// Every rule of the market holds on the rows as they are.
pub async fn in_order(world: &World) {
    let mut reader = world.test_store.store.read().await.expect("a reader");
    let ills = landinghub_store::market::doctor::ills(&mut reader.conn()).await.expect("looked at");
    assert_eq!(ills, Vec::<String>::new());
}

pub async fn work_off(world: &World) {
    while outbox::run_once(&world.services).await.expect("the outbox works") > 0 {}
}

pub async fn available(world: &World, seller: &Caller) -> (i64, i64, i64) {
    let all = market::balance(&world.services, seller).await.expect("a balance").balances;
    all.first().map_or((0, 0, 0), |row| {
        (row.pending.amount, row.available.amount, row.in_transit.amount + row.paid_out.amount)
    })
}

pub struct People {
    pub seller: Caller,
    pub admin: Caller,
    pub lan: Caller,
    pub minh: Caller,
}

pub async fn people(world: &World) -> People {
    People {
        seller: person(world, "seller", Role::Seller).await,
        admin: person(world, "admin", Role::Admin).await,
        lan: person(world, "lan", Role::User).await,
        minh: person(world, "minh", Role::User).await,
    }
}

#[tokio::test]
async fn from_application_to_delivery() {
    for world in markets().await {
        let services = &world.services;
        let admin = person(&world, "admin", Role::Admin).await;
        let mut seller = person(&world, "seller", Role::User).await;
        let lan = person(&world, "lan", Role::User).await;
        let own = page(&world, &seller, "Khai trương").await;
        let input = ListingChanges {
            page_id: Some(own.id.clone()),
            title: Some("Khai trương Đặc Biệt".into()),
            description: Some("Trang nhà hàng".into()),
            price: Some(price(199_000)),
            category: Some("restaurant".into()),
            tags: Some(vec!["Nhà hàng".into()]),
            ..ListingChanges::default()
        };
        let refused = problem(market::create(services, &seller, input.clone()).await).unwrap_err();
        assert_eq!(refused.code, Code::NotASeller);
        let asked = market::apply(services, &seller, SellerApply::default()).await.expect("applied");
        assert_eq!(asked.status, "pending");
        assert_eq!(
            problem(market::apply(services, &seller, SellerApply::default()).await).unwrap_err().code,
            Code::Conflict
        );
        let decision = SellerDecision { application_id: Some(asked.id), ..SellerDecision::default() };
        assert_eq!(
            problem(market::decide(services, &lan, decision.clone()).await).unwrap_err().code,
            Code::Forbidden
        );
        assert_eq!(market::decide(services, &admin, decision).await.expect("decided").status, "approved");
        seller.actor.as_mut().expect("an actor").role = Role::Seller;
        let made = market::create(services, &seller, input).await.expect("a draft");
        assert_eq!(
            (made.status, made.price.amount, made.tags.as_slice()),
            (ListingStatus::Draft, 199_000, &["nhà hàng".to_owned()][..])
        );
        assert_eq!(problem(market::get(services, &lan, &made.id).await).unwrap_err().code, Code::NotFound);
        market::submit(services, &seller, &made.id).await.expect("submitted");
        let queue =
            market::queue(services, &admin, Some("pending"), &Slice::default()).await.expect("a queue");
        assert_eq!(queue.items.len(), 1);
        // What is edited after the submission isn't what was reviewed.
        let document =
            pages::get(services, &seller, &own.id).await.expect("the page").document.expect("a document");
        let node = crate::pages::heading(&document);
        let ops = crate::pages::batch(1, "c", 1, vec![crate::pages::say(&node, "Changed afterwards")]);
        pages::apply_ops(services, &seller, &own.id, ops).await.expect("edited");
        market::approve(services, &admin, &made.id).await.expect("approved");
        for q in ["khai truong", "đặc biệt", "nha hang", "khai trung"] {
            let query = search::Query { q: Some(q.to_owned()), ..search::Query::default() };
            let found = search::find(services, &lan, &query).await.expect("searched");
            assert_eq!((found.total, found.items.len()), (1, 1), "{q}");
            assert_eq!(found.facets.category[0].value, "restaurant");
            assert_eq!(found.facets.price[0].value, "VND:100000-199999");
        }
        let query = search::Query { q: Some("hotel".into()), ..search::Query::default() };
        assert_eq!(search::find(services, &lan, &query).await.expect("searched").total, 0);
        assert_eq!(buy(&world, &seller, &made, "sandbox").await.unwrap_err().code, Code::OwnListing);
        assert_eq!(buy(&world, &lan, &made, "stripe").await.unwrap_err().code, Code::MethodNotAvailable);
        assert_eq!(buy(&world, &lan, &made, "cash").await.unwrap_err().code, Code::MethodNotAvailable);
        let placed = buy(&world, &lan, &made, "sandbox").await.expect("placed");
        let order = placed.order.order_id.clone();
        assert!(placed.payment.expect("to be paid").payment_url.is_some());
        let again = buy(&world, &lan, &made, "sandbox").await.expect("the same");
        assert_eq!(again.order.order_id, order);
        assert_eq!(
            problem(market::download(services, &lan, &order).await).unwrap_err().code,
            Code::Forbidden
        );
        let name = reference(&world, &lan, &order).await;
        let paid = || sandbox(&world, &name, "e1", "paid", 199_000);
        assert_eq!(hear(&world, "sandbox", paid()).await, Ok(Heard::Applied));
        assert_eq!(hear(&world, "sandbox", paid()).await, Ok(Heard::Known));
        let done = orders::get(services, &lan, &order).await.expect("the order");
        assert_eq!(done.status, OrderStatus::Delivered);
        let item = done.items[0].clone();
        assert_eq!((item.platform_fee.amount, item.seller_revenue.amount), (19_900, 179_100));
        let copy = pages::get(services, &lan, item.page_id.as_deref().expect("a copy"))
            .await
            .expect("the buyer's page");
        assert_eq!(copy.document.as_ref(), Some(&document), "what was reviewed is what was bought");
        assert!(item.licence_key.expect("a licence").starts_with("LH-"));
        let refused = buy(&world, &lan, &made, "sandbox").await.unwrap_err();
        assert_eq!(refused.code, Code::AlreadyOwned);
        assert_eq!(refused.extra.expect("members")["order_id"], order.as_str());
        let zip = market::download(services, &lan, &order).await.expect("a zip");
        assert!(zip.bytes.starts_with(b"PK"));
        assert!(
            market::invoice(services, &lan, &order).await.expect("an invoice").html.contains("199000 VND")
        );
        assert_eq!(
            problem(market::invoice(services, &seller, &order).await).unwrap_err().code,
            Code::NotFound
        );
        let sales = orders::sales(services, &seller, &OrdersQuery::default()).await.expect("sales");
        assert_eq!((sales.items.len(), sales.items[0].seller_revenue.amount), (1, 179_100));
        assert!(
            String::from_utf8_lossy(
                &orders::sales_csv(services, &seller, &OrdersQuery::default()).await.expect("CSV")
            )
            .contains("179100")
        );
        assert_eq!(available(&world, &seller).await, (179_100, 0, 0));
        assert_eq!(market::get(services, &lan, &made.id).await.expect("the listing").sold_count, 1);
        let kinds: Vec<String> =
            done.timeline.expect("a history").into_iter().map(|line| line.kind).collect();
        assert_eq!(kinds, ["created", "payment_started", "payment_succeeded", "paid", "delivered"]);
        work_off(&world).await;
        in_order(&world).await;
    }
}

#[tokio::test]
async fn what_is_free_is_delivered_at_once_and_a_cart_is_one_order() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, .. } = people(&world).await;
        let other = person(&world, "other", Role::Seller).await;
        let free = ListingChanges { price: Some(price(0)), ..ListingChanges::default() };
        let gift = for_sale(&world, &seller, &admin, "Gift", free).await;
        let placed = buy(&world, &lan, &gift, "sandbox").await.expect("placed");
        assert_eq!((placed.order.status, placed.payment), (OrderStatus::Delivered, None));
        let a = for_sale(&world, &seller, &admin, "A", ListingChanges::default()).await;
        let b = for_sale(
            &world,
            &other,
            &admin,
            "B",
            ListingChanges { price: Some(price(50_000)), ..ListingChanges::default() },
        )
        .await;
        for id in [&a.id, &b.id, &a.id] {
            market::add_to_cart(services, &lan, id).await.expect("added");
        }
        let cart = market::cart(services, &lan).await.expect("a cart");
        assert_eq!((cart.items.len(), cart.totals[0].amount), (2, 150_000));
        assert_eq!(
            problem(market::add_to_cart(services, &seller, &a.id).await).unwrap_err().code,
            Code::OwnListing
        );
        let input = || NewOrder { cart: true, payment_method: "sandbox".into(), ..NewOrder::default() };
        let order = orders::place(services, &lan, input()).await.expect("placed").order.order_id;
        assert_eq!(orders::place(services, &lan, input()).await.expect("the same").order.order_id, order);
        let name = reference(&world, &lan, &order).await;
        hear(&world, "sandbox", sandbox(&world, &name, "e1", "paid", 150_000)).await.expect("paid");
        assert!(market::cart(services, &lan).await.expect("a cart").items.is_empty());
        assert_eq!((available(&world, &seller).await.0, available(&world, &other).await.0), (90_000, 45_000));
        let zip = market::download(services, &lan, &order).await.expect("a zip");
        assert!(zip.bytes.len() > 500);
        in_order(&world).await;
    }
}

#[tokio::test]
async fn the_approved_revision_sells_while_the_next_is_reviewed() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "Old name", ListingChanges::default()).await;
        let change = ListingChanges {
            title: Some("New name".into()),
            price: Some(price(200_000)),
            ..ListingChanges::default()
        };
        let own = market::update(services, &seller, &listing.id, change).await.expect("changed");
        assert_eq!(
            (own.title.as_str(), own.draft.expect("a draft").title.as_str()),
            ("Old name", "New name")
        );
        market::submit(services, &seller, &listing.id).await.expect("submitted");
        let edit = ListingChanges { title: Some("Third".into()), ..ListingChanges::default() };
        assert_eq!(
            problem(market::update(services, &seller, &listing.id, edit).await).unwrap_err().code,
            Code::Conflict
        );
        let seen = market::get(services, &lan, &listing.id).await.expect("for sale");
        assert_eq!(
            (seen.title.as_str(), seen.price.amount, seen.draft, seen.change),
            ("Old name", 100_000, None, None)
        );
        let first = bought(&world, &lan, &listing).await;
        let no = Reason { reason: "Blurry".into() };
        let told = market::reject(services, &admin, &listing.id, no).await.expect("rejected");
        assert_eq!(told.rejection_reason.as_deref(), Some("Blurry"));
        assert_eq!(market::get(services, &lan, &listing.id).await.expect("for sale").rejection_reason, None);
        market::submit(services, &seller, &listing.id).await.expect("again");
        market::approve(services, &admin, &listing.id).await.expect("approved");
        let second = buy(&world, &minh, &listing, "sandbox").await.expect("placed").order;
        assert_eq!((second.items[0].title.as_str(), second.total.amount), ("New name", 200_000));
        let first = orders::get(services, &lan, &first).await.expect("the first");
        assert_eq!((first.items[0].title.as_str(), first.total.amount), ("Old name", 100_000));
        let found = |q: &str| search::Query { q: Some(q.to_owned()), ..search::Query::default() };
        assert_eq!(search::find(services, &lan, &found("old")).await.expect("searched").total, 0);
        assert_eq!(search::find(services, &lan, &found("new")).await.expect("searched").total, 1);
        market::suspend(services, &admin, &listing.id, Reason { reason: "Copied".into() })
            .await
            .expect("suspended");
        assert_eq!(search::find(services, &lan, &search::Query::default()).await.expect("searched").total, 0);
        assert!(market::get(services, &lan, &listing.id).await.is_ok(), "whoever bought it sees it");
        assert_eq!(
            problem(market::get(services, &minh, &listing.id).await).unwrap_err().code,
            Code::NotFound
        );
        market::approve(services, &admin, &listing.id).await.expect("lifted");
        market::withdraw(services, &seller, &listing.id).await.expect("withdrawn");
        assert_eq!(
            buy(&world, &person(&world, "late", Role::User).await, &listing, "sandbox")
                .await
                .unwrap_err()
                .code,
            Code::NotFound
        );
        in_order(&world).await;
    }
}

#[tokio::test]
async fn likes_reviews_and_previews() {
    for world in markets().await {
        let services = &world.services;
        let People { seller, admin, lan, minh } = people(&world).await;
        let listing = for_sale(&world, &seller, &admin, "One", ListingChanges::default()).await;
        for _ in 0..2 {
            market::like(services, &lan, &listing.id).await.expect("liked");
            market::get(services, &lan, &listing.id).await.expect("looked at");
        }
        let seen = market::get(services, &lan, &listing.id).await.expect("seen");
        assert_eq!((seen.likes, seen.liked, seen.views), (1, true, 1));
        assert_eq!(market::liked(services, &lan, &Slice::default()).await.expect("a list").items.len(), 1);
        market::unlike(services, &lan, &listing.id).await.expect("unliked");
        let stars = |rating| NewReview { rating, comment: "Tốt <b>".into() };
        assert_eq!(
            problem(market::post_review(services, &lan, &listing.id, stars(5)).await).unwrap_err().code,
            Code::Forbidden
        );
        bought(&world, &lan, &listing).await;
        bought(&world, &minh, &listing).await;
        assert!(
            problem(market::post_review(services, &lan, &listing.id, stars(6)).await)
                .unwrap_err()
                .fields
                .contains_key("rating")
        );
        let said = market::post_review(services, &lan, &listing.id, stars(5)).await.expect("said");
        assert_eq!(
            problem(market::post_review(services, &lan, &listing.id, stars(5)).await).unwrap_err().code,
            Code::Conflict
        );
        world.pass(1);
        market::post_review(services, &minh, &listing.id, stars(4)).await.expect("said");
        let answer = || NewReply { comment: "Cảm ơn".into() };
        assert_eq!(
            problem(market::reply_to_review(services, &minh, &said.id, answer()).await).unwrap_err().code,
            Code::NotFound
        );
        market::reply_to_review(services, &seller, &said.id, answer()).await.expect("answered");
        let seen = market::get(services, &lan, &listing.id).await.expect("seen");
        assert_eq!((seen.rating, seen.rating_count, seen.likes), (Some(4.5), 2, 0));
        let all = market::reviews(services, &listing.id, &Slice::default()).await.expect("reviews");
        assert_eq!((all.items.len(), all.items[1].reply.as_deref()), (2, Some("Cảm ơn")));
        let nobody = Caller { locale: Locale::Vi, ..crate::support::at("192.0.2.9") };
        let url = market::preview(services, &nobody, &listing.id).await.expect("a preview").url;
        let (label, rest) = url.strip_prefix("http://").and_then(|url| url.split_once('.')).expect("a host");
        let token = rest.rsplit_once('/').expect("a path").1;
        let shown = market::previewed(services, label, token).await.expect("shown");
        assert!(shown.html.contains("lh-watermark") && shown.csp.contains("sandbox"), "{}", shown.csp);
        assert!(matches!(market::previewed(services, "other", token).await, Err(Failure::Problem(_))));
        world.pass(1801);
        assert!(market::previewed(services, label, token).await.is_err());
        let views = async || {
            let all = market::all(services, &admin, "", None, &Slice::default()).await.expect("a list");
            all.items[0].views
        };
        let before = views().await;
        world.pass(86_400);
        assert_eq!(market::forget_viewers(services).await.expect("cleaned"), 0, "yesterday's may come again");
        world.pass(86_400);
        assert!(market::forget_viewers(services).await.expect("cleaned") > 0);
        assert_eq!(views().await, before, "what was counted stays");
        in_order(&world).await;
    }
}

#[tokio::test]
async fn admins_find_listings_by_words_and_status() {
    for world in markets().await {
        let People { seller, admin, lan, .. } = people(&world).await;
        let sold = for_sale(&world, &seller, &admin, "Nhà hàng Hoa Sen", ListingChanges::default()).await;
        draft(&world, &seller, "Quán cà phê", ListingChanges::default()).await;
        let find = async |words: &str, status: &str| {
            let list = market::all(&world.services, &admin, words, Some(status), &Slice::default()).await;
            list.expect("a list").items.into_iter().map(|it| it.title).collect::<Vec<_>>()
        };
        assert_eq!(find("nha HANG", "").await, ["Nhà hàng Hoa Sen"]);
        assert_eq!(find(&sold.seller.name.to_lowercase(), "").await.len(), 2, "by the seller’s name");
        assert_eq!(find("", "draft").await, ["Quán cà phê"]);
        assert!(find("100%", "").await.is_empty() && find("nha hang", "draft").await.is_empty());
        let one = Slice { limit: Some(1), cursor: None };
        let first = market::all(&world.services, &admin, "", None, &one).await.expect("a list");
        let rest = Slice { limit: Some(1), cursor: first.next_cursor.clone() };
        let second = market::all(&world.services, &admin, "", None, &rest).await.expect("a list");
        assert_ne!(first.items[0].id, second.items[0].id);
        assert!(
            second.next_cursor.is_none() && [&first, &second].iter().any(|list| list.items[0].id == sold.id)
        );
        let refused = market::all(&world.services, &lan, "", None, &Slice::default()).await;
        assert_eq!(problem(refused).unwrap_err().code, Code::Forbidden);
    }
}
