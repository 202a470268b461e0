//! The interface of LandingHub: shell, routes, our design system, and one folder per feature.
//!
//! Views and their state live here; what a server function does lives in `landinghub-services`.
#![recursion_limit = "512"]

pub mod answer;
#[cfg(feature = "ssr")]
mod auth;
pub mod boot;
#[cfg(feature = "ssr")]
mod cookies;
#[cfg(feature = "ssr")]
mod dashboard;
#[cfg(not(feature = "screens"))]
mod editor;
#[cfg(feature = "ssr")]
mod help;
#[cfg(feature = "ssr")]
mod home;
#[cfg(all(feature = "hydrate", not(feature = "screens")))]
mod http;
pub mod i18n;
#[cfg(feature = "ssr")]
mod inbox;
#[cfg(any(feature = "ssr", feature = "screens"))]
mod layout;
#[cfg(any(feature = "ssr", feature = "screens"))]
mod lazy;
#[cfg(feature = "ssr")]
mod market;
#[cfg(feature = "ssr")]
mod media;
#[cfg(feature = "ssr")]
mod messages;
#[cfg(any(feature = "ssr", feature = "screens"))]
mod notify;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod policy;
#[cfg(any(feature = "ssr", feature = "screens"))]
mod routes;
#[cfg(feature = "ssr")]
mod settings;
#[cfg(feature = "ssr")]
mod shell;
pub mod ui;

#[cfg(all(feature = "hydrate", not(feature = "screens")))]
pub use editor::start as start_editor;
#[cfg(any(feature = "ssr", feature = "screens"))]
pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
