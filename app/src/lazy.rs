//! What is split from the browser's half. Screens are documents, so only what developers look at is left.

use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The route `/_gallery`: all components at once, in debug builds only.
#[derive(Debug)]
pub struct GalleryRoute;

#[lazy_route]
impl LazyRoute for GalleryRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        #[cfg(debug_assertions)]
        {
            view! { <crate::ui::Gallery/> }.into_any()
        }
        #[cfg(not(debug_assertions))]
        {
            view! { <crate::layout::NotFound/> }.into_any()
        }
    }
}
