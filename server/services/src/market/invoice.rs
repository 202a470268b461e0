//! The invoice of a paid order: a page that prints well, and a PDF of it where this machine has a browser.

use super::{money, orders};
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::fonts;
use crate::sites::source_hash;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use landinghub::account::Locale;
use landinghub::api::addresses::AddressFields;
use landinghub::api::market::Order;
use landinghub::market::OrderStatus;
use landinghub::{Code, Problem, Timestamp};
use landinghub_store::pages as accounts;
use std::fmt::Write;
use tokio::sync::Semaphore;

/// A page to print.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The document.
    pub html: String,
    /// The policy to serve it with.
    pub csp: String,
}

/// A browser takes a core for a second and a hundred megabytes: one at a time.
static PRINTER: Semaphore = Semaphore::const_new(1);

const STYLE: &str = "body{font:15px/1.5 'Be Vietnam Pro','IBM Plex Sans Thai',system-ui,sans-serif;color:#111;max-width:46rem;margin:2rem auto;\
    padding:0 1.5rem}header{display:flex;justify-content:space-between;align-items:baseline;border-bottom:2px solid #111}h1{font-size:1.6rem;\
    margin:0 0 .5rem}table{border-collapse:collapse;width:100%;margin:1.5rem 0}th,td{text-align:left;padding:.5rem .6rem;border-bottom:1px solid #ccc;\
    overflow-wrap:anywhere}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}tfoot td{font-weight:700;border-bottom:0}\
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#555}dd{margin:0;overflow-wrap:anywhere}\
    @page{size:A4;margin:18mm}@media print{body{margin:0;padding:0;max-width:none}}";

struct Words {
    title: &'static str,
    number: &'static str,
    date: &'static str,
    ordered: &'static str,
    to: &'static str,
    paid_by: &'static str,
    transaction: &'static str,
    item: &'static str,
    seller: &'static str,
    price: &'static str,
    total: &'static str,
    refunded: &'static str,
    left: &'static str,
    charged_back: &'static str,
}

const fn words(locale: Locale) -> Words {
    match locale {
        Locale::En => Words {
            title: "Invoice",
            number: "Number",
            date: "Date",
            ordered: "Ordered",
            to: "To",
            paid_by: "Paid by",
            transaction: "Transaction",
            item: "Item",
            seller: "Seller",
            price: "Price",
            total: "Total",
            refunded: "Refunded",
            left: "Left",
            charged_back: "The payment was charged back.",
        },
        Locale::Vi => Words {
            title: "Hóa đơn",
            number: "Số",
            date: "Ngày",
            ordered: "Ngày đặt",
            to: "Khách hàng",
            paid_by: "Thanh toán qua",
            transaction: "Mã giao dịch",
            item: "Sản phẩm",
            seller: "Người bán",
            price: "Giá",
            total: "Tổng cộng",
            refunded: "Đã hoàn",
            left: "Còn lại",
            charged_back: "Ngân hàng đã thu hồi khoản thanh toán.",
        },
        Locale::Th => Words {
            title: "ใบแจ้งหนี้",
            number: "เลขที่",
            date: "วันที่",
            ordered: "วันที่สั่งซื้อ",
            to: "ผู้ซื้อ",
            paid_by: "ชำระผ่าน",
            transaction: "หมายเลขธุรกรรม",
            item: "รายการ",
            seller: "ผู้ขาย",
            price: "ราคา",
            total: "รวมทั้งสิ้น",
            refunded: "คืนเงินแล้ว",
            left: "คงเหลือ",
            charged_back: "ธนาคารเรียกเงินคืนแล้ว",
        },
    }
}

/// The invoice of a paid order, ready to be printed; it stays for good.
pub async fn invoice(services: &Services, caller: &Caller, id: &str) -> Result<Paper> {
    let html = written(services, caller, id, "").await?;
    let style = source_hash(STYLE);
    let csp = format!(
        "default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    Ok(Paper { html, csp })
}

/// The same as a PDF; `None` where there is no browser to print it.
pub async fn invoice_pdf(services: &Services, caller: &Caller, id: &str) -> Result<Option<Vec<u8>>> {
    let Some(browser) = services.config.browser.clone() else { return Ok(None) };
    let html = written(services, caller, id, &faces()).await?;
    let _turn = PRINTER.acquire().await.map_err(|error| Failure::Internal(error.to_string()))?;
    browser.pdf(&html).await.map(Some)
}

async fn written(services: &Services, caller: &Caller, id: &str, faces: &str) -> Result<String> {
    let order = orders::bought(services, caller, id).await?;
    let Some(paid_at) = order.paid_at else {
        return Err(Problem::new(Code::Forbidden, "There is no invoice: the order isn't paid.").into());
    };
    let mut reader = services.store.read().await?;
    let tag = accounts::owner_locale(&mut reader.conn(), &order.buyer.id).await?;
    let billed = landinghub_store::addresses::of_order(&mut reader.conn(), &order.order_id).await?;
    drop(reader);
    let locale = tag.and_then(|tag| Locale::parse(&tag)).unwrap_or_default();
    paper(&order, billed.as_ref(), paid_at, locale, faces)
}

/// The fonts we ship, inside the page: what prints has none for Vietnamese and Thai, perhaps.
fn faces() -> String {
    let mut css = String::from("<style>");
    for (family, stem, range) in [
        ("Be Vietnam Pro", "be-vietnam-pro-latin", "U+0000-00FF,U+2000-206F,U+20AB,U+2122"),
        (
            "Be Vietnam Pro",
            "be-vietnam-pro-vietnamese",
            "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
        ),
        (
            "IBM Plex Sans Thai",
            "ibm-plex-sans-thai-thai",
            "U+02D7,U+0303,U+0331,U+0E01-0E5B,U+200C-200D,U+25CC,U+0E3F",
        ),
    ] {
        for weight in [400, 600] {
            let Some(bytes) = fonts::file(&format!("{stem}-{weight}-normal.woff2")) else { continue };
            let _ = write!(
                css,
                "@font-face{{font-family:'{family}';font-weight:{weight};unicode-range:{range};src:url(data:font/woff2;base64,{})}}",
                STANDARD.encode(&bytes)
            );
        }
    }
    css.push_str("</style>");
    css
}

fn paper(
    order: &Order,
    billed: Option<&AddressFields>,
    paid_at: Timestamp,
    locale: Locale,
    faces: &str,
) -> Result<String> {
    let escaped = |text: &str| {
        let mut out = String::new();
        landinghub::render::escape::text(&mut out, text);
        out
    };
    let day = |moment: Timestamp| moment.to_string().chars().take(10).collect::<String>();
    let words = words(locale);
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
    let method = order.payment_method.map_or("–", orders::method_name);
    let back = if order.refunded.amount > 0 {
        let left = money(order.total.amount - order.refunded.amount, order.total.currency.code())?;
        format!(
            "<tr><td colspan=\"2\">{}</td><td class=\"n\">-{}</td></tr><tr><td colspan=\"2\">{}</td><td class=\"n\">{left}</td></tr>",
            words.refunded, order.refunded, words.left
        )
    } else {
        String::new()
    };
    let note = if order.status == OrderStatus::ChargedBack {
        format!("<p>{}</p>", words.charged_back)
    } else {
        String::new()
    };
    let buyer = match billed {
        Some(address) => {
            let lines = landinghub::address::lines(address, locale);
            lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br>")
        }
        None => escaped(&order.buyer.name),
    };
    let about = [
        (words.number, escaped(&order.order_id)),
        (words.date, day(paid_at)),
        (words.ordered, day(order.created_at)),
        (words.to, buyer),
        (words.paid_by, method.to_owned()),
        (words.transaction, escaped(order.transaction_id.as_deref().unwrap_or("–"))),
    ];
    let mut details = String::new();
    for (name, value) in about {
        let _ = write!(details, "<dt>{name}</dt><dd>{value}</dd>");
    }
    Ok(format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title} {id}</title>{faces}<style>{STYLE}</style></head><body>\
         <header><h1>{title}</h1><strong>LandingHub</strong></header><dl>{details}</dl>\
         <table><thead><tr><th>{item}</th><th>{seller}</th><th class=\"n\">{price}</th></tr></thead><tbody>{rows}</tbody>\
         <tfoot><tr><td colspan=\"2\">{total}</td><td class=\"n\">{sum}</td></tr>{back}</tfoot></table>{note}</body></html>\n",
        lang = locale.as_str(),
        title = words.title,
        id = escaped(&order.order_id),
        item = words.item,
        seller = words.seller,
        price = words.price,
        total = words.total,
        sum = order.total,
    ))
}
