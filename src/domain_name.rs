//! Host names of other people's, as DNS has them.

use crate::error::Problem;

/// A host name of at least two labels, in lower case and ASCII: `www.example.com`, `xn--…` for other letters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DomainName(String);

impl DomainName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for DomainName {
    type Error = Problem;

    fn try_from(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::field("domain", "Enter a domain such as www.example.com.");
        let name = text.trim().trim_end_matches('.').to_ascii_lowercase();
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        // No top level is a number, and so no address in four of them is a name.
        let top_fits = name.rsplit('.').next().is_some_and(|top| !top.bytes().all(|b| b.is_ascii_digit()));
        let fits = name.contains('.') && name.len() <= 253 && top_fits && name.split('.').all(label_fits);
        // Names that never leave a machine or a house.
        let is_private = ["localhost", "local", "internal", "test", "invalid", "arpa", "onion"]
            .iter()
            .any(|top| name.rsplit('.').next() == Some(top));
        if fits && !is_private { Ok(Self(name)) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_dns_could_have() {
        for (text, name) in [
            (" WWW.Example.com. ", "www.example.com"),
            ("example.vn", "example.vn"),
            ("xn--kcry6tjko.example", "xn--kcry6tjko.example"),
            ("a-b.c1.example", "a-b.c1.example"),
        ] {
            assert_eq!(DomainName::try_from(text).expect(text).as_str(), name);
        }
        let long = format!("{}.example.com", "a".repeat(64));
        for bad in [
            "",
            "example",
            "localhost",
            "a.localhost",
            "127.0.0.1",
            "[::1]",
            "example.com:443",
            "https://example.com",
            "example.com/x",
            "a b.example",
            "-a.example",
            "a..example",
            "_x.example",
            "*.example.com",
            "ví-dụ.example",
            "router.local",
            &long,
        ] {
            assert!(DomainName::try_from(bad).is_err(), "{bad}");
        }
    }
}
