//! Support chat and talks between buyers and sellers: rooms, messages, and who may do what to a room when.
//!
//! Rules are pure functions of a [`RoomState`]: the services read it under a lock, ask here what follows, and write
//! that in the same transaction.

mod canned;
mod hours;
// Folding needs tables that only the server has.
#[cfg(not(target_arch = "wasm32"))]
#[cfg(not(target_arch = "wasm32"))]
mod mentions;
mod room;
mod rotation;
mod sla;
mod text;

pub use canned::{Placeholders, fill, shortcut};
pub use hours::{BusinessHours, MINUTES_A_DAY, Opening, Span};
#[cfg(not(target_arch = "wasm32"))]
#[cfg(not(target_arch = "wasm32"))]
pub use mentions::mentioned;
pub use room::{AlreadyAssigned, Assigned, AssignedBy, NewerMessage, RoomState, Stored};
pub use rotation::{Agent, next_agent};
pub use sla::{Due, SlaClock, SlaState, SlaTargets, Target};
pub use text::{MAX_MESSAGE, MAX_TAGS, body, normalise_tags, subject};

use crate::account::words;
use serde::{Deserialize, Serialize};

words! {
    /// Between whom a room is.
    #[derive(Default)]
    RoomKind {
        /// Somebody and the support; a page's owner, too, where it was opened from a page.
        #[default]
        Support = "support",
        /// A buyer and a seller.
        Seller = "seller",
    }
}

words! {
    /// Where a room is.
    #[derive(Default)]
    RoomStatus {
        /// To be worked on.
        #[default]
        Open = "open",
        /// Set aside until a moment, or until the customer writes.
        Pending = "pending",
        /// Done, until the customer writes again.
        Resolved = "resolved",
    }
}

words! {
    /// How soon.
    #[derive(Default, PartialOrd, Ord)]
    Priority {
        /// When there is time.
        Low = "low",
        /// In turn.
        #[default]
        Normal = "normal",
        /// Before others.
        High = "high",
        /// Now.
        Urgent = "urgent",
    }
}

words! {
    /// In which part somebody writes.
    SenderType {
        /// The customer: an account or a visitor.
        User = "user",
        /// The support.
        Admin = "admin",
        /// The seller, or the owner of the page.
        Seller = "seller",
        /// The AI.
        Bot = "bot",
        /// The server itself.
        System = "system",
    }
}

words! {
    /// What a message is.
    #[derive(Default)]
    MessageType {
        /// Words.
        #[default]
        Text = "text",
        /// Pictures, perhaps with words.
        Image = "image",
        /// Files, perhaps with words.
        File = "file",
    }
}
