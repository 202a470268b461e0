//! How people are reached outside the app, beside mail.

use super::Sources;
use landinghub_services::notifications::SmsConfig;
use landinghub_services::{Reach, Secret};

/// Push and text messages. The key for push is filled in by [`super::keep_secret`] where none is given.
pub(super) fn reach(sources: &Sources) -> Reach {
    Reach {
        vapid_private_key: Secret::new(sources.get("VAPID_PRIVATE_KEY").unwrap_or_default()),
        vapid_subject: sources.get("VAPID_SUBJECT").map(str::to_owned),
        sms: sources.get("SMS_WEBHOOK_URL").map(|url| SmsConfig {
            url: url.to_owned(),
            secret: sources.get("SMS_WEBHOOK_SECRET").map(Secret::new),
            template: sources.get("SMS_WEBHOOK_TEMPLATE").map(str::to_owned),
        }),
    }
}
