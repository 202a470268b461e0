//! What admins see, one noun a file: the numbers, listings to review, applications, accounts, orders, payouts, abuse,
//! and the log of what they did.

mod approvals;
mod audit;
mod listings;
mod orders;
mod overview;
mod payouts;
mod safety;
mod sellers;
mod settings;
mod users;

pub use approvals::{Approvals, LookAt};
pub use audit::Audit;
pub use listings::Listings;
pub use orders::Orders;
pub use overview::Overview;
pub use payouts::Payouts;
pub use safety::{Reports, Takedowns};
pub use sellers::Applications;
pub use settings::InstallationSettings;
pub use users::Users;

use super::parts::Said;
use crate::i18n::{I18n, use_i18n};
use crate::layout::{AppFrame, Section};
use crate::ui::Tabs;
use leptos::prelude::*;

/// Address and name of an admin's screens.
fn screens(i: I18n) -> Vec<(String, String)> {
    [
        ("/admin", i.t("admin.overview")),
        ("/admin/inbox", i.t("inbox.title")),
        ("/admin/marketplace", i.t("admin.approvals")),
        ("/admin/listings", i.t("admin.listings")),
        ("/admin/sellers", i.t("admin.sellers")),
        ("/admin/users", i.t("admin.users")),
        ("/admin/orders", i.t("admin.orders")),
        ("/admin/payouts", i.t("market.payouts")),
        ("/admin/reports", i.t("admin.reports")),
        ("/admin/takedowns", i.t("admin.takedowns")),
        ("/admin/help", i.t("help.admin.title")),
        ("/admin/ai", i.t("help.ai.title")),
        ("/admin/deliveries", i.t("deliveries.title")),
        ("/admin/audit", i.t("admin.audit")),
        ("/admin/settings", i.t("admin.settings")),
    ]
    .map(|(href, words)| (href.to_owned(), words.to_owned()))
    .to_vec()
}

/// Them as they stand below "Admin" in the navigation.
pub(crate) fn navigation() -> AnyView {
    let path =
        use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    // Conversations are the inbox's; a screen below another is the other's.
    let path = path.replacen("/admin/support", "/admin/inbox", 1);
    let screens = screens(use_i18n());
    let is_here = |href: &str| path == href || (href != "/admin" && path.starts_with(&format!("{href}/")));
    let links = screens
        .into_iter()
        .map(|(href, words)| {
            let current = is_here(&href).then_some("page");
            view! { <li><a href=href aria-current=current>{words}</a></li> }
        })
        .collect_view();
    view! { <ul>{links}</ul> }.into_any()
}

/// The frame of an admin's screen: its name, the way to the others where the navigation hasn't them, what the last form
/// came to.
#[component]
pub(crate) fn AdminFrame(here: &'static str, title: &'static str, children: Children) -> impl IntoView {
    let i = use_i18n();
    view! {
        <AppFrame section=Section::Admin>
            <div class="narrow-only"><Tabs label=i.t("nav.admin") tabs=screens(i) current=here/></div>
            <div class="page-head"><h1>{title}</h1></div>
            <Said/>
            {children()}
        </AppFrame>
    }
}
