//! `/admin/listings`: everything that is or was for sale, found by words and status, taken off the market and put back.

use super::super::forms::{nothing, press, reasoned, slice};
use super::super::parts::{Shot, Stars, ask, here, more, price, query, shown};
use super::super::selling::listing_badges;
use super::AdminFrame;
use crate::i18n::use_i18n;
use crate::ui::{ButtonKind, Icon};
use landinghub::api::market::Listing;
use landinghub::market::ListingStatus;
use landinghub_services::market;
use leptos::prelude::*;

const PATH: &str = "/admin/listings";
/// Statuses one can ask for.
const STATUSES: [&str; 7] = ["", "approved", "pending", "draft", "rejected", "withdrawn", "suspended"];

/// `/admin/listings`.
#[component]
pub fn Listings() -> impl IntoView {
    let i = use_i18n();
    let (q, status) = (query("q"), query("status"));
    let status = if STATUSES.contains(&&*status) { status } else { String::new() };
    let (words, wanted) = (q.clone(), status.clone());
    let list = ask(move |services, caller| async move {
        market::all(&services, &caller, &words, Some(&wanted), &slice()).await
    });
    let options = STATUSES
        .map(|word| {
            let words = if word.is_empty() {
                i.t("market.status.all")
            } else {
                i.find(&format!("market.listing.status.{word}")).unwrap_or_default()
            };
            view! { <option value=word selected=word == status>{words}</option> }
        })
        .collect_view();
    let (for_more, for_status) = (q.clone(), status.clone());
    view! {
        <AdminFrame here=PATH title=i.t("admin.listings")>
            <form class="page-tools" action=PATH role="search" data-live="found">
                <div class="input-group">
                    <Icon name="search"/>
                    <input class="input" type="search" name="q" value=q aria-label=i.t("admin.listings.search") placeholder=i.t("admin.listings.search") maxlength="120" autocomplete="off"/>
                </div>
                <label class="page-sort">
                    <span class="sr-only">{i.t("market.status")}</span>
                    <select class="select" name="status">{options}</select>
                </label>
                <noscript><button class="btn btn-secondary">{i.t("pages.show")}</button></noscript>
            </form>
            <section id="found" aria-label=i.t("admin.listings")>
                {Suspend::new(async move {
                    shown(list.await, |list| {
                        let next = more(PATH, &[("q", &for_more), ("status", &for_status)], list.next_cursor);
                        if list.items.is_empty() && next.is_none() {
                            return nothing("search", i.t("market.none.title"), i.t("market.none.text"));
                        }
                        let rows = list.items.into_iter().map(listing).collect_view();
                        view! { <ul role="list" class="card lines">{rows}</ul> {next} }.into_any()
                    })
                })}
            </section>
        </AdminFrame>
    }
}

fn listing(it: Listing) -> AnyView {
    let i = use_i18n();
    let (id, seller) = (it.id.clone(), it.seller.clone());
    let fields = || vec![("id", id.clone()), ("next", here())];
    let act = match it.status {
        ListingStatus::Approved => {
            Some(reasoned("suspend_listing", fields(), i.t("admin.suspend"), i.t("admin.reason.seller")))
        }
        ListingStatus::Suspended => {
            Some(press("approve_listing", fields(), i.t("admin.reinstate"), ButtonKind::Primary))
        }
        // What waits is decided where its checks are shown.
        ListingStatus::Pending => {
            Some(view! { <a class="btn btn-secondary btn-sm" href="/admin/marketplace">{i.t("admin.approvals")}</a> }.into_any())
        }
        _ => None,
    };
    let reason = it.rejection_reason.clone().map(|reason| view! { <p class="muted">{reason}</p> });
    let (badges, cost) = (listing_badges(it.status, it.change), price(i, it.price));
    let (sold, views) = (i.n("market.sold", it.sold_count), i.n("market.views", it.views));
    let (title, rating, count) = (it.title.clone(), it.rating, it.rating_count);
    view! {
        <li class="line is-tall" data-listing=id.clone()>
            <div class="page-thumb line-shot"><Shot listing=it/></div>
            <div class="line-text">
                <h2 class="line-title"><a href=format!("/marketplace/{id}")>{title}</a></h2>
                <p class="page-meta">
                    {badges} <a href=format!("/sellers/{}", seller.id)>{seller.name}</a> <span>{cost}</span>
                    <span>{sold}</span> <span>{views}</span> <Stars rating count/>
                </p>
                {reason}
                <div class="row acts">
                    <a class="btn btn-secondary btn-sm" href=format!("/admin/look/{id}") target="_blank" rel="noopener"><Icon name="eye"/>{i.t("admin.preview")}</a>
                    {act}
                </div>
            </div>
        </li>
    }
    .into_any()
}
