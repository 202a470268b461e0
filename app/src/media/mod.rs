//! `/media`: every file of an account. A document: what is found, where it is used, its address, and the way to delete it;
//! `public/media.js` uploads what is chosen, dropped or pasted, with progress.

mod card;

use crate::answer::{Answer, context};
use crate::i18n::{I18n, use_i18n};
use crate::layout::{AppFrame, Section};
use crate::market::forms::slice;
use crate::market::parts::{Said, ask, more, query, shown};
use crate::pages::said;
use crate::ui::{ActWords, EmptyState, Icon};
pub(crate) use card::size;
use card::{DeleteDialog, upload_card};
use landinghub::api::{List, Upload};
use landinghub_services::uploads::{self, Usage, Used};
use leptos::prelude::*;
use std::collections::BTreeMap;

const PATH: &str = "/media";
/// Orders, the one without a word first.
const SORTS: [&str; 3] = ["newest", "name", "size"];
/// Why a file isn't taken, by the words of the interface for programs.
const REFUSALS: [&str; 5] =
    ["unsupported_media_type", "payload_too_large", "validation_failed", "rate_limited", "offline"];
/// What may be chosen; what a file is, its bytes tell.
const ACCEPT: &str = "image/png,image/jpeg,image/gif,image/webp,image/svg+xml,video/mp4,video/webm,application/pdf,application/zip";

/// What the library is asked for.
#[derive(Clone, Debug)]
struct Asked {
    q: String,
    kind: String,
    sort: String,
}

/// What the screen shows.
struct Library {
    list: List<Upload>,
    used: BTreeMap<String, Vec<Used>>,
    usage: Usage,
}

/// `/media`.
#[component]
pub fn Media() -> impl IntoView {
    let i = use_i18n();
    let kind = query("kind");
    let kind = if matches!(&*kind, "image" | "video" | "file") { kind } else { String::new() };
    let sort = SORTS.into_iter().find(|sort| *sort == query("sort")).unwrap_or("newest").to_owned();
    let asked = Asked { q: query("q"), kind, sort };
    let wanted = asked.clone();
    let library = ask(move |services, caller| async move {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let query = uploads::Query {
            q: some(wanted.q),
            kind: some(wanted.kind),
            sort: some(wanted.sort),
            slice: slice(),
        };
        let list = uploads::list(&services, &caller, &query).await?;
        let ids: Vec<String> = list.items.iter().map(|upload| upload.id.clone()).collect();
        let used = uploads::used_on(&services, &caller, &ids).await?;
        let usage = uploads::usage(&services, &caller).await?;
        Ok(Library { list, used, usage })
    });
    let for_list = asked.clone();
    view! {
        <AppFrame section=Section::Media>
            <div class="page-head">
                <h1>{i.t("media.title")}</h1>
                {upload_button(i)}
            </div>
            <Said/>
            <Tools asked/>
            <ul class="media-sending" data-uploads=refusals(i) data-sending=i.t("media.sending") data-done=i.t("media.uploaded") aria-live="polite" role="list"></ul>
            <section id="found" class="media" tabindex="-1" aria-label=i.t("media.title")>
                {Suspend::new(async move { shown(library.await, |library| found(&for_list, library)) })}
            </section>
            <div class="media-drop" aria-hidden="true"><Icon name="upload"/><p>{i.t("media.drop")}</p></div>
            <DeleteDialog/>
            <ActWords/>
        </AppFrame>
    }
}

/// The sentences for what isn't taken, as JSON.
fn refusals(i: I18n) -> String {
    let words: BTreeMap<&str, &str> = REFUSALS
        .into_iter()
        .filter_map(|code| Some((code, i.find(&format!("media.wrong.{code}"))?)))
        .collect();
    serde_json::to_string(&words).unwrap_or_default()
}

fn upload_button(i: I18n) -> AnyView {
    view! {
        <label class="btn btn-primary import-file" data-scripted>
            <Icon name="upload"/>
            {i.t("media.upload")}
            <input class="sr-only" type="file" multiple accept=ACCEPT data-upload/>
        </label>
    }
    .into_any()
}

#[component]
fn Tools(asked: Asked) -> impl IntoView {
    let i = use_i18n();
    let kinds = [
        ("", i.t("media.kind.all")),
        ("image", i.t("media.kind.image")),
        ("video", i.t("media.kind.video")),
        ("file", i.t("media.kind.file")),
    ]
    .map(|(value, words)| {
        let checked = value == asked.kind;
        view! {
            <label class="segment">
                <input type="radio" name="kind" value=value checked=checked/>
                <span>{words}</span>
            </label>
        }
    })
    .collect_view();
    let sorts = SORTS
        .map(|sort| {
            let chosen = sort == asked.sort;
            view! { <option value=sort selected=chosen>{i.find(&format!("media.sort.{sort}"))}</option> }
        })
        .collect_view();
    view! {
        <form class="page-tools" action=PATH role="search" data-live="found">
            <div class="input-group">
                <Icon name="search"/>
                <input class="input" type="search" name="q" value=asked.q aria-label=i.t("media.search") placeholder=i.t("media.search") maxlength="120" autocomplete="off"/>
            </div>
            <div class="segments" role="radiogroup" aria-label=i.t("media.kind")>{kinds}</div>
            <label class="page-sort">
                <span class="sr-only">{i.t("pages.sort")}</span>
                <select class="select" name="sort">{sorts}</select>
            </label>
            <noscript><button class="btn btn-secondary">{i.t("pages.show")}</button></noscript>
        </form>
    }
    .into_any()
}

fn found(asked: &Asked, library: Library) -> AnyView {
    let i = use_i18n();
    let Library { list, mut used, usage } = library;
    let kept = kept(i, usage);
    if list.items.is_empty() {
        let plain = asked.q.is_empty() && asked.kind.is_empty();
        let (icon, title, text) = if plain {
            ("images", i.t("media.empty.title"), i.t("media.empty.text"))
        } else {
            ("search", i.t("pages.none.title"), i.t("media.none.text"))
        };
        let first = plain.then(|| upload_button(i));
        return view! { {(!plain).then_some(kept)} <EmptyState icon title text>{first}</EmptyState> }
            .into_any();
    }
    let next = more(PATH, &[("q", &asked.q), ("kind", &asked.kind), ("sort", &asked.sort)], list.next_cursor);
    let cards = list
        .items
        .into_iter()
        .map(|upload| {
            let pages = used.remove(&upload.id).unwrap_or_default();
            upload_card(i, upload, pages)
        })
        .collect_view();
    view! { {kept} <ul class="grid media-grid" role="list" data-list>{cards}</ul> {next} }.into_any()
}

/// How much is kept of what may be.
fn kept(i: I18n, usage: Usage) -> AnyView {
    let bytes = size(i, usage.bytes);
    let Some(limit) = usage.limit else {
        return view! { <p class="muted small media-kept">{i.t_with("media.kept", &[("size", &bytes)])}</p> }
            .into_any();
    };
    let words = i.t_with("media.kept.of", &[("size", &bytes), ("limit", &size(i, limit))]);
    let (value, most) = (usage.bytes.min(limit).to_string(), limit.to_string());
    let high = (limit / 10 * 9).to_string();
    view! {
        <p class="muted small media-kept">
            <meter min="0" max=most value=value high=high aria-label=words.clone()></meter>
            <span>{words}</span>
        </p>
    }
    .into_any()
}

/// Deletes a file for good.
#[server(prefix = "/_fn", endpoint = "delete_upload")]
async fn delete_upload(id: String) -> Answer<String> {
    let (services, caller) = context()?;
    let done = uploads::delete(&services, &caller, &id).await;
    said(&services, &caller, done, |i, ()| i.t("media.deleted").to_owned()).await
}
