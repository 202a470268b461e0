//! Our own stand-in: a hosted page with Pay, Fail and Cancel that then sends a real signed callback over HTTP.

use super::http::{Ask, Client};
use super::{
    Asked, Created, Gateway, GatewayError, Incoming, Known, NewPayment, NewRefund, News, Refusal, Told,
};
use super::{hmac_sha256, same_hex};
use crate::config::{Config, Secret};
use futures::future::BoxFuture;
use hyper::header::HeaderName;
use landinghub::Timestamp;
use landinghub::market::{Currency, Fact, Method, Money};
use serde::{Deserialize, Serialize};

/// The header with the signature over the body, in hex.
pub const SIGNATURE: &str = "x-sandbox-signature";
/// Our account at ourselves.
const ACCOUNT: &str = "sandbox";

/// What the hosted page tells our own callback address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Notice {
    /// Different for each press of a button.
    pub event_id: String,
    /// The payment.
    pub reference: String,
    /// `paid`, `failed`, `cancelled`, `processing`, `expired`, `suspicious`, `dispute_opened`, `dispute_won`, `dispute_lost`,
    /// `refunded`, `refund_failed`.
    pub outcome: String,
    /// Minor units; with `dispute_lost` what the bank took.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// With `refunded`: how much went back in all, minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<i64>,
}

/// The sandbox.
pub struct Sandbox {
    base: String,
    key: Secret,
    client: Client,
}

impl Sandbox {
    /// At the app's own address, with the key that is set, else one of the installation.
    pub fn new(config: &Config, client: Client) -> Self {
        let made = || {
            let key = hmac_sha256(config.jwt_secret.expose().as_bytes(), b"landinghub sandbox gateway 1");
            Secret::new(key)
        };
        let key = config.payments.sandbox_secret.clone().unwrap_or_else(made);
        Self { base: config.app_url(""), key, client }
    }

    fn sign(&self, bytes: &[u8]) -> String {
        hmac_sha256(self.key.expose().as_bytes(), bytes)
    }

    /// The part of the hosted page's address that only we can make.
    pub fn page_token(&self, reference: &str, amount: Money) -> String {
        let text = format!("page\n{reference}\n{}\n{}", amount.amount, amount.currency.code());
        self.sign(text.as_bytes()).chars().take(32).collect()
    }

    /// Whether a hosted page's address is one of ours.
    pub fn is_page(&self, reference: &str, amount: Money, token: &str) -> bool {
        same_hex(&self.page_token(reference, amount), token)
    }

    /// A notice as it is sent: the body and its signature.
    pub fn signed(&self, notice: &Notice) -> Asked<(serde_json::Value, String)> {
        let body = serde_json::to_value(notice).map_err(|error| GatewayError::Refused(error.to_string()))?;
        let signature = self.sign(body.to_string().as_bytes());
        Ok((body, signature))
    }

    /// Sends a notice to our own callback address, signed, as a gateway would. Answers the status.
    pub async fn notify(&self, notice: &Notice) -> Asked<u16> {
        let (body, signature) = self.signed(notice)?;
        let ask = Ask::json(format!("{}/api/payment/sandbox/ipn", self.base), &body)
            .header(HeaderName::from_static(SIGNATURE), signature);
        Ok(self.client.send(ask).await?.status.as_u16())
    }

    fn read(&self, incoming: &Incoming) -> Result<News, Refusal> {
        let signature = incoming.headers.get(SIGNATURE).map(String::as_str).unwrap_or_default();
        if !same_hex(&self.sign(&incoming.body), signature) {
            return Err(Refusal::Signature);
        }
        let notice: Notice =
            serde_json::from_slice(&incoming.body).map_err(|error| Refusal::Malformed(error.to_string()))?;
        let fact = match notice.outcome.as_str() {
            "paid" | "refunded" => Fact::Paid,
            "failed" | "cancelled" => Fact::Failed,
            "processing" => Fact::Processing,
            "expired" => Fact::Expired,
            "suspicious" => Fact::Doubtful,
            "dispute_opened" => Fact::DisputeOpened,
            "dispute_won" => Fact::DisputeWon,
            "dispute_lost" => Fact::DisputeLost { amount: None },
            "refund_failed" => Fact::RefundFailed,
            _ => return Err(Refusal::Ignored),
        };
        let amount = Currency::parse(&notice.currency)
            .map_or(Told::Nonsense, |currency| Told::Sum(Money::new(notice.amount, currency)));
        Ok(News {
            gateway_ref: None,
            refunded: notice.refunded,
            fact,
            amount,
            transaction_id: Some(format!("SB{}", notice.event_id)),
            dedupe: format!("{}:{}", notice.reference, notice.event_id),
            note: notice.outcome,
            reference: notice.reference,
        })
    }
}

impl Gateway for Sandbox {
    fn method(&self) -> Method {
        Method::Sandbox
    }

    fn account(&self) -> &str {
        ACCOUNT
    }

    fn create_payment<'a>(&'a self, new: &'a NewPayment) -> BoxFuture<'a, Asked<Created>> {
        Box::pin(async move {
            let token = self.page_token(&new.reference, new.amount);
            let url = format!("{}/payment/sandbox/{}?token={token}", self.base, new.reference);
            Ok(Created { payment_url: Some(url), ..Created::default() })
        })
    }

    fn verify_callback<'a>(
        &'a self,
        incoming: &'a Incoming,
        _now: Timestamp,
    ) -> BoxFuture<'a, Result<News, Refusal>> {
        Box::pin(async move { self.read(incoming) })
    }

    /// No money moves here, so nothing is known but what was told.
    fn query<'a>(&'a self, _known: &'a Known, _now: Timestamp) -> BoxFuture<'a, Asked<Option<News>>> {
        Box::pin(async { Ok(None) })
    }

    fn refund<'a>(&'a self, _known: &'a Known, _refund: &'a NewRefund) -> BoxFuture<'a, Asked<()>> {
        Box::pin(async { Ok(()) })
    }
}
