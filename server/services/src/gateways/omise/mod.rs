//! Omise (Opn): charges of cards and sources. What a webhook says is never believed: the charge is fetched again.

#[cfg(test)]
mod tests;

use super::http::{Answer, Ask, Client};
use super::{
    Asked, Created, Gateway, GatewayError, Incoming, Known, NewPayment, NewRefund, News, OmiseConfig,
    Refusal, Told, hmac_sha256, same_hex,
};
use crate::config::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::future::BoxFuture;
use landinghub::Timestamp;
use landinghub::market::{Currency, Fact, Method, Money};
use serde_json::Value;

/// Omise.
pub struct Omise {
    settings: OmiseConfig,
    client: Client,
}

impl Omise {
    /// With our account.
    pub const fn new(settings: OmiseConfig, client: Client) -> Self {
        Self { settings, client }
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.settings.api_base.trim_end_matches('/'))
    }

    async fn get(&self, path: &str) -> Asked<Value> {
        let ask = Ask::get(self.url(path)).basic(self.settings.secret_key.expose());
        answered(&self.client.send(ask).await?)
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)], user: &str) -> Asked<Value> {
        answered(&self.client.send(Ask::form(self.url(path), fields).basic(user)).await?)
    }

    async fn read(&self, incoming: &Incoming) -> Result<News, Refusal> {
        if let Some(secret) = &self.settings.webhook_secret
            && !is_signed(secret, incoming)
        {
            return Err(Refusal::Signature);
        }
        let event: Value =
            serde_json::from_slice(&incoming.body).map_err(|error| Refusal::Malformed(error.to_string()))?;
        let object = event.get("data").ok_or(Refusal::Ignored)?;
        let id = text(object, "id");
        let path = match text(object, "object").as_str() {
            "charge" if is_id(&id, "chrg_") => format!("charges/{id}"),
            "dispute" if is_id(&id, "dspt_") => format!("disputes/{id}"),
            // The charge tells how much went back in all.
            "refund" if is_id(&text(object, "charge"), "chrg_") => {
                format!("charges/{}", text(object, "charge"))
            }
            _ => return Err(Refusal::Ignored),
        };
        let fetched = self.get(&path).await.map_err(|error| Refusal::Unavailable(error.to_string()))?;
        if path.rsplit('/').next() != Some(text(&fetched, "id").as_str()) {
            return Err(Refusal::Unavailable("Omise answers about something else".to_owned()));
        }
        if path.starts_with("disputes/") { dispute(&fetched) } else { charge(&fetched) }
    }
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// An id becomes part of an address: nothing but letters, digits and underscores.
fn is_id(id: &str, prefix: &str) -> bool {
    id.len() <= 64 && id.starts_with(prefix) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn is_signed(secret: &Secret, incoming: &Incoming) -> bool {
    let header = |name: &str| incoming.headers.get(name).map(String::as_str).unwrap_or_default();
    let Ok(key) = STANDARD.decode(secret.expose()) else { return false };
    let mut message = format!("{}.", header("omise-signature-timestamp")).into_bytes();
    message.extend(&incoming.body);
    let ours = hmac_sha256(&key, &message);
    // While a secret is exchanged there are two; both are looked at.
    header("omise-signature").split(',').fold(false, |any, theirs| any | same_hex(&ours, theirs.trim()))
}

fn sum(object: &Value) -> Told {
    match (object.get("amount").and_then(Value::as_i64), Currency::parse(&text(object, "currency"))) {
        (Some(amount), Some(currency)) => Told::Sum(Money::new(amount, currency)),
        _ => Told::Nonsense,
    }
}

fn charge(object: &Value) -> Result<News, Refusal> {
    let (id, status) = (text(object, "id"), text(object, "status"));
    let fact = match status.as_str() {
        "successful" => Fact::Paid,
        "pending" => Fact::Processing,
        "failed" | "reversed" => Fact::Failed,
        "expired" => Fact::Expired,
        _ => return Err(Refusal::Ignored),
    };
    let amount = sum(object);
    let reference = object.pointer("/metadata/attempt_id").and_then(Value::as_str).unwrap_or_default();
    // Earlier versions of their API call it otherwise.
    let back = ["refunded_amount", "refunded"].iter().find_map(|name| object.get(*name)?.as_i64());
    let back = back.filter(|back| *back > 0 && fact == Fact::Paid);
    Ok(News {
        reference: reference.to_owned(),
        dedupe: match back {
            Some(back) => format!("{id}:{status}:{back}"),
            None => format!("{id}:{status}"),
        },
        transaction_id: Some(id.clone()),
        gateway_ref: Some(id),
        refunded: back,
        fact,
        amount,
        note: if back.is_some() { "Omise refunded".to_owned() } else { format!("Omise {status}") },
    })
}

fn dispute(object: &Value) -> Result<News, Refusal> {
    let (id, status, charge) = (text(object, "id"), text(object, "status"), text(object, "charge"));
    let fact = match status.as_str() {
        "open" | "pending" => Fact::DisputeOpened,
        "won" => Fact::DisputeWon,
        "lost" => Fact::DisputeLost { amount: None },
        _ => return Err(Refusal::Ignored),
    };
    Ok(News {
        reference: String::new(),
        gateway_ref: Some(charge),
        fact,
        amount: if object.get("amount").is_some() { sum(object) } else { Told::Nothing },
        refunded: None,
        transaction_id: None,
        dedupe: format!("{id}:{status}"),
        note: format!("Omise dispute {status}"),
    })
}

fn answered(answer: &Answer) -> Asked<Value> {
    let json = answer.json();
    if answer.status.is_success() && json.get("object").and_then(Value::as_str) != Some("error") {
        return Ok(json);
    }
    let what = format!("Omise answers {}: {}", answer.status, text(&json, "message"));
    let again = answer.status.is_server_error() || answer.status.as_u16() == 429;
    Err(if again { GatewayError::Unavailable(what) } else { GatewayError::Refused(what) })
}

impl Gateway for Omise {
    fn method(&self) -> Method {
        Method::Omise
    }

    fn account(&self) -> &'static str {
        ""
    }

    fn create_payment<'a>(&'a self, new: &'a NewPayment) -> BoxFuture<'a, Asked<Created>> {
        Box::pin(async move {
            let amount = new.amount.amount.to_string();
            let currency = new.amount.currency.code().to_lowercase();
            let expires = new.expires_at.to_string();
            let mut fields = vec![
                ("amount", amount.as_str()),
                ("currency", currency.as_str()),
                ("description", new.description.as_str()),
                ("return_uri", new.return_url.as_str()),
                ("metadata[attempt_id]", new.reference.as_str()),
            ];
            let source;
            if let Some(token) = &new.token {
                fields.push(("card", token));
            } else {
                let kind = new.source_type.as_deref().unwrap_or("promptpay");
                let of = [("type", kind), ("amount", amount.as_str()), ("currency", currency.as_str())];
                source = text(&self.post("sources", &of, &self.settings.public_key).await?, "id");
                fields.push(("source", &source));
                fields.push(("expires_at", &expires));
            }
            let made = self.post("charges", &fields, self.settings.secret_key.expose()).await?;
            let id = text(&made, "id");
            if !is_id(&id, "chrg_") {
                return Err(GatewayError::Unavailable("Omise made no charge".to_owned()));
            }
            let qr = made.pointer("/source/scannable_code/image/download_uri").and_then(Value::as_str);
            Ok(Created {
                gateway_ref: Some(id),
                payment_url: made.get("authorize_uri").and_then(Value::as_str).map(str::to_owned),
                qr_url: qr.map(str::to_owned),
                client_secret: None,
            })
        })
    }

    fn verify_callback<'a>(
        &'a self,
        incoming: &'a Incoming,
        _now: Timestamp,
    ) -> BoxFuture<'a, Result<News, Refusal>> {
        Box::pin(self.read(incoming))
    }

    fn query<'a>(&'a self, known: &'a Known, _now: Timestamp) -> BoxFuture<'a, Asked<Option<News>>> {
        Box::pin(async move {
            let Some(id) = known.gateway_ref.as_deref().filter(|id| is_id(id, "chrg_")) else {
                return Ok(None);
            };
            let news = charge(&self.get(&format!("charges/{id}")).await?);
            Ok(news.ok().map(|news| News { reference: known.reference.clone(), ..news }))
        })
    }

    fn refund<'a>(&'a self, known: &'a Known, refund: &'a NewRefund) -> BoxFuture<'a, Asked<()>> {
        Box::pin(async move {
            let id = known.gateway_ref.as_deref().unwrap_or_default();
            let path = format!("charges/{id}/refunds");
            // There is no idempotency key: look whether an earlier try got through.
            let before = self.get(&path).await?;
            let mut done = before.get("data").and_then(Value::as_array).into_iter().flatten();
            if done.any(|one| one.pointer("/metadata/refund_id").and_then(Value::as_str) == Some(&refund.id))
            {
                return Ok(());
            }
            let amount = refund.amount.to_string();
            let fields = [("amount", amount.as_str()), ("metadata[refund_id]", refund.id.as_str())];
            self.post(&path, &fields, self.settings.secret_key.expose()).await.map(drop)
        })
    }

    fn expire<'a>(&'a self, known: &'a Known) -> BoxFuture<'a, Asked<()>> {
        Box::pin(async move {
            let Some(id) = known.gateway_ref.as_deref().filter(|id| is_id(id, "chrg_")) else {
                return Ok(());
            };
            self.post(&format!("charges/{id}/expire"), &[], self.settings.secret_key.expose()).await.map(drop)
        })
    }
}
