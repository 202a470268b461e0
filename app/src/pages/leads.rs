//! What visitors left in a page's forms.

use super::api::{LeadRow, LeadSlice, list_leads};
use crate::answer::settle;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::ui::{
    Breadcrumbs, Card, EmptyState, ErrorState, LinkButton, LoadMore, Skeleton, Table, use_toasts,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

/// `/pages/{id}/leads`.
#[component]
pub fn Leads() -> impl IntoView {
    let i = use_i18n();
    view! {
        <AppFrame section=Section::Pages title=i.t("leads.title")>
            <LeadsOf/>
        </AppFrame>
    }
}

#[component]
fn LeadsOf() -> impl IntoView {
    let i = use_i18n();
    let offline = i.t("ui.offline");
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).unwrap_or_default();
    let first =
        Resource::new(id, move |id| async move { (id.clone(), settle(list_leads(id, None).await, offline)) });
    view! {
        <Suspense fallback=|| view! { <div class="stack"><Skeleton width="40%" height="2rem"/><Skeleton height="12rem"/></div> }>
            {move || Suspend::new(async move {
                match first.await {
                    (id, Ok(slice)) => view! { <LeadTable id slice/> }.into_any(),
                    (_, Err(trouble)) => {
                        view! { <ErrorState message=trouble.message on_retry=move |()| first.refetch()/> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn LeadTable(id: String, slice: LeadSlice) -> impl IntoView {
    let i = use_i18n();
    let toasts = use_toasts();
    let offline = i.t("ui.offline");
    let csv = format!("/api/pages/{id}/leads.csv");
    let empty = slice.items.is_empty();
    let items = RwSignal::new(slice.items);
    let next = RwSignal::new(slice.next);
    let busy = RwSignal::new(false);
    let more = move |()| {
        let id = id.clone();
        busy.set(true);
        spawn_local(async move {
            match settle(list_leads(id, next.get_untracked()).await, offline) {
                Ok(slice) => {
                    items.update(|items| items.extend(slice.items));
                    next.set(slice.next);
                }
                Err(trouble) => toasts.bad(trouble.message),
            }
            busy.set(false);
        });
    };
    let row = move |lead: LeadRow| {
        let fields = lead
            .fields
            .into_iter()
            .map(|(name, value)| view! { <div class="lead-field"><dt>{name}</dt><dd>{value}</dd></div> })
            .collect_view();
        view! {
            <tr>
                <td class="numbers">
                    <time datetime=lead.at.to_string()>{i.moment(lead.at)}</time>
                </td>
                <td><dl class="lead">{fields}</dl></td>
            </tr>
        }
    };
    let body = if empty {
        view! { <EmptyState icon="inbox" title=i.t("leads.empty.title") text=i.t("leads.empty.text")/> }
            .into_any()
    } else {
        view! {
            <Card flush=true>
                <Table caption=i.t("leads.title") heads=vec![i.t("leads.when").to_owned(), i.t("leads.what").to_owned()]>
                    <For each=move || items.get() key=|lead| lead.id.clone() children=row/>
                </Table>
            </Card>
            <LoadMore more=Signal::derive(move || next.read().is_some()) busy on_more=more/>
        }
        .into_any()
    };
    view! {
        <div class="page-head">
            <div>
                <Breadcrumbs above=vec![("/pages".to_owned(), i.t("pages.title").to_owned())] here=slice.title/>
                <h1>{i.t("leads.title")}</h1>
            </div>
            {(!empty).then(|| view! {
                <LinkButton href=csv icon="download" external=true>{i.t("leads.csv")}</LinkButton>
            })}
        </div>
        {body}
    }
}
