//! Where things are: the clone, the target folder, the tools.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::run::output;

/// The folders the commands work in.
pub struct Workspace {
    /// The clone.
    pub root: PathBuf,
    /// Cargo's target folder: `CARGO_TARGET_DIR`, or `target` in the clone.
    pub target: PathBuf,
    /// Installed build tools: `LANDINGHUB_TOOLS`, or a folder in the user's cache, shared by all clones.
    pub tools: PathBuf,
}

impl Workspace {
    /// Asks Cargo.
    pub fn find() -> Result<Self> {
        let metadata = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
        let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
        let folder = |key: &str| {
            metadata
                .get(key)
                .and_then(serde_json::Value::as_str)
                .map(PathBuf::from)
                .with_context(|| format!("cargo metadata has no {key}"))
        };
        let tools = match std::env::var_os("LANDINGHUB_TOOLS") {
            Some(path) => PathBuf::from(path),
            None => std::env::home_dir()
                .context("no home folder; set LANDINGHUB_TOOLS")?
                .join(".cache/landinghub/tools"),
        };
        Ok(Self { root: folder("workspace_root")?, target: folder("target_directory")?, tools })
    }

    /// `cargo` in the clone, with the tools in its path.
    pub fn cargo(&self) -> Command {
        self.command("cargo")
    }

    /// A program run in the clone, with the tools in its path.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let mut path = self.tools.join("bin").into_os_string();
        if let Some(rest) = std::env::var_os("PATH") {
            path.push(":");
            path.push(rest);
        }
        command.current_dir(&self.root).env("PATH", path);
        clean(&mut command);
        command
    }

    /// Where the build puts what the browser loads. The release server embeds this folder.
    pub fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// The server as built for release.
    pub fn binary(&self) -> PathBuf {
        self.target.join("release/landinghub")
    }

    /// The version of a package in the lock file.
    pub fn locked_version(&self, package: &str) -> Result<String> {
        let lock = std::fs::read_to_string(self.root.join("Cargo.lock")).context("Cargo.lock")?;
        version_in(&lock, package).with_context(|| format!("{package} is not in Cargo.lock"))
    }
}

/// Whether two paths are the same folder or file, links resolved.
pub fn same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// The Cargo this program was started by.
fn cargo() -> Command {
    let mut command = Command::new("cargo");
    clean(&mut command);
    command
}

/// `cargo run` sets variables about this crate; a nested Cargo must not see them as changes.
fn clean(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST") || text == "CARGO_BIN_NAME" {
            command.env_remove(name);
        }
    }
}

/// The first version of `package` in the text of a lock file.
fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn reads_the_version_of_exactly_the_named_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "wasm"), None);
    }
}
