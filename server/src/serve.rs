//! The life of a server: start, serve, let go.

use crate::accept::{self, Options};
use crate::config::Settings;
use crate::health::metrics_router;
use crate::state::AppState;
use crate::{router, telemetry};
use anyhow::Context as _;
use landinghub_services::{
    Failure, Limit, Services, accounts, ai, chat, domains, events, help, idempotency, market, notifications,
    outbox, pages, search, sites, storage, thumbnails,
};
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// After a shutdown began, connections still open then are cut.
const GRACE: Duration = Duration::from_secs(25);
/// How long connections are still taken after a shutdown began: whoever dialled a moment ago is let in, and whoever
/// balances load sees that the server isn't ready.
const LAST_CALL: Duration = Duration::from_millis(400);
/// How long jobs may take to put down what they have in hand.
const JOBS_GRACE: Duration = Duration::from_secs(5);

/// Serves until SIGTERM or SIGINT, then lets requests in flight finish.
pub async fn run(services: Services, settings: &Settings) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let state = AppState::new(services.clone(), &settings.trusted_proxies);
    let stop = CancellationToken::new();
    let mut jobs = start_jobs(&services, &stop);
    if let Some(address) = settings.metrics_listen
        && let Some(handle) = telemetry::start_metrics()
    {
        let listener = bind(address)?;
        let router = metrics_router(state.clone(), handle);
        jobs.spawn(accept::serve(
            listener,
            router,
            Options { connections: 16, grace: Duration::ZERO },
            stop.clone(),
        ));
    }
    let listener = bind(settings.listen)?;
    let connections =
        services.config.limits.get(Limit::CONNECTIONS).and_then(|most| usize::try_from(most).ok());
    let options = Options { connections: connections.unwrap_or(usize::MAX), grace: GRACE };
    let router = router::router(&state);
    domains::refresh(&services).await?;
    announce(&services, settings.listen).await?;
    let draining = CancellationToken::new();
    let server = tokio::spawn(accept::serve(listener, router, options, draining.clone()));
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("shutting down: requests in flight are finished first");
    state.drain();
    tokio::time::sleep(LAST_CALL).await;
    draining.cancel();
    tokio::select! {
        ended = server => ended?,
        // Whoever asks twice means it.
        _ = interrupt.recv() => tracing::warn!("asked twice: requests in flight are cut"),
    }
    stop.cancel();
    let finished =
        tokio::time::timeout(JOBS_GRACE, async { while jobs.join_next().await.is_some() {} }).await;
    if finished.is_err() {
        tracing::warn!("a job didn't end in time; its work is done again after the next start");
    }
    flush(&services).await;
    services.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Connections the system may hold until they are taken: when thousands of browsers come back at once, the default of
/// 1 024 overflows, and whoever is turned away tries again after 1, 3, 7 and 15 seconds. The system's own limit caps it.
const BACKLOG: u32 = 16_384;

fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let open = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // A restart doesn't wait for the last connections of the server before.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    open().with_context(|| format!("can't listen on {address}"))
}

async fn announce(services: &Services, listen: SocketAddr) -> anyhow::Result<()> {
    let url = services.config.app_url("/");
    tracing::info!(%url, %listen, "LandingHub is ready");
    // On the terminal and not in the log: whoever has the link becomes the admin.
    if let Some(token) = accounts::first_admin_token(services).await? {
        println!(
            "There is no admin yet. Make the first one, once, at:\n  {}",
            services.config.app_url(&format!("/auth/register?admin={token}"))
        );
    }
    Ok(())
}

/// Mends once what earlier versions left.
async fn mend(services: Services) {
    if let Err(error) = help::add_starters(&services).await {
        tracing::error!(%error, "the first articles can't be added; the next start tries again");
    }
    match accounts::fold_names(&services).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "names were folded for search"),
        Err(error) => tracing::error!(%error, "names can't be folded for search; the next start tries again"),
    }
}

/// Starts what happens by itself.
fn start_jobs(services: &Services, stop: &CancellationToken) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(outbox::run(services.clone(), stop.clone()));
    jobs.spawn(events::keep_in_touch(services.clone(), stop.clone()));
    jobs.spawn(mend(services.clone()));
    jobs.spawn(thumbnails::run(services.clone(), stop.clone()));
    jobs.spawn(search::run(services.clone(), stop.clone()));
    jobs.spawn(every(Duration::from_mins(10), stop.clone(), services.clone(), clean_up));
    jobs.spawn(every(Duration::from_secs(1), stop.clone(), services.clone(), |services| async move {
        if let Err(error) = market::orders::sweep(&services).await {
            tracing::error!(%error, "orders can't be swept; trying again");
        }
    }));
    jobs.spawn(every(Duration::from_secs(4), stop.clone(), services.clone(), |services| async move {
        if let Err(error) = domains::refresh(&services).await {
            tracing::warn!(%error, "the domains of pages can't be read; those known stay");
        }
    }));
    jobs.spawn(every(Duration::from_mins(5), stop.clone(), services.clone(), |services| async move {
        if let Err(error) = domains::look_again(&services).await {
            tracing::error!(%error, "the records of domains can't be looked at; trying again later");
        }
    }));
    jobs.spawn(every(Duration::from_secs(3), stop.clone(), services.clone(), |services| async move {
        flush(&services).await;
    }));
    jobs.spawn(every(Duration::from_secs(5), stop.clone(), services.clone(), |services| async move {
        events::expire_presence(&services);
    }));
    jobs.spawn(every(Duration::from_secs(5), stop.clone(), services.clone(), |services| async move {
        if let Err(error) = chat::wake_snoozed(&services).await {
            tracing::error!(%error, "conversations that were set aside can't be brought back; trying again");
        }
    }));
    jobs.spawn(every(Duration::from_secs(20), stop.clone(), services.clone(), |services| async move {
        if let Err(error) = chat::index_words(&services).await {
            tracing::error!(%error, "conversations can't be indexed for search; trying again");
        }
    }));
    jobs.spawn(every(Duration::from_millis(1500), stop.clone(), services.clone(), |services| async move {
        if let Err(error) = ai::answer_waiting(&services).await {
            tracing::warn!(%error, "waiting rooms can't be read for the AI; trying again");
        }
    }));
    jobs.spawn(every(Duration::from_secs(12), stop.clone(), services.clone(), |services| async move {
        if let Err(error) = events::compare_heads(&services).await {
            tracing::warn!(%error, "the heads of event topics can't be read; trying again later");
        }
    }));
    jobs
}

async fn every<F, W>(period: Duration, stop: CancellationToken, services: Services, work: F)
where
    F: Fn(Services) -> W + Send,
    W: Future<Output = ()> + Send,
{
    loop {
        tokio::select! {
            () = tokio::time::sleep(period) => {}
            () = stop.cancelled() => return,
        }
        work(services.clone()).await;
    }
}

/// Deletes what nobody will ask for again.
async fn clean_up(services: Services) {
    log("pages that were tried and never bought", market::purge_trials(&services).await);
    log("pages after 30 days in the trash", pages::purge_trash(&services).await);
    log("expired sessions and links", accounts::forget_expired(&services).await);
    log("finished outbox rows", outbox::forget_done(&services).await);
    log("old idempotency keys", idempotency::forget_old(&services).await);
    log("old events", events::forget_old(&services).await);
    log("notifications of half a year ago", notifications::forget_old(&services).await);
    log("who looked at listings before yesterday", market::forget_viewers(&services).await);
    log("bytes that no row knows", storage::sweep(&services).await);
}

fn log(what: &str, result: Result<u64, Failure>) {
    match result {
        Ok(0) => {}
        Ok(count) => tracing::info!(what, count, "old rows were deleted"),
        Err(error) => tracing::error!(what, %error, "old rows can't be deleted; trying again later"),
    }
}

/// Writes down what is counted in memory.
async fn flush(services: &Services) {
    if let Err(error) = sites::flush_visits(services).await {
        tracing::error!(%error, "visits can't be written; trying again later");
    }
}
