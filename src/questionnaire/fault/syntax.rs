//! What a TOML reader says of a file that is none, in our own words.
//!
//! The library's messages are English and name its grammar; whoever writes a questionnaire wants to know which sign to mend.

use crate::language::Language;

/// What stands in the library's message, and what that is called in Danish and in English.
const SAID: [(&str, &str, &str); 9] = [
    ("extra `=`", "Der er et »=« for meget", "There is one '=' too many"),
    ("must be quoted", "En tekst skal stå i anførselstegn", "A text must stand in quotation marks"),
    ("comma", "Der mangler et komma mellem to dele", "A comma is missing between two parts"),
    ("unclosed", "En parentes ([ eller {) bliver ikke lukket", "A bracket ([ or {) is not closed"),
    ("unquoted key", "Nøglen har et tegn, den ikke må have", "The key has a character that it must not have"),
    ("missing assignment", "Der mangler et »=« efter nøglen", "A '=' is missing after the key"),
    ("key with no value", "Der mangler et »=« og en værdi efter nøglen", "A '=' and a value are missing after the key"),
    ("string", "Et anførselstegn bliver ikke lukket", "A quotation mark is not closed"),
    ("unexpected key or value", "Der står mere end nøgle og værdi på linjen", "The line holds more than a key and a value"),
];

/// What is wrong, without the library's own words; a message that is not known is still a sentence about the place.
#[must_use]
pub fn syntax(message: &str, language: Language) -> &'static str {
    let known = SAID.iter().find(|(said, _, _)| message.contains(said));
    match (known, language) {
        (Some((_, _, english)), Language::En) => english,
        (Some((_, danish, _)), _) => danish,
        (None, Language::En) => "What stands here does not fit in",
        (None, _) => "Det, der står her, passer ikke ind",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(content: &str) -> Vec<&'static str> {
        let (_, errors) = toml::de::DeTable::parse_recoverable(content);
        errors.iter().map(|error| syntax(error.message(), Language::Da)).collect()
    }

    #[test]
    fn the_librarys_messages_become_our_own() {
        assert_eq!(said("a = = 1\n")[0], "Der er et »=« for meget");
        assert_eq!(said("a = Ja\n")[0], "En tekst skal stå i anførselstegn");
        assert_eq!(said("a = [\"x\" \"y\"]\n")[0], "Der mangler et komma mellem to dele");
        assert_eq!(said("a = [1, 2\n")[0], "En parentes ([ eller {) bliver ikke lukket");
        assert_eq!(said("a = \"Ja\n")[0], "Et anførselstegn bliver ikke lukket");
        assert_eq!(said("a = 1 b = 2\n")[0], "Der står mere end nøgle og værdi på linjen");
        assert_eq!(said("a\n")[0], "Der mangler et »=« og en værdi efter nøglen");
    }
}
