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

/// Reads a line: `2: words` is said by the second of these speakers, `0: words` by nobody of them; `"words` is word for word, `*words`
/// noticed, `~words` seen and not said. A number that is nobody's is part of the words, as in "10: 30".
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
    }
}
