//! One's listings: the list, and one of them.

use super::super::forms::{chips, nothing, slice};
use super::super::parts::{Said, Shot, Stars, ask, more, param, price, query, shown};
use super::listing_form::ListingForm;
use super::{act, tabs};
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::ui::{Badge, Breadcrumbs, ButtonKind, EmptyState, LinkButton, Notice, Tone};
use landinghub::api::market::Listing;
use landinghub::market::{ListingChange, ListingStatus};
use landinghub_services::{Slice, market, pages};
use leptos::prelude::*;

/// `/my-listings`.
#[component]
pub fn MyListings() -> impl IntoView {
    let i = use_i18n();
    let status = query("status");
    let wanted = status.clone();
    let list = ask(move |services, caller| async move {
        market::mine(&services, &caller, Some(&wanted), &slice()).await
    });
    let mut statuses = vec![("", i.t("market.status.all"))];
    statuses.extend(
        ["approved", "pending", "draft", "rejected", "withdrawn", "suspended"]
            .map(|word| (word, i.find(&format!("market.listing.status.{word}")).unwrap_or_default())),
    );
    let chips = chips("/my-listings", "status", &status, statuses, i.t("market.status"));
    view! {
        <AppFrame section=Section::Selling>
            {tabs("/my-listings")}
            <div class="page-head">
                <h1>{i.t("market.listings")}</h1>
                <LinkButton href="/my-listings/new" kind=ButtonKind::Primary icon="plus">{i.t("market.listing.new")}</LinkButton>
            </div>
            <Said/>
            {chips}
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() && !status.is_empty() {
                        return nothing("search", i.t("market.none.title"), i.t("market.none.text"));
                    }
                    if list.items.is_empty() {
                        return view! {
                            <EmptyState icon="tag" title=i.t("market.listings.empty") text=i.t("market.listings.text")>
                                <LinkButton href="/my-listings/new" kind=ButtonKind::Primary>{i.t("market.listing.new")}</LinkButton>
                            </EmptyState>
                        }
                        .into_any();
                    }
                    let next = more("/my-listings", &[("status", &status)], list.next_cursor);
                    let rows = list.items.into_iter().map(listing_row).collect_view();
                    view! { <ul role="list" class="card lines">{rows}</ul> {next} }.into_any()
                })
            })}
        </AppFrame>
    }
}

/// Where a listing is, as badges.
pub(in super::super) fn listing_badges(status: ListingStatus, change: Option<ListingChange>) -> AnyView {
    let i = use_i18n();
    let tone = match status {
        ListingStatus::Approved => Tone::Good,
        ListingStatus::Pending => Tone::Brand,
        ListingStatus::Rejected | ListingStatus::Suspended => Tone::Bad,
        ListingStatus::Draft | ListingStatus::Withdrawn => Tone::Neutral,
    };
    let words = i.find(&format!("market.listing.status.{}", status.as_str())).unwrap_or_default();
    let change = change
        .and_then(|change| i.find(&format!("market.listing.change.{}", change.as_str())))
        .map(|words| view! { <Badge tone=Tone::Brand>{words}</Badge> });
    view! { <Badge tone>{words}</Badge> {change} }.into_any()
}

fn listing_row(listing: Listing) -> AnyView {
    let i = use_i18n();
    let href = format!("/my-listings/{}", listing.id);
    let (title, cost, badges) =
        (listing.title.clone(), price(i, listing.price), listing_badges(listing.status, listing.change));
    let (rating, count, sold, views) = (
        listing.rating,
        listing.rating_count,
        i.n("market.sold", listing.sold_count),
        i.n("market.views", listing.views),
    );
    view! {
        <li class="line">
            <div class="page-thumb line-shot"><Shot listing/></div>
            <div class="line-text">
                <a href=href><strong>{title}</strong></a>
                <p class="page-meta">{badges} <span>{sold}</span> <span>{views}</span> <Stars rating count/></p>
            </div>
            <strong class="listing-price">{cost}</strong>
        </li>
    }
    .into_any()
}

/// `/my-listings/new`: which page, and what is said of it.
#[component]
pub fn NewListing() -> impl IntoView {
    let i = use_i18n();
    let asked = query("page");
    let list = ask(|services, caller| async move {
        let slice = Slice { limit: Some(100), cursor: None };
        pages::list(&services, &caller, &pages::Query { slice, ..Default::default() }).await
    });
    view! {
        <AppFrame section=Section::Selling>
            {tabs("/my-listings")}
            <div class="page-head"><h1>{i.t("market.listing.new")}</h1></div>
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return view! {
                            <EmptyState icon="file-text" title=i.t("market.listing.no_page") text=i.t("market.listing.no_page.text")>
                                <LinkButton href="/pages" kind=ButtonKind::Primary>{i.t("nav.pages")}</LinkButton>
                            </EmptyState>
                        }
                        .into_any();
                    }
                    let options = list.items.into_iter().map(|page| (page.id, page.title)).collect();
                    view! { <ListingForm listing=None pages=options asked/> }.into_any()
                })
            })}
        </AppFrame>
    }
}

/// `/my-listings/{id}`: what is said of it, and where it is.
#[component]
pub fn EditListing() -> impl IntoView {
    let id = param("id");
    let listing = ask(move |services, caller| async move {
        let listing = market::get(&services, &caller, &id).await?;
        if caller.actor()?.user_id == listing.seller.id {
            Ok(listing)
        } else {
            Err(landinghub::Problem::not_found().into())
        }
    });
    view! {
        <AppFrame section=Section::Selling>
            {tabs("/my-listings")}
            {Suspend::new(async move { shown(listing.await, edit) })}
        </AppFrame>
    }
}

fn edit(listing: Listing) -> AnyView {
    let i = use_i18n();
    let id = listing.id.clone();
    let badges = listing_badges(listing.status, listing.change);
    let reason = listing.rejection_reason.clone().map(|reason| {
        view! { <Notice tone=Tone::Bad><strong>{i.t("market.listing.why")}</strong> " " {reason}</Notice> }
    });
    let open =
        matches!(listing.status, ListingStatus::Draft | ListingStatus::Rejected | ListingStatus::Withdrawn)
            || (listing.status == ListingStatus::Approved
                && listing
                    .change
                    .is_some_and(|change| matches!(change, ListingChange::Draft | ListingChange::Rejected)));
    let submit = open.then(|| act("submit_listing", &id, i.t("market.listing.submit"), ButtonKind::Primary));
    let withdraw = match listing.status {
        ListingStatus::Approved => Some(i.t("market.listing.withdraw")),
        ListingStatus::Pending => Some(i.t("market.listing.recall")),
        _ => None,
    };
    let withdraw = withdraw.map(|words| act("withdraw_listing", &id, words, ButtonKind::Secondary));
    let recall = (listing.change == Some(ListingChange::Pending))
        .then(|| act("recall_listing", &id, i.t("market.listing.recall"), ButtonKind::Secondary));
    let reviewed = listing.status == ListingStatus::Pending || listing.change == Some(ListingChange::Pending);
    let form = if reviewed || listing.status == ListingStatus::Suspended {
        let words = match listing.status {
            ListingStatus::Suspended => i.t("market.listing.off"),
            ListingStatus::Approved => i.t("market.listing.change_locked"),
            _ => i.t("market.listing.locked"),
        };
        view! { <Notice tone=Tone::Neutral>{words}</Notice> <Facts listing=listing.clone()/> }.into_any()
    } else {
        view! {
            <p class="help">{i.t("market.listing.pinned")}</p>
            <ListingForm listing=Some(listing.clone()) pages=Vec::new() asked=String::new()/>
        }
        .into_any()
    };
    view! {
        <div class="page-head">
            <div>
                <Breadcrumbs above=vec![("/my-listings".to_owned(), i.t("market.listings").to_owned())] here=listing.title.clone()/>
                <h1>{listing.title.clone()}</h1>
                <p class="page-meta">{badges}</p>
            </div>
            <div class="row">
                <LinkButton href=format!("/marketplace/{id}") icon="eye">{i.t("market.listing.look")}</LinkButton>
                {withdraw}
                {recall}
                {submit}
            </div>
        </div>
        <Said/>
        {reason}
        {form}
    }
    .into_any()
}

/// What is said of a listing that can't be changed now, with its pictures.
#[component]
fn Facts(listing: Listing) -> impl IntoView {
    let i = use_i18n();
    let draft = listing.draft.clone();
    let title = draft.as_ref().map_or_else(|| listing.title.clone(), |draft| draft.title.clone());
    let about = draft.as_ref().map_or_else(|| listing.description.clone(), |draft| draft.description.clone());
    let cost = price(i, draft.as_ref().map_or(listing.price, |draft| draft.price));
    view! {
        <section class="card facts">
            <div class="card-body">
                <div class="page-thumb facts-shot"><Shot listing eager=true/></div>
                <div class="line-text">
                    <h2 class="line-title">{title}</h2>
                    <strong>{cost}</strong>
                    <p class="lines-text">{about}</p>
                </div>
            </div>
        </section>
    }
}
