//! Secrets of the installation: given, or made once and kept in the data folder.

use landinghub::{Id, Rng};
use landinghub_services::{Config, Secret};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Fills in the secrets that weren't given: those in the data folder, made at the first start.
pub fn keep_secret(config: &mut Config, rng: &dyn Rng) -> anyhow::Result<()> {
    if config.jwt_secret.expose().is_empty() {
        config.jwt_secret = Secret::new(kept(&config.data_dir, "jwt_secret", || Id::token::<32>(rng))?);
    }
    if config.reach.vapid_private_key.expose().is_empty() {
        let make = || landinghub_services::notifications::new_vapid_key(rng);
        config.reach.vapid_private_key = Secret::new(kept(&config.data_dir, "vapid_private_key", make)?);
    }
    Ok(())
}

fn kept(folder: &Path, name: &str, make: impl Fn() -> String) -> anyhow::Result<String> {
    let path = folder.join(name);
    match fs::read_to_string(&path) {
        Ok(text) if text.trim().len() >= 32 => return Ok(text.trim().to_owned()),
        // Every session would end, every signed link break and every browser have to subscribe again, if another were
        // made silently.
        Ok(_) => anyhow::bail!("{} is damaged: it must hold at least 32 bytes", path.display()),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => {
            return Err(anyhow::Error::new(error).context(format!("{} can't be read", path.display())));
        }
    }
    fs::create_dir_all(folder)?;
    let secret = make();
    let temporary = folder.join(format!(".{name}-{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
    file.write_all(secret.as_bytes())?;
    file.sync_all()?;
    // Of two processes that start at once the first one's secret stands: a link never replaces a file.
    let linked = fs::hard_link(&temporary, &path);
    fs::remove_file(&temporary)?;
    File::open(folder)?.sync_all()?;
    match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Ok(fs::read_to_string(&path)?.trim().to_owned())
        }
        other => Ok(other.map(|()| secret)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use landinghub::rng::SeededRng;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn it_is_made_once_and_only_its_owner_reads_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = dir.path().join("data");
        let keep = |seed| kept(&folder, "jwt_secret", || Id::token::<32>(&SeededRng::new(seed)));
        let first = keep(1).expect("made");
        assert!(first.len() >= 32);
        assert_eq!(keep(2).expect("kept"), first);
        let mode = fs::metadata(folder.join("jwt_secret")).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 1, "no temporary file stays");
        fs::write(folder.join("jwt_secret"), "short").expect("written");
        assert!(keep(3).is_err());
        let key = kept(&folder, "vapid_private_key", || {
            landinghub_services::notifications::new_vapid_key(&SeededRng::new(4))
        });
        assert!(landinghub_services::notifications::is_vapid_key(&key.expect("made")));
    }
}
