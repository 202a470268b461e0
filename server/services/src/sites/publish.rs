//! Publishing: render, compress, keep the bytes, flip one row.

use super::rendering::{self, Published};
use super::table::Encoding;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::pages::{self, heavy, stored};
use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use landinghub::page::PageStatus;
use landinghub::render::Target;
use landinghub::{Code, Problem, Timestamp, api};
use landinghub_store::Conn;
use landinghub_store::pages as store;
use landinghub_store::sites::{self as deployments, DeploymentRow};
use landinghub_store::variants::{self, LiveRow, VariantRow};
use std::io::Write;

/// Below this the slowest compression takes a few dozen milliseconds at the most.
const SMALL: usize = 32 * 1024;

/// Publishes the present revision of the caller's page. It is live when this answers.
pub async fn deploy(services: &Services, caller: &Caller, id: &str) -> Result<api::Deployed> {
    let actor = caller.actor()?;
    let loaded = pages::load(services, &actor.user_id, id).await?;
    pages::refuse_trial(&loaded.row)?;
    crate::takedowns::refuse(services, id).await?;
    if loaded.row.status() == PageStatus::Trashed {
        return Err(Problem::new(Code::Conflict, "This page is in the trash. Restore it first.").into());
    }
    if loaded.row.variant_of.is_some() {
        return Err(Problem::not_found().into());
    }
    let (row, overlay) = (loaded.row.clone(), loaded.overlay.clone());
    let (published, bodies) = made(services, loaded).await?;
    let image_bytes = rendering::image_bytes(services, &published.images).await?;
    let mut live = Vec::new();
    for variant in variants(services, &row.id).await? {
        let branch = pages::load(services, &actor.user_id, &variant.id).await?;
        // At the page's address, under its title: only the document is another.
        let revision = branch.row.revision;
        let branch = pages::Loaded { row: row.clone(), overlay: overlay.clone(), document: branch.document };
        let (published, bodies) = made(services, branch).await?;
        live.push((
            LiveRow {
                variant_id: variant.id,
                share: variant.share,
                revision,
                hash: published.hash,
                csp: published.csp,
                forms: json(&published.forms)?,
            },
            bodies,
        ));
    }
    let now = services.now();
    let deployment = DeploymentRow {
        page_id: row.id.clone(),
        revision: row.revision,
        hash: published.hash.clone(),
        csp: published.csp.clone(),
        forms: json(&published.forms)?,
        html_bytes: size(published.html.len()),
        css_bytes: size(published.css_bytes),
        js_bytes: size(published.js_bytes),
        image_bytes,
        deployed_at: now.0,
    };
    let rows: Vec<LiveRow> = live.iter().map(|(row, _)| row.clone()).collect();
    let before = flip(services, row.owner_id.clone(), deployment.clone(), rows).await?;
    let now_live = live.iter().map(|(row, bodies)| (&row.hash, bodies)).chain([(&published.hash, &bodies)]);
    let mut kept = Vec::new();
    for (hash, bodies) in now_live {
        if !before.contains(hash) {
            // Somebody who took the same bytes offline a moment ago may have deleted them.
            keep(services, hash, bodies).await?;
        }
        kept.push(hash);
    }
    for old in before.iter().filter(|old| !kept.contains(old)) {
        delete_unused(services, old).await;
    }
    services.sites.forget(&row.slug);
    tracing::info!(page = %row.id, slug = %row.slug, revision = row.revision, "a page was published");
    Ok(shown(services, &row.slug, &deployment))
}

fn shown(services: &Services, slug: &str, deployment: &DeploymentRow) -> api::Deployed {
    api::Deployed {
        url: services.config.page_url(slug),
        revision: pages::count(deployment.revision),
        deployed_at: Timestamp(deployment.deployed_at),
        bytes: api::DeployedBytes {
            html: pages::count(deployment.html_bytes),
            css: pages::count(deployment.css_bytes),
            js: pages::count(deployment.js_bytes),
            images: pages::count(deployment.image_bytes),
        },
    }
}

/// What is live of the caller's page; `not_found` where nothing is.
pub async fn deployment(services: &Services, caller: &Caller, id: &str) -> Result<api::Deployed> {
    let row = pages::own_page(services, &caller.actor()?.user_id, id).await?;
    let mut reader = services.store.read().await?;
    let live = deployments::find(&mut reader.conn(), &row.id).await?;
    live.map(|live| shown(services, &row.slug, &live)).ok_or_else(|| Problem::not_found().into())
}

/// Renders a document and keeps its bytes.
async fn made(services: &Services, loaded: pages::Loaded) -> Result<(Published, Vec<(Encoding, Bytes)>)> {
    let rendering = services.clone();
    let published = heavy(move || rendering::rendered(&rendering, &loaded, Target::Published)).await??;
    let bodies = compress(&published).await?;
    keep(services, &published.hash, &bodies).await?;
    Ok((published, bodies))
}

async fn variants(services: &Services, page_id: &str) -> Result<Vec<VariantRow>> {
    let mut reader = services.store.read().await?;
    Ok(variants::list(&mut reader.conn(), page_id).await?)
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Failure::Internal(error.to_string()))
}

/// Takes the caller's page offline; its address answers 404. Nothing changes if it isn't live.
pub async fn undeploy(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    let row = pages::own_page(services, &caller.actor()?.user_id, id).await?;
    if row.status() == PageStatus::Trashed {
        return Err(Problem::new(Code::Conflict, "This page is in the trash. Restore it first.").into());
    }
    let (now, id, owner) = (services.now(), row.id, row.owner_id);
    let before = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let before = live_hashes(&mut tx, &id).await?;
                deployments::delete(&mut tx, &id).await?;
                store::unpublished(&mut tx, &id, &owner, now).await?;
                Ok::<_, Failure>(before)
            })
        })
        .await?;
    services.sites.forget(&row.slug);
    for hash in before {
        delete_unused(services, &hash).await;
    }
    Ok(())
}

/// The bytes that are live at a page's address.
pub(crate) async fn live_hashes(
    conn: &mut Conn<'_>,
    page_id: &str,
) -> Result<Vec<String>, landinghub_store::Error> {
    let page = deployments::find(conn, page_id).await?.map(|row| row.hash);
    let variants = variants::live(conn, page_id).await?.into_iter().map(|row| row.hash);
    Ok(page.into_iter().chain(variants).collect())
}

/// Makes the deployment the live one, with the page's variants; answers the hashes that were live before.
async fn flip(
    services: &Services,
    owner: String,
    row: DeploymentRow,
    live: Vec<LiveRow>,
) -> Result<Vec<String>> {
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if !store::published(&mut tx, &row.page_id, &owner, Timestamp(row.deployed_at)).await? {
                    return Err(Problem::not_found().into());
                }
                let before = live_hashes(&mut tx, &row.page_id).await?;
                if !deployments::put(&mut tx, &row).await? {
                    let detail = "A later revision of this page was published meanwhile.";
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                variants::put_live(&mut tx, &row.page_id, &live).await?;
                Ok::<_, Failure>(before)
            })
        })
        .await
}

/// The HTML in every encoding, worked out side by side.
async fn compress(published: &Published) -> Result<Vec<(Encoding, Bytes)>> {
    let html = Bytes::from(published.html.clone());
    let work = |encoding| {
        let html = html.clone();
        heavy(move || encode(encoding, &html).map(|bytes| (encoding, bytes)))
    };
    let [a, b, c, d] = Encoding::ALL;
    let (a, b, c, d) = tokio::try_join!(work(a), work(b), work(c), work(d))?;
    [a, b, c, d]
        .into_iter()
        .map(|body| body.map_err(|error| Failure::Internal(format!("compression: {error}"))))
        .collect()
}

fn encode(encoding: Encoding, html: &Bytes) -> std::io::Result<Bytes> {
    Ok(match encoding {
        Encoding::Identity => html.clone(),
        Encoding::Brotli => {
            let quality = if html.len() <= SMALL { 11 } else { 9 };
            let params = BrotliEncoderParams {
                quality,
                lgwin: 20,
                size_hint: html.len(),
                ..BrotliEncoderParams::default()
            };
            let mut out = Vec::with_capacity(html.len() / 4);
            brotli::BrotliCompress(&mut &html[..], &mut out, &params)?;
            out.into()
        }
        Encoding::Zstd => zstd::encode_all(&html[..], if html.len() <= SMALL { 19 } else { 12 })?.into(),
        Encoding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::with_capacity(html.len() / 4), Compression::best());
            encoder.write_all(html)?;
            encoder.finish()?.into()
        }
    })
}

/// Keeps the bytes, unless they are there already.
async fn keep(services: &Services, hash: &str, bodies: &[(Encoding, Bytes)]) -> Result<()> {
    let puts = bodies.iter().filter_map(|(encoding, bytes)| {
        let key = encoding.key(hash)?;
        Some(async move {
            if services.objects.exists(key.clone()).await? {
                return Ok(());
            }
            services.objects.put(key, bytes.clone()).await
        })
    });
    futures::future::try_join_all(puts)
        .await
        .map_err(|error| Failure::Internal(format!("object store: {error}")))?;
    Ok(())
}

/// Deletes a site's bytes where no deployment uses them any more. A failure costs disk space only, so it is logged.
pub(crate) async fn delete_unused(services: &Services, hash: &str) {
    let unused = async {
        let mut reader = services.store.read().await?;
        Ok::<_, Failure>(deployments::uses(&mut reader.conn(), hash).await? == 0)
    };
    match unused.await {
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, hash, "whether a site's bytes are still used couldn't be told"),
        Ok(true) => {
            for key in Encoding::ALL.iter().filter_map(|encoding| encoding.key(hash)) {
                if let Err(error) = services.objects.delete(key).await {
                    tracing::warn!(%error, hash, "a site's bytes couldn't be deleted");
                }
            }
        }
    }
}

fn size(bytes: usize) -> i64 {
    stored(u64::try_from(bytes).unwrap_or(u64::MAX))
}
