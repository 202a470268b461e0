//! SVG: read as XML and written anew from what is on the lists. Scripts, handlers, foreign content and whatever
//! leads outside of the file don't survive.

use super::kind::Kind;
use super::{Kept, Prepared};
use landinghub::Problem;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// Elements that are kept; any other goes with everything in it.
const ELEMENTS: &[&str] = &[
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
];

/// Attributes that are kept, on any element.
const ATTRIBUTES: &[&str] = &[
    "alignment-baseline",
    "amplitude",
    "aria-hidden",
    "aria-label",
    "baseFrequency",
    "baseline-shift",
    "class",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "color-interpolation-filters",
    "cx",
    "cy",
    "d",
    "direction",
    "display",
    "dominant-baseline",
    "dx",
    "dy",
    "exponent",
    "fill",
    "fill-opacity",
    "fill-rule",
    "filter",
    "filterUnits",
    "flood-color",
    "flood-opacity",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "fr",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "href",
    "id",
    "in",
    "in2",
    "intercept",
    "k1",
    "k2",
    "k3",
    "k4",
    "lengthAdjust",
    "letter-spacing",
    "marker-end",
    "marker-mid",
    "marker-start",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "mask",
    "maskContentUnits",
    "maskUnits",
    "mix-blend-mode",
    "mode",
    "numOctaves",
    "offset",
    "opacity",
    "operator",
    "order",
    "orient",
    "overflow",
    "paint-order",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "points",
    "preserveAspectRatio",
    "primitiveUnits",
    "r",
    "radius",
    "refX",
    "refY",
    "result",
    "role",
    "rotate",
    "rx",
    "ry",
    "seed",
    "shape-rendering",
    "slope",
    "spreadMethod",
    "startOffset",
    "stdDeviation",
    "stitchTiles",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "style",
    "surfaceScale",
    "tableValues",
    "text-anchor",
    "text-decoration",
    "text-rendering",
    "textLength",
    "transform",
    "transform-origin",
    "type",
    "values",
    "vector-effect",
    "version",
    "viewBox",
    "visibility",
    "width",
    "word-spacing",
    "writing-mode",
    "x",
    "x1",
    "x2",
    "xlink:href",
    "y",
    "y1",
    "y2",
];

/// Elements at the most, and how deep; drawings have far fewer.
const MAX_ELEMENTS: usize = 50_000;
const MAX_DEPTH: usize = 64;

/// Reads an SVG and writes what may stay.
pub(super) fn prepare(bytes: &[u8]) -> Result<Prepared, Problem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| damaged())?;
    let clean = sanitise(text)?;
    let original = Kept {
        file: "image.svg".to_owned(),
        bytes: clean.text.into_bytes(),
        width: clean.width,
        format: Kind::Svg.extension(),
    };
    Ok(Prepared { mime: Kind::Svg.mime(), height: clean.height, original, variants: Vec::new() })
}

struct Clean {
    text: String,
    width: Option<u32>,
    height: Option<u32>,
}

/// An open element that is kept.
struct Open {
    name: String,
    has_id: bool,
}

fn sanitise(text: &str) -> Result<Clean, Problem> {
    let mut reader = Reader::from_str(text);
    let mut clean = Clean { text: String::with_capacity(text.len()), width: None, height: None };
    let mut open: Vec<Open> = Vec::new();
    let mut style = String::new();
    // How deep inside of an element that goes.
    let mut dropped = 0_usize;
    let mut elements = 0_usize;
    loop {
        let event = reader.read_event().map_err(|_| damaged())?;
        match event {
            Event::Eof => break,
            Event::Start(start) if dropped > 0 => dropped += usize::from(!start.name().as_ref().is_empty()),
            Event::End(_) if dropped > 0 => dropped -= 1,
            _ if dropped > 0 => {}
            Event::Start(start) => {
                elements += 1;
                if open.len() >= MAX_DEPTH || elements > MAX_ELEMENTS {
                    return Err(Problem::field("file", "This drawing has too many parts."));
                }
                match element(&start, &open, &mut clean)? {
                    Some(opened) => {
                        clean.text.push('>');
                        open.push(opened);
                    }
                    None => dropped = 1,
                }
            }
            Event::Empty(start) => {
                elements += 1;
                if element(&start, &open, &mut clean)?.is_some() {
                    clean.text.push_str("/>");
                }
            }
            Event::End(_) => {
                let Some(closed) = open.pop() else { return Err(damaged()) };
                if closed.name == "style" {
                    if is_harmless_css(&style) {
                        escape(&style, &mut clean.text);
                    }
                    style.clear();
                }
                clean.text.push_str("</");
                clean.text.push_str(&closed.name);
                clean.text.push('>');
            }
            Event::Text(content) => characters(&content.xml10_content(), &open, &mut style, &mut clean.text),
            Event::CData(content) => characters(&content.xml10_content(), &open, &mut style, &mut clean.text),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                let meant = unescape(&format!("&{name};")).map_err(|_| damaged())?.into_owned();
                characters(&meant, &open, &mut style, &mut clean.text);
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if open.is_empty() && clean.text.starts_with("<svg") { Ok(clean) } else { Err(damaged()) }
}

fn characters(text: &str, open: &[Open], style: &mut String, out: &mut String) {
    match open.last() {
        None => {}
        Some(element) if element.name == "style" => style.push_str(text),
        Some(_) => escape(text, out),
    }
}

/// Writes the start of an element without its end; `None` for one that goes.
fn element(start: &BytesStart<'_>, open: &[Open], clean: &mut Clean) -> Result<Option<Open>, Problem> {
    let name = start.name();
    let name: &str = name.as_ref();
    let is_root = open.is_empty();
    if !ELEMENTS.contains(&name) || (is_root && (name != "svg" || !clean.text.is_empty())) {
        return Ok(None);
    }
    // A copy of something with copies inside would let a short file draw billions of shapes.
    if name == "use" && open.iter().skip(1).any(|above| above.has_id) {
        return Ok(None);
    }
    clean.text.push('<');
    clean.text.push_str(name);
    if is_root {
        clean
            .text
            .push_str(" xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
    }
    let mut has_id = false;
    let (mut width, mut height, mut view_box) = (None, None, None);
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| damaged())?;
        let key: &str = attribute.key.as_ref();
        let value = unescape(&attribute.value).map_err(|_| damaged())?;
        if !ATTRIBUTES.contains(&key) || !is_harmless(key, &value) {
            continue;
        }
        match key {
            "id" => has_id = true,
            "width" => width = pixels(&value),
            "height" => height = pixels(&value),
            "viewBox" => view_box = Some(value.to_string()),
            _ => {}
        }
        clean.text.push(' ');
        clean.text.push_str(key);
        clean.text.push_str("=\"");
        escape(&value, &mut clean.text);
        clean.text.push('"');
    }
    if is_root {
        let sides: Vec<u32> = view_box
            .iter()
            .flat_map(|text| text.split([' ', ',']))
            .filter(|part| !part.is_empty())
            .skip(2)
            .filter_map(pixels)
            .collect();
        clean.width = width.or_else(|| sides.first().copied());
        clean.height = height.or_else(|| sides.get(1).copied());
    }
    Ok(Some(Open { name: name.to_owned(), has_id }))
}

/// Whether a value stays inside of the file.
fn is_harmless(key: &str, value: &str) -> bool {
    match key {
        "href" | "xlink:href" => value.trim().starts_with('#'),
        _ => is_harmless_css(value),
    }
}

/// Without escapes, rules from elsewhere, and addresses other than `#fragments`.
fn is_harmless_css(css: &str) -> bool {
    let css = css.to_ascii_lowercase();
    let local = css.match_indices("url(").all(|(at, found)| {
        css.get(at + found.len()..)
            .is_some_and(|rest| rest.trim_start_matches([' ', '"', '\'']).starts_with('#'))
    });
    local
        && !css.contains(['\\', '<', '@'])
        && !["javascript:", "expression(", "image-set(", "image(", "src(", "/*"]
            .iter()
            .any(|word| css.contains(word))
}

/// A number of CSS pixels, rounded.
fn pixels(text: &str) -> Option<u32> {
    let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
    let whole = format!("{:.0}", number.clamp(0.0, 100_000.0));
    whole.parse().ok().filter(|pixels| *pixels > 0)
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => out.push(c),
        }
    }
}

fn damaged() -> Problem {
    Problem::field("file", "This drawing can't be read. Save it as plain SVG in UTF-8.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(inner: &str) -> String {
        sanitise(&format!("<svg viewBox='0 0 10 20'>{inner}</svg>")).expect("readable").text
    }

    #[test]
    fn drawings_stay() {
        let text = clean(
            "<defs><linearGradient id='a'/></defs><path d='M0 0h10' fill='url(#a)'/><text>a &amp; <![CDATA[<b>]]></text>",
        );
        assert!(text.contains("<path d=\"M0 0h10\" fill=\"url(#a)\"/>"), "{text}");
        assert!(text.contains("<text>a &amp; &lt;b&gt;</text>"), "{text}");
        let clean =
            sanitise("<?xml version='1.0'?><!DOCTYPE svg><svg width='24px' viewBox='0 0 10 20'></svg>")
                .expect("readable");
        assert_eq!((clean.width, clean.height), (Some(24), Some(20)));
    }

    #[test]
    fn whatever_could_act_goes() {
        for hostile in [
            "<script>alert(1)</script>",
            "<SCRIPT>alert(1)</SCRIPT>",
            "<svg:script>alert(1)</svg:script>",
            "<foreignObject><body onload='alert(1)'/></foreignObject>",
            "<path onload='alert(1)'/>",
            "<path ONLOAD='alert(1)'/>",
            "<a href='javascript:alert(1)'><path/></a>",
            "<use href='https://evil.example/x.svg#a'/>",
            "<use xlink:href='data:image/svg+xml,alert'/>",
            "<image href='https://evil.example/track.png'/>",
            "<animate attributeName='href' to='javascript:alert(1)'/>",
            "<set attributeName='onload' to='alert(1)'/>",
            "<style>@import url(https://evil.example/x.css);</style>",
            "<style>path{fill:url(https://evil.example/x)}</style>",
            "<style>path{fill:\\75rl(https://evil.example/x)}</style>",
            "<path style='fill:url(//evil.example/x)'/>",
            "<path fill='url( \"https://evil.example/x\")'/>",
            "<g><g><script>alert(1)</script></g></g>",
            "<iframe src='https://evil.example'/>",
            "<handler type='application/ecmascript'>alert(1)</handler>",
        ] {
            let text = clean(hostile).to_lowercase();
            for word in ["script", "alert", "evil", "onload", "foreign", "import"] {
                assert!(!text.contains(word), "{hostile} left {text}");
            }
        }
    }

    #[test]
    fn entities_and_bombs_are_refused() {
        assert!(sanitise("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg><text>&a;</text></svg>").is_err());
        assert!(sanitise(&format!("<svg>{}{}</svg>", "<g>".repeat(100), "</g>".repeat(100))).is_err());
        for broken in ["<svg>", "<svg></g>", "<svg", "</svg>", "<g/>", "<svg a=1></svg>"] {
            assert!(sanitise(broken).is_err(), "{broken}");
        }
        let bomb = clean("<g id='a'><path/></g><g id='b'><use href='#a'/><use href='#a'/></g>");
        assert!(!bomb.contains("<use"), "{bomb}");
    }
}
