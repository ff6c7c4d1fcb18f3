//! Letters of a PDF: as codes of Windows-1252, how wide they are, and where a line is broken.

use encoding_rs::WINDOWS_1252;

use super::widths::{BOLD, REGULAR};

/// One of the two fonts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::export) enum Font {
    Regular,
    Bold,
}

/// The letters of Latin Extended-A (U+0100 to U+017F) without their marks, and those of Vietnamese (U+1EA0 to U+1EF9).
const EXTENDED: &str = "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
const VIETNAMESE: &str = "AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy";

/// A letter without its mark, where the fonts have only that: a name is still read by whoever bears it.
fn without_mark(letter: char) -> Option<u8> {
    let within = |table: &'static str, first: u32| {
        let place = usize::try_from(u32::from(letter).checked_sub(first)?).ok()?;
        table.as_bytes().get(place).copied()
    };
    match letter {
        // A minus is as long as the dash that they have.
        '−' => Some(0x96),
        'Ș' => Some(b'S'),
        'ș' => Some(b's'),
        'Ț' => Some(b'T'),
        'ț' => Some(b't'),
        'Ơ' => Some(b'O'),
        'ơ' => Some(b'o'),
        'Ư' => Some(b'U'),
        'ư' => Some(b'u'),
        '\u{100}'..='\u{17f}' => within(EXTENDED, 0x100),
        '\u{1ea0}'..='\u{1ef9}' => within(VIETNAMESE, 0x1ea0),
        _ => None,
    }
}

/// The text in the code of the fonts; a letter that they do not have stands without its mark, or as a question mark.
pub(super) fn coded(text: &str) -> Vec<u8> {
    let mut codes = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for letter in text.chars() {
        let (code, _, unknown) = WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
        if unknown || letter.is_control() {
            codes.push(without_mark(letter).unwrap_or(b'?'));
        } else {
            codes.extend_from_slice(&code);
        }
    }
    codes
}

/// How wide a text is at this size, in points.
pub(in crate::export) fn width(text: &str, font: Font, size: f32) -> f32 {
    let widths = if font == Font::Bold { &BOLD } else { &REGULAR };
    let thousandths: u32 = coded(text)
        .iter()
        .map(|code| code.checked_sub(32).and_then(|place| widths.get(usize::from(place))).map_or(0, |width| u32::from(*width)))
        .sum();
    thousandths as f32 * size / 1000.0
}

/// The lines of a text that is to be no wider than this, broken at blanks that may be broken at; a word that is wider by itself is cut.
pub(in crate::export) fn broken(text: &str, font: Font, size: f32, wide: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()).flat_map(|word| cut(word, font, size, wide)) {
        let Some(line) = lines.last_mut() else { break };
        let longer = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if line.is_empty() || width(&longer, font, size) <= wide { *line = longer } else { lines.push(word) }
    }
    lines
}

/// A word in as many parts as it needs: after its own joints where it has some that fit, and anywhere else where it has none.
fn cut(word: &str, font: Font, size: f32, wide: f32) -> Vec<String> {
    if width(word, font, size) <= wide {
        return vec![word.to_owned()];
    }
    let mut parts = vec![String::new()];
    let mut add = |piece: &str| {
        let Some(part) = parts.last_mut() else { return };
        let longer = format!("{part}{piece}");
        if part.is_empty() || width(&longer, font, size) <= wide { *part = longer } else { parts.push(piece.to_owned()) }
    };
    for piece in pieces(word) {
        if width(piece, font, size) <= wide {
            add(piece);
        } else {
            piece.chars().for_each(|letter| add(letter.encode_utf8(&mut [0; 4])));
        }
    }
    parts
}

/// So many letters a word may have before it is broken at its joints: codes, the names of files and keys are longer.
const LONG: usize = 14;
/// The end of a word that is shorter stays with what is before it.
const SHORT: usize = 4;

/// A long word parted after the points, hyphens, slashes and underscores in it; any other by itself. The number of a round is not left alone.
pub(super) fn pieces(word: &str) -> Vec<&str> {
    if word.chars().count() < LONG {
        return vec![word];
    }
    let mut parts: Vec<&str> = word.split_inclusive(['.', '-', '/', '_']).collect();
    if let [.., before, last] = parts[..]
        && last.len() < SHORT
    {
        let both = &word[word.len() - before.len() - last.len()..];
        parts.truncate(parts.len() - 2);
        parts.push(both);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_no_wider_than_its_column_and_nothing_is_lost() {
        let text = "Kommunen er dataansvarlig for sine egne borgere; speciallægepraksisplanlægningsstabiliseringsperioden er lang. ÆØÅ æøå";
        for wide in [40.0, 90.0, 300.0] {
            let lines = broken(text, Font::Regular, 10.0, wide);
            assert!(lines.iter().all(|line| width(line, Font::Regular, 10.0) <= wide), "{lines:?}");
            let all: String = lines.concat();
            assert_eq!(all.replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn a_code_is_broken_at_its_joints_and_an_abbreviation_keeps_its_point() {
        let word = "[T01.SFC1.effects.quality.1]";
        let wide = width("[T01.SFC1.effects.", Font::Regular, 10.0) + 1.0;
        assert_eq!(broken(word, Font::Regular, 10.0, wide), ["[T01.SFC1.effects.", "quality.1]"]);
        assert_eq!(pieces("kr."), ["kr."]);
        assert_eq!(pieces("[T12.RC1.considered.1]"), ["[T12.", "RC1.", "considered.1]"]);
        assert_eq!(pieces("bilagsmappe-2/12-ressourceforloeb"), ["bilagsmappe-", "2/", "12-", "ressourceforloeb"]);
    }

    #[test]
    fn danish_letters_have_codes_and_widths_and_others_are_asked_about() {
        assert_eq!(coded("æøå–€"), [0xe6, 0xf8, 0xe5, 0x96, 0x80]);
        assert_eq!(coded("−7 til +25"), b"\x967 til +25");
        assert_eq!(coded("م\u{7}"), b"??");
        assert_eq!(coded("Yılmaz Łukasz Čović Țepeș Nguyễn Đặng ſ"), b"Yilmaz Lukasz Covic Tepes Nguyen Dang s");
        assert_eq!((EXTENDED.len(), VIETNAMESE.len()), (128, 90));
        assert!((width("mål", Font::Regular, 10.0) - (8.33 + 5.56 + 2.22)).abs() < 1e-4);
        assert!(width("mål", Font::Bold, 10.0) > width("mål", Font::Regular, 10.0));
    }
}
