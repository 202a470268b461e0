//! `background-image`: pictures and gradients, the first on top.

use super::{call, measure, number, split};
use crate::document::ids::AssetId;

/// A colour of a gradient and where it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// As a value.
    pub color: String,
    /// Per cent or a length; evenly between its neighbours without.
    pub at: Option<String>,
}

/// A gradient along a line or from a centre.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradient {
    /// The direction in degrees, 0 is up; `None` for one from a centre.
    pub angle: Option<f64>,
    /// Of one from a centre, what it says about shape and place; may be empty.
    pub shape: String,
    /// Two or more.
    pub stops: Vec<Stop>,
}

/// One layer.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// A picture of the page.
    Picture(AssetId),
    /// A gradient.
    Gradient(Gradient),
    /// Something else, as it stands.
    Other(String),
}

impl Default for Gradient {
    fn default() -> Self {
        let stop = |color: &str, at: &str| Stop { color: color.to_owned(), at: Some(at.to_owned()) };
        Self {
            angle: Some(180.0),
            shape: String::new(),
            stops: vec![stop("#2f5bea", "0%"), stop("#7c3aed", "100%")],
        }
    }
}

/// Reads the layers; `none` has none.
#[must_use]
pub fn layers(text: &str) -> Vec<Layer> {
    let text = text.trim();
    if text.is_empty() || text == "none" {
        return Vec::new();
    }
    split(text, ',').into_iter().map(layer).collect()
}

fn layer(text: &str) -> Layer {
    let known = call(text).and_then(|(name, inner)| match name {
        "asset" => AssetId::new(inner).ok().map(Layer::Picture),
        "linear-gradient" => linear(inner).map(Layer::Gradient),
        "radial-gradient" => radial(inner).map(Layer::Gradient),
        _ => None,
    });
    known.unwrap_or_else(|| Layer::Other(text.to_owned()))
}

fn linear(inner: &str) -> Option<Gradient> {
    let mut pieces = split(inner, ',');
    let first = pieces.first().copied()?;
    let angle = match first {
        "to top" => Some(0.0),
        "to top right" | "to right top" => Some(45.0),
        "to right" => Some(90.0),
        "to bottom right" | "to right bottom" => Some(135.0),
        "to bottom" => Some(180.0),
        "to bottom left" | "to left bottom" => Some(225.0),
        "to left" => Some(270.0),
        "to top left" | "to left top" => Some(315.0),
        _ => measure(first).filter(|found| found.unit == "deg").map(|found| found.number),
    };
    if angle.is_some() {
        pieces.remove(0);
    }
    Some(Gradient { angle: Some(angle.unwrap_or(180.0)), shape: String::new(), stops: stops(&pieces)? })
}

fn radial(inner: &str) -> Option<Gradient> {
    let mut pieces = split(inner, ',');
    let first = pieces.first().copied()?;
    let is_shape =
        ["circle", "ellipse", "at ", "closest-", "farthest-"].iter().any(|word| first.starts_with(word));
    let shape = if is_shape { pieces.remove(0).to_owned() } else { String::new() };
    Some(Gradient { angle: None, shape, stops: stops(&pieces)? })
}

fn stops(pieces: &[&str]) -> Option<Vec<Stop>> {
    if pieces.len() < 2 {
        return None;
    }
    let stop = |piece: &&str| match split(piece, ' ').as_slice() {
        [color] if measure(color).is_none() => Some(Stop { color: (*color).to_owned(), at: None }),
        [color, at] if measure(at).is_some() => {
            Some(Stop { color: (*color).to_owned(), at: Some((*at).to_owned()) })
        }
        // Hints and stops with two places are left alone.
        _ => None,
    };
    pieces.iter().map(stop).collect()
}

impl Gradient {
    /// As a value.
    #[must_use]
    pub fn css(&self) -> String {
        let mut out = String::new();
        if let Some(angle) = self.angle {
            out.push_str("linear-gradient(");
            out.push_str(&number(angle));
            out.push_str("deg");
        } else {
            out.push_str("radial-gradient(");
            out.push_str(&self.shape);
        }
        for stop in &self.stops {
            if !out.ends_with('(') {
                out.push_str(", ");
            }
            out.push_str(&stop.color);
            if let Some(at) = &stop.at {
                out.push(' ');
                out.push_str(at);
            }
        }
        out.push(')');
        out
    }
}

/// The layers as a value; without any it is `none`.
#[must_use]
pub fn print_layers(list: &[Layer]) -> String {
    let mut out = String::new();
    for layer in list {
        out.push_str(if out.is_empty() { "" } else { ", " });
        match layer {
            Layer::Picture(id) => {
                out.push_str("asset(");
                out.push_str(id.as_str());
                out.push(')');
            }
            Layer::Gradient(gradient) => out.push_str(&gradient.css()),
            Layer::Other(text) => out.push_str(text),
        }
    }
    if out.is_empty() { "none".to_owned() } else { out }
}
