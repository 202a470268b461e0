//! Reading: all articles by category, what a question finds, one article.

use crate::i18n::{I18n, use_i18n};
use crate::layout::PublicFrame;
use crate::market::parts::{ask, param, query, shown};
use crate::ui::{Breadcrumbs, EmptyState, Icon, LinkButton, Notice};
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
        <PublicFrame>
            <header class="help-head">
                <div class="wrap">
                    <h1>{i.t("help.title")}</h1>
                    <p>{i.t("help.lead")}</p>
                    <form class="help-search" role="search" action="/help" data-live="results">
                        <div class="input-group">
                            <Icon name="search"/>
                            <input class="input" type="search" name="q" value=q.clone() placeholder=i.t("help.search.hint") aria-label=i.t("help.search") maxlength="120" autocomplete="off"/>
                        </div>
                        <button class="btn btn-primary">{i.t("help.search")}</button>
                    </form>
                </div>
            </header>
            <div class="wrap help-centre">
                <div id="results">
                    {Suspend::new(async move {
                        shown(found.await, |found| if q.trim().is_empty() { by_category(i, found.items) } else { results(i, &q, found.items) })
                    })}
                </div>
                <Chat/>
            </div>
        </PublicFrame>
    }
}

/// The way to a person; the chat needs script, so its button does, too.
#[component]
fn Chat() -> impl IntoView {
    let i = use_i18n();
    view! {
        <aside class="card help-chat">
            <Icon name="message-circle"/>
            <p>{i.t("help.more")}</p>
            <button type="button" class="btn btn-secondary needs-script" data-talk-open="">{i.t("help.chat")}</button>
        </aside>
    }
    .into_any()
}

/// A category's name; one that admins made has only its word.
pub(super) fn category(i: I18n, word: &str) -> String {
    i.find(&format!("help.category.{word}")).map_or_else(|| word.replace('-', " "), str::to_owned)
}

fn icon(word: &str) -> &'static str {
    match word {
        "start" => "rocket",
        "selling" => "tag",
        "buying" => "shopping-cart",
        "account" => "user",
        _ => "circle-help",
    }
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
            view! {
                <section class="card help-category">
                    <h2><Icon name=icon(&name)/>{category(i, &name)}</h2>
                    <ul role="list">{links}</ul>
                </section>
            }
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
                <LinkButton href="/help">{i.t("help.all")}</LinkButton>
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
    let found = ask(move |services, _| async move {
        let text = help::article(&services, &slug, locale).await?;
        // The article is worth showing without its neighbours.
        let slice = Slice { limit: Some(ALL), cursor: None };
        let category = Some(text.summary.category.as_str());
        let beside = help::list(&services, locale, None, category, &slice).await.map(|list| list.items);
        Ok((text, beside.unwrap_or_default()))
    });
    view! {
        <div>
            {Suspend::new(async move {
                let found = found.await;
                view! {
                    <PublicFrame>
                        <div class="wrap help-centre">{shown(found, |(text, beside)| whole(i, text, beside))}</div>
                    </PublicFrame>
                }
            })}
        </div>
    }
}

fn whole(i: I18n, text: Text, beside: Vec<ArticleSummary>) -> AnyView {
    let other =
        (text.summary.locale != i.locale()).then(|| view! { <Notice>{i.t("help.not_translated")}</Notice> });
    let lang = text.summary.locale.as_str();
    let name = category(i, &text.summary.category);
    let beside: Vec<_> = beside.iter().filter(|item| item.slug != text.summary.slug).map(line).collect();
    let beside = (!beside.is_empty()).then(|| {
        view! {
            <nav class="help-beside" aria-labelledby="help-beside">
                <h2 id="help-beside">{name}</h2>
                <ul role="list">{beside}</ul>
            </nav>
        }
    });
    let updated = i.t_with("help.updated", &[("date", &i.date(text.summary.updated_at))]);
    view! {
        <Breadcrumbs above=vec![("/help".to_owned(), i.t("help.title").to_owned())] here=text.summary.title.clone()/>
        <div class="help-columns">
            <div class="help-main">
                {other}
                <article lang=lang>
                    <h1>{text.summary.title}</h1>
                    <p class="page-meta">{updated}</p>
                    // Markdown the server has made safe: see `help::markdown`.
                    <div class="prose" inner_html=text.html></div>
                </article>
                <Chat/>
            </div>
            {beside}
        </div>
    }
    .into_any()
}
