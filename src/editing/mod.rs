//! Editing a document: what the editor does, without a screen.
//!
//! A [`Session`] holds the document as this tab sees it, what can be undone, and what still has to reach the server.
//! [`place`] finds where blocks may go, [`add`] makes new ones, [`asset`] makes uploads known to the page, [`clip`] carries
//! copies from page to page. The browser's
//! half (signals, canvas, panels) lives in the app; everything that decides what is stored lives here, where it is
//! tested.

pub mod add;
pub mod asset;
pub mod clash;
pub mod clip;
pub mod code;
pub mod component;
pub mod crop;
pub mod group;
pub mod history;
pub mod look;
pub mod place;
pub mod presets;
pub mod queue;
pub mod selection;
pub mod session;
pub mod sizing;
pub mod touched;

pub use clash::Value as Clash;
pub use clip::Clip;
pub use group::Wrap;
pub use place::Spot;
pub use presets::Preset;
pub use queue::Unsaved;
pub use session::{Edited, Rebased, Refused, Session};
pub use touched::Touched;
