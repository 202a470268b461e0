//! Which model writes drafts, if any. Where both are set up, OpenAI's protocol is spoken.

use super::Sources;
use landinghub::api::help::Engine;
use landinghub_services::Secret;
use landinghub_services::ai::Model;

/// The model, where a key is there.
pub(super) fn model(sources: &Sources) -> Option<Model> {
    let model = |engine, prefix: &str, base: &str, name: &str| {
        let get = |what: &str| sources.get(&format!("{prefix}_{what}"));
        Some(Model {
            engine,
            key: Secret::new(get("API_KEY")?),
            base: get("BASE_URL").unwrap_or(base).trim_end_matches('/').to_owned(),
            name: get("MODEL").unwrap_or(name).to_owned(),
        })
    };
    model(Engine::Openai, "OPENAI", "https://api.openai.com/v1", "gpt-4o-mini").or_else(|| {
        model(Engine::Gemini, "GEMINI", "https://generativelanguage.googleapis.com", "gemini-2.5-flash")
    })
}
