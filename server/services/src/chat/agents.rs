//! Who answers for the support, and whether they are there.

use crate::context::{Caller, Services};
use crate::error::Result;
use crate::events::is_online;
use crate::pages::count;
use landinghub::api::chat::SupportAgent;
use landinghub_store::chat::agents as store;

/// Every active admin with their open rooms, for admins.
pub async fn agents(services: &Services, caller: &Caller) -> Result<Vec<SupportAgent>> {
    caller.admin()?;
    let mut reader = services.store.read().await?;
    let rows = store::all(&mut reader.conn()).await?;
    drop(reader);
    let to_api = |row: store::AgentRow| SupportAgent {
        online: is_online(services, &row.id),
        id: row.id,
        name: row.name,
        load: count(row.load),
    };
    Ok(rows.into_iter().map(to_api).collect())
}
