//! Is the process there, and can it do its work?

use crate::problem::problem_response;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing};
use landinghub::{Code, Problem};
use landinghub_services::Services;
use landinghub_services::storage::ObjectKey;
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::json;
use std::time::Duration;

/// A part that hasn't answered by then counts as away.
const PATIENCE: Duration = Duration::from_secs(2);

/// `/healthz` and `/readyz`, for the app's host and for this machine's own addresses.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/healthz", routing::get(healthz))
        .route("/readyz", routing::get(readyz))
        .with_state(state)
}

/// The process answers.
async fn healthz() -> Json<serde_json::Value> {
    Json(json!({ "status": "ok" }))
}

/// The database and the object store answer, and no shutdown has begun.
async fn readyz(State(state): State<AppState>) -> Response {
    if state.draining() {
        return problem_response(Problem::new(Code::Unavailable, "The server is shutting down."));
    }
    let (database, store) =
        tokio::join!(check(database(&state.services)), check(object_store(&state.services)));
    if database.is_ok() && store.is_ok() {
        return Json(json!({ "status": "ok", "database": "ok", "store": "ok" })).into_response();
    }
    for (part, result) in [("database", &database), ("store", &store)] {
        if let Err(error) = result {
            tracing::warn!(part, error, "a part the server needs is away");
        }
    }
    let word = |result: &Result<(), String>| json!(if result.is_ok() { "ok" } else { "away" });
    let problem = Problem::new(Code::Unavailable, "A part the server needs is away.");
    problem_response(problem.with("database", word(&database)).with("store", word(&store)))
}

async fn check(part: impl Future<Output = Result<(), String>>) -> Result<(), String> {
    tokio::time::timeout(PATIENCE, part).await.unwrap_or_else(|_| Err("no answer in time".to_owned()))
}

async fn database(services: &Services) -> Result<(), String> {
    let mut reader = services.store.read().await.map_err(|error| error.to_string())?;
    landinghub_store::settings::get(&mut reader.conn(), "ready").await.map_err(|error| error.to_string())?;
    Ok(())
}

async fn object_store(services: &Services) -> Result<(), String> {
    let Some(key) = ObjectKey::new("ready") else { return Ok(()) };
    services.objects.exists(key).await.map(|_| ()).map_err(|error| error.to_string())
}

/// The listener of its own for Prometheus: `/metrics` and nothing else.
pub fn metrics_router(state: AppState, handle: PrometheusHandle) -> Router {
    Router::new().route(
        "/metrics",
        routing::get(move || {
            if let Some(stats) = state.services.store.writer_stats() {
                metrics::counter!("store_write_jobs_total").absolute(stats.jobs);
                metrics::counter!("store_write_commits_total").absolute(stats.commits);
                metrics::counter!("store_write_statements_total").absolute(stats.statements);
            }
            handle.run_upkeep();
            let text = handle.render();
            async move { ([("content-type", "text/plain; version=0.0.4; charset=utf-8")], text) }
        }),
    )
}
