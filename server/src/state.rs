//! What handlers are given.

use landinghub_services::Services;

/// Shared by all handlers; cloning shares it.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub services: Services,
}
