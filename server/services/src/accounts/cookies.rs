//! The cookies of the app, as header values, for REST and server functions alike.
//!
//! `lh_access` and `lh_refresh` are the tokens, `lh_device` remembers which accounts have logged in from this
//! browser. With an https base URL they are `__Host-…` and `Secure`.

use super::sessions::{Grant, Renewal};
use super::{ACCESS_SECONDS, SESSION_SECONDS};
use crate::config::Config;

/// What to clear in the browser at logout. Not `cookies`: that would reach every host of the domain, and forget
/// the browser itself; ours are taken back one by one.
pub const CLEAR_SITE_DATA: &str = r#""cache", "storage""#;

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// The access token; sent along when somebody follows a link to us.
    Access,
    /// The refresh token; sent by our own pages only.
    Refresh,
    /// Accounts that have logged in from this browser.
    Device,
}

impl Cookie {
    /// Its name under this configuration.
    pub fn name(self, config: &Config) -> String {
        let name = match self {
            Self::Access => "lh_access",
            Self::Refresh => "lh_refresh",
            Self::Device => "lh_device",
        };
        if config.is_https() { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// Its value in a `Cookie` header (RFC 6265, section 4.2.1).
    pub fn find<'h>(self, config: &Config, header: &'h str) -> Option<&'h str> {
        let name = self.name(config);
        header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|pair| pair.0 == name)
            .map(|pair| pair.1)
    }

    fn set(self, config: &Config, value: &str, seconds: i64) -> String {
        let site = if self == Self::Refresh { "Strict" } else { "Lax" };
        let secure = if config.is_https() { "; Secure" } else { "" };
        format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={site}{secure}", self.name(config))
    }
}

/// `Set-Cookie` values after registering or logging in.
pub fn signed_in(config: &Config, grant: &Grant) -> Vec<String> {
    let refresh = grant.refresh_token.expose();
    vec![
        Cookie::Access.set(config, &grant.answer.access_token, ACCESS_SECONDS),
        Cookie::Refresh.set(config, refresh, grant.refresh_seconds),
        Cookie::Device.set(config, &grant.device, 12 * SESSION_SECONDS),
    ]
}

/// `Set-Cookie` values after a refresh.
pub fn renewed(config: &Config, renewal: &Renewal) -> Vec<String> {
    let refresh = renewal.refresh_token.expose();
    vec![
        Cookie::Access.set(config, &renewal.answer.access_token, ACCESS_SECONDS),
        Cookie::Refresh.set(config, refresh, renewal.refresh_seconds),
    ]
}

/// `Set-Cookie` values that take both tokens back.
pub fn signed_out(config: &Config) -> Vec<String> {
    vec![Cookie::Access.set(config, "", 0), Cookie::Refresh.set(config, "", 0)]
}
