//! What admins see, one noun a file: the numbers, listings to review, applications, accounts, orders, payouts, abuse,
//! and the log of what they did.

mod approvals;
mod audit;
mod orders;
mod overview;
mod payouts;
mod safety;
mod sellers;
mod users;

pub use approvals::{Approvals, LookAt};
pub use audit::Audit;
pub use orders::Orders;
pub use overview::Overview;
pub use payouts::Payouts;
pub use safety::{Reports, Takedowns};
pub use sellers::Applications;
pub use users::Users;

use super::parts::Said;
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use leptos::prelude::*;

/// The frame of an admin's screen: its name, the way to the others, what the last form came to.
#[component]
pub(crate) fn AdminFrame(here: &'static str, title: &'static str, children: Children) -> impl IntoView {
    let i = use_i18n();
    let links = [
        ("/admin", i.t("admin.overview")),
        ("/admin/inbox", i.t("inbox.title")),
        ("/admin/marketplace", i.t("admin.approvals")),
        ("/admin/sellers", i.t("admin.sellers")),
        ("/admin/users", i.t("admin.users")),
        ("/admin/orders", i.t("admin.orders")),
        ("/admin/payouts", i.t("market.payouts")),
        ("/admin/reports", i.t("admin.reports")),
        ("/admin/takedowns", i.t("admin.takedowns")),
        ("/admin/help", i.t("help.admin.title")),
        ("/admin/deliveries", i.t("deliveries.title")),
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
