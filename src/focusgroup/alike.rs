//! Whether two texts are the same words or nearly so: what one note taker wrote is also in another's notes, or in the transcript.
//!
//! Notes are shorter than what was said, so the shorter text is looked for in the longer: its words in their order, close together.

/// Fewer words than these are alike only where they are equal: "ja, det er rigtigt" stands in much that is said.
const FEWEST_WORDS: usize = 4;

/// The words of a text without case and without the signs around them.
#[must_use]
pub fn bare_words(text: &str) -> Vec<String> {
    let words = text.split_whitespace().map(|word| word.trim_matches(|sign: char| !sign.is_alphanumeric() && sign != '…'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Whether so many of the words of the shorter text stand in the longer, in their order and close together, that they were said once: more than
/// four of five.
#[must_use]
pub fn are_alike(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.is_empty() || short == long {
        return !short.is_empty();
    }
    if short.len() < FEWEST_WORDS {
        return false;
    }
    let (room, step) = (2 * short.len(), (short.len() / 2).max(1));
    let starts = (0..long.len()).step_by(step);
    let mut windows = starts.map(|at| &long[at..long.len().min(at + room)]);
    windows.any(|window| 5 * in_common(short, window) > 4 * short.len())
}

/// How many words the longest run has that is part of both, in its order.
fn in_common(one: &[String], other: &[String]) -> usize {
    let mut before = vec![0; other.len() + 1];
    for word in one {
        let mut now = Vec::with_capacity(before.len());
        now.push(0);
        for (at, theirs) in other.iter().enumerate() {
            let longest = if word == theirs { before[at] + 1 } else { before[at + 1].max(now[at]) };
            now.push(longest);
        }
        before = now;
    }
    before.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        are_alike(&bare_words(one), &bare_words(other))
    }

    #[test]
    fn notes_are_known_again_in_what_was_said() {
        let said = "Altså, vi ringede jo bare til de andre kommuner, når vi sad fast i en sag.";
        for noted in ["Vi ringede bare til de andre kommuner, når vi sad fast", "vi ringede til de andre", said] {
            assert!(alike(noted, said) && alike(said, noted), "{noted}");
        }
        // Within a long turn.
        let turn =
            format!("Det er et godt spørgsmål, og jeg har tænkt over det. {said} Men det var jo os selv, der tog telefonen.");
        assert!(alike("Vi ringede bare til de andre kommuner", &turn));
        assert!(alike("Det er jeg enig i.", "det er jeg enig i") && alike("Ja!", "ja"));
    }

    #[test]
    fn other_words_are_not() {
        for (one, other) in [
            ("Vi ringede bare til de andre kommuner", "De andre kommuner svarede os aldrig"),
            ("Det er rigtigt", "Det er rigtigt, at vi ringede til de andre kommuner"),
            ("Det tog lang tid", "Det var en god idé, men det tog os alt for megen møje og en lang eftermiddag at få tid"),
            ("Det er nemt for os", "Det er svært for os"),
            ("", ""),
            ("…", "Vi ringede"),
        ] {
            assert!(!alike(one, other), "{one} / {other}");
        }
    }

    proptest! {
        #[test]
        fn it_does_not_matter_which_is_asked_first(one in "([abc]{1,2} ){0,9}", other in "([abc]{1,2} ){0,9}") {
            prop_assert_eq!(alike(&one, &other), alike(&other, &one));
            prop_assert_eq!(alike(&one, &one), !one.is_empty());
        }
    }
}
