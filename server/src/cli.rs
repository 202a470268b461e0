//! The command line.

use crate::config::{
    Database, Level, Report, Settings, Sources, Values, keep_secret, limit_lines, parse_file, read,
};
use crate::{backup, doctor, seed, serve};
use anyhow::{Context as _, bail};
use clap::{Args, Parser, Subcommand};
use landinghub_services::thumbnails::Browser;
use landinghub_services::{Limits, Services, SystemClock, SystemRng, accounts};
use landinghub_store::{Store, StoreOptions};
use std::fs;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Landing pages: make them, publish them, sell them.
#[derive(Debug, Parser)]
#[command(name = "landinghub", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

/// They beat the environment, which beats the file.
#[derive(Debug, Default, Args)]
struct Options {
    /// The file with settings; without it `landinghub.toml` in this folder, if there is one
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// LANDINGHUB_LISTEN: where requests come in
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// LANDINGHUB_BASE_URL: where the app is reached
    #[arg(long, global = true, value_name = "URL")]
    base_url: Option<String>,
    /// LANDINGHUB_PAGES_DOMAIN: pages are published below it
    #[arg(long, global = true, value_name = "HOST")]
    pages_domain: Option<String>,
    /// LANDINGHUB_CONTENT_DOMAIN: uploads and previews come from it
    #[arg(long, global = true, value_name = "HOST")]
    content_domain: Option<String>,
    /// LANDINGHUB_DATA_DIR: database, files and secrets of this installation
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<String>,
    /// LANDINGHUB_METRICS_LISTEN: where Prometheus asks
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    metrics_listen: Option<String>,
    /// DATABASE_URL: sqlite:PATH or postgres://…
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// Proxies whose X-Forwarded-For counts: addresses or networks with commas between them
    #[arg(long, global = true, value_name = "NETWORKS")]
    trusted_proxies: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server
    Serve,
    /// Brings the database up to date
    Migrate {
        /// Only says what would be done
        #[arg(long)]
        plan: bool,
    },
    /// Fills the installation with made-up users and pages
    Seed(seed::Plan),
    /// Accounts with power over the installation
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Finding what is for sale
    Search {
        #[command(subcommand)]
        command: SearchCommand,
    },
    /// Writes everything into one file, beside a live server or a stopped one
    Backup {
        /// A zip with a manifest; it holds secrets, so keep it as you keep the data folder
        file: PathBuf,
    },
    /// Puts a backup in the place of this installation, after it has been loaded and examined beside it
    Restore {
        /// As `backup` has written it, from either database
        file: PathBuf,
        /// Only says whether it could be restored
        #[arg(long)]
        dry_run: bool,
    },
    /// Checks that nothing is lost or broken, beside a live server or a stopped one
    Doctor,
    /// Settings
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Makes an admin
    Create {
        /// Their address
        #[arg(long)]
        email: String,
        /// Their name
        #[arg(long)]
        name: String,
        /// Reads the password from standard input, so that it isn't in the process list
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Switches codes at login off for somebody who has lost authenticator and recovery codes
    TotpOff {
        /// Their address
        #[arg(long)]
        email: String,
    },
}

#[derive(Debug, Subcommand)]
enum SearchCommand {
    /// Makes the index anew: this data folder's, or Meilisearch's where that is configured
    Rebuild,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Names every variable that is wrong, unknown, half-set or not used, and lists the limits
    Check,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("landinghub: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let report = read(&sources(&cli.options)?);
    if let Command::Config { command: ConfigCommand::Check } = cli.command {
        return Ok(check(&report));
    }
    for finding in &report.findings {
        eprintln!("landinghub: {} {}", finding.name, finding.text);
    }
    let Some(settings) = report.settings else {
        bail!("the configuration is wrong; `landinghub config check` says more")
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(command(cli.command, settings))
}

async fn command(command: Command, mut settings: Settings) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve => {
            crate::telemetry::start_logs();
            let services = open(&mut settings).await?;
            serve::run(services, &settings).await?;
        }
        Command::Migrate { plan } => migrate(&settings, plan).await?,
        Command::Seed(plan) => {
            let services = open(&mut settings).await?;
            seed::run(&services, &plan).await?;
            services.store.close().await;
        }
        Command::Admin { command: AdminCommand::Create { email, name, .. } } => {
            let mut password = String::new();
            std::io::stdin().read_to_string(&mut password)?;
            let password = password.strip_suffix('\n').unwrap_or(&password);
            let password = password.strip_suffix('\r').unwrap_or(password);
            let services = open(&mut settings).await?;
            let made = accounts::create_admin(&services, &email, &name, password).await;
            services.store.close().await;
            println!("{} is an admin.", made.map_err(|failure| anyhow::anyhow!(sentence(failure)))?.email);
        }
        Command::Admin { command: AdminCommand::TotpOff { email } } => {
            let services = open(&mut settings).await?;
            let done = accounts::end_totp_of(&services, &email).await;
            services.store.close().await;
            let was_on = done.map_err(|failure| anyhow::anyhow!(sentence(failure)))?;
            println!("Logging in takes no code{}.", if was_on { " any more" } else { ", and took none" });
        }
        Command::Backup { file } => {
            let whole = backup::backup(&mut settings, &file).await?;
            return Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Restore { file, dry_run } => backup::restore(&mut settings, &file, dry_run).await?,
        Command::Search { command: SearchCommand::Rebuild } => {
            let services = open(&mut settings).await?;
            let count = services.search.rebuild().await;
            services.store.close().await;
            println!(
                "{} listings can be found.",
                count.map_err(|failure| anyhow::anyhow!(sentence(failure)))?
            );
        }
        Command::Doctor => {
            let healthy = doctor::run(&mut settings).await?;
            return Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Config { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// What a failed use case says on a terminal: the fields at fault, or internals as they are.
pub(crate) fn sentence(failure: landinghub_services::Failure) -> String {
    match failure {
        landinghub_services::Failure::Problem(problem) if problem.fields.is_empty() => problem.detail,
        landinghub_services::Failure::Problem(problem) => {
            problem.fields.iter().map(|(name, what)| format!("{name}: {what}")).collect::<Vec<_>>().join(" ")
        }
        internal => internal.to_string(),
    }
}

fn sources(options: &Options) -> anyhow::Result<Sources> {
    let given = [
        ("LANDINGHUB_LISTEN", &options.listen),
        ("LANDINGHUB_BASE_URL", &options.base_url),
        ("LANDINGHUB_PAGES_DOMAIN", &options.pages_domain),
        ("LANDINGHUB_CONTENT_DOMAIN", &options.content_domain),
        ("LANDINGHUB_DATA_DIR", &options.data_dir),
        ("LANDINGHUB_METRICS_LISTEN", &options.metrics_listen),
        ("DATABASE_URL", &options.database_url),
        ("LANDINGHUB_TRUSTED_PROXIES", &options.trusted_proxies),
    ];
    let flags =
        given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect();
    // A variable that isn't text is some other program's.
    let environment: Values = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let mut file = file(options.config.as_deref())?;
    // What nobody has chosen is found where systems install it.
    if let Some(browser) = environment.get("PATH").and_then(|path| Browser::find(path)) {
        file.entry("LANDINGHUB_CHROMIUM".to_owned()).or_insert_with(|| browser.display().to_string());
    }
    Ok(Sources { flags, environment, file })
}

fn file(named: Option<&Path>) -> anyhow::Result<Values> {
    let path = named.unwrap_or(Path::new("landinghub.toml"));
    match fs::read_to_string(path) {
        Ok(text) => parse_file(&text).map_err(|error| anyhow::anyhow!("{}: {error}", path.display())),
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => Ok(Values::new()),
        Err(error) => Err(error).with_context(|| format!("{} can't be read", path.display())),
    }
}

fn check(report: &Report) -> ExitCode {
    for finding in &report.findings {
        let level = match finding.level {
            Level::Wrong => "wrong",
            Level::Doubt => "doubtful",
            Level::Note => "note",
        };
        println!("{level}: {} {}", finding.name, finding.text);
    }
    println!("Limits:");
    let limits =
        report.settings.as_ref().map_or_else(Limits::default, |settings| settings.config.limits.clone());
    for line in limit_lines(&limits) {
        println!("  {line}");
    }
    if report.has(Level::Doubt) {
        return ExitCode::FAILURE;
    }
    println!("The configuration is fine.");
    ExitCode::SUCCESS
}

/// Opens the installation: folder, signing secret, database at its latest migration.
async fn open(settings: &mut Settings) -> anyhow::Result<Services> {
    let folder = &settings.config.data_dir;
    // Others on this machine have no business in it.
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("the data folder {} can't be made", folder.display()))?;
    keep_secret(&mut settings.config, &SystemRng)?;
    let store = open_store(&settings.database).await?;
    store.migrate().await.context("the migrations can't run")?;
    Ok(Services::new(store, Arc::new(SystemClock), Arc::new(SystemRng), settings.config.clone()))
}

/// Opens the database as it is.
pub(crate) async fn open_store(database: &Database) -> anyhow::Result<Store> {
    let options = StoreOptions::default();
    match database {
        Database::File(path) => {
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            }
            Store::open_file(path, options)
                .await
                .with_context(|| format!("the database {} can't be opened", path.display()))
        }
        Database::Url(url) => {
            Store::open(url.expose(), options).await.context("the database can't be opened")
        }
    }
}

async fn migrate(settings: &Settings, plan: bool) -> anyhow::Result<()> {
    let is_new = matches!(&settings.database, Database::File(path) if !path.exists());
    let store = if plan && is_new {
        // A plan makes nothing, not even an empty file.
        Store::open("sqlite::memory:", StoreOptions { connections: 1 }).await?
    } else {
        open_store(&settings.database).await?
    };
    let pending: Vec<_> =
        store.migrations().await?.into_iter().filter(|migration| !migration.applied).collect();
    for migration in &pending {
        println!("{:04} {}", migration.version, migration.description);
    }
    match (pending.len(), plan) {
        (0, _) => println!("The database is up to date."),
        (count, true) => println!("{count} would run."),
        (count, false) => {
            store.migrate().await?;
            println!("{count} ran.");
        }
    }
    store.close().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
        assert!(
            Cli::try_parse_from(["landinghub", "admin", "create", "--email", "a@b.co", "--name", "A"])
                .is_err(),
            "a password is needed"
        );
        assert!(
            Cli::try_parse_from(["landinghub", "seed", "--users", "3", "--pages", "2", "--listings", "1"])
                .is_ok()
        );
        assert!(Cli::try_parse_from(["landinghub", "serve", "--listen", "127.0.0.1:1"]).is_ok());
    }
}
