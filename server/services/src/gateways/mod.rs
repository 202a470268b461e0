//! Payment gateways: one folder each, behind one trait.
//!
//! A gateway makes payments, reads callbacks, answers questions about payments and gives money back. It never touches
//! our database: what a verified callback means for an order is [`crate::market`]'s matter. Addresses come from the
//! settings, so that tests point them at a stand-in.

pub mod http;
pub mod momo;
pub mod omise;
pub mod sandbox;
pub mod stripe;
pub mod vnpay;

use crate::config::{Config, Secret};
use futures::future::BoxFuture;
use hmac::{Hmac, KeyInit, Mac};
use landinghub::Timestamp;
use landinghub::account::Locale;
use landinghub::market::{Fact, Method, Money};
use sha2::{Sha256, Sha512};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

/// What a gateway couldn't do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// It can't be reached or doesn't answer in time: worth another try.
    #[error("{0}")]
    Unavailable(String),
    /// It said no.
    #[error("{0}")]
    Refused(String),
}

/// The result of asking a gateway.
pub type Asked<T> = Result<T, GatewayError>;

/// A payment to be made.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// Our name for it: letters and digits, never used before.
    pub reference: String,
    /// To pay.
    pub amount: Money,
    /// Plain ASCII, for the buyer's statement.
    pub description: String,
    /// Where the buyer's browser comes back to.
    pub return_url: String,
    /// Where the gateway tells how it went, where it takes such an address.
    pub ipn_url: String,
    /// The buyer's.
    pub ip: IpAddr,
    /// The buyer's.
    pub locale: Locale,
    /// Now.
    pub now: Timestamp,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
    /// Omise: the source's type.
    pub source_type: Option<String>,
    /// Omise: a card's token.
    pub token: Option<String>,
}

/// A payment that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Created {
    /// The gateway's own name for it.
    pub gateway_ref: Option<String>,
    /// Send the buyer there.
    pub payment_url: Option<String>,
    /// For the browser's library.
    pub client_secret: Option<String>,
    /// A QR code to show.
    pub qr_url: Option<String>,
}

/// A payment as we know it, for questions about it.
#[derive(Clone, Debug)]
pub struct Known {
    /// Our name for it.
    pub reference: String,
    /// The gateway's.
    pub gateway_ref: Option<String>,
    /// The gateway's name for the movement of money, once there was one.
    pub transaction_id: Option<String>,
    /// Asked for.
    pub amount: Money,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Money to give back.
#[derive(Clone, Debug)]
pub struct NewRefund {
    /// Our name for it: the same in every try.
    pub id: String,
    /// Minor units.
    pub amount: i64,
    /// Whether that is all that was paid.
    pub full: bool,
    /// Plain ASCII.
    pub reason: String,
    /// Now.
    pub now: Timestamp,
}

/// A callback as it came in.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    /// The query, raw.
    pub query: String,
    /// By lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The body, raw.
    pub body: Vec<u8>,
}

/// What a gateway says about a payment, once it is known to be the gateway that says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Our name for the payment; empty where only the gateway's is known.
    pub reference: String,
    /// The gateway's name for it.
    pub gateway_ref: Option<String>,
    /// What happened.
    pub fact: Fact,
    /// How much, where it tells. A currency we don't know is `None` and never fits.
    pub amount: Told,
    /// How much of it went back in all, where it tells; minor units.
    pub refunded: Option<i64>,
    /// The gateway's name for the movement of money.
    pub transaction_id: Option<String>,
    /// The same for a repetition, different for anything else.
    pub dedupe: String,
    /// A few words for people.
    pub note: String,
}

/// What a gateway tells of the amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing: this sort of news has none.
    Nothing,
    /// This much.
    Sum(Money),
    /// Something that isn't an amount of a currency of ours.
    Nonsense,
}

/// Why a callback isn't news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The signature is wrong or missing.
    Signature,
    /// Signed, but it can't be read.
    Malformed(String),
    /// Signed and of no concern to us.
    Ignored,
    /// Signed, and for another account than ours: none of our payments.
    Elsewhere,
    /// The gateway had to be asked and didn't answer.
    Unavailable(String),
}

/// A payment gateway.
pub trait Gateway: Send + Sync {
    /// Which.
    fn method(&self) -> Method;
    /// Our account there; news for another account isn't ours.
    fn account(&self) -> &str;
    /// Makes a payment the buyer can go to.
    fn create_payment<'a>(&'a self, new: &'a NewPayment) -> BoxFuture<'a, Asked<Created>>;
    /// Checks who speaks, over the raw bytes and in constant time, and reads what they say.
    fn verify_callback<'a>(
        &'a self,
        incoming: &'a Incoming,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<News, Refusal>>;
    /// Asks how a payment is; `None` where the gateway doesn't know it yet.
    fn query<'a>(&'a self, known: &'a Known, now: Timestamp) -> BoxFuture<'a, Asked<Option<News>>>;
    /// Gives money back; a repeated try with the same id gives it once.
    fn refund<'a>(&'a self, known: &'a Known, refund: &'a NewRefund) -> BoxFuture<'a, Asked<()>>;
    /// Makes an unpaid payment impossible, where the gateway can.
    fn expire<'a>(&'a self, known: &'a Known) -> BoxFuture<'a, Asked<()>> {
        let _ = known;
        Box::pin(async { Ok(()) })
    }
}

/// VNPay's settings.
#[derive(Clone, Debug)]
pub struct VnpayConfig {
    /// Our terminal.
    pub tmn_code: String,
    /// Signs.
    pub hash_secret: Secret,
    /// The payment page, a whole address.
    pub url: String,
    /// For questions and refunds, a whole address.
    pub api_url: String,
}

/// MoMo's settings.
#[derive(Clone, Debug)]
pub struct MomoConfig {
    /// Our account.
    pub partner_code: String,
    /// Goes into signatures.
    pub access_key: Secret,
    /// Signs.
    pub secret_key: Secret,
    /// An origin.
    pub endpoint: String,
}

/// Stripe's settings.
#[derive(Clone, Debug)]
pub struct StripeConfig {
    /// For the API.
    pub secret_key: Secret,
    /// For browsers.
    pub publishable_key: String,
    /// Signs webhooks.
    pub webhook_secret: Secret,
    /// An origin.
    pub api_base: String,
    /// Where browsers load Stripe.js from, a whole address.
    pub js_url: String,
}

/// Omise's settings.
#[derive(Clone, Debug)]
pub struct OmiseConfig {
    /// For sources.
    pub public_key: String,
    /// For the API.
    pub secret_key: Secret,
    /// Signs webhooks, where it is set.
    pub webhook_secret: Option<Secret>,
    /// An origin.
    pub api_base: String,
}

/// Which gateways an installation has.
#[derive(Clone, Debug, Default)]
pub struct Payments {
    /// Our own stand-in: `Some` says whether it is wanted; else it is there where nothing real is, off production.
    pub sandbox: Option<bool>,
    /// Signs the sandbox's callbacks; made from the installation's secret where absent.
    pub sandbox_secret: Option<Secret>,
    /// VNPay.
    pub vnpay: Option<VnpayConfig>,
    /// MoMo.
    pub momo: Option<MomoConfig>,
    /// Stripe.
    pub stripe: Option<StripeConfig>,
    /// Omise.
    pub omise: Option<OmiseConfig>,
}

impl Payments {
    fn any_real(&self) -> bool {
        self.vnpay.is_some() || self.momo.is_some() || self.stripe.is_some() || self.omise.is_some()
    }
}

/// The gateways of an installation.
#[derive(Clone)]
pub struct Gateways(BTreeMap<Method, Arc<dyn Gateway>>);

impl Gateways {
    /// Those that the settings name.
    pub fn new(config: &Config) -> Self {
        let payments = &config.payments;
        let client = http::Client::new();
        let mut all: Vec<Arc<dyn Gateway>> = Vec::new();
        if payments.sandbox.unwrap_or(!payments.any_real() && is_at_home(config)) {
            all.push(Arc::new(sandbox::Sandbox::new(config, client.clone())));
        }
        if let Some(settings) = &payments.vnpay {
            all.push(Arc::new(vnpay::Vnpay::new(settings.clone(), client.clone())));
        }
        if let Some(settings) = &payments.momo {
            all.push(Arc::new(momo::Momo::new(settings.clone(), client.clone())));
        }
        if let Some(settings) = &payments.stripe {
            all.push(Arc::new(stripe::Stripe::new(settings.clone(), client.clone())));
        }
        if let Some(settings) = &payments.omise {
            all.push(Arc::new(omise::Omise::new(settings.clone(), client)));
        }
        Self(all.into_iter().map(|gateway| (gateway.method(), gateway)).collect())
    }

    /// The gateway of a method, if it is there.
    pub fn get(&self, method: Method) -> Option<Arc<dyn Gateway>> {
        self.0.get(&method).cloned()
    }

    /// The methods there are.
    pub fn methods(&self) -> impl Iterator<Item = Method> {
        self.0.keys().copied()
    }
}

/// Not in production: the app is reached on this machine.
fn is_at_home(config: &Config) -> bool {
    match config.base_url.host() {
        Some(url::Host::Domain(name)) => {
            matches!(name.rsplit('.').next(), Some("localhost" | "test")) && name != "test"
        }
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// HMAC-SHA256 in lower-case hex.
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> String {
    // A key of any length will do, so this can't fail; an empty signature fits nothing.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(message);
    hex::encode(mac.finalize().into_bytes())
}

/// HMAC-SHA512 in lower-case hex.
pub(crate) fn hmac_sha512(key: &[u8], message: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(key) else { return String::new() };
    mac.update(message);
    hex::encode(mac.finalize().into_bytes())
}

/// Compares signatures in hex, in either case, without telling by the time how much agrees.
pub(crate) fn same_hex(ours: &str, theirs: &str) -> bool {
    !ours.is_empty() && crate::secrets::same(&ours.to_ascii_lowercase(), &theirs.to_ascii_lowercase())
}

/// The letters and digits of a text, for gateways that take no others.
pub(crate) fn plain(text: &str, most: usize) -> String {
    let folded = landinghub::text::fold(text);
    let kept: String = folded.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    words.join(" ").chars().take(most).collect()
}
