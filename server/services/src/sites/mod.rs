//! Published sites: rendering and publishing pages, the table they are served from, visits and previews.

mod figures;
mod forms;
mod framed;
mod preview;
mod publish;
mod qr;
mod rendering;
mod table;
mod visits;

pub use figures::figures;
pub use forms::{FieldKind, FormField, PublishedForm};
pub use framed::{Framed, framed};
pub(crate) use preview::address;
pub use preview::{Look, Previewed, preview, previewed};
pub use publish::{deploy, deployment, undeploy};
pub(crate) use qr::draw as draw_qr;
pub use qr::{QrOf, qr};
pub use rendering::source_hash;
pub use table::{Encoding, LiveSite, Site, Sites, at};
pub use visits::{Visitor, Visits, flush_visits};

pub(crate) use publish::{delete_unused, live_hashes};
pub(crate) use rendering::{content_id, policy};
pub(crate) use visits::day;
