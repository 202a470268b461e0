//! Files on messages: taken from their sender's uploads, shown at signed addresses that don't last.

use super::Chatter;
use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::cursor::is_id;
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use crate::pages::{count, stored};
use crate::secrets;
use crate::storage::ObjectKey;
use crate::uploads::{self, Kind};
use bytes::Bytes;
use landinghub::api::chat::Attachment;
use landinghub::{Code, Id, Problem};
use landinghub_store::chat::visitors::{self as store, FileRow};
use landinghub_store::uploads as library;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// Files of one message at the most.
const MOST: usize = 10;
/// Bytes of one file at the most.
const LARGEST: i64 = 10 << 20;
/// Bytes one visitor may keep.
const VISITOR_BYTES: i64 = 50 << 20;
/// Addresses last at least so long, and twice as long at the most: within that they stay the same, so that a browser
/// keeps the picture.
const SECONDS: i64 = 1800;

/// Where the bytes of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    /// In an account's library.
    Library,
    /// With the visitors' files.
    Visitor,
}

/// A file as it is kept with its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    id: String,
    place: Place,
    file: String,
    name: String,
    mime: String,
    bytes: i64,
}

/// The sender's files as JSON for the message, and whether all of them are pictures. Somebody else's is like a missing one.
pub(super) async fn taken(services: &Services, chatter: &Chatter, ids: &[String]) -> Result<(String, bool)> {
    if ids.is_empty() {
        return Ok(("[]".to_owned(), false));
    }
    if ids.len() > MOST {
        return Err(Problem::field("attachments", format!("Send at most {MOST} files at once.")).into());
    }
    let missing = || Problem::field("attachments", "There is no such file. Upload it first.");
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let mut kept = Vec::new();
    for id in ids {
        if !is_id(id) {
            return Err(missing().into());
        }
        let file = if chatter.is_visitor {
            store::find_file(&mut conn, id, &chatter.id).await?.map(of_visitor)
        } else {
            library::find(&mut conn, id, &chatter.id).await?.map(|row| Kept {
                id: row.id,
                place: Place::Library,
                file: row.file,
                name: row.name,
                mime: row.mime,
                bytes: row.bytes,
            })
        };
        let file = file.ok_or_else(missing)?;
        if file.bytes > LARGEST {
            return Err(Problem::new(Code::PayloadTooLarge, "An attachment has at most 10 MB.").into());
        }
        kept.push(file);
    }
    let pictures = kept.iter().all(|file| file.mime.starts_with("image/"));
    let json = serde_json::to_string(&kept).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok((json, pictures))
}

fn of_visitor(row: FileRow) -> Kept {
    let FileRow { id, file, name, mime, bytes, .. } = row;
    Kept { id, place: Place::Visitor, file, name, mime, bytes }
}

/// The files of a message with addresses that work for a while.
pub(super) fn signed(services: &Services, json: &str) -> Result<Vec<Attachment>> {
    let kept: Vec<Kept> = serde_json::from_str(json)
        .map_err(|error| Failure::Internal(format!("attachments of a message: {error}")))?;
    kept.into_iter().map(|file| with_address(services, file)).collect()
}

fn with_address(services: &Services, kept: Kept) -> Result<Attachment> {
    let expires = (services.now().unix_seconds() / SECONDS + 2) * SECONDS;
    let place = match kept.place {
        Place::Library => "u",
        Place::Visitor => "v",
    };
    let signature = signature(services, place, &kept.id, &kept.file, expires)?;
    let name = if kept.name.is_empty() { &kept.file } else { &kept.name };
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
    let path = format!("/a/{place}~{}~{}~{expires}~{signature}/{name}", kept.id, kept.file);
    Ok(Attachment {
        url: services.config.content_url(&path),
        id: kept.id,
        name: kept.name,
        mime: kept.mime,
        bytes: count(kept.bytes),
    })
}

fn signature(services: &Services, place: &str, id: &str, file: &str, expires: i64) -> Result<String> {
    let input = format!("{place}\n{id}\n{file}\n{expires}");
    secrets::derive(&services.config.jwt_secret, "chat attachment 1", input.as_bytes())
}

/// The file a signed address leads to. Wrong and old addresses are `not_found`.
pub async fn open_attachment(services: &Services, token: &str) -> Result<(Bytes, Kind)> {
    let parts: Vec<&str> = token.split('~').collect();
    let [place, id, file, expires, given] = parts.as_slice() else {
        return Err(Problem::not_found().into());
    };
    let expires: i64 = expires.parse().map_err(|_| Problem::not_found())?;
    let fits = secrets::same(&signature(services, place, id, file, expires)?, given);
    if !fits || services.now().unix_seconds() >= expires {
        return Err(Problem::not_found().into());
    }
    if *place == "u" {
        return uploads::open(services, id, file).await;
    }
    let kind = file.rsplit_once('.').and_then(|(_, extension)| Kind::of_extension(extension));
    let (Some(kind), Some(key)) = (kind, key(id, file)) else { return Err(Problem::not_found().into()) };
    let bytes = services
        .objects
        .get(key)
        .await
        .map_err(|error| Failure::Internal(format!("object store: {error}")))?;
    bytes.map(|bytes| (bytes, kind)).ok_or_else(|| Problem::not_found().into())
}

fn key(id: &str, file: &str) -> Option<ObjectKey> {
    ObjectKey::new(format!("chat/{id}/{file}"))
}

/// Keeps a file to be sent: an account's in its library, a visitor's by itself.
pub async fn attach(services: &Services, caller: &Caller, name: &str, bytes: Bytes) -> Result<Attachment> {
    let chatter = Chatter::of(caller)?;
    if i64::try_from(bytes.len()).unwrap_or(i64::MAX) > LARGEST {
        return Err(Problem::new(Code::PayloadTooLarge, "An attachment has at most 10 MB.").into());
    }
    services.limits.check(Limit::UPLOAD_USER, &chatter.id)?;
    if !chatter.is_visitor {
        let upload = uploads::create(services, caller, name, bytes).await?;
        let row = {
            let mut reader = services.store.read().await?;
            library::find(&mut reader.conn(), &upload.id, &chatter.id)
                .await?
                .ok_or_else(Problem::not_found)?
        };
        let kept = Kept {
            id: row.id,
            place: Place::Library,
            file: row.file,
            name: row.name,
            mime: row.mime,
            bytes: row.bytes,
        };
        return with_address(services, kept);
    }
    let used = {
        let mut reader = services.store.read().await?;
        store::stored_bytes(&mut reader.conn(), &chatter.id).await?
    };
    if used.saturating_add(stored(u64::try_from(bytes.len()).unwrap_or(u64::MAX))) > VISITOR_BYTES {
        return Err(Problem::field("file", "You have sent enough files for now.").into());
    }
    let clean = uploads::cleaned(services, name, bytes).await?;
    let row = FileRow {
        id: Id::random(&*services.rng),
        visitor_id: chatter.id,
        name: clean.name,
        file: clean.file,
        mime: clean.mime.to_owned(),
        bytes: i64::try_from(clean.bytes.len()).unwrap_or(i64::MAX),
        created_at: services.now().0,
    };
    let key = key(&row.id, &row.file).ok_or_else(|| Failure::Internal("no name for a file".to_owned()))?;
    // Bytes first, row last, as with uploads; what has no row is swept.
    services
        .objects
        .put(key, clean.bytes.into())
        .await
        .map_err(|error| Failure::Internal(format!("object store: {error}")))?;
    let made = with_address(services, of_visitor(row.clone()))?;
    let (answer, mark) = (made.clone(), Mark::present());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::insert_file(&mut tx, &row).await?;
                mark.keep_created(&mut tx, &answer, None).await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    Ok(made)
}
