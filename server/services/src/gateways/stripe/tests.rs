use super::*;
use crate::config::Secret;
use serde_json::json;
use std::collections::BTreeMap;

const NOW: Timestamp = Timestamp(1_795_000_000_000_000);

fn gateway() -> Stripe {
    let settings = StripeConfig {
        secret_key: Secret::new("sk_test"),
        publishable_key: "pk_test".into(),
        webhook_secret: Secret::new("whsec_test"),
        api_base: "https://stripe.test".into(),
        js_url: "https://stripe.test/v3/".into(),
    };
    Stripe::new(settings, Client::new())
}

fn incoming(header: String, body: &[u8]) -> Incoming {
    let headers = BTreeMap::from([("stripe-signature".to_owned(), header)]);
    Incoming { query: String::new(), headers, body: body.to_vec() }
}

fn signature(secret: &str, time: i64, body: &[u8]) -> String {
    let mut message = format!("{time}.").into_bytes();
    message.extend(body);
    hmac_sha256(secret.as_bytes(), &message)
}

fn event(kind: &str, object: &Value) -> Vec<u8> {
    json!({"id": "evt_1", "type": kind, "data": {"object": object}}).to_string().into_bytes()
}

#[test]
fn any_good_signature_in_time_will_do() {
    let body = event(
        "payment_intent.succeeded",
        &json!({"id": "pi_1", "amount": 500, "amount_received": 1250, "currency": "usd", "metadata": {"attempt_id": "abc"}}),
    );
    let now = NOW.unix_seconds();
    let good = signature("whsec_test", now, &body);
    let bad = signature("whsec_other", now, &body);
    let read = |header: String| gateway().read(&incoming(header, &body), NOW);
    let news = read(format!("t={now},v1={bad},v1={good},v0=x")).expect("signed");
    assert_eq!(
        (news.reference.as_str(), news.gateway_ref.as_deref(), news.fact),
        ("abc", Some("pi_1"), Fact::Paid)
    );
    assert_eq!(news.amount, Told::Sum(Money::new(1250, Currency::Usd)));
    assert_eq!(news.dedupe, "evt_1");
    for header in [
        format!("t={now},v1={bad}"),
        format!("t={now},v0={good}"),
        format!("t={},v1={good}", now + 1),
        format!("v1={good}"),
        String::new(),
        format!("t={},v1={}", now - 301, signature("whsec_test", now - 301, &body)),
        format!("t={},v1={}", now + 301, signature("whsec_test", now + 301, &body)),
    ] {
        assert_eq!(read(header.clone()), Err(Refusal::Signature), "{header}");
    }
    assert!(read(format!("t={},v1={}", now - 300, signature("whsec_test", now - 300, &body))).is_ok());
}

#[test]
fn events_are_read_or_ignored() {
    let now = NOW.unix_seconds();
    let read = |kind: &str, object: Value| {
        let body = event(kind, &object);
        let header = format!("t={now},v1={}", signature("whsec_test", now, &body));
        gateway().read(&incoming(header, &body), NOW)
    };
    let fact = |kind: &str, object: Value| read(kind, object).map(|news| (news.fact, news.gateway_ref));
    let pi = Some("pi_1".to_owned());
    assert_eq!(fact("payment_intent.processing", json!({"id": "pi_1"})), Ok((Fact::Processing, pi.clone())));
    assert_eq!(fact("payment_intent.payment_failed", json!({"id": "pi_1"})), Ok((Fact::Failed, pi.clone())));
    assert_eq!(
        fact("charge.dispute.closed", json!({"payment_intent": "pi_1", "status": "lost"})),
        Ok((Fact::DisputeLost { amount: None }, pi.clone()))
    );
    let part = json!({"payment_intent": "pi_1", "status": "lost", "amount": 500, "currency": "usd"});
    assert_eq!(
        read("charge.dispute.closed", part).map(|news| news.amount),
        Ok(Told::Sum(Money::new(500, Currency::Usd)))
    );
    for (kind, expected) in [
        ("charge.dispute.funds_withdrawn", Fact::DisputeOpened),
        ("charge.dispute.funds_reinstated", Fact::DisputeWon),
    ] {
        let object = json!({"payment_intent": "pi_1", "status": "under_review"});
        assert_eq!(fact(kind, object), Ok((expected, pi.clone())), "{kind}");
    }
    assert_eq!(
        fact("charge.dispute.created", json!({"payment_intent": "pi_1", "status": "needs_response"})),
        Ok((Fact::DisputeOpened, pi))
    );
    let charge = json!({"id": "ch_1", "payment_intent": "pi_1", "amount": 1250, "amount_captured": 1250,
        "amount_refunded": 500, "currency": "usd", "metadata": {"attempt_id": "abc"}});
    let news = read("charge.refunded", charge).expect("read");
    assert_eq!((news.fact, news.refunded, news.reference.as_str()), (Fact::Paid, Some(500), "abc"));
    assert_eq!(news.amount, Told::Sum(Money::new(1250, Currency::Usd)));
    let refund = |status: &str| json!({"id": "re_1", "payment_intent": "pi_1", "status": status});
    assert_eq!(fact("refund.failed", refund("failed")).map(|(fact, _)| fact), Ok(Fact::RefundFailed));
    assert_eq!(read("refund.updated", refund("succeeded")), Err(Refusal::Ignored));
    assert_eq!(read("charge.refunded", json!({"id": "ch_1", "amount_refunded": 5})), Err(Refusal::Ignored));
    assert_eq!(read("customer.created", json!({"id": "cus_1"})), Err(Refusal::Ignored));
    let odd =
        read("payment_intent.succeeded", json!({"id": "pi_1", "amount_received": 5, "currency": "eur"}));
    assert_eq!(odd.map(|news| news.amount), Ok(Told::Nonsense));
}
