//! Pages from a brief: a model's plan where there is one, else the composer's.

use super::models::{self, Prompt};
use super::{budget_is_spent, spend};
use crate::config::Limit;
use crate::context::Services;
use crate::error::Result;
use landinghub::Problem;
use landinghub::api::drafts::Sections;
use landinghub::api::help::Engine;
use landinghub::assistant;
use landinghub::compose::{self, Plan};
use landinghub::document::{Document, Lang};
use std::time::Duration;

/// A request ends after 30 seconds; by then the composer has to have done it.
const PATIENCE: Duration = Duration::from_secs(22);
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
    check(brief)?;
    let lang = compose::language(brief).unwrap_or(otherwise);
    let instructions = compose::instructions(&lang);
    let (plan, engine) = match by_model(services, user_id, brief, instructions, compose::read_plan).await? {
        Planned::By(plan, engine) => (plan, engine),
        Planned::No(_) => (compose::plan(brief), Engine::Articles),
    };
    let document = compose::document(&plan, lang, &*services.rng);
    Ok(Composed { title: plan.title, document, engine })
}

/// Sections for a page that is there, in its language. Nothing is stored.
pub(crate) async fn sections(
    services: &Services,
    user_id: &str,
    brief: &str,
    page: &Document,
) -> Result<Sections> {
    check(brief)?;
    let bare = compose::is_bare(page);
    let planned = if bare {
        by_model(services, user_id, brief, compose::instructions(&page.lang), compose::read_plan).await?
    } else {
        let instructions = compose::instructions_to_add(&page.lang, &compose::outline(page));
        by_model(services, user_id, brief, instructions, compose::read_sections).await?
    };
    Ok(match planned {
        Planned::By(plan, composed_by) => Sections { sections: plan.sections, composed_by, note: None },
        Planned::No(note) => {
            let plan = if bare { compose::plan(brief) } else { compose::additions(brief) };
            let note = note.map(str::to_owned);
            Sections { sections: plan.sections, composed_by: Engine::Articles, note }
        }
    })
}

fn check(brief: &str) -> Result<()> {
    let length = brief.trim().chars().count();
    if !(compose::BRIEF.0..=compose::BRIEF.1).contains(&length) || brief.contains('\0') {
        let detail =
            format!("Say in {} to {} characters what the page is about.", compose::BRIEF.0, compose::BRIEF.1);
        return Err(Problem::field("brief", detail).into());
    }
    Ok(())
}

/// What a model came to.
enum Planned {
    /// It planned.
    By(Plan, Engine),
    /// It didn't, and why where there is one.
    No(Option<&'static str>),
}

async fn by_model(
    services: &Services,
    user_id: &str,
    brief: &str,
    system: String,
    read: fn(&str) -> Option<Plan>,
) -> Result<Planned> {
    let Some(model) = &services.config.ai else { return Ok(Planned::No(None)) };
    services.limits.check(Limit::AI_PAGES, user_id)?;
    if budget_is_spent(services).await? {
        return Ok(Planned::No(Some("ai_budget_spent")));
    }
    let prompt = Prompt { system, turns: vec![(true, assistant::quoted(brief))], tokens: Some(PLAN_TOKENS) };
    let asked = models::ask(&services.http, model, &prompt, |_| {});
    let answer = match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            tracing::warn!(error, "the model doesn't answer; the composer plans the page");
            return Ok(Planned::No(Some("ai_unavailable")));
        }
        Err(_) => {
            tracing::warn!("the model takes too long; the composer plans the page");
            return Ok(Planned::No(Some("ai_unavailable")));
        }
    };
    spend(services, answer.tokens).await?;
    Ok(match read(&answer.text) {
        Some(plan) => Planned::By(plan, model.engine),
        None => Planned::No(Some("ai_unavailable")),
    })
}
