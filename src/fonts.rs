//! The font families pages can use: subset files that come with the program and are served from the page's own
//! origin. A page names a family in a style value or a token; the renderer adds faces for those, and browsers fetch
//! the files whose characters and weights are really there.

/// Where the files are, on every origin that shows a page.
pub const PATH: &str = "/_lh/fonts/";

/// The name of a stylesheet with the faces of all families, for the editor's list.
pub const SHEET: &str = "all.css";

/// The characters of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subset {
    /// Western European.
    Latin,
    /// What Vietnamese adds.
    Vietnamese,
    /// Thai.
    Thai,
}

impl Subset {
    const fn name(self) -> &'static str {
        match self {
            Self::Latin => "latin",
            Self::Vietnamese => "vietnamese",
            Self::Thai => "thai",
        }
    }

    const fn range(self) -> &'static str {
        match self {
            Self::Latin => {
                "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
            }
            Self::Vietnamese => {
                "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB"
            }
            Self::Thai => "U+02D7,U+0331,U+0E01-0E5B,U+200C-200D,U+25CC",
        }
    }
}

/// The weights of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// One variable file for all of them: `100 900`.
    Range(&'static str),
    /// A file each.
    Each(&'static [&'static str]),
}

/// A family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// As CSS and people call it.
    pub name: &'static str,
    /// What its files' names start with.
    pub slug: &'static str,
    /// What follows its name in a value.
    pub fallback: &'static str,
    /// Its weights.
    pub weights: Weights,
    /// Its characters.
    pub subsets: &'static [Subset],
}

const LATIN: &[Subset] = &[Subset::Latin, Subset::Vietnamese];
const TWO: Weights = Weights::Each(&["400", "600"]);

const fn family(
    name: &'static str,
    slug: &'static str,
    fallback: &'static str,
    weights: Weights,
    subsets: &'static [Subset],
) -> Family {
    Family { name, slug, fallback, weights, subsets }
}

/// Every family, by what it is like.
pub const FAMILIES: &[Family] = &[
    family("Be Vietnam Pro", "be-vietnam-pro", "sans-serif", TWO, LATIN),
    family("Inter", "inter", "sans-serif", Weights::Range("100 900"), LATIN),
    family("Montserrat", "montserrat", "sans-serif", Weights::Range("100 900"), LATIN),
    family("Nunito", "nunito", "sans-serif", Weights::Range("200 1000"), LATIN),
    family("Space Grotesk", "space-grotesk", "sans-serif", Weights::Range("300 700"), LATIN),
    family("Oswald", "oswald", "sans-serif", Weights::Range("200 700"), LATIN),
    family("Playfair Display", "playfair-display", "serif", Weights::Range("400 900"), LATIN),
    family("Lora", "lora", "serif", Weights::Range("400 700"), LATIN),
    family("Dancing Script", "dancing-script", "cursive", Weights::Range("400 700"), LATIN),
    family("JetBrains Mono", "jetbrains-mono", "monospace", Weights::Range("100 800"), LATIN),
    family("Kanit", "kanit", "sans-serif", TWO, &[Subset::Latin, Subset::Vietnamese, Subset::Thai]),
    family("IBM Plex Sans Thai", "ibm-plex-sans-thai", "sans-serif", TWO, &[Subset::Latin, Subset::Thai]),
];

impl Family {
    /// The value that asks for it.
    #[must_use]
    pub fn value(&self) -> String {
        let mut out = String::from("\"");
        out.push_str(self.name);
        out.push_str("\", ");
        out.push_str(self.fallback);
        out
    }

    /// Whether a `font-family` value names it.
    #[must_use]
    pub fn is_in(&self, value: &str) -> bool {
        value.split('"').skip(1).step_by(2).any(|name| name == self.name)
    }

    /// Its files: name, weight for the face, characters.
    pub fn files(&self) -> impl Iterator<Item = (String, &'static str, Subset)> + '_ {
        self.subsets.iter().flat_map(move |subset| {
            let one = |file: &str, weight: &'static str| {
                let mut name = String::from(self.slug);
                for part in ["-", subset.name(), "-", file, "-normal.woff2"] {
                    name.push_str(part);
                }
                (name, weight, *subset)
            };
            match self.weights {
                Weights::Range(range) => vec![one("wght", range)],
                Weights::Each(list) => list.iter().map(|weight| one(weight, weight)).collect(),
            }
        })
    }

    /// Writes its `@font-face` rules. `url` makes the address of a file.
    pub fn faces(&self, out: &mut String, url: impl Fn(&str) -> String) {
        for (file, weight, subset) in self.files() {
            for part in [
                "@font-face{font-family:\"",
                self.name,
                "\";font-weight:",
                weight,
                ";font-display:swap;src:url(\"",
                &url(&file),
                "\") format(\"woff2\");unicode-range:",
                subset.range(),
                "}",
            ] {
                out.push_str(part);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::CssValue;

    #[test]
    fn families_are_values_and_are_found_again() {
        for family in FAMILIES {
            let value = CssValue::new(&family.value()).expect("a value");
            assert!(family.is_in(value.as_str()));
            assert_eq!(FAMILIES.iter().filter(|other| other.is_in(value.as_str())).count(), 1);
        }
        assert!(!FAMILIES.iter().any(|family| family.is_in("system-ui, Inter, sans-serif")));
    }

    #[test]
    fn every_file_is_there() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("server/fonts");
        let mut known = 0;
        for (file, _, _) in FAMILIES.iter().flat_map(Family::files) {
            assert!(folder.join(&file).is_file(), "{file}");
            known += 1;
        }
        let there = std::fs::read_dir(folder).expect("the folder").flatten();
        let there = there.filter(|file| file.path().extension().is_some_and(|end| end == "woff2")).count();
        assert_eq!(known, there);
    }
}
