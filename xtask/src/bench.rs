//! `bench`: the project's own benchmarks, by name.

use anyhow::{Result, bail};

use crate::run::run;
use crate::tools::{self, Debian};
use crate::workspace::Workspace;
use crate::{build, tools::ensure_npm};

/// One benchmark.
struct Bench {
    name: &'static str,
    what: &'static str,
    run: fn(&Workspace, &[String]) -> Result<()>,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "store",
        what: "durable writes a second on SQLite: group commit against one transaction a row",
        run: |workspace, args| example(workspace, "landinghub-store", "group_commit", args),
    },
    Bench {
        name: "search",
        what: "searches with facets: SQLite FTS5, PostgreSQL and the embedded engine, over 100 000 listings or as many as you say",
        run: |workspace, args| example(workspace, "landinghub-services", "search", args),
    },
    Bench {
        name: "orders",
        what: "orders paid and delivered a second, against one row a transaction",
        run: |workspace, args| example(workspace, "landinghub-services", "orders", args),
    },
    Bench {
        name: "market",
        what: "the marketplace's page rendered on the server, beside Next.js with the same query and markup",
        run: market,
    },
    Bench {
        name: "editor",
        what: "a page of 2 000 nodes: the editor's arithmetic, and the editor in Chromium beside GrapesJS",
        run: editor,
    },
    Bench {
        name: "streams",
        what: "10 000 event streams: connecting, memory, delivery, and all coming back; beside Express and socket.io",
        run: streams,
    },
    Bench {
        name: "lighthouse",
        what: "Lighthouse on mobile over every published template, or those you name",
        run: lighthouse,
    },
];

/// Runs one, or lists them.
pub fn bench(workspace: &Workspace, name: Option<&str>, args: &[String]) -> Result<bool> {
    let Some(name) = name else {
        for bench in BENCHES {
            println!("{:10} {}", bench.name, bench.what);
        }
        return Ok(true);
    };
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        bail!("there is no benchmark `{name}`; `cargo xtask bench` lists them");
    };
    (bench.run)(workspace, args)?;
    Ok(true)
}

fn example(workspace: &Workspace, package: &str, example: &str, args: &[String]) -> Result<()> {
    run(workspace
        .cargo()
        .args(["run", "--quiet", "--release", "--package", package, "--example", example, "--"])
        .args(args))
}

fn market(workspace: &Workspace, args: &[String]) -> Result<()> {
    let server = build::build(workspace, false)?;
    run(workspace
        .command("node")
        .arg("bench/market.mjs")
        .args(args)
        .env("LANDINGHUB_BIN", server)
        .current_dir(workspace.root.join("end2end")))
}

/// The page is made by the example, so both halves measure the same.
fn editor(workspace: &Workspace, args: &[String]) -> Result<()> {
    tools::ensure_debian(&[Debian::Chromium])?;
    ensure_npm(workspace)?;
    let server = build::build(workspace, false)?;
    let page = workspace.target.join("bench-page.json");
    example(workspace, "landinghub", "editor", &[page.display().to_string()])?;
    run(workspace
        .command("node")
        .args([
            "node_modules/@playwright/test/cli.js",
            "test",
            "--config",
            "bench/playwright.config.ts",
            "editor",
        ])
        .args(args)
        .env("LANDINGHUB_BIN", server)
        .env("LANDINGHUB_BENCH_PAGE", page)
        .current_dir(workspace.root.join("end2end")))
}

/// Ten thousand streams on our server, then on an Express server with the same load.
fn streams(workspace: &Workspace, args: &[String]) -> Result<()> {
    let server = build::build(workspace, false)?;
    let express = workspace.root.join("end2end/bench/peers/streams");
    ensure_peer(workspace, &express)?;
    let paths = [server.display().to_string(), express.display().to_string()];
    example(workspace, "xtask", "streams", &[&paths, args].concat())
}

/// Scores of the published templates; fails where one is under 100.
fn lighthouse(workspace: &Workspace, args: &[String]) -> Result<()> {
    tools::ensure_debian(&[Debian::Chromium])?;
    let server = build::build(workspace, false)?;
    ensure_peer(workspace, &workspace.root.join("end2end/bench/peers/lighthouse"))?;
    run(workspace
        .command("node")
        .arg("bench/lighthouse.mjs")
        .args(args)
        .env("LANDINGHUB_BIN", server)
        .current_dir(workspace.root.join("end2end")))
}

/// The npm packages of a peer; its native parts are compiled here.
fn ensure_peer(workspace: &Workspace, folder: &std::path::Path) -> Result<()> {
    run(workspace.command("npm").args(["install", "--no-fund", "--no-audit"]).current_dir(folder))
}
