//! What the support should know of a room's customer.

use super::Chatter;
use super::access::{self, Part};
use crate::context::{Caller, Services};
use crate::error::Result;
use crate::market::money;
use landinghub::account::Locale;
use landinghub::api::chat::{ContextItem, CustomerContext};
use landinghub::{Code, Timestamp};
use landinghub_store::accounts;
use landinghub_store::chat::context::{self as store, ContextRow};

/// The customer of a room: who they are, what they have, what the room is about.
pub async fn customer(services: &Services, caller: &Caller, room: &str) -> Result<CustomerContext> {
    let chatter = Chatter::of(caller)?;
    let id = access::known(room)?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let (room, part) = access::find(&mut conn, &chatter, &id).await?;
    if part != Part::Agent {
        return Err(Code::Forbidden.into());
    }
    let account = accounts::find(&mut conn, &room.customer_id).await?;
    let mut context = CustomerContext {
        is_visitor: room.is_visitor != 0,
        name: room.customer_name.clone(),
        email: room.customer_email.clone(),
        role: account.as_ref().map(|account| account.role.as_str().to_owned()),
        since: account.as_ref().map(|account| account.created_at),
        locale: Locale::parse(&room.locale),
        ..CustomerContext::default()
    };
    let [rooms, pages, listings, orders] = store::of(&mut conn, &room.customer_id, &room.id).await?;
    context.rooms = items(rooms)?;
    context.pages = items(pages)?;
    context.listings = items(listings)?;
    context.orders = items(orders)?;
    let mut about = Vec::new();
    if let Some(page) = &room.page_id {
        about.extend(store::page(&mut conn, page).await?);
    }
    if let Some(listing) = &room.listing_id {
        about.extend(store::listing(&mut conn, listing).await?);
    }
    if let Some(order) = &room.order_id {
        about.extend(store::order(&mut conn, order).await?);
    }
    context.about = items(about)?;
    Ok(context)
}

fn items(rows: Vec<ContextRow>) -> Result<Vec<ContextItem>> {
    rows.into_iter()
        .map(|row| {
            let total = match (row.amount, row.currency.as_deref()) {
                (Some(amount), Some(currency)) => Some(money(amount, currency)?),
                _ => None,
            };
            Ok(ContextItem {
                id: row.id,
                title: row.title,
                status: row.status,
                created_at: Timestamp(row.created_at),
                total,
            })
        })
        .collect()
}
