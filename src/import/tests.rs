//! Whole pages, and pages made of anything.

use super::*;
use crate::document::{Kind, Prop, Slot, Value, validate};
use crate::render::{PageInfo, Target, render};
use crate::rng::SeededRng;
use proptest::prelude::*;

fn read(html: &str) -> Imported {
    import(html, &Files::default(), Lang::EN, &SeededRng::new(7))
}

const LANDING: &str = r##"<!doctype html><html lang="vi"><head><title>Quán Mộc</title>
<meta name="description" content="Cà phê rang mộc">
<link rel="stylesheet" href="https://cdn.example/x.css"><script src="/a.js"></script>
<style>
:root{--brand:#7c2d12}
body{font-family:'Be Vietnam Pro',sans-serif;background:#fffaf5;margin:0}
.hero{padding:80px 24px;background:linear-gradient(135deg, var(--brand), #000);color:#fff;text-align:center}
.cards{display:grid;grid-template-columns:repeat(3,1fr);gap:24px}
.card{background:#fff;border:1px solid #eee;border-radius:12px;padding:24px}
.btn{background:var(--brand);color:#fff} .btn:hover{background:#000}
@media(max-width:640px){.cards{grid-template-columns:1fr}}
.x{position:fixed;animation:spin 1s}
</style></head><body>
<header class="x"><a class="logo" href="/">Mộc</a><nav><a href="#menu">Menu</a><a class="btn" href="#dat">Đặt bàn</a></nav></header>
<main>
<section class="hero"><div class="container"><h1>Cà phê <em>rang mộc</em></h1><p>Giao trong <b>30 phút</b>, xem <a href="/gia">giá</a>.</p>
<a class="btn btn-lg" href="https://zalo.me/x" target="_blank">Đặt ngay</a><script>alert(1)</script></div></section>
<section id="menu"><h2>Món</h2><div class="cards">
<div class="card"><img src="https://img.example/a.jpg" alt="Ly cà phê" width="400" height="300"><h3>Đen</h3><p>25k</p></div>
<div class="card"><img src="b.jpg"><h3>Sữa</h3><ul class="checks"><li>Ngọt</li><li>Đậm</li></ul></div>
</div>
<ul><li>Mở <b>7h</b><ul><li>Cả lễ</li></ul></li></ul>
<details open><summary>Có chỗ đậu xe?</summary><p>Có, miễn phí.</p></details>
<details><summary>Có wifi?</summary>Có.</details>
<iframe src="https://www.youtube.com/embed/x"></iframe><svg><path d="M0"/></svg>
</section>
<section id="dat"><form name="dat-ban"><label for="n">Họ tên *</label><input id="n" name="ten" required>
<label>Email <input type="email" name="email"></label><select name="gio"><option value="">Chọn giờ</option><option>8h</option><option>9h</option></select>
<textarea name="ghi-chu" placeholder="Ghi chú"></textarea><input type="file" name="f"><input type="hidden" name="csrf" value="1">
<label><input type="checkbox" name="ok"> Đồng ý</label><button>Gửi</button></form></section>
</main>
<footer><p>© Mộc</p><a href="tel:+84901234567">Gọi</a></footer></body></html>"##;

#[test]
fn a_landing_page_is_taken_over() {
    let Imported { document, report } = read(LANDING);
    assert_eq!(validate(&document), Ok(()));
    assert_eq!(document.lang.as_str(), "vi");
    assert_eq!(document.meta.title.as_deref(), Some("Quán Mộc"));
    let kinds = |id: &crate::document::NodeId| -> Vec<String> {
        document
            .children(id, &Slot::MAIN)
            .into_iter()
            .map(|id| document.node(id).unwrap().kind.as_str().to_owned())
            .collect()
    };
    assert_eq!(kinds(&document.root), ["navbar", "section", "section", "section", "footer"]);
    let bands: Vec<_> = document.children(&document.root, &Slot::MAIN).into_iter().cloned().collect();
    assert_eq!(kinds(&bands[0]), ["link", "button"]);
    assert_eq!(kinds(&bands[1]), ["heading", "rich_text", "button"]);
    assert_eq!(kinds(&bands[2]), ["heading", "container", "rich_text", "faq"]);
    let form = document.children(&bands[3], &Slot::MAIN)[0].clone();
    assert_eq!(
        kinds(&form),
        ["text_field", "email_field", "select_field", "text_area", "checkbox_field", "submit_button"]
    );
    let first = document.children(&form, &Slot::MAIN)[0];
    let field = document.node(first).unwrap();
    assert_eq!(field.text(&Prop::LABEL), "Họ tên");
    assert!(field.flag(&Prop::REQUIRED));
    let html = render(&document, &Target::Published(PageInfo::default()));
    let (html, css) = (html.html, html.css);
    for wanted in ["<h1", "rang mộc", "<strong>30 phút</strong>", "Ly cà phê", "zalo.me", "<details", "Cả lễ"]
    {
        assert!(html.contains(wanted), "{wanted}");
    }
    assert!(!html.contains("alert"));
    for wanted in ["repeat(3,1fr)", "#7c2d12", "linear-gradient(135deg", "Be Vietnam Pro"] {
        assert!(css.replace(", ", ",").contains(wanted), "{wanted}: {css}");
    }
    let codes: Vec<Why> = report.dropped.iter().map(|dropped| dropped.code).collect();
    for why in [Why::Script, Why::External, Why::Frame, Why::Drawing, Why::Picture, Why::Field, Why::Style] {
        assert!(codes.contains(&why), "{why:?} in {codes:?}");
    }
    assert_eq!(report.kept, document.nodes.len() - 1);
}

#[test]
fn pictures_in_the_page_are_files_first() {
    let html = "<p>x</p><img src='data:image/png;base64,AAAA'><img src='data:image/png;base64,AAAA'><img src='data:text/html,x'>";
    assert_eq!(pictures(html), ["data:image/png;base64,AAAA"]);
    let asset = asset_at("https://content.example/u/1/image.png").unwrap();
    let pictures =
        BTreeMap::from([("data:image/png;base64,AAAA".to_owned(), (AssetId::new("u1").unwrap(), asset))]);
    let made = import(html, &Files { pictures, ..Files::default() }, Lang::EN, &SeededRng::new(1));
    assert_eq!(made.document.assets.len(), 1);
    let shown = made.document.nodes.values().filter(|node| node.kind == Kind::Image);
    assert!(
        shown
            .clone()
            .all(|node| node.props.get(&Prop::ASSET) == Some(&Value::from(AssetId::new("u1").unwrap())))
    );
    assert_eq!(shown.count(), 2);
}

#[test]
fn a_pages_own_folder_comes_along() {
    let html = "<link rel='preload stylesheet' href=css/main.css><link rel=stylesheet href=gone.css>\
                <style>.b{background-image:url('img/b.png')}</style><section class=a><h1>x</h1></section>\
                <section class=b><p>y</p></section><img src=' img/c.png '><section style='background: #000 url(img/d.png)'><p>z</p></section>";
    assert_eq!(sheets(html), ["css/main.css", "gone.css"]);
    assert_eq!(pictures(html), ["img/b.png", "img/c.png", "img/d.png"]);
    let css = folder::lifted(
        "css/main.css",
        ".a{background:linear-gradient(#000,#111),url(../img/a.png) center/cover no-repeat}",
    );
    assert_eq!(pictures_of_sheet(&css), ["folder:/img/a.png"]);
    let pictures: BTreeMap<_, _> = ["folder:/img/a.png", "img/b.png", "img/c.png"]
        .into_iter()
        .enumerate()
        .map(|(n, address)| {
            let asset = asset_at(&format!("https://content.example/u/{n}/image.png")).unwrap();
            (address.to_owned(), (AssetId::new(&format!("u{n}")).unwrap(), asset))
        })
        .collect();
    let sheets = BTreeMap::from([("css/main.css".to_owned(), css)]);
    let made = import(html, &Files { pictures, sheets }, Lang::EN, &SeededRng::new(1));
    assert_eq!(validate(&made.document), Ok(()));
    let rows: Vec<String> =
        made.document.declarations.iter().map(|(key, value)| format!("{}: {value}", key.property)).collect();
    for wanted in [
        "background-image: linear-gradient(#000,#111), asset(u0)",
        "background-size: cover",
        "background-repeat: no-repeat",
        "background-position: center",
        "background-image: asset(u1)",
    ] {
        assert!(rows.iter().any(|row| row == wanted), "{wanted} in {rows:?}");
    }
    assert_eq!(made.document.assets.len(), 3, "a, b and c");
    let codes: Vec<Why> = made.report.dropped.iter().map(|dropped| dropped.code).collect();
    assert_eq!(codes, [Why::External, Why::Style], "the stylesheet and the picture that aren't there");
}

#[test]
fn references_of_ours_in_somebodys_styles_are_none() {
    for value in ["asset(u1)", "token(brand)", "linear-gradient(token(a), #fff)", "url(asset(u1))"] {
        let made = read(&format!(
            "<section style='background:{value};background-image:{value};color:{value}'><p>x</p></section>"
        ));
        assert_eq!(validate(&made.document), Ok(()), "{value}");
    }
}

#[test]
fn nothing_that_runs_comes_along() {
    let made = read(
        "<a href='javascript:alert(1)' onclick='alert(2)'>x</a><img src='javascript:alert(3)' onerror='alert(4)'>\
         <p style=\"background:url(javascript:alert(5));color:red;}</style><script>alert(6)</script>\">t</p>\
         <form action='https://evil.example'><input name='\"><script>' placeholder='<b>'></form>",
    );
    assert_eq!(validate(&made.document), Ok(()));
    let page = render(&made.document, &Target::Published(PageInfo::default()));
    assert!(
        !page.html.contains("alert") && !page.css.contains("alert") && !page.html.contains("evil"),
        "{}",
        page.html
    );
}

#[test]
fn a_page_of_anything_is_a_page() {
    for html in ["", "  ", "just words", "<div>", "<table><tr><td>a<td>b</table>", "<li>x", "</p></div>"] {
        assert_eq!(validate(&read(html).document), Ok(()), "{html}");
    }
    let many = "<div style='padding:1px'><p>x</p><h2>y</h2></div>".repeat(4_000);
    let made = read(&many);
    assert_eq!(validate(&made.document), Ok(()));
    assert!(made.report.dropped.iter().any(|dropped| dropped.code == Why::TooMuch));
    let deep = format!("{}x{}", "<div style='padding:1px'>".repeat(80), "</div>".repeat(80));
    assert_eq!(validate(&read(&deep).document), Ok(()));
}

fn markup() -> impl Strategy<Value = String> {
    let names = "(div|p|a|form|input|details|summary|ul|li|h2|section|nav|header|footer|main|img|button|label|select|option|span|b|table|tr|td|figure)";
    let rest = "( class='(row|col|btn|container|card)'| style='(padding:1px|display:flex|color:red|display:none)'| href='/x'| src='https://a.example/x.png'| name='a'| type='email'){0,3}";
    proptest::string::string_regex(&format!("((<{names}{rest}>)|(</{names}>)|[a-z ]{{1,4}}){{0,40}}"))
        .unwrap()
}

proptest! {
    #[test]
    fn what_comes_out_is_always_right(html in markup()) {
        prop_assert_eq!(validate(&read(&html).document), Ok(()));
    }

    #[test]
    fn any_text_ends(html in "\\PC{0,200}") {
        prop_assert_eq!(validate(&read(&html).document), Ok(()));
    }
}

#[test]
fn old_names_of_properties_are_understood() {
    let html = "<style>h1{background:linear-gradient(90deg,#4338ca,#9d174d);-webkit-background-clip:text;-webkit-text-fill-color:transparent}\
        p{-webkit-line-clamp:3;display:-webkit-box}.w{column-count:2}</style><h1>A</h1><p>B</p><div class=w><h2>C</h2><img src=a.png><h3>D</h3></div>";
    let css = render(&read(html).document, &Target::Published(PageInfo::default())).css;
    for wanted in ["background-clip:text", "color:transparent", "-webkit-line-clamp:3", "columns:2"] {
        assert!(css.contains(wanted), "{wanted}: {css}");
    }
}
