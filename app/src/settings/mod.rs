//! One's own account: profile, password, address, sessions.

#[cfg(feature = "ssr")]
mod addresses;
pub mod api;
#[cfg(feature = "ssr")]
mod security;

#[cfg(feature = "ssr")]
pub use addresses::AddressSettings;
#[cfg(feature = "ssr")]
pub use security::SecuritySettings;

use crate::answer::{Trouble, settle};
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::ui::{
    Badge, Button, ButtonKind, ButtonSize, Card, ErrorState, FormErrors, Icon, Notice, PasswordField, Select,
    Skeleton, TextField, Tone, use_toasts,
};
use api::{
    SessionRow, change_email, change_password, end_session, list_sessions, resend_verification, save_profile,
};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;

/// `/settings`.
#[component]
pub fn Settings() -> impl IntoView {
    let i = use_i18n();
    view! {
        <AppFrame section=Section::Settings title=i.t("settings.title")>
            <div class="page-head"><h1>{i.t("settings.title")}</h1></div>
            <div class="settings">
                <Profile/>
                <Email/>
                <Password/>
                <More/>
                <Sessions/>
            </div>
        </AppFrame>
    }
}

/// What a form knows about its last attempt.
#[derive(Clone, Copy)]
struct Attempt {
    busy: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

impl Attempt {
    fn new() -> Self {
        Self { busy: RwSignal::new(false), trouble: RwSignal::new(None) }
    }

    /// Does it, once at a time, and says how it went.
    fn run(self, work: impl Future<Output = Result<(), Trouble>> + 'static, done: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            match work.await {
                Ok(()) => {
                    self.trouble.set(None);
                    done();
                }
                Err(trouble) => self.trouble.set(Some(trouble)),
            }
            self.busy.set(false);
        });
    }

    fn message(self) -> Signal<Option<String>> {
        Signal::derive(move || self.trouble.read().as_ref().map(|trouble| trouble.message.clone()))
    }

    fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.trouble.read().as_ref().and_then(|trouble| trouble.field(field)))
    }
}

/// What is typed into a field of a form.
fn typed(form: NodeRef<html::Form>, name: &str) -> String {
    let form = form.get_untracked();
    let data = form.and_then(|form| web_sys_form(&form));
    data.and_then(|data| data.get(name).as_string()).unwrap_or_default()
}

fn web_sys_form(form: &leptos::web_sys::HtmlFormElement) -> Option<leptos::web_sys::FormData> {
    leptos::web_sys::FormData::new_with_form(form).ok()
}

#[component]
fn Profile() -> impl IntoView {
    let i = use_i18n();
    let boot = use_boot();
    let form = NodeRef::<html::Form>::new();
    let attempt = Attempt::new();
    let offline = i.t("ui.offline");
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (name, locale, theme) = (typed(form, "name"), typed(form, "locale"), typed(form, "theme"));
        // Language and theme are all over the page: it comes anew.
        let reload = || {
            let _ = window().location().reload();
        };
        attempt.run(async move { settle(save_profile(name, locale, theme).await, offline) }, reload);
    };
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
            <form class="form" on:submit=save node_ref=form>
                <FormErrors message=attempt.message()/>
                <TextField
                    name="name"
                    label=i.t("settings.name")
                    value=boot.person.map(|person| person.name).unwrap_or_default()
                    autocomplete="name"
                    required=true
                    maxlength=80
                    error=attempt.error("name")
                />
                <div class="field-row">
                    <Select name="locale" label=i.t("ui.language") options=languages value=boot.locale.as_str()/>
                    <Select name="theme" label=i.t("ui.theme") options=themes value=boot.theme.as_str()/>
                </div>
                <div class="form-actions">
                    <Button kind=ButtonKind::Primary submit=true busy=attempt.busy>{i.t("ui.save")}</Button>
                </div>
            </form>
        </Card>
    }
}

#[component]
fn Email() -> impl IntoView {
    let i = use_i18n();
    let toasts = use_toasts();
    let offline = i.t("ui.offline");
    let person = use_boot().person;
    let (email, verified) = person.map(|person| (person.email, person.verified)).unwrap_or_default();
    let form = NodeRef::<html::Form>::new();
    let attempt = Attempt::new();
    let resend = Attempt::new();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (current, email) = (typed(form, "current_password"), typed(form, "email"));
        attempt.run(async move { settle(change_email(current, email).await, offline) }, move || {
            toasts.good(i.t("settings.email.sent"));
            if let Some(form) = form.get_untracked() {
                form.reset();
            }
        });
    };
    let send_again = move |_| {
        resend.run(async move { settle(resend_verification().await, offline) }, move || {
            toasts.good(i.t("verify.sent"))
        });
    };
    view! {
        <Card title=i.t("settings.email")>
            <p class="row">
                <span>{email}</span>
                {if verified {
                    view! { <Badge tone=Tone::Good>{i.t("settings.email.verified")}</Badge> }.into_any()
                } else {
                    view! { <Badge tone=Tone::Warn>{i.t("settings.email.unverified")}</Badge> }.into_any()
                }}
            </p>
            {(!verified).then(|| view! {
                <div>
                    <FormErrors message=resend.message()/>
                    <Button size=ButtonSize::Small icon="mail" busy=resend.busy on_click=send_again>{i.t("verify.resend")}</Button>
                </div>
            })}
            <form class="form" on:submit=save node_ref=form>
                <FormErrors message=attempt.message()/>
                <TextField
                    name="email"
                    label=i.t("settings.email.new")
                    kind="email"
                    autocomplete="email"
                    required=true
                    help=i.t("settings.email.help")
                    error=attempt.error("email")
                />
                <PasswordField
                    name="current_password"
                    id="email-password"
                    label=i.t("settings.password.current")
                    autocomplete="current-password"
                    error=attempt.error("current_password")
                />
                <div class="form-actions"><Button submit=true busy=attempt.busy>{i.t("settings.email.change")}</Button></div>
            </form>
        </Card>
    }
}

#[component]
fn Password() -> impl IntoView {
    let i = use_i18n();
    let toasts = use_toasts();
    let offline = i.t("ui.offline");
    let form = NodeRef::<html::Form>::new();
    let attempt = Attempt::new();
    let email = use_boot().person.map(|person| person.email);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (current, password) = (typed(form, "current_password"), typed(form, "password"));
        attempt.run(async move { settle(change_password(current, password).await, offline) }, move || {
            toasts.good(i.t("settings.password.changed"));
            if let Some(form) = form.get_untracked() {
                form.reset();
            }
        });
    };
    view! {
        <Card title=i.t("settings.password")>
            <form class="form" on:submit=save node_ref=form>
                <FormErrors message=attempt.message()/>
                // Password managers want to know whose it is.
                <input type="text" name="username" autocomplete="username" value=email hidden=true/>
                <PasswordField
                    name="current_password"
                    id="password-current"
                    label=i.t("settings.password.current")
                    autocomplete="current-password"
                    error=attempt.error("current_password")
                />
                <PasswordField
                    name="password"
                    id="password-new"
                    label=i.t("settings.password.new")
                    autocomplete="new-password"
                    minlength=8
                    help=i.t("settings.password.help")
                    error=attempt.error("password")
                />
                <div class="form-actions"><Button submit=true busy=attempt.busy>{i.t("settings.password.change")}</Button></div>
            </form>
        </Card>
    }
}

#[component]
fn Sessions() -> impl IntoView {
    let i = use_i18n();
    let toasts = use_toasts();
    let offline = i.t("ui.offline");
    let sessions = Resource::new(|| (), move |()| async move { settle(list_sessions().await, offline) });
    let end = Callback::new(move |id: String| {
        spawn_local(async move {
            match settle(end_session(id).await, offline) {
                Ok(()) => {
                    toasts.good(i.t("settings.sessions.ended"));
                    sessions.refetch();
                }
                Err(trouble) => toasts.bad(trouble.message),
            }
        });
    });
    let row = move |session: SessionRow| {
        let id = session.id.clone();
        let side = if session.current {
            view! { <Badge tone=Tone::Good>{i.t("settings.sessions.this")}</Badge> }.into_any()
        } else {
            view! {
                <Button size=ButtonSize::Small on_click=move |_| end.run(id.clone())>{i.t("settings.sessions.end")}</Button>
            }
            .into_any()
        };
        view! {
            <li class="list-row">
                <Icon name="monitor"/>
                <div class="grow">
                    <p class="truncate">{session.device}</p>
                    <p class="small muted">{session.ip} " · " {i.moment(session.last_used_at)}</p>
                </div>
                {side}
            </li>
        }
    };
    view! {
        <Card title=i.t("settings.sessions") flush=true>
            <Transition fallback=|| view! { <div class="card-body"><Skeleton/><Skeleton width="60%"/></div> }>
                {move || Suspend::new(async move {
                    match sessions.await {
                        Ok(list) => view! { <ul>{list.into_iter().map(row).collect_view()}</ul> }.into_any(),
                        Err(trouble) => {
                            view! { <ErrorState message=trouble.message on_retry=move |()| sessions.refetch()/> }.into_any()
                        }
                    }
                })}
            </Transition>
        </Card>
    }
}

/// Reminds of an address that wasn't verified yet.
#[component]
pub fn VerifyNotice() -> impl IntoView {
    let i = use_i18n();
    let toasts = use_toasts();
    let offline = i.t("ui.offline");
    let attempt = Attempt::new();
    let waiting = use_boot().person.filter(|person| !person.verified);
    let send = move |_| {
        attempt.run(async move { settle(resend_verification().await, offline) }, move || {
            toasts.good(i.t("verify.sent"))
        });
    };
    waiting.map(|person| view! {
        <Notice tone=Tone::Warn>
            <p>{i.t_with("verify.waiting", &[("email", &person.email)])}</p>
            <FormErrors message=attempt.message()/>
            <Button class_name="btn-link" kind=ButtonKind::Ghost busy=attempt.busy on_click=send>{i.t("verify.resend")}</Button>
        </Notice>
    })
}

/// Settings that are documents of their own.
#[component]
fn More() -> impl IntoView {
    let i = use_i18n();
    let row = |href: &'static str, icon: &'static str, words: &'static str| {
        view! {
            <li class="list-row">
                <Icon name=icon/>
                <a class="grow" href=href rel="external">{words}</a>
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
}
