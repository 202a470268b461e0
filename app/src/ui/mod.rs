//! The design system: components that take data and callbacks, and never fetch.

mod button;
mod card;
mod dialog;
mod field;
#[cfg(all(debug_assertions, feature = "ssr"))]
mod gallery;
mod icon;
mod menu;
mod moment;
mod navigation;
mod states;
mod switches;
mod table;
mod toast;

pub use button::{Button, ButtonKind, ButtonSize, IconButton, LinkButton};
pub use card::{Avatar, Badge, Card, Notice, Tone};
pub use dialog::{ConfirmDialog, Dialog};
pub use field::{Checkbox, FormErrors, PasswordField, Select, Switch, TextField, Textarea};
#[cfg(all(debug_assertions, feature = "ssr"))]
pub use gallery::Gallery;
pub use icon::Icon;
pub use menu::{Menu, MenuItem};
pub use moment::Moment;
pub use navigation::{Breadcrumbs, LoadMore, Segments, Tabs};
pub use states::{EmptyState, ErrorState, Progress, Skeleton, SkeletonGrid, Spinner, Tooltip};
pub use switches::{LANGUAGES, LanguageSwitch, ThemeSwitch};
pub use table::Table;
pub use toast::{ActWords, ToastRegion, Toasts, use_toasts};

/// A form with `method="post"` that works without script: the server answers with a redirect.
pub const POST: &str = "post";

/// Yes or no as ARIA's attributes have it: `false` is a word of theirs, not the attribute's absence.
pub const fn aria(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}
