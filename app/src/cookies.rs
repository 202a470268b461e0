//! The interface's own cookies: chosen language and theme, and what a form had to say.
//! Session cookies belong to the services.

use crate::boot::Flash;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A cookie of the request, decoded.
pub fn read_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let value = pairs.find(|(found, _)| *found == name)?.1;
    percent_decode_str(value).decode_utf8().ok().map(|value| value.into_owned())
}

/// What the last form came to, if it had something to say.
pub fn read_flash(headers: &HeaderMap) -> Option<Flash> {
    serde_json::from_str(&read_cookie(headers, "lh_flash")?).ok()
}

/// Sets a `Set-Cookie` line on the answer that is being made.
pub fn set_cookie_line(line: &str) {
    if let (Some(answer), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(line)) {
        answer.append_header(SET_COOKIE, value);
    }
}

/// Keeps a choice for a year.
pub fn set_choice(name: &str, value: &str) {
    set_cookie_line(&format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax"));
}

/// Hands something to the next page. Long values are cut: a cookie holds 4 KB.
pub fn set_flash(mut flash: Flash) {
    for (_, value) in &mut flash.values {
        *value = value.chars().take(160).collect();
    }
    let json = serde_json::to_string(&flash).unwrap_or_default();
    let value = utf8_percent_encode(&json, NON_ALPHANUMERIC);
    set_cookie_line(&format!("lh_flash={value}; Path=/; Max-Age=60; SameSite=Lax; HttpOnly"));
}

/// It is shown once.
pub fn clear_flash() {
    set_cookie_line("lh_flash=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("xlh_theme=light; lh_theme=dark; b=c%20d"));
        assert_eq!(read_cookie(&headers, "lh_theme").as_deref(), Some("dark"));
        assert_eq!(read_cookie(&headers, "b").as_deref(), Some("c d"));
        assert_eq!(read_cookie(&headers, "theme"), None);
    }

    #[test]
    fn a_broken_flash_is_none() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("lh_flash=%7Bnot json"));
        assert_eq!(read_flash(&headers), None);
    }
}
