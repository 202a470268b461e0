use super::*;
use crate::config::Secret;

fn gateway(secret: &str, tmn: &str) -> Vnpay {
    let settings = VnpayConfig {
        tmn_code: tmn.to_owned(),
        hash_secret: Secret::new(secret),
        url: "https://pay.test/paymentv2/vpcpay.html".to_owned(),
        api_url: "https://pay.test/merchant_webapi/api/transaction".to_owned(),
    };
    Vnpay::new(settings, Client::new())
}

const PUBLIC: &str = "vnp_Amount=1000000&vnp_BankCode=NCB&vnp_BankTranNo=VNP14422574&vnp_CardType=ATM&vnp_OrderInfo=Thanh+toan+don+hang+2024-05-21T02%3A17%3A31.249Z&vnp_PayDate=20240521091806&vnp_ResponseCode=00&vnp_TmnCode=TEST_TMN_CODE&vnp_TransactionNo=14422574&vnp_TransactionStatus=00&vnp_TxnRef=1716257871703";
const HASH: &str = "649982421beb422556a1374713c74e58e716ecbd05007c0c0e1f7effdfaf361dbf146889ca446139afe11b9954c4d5c486e99e3b86fcfab6957f29eb0be72895";

#[test]
fn the_public_vector_is_verified() {
    let vnpay = gateway("test_secret", "TEST_TMN_CODE");
    let news = vnpay
        .read(&format!("{PUBLIC}&vnp_SecureHash={HASH}&vnp_SecureHashType=HMACSHA512&utm=1"))
        .expect("signed");
    assert_eq!((news.reference.as_str(), news.fact), ("1716257871703", Fact::Paid));
    assert_eq!(news.amount, Told::Sum(Money::new(10_000, Currency::Vnd)));
    assert_eq!(news.transaction_id.as_deref(), Some("14422574"));
    assert!(vnpay.read(&format!("{PUBLIC}&vnp_SecureHash={}", HASH.to_uppercase())).is_ok());
    assert!(
        vnpay.read(&format!("vnp_SecureHash={HASH}&vnp_Empty=&{PUBLIC}")).is_ok(),
        "order and empty fields don't matter"
    );
}

#[test]
fn whatever_is_altered_is_refused() {
    let vnpay = gateway("test_secret", "TEST_TMN_CODE");
    for query in [
        PUBLIC.to_owned(),
        format!("{PUBLIC}&vnp_SecureHash="),
        format!("{PUBLIC}&vnp_SecureHash={}", &HASH[..127]),
        format!("{}&vnp_SecureHash={HASH}", PUBLIC.replace("1000000", "1000001")),
        format!("{PUBLIC}&vnp_Extra=1&vnp_SecureHash={HASH}"),
        format!("{PUBLIC}&vnp_Amount=1000000&vnp_SecureHash={HASH}"),
    ] {
        assert_eq!(vnpay.read(&query), Err(Refusal::Signature), "{query}");
    }
    let query = format!("{PUBLIC}&vnp_SecureHash={HASH}");
    assert_eq!(gateway("other", "TEST_TMN_CODE").read(&query), Err(Refusal::Signature));
    assert_eq!(gateway("test_secret", "ANOTHER").read(&query), Err(Refusal::Elsewhere));
}

#[test]
fn what_we_sign_we_verify() {
    let vnpay = gateway("s", "T");
    let new = NewPayment {
        reference: "abc".into(),
        amount: Money::new(199_000, Currency::Vnd),
        description: "Đặt bàn: 50% (mới)*!".into(),
        return_url: "http://localhost:3000/api/payment/vnpay/return".into(),
        ipn_url: String::new(),
        ip: "192.0.2.1".parse().expect("an address"),
        locale: Locale::Vi,
        now: Timestamp(1_709_210_096_789_000),
        expires_at: Timestamp(1_709_210_096_789_000).plus_seconds(900),
        source_type: None,
        token: None,
    };
    let url = vnpay.payment_url(&new);
    let query = url.split_once('?').expect("a query").1;
    let fields = parse(query).expect("once each");
    assert_eq!(fields["vnp_OrderInfo"], "dat ban 50 moi");
    assert_eq!((fields["vnp_Amount"].as_str(), fields["vnp_Locale"].as_str()), ("19900000", "vn"));
    assert_eq!(
        (fields["vnp_CreateDate"].as_str(), fields["vnp_ExpireDate"].as_str()),
        ("20240229193456", "20240229194956")
    );
    assert_eq!(fields["vnp_SecureHash"], hash(b"s", &fields));
}

#[test]
fn both_codes_make_a_payment() {
    for (code, status, expected) in [
        ("00", "00", Fact::Paid),
        ("00", "02", Fact::Failed),
        ("00", "01", Fact::Processing),
        ("24", "02", Fact::Failed),
        ("11", "02", Fact::Expired),
        ("51", "02", Fact::Failed),
        ("07", "00", Fact::Doubtful),
        ("00", "07", Fact::Doubtful),
    ] {
        assert_eq!(fact(code, status), expected, "{code} {status}");
    }
    for text in ["", "x", "1000001", "9223372036854775808", "1e6"] {
        assert_eq!(amount(text), Told::Nonsense, "{text}");
    }
}
