//! Papers and files of an order: the zip of what was bought, its licence, the invoice.

use super::{licence, money, orders};
use crate::context::{Caller, Services};
use crate::error::Result;
use crate::export::{self, Export};
use crate::pages::parse;
use crate::sites::source_hash;
use landinghub::api::market::Order;
use landinghub::market::{Licence, OrderStatus};
use landinghub::{Code, Problem, Timestamp};
use landinghub_store::market::listings;
use landinghub_store::market::orders as store;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A page to print.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The document.
    pub html: String,
    /// The policy to serve it with.
    pub csp: String,
}

/// A zip of what was bought, as it was bought, one folder an item, with the licence of each. `forbidden` before
/// payment and after all of the money went back.
pub async fn download(services: &Services, caller: &Caller, id: &str) -> Result<Export> {
    let order = orders::get(services, caller, id).await?;
    if !order.status.is_settled() {
        let detail = "There is nothing to download: the order isn't paid, or its money went back.";
        return Err(Problem::new(Code::Forbidden, detail).into());
    }
    let items = {
        let mut reader = services.store.read().await?;
        store::items(&mut reader.conn(), id).await?
    };
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let several = items.len() > 1;
    for (n, item) in items.iter().enumerate() {
        let found = {
            let mut reader = services.store.read().await?;
            listings::document(&mut reader.conn(), &item.revision_id).await?
        };
        let (title, document) = found.ok_or_else(Problem::not_found)?;
        let document = parse(&item.revision_id, &document)?;
        let folder = if several { format!("{}-{}/", n + 1, export::stem(&title)) } else { String::new() };
        let form_prefix = services.config.app_url("/_lh/form/");
        for (name, bytes) in export::files(services, document, title, form_prefix).await? {
            files.insert(format!("{folder}{name}"), bytes);
        }
        let key = item.licence_key.as_deref().unwrap_or_default();
        files.insert(
            format!("{folder}LICENCE.txt"),
            licence_text(&order, &item.title, &item.licence, key).into_bytes(),
        );
    }
    let name = format!("landinghub-{}.zip", id.get(..10).unwrap_or(id));
    export::zipped(files, name).await
}

fn licence_text(order: &Order, title: &str, word: &str, key: &str) -> String {
    let terms = match licence(word) {
        Licence::Standard => {
            "You may use, change and publish this page for yourself or for one client. Others may buy it, too."
        }
        Licence::Limited => {
            "You may use, change and publish this page for yourself or for one client. It is sold a limited number of times."
        }
        Licence::Exclusive => {
            "You may use, change and publish this page for yourself or for one client. Nobody else can buy it."
        }
    };
    let date: String = order.paid_at.unwrap_or(order.created_at).to_string().chars().take(10).collect();
    format!(
        "{title}\n\nLicence {key}\nKind: {word}\nLicensee: {}\nOrder: {}\nDate: {date}\n\n{terms}\nYou may not sell or give away the page itself, \
         changed or not.\n",
        order.buyer.name, order.order_id
    )
}

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;color:#111;max-width:46rem;margin:2rem auto;padding:0 1.5rem}h1{font-size:1.6rem}\
    table{border-collapse:collapse;width:100%;margin:1.5rem 0}th,td{text-align:left;padding:.5rem .6rem;border-bottom:1px solid #ccc}\
    td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}tfoot td{font-weight:700;border-bottom:0}dl{display:grid;\
    grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#555}dd{margin:0}@media print{body{margin:0}}";

/// The invoice of a paid order, ready to be printed; it stays for good.
pub async fn invoice(services: &Services, caller: &Caller, id: &str) -> Result<Paper> {
    let order = orders::get(services, caller, id).await?;
    let Some(paid_at) = order.paid_at else {
        return Err(Problem::new(Code::Forbidden, "There is no invoice: the order isn't paid.").into());
    };
    Ok(Paper {
        html: paper(&order, paid_at)?,
        csp: format!(
            "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            source_hash(STYLE)
        ),
    })
}

fn paper(order: &Order, paid_at: Timestamp) -> Result<String> {
    let escaped = |text: &str| {
        let mut out = String::new();
        landinghub::render::escape::text(&mut out, text);
        out
    };
    let day = |moment: Timestamp| moment.to_string().chars().take(10).collect::<String>();
    let mut rows = String::new();
    for item in &order.items {
        let _ = write!(
            rows,
            "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td></tr>",
            escaped(&item.title),
            escaped(&item.seller.name),
            item.price
        );
    }
    let method = order.payment_method.map_or("–", |method| method.as_str());
    let back = if order.refunded.amount > 0 {
        let left = money(order.total.amount - order.refunded.amount, order.total.currency.code())?;
        format!(
            "<tr><td colspan=\"2\">Refunded</td><td class=\"n\">-{}</td></tr><tr><td colspan=\"2\">Left</td><td class=\"n\">{left}</td></tr>",
            order.refunded
        )
    } else {
        String::new()
    };
    let note =
        if order.status == OrderStatus::ChargedBack { "<p>The payment was charged back.</p>" } else { "" };
    Ok(format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>Invoice {id}</title><style>{STYLE}</style></head><body><h1>Invoice</h1><dl>\
         <dt>Number</dt><dd>{id}</dd><dt>Date</dt><dd>{paid}</dd><dt>Ordered</dt><dd>{ordered}</dd><dt>To</dt><dd>{buyer}</dd><dt>Paid by</dt><dd>{method}</dd>\
         <dt>Transaction</dt><dd>{transaction}</dd></dl><table><thead><tr><th>Item</th><th>Seller</th><th class=\"n\">Price</th></tr></thead>\
         <tbody>{rows}</tbody><tfoot><tr><td colspan=\"2\">Total</td><td class=\"n\">{total}</td></tr>{back}</tfoot></table>{note}</body></html>\n",
        id = escaped(&order.order_id),
        paid = day(paid_at),
        ordered = day(order.created_at),
        buyer = escaped(&order.buyer.name),
        transaction = escaped(order.transaction_id.as_deref().unwrap_or("–")),
        total = order.total,
    ))
}
