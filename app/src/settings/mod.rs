//! One's own account: profile, password, address, sessions. Documents: every form posts and comes back.

mod addresses;
mod forms;
mod security;

pub use addresses::AddressSettings;
pub use security::SecuritySettings;

use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::market::parts::{ask, flash_of, shown};
use crate::ui::{
    ActWords, Badge, Button, ButtonKind, ButtonSize, Card, FormErrors, Icon, Moment, Notice, POST,
    PasswordField, Select, TextField, Tone,
};
use landinghub::api::{List, Session};
use landinghub_services::{Slice, accounts};
use leptos::prelude::*;

/// Where they are.
const PATH: &str = "/settings";

/// `/settings`.
#[component]
pub fn Settings() -> impl IntoView {
    let i = use_i18n();
    let sessions = ask(|services, caller| async move {
        accounts::list_sessions(&services, &caller, &Slice { limit: Some(100), cursor: None }).await
    });
    view! {
        <AppFrame section=Section::Settings>
            <div class="page-head"><h1>{i.t("settings.title")}</h1></div>
            <div class="settings">
                <Good/>
                <Profile/>
                <Email/>
                <Password/>
                <More/>
                <Card title=i.t("settings.sessions") flush=true>
                    <div id="found">{Suspend::new(async move { shown(sessions.await, list) })}</div>
                </Card>
            </div>
            <ActWords/>
        </AppFrame>
    }
}

/// What the last form came to; what went wrong stands in its form.
#[component]
fn Good() -> impl IntoView {
    let flash = use_boot().flash.filter(|flash| !flash.message.is_empty());
    flash.filter(|flash| flash.good || flash.form == "acts").map(|flash| {
        let tone = if flash.good { Tone::Good } else { Tone::Bad };
        view! { <Notice tone live=true>{flash.message}</Notice> }
    })
}

/// What went wrong with a form, and what is wrong with its fields.
fn wrong(form: &'static str) -> (AnyView, impl Fn(&str) -> Signal<Option<String>>) {
    let flash = flash_of(form);
    let message = Some(flash.message.clone()).filter(|message| !message.is_empty() && !flash.good);
    let errors = view! { <FormErrors message=Signal::stored(message)/> }.into_any();
    (errors, move |field: &str| Signal::stored(flash.error(field)))
}

#[component]
fn Profile() -> impl IntoView {
    let i = use_i18n();
    let boot = use_boot();
    let (errors, error) = wrong("profile");
    let typed = flash_of("profile").value("name");
    let name = boot.person.map(|person| person.name).unwrap_or_default();
    let languages = vec![
        ("en".to_owned(), "English".to_owned()),
        ("vi".to_owned(), "Tiếng Việt".to_owned()),
        ("th".to_owned(), "ไทย".to_owned()),
    ];
    let themes = vec![
        ("system".to_owned(), i.t("ui.theme.system").to_owned()),
        ("light".to_owned(), i.t("ui.theme.light").to_owned()),
        ("dark".to_owned(), i.t("ui.theme.dark").to_owned()),
    ];
    view! {
        <Card title=i.t("settings.profile")>
            <form class="form" method=POST action="/_fn/save_profile">
                {errors}
                <TextField
                    name="name"
                    label=i.t("settings.name")
                    value=if typed.is_empty() { name } else { typed }
                    autocomplete="name"
                    required=true
                    maxlength=80
                    error=error("name")
                />
                <div class="field-row">
                    <Select name="locale" label=i.t("ui.language") options=languages value=boot.locale.as_str()/>
                    <Select name="theme" label=i.t("ui.theme") options=themes value=boot.theme.as_str()/>
                </div>
                <div class="form-actions">
                    <Button kind=ButtonKind::Primary submit=true>{i.t("ui.save")}</Button>
                </div>
            </form>
        </Card>
    }
    .into_any()
}

#[component]
fn Email() -> impl IntoView {
    let i = use_i18n();
    let person = use_boot().person;
    let (email, verified) = person.map(|person| (person.email, person.verified)).unwrap_or_default();
    let (errors, error) = wrong("email");
    let badge = if verified {
        view! { <Badge tone=Tone::Good>{i.t("settings.email.verified")}</Badge> }.into_any()
    } else {
        view! { <Badge tone=Tone::Warn>{i.t("settings.email.unverified")}</Badge> }.into_any()
    };
    view! {
        <Card title=i.t("settings.email")>
            <p class="row"><span class="break">{email}</span> {badge}</p>
            {(!verified).then(|| view! {
                <form method=POST action="/_fn/resend_verification">
                    <Button size=ButtonSize::Small icon="mail" submit=true>{i.t("verify.resend")}</Button>
                </form>
            })}
            <form class="form" method=POST action="/_fn/change_email">
                {errors}
                <TextField
                    name="email"
                    label=i.t("settings.email.new")
                    kind="email"
                    value=flash_of("email").value("email")
                    autocomplete="email"
                    required=true
                    help=i.t("settings.email.help")
                    error=error("email")
                />
                <PasswordField
                    name="current_password"
                    id="email-password"
                    label=i.t("settings.password.current")
                    autocomplete="current-password"
                    error=error("current_password")
                />
                <div class="form-actions"><Button submit=true>{i.t("settings.email.change")}</Button></div>
            </form>
        </Card>
    }
    .into_any()
}

#[component]
fn Password() -> impl IntoView {
    let i = use_i18n();
    let (errors, error) = wrong("password");
    let email = use_boot().person.map(|person| person.email);
    view! {
        <Card title=i.t("settings.password")>
            <form class="form" method=POST action="/_fn/change_password">
                {errors}
                // Password managers want to know whose it is.
                <input type="text" name="username" autocomplete="username" value=email hidden=true/>
                <PasswordField
                    name="current_password"
                    id="password-current"
                    label=i.t("settings.password.current")
                    autocomplete="current-password"
                    error=error("current_password")
                />
                <PasswordField
                    name="password"
                    id="password-new"
                    label=i.t("settings.password.new")
                    autocomplete="new-password"
                    minlength=8
                    help=i.t("settings.password.help")
                    error=error("password")
                />
                <div class="form-actions"><Button submit=true>{i.t("settings.password.change")}</Button></div>
            </form>
        </Card>
    }
    .into_any()
}

fn list(sessions: List<Session>) -> AnyView {
    let i = use_i18n();
    let row = |session: Session| {
        let side = if session.current {
            view! { <Badge tone=Tone::Good>{i.t("settings.sessions.this")}</Badge> }.into_any()
        } else {
            view! {
                <form method=POST action="/_fn/end_session" data-act="gone">
                    <input type="hidden" name="id" value=session.id.clone()/>
                    <Button size=ButtonSize::Small submit=true>{i.t("settings.sessions.end")}</Button>
                </form>
            }
            .into_any()
        };
        view! {
            <li class="list-row" data-item=session.id tabindex="-1">
                <Icon name="monitor"/>
                <div class="grow">
                    <p class="truncate">{session.device}</p>
                    <p class="small muted">{session.ip} " · " <Moment at=session.last_used_at/></p>
                </div>
                {side}
            </li>
        }
    };
    view! { <ul>{sessions.items.into_iter().map(row).collect_view()}</ul> }.into_any()
}

/// Reminds of an address that wasn't verified yet.
#[component]
pub fn VerifyNotice() -> impl IntoView {
    let i = use_i18n();
    let waiting = use_boot().person.filter(|person| !person.verified);
    waiting.map(|person| view! {
        <Notice tone=Tone::Warn>
            <p>{i.t_with("verify.waiting", &[("email", &person.email)])}</p>
            <form method=POST action="/_fn/resend_verification">
                <Button class_name="btn-link" kind=ButtonKind::Ghost submit=true>{i.t("verify.resend")}</Button>
            </form>
        </Notice>
    })
}

/// Settings on pages of their own.
#[component]
fn More() -> impl IntoView {
    let i = use_i18n();
    let row = |href: &'static str, icon: &'static str, words: &'static str| {
        view! {
            <li class="list-row">
                <Icon name=icon/>
                <a class="grow" href=href>{words}</a>
                <Icon name="chevron-right"/>
            </li>
        }
    };
    view! {
        <Card title=i.t("settings.more") flush=true>
            <ul>
                {row("/settings/security", "shield-check", i.t("settings.more.security"))}
                {row("/settings/addresses", "map-pin", i.t("settings.more.addresses"))}
                {row("/settings/notifications", "bell", i.t("settings.more.notifications"))}
            </ul>
        </Card>
    }
    .into_any()
}
