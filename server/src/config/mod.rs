//! Configuration: flag, then environment, then `landinghub.toml`, then default.
//!
//! [`read`] is pure; it takes what was given and answers settings with everything that is wrong about them.

mod assistant;
mod payments;
mod reach;
mod secret;
mod shape;
mod variables;

pub use secret::keep_secret;
pub use variables::{VARIABLES, Variable};

use crate::proxies::Network;
use landinghub_services::search::MeilisearchServer;
use landinghub_services::thumbnails::Browser;
use landinghub_services::{Config, Limit, Limits, Secret};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use url::Url;

/// Name → value, by the environment's names.
pub type Values = BTreeMap<String, String>;

/// Where a value comes from, the strongest first.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Command line.
    pub flags: Values,
    /// Environment.
    pub environment: Values,
    /// `landinghub.toml`, as its names in the environment.
    pub file: Values,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Probably not what was meant; the server starts all the same.
    Doubt,
    /// The server doesn't start.
    Wrong,
}

/// Something about a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub level: Level,
    /// The variable.
    pub name: String,
    /// What about it; never its value, which may be a secret.
    pub text: String,
}

/// Which database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL server.
    Url(Secret),
}

/// Everything the server is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where requests come in.
    pub listen: SocketAddr,
    /// Where Prometheus asks, if anywhere.
    pub metrics_listen: Option<SocketAddr>,
    /// Which database.
    pub database: Database,
    /// Whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<Network>,
    /// For the use cases. The signing secret is empty until [`keep_secret`] has run.
    pub config: Config,
}

/// What [`read`] found.
#[derive(Debug)]
pub struct Report {
    /// `None` where something is wrong.
    pub settings: Option<Settings>,
    /// In the order of their names.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether there is a finding of this level or worse.
    pub fn has(&self, level: Level) -> bool {
        self.findings.iter().any(|finding| finding.level >= level)
    }
}

impl Sources {
    fn get(&self, name: &str) -> Option<&str> {
        [&self.flags, &self.environment, &self.file]
            .into_iter()
            .find_map(|values| values.get(name))
            .map(|value| value.trim())
            // Compose files and CI set variables to nothing when they mean "unset".
            .filter(|value| !value.is_empty())
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let all = [&self.flags, &self.environment, &self.file];
        all.into_iter().flat_map(BTreeMap::keys).map(String::as_str).filter(|name| self.get(name).is_some())
    }
}

/// Reads `landinghub.toml`: the environment's names in lower case, with or without `landinghub_`, and `[limits]`.
pub fn parse_file(text: &str) -> Result<Values, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    let mut values = Values::new();
    for (key, value) in table {
        if let (true, toml::Value::Table(limits)) = (key.eq_ignore_ascii_case("limits"), &value) {
            for (name, number) in limits {
                values.insert(format!("LANDINGHUB_LIMIT_{}", name.to_uppercase()), number.to_string());
            }
            continue;
        }
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Array(items) => {
                items.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(",")
            }
            other => other.to_string(),
        };
        let name = key.to_uppercase();
        let ours = format!("LANDINGHUB_{name}");
        let known = |name: &str| VARIABLES.iter().any(|variable| variable.name == name);
        values.insert(
            if known(&ours) || !known(&name) && !name.starts_with("LANDINGHUB_") { ours } else { name },
            text,
        );
    }
    Ok(values)
}

/// Reads the settings and says what is wrong, unknown, half-set or not used.
pub fn read(sources: &Sources) -> Report {
    let mut findings = Vec::new();
    let mut say =
        |level, name: &str, text: String| findings.push(Finding { level, name: name.to_owned(), text });
    let limits = limits(sources, &mut say);
    for variable in VARIABLES {
        if let Some(value) = sources.get(variable.name) {
            match variable.shape.check(value) {
                Err(wrong) => say(Level::Wrong, variable.name, wrong),
                Ok(()) if !variable.used => {
                    say(Level::Note, variable.name, "is fine, and not used by this version".to_owned());
                }
                Ok(()) => {}
            }
        }
    }
    half_set(sources, &mut say);
    unknown(sources, &mut say);
    let settings = settings(sources, limits, &mut say);
    findings.sort_by(|a, b| (&a.name, &a.text).cmp(&(&b.name, &b.text)));
    findings.dedup();
    let wrong = findings.iter().any(|finding| finding.level == Level::Wrong);
    Report { settings: settings.filter(|_| !wrong), findings }
}

fn limits(sources: &Sources, say: &mut impl FnMut(Level, &str, String)) -> Limits {
    let mut limits = Limits::default();
    let mut seen = Vec::new();
    for name in sources.names() {
        let Some(limit) = name.strip_prefix("LANDINGHUB_LIMIT_") else { continue };
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let value = sources.get(name).unwrap_or_default();
        match value.parse::<u64>() {
            Ok(number) if limits.set(limit, number) => {}
            Ok(_) => say(Level::Doubt, name, "is no limit; `config check` lists those there are".to_owned()),
            Err(_) => say(Level::Wrong, name, "must be a whole number, 0 for no limit".to_owned()),
        }
    }
    limits
}

/// A feature some of whose variables are set needs all of them.
fn half_set(sources: &Sources, say: &mut impl FnMut(Level, &str, String)) {
    for group in variables::GROUPS {
        if !group.any.iter().any(|name| sources.get(name).is_some()) {
            continue;
        }
        for needed in group.needs.iter().filter(|name| sources.get(name).is_none()) {
            say(Level::Wrong, needed, format!("is missing: {} is half-set", group.feature));
        }
    }
    // Other programs read these, too: no reason not to start.
    let is_set = |name: &str| sources.get(name).is_some();
    if (is_set("OPENAI_BASE_URL") || is_set("OPENAI_MODEL")) && !is_set("OPENAI_API_KEY") {
        say(Level::Doubt, "OPENAI_API_KEY", "is missing: OpenAI is half-set, and not used".to_owned());
    }
}

/// A name that looks like ours and isn't is most often a slip of the keyboard.
fn unknown(sources: &Sources, say: &mut impl FnMut(Level, &str, String)) {
    for name in sources.names() {
        let known =
            VARIABLES.iter().any(|variable| variable.name == name) || name.starts_with("LANDINGHUB_LIMIT_");
        if !known && variables::PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
            say(Level::Doubt, name, "is unknown".to_owned());
        }
    }
}

fn settings(
    sources: &Sources,
    limits: Limits,
    say: &mut impl FnMut(Level, &str, String),
) -> Option<Settings> {
    let listen: SocketAddr = sources.get("LANDINGHUB_LISTEN").unwrap_or("127.0.0.1:3000").parse().ok()?;
    let default_base = format!("http://localhost:{}", listen.port());
    let base_url = Url::parse(sources.get("LANDINGHUB_BASE_URL").unwrap_or(&default_base)).ok()?;
    let is_https = base_url.scheme() == "https";
    let host = base_url.host_str()?.to_owned();
    let authority = base_url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
    let pages_domain = sources.get("LANDINGHUB_PAGES_DOMAIN").unwrap_or(&authority).to_ascii_lowercase();
    let own_content = format!("content.{pages_domain}");
    let content_domain =
        sources.get("LANDINGHUB_CONTENT_DOMAIN").unwrap_or(&own_content).to_ascii_lowercase();
    if content_domain == authority || content_domain == pages_domain {
        let text = "must differ from the hosts of the app and of pages: other people's files must not share their origin";
        say(Level::Wrong, "LANDINGHUB_CONTENT_DOMAIN", text.to_owned());
    }
    let data_dir = PathBuf::from(sources.get("LANDINGHUB_DATA_DIR").unwrap_or("./data"));
    let database = match sources.get("DATABASE_URL") {
        None => Database::File(data_dir.join("landinghub.db")),
        Some(url) => url.strip_prefix("sqlite:").map_or_else(
            || Database::Url(Secret::new(url)),
            |path| {
                Database::File(PathBuf::from(
                    path.strip_prefix("//").unwrap_or(path).split('?').next().unwrap_or_default(),
                ))
            },
        ),
    };
    let trusted_proxies = sources
        .get("LANDINGHUB_TRUSTED_PROXIES")
        .unwrap_or_default()
        .split(',')
        .filter(|text| !text.trim().is_empty())
        .filter_map(|text| Network::parse(text.trim()))
        .collect();
    let mail_from = sources
        .get("MAIL_FROM")
        .map_or_else(|| format!("LandingHub <no-reply@{}>", mail_domain(&host)), str::to_owned);
    let config = Config {
        base_url,
        pages_domain,
        data_dir,
        jwt_secret: Secret::new(sources.get("JWT_SECRET").unwrap_or_default()),
        smtp_url: sources.get("SMTP_URL").map(Secret::new),
        redis_url: sources.get("REDIS_URL").map(Secret::new),
        mail_from,
        meilisearch: sources
            .get("MEILISEARCH_URL")
            .and_then(|url| url.parse().ok())
            .map(|url| MeilisearchServer { url, key: sources.get("MEILISEARCH_KEY").map(Secret::new) }),
        payments: payments::payments(sources),
        ai: assistant::model(sources),
        order_ttl_seconds: payments::order_ttl(sources),
        reach: reach::reach(sources),
        dns: sources.get("LANDINGHUB_DNS").and_then(|text| text.parse().ok()),
        browser: sources
            .get("LANDINGHUB_CHROMIUM")
            .filter(|program| *program != "off")
            .map(|program| Browser::new(PathBuf::from(program), listen, is_https, &content_domain)),
        content_domain,
        limits,
    };
    let metrics_listen = sources.get("LANDINGHUB_METRICS_LISTEN").and_then(|text| text.parse().ok());
    Some(Settings { listen, metrics_listen, database, trusted_proxies, config })
}

fn mail_domain(host: &str) -> String {
    if host.contains('.') && host.parse::<std::net::IpAddr>().is_err() {
        host.to_owned()
    } else {
        "landinghub.local".to_owned()
    }
}

/// One line a limit: its name, its number, and what it limits.
pub fn limit_lines(limits: &Limits) -> Vec<String> {
    let line = |limit: &Limit| {
        let number = limits.get(*limit).map_or_else(|| "off".to_owned(), |number| number.to_string());
        let window = if limit.seconds == 0 { String::new() } else { format!(" in {} s", limit.seconds) };
        format!(
            "LANDINGHUB_LIMIT_{} = {number} ({}{window}; default {})",
            limit.name, limit.what, limit.default
        )
    };
    Limit::ALL.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(environment: &[(&str, &str)]) -> Report {
        let environment =
            environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        read(&Sources { environment, ..Sources::default() })
    }

    fn levels(report: &Report) -> Vec<(&str, Level)> {
        report.findings.iter().map(|finding| (finding.name.as_str(), finding.level)).collect()
    }

    #[test]
    fn without_anything_the_defaults_hold() {
        let report = from(&[("PATH", "/bin"), ("AWS_PROFILE", "x")]);
        assert_eq!(report.findings, []);
        let settings = report.settings.expect("complete");
        assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(settings.config.base_url.as_str(), "http://localhost:3000/");
        assert_eq!(settings.config.pages_domain, "localhost:3000");
        assert_eq!(settings.config.content_domain, "content.localhost:3000");
        assert_eq!(settings.database, Database::File(PathBuf::from("./data/landinghub.db")));
        assert_eq!(settings.metrics_listen, None);
    }

    #[test]
    fn the_flag_beats_the_environment_which_beats_the_file() {
        let mut sources = Sources {
            file: parse_file("listen = \"127.0.0.1:1\"\nmail_from = \"a@b.co\"").expect("valid"),
            ..Sources::default()
        };
        assert_eq!(read(&sources).settings.expect("complete").listen.port(), 1);
        sources.environment.insert("LANDINGHUB_LISTEN".to_owned(), "127.0.0.1:2".to_owned());
        assert_eq!(read(&sources).settings.expect("complete").listen.port(), 2);
        sources.flags.insert("LANDINGHUB_LISTEN".to_owned(), "127.0.0.1:3".to_owned());
        let settings = read(&sources).settings.expect("complete");
        assert_eq!((settings.listen.port(), settings.config.mail_from.as_str()), (3, "a@b.co"));
    }

    #[test]
    fn wrong_unknown_half_set_and_unused_are_named() {
        let report = from(&[
            ("LANDINGHUB_LISTEN", "nonsense"),
            ("LANDINGHUB_LISTN", "x"),
            ("VNPAY_TMN_CODE", "x"),
            ("STRIPE_SECRTE_KEY", "x"),
            ("AWS_REGION", "eu-west-1"),
            ("JWT_SECRET", "short"),
            ("LANDINGHUB_LIMIT_API_USER", "many"),
            ("LANDINGHUB_LIMIT_NOPE", "1"),
            ("SMTP_URL", ""),
            ("OPENAI_MODEL", "x"),
        ]);
        assert!(report.settings.is_none());
        assert_eq!(
            levels(&report),
            [
                ("AWS_REGION", Level::Note),
                ("JWT_SECRET", Level::Wrong),
                ("LANDINGHUB_LIMIT_API_USER", Level::Wrong),
                ("LANDINGHUB_LIMIT_NOPE", Level::Doubt),
                ("LANDINGHUB_LISTEN", Level::Wrong),
                ("LANDINGHUB_LISTN", Level::Doubt),
                ("OPENAI_API_KEY", Level::Doubt),
                ("STRIPE_SECRTE_KEY", Level::Doubt),
                ("VNPAY_HASH_SECRET", Level::Wrong),
            ]
        );
        assert!(!format!("{:?}", report.findings).contains("short"));
    }

    #[test]
    fn every_variable_has_its_shape() {
        for (name, good, bad) in [
            ("LANDINGHUB_BASE_URL", "https://app.example.com", "https://app.example.com/path"),
            ("LANDINGHUB_BASE_URL", "http://localhost:3000/", "ftp://x"),
            ("LANDINGHUB_PAGES_DOMAIN", "pages.example.com:8443", "https://pages.example.com"),
            ("LANDINGHUB_METRICS_LISTEN", "[::1]:9000", "9000"),
            ("DATABASE_URL", "postgres://u:p@h/db", "mysql://h/db"),
            ("DATABASE_URL", "sqlite:./x.db", "sqlite:"),
            ("SMTP_URL", "smtps://u:p@mail.example.com:465", "http://mail"),
            ("MAIL_FROM", "Team <team@example.com>", "team"),
            ("STRIPE_API_BASE", "http://127.0.0.1:9", "http://127.0.0.1:9/v1"),
            ("LANDINGHUB_TRUSTED_PROXIES", "10.0.0.0/8, ::1", "10.0.0.0/33"),
            ("JWT_SECRET", "0123456789abcdef0123456789abcdef", "0123456789abcdef"),
        ] {
            let wrong = |value: &str| levels(&from(&[(name, value)])).contains(&(name, Level::Wrong));
            assert!(!wrong(good), "{name}={good}");
            assert!(wrong(bad), "{name}={bad}");
        }
    }

    #[test]
    fn the_file_knows_limits_and_lists() {
        let values = parse_file("trusted_proxies = [\"10.0.0.1\", \"::1\"]\nsmtp_url = \"smtp://x\"\nnope = 1\n[limits]\napi_user = 0").expect("valid");
        let report = read(&Sources { file: values, ..Sources::default() });
        assert_eq!(levels(&report), [("LANDINGHUB_NOPE", Level::Doubt)]);
        let settings = report.settings.expect("complete");
        assert_eq!(settings.trusted_proxies.len(), 2);
        assert_eq!(settings.config.limits.get(Limit::API_USER), None);
        assert!(parse_file("a = ").is_err());
    }
}
