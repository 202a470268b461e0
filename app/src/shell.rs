//! The document around the app.

use crate::App;
use crate::boot::{json, use_boot};
use crate::cookies::clear_flash;
use crate::i18n::Area;
use http::request::Parts;
use landinghub::account::Theme;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

/// The document around the app: language, theme, styles, scripts, and what the page was given.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let boot = use_boot();
    let path = use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    if boot.flash.is_some() {
        clear_flash();
    }
    let theme = match boot.theme {
        Theme::System => None,
        chosen => Some(chosen.as_str()),
    };
    // Public pages can be used as they come; their script may wait until the browser has nothing better to do.
    let defer = Area::of(&path) == Area::Public;
    view! {
        <!DOCTYPE html>
        <html lang=boot.locale.as_str() data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link
                    rel="preload"
                    href="/fonts/be-vietnam-pro-latin-400-normal.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                <HashedStylesheet id="styles" options=options.clone()/>
                <script type="application/json" id="lh-boot" inner_html=json(&boot, &path)></script>
                <AutoReload options=options.clone()/>
                <HydrationScripts options defer/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
