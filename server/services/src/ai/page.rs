//! Pages from a brief: a model's plan where there is one, else the composer's.

use super::models::{self, Prompt};
use super::{budget_is_spent, spend};
use crate::config::Limit;
use crate::context::Services;
use crate::error::Result;
use landinghub::Problem;
use landinghub::api::help::Engine;
use landinghub::assistant;
use landinghub::compose::{self, Plan};
use landinghub::document::{Document, Lang};

/// Tokens of a plan at the most.
const PLAN_TOKENS: u64 = 2500;

/// What a brief came to.
pub(crate) struct Composed {
    pub(crate) title: String,
    pub(crate) document: Document,
    /// Who made the plan.
    pub(crate) engine: Engine,
}

/// Composes a page; `otherwise` is its language where the brief's letters don't tell.
pub(crate) async fn compose(
    services: &Services,
    user_id: &str,
    brief: &str,
    otherwise: Lang,
) -> Result<Composed> {
    let length = brief.trim().chars().count();
    if !(compose::BRIEF.0..=compose::BRIEF.1).contains(&length) || brief.contains('\0') {
        let detail =
            format!("Say in {} to {} characters what the page is about.", compose::BRIEF.0, compose::BRIEF.1);
        return Err(Problem::field("brief", detail).into());
    }
    let lang = compose::language(brief).unwrap_or(otherwise);
    let (plan, engine) = match by_model(services, user_id, brief, &lang).await? {
        Some(plan) => plan,
        None => (compose::plan(brief), Engine::Articles),
    };
    let document = compose::document(&plan, lang, &*services.rng);
    Ok(Composed { title: plan.title, document, engine })
}

async fn by_model(
    services: &Services,
    user_id: &str,
    brief: &str,
    lang: &Lang,
) -> Result<Option<(Plan, Engine)>> {
    let Some(model) = &services.config.ai else { return Ok(None) };
    services.limits.check(Limit::AI_PAGES, user_id)?;
    if budget_is_spent(services).await? {
        return Ok(None);
    }
    let prompt = Prompt {
        system: compose::instructions(lang),
        turns: vec![(true, assistant::quoted(brief))],
        tokens: Some(PLAN_TOKENS),
    };
    match models::ask(&services.http, model, &prompt, |_| {}).await {
        Ok(answer) => {
            spend(services, answer.tokens).await?;
            Ok(compose::read_plan(&answer.text).map(|plan| (plan, model.engine)))
        }
        Err(error) => {
            tracing::warn!(error, "the model doesn't answer; the composer plans the page");
            Ok(None)
        }
    }
}
