//! A world for use cases: a fresh database, a clock that stands still, randomness that repeats, mail in a folder.

use landinghub::account::Locale;
use landinghub::api::{Credentials, Registration};
use landinghub::rng::SeededRng;
use landinghub::{Clock, Problem, Rng, Timestamp};
use landinghub_services::accounts::{self, Grant};
use landinghub_services::{Caller, Config, Failure, Limits, Secret, Services, outbox};
use landinghub_store::testing::{self, TestStore};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub const PASSWORD: &str = "correct horse battery";

/// A clock that moves when told to.
pub struct Watch(AtomicI64);

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

pub struct World {
    pub services: Services,
    pub watch: Arc<Watch>,
    pub test_store: TestStore,
    _folder: tempfile::TempDir,
}

/// A world on SQLite and one on PostgreSQL.
pub async fn worlds() -> [World; 2] {
    worlds_with(|_| {}).await
}

/// The same with other settings.
pub async fn worlds_with(change: impl Fn(&mut Config)) -> [World; 2] {
    testing::both().await.map(|test_store| World::new(test_store, &change))
}

impl World {
    fn new(test_store: TestStore, change: &impl Fn(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = Config {
            base_url: "http://localhost:3000".parse().expect("a URL"),
            pages_domain: "localhost:3000".to_owned(),
            content_domain: "content.localhost:3000".to_owned(),
            data_dir: folder.path().to_owned(),
            jwt_secret: Secret::new("a secret of more than thirty-two bytes"),
            smtp_url: None,
            meilisearch: None,
            redis_url: None,
            ai: None,
            mail_from: "LandingHub <noreply@localhost.localdomain>".to_owned(),
            browser: None,
            dns: None,
            limits: Limits::default(),
            payments: landinghub_services::gateways::Payments::default(),
            order_ttl_seconds: 900,
            reach: landinghub_services::Reach::default(),
        };
        change(&mut config);
        let watch = Arc::new(Watch(AtomicI64::new(1_795_000_000_000_000)));
        let clock: Arc<dyn Clock> = watch.clone();
        let rng: Arc<dyn Rng> = Arc::new(SeededRng::new(42));
        let services = Services::new(test_store.store.clone(), clock, rng, config);
        Self { services, watch, test_store, _folder: folder }
    }

    pub fn pass(&self, seconds: i64) {
        self.watch.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub async fn register(&self, email: &str) -> Grant {
        let input = Registration {
            name: "Mai".into(),
            email: email.into(),
            password: PASSWORD.into(),
            admin_token: None,
        };
        accounts::register(&self.services, &at("192.0.2.1"), input).await.expect("registers")
    }

    pub async fn login(&self, email: &str) -> Grant {
        self.login_as(&at("192.0.2.1"), email, PASSWORD).await.expect("logs in")
    }

    pub async fn login_as(&self, caller: &Caller, email: &str, password: &str) -> Result<Grant, Problem> {
        let input = Credentials { email: email.into(), password: password.into(), ..Credentials::default() };
        problem(accounts::login(&self.services, caller, input).await)
    }

    /// Whoever holds this access token.
    pub async fn caller(&self, access_token: &str) -> Caller {
        let actor = accounts::authenticate(&self.services, access_token).await.expect("a good token");
        Caller { actor: Some(actor), ..at("192.0.2.1") }
    }

    pub async fn works(&self, grant: &Grant) -> bool {
        accounts::authenticate(&self.services, &grant.answer.access_token).await.is_ok()
    }

    /// Handles what is due and answers every mail so far, oldest first, as written.
    pub async fn mails(&self) -> Vec<String> {
        while outbox::run_once(&self.services).await.expect("the outbox works") > 0 {}
        let Ok(folder) = std::fs::read_dir(self.services.config.data_dir.join("outbox")) else {
            return Vec::new();
        };
        let mut paths: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths.iter().map(|path| std::fs::read_to_string(path).expect("a mail in UTF-8")).collect()
    }

    pub async fn mails_to(&self, email: &str) -> Vec<String> {
        let to = |mail: &String| mail.lines().any(|line| line.starts_with("To: ") && line.contains(email));
        self.mails().await.into_iter().filter(to).collect()
    }

    /// The token of the last link to `path` that was mailed to somebody.
    pub async fn token(&self, email: &str, path: &str) -> String {
        let start = format!("http://localhost:3000{path}?token=");
        let mails = self.mails_to(email).await;
        let mut tokens =
            mails.iter().filter_map(|mail| mail.lines().find_map(|line| line.strip_prefix(&start)));
        tokens.next_back().unwrap_or_else(|| panic!("a link to {path} for {email}")).to_owned()
    }

    /// Rows of a table.
    pub async fn count(&self, table: &'static str) -> i64 {
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let mut reader = self.test_store.store.read().await.expect("a reader");
        match reader.conn() {
            landinghub_store::Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(conn).await,
            landinghub_store::Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(conn).await,
        }
        .expect("a count")
    }
}

/// Somebody at an address.
pub fn at(ip: &str) -> Caller {
    Caller::anonymous(ip.parse::<IpAddr>().expect("an address"))
}

pub fn reading(caller: Caller, locale: Locale) -> Caller {
    Caller { locale, ..caller }
}

/// The result as a caller is told it.
pub fn problem<T>(result: Result<T, Failure>) -> Result<T, Problem> {
    result.map_err(|failure| match failure {
        Failure::Problem(problem) => problem,
        other => panic!("not a problem but a failure inside: {other}"),
    })
}
