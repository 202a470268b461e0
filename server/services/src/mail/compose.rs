//! A mail as RFC 5322 wants it: a text part and an HTML part that say the same.

use super::{Mail, letters};
use crate::config::Config;
use landinghub_store::outbox::Claimed;
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use std::time::{Duration, UNIX_EPOCH};

/// Bytes of a line at the most (RFC 5322, section 2.1.1).
const LONGEST_LINE: usize = 998;

/// How a mail travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    /// Other than ASCII is encoded, since not every server takes eight bits.
    Smtp,
    /// Text stays as it is, so that a person can read the file.
    File,
}

/// The message of an outbox row. Its `Message-ID` and `Date` are the row's, so a retry makes the same mail.
pub(super) fn message(config: &Config, mail: &Mail, row: &Claimed, wire: Wire) -> Result<Message, String> {
    let words = letters::words(&mail.letter, mail.locale);
    let link = config.app_url(&letters::path(&mail.letter));
    let from: Mailbox = config.mail_from.parse().map_err(|error| format!("MAIL_FROM: {error}"))?;
    let address = mail.to.parse().map_err(|error| format!("the address: {error}"))?;
    let since_epoch = Duration::from_micros(u64::try_from(row.created_at.0).unwrap_or_default());
    let host = config.base_url.host_str().unwrap_or("localhost");
    let parts = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, text(config, mail, &words, &link), wire))
        .singlepart(part(ContentType::TEXT_HTML, html(config, mail, &words, &link), wire));
    Message::builder()
        .from(from)
        .to(Mailbox::new(Some(mail.name.clone()), address))
        .subject(words.subject)
        .message_id(Some(format!("<{}@{host}>", row.id)))
        .date(UNIX_EPOCH + since_epoch)
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(parts)
        .map_err(|error| error.to_string())
}

fn part(kind: ContentType, content: String, wire: Wire) -> SinglePart {
    let encoding = if content.is_ascii() {
        ContentTransferEncoding::SevenBit
    } else if wire == Wire::File {
        ContentTransferEncoding::EightBit
    } else {
        ContentTransferEncoding::QuotedPrintable
    };
    let body = if encoding == ContentTransferEncoding::QuotedPrintable
        || content.lines().any(|line| line.len() > LONGEST_LINE)
    {
        Body::new(content)
    } else {
        // Not left to lettre, which breaks lines at 76: a link that is cut in two is no link for many programs.
        Body::dangerous_pre_encoded(content.replace('\n', "\r\n").into_bytes(), encoding)
    };
    SinglePart::builder().header(kind).body(body)
}

fn text(config: &Config, mail: &Mail, words: &letters::Words, link: &str) -> String {
    let letters::Words { greeting, lead, action, note, .. } = words;
    let (name, home) = (&mail.name, config.app_url("/"));
    format!("{greeting} {name},\n\n{lead}\n\n{action}:\n{link}\n\n{note}\n\n-- \nLandingHub\n{home}\n")
}

fn html(config: &Config, mail: &Mail, words: &letters::Words, link: &str) -> String {
    let letters::Words { subject, greeting, lead, action, note } = words;
    let (name, lead, link) = (escape(&mail.name), escape(lead), escape(link));
    let (home, language) = (escape(&config.app_url("/")), mail.locale.as_str());
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{subject}</title></head>\n\
         <body style=\"margin:0;padding:24px;background:#f4f4f5;font-family:system-ui,sans-serif;color:#18181b;line-height:1.6\">\n\
         <div style=\"max-width:520px;margin:0 auto;padding:32px;background:#ffffff;border-radius:12px\">\n\
         <h1 style=\"margin:0 0 16px;font-size:20px;line-height:1.3\">{subject}</h1>\n\
         <p>{greeting} {name},</p>\n<p>{lead}</p>\n\
         <p style=\"margin:24px 0\"><a href=\"{link}\" style=\"display:inline-block;padding:12px 20px;background:#4f46e5;\
         color:#ffffff;border-radius:8px;text-decoration:none;font-weight:600\">{action}</a></p>\n\
         <p style=\"font-size:14px;word-break:break-all\">{link}</p>\n\
         <p style=\"font-size:14px;color:#52525b\">{note}</p>\n\
         <p style=\"font-size:14px;color:#52525b\"><a href=\"{home}\" style=\"color:#52525b\">LandingHub</a></p>\n\
         </div>\n</body>\n</html>\n"
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
