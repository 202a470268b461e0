//! The screens behind the login, each a module of its own that public pages never load. Home and account screens
//! are in the first module: split off, they came to more bytes in dozens of small files.

use crate::{dashboard, pages, settings};
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
