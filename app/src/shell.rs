//! The document around the app.

use crate::App;
use crate::boot::{About, Boot, json, use_boot};
use crate::cookies::clear_flash;
use crate::i18n::{Area, I18n, dictionary};
use crate::messages::{Launcher, launcher};
use http::request::Parts;
use landinghub::account::Theme;
use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// What a browser that can do so fetches as soon as somebody points at a link to it: documents that only show something.
const AHEAD: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":["/","/marketplace","/marketplace/*","/sellers/*","/help","/help/*","/legal","/legal/*","/auth","/auth/register","/report","/sell","/liked","/cart","/my-orders","/my-orders/*","/my-listings","/my-listings/*","/my-sales","/my-sales/*","/balance","/notifications","/pages","/media","/settings","/settings/*","/admin","/admin/*"]},{"not":{"href_matches":"/admin/look/*"}},{"not":{"selector_matches":"[target],[download]"}}]},"eagerness":"moderate"}]}"#;

/// The document around the app: language, theme, title, styles, scripts, and what the page was given.
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
    let style = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang=boot.locale.as_str() data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>{title(&boot, &path)}</title>
                <meta name="description" content=description(&boot)/>
                {boot.about.clone().map(shared)}
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icons/192.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <meta name="theme-color" content="#2f5af3"/>
                <link
                    rel="preload"
                    href="/fonts/be-vietnam-pro-latin-400-normal.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                <link id="styles" rel="stylesheet" href=style/>
                <script type="speculationrules" nonce=use_nonce() inner_html=AHEAD></script>
                <script type="application/json" id="lh-boot" nonce=use_nonce() inner_html=json(&boot, &path)></script>
                {scripts(&path).iter().map(|src| view! { <script type="module" src=*src nonce=use_nonce()></script> }).collect_view()}
                <script type="module" nonce=use_nonce() inner_html=start(&options, &path, boot.build)></script>
                <script type="module" nonce=use_nonce() inner_html=include_str!("listen.js").trim_end()></script>
                {boot.person.is_some().then(|| view! {
                    <script type="module" nonce=use_nonce() inner_html=include_str!("times.js").trim_end()></script>
                    <script type="module" nonce=use_nonce() inner_html=include_str!("notifications.js").trim_end()></script>
                })}
            </head>
            <body data-launcher=launcher(&path)>
                <App/>
                <Launcher path=path.clone()/>
            </body>
        </html>
    }
}

/// The calls of `document.js` and, for the editor's app, `start.js`. All else are documents: they have no WebAssembly.
fn start(options: &LeptosOptions, path: &str, build: &str) -> String {
    let document = include_str!("document.js").trim_end();
    let start = include_str!("start.js").trim_end();
    if Area::of(path) != Area::App {
        return format!("{document}(true)");
    }
    let base = format!("/{}/editor", options.site_pkg_dir);
    format!("{document}(false);\n{start}({:?},{:?},{build:?})", format!("{base}.js"), format!("{base}.wasm"))
}

/// Scripts of a document's own. They run before the one that says that it is ready.
fn scripts(path: &str) -> &'static [&'static str] {
    match path.trim_end_matches('/') {
        "/pages" | "/pages/new" => &["/acts.js", "/pages.js"],
        "/media" => &["/acts.js", "/media.js"],
        "/settings" => &["/acts.js"],
        _ => &[],
    }
}

/// What search engines say of the page.
fn description(boot: &Boot) -> String {
    let said = boot.about.as_ref().map(|about| about.description.clone()).filter(|text| !text.is_empty());
    said.unwrap_or_else(|| dictionary(boot.locale, Area::Public).t("home.lead").to_owned())
}

/// What is shown where the address is shared.
fn shared(about: About) -> impl IntoView {
    let About { title, description, image, url } = about;
    // `property` is no attribute of HTML's own, and views know those only.
    let og =
        |name: &'static str, content: String| leptos::html::meta().attr("property", name).content(content);
    view! {
        {og("og:title", title)}
        {og("og:description", description)}
        {og("og:url", url.clone())}
        <link rel="canonical" href=url/>
        {image.map(|image| view! { {og("og:image", image)} <meta name="twitter:card" content="summary_large_image"/> })}
    }
}

/// A screen's name with the product's.
fn window_title(name: &str) -> String {
    format!("{name} · LandingHub")
}

/// The window's title of an address. The head is sent before the screen is rendered, so it can't come from there.
fn title(boot: &Boot, path: &str) -> String {
    let i: I18n = dictionary(boot.locale, Area::of(path));
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    if let Some(about) = &boot.about {
        return window_title(&about.title);
    }
    window_title(match parts.as_slice() {
        [""] => i.t("home.title"),
        ["legal"] => i.t("legal.title"),
        ["legal", "terms"] => i.t("legal.terms"),
        ["legal", "privacy"] => i.t("legal.privacy"),
        ["legal", "refunds"] => i.t("legal.refunds"),
        ["auth"] | ["auth", "login"] => i.t("auth.login.title"),
        ["auth", "register"] => i.t("auth.register.title"),
        ["auth", "forgot"] => i.t("auth.forgot.title"),
        ["auth", "reset"] => i.t("auth.reset.title"),
        ["auth", "verify"] => i.t("auth.verify.title"),
        ["dashboard"] => i.t("dashboard.title"),
        ["pages"] => i.t("pages.title"),
        ["pages", "new"] => i.t("pages.new"),
        ["media"] => i.t("media.title"),
        ["pages", _, "edit"] => i.t("editor.screen"),
        ["pages", _, "leads"] => i.t("leads.title"),
        ["pages", _, "analytics"] => i.t("analytics.title"),
        ["settings"] => i.t("settings.title"),
        ["settings", "notifications"] => i.t("bell.settings"),
        ["domains", _] => i.t("domains.title"),
        ["settings", "security"] => i.t("security.title"),
        ["settings", "addresses"] => i.t("addresses.title"),
        ["notifications"] => i.t("bell.title"),
        ["unsubscribe"] => i.t("unsubscribe.title"),
        ["marketplace", ..] => i.t("market.title"),
        ["sellers", _] => i.t("market.store"),
        ["liked"] => i.t("market.liked"),
        ["cart"] => i.t("market.cart"),
        ["checkout" | "orders", ..] => i.t("market.checkout"),
        ["my-orders"] => i.t("nav.orders"),
        ["my-orders", _] => i.t("market.order"),
        ["my-orders", _, "updates", _] => i.t("market.update.title"),
        ["sell"] => i.t("market.sell.title"),
        ["my-listings", ..] => i.t("market.listings"),
        ["my-sales"] => i.t("market.sales"),
        ["my-sales", _] => i.t("market.sale"),
        ["balance"] => i.t("market.balance"),
        ["help"] => i.t("help.title"),
        ["messages", ..] => i.t("nav.messages"),
        ["report"] => i.t("report.title"),
        ["admin"] => i.t("admin.overview"),
        ["admin", "marketplace" | "look", ..] => i.t("admin.approvals"),
        ["admin", "inbox" | "support"] | ["admin", "support", _] => i.t("inbox.title"),
        ["admin", "inbox", "reports"] => i.t("inbox.reports"),
        ["admin", "inbox", ..] => i.t("inbox.settings"),
        ["admin", "listings"] => i.t("admin.listings"),
        ["admin", "sellers"] => i.t("admin.sellers"),
        ["admin", "users"] => i.t("admin.users"),
        ["admin", "orders"] => i.t("admin.orders"),
        ["admin", "payouts"] => i.t("market.payouts"),
        ["admin", "reports"] => i.t("admin.reports"),
        ["admin", "takedowns"] => i.t("admin.takedowns"),
        ["admin", "settings"] => i.t("admin.settings"),
        ["admin", "help", ..] => i.t("help.admin.title"),
        ["admin", "ai"] => i.t("help.ai.title"),
        ["admin", "deliveries"] => i.t("deliveries.title"),
        ["admin", "audit"] => i.t("admin.audit"),
        ["admin", ..] => i.t("nav.admin"),
        _ => i.t("missing.title"),
    })
}
