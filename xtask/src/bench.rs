//! `bench`: the project's own benchmarks, by name.

use anyhow::{Result, bail};

use crate::run::run;
use crate::workspace::Workspace;

/// Name, package, example, and what it measures.
const BENCHES: &[(&str, &str, &str, &str)] = &[(
    "store",
    "landinghub-store",
    "group_commit",
    "durable writes a second on SQLite: group commit against one transaction a row",
)];

/// Runs one, or lists them.
pub fn bench(workspace: &Workspace, name: Option<&str>, args: &[String]) -> Result<bool> {
    let Some(name) = name else {
        for (name, _, _, what) in BENCHES {
            println!("{name:10} {what}");
        }
        return Ok(true);
    };
    let Some((_, package, example, _)) = BENCHES.iter().find(|(known, ..)| *known == name) else {
        bail!("there is no benchmark `{name}`; `cargo xtask bench` lists them");
    };
    run(workspace
        .cargo()
        .args(["run", "--release", "--package", package, "--example", example, "--"])
        .args(args))?;
    Ok(true)
}
