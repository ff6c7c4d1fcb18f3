//! The words of a questionnaire's questions with their places, so that they can be changed and nothing else is.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::language::Language;

/// One text of a question, or of one of its choices or statements, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The question's key.
    pub question: String,
    /// What it is of the question.
    pub part: SpokenPart,
    /// The language.
    pub language: Language,
    /// Where it stands in the text of the questionnaire, with what quotes it.
    pub place: Range<usize>,
    /// The words.
    pub words: String,
}

/// What a text is of its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpokenPart {
    /// The question itself.
    Text,
    /// The help below it.
    Help,
    /// What stands before the choices.
    Lead,
    /// The choice of this number, from 1; only where the question does not take a scale that others may take too.
    Choice(usize),
    /// The statement of this number, from 1.
    Item(usize),
}

/// Every text of every question, in order; none if the text is no TOML.
#[must_use]
pub fn spoken(content: &str) -> Vec<Spoken> {
    let Ok(document) = DeTable::parse(content) else { return Vec::new() };
    let root = document.get_ref();
    let pages = tables(root, "page").into_iter().flat_map(|page| tables(page, "question"));
    let mut found = Vec::new();
    for question in pages.chain(tables(root, "question")) {
        let Some(key) = question.get("key").and_then(|node| node.get_ref().as_str()) else { continue };
        for (name, part) in [("text", SpokenPart::Text), ("help", SpokenPart::Help), ("lead", SpokenPart::Lead)] {
            if let Some(DeValue::Table(table)) = question.get(name).map(Spanned::get_ref) {
                texts(table, key, part, &mut found);
            }
        }
        for (number, choice) in (1..).zip(tables(question, "choices")) {
            texts(choice, key, SpokenPart::Choice(number), &mut found);
        }
        for (number, item) in (1..).zip(tables(question, "items")) {
            texts(item, key, SpokenPart::Item(number), &mut found);
        }
    }
    found
}

pub(super) fn tables<'t, 'c>(table: &'t DeTable<'c>, key: &str) -> Vec<&'t DeTable<'c>> {
    let Some(DeValue::Array(array)) = table.get(key).map(Spanned::get_ref) else { return Vec::new() };
    let table = |value: &'t Spanned<DeValue<'c>>| match value.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    };
    array.iter().filter_map(table).collect()
}

fn texts(table: &DeTable<'_>, question: &str, part: SpokenPart, found: &mut Vec<Spoken>) {
    for language in Language::ALL {
        let Some(node) = table.get(language.code()) else { continue };
        let Some(words) = node.get_ref().as_str() else { continue };
        found.push(Spoken { question: question.to_owned(), part, language, place: node.span(), words: words.to_owned() });
    }
}

/// The text of a questionnaire with these words in the places of others; the places are those of [`spoken`] of the same text.
#[must_use]
pub fn reworded(content: &str, new: &[(Range<usize>, String)]) -> String {
    let mut new: Vec<&(Range<usize>, String)> = new.iter().collect();
    new.sort_by_key(|(place, _)| place.start);
    let mut out = String::with_capacity(content.len());
    let mut from = 0;
    for (place, words) in new {
        out.push_str(content.get(from..place.start).unwrap_or_default());
        out.push_str(&quoted(words));
        from = place.end;
    }
    out.push_str(content.get(from..).unwrap_or_default());
    out
}

/// Words as a basic string of TOML (TOML 1.0, section "String").
#[must_use]
pub fn quoted(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 2);
    out.push('"');
    for c in words.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# The question is \"Hvad?\".\n[[page]]\n[[page.question]]\nkey = \"a\" # why\ntext = { da = \"Hvad?\", en = 'What?' }\nchoices = [\n  { value = 4, da = \"Ja\", en = \"Yes\" },\n]\nshow_if = \"b == 1\"\n";

    #[test]
    fn words_are_changed_and_nothing_else() {
        let found = spoken(TEXT);
        let parts: Vec<(SpokenPart, &str)> = found.iter().map(|one| (one.part, one.words.as_str())).collect();
        let choice = SpokenPart::Choice(1);
        assert_eq!(parts, [(SpokenPart::Text, "Hvad?"), (SpokenPart::Text, "What?"), (choice, "Ja"), (choice, "Yes")]);
        let new: Vec<_> = found.iter().map(|one| (one.place.clone(), format!("{}\"", one.words))).collect();
        let changed = reworded(TEXT, &new);
        let wanted = TEXT
            .replace("da = \"Hvad?\"", "da = \"Hvad?\\\"\"")
            .replace("'What?'", "\"What?\\\"\"")
            .replace("\"Ja\"", "\"Ja\\\"\"")
            .replace("\"Yes\"", "\"Yes\\\"\"");
        assert_eq!(changed, wanted);
        let same: Vec<_> = found.iter().map(|one| (one.place.clone(), one.words.clone())).collect();
        assert_eq!(reworded(TEXT, &same), TEXT.replace("'What?'", "\"What?\""));
    }
}
