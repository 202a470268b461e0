//! The choice of language and of theme.

use super::{Icon, Menu, POST};
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use landinghub::account::{Locale, Theme};
use leptos::prelude::*;

/// The languages by their own names.
pub const LANGUAGES: [(Locale, &str); 3] =
    [(Locale::En, "English"), (Locale::Vi, "Tiếng Việt"), (Locale::Th, "ไทย")];

/// Chooses the language: a plain form, so it works before and without script.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let i = use_i18n();
    let choices = LANGUAGES
        .map(|(locale, name)| {
            let current = (i.locale() == locale).then_some("true");
            view! {
                <button class="menu-item" name="locale" value=locale.as_str() lang=locale.as_str() aria-current=current>
                    {name}
                </button>
            }
        })
        .collect_view();
    view! {
        <Menu id="language" label=i.t("ui.language") button=|| view! { <Icon name="languages"/> }>
            <form method=POST action="/_fn/choose_locale">{choices}</form>
        </Menu>
    }
}

/// Chooses light, dark or the device's: a plain form, too.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let i = use_i18n();
    let chosen = use_boot().theme;
    let choices = [
        (Theme::System, "laptop", i.t("ui.theme.system")),
        (Theme::Light, "sun", i.t("ui.theme.light")),
        (Theme::Dark, "moon", i.t("ui.theme.dark")),
    ]
    .map(|(theme, icon, words)| {
        let current = (chosen == theme).then_some("true");
        view! {
            <button class="menu-item" name="theme" value=theme.as_str() aria-current=current>
                <Icon name=icon/>
                {words}
            </button>
        }
    })
    .collect_view();
    view! {
        <Menu id="theme" label=i.t("ui.theme") button=|| view! { <Icon name="sun-moon"/> }>
            <form method=POST action="/_fn/choose_theme">{choices}</form>
        </Menu>
    }
}
