//! Canned replies, on the screen of settings.

use super::settings::PATH;
use crate::answer::context;
use crate::i18n::use_i18n;
use crate::market::actions::{plain, settle};
use crate::ui::{Button, ButtonKind, POST};
use landinghub::api::chat::{CannedDraft, CannedReply};
use landinghub_services::chat;
use leptos::prelude::*;

const PLACEHOLDERS: &str = "{{customer.name}}, {{customer.email}}, {{agent.name}}, {{room.subject}}, {{page.title}}, {{customer.name|there}}";

/// The replies, each to be changed or deleted, and a form for one more.
pub(super) fn section(replies: Vec<CannedReply>) -> AnyView {
    let i = use_i18n();
    let rows = replies.into_iter().map(row).collect_view();
    view! {
        <section class="card card-body stack" id="canned">
            <h2>{i.t("inbox.canned")}</h2>
            <p class="muted">{i.t_with("inbox.set.canned.text", &[("placeholders", PLACEHOLDERS)])}</p>
            <ul class="canned-list" role="list">{rows}</ul>
            <h3>{i.t("inbox.set.canned.new")}</h3>
            {form(None)}
        </section>
    }
    .into_any()
}

fn row(reply: CannedReply) -> AnyView {
    let i = use_i18n();
    let id = reply.id.clone();
    let (shortcut, title, body) = (reply.shortcut.clone(), reply.title.clone(), reply.body.clone());
    let edit = i.t_with("inbox.set.canned.edit", &[("shortcut", &shortcut)]);
    view! {
        <li>
            <details class="canned">
                <summary aria-label=edit>
                    <strong>"/" {shortcut}</strong>
                    <span>{title}</span>
                    <small dir="auto">{body}</small>
                </summary>
                {form(Some(reply))}
                <form method=POST action="/_fn/delete_canned" class="inline-form">
                    <input type="hidden" name="id" value=id/>
                    <button class="btn btn-ghost btn-sm">{i.t("inbox.set.canned.delete")}</button>
                </form>
            </details>
        </li>
    }
    .into_any()
}

fn form(reply: Option<CannedReply>) -> AnyView {
    let i = use_i18n();
    let (id, shortcut, title, body) = reply.map(|r| (r.id, r.shortcut, r.title, r.body)).unwrap_or_default();
    let words = if id.is_empty() { i.t("inbox.set.canned.add") } else { i.t("inbox.set.canned.save") };
    view! {
        <form method=POST action="/_fn/save_canned" class="stack canned-form">
            <input type="hidden" name="id" value=id/>
            <div class="row">
                <label class="field"><span class="label">{i.t("inbox.set.shortcut")}</span><input class="input" name="shortcut" value=shortcut maxlength="41" required autocomplete="off"/></label>
                <label class="field"><span class="label">{i.t("inbox.set.canned.title")}</span><input class="input" name="title" value=title maxlength="120" autocomplete="off"/></label>
            </div>
            <label class="field"><span class="label">{i.t("inbox.set.canned.body")}</span><textarea class="textarea" name="body" rows="3" maxlength="5000" required dir="auto">{body}</textarea></label>
            <div class="form-actions"><Button kind=ButtonKind::Secondary submit=true>{words}</Button></div>
        </form>
    }
    .into_any()
}

/// Makes a reply, or changes one.
#[server(prefix = "/_fn", endpoint = "save_canned")]
async fn save_canned(
    #[server(default)] id: String,
    #[server(default)] shortcut: String,
    #[server(default)] title: String,
    #[server(default)] body: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let draft = CannedDraft { shortcut: Some(shortcut), title: Some(title), body: Some(body) };
    let done = if id.is_empty() {
        chat::create_canned(&services, &caller, draft).await
    } else {
        chat::update_canned(&services, &caller, &plain(&id), draft).await
    };
    settle(&services, &caller, "canned", &[PATH, "#canned"].concat(), done, "inbox.set.saved").await
}

/// Deletes a reply.
#[server(prefix = "/_fn", endpoint = "delete_canned")]
async fn delete_canned(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = chat::delete_canned(&services, &caller, &id).await;
    settle(&services, &caller, "canned", &[PATH, "#canned"].concat(), done, "inbox.set.canned.deleted").await
}
