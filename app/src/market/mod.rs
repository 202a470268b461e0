//! The marketplace's screens. They are documents: the server renders them whole, forms post and come back, and they
//! work without script and without WebAssembly. What script adds is in `document.js`: results while one types
//! (`data-live`), and pages that turn when something has happened (`data-poll`).

mod actions;
mod admin;
mod browse;
mod checkout;
mod listing;
mod orders;
mod parts;
mod selling;

pub use admin::{Applications, Approvals, Audit, Orders, Payouts, Users};
pub use browse::{Browse, Liked, Store};
pub use checkout::{Cart, Checkout, NewCheckout};
pub use listing::Listing;
pub use orders::{MyOrders, OrderPage};
pub use selling::{BalancePage, EditListing, MyListings, MySales, NewListing, Sell};
