//! What visitors of published pages read when there is no page to show: small, self-contained, in their language.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use landinghub::account::Locale;
use landinghub::{Code, Problem};
use landinghub_services::sites::source_hash;
use std::sync::LazyLock;

const STYLE: &str = "*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;\
font:17px/1.6 system-ui,sans-serif;color:#1c1d22;background:#f6f6f8}main{max-width:34rem;background:#fff;padding:40px;border-radius:16px;\
box-shadow:0 1px 3px rgb(0 0 0/.12)}h1{margin:0 0 12px;font-size:1.5rem;line-height:1.25}p{margin:0 0 12px}li{margin:4px 0}a{color:#3d3bd9}\
@media(prefers-color-scheme:dark){body{color:#ececf1;background:#131419}main{background:#1d1f27}a{color:#a9a8ff}}";

static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        source_hash(STYLE)
    )
});

/// Nothing is at this address.
pub fn missing(locale: Locale) -> Response {
    let (title, text) = match locale {
        Locale::En => ("There is no page here", "Check the address, or ask whoever gave it to you."),
        Locale::Vi => {
            ("Không có trang nào ở đây", "Hãy kiểm tra lại địa chỉ, hoặc hỏi người đã gửi cho bạn.")
        }
        Locale::Th => ("ไม่มีหน้าเว็บที่นี่", "โปรดตรวจสอบที่อยู่ หรือสอบถามผู้ที่ส่งให้คุณ"),
    };
    page(StatusCode::NOT_FOUND, locale, title, &paragraph(text))
}

/// The page was here and isn't any more.
pub fn gone(locale: Locale) -> Response {
    let (title, text) = match locale {
        Locale::En => ("This page is no longer here", "Its owner has taken it down."),
        Locale::Vi => ("Trang này không còn nữa", "Chủ trang đã gỡ trang xuống."),
        Locale::Th => ("หน้านี้ไม่มีอยู่แล้ว", "เจ้าของได้นำหน้านี้ออกแล้ว"),
    };
    page(StatusCode::GONE, locale, title, &paragraph(text))
}

/// An admin took the page down (RFC 7725).
pub fn taken_down(locale: Locale) -> Response {
    let (title, text) = match locale {
        Locale::En => ("This page was taken down", "It broke the rules of this platform, or the law."),
        Locale::Vi => ("Trang này đã bị gỡ xuống", "Trang vi phạm quy định của nền tảng hoặc pháp luật."),
        Locale::Th => ("หน้านี้ถูกนำลงแล้ว", "หน้านี้ละเมิดกฎของแพลตฟอร์มหรือกฎหมาย"),
    };
    page(StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, locale, title, &paragraph(text))
}

/// A post to a form wasn't taken. What was typed is still in the browser, one step back.
pub fn refused(locale: Locale, problem: &Problem, labels: impl Fn(&str) -> String) -> Response {
    let (title, back, link) = match locale {
        Locale::En => (
            "Your message wasn't sent",
            "Use your browser's Back button: what you typed is still there.",
            "Or open the page again",
        ),
        Locale::Vi => (
            "Tin nhắn của bạn chưa được gửi",
            "Hãy dùng nút Quay lại của trình duyệt: những gì bạn đã nhập vẫn còn.",
            "Hoặc mở lại trang",
        ),
        Locale::Th => ("ข้อความของคุณยังไม่ถูกส่ง", "กดปุ่มย้อนกลับของเบราว์เซอร์ สิ่งที่คุณพิมพ์ไว้ยังอยู่", "หรือเปิดหน้านี้อีกครั้ง"),
    };
    let mut body = String::new();
    if problem.fields.is_empty() {
        body.push_str(&paragraph(&sentence(locale, problem)));
    } else {
        let row = |(name, what): (&String, &String)| {
            format!("<li><strong>{}</strong>: {}</li>", escape(&labels(name)), escape(what))
        };
        body = ["<ul>".to_owned(), problem.fields.iter().map(row).collect(), "</ul>".to_owned()].concat();
    }
    body.push_str(&paragraph(back));
    body.push_str(&["<p><a href=\"/\">", &escape(link), "</a></p>"].concat());
    let status = StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = page(status, locale, title, &body);
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(axum::http::header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Something else is wrong: overload, a failure inside, a method nobody takes.
pub fn failed(locale: Locale, problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let text = sentence(locale, problem);
    page(status, locale, &text, "")
}

fn sentence(locale: Locale, problem: &Problem) -> String {
    let text = match (problem.code, locale) {
        (Code::RateLimited, Locale::En) => "Too many messages in a short time. Wait a minute and try again.",
        (Code::RateLimited, Locale::Vi) => {
            "Quá nhiều tin nhắn trong thời gian ngắn. Hãy đợi một phút rồi thử lại."
        }
        (Code::RateLimited, Locale::Th) => "มีข้อความมากเกินไปในช่วงเวลาสั้น ๆ โปรดรอสักครู่แล้วลองอีกครั้ง",
        (Code::PayloadTooLarge, Locale::En) => "The message is too long.",
        (Code::PayloadTooLarge, Locale::Vi) => "Tin nhắn quá dài.",
        (Code::PayloadTooLarge, Locale::Th) => "ข้อความยาวเกินไป",
        (Code::Unavailable | Code::Internal, Locale::En) => {
            "This doesn't work right now. Try again in a moment."
        }
        (Code::Unavailable | Code::Internal, Locale::Vi) => {
            "Hiện chưa thực hiện được. Hãy thử lại sau giây lát."
        }
        (Code::Unavailable | Code::Internal, Locale::Th) => "ขณะนี้ใช้งานไม่ได้ โปรดลองอีกครั้งในอีกสักครู่",
        (_, Locale::En) => "This request can't be taken here.",
        (_, Locale::Vi) => "Yêu cầu này không được nhận ở đây.",
        (_, Locale::Th) => "ไม่สามารถรับคำขอนี้ได้",
    };
    text.to_owned()
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>", escape(text))
}

fn page(status: StatusCode, locale: Locale, title: &str, body: &str) -> Response {
    let (lang, title) = (locale.as_str(), escape(title));
    let html = format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><meta name=\"robots\" content=\"noindex\"><title>{title}</title><style>{STYLE}</style></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    );
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("Accept-Language"));
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
