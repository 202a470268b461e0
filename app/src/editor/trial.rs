//! A page that is tried and not bought: what that means, and the way to buy it.

use landinghub::api::Page;
use landinghub::api::market::Trial;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::small::memo;
use super::state::{Info, use_editor};
use crate::http::{self, Body};
use crate::ui::Icon;

/// Where a trial's listing is bought.
fn checkout(trial: &Trial) -> String {
    ["/checkout/new?listing=", &trial.listing_id].concat()
}

/// In the bar: that it is a trial, until when, and the way to buy it. It asks again whenever the window is come back to:
/// it may have been bought meanwhile.
#[component]
pub fn TrialBar() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let trial = memo(move || editor.info.with(|info| info.trial.clone()));
    let back = window_event_listener(leptos::ev::focus, move |_| {
        if editor.info.with_untracked(|info| info.trial.is_none()) {
            return;
        }
        let path = ["/api/pages/", &editor.info.with_untracked(|info| info.id.clone())].concat();
        spawn_local(async move {
            if let Ok(page) = http::call::<Page>("GET", &path, Body::Empty).await
                && page.trial.is_none()
                && editor.is_alive()
            {
                let _ = editor.info.try_set(Info::from(&page));
                editor.say(i.t("editor.trial.unlocked"));
            }
        });
    });
    on_cleanup(move || back.remove());
    let words = move |trial: &Trial| {
        if trial.expired {
            i.t("editor.trial.over").to_owned()
        } else {
            i.t_with("editor.trial.until", &[("date", &i.date(trial.expires_at))])
        }
    };
    view! {
        {move || {
            trial.get().map(|trial| {
                view! {
                    <span class="ed-trial" title=i.t("editor.trial.text")>
                        <Icon name="lock"/>
                        <span>{words(&trial)}</span>
                    </span>
                    <a class="btn btn-primary ed-buy" href=checkout(&trial) aria-label=i.t("editor.trial.buy")>
                        <Icon name="lock"/>
                        <span class="ed-word">{i.t("editor.trial.buy")}</span>
                    </a>
                }
            })
        }}
    }
}

/// Instead of publishing: what buying brings.
#[component]
pub fn TrialNotice(trial: Trial) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    view! {
        <div class="ed-trial-notice">
            <p>{i.t("editor.trial.text")}</p>
            <div class="dialog-foot">
                <a class="btn btn-primary" href=checkout(&trial)>{i.t("editor.trial.buy")}</a>
            </div>
        </div>
    }
}
