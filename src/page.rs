//! Pages: titles, addresses and states.

use crate::account::words;
use crate::error::{Code, Problem};
use crate::text;
use serde::{Deserialize, Serialize};
use std::fmt;

words! {
    /// Where a page is in its life.
    PageStatus {
        /// Seen by its owner only.
        Draft = "draft",
        /// Live at its address.
        Published = "published",
        /// Deleted; can come back for 30 days.
        Trashed = "trashed",
    }
}

/// A page's name in lists: 1 to 120 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageTitle(String);

impl PageTitle {
    /// The title as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for PageTitle {
    type Error = Problem;

    fn try_from(value: &str) -> Result<Self, Problem> {
        let title = text::single_line(value);
        if (1..=120).contains(&title.chars().count()) {
            Ok(Self(title))
        } else {
            Err(Problem::field("title", "Enter a title of 1 to 120 characters."))
        }
    }
}

/// The first label of a page's address: 3 to 63 of `a-z 0-9 -`, no hyphen at either end or doubled.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Slug(String);

/// Names of the platform and of brands that nobody may pretend to be.
const RESERVED: &[&str] = &[
    "about",
    "abuse",
    "account",
    "accounts",
    "admin",
    "administrator",
    "api",
    "app",
    "apps",
    "assets",
    "auth",
    "autoconfig",
    "autodiscover",
    "billing",
    "blog",
    "bot",
    "cdn",
    "chat",
    "checkout",
    "community",
    "console",
    "contact",
    "content",
    "dashboard",
    "demo",
    "dev",
    "developer",
    "dns",
    "docs",
    "download",
    "editor",
    "email",
    "faq",
    "files",
    "forum",
    "ftp",
    "ghost",
    "healthz",
    "help",
    "home",
    "host",
    "hostmaster",
    "id",
    "images",
    "imap",
    "info",
    "internal",
    "invoice",
    "invoices",
    "landinghub",
    "legal",
    "localhost",
    "log",
    "login",
    "logout",
    "mail",
    "marketing",
    "marketplace",
    "media",
    "metrics",
    "mobile",
    "mta-sts",
    "mx",
    "news",
    "noreply",
    "ns1",
    "ns2",
    "oauth",
    "official",
    "order",
    "orders",
    "pages",
    "panel",
    "pay",
    "payment",
    "payments",
    "payout",
    "pop",
    "postmaster",
    "press",
    "pricing",
    "privacy",
    "proxy",
    "readyz",
    "register",
    "root",
    "sale",
    "sales",
    "sandbox",
    "search",
    "secure",
    "security",
    "seller",
    "sellers",
    "shop",
    "signup",
    "sitemap",
    "smtp",
    "ssl",
    "staff",
    "staging",
    "static",
    "stats",
    "status",
    "store",
    "support",
    "sysadmin",
    "system",
    "team",
    "terms",
    "test",
    "trust",
    "upload",
    "uploads",
    "user",
    "users",
    "verify",
    "webmail",
    "webmaster",
    "wpad",
    "www",
    "www1",
    "www2",
    // Brands, the ones phishing pages imitate here first.
    "amazon",
    "apple",
    "binance",
    "bidv",
    "facebook",
    "gmail",
    "google",
    "grab",
    "icloud",
    "instagram",
    "kasikorn",
    "kbank",
    "lazada",
    "line",
    "mbbank",
    "messenger",
    "microsoft",
    "momo",
    "netflix",
    "omise",
    "outlook",
    "paypal",
    "promptpay",
    "sacombank",
    "scb",
    "shopee",
    "stripe",
    "techcombank",
    "telegram",
    "tiki",
    "tiktok",
    "truemoney",
    "twitter",
    "vietcombank",
    "vietinbank",
    "vnpay",
    "vpbank",
    "whatsapp",
    "youtube",
    "zalo",
    "zalopay",
];

impl Slug {
    /// The slug as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A slug made from a title, with `suffix` behind it so that two pages of one title differ.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn from_title(title: &str, suffix: &str) -> Self {
        let mut slug = String::new();
        for c in text::fold(title).chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
            if slug.len() >= 40 {
                break;
            }
        }
        let stem = slug.trim_matches('-');
        let suffix: String = suffix.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        Self(if stem.is_empty() { format!("page-{suffix}") } else { format!("{stem}-{suffix}") })
    }

    /// Reads a slug that is in use already; reserved words were refused when it was taken.
    pub fn stored(value: String) -> Self {
        Self(value)
    }
}

impl TryFrom<&str> for Slug {
    type Error = Problem;

    fn try_from(value: &str) -> Result<Self, Problem> {
        let slug = value.trim().to_ascii_lowercase();
        let fits = (3..=63).contains(&slug.len())
            && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !slug.starts_with('-')
            && !slug.ends_with('-')
            && !slug.contains("--");
        if !fits {
            return Err(Problem::field("slug", "Use 3 to 63 letters a–z, digits and single hyphens."));
        }
        if RESERVED.contains(&slug.as_str()) {
            let mut problem = Problem::field("slug", "This address is reserved. Choose another.");
            problem.code = Code::SlugReserved;
            return Err(problem);
        }
        Ok(Self(slug))
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for good in ["abc", "my-page-2", "Khai-Truong"] {
            assert!(Slug::try_from(good).is_ok(), "{good}");
        }
        let long = "a".repeat(64);
        for bad in ["", "ab", "-abc", "abc-", "a--b", "a.b.c", "a_b_c", "trang-bán", "a b c", "../etc", &long]
        {
            assert_eq!(Slug::try_from(bad).expect_err(bad).code, Code::ValidationFailed);
        }
        for reserved in ["www", "admin", "Content", "vietcombank"] {
            assert_eq!(Slug::try_from(reserved).expect_err(reserved).code, Code::SlugReserved);
        }
    }

    proptest::proptest! {
        #[test]
        fn a_slug_from_any_title_is_valid(title in "\\PC{0,80}") {
            let slug = Slug::from_title(&title, "x7k2m");
            proptest::prop_assert!(Slug::try_from(slug.as_str()).is_ok(), "{}", slug);
        }
    }
}
