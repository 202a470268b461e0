//! Every screen is a module of its own: a visitor of the login loads nothing of the home page, and neither
//! loads anything of what is behind the login.

use crate::{auth, dashboard, home, pages, settings};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The route `/dashboard`.
#[derive(Debug)]
pub struct DashboardRoute;

#[lazy_route]
impl LazyRoute for DashboardRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <dashboard::Dashboard/> }.into_any()
    }
}

/// The route `/pages`.
#[derive(Debug)]
pub struct PagesRoute;

#[lazy_route]
impl LazyRoute for PagesRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <pages::Pages/> }.into_any()
    }
}

/// The route `/pages/{id}/leads`.
#[derive(Debug)]
pub struct LeadsRoute;

#[lazy_route]
impl LazyRoute for LeadsRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <pages::Leads/> }.into_any()
    }
}

/// The route `/settings`.
#[derive(Debug)]
pub struct SettingsRoute;

#[lazy_route]
impl LazyRoute for SettingsRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <settings::Settings/> }.into_any()
    }
}

/// The route `/`.
#[derive(Debug)]
pub struct HomeRoute;

#[lazy_route]
impl LazyRoute for HomeRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <home::Home/> }.into_any()
    }
}

/// The route `/legal`.
#[derive(Debug)]
pub struct LegalRoute;

#[lazy_route]
impl LazyRoute for LegalRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <home::Legal/> }.into_any()
    }
}

/// The route `/auth`.
#[derive(Debug)]
pub struct LoginRoute;

#[lazy_route]
impl LazyRoute for LoginRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <auth::Login/> }.into_any()
    }
}

/// The route `/auth/register`.
#[derive(Debug)]
pub struct RegisterRoute;

#[lazy_route]
impl LazyRoute for RegisterRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <auth::Register/> }.into_any()
    }
}

/// The route `/auth/forgot`.
#[derive(Debug)]
pub struct ForgotRoute;

#[lazy_route]
impl LazyRoute for ForgotRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <auth::Forgot/> }.into_any()
    }
}

/// The route `/auth/reset`.
#[derive(Debug)]
pub struct ResetRoute;

#[lazy_route]
impl LazyRoute for ResetRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <auth::Reset/> }.into_any()
    }
}

/// The route `/auth/verify`.
#[derive(Debug)]
pub struct VerifyRoute;

#[lazy_route]
impl LazyRoute for VerifyRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <auth::Verify/> }.into_any()
    }
}
