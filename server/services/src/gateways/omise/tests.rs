use super::*;
use serde_json::json;
use std::collections::BTreeMap;

#[test]
fn webhooks_are_signed_with_the_decoded_secret() {
    let secret = Secret::new(STANDARD.encode(b"a webhook secret"));
    let body = br#"{"data":{"object":"charge","id":"chrg_1"}}"#.to_vec();
    let good = hmac_sha256(b"a webhook secret", &[b"1795000000.".as_slice(), &body].concat());
    let incoming = |signature: &str, time: &str| Incoming {
        query: String::new(),
        headers: BTreeMap::from([
            ("omise-signature".to_owned(), signature.to_owned()),
            ("omise-signature-timestamp".to_owned(), time.to_owned()),
        ]),
        body: body.clone(),
    };
    assert!(is_signed(&secret, &incoming(&format!("00,{good}"), "1795000000")));
    assert!(!is_signed(&secret, &incoming(&good, "1795000001")));
    assert!(!is_signed(&secret, &incoming("", "1795000000")));
    assert!(!is_signed(&Secret::new("not base64!"), &incoming(&good, "1795000000")));
}

#[test]
fn the_charge_decides() {
    let read = |status: &str| {
        let object = json!({"object": "charge", "id": "chrg_1", "status": status, "amount": 12500, "currency": "thb",
            "metadata": {"attempt_id": "abc"}});
        charge(&object).map(|news| (news.fact, news.amount, news.reference))
    };
    let sum = Told::Sum(Money::new(12_500, Currency::Thb));
    for (status, fact) in [
        ("successful", Fact::Paid),
        ("pending", Fact::Processing),
        ("failed", Fact::Failed),
        ("reversed", Fact::Failed),
        ("expired", Fact::Expired),
    ] {
        assert_eq!(read(status), Ok((fact, sum, "abc".to_owned())), "{status}");
    }
    let object = json!({"object": "charge", "id": "chrg_1", "status": "successful", "amount": 12500, "currency": "thb",
        "refunded_amount": 2500, "metadata": {"attempt_id": "abc"}});
    let news = charge(&object).expect("read");
    assert_eq!(
        (news.fact, news.refunded, news.dedupe.as_str()),
        (Fact::Paid, Some(2500), "chrg_1:successful:2500")
    );
    assert_eq!(read("new"), Err(Refusal::Ignored));
    for id in ["chrg_1/../x", "chrg_1?x", "src_1", ""] {
        assert!(!is_id(id, "chrg_"), "{id}");
    }
}
