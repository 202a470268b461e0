//! Reading: all articles by category, what a question finds, one article.

use crate::i18n::{I18n, use_i18n};
use crate::layout::PublicFrame;
use crate::market::parts::{ask, param, query, shown};
use crate::ui::{EmptyState, Icon, LinkButton};
use landinghub::api::help::{Article as Text, ArticleSummary};
use landinghub_services::{Slice, help};
use leptos::prelude::*;

/// The most that one screen lists.
const ALL: u32 = 100;

/// `/help`.
#[component]
pub fn Help() -> impl IntoView {
    let i = use_i18n();
    let q = query("q");
    let (asked, locale) = (q.clone(), i.locale());
    let found = ask(move |services, _| async move {
        let slice = Slice { limit: Some(ALL), cursor: None };
        help::list(&services, locale, Some(&asked), None, &slice).await
    });
    view! {
        <PublicFrame title=i.t("help.title")>
            <div class="wrap help-centre">
                <header class="help-head">
                    <h1>{i.t("help.title")}</h1>
                    <form class="help-search" role="search" action="/help">
                        <div class="input-group">
                            <Icon name="search"/>
                            <input class="input" type="search" name="q" value=q.clone() placeholder=i.t("help.search.hint") aria-label=i.t("help.search")/>
                        </div>
                        <button class="btn btn-primary">{i.t("help.search")}</button>
                    </form>
                </header>
                {Suspend::new(async move {
                    shown(found.await, |found| if q.trim().is_empty() { by_category(i, found.items) } else { results(i, &q, found.items) })
                })}
            </div>
        </PublicFrame>
    }
}

/// A category's name; one that admins made has only its word.
pub(super) fn category(i: I18n, word: &str) -> String {
    i.find(&format!("help.category.{word}")).map_or_else(|| word.replace('-', " "), str::to_owned)
}

fn by_category(i: I18n, items: Vec<ArticleSummary>) -> AnyView {
    if items.is_empty() {
        return view! { <EmptyState icon="circle-help" title=i.t("help.none.title") text=i.t("help.none.text")/> }.into_any();
    }
    // As people need them; what admins made comes after.
    let order = ["start", "selling", "buying", "account"];
    let mut names: Vec<String> = items.iter().map(|item| item.category.clone()).collect();
    names.sort_by_key(|name| {
        (order.iter().position(|known| known == name).unwrap_or(order.len()), name.clone())
    });
    names.dedup();
    let sections = names
        .into_iter()
        .map(|name| {
            let links = items.iter().filter(|item| item.category == name).map(line).collect_view();
            view! { <section class="card help-category"><h2>{category(i, &name)}</h2><ul role="list">{links}</ul></section> }
        })
        .collect_view();
    view! { <div class="help-categories">{sections}</div> }.into_any()
}

fn line(item: &ArticleSummary) -> impl IntoView + use<> {
    let (href, lang) = (format!("/help/{}", item.slug), item.locale.as_str());
    view! { <li><a href=href hreflang=lang lang=lang>{item.title.clone()}</a></li> }
}

fn results(i: I18n, q: &str, items: Vec<ArticleSummary>) -> AnyView {
    if items.is_empty() {
        return view! {
            <EmptyState icon="search" title=i.t("help.nothing.title") text=i.t_with("help.nothing.text", &[("q", q)])>
                <LinkButton href="/help" external=true>{i.t("help.all")}</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let rows = items
        .into_iter()
        .map(|item| {
            let lang = item.locale.as_str();
            view! {
                <li class="help-hit" lang=lang>
                    <h2><a href=format!("/help/{}", item.slug)>{item.title}</a></h2>
                    <p class="muted">{item.summary}</p>
                </li>
            }
        })
        .collect_view();
    view! {
        <p role="status" class="muted">{i.n("help.found", rows.len() as u64)}</p>
        <ul role="list" class="card help-hits">{rows}</ul>
    }
    .into_any()
}

/// `/help/{slug}`.
#[component]
pub fn Article() -> impl IntoView {
    let i = use_i18n();
    let (slug, locale) = (param("slug"), i.locale());
    let found = ask(move |services, _| async move { help::article(&services, &slug, locale).await });
    view! {
        <div>
            {Suspend::new(async move {
                let found = found.await;
                let title = found.as_ref().map_or_else(|_| i.t("help.title").to_owned(), |text| text.summary.title.clone());
                view! {
                    <PublicFrame title>
                        <div class="wrap help-centre">{shown(found, |text| whole(i, text))}</div>
                    </PublicFrame>
                }
            })}
        </div>
    }
}

fn whole(i: I18n, text: Text) -> AnyView {
    let other = (text.summary.locale != i.locale())
        .then(|| view! { <p class="notice">{i.t("help.not_translated")}</p> });
    let lang = text.summary.locale.as_str();
    view! {
        <nav aria-label=i.t("help.path")><a href="/help">{i.t("help.title")}</a> " / " {category(i, &text.summary.category)}</nav>
        {other}
        <article class="help-article" lang=lang>
            <h1>{text.summary.title}</h1>
            // Markdown the server has made safe: see `help::markdown`.
            <div class="prose" inner_html=text.html></div>
        </article>
        <p class="muted">{i.t_with("help.updated", &[("date", &i.date(text.summary.updated_at))])}</p>
        <p>{i.t("help.more")}</p>
    }
    .into_any()
}
