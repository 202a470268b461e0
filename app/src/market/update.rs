//! `/my-orders/{id}/updates/{page}`: what the seller changed since, and taking it over.

use super::actions::{fail, plain, words};
use super::parts::{Said, ask, param, shown};
use crate::answer::context;
use crate::auth::forms::on;
use crate::i18n::{Area, dictionary, use_i18n};
use crate::layout::{AppFrame, Section};
use crate::ui::{Badge, Breadcrumbs, Button, ButtonKind, EmptyState, Icon, LinkButton, Notice, POST, Tone};
use landinghub::api::market::{Change, Changed, Conflict, PageUpdate, Part, TakeUpdate, Why};
use landinghub_services::{market, pages};
use leptos::prelude::*;

/// The page and what there is for it.
struct Offered {
    page: String,
    title: String,
    update: PageUpdate,
}

/// The screen.
#[component]
pub fn Update() -> impl IntoView {
    let i = use_i18n();
    let (order, page) = (param("id"), param("page"));
    let above = vec![
        ("/my-orders".to_owned(), i.t("nav.orders").to_owned()),
        (format!("/my-orders/{}", plain(&order)), i.t("market.order").to_owned()),
    ];
    let offered = ask(move |services, caller| async move {
        let update = market::update_of(&services, &caller, &page).await?;
        let title = pages::get(&services, &caller, &page).await?.title;
        Ok(Offered { page, title, update })
    });
    view! {
        <AppFrame section=Section::Orders>
            <Breadcrumbs above here=i.t("market.update.title").to_owned()/>
            <Said/>
            {Suspend::new(async move { shown(offered.await, move |offered| screen(offered, &order)) })}
        </AppFrame>
    }
}

fn screen(offered: Offered, order: &str) -> AnyView {
    let i = use_i18n();
    let Offered { page, title, update } = offered;
    let edit = format!("/pages/{page}/edit");
    if !update.available {
        return view! {
            <EmptyState icon="circle-check" title=i.t("market.update.none") text=i.t("market.update.none.text")>
                <LinkButton href=edit kind=ButtonKind::Primary>{i.t("market.open_editor")}</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let when = update.at.map(|at| i.date(at)).unwrap_or_default();
    let lead = i.t_with("market.update.lead", &[("title", &title), ("date", &when)]);
    let nothing = update.changes.is_empty();
    let changes = update.changes.into_iter().map(|change| line(change, None)).collect_view();
    let kept = (!update.conflicts.is_empty()).then(|| {
        let rows = update.conflicts.into_iter().map(conflict).collect_view();
        view! {
            <section class="update-kept">
                <h2>{i.t("market.update.kept")}</h2>
                <p class="muted">{i.t("market.update.kept.text")}</p>
                <ul role="list" class="card changes">{rows}</ul>
            </section>
        }
    });
    view! {
        <div class="page-head"><h1>{i.t("market.update.title")}</h1></div>
        <p class="muted update-lead">{lead}</p>
        <div class="checkout">
            <div class="stack">
                <section>
                    <h2>{i.t("market.update.changes")}</h2>
                    {if nothing {
                        view! { <Notice>{i.t("market.update.nothing")}</Notice> }.into_any()
                    } else {
                        view! { <ul role="list" class="card changes">{changes}</ul> }.into_any()
                    }}
                </section>
                {kept}
            </div>
            <aside class="card checkout-sum">
                <form class="card-body stack" method=POST action="/_fn/take_update">
                    <input type="hidden" name="page" value=page/>
                    <input type="hidden" name="order" value=plain(order)/>
                    <input type="hidden" name="revision" value=update.revision_id.unwrap_or_default()/>
                    <p>{i.t("market.update.how")}</p>
                    <Button kind=ButtonKind::Primary submit=true icon="refresh-cw">{i.t("market.update.take")}</Button>
                    <LinkButton href=edit>{i.t("market.open_editor")}</LinkButton>
                </form>
            </aside>
        </div>
    }
    .into_any()
}

fn conflict(conflict: Conflict) -> AnyView {
    let i = use_i18n();
    let why = match conflict.why {
        Why::Edited => i.t("market.update.why.edited"),
        Why::Removed => i.t("market.update.why.removed"),
        Why::Impossible => i.t("market.update.why.impossible"),
    };
    line(conflict.change, Some((why, conflict.yours)))
}

/// A change: what happened to which block, with its words before and after.
fn line(change: Change, kept: Option<(&'static str, Option<String>)>) -> AnyView {
    let i = use_i18n();
    let Change { what, block, label, parts, before, after, .. } = change;
    let (tone, icon, verb) = match what {
        Changed::Added => (Tone::Good, "plus", i.t("market.update.added")),
        Changed::Edited => (Tone::Brand, "pencil", i.t("market.update.edited")),
        Changed::Moved => (Tone::Neutral, "arrow-left-right", i.t("market.update.moved")),
        Changed::Removed => (Tone::Bad, "minus", i.t("market.update.removed")),
    };
    let own = i.find(&format!("market.block.{block}"));
    let kind = own.or_else(|| dictionary(i.locale(), Area::App).find(&format!("editor.kind.{block}")));
    let kind = kind.map_or_else(|| spoken(&block), str::to_owned);
    let name = if label.is_empty() { kind } else { format!("{kind} · {label}") };
    let says_all = matches!(block.as_str(), "head" | "theme" | "component");
    let about = if what == Changed::Edited && !says_all {
        let parts = parts.into_iter().filter(|part| *part != Part::Whole).map(part_words);
        parts.collect::<Vec<_>>().join(", ")
    } else {
        String::new()
    };
    let text =
        |class: &'static str, words: Option<String>| words.map(|words| view! { <p class=class>{words}</p> });
    let (why, yours) = kept.unzip();
    let yours = yours.flatten().map(|words| {
        view! { <p class="change-yours"><span class="muted">{i.t("market.update.yours")}</span> " " {words}</p> }
    });
    view! {
        <li class="change">
            <Icon name=icon/>
            <div class="change-text">
                <p class="change-head">
                    <strong>{name}</strong>
                    <Badge tone>{verb}</Badge>
                    <span class="muted">{about}</span>
                </p>
                {text("change-before", before)}
                {text("change-after", after)}
                {why.map(|why| view! { <p class="muted">{why}</p> })}
                {yours}
            </div>
        </li>
    }
    .into_any()
}

/// A kind without words of its own: `faq_item` as "faq item".
fn spoken(block: &str) -> String {
    block.replace(['_', '-'], " ")
}

fn part_words(part: Part) -> &'static str {
    let i = use_i18n();
    match part {
        Part::Whole => "",
        Part::Text => i.t("market.part.text"),
        Part::Picture => i.t("market.part.picture"),
        Part::Link => i.t("market.part.link"),
        Part::Looks => i.t("market.part.looks"),
        Part::Place => i.t("market.part.place"),
        Part::Settings => i.t("market.part.settings"),
        Part::Theme => i.t("market.part.theme"),
        Part::Head => i.t("market.part.head"),
    }
}

/// Takes the seller's newer revision over.
#[server(prefix = "/_fn", endpoint = "take_update")]
async fn take_sellers_update(
    #[server(default)] page: String,
    #[server(default)] order: String,
    #[server(default)] revision: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let order = format!("/my-orders/{}", plain(&order));
    let here = format!("{order}/updates/{}", plain(&page));
    let input = TakeUpdate { revision_id: Some(revision) };
    match market::take_update(&services, &caller, &page, input).await {
        Ok(took) => {
            let key =
                if took.conflicts.is_empty() { "market.update.done" } else { "market.update.done_kept" };
            on("order", words(&services, &caller, key).await, &order)
        }
        Err(failure) => fail(&services, &caller, failure, "update", &here, &[]).await,
    }
}

/// Opens what is for sale in the editor, unbought.
#[server(prefix = "/_fn", endpoint = "try_listing")]
async fn try_listing(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    match market::try_out(&services, &caller, &id).await {
        Ok((tried, _)) => {
            leptos_axum::redirect(&format!("/pages/{}/edit", tried.page.id), false);
            Ok(())
        }
        Err(failure) => {
            fail(&services, &caller, failure, "try", &format!("/marketplace/{}", plain(&id)), &[]).await
        }
    }
}
