//! Answering by itself: rooms nobody has taken, only from articles it is sure of, and never again once a person was
//! asked for.

use super::{settings, write};
use crate::chat::{self, Line};
use crate::context::Services;
use crate::error::Result;
use landinghub::account::Locale;
use landinghub::api::help::Draft;
use landinghub::assistant;
use landinghub::chat::SenderType;
use landinghub_store::help::{self as store, WaitingRow};
use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Older questions are a person's.
const FRESH_SECONDS: i64 = 600;
/// Rooms looked at in one round.
const ROUND: i64 = 20;
/// Messages that were looked at and left to people; forgotten all at once when there are too many.
static LEFT: LazyLock<Mutex<HashSet<(String, i64)>>> = LazyLock::new(Mutex::default);
const LEFT_MOST: usize = 10_000;

/// Answers what waits, where an admin allows it. A job, run every second or two; what it leaves is in the inbox anyway.
pub async fn answer_waiting(services: &Services) -> Result<()> {
    if !settings::may_answer(services).await? {
        return Ok(());
    }
    let waiting = {
        let mut reader = services.store.read().await?;
        store::waiting(&mut reader.conn(), services.now().plus_seconds(-FRESH_SECONDS), ROUND).await?
    };
    for room in waiting {
        let key = (room.id.clone(), room.customer_seq);
        let known = |left: &mut HashSet<(String, i64)>| {
            if left.len() >= LEFT_MOST {
                left.clear();
            }
            !left.insert(key)
        };
        if known(&mut LEFT.lock().unwrap_or_else(PoisonError::into_inner)) {
            continue;
        }
        if let Err(error) = answer(services, &room).await {
            tracing::warn!(%error, "a room couldn't be answered by the AI; it is left to people");
        }
    }
    Ok(())
}

async fn answer(services: &Services, room: &WaitingRow) -> Result<()> {
    let lines = chat::lines_for_bot(services, &room.id, assistant::LINES).await?;
    let locale = Locale::parse(&room.locale).unwrap_or(Locale::En);
    let asked_for_a_person =
        |line: &Line| line.sender == SenderType::User && assistant::wants_person(&line.text);
    let handed_over = lines.iter().any(|line| line.sender == SenderType::Bot && is_handover(&line.text));
    if handed_over {
        return Ok(());
    }
    // Also further back: the handing over may have come too late for what the customer wrote next.
    let wants_person = lines.iter().any(asked_for_a_person);
    let text = if wants_person {
        handover(locale).to_owned()
    } else {
        let draft = write(services, locale, &lines, |_| {}).await?;
        // Unsure: a person sees it in the inbox, and the customer the expected time of an answer.
        if !draft.sure {
            return Ok(());
        }
        with_sources(&draft)
    };
    chat::answer_as_bot(services, &room.id, room.customer_seq, &text).await?;
    Ok(())
}

fn with_sources(draft: &Draft) -> String {
    let mut text = draft.message.clone();
    for source in draft.sources.iter().filter(|source| !draft.message.contains(&source.url)) {
        text.push_str("\n→ ");
        text.push_str(&source.title);
        text.push_str(": ");
        text.push_str(&source.url);
    }
    text
}

const fn handover(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "Of course. A person from our team will answer you here.",
        Locale::Vi => "Vâng ạ. Nhân viên của chúng tôi sẽ trả lời bạn tại đây.",
        Locale::Th => "ได้ค่ะ เจ้าหน้าที่ของเราจะตอบคุณที่นี่",
    }
}

fn is_handover(text: &str) -> bool {
    [Locale::En, Locale::Vi, Locale::Th].iter().any(|locale| text == handover(*locale))
}
