//! Log in, sign up, and what mails lead to. Everything here is a plain form post, with and without script:
//! the server answers with a redirect, and on a mistake the next page shows it beside what was typed.

#[cfg(feature = "ssr")]
pub(crate) mod forms;

use crate::boot::{Flash, use_boot};
use crate::i18n::use_i18n;
use crate::layout::PublicFrame;
use crate::ui::{
    Button, ButtonKind, FormErrors, Icon, LinkButton, Notice, POST, PasswordField, TextField, Tone,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Whoever is logged in has nothing to do here: on to where they wanted to go.
fn pass_on() {
    #[cfg(feature = "ssr")]
    if use_boot().person.is_some() && query("admin").is_empty() {
        leptos_axum::redirect(forms::own_path(&query("next"), "/dashboard"), false);
    }
}

/// What the last post of this form came to.
fn flash_of(form: &str) -> Flash {
    use_boot().flash.filter(|flash| flash.form == form).unwrap_or_default()
}

/// A part of the query; it does not change while the page stands.
fn query(name: &str) -> String {
    use_query_map().with_untracked(|map| map.get(name)).unwrap_or_default()
}

/// The summary of a form that went wrong.
#[component]
fn Summary(flash: Flash) -> impl IntoView {
    let message = (!flash.good && !flash.message.is_empty()).then_some(flash.message);
    view! { <FormErrors message=Signal::stored(message) fields=Signal::stored(flash.errors)/> }
}

/// A narrow card with a heading.
#[component]
fn AuthCard(#[prop(into)] title: String, #[prop(into)] lead: String, children: Children) -> impl IntoView {
    view! {
        <PublicFrame>
            <div class="auth">
                <div class="auth-card">
                    <h1>{title}</h1>
                    <p>{lead}</p>
                    {children()}
                </div>
            </div>
        </PublicFrame>
    }
}

/// `/auth` and `/auth/login`.
#[component]
pub fn Login() -> impl IntoView {
    pass_on();
    let i = use_i18n();
    let flash = flash_of("login");
    let reset = flash_of("reset").good;
    let next = query("next");
    let register =
        if next.is_empty() { "/auth/register".to_owned() } else { format!("/auth/register?next={next}") };
    let challenge = flash.value("challenge");
    if !challenge.is_empty() {
        return second_step(flash, challenge, next);
    }
    view! {
        <AuthCard title=i.t("auth.login.title") lead=i.t("auth.login.lead")>
            <div class="card">
                <form class="card-body" method=POST action="/_fn/login">
                    {reset.then(|| view! { <Notice tone=Tone::Good live=true>{i.t("auth.reset.done")}</Notice> })}
                    <Summary flash=flash.clone()/>
                    <input type="hidden" name="next" value=next/>
                    <TextField
                        name="email"
                        label=i.t("auth.email")
                        kind="email"
                        autocomplete="username"
                        required=true
                        value=flash.value("email")
                        error=flash.error("email")
                    />
                    <PasswordField
                        name="password"
                        label=i.t("auth.password")
                        autocomplete="current-password"
                        error=flash.error("password")
                    />
                    <Button kind=ButtonKind::Primary submit=true>{i.t("auth.login")}</Button>
                </form>
            </div>
            <div class="auth-links">
                <a href="/auth/forgot">{i.t("auth.forgot")}</a>
                <span class="muted">{i.t("auth.new_here")} " " <a href=register>{i.t("auth.register")}</a></span>
            </div>
        </AuthCard>
    }
    .into_any()
}

/// After the right password: the code of an authenticator. `challenge` stands for the password.
fn second_step(flash: Flash, challenge: String, next: String) -> AnyView {
    let i = use_i18n();
    let again = if next.is_empty() { "/auth".to_owned() } else { format!("/auth?next={next}") };
    let error = flash.error("code");
    // The question itself is the heading; only a wrong answer is a mistake.
    let flash = if error.is_some() { flash } else { Flash { message: String::new(), ..flash } };
    view! {
        <AuthCard title=i.t("auth.code.title") lead=i.t("auth.code.lead")>
            <div class="card">
                <form class="card-body" method=POST action="/_fn/login">
                    <Summary flash=flash/>
                    <input type="hidden" name="next" value=next/>
                    <input type="hidden" name="challenge" value=challenge/>
                    <TextField
                        name="code"
                        label=i.t("auth.code")
                        autocomplete="one-time-code"
                        required=true
                        maxlength=30
                        autofocus=true
                        error=Signal::stored(error)
                    />
                    <Button kind=ButtonKind::Primary submit=true>{i.t("auth.login")}</Button>
                </form>
            </div>
            <div class="auth-links"><a href=again>{i.t("auth.code.again")}</a></div>
        </AuthCard>
    }
    .into_any()
}

/// `/auth/register`.
#[component]
pub fn Register() -> impl IntoView {
    pass_on();
    let i = use_i18n();
    let flash = flash_of("register");
    view! {
        <AuthCard title=i.t("auth.register.title") lead=i.t("auth.register.lead")>
            <div class="card">
                <form class="card-body" method=POST action="/_fn/register">
                    <Summary flash=flash.clone()/>
                    <input type="hidden" name="next" value=query("next")/>
                    <input type="hidden" name="admin" value=query("admin")/>
                    <TextField
                        name="name"
                        label=i.t("auth.name")
                        autocomplete="name"
                        required=true
                        maxlength=80
                        value=flash.value("name")
                        error=flash.error("name")
                    />
                    <TextField
                        name="email"
                        label=i.t("auth.email")
                        kind="email"
                        autocomplete="username"
                        required=true
                        value=flash.value("email")
                        error=flash.error("email")
                    />
                    <PasswordField
                        name="password"
                        label=i.t("auth.password")
                        autocomplete="new-password"
                        minlength=8
                        help=i.t("auth.password.help")
                        error=flash.error("password")
                    />
                    <Button kind=ButtonKind::Primary submit=true>{i.t("auth.register")}</Button>
                </form>
            </div>
            <div class="auth-links">
                <span class="muted">{i.t("auth.have_account")} " " <a href="/auth">{i.t("auth.login")}</a></span>
            </div>
        </AuthCard>
    }
}

/// `/auth/forgot`.
#[component]
pub fn Forgot() -> impl IntoView {
    let i = use_i18n();
    let flash = flash_of("forgot");
    let sent =
        flash.good.then(|| view! { <Notice tone=Tone::Good live=true>{i.t("auth.forgot.sent")}</Notice> });
    view! {
        <AuthCard title=i.t("auth.forgot.title") lead=i.t("auth.forgot.lead")>
            <div class="card">
                <form class="card-body" method=POST action="/_fn/forgot">
                    {sent}
                    <Summary flash=flash.clone()/>
                    <TextField
                        name="email"
                        label=i.t("auth.email")
                        kind="email"
                        autocomplete="username"
                        required=true
                        value=flash.value("email")
                        error=flash.error("email")
                    />
                    <Button kind=ButtonKind::Primary submit=true>{i.t("auth.forgot.send")}</Button>
                </form>
            </div>
            <div class="auth-links"><a href="/auth">{i.t("auth.back_to_login")}</a></div>
        </AuthCard>
    }
}

/// `/auth/reset?token=…`.
#[component]
pub fn Reset() -> impl IntoView {
    let i = use_i18n();
    let flash = flash_of("reset");
    view! {
        <AuthCard title=i.t("auth.reset.title") lead=i.t("auth.reset.lead")>
            <div class="card">
                <form class="card-body" method=POST action="/_fn/reset">
                    <Summary flash=flash.clone()/>
                    <input type="hidden" name="token" value=query("token")/>
                    <PasswordField
                        name="password"
                        label=i.t("auth.reset.password")
                        autocomplete="new-password"
                        minlength=8
                        help=i.t("auth.password.help")
                        error=flash.error("password")
                    />
                    <Button kind=ButtonKind::Primary submit=true>{i.t("auth.reset.save")}</Button>
                </form>
            </div>
            <div class="auth-links"><a href="/auth/forgot">{i.t("auth.reset.again")}</a></div>
        </AuthCard>
    }
}

/// `/auth/verify?token=…`. A mail scanner that only looks at the link must not verify the address, so it takes
/// a post: by script at once (`document.js`), without script by the button.
#[component]
pub fn Verify() -> impl IntoView {
    let i = use_i18n();
    let flash = flash_of("verify");
    let token = query("token");
    let signed_in = use_boot().person.is_some();
    let settled = flash.good || !flash.message.is_empty();
    let next = if signed_in { "/dashboard" } else { "/auth" };
    let words = if signed_in { i.t("auth.verify.go_on") } else { i.t("auth.login") };
    if flash.good {
        view! {
            <AuthCard title=i.t("auth.verify.done") lead=i.t("auth.verify.done_text")>
                <div class="auth-mark"><Icon name="circle-check"/></div>
                <LinkButton href=next kind=ButtonKind::Primary>{words}</LinkButton>
            </AuthCard>
        }
        .into_any()
    } else if settled || token.is_empty() {
        let lead =
            if flash.message.is_empty() { i.t("auth.verify.failed_text").to_owned() } else { flash.message };
        view! {
            <AuthCard title=i.t("auth.verify.failed") lead>
                <div class="auth-mark is-bad"><Icon name="circle-alert"/></div>
                <LinkButton href=next>{words}</LinkButton>
            </AuthCard>
        }
        .into_any()
    } else {
        view! {
            <AuthCard title=i.t("auth.verify.title") lead=i.t("auth.verify.lead")>
                <form method=POST action="/_fn/verify" data-send>
                    <input type="hidden" name="token" value=token/>
                    <Button kind=ButtonKind::Primary submit=true>{i.t("auth.verify.confirm")}</Button>
                </form>
            </AuthCard>
        }
        .into_any()
    }
}
