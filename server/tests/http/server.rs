//! A server of one test, in this process, on a port of its own.

use crate::client::{Answer, Ask, send};
use landinghub_server::accept::{self, Options};
use landinghub_server::state::AppState;
use landinghub_server::{router, telemetry};
use landinghub_services::{Config, Limits, Secret, Services, SystemClock, SystemRng};
use landinghub_store::testing::{self, TestStore};
use serde_json::json;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Everything the process has logged.
pub static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Logged;

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().expect("the log").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What has been logged so far.
pub fn log() -> String {
    String::from_utf8_lossy(&LOG.lock().expect("the log")).into_owned()
}

pub struct Server {
    pub address: SocketAddr,
    pub services: Services,
    pub state: AppState,
    pub stop: CancellationToken,
    pub served: JoinHandle<()>,
    _store: TestStore,
    _folder: TempDir,
}

impl Server {
    /// On SQLite, with the rate limits off.
    pub async fn start() -> Self {
        Self::with(testing::sqlite().await, |_| {}).await
    }

    /// One on each database.
    pub async fn both() -> [Self; 2] {
        let [sqlite, postgres] = testing::both().await;
        [Self::with(sqlite, |_| {}).await, Self::with(postgres, |_| {}).await]
    }

    /// On this database; `change` may alter the configuration.
    pub async fn with(store: TestStore, change: impl FnOnce(&mut Config)) -> Self {
        telemetry::start_logs_to(|| Logged);
        let folder = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let port = address.port();
        let mut limits = Limits::default();
        for name in [
            "LOGIN_ACCOUNT_PREFIX",
            "LOGIN_ACCOUNT",
            "LOGIN_PREFIX",
            "REGISTER_PREFIX",
            "API_USER",
            "FORM_PREFIX",
        ] {
            assert!(limits.set(name, 0), "{name}");
        }
        let mut config = Config {
            base_url: format!("http://localhost:{port}").parse().expect("a URL"),
            pages_domain: format!("localhost:{port}"),
            content_domain: format!("content.localhost:{port}"),
            data_dir: folder.path().to_owned(),
            jwt_secret: Secret::new("a secret of tests, thirty-two bytes"),
            smtp_url: None,
            meilisearch: None,
            redis_url: None,
            ai: None,
            mail_from: "LandingHub <no-reply@landinghub.test>".to_owned(),
            payments: landinghub_services::gateways::Payments::default(),
            order_ttl_seconds: 900,
            reach: landinghub_services::Reach::default(),
            browser: None,
            dns: None,
            limits,
        };
        change(&mut config);
        let services = Services::new(store.store.clone(), Arc::new(SystemClock), Arc::new(SystemRng), config);
        let state = AppState::new(services.clone(), &[]);
        let stop = CancellationToken::new();
        let options = Options { connections: 1000, grace: Duration::from_secs(10) };
        let served = tokio::spawn(accept::serve(listener, router::router(&state), options, stop.clone()));
        Self { address, services, state, stop, served, _store: store, _folder: folder }
    }

    /// The app's host.
    pub fn host(&self) -> String {
        format!("localhost:{}", self.address.port())
    }

    /// A host below the app's.
    pub fn sub(&self, label: &str) -> String {
        format!("{label}.{}", self.host())
    }

    /// The app's origin.
    pub fn origin(&self) -> String {
        format!("http://{}", self.host())
    }

    pub async fn ask(&self, ask: Ask) -> Answer {
        send(self.address, &ask.bytes(&self.host())).await
    }

    pub async fn ask_host(&self, host: &str, ask: Ask) -> Answer {
        self.ask(ask.header("host", host)).await
    }

    /// Registers somebody; their access token and the answer.
    pub async fn register(&self, name: &str) -> (String, Answer) {
        let body = json!({"name": name, "email": format!("{name}@example.com"), "password": format!("{name}-has-a-password")});
        let answer = self.ask(Ask::post("/api/auth/register").json(&body)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let token = answer.json()["access_token"].as_str().expect("a token").to_owned();
        (token, answer)
    }

    /// Makes a page; its id.
    pub async fn page(&self, token: &str, title: &str) -> String {
        let answer = self.ask(Ask::post("/api/pages").bearer(token).json(&json!({"title": title}))).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    /// How many pages somebody has.
    pub async fn pages(&self, token: &str) -> usize {
        let answer = self.ask(Ask::get("/api/pages?limit=100").bearer(token)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["items"].as_array().expect("a list").len()
    }
}
