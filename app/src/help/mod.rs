//! The help centre: `/help` and its articles for everybody, `/admin/help` for those who write them.

mod admin;
mod read;

pub use admin::{Articles, Assistant, EditArticle, NewArticle};
pub use read::{Article, Help};
