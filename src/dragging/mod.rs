//! Dragging blocks: where a drop would land, decided by arithmetic over rectangles and never by the browser.
//!
//! A drag has a payload ([`Dragged`], made when it starts) and, at every moment, a [`Gap`]: the position between two
//! blocks where the payload would go. Three ways lead to a gap, and all ask the same rules which gaps exist:
//! [`hit`] from a point on the canvas over a [`Layout`] that was read once, [`layers`] from a point in the layers list,
//! [`walk`] from the keyboard. [`drop`] turns the gap into operations.
//!
//! # Rules for containers
//! The content model decides ([`crate::document::validate`]). Beyond it, a drag leaves alone:
//! - locked blocks and everything in them (they aren't dragged either);
//! - unknown kinds, which are kept as they came;
//! - links without children: those are words, and a block dropped on them isn't meant to replace them.
//!
//! Hidden blocks are like others wherever the canvas shows them; without a rectangle there is nothing to hit.

pub mod dragged;
pub mod drop;
pub mod geometry;
pub mod hit;
pub mod layers;
pub mod layout;
mod lines;
pub mod marquee;
pub mod scroll;
pub mod target;
pub mod walk;

#[cfg(test)]
mod generated;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tables;

pub use dragged::Dragged;
pub use geometry::{Point, Rect, to_canvas};
pub use layout::{Axis, Flow, Layout, Measured, Stamp};
pub use target::{Gap, Mark, Target};
pub use walk::Walk;
