//! Codes of an authenticator at login (`/api/auth/totp`).

use crate::account::Hidden;
use serde::{Deserialize, Serialize};

/// How an account stands with codes at login. While they are off it has what an authenticator needs; it is shown to
/// nobody afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Totp {
    /// Whether logging in takes a code.
    pub enabled: bool,
    /// Recovery codes that weren't used yet.
    pub recovery_codes_left: u64,
    /// The key in base32, for typing. It stays the same for a session for an hour or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// The key as authenticators read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otpauth_url: Option<String>,
    /// The same as a picture: a QR code in SVG.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr_svg: Option<String>,
}

/// Shows that an authenticator has the key. A session older than ten minutes needs the password, too.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TotpConfirmation {
    /// Six digits.
    pub code: Hidden,
    /// The account's password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_password: Option<Hidden>,
}

/// What switches codes off: the password, or a code of the authenticator or a recovery code; a session of at most ten
/// minutes needs neither, but what is given must be right.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TotpProof {
    /// A code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Hidden>,
    /// The account's password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_password: Option<Hidden>,
}

/// Codes at login are on; the recovery codes are shown this once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpEnabled {
    /// Always `true`.
    pub enabled: bool,
    /// Each stands in for a code once.
    pub recovery_codes: Vec<String>,
}
