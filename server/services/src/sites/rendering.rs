//! A page's document as what is published: the HTML, its policy, its forms, its pictures.

use super::forms::{self, PublishedForm};
use crate::context::Services;
use crate::error::Result;
use crate::pages::{Loaded, stored};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use landinghub::render::{Needs, PageInfo, Rendered, Target, render};
use landinghub_store::uploads;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A page ready to be served.
#[derive(Debug)]
pub(crate) struct Published {
    /// The whole document.
    pub html: String,
    /// SHA-256 of it, in hex.
    pub hash: String,
    /// The `Content-Security-Policy` to serve it with.
    pub csp: String,
    /// By the id their address ends in.
    pub forms: BTreeMap<String, PublishedForm>,
    /// Of the stylesheet inside it.
    pub css_bytes: usize,
    /// Of the script inside it.
    pub js_bytes: usize,
    /// Addresses of its pictures.
    pub images: Vec<String>,
}

/// Renders the page as visitors get it; a draft is kept from search engines.
pub(super) fn rendered(
    services: &Services,
    loaded: &Loaded,
    target: fn(PageInfo) -> Target,
) -> Result<Published> {
    let document = loaded.for_rendering()?;
    let info = PageInfo {
        title: loaded.row.title.clone(),
        canonical: Some(services.config.page_url(&loaded.row.slug)),
        page: loaded.row.variant_of.clone().unwrap_or_else(|| loaded.row.id.clone()),
        market: services.config.base_url.origin().ascii_serialization(),
        ..PageInfo::default()
    };
    let Rendered { html, css, js, assets, needs, .. } = render(&document, &target(info));
    Ok(Published {
        hash: hex::encode(Sha256::digest(html.as_bytes())),
        csp: policy(&services.config.content_url(""), &css, &js, &needs),
        forms: forms::published(&document),
        css_bytes: css.len(),
        js_bytes: js.len(),
        images: assets,
        html,
    })
}

/// The source of a policy that allows this text and no other.
pub fn source_hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// Nothing but what the page is made of: its own style and script by their hashes, pictures, its own forms, and the
/// frames it opens when asked to. Only a page that carries its author's own code may do what code on a page does.
/// Its own origin may be asked: browsers judge what a search engine's tools fetch (`/robots.txt`) by this, too.
pub(crate) fn policy(content_origin: &str, css: &str, js: &str, needs: &Needs) -> String {
    let hash = source_hash;
    if needs.code {
        let extra: String = needs.frames.iter().flat_map(|frame| [" ", frame]).collect();
        return format!(
            "default-src 'none'; style-src 'unsafe-inline' https:; script-src 'unsafe-inline' https:; connect-src https:; \
             frame-src https:{extra}; img-src 'self' https: {content_origin} data:; media-src 'self' https: {content_origin}; \
             font-src 'self' https: {content_origin} data:; form-action 'self' https:; base-uri 'none'; frame-ancestors 'none'"
        );
    }
    let script = if js.is_empty() { String::new() } else { format!(" script-src {};", hash(js)) };
    let frames = if needs.frames.is_empty() {
        String::new()
    } else {
        format!(" frame-src {};", needs.frames.join(" "))
    };
    format!(
        "default-src 'none'; style-src {};{script}{frames} img-src 'self' https: {content_origin} data:; media-src 'self' https: \
         {content_origin}; font-src 'self' {content_origin}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        hash(css)
    )
}

/// The id of the upload an address on the content origin belongs to, and its file.
pub(crate) fn content_id<'a>(services: &Services, url: &'a str) -> Option<(&'a str, &'a str)> {
    url.strip_prefix(&services.config.content_url("/u/"))?.split_once('/')
}

/// Bytes of the largest file of each uploaded picture among the addresses.
pub(super) async fn image_bytes(services: &Services, images: &[String]) -> Result<i64> {
    let ids: BTreeSet<&str> =
        images.iter().filter_map(|url| content_id(services, url)).map(|(id, _)| id).collect();
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let mut sum: i64 = 0;
    for id in ids {
        let variants = uploads::variants(&mut conn, id).await?;
        // A picture without smaller copies is small: its file counts.
        let largest = match variants.last() {
            Some(variant) => Some(variant.bytes),
            None => uploads::bytes_of(&mut conn, id).await?,
        };
        sum = sum.saturating_add(largest.unwrap_or_default());
    }
    Ok(sum.min(stored(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_allows_what_the_page_needs_and_no_more() {
        let plain = policy("https://c.example", "a{}", "", &Needs::default());
        assert!(
            !plain.contains("script-src") && !plain.contains("frame-src") && !plain.contains("unsafe"),
            "{plain}"
        );
        let frames = Needs { frames: vec!["https://player.vimeo.com".to_owned()], code: false };
        let film = policy("https://c.example", "a{}", "x()", &frames);
        assert!(
            film.contains("script-src 'sha256-") && film.contains("frame-src https://player.vimeo.com;"),
            "{film}"
        );
        assert!(!film.contains("unsafe"), "{film}");
        let own = policy("https://c.example", "a{}", "x()", &Needs { frames: Vec::new(), code: true });
        // A hash beside it would switch 'unsafe-inline' off.
        assert!(own.contains("script-src 'unsafe-inline' https:;") && !own.contains("sha256"), "{own}");
        assert!(own.contains("base-uri 'none'; frame-ancestors 'none'"), "{own}");
    }
}
