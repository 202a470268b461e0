//! `check`: what must hold before tests are worth running.

use anyhow::{Result, bail};

use crate::run::{output, run, step};
use crate::tools;
use crate::workspace::Workspace;

/// Crates that must not reach the browser: they are big there, or do not run there.
const NOT_IN_BROWSER: &[&str] = &["tokio", "sqlx", "axum", "regex", "chrono"];
/// Crates the domain must do without.
const NOT_IN_DOMAIN: &[&str] = &["tokio", "sqlx", "axum", "leptos", "regex", "chrono"];

/// Something that must hold.
type Check = fn(&Workspace) -> Result<()>;

/// Runs every check, even after one has failed, and says which did.
pub fn check(workspace: &Workspace) -> bool {
    let checks: [(&str, Check); 5] = [
        ("formatting", formatting),
        ("lints of everything native", lints),
        ("lints of what runs in the browser", browser),
        ("dependency rules", dependencies),
        ("licences, sources and duplicates (cargo-deny)", deny),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        if let Err(error) = step(name, || check(workspace)) {
            eprintln!("   {error:#}");
            failed.push(name);
        }
    }
    if failed.is_empty() {
        println!("all checks passed");
    } else {
        println!("failed: {}", failed.join("; "));
    }
    failed.is_empty()
}

fn formatting(workspace: &Workspace) -> Result<()> {
    run(workspace.cargo().args(["fmt", "--all", "--check"]))
}

/// The browser's entry is left out: its feature (`editor`) and the server's (`ssr`) exclude each other.
fn lints(workspace: &Workspace) -> Result<()> {
    run(workspace
        .cargo()
        .args(["clippy", "--workspace", "--exclude", "landinghub-editor", "--all-targets", "--quiet"])
        .args(["--", "-D", "warnings"]))
}

fn browser(workspace: &Workspace) -> Result<()> {
    tools::ensure_wasm_target()?;
    run(workspace
        .cargo()
        .args(["clippy", "--package", "landinghub-editor", "--package", "landinghub-app"])
        .args(["--features", "landinghub-app/editor", "--target", "wasm32-unknown-unknown"])
        .args(["--quiet", "--", "-D", "warnings"]))
}

fn dependencies(workspace: &Workspace) -> Result<()> {
    without(workspace, "landinghub-editor", NOT_IN_BROWSER)?;
    without(workspace, "landinghub", NOT_IN_DOMAIN)
}

/// Fails if a package's tree for the browser holds one of the forbidden crates.
fn without(workspace: &Workspace, package: &str, forbidden: &[&str]) -> Result<()> {
    let tree = output(workspace.cargo().args(["tree", "--package", package, "--prefix", "none"]).args([
        "--target",
        "wasm32-unknown-unknown",
        "--edges",
        "normal,no-proc-macro",
    ]))?;
    let mut found: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| forbidden.contains(name))
        .collect();
    found.sort_unstable();
    found.dedup();
    if !found.is_empty() {
        bail!(
            "{package} must not depend on {}: `cargo tree -p {package} -i NAME` shows why",
            found.join(", ")
        );
    }
    Ok(())
}

fn deny(workspace: &Workspace) -> Result<()> {
    tools::ensure_deny(workspace)?;
    // The advisory database is a git repository that not every machine reaches.
    run(workspace.cargo().args(["deny", "check", "licenses", "bans", "sources"]))
}
