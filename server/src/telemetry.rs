//! Logs as JSON lines and numbers for Prometheus. Neither ever holds tokens, cookies or query strings.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Buckets of request durations, in seconds.
const DURATIONS: &[f64] = &[0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// Starts logging to standard error, panics included; `RUST_LOG` sets the level, `info` without it. Once a process.
pub fn start_logs() {
    if start_logs_to(std::io::stderr) {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let what = panic.payload_as_str().unwrap_or("no message");
            tracing::error!(place, what, "something panicked");
        }));
    }
}

/// Starts logging to `writer`; `false` where the process logs already.
pub fn start_logs_to<W>(writer: W) -> bool
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(writer)
        .try_init()
        .is_ok()
}

/// Starts collecting numbers; `None` where the process collects already.
pub fn start_metrics() -> Option<PrometheusHandle> {
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("http_request_duration_seconds".to_owned()), DURATIONS);
    let handle = builder.ok()?.install_recorder().ok()?;
    metrics::describe_counter!(
        "http_requests_total",
        "Requests answered, by host, method, route and status."
    );
    metrics::describe_histogram!(
        "http_request_duration_seconds",
        "Time to the head of the answer, by host and route."
    );
    metrics::describe_gauge!("http_requests_in_flight", "Requests at work.");
    metrics::describe_gauge!("http_connections", "Open connections.");
    metrics::describe_counter!("http_requests_shed_total", "Requests refused because too many were at work.");
    metrics::describe_counter!("store_write_jobs_total", "Writes run by SQLite's writer.");
    metrics::describe_counter!("store_write_commits_total", "Transactions SQLite's writer committed.");
    Some(handle)
}
