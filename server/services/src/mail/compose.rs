//! A mail as RFC 5322 wants it: a text part and an HTML part that say the same.

use crate::config::Config;
use landinghub::account::Locale;
use landinghub_store::outbox::Claimed;
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use std::fmt::Write;
use std::time::{Duration, UNIX_EPOCH};

/// Bytes of a line at the most (RFC 5322, section 2.1.1).
const LONGEST_LINE: usize = 998;

/// A mail in words. Everything in it is text: it is escaped where it becomes HTML.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    /// The address.
    pub to: String,
    /// Whom it greets.
    pub name: String,
    /// In which language.
    pub locale: Locale,
    /// One line.
    pub subject: String,
    /// Before the name; a comma follows.
    pub greeting: &'static str,
    /// What it is about.
    pub lead: String,
    /// Several things, each with its own link.
    pub items: Vec<Item>,
    /// What the link does.
    pub action: String,
    /// Where it leads.
    pub link: String,
    /// Below it.
    pub note: String,
    /// How to get no more of them, where one may.
    pub leave: Option<Leave>,
    /// What it belongs to: programs show mails of one thread together.
    pub thread: Option<String>,
}

/// One of several things in a mail.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// One line.
    pub title: String,
    /// A sentence or two.
    pub text: String,
    /// Where one can do something about it.
    pub link: String,
}

/// The ways out of a mail.
#[derive(Clone, Debug)]
pub(crate) struct Leave {
    /// What the settings are called.
    pub settings_words: &'static str,
    /// Where they are.
    pub settings: String,
    /// What leaving is called.
    pub unsubscribe_words: &'static str,
    /// Where one leaves by one click (RFC 8058); nowhere for receipts.
    pub unsubscribe: Option<String>,
}

/// How a mail travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    /// Other than ASCII is encoded, since not every server takes eight bits.
    Smtp,
    /// Text stays as it is, so that a person can read the file.
    File,
}

/// The message of an outbox row. Its `Message-ID` and `Date` are the row's, so a retry makes the same mail.
pub(super) fn message(config: &Config, mail: &Content, row: &Claimed, wire: Wire) -> Result<Message, String> {
    let from: Mailbox = config.mail_from.parse().map_err(|error| format!("MAIL_FROM: {error}"))?;
    let address = mail.to.parse().map_err(|error| format!("the address: {error}"))?;
    let since_epoch = Duration::from_micros(u64::try_from(row.created_at.0).unwrap_or_default());
    let host = config.base_url.host_str().unwrap_or("localhost");
    let parts = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, text(config, mail), wire))
        .singlepart(part(ContentType::TEXT_HTML, html(config, mail), wire));
    let mut builder = Message::builder()
        .from(from)
        .to(Mailbox::new(Some(mail.name.clone()), address))
        .subject(landinghub::text::single_line(&mail.subject))
        .message_id(Some(format!("<{}@{host}>", row.id)))
        .date(UNIX_EPOCH + since_epoch)
        .raw_header(plain("Auto-Submitted", "auto-generated"));
    if let Some(thread) = &mail.thread {
        let root = format!("<{thread}@{host}>");
        builder = builder.in_reply_to(root.clone()).references(root);
    }
    if let Some(url) = mail.leave.as_ref().and_then(|leave| leave.unsubscribe.as_deref()) {
        builder = builder
            .raw_header(plain("List-Unsubscribe", &format!("<{url}>")))
            .raw_header(plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    builder.multipart(parts).map_err(|error| error.to_string())
}

/// A header of our own, in ASCII, on one line: lettre would break or encode a long address.
fn plain(name: &'static str, value: &str) -> HeaderValue {
    let value: String = value.chars().filter(char::is_ascii_graphic).collect();
    let name = HeaderName::new_from_ascii_str(name);
    HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value)
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

/// What people wrote, as lines of a mail: without a stray carriage return, which no mail may have.
fn lines(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

fn text(config: &Config, mail: &Content) -> String {
    let Content { greeting, name, action, link, note, .. } = mail;
    let mut text = format!("{greeting} {name},\n\n{}\n\n", lines(&mail.lead));
    for item in &mail.items {
        let _ = write!(
            text,
            "* {}\n  {}\n  {}\n\n",
            item.title,
            lines(&item.text).replace('\n', "\n  "),
            item.link
        );
    }
    let _ = write!(text, "{action}:\n{link}\n\n{note}\n");
    if let Some(leave) = &mail.leave {
        let _ = write!(text, "\n{}:\n{}\n", leave.settings_words, leave.settings);
        if let Some(url) = &leave.unsubscribe {
            let _ = write!(text, "\n{}:\n{url}\n", leave.unsubscribe_words);
        }
    }
    let _ = write!(text, "\n-- \nLandingHub\n{}\n", config.app_url("/"));
    text
}

fn html(config: &Config, mail: &Content) -> String {
    let (subject, name, link) = (escape(&mail.subject), escape(&mail.name), escape(&mail.link));
    let (greeting, action, note) = (mail.greeting, escape(&mail.action), escape(&mail.note));
    let lead = escape(&lines(&mail.lead)).replace('\n', "<br>\n");
    let (home, language) = (escape(&config.app_url("/")), mail.locale.as_str());
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{subject}</title></head>\n\
         <body style=\"margin:0;padding:24px;background:#f4f4f5;font-family:system-ui,sans-serif;color:#18181b;line-height:1.6\">\n\
         <div style=\"max-width:520px;margin:0 auto;padding:32px;background:#ffffff;border-radius:12px\">\n\
         <h1 style=\"margin:0 0 16px;font-size:20px;line-height:1.3\">{subject}</h1>\n\
         <p>{greeting} {name},</p>\n<p style=\"overflow-wrap:anywhere\">{lead}</p>\n"
    );
    for item in &mail.items {
        let (title, link) = (escape(&item.title), escape(&item.link));
        let text = escape(&lines(&item.text)).replace('\n', "<br>\n");
        let _ = write!(
            html,
            "<div style=\"margin:16px 0;padding:12px 16px;border-left:3px solid #4f46e5;background:#f4f4f5\">\n\
             <p style=\"margin:0;font-weight:600\"><a href=\"{link}\" style=\"color:#18181b\">{title}</a></p>\n\
             <p style=\"margin:4px 0 0;overflow-wrap:anywhere\">{text}</p>\n</div>\n"
        );
    }
    let _ = write!(
        html,
        "<p style=\"margin:24px 0\"><a href=\"{link}\" style=\"display:inline-block;padding:12px 20px;background:#4f46e5;\
         color:#ffffff;border-radius:8px;text-decoration:none;font-weight:600\">{action}</a></p>\n\
         <p style=\"font-size:14px;word-break:break-all\">{link}</p>\n\
         <p style=\"font-size:14px;color:#52525b\">{note}</p>\n"
    );
    if let Some(leave) = &mail.leave {
        let way = |words: &str, url: &str| {
            format!("<a href=\"{}\" style=\"color:#52525b\">{}</a>", escape(url), escape(words))
        };
        let mut ways = vec![way(leave.settings_words, &leave.settings)];
        ways.extend(leave.unsubscribe.as_deref().map(|url| way(leave.unsubscribe_words, url)));
        let _ = writeln!(html, "<p style=\"font-size:14px;color:#52525b\">{}</p>", ways.join(" · "));
    }
    let _ = write!(
        html,
        "<p style=\"font-size:14px;color:#52525b\"><a href=\"{home}\" style=\"color:#52525b\">LandingHub</a></p>\n\
         </div>\n</body>\n</html>\n"
    );
    html
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
