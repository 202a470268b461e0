//! `/domains/{page}`: the owner's own hosts, with the records that prove whose they are. A document.

use crate::answer::context;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::market::actions::{fail, plain, settle};
use crate::market::forms::press;
use crate::market::parts::{ask, flash_of, param, shown};
use crate::ui::{
    Badge, Breadcrumbs, Button, ButtonKind, Card, EmptyState, FormErrors, Notice, POST, TextField, Tone,
};
use landinghub::api::domains::{Domain, DomainStatus, NewDomain};
use landinghub::api::{List, Page};
use landinghub_services::{domains, pages};
use leptos::prelude::*;

/// The form of a new domain, and what the buttons say.
const FORM: &str = "domain";

/// `/domains/{page}`.
#[component]
pub fn Domains() -> impl IntoView {
    let id = param("id");
    let asked = ask(|services, caller| async move {
        let page = pages::get(&services, &caller, &id).await?;
        let list = domains::list(&services, &caller, &id).await?;
        Ok((page, list))
    });
    view! {
        <AppFrame section=Section::Pages>
            {Suspend::new(async move { shown(asked.await, screen) })}
        </AppFrame>
    }
}

fn screen((page, list): (Page, List<Domain>)) -> AnyView {
    let i = use_i18n();
    let flash = flash_of(FORM);
    let wrong = (!flash.good && !flash.message.is_empty()).then(|| flash.message.clone());
    let message = flash.message.clone();
    let good = (flash.good && !message.is_empty())
        .then(|| view! { <Notice tone=Tone::Good live=true>{message}</Notice> });
    let all = if list.items.is_empty() {
        view! { <EmptyState icon="globe" title=i.t("domains.none") text=i.t("domains.none_text")/> }
            .into_any()
    } else {
        let id = page.id.clone();
        list.items.into_iter().map(|domain| one(&id, domain)).collect_view().into_any()
    };
    let id = page.id.clone();
    view! {
        <Breadcrumbs above=vec![("/pages".to_owned(), i.t("nav.pages").to_owned())] here=i.t("domains.title")/>
        <div class="page-head"><h1>{i.t("domains.title")}</h1></div>
        <div class="settings">
            <p class="muted">{i.t_with("domains.lead", &[("page", &page.title), ("url", &page.url)])}</p>
            {good}
            {all}
            <Card title=i.t("domains.new")>
                <form class="form" method=POST action="/_fn/add_domain">
                    <FormErrors message=Signal::stored(wrong)/>
                    <input type="hidden" name="id" value=id/>
                    <TextField
                        name="domain"
                        label=i.t("domains.domain")
                        placeholder="www.example.com"
                        required=true
                        maxlength=253
                        value=flash.value("domain")
                        error=Signal::stored(flash.error("domain"))
                    />
                    <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("domains.add")}</Button></div>
                </form>
            </Card>
        </div>
    }
    .into_any()
}

fn one(page: &str, domain: Domain) -> AnyView {
    let i = use_i18n();
    let (tone, words) = match domain.status {
        DomainStatus::Pending => (Tone::Warn, i.t("domains.pending")),
        DomainStatus::Verified => (Tone::Good, i.t("domains.verified")),
        DomainStatus::Failing => (Tone::Bad, i.t("domains.failing")),
    };
    let fields = vec![("id", page.to_owned()), ("domain", domain.domain.clone())];
    let check = (domain.status != DomainStatus::Verified)
        .then(|| press("verify_domain", fields.clone(), i.t("domains.check"), ButtonKind::Primary));
    let remove = press("remove_domain", fields, i.t("domains.remove"), ButtonKind::Danger);
    let row = |kind: &'static str, name: String, value: String| {
        view! { <tr><td>{kind}</td><td><code>{name}</code></td><td><code>{value}</code></td></tr> }
    };
    let records = (domain.status != DomainStatus::Verified).then(|| {
        view! {
            <p class="small muted">{i.t("domains.records")}</p>
            <div class="table-wrap" tabindex="0" role="region" aria-label=i.t("domains.records")>
                <table class="table dns-records">
                    <thead><tr><th scope="col">{i.t("domains.kind")}</th><th scope="col">{i.t("domains.name")}</th><th scope="col">{i.t("domains.value")}</th></tr></thead>
                    <tbody>
                        {row("TXT", domain.txt_name.clone(), domain.txt_value.clone())}
                        {row("CNAME", domain.domain.clone(), domain.target.clone())}
                    </tbody>
                </table>
            </div>
        }
    });
    let (name, url) = (domain.domain.clone(), domain.url.clone());
    view! {
        <section class="card">
            <div class="card-body">
                <p class="row"><a href=url><strong>{name}</strong></a> <Badge tone>{words}</Badge></p>
                {records}
                <div class="row">{check}{remove}</div>
            </div>
        </section>
    }
    .into_any()
}

fn path(id: &str) -> String {
    format!("/domains/{}", plain(id))
}

/// Adds a domain to a page.
#[server(prefix = "/_fn", endpoint = "add_domain")]
async fn add_domain(
    #[server(default)] id: String,
    #[server(default)] domain: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let path = path(&id);
    match domains::add(&services, &caller, &id, NewDomain { domain: domain.clone() }).await {
        Ok(_) => settle(&services, &caller, FORM, &path, Ok(()), "domains.added").await,
        Err(failure) => fail(&services, &caller, failure, FORM, &path, &[("domain", &domain)]).await,
    }
}

/// Looks for a domain's record.
#[server(prefix = "/_fn", endpoint = "verify_domain")]
async fn verify_domain(
    #[server(default)] id: String,
    #[server(default)] domain: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = domains::verify(&services, &caller, &id, &domain).await;
    settle(&services, &caller, FORM, &path(&id), done, "domains.done").await
}

/// Takes a domain away from a page.
#[server(prefix = "/_fn", endpoint = "remove_domain")]
async fn remove_domain(
    #[server(default)] id: String,
    #[server(default)] domain: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = domains::remove(&services, &caller, &id, &domain).await;
    settle(&services, &caller, FORM, &path(&id), done, "domains.removed").await
}
