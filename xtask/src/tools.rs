//! Installing what is missing: build tools from crates.io and npm, programs from Debian, npm packages.
//!
//! Nothing is downloaded from anywhere else, and nothing that is already there is installed again.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{output, run, step};
use crate::workspace::Workspace;

const CARGO_DENY: &str = "0.20.2";
const BINARYEN: &str = "132.0.0";
/// The bundler of the editor's script.
const ESBUILD: &str = "0.28.2";
/// Bundles the styles.
const LIGHTNINGCSS: &str = "1.33.0";
/// Splits the editor's WebAssembly; the same that cargo-leptos has inside.
const WASM_SPLIT: &str = "0.2.3";

/// Programs the tests and tools take from Debian: where one is looked for, and the package that has it.
#[derive(Clone, Copy)]
pub enum Debian {
    /// A C compiler, for the crates that build C.
    Cc,
    /// PostgreSQL's server.
    Postgres,
    /// Redis' server.
    Redis,
    /// The browser of the end-to-end tests.
    Chromium,
}

impl Debian {
    fn package(self) -> &'static str {
        match self {
            Self::Cc => "build-essential",
            Self::Postgres => "postgresql",
            Self::Redis => "redis-server",
            Self::Chromium => "chromium",
        }
    }

    fn is_here(self) -> bool {
        match self {
            Self::Cc => which("cc").is_some(),
            Self::Postgres => postgres_bin().is_some(),
            Self::Redis => which("redis-server").is_some(),
            Self::Chromium => which("chromium").is_some(),
        }
    }
}

/// Installs the Debian packages whose programs are missing.
pub fn ensure_debian(wanted: &[Debian]) -> Result<()> {
    let missing: Vec<&str> = wanted.iter().filter(|w| !w.is_here()).map(|w| w.package()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if which("apt-get").is_none() {
        bail!("please install {} with your system's package manager", missing.join(", "));
    }
    step(&format!("installing {} from Debian", missing.join(", ")), || {
        run(Command::new("apt-get").args(["update", "-q"]))?;
        // RUNLEVEL=1: the packages' own services need not start; the tests run their own.
        run(Command::new("apt-get")
            .args(["install", "-y", "-q", "--no-install-recommends"])
            .args(&missing)
            .envs([("DEBIAN_FRONTEND", "noninteractive"), ("RUNLEVEL", "1")]))
    })
}

/// Everything `build` needs beside Rust and Node.
pub fn ensure_build_tools(workspace: &Workspace) -> Result<()> {
    ensure_debian(&[Debian::Cc])?;
    ensure_wasm_target()?;
    // The bindings' program must have exactly the library's version. Its own lock file names
    // versions that are not all served, so it is installed without.
    let bindgen = workspace.locked_version("wasm-bindgen")?;
    ensure_crate(workspace, "wasm-bindgen-cli", &bindgen, "wasm-bindgen", false)?;
    ensure_wasm_split(workspace)?;
    ensure_npm_tool(workspace, "wasm-opt", "binaryen", BINARYEN)?;
    ensure_npm_tool(workspace, "esbuild", "esbuild", ESBUILD)?;
    ensure_npm_tool(workspace, "lightningcss", "lightningcss-cli", LIGHTNINGCSS)?;
    remove_build_folder(workspace);
    Ok(())
}

/// Cargo-deny, for `check`.
pub fn ensure_deny(workspace: &Workspace) -> Result<()> {
    ensure_crate(workspace, "cargo-deny", CARGO_DENY, "cargo-deny", true)?;
    remove_build_folder(workspace);
    Ok(())
}

/// The npm packages of `end2end/`, of exactly the lock file's versions.
pub fn ensure_npm(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("end2end");
    let stamp = folder.join("node_modules/.installed-from");
    let lock = std::fs::read_to_string(folder.join("package-lock.json"))?;
    if std::fs::read_to_string(&stamp).is_ok_and(|from| from == lock) {
        return Ok(());
    }
    step("installing the npm packages of end2end/", || {
        run(workspace
            .command("npm")
            .args(["ci", "--no-fund", "--no-audit", "--ignore-scripts"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .current_dir(&folder))?;
        std::fs::write(&stamp, lock)?;
        Ok(())
    })
}

/// The folder with Debian's newest PostgreSQL programs.
pub fn postgres_bin() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let newest = versions
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|version| Path::new(&format!("/usr/lib/postgresql/{version}/bin/postgres")).exists())
        .max()?;
    Some(PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin")))
}

/// Where a program is in the path.
pub fn which(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|dir| dir.join(program)).find(|path| path.is_file())
}

/// The compiler target of the browser.
pub fn ensure_wasm_target() -> Result<()> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown").exists() {
        return Ok(());
    }
    step("adding Rust's wasm32-unknown-unknown target", || {
        run(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
    })
}

/// Installs a program from crates.io into the tools folder unless that version is there.
fn ensure_crate(
    workspace: &Workspace,
    package: &str,
    version: &str,
    program: &str,
    locked: bool,
) -> Result<()> {
    let path = workspace.tools.join("bin").join(program);
    let is_there = path.exists()
        && output(Command::new(&path).arg("--version"))
            .is_ok_and(|text| text.split_whitespace().any(|word| word == version));
    if is_there {
        return Ok(());
    }
    step(&format!("installing {package} {version} from crates.io (once, some minutes)"), || {
        let mut command = Command::new("cargo");
        command.args(["install", package, "--version", version, "--force"]);
        // A lightly optimised build is ready several times sooner, and quick enough for what it does here.
        command
            .arg("--debug")
            .envs([("CARGO_PROFILE_DEV_DEBUG", "0"), ("CARGO_PROFILE_DEV_INCREMENTAL", "false")]);
        if program == "wasm-bindgen" {
            command.env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
        }
        if locked {
            command.arg("--locked");
        }
        command.arg("--root").arg(&workspace.tools).arg("--target-dir").arg(build_folder(workspace));
        run(&mut command)
    })
}

/// It doesn't tell its version, so the name of a file does.
fn ensure_wasm_split(workspace: &Workspace) -> Result<()> {
    let stamp = workspace.tools.join(format!("wasm-split-{WASM_SPLIT}"));
    if stamp.exists() && workspace.tools.join("bin/wasm-split-cli").exists() {
        return Ok(());
    }
    step(&format!("installing wasm-split-cli {WASM_SPLIT} from crates.io (once)"), || {
        run(Command::new("cargo")
            .args(["install", "wasm_split_cli_support", "--version", WASM_SPLIT, "--force", "--locked"])
            .args(["--features", "build-binary", "--debug", "--root"])
            .arg(&workspace.tools)
            .arg("--target-dir")
            .arg(build_folder(workspace))
            .envs([("CARGO_PROFILE_DEV_DEBUG", "0"), ("CARGO_PROFILE_DEV_INCREMENTAL", "false")]))?;
        Ok(std::fs::write(stamp, [])?)
    })
}

/// A program of an npm package, in the tools folder.
fn ensure_npm_tool(workspace: &Workspace, program: &str, package: &str, version: &str) -> Result<()> {
    let home = workspace.tools.join(format!("{package}-{version}"));
    let script = home.join("node_modules/.bin").join(program);
    let link = workspace.tools.join("bin").join(program);
    if script.exists() && std::fs::read_link(&link).is_ok_and(|target| target == script) {
        return Ok(());
    }
    step(&format!("installing {program} from the npm package {package} {version}"), || {
        std::fs::create_dir_all(&home)?;
        std::fs::create_dir_all(workspace.tools.join("bin"))?;
        run(Command::new("npm")
            .args(["install", "--no-save", "--no-package-lock", "--no-fund", "--no-audit", "--prefix"])
            .arg(&home)
            .arg(format!("{package}@{version}")))?;
        if link.symlink_metadata().is_ok() {
            std::fs::remove_file(&link)?;
        }
        std::os::unix::fs::symlink(&script, &link)?;
        Ok(())
    })
}

fn build_folder(workspace: &Workspace) -> PathBuf {
    workspace.tools.with_file_name("tools-target")
}

/// The tools' intermediate files are gigabytes and not needed again.
fn remove_build_folder(workspace: &Workspace) {
    let folder = build_folder(workspace);
    if folder.exists() && std::fs::remove_dir_all(&folder).is_err() {
        println!("   (could not remove {})", folder.display());
    }
}
