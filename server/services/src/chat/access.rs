//! Whose a room is, and in which part they speak there.

use super::Chatter;
use crate::context::{Actor, Services};
use crate::cursor::is_id;
use crate::error::Result;
use landinghub::Problem;
use landinghub::account::Role;
use landinghub::chat::SenderType;
use landinghub_store::Conn;
use landinghub_store::chat::rooms::{self, RoomRow};

/// In which part somebody is in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Who asks.
    Customer,
    /// Who sells, or whose page it is.
    Seller,
    /// The support.
    Agent,
}

impl Part {
    /// Their part of `room`; `None` where it isn't theirs to see.
    pub(super) fn of(room: &RoomRow, chatter: &Chatter) -> Option<Self> {
        let is_seller = room.seller_id.as_deref() == Some(&chatter.id);
        if room.customer_id == chatter.id {
            Some(Self::Customer)
        } else if room.kind == "seller" && is_seller {
            Some(Self::Seller)
        } else if chatter.is_admin && is_for_support(room) {
            Some(Self::Agent)
        } else {
            is_seller.then_some(Self::Seller)
        }
    }

    /// As which their messages count.
    pub(super) const fn sender_type(self) -> SenderType {
        match self {
            Self::Customer => SenderType::User,
            Self::Seller => SenderType::Seller,
            Self::Agent => SenderType::Admin,
        }
    }

    /// As it is stored with members.
    pub(super) const fn role(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Seller => "seller",
            Self::Agent => "agent",
        }
    }

    /// Whether they see private notes.
    pub(super) fn sees_private(self) -> bool {
        self == Self::Agent
    }
}

/// Whether the inbox holds it.
pub(super) fn is_for_support(room: &RoomRow) -> bool {
    room.kind == "support" || room.reported_at.is_some()
}

/// The id of a room, or `not_found` for what can't be one.
pub(super) fn known(id: &str) -> Result<String> {
    if is_id(id) { Ok(id.to_owned()) } else { Err(Problem::not_found().into()) }
}

/// A room with the chatter's part of it; what isn't theirs is `not_found`.
pub(super) async fn find(conn: &mut Conn<'_>, chatter: &Chatter, id: &str) -> Result<(RoomRow, Part)> {
    seen(rooms::find(conn, id).await?, chatter)
}

/// The same, locked until the transaction ends.
pub(super) async fn lock(conn: &mut Conn<'_>, chatter: &Chatter, id: &str) -> Result<(RoomRow, Part)> {
    seen(rooms::lock(conn, id).await?, chatter)
}

/// The same, and whether they have sent a message with this name there, see [`rooms::lock_for`].
pub(super) async fn lock_for(
    conn: &mut Conn<'_>,
    chatter: &Chatter,
    id: &str,
    client_id: &str,
) -> Result<(RoomRow, Part, bool)> {
    let (room, sent) = rooms::lock_for(conn, id, (&chatter.id, client_id)).await?.unzip();
    let (room, part) = seen(room, chatter)?;
    Ok((room, part, sent.unwrap_or_default()))
}

fn seen(found: Option<RoomRow>, chatter: &Chatter) -> Result<(RoomRow, Part)> {
    let room = found.ok_or_else(Problem::not_found)?;
    let part = Part::of(&room, chatter).ok_or_else(Problem::not_found)?;
    Ok((room, part))
}

/// What a listener may still hear of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hears {
    /// Private notes, too.
    Everything,
    /// What its customer can see.
    WhatIsShown,
    /// It isn't theirs.
    Nothing,
}

/// What a listener may hear of a room when what was missed is told again.
pub(crate) async fn hears(services: &Services, listener: &Actor, room: &str) -> Result<Hears> {
    let mut reader = services.store.read().await?;
    let found = rooms::find(&mut reader.conn(), room).await?;
    let is_admin = listener.role == Role::Admin;
    let chatter = Chatter { id: listener.user_id.clone(), is_admin, is_visitor: listener.is_guest() };
    Ok(match found.and_then(|room| Part::of(&room, &chatter)) {
        Some(part) if part.sees_private() => Hears::Everything,
        Some(_) => Hears::WhatIsShown,
        None => Hears::Nothing,
    })
}

/// Whether the body of an event about a room was written for the support: a private note, or a room as the support sees it.
pub(crate) fn is_for_support_only(body: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Marks {
        #[serde(default)]
        private: bool,
        support: Option<serde::de::IgnoredAny>,
    }
    serde_json::from_str::<Marks>(body).is_ok_and(|marks| marks.private || marks.support.is_some())
}
