use super::*;
use crate::config::Secret;

fn gateway() -> Momo {
    let settings = MomoConfig {
        partner_code: "MOMO".into(),
        access_key: Secret::new("F8BBA842ECF85"),
        secret_key: Secret::new("K951B6PE1waDMi640xX08PD3vg6EkVlz"),
        endpoint: "https://momo.test".into(),
    };
    Momo::new(settings, Client::new())
}

#[test]
fn the_check_vector_is_signed() {
    let body = json!({
        "amount": 50000, "extraData": "", "ipnUrl": "https://callback.url/notify", "orderId": "MOMO1633504872421",
        "orderInfo": "pay with MoMo", "partnerCode": "MOMO", "redirectUrl": "https://momo.vn/return",
        "requestId": "MOMO1633504872421", "requestType": "captureWallet",
    });
    assert_eq!(
        gateway().sign(&body, CREATE),
        "14d4e39d73db84051d64c3ba4994bc1d30df80ede2990cb1ea0dc198eca81c8e"
    );
}

#[test]
fn callbacks_are_read_when_signed_and_refused_when_altered() {
    let momo = gateway();
    let mut body = json!({
        "partnerCode": "MOMO", "orderId": "abc", "requestId": "abc", "amount": 50000, "orderInfo": "x & y=z",
        "orderType": "momo_wallet", "transId": 2_588_659_987_i64, "resultCode": 0, "message": "Thành công.",
        "payType": "qr", "responseTime": 1_633_504_902_954_i64, "extraData": "",
    });
    body["signature"] = momo.sign(&body, IPN).into();
    let news = momo.read(body.to_string().as_bytes()).expect("signed");
    assert_eq!((news.reference.as_str(), news.fact), ("abc", Fact::Paid));
    assert_eq!(news.amount, Told::Sum(Money::new(50_000, Currency::Vnd)));
    for (name, value) in
        [("amount", json!(1)), ("resultCode", json!(1)), ("signature", json!("")), ("orderId", json!("abd"))]
    {
        let mut altered = body.clone();
        altered[name] = value;
        assert_eq!(momo.read(altered.to_string().as_bytes()), Err(Refusal::Signature), "{name}");
    }
    let mut other = body;
    other["partnerCode"] = "OTHER".into();
    other["signature"] = momo.sign(&other, IPN).into();
    assert_eq!(momo.read(other.to_string().as_bytes()), Err(Refusal::Elsewhere), "somebody else's");
    assert_eq!(momo.read(b"{"), Err(Refusal::Signature));
}

#[test]
fn codes_mean_what_they_mean() {
    for (code, expected) in [
        ("0", Fact::Paid),
        ("9000", Fact::Paid),
        ("1000", Fact::Processing),
        ("7000", Fact::Processing),
        ("7002", Fact::Processing),
        ("1001", Fact::Failed),
        ("1003", Fact::Failed),
        ("1005", Fact::Expired),
        ("1006", Fact::Failed),
        ("", Fact::Failed),
    ] {
        assert_eq!(fact(code), expected, "{code}");
    }
}
