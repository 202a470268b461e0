//! `/admin/marketplace`: listings to review, with what machines found, and all others.

use super::super::actions::settle;
use super::super::forms::{chips, nothing, press, reasoned, slice};
use super::super::parts::{Shot, ask, more, price, query, shown};
use super::super::selling::listing_badges;
use super::AdminFrame;
use crate::answer::context;
use crate::auth::forms::own_path;
use crate::i18n::{Area, dictionary, use_i18n};
use crate::ui::{Badge, ButtonKind, Icon, Tone};
use landinghub::api::market::{Listing, Reason};
use landinghub::market::{Check, CheckKind, ListingChange, ListingStatus, Verdict};
use landinghub_services::market;
use leptos::prelude::*;

/// `/admin/marketplace`.
#[component]
pub fn Approvals() -> impl IntoView {
    let i = use_i18n();
    let status = query("status");
    let status = if status.is_empty() { "pending".to_owned() } else { status };
    let shown_status = status.clone();
    let list = ask(move |services, caller| async move {
        market::queue(&services, &caller, Some(&status), &slice()).await
    });
    let statuses = ["pending", "approved", "rejected", "suspended", "withdrawn"]
        .into_iter()
        .map(|word| (word, i.find(&format!("market.listing.status.{word}")).unwrap_or_default()))
        .collect();
    let chips = chips("/admin/marketplace", "status", &shown_status, statuses, i.t("market.status"));
    view! {
        <AdminFrame here="/admin/marketplace" title=i.t("admin.approvals")>
            {chips}
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        let pending = shown_status == "pending";
                        let (title, text) = if pending {
                            (i.t("admin.approvals.empty"), i.t("admin.approvals.text"))
                        } else {
                            (i.t("market.none.title"), i.t("market.none.text"))
                        };
                        return nothing(if pending { "circle-check" } else { "search" }, title, text);
                    }
                    let rows = list.items.into_iter().map(approval).collect_view();
                    let next = more("/admin/marketplace", &[("status", &shown_status)], list.next_cursor);
                    view! { <ul role="list" class="card lines">{rows}</ul> {next} }.into_any()
                })
            })}
        </AdminFrame>
    }
}

fn approval(listing: Listing) -> AnyView {
    let i = use_i18n();
    let id = listing.id.clone();
    let draft = listing.draft.clone();
    let title = draft.as_ref().map_or_else(|| listing.title.clone(), |draft| draft.title.clone());
    let cost = price(i, draft.as_ref().map_or(listing.price, |draft| draft.price));
    let about = draft.as_ref().map_or_else(|| listing.description.clone(), |draft| draft.description.clone());
    let (seller, badges) = (listing.seller.clone(), listing_badges(listing.status, listing.change));
    let reviewed = listing.status == ListingStatus::Pending || listing.change == Some(ListingChange::Pending);
    let ids = || vec![("id", id.clone())];
    let approve = (reviewed || listing.status == ListingStatus::Suspended).then(|| {
        let words = if reviewed { i.t("market.approve") } else { i.t("admin.lift") };
        press("approve_listing", ids(), words, ButtonKind::Primary)
    });
    let reject =
        reviewed.then(|| reasoned("reject_listing", ids(), i.t("admin.reject"), i.t("admin.reason.seller")));
    let suspend = (listing.status == ListingStatus::Approved)
        .then(|| reasoned("suspend_listing", ids(), i.t("admin.suspend"), i.t("admin.reason.seller")));
    let reason = listing.rejection_reason.clone().map(|reason| view! { <p class="muted">{reason}</p> });
    let found = (!listing.checks.is_empty()).then(|| {
        let rows = listing.checks.iter().cloned().map(check).collect_view();
        view! { <ul class="checks" role="list" aria-label=i.t("admin.checks")>{rows}</ul> }
    });
    view! {
        <li class="line is-tall" data-listing=id.clone()>
            <div class="page-thumb line-shot"><Shot listing/></div>
            <div class="line-text">
                <h2 class="line-title"><a href=format!("/marketplace/{id}")>{title}</a></h2>
                <p class="page-meta">{badges} <a href=format!("/sellers/{}", seller.id)>{seller.name}</a> <span>{cost}</span></p>
                <p class="clamp">{about}</p>
                {reason}
                {found}
                <div class="row acts">
                    <a class="btn btn-secondary btn-sm" href=format!("/admin/look/{id}") target="_blank" rel="noopener"><Icon name="eye"/>{i.t("admin.preview")}</a>
                    {approve} {reject} {suspend}
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// What one check came to: a badge, a sentence, and the details.
fn check(it: Check) -> AnyView {
    let i = use_i18n();
    let tone = match it.verdict {
        Verdict::Clear => Tone::Good,
        Verdict::Note => Tone::Neutral,
        Verdict::Warning => Tone::Bad,
    };
    let name = i.find(&format!("check.{}", it.kind.as_str())).unwrap_or_default();
    let words = if it.verdict == Verdict::Clear {
        i.t("check.clear").to_owned()
    } else {
        i.n(&format!("check.{}.found", it.kind.as_str()), it.count)
    };
    // The editor has words for the rules of its audit.
    let rules = dictionary(i.locale(), Area::App);
    let details: Vec<String> = it
        .details
        .iter()
        .map(|detail| match it.kind {
            CheckKind::Audit => rules
                .find(&format!("editor.audit.rule.{detail}"))
                .map_or_else(|| detail.replace('_', " "), str::to_owned),
            _ => detail.clone(),
        })
        .collect();
    let details = (!details.is_empty()).then(|| view! { <span class="muted">{details.join(", ")}</span> });
    let similar = it.similar.map(|similar| {
        let percent = |share: u16| (share / 10).to_string();
        let (text, structure) = (percent(similar.likeness.text), percent(similar.likeness.structure));
        let words = i.t_with("check.copied.like", &[("text", &text), ("structure", &structure), ("seller", &similar.seller)]);
        view! { <span>{words} " " <a href=format!("/marketplace/{}", similar.listing_id)>{similar.title}</a></span> }
    });
    view! { <li class="check-found"><Badge tone>{name}</Badge> <span>{words}</span> {details} {similar}</li> }
        .into_any()
}

/// `/admin/look/{id}`: to a preview made at this moment, so that a list of many needs none in advance.
#[component]
pub fn LookAt() -> impl IntoView {
    let redirect = super::super::parts::redirect_later();
    let id = super::super::parts::param("id");
    let url = ask(move |services, caller| async move {
        caller.admin()?;
        Ok(market::preview(&services, &caller, &id).await?.url)
    });
    let i = use_i18n();
    view! {
        <AdminFrame here="/admin/marketplace" title=i.t("admin.preview")>
            {Suspend::new(async move {
                shown(url.await, |url| {
                    redirect(&url);
                    view! { <p><a href=url rel="noopener">{i.t("admin.preview")}</a></p> }.into_any()
                })
            })}
        </AdminFrame>
    }
}

/// Puts a listing on the market.
#[server(prefix = "/_fn", endpoint = "approve_listing")]
async fn approve_listing(
    #[server(default)] id: String,
    #[server(default)] next: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::approve(&services, &caller, &id).await;
    let back = own_path(&next, "/admin/marketplace");
    settle(&services, &caller, "admin", back, done, "admin.approved").await
}

/// Sends a listing back to its seller.
#[server(prefix = "/_fn", endpoint = "reject_listing")]
async fn reject_listing(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::reject(&services, &caller, &id, Reason { reason }).await;
    settle(&services, &caller, "admin", "/admin/marketplace", done, "admin.rejected").await
}

/// Takes a listing off the market.
#[server(prefix = "/_fn", endpoint = "suspend_listing")]
async fn suspend_listing(
    #[server(default)] id: String,
    #[server(default)] reason: String,
    #[server(default)] next: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::suspend(&services, &caller, &id, Reason { reason }).await;
    let back = own_path(&next, "/admin/marketplace");
    settle(&services, &caller, "admin", back, done, "admin.suspended").await
}
