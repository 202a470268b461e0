//! `landinghub doctor`: says whether everything is there, and names what isn't.

use crate::cli::{open_store, sentence};
use crate::config::{Database, Settings, keep_secret};
use landinghub_services::{Services, SystemClock, SystemRng, doctor};
use std::sync::Arc;

/// Examines the installation; `false` where something is wrong.
pub async fn run(settings: &mut Settings) -> anyhow::Result<bool> {
    if let Database::File(path) = &settings.database
        && !path.exists()
    {
        println!("missing: there is no database at {}", path.display());
        return Ok(false);
    }
    let store = open_store(&settings.database).await?;
    let pending: Vec<_> =
        store.migrations().await?.into_iter().filter(|migration| !migration.applied).collect();
    if !pending.is_empty() {
        println!("wrong: {} migrations haven't run; `landinghub migrate` runs them", pending.len());
        return Ok(false);
    }
    keep_secret(&mut settings.config, &SystemRng)?;
    let services = Services::new(store, Arc::new(SystemClock), Arc::new(SystemRng), settings.config.clone());
    let found = doctor::diagnose(&services).await.map_err(|failure| anyhow::anyhow!(sentence(failure)));
    services.store.close().await;
    let found = found?;
    for (what, count) in &found.checked {
        println!("checked: {what} ({count})");
    }
    for note in &found.notes {
        println!("note: {note}");
    }
    for ill in &found.ills {
        println!("wrong: {ill}");
    }
    println!("{}", if found.ills.is_empty() { "Everything is there." } else { "Something is wrong." });
    Ok(found.ills.is_empty())
}
