//! `cargo xtask bench streams`: thousands of event streams on one server, and the same load on an Express server with
//! server-sent events and with socket.io. Arguments: the server's binary, the folder of the Express server, and
//! `--streams N` (10 000), `--seconds N` (10).
#![expect(
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "a benchmark stops where it can't go on, and its figures aren't that precise"
)]

mod client;
mod load;
mod peers;

use anyhow::{Context as _, Result};
use load::{Report, Size};
use peers::{Kind, Peer};
use std::path::PathBuf;

fn main() -> Result<()> {
    let mut size = Size { streams: 10_000, seconds: 10 };
    let mut paths = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().context("a number")?.parse::<usize>().context("a number");
        match arg.as_str() {
            "--streams" => size.streams = number()?,
            "--seconds" => size.seconds = number()?,
            _ => paths.push(PathBuf::from(arg)),
        }
    }
    let [binary, express] = paths.as_slice() else { anyhow::bail!("usage: streams BINARY EXPRESS_FOLDER") };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let mut reports = Vec::new();
        for kind in [Kind::LandingHub, Kind::ExpressSse, Kind::SocketIo] {
            println!("== {} with {} streams", kind.name(), size.streams);
            let peer = Peer::start(kind, binary, express, size.streams).await?;
            reports.push(load::measure(peer, size).await?);
        }
        print(&reports);
        Ok(())
    })
}

/// One row a figure, one column a server, the last how much better the first is than the best of the others.
fn print(reports: &[Report]) {
    print!("| |");
    for report in reports {
        print!(" {} |", report.name);
    }
    println!(" better by |\n|---|{}", "---:|".repeat(reports.len() + 1));
    let Some(first) = reports.first() else { return };
    for (row, (what, ours)) in first.figures.iter().enumerate() {
        print!("| {what} | {ours:.1} |");
        let mut best = f64::INFINITY;
        for report in reports.iter().skip(1) {
            let theirs = report.figures.get(row).map_or(f64::NAN, |(_, figure)| *figure);
            best = best.min(theirs);
            print!(" {theirs:.1} |");
        }
        println!(" {:.1} × |", best / ours);
    }
}
