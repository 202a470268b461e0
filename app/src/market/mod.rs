//! The marketplace's screens. They are documents: the server renders them whole, forms post and come back, and they
//! work without script and without WebAssembly. What script adds is in `document.js`: results while one types
//! (`data-live`), and pages that turn when something has happened (`data-poll`).

pub(crate) mod actions;
pub(crate) mod admin;
mod browse;
pub(crate) mod charts;
mod checkout;
mod filters;
pub(crate) mod forms;
mod listing;
mod orders;
pub(crate) mod parts;
mod pay;
mod report;
mod selling;
mod update;

pub use admin::{
    Applications, Approvals, Audit, InstallationSettings, Listings, LookAt, Orders, Overview, Payouts,
    Reports, Takedowns, Users,
};
pub use browse::{Browse, Liked, Store};
pub use checkout::{Cart, Checkout, NewCheckout};
pub use listing::Listing;
pub use orders::{MyOrders, OrderPage};
pub use pay::{Card, Scan};
pub use report::ReportAbuse;
pub use selling::{BalancePage, EditListing, MyListings, MySales, NewListing, SalePage, Sell};
pub use update::Update;
