//! PostgreSQL and Redis for the tests: own ports, own folders, stopped when this goes out of scope.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::run::{output, run, step};
use crate::tools::{self, Debian};
use crate::workspace::Workspace;

/// The running services and how to reach them.
pub struct Services {
    postgres: Process,
    redis: Process,
    folder: PathBuf,
    /// A superuser's address of an empty database; tests make databases of their own beside it.
    pub postgres_url: String,
    /// The address of an empty Redis.
    pub redis_url: String,
}

impl Services {
    /// Installs what is missing and starts both, empty.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        tools::ensure_debian(&[Debian::Postgres, Debian::Redis])?;
        step("starting PostgreSQL and Redis for the tests", || Self::start_in(workspace))
    }

    fn start_in(workspace: &Workspace) -> Result<Self> {
        let account = Account::unprivileged()?;
        let folder = service_folder(workspace, account.as_ref())?;
        stop_leftovers(&folder);
        let postgres_port = free_port(55432)?;
        let postgres = start_postgres(&folder.join("postgres"), postgres_port, account.as_ref())?;
        let redis_port = free_port(56379)?;
        let redis = start_redis(&folder.join("redis"), redis_port)?;
        let services = Self {
            postgres,
            redis,
            folder,
            postgres_url: format!("postgres://postgres@127.0.0.1:{postgres_port}/postgres"),
            redis_url: format!("redis://127.0.0.1:{redis_port}/"),
        };
        Ok(services)
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        println!("== stopping PostgreSQL and Redis");
        self.postgres.stop("INT");
        self.redis.stop("TERM");
        if std::fs::remove_dir_all(&self.folder).is_err() {
            println!("   (could not remove {})", self.folder.display());
        }
    }
}

/// A started service.
struct Process(Child);

impl Process {
    /// Asks it to stop, and insists after ten seconds.
    fn stop(&mut self, signal: &str) {
        drop(kill(self.0.id(), signal));
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(10) {
            if matches!(self.0.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The account PostgreSQL runs under when this program is root's: it refuses to be root.
struct Account {
    user: u32,
    group: u32,
}

impl Account {
    fn unprivileged() -> Result<Option<Self>> {
        if output(Command::new("id").arg("-u"))?.trim() != "0" {
            return Ok(None);
        }
        let number = |flag: &str| -> Result<u32> {
            Ok(output(Command::new("id").args([flag, "postgres"]))?.trim().parse()?)
        };
        Ok(Some(Self { user: number("-u")?, group: number("-g")? }))
    }

    fn apply<'a>(this: Option<&Self>, command: &'a mut Command) -> &'a mut Command {
        if let Some(account) = this {
            command.uid(account.user).gid(account.group);
        }
        command
    }
}

/// A folder under the target folder, or under `/var/tmp` where PostgreSQL's account cannot go there.
fn service_folder(workspace: &Workspace, account: Option<&Account>) -> Result<PathBuf> {
    let preferred = workspace.target.join("test-services");
    std::fs::create_dir_all(&preferred)?;
    let enters = Account::apply(account, Command::new("test").arg("-x").arg(&preferred))
        .status()
        .is_ok_and(|status| status.success());
    if enters {
        return Ok(preferred);
    }
    let name: String = preferred
        .to_string_lossy()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let folder = Path::new("/var/tmp").join(format!("landinghub{name}"));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A run that was killed leaves its services behind; they are told by the files they wrote here.
fn stop_leftovers(folder: &Path) {
    for (file, program) in [("postgres/postmaster.pid", "postgres"), ("redis/redis.pid", "redis-server")] {
        let Ok(text) = std::fs::read_to_string(folder.join(file)) else { continue };
        let Some(pid) = text.lines().next().and_then(|line| line.trim().parse::<u32>().ok()) else {
            continue;
        };
        let is_ours = std::fs::read_to_string(format!("/proc/{pid}/cmdline"))
            .is_ok_and(|line| line.contains(program) && line.contains(folder.to_string_lossy().as_ref()));
        if is_ours {
            drop(kill(pid, "KILL"));
            std::thread::sleep(Duration::from_millis(300));
        }
    }
}

fn start_postgres(data: &Path, port: u16, account: Option<&Account>) -> Result<Process> {
    let bin = tools::postgres_bin().context("PostgreSQL is not installed")?;
    fresh(data)?;
    if let Some(account) = account {
        chown(data, Some(account.user), Some(account.group))?;
    }
    run(Account::apply(
        account,
        Command::new(bin.join("initdb")).current_dir("/").arg("--pgdata").arg(data),
    )
    .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
    .stdout(Stdio::null()))?;
    let log = std::fs::File::create(data.with_extension("log"))?;
    let mut command = Command::new(bin.join("postgres"));
    command.current_dir("/").arg("-D").arg(data).arg("-p").arg(port.to_string());
    // Durability of the tests' own database is not what is tested; speed counts.
    for setting in [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=300",
        "shared_buffers=128MB",
    ] {
        command.arg("-c").arg(setting);
    }
    // Its own group: Ctrl-C in the terminal reaches this program, which then stops it properly.
    let child = Account::apply(account, &mut command)
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()?;
    let process = Process(child);
    wait_for(Duration::from_secs(30), || {
        Command::new(bin.join("pg_isready"))
            .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
            .status()
            .is_ok_and(|status| status.success())
    })
    .with_context(|| format!("PostgreSQL did not start: see {}", data.with_extension("log").display()))?;
    Ok(process)
}

fn start_redis(data: &Path, port: u16) -> Result<Process> {
    fresh(data)?;
    let log = std::fs::File::create(data.with_extension("log"))?;
    let child = Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"])
        .args(["--port", &port.to_string(), "--dir"])
        .arg(data)
        .arg("--pidfile")
        .arg(data.join("redis.pid"))
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()?;
    let process = Process(child);
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    wait_for(Duration::from_secs(10), || TcpStream::connect(address).is_ok())
        .context("Redis did not start")?;
    Ok(process)
}

/// An empty folder only its owner can read.
fn fresh(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    Ok(())
}

/// The preferred port, or the next one nobody listens on.
fn free_port(preferred: u16) -> Result<u16> {
    (preferred..preferred.saturating_add(200))
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .with_context(|| format!("no free port from {preferred} on"))
}

fn wait_for(limit: Duration, mut ready: impl FnMut() -> bool) -> Result<()> {
    let start = Instant::now();
    while start.elapsed() < limit {
        if ready() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    bail!("not ready within {} s", limit.as_secs());
}

fn kill(pid: u32, signal: &str) -> Result<()> {
    run(Command::new("kill").args(["-s", signal, &pid.to_string()]).stderr(Stdio::null()))
}
