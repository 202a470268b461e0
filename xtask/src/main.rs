//! `cargo xtask <command>`: everything this repository can be told to do.
//!
//! It installs what is missing, says what it is doing and how long it took, and leaves nothing running.

mod bench;
mod build;
mod check;
mod editor;
mod run;
mod services;
mod size;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};
use workspace::Workspace;

const HELP: &str = "\
cargo xtask <command>

  serve [-- ARGS]             install what is missing, build, run on http://localhost:3000 with ./data
  build [--record]            build the self-contained target/release/landinghub; --record writes docs/size.md
  test [--only rust|e2e] [-- PLAYWRIGHT ARGS]
                              start what the tests need, run everything, stop it; ends with `N passed, N failed`
  check                       formatting, lints, the browser's build, dependency rules, licences
  bench [NAME [ARGS] [-- FLAGS]]
                              run a benchmark; without a name, list them
  site                        build only what browsers load, uncompressed, into target/site: debug servers read it there
  tools                       only install the build tools";

fn main() -> ExitCode {
    match command() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the command named on the command line. `false` means it ran and found something wrong.
fn command() -> Result<bool> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let rest = match args.iter().position(|arg| arg == "--") {
        Some(at) => args.split_off(at).into_iter().skip(1).collect(),
        None => Vec::new(),
    };
    let mut args = args.into_iter();
    let name = args.next().unwrap_or_default();
    let flags = Flags::parse(args)?;
    if matches!(name.as_str(), "" | "help" | "-h" | "--help") {
        println!("{HELP}");
        return Ok(true);
    }
    let workspace = Workspace::find()?;
    match name.as_str() {
        "serve" => build::serve(&workspace, &rest),
        "build" => build::build(&workspace, flags.record).map(|_| true),
        "test" => Ok(test::test(&workspace, flags.only.as_deref(), &rest)),
        "check" => Ok(check::check(&workspace)),
        "bench" => {
            let mut words = flags.words.into_iter();
            let name = words.next();
            bench::bench(&workspace, name.as_deref(), &words.chain(rest).collect::<Vec<_>>())
        }
        "site" => {
            tools::ensure_build_tools(&workspace)?;
            build::pieces(&workspace).map(|()| true)
        }
        "tools" => tools::ensure_build_tools(&workspace).map(|()| true),
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}

/// What may follow a command's name.
#[derive(Default)]
struct Flags {
    record: bool,
    only: Option<String>,
    words: Vec<String>,
}

impl Flags {
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Self> {
        let mut flags = Self::default();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--record" => flags.record = true,
                "--only" => match args.next() {
                    Some(part) if part == "rust" || part == "e2e" => flags.only = Some(part),
                    _ => bail!("--only takes `rust` or `e2e`"),
                },
                other if other.starts_with('-') => bail!("unknown flag `{other}`\n\n{HELP}"),
                _ => flags.words.push(arg),
            }
        }
        Ok(flags)
    }
}
