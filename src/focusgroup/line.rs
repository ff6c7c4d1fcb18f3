//! A line of notes as it is typed: a sign or a number before it says what it is and who speaks, so that no hand leaves the keys.

use super::LineKind;

/// What a typed line says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The code of the speaker that the line names; none where it names none.
    pub speaker: Option<String>,
    /// The kind that the line names; none where it names none.
    pub kind: Option<LineKind>,
    /// What is left.
    pub words: String,
}

/// What stands in the place of a code for somebody whom nobody knows.
pub const UNKNOWN: &str = "?";

/// Reads a line: `2: words` is said by the second of these speakers, `0: words` by nobody of them; `"words` is word for word, `*words`
/// noticed, `~words` seen and not said. `L2-3: words` by whoever has that code. A number
/// or code that is nobody's stays in the words, which are then nobody's either, unless it is a time as in "10: 30".
#[must_use]
pub fn typed_line(typed: &str, speakers: &[&str]) -> Typed {
    let mut rest = typed.trim();
    let mut speaker = None;
    if let Some((number, words)) = rest.split_once(':')
        && let Ok(number) = number.trim().parse::<usize>()
        && number <= speakers.len()
        && !words.trim().is_empty()
    {
        speaker = Some(number.checked_sub(1).map_or_else(String::new, |at| speakers[at].to_owned()));
        rest = words.trim();
    } else if let Some((name, words)) = rest.split_once(':')
        && looks_like_a_speaker(name.trim())
        && words.trim_start().starts_with(|sign: char| !sign.is_ascii_digit())
    {
        let known = speakers.iter().find(|code| code.eq_ignore_ascii_case(name.trim()));
        // A number or code that is nobody's stays in the words, which must not become those of whoever spoke last.
        speaker = Some(known.map_or(UNKNOWN, |code| code).to_owned());
        if known.is_some() {
            rest = words.trim();
        }
    }
    let mut kind = None;
    for (signs, named) in
        [(&['"', '”', '“', '»'][..], LineKind::Quote), (&['*'][..], LineKind::Observation), (&['~'][..], LineKind::NonVerbal)]
    {
        if let Some(words) = rest.strip_prefix(signs)
            && kind.is_none()
            && !words.trim().is_empty()
        {
            kind = Some(named);
            rest = words.trim();
        }
    }
    if kind == Some(LineKind::Quote) {
        rest = rest.trim_end_matches(['"', '”', '“', '«']).trim_end();
    }
    Typed { speaker, kind, words: rest.to_owned() }
}

/// Whether this is written as a number of two digits at most or as a code is, such as `L2-3`.
fn looks_like_a_speaker(name: &str) -> bool {
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = || {
        let (group, number) = name.split_once('-')?;
        // Politicians have two letters.
        let digits = group.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
        Some((1..=2).contains(&(group.len() - digits.len())) && is_number(digits) && is_number(number))
    };
    is_number(name) || is_code().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> (Option<String>, Option<LineKind>, String) {
        let Typed { speaker, kind, words } = typed_line(typed, &["L2-1", "L2-2", "L2-3"]);
        (speaker, kind, words)
    }

    #[test]
    fn a_number_before_a_line_says_who_speaks_and_a_sign_what_it_is() {
        let of = |speaker: Option<&str>, kind, words: &str| (speaker.map(str::to_owned), kind, words.to_owned());
        assert_eq!(read("2: Det gik godt"), of(Some("L2-2"), None, "Det gik godt"));
        assert_eq!(read(" 3 :\"Vi kunne ringe\" "), of(Some("L2-3"), Some(LineKind::Quote), "Vi kunne ringe"));
        assert_eq!(read("0: Velkomst"), of(Some(""), None, "Velkomst"));
        assert_eq!(read("*Stilhed"), of(None, Some(LineKind::Observation), "Stilhed"));
        assert_eq!(read("1: ~nikker"), of(Some("L2-1"), Some(LineKind::NonVerbal), "nikker"));
        assert_eq!(read("10: 30 var vi i gang"), of(None, None, "10: 30 var vi i gang"));
        assert_eq!(read("Møde: tekst"), of(None, None, "Møde: tekst"));
        assert_eq!(read("2:"), of(None, None, "2:"));
        assert_eq!(read("l2-1: kode"), of(Some("L2-1"), None, "kode"));
        // Whoever is nobody is not whoever spoke last.
        assert_eq!(read("9: \"ingen\""), of(Some("?"), None, "9: \"ingen\""));
        assert_eq!(read("L9-1: kode"), of(Some("?"), None, "L9-1: kode"));
        assert_eq!(read("PO9-1: kode"), of(Some("?"), None, "PO9-1: kode"));
        assert_eq!(read("2020: et år"), of(None, None, "2020: et år"));
    }
}
