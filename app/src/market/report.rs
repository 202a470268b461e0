//! `/report`: anybody says that something here is abuse.

use super::actions::words;
use super::parts::{flash_of, query};
use crate::answer::context;
use crate::auth::forms::on;
use crate::i18n::use_i18n;
use crate::layout::PublicFrame;
use crate::ui::{Button, ButtonKind, Card, FormErrors, Notice, POST, Select, TextField, Textarea, Tone};
use landinghub::api::admin::NewReport;
use landinghub_services::takedowns;
use leptos::prelude::*;

/// What is commonly reported; others go under `other` with a sentence.
const REASONS: [&str; 7] = ["phishing", "malware", "scam", "copyright", "illegal", "spam", "other"];

/// `/report`.
#[component]
pub fn ReportAbuse() -> impl IntoView {
    let i = use_i18n();
    let flash = flash_of("report");
    let typed = flash.value("url");
    let url = if typed.is_empty() { query("url") } else { typed };
    let message = (!flash.good && !flash.message.is_empty()).then(|| flash.message.clone());
    let reasons = REASONS
        .iter()
        .map(|word| ((*word).to_owned(), i.find(&format!("report.reason.{word}")).unwrap_or(word).to_owned()))
        .collect();
    let chosen = flash.value("reason");
    let thanks = flash.message.clone();
    let sent = flash.good.then(|| view! { <Notice tone=Tone::Good live=true>{thanks}</Notice> });
    view! {
        <PublicFrame>
            <div class="wrap market narrow">
                <div class="page-head"><h1>{i.t("report.title")}</h1></div>
                <p class="lead">{i.t("report.lead")}</p>
                {sent}
                <Card>
                    <form class="form" method=POST action="/_fn/report_abuse">
                        <FormErrors message=Signal::stored(message) fields=Signal::stored(flash.errors.clone())/>
                        <TextField name="url" kind="url" label=i.t("report.url") value=url required=true maxlength=2000 error=flash.error("url")/>
                        <Select name="reason" label=i.t("report.reason") options=reasons value=chosen/>
                        <Textarea name="detail" label=i.t("report.detail") help=i.t("report.detail.help") bind=RwSignal::new(flash.value("detail")) rows=6 maxlength=4000/>
                        <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("report.send")}</Button></div>
                    </form>
                </Card>
            </div>
        </PublicFrame>
    }
}

/// Reports abuse.
#[server(prefix = "/_fn", endpoint = "report_abuse")]
async fn report_abuse(
    #[server(default)] url: String,
    #[server(default)] reason: String,
    #[server(default)] detail: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let input = NewReport { url: url.clone(), reason: reason.clone(), detail: detail.clone() };
    match takedowns::report(&services, &caller, input).await {
        Ok(_) => on("report", words(&services, &caller, "report.sent").await, "/report"),
        Err(failure) => {
            let values = [("url", url.as_str()), ("reason", reason.as_str()), ("detail", detail.as_str())];
            crate::auth::forms::back(&services, &caller, failure, ("report", "/report"), &values).await
        }
    }
}
