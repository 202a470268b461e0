//! Notifications: the bell of every page, the centre, what one wants to be told of, and what couldn't be delivered. The
//! screens are documents; what script adds is in `public/notifications.js`.

mod bell;
#[cfg(feature = "ssr")]
mod centre;
#[cfg(feature = "ssr")]
mod deliveries;
#[cfg(feature = "ssr")]
mod settings;
#[cfg(feature = "ssr")]
mod unsubscribe;

pub use bell::Bell;
#[cfg(feature = "ssr")]
pub use centre::Centre;
#[cfg(feature = "ssr")]
pub use deliveries::Deliveries;
#[cfg(feature = "ssr")]
pub use settings::NotificationSettings;
#[cfg(feature = "ssr")]
pub use unsubscribe::Unsubscribe;
