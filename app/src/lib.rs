//! The interface of LandingHub: shell, routes, our design system, and one folder per feature.
//!
//! Views and their state live here; what a server function does lives in `landinghub-services`.
#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
pub mod answer;
#[cfg(feature = "ssr")]
mod auth;
pub mod boot;
#[cfg(feature = "ssr")]
mod cookies;
#[cfg(feature = "ssr")]
mod dashboard;
#[cfg(feature = "editor")]
mod editor;
mod editor_frame;
#[cfg(feature = "ssr")]
mod help;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "editor")]
mod http;
pub mod i18n;
#[cfg(feature = "ssr")]
mod inbox;
#[cfg(feature = "ssr")]
mod layout;
#[cfg(feature = "ssr")]
mod market;
#[cfg(feature = "ssr")]
mod media;
#[cfg(feature = "ssr")]
mod messages;
#[cfg(feature = "ssr")]
mod notify;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod policy;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod settings;
#[cfg(feature = "ssr")]
mod shell;
pub mod ui;

#[cfg(feature = "editor")]
pub use editor::start as start_editor;
#[cfg(feature = "ssr")]
pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
