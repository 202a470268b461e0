//! Writing articles, and what the AI may do.

use crate::answer::context;
use crate::auth::forms::on;
use crate::i18n::{I18n, use_i18n};
use crate::market::actions::{fail, settle, words};
use crate::market::admin::AdminFrame;
use crate::market::parts::{ask, flash_of, param, query, shown};
use crate::ui::{Badge, Button, ButtonKind, ButtonSize, EmptyState, Icon, LANGUAGES, LinkButton, POST, Tone};
use landinghub::account::Locale;
use landinghub::api::help::{AiSettings, AiStatus, Article, ArticleChange, Engine, NewArticle as Fresh};
use landinghub_services::{Slice, ai, help};
use leptos::prelude::*;

const PATH: &str = "/admin/help";

/// `/admin/help`.
#[component]
pub fn Articles() -> impl IntoView {
    let i = use_i18n();
    let cursor = query("cursor");
    let list = ask(move |services, caller| async move {
        let slice = Slice { limit: Some(100), cursor: (!cursor.is_empty()).then_some(cursor) };
        help::list_all(&services, &caller, &slice).await
    });
    view! {
        <AdminFrame here=PATH title=i.t("help.admin.title")>
            <p class="row">
                <LinkButton href="/admin/help/new" kind=ButtonKind::Primary icon="plus">{i.t("help.admin.new")}</LinkButton>
            </p>
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return view! { <EmptyState icon="circle-help" title=i.t("help.none.title") text=i.t("help.none.text")/> }.into_any();
                    }
                    let rows = list.items.into_iter().map(|item| {
                        let helped = item.helped.filter(|count| *count > 0).map(|count| {
                            format!(" · {}", i.t_with("help.admin.helped", &[("count", &i.number(count))]))
                        });
                        let draft = (!item.published).then(|| view! { <Badge tone=Tone::Neutral>{i.t("help.admin.draft")}</Badge> });
                        view! {
                            <li class="line">
                                <div class="line-text">
                                    <h2 class="line-title" lang=item.locale.as_str()><a href=format!("{PATH}/{}", item.id)>{item.title}</a></h2>
                                    <p class="page-meta">{item.locale.as_str()} " · " {super::read::category(i, &item.category)} " · /help/" {item.slug} {helped} {draft}</p>
                                </div>
                            </li>
                        }
                    }).collect_view();
                    let next = crate::market::parts::more(PATH, &[], list.next_cursor);
                    view! { <ul role="list" class="card lines">{rows}</ul> {next} }.into_any()
                })
            })}
        </AdminFrame>
    }
}

/// `/admin/help/new`.
#[component]
pub fn NewArticle() -> impl IntoView {
    let i = use_i18n();
    view! { <AdminFrame here=PATH title=i.t("help.admin.new")>{form(i, None)}</AdminFrame> }
}

/// `/admin/help/{id}`.
#[component]
pub fn EditArticle() -> impl IntoView {
    let i = use_i18n();
    let id = param("id");
    let found = ask(move |services, caller| async move { help::by_id(&services, &caller, &id).await });
    view! {
        <AdminFrame here=PATH title=i.t("help.admin.edit")>
            {Suspend::new(async move { shown(found.await, |article| form(i, Some(article))) })}
        </AdminFrame>
    }
}

/// One text's form, with what was typed when it was refused.
fn form(i: I18n, article: Option<Article>) -> AnyView {
    let flash = flash_of("article");
    let value = |name: &str, kept: Option<String>| {
        flash
            .values
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, typed)| typed.clone())
            .or(kept)
            .unwrap_or_default()
    };
    let error =
        |name: &str| flash.errors.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
    let kept = |pick: fn(&Article) -> String| article.as_ref().map(pick);
    let field = |name: &'static str, label: &'static str, kept: Option<String>, required: bool| {
        let problem = error(name);
        let about = problem.is_some().then(|| format!("{name}-error"));
        view! {
            <div class="field">
                <label class="label" for=name>{label}</label>
                <input class="input" id=name name=name value=value(name, kept) required=required aria-invalid=problem.is_some().then_some("true") aria-describedby=about.clone()/>
                {problem.map(|text| view! { <p class="field-error" id=about><Icon name="circle-alert"/><span>{text}</span></p> })}
            </div>
        }
    };
    let chosen = value("locale", kept(|article| article.summary.locale.as_str().to_owned()));
    let languages = LANGUAGES
        .into_iter()
        .map(|(locale, name)| {
            let word = locale.as_str();
            view! { <option value=word selected=word == chosen lang=word>{name}</option> }
        })
        .collect_view();
    let body_problem = error("body");
    let published = article.as_ref().is_none_or(|article| article.summary.published);
    let id = kept(|article| article.summary.id.clone()).unwrap_or_default();
    let remove = article.as_ref().map(|article| {
        view! {
            <details class="reasoned">
                <summary class="btn btn-secondary btn-sm">{i.t("help.admin.delete")}</summary>
                <form method=POST action="/_fn/delete_article" class="stack reasoned-form">
                    <input type="hidden" name="id" value=article.summary.id.clone()/>
                    <p>{i.t_with("help.admin.delete.ask", &[("title", &article.summary.title)])}</p>
                    <Button kind=ButtonKind::Danger size=ButtonSize::Small submit=true>{i.t("help.admin.delete")}</Button>
                </form>
            </details>
        }
    });
    let preview = article.as_ref().map(|article| {
        let html = article.html.clone();
        view! { <details class="card help-preview"><summary>{i.t("help.admin.preview")}</summary><div class="prose" inner_html=html></div></details> }
    });
    view! {
        <form method=POST action="/_fn/save_article" class="card stack help-form">
            <input type="hidden" name="id" value=id/>
            {field("title", i.t("help.admin.field.title"), kept(|article| article.summary.title.clone()), true)}
            <div class="help-row">
                {field("slug", i.t("help.admin.field.slug"), kept(|article| article.summary.slug.clone()), false)}
                {field("category", i.t("help.admin.field.category"), kept(|article| article.summary.category.clone()), false)}
                <div class="field">
                    <label class="label" for="locale">{i.t("help.admin.field.locale")}</label>
                    <select class="input select" id="locale" name="locale">{languages}</select>
                </div>
            </div>
            <div class="field">
                <label class="label" for="body">{i.t("help.admin.field.body")}</label>
                <textarea class="textarea" id="body" name="body" rows="16" required aria-invalid=body_problem.is_some().then_some("true")>{value("body", kept(|article| article.body.clone()))}</textarea>
                {body_problem.map(|text| view! { <p class="field-error"><Icon name="circle-alert"/><span>{text}</span></p> })}
            </div>
            <label class="check"><input type="checkbox" name="published" value="1" checked=published/> {i.t("help.admin.field.published")}</label>
            <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("help.admin.save")}</Button></div>
        </form>
        {preview}
        {remove}
    }
    .into_any()
}

/// `/admin/ai`.
#[component]
pub fn Assistant() -> impl IntoView {
    let i = use_i18n();
    let status = ask(move |services, caller| async move { ai::status(&services, &caller).await });
    view! {
        <AdminFrame here="/admin/ai" title=i.t("help.ai.title")>
            {Suspend::new(async move { shown(status.await, |status| assistant(i, status)) })}
        </AdminFrame>
    }
}

fn assistant(i: I18n, status: AiStatus) -> AnyView {
    let engine = match status.engine {
        Engine::Articles => i.t("help.ai.none").to_owned(),
        Engine::Openai | Engine::Gemini => {
            i.t_with("help.ai.model", &[("model", status.model.as_deref().unwrap_or_default())])
        }
    };
    let used = match status.tokens_limit {
        Some(limit) => i.t_with(
            "help.ai.used_of",
            &[("used", &i.number(status.tokens_today)), ("limit", &i.number(limit))],
        ),
        None => i.t_with("help.ai.used", &[("used", &i.number(status.tokens_today))]),
    };
    view! {
        <form method=POST action="/_fn/save_ai" class="card stack help-form">
            <p>{engine}</p>
            <p class="muted">{used}</p>
            <label class="check"><input type="checkbox" name="auto_answer" value="1" checked=status.settings.auto_answer/> {i.t("help.ai.auto")}</label>
            <p class="help">{i.t("help.ai.auto.text")}</p>
            <div class="field">
                <label class="label" for="tone">{i.t("help.ai.tone")}</label>
                <input class="input" id="tone" name="tone" maxlength="300" value=status.settings.tone/>
            </div>
            <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("help.admin.save")}</Button></div>
        </form>
    }
    .into_any()
}

/// Makes a text or changes one.
#[server(prefix = "/_fn", endpoint = "save_article")]
async fn save_article(
    #[server(default)] id: String,
    #[server(default)] title: String,
    #[server(default)] slug: String,
    #[server(default)] locale: String,
    #[server(default)] category: String,
    #[server(default)] body: String,
    #[server(default)] published: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let published = Some(!published.is_empty());
    let language = Locale::parse(&locale);
    let some = |text: &String| (!text.trim().is_empty()).then(|| text.clone());
    let saved = if id.is_empty() {
        let new = Fresh {
            title: title.clone(),
            slug: some(&slug),
            locale: language,
            category: some(&category),
            body: body.clone(),
            published,
        };
        help::create(&services, &caller, new).await
    } else {
        let change = ArticleChange {
            title: Some(title.clone()),
            slug: some(&slug),
            locale: language,
            category: some(&category),
            body: Some(body.clone()),
            published,
        };
        help::update(&services, &caller, &id, change).await
    };
    match saved {
        Ok(article) => on(
            "saved",
            words(&services, &caller, "help.admin.saved").await,
            &format!("{PATH}/{}", article.summary.id),
        ),
        Err(failure) => {
            let plain: String = id.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
            let path = if plain.is_empty() { format!("{PATH}/new") } else { format!("{PATH}/{plain}") };
            // A cookie carries what was typed; a long text wouldn't fit, and the browser still has it one step back.
            let short: String = if body.len() <= 1500 { body } else { String::new() };
            let values = [
                ("title", title.as_str()),
                ("slug", &slug),
                ("locale", &locale),
                ("category", &category),
                ("body", &short),
            ];
            fail(&services, &caller, failure, "article", &path, &values).await
        }
    }
}

/// Deletes a text.
#[server(prefix = "/_fn", endpoint = "delete_article")]
async fn delete_article(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = help::delete(&services, &caller, &id).await;
    settle(&services, &caller, "saved", PATH, done, "help.admin.deleted").await
}

/// What the AI may do.
#[server(prefix = "/_fn", endpoint = "save_ai")]
async fn save_ai(
    #[server(default)] auto_answer: String,
    #[server(default)] tone: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done =
        ai::save_settings(&services, &caller, AiSettings { auto_answer: !auto_answer.is_empty(), tone })
            .await;
    settle(&services, &caller, "saved", "/admin/ai", done, "help.admin.saved").await
}
