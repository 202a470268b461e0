//! Which address shows which screen.

use crate::boot::provide_page;
use crate::layout::NotFound;
use crate::ui::ToastRegion;
use crate::{auth, dashboard, help, home, inbox, market, media, messages, notify, pages, settings};
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

/// Every screen. They are documents, without WebAssembly; the editor's is the frame of an app of its own
/// ([`crate::editor`]).
#[component]
pub fn App() -> impl IntoView {
    provide_page();
    view! {
        <Router>
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/") view=home::Home ssr=SsrMode::Async/>
                <Route path=path!("/legal") view=home::Legal/>
                <Route path=path!("/legal/terms") view=home::Terms ssr=SsrMode::Async/>
                <Route path=path!("/legal/privacy") view=home::Privacy ssr=SsrMode::Async/>
                <Route path=path!("/legal/refunds") view=home::Refunds ssr=SsrMode::Async/>
                <Route path=path!("/auth") view=auth::Login/>
                <Route path=path!("/auth/login") view=auth::Login/>
                <Route path=path!("/auth/register") view=auth::Register/>
                <Route path=path!("/auth/forgot") view=auth::Forgot/>
                <Route path=path!("/auth/reset") view=auth::Reset/>
                <Route path=path!("/auth/verify") view=auth::Verify/>
                <Route path=path!("/marketplace") view=market::Browse ssr=SsrMode::Async/>
                <Route path=path!("/marketplace/:id") view=market::Listing ssr=SsrMode::Async/>
                <Route path=path!("/sellers/:id") view=market::Store ssr=SsrMode::Async/>
                <Route path=path!("/liked") view=market::Liked ssr=SsrMode::Async/>
                <Route path=path!("/cart") view=market::Cart ssr=SsrMode::Async/>
                <Route path=path!("/checkout/new") view=market::NewCheckout ssr=SsrMode::Async/>
                <Route path=path!("/checkout/:id") view=market::Checkout ssr=SsrMode::Async/>
                <Route path=path!("/checkout/:id/card") view=market::Card ssr=SsrMode::Async/>
                <Route path=path!("/checkout/:id/qr") view=market::Scan ssr=SsrMode::Async/>
                <Route path=path!("/orders/:id") view=market::Checkout ssr=SsrMode::Async/>
                <Route path=path!("/my-orders") view=market::MyOrders ssr=SsrMode::Async/>
                <Route path=path!("/my-orders/:id") view=market::OrderPage ssr=SsrMode::Async/>
                <Route path=path!("/my-orders/:id/updates/:page") view=market::Update ssr=SsrMode::Async/>
                <Route path=path!("/sell") view=market::Sell ssr=SsrMode::Async/>
                <Route path=path!("/my-listings") view=market::MyListings ssr=SsrMode::Async/>
                <Route path=path!("/my-listings/new") view=market::NewListing ssr=SsrMode::Async/>
                <Route path=path!("/my-listings/:id") view=market::EditListing ssr=SsrMode::Async/>
                <Route path=path!("/my-sales") view=market::MySales ssr=SsrMode::Async/>
                <Route path=path!("/my-sales/:id") view=market::SalePage ssr=SsrMode::Async/>
                <Route path=path!("/balance") view=market::BalancePage ssr=SsrMode::Async/>
                <Route path=path!("/messages") view=messages::Messages ssr=SsrMode::Async/>
                <Route path=path!("/messages/:id") view=messages::Messages ssr=SsrMode::Async/>
                <Route path=path!("/messages/listing/:id") view=messages::AboutListing ssr=SsrMode::Async/>
                <Route path=path!("/messages/order/:id") view=messages::AboutOrder ssr=SsrMode::Async/>
                <Route path=path!("/report") view=market::ReportAbuse/>
                <Route path=path!("/admin") view=market::Overview ssr=SsrMode::Async/>
                <Route path=path!("/admin/inbox") view=inbox::Inbox ssr=SsrMode::Async/>
                <Route path=path!("/admin/inbox/reports") view=inbox::Reports ssr=SsrMode::Async/>
                <Route path=path!("/admin/inbox/settings") view=inbox::Settings ssr=SsrMode::Async/>
                <Route path=path!("/admin/support") view=inbox::Inbox ssr=SsrMode::Async/>
                <Route path=path!("/admin/support/:id") view=inbox::Inbox ssr=SsrMode::Async/>
                <Route path=path!("/admin/look/:id") view=market::LookAt ssr=SsrMode::Async/>
                <Route path=path!("/admin/reports") view=market::Reports ssr=SsrMode::Async/>
                <Route path=path!("/admin/takedowns") view=market::Takedowns ssr=SsrMode::Async/>
                <Route path=path!("/admin/marketplace") view=market::Approvals ssr=SsrMode::Async/>
                <Route path=path!("/admin/listings") view=market::Listings ssr=SsrMode::Async/>
                <Route path=path!("/admin/sellers") view=market::Applications ssr=SsrMode::Async/>
                <Route path=path!("/admin/users") view=market::Users ssr=SsrMode::Async/>
                <Route path=path!("/admin/orders") view=market::Orders ssr=SsrMode::Async/>
                <Route path=path!("/admin/payouts") view=market::Payouts ssr=SsrMode::Async/>
                <Route path=path!("/admin/settings") view=market::InstallationSettings ssr=SsrMode::Async/>
                <Route path=path!("/admin/audit") view=market::Audit ssr=SsrMode::Async/>
                <Route path=path!("/notifications") view=notify::Centre ssr=SsrMode::Async/>
                <Route path=path!("/settings/notifications") view=notify::NotificationSettings ssr=SsrMode::Async/>
                <Route path=path!("/domains/:id") view=pages::Domains ssr=SsrMode::Async/>
                <Route path=path!("/settings/security") view=settings::SecuritySettings ssr=SsrMode::Async/>
                <Route path=path!("/settings/addresses") view=settings::AddressSettings ssr=SsrMode::Async/>
                <Route path=path!("/unsubscribe") view=notify::Unsubscribe ssr=SsrMode::Async/>
                <Route path=path!("/admin/deliveries") view=notify::Deliveries ssr=SsrMode::Async/>
                <Route path=path!("/help") view=help::Help ssr=SsrMode::Async/>
                <Route path=path!("/help/:slug") view=help::Article ssr=SsrMode::Async/>
                <Route path=path!("/admin/help") view=help::Articles ssr=SsrMode::Async/>
                <Route path=path!("/admin/help/new") view=help::NewArticle ssr=SsrMode::Async/>
                <Route path=path!("/admin/help/:id") view=help::EditArticle ssr=SsrMode::Async/>
                <Route path=path!("/admin/ai") view=help::Assistant ssr=SsrMode::Async/>
                <Route path=path!("/dashboard") view=dashboard::Dashboard ssr=SsrMode::Async/>
                <Route path=path!("/pages") view=pages::Pages ssr=SsrMode::Async/>
                <Route path=path!("/pages/new") view=pages::NewPage ssr=SsrMode::Async/>
                <Route path=path!("/pages/:id/edit") view=crate::editor_frame::EditorFrame/>
                <Route path=path!("/pages/:id/analytics") view=pages::Analytics ssr=SsrMode::Async/>
                <Route path=path!("/pages/:id/leads") view=pages::Leads ssr=SsrMode::Async/>
                <Route path=path!("/media") view=media::Media ssr=SsrMode::Async/>
                <Route path=path!("/settings") view=settings::Settings ssr=SsrMode::Async/>
                <Route path=path!("/_gallery") view=Gallery/>
            </FlatRoutes>
        </Router>
        <ToastRegion/>
    }
}

/// `/_gallery`: all components at once for who works on them, in debug builds only.
#[component]
fn Gallery() -> impl IntoView {
    #[cfg(debug_assertions)]
    {
        crate::ui::Gallery()
    }
    #[cfg(not(debug_assertions))]
    {
        NotFound()
    }
}
