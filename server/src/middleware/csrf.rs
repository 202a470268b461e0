//! Requests that other sites make a browser send.

use crate::problem::problem_response;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::header::{COOKIE, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use landinghub::{Code, Problem};

/// Routes that set our cookies though the request may carry none: logging a visitor into somebody else's account
/// is an attack, too.
const SETTING: &[&str] = &["/api/auth/register", "/api/auth/login", "/api/auth/refresh", "/api/auth/logout"];

/// Refuses with `cross_site` an unsafe request that carries or would set our cookies and comes from another site.
pub async fn refuse_cross_site(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let unsafe_method = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let path = request.uri().path();
    let touches_cookies =
        SETTING.contains(&path) || path.starts_with("/_fn/") || carries_cookies(request.headers());
    let origin = state.services.config.base_url.origin().ascii_serialization();
    if unsafe_method && touches_cookies && is_cross_site(request.headers(), &origin) {
        let detail = "This request came from another site. Open LandingHub itself and try again.";
        return problem_response(Problem::new(Code::CrossSite, detail));
    }
    next.run(request).await
}

fn carries_cookies(headers: &HeaderMap) -> bool {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.split('=').next()).any(|name| {
        let name = name.trim();
        name.strip_prefix("__Host-").unwrap_or(name).starts_with("lh_")
    })
}

/// `Sec-Fetch-Site` decides where it is there; without it `Origin`; with neither it isn't a browser.
fn is_cross_site(headers: &HeaderMap, origin: &str) -> bool {
    let mut sites = headers.get_all("sec-fetch-site").iter().peekable();
    if sites.peek().is_some() {
        return !sites.all(|site| site == "same-origin" || site == "none");
    }
    !headers
        .get_all(ORIGIN)
        .iter()
        .all(|from| from.to_str().is_ok_and(|from| from.eq_ignore_ascii_case(origin)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a value")))
            .collect()
    }

    #[test]
    fn where_a_request_comes_from() {
        for (pairs, cross) in [
            (&[][..], false),
            (&[("sec-fetch-site", "same-origin")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "same-site")], true),
            (&[("sec-fetch-site", "cross-site")], true),
            (&[("sec-fetch-site", "Same-Origin")], true),
            (&[("sec-fetch-site", "same-origin"), ("origin", "http://evil.example")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:3000")], true),
            (&[("origin", "http://localhost:3000")], false),
            (&[("origin", "http://localhost:3001")], true),
            (&[("origin", "https://localhost:3000")], true),
            (&[("origin", "null")], true),
        ] {
            assert_eq!(is_cross_site(&headers(pairs), "http://localhost:3000"), cross, "{pairs:?}");
        }
    }

    #[test]
    fn our_cookies_are_known_by_their_names() {
        assert!(carries_cookies(&headers(&[("cookie", "a=b; lh_access=x")])));
        assert!(carries_cookies(&headers(&[("cookie", "__Host-lh_refresh=x")])));
        assert!(!carries_cookies(&headers(&[("cookie", "a=lh_access; blh_access=1")])));
    }
}
