//! Files of an order: the zip of what was bought, and its licence.

use super::{licence, orders};
use crate::context::{Caller, Services};
use crate::error::Result;
use crate::export::{self, Export};
use crate::pages::parse;
use landinghub::api::market::Order;
use landinghub::market::Licence;
use landinghub::{Code, Problem};
use landinghub_store::market::listings;
use landinghub_store::market::orders as store;
use std::collections::BTreeMap;

/// A zip of what was bought, as it was bought, one folder an item, with the licence of each. `forbidden` before
/// payment and after all of the money went back.
pub async fn download(services: &Services, caller: &Caller, id: &str) -> Result<Export> {
    let order = orders::bought(services, caller, id).await?;
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
        for (name, bytes) in export::files(services, document, title, form_prefix, String::new()).await? {
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
