//! What a page needs before it can render: language, theme, who is logged in, and what a form had to say.
//!
//! The server works it out before rendering, renders with it, and writes it into the page; the browser reads
//! exactly the same back, so both sides agree without asking again.

use crate::i18n::Words;
use landinghub::account::{Locale, Role, Theme};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Who is logged in, as far as the interface's frame needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The account.
    pub id: String,
    /// As shown.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Whether it was shown to be theirs.
    pub verified: bool,
    /// What they may do.
    pub role: Role,
}

/// What a plain form post came to, shown once on the next page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// Which form it was.
    pub form: String,
    /// Whether it went well.
    pub good: bool,
    /// A sentence, already in the reader's language; may be empty.
    pub message: String,
    /// Field → what is wrong with it.
    pub errors: Vec<(String, String)>,
    /// Field → what was typed, passwords left out.
    pub values: Vec<(String, String)>,
}

impl Flash {
    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|(name, _)| name == field).map(|(_, what)| what.clone())
    }

    /// What was typed into a field.
    pub fn value(&self, field: &str) -> String {
        self.values.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// What a public page is about, for the window, search engines and whoever it is shared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Names the window.
    pub title: String,
    /// A sentence or two.
    pub description: String,
    /// A picture's address.
    pub image: Option<String>,
    /// The page's own address.
    pub url: String,
}

/// See the module.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Boot {
    /// The language of the page.
    pub locale: Locale,
    /// Light, dark, or the device's.
    pub theme: Theme,
    /// Who is logged in.
    pub person: Option<Person>,
    /// What the last form came to.
    pub flash: Option<Flash>,
    /// The words of the page's area; on the server empty until it is written into the page.
    pub words: Words,
    /// What the page is about, where that is somebody's; the head needs it, the browser doesn't.
    #[serde(skip)]
    pub about: Option<About>,
    /// What the browser's half of this build is called; it is in the page's script.
    #[serde(skip)]
    pub build: &'static str,
}

/// What this page was given. On the server it comes from the context; without one (while routes are listed) it
/// is a stranger's.
pub fn use_boot() -> Boot {
    use_context().unwrap_or_default()
}

/// Gives the page's language, its words and what it was given to all below: on the server they come from the request,
/// in the browser from the page.
pub fn provide_page() {
    #[cfg(feature = "editor")]
    let (boot, i18n) = {
        let mut boot = from_page();
        // They live as long as the page does.
        let words = Box::leak(Box::new(std::mem::take(&mut boot.words)));
        let i18n = crate::i18n::I18n::new(boot.locale, words);
        (boot, i18n)
    };
    #[cfg(all(feature = "ssr", not(feature = "editor")))]
    let (boot, i18n) = {
        use crate::i18n::{Area, dictionary};
        let boot = use_boot();
        let path = use_context::<http::request::Parts>()
            .map(|parts| parts.uri.path().to_owned())
            .unwrap_or_default();
        let i18n = dictionary(boot.locale, Area::of(&path));
        (boot, i18n)
    };
    #[cfg(not(any(feature = "ssr", feature = "editor")))]
    let (boot, i18n) = (Boot::default(), crate::i18n::use_i18n());
    provide_context(i18n);
    provide_context(boot);
    provide_context(crate::ui::Toasts::new());
}

/// Reads what the server wrote into the page.
#[cfg(feature = "editor")]
fn from_page() -> Boot {
    let script = document().get_element_by_id("lh-boot").and_then(|script| script.text_content());
    script.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

#[cfg(feature = "ssr")]
pub use server::{about, json, prepare, visitor_locale};

#[cfg(feature = "ssr")]
mod server {
    use super::{About, Boot, Person};
    use crate::cookies::{read_cookie, read_flash};
    use crate::i18n::{Area, dictionary};
    use http::HeaderMap;
    use http::header::ACCEPT_LANGUAGE;
    use landinghub::account::{Locale, Theme};
    use landinghub_services::{Caller, Services};

    /// The language a visitor chose, else the one their browser prefers.
    pub fn visitor_locale(headers: &HeaderMap) -> Locale {
        let preferred =
            || headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let chosen = read_cookie(headers, "lh_locale").and_then(|word| Locale::parse(&word));
        chosen.unwrap_or_else(|| Locale::negotiate(preferred()))
    }

    /// What the listing, storefront or article at an address is about, as far as the caller may see it.
    pub async fn about(services: &Services, caller: &Caller, locale: Locale, path: &str) -> Option<About> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let (title, description, image) = match parts.as_slice() {
            ["marketplace" | "my-listings", id] if *id != "new" => {
                landinghub_services::market::headline(services, caller, id).await.ok()?
            }
            ["sellers", id] => landinghub_services::market::store_headline(services, id).await.ok()?,
            ["help", slug] => {
                let article = landinghub_services::help::article(services, slug, locale).await.ok()?;
                (article.summary.title, article.summary.summary, None)
            }
            _ => return None,
        };
        let description: String =
            description.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
        Some(About { title, description, image, url: services.config.app_url(path) })
    }

    /// Works out what a page needs. A failing database renders the page as for a stranger: public pages stay
    /// up, private ones then answer with their own error.
    pub async fn prepare(services: &Services, caller: &Caller, headers: &HeaderMap) -> Boot {
        let user = match caller.actor {
            Some(_) => landinghub_services::accounts::me(services, caller).await.ok(),
            None => None,
        };
        let locale = user.as_ref().map_or_else(|| visitor_locale(headers), |user| user.locale);
        let cookie = read_cookie(headers, "lh_theme").and_then(|word| Theme::parse(&word));
        let theme = user.as_ref().map(|user| user.theme).or(cookie).unwrap_or_default();
        Boot {
            locale,
            theme,
            person: user.map(|user| Person {
                id: user.id,
                name: user.name,
                email: user.email,
                verified: user.email_verified,
                role: user.role,
            }),
            flash: read_flash(headers),
            words: Default::default(),
            about: None,
            build: "",
        }
    }

    /// The boot data of a page as JSON that is safe inside a `script` element.
    pub fn json(boot: &Boot, path: &str) -> String {
        let mut boot = boot.clone();
        // A document has its words in it already.
        if Area::of(path) == Area::App {
            boot.words = dictionary(boot.locale, Area::App).words().clone();
        }
        let json = serde_json::to_string(&boot).unwrap_or_default();
        json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
    }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "ssr")]
    #[test]
    fn boot_data_cannot_close_its_script() {
        let boot = super::Boot {
            person: Some(super::Person {
                id: "u1".into(),
                name: "</script><!--\u{2028}".into(),
                email: String::new(),
                verified: false,
                role: landinghub::account::Role::User,
            }),
            ..Default::default()
        };
        let json = super::json(&boot, "/pages/x/edit");
        assert!(!json.contains('<') && !json.contains('\u{2028}'));
        let back: super::Boot = serde_json::from_str(&json).expect("still JSON");
        assert_eq!(back.person, boot.person);
        assert!(back.words.contains_key("nav.main"));
    }
}
