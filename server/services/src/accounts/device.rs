//! Browsers: how they call themselves, and which accounts have logged in from them before.

use super::Services;
use crate::error::Result;
use crate::secrets;
use landinghub::text;

/// Accounts a browser is remembered for, the latest first.
const REMEMBERED: usize = 5;
/// Longest `User-Agent` that is stored, in characters.
const LONGEST: usize = 300;

/// A `User-Agent` as it is stored.
pub(super) fn stored(user_agent: &str) -> String {
    text::single_line(user_agent).chars().take(LONGEST).collect()
}

/// Browser and system for people, such as `Firefox, Windows`.
pub(crate) fn describe(user_agent: &str) -> String {
    // Order matters: Edge and Opera call themselves Chrome, Chrome calls itself Safari.
    const BROWSERS: [(&str, &str); 8] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let first = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    match (first(&BROWSERS), first(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => user_agent.split(['/', ' ']).next().unwrap_or_default().chars().take(40).collect(),
    }
}

/// Whether this browser's cookie shows that the account has logged in from it.
pub(super) fn knows(services: &Services, cookie: Option<&str>, user_id: &str) -> Result<bool> {
    let mark = mark(services, user_id)?;
    Ok(cookie
        .is_some_and(|cookie| cookie.split('.').take(REMEMBERED).any(|known| secrets::same(known, &mark))))
}

/// The cookie's value once the account has logged in from this browser, too.
pub(super) fn remember(services: &Services, cookie: Option<&str>, user_id: &str) -> Result<String> {
    let mark = mark(services, user_id)?;
    let others = cookie.into_iter().flat_map(|cookie| cookie.split('.'));
    let others =
        others.filter(|known| known.len() == mark.len() && *known != mark && known.chars().all(is_base64url));
    let marks: Vec<&str> = std::iter::once(mark.as_str()).chain(others).take(REMEMBERED).collect();
    Ok(marks.join("."))
}

/// Only we can compute it, so nobody can claim to have logged in before.
fn mark(services: &Services, user_id: &str) -> Result<String> {
    secrets::derive(&services.config.jwt_secret, "device", user_id.as_bytes())
}

const fn is_base64url(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_by_name() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome, Linux",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.6; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox, macOS",
            ),
            ("curl/8.5.0", "curl"),
            ("", ""),
        ] {
            assert_eq!(describe(user_agent), name, "{user_agent}");
        }
    }
}
