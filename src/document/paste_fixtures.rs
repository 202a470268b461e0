//! Clipboards in the shapes the programs people paste from give them.

use super::{Part, from_html, parts};
use crate::render::rich_html;

fn html(pasted: &str) -> String {
    rich_html(&from_html(pasted), false)
}

#[test]
fn word() {
    let pasted = r#"<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta charset=utf-8><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style></head>
<body lang=EN-US><!--StartFragment-->
<h1 style='mso-style-link:"Heading 1 Char"'>Khuyến mãi<o:p></o:p></h1>
<p class=MsoNormal style='text-align:center'><b style='mso-bidi-font-weight:normal'>Giảm <i>50%</i></b> cho
khách <span style='mso-spacerun:yes'>&nbsp;</span><a href="https://example.com/a?b=1&amp;c=2"><span style='color:#0563C1;text-decoration:underline'>mới</span></a><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Một<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Một rưỡi<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>Hai<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal>Giá<o:p></o:p></p></td><td><p class=MsoNormal>100.000 ₫<o:p></o:p></p></td></tr>
<tr><td><p class=MsoNormal>Phí</p></td><td><p class=MsoNormal>0 ₫</p></td></tr></table>
<!--EndFragment--></body></html>"#;
    assert_eq!(
        html(pasted),
        "<h2>Khuyến mãi</h2>\
<p class=\"a-center\"><strong>Giảm </strong><strong><em>50%</em></strong> cho khách  \
<a href=\"https://example.com/a?b=1&amp;c=2\">mới</a></p>\
<ul><li>Một<ol><li>Một rưỡi</li></ol></li><li>Hai</li></ul>\
<p>Giá | 100.000 ₫</p><p>Phí | 0 ₫</p>"
    );
}

#[test]
fn google_docs() {
    let pasted = r#"<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1c2d3e4f-7fff-1234-abcd-0123456789ab"><h2 dir="ltr" style="line-height:1.38;margin-top:18pt;"><span style="font-size:16pt;font-family:Arial,sans-serif;color:#000000;font-weight:400;font-style:normal;text-decoration:none;white-space:pre-wrap;">ขายดี</span></h2><p dir="ltr" style="line-height:1.38;"><span style="font-weight:400;">Plain </span><span style="font-weight:700;font-style:italic;text-decoration:none;">both</span><span style="font-weight:400;"> and </span><a href="https://example.com/" style="text-decoration:none;"><span style="font-weight:400;color:#1155cc;text-decoration:underline;-webkit-text-decoration-skip:none;">a link</span></a></p><ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;font-weight:400;" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">one</span></p></li><ul style="margin-top:0;"><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span style="font-weight:400;text-decoration:line-through;">two</span></p></li></ul><li dir="ltr" aria-level="1"><p dir="ltr"><span>three</span></p></li></ul></b><br class="Apple-interchange-newline">"#;
    assert_eq!(
        html(pasted),
        "<h2>ขายดี</h2><p>Plain <strong><em>both</em></strong> and <a href=\"https://example.com/\">a link</a></p>\
<ul><li>one<ul><li><s>two</s></li></ul></li><li>three</li></ul>"
    );
}

#[test]
fn pages_and_text_edit() {
    let pasted = r#"<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd"><html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"><title></title><meta name="Generator" content="Cocoa HTML Writer"><style type="text/css">p.p1 {margin: 0.0px 0.0px 12.0px 0.0px; font: 12.0px Helvetica} span.s1 {font-kerning: none}</style></head><body><p class="p1"><span class="s1"><b>Menu</b></span></p><ol class="ol1"><li class="li2"><span class="s1">Phở</span></li><li class="li2"><span class="s1"><i>Bún chả</i></span></li></ol><p class="p2"><span class="s1"></span><br></p></body></html>"#;
    assert_eq!(html(pasted), "<p><strong>Menu</strong></p><ol><li>Phở</li><li><em>Bún chả</em></li></ol>");
}

#[test]
fn e_mail() {
    let pasted = r#"<div dir="ltr">Hello,<div><br></div><div>the price is <b>&pound;20</b>.</div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex"><div>&gt; And when?</div></blockquote><table width="600"><tbody><tr><td align="center"><h1>Shop</h1><p>First</p><p>Second</p></td></tr></tbody></table></div>"#;
    assert_eq!(
        html(pasted),
        "<p>Hello,</p><p>the price is <strong>£20</strong>.</p><p>&gt; And when?</p><h2>Shop</h2><p>First</p><p>Second</p>"
    );
}

#[test]
fn pictures_keep_their_place() {
    let found = parts("<p>a</p><img src=\"data:image/png;base64,AAAA\" alt=\"x &amp; y\"><p>b</p>");
    assert_eq!(found.len(), 3);
    assert_eq!(
        found.get(1),
        Some(&Part::Picture { src: "data:image/png;base64,AAAA".to_owned(), alt: "x & y".to_owned() })
    );
}
