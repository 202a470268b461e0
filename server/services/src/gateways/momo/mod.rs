//! MoMo v2.

#[cfg(test)]
mod tests;

use super::http::{Ask, Client};
use super::{
    Asked, Created, Gateway, GatewayError, Incoming, Known, MomoConfig, NewPayment, NewRefund, News, Refusal,
    Told, hmac_sha256, plain, same_hex,
};
use futures::future::BoxFuture;
use landinghub::Timestamp;
use landinghub::account::Locale;
use landinghub::market::{Currency, Fact, Method, Money};
use serde_json::{Value, json};

/// Fields that are signed, each in MoMo's order; `accessKey` is ours and in no body.
const CREATE: &[&str] = &[
    "accessKey",
    "amount",
    "extraData",
    "ipnUrl",
    "orderId",
    "orderInfo",
    "partnerCode",
    "redirectUrl",
    "requestId",
    "requestType",
];
const IPN: &[&str] = &[
    "accessKey",
    "amount",
    "extraData",
    "message",
    "orderId",
    "orderInfo",
    "orderType",
    "partnerCode",
    "payType",
    "requestId",
    "responseTime",
    "resultCode",
    "transId",
];
const QUERY: &[&str] = &["accessKey", "orderId", "partnerCode", "requestId"];
const REFUND: &[&str] =
    &["accessKey", "amount", "description", "orderId", "partnerCode", "requestId", "transId"];

/// MoMo.
pub struct Momo {
    settings: MomoConfig,
    client: Client,
}

impl Momo {
    /// With our account.
    pub const fn new(settings: MomoConfig, client: Client) -> Self {
        Self { settings, client }
    }

    fn sign(&self, body: &Value, names: &[&str]) -> String {
        let mut raw = String::new();
        for name in names {
            if !raw.is_empty() {
                raw.push('&');
            }
            raw.push_str(name);
            raw.push('=');
            if *name == "accessKey" {
                raw.push_str(self.settings.access_key.expose());
            } else {
                raw.push_str(&text(body, name));
            }
        }
        hmac_sha256(self.settings.secret_key.expose().as_bytes(), raw.as_bytes())
    }

    async fn post(&self, path: &str, mut body: Value, names: &[&str]) -> Asked<Value> {
        let signature = self.sign(&body, names);
        if let Some(fields) = body.as_object_mut() {
            fields.insert("signature".to_owned(), signature.into());
        }
        let url = format!("{}/v2/gateway/api/{path}", self.settings.endpoint.trim_end_matches('/'));
        let answer = self.client.send(Ask::json(url, &body)).await?;
        let json = answer.json();
        if json.get("resultCode").is_none() {
            return Err(GatewayError::Unavailable(format!("MoMo answers {}", answer.status)));
        }
        Ok(json)
    }

    fn read(&self, body: &[u8]) -> Result<News, Refusal> {
        let body: Value = serde_json::from_slice(body).map_err(|_| Refusal::Signature)?;
        if !same_hex(&self.sign(&body, IPN), &text(&body, "signature")) {
            return Err(Refusal::Signature);
        }
        if text(&body, "partnerCode") != self.settings.partner_code {
            return Err(Refusal::Elsewhere);
        }
        Ok(Self::news(&body, text(&body, "orderId")))
    }

    fn news(body: &Value, reference: String) -> News {
        let code = text(body, "resultCode");
        let transaction = text(body, "transId");
        let amount = text(body, "amount")
            .parse()
            .map_or(Told::Nonsense, |amount| Told::Sum(Money::new(amount, Currency::Vnd)));
        News {
            dedupe: [text(body, "requestId").as_str(), &code, &transaction, &text(body, "amount")].join(":"),
            reference,
            refunded: None,
            gateway_ref: None,
            fact: fact(&code),
            amount,
            transaction_id: Some(transaction).filter(|id| !id.is_empty() && id != "0"),
            note: format!("MoMo {code}"),
        }
    }
}

/// A field as it is signed: un-encoded text.
fn text(body: &Value, name: &str) -> String {
    match body.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

fn fact(code: &str) -> Fact {
    match code {
        "0" | "9000" => Fact::Paid,
        "1000" | "7000" | "7002" => Fact::Processing,
        "1005" => Fact::Expired,
        _ => Fact::Failed,
    }
}

impl Gateway for Momo {
    fn method(&self) -> Method {
        Method::Momo
    }

    fn account(&self) -> &str {
        &self.settings.partner_code
    }

    fn create_payment<'a>(&'a self, new: &'a NewPayment) -> BoxFuture<'a, Asked<Created>> {
        Box::pin(async move {
            let body = json!({
                "partnerCode": self.settings.partner_code, "requestId": new.reference, "amount": new.amount.amount,
                "orderId": new.reference, "orderInfo": plain(&new.description, 255), "redirectUrl": new.return_url,
                "ipnUrl": new.ipn_url, "requestType": "captureWallet", "extraData": "",
                "lang": if new.locale == Locale::Vi { "vi" } else { "en" },
            });
            let answer = self.post("create", body, CREATE).await?;
            let code = text(&answer, "resultCode");
            let url = Some(text(&answer, "payUrl")).filter(|url| !url.is_empty());
            match (code.as_str(), url) {
                ("0", Some(url)) => Ok(Created {
                    payment_url: Some(url),
                    qr_url: Some(text(&answer, "qrCodeUrl")).filter(|url| url.starts_with("https:")),
                    ..Created::default()
                }),
                _ => Err(GatewayError::Refused(format!("MoMo answers {code}"))),
            }
        })
    }

    fn verify_callback<'a>(
        &'a self,
        incoming: &'a Incoming,
        _now: Timestamp,
    ) -> BoxFuture<'a, Result<News, Refusal>> {
        Box::pin(async move { self.read(&incoming.body) })
    }

    fn query<'a>(&'a self, known: &'a Known, _now: Timestamp) -> BoxFuture<'a, Asked<Option<News>>> {
        Box::pin(async move {
            let body = json!({
                "partnerCode": self.settings.partner_code, "requestId": known.reference, "orderId": known.reference,
                "lang": "en",
            });
            let answer = self.post("query", body, QUERY).await?;
            if text(&answer, "orderId") != known.reference {
                return Err(GatewayError::Unavailable("MoMo answers about another payment".to_owned()));
            }
            // 42: MoMo doesn't know it.
            Ok((text(&answer, "resultCode") != "42").then(|| Self::news(&answer, known.reference.clone())))
        })
    }

    fn refund<'a>(&'a self, known: &'a Known, refund: &'a NewRefund) -> BoxFuture<'a, Asked<()>> {
        Box::pin(async move {
            let transaction: i64 =
                known.transaction_id.as_deref().and_then(|id| id.parse().ok()).unwrap_or_default();
            let body = json!({
                "partnerCode": self.settings.partner_code, "orderId": refund.id, "requestId": refund.id,
                "amount": refund.amount, "transId": transaction, "lang": "en",
                "description": plain(&refund.reason, 200),
            });
            match text(&self.post("refund", body, REFUND).await?, "resultCode").as_str() {
                // 40 and 41: this very refund came before.
                "0" | "40" | "41" => Ok(()),
                code => Err(GatewayError::Refused(format!("MoMo answers {code}"))),
            }
        })
    }
}
