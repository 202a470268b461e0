//! Selling: becoming a seller, one's listings, sales and money.
#![expect(clippy::too_many_arguments, reason = "a form of many fields posts to one function")]

use super::actions::{fail, plain, settle, words};
use super::parts::{Said, Shot, Stars, ask, flash_of, more, param, price, query, shown};
use crate::answer::context;
use crate::auth::forms::on;
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::ui::{
    Badge, Breadcrumbs, Button, ButtonKind, Card, EmptyState, FormErrors, LinkButton, Notice, POST, Select,
    Table, TextField, Textarea, Tone,
};
use landinghub::account::Role;
use landinghub::api::market::{
    Listing, ListingChanges, NewPayout, Payout, Price, SellerApply, StatementLine,
};
use landinghub::market::{CATEGORIES, Currency, ListingChange, ListingStatus, Money, PayoutStatus};
use landinghub_services::market::{self, orders};
use landinghub_services::{Slice, pages};
use leptos::prelude::*;

fn slice() -> Slice {
    let cursor = query("cursor");
    Slice { limit: None, cursor: (!cursor.is_empty()).then_some(cursor) }
}

/// The parts of the selling area.
fn tabs(here: &'static str) -> AnyView {
    let i = use_i18n();
    let links = [
        ("/my-listings", i.t("market.listings")),
        ("/my-sales", i.t("market.sales")),
        ("/balance", i.t("market.balance")),
    ]
    .into_iter()
    .map(|(href, words)| view! { <a class="subnav-link" href=href aria-current=(href == here).then_some("page")>{words}</a> })
    .collect_view();
    view! { <nav class="subnav" aria-label=i.t("nav.selling")>{links}</nav> }.into_any()
}

/// `/sell`: what selling is, and the application.
#[component]
pub fn Sell() -> impl IntoView {
    let i = use_i18n();
    let role = use_boot().person.map(|person| person.role);
    let flash = flash_of("sell");
    let waiting = flash.good;
    let body = if role.is_some_and(|role| role != Role::User) {
        view! { <LinkButton href="/my-listings" kind=ButtonKind::Primary external=true>{i.t("market.listings")}</LinkButton> }.into_any()
    } else if waiting {
        view! { <Notice tone=Tone::Good live=true>{flash.message}</Notice> }.into_any()
    } else {
        let message = (!flash.message.is_empty()).then(|| flash.message.clone());
        view! {
            <Card title=i.t("market.sell.apply")>
                <form class="form" method=POST action="/_fn/apply_seller">
                    <FormErrors message=Signal::stored(message) fields=Signal::stored(flash.errors.clone())/>
                    <TextField
                        name="store_name"
                        label=i.t("market.sell.name")
                        help=i.t("market.sell.name.help")
                        value=flash.value("store_name")
                        maxlength=80
                        error=flash.error("store_name")
                    />
                    <Textarea name="about" label=i.t("market.sell.about") bind=RwSignal::new(flash.value("about")) maxlength=2000/>
                    <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("market.sell.send")}</Button></div>
                </form>
            </Card>
        }
        .into_any()
    };
    view! {
        <AppFrame section=Section::Selling title=i.t("market.sell.title")>
            <div class="page-head"><h1>{i.t("market.sell.title")}</h1></div>
            <p class="lead">{i.t("market.sell.lead")}</p>
            <ul class="points">
                <li>{i.t("market.sell.point1")}</li>
                <li>{i.t("market.sell.point2")}</li>
                <li>{i.t("market.sell.point3")}</li>
            </ul>
            {body}
        </AppFrame>
    }
}

/// `/my-listings`.
#[component]
pub fn MyListings() -> impl IntoView {
    let i = use_i18n();
    let status = query("status");
    let list = ask(move |services, caller| async move {
        market::mine(&services, &caller, Some(&status), &slice()).await
    });
    view! {
        <AppFrame section=Section::Selling title=i.t("market.listings")>
            {tabs("/my-listings")}
            <div class="page-head">
                <h1>{i.t("market.listings")}</h1>
                <LinkButton href="/my-listings/new" kind=ButtonKind::Primary icon="plus" external=true>{i.t("market.listing.new")}</LinkButton>
            </div>
            <Said/>
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return view! {
                            <EmptyState icon="tag" title=i.t("market.listings.empty") text=i.t("market.listings.text")>
                                <LinkButton href="/my-listings/new" kind=ButtonKind::Primary external=true>{i.t("market.listing.new")}</LinkButton>
                            </EmptyState>
                        }
                        .into_any();
                    }
                    let next = more("/my-listings", &[], list.next_cursor);
                    let rows = list.items.into_iter().map(listing_row).collect_view();
                    view! { <ul role="list" class="card lines">{rows}</ul> {next} }.into_any()
                })
            })}
        </AppFrame>
    }
}

/// Where a listing is, as badges.
pub(super) fn listing_badges(status: ListingStatus, change: Option<ListingChange>) -> AnyView {
    let i = use_i18n();
    let tone = match status {
        ListingStatus::Approved => Tone::Good,
        ListingStatus::Pending => Tone::Brand,
        ListingStatus::Rejected | ListingStatus::Suspended => Tone::Bad,
        ListingStatus::Draft | ListingStatus::Withdrawn => Tone::Neutral,
    };
    let words = i.find(&format!("market.listing.status.{}", status.as_str())).unwrap_or_default();
    let change = change
        .and_then(|change| i.find(&format!("market.listing.change.{}", change.as_str())))
        .map(|words| view! { <Badge tone=Tone::Brand>{words}</Badge> });
    view! { <Badge tone>{words}</Badge> {change} }.into_any()
}

fn listing_row(listing: Listing) -> AnyView {
    let i = use_i18n();
    let href = format!("/my-listings/{}", listing.id);
    let (title, cost, badges) =
        (listing.title.clone(), price(i, listing.price), listing_badges(listing.status, listing.change));
    let (rating, count, sold) =
        (listing.rating, listing.rating_count, i.n("market.sold", listing.sold_count));
    view! {
        <li class="line">
            <div class="page-thumb line-shot"><Shot listing/></div>
            <div class="line-text">
                <a href=href><strong>{title}</strong></a>
                <p class="page-meta">{badges} <span>{sold}</span> <Stars rating count/></p>
            </div>
            <strong class="listing-price">{cost}</strong>
        </li>
    }
    .into_any()
}

/// `/my-listings/new`: which page, and what is said of it.
#[component]
pub fn NewListing() -> impl IntoView {
    let i = use_i18n();
    let asked = query("page");
    let list = ask(|services, caller| async move {
        let slice = Slice { limit: Some(100), cursor: None };
        pages::list(&services, &caller, &pages::Query { q: None, status: None, sort: None, slice }).await
    });
    view! {
        <AppFrame section=Section::Selling title=i.t("market.listing.new")>
            {tabs("/my-listings")}
            <div class="page-head"><h1>{i.t("market.listing.new")}</h1></div>
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return view! {
                            <EmptyState icon="file-text" title=i.t("market.listing.no_page") text=i.t("market.listing.no_page.text")>
                                <LinkButton href="/pages" kind=ButtonKind::Primary external=true>{i.t("nav.pages")}</LinkButton>
                            </EmptyState>
                        }
                        .into_any();
                    }
                    let options = list.items.into_iter().map(|page| (page.id, page.title)).collect();
                    view! { <ListingForm listing=None pages=options asked/> }.into_any()
                })
            })}
        </AppFrame>
    }
}

/// `/my-listings/{id}`: what is said of it, and where it is.
#[component]
pub fn EditListing() -> impl IntoView {
    let i = use_i18n();
    let id = param("id");
    let listing = ask(move |services, caller| async move {
        let listing = market::get(&services, &caller, &id).await?;
        if caller.actor()?.user_id == listing.seller.id {
            Ok(listing)
        } else {
            Err(landinghub::Problem::not_found().into())
        }
    });
    view! {
        <AppFrame section=Section::Selling title=i.t("market.edit_listing")>
            {tabs("/my-listings")}
            {Suspend::new(async move { shown(listing.await, edit) })}
        </AppFrame>
    }
}

fn edit(listing: Listing) -> AnyView {
    let i = use_i18n();
    let id = listing.id.clone();
    let badges = listing_badges(listing.status, listing.change);
    let reason = listing.rejection_reason.clone().map(|reason| {
        view! { <Notice tone=Tone::Bad><strong>{i.t("market.listing.why")}</strong> " " {reason}</Notice> }
    });
    let open =
        matches!(listing.status, ListingStatus::Draft | ListingStatus::Rejected | ListingStatus::Withdrawn)
            || (listing.status == ListingStatus::Approved
                && listing
                    .change
                    .is_some_and(|change| matches!(change, ListingChange::Draft | ListingChange::Rejected)));
    let submit = open.then(|| act("submit_listing", &id, i.t("market.listing.submit"), ButtonKind::Primary));
    let withdraw = matches!(listing.status, ListingStatus::Approved | ListingStatus::Pending)
        .then(|| act("withdraw_listing", &id, i.t("market.listing.withdraw"), ButtonKind::Secondary));
    view! {
        <div class="page-head">
            <div>
                <Breadcrumbs above=vec![("/my-listings".to_owned(), i.t("market.listings").to_owned())] here=listing.title.clone()/>
                <h1>{listing.title.clone()}</h1>
                <p class="page-meta">{badges}</p>
            </div>
            <div class="row">
                <LinkButton href=format!("/marketplace/{id}") icon="eye" external=true>{i.t("market.listing.look")}</LinkButton>
                {withdraw}
                {submit}
            </div>
        </div>
        <Said/>
        {reason}
        <p class="help">{i.t("market.listing.pinned")}</p>
        <ListingForm listing=Some(listing) pages=Vec::new() asked=String::new()/>
    }
    .into_any()
}

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

/// An amount as it is typed: units with a decimal point.
fn typed(money: Money) -> String {
    let base = 10_i64.pow(money.currency.exponent());
    if base == 1 {
        money.amount.to_string()
    } else {
        format!("{}.{:02}", money.amount / base, money.amount % base)
    }
}

/// Minor units of what was typed; `None` for what is no amount.
fn minor(text: &str, currency: Currency) -> Option<i64> {
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
fn ListingForm(listing: Option<Listing>, pages: Vec<(String, String)>, asked: String) -> impl IntoView {
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
                <div class="form-actions"><Button kind=ButtonKind::Primary submit=true>{i.t("ui.save")}</Button></div>
            </form>
        </Card>
    }
    .into_any()
}

/// `/my-sales`.
#[component]
pub fn MySales() -> impl IntoView {
    let i = use_i18n();
    let (wanted, pairs) = super::orders::asked();
    let form = super::orders::filters("/my-sales", &pairs);
    let list = ask(move |services, caller| async move { orders::sales(&services, &caller, &wanted).await });
    view! {
        <AppFrame section=Section::Selling title=i.t("market.sales")>
            {tabs("/my-sales")}
            <div class="page-head">
                <h1>{i.t("market.sales")}</h1>
                <LinkButton href="/api/orders/sales.csv" icon="download" external=true>{i.t("market.csv")}</LinkButton>
            </div>
            {form}
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return view! { <EmptyState icon="chart-no-axes-column" title=i.t("market.sales.empty") text=i.t("market.sales.text")/> }.into_any();
                    }
                    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    let next = more("/my-sales", &pairs, list.next_cursor);
                    let rows = list
                        .items
                        .into_iter()
                        .map(|sale| view! {
                            <tr>
                                <td><strong>{sale.title}</strong></td>
                                <td>{sale.buyer.name}</td>
                                <td class="numbers">{price(i, sale.price)}</td>
                                <td class="numbers">{i.money(sale.platform_fee)}</td>
                                <td class="numbers"><strong>{i.money(sale.seller_revenue)}</strong></td>
                                <td>{super::orders::status_badge(sale.status)}</td>
                                <td><time datetime=sale.created_at.to_string()>{i.date(sale.created_at)}</time></td>
                            </tr>
                        })
                        .collect_view();
                    let heads = [i.t("market.listing.title"), i.t("market.buyer"), i.t("market.price"), i.t("market.fee"), i.t("market.revenue"), i.t("market.status"), i.t("market.date")];
                    view! {
                        <Card flush=true><Table caption=i.t("market.sales") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AppFrame>
    }
}

/// `/balance`: what is there, what is on its way, and every line it comes from.
#[component]
pub fn BalancePage() -> impl IntoView {
    let i = use_i18n();
    let money = ask(|services, caller| async move {
        let balances = market::balance(&services, &caller).await?;
        let lines = market::statement(&services, &caller, &slice()).await?;
        let payouts = market::payouts(&services, &caller, &Slice { limit: Some(24), cursor: None }).await?;
        Ok((balances, lines, payouts))
    });
    view! {
        <AppFrame section=Section::Selling title=i.t("market.balance")>
            {tabs("/balance")}
            <div class="page-head"><h1>{i.t("market.balance")}</h1></div>
            <Said/>
            {Suspend::new(async move {
                shown(money.await, |(balances, lines, payouts)| {
                    let cards = balances
                        .balances
                        .into_iter()
                        .map(|balance| {
                            let ask_for = (balance.available.amount > 0).then(|| view! {
                                <form method=POST action="/_fn/request_payout" class="inline-form">
                                    <input type="hidden" name="amount" value=balance.available.amount.to_string()/>
                                    <input type="hidden" name="currency" value=balance.available.currency.code()/>
                                    <Button kind=ButtonKind::Primary submit=true>{i.t("market.payout.ask")}</Button>
                                </form>
                            });
                            view! {
                                <Card title=balance.available.currency.code()>
                                    <dl class="money">
                                        <div><dt>{i.t("market.available")}</dt><dd class="listing-cost">{i.money(balance.available)}</dd></div>
                                        <div><dt>{i.t("market.pending")}</dt><dd>{i.money(balance.pending)}</dd></div>
                                        <div><dt>{i.t("market.paid_out")}</dt><dd>{i.money(balance.paid_out)}</dd></div>
                                    </dl>
                                    {ask_for}
                                </Card>
                            }
                        })
                        .collect_view();
                    let next = more("/balance", &[], lines.next_cursor);
                    let none = lines.items.is_empty();
                    let rows = lines.items.into_iter().map(statement_line).collect_view();
                    let heads = [i.t("market.date"), i.t("market.statement.what"), i.t("market.statement.account"), i.t("market.amount")];
                    let asked = (!payouts.items.is_empty()).then(|| {
                        let rows = payouts.items.into_iter().map(|payout| payout_row(payout, false)).collect_view();
                        let heads = [i.t("market.date"), i.t("market.amount"), i.t("market.status")];
                        view! {
                            <h2>{i.t("market.payouts")}</h2>
                            <Card flush=true><Table caption=i.t("market.payouts") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card>
                        }
                    });
                    let statement = if none {
                        view! { <EmptyState icon="wallet" title=i.t("market.balance.empty") text=i.t("market.balance.text")/> }.into_any()
                    } else {
                        view! {
                            <h2>{i.t("market.statement")}</h2>
                            <Card flush=true><Table caption=i.t("market.statement") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card>
                            {next}
                        }
                        .into_any()
                    };
                    view! { <div class="grid">{cards}</div> {asked} {statement} }.into_any()
                })
            })}
        </AppFrame>
    }
}

fn statement_line(line: StatementLine) -> AnyView {
    let i = use_i18n();
    let what = i.find(&format!("market.posting.{}", line.kind)).map_or(line.kind, str::to_owned);
    let account = i.find(&format!("market.account.{}", line.account)).map_or(line.account, str::to_owned);
    view! {
        <tr>
            <td><time datetime=line.at.to_string()>{i.moment(line.at)}</time></td>
            <td>{what}</td>
            <td>{account}</td>
            <td class="numbers">{i.money(line.amount)}</td>
        </tr>
    }
    .into_any()
}

/// A payout as a row; with its seller for admins.
pub(super) fn payout_row(payout: Payout, with_seller: bool) -> AnyView {
    let i = use_i18n();
    let tone = match payout.status {
        PayoutStatus::Paid => Tone::Good,
        PayoutStatus::Failed | PayoutStatus::Returned => Tone::Bad,
        PayoutStatus::Requested | PayoutStatus::Approved | PayoutStatus::Processing => Tone::Brand,
    };
    let words = i.find(&format!("market.payout.status.{}", payout.status.as_str())).unwrap_or_default();
    let seller = with_seller.then(|| view! { <td>{payout.seller.name.clone()}</td> });
    let approve = with_seller.then(|| {
        let open = payout.status == PayoutStatus::Requested;
        view! { <td>{open.then(|| act("approve_payout", &payout.id, i.t("market.approve"), ButtonKind::Primary))}</td> }
    });
    view! {
        <tr>
            <td><time datetime=payout.created_at.to_string()>{i.moment(payout.created_at)}</time></td>
            {seller}
            <td class="numbers">{i.money(payout.amount)}</td>
            <td><Badge tone>{words}</Badge></td>
            {approve}
        </tr>
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

/// Takes a listing off the market.
#[server(prefix = "/_fn", endpoint = "withdraw_listing")]
async fn withdraw_listing(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::withdraw(&services, &caller, &id).await;
    settle(
        &services,
        &caller,
        "listing",
        &format!("/my-listings/{}", plain(&id)),
        done,
        "market.listing.withdrawn",
    )
    .await
}

/// Asks for money.
#[server(prefix = "/_fn", endpoint = "request_payout")]
async fn request_payout(
    #[server(default)] amount: String,
    #[server(default)] currency: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let amount = amount.parse().ok().map(|amount| Price { amount, currency });
    let done = market::request_payout(&services, &caller, NewPayout { amount }).await;
    settle(&services, &caller, "payout", "/balance", done, "market.payout.asked").await
}

#[cfg(test)]
mod tests {
    use super::*;

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
