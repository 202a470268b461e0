//! The interface of LandingHub: shell, routes, our design system, and one folder per feature.
//!
//! Views and their state live here; what a server function does lives in `landinghub-services`.
#![recursion_limit = "512"]

pub mod answer;
mod auth;
pub mod boot;
#[cfg(feature = "ssr")]
mod cookies;
mod dashboard;
mod editor;
mod home;
#[cfg(feature = "hydrate")]
mod http;
pub mod i18n;
mod layout;
mod lazy;
mod pages;
mod routes;
mod settings;
#[cfg(feature = "ssr")]
mod shell;
pub mod ui;

pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
