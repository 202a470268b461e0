//! `/admin/users`: accounts with their roles, and whether they may be used.

use super::super::actions::settle;
use super::super::forms::{nothing, press, slice};
use super::super::parts::{ask, more, query, shown};
use super::AdminFrame;
use crate::answer::context;
use crate::i18n::use_i18n;
use crate::ui::{Badge, Button, ButtonKind, ButtonSize, Card, Icon, POST, Table, Tone};
use landinghub::account::{AccountStatus, Role};
use landinghub::api::admin::{AdminUser, UserChange};
use landinghub_services::accounts;
use leptos::prelude::*;

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
                        <div class="stacks"><Card flush=true><Table caption=i.t("admin.users") heads=heads.map(str::to_owned).to_vec()>{rows}</Table></Card></div>
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
            view! {
            <form method=POST action="/_fn/change_user" class="inline-form">
                <input type="hidden" name="id" value=user.id.clone()/>
                <select class="select input-sm" name="role" aria-label=label>{roles}</select>
                <Button size=ButtonSize::Small submit=true>{i.t("ui.save")}</Button>
            </form>
            {press("change_user", vec![("id", user.id.clone()), ("status", next.to_owned())], words, ButtonKind::Secondary)}
        }
    });
    let role = i.find(&format!("admin.role.{}", user.role.as_str())).unwrap_or_default();
    let state = i.find(&format!("admin.status.{}", status.as_str())).unwrap_or_default();
    view! {
        <tr>
            <td><strong>{user.name.clone()}</strong><br/><span class="muted">{user.email.clone()}</span></td>
            <td data-label=i.t("admin.role")>{role}</td>
            <td data-label=i.t("market.status")><Badge tone=if closed { Tone::Bad } else { Tone::Good }>{state}</Badge></td>
            <td data-label=i.t("admin.joined")><time datetime=user.created_at.to_string()>{i.date(user.created_at)}</time></td>
            <td><div class="row acts">{acts}</div></td>
        </tr>
    }
    .into_any()
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
