//! A backup beside a live server. Nothing it does is seen by anybody: it reads rows of one moment, and links to the
//! bytes that were there before that moment, so that what is deleted meanwhile is still in it.

use super::{Entry, FORMAT, MANIFEST, Manifest, SECRETS};
use crate::context::Services;
use crate::doctor::is_whole;
use crate::error::{Failure, Result};
use crate::sites::Encoding;
use crate::storage::ObjectKey;
use landinghub_store::{Conn, doctor, transfer};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Writes everything to `path`, whole or not at all; a file that is there is replaced. Only its owner may read it:
/// it holds the secrets of the installation.
pub async fn backup(services: &Services, path: &Path) -> Result<Manifest> {
    let folder = services.config.data_dir.clone();
    let linked = tempfile::Builder::new().prefix(".backup-").tempdir_in(&folder).map_err(io)?;
    let (from, to) = (folder.join("objects"), linked.path().to_owned());
    let links = tokio::task::spawn_blocking(move || link_all(&from, &to)).await;
    links.map_err(|error| Failure::Internal(error.to_string()))?.map_err(io)?;
    let temporary = beside(path);
    let mut options = OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(0o600).open(&temporary).map_err(io)?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    transfer::begin_snapshot(&mut conn).await?;
    let packed = pack(services, &mut conn, linked.path(), file).await;
    let ended = transfer::end_snapshot(&mut conn).await;
    let done = packed.and_then(|manifest| {
        ended?;
        fs::rename(&temporary, path).map_err(io)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all()).map_err(io)?;
        Ok(manifest)
    });
    if done.is_err() {
        // Half a backup is none.
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// Where the file is written until it is whole.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}", std::process::id()))
}

async fn pack(services: &Services, conn: &mut Conn<'_>, linked: &Path, file: File) -> Result<Manifest> {
    let migrations = services.store.migrations().await?;
    let mut manifest = Manifest {
        format: FORMAT.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: services.now(),
        database: transfer::word(services.store.backend()).to_owned(),
        migrations: migrations.iter().filter(|it| it.applied).map(|it| it.version).collect(),
        tables: BTreeMap::new(),
        missing: Vec::new(),
        files: BTreeMap::new(),
    };
    let mut pack = Pack { zip: ZipWriter::new(file), files: BTreeMap::new() };
    for table in transfer::tables(conn).await? {
        let mut part = pack.part(&format!("database/{table}.jsonl"), CompressionMethod::Deflated)?;
        let rows = transfer::dump(conn, &table, &mut |line| {
            part.write(line.as_bytes())?;
            part.write(b"\n")
        })
        .await?;
        part.end();
        manifest.tables.insert(table, rows);
    }
    for key in promised(conn).await? {
        match whole(linked, services, &key).map_err(io)? {
            Some(bytes) => {
                let mut part = pack.part(&format!("objects/{key}"), CompressionMethod::Stored)?;
                part.write(&bytes).map_err(io)?;
                part.end();
            }
            None => manifest.missing.push(key.to_string()),
        }
    }
    for name in SECRETS {
        if let Ok(text) = fs::read(services.config.data_dir.join(name)) {
            let mut part = pack.part(&format!("secrets/{name}"), CompressionMethod::Stored)?;
            part.write(&text).map_err(io)?;
            part.end();
        }
    }
    let Pack { mut zip, files } = pack;
    manifest.files = files;
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| Failure::Internal(error.to_string()))?;
    zip.start_file(MANIFEST, options(CompressionMethod::Deflated)).map_err(zipped)?;
    zip.write_all(&text).map_err(io)?;
    zip.finish().map_err(zipped)?.sync_all().map_err(io)?;
    Ok(manifest)
}

/// The objects that rows promise, each once.
async fn promised(conn: &mut Conn<'_>) -> Result<Vec<ObjectKey>> {
    let uploads = doctor::uploads(conn).await?;
    let files =
        uploads.into_iter().filter_map(|row| ObjectKey::new(format!("uploads/{}/{}", row.owner, row.name)));
    let sites = doctor::deployments(conn).await?;
    let sites = sites.iter().flat_map(|row| Encoding::ALL.map(|encoding| encoding.key(&row.owner))).flatten();
    let mut keys: Vec<ObjectKey> = files.chain(sites).collect();
    keys.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    keys.dedup();
    Ok(keys)
}

/// The bytes of an object: as they were linked, or as they have come since.
fn whole(linked: &Path, services: &Services, key: &ObjectKey) -> io::Result<Option<Vec<u8>>> {
    for root in [linked.to_owned(), services.config.data_dir.join("objects")] {
        match fs::read(root.join(key.as_str())) {
            Ok(bytes) if is_whole(key, &bytes) => return Ok(Some(bytes)),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Links every object into `to`. Objects are never changed in place, so a link is as good as a copy.
fn link_all(from: &Path, to: &Path) -> io::Result<()> {
    let mut folders = vec![from.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            other => other?,
        };
        for entry in entries {
            let entry = entry?;
            let path = entry.path();
            let target = to.join(path.strip_prefix(from).map_err(io::Error::other)?);
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                folders.push(path);
            } else {
                if let Some(folder) = target.parent() {
                    fs::create_dir_all(folder)?;
                }
                match fs::hard_link(&path, &target) {
                    // Deleted since the folder was read.
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    other => other?,
                }
            }
        }
    }
    Ok(())
}

struct Pack {
    zip: ZipWriter<File>,
    files: BTreeMap<String, Entry>,
}

impl Pack {
    fn part(&mut self, name: &str, method: CompressionMethod) -> Result<Part<'_>> {
        self.zip.start_file(name, options(method)).map_err(zipped)?;
        Ok(Part { pack: self, name: name.to_owned(), hasher: Sha256::new(), bytes: 0 })
    }
}

/// An entry that is being written.
struct Part<'p> {
    pack: &'p mut Pack,
    name: String,
    hasher: Sha256,
    bytes: u64,
}

impl Part<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.bytes += u64::try_from(bytes.len()).unwrap_or_default();
        self.pack.zip.write_all(bytes)
    }

    fn end(self) {
        let sha256 = hex::encode(self.hasher.finalize());
        self.pack.files.insert(self.name, Entry { bytes: self.bytes, sha256 });
    }
}

fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(method).unix_permissions(0o600).large_file(true)
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn io(error: io::Error) -> Failure {
    Failure::Internal(format!("the backup can't be written: {error}"))
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn zipped(error: zip::result::ZipError) -> Failure {
    Failure::Internal(format!("the backup can't be written: {error}"))
}
