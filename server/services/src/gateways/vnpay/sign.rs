//! How VNPay writes and signs fields.

use crate::gateways::hmac_sha512;
use landinghub::Timestamp;
use std::collections::BTreeMap;

/// By name; sorted bytewise, as the hash wants it.
pub(super) type Fields = BTreeMap<String, String>;

/// Reads a query; `None` where a name comes twice, which nobody honest sends.
pub(super) fn parse(query: &str) -> Option<Fields> {
    let mut fields = Fields::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if fields.insert(name.into_owned(), value.into_owned()).is_some() {
            return None;
        }
    }
    Some(fields)
}

/// What is signed: `vnp_*` without the signature and without what is empty, as a form.
pub(super) fn to_query(fields: &Fields) -> String {
    let signed = fields.iter().filter(|(name, value)| {
        name.starts_with("vnp_")
            && !value.is_empty()
            && *name != "vnp_SecureHash"
            && *name != "vnp_SecureHashType"
    });
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(signed).finish()
}

/// The signature of fields.
pub(super) fn hash(secret: &[u8], fields: &Fields) -> String {
    hmac_sha512(secret, to_query(fields).as_bytes())
}

/// A moment as VNPay writes it: `yyyyMMddHHmmss` in GMT+7.
pub(super) fn stamp(moment: Timestamp) -> String {
    let there = moment.plus_seconds(7 * 3600);
    let ((year, month, day), (hour, minute, second, _)) = (there.date(), there.time_of_day());
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
}
