//! What in a text tells who somebody is: numbers and addresses, the names of those who were invited, and where they are from.
//!
//! It only asks: words that look so may be others, so a person says whether they may stand.

use super::normalised;
use crate::language::personal::{Names, spans};

/// Whom and what readers of a text must not learn from it.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    /// The names of people.
    pub people: Vec<&'a str>,
    /// The names of places, such as those of municipalities.
    pub places: Vec<&'a str>,
    /// The names of anything that is known by its whole name only, such as trials.
    pub things: Vec<&'a str>,
}

impl Known<'_> {
    /// The words of a text that tell of one of them, as they stand there and each once; numbers and addresses of anybody among them.
    #[must_use]
    pub fn told(&self, text: &str) -> Vec<String> {
        let text = normalised(text);
        let mut found: Vec<String> = Vec::new();
        let mut tell = |words: &str| {
            if !found.iter().any(|one| one.eq_ignore_ascii_case(words)) {
                found.push(words.to_owned());
            }
        };
        for span in spans(&text, &Names::new(self.people.iter().copied())) {
            tell(&text[span.range]);
        }
        for name in &self.people {
            // A list of spans leaves first names out, since a municipality has them all; a group has not.
            for word in words_of(name).into_iter().filter(|word| word.chars().count() > 1) {
                if called(&text, word) {
                    tell(word);
                }
            }
        }
        for place in &self.places {
            if called(&text, place) {
                tell(place);
            }
        }
        let lower = text.to_lowercase();
        for thing in &self.things {
            if !thing.is_empty() && called(&lower, &thing.to_lowercase()) {
                tell(thing);
            }
        }
        // "Anna" says no more once "Anna Holm" is told.
        let whole = found.clone();
        found.retain(|one| !whole.iter().any(|other| other.len() > one.len() && called(other, one)));
        found
    }
}

fn words_of(text: &str) -> Vec<&str> {
    text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// Whether these words stand in a text one after the other, the last with or without the s of the genitive. Case counts: `Bo` is a name and
/// `bo` a verb.
#[must_use]
pub fn called(text: &str, name: &str) -> bool {
    let (words, name) = (words_of(text), words_of(name));
    let Some((last, before)) = name.split_last() else { return false };
    words.windows(name.len()).any(|window| {
        let (end, start) = (window[name.len() - 1], &window[..name.len() - 1]);
        start == before && (end == *last || end.strip_suffix('s') == Some(*last))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_places_and_numbers_are_told_once_and_other_words_are_not() {
        let known = Known {
            people: vec!["Anna Holm", "Bo Ærø"],
            places: vec!["Jammerbugt", "Vesthimmerland"],
            things: vec!["Jobrotation"],
        };
        let told = |text: &str| known.told(text);
        assert_eq!(told("Hos Anna Holm i Jammerbugt gik det godt"), ["Anna Holm", "Jammerbugt"]);
        assert_eq!(told("Annas gruppe i Vesthimmerlands Kommune"), ["Anna", "Vesthimmerland"]);
        assert_eq!(told("Vi vil bo her, og jobrotation hjælper"), ["Jobrotation"]);
        assert_eq!(told("Ring på 22 34 56 78, sagde Bo"), ["22 34 56 78", "Bo"]);
        assert_eq!(told("Kommunerne har nogen at spørge"), Vec::<String>::new());
        assert_eq!(told(""), Vec::<String>::new());
    }

    #[test]
    fn a_name_is_its_words_and_no_part_of_another() {
        assert!(called("Det siger Holm.", "Holm") && called("Holms forslag", "Holm") && called("i Ny By i dag", "Ny By"));
        assert!(
            !called("Holmgaard siger", "Holm") && !called("holm", "Holm") && !called("Ny i By", "Ny By") && !called("noget", "")
        );
    }
}
