//! How a page begins: from a template, from a few words, from HTML, or from nothing. `public/pages.js` narrows the
//! templates down while one types and tells what an import left out.

use super::PageArt;
use crate::answer::context;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Button, ButtonKind, Icon, LANGUAGES, POST, aria};
use landinghub::api::Starter;
use landinghub::text::fold;
use landinghub_services::templates;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The dialog behind "New page".
#[component]
pub(super) fn PickerDialog() -> impl IntoView {
    let i = use_i18n();
    view! {
        <dialog class="dialog is-wide" id="new-page" aria-labelledby="new-page-title">
            <h2 class="dialog-title" id="new-page-title">{i.t("pages.new")}</h2>
            <div class="dialog-body"><Starts start=String::new()/></div>
            // Last, so that the focus starts on what the dialog is for.
            <button type="button" class="btn btn-ghost btn-icon dialog-close" data-closes aria-label=i.t("ui.close") title=i.t("ui.close")><Icon name="x"/></button>
        </dialog>
    }
    .into_any()
}

/// All of them; `start` is the one that is open: `html`, `brief`, or the templates.
#[component]
pub(super) fn Starts(start: String) -> impl IntoView {
    let is = |pane: &str| start != pane;
    let templates = !matches!(&*start, "html" | "brief");
    view! {
        <div class="starts-all" data-starts>
            <div data-pane="" hidden=!templates><Templates/></div>
            <div data-pane="brief" hidden=is("brief")><Brief/></div>
            <div data-pane="html" hidden=is("html")><Import/></div>
        </div>
    }
    .into_any()
}

/// A way to begin, as a button.
fn way(
    value: &'static str,
    id: &'static str,
    icon: &'static str,
    name: &'static str,
    kind: &'static str,
) -> AnyView {
    view! {
        <button class="start" name="start" value=value form="starts-ways" data-to=value aria-labelledby=id>
            <Icon name=icon/>
            <span class="template-name" id=id>{name}</span>
            <span class="template-kind">{kind}</span>
        </button>
    }
    .into_any()
}

#[component]
fn Templates() -> impl IntoView {
    let i = use_i18n();
    let list = context().map(|(services, _)| {
        let look = |it: &Starter| templates::look_url(&services, &it.id);
        templates::list(&services).into_iter().map(|it| (look(&it), it)).collect::<Vec<_>>()
    });
    let mut offers: Vec<Offer> =
        list.unwrap_or_default().into_iter().map(|(look, starter)| Offer::new(i, starter, look)).collect();
    offers.sort_by_key(|offer| offer.starter.language != i.locale().as_str());
    let mut categories: Vec<(String, &'static str)> =
        offers.iter().map(|offer| (offer.starter.category.clone(), offer.category)).collect();
    categories.sort_by_key(|(_, words)| *words);
    categories.dedup();
    let categories = categories
        .into_iter()
        .map(|(category, words)| view! { <option value=category>{words}</option> })
        .collect_view();
    let mut languages = vec![("", i.t("pages.templates.any"))];
    languages.extend(
        LANGUAGES
            .iter()
            .filter(|(locale, _)| offers.iter().any(|offer| offer.starter.language == locale.as_str()))
            .map(|(locale, name)| (locale.as_str(), *name)),
    );
    let languages = languages
        .into_iter()
        .map(|(value, words)| {
            let pressed = aria(value.is_empty());
            view! { <button type="button" class="segment" data-language=value aria-pressed=pressed>{words}</button> }
        })
        .collect_view();
    let count = u64::try_from(offers.len()).unwrap_or_default();
    let note = format!("{} {}", i.n("pages.templates", count), i.t("pages.pick"));
    let cards = offers.into_iter().map(|offer| card(i, offer)).collect_view();
    view! {
        <form id="starts-ways" action="/pages/new"></form>
        <form method=POST action="/_fn/create_page" data-once>
            <input type="hidden" name="title" value=""/>
            <div class="starts">
                <button class="start" name="template" value="" aria-labelledby="template-blank">
                    <Icon name="plus"/>
                    <span class="template-name" id="template-blank">{i.t("pages.blank")}</span>
                    <span class="template-kind">{i.t("pages.blank.text")}</span>
                </button>
                {way("brief", "template-brief", "pencil", i.t("pages.brief"), i.t("pages.brief.kind"))}
                {way("html", "template-html", "file-code", i.t("pages.import"), i.t("pages.import.kind"))}
            </div>
            <div class="page-tools templates-tools" data-scripted>
                <div class="input-group">
                    <Icon name="search"/>
                    <input
                        class="input"
                        type="search"
                        data-words
                        aria-label=i.t("pages.templates.search")
                        placeholder=i.t("pages.templates.search")
                        maxlength="80"
                        autocomplete="off"
                    />
                </div>
                <div class="field">
                    <label class="sr-only" for="template-category">{i.t("pages.templates.category")}</label>
                    <select class="select" id="template-category" data-category>
                        <option value="">{i.t("pages.templates.all")}</option>
                        {categories}
                    </select>
                </div>
                <div class="segments" role="group" aria-label=i.t("pages.templates.language")>{languages}</div>
            </div>
            <p class="muted small templates-note" role="status" data-one=i.t("pages.templates.one") data-other=i.t("pages.templates.other") data-pick=i.t("pages.pick") data-none=i.t("pages.templates.none")>{note}</p>
            <div class="grid templates">{cards}</div>
        </form>
    }
    .into_any()
}

/// A template with its category in the reader's words, and what it is found by.
struct Offer {
    starter: Starter,
    category: &'static str,
    found_by: String,
    look: String,
}

impl Offer {
    fn new(i: I18n, starter: Starter, look: String) -> Self {
        let category = i.find(&format!("pages.category.{}", starter.category));
        let category = category.unwrap_or_else(|| i.t("pages.category.other"));
        let found_by =
            fold(&[&*starter.name, category, &starter.category.replace('_', " "), &starter.id].join(" "));
        Self { starter, category, found_by, look }
    }
}

fn card(i: I18n, offer: Offer) -> AnyView {
    let Offer { starter, category, found_by, look } = offer;
    let name_id = format!("template-{}", starter.id);
    let (label, lang, id) = (name_id.clone(), starter.language.clone(), starter.id.clone());
    let picture = if starter.thumbnail_url.is_empty() {
        view! { <PageArt seed=starter.id.clone()/> }.into_any()
    } else {
        view! { <img src=starter.thumbnail_url alt="" width="640" height="400" loading="lazy"/> }.into_any()
    };
    let language = LANGUAGES.iter().find(|(locale, _)| locale.as_str() == starter.language);
    let kind = format!("{category} · {}", language.map_or("", |(_, name)| *name));
    let words = i.t_with("pages.templates.look", &[("name", &starter.name)]);
    view! {
        <div class="template-card" data-found=found_by data-category=starter.category data-language=lang>
            <button
                class="template"
                name="template"
                value=id
                data-template=starter.id
                aria-labelledby=label
            >
                <span class="page-thumb">{picture}</span>
                <span class="template-name" id=name_id lang=starter.language>{starter.name}</span>
                <span class="template-kind">{kind}</span>
            </button>
            <a class="template-look" href=look target="_blank" rel="noopener" aria-label=words>
                <Icon name="eye"/>
                {i.t("pages.templates.look.short")}
            </a>
        </div>
    }
    .into_any()
}

/// The way back to the templates.
fn back(i: I18n) -> AnyView {
    view! {
        <p>
            <button class="btn btn-ghost" name="start" value="" form="starts-ways" data-to="">
                <Icon name="arrow-left"/>
                {i.t("pages.import.back")}
            </button>
        </p>
    }
    .into_any()
}

/// A few words about the page that should be.
#[component]
fn Brief() -> impl IntoView {
    let i = use_i18n();
    view! {
        <form class="stack" method=POST action="/_fn/page_from_brief" data-brief>
            <p class="muted small">{i.t("pages.brief.text")}</p>
            <label class="label" for="brief">{i.t("pages.brief.label")}</label>
            <textarea class="textarea" id="brief" name="brief" rows="6" maxlength="4000" placeholder=i.t("pages.brief.example") aria-describedby="brief-wrong"></textarea>
            <p class="error" id="brief-wrong" role="alert" data-wrong></p>
            <div class="row"><Button kind=ButtonKind::Primary submit=true>{i.t("pages.brief.submit")}</Button></div>
        </form>
        {back(i)}
    }
    .into_any()
}

/// HTML from elsewhere: pasted, a file, or a zip with its styles and pictures.
#[component]
fn Import() -> impl IntoView {
    let i = use_i18n();
    // The sentences for what is refused and left out, by their words.
    let mut words: BTreeMap<&str, &str> = BTreeMap::new();
    for area in [["pages.import.why."], ["pages.import.zip."]].concat() {
        let there = i.words().iter().filter(|(key, _)| key.starts_with(area));
        words.extend(there.map(|(key, words)| (key.as_str(), words.as_str())));
    }
    words.insert("unreadable", i.t("pages.import.unreadable"));
    words.insert("offline", i.t("ui.offline"));
    words.insert("one", i.find("pages.import.kept.one").unwrap_or_default());
    words.insert("other", i.find("pages.import.kept.other").unwrap_or_default());
    words.insert("dropped", i.t("pages.import.dropped"));
    words.insert("open", i.t("pages.import.open"));
    let words = serde_json::to_string(&words).unwrap_or_default();
    view! {
        <form class="stack import-form" method=POST action="/_fn/import_page" data-import=words>
            <p class="muted small">{i.t("pages.import.text")}</p>
            <label class="label" for="import-html">{i.t("pages.import.html")}</label>
            <textarea
                class="textarea import-html"
                id="import-html"
                name="html"
                rows="8"
                spellcheck="false"
                autocomplete="off"
                placeholder="<!doctype html>…"
                aria-describedby="import-wrong"
            ></textarea>
            <p class="error" id="import-wrong" role="alert" data-wrong></p>
            <div class="row">
                <label class="btn btn-secondary import-file" data-scripted>
                    <Icon name="upload"/>
                    {i.t("pages.import.file")}
                    <input class="sr-only" type="file" accept=".html,.htm,.zip,text/html,application/zip"/>
                </label>
                <Button kind=ButtonKind::Primary submit=true>{i.t("pages.import.submit")}</Button>
            </div>
            <div class="import-sending" role="status" data-sending=i.t("pages.import.sending")></div>
        </form>
        {back(i)}
    }
    .into_any()
}
