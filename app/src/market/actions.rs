//! Where the marketplace's forms post to. Each answers with a redirect; what it has to say goes along in a cookie
//! that the next page shows once.

use crate::answer::{context, problem_for_reader};
use crate::auth::forms::{Done, back, on, own_path};
use crate::i18n::{Area, dictionary};
use landinghub::Code;
use landinghub::api::market::{NewReply, NewReview};
use landinghub_services::{Caller, Failure, Services, market};
use leptos::prelude::*;
use leptos_axum::redirect;

/// Words for a message after a form, in the reader's language.
pub(crate) async fn words(services: &Services, caller: &Caller, key: &'static str) -> &'static str {
    let locale = match caller.actor {
        Some(_) => landinghub_services::accounts::me(services, caller).await.ok().map(|user| user.locale),
        None => None,
    };
    dictionary(locale.unwrap_or(caller.locale), Area::Market).t(key)
}

/// Back to `path`, saying what happened; a stranger goes to the login first.
pub(crate) async fn settle<T>(
    services: &Services,
    caller: &Caller,
    form: &str,
    path: &str,
    result: Result<T, Failure>,
    good: &'static str,
) -> Done {
    match result {
        Ok(_) => {
            let message = if good.is_empty() { "" } else { words(services, caller, good).await };
            on(form, message, path)
        }
        Err(failure) => fail(services, caller, failure, form, path, &[]).await,
    }
}

/// Back with what went wrong; a stranger goes to the login and comes back after it.
pub(crate) async fn fail(
    services: &Services,
    caller: &Caller,
    failure: Failure,
    form: &str,
    path: &str,
    values: &[(&str, &str)],
) -> Done {
    if caller.actor.is_none() {
        let problem = problem_for_reader(services, caller, failure).await;
        if matches!(problem.code, Code::Unauthenticated | Code::SessionEnded) {
            redirect(&format!("/auth?next={}", path.split('?').next().unwrap_or("/")), false);
            return Ok(());
        }
        return on_bad(form, &problem.detail, path);
    }
    back(services, caller, failure, (form, path), values).await
}

fn on_bad(form: &str, message: &str, path: &str) -> Done {
    crate::cookies::set_flash(crate::boot::Flash {
        form: form.to_owned(),
        message: message.to_owned(),
        ..Default::default()
    });
    redirect(path, false);
    Ok(())
}

/// Likes a listing, or takes that back.
#[server(prefix = "/_fn", endpoint = "like_listing")]
async fn like_listing(
    #[server(default)] id: String,
    #[server(default)] on: String,
    #[server(default)] next: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = if on.is_empty() {
        market::unlike(&services, &caller, &id).await
    } else {
        market::like(&services, &caller, &id).await
    };
    settle(&services, &caller, "like", own_path(&next, "/marketplace"), done, "").await
}

/// Says what one thinks of what one bought.
#[server(prefix = "/_fn", endpoint = "post_review")]
async fn post_review(
    #[server(default)] id: String,
    #[server(default)] rating: String,
    #[server(default)] comment: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let input = NewReview { rating: rating.parse().unwrap_or_default(), comment: comment.clone() };
    let path = format!("/marketplace/{}", plain(&id));
    match market::post_review(&services, &caller, &id, input).await {
        Ok(_) => on("review", words(&services, &caller, "market.review.thanks").await, &path),
        Err(failure) => {
            let values = [("comment", comment.as_str()), ("rating", rating.as_str())];
            fail(&services, &caller, failure, "review", &path, &values).await
        }
    }
}

/// Answers a review of one's own listing.
#[server(prefix = "/_fn", endpoint = "reply_review")]
async fn reply_review(
    #[server(default)] id: String,
    #[server(default)] listing: String,
    #[server(default)] comment: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let path = format!("/marketplace/{}", plain(&listing));
    let done = market::reply_to_review(&services, &caller, &id, NewReply { comment }).await;
    settle(&services, &caller, "review", &path, done, "market.review.replied").await
}

/// An id as it may stand in a path: whatever isn't a letter or digit goes.
pub(crate) fn plain(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).take(64).collect()
}
