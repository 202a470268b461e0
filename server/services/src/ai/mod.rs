//! The AI: drafts for agents, answers to customers where an admin allows it, and pages from a brief. Without a model, or when it is away or
//! its budget is spent, the help centre's articles and the composer do the work, and the draft says so.

mod auto;
mod models;
mod page;
mod settings;

pub use auto::answer_waiting;
pub use models::Model;
pub(crate) use page::{compose, sections};
pub(crate) use settings::Allowed;
pub use settings::{save as save_settings, status};

use crate::chat::{self, Line};
use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::help::{self, Candidate};
use landinghub::account::Locale;
use landinghub::api::help::{Draft, Engine, Source};
use landinghub::assistant::{self, Material, Reply};
use landinghub::chat::SenderType;
use landinghub::help as articles;
use landinghub_store::help as store;
use models::Prompt;

/// Articles a model gets.
const MATERIAL: usize = 4;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// A reply to the room's customer for an agent to look at; nothing is sent. While a model writes, the agent's streams are
/// told `chat:ai_delta` with the text so far.
pub async fn draft(services: &Services, caller: &Caller, room_id: &str) -> Result<Draft> {
    let agent = caller.admin()?.user_id.clone();
    let room = chat::room(services, caller, room_id).await?;
    services.limits.check(Limit::AI_USER, &agent)?;
    let lines = chat::lines_for_bot(services, &room.id, assistant::LINES).await?;
    let locale = caller.locale;
    let told = |text: &str| {
        let body = serde_json::json!({"room_id": room.id, "text": text}).to_string();
        services.events.tell_passing(&agent, "chat:ai_delta", &body);
    };
    write(services, locale, &lines, told).await
}

/// Writes a reply to the last of these lines.
async fn write(
    services: &Services,
    locale: Locale,
    lines: &[Line],
    mut told: impl FnMut(&str) + Send,
) -> Result<Draft> {
    // What the customer said last, with what led to it weighing less by being further away.
    let asked: Vec<&str> = lines
        .iter()
        .rev()
        .filter(|line| line.sender == SenderType::User)
        .take(3)
        .map(|line| line.text.as_str())
        .collect();
    let question = asked.join("\n");
    let found = help::candidates(services, locale, &question, MATERIAL).await?;
    let Some(model) = &services.config.ai else { return Ok(quote(services, &found, None)) };
    if budget_is_spent(services).await? {
        return Ok(quote(services, &found, Some("ai_budget_spent")));
    }
    let material: Vec<Material> = found
        .iter()
        .map(|found| Material {
            slug: found.row.slug.clone(),
            title: found.row.title.clone(),
            body: found.row.body.clone(),
        })
        .collect();
    let tone = settings::load(services).await?.tone;
    let prompt = Prompt {
        system: assistant::instructions(locale, &tone, &material),
        turns: turns(lines),
        tokens: None,
    };
    let mut so_far = String::new();
    let mut delta = |text: &str| {
        so_far.push_str(text);
        told(assistant::shown(&so_far));
    };
    match models::ask(&services.http, model, &prompt, &mut delta).await {
        Ok(answer) => {
            spend(services, answer.tokens).await?;
            let Reply { text, sources, sure } = assistant::read_reply(&answer.text, &material);
            let sources = found
                .iter()
                .filter(|found| sources.contains(&found.row.slug))
                .map(|found| source(services, found));
            Ok(Draft { message: text, sources: sources.collect(), engine: model.engine, sure, note: None })
        }
        Err(error) => {
            tracing::warn!(error, "the model doesn't answer; the articles do");
            Ok(quote(services, &found, Some("ai_unavailable")))
        }
    }
}

/// Neighbouring lines of one side are one turn; the customer's are marked as data.
fn turns(lines: &[Line]) -> Vec<(bool, String)> {
    let mut turns: Vec<(bool, String)> = Vec::new();
    for line in lines.iter().filter(|line| !line.text.is_empty() && line.sender != SenderType::System) {
        let customer = line.sender == SenderType::User;
        let text = if customer { assistant::quoted(&line.text) } else { line.text.clone() };
        match turns.last_mut() {
            Some((last, turn)) if *last == customer => {
                turn.push('\n');
                turn.push_str(&text);
            }
            _ => turns.push((customer, text)),
        }
    }
    turns
}

/// The best article's beginning, as far as one fits.
fn quote(services: &Services, found: &[Candidate], note: Option<&str>) -> Draft {
    let best = found.first().filter(|best| best.coverage > 0.25);
    let message = best.map(|best| {
        let url = address(services, &best.row.slug);
        format!("{}\n\n{}\n{url}", best.row.title, articles::summary(&best.row.body))
    });
    Draft {
        message: message.unwrap_or_default(),
        sources: best.iter().map(|best| source(services, best)).collect(),
        engine: Engine::Articles,
        sure: best.is_some_and(|best| best.coverage > articles::SURE),
        note: note.map(str::to_owned),
    }
}

fn source(services: &Services, found: &Candidate) -> Source {
    Source {
        slug: found.row.slug.clone(),
        title: found.row.title.clone(),
        url: address(services, &found.row.slug),
    }
}

fn address(services: &Services, slug: &str) -> String {
    services.config.app_url(&format!("/help/{slug}"))
}

fn today(services: &Services) -> i64 {
    services.now().unix_seconds().div_euclid(DAY)
}

/// What models have used today.
async fn used(services: &Services) -> Result<u64> {
    let mut reader = services.store.read().await?;
    Ok(u64::try_from(store::tokens(&mut reader.conn(), today(services)).await?).unwrap_or_default())
}

async fn budget_is_spent(services: &Services) -> Result<bool> {
    let Some(most) = services.config.limits.get(Limit::AI_TOKENS) else { return Ok(false) };
    Ok(used(services).await? >= most)
}

async fn spend(services: &Services, tokens: u64) -> Result<()> {
    let (day, tokens) = (today(services), i64::try_from(tokens).unwrap_or(i64::MAX));
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move { Ok::<_, Failure>(store::use_tokens(&mut tx, day, tokens).await?) })
        })
        .await
}
