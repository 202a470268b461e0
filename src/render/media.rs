//! Pictures that open large, drawings, films, maps, social networks, and the author's own code.

use super::escape::{attribute, text};
use super::html::Writer;
use super::room::Room;
use crate::document::icons;
use crate::document::{AssetRef, Href, Node, NodeId, Prop, Value};

/// Where a film comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Film {
    /// YouTube, by its id there.
    Youtube(String),
    /// Vimeo, by its number.
    Vimeo(String),
    /// A file the browser plays itself.
    File(String),
    /// A page elsewhere; a link leads there.
    Elsewhere(String),
}

impl Film {
    /// What an address leads to; `None` if it isn't one of the web.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        let href = Href::new(address).ok().filter(Href::is_external)?;
        let (_, rest) = href.as_str().split_once("://")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.trim_start_matches("www.").trim_start_matches("m.");
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let path = path.split('#').next().unwrap_or_default();
        let word = |text: &str| {
            let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            text.get(..end.unwrap_or(text.len())).unwrap_or_default().to_owned()
        };
        let youtube = |id: &str| {
            let id = word(id);
            (id.len() == 11).then_some(Self::Youtube(id))
        };
        let found = match host {
            "youtu.be" => youtube(path),
            "youtube.com" | "youtube-nocookie.com" => {
                let of_path =
                    ["embed/", "shorts/", "live/"].iter().find_map(|start| path.strip_prefix(start));
                let of_query = query.split('&').find_map(|part| part.strip_prefix("v="));
                of_path.or(of_query).and_then(youtube)
            }
            "vimeo.com" | "player.vimeo.com" => {
                let number = path.trim_start_matches("video/").split('/').next().unwrap_or_default();
                let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
                digits.then(|| Self::Vimeo(number.to_owned()))
            }
            _ => {
                let file = [".mp4", ".webm", ".m4v", ".mov"].iter().any(|end| path.ends_with(end));
                file.then(|| Self::File(href.as_str().to_owned()))
            }
        };
        Some(found.unwrap_or_else(|| Self::Elsewhere(href.as_str().to_owned())))
    }

    /// The address of its player, for those that have one.
    #[must_use]
    pub fn player(&self) -> Option<String> {
        Some(match self {
            Self::Youtube(id) => {
                ["https://www.youtube-nocookie.com/embed/", id, "?autoplay=1&rel=0"].concat()
            }
            Self::Vimeo(id) => ["https://player.vimeo.com/video/", id, "?autoplay=1&dnt=1"].concat(),
            Self::File(_) | Self::Elsewhere(_) => return None,
        })
    }
}

/// The frames a node may open, for the page's policy.
pub(super) fn frame_host(node: &Node) -> Option<&'static str> {
    match node.kind {
        crate::document::Kind::Map => Some("https://www.google.com"),
        crate::document::Kind::Video if !node.props.contains_key(&Prop::FILE) => {
            match Film::of(node.text(&Prop::URL))? {
                Film::Youtube(_) => Some("https://www.youtube-nocookie.com"),
                Film::Vimeo(_) => Some("https://player.vimeo.com"),
                Film::File(_) | Film::Elsewhere(_) => None,
            }
        }
        _ => None,
    }
}

impl<'a> Writer<'a> {
    /// A picture of a gallery: a button that opens it large. No script needed.
    pub(super) fn shot(&mut self, id: &'a NodeId, node: &Node, asset: &AssetRef) {
        let own = self.dom_id("lh-shot-", id);
        let alt = node.props.get(&Prop::ALT).and_then(Value::as_text).unwrap_or(&asset.alt).to_owned();
        let caption = node.text(&Prop::CAPTION);
        self.open("figure", id, node, "shot");
        self.out.push_str("><button type=\"button\"");
        attribute(&mut self.out, "popovertarget", &own);
        let name = if alt.is_empty() {
            self.words.enlarge.to_owned()
        } else {
            [self.words.enlarge, ": ", &alt].concat()
        };
        attribute(&mut self.out, "aria-label", &name);
        self.out.push_str("><img");
        self.picture(id, node, asset, None);
        self.out.push_str("</button><div class=\"box-l\" popover role=\"dialog\"");
        attribute(&mut self.out, "id", &own);
        attribute(&mut self.out, "aria-label", if alt.is_empty() { self.words.enlarge } else { &alt });
        self.out.push_str("><img");
        self.picture(id, node, asset, Some(Room::SCREEN));
        if !caption.is_empty() {
            self.out.push_str("<p>");
            text(&mut self.out, caption);
            self.out.push_str("</p>");
        }
        self.out.push_str("<button type=\"button\" class=\"x\" popovertargetaction=\"hide\"");
        attribute(&mut self.out, "popovertarget", &own);
        attribute(&mut self.out, "aria-label", self.words.close);
        self.out.push_str("></button></div></figure>");
    }

    /// The drawing of an icon: its lines, or on the canvas a reference to them.
    fn drawing(&mut self, name: &str) {
        if let Some(lines) = icons::lines(name).filter(|_| !self.target.is_canvas()) {
            self.out.push_str(lines);
        } else {
            self.out.push_str("<use");
            attribute(&mut self.out, "href", &[icons::SPRITE, "#", name].concat());
            self.out.push_str("></use>");
        }
    }

    pub(super) fn icon(&mut self, id: &'a NodeId, node: &Node) {
        let class = match node.choice(&Prop::VARIANT) {
            "tinted" => "icon icon-t",
            "round" => "icon icon-r",
            _ => "icon",
        };
        self.open("svg", id, node, class);
        self.out.push_str(" viewBox=\"0 0 24 24\"");
        let label = node.text(&Prop::LABEL);
        if label.is_empty() {
            self.out.push_str(" aria-hidden=\"true\"");
        } else {
            self.out.push_str(" role=\"img\"");
            attribute(&mut self.out, "aria-label", label);
        }
        self.out.push('>');
        let name = node.text(&Prop::ICON);
        self.drawing(if name.is_empty() { "star" } else { name });
        self.close("svg");
    }

    pub(super) fn social_link(&mut self, id: &'a NodeId, node: &Node) {
        let network = node.choice(&Prop::NETWORK);
        let drawing = match network {
            "email" => "mail".to_owned(),
            "phone" | "website" => if network == "phone" { "phone" } else { "globe" }.to_owned(),
            network => ["n-", network].concat(),
        };
        self.open("a", id, node, "soc");
        self.href(node.props.get(&Prop::LINK).and_then(Value::as_link));
        attribute(&mut self.out, "aria-label", &name_of(network));
        self.out.push_str("><svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">");
        self.drawing(&drawing);
        self.out.push_str("</svg></a>");
    }

    /// A film. Of YouTube and Vimeo there is a picture first; their player comes when it is pressed.
    pub(super) fn video(&mut self, id: &'a NodeId, node: &Node) {
        let of = |prop: &Prop| {
            let asset = node.props.get(prop).and_then(Value::as_asset)?;
            self.document.assets.get_key_value(asset)
        };
        let own = of(&Prop::FILE).map(|(id, asset)| (id.clone(), self.target.info().url(&asset.url)));
        let poster = of(&Prop::ASSET).map(|(id, asset)| (id.clone(), self.target.info().url(&asset.url)));
        let film = match &own {
            Some((asset, url)) => {
                self.assets.insert(asset.clone());
                Some(Film::File(url.clone()))
            }
            None => Film::of(node.text(&Prop::URL)),
        };
        if let Some((asset, _)) = &poster {
            self.assets.insert(asset.clone());
        }
        let poster = poster.map(|(_, url)| url);
        let label = node.text(&Prop::LABEL);
        let name = if label.is_empty() {
            self.words.play.to_owned()
        } else {
            [self.words.play, ": ", label].concat()
        };
        if self.target.is_canvas() {
            self.open("div", id, node, "video");
            self.out.push_str("><span class=\"play\">");
            self.poster(poster.as_deref());
            self.out.push_str("</span></div>");
            return;
        }
        match film {
            None => {}
            Some(Film::File(url)) => {
                self.open("video", id, node, "video");
                self.out.push_str(" controls playsinline");
                self.out.push_str(if poster.is_some() {
                    " preload=\"none\""
                } else {
                    " preload=\"metadata\""
                });
                attribute(&mut self.out, "src", &url);
                if let Some(poster) = &poster {
                    attribute(&mut self.out, "poster", poster);
                }
                if !label.is_empty() {
                    attribute(&mut self.out, "aria-label", label);
                }
                self.out.push_str("></video>");
            }
            Some(film) => {
                self.open("div", id, node, "video");
                self.out.push_str("><a class=\"play\" target=\"_blank\" rel=\"noopener\"");
                let page = match &film {
                    Film::Youtube(id) => ["https://www.youtube.com/watch?v=", id].concat(),
                    Film::Vimeo(id) => ["https://vimeo.com/", id].concat(),
                    Film::File(url) | Film::Elsewhere(url) => url.clone(),
                };
                attribute(&mut self.out, "href", &page);
                attribute(&mut self.out, "aria-label", &name);
                if let Some(player) = film.player() {
                    attribute(&mut self.out, "data-src", &player);
                    // A player needs an origin of its own, which no preview has.
                    if matches!(self.target, super::Target::Preview(_)) {
                        attribute(&mut self.out, "data-note", self.words.plays_live);
                    }
                }
                self.out.push('>');
                self.poster(poster.as_deref());
                self.out.push_str("</a></div>");
            }
        }
    }

    fn poster(&mut self, url: Option<&str>) {
        if let Some(url) = url {
            self.out.push_str("<img");
            attribute(&mut self.out, "src", url);
            self.out.push_str(" alt=\"\" loading=\"lazy\" decoding=\"async\">");
        }
    }

    /// A place: its words, and the map when they are pressed.
    pub(super) fn map(&mut self, id: &'a NodeId, node: &Node) {
        let address = node.text(&Prop::ADDRESS);
        if address.trim().is_empty() && !self.target.is_canvas() {
            return;
        }
        self.open("div", id, node, "map");
        let query = encoded(address);
        if self.target.is_canvas() {
            self.out.push_str("><span class=\"play\">");
        } else {
            self.out.push_str("><a class=\"play\" target=\"_blank\" rel=\"noopener\"");
            attribute(
                &mut self.out,
                "href",
                &["https://www.google.com/maps/search/?api=1&query=", &query].concat(),
            );
            attribute(
                &mut self.out,
                "data-src",
                &["https://www.google.com/maps?output=embed&q=", &query].concat(),
            );
            self.out.push('>');
        }
        self.out.push_str("<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">");
        self.drawing("map-pin");
        self.out.push_str("</svg><span>");
        text(&mut self.out, address);
        self.out.push_str("</span><small>");
        self.out.push_str(self.words.open_map);
        self.out.push_str(if self.target.is_canvas() {
            "</small></span></div>"
        } else {
            "</small></a></div>"
        });
    }

    /// The author's own code, the only markup that isn't ours. On the canvas there is a note of it, and nothing runs.
    pub(super) fn embed(&mut self, id: &'a NodeId, node: &Node) {
        let code = node.text(&Prop::CODE);
        self.open("div", id, node, "embed");
        self.out.push('>');
        if self.target.is_canvas() {
            let start: String = code.chars().take(200).collect();
            self.out.push_str("<code>");
            text(&mut self.out, if start.trim().is_empty() { "</>" } else { start.trim() });
            self.close("code");
        } else {
            self.out.push_str(code);
        }
        self.close("div");
    }
}

fn name_of(network: &str) -> String {
    match network {
        "tiktok" => "TikTok".to_owned(),
        "youtube" => "YouTube".to_owned(),
        "line" => "LINE".to_owned(),
        "linkedin" => "LinkedIn".to_owned(),
        "whatsapp" => "WhatsApp".to_owned(),
        "email" => "E-mail".to_owned(),
        other => {
            let mut letters = other.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    }
}

/// Percent-encoded, for a query.
fn encoded(value: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| char::from(HEX.get(usize::from(nibble)).copied().unwrap_or(b'0'));
    let mut out = String::with_capacity(value.len() * 2);
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films_are_known_by_their_address() {
        let youtube = Some(Film::Youtube("dQw4w9WgXcQ".to_owned()));
        for address in [
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://m.youtube.com/watch?app=x&v=dQw4w9WgXcQ&t=3",
            "https://youtu.be/dQw4w9WgXcQ?si=1",
            "https://www.youtube.com/shorts/dQw4w9WgXcQ",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ] {
            assert_eq!(Film::of(address), youtube, "{address}");
        }
        assert_eq!(Film::of("https://vimeo.com/123456/abc"), Some(Film::Vimeo("123456".to_owned())));
        assert_eq!(Film::of("https://player.vimeo.com/video/9"), Some(Film::Vimeo("9".to_owned())));
        assert!(matches!(Film::of("https://a.example/x.mp4?y=1"), Some(Film::File(_))));
        assert!(matches!(Film::of("https://a.example/x"), Some(Film::Elsewhere(_))));
        assert!(matches!(
            Film::of("https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ"),
            Some(Film::Elsewhere(_))
        ));
        assert_eq!(Film::of("javascript:alert(1)"), None);
        assert_eq!(Film::of("/x.mp4"), None);
    }

    #[test]
    fn places_are_safe_in_addresses() {
        assert_eq!(encoded("Chợ & \"x\"/?"), "Ch%E1%BB%A3%20%26%20%22x%22%2F%3F");
    }
}
