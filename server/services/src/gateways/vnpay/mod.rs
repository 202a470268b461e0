//! VNPay 2.1.0.

mod sign;
#[cfg(test)]
mod tests;

use super::http::{Ask, Client};
use super::{
    Asked, Created, Gateway, GatewayError, Incoming, Known, NewPayment, NewRefund, News, Refusal, Told,
    VnpayConfig, hmac_sha512, plain, same_hex,
};
use futures::future::BoxFuture;
use landinghub::Timestamp;
use landinghub::account::Locale;
use landinghub::market::{Currency, Fact, Method, Money};
use serde_json::{Value, json};
use sign::{Fields, hash, parse, stamp, to_query};

const VERSION: &str = "2.1.0";

/// VNPay.
pub struct Vnpay {
    settings: VnpayConfig,
    client: Client,
}

impl Vnpay {
    /// With our terminal.
    pub const fn new(settings: VnpayConfig, client: Client) -> Self {
        Self { settings, client }
    }

    fn secret(&self) -> &[u8] {
        self.settings.hash_secret.expose().as_bytes()
    }

    /// The address to send the buyer to.
    pub(crate) fn payment_url(&self, new: &NewPayment) -> String {
        let locale = if new.locale == Locale::Vi { "vn" } else { "en" };
        let fields: Fields = [
            ("vnp_Version", VERSION.to_owned()),
            ("vnp_Command", "pay".to_owned()),
            ("vnp_TmnCode", self.settings.tmn_code.clone()),
            ("vnp_Amount", new.amount.amount.saturating_mul(100).to_string()),
            ("vnp_CurrCode", "VND".to_owned()),
            ("vnp_TxnRef", new.reference.clone()),
            ("vnp_OrderInfo", plain(&new.description, 255)),
            ("vnp_OrderType", "other".to_owned()),
            ("vnp_Locale", locale.to_owned()),
            ("vnp_IpAddr", new.ip.to_string()),
            ("vnp_CreateDate", stamp(new.now)),
            ("vnp_ExpireDate", stamp(new.expires_at)),
            ("vnp_ReturnUrl", new.return_url.clone()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        let query = to_query(&fields);
        let signature = hmac_sha512(self.secret(), query.as_bytes());
        let join = if self.settings.url.contains('?') { '&' } else { '?' };
        format!("{}{join}{query}&vnp_SecureHash={signature}", self.settings.url)
    }

    fn read(&self, query: &str) -> Result<News, Refusal> {
        let fields = parse(query).ok_or(Refusal::Signature)?;
        let theirs = fields.get("vnp_SecureHash").map(String::as_str).unwrap_or_default();
        if !same_hex(&hash(self.secret(), &fields), theirs) {
            return Err(Refusal::Signature);
        }
        let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
        // Somebody else's terminal with the same secret is still somebody else.
        if field("vnp_TmnCode") != self.settings.tmn_code {
            return Err(Refusal::Elsewhere);
        }
        let (code, status) = (field("vnp_ResponseCode"), field("vnp_TransactionStatus"));
        Ok(News {
            reference: field("vnp_TxnRef").to_owned(),
            refunded: None,
            gateway_ref: None,
            fact: fact(code, status),
            amount: amount(field("vnp_Amount")),
            transaction_id: Some(field("vnp_TransactionNo").to_owned())
                .filter(|no| !no.is_empty() && no != "0"),
            dedupe: [field("vnp_TxnRef"), field("vnp_TransactionNo"), code, status, field("vnp_Amount")]
                .join(":"),
            note: format!("VNPay {code}/{status}"),
        })
    }

    /// Posts to the API and checks the answer's hash over `names`.
    async fn ask(&self, body: &Value, names: &[&str]) -> Asked<Value> {
        let answer = self.client.send(Ask::json(&self.settings.api_url, body)).await?.json();
        let theirs = answer.get("vnp_SecureHash").and_then(Value::as_str).unwrap_or_default();
        let values: Vec<String> = names.iter().map(|name| text(&answer, name)).collect();
        if !same_hex(&hmac_sha512(self.secret(), values.join("|").as_bytes()), theirs) {
            return Err(GatewayError::Unavailable(format!(
                "VNPay's answer isn't signed (code {})",
                text(&answer, "vnp_ResponseCode")
            )));
        }
        Ok(answer)
    }

    fn signed(&self, values: &[&str]) -> String {
        hmac_sha512(self.secret(), values.join("|").as_bytes())
    }
}

/// A field of an answer as the hash has it; numbers come with and without quotes.
fn text(answer: &Value, name: &str) -> String {
    match answer.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

/// Paid needs both codes; 07 is money that was taken and is suspected.
fn fact(code: &str, status: &str) -> Fact {
    match (code, status) {
        ("00", "00") => Fact::Paid,
        ("07", _) | (_, "07") => Fact::Doubtful,
        ("00", "01") => Fact::Processing,
        ("11", _) => Fact::Expired,
        _ => Fact::Failed,
    }
}

/// VNPay counts in hundredths of a đồng.
fn amount(text: &str) -> Told {
    match text.parse::<i64>() {
        Ok(hundredths) if hundredths % 100 == 0 => Told::Sum(Money::new(hundredths / 100, Currency::Vnd)),
        _ => Told::Nonsense,
    }
}

impl Gateway for Vnpay {
    fn method(&self) -> Method {
        Method::Vnpay
    }

    fn account(&self) -> &str {
        &self.settings.tmn_code
    }

    fn create_payment<'a>(&'a self, new: &'a NewPayment) -> BoxFuture<'a, Asked<Created>> {
        Box::pin(
            async move { Ok(Created { payment_url: Some(self.payment_url(new)), ..Created::default() }) },
        )
    }

    fn verify_callback<'a>(
        &'a self,
        incoming: &'a Incoming,
        _now: Timestamp,
    ) -> BoxFuture<'a, Result<News, Refusal>> {
        Box::pin(async move { self.read(&incoming.query) })
    }

    fn query<'a>(&'a self, known: &'a Known, now: Timestamp) -> BoxFuture<'a, Asked<Option<News>>> {
        Box::pin(async move {
            // Unique in a day: the same payment is asked about again only in another moment.
            let request_id = format!("q{}{}", now.0, known.reference.get(..8).unwrap_or_default());
            let (created, date, ip) = (stamp(now), stamp(known.created_at), "127.0.0.1");
            let info = format!("query {}", known.reference);
            let tmn = self.settings.tmn_code.as_str();
            let signature = self.signed(&[
                &request_id,
                VERSION,
                "querydr",
                tmn,
                &known.reference,
                &date,
                &created,
                ip,
                &info,
            ]);
            let body = json!({
                "vnp_RequestId": request_id, "vnp_Version": VERSION, "vnp_Command": "querydr", "vnp_TmnCode": tmn,
                "vnp_TxnRef": known.reference, "vnp_OrderInfo": info, "vnp_TransactionDate": date,
                "vnp_CreateDate": created, "vnp_IpAddr": ip, "vnp_SecureHash": signature,
            });
            let answer = self.ask(&body, QUERY_ANSWER).await?;
            match text(&answer, "vnp_ResponseCode").as_str() {
                "00" => {}
                "91" => return Ok(None),
                code => return Err(GatewayError::Unavailable(format!("VNPay answers {code}"))),
            }
            if text(&answer, "vnp_TxnRef") != known.reference || text(&answer, "vnp_TmnCode") != tmn {
                return Err(GatewayError::Unavailable("VNPay answers about another payment".to_owned()));
            }
            let (status, no) = (text(&answer, "vnp_TransactionStatus"), text(&answer, "vnp_TransactionNo"));
            let fact = fact("00", &status);
            Ok(Some(News {
                reference: known.reference.clone(),
                refunded: None,
                gateway_ref: None,
                fact,
                amount: amount(&text(&answer, "vnp_Amount")),
                // What a callback about the same would have.
                dedupe: [&known.reference, no.as_str(), "00", &status, &text(&answer, "vnp_Amount")]
                    .join(":"),
                transaction_id: Some(no).filter(|no| !no.is_empty() && no != "0"),
                note: format!("VNPay {status}"),
            }))
        })
    }

    fn refund<'a>(&'a self, known: &'a Known, refund: &'a NewRefund) -> BoxFuture<'a, Asked<()>> {
        Box::pin(async move {
            let kind = if refund.full { "02" } else { "03" };
            let amount = refund.amount.saturating_mul(100).to_string();
            let no = known.transaction_id.clone().unwrap_or_default();
            let (created, date, ip, by) =
                (stamp(refund.now), stamp(known.created_at), "127.0.0.1", "landinghub");
            let info = plain(&format!("refund {} {}", known.reference, refund.reason), 255);
            let tmn = self.settings.tmn_code.as_str();
            let signature = self.signed(&[
                &refund.id,
                VERSION,
                "refund",
                tmn,
                kind,
                &known.reference,
                &amount,
                &no,
                &date,
                by,
                &created,
                ip,
                &info,
            ]);
            let body = json!({
                "vnp_RequestId": refund.id, "vnp_Version": VERSION, "vnp_Command": "refund", "vnp_TmnCode": tmn,
                "vnp_TransactionType": kind, "vnp_TxnRef": known.reference, "vnp_Amount": amount, "vnp_OrderInfo": info,
                "vnp_TransactionNo": no, "vnp_TransactionDate": date, "vnp_CreateBy": by, "vnp_CreateDate": created,
                "vnp_IpAddr": ip, "vnp_SecureHash": signature,
            });
            let answer = self.ask(&body, REFUND_ANSWER).await?;
            match text(&answer, "vnp_ResponseCode").as_str() {
                // 94: this very refund came before.
                "00" | "94" => Ok(()),
                code => Err(GatewayError::Refused(format!("VNPay answers {code}"))),
            }
        })
    }
}

const QUERY_ANSWER: &[&str] = &[
    "vnp_ResponseId",
    "vnp_Command",
    "vnp_ResponseCode",
    "vnp_Message",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_BankCode",
    "vnp_PayDate",
    "vnp_TransactionNo",
    "vnp_TransactionType",
    "vnp_TransactionStatus",
    "vnp_OrderInfo",
    "vnp_PromotionCode",
    "vnp_PromotionAmount",
];

/// The same without the promotion.
const REFUND_ANSWER: &[&str] = QUERY_ANSWER.split_at(QUERY_ANSWER.len() - 2).0;
