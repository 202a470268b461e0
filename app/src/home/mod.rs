//! What a visitor sees first: what this is, shown rather than told.

mod legal;
mod mock;

pub use legal::Legal;

use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::layout::PublicFrame;
use crate::ui::{ButtonKind, ButtonSize, Icon, LinkButton};
use leptos::prelude::*;
use mock::EditorMock;

/// `/`.
#[component]
pub fn Home() -> impl IntoView {
    view! {
        <PublicFrame title=use_i18n().t("home.title")>
            <Hero/>
            <Steps/>
            <Features/>
            <Templates/>
            <Speed/>
            <Questions/>
            <Closing/>
        </PublicFrame>
    }
}

#[component]
fn Start() -> impl IntoView {
    let i = use_i18n();
    let (href, words) = if use_boot().person.is_some() {
        ("/pages", i.t("home.to_pages"))
    } else {
        ("/auth/register", i.t("home.start"))
    };
    view! {
        <LinkButton href kind=ButtonKind::Primary size=ButtonSize::Large external=true>{words}<Icon name="arrow-right"/></LinkButton>
    }
    .into_any()
}

#[component]
fn Hero() -> impl IntoView {
    let i = use_i18n();
    view! {
        <section class="hero">
            <div class="wrap">
                <h1>{i.t("home.title")}</h1>
                <p class="hero-lead">{i.t("home.lead")}</p>
                <div class="hero-actions">
                    <Start/>
                    <LinkButton href="#how" size=ButtonSize::Large external=true>{i.t("home.see_how")}</LinkButton>
                </div>
                <p class="hero-note">{i.t("home.note")}</p>
            </div>
            <div class="wrap hero-stage"><EditorMock/></div>
        </section>
    }
    .into_any()
}

#[component]
fn Steps() -> impl IntoView {
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
fn Features() -> impl IntoView {
    let i = use_i18n();
    let features = [
        ("history", i.t("home.feature.history.title"), i.t("home.feature.history.text")),
        ("keyboard", i.t("home.feature.keyboard.title"), i.t("home.feature.keyboard.text")),
        ("smartphone", i.t("home.feature.widths.title"), i.t("home.feature.widths.text")),
        ("inbox", i.t("home.feature.leads.title"), i.t("home.feature.leads.text")),
        ("languages", i.t("home.feature.languages.title"), i.t("home.feature.languages.text")),
        ("download", i.t("home.feature.yours.title"), i.t("home.feature.yours.text")),
    ]
    .into_iter()
    .map(|(icon, title, text)| {
        view! {
            <li>
                <Icon name=icon/>
                <h3>{title}</h3>
                <p>{text}</p>
            </li>
        }
    })
    .collect_view();
    view! {
        <section class="band band-plain">
            <div class="wrap">
                <h2>{i.t("home.features.title")}</h2>
                <ul class="features">{features}</ul>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Templates() -> impl IntoView {
    let i = use_i18n();
    let templates = [
        ("/templates/saas-launch.webp", i.t("home.template.product")),
        ("/templates/khai-truong-nha-hang.webp", i.t("home.template.food")),
        ("/templates/webinar.webp", i.t("home.template.event")),
        ("/templates/online-course-th.webp", i.t("home.template.course")),
    ]
    .into_iter()
    .map(|(picture, name)| {
        view! {
            <li>
                <img class="template-shot" src=picture alt="" width="480" height="300" loading="lazy"/>
                <p>{name}</p>
            </li>
        }
    })
    .collect_view();
    view! {
        <section class="band" id="templates">
            <div class="wrap">
                <h2>{i.t("home.templates.title")}</h2>
                <p class="band-lead">{i.t("home.templates.lead")}</p>
                <ul class="template-row">{templates}</ul>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Speed() -> impl IntoView {
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
                <dl class="facts">{facts}</dl>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Questions() -> impl IntoView {
    let i = use_i18n();
    let questions = [
        (i.t("home.q.code"), i.t("home.a.code")),
        (i.t("home.q.where"), i.t("home.a.where")),
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
                <h2>{i.t("home.questions.title")}</h2>
                <div>{questions}</div>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Closing() -> impl IntoView {
    let i = use_i18n();
    view! {
        <section class="closing">
            <div class="wrap">
                <h2>{i.t("home.closing.title")}</h2>
                <p>{i.t("home.closing.text")}</p>
                <Start/>
            </div>
        </section>
    }
    .into_any()
}
