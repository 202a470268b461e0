//! What admins see: the approval queue, applications, accounts, orders, payouts, and the log of what they did.

use super::actions::{plain, settle};
use super::parts::{Said, Shot, ask, more, price, query, shown};
use super::selling::{listing_badges, payout_row};
use crate::answer::context;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::ui::{Badge, Button, ButtonKind, ButtonSize, Card, EmptyState, Icon, POST, Table, Tone};
use landinghub::account::{AccountStatus, Role};
use landinghub::api::admin::{AdminUser, AuditEntry, UserChange};
use landinghub::api::market::{
    Listing, Order, Price, Reason, RefundRequest, SellerApplication, SellerDecision,
};
use landinghub::market::OrderStatus;
use landinghub_services::market::{self, orders};
use landinghub_services::{Slice, accounts, audit};
use leptos::prelude::*;

fn slice() -> Slice {
    let cursor = query("cursor");
    Slice { limit: None, cursor: (!cursor.is_empty()).then_some(cursor) }
}

/// The frame of an admin's screen: its name, the way to the others, what the last form came to.
#[component]
fn AdminFrame(here: &'static str, title: &'static str, children: Children) -> impl IntoView {
    let i = use_i18n();
    let links = [
        ("/admin/marketplace", i.t("admin.approvals")),
        ("/admin/sellers", i.t("admin.sellers")),
        ("/admin/users", i.t("admin.users")),
        ("/admin/orders", i.t("admin.orders")),
        ("/admin/payouts", i.t("market.payouts")),
        ("/admin/audit", i.t("admin.audit")),
    ]
    .into_iter()
    .map(|(href, words)| view! { <a class="subnav-link" href=href aria-current=(href == here).then_some("page")>{words}</a> })
    .collect_view();
    view! {
        <AppFrame section=Section::Admin title=title>
            <nav class="subnav" aria-label=i.t("nav.admin")>{links}</nav>
            <div class="page-head"><h1>{title}</h1></div>
            <Said/>
            {children()}
        </AppFrame>
    }
}

fn nothing(icon: &'static str, title: &'static str, text: &'static str) -> AnyView {
    view! { <EmptyState icon=icon title=title text=text/> }.into_any()
}

/// A form of hidden fields with one button.
fn press(
    endpoint: &str,
    fields: Vec<(&'static str, String)>,
    words: &'static str,
    kind: ButtonKind,
) -> AnyView {
    let action = format!("/_fn/{endpoint}");
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! { <form method=POST action=action class="inline-form">{fields}<Button kind size=ButtonSize::Small submit=true>{words}</Button></form> }.into_any()
}

/// A form that asks for a reason before it acts.
fn reasoned(endpoint: &str, id: &str, words: &'static str) -> AnyView {
    let i = use_i18n();
    let (action, id) = (format!("/_fn/{endpoint}"), id.to_owned());
    view! {
        <details class="reasoned">
            <summary class="btn btn-secondary btn-sm">{words}</summary>
            <form method=POST action=action class="stack">
                <input type="hidden" name="id" value=id/>
                <label class="field">
                    <span class="label">{i.t("admin.reason")}</span>
                    <textarea class="textarea" name="reason" rows="2" maxlength="1000" required></textarea>
                </label>
                <Button kind=ButtonKind::Danger size=ButtonSize::Small submit=true>{words}</Button>
            </form>
        </details>
    }
    .into_any()
}

/// `/admin/marketplace`.
#[component]
pub fn Approvals() -> impl IntoView {
    let i = use_i18n();
    let status = query("status");
    let status = if status.is_empty() { "pending".to_owned() } else { status };
    let shown_status = status.clone();
    let list = ask(move |services, caller| async move {
        let list = market::queue(&services, &caller, Some(&status), &slice()).await?;
        let mut seen = Vec::new();
        for listing in list.items {
            let preview =
                market::preview(&services, &caller, &listing.id).await.ok().map(|preview| preview.url);
            seen.push((listing, preview));
        }
        Ok((seen, list.next_cursor))
    });
    let statuses = ["pending", "approved", "rejected", "suspended", "withdrawn"]
        .into_iter()
        .map(|word| {
            let words = i.find(&format!("market.listing.status.{word}"));
            view! { <a class="chip" href=format!("/admin/marketplace?status={word}") aria-current=(word == shown_status).then_some("true")>{words}</a> }
        })
        .collect_view();
    view! {
        <AdminFrame here="/admin/marketplace" title=i.t("admin.approvals")>
            <p class="chips">{statuses}</p>
            {Suspend::new(async move {
                shown(list.await, |(seen, next)| {
                    if seen.is_empty() {
                        return nothing("circle-check", i.t("admin.approvals.empty"), i.t("admin.approvals.text"));
                    }
                    let rows = seen.into_iter().map(|(listing, preview)| approval(listing, preview)).collect_view();
                    let next = more("/admin/marketplace", &[("status", &shown_status)], next);
                    view! { <ul role="list" class="card lines">{rows}</ul> {next} }.into_any()
                })
            })}
        </AdminFrame>
    }
}

fn approval(listing: Listing, preview: Option<String>) -> AnyView {
    let i = use_i18n();
    let id = listing.id.clone();
    let draft = listing.draft.clone();
    let title = draft.as_ref().map_or_else(|| listing.title.clone(), |draft| draft.title.clone());
    let cost = price(i, draft.as_ref().map_or(listing.price, |draft| draft.price));
    let about = draft.as_ref().map_or_else(|| listing.description.clone(), |draft| draft.description.clone());
    let (seller, badges) = (listing.seller.clone(), listing_badges(listing.status, listing.change));
    let look = preview.map(|url| {
        view! { <a class="btn btn-secondary btn-sm" href=url target="_blank" rel="noopener external"><Icon name="eye"/>{i.t("admin.preview")}</a> }
    });
    let approve =
        press("approve_listing", vec![("id", id.clone())], i.t("market.approve"), ButtonKind::Primary);
    view! {
        <li class="line is-tall">
            <div class="page-thumb line-shot"><Shot listing/></div>
            <div class="line-text">
                <a href=format!("/marketplace/{id}")><strong>{title}</strong></a>
                <p class="page-meta">{badges} <a href=format!("/sellers/{}", seller.id)>{seller.name}</a> <span>{cost}</span></p>
                <p class="clamp">{about}</p>
                <div class="row">{look} {approve} {reasoned("reject_listing", &id, i.t("admin.reject"))} {reasoned("suspend_listing", &id, i.t("admin.suspend"))}</div>
            </div>
        </li>
    }
    .into_any()
}

/// `/admin/sellers`.
#[component]
pub fn Applications() -> impl IntoView {
    let i = use_i18n();
    let list = ask(|services, caller| async move {
        market::applications(&services, &caller, Some("all"), &slice()).await
    });
    view! {
        <AdminFrame here="/admin/sellers" title=i.t("admin.sellers")>
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return nothing("users", i.t("admin.sellers.empty"), i.t("admin.sellers.text"));
                    }
                    let next = more("/admin/sellers", &[], list.next_cursor);
                    let rows = list.items.into_iter().map(application).collect_view();
                    view! { <ul role="list" class="card lines">{rows}</ul> {next} }.into_any()
                })
            })}
        </AdminFrame>
    }
}

fn application(it: SellerApplication) -> AnyView {
    let i = use_i18n();
    let pending = it.status == "pending";
    let tone = match it.status.as_str() {
        "approved" => Tone::Good,
        "rejected" => Tone::Bad,
        _ => Tone::Brand,
    };
    let words = i.find(&format!("market.listing.status.{}", it.status)).unwrap_or_default();
    let acts = pending.then(|| {
        view! {
            <div class="row">
                {press("decide_seller", vec![("id", it.id.clone())], i.t("market.approve"), ButtonKind::Primary)}
                {reasoned("refuse_seller", &it.id, i.t("admin.reject"))}
            </div>
        }
    });
    view! {
        <li class="line is-tall">
            <div class="line-text">
                <strong>{it.store_name}</strong>
                <p class="page-meta"><Badge tone>{words}</Badge> <span>{it.user.name}</span> <time datetime=it.created_at.to_string()>{i.date(it.created_at)}</time></p>
                <p>{it.about}</p>
                {it.reason.map(|reason| view! { <p class="muted">{reason}</p> })}
                {acts}
            </div>
        </li>
    }
    .into_any()
}

/// `/admin/users`.
#[component]
pub fn Users() -> impl IntoView {
    let i = use_i18n();
    let (q, role, status) = (query("q"), query("role"), query("status"));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let wanted =
        accounts::UserQuery { q: some(&q), role: some(&role), status: some(&status), slice: slice() };
    let list = ask(move |services, caller| async move {
        let me = caller.actor()?.user_id.clone();
        Ok((me, accounts::list_users(&services, &caller, &wanted).await?))
    });
    let roles = Role::ALL
        .iter()
        .map(|it| view! { <option value=it.as_str() selected=role == it.as_str()>{i.find(&format!("admin.role.{}", it.as_str()))}</option> })
        .collect_view();
    let states = AccountStatus::ALL
        .iter()
        .map(|it| view! { <option value=it.as_str() selected=status == it.as_str()>{i.find(&format!("admin.status.{}", it.as_str()))}</option> })
        .collect_view();
    let (for_more, for_role, for_status) = (q.clone(), role.clone(), status.clone());
    view! {
        <AdminFrame here="/admin/users" title=i.t("admin.users")>
            <form class="page-tools" action="/admin/users" role="search">
                <div class="input-group">
                    <Icon name="search"/>
                    <input class="input" type="search" name="q" value=q aria-label=i.t("admin.users.search") placeholder=i.t("admin.users.search") maxlength="120"/>
                </div>
                <select class="select tool" name="role" aria-label=i.t("admin.role")><option value="">{i.t("admin.role.all")}</option>{roles}</select>
                <select class="select tool" name="status" aria-label=i.t("market.status")><option value="">{i.t("market.status.all")}</option>{states}</select>
                <Button submit=true>{i.t("market.search")}</Button>
            </form>
            {Suspend::new(async move {
                shown(list.await, |(me, list)| {
                    if list.items.is_empty() {
                        return nothing("search", i.t("admin.users.none"), i.t("market.none.text"));
                    }
                    let pairs = [("q", for_more.as_str()), ("role", for_role.as_str()), ("status", for_status.as_str())];
                    let next = more("/admin/users", &pairs, list.next_cursor);
                    let rows = list.items.into_iter().map(|user| user_row(user, &me)).collect_view();
                    let heads = [i.t("admin.name"), i.t("admin.role"), i.t("market.status"), i.t("admin.joined"), i.t("admin.do")];
                    view! {
                        <Card flush=true><Table caption=i.t("admin.users") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AdminFrame>
    }
}

fn user_row(it: AdminUser, me: &str) -> AnyView {
    let i = use_i18n();
    let AdminUser { user, status } = it;
    let own = user.id == me;
    let closed = status == AccountStatus::Suspended;
    let roles = Role::ALL
        .iter()
        .map(|role| view! { <option value=role.as_str() selected=*role == user.role>{i.find(&format!("admin.role.{}", role.as_str()))}</option> })
        .collect_view();
    let label = i.t_with("admin.role.of", &[("name", &user.name)]);
    let acts = (!own).then(|| {
        let words = if closed { i.t("admin.reinstate") } else { i.t("admin.suspend") };
        let next = if closed { "active" } else { "suspended" };
        let kind = if closed { ButtonKind::Secondary } else { ButtonKind::Danger };
        view! {
            <form method=POST action="/_fn/change_user" class="inline-form">
                <input type="hidden" name="id" value=user.id.clone()/>
                <select class="select input-sm" name="role" aria-label=label>{roles}</select>
                <Button size=ButtonSize::Small submit=true>{i.t("ui.save")}</Button>
            </form>
            {press("change_user", vec![("id", user.id.clone()), ("status", next.to_owned())], words, kind)}
        }
    });
    let role = i.find(&format!("admin.role.{}", user.role.as_str())).unwrap_or_default();
    let state = i.find(&format!("admin.status.{}", status.as_str())).unwrap_or_default();
    view! {
        <tr>
            <td><strong>{user.name.clone()}</strong><br/><span class="muted">{user.email.clone()}</span></td>
            <td>{role}</td>
            <td><Badge tone=if closed { Tone::Bad } else { Tone::Good }>{state}</Badge></td>
            <td><time datetime=user.created_at.to_string()>{i.date(user.created_at)}</time></td>
            <td class="row">{acts}</td>
        </tr>
    }
    .into_any()
}

/// `/admin/orders`.
#[component]
pub fn Orders() -> impl IntoView {
    let i = use_i18n();
    let (status, attention) = (query("status"), !query("attention").is_empty());
    let wanted = status.clone();
    let list = ask(move |services, caller| async move {
        orders::all(&services, &caller, Some(&wanted), attention, &slice()).await
    });
    view! {
        <AdminFrame here="/admin/orders" title=i.t("admin.orders")>
            <p class="chips">
                <a class="chip" href="/admin/orders" aria-current=(!attention).then_some("true")>{i.t("market.status.all")}</a>
                <a class="chip" href="/admin/orders?attention=1" aria-current=attention.then_some("true")>{i.t("admin.attention")}</a>
            </p>
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return nothing("receipt", i.t("admin.orders.empty"), i.t("admin.orders.text"));
                    }
                    let pairs = [("status", status.as_str()), ("attention", if attention { "1" } else { "" })];
                    let next = more("/admin/orders", &pairs, list.next_cursor);
                    let rows = list.items.into_iter().map(order_row).collect_view();
                    let heads = [i.t("market.order"), i.t("market.buyer"), i.t("market.total"), i.t("market.status"), i.t("market.date"), i.t("admin.do")];
                    view! {
                        <Card flush=true><Table caption=i.t("admin.orders") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AdminFrame>
    }
}

fn order_row(order: Order) -> AnyView {
    let i = use_i18n();
    let titles: Vec<String> = order.items.iter().map(|item| item.title.clone()).collect();
    let may =
        matches!(order.status, OrderStatus::Paid | OrderStatus::Delivered | OrderStatus::PartiallyRefunded)
            && order.total.amount > 0;
    let asked =
        order.refund_requested.then(|| view! { <Badge tone=Tone::Warn>{i.t("admin.refund_asked")}</Badge> });
    let why = order.attention.clone().map(|why| view! { <br/><span class="muted">{why}</span> });
    view! {
        <tr>
            <td><a href=format!("/my-orders/{}", order.order_id)><strong>{titles.join(", ")}</strong></a>{why}</td>
            <td>{order.buyer.name.clone()}</td>
            <td class="numbers">{price(i, order.total)}</td>
            <td>{super::orders::status_badge(order.status)} {asked}</td>
            <td><time datetime=order.created_at.to_string()>{i.date(order.created_at)}</time></td>
            <td>{may.then(|| reasoned("refund_order", &order.order_id, i.t("admin.refund")))}</td>
        </tr>
    }
    .into_any()
}

/// `/admin/payouts`.
#[component]
pub fn Payouts() -> impl IntoView {
    let i = use_i18n();
    let list = ask(|services, caller| async move {
        market::waiting_payouts(&services, &caller, Some("all"), &slice()).await
    });
    view! {
        <AdminFrame here="/admin/payouts" title=i.t("market.payouts")>
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return nothing("wallet", i.t("admin.payouts.empty"), i.t("admin.payouts.text"));
                    }
                    let next = more("/admin/payouts", &[], list.next_cursor);
                    let rows = list.items.into_iter().map(|payout| payout_row(payout, true)).collect_view();
                    let heads = [i.t("market.date"), i.t("admin.seller"), i.t("market.amount"), i.t("market.status"), i.t("admin.do")];
                    view! {
                        <Card flush=true><Table caption=i.t("market.payouts") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AdminFrame>
    }
}

/// `/admin/audit`.
#[component]
pub fn Audit() -> impl IntoView {
    let i = use_i18n();
    let list = ask(|services, caller| async move { audit::list(&services, &caller, None, &slice()).await });
    view! {
        <AdminFrame here="/admin/audit" title=i.t("admin.audit")>
            {Suspend::new(async move {
                shown(list.await, |list| {
                    if list.items.is_empty() {
                        return nothing("history", i.t("admin.audit.empty"), i.t("admin.audit.text"));
                    }
                    let next = more("/admin/audit", &[], list.next_cursor);
                    let rows = list.items.into_iter().map(entry).collect_view();
                    let heads = [i.t("market.date"), i.t("admin.who"), i.t("admin.what"), i.t("admin.to")];
                    view! {
                        <Card flush=true><Table caption=i.t("admin.audit") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card>
                        {next}
                    }
                    .into_any()
                })
            })}
        </AdminFrame>
    }
}

fn entry(it: AuditEntry) -> AnyView {
    let i = use_i18n();
    let detail = it.detail.as_object().filter(|detail| !detail.is_empty()).map(|_| it.detail.to_string());
    let name = if it.actor.name.is_empty() { it.actor.id } else { it.actor.name };
    view! {
        <tr>
            <td><time datetime=it.at.to_string()>{i.moment(it.at)}</time></td>
            <td>{name}</td>
            <td><code>{it.action}</code>{detail.map(|detail| view! { <br/><span class="muted">{detail}</span> })}</td>
            <td><code>{it.target}</code></td>
        </tr>
    }
    .into_any()
}

/// Puts a listing on the market.
#[server(prefix = "/_fn", endpoint = "approve_listing")]
async fn approve_listing(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::approve(&services, &caller, &id).await;
    settle(&services, &caller, "admin", "/admin/marketplace", done, "admin.approved").await
}

/// Sends a listing back to its seller.
#[server(prefix = "/_fn", endpoint = "reject_listing")]
async fn reject_listing(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::reject(&services, &caller, &id, Reason { reason }).await;
    settle(&services, &caller, "admin", "/admin/marketplace", done, "admin.rejected").await
}

/// Takes a listing off the market.
#[server(prefix = "/_fn", endpoint = "suspend_listing")]
async fn suspend_listing(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::suspend(&services, &caller, &id, Reason { reason }).await;
    settle(&services, &caller, "admin", "/admin/marketplace", done, "admin.suspended").await
}

/// Makes somebody a seller.
#[server(prefix = "/_fn", endpoint = "decide_seller")]
async fn decide_seller(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let input = SellerDecision { application_id: Some(plain(&id)), ..SellerDecision::default() };
    let done = market::decide(&services, &caller, input).await;
    settle(&services, &caller, "admin", "/admin/sellers", done, "admin.approved").await
}

/// Refuses an application.
#[server(prefix = "/_fn", endpoint = "refuse_seller")]
async fn refuse_seller(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let input = SellerDecision {
        application_id: Some(plain(&id)),
        decision: Some("reject".to_owned()),
        reason: Some(reason),
        ..SellerDecision::default()
    };
    let done = market::decide(&services, &caller, input).await;
    settle(&services, &caller, "admin", "/admin/sellers", done, "admin.rejected").await
}

/// Gives a role, or closes and opens an account.
#[server(prefix = "/_fn", endpoint = "change_user")]
async fn change_user(
    #[server(default)] id: String,
    #[server(default)] role: String,
    #[server(default)] status: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let change = UserChange { role: Role::parse(&role), status: AccountStatus::parse(&status) };
    let done = accounts::change_user(&services, &caller, &id, change).await;
    settle(&services, &caller, "admin", "/admin/users", done, "admin.changed").await
}

/// Gives all the money of an order back that hasn't gone back yet.
#[server(prefix = "/_fn", endpoint = "refund_order")]
async fn refund_order(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = orders::refund(&services, &caller, &id, RefundRequest { amount: None::<Price>, reason }).await;
    settle(&services, &caller, "admin", "/admin/orders", done, "admin.refunded").await
}

/// Lets a payout go.
#[server(prefix = "/_fn", endpoint = "approve_payout")]
async fn approve_payout(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let done = market::approve_payout(&services, &caller, &id).await;
    settle(&services, &caller, "admin", "/admin/payouts", done, "admin.approved").await
}
