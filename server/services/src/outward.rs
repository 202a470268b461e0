//! Asking servers whose addresses come from people: never one inside our own network.
//!
//! The address is looked at when a name is resolved, not before, so a name that leads elsewhere the second time gains
//! nothing. Redirects aren't followed.

pub(crate) mod dns;

use crate::config::Config;
use crate::error::with_causes;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, StatusCode};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use url::{Host, Url};

/// A name that resolves to nothing, and a host that drops packets.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// For a whole request.
const TIMEOUT: Duration = Duration::from_secs(15);
/// No answer we read comes near.
const LARGEST: usize = 64 * 1024;

/// A client for addresses from people; cloning shares its connections.
#[derive(Clone)]
pub(crate) struct Outward {
    client: Client<HttpsConnector<HttpConnector<Guard>>, Full<Bytes>>,
    guard: Guard,
}

impl Outward {
    /// On a machine of one's own, where the app itself is at `localhost`, everything may be asked.
    pub(crate) fn new(config: &Config) -> Self {
        Self::guarded(Guard { anywhere: is_local(&config.base_url) })
    }

    /// For an address that the operator has set: anywhere.
    pub(crate) fn trusted() -> Self {
        Self::guarded(Guard { anywhere: true })
    }

    fn guarded(guard: Guard) -> Self {
        let mut connector = HttpConnector::new_with_resolver(guard);
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        let builder = hyper_rustls::HttpsConnectorBuilder::new();
        let connector = match builder.with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
        {
            Ok(builder) => builder.https_or_http().enable_http1().wrap_connector(connector),
            // The ring provider has the protocol versions rustls asks for; if ever not, TLS fails by itself.
            Err(_) => hyper_rustls::HttpsConnectorBuilder::new()
                .with_webpki_roots()
                .https_or_http()
                .enable_http1()
                .wrap_connector(connector),
        };
        Self { client: Client::builder(TokioExecutor::new()).build(connector), guard }
    }

    /// Whether an address may be asked, as far as one can tell without resolving its name.
    pub(crate) fn allows(&self, url: &Url) -> bool {
        let plain = url.username().is_empty() && url.password().is_none();
        let scheme = url.scheme() == "https" || self.guard.anywhere && url.scheme() == "http";
        let host = match url.host() {
            None => false,
            Some(Host::Domain(name)) => self.guard.anywhere || name.contains('.') && !name.ends_with('.'),
            Some(Host::Ipv4(ip)) => self.guard.allows(ip.into()),
            Some(Host::Ipv6(ip)) => self.guard.allows(ip.into()),
        };
        plain && scheme && host
    }

    /// Asks, and answers the status and the beginning of the body.
    pub(crate) async fn send(&self, request: Request<Vec<u8>>) -> Result<(StatusCode, Bytes), String> {
        let url = Url::parse(&request.uri().to_string()).map_err(|error| error.to_string())?;
        if !self.allows(&url) {
            return Err("this address may not be asked".to_owned());
        }
        let request = request.map(|body| Full::new(Bytes::from(body)));
        let work = async {
            let response = self.client.request(request).await.map_err(|error| with_causes(&error))?;
            let status = response.status();
            let body = Limited::new(response.into_body(), LARGEST).collect().await;
            Ok((status, body.map(http_body_util::Collected::to_bytes).unwrap_or_default()))
        };
        tokio::time::timeout(TIMEOUT, work).await.map_err(|_| "no answer in time".to_owned())?
    }
}

/// Resolves names to addresses outside.
#[derive(Clone, Copy)]
struct Guard {
    anywhere: bool,
}

impl Guard {
    fn allows(self, ip: IpAddr) -> bool {
        self.anywhere || is_public(ip)
    }
}

impl tower::Service<Name> for Guard {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let guard = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| guard.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err(io::Error::new(
                    io::ErrorKind::PermissionDenied,
                    "the name leads to no public address",
                ));
            }
            Ok(allowed.into_iter())
        })
    }
}

/// Whether the app itself is only for this machine.
fn is_local(base: &Url) -> bool {
    match base.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Whether an address is one of the internet's own (RFC 6890, and those mapped into IPv6).
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(a == 0
        || a == 10
        || a == 127
        || a == 100 && (64..128).contains(&b)
        || a == 169 && b == 254
        || a == 172 && (16..32).contains(&b)
        || a == 192 && b == 0 && (c == 0 || c == 2)
        || a == 192 && b == 88 && c == 99
        || a == 192 && b == 168
        || a == 198 && (b == 18 || b == 19)
        || a == 198 && b == 51 && c == 100
        || a == 203 && b == 0 && c == 113
        || a >= 224)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let octets = ip.octets();
    let v4 = |at: usize| {
        let part = octets.get(at..at + 4).and_then(|part| <[u8; 4]>::try_from(part).ok());
        part.is_some_and(|part| is_public_v4(part.into()))
    };
    // Mapped (::ffff:0:0/96), translated (64:ff9b::/96) and 6to4 (2002::/16) addresses lead to those of IPv4.
    match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => v4(12),
        [0x2002, ..] => v4(2),
        // Documentation, and the tunnels of Teredo and ORCHID, are nobody's.
        [0x2001, next, ..] => next >= 0x200 && next != 0xdb8,
        // Global unicast.
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(inside.parse().expect("an address")), "{inside}");
        }
        for outside in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(is_public(outside.parse().expect("an address")), "{outside}");
        }
    }

    #[test]
    fn addresses_inside_are_refused_before_anything_is_asked() {
        let outward = Outward::guarded(Guard { anywhere: false });
        let allows = |url: &str| outward.allows(&Url::parse(url).expect("a URL"));
        for bad in [
            "http://push.example.com/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://[::1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://localhost/x",
            "https://internal/x",
            "https://u:p@push.example.com/x",
            "ftp://push.example.com/",
        ] {
            assert!(!allows(bad), "{bad}");
        }
        assert!(allows("https://fcm.googleapis.com/fcm/send/x"));
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_when_it_is_resolved() {
        let mut guard = Guard { anywhere: false };
        let name: Name = "localhost".parse().expect("a name");
        let refused = tower::Service::call(&mut guard, name).await.expect_err("it is this machine");
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
    }
}
