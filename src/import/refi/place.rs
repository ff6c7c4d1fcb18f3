//! Where selections of another program lie in a text: it may count the end of a line as two signs, and write letters in parts.

use crate::focusgroup::normalised;

/// How positions count the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineBreaks {
    /// As one sign, LF.
    Lf,
    /// As two, CR and LF, as on Windows.
    CrLf,
}

/// A text in the one form in which texts are kept, and where its positions were.
pub(super) struct Placed {
    /// The text.
    pub(super) words: String,
    /// Whether it has a second line.
    pub(super) has_breaks: bool,
    /// How positions count.
    pub(super) breaks: LineBreaks,
    /// For each position of the file the one in the text.
    places: Vec<usize>,
}

impl Placed {
    /// Where a selection of the file lies in the text; none where it does not, or is empty.
    pub(super) fn place(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let (from, to) = (*self.places.get(from)?, *self.places.get(to)?);
        (from < to).then_some((from, to))
    }
}

/// Places a text in which a file has these selections: with LF where all lie in it then, else with CR and LF.
pub(super) fn placed(raw: &str, selections: &[(usize, usize)]) -> Placed {
    let raw = raw.strip_prefix('\u{feff}').unwrap_or(raw);
    let lines = raw.replace("\r\n", "\n").replace('\r', "\n");
    let length = lines.chars().count();
    let fits = selections.iter().all(|(from, to)| from <= to && *to <= length);
    // A selection whose ends stand on blanks under one reading and on words under the other says which it is.
    let sound = |shift: &dyn Fn(usize) -> Option<usize>| {
        let signs: Vec<char> = lines.chars().collect();
        let is_whole = |(from, to): &&(usize, usize)| {
            let (Some(from), Some(to)) = (shift(*from), shift(*to)) else { return false };
            from < to && to <= signs.len() && !splits(&signs, from) && !splits(&signs, to)
        };
        selections.iter().filter(is_whole).count()
    };
    let shifted = crlf_places(&lines);
    let breaks =
        if fits && sound(&|at| Some(at)) >= sound(&|at| shifted.get(at).copied()) { LineBreaks::Lf } else { LineBreaks::CrLf };
    let (words, composed) = settled(&lines);
    let of_lf = |at: usize| composed.get(at).copied().unwrap_or_default();
    let places = match breaks {
        LineBreaks::Lf => (0..=length).map(of_lf).collect(),
        LineBreaks::CrLf => shifted.into_iter().map(of_lf).collect(),
    };
    Placed { has_breaks: lines.contains('\n'), words, breaks, places }
}

/// Whether a place lies inside a word.
fn splits(signs: &[char], at: usize) -> bool {
    at > 0 && at < signs.len() && signs[at - 1].is_alphanumeric() && signs[at].is_alphanumeric()
}

/// For each position that counts CR and LF the one that counts LF alone.
fn crlf_places(lines: &str) -> Vec<usize> {
    let mut places = Vec::with_capacity(lines.len());
    for (at, sign) in lines.chars().enumerate() {
        places.push(at);
        if sign == '\n' {
            places.push(at);
        }
    }
    places.push(lines.chars().count());
    places
}

/// The text with composed letters, and for each position of it as it came the one in it.
fn settled(lines: &str) -> (String, Vec<usize>) {
    let (mut out, mut places, mut count) = (String::with_capacity(lines.len()), Vec::with_capacity(lines.len() + 1), 0_usize);
    for sign in lines.chars() {
        places.push(count);
        let is_mark = ('\u{300}'..='\u{36f}').contains(&sign);
        let whole = if is_mark { out.chars().next_back().map(|last| normalised(&format!("{last}{sign}"))) } else { None };
        if let Some(whole) = whole.filter(|whole| whole.chars().count() == 1) {
            out.pop();
            out.push_str(&whole);
            // A place between a letter and its mark is before the letter.
            if let Some(place) = places.last_mut() {
                *place = count - 1;
            }
        } else {
            out.push(sign);
            count += 1;
        }
    }
    places.push(count);
    (out, places)
}
