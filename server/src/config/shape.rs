//! What values must look like. Messages never repeat a value: it may be a secret in the wrong place.

use crate::proxies::Network;
use std::net::SocketAddr;
use url::Url;

/// A sort of value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Anything.
    Text,
    /// Anything without white space.
    Word,
    /// A whole number.
    Number,
    /// `address:port`.
    Socket,
    /// `host` or `host:port`.
    Host,
    /// `http(s)://host[:port]` without a path.
    Origin,
    /// A URL with one of these schemes.
    Url(&'static [&'static str]),
    /// `sqlite:PATH` or `postgres://…`.
    Database,
    /// At least 32 bytes.
    SigningSecret,
    /// `a@b.c` or `Name <a@b.c>`.
    Mailbox,
    /// Addresses and networks with commas between them.
    Networks,
    /// `on` or `off`.
    Switch,
    /// A private key of 32 bytes as base64url.
    VapidKey,
    /// JSON with `{to}` in a string.
    SmsTemplate,
}

impl Shape {
    /// Says what is wrong with a value.
    pub fn check(self, value: &str) -> Result<(), String> {
        let (fits, wanted) = match self {
            Self::Text => (true, String::new()),
            Self::Word => (!value.contains(char::is_whitespace), "must not contain white space".to_owned()),
            Self::Number => (value.parse::<u64>().is_ok(), "must be a whole number".to_owned()),
            Self::Socket => (
                value.parse::<SocketAddr>().is_ok(),
                "must be an address and a port, such as 127.0.0.1:3000".to_owned(),
            ),
            Self::Host => {
                (is_host(value), "must be a host, perhaps with a port, such as pages.example.com".to_owned())
            }
            Self::Origin => (is_origin(value), "must be http(s)://host[:port] without a path".to_owned()),
            Self::Url(schemes) => {
                let fits = Url::parse(value).is_ok_and(|url| {
                    schemes.contains(&url.scheme())
                        && (url.has_host() || matches!(url.scheme(), "unix" | "mailto"))
                });
                (fits, format!("must be a URL that begins with {}", schemes.join(":// or ") + "://"))
            }
            Self::Database => (
                is_database(value),
                "must be sqlite:PATH or postgres://user:password@host/database".to_owned(),
            ),
            Self::VapidKey => (
                landinghub_services::notifications::is_vapid_key(value),
                "must be a private key of 32 bytes as base64url without padding".to_owned(),
            ),
            Self::SmsTemplate => (
                landinghub_services::notifications::SmsConfig::is_template(value),
                "must be a JSON object with {to} and {text} in its strings".to_owned(),
            ),
            Self::Switch => (matches!(value, "on" | "off"), "must be on or off".to_owned()),
            Self::SigningSecret => (value.len() >= 32, "must have at least 32 bytes".to_owned()),
            Self::Mailbox => {
                (is_mailbox(value), "must be an address, such as LandingHub <hello@example.com>".to_owned())
            }
            Self::Networks => {
                let fits = value
                    .split(',')
                    .map(str::trim)
                    .filter(|text| !text.is_empty())
                    .all(|text| Network::parse(text).is_some());
                (fits, "must be addresses or networks, such as 10.0.0.0/8,::1".to_owned())
            }
        };
        if fits { Ok(()) } else { Err(wanted) }
    }
}

fn is_host(value: &str) -> bool {
    let (name, port) = value.split_once(':').map_or((value, None), |(name, port)| (name, Some(port)));
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.split('.').all(label_fits) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn is_origin(value: &str) -> bool {
    Url::parse(value).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

fn is_database(value: &str) -> bool {
    match value.strip_prefix("sqlite:") {
        Some(path) => !path.trim_start_matches('/').is_empty(),
        None => Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "postgres" | "postgresql")),
    }
}

fn is_mailbox(value: &str) -> bool {
    let address =
        value.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')).map_or(value, |(_, address)| address);
    landinghub::account::Email::try_from(address).is_ok() && !value.contains(['\r', '\n'])
}
