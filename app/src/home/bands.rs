//! The home page below its first screen: how it works, what is in it, what it costs, what people ask.

use crate::answer::context;
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::ui::Icon;
use landinghub_services::templates;
use leptos::prelude::*;

#[component]
pub(super) fn Steps() -> impl IntoView {
    let i = use_i18n();
    let steps = [
        ("layout-template", i.t("home.step1.title"), i.t("home.step1.text")),
        ("mouse-pointer-click", i.t("home.step2.title"), i.t("home.step2.text")),
        ("rocket", i.t("home.step3.title"), i.t("home.step3.text")),
    ]
    .into_iter()
    .map(|(icon, title, text)| {
        view! {
            <li class="step">
                <span class="step-icon"><Icon name=icon/></span>
                <h3>{title}</h3>
                <p>{text}</p>
            </li>
        }
    })
    .collect_view();
    view! {
        <section class="band" id="how">
            <div class="wrap">
                <h2>{i.t("home.how.title")}</h2>
                <p class="band-lead">{i.t("home.how.lead")}</p>
                <ol class="steps">{steps}</ol>
            </div>
        </section>
    }
    .into_any()
}

#[component]
pub(super) fn Features() -> impl IntoView {
    let i = use_i18n();
    let features = [
        ("history", i.t("home.feature.history.title"), i.t("home.feature.history.text")),
        ("keyboard", i.t("home.feature.keyboard.title"), i.t("home.feature.keyboard.text")),
        ("smartphone", i.t("home.feature.widths.title"), i.t("home.feature.widths.text")),
        ("inbox", i.t("home.feature.leads.title"), i.t("home.feature.leads.text")),
        ("languages", i.t("home.feature.languages.title"), i.t("home.feature.languages.text")),
        ("download", i.t("home.feature.yours.title"), i.t("home.feature.yours.text")),
    ];
    view! {
        <section class="band">
            <div class="wrap">
                <h2>{i.t("home.features.title")}</h2>
                {points(&features)}
            </div>
        </section>
    }
    .into_any()
}

/// Icon, title and sentence of each, side by side.
pub(super) fn points(points: &[(&'static str, &'static str, &'static str)]) -> AnyView {
    let points = points
        .iter()
        .map(|(icon, title, text)| {
            view! {
                <li>
                    <Icon name=*icon/>
                    <h3>{*title}</h3>
                    <p>{*text}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="features" role="list">{points}</ul> }.into_any()
}

/// How many starters are shown.
const STARTERS: usize = 8;

#[component]
pub(super) fn Templates() -> impl IntoView {
    let i = use_i18n();
    let mut starters = context().map(|(services, _)| templates::list(&services)).unwrap_or_default();
    let start = if use_boot().person.is_some() { "/pages" } else { "/auth/register?next=/pages" };
    // Those in the reader's language first.
    starters.sort_by_key(|starter| starter.language != i.locale().as_str());
    let starters = starters
        .into_iter()
        .take(STARTERS)
        .map(|starter| {
            view! {
                <li lang=starter.language>
                    <a href=start>
                        <img class="template-shot" src=starter.thumbnail_url alt="" width="480" height="300" loading="lazy" decoding="async"/>
                        <span>{starter.name}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="band band-plain" id="templates">
            <div class="wrap">
                <h2>{i.t("home.templates.title")}</h2>
                <p class="band-lead">{i.t("home.templates.lead")}</p>
                <ul class="template-row" role="list">{starters}</ul>
            </div>
        </section>
    }
    .into_any()
}

#[component]
pub(super) fn Speed() -> impl IntoView {
    let i = use_i18n();
    let facts = [
        (i.t("home.speed.script.number"), i.t("home.speed.script.text")),
        (i.t("home.speed.cookies.number"), i.t("home.speed.cookies.text")),
        (i.t("home.speed.requests.number"), i.t("home.speed.requests.text")),
        (i.t("home.speed.publish.number"), i.t("home.speed.publish.text")),
    ]
    .into_iter()
    .map(|(number, text)| view! { <div><dt>{text}</dt><dd>{number}</dd></div> })
    .collect_view();
    view! {
        <section class="band band-dark" id="speed">
            <div class="wrap speed">
                <div>
                    <h2>{i.t("home.speed.title")}</h2>
                    <p>{i.t("home.speed.lead")}</p>
                </div>
                <dl class="speed-facts">{facts}</dl>
            </div>
        </section>
    }
    .into_any()
}

#[component]
pub(super) fn Questions() -> impl IntoView {
    let i = use_i18n();
    let questions = [
        (i.t("home.q.code"), i.t("home.a.code")),
        (i.t("home.q.cost"), i.t("home.a.cost")),
        (i.t("home.q.where"), i.t("home.a.where")),
        (i.t("home.q.bought"), i.t("home.a.bought")),
        (i.t("home.q.refund"), i.t("home.a.refund")),
        (i.t("home.q.lost"), i.t("home.a.lost")),
        (i.t("home.q.forms"), i.t("home.a.forms")),
        (i.t("home.q.leave"), i.t("home.a.leave")),
    ]
    .into_iter()
    .map(|(question, answer)| {
        view! {
            <details class="question">
                <summary>{question}<Icon name="chevron-down"/></summary>
                <p>{answer}</p>
            </details>
        }
    })
    .collect_view();
    view! {
        <section class="band" id="questions">
            <div class="wrap questions">
                <div>
                    <h2>{i.t("home.questions.title")}</h2>
                    <p class="band-lead">{i.t("home.questions.more")} " " <a href="/help">{i.t("nav.help")}</a></p>
                </div>
                <div>{questions}</div>
            </div>
        </section>
    }
    .into_any()
}
