//! What the panels share beside the document: which of them are open, what the audit found, what is looked at.

use std::sync::Arc;

use landinghub::api::Revision;
use landinghub::render::Finding;
use leptos::prelude::*;

/// Signals of the panels. Copy it into closures as you like.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Whether the command palette is open.
    pub commands: RwSignal<bool>,
    /// Whether a few words for new sections are asked for.
    pub drafting: RwSignal<bool>,
    /// Whether the code is shown.
    pub code: RwSignal<bool>,
    /// Whether the preview is open.
    pub preview: RwSignal<bool>,
    /// Whether a name for a version is asked for.
    pub naming: RwSignal<bool>,
    /// Which version that is, with its name so far; nothing for the present one.
    pub named: RwSignal<Option<Revision>>,
    /// Whether the page is about to be deleted.
    pub deleting: RwSignal<bool>,
    /// The revision that is looked at instead of the present one.
    pub viewing: RwSignal<Option<Revision>>,
    /// What the audit found; nothing until it has looked.
    pub findings: RwSignal<Option<Arc<Vec<Finding>>>>,
    /// Whether the selection's outline flashes.
    pub flash: RwSignal<bool>,
    /// One more whenever the history has something new to fetch.
    pub history: RwSignal<u32>,
    /// The field of the page's settings to go to, by its id.
    pub field: RwSignal<Option<&'static str>>,
    /// Whether what is opened rarely is there; see `rare`.
    pub rare: RwSignal<bool>,
}

impl Desk {
    /// Everything closed.
    pub fn new() -> Self {
        Self {
            commands: RwSignal::new(false),
            drafting: RwSignal::new(false),
            code: RwSignal::new(false),
            preview: RwSignal::new(false),
            naming: RwSignal::new(false),
            named: RwSignal::new(None),
            deleting: RwSignal::new(false),
            viewing: RwSignal::new(None),
            findings: RwSignal::new(None),
            flash: RwSignal::new(false),
            history: RwSignal::new(0),
            field: RwSignal::new(None),
            rare: RwSignal::new(false),
        }
    }
}

/// The keys' own names on this system: `Ctrl` is `⌘` on Apple's.
pub fn keys(text: &str) -> String {
    let apple = window().navigator().user_agent().is_ok_and(|agent| agent.contains("Mac OS"));
    if apple { text.replace("Ctrl", "⌘").replace("Alt", "⌥") } else { text.to_owned() }
}
