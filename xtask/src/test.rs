//! `test`: Rust's tests, then the release build under a real browser. One closing line counts both.

use std::process::Command;

use anyhow::{Context as _, Result};

use crate::build;
use crate::run::{step, watch};
use crate::services::Services;
use crate::tools::{self, Debian};
use crate::workspace::Workspace;

/// How many tests passed and failed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs the tests and prints `N passed, N failed` as its last line.
pub fn test(workspace: &Workspace, only: Option<&str>, playwright_args: &[String]) -> bool {
    let mut total = Count::default();
    if let Err(error) = parts(workspace, only, playwright_args, &mut total) {
        // What could not even run has failed.
        eprintln!("xtask: {error:#}");
        total.failed += 1;
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    total.failed == 0 && total.passed > 0
}

fn parts(
    workspace: &Workspace,
    only: Option<&str>,
    playwright_args: &[String],
    total: &mut Count,
) -> Result<()> {
    let services = Services::start(workspace)?;
    if only != Some("e2e") {
        total.add(&step("running the Rust tests", || rust(workspace, &services))?);
    }
    if only != Some("rust") {
        tools::ensure_debian(&[Debian::Chromium])?;
        tools::ensure_npm(workspace)?;
        build::build(workspace, false)?;
        total.add(&step("running the browser tests", || browser(workspace, &services, playwright_args))?);
    }
    Ok(())
}

/// Everything but the browser's entries, whose features exclude the server's.
fn rust(workspace: &Workspace, services: &Services) -> Result<Count> {
    let mut count = Count::default();
    let mut command = workspace.cargo();
    command.args(["test", "--workspace"]);
    command.args(["--exclude", "landinghub-editor", "--no-fail-fast"]);
    let succeeded = watch(with_services(&mut command, services), |line| {
        if let Some(result) = cargo_result(line) {
            count.add(&result);
        }
    })?;
    if !succeeded && count.failed == 0 {
        // It did not compile, or a test binary died.
        count.failed = 1;
    }
    Ok(count)
}

fn browser(workspace: &Workspace, services: &Services, args: &[String]) -> Result<Count> {
    let folder = workspace.root.join("end2end");
    let report = folder.join("test-results/report.json");
    if report.exists() {
        std::fs::remove_file(&report)?;
    }
    let mut command = workspace.command("node");
    command.args(["node_modules/@playwright/test/cli.js", "test"]).args(args).current_dir(&folder);
    command.env("LANDINGHUB_BIN", workspace.root.join("target/release/landinghub"));
    let succeeded = watch(with_services(&mut command, services), |_| ())?;
    let report = std::fs::read_to_string(&report).context("Playwright left no report")?;
    let mut count = playwright_result(&report)?;
    if !succeeded && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

fn with_services<'a>(command: &'a mut Command, services: &Services) -> &'a mut Command {
    command
        .env("LANDINGHUB_TEST_POSTGRES_URL", &services.postgres_url)
        .env("LANDINGHUB_TEST_REDIS_URL", &services.redis_url)
}

/// Reads `test result: ok. 12 passed; 0 failed; …`.
fn cargo_result(line: &str) -> Option<Count> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number =
        |what: &str| counts.split("; ").find_map(|part| part.strip_suffix(what)?.trim().parse::<u64>().ok());
    Some(Count { passed: number(" passed")?, failed: number(" failed")? })
}

/// Reads the `stats` of Playwright's JSON report. A test that passed only when tried again counts as failed.
fn playwright_result(report: &str) -> Result<Count> {
    let report: serde_json::Value = serde_json::from_str(report)?;
    let stat = |name: &str| {
        report.pointer(&format!("/stats/{name}")).and_then(serde_json::Value::as_u64).unwrap_or(0)
    };
    let broken = report.get("errors").and_then(serde_json::Value::as_array).map_or(0, Vec::len);
    Ok(Count {
        passed: stat("expected"),
        failed: stat("unexpected") + stat("flaky") + u64::try_from(broken)?,
    })
}

#[cfg(test)]
mod tests {
    use super::{Count, cargo_result, playwright_result};

    #[test]
    fn reads_cargos_result_lines() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        assert_eq!(cargo_result(line), Some(Count { passed: 12, failed: 3 }));
        assert_eq!(cargo_result("test it::works ... ok"), None);
    }

    #[test]
    fn counts_flaky_browser_tests_as_failed() {
        let report = r#"{"errors":[],"stats":{"expected":5,"skipped":2,"unexpected":1,"flaky":1}}"#;
        let count = playwright_result(report).expect("the report is valid");
        assert_eq!(count, Count { passed: 5, failed: 2 });
    }
}
