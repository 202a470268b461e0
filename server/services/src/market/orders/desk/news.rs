//! Whom an order tells what.

use super::super::super::money;
use super::super::to_api;
use super::Desk;
use crate::error::Result;
use crate::events::{Note, Told};
use crate::notifications;
use landinghub::Timestamp;
use landinghub::api::market::{Person, Sale};
use landinghub::market::Money;
use landinghub::notify::Event;
use landinghub_store::Conn;
use landinghub_store::market::orders::{self as store, ItemRow};
use serde_json::json;
use std::collections::BTreeMap;

impl Desk {
    /// Each seller hears once of all that was bought of theirs; the buyer gets a receipt.
    pub(super) fn tell_of_sale(&mut self) -> Result<()> {
        let mut sold: BTreeMap<&str, Vec<&ItemRow>> = BTreeMap::new();
        for item in &self.items {
            sold.entry(&item.seller_id).or_default().push(item);
        }
        let mut tidings = Vec::new();
        for (seller, items) in sold {
            let sale = Event::NewSale {
                order_id: self.row.id.clone(),
                listing_id: items.first().map(|item| item.listing_id.clone()).unwrap_or_default(),
                title: titles(items.iter().copied()),
                buyer: self.row.buyer_name.clone(),
                amount: money(items.iter().map(|item| item.price).sum(), &self.row.currency)?,
            };
            tidings.push((seller.to_owned(), sale));
        }
        if self.row.total > 0 {
            let receipt = Event::OrderPaid {
                order_id: self.row.id.clone(),
                title: titles(self.items.iter()),
                total: money(self.row.total, &self.row.currency)?,
            };
            tidings.push((self.row.buyer_id.clone(), receipt));
        }
        self.tidings.extend(tidings);
        Ok(())
    }

    /// The buyer hears that money is on its way back. `so_far` tells one return from another.
    pub(super) fn tell_of_return(&mut self, amount: Money, so_far: i64) {
        let back = Event::OrderRefunded {
            order_id: self.row.id.clone(),
            title: titles(self.items.iter()),
            amount,
            so_far,
        };
        self.tidings.push((self.row.buyer_id.clone(), back));
    }

    /// The sellers hear of a payment that the buyer's bank disputes.
    pub(in super::super) fn tell_of_dispute(&mut self) -> Result<()> {
        let mut sellers: BTreeMap<&str, Vec<&ItemRow>> = BTreeMap::new();
        for item in &self.items {
            sellers.entry(&item.seller_id).or_default().push(item);
        }
        let mut tidings = Vec::new();
        for (seller, items) in sellers {
            let dispute = Event::OrderDisputed {
                order_id: self.row.id.clone(),
                title: titles(items.iter().copied()),
                amount: money(items.iter().map(|item| item.price).sum(), &self.row.currency)?,
            };
            tidings.push((seller.to_owned(), dispute));
        }
        self.tidings.extend(tidings);
        Ok(())
    }

    /// Events for whom it concerns, in the transaction. `sold`: the sellers hear of new sales.
    pub(in super::super) async fn notes(&mut self, conn: &mut Conn<'_>, sold: bool) -> Result<Vec<Told>> {
        let Some(row) = store::find(conn, &self.row.id).await? else { return Ok(Vec::new()) };
        let items = store::items(conn, &self.row.id).await?;
        let shown = to_api(&row, &items)?;
        let mut notes = vec![(
            row.buyer_id.clone(),
            Note::new(&self.services, &row.buyer_id, "order:updated", &row.id, &shown)?,
        )];
        for item in items.iter().filter(|_| sold) {
            let sale = Sale {
                order_id: row.id.clone(),
                listing_id: item.listing_id.clone(),
                title: item.title.clone(),
                buyer: Person { id: row.buyer_id.clone(), name: row.buyer_name.clone() },
                price: money(item.price, &row.currency)?,
                platform_fee: money(item.fee, &row.currency)?,
                seller_revenue: money(item.price - item.fee, &row.currency)?,
                status: shown.status,
                created_at: Timestamp(row.created_at),
                refund_requested: false,
                refund_reason: None,
                decides: false,
            };
            let note = Note::new(&self.services, &item.seller_id, "new_sale", &row.id, &sale)?;
            notes.push((item.seller_id.clone(), note));
        }
        let tidings = std::mem::take(&mut self.tidings);
        for (user, event) in &tidings {
            if let Event::StockAlert { listing_id, title, left } = event {
                let body = json!({ "listing_id": listing_id, "title": title, "left": left });
                notes
                    .push((user.clone(), Note::new(&self.services, user, "stock:alert", listing_id, &body)?));
            }
        }
        // Topics are locked by writing to them: always in one order.
        let mut all: BTreeMap<String, (Vec<Note>, Vec<Event>)> = BTreeMap::new();
        for (user, note) in notes {
            all.entry(user).or_default().0.push(note);
        }
        for (user, event) in tidings {
            all.entry(user).or_default().1.push(event);
        }
        let mut told = Vec::new();
        for (user, (notes, events)) in all {
            for note in notes {
                told.push(note.write(conn).await?);
            }
            for event in &events {
                notifications::tell(&self.services, conn, &user, event).await?;
            }
        }
        Ok(told)
    }
}

/// What is in an order, in a word.
pub(in super::super) fn titles<'a>(items: impl Iterator<Item = &'a ItemRow>) -> String {
    items.map(|item| item.title.as_str()).collect::<Vec<_>>().join(", ")
}
