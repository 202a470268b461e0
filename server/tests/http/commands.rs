//! The binary itself: its commands, in an empty folder, on both databases.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_landinghub");

fn run(folder: &Path, environment: &[(&str, &str)], arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(BINARY);
    command.current_dir(folder).env_clear().envs(environment.iter().copied()).args(arguments);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // A command that doesn't read may be gone already.
    let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
    child.wait_with_output().expect("it ends")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn config_check_names_what_is_wrong_and_lists_limits() {
    let folder = tempfile::tempdir().expect("a folder");
    let sound = run(folder.path(), &[], &["config", "check"], "");
    assert!(sound.status.success(), "{}", said(&sound));
    assert!(said(&sound).contains("LANDINGHUB_LIMIT_API_USER = 600"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0, "a check makes nothing");
    let environment = [
        ("LANDINGHUB_LISTEN", "canary-listen"),
        ("LANDINGHUB_LISTN", "x"),
        ("STRIPE_SECRET_KEY", "canary-secret"),
        ("JWT_SECRET", "canary-short"),
        ("AWS_REGION", "eu-west-1"),
    ];
    let wrong = run(folder.path(), &environment, &["config", "check"], "");
    let text = said(&wrong);
    assert!(!wrong.status.success());
    for name in [
        "wrong: LANDINGHUB_LISTEN",
        "doubtful: LANDINGHUB_LISTN",
        "wrong: STRIPE_PUBLISHABLE_KEY",
        "wrong: STRIPE_WEBHOOK_SECRET",
        "wrong: JWT_SECRET",
        "note: AWS_REGION",
    ] {
        assert!(text.contains(name), "{name} in {text}");
    }
    assert!(!text.contains("canary"), "values may be secrets: {text}");
    let refused = run(folder.path(), &environment, &["serve"], "");
    assert!(!refused.status.success() && said(&refused).contains("LANDINGHUB_LISTEN"));
    std::fs::write(folder.path().join("landinghub.toml"), "[limits]\napi_user = 7\n").expect("written");
    assert!(
        said(&run(folder.path(), &[], &["config", "check"], "")).contains("LANDINGHUB_LIMIT_API_USER = 7")
    );
}

#[test]
fn usage_is_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [&[][..], &["nonsense"], &["admin", "create"]] {
        assert_eq!(run(folder.path(), &[], arguments, "").status.code(), Some(2), "{arguments:?}");
    }
    assert!(said(&run(folder.path(), &[], &["--help"], "")).contains("doctor"));
}

#[test]
fn an_installation_from_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    story(folder.path(), &[]);
    let mode =
        |name: &str| std::fs::metadata(folder.path().join(name)).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode("data"), mode("data/jwt_secret")), (0o700, 0o600));
}

fn story(folder: &Path, environment: &[(&str, &str)]) {
    let ask = |arguments: &[&str], input: &str| {
        let output = run(folder, environment, arguments, input);
        (output.status.success(), said(&output))
    };
    let (planned, plan) = ask(&["migrate", "--plan"], "");
    assert!(planned && plan.contains("0001 accounts") && plan.contains("would run"), "{plan}");
    assert!(!folder.join("data").exists(), "a plan makes nothing");
    let (healthy, doctor) = ask(&["doctor"], "");
    assert!(!healthy && doctor.contains("missing"), "{doctor}");
    assert!(!folder.join("data").exists(), "an examination makes nothing");

    let (migrated, text) = ask(&["migrate"], "");
    assert!(migrated && text.contains("ran"), "{text}");
    let (again, text) = ask(&["migrate", "--plan"], "");
    assert!(again && text.contains("up to date"), "{text}");

    let create = ["admin", "create", "--email", "Root@Example.com", "--name", "Root", "--password-stdin"];
    let (made, text) = ask(&create, "a password of the admin\n");
    assert!(made && text.contains("root@example.com is an admin"), "{text}");
    let (made, text) = ask(&create, "a password of the admin\n");
    assert!(!made && text.contains("email"), "{text}");
    let (made, text) =
        ask(&["admin", "create", "--email", "b@example.com", "--name", "B", "--password-stdin"], "short\n");
    assert!(!made && text.contains("password:") && !text.contains("short\n"), "{text}");

    let (seeded, text) = ask(&["seed", "--users", "3", "--pages", "6"], "");
    assert!(seeded && text.contains("3 users, 6 pages (2 published)"), "{text}");
    let (seeded, text) = ask(&["seed", "--users", "4", "--pages", "0"], "");
    assert!(seeded && text.contains("1 users, 0 pages"), "those that were there stay: {text}");
    let (seeded, text) = ask(&["seed", "--base-url", "https://app.example.com"], "");
    assert!(!seeded && text.contains("--yes"), "{text}");

    let (healthy, text) = ask(&["doctor"], "");
    assert!(healthy && text.contains("Everything is there"), "{text}");
    let sites = folder.join("data/objects/sites");
    let site = std::fs::read_dir(&sites).expect("sites").next().expect("one").expect("readable").path();
    let index = site.join("index.html");
    let html = std::fs::read(&index).expect("its bytes");
    std::fs::write(&index, b"damaged").expect("written");
    let (healthy, text) = ask(&["doctor"], "");
    assert!(!healthy && text.contains("index.html of published page") && text.contains("damaged"), "{text}");
    std::fs::remove_file(&index).expect("removed");
    let (healthy, text) = ask(&["doctor"], "");
    assert!(!healthy && text.contains("missing"), "{text}");
    std::fs::write(&index, html).expect("written");
    assert!(ask(&["doctor"], "").0);
}

#[test]
fn an_installation_on_postgresql() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = std::env::var("LANDINGHUB_TEST_POSTGRES_URL").expect("the test command sets it");
    let (server, _) = base.rsplit_once('/').expect("a database name");
    let name = format!("cli_{}", std::process::id());
    let psql = |statement: &str| {
        let output = Command::new("psql")
            .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", statement, &base])
            .output();
        assert!(output.expect("psql is there").status.success(), "{statement}");
    };
    psql(&format!("DROP DATABASE IF EXISTS {name}"));
    psql(&format!("CREATE DATABASE {name}"));
    let url = format!("{server}/{name}");
    let environment = [("DATABASE_URL", url.as_str())];
    let ask = |arguments: &[&str], input: &str| {
        let output = run(folder.path(), &environment, arguments, input);
        (output.status.success(), said(&output))
    };
    let (planned, text) = ask(&["migrate", "--plan"], "");
    assert!(planned && text.contains("would run"), "{text}");
    let (healthy, text) = ask(&["doctor"], "");
    assert!(!healthy && text.contains("haven't run"), "{text}");
    assert!(ask(&["migrate"], "").0);
    assert!(
        ask(
            &["admin", "create", "--email", "root@example.com", "--name", "Root", "--password-stdin"],
            "a password of the admin"
        )
        .0
    );
    let (seeded, text) = ask(&["seed", "--demo"], "");
    assert!(seeded, "{text}");
    let (healthy, text) = ask(&["doctor"], "");
    assert!(healthy, "{text}");
    psql(&format!("DROP DATABASE {name} WITH (FORCE)"));
}

#[test]
fn a_backup_comes_back_whole_in_either_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(&path).expect("made");
        path
    };
    let (home, empty) = (at("home"), at("empty"));
    let ask = |folder: &Path, environment: &[(&str, &str)], arguments: &[&str]| {
        let output = run(folder, environment, arguments, "");
        (output.status.success(), said(&output))
    };
    let (none, text) = ask(&home, &[], &["backup", "x.zip"]);
    assert!(!none && text.contains("no database") && !home.join("x.zip").exists(), "{text}");
    let (seeded, text) =
        ask(&home, &[], &["seed", "--users", "4", "--pages", "6", "--listings", "2", "--orders", "3"]);
    assert!(seeded, "{text}");
    let file = folder.path().join("all.zip");
    let name = file.to_str().expect("a name");
    let (done, text) = ask(&home, &[], &["backup", name]);
    assert!(done && text.contains("rows in"), "{text}");
    assert_eq!(std::fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
    let left: Vec<_> = std::fs::read_dir(home.join("data")).expect("the folder").collect();
    assert!(
        left.iter().all(|entry| !entry
            .as_ref()
            .expect("readable")
            .file_name()
            .to_string_lossy()
            .starts_with(".backup")),
        "{left:?}"
    );

    // A rehearsal makes nothing.
    let (sound, text) = ask(&empty, &[], &["restore", name, "--dry-run"]);
    assert!(sound && text.contains("can be restored"), "{text}");
    assert_eq!(std::fs::read_dir(&empty).expect("the folder").count(), 0, "{text}");

    let (done, text) = ask(&empty, &[], &["restore", name]);
    assert!(done && text.contains("Restored."), "{text}");
    assert!(!text.contains("before"), "nothing was here: {text}");
    let secret = |folder: &Path| std::fs::read(folder.join("data/jwt_secret")).expect("a secret");
    assert_eq!(secret(&home), secret(&empty));
    let (healthy, text) = ask(&empty, &[], &["doctor"]);
    assert!(healthy, "{text}");

    // Over an installation that is there: it is put aside.
    let (_, _) = ask(&empty, &[], &["seed", "--users", "9", "--pages", "0"]);
    let (done, text) = ask(&empty, &[], &["restore", name]);
    assert!(done && text.contains("before-restore-"), "{text}");
    let again = folder.path().join("again.zip");
    let (done, text) = ask(&empty, &[], &["backup", again.to_str().expect("a name")]);
    assert!(done, "{text}");
    assert_eq!(rows(&again), rows(&file), "the same rows as the first time");

    // Into PostgreSQL, and back.
    with_database("restore", |url| {
        let environment = [("DATABASE_URL", url)];
        let there = at("there");
        let (done, text) = ask(&there, &environment, &["restore", name]);
        assert!(done, "{text}");
        let (healthy, text) = ask(&there, &environment, &["doctor"]);
        assert!(healthy, "{text}");
        let (over, text) = ask(&there, &environment, &["restore", name]);
        assert!(!over && text.contains("isn't empty"), "{text}");
        let other = folder.path().join("postgresql.zip");
        let (done, text) = ask(&there, &environment, &["backup", other.to_str().expect("a name")]);
        assert!(done, "{text}");
        assert_eq!(rows(&other), rows(&file));
        let back = at("back");
        let (done, text) = ask(&back, &[], &["restore", other.to_str().expect("a name")]);
        assert!(done, "{text}");
        assert!(ask(&back, &[], &["doctor"]).0);
    });

    // Damaged, cut off, or something else: nothing changes.
    let bytes = std::fs::read(&file).expect("the backup");
    let spoiled = folder.path().join("spoiled.zip");
    let middle = bytes.len() / 2;
    let mut flipped = bytes.clone();
    flipped[middle] ^= 1;
    for wrong in [&bytes[..middle], &flipped, &b"PK nothing"[..], b""] {
        std::fs::write(&spoiled, wrong).expect("written");
        let (done, text) = ask(&home, &[], &["restore", spoiled.to_str().expect("a name")]);
        assert!(!done && !text.contains("Restored"), "{text}");
        assert!(ask(&home, &[], &["doctor"]).0);
        assert_eq!(secret(&home), secret(&empty));
    }
    let (done, text) = ask(&home, &[], &["restore", "nowhere.zip"]);
    assert!(!done && text.contains("nowhere.zip"), "{text}");
}

#[test]
fn codes_at_login_can_be_switched_off_by_the_operator() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(run(folder.path(), &[], &["seed", "--users", "1", "--pages", "0"], "").status.success());
    let off = |email: &str| run(folder.path(), &[], &["admin", "totp-off", "--email", email], "");
    let (known, unknown) = (off("user1@seed.test"), off("nobody@seed.test"));
    assert!(known.status.success() && said(&known).contains("took none"), "{}", said(&known));
    assert!(!unknown.status.success());
}

/// What a backup's manifest says of its rows, without the tables that count what happens by itself.
fn rows(file: &Path) -> serde_json::Value {
    let output = Command::new("unzip").args(["-p", file.to_str().expect("a name"), "manifest.json"]).output();
    let manifest: serde_json::Value =
        serde_json::from_slice(&output.expect("unzip is there").stdout).expect("a manifest");
    manifest["tables"].clone()
}

/// Gives a fresh database of the test server to `work`.
fn with_database(name: &str, work: impl FnOnce(&str)) {
    let base = std::env::var("LANDINGHUB_TEST_POSTGRES_URL").expect("the test command sets it");
    let (server, _) = base.rsplit_once('/').expect("a database name");
    let name = format!("{name}_{}", std::process::id());
    let psql = |statement: &str| {
        let output = Command::new("psql")
            .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", statement, &base])
            .output();
        assert!(output.expect("psql is there").status.success(), "{statement}");
    };
    psql(&format!("DROP DATABASE IF EXISTS {name}"));
    psql(&format!("CREATE DATABASE {name}"));
    work(&format!("{server}/{name}"));
    psql(&format!("DROP DATABASE {name} WITH (FORCE)"));
}
