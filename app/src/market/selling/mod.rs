//! Selling: becoming a seller, one's listings, sales and money.

mod listing_form;
mod listings;
mod money;
mod sale;
mod sales;

pub(super) use listing_form::{minor, typed};
pub(super) use listings::listing_badges;
pub use listings::{EditListing, MyListings, NewListing};
pub use money::BalancePage;
pub(super) use money::payout_badge;
pub use sale::SalePage;
pub use sales::MySales;

use super::actions::{fail, words};
use super::parts::{ask, flash_of, shown};
use crate::answer::context;
use crate::auth::forms::on;
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::ui::{
    Button, ButtonKind, Card, FormErrors, LinkButton, Notice, POST, Tabs, TextField, Textarea, Tone,
};
use landinghub::account::Role;
use landinghub::api::market::{SellerApplication, SellerApply};
use landinghub_services::market;
use leptos::prelude::*;

/// The parts of the selling area.
fn tabs(here: &'static str) -> AnyView {
    let i = use_i18n();
    let tabs = [
        ("/my-listings", i.t("market.listings")),
        ("/my-sales", i.t("market.sales")),
        ("/balance", i.t("market.balance")),
    ]
    .map(|(href, words)| (href.to_owned(), words.to_owned()));
    view! { <Tabs label=i.t("nav.selling") tabs=tabs.to_vec() current=here/> }.into_any()
}

/// A form of one hidden id with one button.
fn act(endpoint: &str, id: &str, words: &'static str, kind: ButtonKind) -> AnyView {
    let (action, id) = (format!("/_fn/{endpoint}"), id.to_owned());
    view! {
        <form method=POST action=action class="inline-form">
            <input type="hidden" name="id" value=id/>
            <Button kind submit=true>{words}</Button>
        </form>
    }
    .into_any()
}

/// `/sell`: what selling is, and the application with what became of it.
#[component]
pub fn Sell() -> impl IntoView {
    let i = use_i18n();
    let seller = use_boot().person.is_some_and(|person| person.role != Role::User);
    let application = ask(|services, caller| async move { market::application_of(&services, &caller).await });
    view! {
        <AppFrame section=Section::Selling>
            <div class="page-head"><h1>{i.t("market.sell.title")}</h1></div>
            <p class="lead">{i.t("market.sell.lead")}</p>
            <ul class="points">
                <li>{i.t("market.sell.point1")}</li>
                <li>{i.t("market.sell.point2")}</li>
                <li>{i.t("market.sell.point3")}</li>
            </ul>
            {if seller {
                view! { <LinkButton href="/my-listings" kind=ButtonKind::Primary>{i.t("market.listings")}</LinkButton> }.into_any()
            } else {
                view! { {Suspend::new(async move { shown(application.await, applied) })} }.into_any()
            }}
        </AppFrame>
    }
}

/// The form, or that the application waits; why the last one was refused.
fn applied(application: Option<SellerApplication>) -> AnyView {
    let i = use_i18n();
    let flash = flash_of("sell");
    if application.as_ref().is_some_and(|it| it.status == "pending") {
        return view! { <Notice tone=Tone::Good live=true>{i.t("market.sell.sent")}</Notice> }.into_any();
    }
    let refused = application.as_ref().and_then(|it| it.reason.clone()).map(|reason| {
        view! { <Notice tone=Tone::Bad><strong>{i.t("market.listing.why")}</strong> " " {reason}</Notice> }
    });
    let had = |name: &str, before: Option<&String>| {
        let typed = flash.value(name);
        if typed.is_empty() { before.cloned().unwrap_or_default() } else { typed }
    };
    let name = had("store_name", application.as_ref().map(|it| &it.store_name));
    let about = had("about", application.as_ref().map(|it| &it.about));
    let message = (!flash.good && !flash.message.is_empty()).then(|| flash.message.clone());
    view! {
        {refused}
        <Card title=i.t("market.sell.apply")>
            <form class="form" method=POST action="/_fn/apply_seller">
                <FormErrors message=Signal::stored(message) fields=Signal::stored(flash.errors.clone())/>
                <TextField
                    name="store_name"
                    label=i.t("market.sell.name")
                    help=i.t("market.sell.name.help")
                    value=name
                    maxlength=80
                    error=flash.error("store_name")
                />
                <Textarea name="about" label=i.t("market.sell.about") bind=RwSignal::new(about) maxlength=2000/>
                <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("market.sell.send")}</Button></div>
            </form>
        </Card>
    }
    .into_any()
}

/// Asks to become a seller.
#[server(prefix = "/_fn", endpoint = "apply_seller")]
async fn apply_seller(
    #[server(default)] store_name: String,
    #[server(default)] about: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let input = SellerApply { store_name: Some(store_name.clone()), about: Some(about.clone()) };
    match market::apply(&services, &caller, input).await {
        Ok(_) => on("sell", words(&services, &caller, "market.sell.sent").await, "/sell"),
        Err(failure) => {
            let values = [("store_name", store_name.as_str()), ("about", about.as_str())];
            fail(&services, &caller, failure, "sell", "/sell", &values).await
        }
    }
}
