//! The client we talk to gateways with: HTTP/1.1, rustls, a time limit, a limit on what we read.

use super::GatewayError;
use crate::error::with_causes;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use hyper::{Method, Request, StatusCode};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::time::Duration;

/// MoMo asks for at least 30 seconds.
const TIMEOUT: Duration = Duration::from_secs(32);
/// A name that resolves to nothing and a host that drops packets.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(8);
/// No gateway's answer comes near.
const LARGEST: usize = 1 << 20;

/// A client; cloning shares its connections.
#[derive(Clone)]
pub struct Client(hyper_util::client::legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// A request to a gateway.
#[derive(Clone, Debug)]
pub struct Ask {
    method: Method,
    url: String,
    headers: Vec<(HeaderName, String)>,
    body: Vec<u8>,
}

impl Ask {
    /// Reads.
    pub fn get(url: impl Into<String>) -> Self {
        Self { method: Method::GET, url: url.into(), headers: Vec::new(), body: Vec::new() }
    }

    /// Sends JSON.
    pub fn json(url: impl Into<String>, body: &serde_json::Value) -> Self {
        let headers = vec![(CONTENT_TYPE, "application/json".to_owned())];
        Self { method: Method::POST, url: url.into(), headers, body: body.to_string().into_bytes() }
    }

    /// Sends a form.
    pub fn form(url: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let headers = vec![(CONTENT_TYPE, "application/x-www-form-urlencoded".to_owned())];
        Self { method: Method::POST, url: url.into(), headers, body: body.into_bytes() }
    }

    /// By another method.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// With another header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With a bearer.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header(AUTHORIZATION, format!("Bearer {token}"))
    }

    /// With a user and no password.
    #[must_use]
    pub fn basic(self, user: &str) -> Self {
        use base64::Engine;
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{user}:"));
        self.header(AUTHORIZATION, format!("Basic {pair}"))
    }
}

impl Ask {
    fn request(self) -> Result<Request<Full<Bytes>>, String> {
        let mut request =
            Request::builder().method(self.method).uri(&self.url).header(USER_AGENT, "LandingHub");
        for (name, value) in &self.headers {
            let mut value = HeaderValue::from_str(value).map_err(|error| error.to_string())?;
            value.set_sensitive(*name == AUTHORIZATION);
            request = request.header(name, value);
        }
        request.body(Full::new(Bytes::from(self.body))).map_err(|error| error.to_string())
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON; `null` where it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Client {
    /// A client with the web's own roots.
    pub fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        let https = hyper_rustls::HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider());
        let connector = match https {
            Ok(builder) => builder.https_or_http().enable_http1().wrap_connector(connector),
            // The ring provider has the protocol versions rustls asks for; if ever not, TLS fails by itself.
            Err(_) => hyper_rustls::HttpsConnectorBuilder::new()
                .with_webpki_roots()
                .https_or_http()
                .enable_http1()
                .wrap_connector(connector),
        };
        Self(hyper_util::client::legacy::Client::builder(TokioExecutor::new()).build(connector))
    }

    /// Asks and reads the whole answer, whatever its status.
    pub async fn send(&self, ask: Ask) -> Result<Answer, GatewayError> {
        let unavailable = |text: String| GatewayError::Unavailable(text);
        let request = ask.request().map_err(unavailable)?;
        let work = async {
            let response = self.0.request(request).await.map_err(|error| with_causes(&error))?;
            let status = response.status();
            let body = Limited::new(response.into_body(), LARGEST).collect().await;
            let body = body.map_err(|error| error.to_string())?.to_bytes();
            Ok::<_, String>(Answer { status, body })
        };
        let done = tokio::time::timeout(TIMEOUT, work).await;
        done.map_err(|_| unavailable("no answer in time".to_owned()))?.map_err(unavailable)
    }
}

impl Client {
    /// Asks, and hands the answer's bytes on as they come, for as long as `limit`.
    pub async fn stream(
        &self,
        ask: Ask,
        limit: Duration,
        mut take: impl FnMut(&[u8]) + Send,
    ) -> Result<StatusCode, GatewayError> {
        let work = async {
            let response = self.0.request(ask.request()?).await.map_err(|error| with_causes(&error))?;
            let status = response.status();
            let mut body = Limited::new(response.into_body(), LARGEST);
            while let Some(frame) = body.frame().await {
                if let Ok(bytes) = frame.map_err(|error| error.to_string())?.into_data() {
                    take(&bytes);
                }
            }
            Ok::<_, String>(status)
        };
        let done = tokio::time::timeout(limit, work).await;
        done.map_err(|_| GatewayError::Unavailable("no answer in time".to_owned()))?
            .map_err(GatewayError::Unavailable)
    }
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}
