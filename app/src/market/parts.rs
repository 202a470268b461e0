//! What several screens of the marketplace share.

use crate::answer::{Trouble, context, tell};
use crate::boot::{Flash, use_boot};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{EmptyState, ErrorState, Icon, LinkButton, Notice, POST, Tone, aria};
use landinghub::api::market::Listing;
use landinghub_services::market::Card;
use landinghub_services::{Caller, Failure, Services};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};
use std::future::Future;

/// A part of the query, empty where it isn't there.
pub fn query(name: &str) -> String {
    use_query_map().with_untracked(|map| map.get(name)).unwrap_or_default()
}

/// A part of the path.
pub fn param(name: &str) -> String {
    use_params_map().with_untracked(|map| map.get(name)).unwrap_or_default()
}

/// Where we are, as a way back for forms: path and query.
pub fn here() -> String {
    let location = use_location();
    let (path, query) = (location.pathname.get_untracked(), location.search.get_untracked());
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// The path with some of the query changed; empty values go, and with them the place in a list.
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut url = path.to_owned();
    let mut mark = if path.contains('?') { '&' } else { '?' };
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        url.push(mark);
        url.push_str(name);
        url.push('=');
        url.extend(percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC));
        mark = '&';
    }
    url
}

/// Asks the services, and has failures in the reader's words. A missing object makes the answer a 404, a stranger
/// goes to the login and comes back.
pub async fn ask<T, F>(work: impl FnOnce(Services, Caller) -> F) -> Result<T, Trouble>
where
    F: Future<Output = Result<T, Failure>>,
{
    let answer = use_context::<leptos_axum::ResponseOptions>();
    let back =
        use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    let redirect = redirect_later();
    let Ok((services, caller)) = context() else { return Err(Trouble::default()) };
    let told = tell(&services, &caller, work(services.clone(), caller.clone()).await).await;
    if let (Err(trouble), Some(answer)) = (&told, answer) {
        match trouble.code.as_str() {
            "not_found" => answer.set_status(http::StatusCode::NOT_FOUND),
            "unauthenticated" | "session_ended" => redirect(&format!("/auth?next={back}")),
            "forbidden" => answer.set_status(http::StatusCode::FORBIDDEN),
            _ => {}
        }
    }
    told
}

/// `leptos_axum::redirect` for later, when the context may be another.
pub fn redirect_later() -> impl Fn(&str) + Send + Sync + 'static {
    let answer = use_context::<leptos_axum::ResponseOptions>();
    move |path: &str| {
        let Some(answer) = &answer else { return };
        if let Ok(value) = http::HeaderValue::from_str(path) {
            answer.set_status(http::StatusCode::FOUND);
            answer.insert_header(http::header::LOCATION, value);
        }
    }
}

/// What came of a question: the view, or what went wrong.
pub fn shown<T>(answer: Result<T, Trouble>, view: impl FnOnce(T) -> AnyView) -> AnyView {
    match answer {
        Ok(value) => view(value),
        Err(trouble) if trouble.code == "not_found" => {
            let i = use_i18n();
            view! {
                <EmptyState icon="search" title=i.t("missing.title") text=i.t("missing.text")>
                    <LinkButton href="/marketplace">{i.t("market.title")}</LinkButton>
                </EmptyState>
            }
            .into_any()
        }
        // What isn't allowed stays so; anything else may be another matter in a moment.
        Err(trouble) if trouble.code == "forbidden" => {
            view! { <ErrorState message=trouble.message/> }.into_any()
        }
        Err(trouble) => view! { <ErrorState message=trouble.message href=here()/> }.into_any(),
    }
}

/// What the form of this name came to.
pub fn flash_of(form: &str) -> Flash {
    use_boot().flash.filter(|flash| flash.form == form).unwrap_or_default()
}

/// What the last form of any name had to say.
#[component]
pub fn Said() -> impl IntoView {
    let flash = use_boot().flash.filter(|flash| !flash.message.is_empty());
    flash.map(|flash| {
        let tone = if flash.good { Tone::Good } else { Tone::Bad };
        view! { <Notice tone live=true>{flash.message}</Notice> }
    })
}

/// A price, or "Free".
pub fn price(i: I18n, price: landinghub::market::Money) -> String {
    if price.amount == 0 { i.t("market.free").to_owned() } else { i.money(price) }
}

/// Stars with their number for those who don't see them.
#[component]
pub fn Stars(rating: Option<f64>, count: u64) -> impl IntoView {
    let i = use_i18n();
    let Some(rating) = rating else {
        return view! { <span class="stars is-none">{i.t("market.no_rating")}</span> }.into_any();
    };
    let words = i.t_with("market.rated", &[("rating", &i.decimal(rating)), ("count", &i.number(count))]);
    view! {
        <span class="stars">
            <Icon name="star"/>
            <span aria-hidden="true">{i.decimal(rating)} " (" {i.number(count)} ")"</span>
            <span class="sr-only">{words}</span>
        </span>
    }
    .into_any()
}

/// A picture of a listing, or a drawing while there is none.
#[component]
pub fn Shot(listing: Listing, #[prop(optional)] eager: bool) -> impl IntoView {
    shot(listing.thumbnail_url, listing.id, eager)
}

fn shot(url: Option<String>, id: String, eager: bool) -> AnyView {
    match url {
        Some(url) => view! {
            <img src=url alt="" width="960" height="720" loading=if eager { "eager" } else { "lazy" } decoding="async"/>
        }
        .into_any(),
        None => view! { <crate::pages::PageArt seed=id/> }.into_any(),
    }
}

/// A listing in a grid. `next` is where liking it leads back to.
fn card(card: Card, eager: bool, next: &str) -> AnyView {
    let i = use_i18n();
    let href = format!("/marketplace/{}", card.id);
    let Card { id, title, seller, rating, rating_count, liked, .. } = card;
    let cost = price(i, card.price);
    view! {
        <article class="page-card listing-card">
            <div class="page-thumb">{shot(card.picture, id.clone(), eager)}</div>
            <div class="page-info">
                <h2 class="listing-name"><a href=href>{title}</a></h2>
                <strong class="listing-price">{cost}</strong>
                <p class="page-meta">
                    <a class="listing-seller" href=format!("/sellers/{}", seller.id)>{seller.name}</a>
                    <Stars rating count=rating_count/>
                </p>
            </div>
            <LikeButton id liked next=next.to_owned() small=true/>
        </article>
    }
    .into_any()
}

/// Likes, or doesn't any more.
#[component]
pub fn LikeButton(id: String, liked: bool, next: String, #[prop(optional)] small: bool) -> impl IntoView {
    let i = use_i18n();
    let class = if small { "btn btn-ghost btn-icon like" } else { "btn btn-secondary like" };
    view! {
        <form method=POST action="/_fn/like_listing" class="inline-form">
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="on" value=if liked { "" } else { "1" }/>
            <input type="hidden" name="next" value=next/>
            <button class=class aria-pressed=aria(liked) aria-label=i.t("market.like") title=i.t("market.like")>
                <Icon name="heart"/>
                {(!small).then(|| i.t("market.like"))}
            </button>
        </form>
    }
    .into_any()
}

/// A grid of listings.
pub fn grid(items: impl IntoIterator<Item = impl Into<Card>>) -> AnyView {
    let next = here();
    let cards =
        items.into_iter().enumerate().map(|(at, item)| card(item.into(), at < 4, &next)).collect_view();
    view! { <div class="grid listing-grid">{cards}</div> }.into_any()
}

/// The way to what follows in a list.
pub fn more(path: &str, pairs: &[(&str, &str)], cursor: Option<String>) -> Option<AnyView> {
    let i = use_i18n();
    let cursor = cursor?;
    let mut all = pairs.to_vec();
    all.push(("cursor", &cursor));
    let href = with_query(path, &all);
    Some(
        view! {
            <div class="load-more"><LinkButton href>{i.t("ui.load_more")}</LinkButton></div>
        }
        .into_any(),
    )
}
