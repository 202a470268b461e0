//! The LandingHub server: command line, configuration and HTTP. Adapters only; rules live in the services.
#![recursion_limit = "512"]

pub mod accept;
pub mod app_routes;
pub mod assets;
mod backup;
pub mod cli;
pub mod config;
pub mod content;
pub mod doctor;
pub mod extract;
pub mod health;
pub mod hosts;
pub mod middleware;
pub mod openapi;
mod page_cache;
pub mod problem;
pub mod proxies;
pub mod rest;
pub mod router;
pub mod seed;
pub mod serve;
pub mod site_pages;
pub mod sites;
pub mod state;
pub mod talk;
pub mod telemetry;
mod unsubscribe;
