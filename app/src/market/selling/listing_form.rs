//! What is said of a listing, typed: title, price, licence, pictures; and what follows from it.
#![expect(clippy::too_many_arguments, reason = "a form of many fields posts to one function")]

use super::super::actions::{fail, plain, settle, words};
use super::super::parts::flash_of;
use crate::answer::context;
use crate::auth::forms::on;
use crate::i18n::use_i18n;
use crate::ui::{Button, ButtonKind, Card, FormErrors, POST, Select, TextField, Textarea};
use landinghub::api::market::{Listing, ListingChanges, Price};
use landinghub::market::{CATEGORIES, Currency, ListingStatus, Money, View};
use landinghub_services::market;
use leptos::prelude::*;

/// An amount as it is typed: units with a decimal point.
pub(in super::super) fn typed(money: Money) -> String {
    let base = 10_i64.pow(money.currency.exponent());
    if base == 1 {
        money.amount.to_string()
    } else {
        format!("{}.{:02}", money.amount / base, money.amount % base)
    }
}

/// Minor units of what was typed; `None` for what is no amount.
pub(in super::super) fn minor(text: &str, currency: Currency) -> Option<i64> {
    let text = text.trim().replace([' ', '_'], "");
    let digits = usize::try_from(currency.exponent()).ok()?;
    let (units, cents) = if digits == 0 {
        (text.replace(['.', ','], ""), String::new())
    } else {
        let at = text.rfind(['.', ',']);
        at.map_or_else(
            || (text.clone(), String::new()),
            |at| (text[..at].replace([',', '.'], ""), text[at + 1..].to_owned()),
        )
    };
    if cents.len() > digits || !cents.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let units: i64 = if units.is_empty() { 0 } else { units.parse().ok()? };
    let cents: i64 = format!("{cents:0<digits$}").parse().unwrap_or_default();
    units.checked_mul(10_i64.checked_pow(currency.exponent())?)?.checked_add(if digits == 0 {
        0
    } else {
        cents
    })
}

#[component]
pub(super) fn ListingForm(
    listing: Option<Listing>,
    pages: Vec<(String, String)>,
    asked: String,
) -> impl IntoView {
    let i = use_i18n();
    let flash = flash_of("listing");
    let message = (!flash.good && !flash.message.is_empty()).then(|| flash.message.clone());
    let draft = listing.as_ref().and_then(|listing| listing.draft.clone());
    let had = |name: &str, otherwise: String| {
        let value = flash.value(name);
        if value.is_empty() { otherwise } else { value }
    };
    let shown = listing.as_ref();
    let pick = |of_draft: fn(&landinghub::api::market::ListingDraft) -> String,
                of: fn(&Listing) -> String| {
        draft.as_ref().map(of_draft).or_else(|| shown.map(of)).unwrap_or_default()
    };
    let title = had("title", pick(|d| d.title.clone(), |l| l.title.clone()));
    let description = had("description", pick(|d| d.description.clone(), |l| l.description.clone()));
    let tags = had("tags", pick(|d| d.tags.join(", "), |l| l.tags.join(", ")));
    let category = had("category", pick(|d| d.category.clone(), |l| l.category.clone()));
    let amount = had("amount", pick(|d| typed(d.price), |l| typed(l.price)));
    let currency =
        had("currency", pick(|d| d.price.currency.code().to_owned(), |l| l.price.currency.code().to_owned()));
    let licence = had("licence", pick(|d| d.licence.as_str().to_owned(), |l| l.licence.as_str().to_owned()));
    let stock = had(
        "stock",
        pick(
            |d| d.stock.map(|n| n.to_string()).unwrap_or_default(),
            |l| l.stock.map(|n| n.to_string()).unwrap_or_default(),
        ),
    );
    let chosen: Vec<View> = draft
        .as_ref()
        .map(|draft| draft.gallery.clone())
        .or_else(|| shown.map(|listing| listing.gallery.iter().map(|picture| picture.view).collect()))
        .filter(|views: &Vec<View>| !views.is_empty())
        .unwrap_or_else(|| View::ALL.to_vec());
    let pictures = shown.map(|listing| listing.gallery.clone()).unwrap_or_default();
    let categories = CATEGORIES
        .iter()
        .map(|(id, name)| {
            ((*id).to_owned(), i.find(&format!("market.category.{id}")).unwrap_or(name).to_owned())
        })
        .collect();
    let currencies = Currency::ALL
        .iter()
        .map(|currency| (currency.code().to_owned(), currency.code().to_owned()))
        .collect();
    let licences = vec![
        ("standard".to_owned(), i.t("market.licence.standard").to_owned()),
        ("limited".to_owned(), i.t("market.licence.limited").to_owned()),
        ("exclusive".to_owned(), i.t("market.licence.exclusive").to_owned()),
    ];
    let page = (!pages.is_empty()).then(|| {
        view! { <Select name="page" label=i.t("market.listing.page") options=pages value=asked/> }
    });
    let id = listing.map(|listing| listing.id).unwrap_or_default();
    view! {
        <Card>
            <form class="form" method=POST action="/_fn/save_listing">
                <FormErrors message=Signal::stored(message) fields=Signal::stored(flash.errors.clone())/>
                <input type="hidden" name="id" value=id/>
                {page}
                <TextField name="title" label=i.t("market.listing.title") value=title required=true maxlength=120 error=flash.error("title")/>
                <Textarea name="description" label=i.t("market.listing.description") bind=RwSignal::new(description) rows=6 maxlength=5000/>
                <div class="field-row">
                    <TextField name="amount" label=i.t("market.price") value=amount help=i.t("market.listing.price.help") maxlength=14 error=flash.error("price")/>
                    <Select name="currency" label=i.t("market.listing.currency") options=currencies value=currency/>
                </div>
                <div class="field-row">
                    <Select name="category" label=i.t("market.category") options=categories value=category/>
                    <TextField name="tags" label=i.t("market.tags") help=i.t("market.listing.tags.help") value=tags maxlength=254 error=flash.error("tags")/>
                </div>
                <div class="field-row">
                    <Select name="licence" label=i.t("market.licence") options=licences value=licence/>
                    <TextField name="stock" label=i.t("market.listing.stock") help=i.t("market.listing.stock.help") value=stock maxlength=6 error=flash.error("stock")/>
                </div>
                <Pictures chosen pictures error=flash.error("gallery")/>
                <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("ui.save")}</Button></div>
            </form>
        </Card>
    }
    .into_any()
}

/// Which widths are shown, and which of them is the cover; with their pictures where there are some already.
#[component]
fn Pictures(
    chosen: Vec<View>,
    pictures: Vec<landinghub::api::market::Picture>,
    error: Option<String>,
) -> impl IntoView {
    let i = use_i18n();
    let cover = chosen.first().copied().unwrap_or(View::Desktop);
    let rows = View::ALL
        .iter()
        .map(|view| {
            let word = view.as_str();
            let name = i.find(&format!("market.width.{word}")).unwrap_or(word);
            let picture = pictures.iter().find(|picture| picture.view == *view).map(|picture| {
                view! { <img src=picture.url.clone() alt="" width=picture.width.to_string() height=picture.height.to_string() loading="lazy" decoding="async"/> }
            });
            view! {
                <div class="picture-choice">
                    <div class=format!("picture-shot is-{word}")>{picture}</div>
                    <label class="check-line"><input type="checkbox" name=format!("show_{word}") value="1" checked=chosen.contains(view)/> <span>{name}</span></label>
                    <label class="check-line"><input type="radio" name="cover" value=word checked=*view == cover/> <span>{i.t("market.cover")}<span class="sr-only">": " {name}</span></span></label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="pictures" aria-describedby="pictures-help">
            <legend class="label">{i.t("market.pictures")}</legend>
            <p class="help" id="pictures-help">{i.t("market.pictures.help")}</p>
            <div class="picture-choices">{rows}</div>
            {error.map(|error| view! { <p class="field-error">{error}</p> })}
        </fieldset>
    }
}

/// The views that are ticked, the cover first; the cover is shown in any case. Nothing where nothing was said.
fn gallery(cover: &str, shown: [&str; 3]) -> Option<Vec<String>> {
    if cover.is_empty() && shown.iter().all(|ticked| ticked.is_empty()) {
        return None;
    }
    let ticked =
        View::ALL.iter().zip(shown).filter(|(view, ticked)| !ticked.is_empty() && view.as_str() != cover);
    let first = (!cover.is_empty()).then(|| cover.to_owned());
    Some(first.into_iter().chain(ticked.map(|(view, _)| view.as_str().to_owned())).collect())
}

/// Makes a listing, or changes one.
#[server(prefix = "/_fn", endpoint = "save_listing")]
async fn save_listing(
    #[server(default)] id: String,
    #[server(default)] page: String,
    #[server(default)] title: String,
    #[server(default)] description: String,
    #[server(default)] amount: String,
    #[server(default)] currency: String,
    #[server(default)] category: String,
    #[server(default)] tags: String,
    #[server(default)] licence: String,
    #[server(default)] stock: String,
    #[server(default)] cover: String,
    #[server(default)] show_desktop: String,
    #[server(default)] show_tablet: String,
    #[server(default)] show_mobile: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let code = Currency::parse(&currency).unwrap_or(Currency::Vnd);
    let values = [
        ("title", title.as_str()),
        ("description", description.as_str()),
        ("amount", amount.as_str()),
        ("currency", currency.as_str()),
        ("category", category.as_str()),
        ("tags", tags.as_str()),
        ("licence", licence.as_str()),
        ("stock", stock.as_str()),
    ];
    let changes = ListingChanges {
        page_id: id.is_empty().then(|| page.clone()),
        title: Some(title.clone()),
        description: Some(description.clone()),
        // What is no amount is out of range, and said to be.
        price: Some(Price { amount: minor(&amount, code).unwrap_or(-1), currency: code.code().to_owned() }),
        category: Some(category.clone()),
        tags: Some(tags.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect()),
        licence: Some(licence.clone()),
        stock: stock.trim().parse().ok(),
        gallery: gallery(&cover, [&show_desktop, &show_tablet, &show_mobile]),
    };
    let (done, path) = if id.is_empty() {
        (market::create(&services, &caller, changes).await, "/my-listings/new".to_owned())
    } else {
        (market::update(&services, &caller, &id, changes).await, format!("/my-listings/{}", plain(&id)))
    };
    match done {
        Ok(listing) => {
            let saved = words(&services, &caller, "market.listing.saved").await;
            on("listing", saved, &format!("/my-listings/{}", listing.id))
        }
        Err(failure) => fail(&services, &caller, failure, "listing", &path, &values).await,
    }
}

/// Asks for approval.
#[server(prefix = "/_fn", endpoint = "submit_listing")]
async fn submit_listing(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::submit(&services, &caller, &id).await;
    settle(
        &services,
        &caller,
        "listing",
        &format!("/my-listings/{}", plain(&id)),
        done,
        "market.listing.submitted",
    )
    .await
}

/// Takes a change of an approved listing back from review.
#[server(prefix = "/_fn", endpoint = "recall_listing")]
async fn recall_listing(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::recall(&services, &caller, &id).await;
    let path = format!("/my-listings/{}", plain(&id));
    settle(&services, &caller, "listing", &path, done, "market.listing.recalled").await
}

/// Takes a listing off the market, or back from review.
#[server(prefix = "/_fn", endpoint = "withdraw_listing")]
async fn withdraw_listing(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::withdraw(&services, &caller, &id).await;
    // One that wasn't for sale yet is a draft again.
    let good = match &done {
        Ok(listing) if listing.status == ListingStatus::Draft => "market.listing.recalled",
        _ => "market.listing.withdrawn",
    };
    settle(&services, &caller, "listing", &format!("/my-listings/{}", plain(&id)), done, good).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cover_comes_first_and_is_shown() {
        let words = |cover, shown| gallery(cover, shown).unwrap_or_default().join(" ");
        assert_eq!(words("mobile", ["1", "", "1"]), "mobile desktop");
        assert_eq!(words("tablet", ["", "", ""]), "tablet");
        assert_eq!(gallery("", ["", "", ""]), None);
    }

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, currency, minor_units) in [
            ("199000", Currency::Vnd, Some(199_000)),
            ("199.000", Currency::Vnd, Some(199_000)),
            ("12.5", Currency::Usd, Some(1250)),
            ("12,50", Currency::Thb, Some(1250)),
            ("1,200.00", Currency::Usd, Some(120_000)),
            ("", Currency::Usd, Some(0)),
            ("12.555", Currency::Usd, None),
            ("-1", Currency::Vnd, Some(-1)),
            ("x", Currency::Vnd, None),
        ] {
            assert_eq!(minor(text, currency), minor_units, "{text}");
        }
        assert_eq!(typed(Money::new(1205, Currency::Usd)), "12.05");
        assert_eq!(typed(Money::new(199_000, Currency::Vnd)), "199000");
    }
}
