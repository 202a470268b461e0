//! Bytes in a folder of this machine.

use super::{ObjectKey, ObjectStore};
use bytes::Bytes;
use futures::future::BoxFuture;
use landinghub::Timestamp;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

/// Objects as files below a folder.
#[derive(Clone, Debug)]
pub struct LocalObjects {
    root: PathBuf,
    next: Arc<AtomicU64>,
}

impl LocalObjects {
    /// Objects below `root`, which is made with the first one.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), next: Arc::default() }
    }

    fn path(&self, key: &ObjectKey) -> PathBuf {
        self.root.join(key.as_str())
    }
}

impl ObjectStore for LocalObjects {
    fn put(&self, key: ObjectKey, bytes: Bytes) -> BoxFuture<'_, io::Result<()>> {
        let (root, path) = (self.root.clone(), self.path(&key));
        // Names of our own objects never start with a dot, so a half-written file can't be read as one.
        let temporary = format!(".{}-{}", std::process::id(), self.next.fetch_add(1, Ordering::Relaxed));
        Box::pin(blocking(move || write(&root, &path, &temporary, &bytes)))
    }

    fn get(&self, key: ObjectKey) -> BoxFuture<'_, io::Result<Option<Bytes>>> {
        let path = self.path(&key);
        Box::pin(blocking(move || match fs::read(path) {
            Ok(bytes) => Ok(Some(Bytes::from(bytes))),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(error),
        }))
    }

    fn delete(&self, key: ObjectKey) -> BoxFuture<'_, io::Result<()>> {
        let path = self.path(&key);
        Box::pin(blocking(move || match fs::remove_file(&path) {
            Ok(()) => {
                // The folder goes with its last file; that it isn't empty yet is fine.
                let _ = path.parent().map(fs::remove_dir);
                Ok(())
            }
            Err(error) if is_missing(&error) => Ok(()),
            Err(error) => Err(error),
        }))
    }

    fn exists(&self, key: ObjectKey) -> BoxFuture<'_, io::Result<bool>> {
        let path = self.path(&key);
        Box::pin(blocking(move || path.try_exists()))
    }

    fn list(&self, before: Timestamp) -> BoxFuture<'_, io::Result<Vec<ObjectKey>>> {
        let root = self.root.clone();
        Box::pin(blocking(move || list(&root, before)))
    }
}

/// Names of the files written before a moment. A half-written file as old as that is nobody's any more and goes.
fn list(root: &Path, before: Timestamp) -> io::Result<Vec<ObjectKey>> {
    let mut keys = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if is_missing(&error) => continue,
            other => other?,
        };
        for entry in entries {
            let entry = entry?;
            // Deleted meanwhile.
            let Ok(metadata) = entry.metadata() else { continue };
            let path = entry.path();
            if metadata.is_dir() {
                folders.push(path);
                continue;
            }
            let written = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
            if i64::try_from(written).unwrap_or(i64::MAX) >= before.0 {
                continue;
            }
            match path.strip_prefix(root).ok().and_then(Path::to_str).and_then(ObjectKey::new) {
                Some(key) => keys.push(key),
                None if entry.file_name().as_encoded_bytes().starts_with(b".") => fs::remove_file(&path)?,
                None => {}
            }
        }
    }
    Ok(keys)
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// Temp → fsync → rename → fsync folder: after a crash there is the whole file or none.
fn write(root: &Path, path: &Path, temporary: &str, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(root);
    let temporary = folder.join(temporary);
    // A neighbour that deletes the last file of the folder takes the folder along: then once more.
    let mut file = match make_folder(root, folder).and_then(|()| File::create(&temporary)) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make_folder(root, folder)?;
            File::create(&temporary)?
        }
        other => other?,
    };
    let written =
        file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&temporary, path));
    if let Err(error) = written {
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    sync_folder(folder)
}

/// Makes the folders down to `folder`, each durable in the one above.
fn make_folder(root: &Path, folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    for above in folder.ancestors().skip(1).take_while(|above| above.starts_with(root)) {
        sync_folder(above)?;
    }
    Ok(())
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bytes_come_back_until_deleted() {
        let dir = tempfile::tempdir().expect("a folder");
        let objects = LocalObjects::new(dir.path().join("objects"));
        let key = || ObjectKey::new("uploads/x1/image.png").expect("a name");
        assert_eq!(objects.get(key()).await.expect("read"), None);
        objects.put(key(), Bytes::from_static(b"one")).await.expect("written");
        objects.put(key(), Bytes::from_static(b"two")).await.expect("replaced");
        assert_eq!(objects.get(key()).await.expect("read").as_deref(), Some(&b"two"[..]));
        assert!(objects.exists(key()).await.expect("asked"));
        let files = fs::read_dir(dir.path().join("objects/uploads/x1")).expect("a folder").count();
        assert_eq!(files, 1, "no temporary file stays behind");
        fs::write(dir.path().join("objects/uploads/x1/.77-1"), b"half")
            .expect("a file of a process that died");
        assert_eq!(objects.list(Timestamp(0)).await.expect("listed"), []);
        assert_eq!(objects.list(Timestamp(i64::MAX)).await.expect("listed"), [key()]);
        objects.delete(key()).await.expect("deleted");
        objects.delete(key()).await.expect("deleted again");
        assert!(!objects.exists(key()).await.expect("asked"));
        assert!(!dir.path().join("objects/uploads/x1").exists(), "no empty folder stays behind");
    }
}
