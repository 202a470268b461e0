//! What a file is, by its first bytes. Names and declared types say nothing.

/// The types that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
    /// SVG, sanitised.
    Svg,
    /// MPEG-4.
    Mp4,
    /// WebM.
    Webm,
    /// PDF.
    Pdf,
    /// ZIP.
    Zip,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Png,
        Self::Jpeg,
        Self::Gif,
        Self::Webp,
        Self::Svg,
        Self::Mp4,
        Self::Webm,
        Self::Pdf,
        Self::Zip,
    ];

    /// The media type it is served with.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Svg => "image/svg+xml",
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
            Self::Pdf => "application/pdf",
            Self::Zip => "application/zip",
        }
    }

    /// The end of its name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Svg => "svg",
            Self::Mp4 => "mp4",
            Self::Webm => "webm",
            Self::Pdf => "pdf",
            Self::Zip => "zip",
        }
    }

    /// The type behind the end of a name of ours.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
    }

    /// A moving picture.
    pub const fn is_video(self) -> bool {
        matches!(self, Self::Mp4 | Self::Webm)
    }

    /// A picture of pixels, which is decoded and written anew.
    pub const fn is_raster(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Gif | Self::Webp)
    }

    /// Whether a browser may show it in its own window; everything else is a download.
    pub const fn is_inline(self) -> bool {
        self.is_raster() || self.is_video() || matches!(self, Self::Svg)
    }
}

/// The type of a file, from as much of its beginning as there is; `None` for what isn't kept.
pub fn sniff(bytes: &[u8]) -> Option<Kind> {
    let at = |offset: usize, what: &[u8]| bytes.get(offset..offset + what.len()) == Some(what);
    if at(0, b"\x89PNG\r\n\x1a\n") {
        return Some(Kind::Png);
    }
    if at(0, b"\xff\xd8\xff") {
        return Some(Kind::Jpeg);
    }
    if at(0, b"GIF87a") || at(0, b"GIF89a") {
        return Some(Kind::Gif);
    }
    if at(0, b"RIFF") && at(8, b"WEBP") {
        return Some(Kind::Webp);
    }
    if at(4, b"ftyp") {
        let brand = bytes.get(8..12)?;
        // AVIF and HEIC are of this family too, but can't be decoded here.
        let video = [
            &b"isom"[..],
            b"iso2",
            b"iso3",
            b"iso4",
            b"iso5",
            b"iso6",
            b"mp41",
            b"mp42",
            b"avc1",
            b"M4V ",
            b"dash",
        ];
        return video.contains(&brand).then_some(Kind::Mp4);
    }
    if at(0, b"\x1a\x45\xdf\xa3") {
        let head = bytes.get(..bytes.len().min(64)).unwrap_or_default();
        return head.windows(4).any(|window| window == b"webm").then_some(Kind::Webm);
    }
    if at(0, b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if at(0, b"PK\x03\x04") || at(0, b"PK\x05\x06") {
        return Some(Kind::Zip);
    }
    is_svg(bytes).then_some(Kind::Svg)
}

/// Text whose first element is `svg`, after a byte-order mark, declarations, comments and white space.
fn is_svg(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let mut rest = head.trim_start();
    loop {
        let subset = rest.starts_with("<!")
            && rest.find('[').is_some_and(|at| rest.find('>').is_none_or(|end| at < end));
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if subset {
            "]>"
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            ">"
        } else {
            break;
        };
        let Some(at) = rest.find(end) else { return false };
        rest = rest.get(at + end.len()..).unwrap_or_default().trim_start();
    }
    rest.strip_prefix("<svg")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_from_bytes() {
        let table: &[(&[u8], Option<Kind>)] = &[
            (b"\x89PNG\r\n\x1a\n....", Some(Kind::Png)),
            (b"\xff\xd8\xff\xe0", Some(Kind::Jpeg)),
            (b"GIF89a", Some(Kind::Gif)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(Kind::Webp)),
            (b"RIFF\0\0\0\0WAVE", None),
            (b"\0\0\0\x20ftypisom", Some(Kind::Mp4)),
            (b"\0\0\0\x20ftypavif", None),
            (b"\0\0\0\x20ftypheic", None),
            (b"\x1a\x45\xdf\xa3\x42\x82\x84webm", Some(Kind::Webm)),
            (b"\x1a\x45\xdf\xa3\x42\x82\x84matroska", None),
            (b"%PDF-1.7", Some(Kind::Pdf)),
            (b"PK\x03\x04", Some(Kind::Zip)),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Some(Kind::Svg)),
            (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a --><svg>", Some(Kind::Svg)),
            (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>", Some(Kind::Svg)),
            (b"<svgx>", None),
            (b"<html><svg>", None),
            (b"<!DOCTYPE html><script>alert(1)</script>", None),
            (b"MZ\x90", None),
            (b"#!/bin/sh", None),
            (b"", None),
            (b"BM\0\0", None),
        ];
        for (bytes, kind) in table {
            assert_eq!(sniff(bytes), *kind, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
