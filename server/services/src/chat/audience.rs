//! Who hears of what happens in a room.

use super::access::is_for_support;
use super::{settings, view};
use crate::context::Services;
use crate::error::Result;
use crate::events::{self, Note, Told, is_online};
use landinghub::Timestamp;
use landinghub::api::chat::{ChatSettings, Message, Read};
use landinghub_store::Conn;
use landinghub_store::chat::members::{self, HearerRow};
use landinghub_store::chat::rooms::RoomRow;
use landinghub_store::notifications::Recipient;
use std::collections::BTreeMap;

/// Everybody who may hear of a room: its parties and, where it is the support's, all active admins.
#[derive(Clone, Debug)]
pub(super) struct Hearers(Vec<HearerRow>);

impl Hearers {
    /// As they are now.
    pub(super) async fn of(conn: &mut Conn<'_>, room: &RoomRow, now: Timestamp) -> Result<Self> {
        Ok(Self(members::hearers(conn, &room.id, is_for_support(room), now).await?))
    }

    /// All active admins, where the room is the support's.
    pub(super) fn team(&self) -> impl Iterator<Item = &HearerRow> {
        self.0.iter().filter(|row| row.is_agent == 1)
    }

    /// One of the active admins.
    pub(super) fn agent(&self, id: &str) -> Option<&HearerRow> {
        self.team().find(|agent| agent.id == id)
    }

    /// Whether somebody of the support is there.
    pub(super) fn somebody_is_there(&self, services: &Services) -> bool {
        self.team().any(|agent| is_online(services, &agent.id))
    }

    /// One of them as an account that can be notified.
    pub(super) fn recipient(&self, id: &str) -> Option<Recipient> {
        self.0.iter().find(|row| row.id == id).and_then(HearerRow::recipient)
    }

    /// The agents who hear of a room that `assignee` has: all where it is nobody's, or of somebody who is gone; else that
    /// one, those who were mentioned, and those who have it open.
    fn agents_of(&self, assignee: Option<&str>) -> impl Iterator<Item = &HearerRow> {
        let assignee = assignee.filter(|id| self.agent(id).is_some());
        self.team().filter(move |agent| assignee.is_none_or(|id| agent.id == id || agent.follows == 1))
    }

    /// Those who hear of a room as it is now. `before` had it until now and hears of it, too; where it was nobody's,
    /// everybody of the support does.
    pub(super) fn audience(&self, room: &RoomRow, before: Option<&str>) -> Audience {
        let mut all = BTreeMap::new();
        for assignee in [room.admin_id.as_deref(), before] {
            all.extend(self.agents_of(assignee).map(|agent| (agent.id.clone(), true)));
        }
        for party in self.0.iter().filter(|row| row.is_agent == 0) {
            // Whoever works for the support and owns the page hears of it as the support.
            let is_agent =
                room.kind == "support" && room.customer_id != party.id && all.contains_key(&party.id);
            all.insert(party.id.clone(), is_agent);
        }
        Audience(all)
    }
}

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
    /// Those of a room as it is now, see [`Hearers::audience`].
    pub(super) async fn of(
        conn: &mut Conn<'_>,
        room: &RoomRow,
        before: Option<&str>,
        now: Timestamp,
    ) -> Result<Self> {
        Ok(Hearers::of(conn, room, now).await?.audience(room, before))
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
    ) -> Result<Vec<Told>> {
        let is_about_the_room = news.iter().any(|one| matches!(one, News::Room));
        let settings = if is_about_the_room { settings::load(conn).await? } else { ChatSettings::default() };
        let mut notes = Vec::new();
        for (id, is_agent) in &self.0 {
            for one in news {
                notes.push(match one {
                    News::Message(message) if message.private && !is_agent => continue,
                    News::Message(message) => Note::new(services, id, "chat:new_message", room, message)?,
                    News::Read(read) => Note::new(services, id, "chat:read", room, read)?,
                    News::Room => {
                        let seen = view::load(services, conn, (id, *is_agent), room, &settings).await?;
                        Note::new(services, id, "chat:room_updated", room, &seen)?
                    }
                });
            }
        }
        events::write_all(conn, notes).await
    }
}

/// Tells those who listen, after the commit.
pub(super) fn spread(services: &Services, told: Vec<Told>) {
    for told in told {
        told.spread(services);
    }
}
