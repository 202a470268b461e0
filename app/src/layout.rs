//! The frames around screens: public and signed in.

use crate::boot::{Person, use_boot};
use crate::i18n::use_i18n;
use crate::notify::Bell;
use crate::ui::{
    Avatar, ButtonKind, ButtonSize, Icon, LanguageSwitch, LinkButton, Menu, MenuItem, POST, ThemeSwitch,
};
use landinghub::account::Role;
use leptos::prelude::*;

/// The name, leading home.
#[component]
fn Brand(href: &'static str) -> impl IntoView {
    view! {
        <a class="brand" href=href>
            <svg viewBox="0 0 32 32" aria-hidden="true">
                <rect width="32" height="32" rx="8" fill="#2f5af3"></rect>
                <path d="M9 8.5h4v11h10v4H9z" fill="#fff"></path>
                <path d="M17 8.5h6v6h-6z" fill="#fff" opacity=".55"></path>
            </svg>
            <span>"LandingHub"</span>
        </a>
    }
}

#[component]
fn SkipLink() -> impl IntoView {
    let i = use_i18n();
    view! { <a class="skip-link" href="#content">{i.t("nav.skip")}</a> }
}

/// The menu named by whoever is logged in.
#[component]
fn AccountMenu(person: Person) -> impl IntoView {
    let i = use_i18n();
    let name = person.name.clone();
    let button = move || {
        view! {
            <Avatar name=name.clone()/>
            <span class="account-name truncate">{name}</span>
        }
    };
    view! {
        <Menu id="account" label=person.name class="btn btn-ghost account" button>
            <p class="menu-label">{person.email}</p>
            <MenuItem menu="account" icon="layout-dashboard" href="/dashboard">{i.t("nav.dashboard")}</MenuItem>
            <MenuItem menu="account" icon="settings" href="/settings">{i.t("nav.settings")}</MenuItem>
            <MenuItem menu="account" icon="circle-help" href="/help">{i.t("nav.help")}</MenuItem>
            <hr/>
            <form method=POST action="/_fn/logout">
                <button class="menu-item">
                    <Icon name="log-out"/>
                    {i.t("nav.logout")}
                </button>
            </form>
        </Menu>
    }
}

#[component]
fn Footer() -> impl IntoView {
    let i = use_i18n();
    let column = |title: &'static str, links: &[(&'static str, &'static str)]| {
        let links =
            links.iter().map(|(href, words)| view! { <li><a href=*href>{*words}</a></li> }).collect_view();
        view! { <nav aria-label=title><p aria-hidden="true">{title}</p><ul role="list">{links}</ul></nav> }
    };
    view! {
        <footer class="footer">
            <div class="wrap">
                <div class="footer-brand">
                    <Brand href="/"/>
                    <p>{i.t("footer.line")}</p>
                </div>
                {column(i.t("footer.product"), &[
                    ("/marketplace", i.t("nav.marketplace")),
                    ("/#how", i.t("nav.how")),
                    ("/#sell", i.t("nav.sell")),
                ])}
                {column(i.t("footer.support"), &[
                    ("/help", i.t("nav.help")),
                    ("/report", i.t("footer.report")),
                    ("/api/docs", i.t("footer.api")),
                ])}
                {column(i.t("footer.legal"), &[
                    ("/legal/terms", i.t("legal.terms")),
                    ("/legal/privacy", i.t("legal.privacy")),
                    ("/legal/refunds", i.t("legal.refunds")),
                ])}
            </div>
        </footer>
    }
    .into_any()
}

/// The ways through the public part, where there is no room for them beside each other.
#[component]
fn SiteMenu(stranger: bool) -> impl IntoView {
    let i = use_i18n();
    let join = stranger.then(|| {
        view! {
            <hr/>
            <MenuItem menu="site" icon="user" href="/auth/register">{i.t("auth.register")}</MenuItem>
        }
    });
    view! {
        <Menu id="site" label=i.t("nav.menu") class="btn btn-ghost btn-icon site-menu" button=|| view! { <Icon name="menu"/> }>
            <MenuItem menu="site" icon="store" href="/marketplace">{i.t("nav.marketplace")}</MenuItem>
            <MenuItem menu="site" icon="rocket" href="/#how">{i.t("nav.how")}</MenuItem>
            <MenuItem menu="site" icon="tag" href="/#sell">{i.t("nav.sell")}</MenuItem>
            <MenuItem menu="site" icon="circle-help" href="/help">{i.t("nav.help")}</MenuItem>
            {join}
        </Menu>
    }
    .into_any()
}

/// Around public screens.
#[component]
pub fn PublicFrame(
    /// The screen.
    children: Children,
) -> impl IntoView {
    let i = use_i18n();
    let stranger = use_boot().person.is_none();
    let end = match use_boot().person {
        Some(person) => view! {
            <LinkButton href="/dashboard" kind=ButtonKind::Secondary size=ButtonSize::Small class_name="wide-only">
                {i.t("nav.dashboard")}
            </LinkButton>
            <Bell/>
            <AccountMenu person/>
        }
        .into_any(),
        None => view! {
            <LinkButton href="/auth" kind=ButtonKind::Ghost size=ButtonSize::Small>{i.t("auth.login")}</LinkButton>
            <LinkButton href="/auth/register" kind=ButtonKind::Primary size=ButtonSize::Small class_name="wide-only">
                {i.t("auth.register")}
            </LinkButton>
        }
        .into_any(),
    };
    view! {
        <div class="public">
            <SkipLink/>
            <header class="header">
                <Brand href="/"/>
                <nav class="header-nav" aria-label=i.t("nav.main")>
                    <a href="/marketplace">{i.t("nav.marketplace")}</a>
                    <a href="/#how">{i.t("nav.how")}</a>
                    <a href="/#sell">{i.t("nav.sell")}</a>
                    <a href="/help">{i.t("nav.help")}</a>
                </nav>
                <div class="header-end">
                    <LanguageSwitch/>
                    <ThemeSwitch/>
                    {end}
                    <SiteMenu stranger/>
                </div>
            </header>
            <main id="content" tabindex="-1">{children()}</main>
            <Footer/>
        </div>
    }
}

/// The parts of the signed-in area, as its navigation shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `/dashboard`.
    Dashboard,
    /// `/pages` and what is below it.
    Pages,
    /// `/media`.
    Media,
    /// `/my-orders` and the checkout.
    Orders,
    /// `/my-listings`, `/my-sales`, `/balance`, `/sell`.
    Selling,
    /// `/messages`.
    Messages,
    /// `/notifications`.
    Notifications,
    /// `/settings`.
    Settings,
    /// Everything below `/admin`.
    Admin,
}

/// Around screens of an account. A stranger is sent to the login, and back after it.
#[component]
pub fn AppFrame(
    /// Which part it is.
    section: Section,
    /// The screen.
    children: Children,
) -> impl IntoView {
    let Some(person) = use_boot().person else {
        to_login();
        return ().into_any();
    };
    let i = use_i18n();
    let item = move |to: Section, href: &'static str, icon: &'static str, words: &'static str| {
        // Below an admin's part, the screen itself is marked.
        let mark = if to == Section::Admin { "true" } else { "page" };
        let current = (to == section).then_some(mark);
        // Where there is no room for all, these are in the menu beside the others.
        let class = is_rest(to).then_some("is-rest");
        let unread = (to == Section::Messages).then(|| {
            view! {
                <span class="nav-count" data-chat-unread="" hidden=true><span></span><span class="sr-only">{i.t("nav.unread")}</span></span>
            }
        });
        view! { <li class=class><a href=href aria-current=current><Icon name=icon/><span>{words}</span>{unread}</a></li> }
    };
    let selling = if person.role == Role::User { "/sell" } else { "/my-listings" };
    let is_admin = person.role == Role::Admin;
    let admin = is_admin.then(|| {
        admin_item(section, item(Section::Admin, "/admin", "shield-check", i.t("nav.admin")).into_any())
    });
    let more = if is_rest(section) { "sidebar-more is-current" } else { "sidebar-more" };
    view! {
        <div class="app">
            <SkipLink/>
            <header class="header">
                <Brand href="/dashboard"/>
                <div class="header-end">
                    <LanguageSwitch/>
                    <ThemeSwitch/>
                    <Bell/>
                    <AccountMenu person/>
                </div>
            </header>
            <nav class="sidebar" aria-label=i.t("nav.main")>
                <ul>
                    {item(Section::Dashboard, "/dashboard", "layout-dashboard", i.t("nav.dashboard"))}
                    {item(Section::Pages, "/pages", "file-text", i.t("nav.pages"))}
                    {item(Section::Media, "/media", "images", i.t("nav.media"))}
                    <li><a href="/marketplace"><Icon name="store"/><span>{i.t("nav.marketplace")}</span></a></li>
                    {item(Section::Orders, "/my-orders", "receipt", i.t("nav.orders"))}
                    {item(Section::Selling, selling, "tag", i.t("nav.selling"))}
                    {item(Section::Messages, "/messages", "message-circle", i.t("nav.messages"))}
                    {admin}
                    {item(Section::Settings, "/settings", "settings", i.t("nav.settings"))}
                    <li class="sidebar-rest">
                        <Menu id="more" label=i.t("nav.more") class=more button=move || view! { <Icon name="ellipsis"/><span>{i.t("nav.more")}</span> }>
                            <MenuItem menu="more" icon="images" href="/media">{i.t("nav.media")}</MenuItem>
                            <MenuItem menu="more" icon="receipt" href="/my-orders">{i.t("nav.orders")}</MenuItem>
                            <MenuItem menu="more" icon="tag" href=selling>{i.t("nav.selling")}</MenuItem>
                            {is_admin.then(|| view! { <MenuItem menu="more" icon="shield-check" href="/admin">{i.t("nav.admin")}</MenuItem> })}
                            <MenuItem menu="more" icon="settings" href="/settings">{i.t("nav.settings")}</MenuItem>
                        </Menu>
                    </li>
                </ul>
            </nav>
            <main id="content" class="content" tabindex="-1" data-fresh=follows()>{children()}</main>
        </div>
    }
    .into_any()
}

/// The admins' part, on its own screens with those below it.
fn admin_item(section: Section, item: AnyView) -> AnyView {
    if section != Section::Admin {
        return item;
    }
    let inside = crate::market::admin::navigation();
    view! { {item} <li class="sidebar-inside">{inside}</li> }.into_any()
}

/// Whether a part has no place of its own in the bar of a telephone.
const fn is_rest(part: Section) -> bool {
    matches!(part, Section::Media | Section::Orders | Section::Selling | Section::Settings | Section::Admin)
}

/// What of the event stream makes the screen another one (`public/fresh.js`).
fn follows() -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    let path: Vec<&str> = parts.uri.path().trim_matches('/').split('/').collect();
    let words = match path.as_slice() {
        ["my-orders"] => "orders",
        ["my-orders", id] => return Some(format!("order:{id}")),
        ["my-sales", ..] | ["balance"] => "sales",
        ["my-listings"] => "listings",
        ["admin", "marketplace" | "orders" | "payouts" | "sellers"] => "listings orders notifications",
        _ => return None,
    };
    Some(words.to_owned())
}

/// Sends a stranger to the login with the way back.
fn to_login() {
    if let Some(parts) = use_context::<http::request::Parts>() {
        let path: String =
            parts.uri.path().chars().filter(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c)).collect();
        leptos_axum::redirect(&format!("/auth?next={path}"), false);
    }
}

/// An address where nothing is.
#[component]
pub fn NotFound() -> impl IntoView {
    let i = use_i18n();
    if let Some(answer) = use_context::<leptos_axum::ResponseOptions>() {
        answer.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <PublicFrame>
            <div class="missing">
                <strong aria-hidden="true">"404"</strong>
                <h1>{i.t("missing.title")}</h1>
                <p class="muted">{i.t("missing.text")}</p>
                <div class="row">
                    <LinkButton href="/" kind=ButtonKind::Primary>{i.t("missing.home")}</LinkButton>
                    <LinkButton href="/help">{i.t("nav.help")}</LinkButton>
                </div>
            </div>
        </PublicFrame>
    }
}
