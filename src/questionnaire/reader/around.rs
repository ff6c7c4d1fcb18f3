//! The words around the questions: title, introduction, closing, the notice, titles of pages and the labels of scales. A form changes them
//! where they stand, and nothing else in the text is touched.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::notice::PARTS;
use super::spoken::{quoted, tables};
use crate::language::Language;

/// The texts that every version has, in the order in which a respondent meets them.
const HEADS: [&str; 3] = ["title", "introduction", "closing"];

/// One text around the questions, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// What it is.
    pub part: AroundPart,
    /// The language.
    pub language: Language,
    /// Where it stands in the text of the questionnaire, with what quotes it.
    pub place: Range<usize>,
    /// The words.
    pub words: String,
}

/// What a text around the questions is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AroundPart {
    /// `title`, `introduction` or `closing`.
    Head(&'static str),
    /// A part of the notice, such as `purpose`.
    Notice(&'static str),
    /// The title of the page with this number, from 1.
    Page(usize),
    /// The label of a choice, by the scale's name and its number from 1.
    Label(String, usize),
}

/// Every text around the questions that stands there; none if the text is no TOML.
#[must_use]
pub fn around(content: &str) -> Vec<Around> {
    let Ok(document) = DeTable::parse(content) else { return Vec::new() };
    let root = document.get_ref();
    let mut found = Vec::new();
    let mut take = |node: Option<&Spanned<DeValue<'_>>>, part: &AroundPart| {
        let Some(DeValue::Table(table)) = node.map(Spanned::get_ref) else { return };
        for language in Language::ALL {
            let Some(node) = table.get(language.code()) else { continue };
            let Some(words) = node.get_ref().as_str() else { continue };
            found.push(Around { part: part.clone(), language, place: node.span(), words: words.to_owned() });
        }
    };
    for head in HEADS {
        take(root.get(head), &AroundPart::Head(head));
    }
    if let Some(DeValue::Table(notice)) = root.get("notice").map(Spanned::get_ref) {
        for part in PARTS {
            take(notice.get(*part), &AroundPart::Notice(part));
        }
    }
    for (number, page) in (1..).zip(tables(root, "page")) {
        take(page.get("title"), &AroundPart::Page(number));
    }
    if let Some(DeValue::Table(scales)) = root.get("scales").map(Spanned::get_ref) {
        for (name, scale) in scales {
            let Some(DeValue::Table(scale)) = Some(scale.get_ref()) else { continue };
            let Some(DeValue::Array(choices)) = scale.get("choices").map(Spanned::get_ref) else { continue };
            for (number, choice) in (1..).zip(choices.iter()) {
                take(Some(choice), &AroundPart::Label(name.get_ref().to_string(), number));
            }
        }
    }
    found
}

/// The text with every part of the frame and every language that it offers, empty where nobody wrote it yet; the notice only where asked
/// for. None where the text is no TOML.
#[must_use]
pub fn with_all_around(content: &str, with_notice: bool) -> Option<String> {
    let document = DeTable::parse(content).ok()?;
    let root = document.get_ref();
    let languages = offered(root);
    let empty = languages.iter().map(|language| format!("{} = \"\"", language.code())).collect::<Vec<_>>().join(", ");
    let mut new: Vec<(usize, String)> = Vec::new();
    missing_languages(content, &DeValue::Table(root.clone()), &(0..0), &languages, &mut new);
    // What stands before the first header is the questionnaire's own: the very beginning always is.
    for head in HEADS.iter().filter(|head| root.get(**head).is_none()) {
        new.push((0, format!("{head} = {{ {empty} }}\n")));
    }
    if with_notice {
        match root.get_key_value("notice") {
            None => {
                let parts: Vec<String> = PARTS.iter().map(|part| format!("{part} = {{ {empty} }}\n")).collect();
                let parts = parts.concat();
                let glue = if content.is_empty() || content.ends_with('\n') { "" } else { "\n" };
                new.push((content.len(), format!("{glue}\n[notice]\n{parts}")));
            }
            Some((name, node)) => {
                let DeValue::Table(notice) = node.get_ref() else { return None };
                let end = content.get(name.span().end..)?;
                // A notice written otherwise than below its header is for whoever wrote it.
                if end.starts_with(']') {
                    let at = name.span().end + end.find('\n').map_or(end.len(), |line| line + 1);
                    let parts = PARTS.iter().filter(|part| notice.get(**part).is_none());
                    new.extend(parts.map(|part| (at, format!("{part} = {{ {empty} }}\n"))));
                }
            }
        }
    }
    Some(inserted(content, new))
}

/// The text with one more language, in which nothing is written yet. None where it is no TOML or names no languages.
#[must_use]
pub fn with_language(content: &str, language: Language) -> Option<String> {
    let document = DeTable::parse(content).ok()?;
    let node = document.get_ref().get("languages")?;
    let mut languages = offered(document.get_ref());
    if !languages.contains(&language) {
        languages.push(language);
    }
    let list = languages.iter().map(|language| quoted(language.code())).collect::<Vec<_>>().join(", ");
    let mut out = content.to_owned();
    out.replace_range(node.span(), &format!("[{list}]"));
    with_all_around(&out, false)
}

fn offered(root: &DeTable<'_>) -> Vec<Language> {
    let Some(DeValue::Array(array)) = root.get("languages").map(Spanned::get_ref) else { return Vec::new() };
    array.iter().filter_map(|code| Language::from_code(code.get_ref().as_str()?)).collect()
}

/// Where a text has some of the languages and not this one: at the end of its braces.
fn missing_languages(
    content: &str,
    value: &DeValue<'_>,
    place: &Range<usize>,
    languages: &[Language],
    new: &mut Vec<(usize, String)>,
) {
    match value {
        DeValue::Array(array) => {
            for node in array {
                missing_languages(content, node.get_ref(), &node.span(), languages, new);
            }
        }
        DeValue::Table(table) => {
            for (_, node) in table {
                missing_languages(content, node.get_ref(), &node.span(), languages, new);
            }
            let is_text =
                Language::ALL.iter().any(|language| table.get(language.code()).is_some_and(|node| node.get_ref().is_str()));
            let braces = content.get(place.clone()).and_then(|text| text.strip_prefix('{')?.strip_suffix('}'));
            if let (true, Some(inner)) = (is_text, braces) {
                let inner = inner.trim_end();
                let glue = if inner.ends_with(',') { "" } else { "," };
                let absent = languages.iter().filter(|language| table.get(language.code()).is_none());
                let more: Vec<String> = absent.map(|language| format!(" {} = \"\"", language.code())).collect();
                if !more.is_empty() {
                    new.push((place.start + 1 + inner.len(), format!("{glue}{}", more.join(","))));
                }
            }
        }
        _ => {}
    }
}

/// The text with more at these places.
fn inserted(content: &str, mut new: Vec<(usize, String)>) -> String {
    new.sort_by_key(|(at, _)| *at);
    let mut out = String::with_capacity(content.len());
    let mut from = 0;
    for (at, words) in new {
        out.push_str(content.get(from..at).unwrap_or_default());
        out.push_str(&words);
        from = at;
    }
    out.push_str(content.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "key = \"a\" # the key\nlanguages = [\"da\", \"en\"]\ntitle = { da = \"Titel\" }\n\n[scales.s]\nchoices = [\n  { value = 1, da = \"Ja\", en = 'Yes' },\n  { value = 2, da = \"Nej\" }, # no\n]\n\n[[question]]\nkey = \"q\"\ntext = { da = \"Hvad?\" }\n";

    #[test]
    fn what_is_missing_is_put_where_it_belongs_and_nothing_else_is_touched() {
        let whole = with_all_around(TEXT, true).unwrap();
        let wanted = format!(
            "introduction = {{ da = \"\", en = \"\" }}\nclosing = {{ da = \"\", en = \"\" }}\n{}\n[notice]\n{}",
            TEXT.replace("da = \"Titel\"", "da = \"Titel\", en = \"\"")
                .replace("da = \"Nej\"", "da = \"Nej\", en = \"\"")
                .replace("da = \"Hvad?\"", "da = \"Hvad?\", en = \"\""),
            PARTS.iter().map(|part| format!("{part} = {{ da = \"\", en = \"\" }}\n")).collect::<Vec<_>>().concat()
        );
        assert_eq!(whole, wanted);
        assert_eq!(with_all_around(&whole, true).as_deref(), Some(whole.as_str()));
        let found = around(&whole);
        assert_eq!(found.len(), 2 * (3 + 8 + 2));
        assert!(found.iter().all(|one| whole[one.place.clone()].trim_matches(['"', '\'']) == one.words));
    }

    #[test]
    fn a_notice_that_was_begun_gets_its_other_parts_below_its_header() {
        let text = "languages = [\"da\"]\ntitle = { da = \"t\" }\nintroduction = { da = \"i\" }\nclosing = { da = \"c\" }\n[notice] # why\npurpose = { da = \"p\" }\n[[question]]\n";
        let whole = with_all_around(text, true).unwrap();
        assert!(whole.contains("[notice] # why\nlegal_basis = { da = \"\" }\n"), "{whole}");
        assert_eq!(whole.matches("purpose").count(), 1);
        assert_eq!(with_all_around(text, false).as_deref(), Some(text));
    }

    #[test]
    fn a_language_more_stands_in_every_text() {
        let more = with_language(TEXT, Language::En).unwrap();
        assert!(more.contains("{ da = \"Hvad?\", en = \"\" }"));
        let one = TEXT.replace("[\"da\", \"en\"]", "[\"da\"]").replace(", en = 'Yes'", "");
        let more = with_language(&one, Language::En).unwrap();
        assert!(
            more.contains("languages = [\"da\", \"en\"]")
                && more.contains("da = \"Ja\", en = \"\"")
                && more.contains("da = \"Hvad?\", en = \"\""),
            "{more}"
        );
        assert_eq!((with_language("= ", Language::En), with_all_around("= ", true)), (None, None));
    }
}
