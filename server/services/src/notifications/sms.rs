//! Text messages, by whatever service takes a POST: the operator says where and what, we sign it.

use crate::config::{Config, Secret};
use crate::context::Services;
use crate::outward::Outward;
use hmac::{Hmac, KeyInit, Mac};
use hyper::Request;
use serde_json::Value;
use sha2::Sha256;

/// Longest text, in characters: two messages of 70, as Vietnamese and Thai take them.
const LONGEST: usize = 140;
/// What is sent where the operator has no wishes.
const TEMPLATE: &str = r#"{"to":"{to}","text":"{text}","id":"{id}"}"#;

/// A service that sends text messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsConfig {
    /// Where it takes them.
    pub url: String,
    /// Signs what we send.
    pub secret: Option<Secret>,
    /// JSON with `{to}`, `{text}` and `{id}` in its strings.
    pub template: Option<String>,
}

impl SmsConfig {
    /// Whether a template can be used.
    pub fn is_template(text: &str) -> bool {
        serde_json::from_str::<Value>(text).is_ok_and(|json| json.is_object()) && text.contains("{to}")
    }
}

/// Sends text messages, where there is a service.
pub(crate) struct Sms(Option<(SmsConfig, Outward)>);

impl Sms {
    pub(crate) fn new(config: &Config) -> Self {
        Self(config.reach.sms.clone().map(|sms| (sms, Outward::trusted())))
    }
}

/// Sends one. `id` is the same for a repeated try, so that a service can tell.
pub(super) async fn send(services: &Services, to: &str, text: &str, id: &str) -> Result<(), String> {
    let Some((config, outward)) = &services.sms.0 else { return Ok(()) };
    let body = filled(config.template.as_deref().unwrap_or(TEMPLATE), to, text, id)?;
    let mut request = Request::post(config.url.as_str())
        .header("content-type", "application/json")
        .header("user-agent", "LandingHub")
        .header("idempotency-key", id);
    if let Some(secret) = &config.secret {
        let at = services.now().unix_seconds();
        request = request.header("x-landinghub-signature", signature(secret, at, &body)?);
    }
    let request = request.body(body.into_bytes()).map_err(|error| error.to_string())?;
    match outward.send(request).await? {
        (status, _) if status.is_success() => Ok(()),
        (status, answer) => {
            let said: String = String::from_utf8_lossy(&answer).chars().take(200).collect();
            Err(format!("the SMS service answered {status}: {said}"))
        }
    }
}

/// `t=…,v1=…`: HMAC-SHA256 of the moment, a point and the body, so that what was recorded can't be sent again.
fn signature(secret: &Secret, at: i64, body: &str) -> Result<String, String> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).map_err(|error| error.to_string())?;
    mac.update(format!("{at}.{body}").as_bytes());
    Ok(format!("t={at},v1={}", hex::encode(mac.finalize().into_bytes())))
}

/// The template with its places filled, inside its strings only: no text can change its shape.
fn filled(template: &str, to: &str, text: &str, id: &str) -> Result<String, String> {
    let mut json: Value =
        serde_json::from_str(template).map_err(|error| format!("SMS_WEBHOOK_TEMPLATE: {error}"))?;
    let short: String = if text.chars().count() > LONGEST {
        text.chars().take(LONGEST - 1).chain(['…']).collect()
    } else {
        text.to_owned()
    };
    fill(&mut json, to, &short, id);
    Ok(json.to_string())
}

fn fill(json: &mut Value, to: &str, text: &str, id: &str) {
    match json {
        Value::String(string) => {
            // The text last: what people wrote is never looked into.
            *string = string.replace("{to}", to).replace("{id}", id).replace("{text}", text);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, to, text, id)),
        Value::Object(fields) => fields.values_mut().for_each(|field| fill(field, to, text, id)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_cannot_change_the_shape() {
        let evil = "\",\"to\":\"+1\"} {to} \u{2028}";
        let body = filled(r#"{"messages":[{"dst":"{to}","body":"LH: {text}"}],"n":1}"#, "+84901", evil, "i");
        let json: Value = serde_json::from_str(&body.expect("filled")).expect("JSON");
        assert_eq!(json["messages"][0]["dst"], "+84901");
        assert_eq!(json["messages"][0]["body"], format!("LH: {evil}"));
        assert_eq!(json["n"], 1);
        let long = filled(TEMPLATE, "+84901", &"ữ".repeat(500), "i").expect("filled");
        let json: Value = serde_json::from_str(&long).expect("JSON");
        assert_eq!(json["text"].as_str().expect("text").chars().count(), LONGEST);
        assert!(
            SmsConfig::is_template(TEMPLATE)
                && !SmsConfig::is_template("[]")
                && !SmsConfig::is_template("{}")
        );
    }

    #[test]
    fn the_signature_is_of_moment_and_body() {
        let sign = |secret: &str, at, body: &str| signature(&Secret::new(secret), at, body).expect("signs");
        let signed = sign("s", 1, "b");
        assert!(signed.starts_with("t=1,v1=") && signed.len() == 7 + 64);
        for other in [sign("x", 1, "b"), sign("s", 2, "b"), sign("s", 1, "c")] {
            assert_ne!(other, signed);
        }
    }
}
