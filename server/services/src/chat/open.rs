//! Opening a room: with the support, from a published page, or with a seller.

use super::{Chatter, access, post, settings, view};
use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::cursor::is_id;
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use crate::limits::prefix;
use landinghub::api::chat::{NewMessage, NewRoom, OpenedRoom};
use landinghub::chat::{self as rules, RoomKind};
use landinghub::{Code, Id, Problem};
use landinghub_store::Conn;
use landinghub_store::chat::rooms::{self, NewRoom as NewRow};
use landinghub_store::chat::{context, members, messages};

/// What a room is about, and who is in it.
#[derive(Clone, Debug, Default)]
struct Parties {
    customer: String,
    seller: Option<String>,
    page_id: Option<String>,
    listing_id: Option<String>,
    order_id: Option<String>,
    pair_key: Option<String>,
}

/// Opens a room with its first message. A buyer who has one with the seller about the same thing writes there.
pub async fn open(services: &Services, caller: &Caller, new: NewRoom) -> Result<OpenedRoom> {
    let chatter = Chatter::of(caller)?;
    let draft = post::draft(
        services,
        &chatter,
        NewMessage {
            client_id: new.client_id,
            message: new.message,
            attachments: new.attachments,
            ..NewMessage::default()
        },
    )
    .await?;
    let subject = rules::subject(&new.subject, &draft.body)?;
    services.limits.check(Limit::CHAT_ROOMS, &chatter.id)?;
    if chatter.is_visitor {
        services.limits.check(Limit::CHAT_VISITOR_MESSAGES, &prefix(caller.ip))?;
    }
    let mut reader = services.store.read().await?;
    let about = About {
        kind: new.kind,
        page: new.page_id.or_else(|| caller.guest.as_ref()?.page_id.clone()).filter(|id| is_id(id)),
        listing: new.listing_id.filter(|id| !id.is_empty()),
        order: new.order_id.filter(|id| !id.is_empty()),
    };
    let parties = about.parties(&mut reader.conn(), &chatter).await?;
    drop(reader);
    let row = NewRow {
        id: Id::random(&*services.rng),
        kind: new.kind,
        customer_id: parties.customer,
        seller_id: parties.seller,
        subject,
        page_id: parties.page_id,
        listing_id: parties.listing_id,
        order_id: parties.order_id,
        pair_key: parties.pair_key,
        locale: caller.locale.as_str().to_owned(),
        created_at: services.now(),
    };
    // Of two at once one makes the room, and the other writes into it.
    match write(services, &chatter, row.clone(), draft.clone()).await {
        Err(Failure::Store(error))
            if error.breaks("chat_rooms_pair_key") || error.breaks(post::SENT_BEFORE) =>
        {
            write(services, &chatter, row, draft).await
        }
        done => done,
    }
}

async fn write(
    services: &Services,
    chatter: &Chatter,
    new: NewRow,
    draft: post::Draft,
) -> Result<OpenedRoom> {
    let (services_in, chatter, mark, now) =
        (services.clone(), chatter.clone(), Mark::present(), services.now());
    let (opened, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let services = &services_in;
                let id = insert(&mut tx, new).await?;
                let (room, part, sent) = access::lock_for(&mut tx, &chatter, &id, &draft.client_id).await?;
                let settings = settings::load(&mut tx).await?;
                let viewer = (chatter.id.as_str(), part.sees_private());
                if sent
                    && let Some(sent) =
                        messages::by_client(&mut tx, &id, &chatter.id, &draft.client_id).await?
                {
                    let room = view::load(services, &mut tx, viewer, &id, &settings).await?;
                    let message = view::message(services, sent)?;
                    return Ok((OpenedRoom { room, message }, None));
                }
                let posted = post::store(services, &mut tx, room, (&chatter, part), &draft, now).await?;
                let room = view::load(services, &mut tx, viewer, &id, &settings).await?;
                let opened = OpenedRoom { room, message: posted.message };
                mark.keep_created(&mut tx, &opened, Some(format!("/api/chat/rooms/{}", opened.room.id)))
                    .await?;
                Ok::<_, Failure>((opened, Some(posted.told)))
            })
        })
        .await?;
    if let Some(told) = told {
        told.spread(services);
    }
    Ok(opened)
}

/// The room of the pair that is there, or the new one.
async fn insert(conn: &mut Conn<'_>, new: NewRow) -> Result<String> {
    if let Some(key) = &new.pair_key
        && let Some(id) = rooms::by_pair(conn, key).await?
    {
        return Ok(id);
    }
    rooms::insert(conn, &new).await?;
    members::add(conn, &new.id, &new.customer_id, "customer").await?;
    if let Some(seller) = &new.seller_id {
        members::add(conn, &new.id, seller, "seller").await?;
    }
    Ok(new.id)
}

/// What somebody says a room is about.
struct About {
    kind: RoomKind,
    page: Option<String>,
    listing: Option<String>,
    order: Option<String>,
}

impl About {
    async fn parties(self, conn: &mut Conn<'_>, chatter: &Chatter) -> Result<Parties> {
        match self.kind {
            RoomKind::Support => self.with_support(conn, chatter).await,
            RoomKind::Seller if chatter.is_visitor => {
                Err(Problem::new(Code::Forbidden, "Log in to write to a seller.").into())
            }
            RoomKind::Seller => self.with_seller(conn, chatter).await,
        }
    }

    /// What can't be seen isn't kept: nobody is refused the support for it.
    async fn with_support(self, conn: &mut Conn<'_>, chatter: &Chatter) -> Result<Parties> {
        let mut parties = Parties { customer: chatter.id.clone(), ..Parties::default() };
        if let Some(page) = self.page
            && let Some((page, owner)) = context::published_owner(conn, &page).await?
        {
            parties.page_id = Some(page);
            parties.seller = Some(owner).filter(|owner| *owner != chatter.id);
        }
        if let Some(listing) = self.listing.filter(|id| is_id(id))
            && context::listing_seller(conn, &listing).await?.is_some()
        {
            parties.listing_id = Some(listing);
        }
        if let Some(order) = self.order.filter(|id| is_id(id)) {
            let sides = context::order_parties(conn, &order).await?;
            if sides.iter().any(|(buyer, seller, _)| *buyer == chatter.id || *seller == chatter.id) {
                parties.order_id = Some(order);
            }
        }
        Ok(parties)
    }

    async fn with_seller(self, conn: &mut Conn<'_>, chatter: &Chatter) -> Result<Parties> {
        let known = |id: &String| if is_id(id) { Ok(()) } else { Err(Problem::not_found()) };
        let (buyer, seller, listing) = if let Some(order) = &self.order {
            known(order)?;
            let sides = context::order_parties(conn, order).await?;
            let mine = sides.into_iter().find(|(buyer, seller, listing)| {
                (*buyer == chatter.id || *seller == chatter.id)
                    && self.listing.as_ref().is_none_or(|wanted| wanted == listing)
            });
            mine.ok_or_else(Problem::not_found)?
        } else {
            let listing = self.listing.ok_or_else(|| {
                Problem::field("listing_id", "Say which listing or which order it is about.")
            })?;
            known(&listing)?;
            let seller = context::listing_seller(conn, &listing).await?.ok_or_else(Problem::not_found)?;
            (chatter.id.clone(), seller, listing)
        };
        if buyer == seller {
            return Err(Code::OwnListing.into());
        }
        let about =
            self.order.as_ref().map_or_else(|| format!("listing:{listing}"), |id| format!("order:{id}"));
        Ok(Parties {
            pair_key: Some(format!("{buyer}:{seller}:{about}")),
            customer: buyer,
            seller: Some(seller),
            page_id: None,
            listing_id: Some(listing),
            order_id: self.order,
        })
    }
}
