//! Telling streams of what is about to be committed, without whoever commits having to remember it.

use super::neighbours::Word;
use crate::context::Services;
use landinghub_store::events as store;
use std::time::Duration;

/// When the log is looked at, in milliseconds after the event was written. What takes longer is found by comparing heads.
const LOOKS: [u64; 6] = [10, 40, 150, 600, 2000, 5000];

/// Once the topic's log has grown to `seq`, its streams read it. An event whose transaction fails is told to nobody: it
/// is read from the log, where it isn't.
pub(crate) fn soon(services: &Services, topic: &str, seq: i64) {
    let (services, topic) = (services.clone(), topic.to_owned());
    tokio::spawn(async move {
        for pause in LOOKS {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            let Ok(mut reader) = services.store.read().await else { continue };
            let head = store::head(&mut reader.conn(), &topic).await;
            drop(reader);
            if let Ok(Some(head)) = head
                && head.head >= seq
            {
                services.events.hint(&topic, head.head);
                services.events.neighbours.say(|| Word::Head(topic, head.head));
                return;
            }
        }
    });
}
