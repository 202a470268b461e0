//! `/settings/security`: codes of an authenticator at login. A document with plain forms, so that it works without
//! script.

use crate::answer::context;
use crate::auth::forms::on;
use crate::boot::Flash;
use crate::cookies::set_flash;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::market::actions::{fail, words};
use crate::market::parts::{ask, flash_of, shown};
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Card, FormErrors, Icon, Notice, POST, PasswordField, TextField, Tone,
};
use landinghub::api::security::{Totp, TotpConfirmation, TotpProof};
use landinghub_services::accounts;
use leptos::prelude::*;
use leptos_axum::redirect;

const PATH: &str = "/settings/security";
/// The form of both ways.
const FORM: &str = "totp";

/// `/settings/security`.
#[component]
pub fn SecuritySettings() -> impl IntoView {
    let i = use_i18n();
    let asked = ask(|services, caller| async move { accounts::totp(&services, &caller).await });
    view! {
        <AppFrame section=Section::Settings>
            <Breadcrumbs above=vec![("/settings".to_owned(), i.t("nav.settings").to_owned())] here=i.t("security.title")/>
            <div class="page-head"><h1>{i.t("security.title")}</h1></div>
            <div class="settings">{Suspend::new(async move { shown(asked.await, how_it_stands) })}</div>
        </AppFrame>
    }
}

fn how_it_stands(totp: Totp) -> AnyView {
    let i = use_i18n();
    let flash = flash_of(FORM);
    let message = Some(flash.message.clone()).filter(|message| !message.is_empty());
    let (good, wrong) = if flash.good { (message, None) } else { (None, message) };
    let said = good.map(|message| view! { <Notice tone=Tone::Good live=true>{message}</Notice> });
    let codes = [flash.value("codes"), flash.value("more")].join(" ");
    let codes: Vec<String> = codes.split_whitespace().map(str::to_owned).collect();
    let errors =
        view! { <FormErrors message=Signal::stored(wrong) fields=Signal::stored(flash.errors.clone())/> };
    let form = if totp.enabled {
        let left = i.n("security.left", totp.recovery_codes_left);
        view! {
            <Card title=i.t("security.codes")>
                <p class="row"><Icon name="shield-check"/><strong>{i.t("security.on")}</strong></p>
                <p class="muted">{left}</p>
                <form class="form" method=POST action="/_fn/end_totp">
                    {errors}
                    {password(&flash)}
                    <div class="form-actions"><Button kind=ButtonKind::Danger submit=true>{i.t("security.switch_off")}</Button></div>
                </form>
            </Card>
        }
        .into_any()
    } else {
        let secret = totp.secret.unwrap_or_default();
        let groups: Vec<char> = secret.chars().collect();
        let spaced =
            groups.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
        let (url, qr) = (totp.otpauth_url.unwrap_or_default(), totp.qr_svg.unwrap_or_default());
        view! {
            <Card title=i.t("security.codes")>
                <p class="muted">{i.t("security.why")}</p>
                <ol class="steps-list">
                    <li>{i.t("security.step.app")}</li>
                    <li>
                        <p>{i.t("security.step.scan")}</p>
                        <div class="totp-key">
                            <div class="totp-qr" role="img" aria-label=i.t("security.qr") inner_html=qr></div>
                            <div>
                                <p class="small muted">{i.t("security.type")}</p>
                                <p><code class="totp-secret">{spaced}</code></p>
                                <p><a href=url>{i.t("security.open")}</a></p>
                            </div>
                        </div>
                    </li>
                    <li>
                        <p>{i.t("security.step.code")}</p>
                        <form class="form" method=POST action="/_fn/confirm_totp">
                            {errors}
                            <TextField
                                name="code"
                                label=i.t("security.code")
                                autocomplete="one-time-code"
                                required=true
                                maxlength=10
                                error=Signal::stored(flash.error("code"))
                            />
                            {password(&flash)}
                            <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("security.switch_on")}</Button></div>
                        </form>
                    </li>
                </ol>
            </Card>
        }
        .into_any()
    };
    view! {
        {said}
        {(!codes.is_empty()).then(|| recovery(codes))}
        {form}
    }
    .into_any()
}

fn password(flash: &Flash) -> AnyView {
    let i = use_i18n();
    let error = Signal::stored(flash.error("current_password"));
    view! {
        <PasswordField
            name="current_password"
            label=i.t("settings.password.current")
            autocomplete="current-password"
            error=error
        />
    }
    .into_any()
}

/// The codes, this once.
fn recovery(codes: Vec<String>) -> AnyView {
    let i = use_i18n();
    let file = format!("data:text/plain,{}%0A", codes.join("%0A"));
    let rows = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    view! {
        <Card title=i.t("security.recovery")>
            <p>{i.t("security.recovery.text")}</p>
            <ul class="recovery-codes">{rows}</ul>
            <p><a class="btn btn-secondary" href=file download="landinghub-recovery-codes.txt"><Icon name="download"/>{i.t("security.recovery.save")}</a></p>
        </Card>
    }
    .into_any()
}

/// Switches codes on and shows the recovery codes once.
#[server(prefix = "/_fn", endpoint = "confirm_totp")]
async fn confirm_totp(
    #[server(default)] code: String,
    #[server(default)] current_password: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let input = TotpConfirmation { code: code.into(), current_password: Some(current_password.into()) };
    match accounts::confirm_totp(&services, &caller, input).await {
        Ok(made) => {
            let mut values = Vec::new();
            // One value holds 160 characters.
            for (name, part) in ["codes", "more"].into_iter().zip(made.recovery_codes.chunks(5)) {
                values.push((name.to_owned(), part.join(" ")));
            }
            set_flash(Flash {
                form: FORM.to_owned(),
                good: true,
                message: words(&services, &caller, "security.done.on").await.to_owned(),
                values,
                ..Flash::default()
            });
            redirect(PATH, false);
            Ok(())
        }
        Err(failure) => fail(&services, &caller, failure, FORM, PATH, &[]).await,
    }
}

/// Switches codes off.
#[server(prefix = "/_fn", endpoint = "end_totp")]
async fn end_totp(#[server(default)] current_password: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let input = TotpProof { code: None, current_password: Some(current_password.into()) };
    match accounts::end_totp(&services, &caller, input).await {
        Ok(()) => on(FORM, words(&services, &caller, "security.done.off").await, PATH),
        Err(failure) => fail(&services, &caller, failure, FORM, PATH, &[]).await,
    }
}
