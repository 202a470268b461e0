//! Where the plain forms of accounts post to. Each answers with a redirect; what it has to say goes along in a
//! cookie that the next page shows once.

use crate::answer::{context, problem_for_reader};
use crate::boot::Flash;
use crate::cookies::{set_choice, set_cookie_line, set_flash};
use http::HeaderName;
use http::request::Parts;
use landinghub::account::{Locale, Theme};
use landinghub::api;
use landinghub_services::accounts::{self, Grant, cookies};
use landinghub_services::{Caller, Failure, Services};
use leptos::prelude::*;
use leptos_axum::redirect;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

pub(crate) type Done = Result<(), ServerFnError>;

/// A path of our own, or the other one: never another site (`//x`, `/\x`), never anything but visible ASCII.
pub(crate) fn own_path<'a>(path: &'a str, otherwise: &'a str) -> &'a str {
    let safe = path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if safe { path } else { otherwise }
}

/// Back to a form with what went wrong and what was typed.
pub(crate) async fn back(
    services: &Services,
    caller: &Caller,
    failure: Failure,
    (form, path): (&str, &str),
    values: &[(&str, &str)],
) -> Done {
    let problem = problem_for_reader(services, caller, failure).await;
    set_flash(Flash {
        form: form.to_owned(),
        good: false,
        message: problem.detail,
        errors: problem.fields.into_iter().collect(),
        values: values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    });
    redirect(path, false);
    Ok(())
}

/// On to a page that says it went well.
pub(crate) fn on(form: &str, message: &str, path: &str) -> Done {
    set_flash(Flash { form: form.to_owned(), good: true, message: message.to_owned(), ..Flash::default() });
    redirect(path, false);
    Ok(())
}

fn with_next(path: &str, next: &str) -> String {
    let next = own_path(next, "");
    if next.is_empty() { path.to_owned() } else { format!("{path}?next={next}") }
}

/// Sets the session's cookies and goes on to `next`.
fn signed_in(services: &Services, grant: &Grant, next: &str) -> Done {
    for line in cookies::signed_in(&services.config, grant) {
        set_cookie_line(&line);
    }
    redirect(own_path(next, "/dashboard"), false);
    Ok(())
}

/// Logs in and goes on to `next`.
#[server(prefix = "/_fn", endpoint = "login")]
async fn login(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] code: String,
    #[server(default)] challenge: String,
    #[server(default)] next: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let given = |text: String| (!text.is_empty()).then(|| text.into());
    let input = api::Credentials {
        email: email.clone(),
        password: password.into(),
        code: given(code),
        challenge: given(challenge),
    };
    let form = ("login", &*with_next("/auth", &next));
    match accounts::login(&services, &caller, input).await {
        Ok(grant) => signed_in(&services, &grant, &next),
        Err(Failure::Problem(problem)) => {
            // The second step: what stands for the password goes along, the password itself doesn't.
            let extra = problem.extra.as_ref().and_then(|extra| extra.get("challenge")?.as_str());
            let challenge = extra.unwrap_or_default().to_owned();
            let values = [("email", email.as_str()), ("challenge", challenge.as_str())];
            back(&services, &caller, problem.into(), form, &values).await
        }
        Err(failure) => back(&services, &caller, failure, form, &[("email", &email)]).await,
    }
}

/// Makes an account, logs it in and goes on to `next`.
#[server(prefix = "/_fn", endpoint = "register")]
async fn register(
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] admin: String,
    #[server(default)] next: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let admin_token = (!admin.is_empty()).then(|| admin.into());
    let input = api::Registration {
        name: name.clone(),
        email: email.clone(),
        password: password.into(),
        admin_token,
    };
    match accounts::register(&services, &caller, input).await {
        Ok(grant) => signed_in(&services, &grant, &next),
        Err(failure) => {
            let path = with_next("/auth/register", &next);
            back(&services, &caller, failure, ("register", &path), &[("name", &name), ("email", &email)])
                .await
        }
    }
}

/// Mails a link for a new password. The answer is the same whether or not there is such an account.
#[server(prefix = "/_fn", endpoint = "forgot")]
async fn forgot(#[server(default)] email: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let form = ("forgot", "/auth/forgot");
    match accounts::forgot_password(&services, &caller, api::ForgottenPassword { email: email.clone() }).await
    {
        Ok(()) => on(form.0, "", form.1),
        Err(failure) => back(&services, &caller, failure, form, &[("email", &email)]).await,
    }
}

/// Sets a new password by a mailed token and leads to the login.
#[server(prefix = "/_fn", endpoint = "reset")]
async fn reset(
    #[server(default)] token: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let token: String = token.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    let path = format!("/auth/reset?token={token}");
    let input = api::PasswordReset { token: token.into(), password: password.into() };
    match accounts::reset_password(&services, &caller, input).await {
        Ok(()) => on("reset", "", "/auth"),
        Err(failure) => back(&services, &caller, failure, ("reset", &path), &[]).await,
    }
}

/// Uses up a verification token.
#[server(prefix = "/_fn", endpoint = "verify")]
async fn verify(#[server(default)] token: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let form = ("verify", "/auth/verify");
    match accounts::verify(&services, &caller, api::MailedToken { token: token.into() }).await {
        Ok(()) => on(form.0, "", form.1),
        Err(failure) => back(&services, &caller, failure, form, &[]).await,
    }
}

/// Ends the session and leads home.
#[server(prefix = "/_fn", endpoint = "logout")]
async fn logout() -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let cookie = use_context::<Parts>().and_then(|parts| {
        let mut lines =
            parts.headers.get_all(http::header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        lines.find_map(|line| cookies::Cookie::Refresh.find(&services.config, line).map(str::to_owned))
    });
    // Whatever the database says, this browser forgets its tokens.
    if let Err(failure) = accounts::logout(&services, &caller, cookie.as_deref()).await {
        problem_for_reader(&services, &caller, failure).await;
    }
    for line in cookies::signed_out(&services.config) {
        set_cookie_line(&line);
    }
    if let Some(answer) = use_context::<leptos_axum::ResponseOptions>() {
        answer.insert_header(CLEAR_SITE_DATA, http::HeaderValue::from_static(cookies::CLEAR_SITE_DATA));
    }
    redirect("/", false);
    Ok(())
}

/// Back to the page the choice was made on.
fn back_to_page() {
    let referer = use_context::<Parts>().and_then(|parts| {
        let referer = parts.headers.get(http::header::REFERER)?.to_str().ok()?;
        let uri: http::Uri = referer.parse().ok()?;
        Some(uri.path_and_query()?.as_str().to_owned())
    });
    redirect(own_path(referer.as_deref().unwrap_or("/"), "/"), false);
}

/// Chooses the language, for this browser and for the account.
#[server(prefix = "/_fn", endpoint = "choose_locale")]
async fn choose_locale(#[server(default)] locale: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    if let Some(locale) = Locale::parse(&locale) {
        set_choice("lh_locale", locale.as_str());
        let change = api::ProfileChange { locale: Some(locale.as_str().to_owned()), ..Default::default() };
        keep(&services, &caller, change).await;
    }
    back_to_page();
    Ok(())
}

/// Chooses light, dark or the device's, for this browser and for the account.
#[server(prefix = "/_fn", endpoint = "choose_theme")]
async fn choose_theme(#[server(default)] theme: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    if let Some(theme) = Theme::parse(&theme) {
        set_choice("lh_theme", theme.as_str());
        let change = api::ProfileChange { theme: Some(theme.as_str().to_owned()), ..Default::default() };
        keep(&services, &caller, change).await;
    }
    back_to_page();
    Ok(())
}

/// Keeps a choice with the account, if there is one. The browser's cookie keeps it in any case.
async fn keep(services: &Services, caller: &Caller, change: api::ProfileChange) {
    if caller.actor.is_some()
        && let Err(failure) = accounts::update_profile(services, caller, change).await
    {
        problem_for_reader(services, caller, failure).await;
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for own in ["/", "/pages", "/pages/x/edit?a=b#c"] {
            assert_eq!(own_path(own, "/no"), own);
        }
        for other in [
            "",
            "pages",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\nb",
            "/ä",
        ] {
            assert_eq!(own_path(other, "/no"), "/no", "{other}");
        }
    }
}
