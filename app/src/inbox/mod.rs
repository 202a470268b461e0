//! The support's inbox, its reports and its settings. Documents: the server renders the frame of the inbox, what happens
//! inside is `public/chat/inbox.js`; reports and settings need no script.

mod canned;
mod frame;
mod reports;
mod settings;

pub use frame::Inbox;
pub use reports::Reports;
pub use settings::Settings;
