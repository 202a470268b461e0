//! Web push (RFC 8030): subscriptions of browsers, and messages to them, encrypted for the browser (RFC 8291) and signed
//! by us (RFC 8292).

use crate::config::Config;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::outward::Outward;
use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use hyper::{Request, StatusCode};
use landinghub::api::notifications::{PushEnd, PushKey, PushSubscription};
use landinghub::{Code, Fields, Id, Problem, Rng, Timestamp};
use landinghub_store::notifications::{self as store, NewSubscription, SubscriptionRow};
use serde_json::json;
use url::Url;
use web_push_native::p256::ecdsa::signature::Signer;
use web_push_native::p256::ecdsa::{Signature, SigningKey};
use web_push_native::{Auth, p256};

/// Browsers of one account; the oldest go.
const BROWSERS: i64 = 10;
/// A push service holds a message for so long where the browser is away, in seconds.
const TTL_SECONDS: i64 = 86_400;
/// A signature is good for so long; services take up to a day.
const SIGNED_SECONDS: i64 = 12 * 3600;
/// Longest address of a subscription.
const LONGEST: usize = 1024;

/// Sends to browsers.
pub(crate) struct Push {
    signer: Option<SigningKey>,
    subject: String,
    outward: Outward,
}

impl Push {
    /// With the key of the settings; without one that can be used nothing is sent.
    pub(crate) fn new(config: &Config) -> Self {
        let key = decoded(config.reach.vapid_private_key.expose());
        let signer = key.and_then(|bytes| SigningKey::from_slice(&bytes).ok());
        let subject = config.reach.vapid_subject.clone().unwrap_or_else(|| {
            let address = config.mail_from.rsplit_once('<').map_or(&*config.mail_from, |(_, rest)| rest);
            format!("mailto:{}", address.trim_end_matches('>').trim())
        });
        Self { signer, subject, outward: Outward::new(config) }
    }

    /// Our public key as base64url.
    fn public(signer: &SigningKey) -> String {
        URL_SAFE_NO_PAD.encode(signer.verifying_key().to_encoded_point(false).as_bytes())
    }

    /// `vapid t=…, k=…`: who we are, for the service of this endpoint only.
    fn authorization(&self, endpoint: &Url, now: Timestamp) -> Option<String> {
        let signer = self.signer.as_ref()?;
        let encode = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let claims = json!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": now.plus_seconds(SIGNED_SECONDS).unix_seconds(),
            "sub": self.subject,
        });
        let message = format!("{}.{}", encode(&json!({ "typ": "JWT", "alg": "ES256" })), encode(&claims));
        let signature: Signature = signer.sign(message.as_bytes());
        let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()));
        Some(format!("vapid t={token}, k={}", Self::public(signer)))
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// The service has it.
    Taken,
    /// The browser has ended its subscription.
    Gone,
}

/// Sends `text` to a browser. `topic` replaces what waits there under the same one.
pub(super) async fn send(
    services: &Services,
    to: &SubscriptionRow,
    text: String,
    (topic, urgent): (&str, bool),
) -> Result<Sent, String> {
    let push = &services.push;
    let endpoint = Url::parse(&to.endpoint).map_err(|error| error.to_string())?;
    let authorization = push.authorization(&endpoint, services.now()).ok_or("there is no VAPID key")?;
    let browser = p256::PublicKey::from_sec1_bytes(&to.p256dh).map_err(|error| error.to_string())?;
    let secret: [u8; 16] = to.auth.as_slice().try_into().map_err(|_| "the browser's secret")?;
    let body = web_push_native::encrypt(text.into_bytes(), &browser, &Auth::from(secret))
        .map_err(|error| error.to_string())?;
    // Topics are short and of the base64url alphabet (RFC 8030, section 5.4).
    let topic: String = topic.chars().filter(char::is_ascii_alphanumeric).take(32).collect();
    let request = Request::post(to.endpoint.as_str())
        .header("ttl", TTL_SECONDS)
        .header("urgency", if urgent { "high" } else { "normal" })
        .header("topic", topic)
        .header("content-type", "application/octet-stream")
        .header("content-encoding", "aes128gcm")
        .header("authorization", authorization)
        .body(body)
        .map_err(|error| error.to_string())?;
    let (status, answer) = push.outward.send(request).await?;
    match status {
        status if status.is_success() => Ok(Sent::Taken),
        StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Sent::Gone),
        status => {
            let said: String = String::from_utf8_lossy(&answer).chars().take(200).collect();
            Err(format!("the push service answered {status}: {said}"))
        }
    }
}

/// What a browser needs to subscribe.
pub fn key(services: &Services, caller: &Caller) -> Result<PushKey> {
    caller.actor()?;
    let signer = services.push.signer.as_ref();
    let public_key = signer.map(Push::public).ok_or_else(|| {
        Failure::Problem(Problem::new(Code::Unavailable, "Push isn't set up on this server."))
    })?;
    Ok(PushKey { public_key })
}

/// The caller's browser may be sent to, as long as this session lasts.
pub async fn subscribe(services: &Services, caller: &Caller, input: PushSubscription) -> Result<()> {
    let actor = caller.actor()?;
    let mut wrong = Fields::new();
    let endpoint = Url::parse(&input.endpoint)
        .ok()
        .filter(|url| input.endpoint.len() <= LONGEST && services.push.outward.allows(url));
    if endpoint.is_none() {
        wrong.insert("endpoint".to_owned(), "This isn't the address of a push service.".to_owned());
    }
    let p256dh = decoded(&input.keys.p256dh).filter(|bytes| p256::PublicKey::from_sec1_bytes(bytes).is_ok());
    if p256dh.is_none() {
        wrong.insert("keys.p256dh".to_owned(), "This isn't a public key.".to_owned());
    }
    let auth = decoded(&input.keys.auth).filter(|bytes| bytes.len() == 16);
    if auth.is_none() {
        wrong.insert("keys.auth".to_owned(), "This isn't a secret of 16 bytes.".to_owned());
    }
    let (Some(_), Some(p256dh), Some(auth)) = (endpoint, p256dh, auth) else {
        return Err(Problem::fields(wrong).into());
    };
    let new = NewSubscription {
        id: Id::random(&*services.rng),
        user_id: actor.user_id.clone(),
        session_id: actor.session_id.clone(),
        endpoint: input.endpoint,
        p256dh,
        auth,
    };
    let now = services.now();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::subscribe(&mut tx, &new, now, BROWSERS).await?) })
        })
        .await
}

/// A browser of the caller's isn't sent to any more; one that isn't theirs, or isn't there, changes nothing.
pub async fn end(services: &Services, caller: &Caller, input: PushEnd) -> Result<()> {
    let user = caller.actor()?.user_id.clone();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::unsubscribe(&mut tx, &input.endpoint, &user).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// Whether a text is a private key we can sign with.
pub fn is_vapid_key(text: &str) -> bool {
    decoded(text).is_some_and(|bytes| SigningKey::from_slice(&bytes).is_ok())
}

/// A new private key as base64url.
pub fn new_vapid_key(rng: &dyn Rng) -> String {
    loop {
        // Nearly every number of 32 bytes is one.
        let mut bytes = [0_u8; 32];
        rng.fill(&mut bytes);
        if SigningKey::from_slice(&bytes).is_ok() {
            return URL_SAFE_NO_PAD.encode(bytes);
        }
    }
}

/// Bytes of base64url, with padding or without.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok().filter(|bytes| !bytes.is_empty())
}
