//! Pictures of pages for lists and cards, drawn in the background by a browser of this machine, where there is one.
//!
//! A page is drawn once it has rested for a while, so that typing doesn't draw it again and again. Each revision is
//! tried once: what a browser can't draw now, it draws after the next change.

mod browser;

pub use browser::Browser;

use crate::context::Services;
use crate::cursor::is_id;
use crate::error::{Failure, Result};
use crate::market::previews;
use crate::sites::{Look, address};
use crate::storage::ObjectKey;
use crate::{pages, takedowns, uploads};
use bytes::Bytes;
use landinghub::Problem;
use landinghub::api::market::Picture;
use landinghub::market::View;
use landinghub_store::market::reviewing;
use landinghub_store::pages::PageRow;
use landinghub_store::thumbnails::{self as store, Undrawn};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long a page rests before it is drawn.
const REST_SECONDS: i64 = 10;
/// Changes older than this are left: a new server doesn't draw everything there ever was.
const AGE_SECONDS: i64 = 7 * 86_400;
/// How long to wait when nothing is to be drawn.
const PAUSE: Duration = Duration::from_secs(3);
/// How long a signed address is good for: a browser's time limit, and room.
const ADDRESS_SECONDS: i64 = 120;

/// A picture: how the page is looked at, and how wide the picture is kept.
#[derive(Clone, Copy, Debug)]
struct Size {
    /// Of the window, in CSS pixels; the name of the file, too.
    window: (u32, u32),
    /// In pixels.
    kept: u32,
}

const SIZES: [Size; 3] = [
    Size { window: (1440, 1080), kept: 960 },
    Size { window: (768, 1024), kept: 480 },
    Size { window: (390, 844), kept: 390 },
];

/// Bytes of sketches kept in memory.
const SKETCHES: u64 = 16 << 20;

/// Pictures drawn from documents. A revision never changes, so neither does its picture.
pub(crate) struct Sketches(moka::sync::Cache<(String, View), Bytes>);

impl Default for Sketches {
    fn default() -> Self {
        let weigh = |_: &(String, View), bytes: &Bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        Self(moka::sync::Cache::builder().max_capacity(SKETCHES).weigher(weigh).build())
    }
}

/// The address of a page's picture, if there is one.
pub(crate) fn url(services: &Services, row: &PageRow) -> Option<String> {
    let revision = row.thumbnail?;
    let (desktop, _) = SIZES.first()?.window;
    Some(services.config.content_url(&format!("/t/{}/{}", row.id, file(revision, desktop))))
}

/// A picture of a listing's revision: drawn by a browser, else from its document.
pub(crate) fn of_listing(services: &Services, revision: &str, is_drawn: bool, view: View) -> Picture {
    let (width, height) = view.window();
    let kind = if is_drawn { "webp" } else { "svg" };
    let url = services.config.content_url(&format!("/l/{revision}/{}.{kind}", view.as_str()));
    Picture { view, url, width, height }
}

/// The bytes of such a picture and their media type; no bytes where the reader has them (`known`) and may keep them.
pub async fn open_listing(
    services: &Services,
    revision: &str,
    file: &str,
    known: bool,
) -> Result<(Bytes, &'static str)> {
    let missing = || Failure::from(Problem::not_found());
    let (view, kind) = file.split_once('.').ok_or_else(missing)?;
    let view = View::parse(view).filter(|_| is_id(revision)).ok_or_else(missing)?;
    let page = {
        let mut reader = services.store.read().await?;
        reviewing::page_of(&mut reader.conn(), revision).await?.ok_or_else(missing)?
    };
    takedowns::refuse(services, &page).await?;
    let mime = match kind {
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        _ => return Err(missing()),
    };
    if known {
        return Ok((Bytes::new(), mime));
    }
    if kind == "svg" {
        let name = (revision.to_owned(), view);
        if let Some(sketch) = services.sketches.0.get(&name) {
            return Ok((sketch, mime));
        }
        let sketch = Bytes::from(previews::sketched(services, revision, view).await?);
        services.sketches.0.insert(name, sketch.clone());
        return Ok((sketch, mime));
    }
    let key = listing_key(revision, view).ok_or_else(missing)?;
    let found = services.objects.get(key).await.map_err(|error| broken(&error))?;
    Ok((found.ok_or_else(missing)?, mime))
}

fn listing_key(revision: &str, view: View) -> Option<ObjectKey> {
    ObjectKey::new(format!("listings/{revision}/{}.webp", view.as_str()))
}

/// The address of a page's picture at a revision.
pub(crate) fn of(services: &Services, page: &str, revision: i64) -> Option<String> {
    let (desktop, _) = SIZES.first()?.window;
    Some(services.config.content_url(&format!("/t/{page}/{}", file(revision, desktop))))
}

fn file(revision: i64, window: u32) -> String {
    format!("{revision}-{window}.webp")
}

fn key(page: &str, file: &str) -> Option<ObjectKey> {
    ObjectKey::new(format!("thumbnails/{page}/{file}"))
}

/// The bytes of a picture.
pub async fn open(services: &Services, page: &str, file: &str) -> Result<Bytes> {
    let missing = || Failure::from(Problem::not_found());
    if !is_id(page) {
        return Err(missing());
    }
    takedowns::refuse(services, page).await?;
    let key = key(page, file).ok_or_else(missing)?;
    let found = services.objects.get(key).await.map_err(|error| broken(&error))?;
    found.ok_or_else(missing)
}

fn broken(error: &std::io::Error) -> Failure {
    Failure::Internal(format!("object store: {error}"))
}

/// Draws until `shutdown`, one page at a time. Ends at once where no browser is configured.
pub async fn run(services: Services, shutdown: CancellationToken) {
    let Some(browser) = services.config.browser.clone() else { return };
    while !shutdown.is_cancelled() {
        let drawn = tokio::select! {
            drawn = draw_next(&services, &browser) => drawn,
            () = shutdown.cancelled() => return,
        };
        match drawn {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "a page couldn't be drawn; the next change of it is another try");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = shutdown.cancelled() => {}
        }
    }
}

/// Draws the newest revision of a listing that waits; `false` where none does. Each is tried once: what a browser
/// can't draw stays drawn from its document.
async fn draw_listing(services: &Services, browser: &Browser) -> Result<bool> {
    let from = services.now().plus_seconds(-AGE_SECONDS);
    let waiting = {
        let mut reader = services.store.read().await?;
        reviewing::undrawn(&mut reader.conn(), from).await?
    };
    let Some(row) = waiting else { return Ok(false) };
    let claim = row.id.clone();
    let claimed = services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(reviewing::claim(&mut tx, &claim).await?) })
        })
        .await?;
    if !claimed {
        return Ok(true);
    }
    let expires = services.now().plus_seconds(ADDRESS_SECONDS);
    for view in View::ALL {
        let address = previews::still(services, &row.id, expires)?;
        let png = browser.picture(&address, view.window()).await?;
        let kept = SIZES.iter().find(|size| size.window == view.window()).map_or(480, |size| size.kept);
        let webp = pages::heavy(move || uploads::shrink(&png, kept)).await??;
        if let Some(key) = listing_key(&row.id, *view) {
            services.objects.put(key, webp.into()).await.map_err(|error| broken(&error))?;
        }
    }
    let (id, now) = (row.id, services.now());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(reviewing::drawn(&mut tx, &id, now).await?) })
        })
        .await?;
    Ok(true)
}

/// Draws the listing or page that waits; `false` where none does.
pub async fn draw_next(services: &Services, browser: &Browser) -> Result<bool> {
    if draw_listing(services, browser).await? {
        return Ok(true);
    }
    let now = services.now();
    let mut reader = services.store.read().await?;
    let (from, to) = (now.plus_seconds(-AGE_SECONDS), now.plus_seconds(-REST_SECONDS));
    let Some(page) = store::due(&mut reader.conn(), from, to).await? else { return Ok(false) };
    drop(reader);
    let claim = (page.id.clone(), page.revision);
    let claimed = services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::claim(&mut tx, &claim.0, claim.1).await?) })
        })
        .await?;
    if claimed {
        draw(services, browser, page).await?;
    }
    Ok(true)
}

async fn draw(services: &Services, browser: &Browser, page: Undrawn) -> Result<()> {
    let expires = services.now().plus_seconds(ADDRESS_SECONDS);
    for size in SIZES {
        let address = address(services, Look::Still, &page.id, &page.owner_id, expires)?;
        let png = browser.picture(&address, size.window).await?;
        let webp = pages::heavy(move || uploads::shrink(&png, size.kept)).await??;
        if let Some(key) = key(&page.id, &file(page.revision, size.window.0)) {
            services.objects.put(key, webp.into()).await.map_err(|error| broken(&error))?;
        }
    }
    let done = (page.id.clone(), page.revision);
    let shown = services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::drawn(&mut tx, &done.0, done.1).await?) })
        })
        .await?;
    // What nobody will ask for: the picture before this one, or this one where the page went meanwhile.
    let old = if shown { page.thumbnail } else { Some(page.revision) };
    for size in SIZES {
        if let Some(key) = old.and_then(|revision| key(&page.id, &file(revision, size.window.0))) {
            services.objects.delete(key).await.map_err(|error| broken(&error))?;
        }
    }
    Ok(())
}
