//! What handlers are given.

use crate::hosts::Hosts;
use crate::page_cache::PageCache;
use crate::proxies::Network;
use axum::extract::FromRef;
use landinghub_services::{Limit, Services};
use leptos::config::LeptosOptions;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Semaphore;

/// Shared by all handlers; cloning shares it.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub services: Services,
    /// Our hosts.
    pub hosts: Arc<Hosts>,
    /// Whose `X-Forwarded-For` counts.
    pub trusted_proxies: Arc<[Network]>,
    /// For the shell of HTML pages.
    pub leptos: LeptosOptions,
    /// Places for requests at work; `None` where there is no limit.
    pub places: Option<Arc<Semaphore>>,
    /// Pages that all strangers see alike.
    pub(crate) pages: PageCache,
    draining: Arc<AtomicBool>,
}

impl AppState {
    /// State for these use cases.
    pub fn new(services: Services, trusted_proxies: &[Network]) -> Self {
        let places = services
            .config
            .limits
            .get(Limit::CONCURRENT_REQUESTS)
            .and_then(|most| usize::try_from(most).ok());
        Self {
            hosts: Arc::new(Hosts::new(&services.config)),
            trusted_proxies: trusted_proxies.into(),
            // From here and not from the environment: the binary carries its site with it.
            leptos: LeptosOptions::builder().output_name("landinghub").site_pkg_dir("pkg").build(),
            places: places.map(|most| Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)))),
            pages: PageCache::default(),
            draining: Arc::default(),
            services,
        }
    }

    /// From now on not ready: whoever balances load shall send no more.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Release);
        self.services.events.drain();
    }

    /// Whether a shutdown has begun.
    pub fn draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
