//! Which address shows which screen.

use crate::boot::Boot;
use crate::i18n::I18n;
use crate::layout::NotFound;
use crate::ui::{ToastRegion, Toasts};
use crate::{auth, home};
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{Lazy, path};

/// What this page was given, and its words: on the server from the context, in the browser from the page.
fn given() -> (Boot, I18n) {
    #[cfg(feature = "hydrate")]
    {
        let mut boot = crate::boot::from_page();
        // They live as long as the page does.
        let words = Box::leak(Box::new(std::mem::take(&mut boot.words)));
        let i18n = I18n::new(boot.locale, words);
        (boot, i18n)
    }
    #[cfg(all(feature = "ssr", not(feature = "hydrate")))]
    {
        use crate::i18n::{Area, dictionary};
        let boot = crate::boot::use_boot();
        let path = use_context::<http::request::Parts>()
            .map(|parts| parts.uri.path().to_owned())
            .unwrap_or_default();
        let i18n = dictionary(boot.locale, Area::of(&path));
        (boot, i18n)
    }
    #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
    {
        (Boot::default(), crate::i18n::use_i18n())
    }
}

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    let (boot, i18n) = given();
    provide_context(i18n);
    provide_context(boot);
    provide_context(Toasts::new());
    view! {
        <Router>
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/") view=home::Home/>
                <Route path=path!("/legal") view=home::Legal/>
                <Route path=path!("/auth") view=auth::Login/>
                <Route path=path!("/auth/login") view=auth::Login/>
                <Route path=path!("/auth/register") view=auth::Register/>
                <Route path=path!("/auth/forgot") view=auth::Forgot/>
                <Route path=path!("/auth/reset") view=auth::Reset/>
                <Route path=path!("/auth/verify") view=auth::Verify/>
                <Route path=path!("/dashboard") view={Lazy::<crate::lazy::DashboardRoute>::new()}/>
                <Route path=path!("/pages") view={Lazy::<crate::lazy::PagesRoute>::new()}/>
                <Route path=path!("/pages/:id/edit") view={Lazy::<crate::editor::EditorRoute>::new()}/>
                <Route path=path!("/pages/:id/leads") view={Lazy::<crate::lazy::LeadsRoute>::new()}/>
                <Route path=path!("/settings") view={Lazy::<crate::lazy::SettingsRoute>::new()}/>
                <Route path=path!("/_gallery") view=GalleryRoute/>
            </FlatRoutes>
        </Router>
        <ToastRegion/>
    }
}

/// All components at once, in debug builds only.
#[component]
fn GalleryRoute() -> impl IntoView {
    #[cfg(debug_assertions)]
    {
        view! { <crate::ui::Gallery/> }
    }
    #[cfg(not(debug_assertions))]
    {
        view! { <NotFound/> }
    }
}
