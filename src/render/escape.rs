//! Text on its way into HTML. Everything a person wrote goes through here.

/// Appends text so that it is text in element content and in quoted attributes. Control characters other than line
/// feed and tab are dropped: HTML has no way to write them.
pub fn text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            _ if c.is_control() => {}
            _ => out.push(c),
        }
    }
}

/// Appends text with line feeds as `<br>`.
pub fn lines(out: &mut String, value: &str) {
    for (index, line) in value.split('\n').enumerate() {
        if index > 0 {
            out.push_str("<br>");
        }
        text(out, line.trim_end_matches('\r'));
    }
}

/// Appends ` name="value"`.
pub fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    text(out, value);
    out.push('"');
}

/// JSON that can stand inside a `<script type="application/ld+json">`: no `<`, `>`, `&` or line separators.
#[must_use]
pub fn json(value: &serde_json::Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}
