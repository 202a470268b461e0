//! Which of our hosts a request is for. Decided before anything else: what exists on one doesn't on another.

use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri};
use landinghub_services::Config;

/// The host a request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The app: interface, REST, health.
    App,
    /// A published page.
    Site {
        /// The first label of its address.
        slug: String,
    },
    /// Uploads (no label) and previews.
    Content {
        /// What is before the content domain.
        label: Option<String>,
    },
    /// This machine by address, asked by whoever watches over it: health only.
    Local,
    /// Nobody we know.
    Unknown,
}

/// The hosts of this installation, in lower case and without the scheme's own port.
#[derive(Clone, Debug)]
pub struct Hosts {
    app: String,
    pages: String,
    content: String,
    default_port: &'static str,
}

impl Hosts {
    /// The hosts as configured.
    pub fn new(config: &Config) -> Self {
        let default_port = if config.is_https() { ":443" } else { ":80" };
        let normal = |host: &str| host.to_ascii_lowercase().trim_end_matches(default_port).to_owned();
        let authority =
            config.base_url.host_str().map_or_else(String::new, |host| match config.base_url.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_owned(),
            });
        Self {
            app: normal(&authority),
            pages: normal(&config.pages_domain),
            content: normal(&config.content_domain),
            default_port,
        }
    }

    /// The name of a host that isn't ours, as domains are known by: without a port we listen on.
    pub fn foreign(&self, host: &str) -> String {
        let host = host.to_ascii_lowercase();
        let port = self.pages.rsplit_once(':').map(|(_, port)| port);
        let name = match host.rsplit_once(':') {
            Some((name, found)) if Some(found) == port || self.default_port.get(1..) == Some(found) => name,
            _ => &host,
        };
        name.trim_end_matches('.').to_owned()
    }

    /// Whose host it is. `host` is what the request named, with its port.
    pub fn target(&self, host: &str) -> Target {
        let host = host.to_ascii_lowercase();
        let host = host.strip_suffix(self.default_port).unwrap_or(&host);
        if host == self.app {
            return Target::App;
        }
        if host == self.content {
            return Target::Content { label: None };
        }
        if let Some(label) = label_before(host, &self.content) {
            return Target::Content { label: Some(label.to_owned()) };
        }
        if let Some(slug) = label_before(host, &self.pages) {
            return Target::Site { slug: slug.to_owned() };
        }
        if is_local(host) { Target::Local } else { Target::Unknown }
    }
}

/// `x` of `x.domain`, where `x` is one label that DNS could hold.
fn label_before<'h>(host: &'h str, domain: &str) -> Option<&'h str> {
    let label = host.strip_suffix(domain)?.strip_suffix('.')?;
    let fits = (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    fits.then_some(label)
}

fn is_local(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host }
    });
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || bare.parse::<std::net::IpAddr>().is_ok()
}

/// The host a request names: the target's authority (HTTP/2, absolute form), else the one `Host` header.
pub fn requested_host(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    if let Some(authority) = uri.authority() {
        let text = authority.as_str();
        return Some(text.rsplit_once('@').map_or(text, |(_, host)| host).to_owned());
    }
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    hosts.next().is_none().then(|| host.to_owned())
}

/// Whether a path may be routed at all. Traversal, encoded separators and NUL, and percent signs encoded twice
/// have no use here but to slip past somebody's check.
pub fn is_sane_path(path: &str) -> bool {
    if !path.starts_with('/') || path.contains('\\') {
        return false;
    }
    let lower = path.to_ascii_lowercase();
    let hidden = ["%2f", "%5c", "%00", "%25", "%0d", "%0a"];
    if hidden.iter().any(|sequence| lower.contains(sequence)) {
        return false;
    }
    let plain = lower.replace("%2e", ".");
    !plain.split('/').any(|segment| segment == "." || segment == "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(app: &str, pages: &str, content: &str, https: bool) -> Hosts {
        let default_port = if https { ":443" } else { ":80" };
        Hosts { app: app.into(), pages: pages.into(), content: content.into(), default_port }
    }

    #[test]
    fn the_local_default() {
        let hosts = hosts("localhost:3000", "localhost:3000", "content.localhost:3000", false);
        assert_eq!(hosts.target("LOCALHOST:3000"), Target::App);
        assert_eq!(hosts.target("my-page.localhost:3000"), Target::Site { slug: "my-page".into() });
        assert_eq!(hosts.target("content.localhost:3000"), Target::Content { label: None });
        assert_eq!(hosts.target("x1.content.localhost:3000"), Target::Content { label: Some("x1".into()) });
        for host in [
            "evil.example",
            "a.b.localhost:3000",
            "localhost.:3000",
            "a_b.localhost:3000",
            ".localhost:3000",
            "x.localhost",
        ] {
            assert_eq!(hosts.target(host), Target::Unknown, "{host}");
        }
        for host in ["127.0.0.1:3000", "[::1]:3000", "localhost", "localhost:3001", "10.0.0.7"] {
            assert_eq!(hosts.target(host), Target::Local, "{host}");
        }
    }

    #[test]
    fn domains_are_known_without_our_port() {
        let hosts = hosts("localhost:3000", "localhost:3000", "content.localhost:3000", false);
        for host in ["WWW.Example.com", "www.example.com:80", "www.example.com:3000", "www.example.com."] {
            assert_eq!(hosts.foreign(host), "www.example.com", "{host}");
        }
        assert_eq!(hosts.foreign("www.example.com:81"), "www.example.com:81");
    }

    #[test]
    fn the_schemes_own_port_may_be_named() {
        let hosts = hosts("app.example.com", "pages.example.com", "usercontent.example.net", true);
        assert_eq!(hosts.target("app.example.com:443"), Target::App);
        assert_eq!(hosts.target("a.pages.example.com"), Target::Site { slug: "a".into() });
        assert_eq!(hosts.target("pages.example.com"), Target::Unknown);
        assert_eq!(hosts.target("app.example.com:80"), Target::Unknown);
    }

    #[test]
    fn paths_that_hide_something_are_refused() {
        for good in ["/", "/api/pages/abc", "/a%20b", "/%E1%BA%A1", "/a..b/.well-known/x"] {
            assert!(is_sane_path(good), "{good}");
        }
        for bad in
            ["*", "", "/../x", "/a/%2e%2E/b", "/a%2fb", "/a%5Cb", "/a\\b", "/a%00", "/%252e", "/./a", "/a/.."]
        {
            assert!(!is_sane_path(bad), "{bad}");
        }
    }
}
