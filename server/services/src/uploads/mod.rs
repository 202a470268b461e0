//! Uploads: what they are is read from their bytes, pictures are decoded within limits and written anew, and
//! everything is served from the content origin.

mod image;
mod kind;
mod svg;
mod usage;

pub use kind::{Kind, sniff};
pub use usage::{Usage, Used, usage, used_on};

pub(crate) use image::shrink;

use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut, is_id, part};
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use crate::pages::{count, heavy, stored};
use crate::storage::ObjectKey;
use bytes::Bytes;
use landinghub::{Code, Id, Problem, Timestamp, api, text};
use landinghub_store::Conn;
use landinghub_store::market::reviewing;
use landinghub_store::uploads::{self as store, UploadRow, VariantRow};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Pictures decoded at the same time: one a core, as each may take up to 192 MiB.
#[derive(Clone, Debug)]
pub struct Decoding(Arc<Semaphore>);

impl Default for Decoding {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from))))
    }
}

/// A file ready to be kept: the last part of its address, and its bytes.
#[derive(Debug)]
struct Kept {
    file: String,
    bytes: Vec<u8>,
    width: Option<u32>,
    format: &'static str,
}

/// What becomes of an upload.
#[derive(Debug)]
struct Prepared {
    mime: &'static str,
    height: Option<u32>,
    original: Kept,
    variants: Vec<Kept>,
}

/// Bytes this upload may have, by its first bytes; `None` for no limit. For adapters that read a body in pieces.
pub fn size_limit(services: &Services, head: &[u8]) -> Option<u64> {
    let limit =
        if sniff(head).is_some_and(Kind::is_video) { Limit::VIDEO_BYTES } else { Limit::UPLOAD_BYTES };
    services.config.limits.get(limit)
}

/// Counts an upload against the caller's rate; for adapters, before they read the body.
pub fn admit(services: &Services, caller: &Caller) -> Result<()> {
    let actor = caller.actor()?;
    services.limits.check(Limit::UPLOAD_USER, &actor.user_id)?;
    Ok(())
}

/// Keeps a file of the caller's. `name` is what it was called; what it is, its bytes tell.
pub async fn create(services: &Services, caller: &Caller, name: &str, bytes: Bytes) -> Result<api::Upload> {
    let actor = caller.actor()?;
    if bytes.is_empty() {
        return Err(Problem::new(Code::UnsupportedMediaType, "The file is empty.").into());
    }
    if size_limit(services, &bytes)
        .is_some_and(|limit| u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit)
    {
        return Err(too_large().into());
    }
    let kind = sniff(&bytes).ok_or_else(unsupported)?;
    check_quota(services, &actor.user_id, stored_len(bytes.len())).await?;
    let prepared = prepare(services, kind, bytes).await?;
    keep(services, &actor.user_id, clean_name(name), prepared, Mark::present()).await
}

/// Keeps a picture that came along in a request for something else, such as an imported page.
pub(crate) async fn keep_along(
    services: &Services,
    caller: &Caller,
    name: &str,
    bytes: Bytes,
) -> Result<api::Upload> {
    let actor = caller.actor()?;
    let kind = sniff(&bytes).filter(|kind| kind.is_raster() || *kind == Kind::Svg).ok_or_else(unsupported)?;
    check_quota(services, &actor.user_id, stored_len(bytes.len())).await?;
    let prepared = prepare(services, kind, bytes).await?;
    keep(services, &actor.user_id, clean_name(name), prepared, Mark::default()).await
}

/// A file as it may be shown to others.
#[derive(Debug)]
pub(crate) struct Cleaned {
    /// As it was called, cleaned.
    pub(crate) name: String,
    /// The last part of its key.
    pub(crate) file: String,
    /// By content.
    pub(crate) mime: &'static str,
    /// Pictures written anew.
    pub(crate) bytes: Vec<u8>,
}

/// Makes a file fit to be shown, without keeping it.
pub(crate) async fn cleaned(services: &Services, name: &str, bytes: Bytes) -> Result<Cleaned> {
    let kind = sniff(&bytes).ok_or_else(unsupported)?;
    let Prepared { mime, original, .. } = prepare(services, kind, bytes).await?;
    Ok(Cleaned { name: clean_name(name), file: original.file, mime, bytes: original.bytes })
}

/// Keeps a part of a picture of the caller's as a picture of its own; the whole one stays.
pub async fn crop(
    services: &Services,
    caller: &Caller,
    id: &str,
    area: api::CropArea,
) -> Result<api::Upload> {
    let actor = caller.actor()?;
    admit(services, caller)?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let row = {
        let mut reader = services.store.read().await?;
        store::find(&mut reader.conn(), id, &actor.user_id).await?.ok_or_else(Problem::not_found)?
    };
    let (bytes, kind) = open(services, id, &row.file).await?;
    if !kind.is_raster() || kind == Kind::Gif {
        return Err(Problem::field("id", "Only still pictures can be cropped: PNG, JPEG and WebP.").into());
    }
    check_quota(services, &actor.user_id, stored_len(bytes.len())).await?;
    let prepared = {
        let _turn =
            services.decoding.0.acquire().await.map_err(|_| Failure::Problem(Code::Unavailable.into()))?;
        heavy(move || image::crop(kind, &bytes, &area)).await?.map_err(Failure::from)?
    };
    keep(services, &actor.user_id, row.name, prepared, Mark::present()).await
}

async fn keep(
    services: &Services,
    owner: &str,
    name: String,
    prepared: Prepared,
    mark: Mark,
) -> Result<api::Upload> {
    let id = Id::random(&*services.rng);
    let all: i64 = stored_len(prepared.original.bytes.len())
        + prepared.variants.iter().map(|variant| stored_len(variant.bytes.len())).sum::<i64>();
    let row = UploadRow {
        id: id.clone(),
        owner_id: owner.to_owned(),
        name,
        file: prepared.original.file.clone(),
        mime: prepared.mime.to_owned(),
        width: prepared.original.width.map(i64::from),
        height: prepared.height.map(i64::from),
        bytes: stored_len(prepared.original.bytes.len()),
        stored_bytes: all,
        created_at: services.now().0,
    };
    let variants: Vec<VariantRow> = prepared
        .variants
        .iter()
        .map(|variant| VariantRow {
            upload_id: id.clone(),
            file: variant.file.clone(),
            width: i64::from(variant.width.unwrap_or_default()),
            format: variant.format.to_owned(),
            bytes: stored_len(variant.bytes.len()),
        })
        .collect();
    let files: Vec<String> =
        std::iter::once(row.file.clone()).chain(variants.iter().map(|row| row.file.clone())).collect();
    // Bytes first, row last: an acknowledged upload has all its bytes.
    let kept = async {
        for kept in std::iter::once(prepared.original).chain(prepared.variants) {
            put(services, &id, kept).await?;
        }
        insert(services, row.clone(), variants.clone(), mark).await
    };
    if let Err(failure) = kept.await {
        delete_bytes(services, &id, &files).await;
        return Err(failure);
    }
    Ok(to_api(services, &row, &variants))
}

/// Which of the caller's uploads a list shows.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words of the name, whatever their case and marks.
    pub q: Option<String>,
    /// `image`, `video` or `file`.
    pub kind: Option<String>,
    /// `newest` (default), `name` or `size`, the largest first.
    pub sort: Option<String>,
    /// How many, and from where.
    pub slice: Slice,
}

impl Query {
    fn takes(&self, wanted: &str, row: &UploadRow) -> bool {
        let kind = match row.mime.split_once('/') {
            Some((kind @ ("image" | "video"), _)) => kind,
            _ => "file",
        };
        self.kind.as_deref().is_none_or(|asked| asked.is_empty() || asked == kind)
            && (wanted.is_empty() || text::fold(&row.name).contains(wanted))
    }
}

/// Rows read at a time while a list is searched.
const BATCH: i64 = 200;

/// The caller's uploads, the newest first where nobody says otherwise.
pub async fn list(services: &Services, caller: &Caller, query: &Query) -> Result<api::List<api::Upload>> {
    let actor = caller.actor()?;
    let limit = query.slice.limit()?;
    if !matches!(query.kind.as_deref(), None | Some("" | "image" | "video" | "file")) {
        return Err(Problem::field("kind", "Ask for image, video or file.").into());
    }
    let by_moment = match query.sort.as_deref() {
        None | Some("" | "newest") => true,
        Some("name" | "size") => false,
        Some(_) => return Err(Problem::field("sort", "Sort by newest, name or size.").into()),
    };
    let wanted = text::fold(query.q.as_deref().unwrap_or_default().trim());
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let (rows, next_cursor) = if by_moment {
        let from = query.slice.after_moment()?;
        let all = wanted.is_empty() && query.kind.as_deref().is_none_or(str::is_empty);
        let batch = if all { i64::try_from(limit).unwrap_or(100) + 1 } else { BATCH };
        let rows = matching(&mut conn, &actor.user_id, query, &wanted, from, (batch, limit)).await?;
        cut(rows, limit, |row| (row.created_at.to_string(), row.id.clone()))
    } else {
        let from = (i64::MAX, String::new());
        let mut rows = matching(&mut conn, &actor.user_id, query, &wanted, from, (BATCH, usize::MAX)).await?;
        if query.sort.as_deref() == Some("size") {
            rows.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.id.cmp(&b.id)));
        } else {
            rows.sort_by_cached_key(|row| (text::fold(&row.name), row.id.clone()));
        }
        let list = part(rows, &query.slice, |row| &row.id)?;
        (list.items, list.next_cursor)
    };
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let variants = store::variants(&mut conn, &row.id).await?;
        items.push(to_api(services, &row, &variants));
    }
    Ok(api::List { items, next_cursor })
}

/// An owner's uploads that a list shows from (moment, id) on, the newest first: more than `most` where there are more.
/// Names are compared folded, which no index of both databases does; a library is bounded by its quota.
async fn matching(
    conn: &mut Conn<'_>,
    owner: &str,
    query: &Query,
    wanted: &str,
    (mut moment, mut id): (i64, String),
    (batch, most): (i64, usize),
) -> Result<Vec<UploadRow>> {
    let mut rows = Vec::new();
    loop {
        let read = store::list(conn, owner, (moment, &id), batch).await?;
        let last = read.last().map(|row| (row.created_at, row.id.clone()));
        let more = i64::try_from(read.len()).unwrap_or_default() == batch;
        rows.extend(read.into_iter().filter(|row| query.takes(wanted, row)));
        match last {
            Some(last) if more && rows.len() <= most => (moment, id) = last,
            _ => return Ok(rows),
        }
    }
}

/// Deletes an upload of the caller's with its bytes; pages that show it show a gap.
pub async fn delete(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    let actor = caller.actor()?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let (upload, owner) = (id.to_owned(), actor.user_id.clone());
    let files = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let Some(row) = store::find(&mut tx, &upload, &owner).await? else {
                    return Err(Problem::not_found().into());
                };
                // Whoever bought a page has pictures of it for as long as they keep it.
                if reviewing::uses_upload(&mut tx, &owner, &upload).await? {
                    let detail = "This file is part of a page you have listed or sold, so it has to stay.";
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                let variants = store::variants(&mut tx, &upload).await?;
                store::delete(&mut tx, &upload, &owner).await?;
                let files = std::iter::once(row.file).chain(variants.into_iter().map(|row| row.file));
                Ok::<_, Failure>(files.collect::<Vec<_>>())
            })
        })
        .await?;
    delete_bytes(services, id, &files).await;
    Ok(())
}

/// A file of the content origin: its bytes and what they are. The address itself is the permission.
pub async fn open(services: &Services, id: &str, file: &str) -> Result<(Bytes, Kind)> {
    let kind = file.rsplit_once('.').and_then(|(_, extension)| Kind::of_extension(extension));
    let (Some(kind), Some(key), true) = (kind, key(id, file), is_id(id)) else {
        return Err(Problem::not_found().into());
    };
    let bytes = services
        .objects
        .get(key)
        .await
        .map_err(|error| Failure::Internal(format!("object store: {error}")))?;
    bytes.map(|bytes| (bytes, kind)).ok_or_else(|| Problem::not_found().into())
}

async fn prepare(services: &Services, kind: Kind, bytes: Bytes) -> Result<Prepared> {
    if kind.is_raster() {
        let _turn =
            services.decoding.0.acquire().await.map_err(|_| Failure::Problem(Code::Unavailable.into()))?;
        return heavy(move || image::prepare(kind, &bytes)).await?.map_err(Failure::from);
    }
    if kind == Kind::Svg {
        return heavy(move || svg::prepare(&bytes)).await?.map_err(Failure::from);
    }
    let original = Kept {
        file: format!("file.{}", kind.extension()),
        bytes: bytes.to_vec(),
        width: None,
        format: kind.extension(),
    };
    Ok(Prepared { mime: kind.mime(), height: None, original, variants: Vec::new() })
}

async fn insert(services: &Services, row: UploadRow, variants: Vec<VariantRow>, mark: Mark) -> Result<()> {
    let limit = services.config.limits.get(Limit::STORAGE_BYTES).map(stored);
    let made = to_api(services, &row, &variants);
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let used = store::stored_bytes(&mut tx, &row.owner_id).await?;
                if limit.is_some_and(|limit| used + row.stored_bytes > limit) {
                    return Err(over_quota().into());
                }
                store::insert(&mut tx, &row, &variants).await?;
                let location = format!("/api/uploads/{}", made.id);
                mark.keep_created(&mut tx, &made, Some(location)).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// Refuses early what can't fit, before any work is done on it.
async fn check_quota(services: &Services, owner: &str, bytes: i64) -> Result<()> {
    let Some(limit) = services.config.limits.get(Limit::STORAGE_BYTES).map(stored) else { return Ok(()) };
    let mut reader = services.store.read().await?;
    let used = store::stored_bytes(&mut reader.conn(), owner).await?;
    if used + bytes > limit { Err(over_quota().into()) } else { Ok(()) }
}

async fn put(services: &Services, id: &str, kept: Kept) -> Result<()> {
    let key = key(id, &kept.file)
        .ok_or_else(|| Failure::Internal(format!("{} is no name for a file", kept.file)))?;
    services
        .objects
        .put(key, kept.bytes.into())
        .await
        .map_err(|error| Failure::Internal(format!("object store: {error}")))
}

/// Without a row nobody can reach them any more, so a failure costs disk space only.
async fn delete_bytes(services: &Services, id: &str, files: &[String]) {
    for key in files.iter().filter_map(|file| key(id, file)) {
        if let Err(error) = services.objects.delete(key).await {
            tracing::warn!(%error, upload = id, "the bytes of a deleted upload couldn't be deleted");
        }
    }
}

fn key(id: &str, file: &str) -> Option<ObjectKey> {
    ObjectKey::new(format!("uploads/{id}/{file}"))
}

fn stored_len(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// One line without path separators, quotes and control characters, 120 characters at the most.
fn clean_name(name: &str) -> String {
    let line = text::single_line(name);
    let base = line.rsplit(['/', '\\']).next().unwrap_or_default();
    base.chars().filter(|c| !matches!(c, '"' | '<' | '>' | '\0')).take(120).collect()
}

fn to_api(services: &Services, row: &UploadRow, variants: &[VariantRow]) -> api::Upload {
    let url = |file: &str| services.config.content_url(&format!("/u/{}/{file}", row.id));
    let pixels = |number: i64| u32::try_from(number).unwrap_or_default();
    api::Upload {
        id: row.id.clone(),
        name: row.name.clone(),
        url: url(&row.file),
        width: row.width.map(pixels),
        height: row.height.map(pixels),
        bytes: count(row.bytes),
        mime: row.mime.clone(),
        created_at: Some(Timestamp(row.created_at)),
        variants: variants
            .iter()
            .map(|variant| api::UploadVariant {
                url: url(&variant.file),
                width: pixels(variant.width),
                format: variant.format.clone(),
            })
            .collect(),
    }
}

/// The answer to a file that is over its limit.
pub fn too_large() -> Problem {
    Problem::new(
        Code::PayloadTooLarge,
        "This file is too large: images and files up to 10 MB, videos up to 50 MB.",
    )
}

fn unsupported() -> Problem {
    Problem::new(
        Code::UnsupportedMediaType,
        "This isn't a file we take. Send PNG, JPEG, GIF, WebP, SVG, MP4, WebM, PDF or ZIP.",
    )
}

fn over_quota() -> Problem {
    Problem::field("file", "Your library is full. Delete files you no longer need.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_could_harm() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\x\\ảnh \"1\"\r\nSet-Cookie: a.png"), "ảnh 1  Set-Cookie: a.png");
        assert_eq!(clean_name(&"a".repeat(500)).len(), 120);
    }
}
