//! Accounts: addresses, passwords, names, roles and preferences.

use crate::error::Problem;
use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An e-mail address, trimmed and in lower case, so that one person has one account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Email(String);

impl Email {
    /// The address as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for Email {
    type Error = Problem;

    /// Takes what mail systems take in practice: one `@`, a local part of at most 64 characters, a domain
    /// of at least two labels, 254 in all (RFC 5321, section 4.5.3.1).
    fn try_from(value: &str) -> Result<Self, Problem> {
        let value = value.trim().to_lowercase();
        let wrong = || Problem::field("email", "Enter an e-mail address such as name@example.com.");
        let (local, domain) = value.rsplit_once('@').ok_or_else(wrong)?;
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        let label_fits = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let domain_fits = domain.contains('.') && domain.split('.').all(label_fits);
        if local_fits && domain_fits && value.len() <= 254 { Ok(Self(value)) } else { Err(wrong()) }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A password as typed; it never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// The commonest passwords, one a line, in lower case.
const COMMON: &str = include_str!("common_passwords.txt");

impl Password {
    /// For the hash function only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A new password: 8 to 128 code points, none of the commonest, no rules of composition
    /// (OWASP ASVS 5.0, 6.2). `field` names it in the problem.
    pub fn new(field: &str, value: &str) -> Result<Self, Problem> {
        let length = value.chars().count();
        if !(8..=128).contains(&length) {
            return Err(Problem::field(field, "Use 8 to 128 characters."));
        }
        let lower = value.to_lowercase();
        if COMMON.lines().any(|common| common == lower) {
            return Err(Problem::field(field, "This is one of the most common passwords. Choose another."));
        }
        Ok(Self(value.to_owned()))
    }

    /// A password to be checked against a hash: anything up to the longest that could have been set.
    pub fn attempt(value: &str) -> Option<Self> {
        (value.chars().count() <= 128).then(|| Self(value.to_owned()))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A password or token as it came in, before it means anything; it never shows itself.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Hidden(String);

impl Hidden {
    /// For the function that checks it, never for a message.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Hidden {
    fn from(value: T) -> Self {
        Self(value.into())
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(…)")
    }
}

/// A person's name: 1 to 80 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonName(String);

impl PersonName {
    /// The name as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for PersonName {
    type Error = Problem;

    fn try_from(value: &str) -> Result<Self, Problem> {
        let name = text::single_line(value);
        if (1..=80).contains(&name.chars().count()) {
            Ok(Self(name))
        } else {
            Err(Problem::field("name", "Enter a name of 1 to 80 characters."))
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in JSON and in the database.
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $word),* } }

            /// Reads the word back.
            pub fn parse(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)* _ => None } }
        }
    };
}
pub(crate) use words;

words! {
    /// What an account may do.
    Role {
        /// Designs and buys.
        User = "user",
        /// Sells, too.
        Seller = "seller",
        /// Moderates and answers.
        Admin = "admin",
    }
}

words! {
    /// The language of the interface.
    #[derive(Default)]
    Locale {
        /// English.
        #[default]
        En = "en",
        /// Vietnamese.
        Vi = "vi",
        /// Thai.
        Th = "th",
    }
}

words! {
    /// Light, dark, or as the device says.
    #[derive(Default)]
    Theme {
        /// As the device says.
        #[default]
        System = "system",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
}

words! {
    /// Whether an account may be used.
    AccountStatus {
        /// In use.
        Active = "active",
        /// Closed by an admin.
        Suspended = "suspended",
    }
}

impl Locale {
    /// The best of ours for an `Accept-Language` header (RFC 9110, section 12.5.4); English without a match.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (0_u32, Self::En);
        for part in accept_language.split(',') {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
            let quality = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1000, |q| q.trim().parse::<f32>().map_or(0, thousandths));
            let language = tag.split('-').next().unwrap_or_default();
            if let Some(locale) = Self::parse(language)
                && quality > best.0
            {
                best = (quality, locale);
            }
        }
        best.1
    }
}

fn thousandths(quality: f32) -> u32 {
    let scaled = (quality.clamp(0.0, 1.0) * 1000.0).round();
    (0..=1000_u16).rev().find(|n| f32::from(*n) <= scaled).map_or(0, u32::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["a@b.co", " Lan.Nguyen+x@Example.COM ", "o'neil@mail.example.vn"] {
            assert!(Email::try_from(good).is_ok(), "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        for bad in [
            "",
            "a",
            "a@b",
            "@b.co",
            "a b@c.de",
            "a@b..co",
            "a@-b.co",
            ".a@b.co",
            "a\r\n@b.co",
            "a@b.co\0",
            &long,
        ] {
            assert!(Email::try_from(bad).is_err(), "{bad}");
        }
        assert_eq!(Email::try_from("Lan@X.vn").expect("valid").as_str(), "lan@x.vn");
    }

    #[test]
    fn passwords_are_counted_in_code_points() {
        assert!(Password::new("password", "mậtkhẩu8").is_ok());
        assert!(Password::new("password", "mậtkhẩ7").is_err());
        assert!(Password::new("password", &"ồ".repeat(128)).is_ok());
        assert!(Password::new("password", &"ồ".repeat(129)).is_err());
    }

    #[test]
    fn the_commonest_passwords_are_refused() {
        assert!(COMMON.lines().count() >= 3000, "{}", COMMON.lines().count());
        for common in ["password", "Password1", "12345678", "qwertyuiop"] {
            assert!(Password::new("password", common).is_err(), "{common}");
        }
    }

    #[test]
    fn a_password_does_not_show_itself() {
        let shown = format!("{:?}", Password::new("password", "correct horse").expect("long enough"));
        assert!(!shown.contains("horse"));
    }

    #[test]
    fn the_language_is_negotiated_by_quality() {
        assert_eq!(Locale::negotiate("vi-VN,vi;q=0.9,en;q=0.8"), Locale::Vi);
        assert_eq!(Locale::negotiate("fr, en;q=0.2, th;q=0.7"), Locale::Th);
        assert_eq!(Locale::negotiate("fr;q=x"), Locale::En);
        assert_eq!(Locale::negotiate(""), Locale::En);
    }
}
