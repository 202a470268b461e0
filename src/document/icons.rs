//! The icons people can put on their pages: a choice of Lucide's (ISC licence), by their names there.
//!
//! Published pages carry the drawing itself. Its lines are compiled into the server only: the editor's canvas draws from
//! `/block-icons.svg`, which is the same file, so the browser's module stays small.

/// The names, in the order they are offered.
pub const ICONS: &[&str] = &[
    "star",
    "check",
    "circle-check",
    "heart",
    "thumbs-up",
    "sparkles",
    "rocket",
    "zap",
    "flame",
    "award",
    "trophy",
    "gift",
    "badge-percent",
    "badge-check",
    "tag",
    "ticket",
    "percent",
    "shopping-cart",
    "shopping-bag",
    "store",
    "package",
    "truck",
    "credit-card",
    "wallet",
    "banknote",
    "receipt",
    "calendar",
    "calendar-check",
    "clock",
    "hourglass",
    "bell",
    "megaphone",
    "phone",
    "mail",
    "message-circle",
    "send",
    "map-pin",
    "globe",
    "house",
    "building-2",
    "factory",
    "school",
    "graduation-cap",
    "book-open",
    "pencil",
    "lightbulb",
    "target",
    "trending-up",
    "chart-pie",
    "users",
    "user-check",
    "handshake",
    "briefcase",
    "headphones",
    "life-buoy",
    "shield-check",
    "lock",
    "eye",
    "camera",
    "image",
    "play",
    "music",
    "mic",
    "monitor",
    "smartphone",
    "laptop",
    "wifi",
    "cloud",
    "code",
    "settings",
    "wrench",
    "palette",
    "scissors",
    "leaf",
    "sun",
    "moon",
    "droplets",
    "paw-print",
    "baby",
    "utensils",
    "coffee",
    "pizza",
    "cake",
    "wine",
    "fish",
    "apple",
    "dumbbell",
    "stethoscope",
    "pill",
    "heart-pulse",
    "plane",
    "car",
    "bike",
    "ship",
    "bed",
    "luggage",
    "arrow-right",
    "info",
    "circle-help",
    "quote",
    "refresh-cw",
    "download",
    "puzzle",
    "recycle",
];

/// Where the canvas finds the drawings, without the fragment.
pub const SPRITE: &str = "/block-icons.svg";

/// What stands inside an icon's `<svg>`: its lines. Nothing in the browser, or for a name that isn't in the list.
#[must_use]
pub fn lines(name: &str) -> Option<&'static str> {
    #[cfg(not(target_arch = "wasm32"))]
    {
        static SVG: &str = include_str!("../../public/block-icons.svg");
        let start = format!("<symbol id=\"{name}\" viewBox=\"0 0 24 24\">");
        let (_, rest) = SVG.split_once(start.as_str())?;
        rest.split_once("</symbol>").map(|(lines, _)| lines)
    }
    #[cfg(target_arch = "wasm32")]
    {
        let _ = name;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_lines_and_nothing_else() {
        for name in ICONS {
            let lines = lines(name).unwrap_or_else(|| panic!("{name}"));
            assert!(
                lines.starts_with('<') && !lines.contains("script") && !lines.contains("on"),
                "{name}: {lines}"
            );
        }
        assert_eq!(lines("nope"), None);
        let listed =
            include_str!("../../style/block-icons.txt").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(listed.collect::<Vec<_>>(), ICONS);
    }
}
