//! Who hears of what happens in a room.

use super::access::is_for_support;
use super::view;
use crate::context::Services;
use crate::error::Result;
use crate::events::{Note, Told};
use landinghub::Timestamp;
use landinghub::api::chat::{ChatSettings, Message, Read};
use landinghub_store::Conn;
use landinghub_store::chat::members;
use landinghub_store::chat::rooms::RoomRow;
use std::collections::BTreeMap;

/// Those who hear of a room: for each, whether they are of the support. In the order of their topics, so that no two
/// transactions wait for each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Audience(BTreeMap<String, bool>);

/// What there is to tell.
#[derive(Clone, Debug)]
pub(super) enum News {
    /// A message; a private one is told to the support only.
    Message(Box<Message>),
    /// The room has changed.
    Room,
    /// Somebody has read on.
    Read(Read),
}

impl Audience {
    /// Those of a room as it is now. `before` had it until now and hears of it, too; where it was nobody's, everybody
    /// of the support does.
    pub(super) async fn of(
        conn: &mut Conn<'_>,
        room: &RoomRow,
        before: Option<&str>,
        now: Timestamp,
    ) -> Result<Self> {
        let mut all = BTreeMap::new();
        if is_for_support(room) {
            for assignee in [room.admin_id.as_deref(), before] {
                let mut agents = members::agents(conn, &room.id, assignee, now).await?;
                // Whoever has it may be gone: then it is everybody's.
                if assignee.is_some_and(|id| !agents.iter().any(|agent| agent == id)) {
                    agents = members::agents(conn, &room.id, None, now).await?;
                }
                all.extend(agents.into_iter().map(|id| (id, true)));
                if room.admin_id.as_deref() == before {
                    break;
                }
            }
        }
        for id in members::parties(conn, &room.id).await? {
            // Whoever works for the support and owns the page hears of it as the support.
            let is_agent = room.kind == "support" && room.customer_id != id && all.contains_key(&id);
            all.insert(id, is_agent);
        }
        Ok(Self(all))
    }

    /// Adds one of the support.
    pub(super) fn with_agent(mut self, id: &str) -> Self {
        self.0.entry(id.to_owned()).or_insert(true);
        self
    }

    /// Everybody, or those of the support only, without one.
    pub(super) fn others<'a>(
        &'a self,
        without: &'a str,
        support_only: bool,
    ) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(id, is_agent)| id.as_str() != without && (!support_only || **is_agent))
            .map(|(id, _)| id.as_str())
    }

    /// Everybody without one, and whether they are of the support.
    pub(super) fn others_with_part<'a>(&'a self, without: &'a str) -> impl Iterator<Item = (&'a str, bool)> {
        self.0
            .iter()
            .filter(move |(id, _)| id.as_str() != without)
            .map(|(id, is_agent)| (id.as_str(), *is_agent))
    }

    /// Writes the news into the log of everybody they are for, in the transaction of what they tell.
    pub(super) async fn tell(
        &self,
        services: &Services,
        conn: &mut Conn<'_>,
        room: &str,
        news: &[News],
        settings: &ChatSettings,
    ) -> Result<Vec<Told>> {
        let mut told = Vec::new();
        for (id, is_agent) in &self.0 {
            for one in news {
                let note = match one {
                    News::Message(message) if message.private && !is_agent => continue,
                    News::Message(message) => Note::new(services, id, "chat:new_message", room, message)?,
                    News::Read(read) => Note::new(services, id, "chat:read", room, read)?,
                    News::Room => {
                        let seen = view::load(services, conn, (id, *is_agent), room, settings).await?;
                        Note::new(services, id, "chat:room_updated", room, &seen)?
                    }
                };
                told.push(note.write(conn).await?);
            }
        }
        Ok(told)
    }
}

/// Tells those who listen, after the commit.
pub(super) fn spread(services: &Services, told: Vec<Told>) {
    for told in told {
        told.spread(services);
    }
}
