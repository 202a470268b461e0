//! Stripe: payment intents and signed webhooks.

#[cfg(test)]
mod tests;

use super::http::{Answer, Ask, Client};
use super::{
    Asked, Created, Gateway, GatewayError, Incoming, Known, NewPayment, NewRefund, News, Refusal,
    StripeConfig, Told, hmac_sha256, same_hex,
};
use futures::future::BoxFuture;
use hyper::StatusCode;
use hyper::header::HeaderName;
use landinghub::Timestamp;
use landinghub::market::{Currency, Fact, Method, Money};
use serde_json::Value;

/// How far a webhook's clock may be from ours, in seconds.
const TOLERANCE: i64 = 300;
static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Stripe.
pub struct Stripe {
    settings: StripeConfig,
    client: Client,
}

impl Stripe {
    /// With our account.
    pub const fn new(settings: StripeConfig, client: Client) -> Self {
        Self { settings, client }
    }

    fn url(&self, path: &str) -> String {
        format!("{}/v1/{path}", self.settings.api_base.trim_end_matches('/'))
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)], key: &str) -> Asked<Value> {
        let ask = Ask::form(self.url(path), fields)
            .bearer(self.settings.secret_key.expose())
            .header(IDEMPOTENCY_KEY.clone(), key);
        answered(&self.client.send(ask).await?)
    }

    fn is_signed(&self, incoming: &Incoming, now: Timestamp) -> bool {
        let header = incoming.headers.get("stripe-signature").map(String::as_str).unwrap_or_default();
        let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
        let Some((_, time)) = parts().find(|(name, _)| *name == "t") else { return false };
        let fresh = time
            .parse::<i64>()
            .is_ok_and(|time| now.unix_seconds().saturating_sub(time).saturating_abs() <= TOLERANCE);
        let mut message = format!("{time}.").into_bytes();
        message.extend(&incoming.body);
        let ours = hmac_sha256(self.settings.webhook_secret.expose().as_bytes(), &message);
        // Every signature is looked at, so that the time doesn't tell which fits.
        let fits = parts()
            .filter(|(name, _)| *name == "v1")
            .fold(false, |any, (_, theirs)| any | same_hex(&ours, theirs));
        fresh && fits
    }

    fn read(&self, incoming: &Incoming, now: Timestamp) -> Result<News, Refusal> {
        if !self.is_signed(incoming, now) {
            return Err(Refusal::Signature);
        }
        let event: Value =
            serde_json::from_slice(&incoming.body).map_err(|error| Refusal::Malformed(error.to_string()))?;
        let kind = event.get("type").and_then(Value::as_str).unwrap_or_default();
        let object = event.pointer("/data/object").ok_or(Refusal::Ignored)?;
        let mut news = match kind {
            "payment_intent.succeeded"
            | "payment_intent.processing"
            | "payment_intent.payment_failed"
            | "payment_intent.canceled" => intent(object, kind.split('.').nth(1).unwrap_or_default())?,
            "charge.dispute.created"
            | "charge.dispute.closed"
            | "charge.dispute.funds_withdrawn"
            | "charge.dispute.funds_reinstated" => dispute(object, kind)?,
            "charge.refunded" => refunded(object)?,
            "refund.failed" | "refund.updated" | "charge.refund.updated" => refund_failed(object)?,
            _ => return Err(Refusal::Ignored),
        };
        news.dedupe = text(&event, "id");
        if news.dedupe.is_empty() {
            return Err(Refusal::Malformed("an event without an id".to_owned()));
        }
        Ok(news)
    }
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn sum(object: &Value, field: &str) -> Told {
    let currency = Currency::parse(&text(object, "currency"));
    match (object.get(field).and_then(Value::as_i64), currency) {
        (Some(amount), Some(currency)) => Told::Sum(Money::new(amount, currency)),
        _ => Told::Nonsense,
    }
}

/// News about a payment intent; `what` is the event's or the intent's own word.
fn intent(object: &Value, what: &str) -> Result<News, Refusal> {
    let (fact, amount) = match what {
        "succeeded" => (Fact::Paid, sum(object, "amount_received")),
        "processing" => (Fact::Processing, sum(object, "amount")),
        "payment_failed" => (Fact::Failed, sum(object, "amount")),
        "canceled" => (Fact::Expired, sum(object, "amount")),
        _ => return Err(Refusal::Ignored),
    };
    let id = text(object, "id");
    let reference = object.pointer("/metadata/attempt_id").and_then(Value::as_str).unwrap_or_default();
    if id.is_empty() {
        return Err(Refusal::Malformed("an intent without an id".to_owned()));
    }
    Ok(News {
        reference: reference.to_owned(),
        dedupe: format!("{id}:{what}"),
        transaction_id: Some(id.clone()),
        gateway_ref: Some(id),
        refunded: None,
        fact,
        amount,
        note: format!("Stripe {what}"),
    })
}

/// News about a charge of which money went back, by us or in the dashboard. It tells how much in all, and it is proof
/// that the charge was paid: that news may still be on its way.
fn refunded(charge: &Value) -> Result<News, Refusal> {
    let (id, intent) = (text(charge, "id"), text(charge, "payment_intent"));
    let back = charge.get("amount_refunded").and_then(Value::as_i64);
    let (Some(back), false) = (back, intent.is_empty()) else { return Err(Refusal::Ignored) };
    let field = if charge.get("amount_captured").is_some() { "amount_captured" } else { "amount" };
    let reference = charge.pointer("/metadata/attempt_id").and_then(Value::as_str).unwrap_or_default();
    Ok(News {
        reference: reference.to_owned(),
        dedupe: format!("{id}:refunded:{back}"),
        transaction_id: Some(intent.clone()),
        gateway_ref: Some(intent),
        refunded: Some(back),
        fact: Fact::Paid,
        amount: sum(charge, field),
        note: "Stripe refunded".to_owned(),
    })
}

/// News about a refund that came to nothing; the others are told by the charge.
fn refund_failed(refund: &Value) -> Result<News, Refusal> {
    let (id, intent) = (text(refund, "id"), text(refund, "payment_intent"));
    if text(refund, "status") != "failed" || intent.is_empty() {
        return Err(Refusal::Ignored);
    }
    Ok(News {
        reference: String::new(),
        dedupe: format!("{id}:failed"),
        transaction_id: None,
        gateway_ref: Some(intent),
        refunded: None,
        fact: Fact::RefundFailed,
        amount: Told::Nothing,
        note: "Stripe refund failed".to_owned(),
    })
}

fn dispute(object: &Value, kind: &str) -> Result<News, Refusal> {
    let status = text(object, "status");
    let fact = match (kind, status.as_str()) {
        // Both begin it, and either may come first.
        ("charge.dispute.created" | "charge.dispute.funds_withdrawn", _) => Fact::DisputeOpened,
        ("charge.dispute.funds_reinstated", _) | (_, "won" | "warning_closed") => Fact::DisputeWon,
        (_, "lost") => Fact::DisputeLost { amount: None },
        _ => return Err(Refusal::Ignored),
    };
    let id = text(object, "payment_intent");
    if id.is_empty() {
        return Err(Refusal::Ignored);
    }
    Ok(News {
        reference: String::new(),
        gateway_ref: Some(id),
        fact,
        // A part of the charge, where only that is disputed.
        amount: if object.get("amount").is_some() { sum(object, "amount") } else { Told::Nothing },
        refunded: None,
        transaction_id: None,
        dedupe: String::new(),
        note: format!("Stripe dispute {status}"),
    })
}

/// The answer's JSON, or why there is none.
fn answered(answer: &Answer) -> Asked<Value> {
    let json = answer.json();
    if answer.status.is_success() {
        return Ok(json);
    }
    let message = json.pointer("/error/message").and_then(Value::as_str).unwrap_or_default();
    let what = format!("Stripe answers {}: {message}", answer.status);
    let again = answer.status.is_server_error()
        || matches!(answer.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::CONFLICT);
    Err(if again { GatewayError::Unavailable(what) } else { GatewayError::Refused(what) })
}

impl Gateway for Stripe {
    fn method(&self) -> Method {
        Method::Stripe
    }

    fn account(&self) -> &'static str {
        ""
    }

    fn create_payment<'a>(&'a self, new: &'a NewPayment) -> BoxFuture<'a, Asked<Created>> {
        Box::pin(async move {
            let amount = new.amount.amount.to_string();
            let currency = new.amount.currency.code().to_lowercase();
            let fields = [
                ("amount", amount.as_str()),
                ("currency", &currency),
                ("automatic_payment_methods[enabled]", "true"),
                ("description", &new.description),
                ("metadata[attempt_id]", &new.reference),
            ];
            let made = self.post("payment_intents", &fields, &new.reference).await?;
            let (id, secret) = (text(&made, "id"), text(&made, "client_secret"));
            if id.is_empty() || secret.is_empty() {
                return Err(GatewayError::Unavailable("Stripe made no intent".to_owned()));
            }
            Ok(Created { gateway_ref: Some(id), client_secret: Some(secret), ..Created::default() })
        })
    }

    fn verify_callback<'a>(
        &'a self,
        incoming: &'a Incoming,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<News, Refusal>> {
        Box::pin(async move { self.read(incoming, now) })
    }

    fn query<'a>(&'a self, known: &'a Known, _now: Timestamp) -> BoxFuture<'a, Asked<Option<News>>> {
        Box::pin(async move {
            let Some(id) = &known.gateway_ref else { return Ok(None) };
            let ask = Ask::get(self.url(&format!("payment_intents/{id}")))
                .bearer(self.settings.secret_key.expose());
            let object = answered(&self.client.send(ask).await?)?;
            // The intent's other states wait for the buyer.
            let mut news = intent(&object, &text(&object, "status")).ok();
            if let Some(news) = &mut news {
                news.reference.clone_from(&known.reference);
            }
            Ok(news)
        })
    }

    fn refund<'a>(&'a self, known: &'a Known, refund: &'a NewRefund) -> BoxFuture<'a, Asked<()>> {
        Box::pin(async move {
            let intent = known.gateway_ref.as_deref().unwrap_or_default();
            let amount = refund.amount.to_string();
            let fields = [
                ("payment_intent", intent),
                ("amount", amount.as_str()),
                ("metadata[refund_id]", &refund.id),
            ];
            self.post("refunds", &fields, &refund.id).await.map(drop)
        })
    }

    fn expire<'a>(&'a self, known: &'a Known) -> BoxFuture<'a, Asked<()>> {
        Box::pin(async move {
            let Some(id) = &known.gateway_ref else { return Ok(()) };
            let key = format!("{}-cancel", known.reference);
            self.post(&format!("payment_intents/{id}/cancel"), &[], &key).await.map(drop)
        })
    }
}
