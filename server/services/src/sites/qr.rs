//! QR codes: the way from a screen to a telephone.

use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::pages;
use landinghub::Problem;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// What a code leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QrOf {
    /// The address the page is, or would be, published at.
    Site,
    /// The draft, by a preview of its own.
    Preview,
}

impl QrOf {
    /// `site`, `preview`, or the default.
    pub fn parse(word: Option<&str>) -> Result<Self, Problem> {
        match word {
            None | Some("" | "site") => Ok(Self::Site),
            Some("preview") => Ok(Self::Preview),
            Some(_) => Err(Problem::field("of", "Ask for site or preview.")),
        }
    }
}

/// An SVG of a code that leads to the caller's page.
pub async fn qr(services: &Services, caller: &Caller, id: &str, of: QrOf) -> Result<String> {
    let url = match of {
        QrOf::Site => {
            let row = pages::own(services, &caller.actor()?.user_id, id).await?;
            services.config.page_url(&row.slug)
        }
        QrOf::Preview => super::preview(services, caller, id).await?.url,
    };
    draw(&url)
}

/// Black on white whatever the theme: many cameras read nothing else. Four modules of quiet all around.
pub(crate) fn draw(text: &str) -> Result<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L)
        .map_err(|error| Failure::Internal(format!("QR code: {error}")))?;
    let width = code.width();
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                // Writing to a string never fails.
                let _ = write!(path, "M{} {}h{}v1H{}z", column + 4, row + 4, run.len(), column + 4);
            }
            column += run.len();
        }
    }
    let side = width + 8;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_covers_what_it_should() {
        let svg = draw("https://example.test/").expect("a code");
        // Version 2 has 25 modules a side; with the quiet zone 33.
        assert!(svg.contains("viewBox=\"0 0 33 33\""), "{svg}");
        // The finder's upper edge: seven dark modules from the corner.
        assert!(svg.contains("M4 4h7v1H4z"), "{svg}");
        let long = format!("http://{}.content.localhost:3000/preview/{}", "a".repeat(26), "b".repeat(130));
        assert!(draw(&long).is_ok());
        assert!(draw(&"x".repeat(4_000)).is_err());
    }
}
