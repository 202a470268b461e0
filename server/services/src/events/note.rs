//! An event on its way into the log.

use crate::context::Services;
use crate::error::{Failure, Result};
use bytes::Bytes;
use landinghub::{Id, Timestamp};
use landinghub_store::Conn;
use landinghub_store::events as store;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write;

/// An event about to be written.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    topic: String,
    kind: &'static str,
    subject: String,
    body: String,
    /// For the topic's first event.
    epoch: String,
    at: Timestamp,
}

/// An event that is in the log once its transaction commits.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(super) topic: String,
    pub(super) seq: i64,
    pub(super) frame: Bytes,
}

impl Note {
    /// An event for an account; `subject` is what it is about.
    pub(crate) fn new(
        services: &Services,
        topic: &str,
        kind: &'static str,
        subject: &str,
        body: &impl Serialize,
    ) -> Result<Self> {
        Ok(Self {
            topic: topic.to_owned(),
            kind,
            subject: subject.to_owned(),
            body: serde_json::to_string(body).map_err(|error| Failure::Internal(error.to_string()))?,
            epoch: Id::random(&*services.rng),
            at: services.now(),
        })
    }

    /// Writes it in the transaction of what it tells.
    pub(crate) async fn write(self, conn: &mut Conn<'_>) -> Result<Told> {
        let what = (self.kind, self.subject.as_str(), self.body.as_str());
        let head = store::append(conn, &self.topic, &self.epoch, what, self.at).await?;
        let frame = durable(self.kind, &head.epoch, head.head, &self.body);
        Ok(Told { topic: self.topic, seq: head.head, frame })
    }
}

/// Writes notes in their order, those of several accounts at once.
pub(crate) async fn write_all(conn: &mut Conn<'_>, notes: Vec<Note>) -> Result<Vec<Told>> {
    let Some(first) = notes.first() else { return Ok(Vec::new()) };
    let at = first.at;
    if notes.len() == 1 {
        let mut told = Vec::with_capacity(1);
        for note in notes {
            told.push(note.write(conn).await?);
        }
        return Ok(told);
    }
    let new: Vec<_> = notes
        .iter()
        .map(|note| store::NewEvent {
            topic: &note.topic,
            epoch: &note.epoch,
            kind: note.kind,
            subject: &note.subject,
            body: &note.body,
        })
        .collect();
    let heads = store::append_all(conn, &new, at).await?;
    Ok(notes
        .into_iter()
        .zip(heads)
        .map(|(note, head)| {
            let frame = durable(note.kind, &head.epoch, head.head, &note.body);
            Told { topic: note.topic, seq: head.head, frame }
        })
        .collect())
}

impl Told {
    /// Has whoever listens told once its transaction has committed, where nobody waits for that here.
    pub(crate) fn soon(&self, services: &Services) {
        super::soon(services, &self.topic, self.seq);
    }

    /// Tells whoever listens. Only after the commit.
    pub(crate) fn spread(self, services: &Services) {
        services.events.tell(&self);
    }
}

/// An event with a number, as bytes on the stream.
pub(super) fn durable(kind: &str, epoch: &str, seq: i64, body: &str) -> Bytes {
    let body = one_line(body);
    let mut frame = String::with_capacity(body.len() + 80);
    let _ = write!(frame, "id: {epoch}-{seq}\nevent: {kind}\ndata: {body}\n\n");
    frame.into()
}

/// An event without one.
pub(super) fn passing(kind: &str, body: &str) -> Bytes {
    let body = one_line(body);
    let mut frame = String::with_capacity(body.len() + 32);
    let _ = write!(frame, "event: {kind}\ndata: {body}\n\n");
    frame.into()
}

/// JSON that is one line for whoever splits lines by Unicode's rules, too: what JSON itself leaves as it is of those ends
/// of lines is escaped. They can only stand inside of strings.
fn one_line(json: &str) -> Cow<'_, str> {
    const ENDS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];
    if !json.contains(ENDS) {
        return json.into();
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if ENDS.contains(&c) {
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_breaks_a_frame() {
        let breaks = |c: char| {
            matches!(
                c,
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            )
        };
        // Every character that a reader may take for something, alone, doubled, and with a field after it.
        let suspects =
            ('\u{0}'..='\u{a0}').chain(['\u{feff}', '\u{2028}', '\u{2029}', '\u{10ffff}', '"', '\\']);
        for suspect in suspects {
            let text =
                format!("{suspect}{suspect}data: x{suspect}</script>\r\n\r\nevent: bye\ndata: {suspect}");
            let body = serde_json::json!({ "message": text }).to_string();
            for (frame, at) in
                [(durable("chat:new_message", "e", 7, &body), 2), (passing("chat:typing", &body), 1)]
            {
                let frame = std::str::from_utf8(&frame).expect("UTF-8");
                let lines: Vec<&str> = frame.split(breaks).collect();
                assert_eq!(lines.len(), at + 3, "{suspect:?}");
                let data = lines.get(at).and_then(|line| line.strip_prefix("data: ")).expect("data");
                let read: serde_json::Value = serde_json::from_str(data).expect("JSON");
                assert_eq!(read.get("message").and_then(|text| text.as_str()), Some(text.as_str()));
            }
        }
    }
}
