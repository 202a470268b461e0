//! Orders: placing and paying them, hearing of their money, delivering, giving back.

mod callbacks;
mod desk;
mod pay;
mod place;
mod read;
mod refunds;
mod sandbox;
mod sweep;

pub(crate) use callbacks::name as method_name;
pub use callbacks::{Heard, receive};
pub use pay::{cancel, open_payment, pay, returned};
pub use place::place;
pub(crate) use read::sold;
pub use read::{OrdersQuery, all, bought, get, list, sales, sales_csv};
pub use refunds::{ask as ask_refund, decline as decline_refund, refund, resolve};
pub(crate) use refunds::{close, give_back};
pub use sandbox::{Button, SandboxPage, press, sandbox_page};
pub use sweep::sweep;

use super::{licence, money};
use crate::error::{Failure, Result};
use landinghub::Timestamp;
use landinghub::api::market::{Order, OrderItem, Person, Sale};
use landinghub::market::{Method, Money, OrderStatus};
use landinghub_store::market::orders::{ItemRow, OrderRow, SaleRow};

/// How long a seller's revenue is held.
const HOLD_SECONDS: i64 = 7 * 86_400;

/// An order as the contract shows it, without its attempts and its history.
fn to_api(row: &OrderRow, items: &[ItemRow]) -> Result<Order> {
    let in_currency = |amount| money(amount, &row.currency);
    // What went back is the buyer's no more, and neither is a copy of what wasn't paid.
    let theirs = row.state()?.status.is_settled();
    let item = |item: &ItemRow| {
        Ok(OrderItem {
            listing_id: item.listing_id.clone(),
            title: item.title.clone(),
            seller: Person { id: item.seller_id.clone(), name: item.seller_name.clone() },
            price: in_currency(item.price)?,
            platform_fee: in_currency(item.fee)?,
            seller_revenue: in_currency(item.price - item.fee)?,
            licence: licence(&item.licence),
            page_id: item.page_id.clone(),
            licence_key: item.licence_key.clone().filter(|_| theirs),
            update_available: theirs && item.updates > 0,
        })
    };
    Ok(Order {
        order_id: row.id.clone(),
        status: row.state()?.status,
        buyer: Person { id: row.buyer_id.clone(), name: row.buyer_name.clone() },
        items: items.iter().map(item).collect::<Result<_>>()?,
        total: in_currency(row.total)?,
        refunded: in_currency(row.refunded)?,
        payment_method: row.payment_method.as_deref().and_then(Method::parse),
        transaction_id: row.transaction_id.clone(),
        created_at: Timestamp(row.created_at),
        expires_at: Timestamp(row.expires_at),
        paid_at: row.paid_at.map(Timestamp),
        delivered_at: row.delivered_at.map(Timestamp),
        refund_requested: row.refund_asked_at.is_some(),
        attempts: None,
        timeline: None,
        attention: None,
    })
}

fn sale(row: &SaleRow) -> Result<Sale> {
    let in_currency = |amount| -> Result<Money> { money(amount, &row.currency) };
    Ok(Sale {
        order_id: row.order_id.clone(),
        listing_id: row.listing_id.clone(),
        title: row.title.clone(),
        buyer: Person { id: row.buyer_id.clone(), name: row.buyer_name.clone() },
        price: in_currency(row.price)?,
        platform_fee: in_currency(row.fee)?,
        seller_revenue: in_currency(row.price - row.fee)?,
        status: OrderStatus::parse(&row.status)
            .ok_or_else(|| Failure::Internal(format!("status of order {}", row.order_id)))?,
        created_at: Timestamp(row.created_at),
        refund_requested: row.refund_asked_at.is_some(),
        refund_reason: row.refund_reason.clone().filter(|_| row.refund_asked_at.is_some()),
        decides: row.refund_asked_at.is_some() && row.whole != 0,
    })
}
