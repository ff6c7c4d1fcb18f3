//! A text as the scanner walks it: characters with their places, digits of every script as our own, invisible marks left out.
//!
//! Phones put marks of direction and joiners around numbers in Arabic text; nobody sees them, and they must not hide a number.

use std::ops::Range;

use crate::language::number::latin_digit;

/// The characters of a text; ranges over them count characters, [`Signs::bytes`] leads back.
pub(super) struct Signs {
    signs: Vec<(usize, char)>,
    ends: usize,
}

/// What stands between two groups of digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing but space.
    Space,
    /// One mark, with or without space around it; every dash counts as a hyphen.
    Mark(char),
}

/// A group of digits, and the gap that leads on to the next one.
#[derive(Clone)]
pub(super) struct Group {
    /// Where its digits stand.
    pub(super) at: Range<usize>,
    /// What follows it, if another group does.
    pub(super) gap: Option<Gap>,
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.at.len()
    }
}

impl Signs {
    pub(super) fn of(text: &str) -> Self {
        let signs = text.char_indices().filter(|(_, sign)| !is_invisible(*sign)).map(|(at, sign)| (at, plain(sign))).collect();
        Self { signs, ends: text.len() }
    }

    pub(super) fn len(&self) -> usize {
        self.signs.len()
    }

    /// The character here, or NUL beyond the end, which is no digit, letter or space.
    pub(super) fn sign(&self, at: usize) -> char {
        self.signs.get(at).map_or('\0', |(_, sign)| *sign)
    }

    /// The character before this place.
    pub(super) fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\0', |before| self.sign(before))
    }

    /// Where a run of such characters that begins here ends: here, if none does.
    pub(super) fn run(&self, start: usize, is: impl Fn(char) -> bool) -> usize {
        (start..self.len()).find(|at| !is(self.sign(*at))).unwrap_or(self.len().max(start))
    }

    pub(super) fn is_digit(&self, at: usize) -> bool {
        self.sign(at).is_ascii_digit()
    }

    /// A range over characters as bytes of the text; the invisible marks at its end belong to it.
    pub(super) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let at = |index: usize| self.signs.get(index).map_or(self.ends, |(at, _)| *at);
        at(range.start)..at(range.end)
    }

    pub(super) fn text(&self, range: Range<usize>) -> String {
        self.signs.get(range).unwrap_or_default().iter().map(|(_, sign)| *sign).collect()
    }

    /// The places at which a group of digits begins.
    pub(super) fn starts(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter(|at| self.is_digit(*at) && !self.before(*at).is_ascii_digit())
    }

    /// The groups of digits from here that together have this many digits, and not one more.
    pub(super) fn groups(&self, start: usize, digits: usize) -> Option<Vec<Group>> {
        let (mut at, mut left) = (start, digits);
        let mut groups = Vec::new();
        loop {
            let end = self.run(at, |sign| sign.is_ascii_digit());
            left = left.checked_sub(end - at).filter(|_| end > at)?;
            let next = self.gap(end);
            groups.push(Group { at: at..end, gap: next.map(|(gap, _)| gap) });
            if left == 0 {
                return Some(groups);
            }
            at = next?.1;
        }
    }

    /// What stands here before the next group of digits, and where that begins.
    pub(super) fn gap(&self, start: usize) -> Option<(Gap, usize)> {
        let mut gap = Gap::Space;
        for at in start..start + 4 {
            match self.sign(at) {
                sign if sign.is_ascii_digit() => return (at > start).then_some((gap, at)),
                ' ' => {}
                sign @ ('-' | '.' | '/' | ',' | ':' | '_') if gap == Gap::Space => gap = Gap::Mark(sign),
                _ => return None,
            }
        }
        None
    }

    /// The digits of these groups.
    pub(super) fn digits(&self, groups: &[Group]) -> Vec<u32> {
        groups.iter().flat_map(|group| group.at.clone()).filter_map(|at| self.sign(at).to_digit(10)).collect()
    }

    /// The run of letters that ends right before this place, in lower case.
    pub(super) fn letters_before(&self, end: usize) -> String {
        let start = (0..end).rev().find(|at| !self.sign(*at).is_alphabetic()).map_or(0, |at| at + 1);
        self.text(start..end).to_lowercase()
    }

    /// The words before this place in lower case, the nearest first.
    pub(super) fn words_before(&self, end: usize) -> impl Iterator<Item = String> + '_ {
        let mut at = end;
        std::iter::from_fn(move || {
            at = (0..at).rev().find(|at| self.sign(*at).is_alphanumeric())? + 1;
            let end = at;
            at = (0..end).rev().find(|at| !self.sign(*at).is_alphanumeric()).map_or(0, |at| at + 1);
            Some(self.text(at..end).to_lowercase())
        })
    }

    /// Whether what stands before this place counts things or money: "kr.", "timer", "%", ",-".
    pub(super) fn is_counted(&self, end: usize) -> bool {
        let start = self.run(end, |sign| sign == ' ');
        if self.sign(start) == '%' || (self.sign(start) == ',' && self.sign(start + 1) == '-') {
            return true;
        }
        let end = self.run(start, char::is_alphabetic);
        COUNTED.contains(&self.text(start..end).to_lowercase().as_str())
    }
}

/// What follows an amount and never a telephone number.
const COUNTED: [&str; 27] = [
    "kr", "kroner", "dkk", "euro", "eur", "mio", "mia", "procent", "pct", "timer", "time", "dage", "uger", "måneder", "år",
    "gange", "borgere", "personer", "ledige", "sager", "stk", "km", "meter", "point", "pladser", "samtaler", "minutter",
];

/// Marks that no reader sees: soft hyphen, joiners, marks of direction, byte-order mark.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

fn plain(sign: char) -> char {
    match sign {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{FF20}' => '@',
        '\u{FF0B}' => '+',
        '\u{FF10}'..='\u{FF19}' => char::from_digit(u32::from(sign) - 0xFF10, 10).unwrap_or(sign),
        // A line break parts what stands in two lines; every other space is one.
        sign if sign.is_whitespace() && !matches!(sign, '\n' | '\r') => ' ',
        sign => latin_digit(sign),
    }
}
