//! `landinghub backup` and `landinghub restore`.

use crate::cli::{open_store, sentence};
use crate::config::{Database, Settings, keep_secret};
use anyhow::{Context as _, bail};
use landinghub_services::backup::{self, Manifest};
use landinghub_services::doctor::{self, Diagnosis};
use landinghub_services::{Config, Services, SystemClock, SystemRng};
use landinghub_store::{Backend, Store};
use std::ffi::OsString;
use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What of the data folder goes when another installation takes its place.
const OWN: [&str; 4] = ["objects", "search", "jwt_secret", "vapid_private_key"];

/// Writes a backup beside a live server or a stopped one. `false` where bytes were missing.
pub async fn backup(settings: &mut Settings, path: &Path) -> anyhow::Result<bool> {
    if let Database::File(database) = &settings.database
        && !database.exists()
    {
        bail!("there is no database at {}", database.display());
    }
    let store = open_store(&settings.database).await?;
    keep_secret(&mut settings.config, &SystemRng)?;
    let services = services(store, settings.config.clone());
    let written = backup::backup(&services, path).await;
    services.store.close().await;
    let manifest = written.map_err(|failure| anyhow::anyhow!(sentence(failure)))?;
    for key in &manifest.missing {
        println!("missing: {key}");
    }
    let size = fs::metadata(path)?.len();
    println!("{} ({size} bytes): {}", path.display(), contents(&manifest));
    Ok(manifest.missing.is_empty())
}

/// Puts a backup in the place of this installation, once it has been unpacked, loaded and examined beside it. With
/// `dry_run` it stays at that.
pub async fn restore(settings: &mut Settings, path: &Path, dry_run: bool) -> anyhow::Result<()> {
    let folder = settings.config.data_dir.clone();
    let temporary;
    let root = if dry_run && !folder.exists() {
        // A rehearsal makes nothing.
        temporary = std::env::temp_dir();
        &temporary
    } else {
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        &folder
    };
    let staging = Staging::new(root)?;
    let manifest = backup::unpack(path, &staging.0).map_err(|failure| anyhow::anyhow!(sentence(failure)))?;
    println!("Of {}: {}", manifest.created_at, contents(&manifest));
    rehearse(settings, &staging.0, &manifest).await?;
    if dry_run {
        println!("It can be restored.");
        return Ok(());
    }
    let aside = place(&settings.database, &folder, &staging.0, &manifest).await?;
    if let Some(aside) = aside {
        println!("What was here before is in {}.", aside.display());
    }
    println!("Restored.");
    Ok(())
}

/// Loads the rows into a database of its own and examines what comes of it.
async fn rehearse(settings: &Settings, staging: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let database = Database::File(staging.join("landinghub.db"));
    let mut config = Config { data_dir: staging.to_owned(), ..settings.config.clone() };
    for name in ["jwt_secret", "vapid_private_key"] {
        let kept = staging.join("secrets").join(name);
        if kept.exists() {
            fs::rename(kept, staging.join(name))?;
        }
    }
    keep_secret(&mut config, &SystemRng)?;
    let services = services(open_store(&database).await?, config);
    let examined = examine(&services, staging, manifest).await;
    services.store.close().await;
    let found = examined?;
    // What the backup lacked already isn't the restoring's fault.
    let new: Vec<&String> =
        found.ills.iter().filter(|ill| manifest.missing.iter().all(|key| !ill.contains(key))).collect();
    for key in &manifest.missing {
        println!("missing since before the backup: {key}");
    }
    for ill in &new {
        println!("wrong: {ill}");
    }
    if !new.is_empty() {
        bail!("what is in the backup isn't whole; nothing was changed");
    }
    Ok(())
}

async fn examine(services: &Services, staging: &Path, manifest: &Manifest) -> anyhow::Result<Diagnosis> {
    let told = |failure| anyhow::anyhow!(sentence(failure));
    backup::fill(&services.store, staging, manifest).await.map_err(told)?;
    doctor::diagnose(services).await.map_err(told)
}

/// Puts what was rehearsed in its place; answers where the former installation is now.
async fn place(
    database: &Database,
    folder: &Path,
    staging: &Path,
    manifest: &Manifest,
) -> anyhow::Result<Option<PathBuf>> {
    let mut moves: Vec<(PathBuf, PathBuf)> = Vec::new();
    match database {
        Database::File(path) => {
            if path.exists() && !Store::is_alone(path).await? {
                bail!("{} is in use: stop the server first; nothing was changed", path.display());
            }
            moves.push((staging.join("landinghub.db"), path.clone()));
        }
        Database::Url(_) => {
            // In one transaction, and only into an empty database: there is no other that could be put aside.
            let store = open_store(database).await?;
            debug_assert_eq!(store.backend(), Backend::Postgres);
            let filled = backup::fill(&store, staging, manifest).await;
            store.close().await;
            filled.map_err(|failure| anyhow::anyhow!(sentence(failure)))?;
        }
    }
    moves.extend(OWN.iter().map(|name| (staging.join(name), folder.join(name))));
    let aside = folder.join(format!("before-restore-{}", std::process::id()));
    let mut has_aside = false;
    for (from, to) in &moves {
        for old in with_logs(to).into_iter().filter(|old| old.exists()) {
            if !has_aside {
                DirBuilder::new().recursive(true).mode(0o700).create(&aside)?;
                has_aside = true;
            }
            let name = old.file_name().unwrap_or_default();
            fs::rename(&old, aside.join(name))
                .with_context(|| format!("{} can't be put aside", old.display()))?;
        }
        if from.exists() {
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::rename(from, to).with_context(|| {
                format!(
                    "{} can't be put in its place; the former one is in {}",
                    to.display(),
                    aside.display()
                )
            })?;
        }
    }
    File::open(folder)?.sync_all()?;
    Ok(has_aside.then_some(aside))
}

/// A file with the logs SQLite keeps beside it.
fn with_logs(path: &Path) -> Vec<PathBuf> {
    let beside = |end: &str| {
        let mut name = OsString::from(path);
        name.push(end);
        PathBuf::from(name)
    };
    vec![path.to_owned(), beside("-wal"), beside("-shm")]
}

fn services(store: Store, config: Config) -> Services {
    Services::new(store, Arc::new(SystemClock), Arc::new(SystemRng), config)
}

fn contents(manifest: &Manifest) -> String {
    format!("{} rows in {} tables, {} files", manifest.rows(), manifest.tables.len(), manifest.objects())
}

/// A folder that goes away with whatever is left in it.
struct Staging(PathBuf);

impl Staging {
    fn new(root: &Path) -> anyhow::Result<Self> {
        let path = root.join(format!(".restore-{}", std::process::id()));
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.with_context(|| format!("{} can't be made", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
