//! Notifications: the bell of every page, the centre, what one wants to be told of, and what couldn't be delivered. The
//! screens are documents; what script adds is in `public/notifications.js`.

mod bell;
mod centre;
mod deliveries;
mod settings;
mod unsubscribe;

pub use bell::Bell;
pub use centre::Centre;
pub use deliveries::Deliveries;
pub use settings::NotificationSettings;
pub use unsubscribe::Unsubscribe;
