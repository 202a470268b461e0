//! A headless Chromium of this machine.

use crate::error::{Failure, Result};
use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::Command;

/// Longer than any page of ours takes.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// Names under which systems install it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// Which program, and which hosts it may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Browser {
    program: PathBuf,
    /// Chromium's own table of names: it must not reach what only this machine reaches.
    hosts: String,
}

impl Browser {
    /// The first Chromium on `path`, a list as in the variable `PATH`.
    pub fn find(path: &str) -> Option<PathBuf> {
        let folders = || path.split(':').filter(|folder| folder.starts_with('/'));
        NAMES
            .iter()
            .find_map(|name| folders().map(|folder| Path::new(folder).join(name)).find(|file| file.is_file()))
    }

    /// Over plain HTTP every name is our own server; behind TLS the content domain is asked for where it is, and
    /// nothing else is there.
    pub fn new(program: PathBuf, listen: SocketAddr, is_https: bool, content_domain: &str) -> Self {
        let hosts = if is_https {
            let host = content_domain.split(':').next().unwrap_or(content_domain);
            format!("MAP * ~NOTFOUND, EXCLUDE {host}, EXCLUDE *.{host}")
        } else {
            let ip =
                if listen.ip().is_unspecified() { "127.0.0.1".to_owned() } else { listen.ip().to_string() };
            let ip = if ip.contains(':') { format!("[{ip}]") } else { ip };
            format!("MAP * {ip}:{}", listen.port())
        };
        Self { program, hosts }
    }

    /// A PNG of what is at the address, in a window of that size.
    pub async fn picture(&self, address: &str, (width, height): (u32, u32)) -> Result<Vec<u8>> {
        let failed = |what: &str, error: &dyn std::fmt::Display| {
            Failure::Internal(format!("thumbnail: {what}: {error}"))
        };
        let folder = tempfile::tempdir().map_err(|error| failed("no temporary folder", &error))?;
        let picture = folder.path().join("picture.png");
        let wanted = [
            "--hide-scrollbars".to_owned(),
            format!("--window-size={width},{height}"),
            format!("--screenshot={}", picture.display()),
        ];
        let status = self.run(folder.path(), &wanted, address).await?;
        let bytes = tokio::fs::read(&picture).await;
        bytes.map_err(|error| failed(&format!("the browser ended with {status}"), &error))
    }

    /// A PDF of a page that needs nothing from anywhere.
    pub async fn pdf(&self, html: &str) -> Result<Vec<u8>> {
        let failed =
            |what: &str, error: &dyn std::fmt::Display| Failure::Internal(format!("pdf: {what}: {error}"));
        let folder = tempfile::tempdir().map_err(|error| failed("no temporary folder", &error))?;
        let (page, paper) = (folder.path().join("page.html"), folder.path().join("page.pdf"));
        tokio::fs::write(&page, html).await.map_err(|error| failed("no page", &error))?;
        let wanted = ["--no-pdf-header-footer".to_owned(), format!("--print-to-pdf={}", paper.display())];
        let status = self.run(folder.path(), &wanted, &format!("file://{}", page.display())).await?;
        let bytes = tokio::fs::read(&paper).await;
        bytes.map_err(|error| failed(&format!("the browser ended with {status}"), &error))
    }

    /// Runs it once, in a folder of its own.
    async fn run(&self, folder: &Path, wanted: &[String], address: &str) -> Result<ExitStatus> {
        let failed = |what: &str, error: &dyn std::fmt::Display| {
            Failure::Internal(format!("chromium: {what}: {error}"))
        };
        let mut command = Command::new(&self.program);
        command
            .args([
                "--headless",
                "--disable-gpu",
                "--disable-quic",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--mute-audio",
            ])
            .arg(format!("--user-data-dir={}", folder.join("profile").display()))
            .arg(format!("--host-resolver-rules={}", self.hosts))
            .args(wanted);
        // Its own sandbox doesn't start as root; the page has no script, by its policy.
        if std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0) {
            command.arg("--no-sandbox");
        }
        command.arg(address).env_clear().env("HOME", folder).env("PATH", "/usr/bin:/bin");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        tokio::time::timeout(TIME_LIMIT, command.status())
            .await
            .map_err(|error| failed("it took too long", &error))?
            .map_err(|error| failed("it can't be started", &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sees_our_server_and_nothing_else() {
        let browser = |listen: &str, is_https| {
            Browser::new(
                "chromium".into(),
                listen.parse().expect("an address"),
                is_https,
                "content.example.com:8443",
            )
            .hosts
        };
        assert_eq!(browser("127.0.0.1:3000", false), "MAP * 127.0.0.1:3000");
        assert_eq!(browser("0.0.0.0:80", false), "MAP * 127.0.0.1:80");
        assert_eq!(browser("[::1]:80", false), "MAP * [::1]:80");
        assert_eq!(
            browser("127.0.0.1:3000", true),
            "MAP * ~NOTFOUND, EXCLUDE content.example.com, EXCLUDE *.content.example.com"
        );
    }
}
