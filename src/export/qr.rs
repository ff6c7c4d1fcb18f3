//! QR codes (ISO/IEC 18004) as pictures in a page: black on white in every colour scheme, since readers look for dark on light.

use std::fmt::Write as _;

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};

/// The modules of white around it (section 6.3.8).
const QUIET: usize = 4;

/// A picture that a telephone reads this text from, with what it is for whoever cannot see it; none where the text is too long for one.
#[must_use]
pub fn qr_svg(text: &str, title: &str) -> Option<Markup> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width() + 2 * QUIET;
    let drawn = path(&code.to_colors(), code.width());
    Some(html! {
        svg.qr xmlns="http://www.w3.org/2000/svg" role="img" viewBox={ "0 0 " (side) " " (side) } shape-rendering="crispEdges" {
            title { (title) }
            rect width=(side) height=(side) fill="#fff" {}
            path fill="#000" d=(drawn) {}
        }
    })
}

/// The side of the code of a text in modules with the white around it, and its dark modules by column and row; none where the text is too
/// long for one.
pub(super) fn qr_squares(text: &str) -> Option<(usize, Vec<(usize, usize)>)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let place =
        |(number, module)| (module == Color::Dark).then_some((number % code.width() + QUIET, number / code.width() + QUIET));
    Some((code.width() + 2 * QUIET, code.to_colors().into_iter().enumerate().filter_map(place).collect()))
}

/// The dark modules, each run of a row as one rectangle.
fn path(modules: &[Color], width: usize) -> String {
    let mut drawn = String::new();
    for (row, line) in modules.chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let dark = line[column..].iter().take_while(|module| **module == Color::Dark).count();
            if dark > 0 {
                let (x, y) = (column + QUIET, row + QUIET);
                // A string takes every word.
                let _ = write!(drawn, "M{x} {y}h{dark}v1h-{dark}z");
            }
            column += dark.max(1);
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_is_drawn_where_it_stands_within_a_quiet_zone() {
        let text = "otpauth://totp/Nulpunkt:Kirsten?secret=ABCD&issuer=Nulpunkt";
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let mut drawn = vec![false; code.width() * code.width()];
        for run in path(&code.to_colors(), code.width()).split('M').skip(1) {
            let numbers: Vec<usize> =
                run.split(|sign: char| !sign.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
            let [x, y, length, 1, back] = numbers[..] else { panic!("{run}") };
            assert_eq!(length, back);
            for column in x..x + length {
                let place = &mut drawn[(y - QUIET) * code.width() + column - QUIET];
                assert!(!std::mem::replace(place, true), "drawn twice");
            }
        }
        let wanted: Vec<bool> = code.to_colors().into_iter().map(|module| module == Color::Dark).collect();
        assert!(drawn == wanted);
        let page = qr_svg(text, "Nøglen & mere").unwrap().into_string();
        let side = code.width() + 8;
        assert!(page.contains(&format!("viewBox=\"0 0 {side} {side}\"")) && page.contains("<title>Nøglen &amp; mere</title>"));
        assert!(qr_svg(&"x".repeat(5000), "").is_none());
    }
}
