//! `/pages/{id}/leads`: what visitors left in a page's forms.

use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::market::forms::slice;
use crate::market::parts::{ask, more, param, shown};
use crate::ui::{Breadcrumbs, Card, EmptyState, LinkButton, Moment, Table};
use landinghub::api::{Lead, List};
use landinghub_services::{leads, pages};
use leptos::prelude::*;

/// `/pages/{id}/leads`.
#[component]
pub fn Leads() -> impl IntoView {
    let id = param("id");
    let asked = id.clone();
    let list = ask(move |services, caller| async move {
        let page = pages::get(&services, &caller, &asked).await?;
        Ok((page.title, leads::list(&services, &caller, &asked, &slice()).await?))
    });
    view! {
        <AppFrame section=Section::Pages>
            {Suspend::new(async move { shown(list.await, |(title, list)| table(&id, title, list)) })}
        </AppFrame>
    }
}

fn table(id: &str, title: String, list: List<Lead>) -> AnyView {
    let i = use_i18n();
    let empty = list.items.is_empty();
    let next = more(&format!("/pages/{id}/leads"), &[], list.next_cursor);
    let body = if empty {
        view! { <EmptyState icon="inbox" title=i.t("leads.empty.title") text=i.t("leads.empty.text")/> }
            .into_any()
    } else {
        let rows = list.items.into_iter().map(row).collect_view();
        view! {
            <Card flush=true>
                <Table caption=i.t("leads.title") heads=vec![i.t("leads.when").to_owned(), i.t("leads.what").to_owned()]>
                    {rows}
                </Table>
            </Card>
            {next}
        }
        .into_any()
    };
    let csv = format!("/api/pages/{id}/leads.csv");
    view! {
        <div class="page-head">
            <div>
                <Breadcrumbs above=vec![("/pages".to_owned(), i.t("pages.title").to_owned())] here=title/>
                <h1>{i.t("leads.title")}</h1>
            </div>
            {(!empty).then(|| view! {
                <LinkButton href=csv icon="download">{i.t("leads.csv")}</LinkButton>
            })}
        </div>
        {body}
    }
    .into_any()
}

fn row(lead: Lead) -> AnyView {
    let fields = lead
        .fields
        .into_iter()
        .map(|(name, value)| view! { <div class="lead-field"><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! {
        <tr>
            <td class="numbers"><Moment at=lead.created_at/></td>
            <td><dl class="lead">{fields}</dl></td>
        </tr>
    }
    .into_any()
}
