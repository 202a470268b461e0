//! `/settings/addresses`: billing addresses. A document with plain forms.
#![expect(clippy::too_many_arguments, reason = "one for each field of the form")]

use crate::answer::context;
use crate::boot::Flash;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::market::actions::{fail, plain, settle};
use crate::market::forms::{press, slice};
use crate::market::parts::{ask, flash_of, shown, with_query};
use crate::ui::{
    Badge, Breadcrumbs, Button, ButtonKind, Card, EmptyState, FormErrors, Notice, POST, Select, TextField,
    Tone,
};
use landinghub::account::Locale;
use landinghub::address::{countries, lines};
use landinghub::api::List;
use landinghub::api::addresses::{Address, AddressChange, AddressFields};
use landinghub_services::addresses;
use leptos::prelude::*;

const PATH: &str = "/settings/addresses";
/// The form of a new address; those of others have their ids.
const NEW: &str = "new";

/// `/settings/addresses`.
#[component]
pub fn AddressSettings() -> impl IntoView {
    let i = use_i18n();
    let slice = slice();
    let asked = ask(|services, caller| async move { addresses::list(&services, &caller, &slice).await });
    view! {
        <AppFrame section=Section::Settings>
            <Breadcrumbs above=vec![("/settings".to_owned(), i.t("nav.settings").to_owned())] here=i.t("addresses.title")/>
            <div class="page-head"><h1>{i.t("addresses.title")}</h1></div>
            <div class="settings">
                <p class="muted">{i.t("addresses.lead")}</p>
                {said()}
                {Suspend::new(async move { shown(asked.await, all) })}
            </div>
        </AppFrame>
    }
}

/// What became of a form that isn't shown with its mistakes.
fn said() -> AnyView {
    let flash = flash_of("addresses");
    let tone = if flash.good { Tone::Good } else { Tone::Bad };
    (!flash.message.is_empty()).then(|| view! { <Notice tone live=true>{flash.message}</Notice> }).into_any()
}

fn all(list: List<Address>) -> AnyView {
    let i = use_i18n();
    let more = list.next_cursor.map(|cursor| {
        let href = with_query(PATH, &[("cursor", &cursor)]);
        view! { <a class="btn btn-secondary" href=href>{i.t("ui.load_more")}</a> }
    });
    let known = if list.items.is_empty() {
        view! { <EmptyState icon="map-pin" title=i.t("addresses.none") text=i.t("addresses.none_text")/> }
            .into_any()
    } else {
        list.items.into_iter().map(one).collect_view().into_any()
    };
    view! {
        {known}
        {more}
        <Card title=i.t("addresses.new")>{form(NEW, AddressFields::default())}</Card>
    }
    .into_any()
}

fn one(address: Address) -> AnyView {
    let i = use_i18n();
    let Address { id, fields, is_default, .. } = address;
    let written = lines(&fields, i.locale());
    let rows =
        written.iter().map(|line| view! { <span class="address-line">{line.clone()}</span> }).collect_view();
    let phone = fields.phone.clone().map(|phone| view! { <span class="address-line muted">{phone}</span> });
    let is_open = !flash_of(&id).form.is_empty();
    let badge = if is_default {
        view! { <Badge tone=Tone::Good>{i.t("addresses.default")}</Badge> }.into_any()
    } else {
        let fields = vec![("id", id.clone())];
        press("default_address", fields, i.t("addresses.make_default"), ButtonKind::Secondary)
    };
    let remove =
        press("delete_address", vec![("id", id.clone())], i.t("addresses.delete"), ButtonKind::Danger);
    view! {
        <section class="card">
            <div class="card-body">
                <address class="address">{rows}{phone}</address>
                <div class="row">{badge}{remove}</div>
                <details class="address-edit" open=is_open>
                    <summary class="btn btn-secondary btn-sm">{i.t("addresses.edit")}</summary>
                    {form(&id, fields)}
                </details>
            </div>
        </section>
    }
    .into_any()
}

/// The fields of an address: as typed before a mistake, else as they are.
fn form(id: &str, now: AddressFields) -> AnyView {
    let i = use_i18n();
    let flash: Flash = flash_of(id);
    let is_new = id == NEW;
    let typed = !flash.values.is_empty();
    let given = |name: &str, now: String| if typed { flash.value(name) } else { now };
    let or_none = Option::<String>::unwrap_or_default;
    let field = |name: &'static str,
                 label: &'static str,
                 now: String,
                 autocomplete: &'static str,
                 needed: bool,
                 most: u32| {
        view! {
            <TextField
                name=name
                id=format!("{id}-{name}")
                label=label
                value=given(name, now)
                autocomplete=autocomplete
                required=needed
                maxlength=most
                error=Signal::stored(flash.error(name))
            />
        }
        .into_any()
    };
    let wrong = (!flash.good && !flash.message.is_empty()).then(|| flash.message.clone());
    let chosen = given("country", now.country.clone());
    let chosen = if chosen.is_empty() { home(i.locale()).to_owned() } else { chosen };
    let options =
        countries(i.locale()).into_iter().map(|(code, name)| (code.to_owned(), name.to_owned())).collect();
    view! {
        <form class="stack address-form" method=POST action="/_fn/save_address">
            <FormErrors message=Signal::stored(wrong)/>
            <input type="hidden" name="id" value=(!is_new).then(|| id.to_owned())/>
            <div class="field-row">
                {field("name", i.t("addresses.name"), now.name, "name", true, 120)}
                {field("company", i.t("addresses.company"), or_none(now.company), "organization", false, 120)}
            </div>
            {field("line1", i.t("addresses.line1"), now.line1, "address-line1", true, 160)}
            {field("line2", i.t("addresses.line2"), or_none(now.line2), "address-line2", false, 160)}
            <div class="field-row">
                {field("city", i.t("addresses.city"), now.city, "address-level2", true, 120)}
                {field("region", i.t("addresses.region"), or_none(now.region), "address-level1", false, 120)}
            </div>
            <div class="field-row">
                {field("postal_code", i.t("addresses.postal_code"), or_none(now.postal_code), "postal-code", false, 16)}
                <Select name="country" id=format!("{id}-country") label=i.t("addresses.country") options=options value=chosen/>
            </div>
            <div class="field-row">
                {field("phone", i.t("addresses.phone"), or_none(now.phone), "tel", false, 24)}
                {field("tax_id", i.t("addresses.tax_id"), or_none(now.tax_id), "off", false, 40)}
            </div>
            <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("ui.save")}</Button></div>
        </form>
    }
    .into_any()
}

/// The country most who read a language live in.
const fn home(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "US",
        Locale::Vi => "VN",
        Locale::Th => "TH",
    }
}

/// Keeps a new address, or changes one.
#[server(prefix = "/_fn", endpoint = "save_address")]
async fn save_address(
    #[server(default)] id: String,
    #[server(default)] name: String,
    #[server(default)] company: String,
    #[server(default)] line1: String,
    #[server(default)] line2: String,
    #[server(default)] city: String,
    #[server(default)] region: String,
    #[server(default)] postal_code: String,
    #[server(default)] country: String,
    #[server(default)] phone: String,
    #[server(default)] tax_id: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let typed = [
        ("name", name),
        ("company", company),
        ("line1", line1),
        ("line2", line2),
        ("city", city),
        ("region", region),
        ("postal_code", postal_code),
        ("country", country),
        ("phone", phone),
        ("tax_id", tax_id),
    ];
    let values: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let [name, company, line1, line2, city, region, postal_code, country, phone, tax_id] =
        typed.clone().map(|(_, value)| Some(value));
    let change = AddressChange {
        name,
        company,
        line1,
        line2,
        city,
        region,
        postal_code,
        country,
        phone,
        tax_id,
        is_default: None,
    };
    let (saved, form) = if id.is_empty() {
        (addresses::create(&services, &caller, change).await, NEW.to_owned())
    } else {
        (addresses::update(&services, &caller, &id, change).await, plain(&id))
    };
    match saved {
        Ok(_) => settle(&services, &caller, "addresses", PATH, Ok(()), "addresses.saved").await,
        Err(failure) => fail(&services, &caller, failure, &form, PATH, &values).await,
    }
}

/// Makes an address the one on new orders.
#[server(prefix = "/_fn", endpoint = "default_address")]
async fn default_address(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let change = AddressChange { is_default: Some(true), ..AddressChange::default() };
    let done = addresses::update(&services, &caller, &id, change).await;
    settle(&services, &caller, "addresses", PATH, done, "addresses.saved").await
}

/// Deletes an address.
#[server(prefix = "/_fn", endpoint = "delete_address")]
async fn delete_address(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = addresses::delete(&services, &caller, &id).await;
    settle(&services, &caller, "addresses", PATH, done, "addresses.deleted").await
}
