//! The LandingHub server: command line, configuration and HTTP. Adapters only; rules live in the services.

pub mod extract;
pub mod problem;
pub mod rest;
pub mod state;
