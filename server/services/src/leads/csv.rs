//! Leads as a spreadsheet.

use super::to_api;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::pages;
use landinghub::api::Lead;
use landinghub_store::leads as store;
use std::collections::BTreeSet;

/// Rows read at once.
const CHUNK: i64 = 1000;

/// All leads of the caller's page, the newest first, as CSV in UTF-8 with a byte-order mark (which spreadsheets
/// need to read Vietnamese and Thai): moment, form, and a column for each field any lead has.
pub async fn csv(services: &Services, caller: &Caller, page_id: &str) -> Result<Vec<u8>> {
    let row = pages::own(services, &caller.actor()?.user_id, page_id).await?;
    let mut leads = Vec::new();
    let mut after = (i64::MAX, String::new());
    loop {
        let mut reader = services.store.read().await?;
        let rows =
            store::list(&mut reader.conn(), (&row.id, &row.owner_id), (after.0, &after.1), CHUNK).await?;
        let Some(last) = rows.last() else { break };
        after = (last.created_at, last.id.clone());
        for row in rows {
            leads.push(to_api(row)?);
        }
    }
    write(&leads).map_err(|error| Failure::Internal(format!("csv: {error}")))
}

fn write(leads: &[Lead]) -> Result<Vec<u8>, ::csv::Error> {
    let columns: BTreeSet<&str> =
        leads.iter().flat_map(|lead| lead.fields.keys().map(String::as_str)).collect();
    let mut out = b"\xef\xbb\xbf".to_vec();
    {
        let mut writer =
            ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(&mut out);
        writer.write_record(
            ["created_at", "form_id"]
                .into_iter()
                .map(harmless)
                .chain(columns.iter().map(|name| harmless(name))),
        )?;
        for lead in leads {
            let fixed = [lead.created_at.to_string(), lead.form_id.clone()];
            let values = columns.iter().map(|name| lead.fields.get(*name).map_or("", String::as_str));
            writer.write_record(fixed.iter().map(|text| harmless(text)).chain(values.map(harmless)))?;
        }
        writer.flush()?;
    }
    Ok(out)
}

/// A cell that a spreadsheet reads as text: what would begin a formula gets an apostrophe before it.
pub(crate) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use landinghub::Timestamp;
    use std::collections::BTreeMap;

    #[test]
    fn formulas_are_text() {
        for cell in ["=1+1", "+84901", "-2", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!(harmless("Lan =1"), "Lan =1");
        let fields = BTreeMap::from([
            ("name".to_owned(), "=HYPERLINK(\"x\")".to_owned()),
            ("=x".to_owned(), "a,\"b\"\nc".to_owned()),
        ]);
        let lead = Lead { id: "1".to_owned(), form_id: "f".to_owned(), fields, created_at: Timestamp(0) };
        let text = String::from_utf8(write(&[lead]).expect("written")).expect("UTF-8");
        assert_eq!(
            text,
            "\u{feff}created_at,form_id,'=x,name\r\n1970-01-01T00:00:00.000Z,f,\"a,\"\"b\"\"\nc\",\"'=HYPERLINK(\"\"x\"\")\"\r\n"
        );
    }
}
