//! What a visitor sees first: what this is, shown rather than told.

mod bands;
mod legal;
mod trade;

pub use legal::{Legal, Privacy, Refunds, Terms};

use crate::answer::context;
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::layout::PublicFrame;
use crate::ui::{ButtonKind, ButtonSize, Icon, LinkButton};
use bands::{Features, Questions, Speed, Steps, Templates};
use landinghub::account::Theme;
use leptos::prelude::*;
use trade::Selling;

/// `/`.
#[component]
pub fn Home() -> impl IntoView {
    let i = use_i18n();
    let asks = context().ok();
    let items = async move {
        match asks {
            Some((services, caller)) => trade::featured(&services, &caller, i.locale()).await,
            None => Vec::new(),
        }
    };
    view! {
        <PublicFrame>
            <Hero/>
            <Steps/>
            <Templates/>
            <Features/>
            <Speed/>
            {Suspend::new(async move { trade::buying(items.await) })}
            <Selling/>
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
        <LinkButton href kind=ButtonKind::Primary size=ButtonSize::Large>{words}<Icon name="arrow-right"/></LinkButton>
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
                    <LinkButton href="/marketplace" size=ButtonSize::Large>{i.t("home.browse")}</LinkButton>
                </div>
                <p class="hero-note">{i.t("home.note")}</p>
            </div>
            <div class="wrap hero-stage"><EditorPicture/></div>
        </section>
    }
    .into_any()
}

/// The editor as it is, in the reader's language, theme and width: `node end2end/hero.mjs` takes the pictures.
#[component]
fn EditorPicture() -> impl IntoView {
    let i = use_i18n();
    let theme = use_boot().theme;
    let file =
        |width: &str, theme: &str| format!("/hero/editor-{}-{width}-{theme}.webp", i.locale().as_str());
    let chosen = if theme == Theme::Dark { "dark" } else { "light" };
    // Only a theme that follows the device is the browser's to choose.
    let dark = (theme == Theme::System).then(|| {
        view! {
            <source media="(max-width: 40rem) and (prefers-color-scheme: dark)" srcset=file("narrow", "dark") width="780" height="1200"/>
            <source media="(prefers-color-scheme: dark)" srcset=file("wide", "dark") width="1440" height="860"/>
        }
    });
    view! {
        <picture class="hero-picture">
            {dark}
            <source media="(max-width: 40rem)" srcset=file("narrow", chosen) width="780" height="1200"/>
            <img src=file("wide", chosen) alt=i.t("home.picture") width="1440" height="860" fetchpriority="high" decoding="async"/>
        </picture>
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
