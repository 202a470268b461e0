//! `/marketplace/{id}`: what is for sale, looked at in three widths, with what buyers say of it.

use super::parts::{LikeButton, Said, Shot, Stars, ask, flash_of, here, param, price, shown};
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::layout::PublicFrame;
use crate::ui::{Avatar, Badge, Breadcrumbs, Button, ButtonKind, ButtonSize, Icon, LinkButton, POST, Tone};
use landinghub::api::market::{self as api, Review};
use landinghub::market::{Licence, ListingStatus};
use landinghub_services::{Slice, market};
use leptos::prelude::*;

/// Everything the screen shows.
struct Seen {
    listing: api::Listing,
    preview: Option<String>,
    reviews: Vec<Review>,
    others: Vec<api::Listing>,
    viewer: Option<String>,
    in_cart: bool,
    /// The page on which the reader tries it, if they do.
    tried: Option<String>,
}

/// `/marketplace/{id}`.
#[component]
pub fn Listing() -> impl IntoView {
    let id = param("id");
    let seen = ask(move |services, caller| async move {
        let listing = market::get(&services, &caller, &id).await?;
        // Each of these may fail by itself: the page is still worth showing.
        let preview = market::preview(&services, &caller, &id).await.ok().map(|preview| preview.url);
        let slice = Slice { limit: Some(50), cursor: None };
        let reviews =
            market::reviews(&services, &id, &slice).await.map(|list| list.items).unwrap_or_default();
        let others = market::others(&services, &caller, &listing, 4).await.unwrap_or_default();
        let viewer = caller.actor.as_ref().map(|actor| actor.user_id.clone());
        let in_cart = match viewer {
            Some(_) => market::cart(&services, &caller)
                .await
                .is_ok_and(|cart| cart.items.iter().any(|item| item.listing.id == listing.id)),
            None => false,
        };
        let tried =
            market::trial_of(&services, &caller, &listing.id).await.ok().flatten().map(|(page, _)| page);
        Ok(Seen { listing, preview, reviews, others, viewer, in_cart, tried })
    });
    view! {
        <PublicFrame>
            <div class="wrap market">{Suspend::new(async move { shown(seen.await, page) })}</div>
        </PublicFrame>
    }
}

fn page(seen: Seen) -> AnyView {
    let i = use_i18n();
    let Seen { listing, preview, reviews, others, viewer, in_cart, tried } = seen;
    let is_seller = viewer.as_deref() == Some(listing.seller.id.as_str());
    let about: Vec<_> = listing.description.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect();
    let tags = listing
        .tags
        .iter()
        .map(|tag| view! { <li><a class="chip" href=super::parts::with_query("/marketplace", &[("tag", tag)])>{tag.clone()}</a></li> })
        .collect_view();
    let category = i.find(&format!("market.category.{}", listing.category)).unwrap_or_default().to_owned();
    let above = vec![
        ("/marketplace".to_owned(), i.t("market.title").to_owned()),
        (format!("/marketplace?category={}", listing.category), category),
    ];
    let licence = licence_words(listing.licence);
    let report = super::parts::with_query("/report", &[("url", &services_url(&listing.id))]);
    let (title, seller) = (listing.title.clone(), listing.seller.clone());
    let owned = listing.owned_by_order.is_some();
    let (rating, rating_count) = (listing.rating, listing.rating_count);
    let sold = (listing.sold_count > 0).then(|| i.n("market.sold", listing.sold_count));
    let left = listing.stock.map(|stock| i.n("market.left", stock.saturating_sub(listing.sold_count)));
    let more = (!others.is_empty()).then(|| {
        view! {
            <section class="market-more">
                <h2>{i.t_with("market.more_of", &[("name", &seller.name)])}</h2>
                {super::parts::grid(others)}
            </section>
        }
    });
    view! {
        <Breadcrumbs above=above here=title.clone()/>
        <Said/>
        <div class="listing" data-look=format!("/api/marketplace/{}", listing.id)>
            <header class="listing-head">
                <h1>{title}</h1>
                <p class="page-meta">
                    <Stars rating count=rating_count/>
                    {sold.map(|sold| view! { <span>{sold}</span> })}
                    <span>{i.n("market.views", listing.views)}</span>
                    <span>{i.n("market.likes", listing.likes)}</span>
                </p>
            </header>
            <div class="listing-look">
                <Look preview listing=listing.clone()/>
                <Gallery listing=listing.clone()/>
            </div>
            <div class="listing-side">
                <Buy listing=listing.clone() is_seller in_cart tried/>
                <Trust/>
                <div class="listing-seller-card">
                    <Avatar name=seller.name.clone()/>
                    <p><span class="muted">{i.t("market.by")}</span> " " <a href=format!("/sellers/{}", seller.id)><strong>{seller.name.clone()}</strong></a></p>
                    {(!is_seller).then(|| view! {
                        <LinkButton href=format!("/messages/listing/{}", listing.id) icon="message-circle" kind=ButtonKind::Ghost size=ButtonSize::Small>{i.t("market.message_seller")}</LinkButton>
                    })}
                </div>
                <dl class="listing-facts" id="listing-facts" data-fresh=format!("listing:{}", listing.id)>
                    <div><dt>{i.t("market.licence")}</dt><dd><strong>{licence.0}</strong> " " {licence.1}</dd></div>
                    {left.map(|left| view! { <div><dt>{i.t("market.stock")}</dt><dd>{left}</dd></div> })}
                </dl>
            </div>
            <section class="listing-about" aria-label=i.t("market.about")>
                {about}
                <ul class="chips" role="list">{tags}</ul>
                <p class="page-meta"><a href=report>{i.t("report.link")}</a></p>
            </section>
        </div>
        <Reviews listing=listing.id.clone() reviews owned is_seller rating rating_count/>
        {more}
    }
    .into_any()
}

/// What protects whoever buys here.
#[component]
fn Trust() -> impl IntoView {
    let i = use_i18n();
    view! {
        <ul class="listing-trust" role="list">
            <li><Icon name="package-check"/><span>{i.t("market.after.text")}</span></li>
            <li><Icon name="user-check"/><span>{i.t("market.trust.reviewed")}</span></li>
            <li><Icon name="rotate-ccw"/><span>{i.t("market.trust.refund")} " " <a href="/legal/refunds">{i.t("legal.refunds")}</a></span></li>
        </ul>
    }
    .into_any()
}

fn licence_words(licence: Licence) -> (&'static str, &'static str) {
    let i = use_i18n();
    match licence {
        Licence::Standard => (i.t("market.licence.standard"), i.t("market.licence.standard.text")),
        Licence::Limited => (i.t("market.licence.limited"), i.t("market.licence.limited.text")),
        Licence::Exclusive => (i.t("market.licence.exclusive"), i.t("market.licence.exclusive.text")),
    }
}

/// The live page in three widths; without a preview, its picture.
#[component]
fn Look(preview: Option<String>, listing: api::Listing) -> impl IntoView {
    let i = use_i18n();
    let Some(url) = preview else {
        return view! { <div class="page-thumb listing-shot"><Shot listing eager=true/></div> }.into_any();
    };
    let widths = [
        ("desktop", "monitor", i.t("market.width.desktop")),
        ("tablet", "tablet", i.t("market.width.tablet")),
        ("mobile", "smartphone", i.t("market.width.mobile")),
    ]
    .into_iter()
    .map(|(id, icon, words)| {
        view! {
            <label class="width-choice">
                <input type="radio" name="width" value=id class="sr-only" checked=id == "desktop"/>
                <Icon name=icon/>
                <span>{words}</span>
            </label>
        }
    })
    .collect_view();
    let title = i.t_with("market.preview_of", &[("title", &listing.title)]);
    view! {
        <fieldset class="look">
            <legend class="sr-only">{i.t("market.widths")}</legend>
            <div class="look-bar">
                {widths}
                <a class="btn btn-ghost btn-sm look-open" href=url.clone() target="_blank" rel="noopener">
                    <Icon name="external-link"/>{i.t("market.open_preview")}
                </a>
            </div>
            <div class="look-stage"><iframe title=title src=url sandbox="allow-scripts allow-forms"></iframe></div>
        </fieldset>
    }
    .into_any()
}

/// The address of a listing, as it is reported.
fn services_url(id: &str) -> String {
    let path = format!("/marketplace/{id}");
    use_context::<landinghub_services::Services>()
        .map_or_else(|| path.clone(), |services| services.config.app_url(&path))
}

/// Pictures of the page in the widths its seller chose; each opens large.
#[component]
fn Gallery(listing: api::Listing) -> impl IntoView {
    let i = use_i18n();
    if listing.gallery.len() < 2 {
        return ().into_any();
    }
    let shots = listing
        .gallery
        .into_iter()
        .map(|picture| {
            let width = i.find(&format!("market.width.{}", picture.view.as_str())).unwrap_or_default();
            let alt = i.t_with("market.picture_of", &[("title", &listing.title), ("width", width)]);
            view! {
                <li class=format!("gallery-shot is-{}", picture.view.as_str())>
                    <a href=picture.url.clone() target="_blank" rel="noopener">
                        <img src=picture.url.clone() alt=alt width=picture.width.to_string() height=picture.height.to_string() loading="lazy" decoding="async"/>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="listing-gallery" role="list" aria-label=i.t("market.pictures")>{shots}</ul> }
        .into_any()
}

/// The price and what can be done.
#[component]
fn Buy(listing: api::Listing, is_seller: bool, in_cart: bool, tried: Option<String>) -> impl IntoView {
    let i = use_i18n();
    let id = listing.id.clone();
    let may_try = !is_seller && listing.owned_by_order.is_none() && listing.status == ListingStatus::Approved;
    let trial = may_try.then(|| {
        let help = if tried.is_some() { i.t("market.try.going") } else { i.t("market.try.text") };
        view! {
            <form method=POST action="/_fn/try_listing" class="listing-try">
                <input type="hidden" name="id" value=listing.id.clone()/>
                <Button submit=true icon="pencil">{i.t("market.try")}</Button>
                <p class="help">{help}</p>
            </form>
        }
    });
    let sold_out = listing.stock.is_some_and(|stock| listing.sold_count >= stock);
    let cost = price(i, listing.price);
    let follows = format!("listing:{id}");
    // Few are left, and others buy, too.
    let every = listing.stock.map(|_| "20");
    let actions = if let Some(order) = listing.owned_by_order.clone() {
        view! {
            <p><Badge tone=Tone::Good>{i.t("market.owned")}</Badge></p>
            <LinkButton href=format!("/my-orders/{order}") kind=ButtonKind::Primary>{i.t("market.to_order")}</LinkButton>
        }
        .into_any()
    } else if is_seller {
        view! { <LinkButton href=format!("/my-listings/{id}") icon="pencil">{i.t("market.edit_listing")}</LinkButton> }
            .into_any()
    } else if listing.status != ListingStatus::Approved {
        view! { <p class="muted">{i.t("market.not_for_sale")}</p> }.into_any()
    } else if sold_out {
        view! { <p><Badge tone=Tone::Warn>{i.t("market.sold_out")}</Badge></p> }.into_any()
    } else {
        let words = if listing.price.amount == 0 { i.t("market.get_free") } else { i.t("market.buy") };
        let cart = if in_cart {
            view! { <LinkButton href="/cart" icon="check">{i.t("market.in_cart")}</LinkButton> }.into_any()
        } else {
            view! {
                <form method=POST action="/_fn/cart_add" class="inline-form">
                    <input type="hidden" name="id" value=id.clone()/>
                    <input type="hidden" name="next" value=here()/>
                    <Button submit=true icon="shopping-cart">{i.t("market.to_cart")}</Button>
                </form>
            }
            .into_any()
        };
        view! {
            <form action="/checkout/new" class="inline-form">
                <input type="hidden" name="listing" value=id/>
                <Button kind=ButtonKind::Primary submit=true>{words}</Button>
            </form>
            {cart}
        }
        .into_any()
    };
    view! {
        <div class="card listing-buy" id="buy-card" data-fresh=follows data-every=every>
            <div class="card-body">
                <p class="listing-cost">{cost}</p>
                <div class="listing-actions">{actions} <LikeButton id=listing.id liked=listing.liked next=here()/></div>
                {trial}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Reviews(
    listing: String,
    reviews: Vec<Review>,
    owned: bool,
    is_seller: bool,
    rating: Option<f64>,
    rating_count: u64,
) -> impl IntoView {
    let i = use_i18n();
    let me = use_boot().person.map(|person| person.name);
    let empty = reviews.is_empty();
    let for_reply = listing.clone();
    let list = reviews
        .into_iter()
        .map(|review| {
            let Review { id, user, rating, comment, reply, created_at } = review;
            let answer = match reply {
                Some(reply) => Some(
                    view! { <blockquote class="review-reply"><strong>{i.t("market.review.seller")}</strong><p>{reply}</p></blockquote> }
                        .into_any(),
                ),
                None if is_seller => Some(
                    view! {
                        <form method=POST action="/_fn/reply_review" class="review-form">
                            <input type="hidden" name="id" value=id/>
                            <input type="hidden" name="listing" value=for_reply.clone()/>
                            <label class="field">
                                <span class="label">{i.t("market.review.reply")}</span>
                                <textarea class="textarea" name="comment" rows="2" maxlength="2000" required></textarea>
                            </label>
                            <Button submit=true>{i.t("market.review.send")}</Button>
                        </form>
                    }
                    .into_any(),
                ),
                None => None,
            };
            view! {
                <li class="review">
                    <p class="review-head">
                        <strong>{user.name}</strong>
                        <Stars rating=Some(f64::from(rating)) count=1/>
                        <time datetime=created_at.to_string()>{i.date(created_at)}</time>
                    </p>
                    <p>{comment}</p>
                    {answer}
                </li>
            }
        })
        .collect_view();
    let form = (owned && me.is_some()).then(|| view! { <ReviewForm listing/> });
    view! {
        <section class="market-reviews" id="reviews">
            <h2>{i.t("market.reviews")}</h2>
            <Stars rating count=rating_count/>
            {form}
            {if empty {
                view! { <p class="muted">{i.t("market.reviews.none")}</p> }.into_any()
            } else {
                view! { <ul role="list" class="reviews">{list}</ul> }.into_any()
            }}
        </section>
    }
    .into_any()
}

#[component]
fn ReviewForm(listing: String) -> impl IntoView {
    let i = use_i18n();
    let flash = flash_of("review");
    let chosen = flash.value("rating");
    let stars = ["5", "4", "3", "2", "1"]
        .into_iter()
        .map(|stars| {
            view! {
                <label class="star-choice">
                    <input type="radio" name="rating" value=stars required checked=chosen == stars/>
                    <span>{i.t_with("market.stars", &[("stars", stars)])}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <form method=POST action="/_fn/post_review" class="card review-form">
            <div class="card-body">
                <input type="hidden" name="id" value=listing/>
                <fieldset class="star-choices"><legend class="label">{i.t("market.review.yours")}</legend>{stars}</fieldset>
                <label class="field">
                    <span class="label">{i.t("market.review.comment")}</span>
                    <textarea class="textarea" name="comment" rows="3" maxlength="2000">{flash.value("comment")}</textarea>
                </label>
                <Button kind=ButtonKind::Primary submit=true>{i.t("market.review.send")}</Button>
            </div>
        </form>
    }
    .into_any()
}
