//! The surface of HTML: tags, attributes, entities. What tags mean is for those who read it (`document::paste`,
//! `import`). Nothing here fails, and every step moves on.

/// The attributes of a tag: names in lower case, values decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// The value of an attribute; empty if it has none.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A declaration of the attribute `style`, in lower case, without `!important`.
    pub(crate) fn style(&self, property: &str) -> Option<String> {
        self.get("style")?
            .split(';')
            .filter_map(|row| row.split_once(':'))
            .rfind(|(name, _)| name.trim().eq_ignore_ascii_case(property))
            .map(|(_, value)| value.trim().to_ascii_lowercase().replace("!important", "").trim().to_owned())
    }
}

/// A piece of HTML.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    /// `<name …>`; the name in lower case.
    Open(String, Attributes),
    /// `</name>`.
    Close(String),
    /// What stands between tags, with its entities.
    Text(&'a str),
}

/// Cuts HTML into pieces. Comments, doctypes and processing instructions are left out.
#[derive(Debug)]
pub(crate) struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    /// From the beginning.
    pub(crate) const fn new(html: &'a str) -> Self {
        Self { rest: html }
    }

    /// What stands before the closing tag of an element whose content isn't markup; the tag is passed, too.
    pub(crate) fn raw(&mut self, name: &str) -> &'a str {
        let whole = self.rest;
        let mut rest = whole;
        while let Some((_, tail)) = rest.split_once("</") {
            if tail.get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name)) {
                let before = whole.len() - tail.len() - 2;
                self.rest = tail.split_once('>').map_or("", |(_, after)| after);
                return whole.get(..before).unwrap_or_default();
            }
            rest = tail;
        }
        self.rest = "";
        whole
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let text = self.rest;
            if text.is_empty() {
                return None;
            }
            let Some(inner) = text.strip_prefix('<') else {
                let (before, after) = text.split_at_checked(text.find('<').unwrap_or(text.len()))?;
                self.rest = after;
                return Some(Piece::Text(before));
            };
            if let Some(comment) = inner.strip_prefix("!--") {
                self.rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
                continue;
            }
            if inner.starts_with(['!', '?']) {
                self.rest = inner.split_once('>').map_or("", |(_, rest)| rest);
                continue;
            }
            let (closing, named) = match inner.strip_prefix('/') {
                Some(named) => (true, named),
                None => (false, inner),
            };
            let len = named
                .find(|c: char| !c.is_ascii_alphanumeric() && c != ':' && c != '-')
                .unwrap_or(named.len());
            let (name, after) = named.split_at_checked(len)?;
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                // A bare `<` is text.
                self.rest = inner;
                return Some(Piece::Text("<"));
            }
            let name = name.to_ascii_lowercase();
            let (attributes, after) = attributes(after);
            self.rest = after;
            return Some(if closing { Piece::Close(name) } else { Piece::Open(name, attributes) });
        }
    }
}

/// Reads attributes up to the end of the tag; answers them and what follows the `>`.
fn attributes(text: &str) -> (Attributes, &str) {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (Attributes(found), after);
        }
        if rest.is_empty() {
            return (Attributes(found), "");
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        // A tag can't start with `=`, but text can; one character forward is always progress.
        let end = if end == 0 { rest.chars().next().map_or(1, char::len_utf8) } else { end };
        let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(value) => {
                if let Some(quote @ ('"' | '\'')) = value.chars().next() {
                    value.get(1..).unwrap_or_default().split_once(quote).unwrap_or((value, ""))
                } else {
                    let end = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
                    value.split_at_checked(end).unwrap_or((value, ""))
                }
            }
        };
        if found.len() < 32 {
            found.push((name.to_ascii_lowercase(), decode(value)));
        }
        rest = after;
    }
}

/// Decodes the entities people's programs write; others stay as they are.
pub(crate) fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        out.push_str(before);
        let found = tail.split_once(';').filter(|(name, _)| name.len() <= 8);
        if let Some((c, after)) = found.and_then(|(name, after)| Some((entity(name)?, after))) {
            out.push(c);
            rest = after;
        } else {
            out.push('&');
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bull" => '•',
        "middot" => '·',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "euro" => '€',
        "times" => '×',
        "laquo" => '«',
        "raquo" => '»',
        "rarr" => '→',
        "larr" => '←',
        "check" => '✓',
        "deg" => '°',
        "frac12" => '½',
        "pound" => '£',
        "sect" => '§',
        _ => return None,
    })
}
