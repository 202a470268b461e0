//! The help centre's part of the contract, and drafts of answers.

use crate::account::Locale;
use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// An article in lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleSummary {
    /// Opaque; of one language's text.
    pub id: String,
    /// The article's name in addresses, the same in all languages.
    pub slug: String,
    /// The text's language; another than asked for where the article isn't translated.
    pub locale: Locale,
    /// What it is about, a word such as `selling`.
    pub category: String,
    /// One line.
    pub title: String,
    /// The beginning.
    pub summary: String,
    /// Drafts are `false` and for admins only.
    pub published: bool,
    /// How many readers said that it helped; for admins only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helped: Option<u64>,
    /// The last change.
    pub updated_at: Timestamp,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Article {
    /// As in lists.
    #[serde(flatten)]
    pub summary: ArticleSummary,
    /// Markdown.
    pub body: String,
    /// The same as safe HTML.
    pub html: String,
}

/// An article to be made: one language's text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewArticle {
    /// 1 to 120 characters.
    #[serde(default)]
    pub title: String,
    /// Made from the title where absent; the same for all languages of one article.
    #[serde(default)]
    pub slug: Option<String>,
    /// English where absent.
    #[serde(default)]
    pub locale: Option<Locale>,
    /// `general` where absent.
    #[serde(default)]
    pub category: Option<String>,
    /// Markdown, 1 to 40 000 characters.
    #[serde(default)]
    pub body: String,
    /// `true` where absent.
    #[serde(default)]
    pub published: Option<bool>,
}

/// What changes; the rest stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArticleChange {
    /// 1 to 120 characters.
    pub title: Option<String>,
    /// The name in addresses.
    pub slug: Option<String>,
    /// The language of this text.
    pub locale: Option<Locale>,
    /// What it is about.
    pub category: Option<String>,
    /// Markdown.
    pub body: Option<String>,
    /// Whether others see it.
    pub published: Option<bool>,
}

/// Who has written a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// A model behind the OpenAI protocol.
    Openai,
    /// Gemini.
    Gemini,
    /// No model: the article that fits best, quoted.
    Articles,
}

/// Where an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    /// The article.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// A suggested reply; nobody but whoever asked has seen it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Draft {
    /// The text; empty where nothing is known that answers.
    pub message: String,
    /// The articles it rests on.
    pub sources: Vec<Source>,
    /// Who has written it.
    pub engine: Engine,
    /// Whether it may stand without a person looking at it.
    pub sure: bool,
    /// Why it isn't a model's, where one is set up: `ai_unavailable`, `ai_budget_spent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What the AI may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AiSettings {
    /// Answers customers by itself, with its sources, as long as nobody has taken the room.
    pub auto_answer: bool,
    /// How the answers shall sound, for the model.
    pub tone: String,
}

/// The AI as admins see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AiStatus {
    /// What is set.
    pub settings: AiSettings,
    /// The engine in use.
    pub engine: Engine,
    /// The model's name, where there is one.
    pub model: Option<String>,
    /// Tokens used today (UTC).
    pub tokens_today: u64,
    /// Tokens a day at the most; `null` where there is no limit.
    pub tokens_limit: Option<u64>,
}
