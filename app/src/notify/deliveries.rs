//! `/admin/deliveries`: what was to be sent or done and couldn't be.

use crate::answer::context;
use crate::i18n::use_i18n;
use crate::market::actions::{plain, settle};
use crate::market::admin::AdminFrame;
use crate::market::parts::{ask, more, query, shown};
use crate::ui::{Badge, Button, ButtonKind, ButtonSize, Card, EmptyState, POST, Table, Tone};
use landinghub::api::notifications::Delivery;
use landinghub_services::{Slice, outbox};
use leptos::prelude::*;

/// `/admin/deliveries`.
#[component]
pub fn Deliveries() -> impl IntoView {
    let i = use_i18n();
    let state = query("state");
    let state = if state == "pending" { "pending" } else { "dead" };
    let cursor = query("cursor");
    let slice = Slice { limit: None, cursor: (!cursor.is_empty()).then_some(cursor) };
    let list = ask(move |services, caller| async move {
        outbox::list_deliveries(&services, &caller, Some(state), None, &slice).await
    });
    let chips = [("dead", i.t("deliveries.dead")), ("pending", i.t("deliveries.pending"))]
        .into_iter()
        .map(|(word, words)| {
            let href = format!("/admin/deliveries?state={word}");
            view! { <a class="chip" href=href aria-current=(word == state).then_some("true")>{words}</a> }
        })
        .collect_view();
    view! {
        <AdminFrame here="/admin/deliveries" title=i.t("deliveries.title")>
            <p class="chips">{chips}</p>
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return view! { <EmptyState icon="send" title=i.t("deliveries.empty") text=i.t("deliveries.text")/> }.into_any();
                    }
                    let next = more("/admin/deliveries", &[("state", state)], list.next_cursor);
                    let heads = [i.t("deliveries.what"), i.t("deliveries.error"), i.t("deliveries.tries"), i.t("deliveries.when"), ""];
                    let rows = list.items.into_iter().map(row).collect_view();
                    view! {
                        <Card flush=true>
                            <Table caption=i.t("deliveries.title") heads=heads.map(str::to_owned).to_vec()>{rows}</Table>
                        </Card>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AdminFrame>
    }
}

fn row(one: Delivery) -> AnyView {
    let i = use_i18n();
    let name =
        i.find(&format!("deliveries.kind.{}", one.kind)).map_or_else(|| one.kind.clone(), str::to_owned);
    let dead = one.state == "dead";
    let act = |action: &'static str, words: &'static str, kind: ButtonKind| {
        view! {
            <form method=POST action=action class="inline-form">
                <input type="hidden" name="id" value=one.id.clone()/>
                <Button kind size=ButtonSize::Small submit=true>{words}</Button>
            </form>
        }
    };
    let acts = dead.then(|| {
        view! {
            <div class="row">
                {act("/_fn/retry_delivery", i.t("deliveries.retry"), ButtonKind::Secondary)}
                {act("/_fn/discard_delivery", i.t("deliveries.discard"), ButtonKind::Ghost)}
            </div>
        }
    });
    let tone = if dead { Tone::Bad } else { Tone::Neutral };
    view! {
        <tr>
            <td><Badge tone>{name}</Badge><p class="muted delivery-about">{one.about.clone()}</p></td>
            <td class="delivery-error">{one.last_error.clone().unwrap_or_default()}</td>
            <td class="numbers">{i.number(one.attempts)}</td>
            <td><time datetime=one.at.to_string()>{i.moment(one.at)}</time></td>
            <td>{acts}</td>
        </tr>
    }
    .into_any()
}

/// Has one tried again.
#[server(prefix = "/_fn", endpoint = "retry_delivery")]
async fn retry_delivery(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = outbox::retry(&services, &caller, &plain(&id)).await;
    settle(&services, &caller, "deliveries", "/admin/deliveries", done, "deliveries.retried").await
}

/// Lets go of one.
#[server(prefix = "/_fn", endpoint = "discard_delivery")]
async fn discard_delivery(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = outbox::discard(&services, &caller, &plain(&id)).await;
    settle(&services, &caller, "deliveries", "/admin/deliveries", done, "deliveries.discarded").await
}
