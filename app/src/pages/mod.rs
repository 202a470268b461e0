//! Pages: the grid and the table of them, how they begin, and what visitors left. Documents, as the market's screens
//! are; `public/acts.js` acts without leaving the page, with Undo, and `public/pages.js` narrows the templates down and
//! imports.

mod acts;
mod analytics;
mod art;
mod asked;
mod card;
mod domains;
mod leads;
mod list;
mod picker;
mod starts;
mod table;

pub use analytics::Analytics;
pub use art::PageArt;
pub use domains::Domains;
pub use leads::Leads;
pub use list::Pages;
pub use picker::NewPage;

pub(crate) use acts::said;
