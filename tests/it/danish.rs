//! Every Danish text that people read is spelt as the dictionary spells it, and citizens' texts are easy to read.
//!
//! The dictionary is Debian's (hunspell-da); words of the field that it lacks stand in `tests/data/danish-words.txt`, each because a
//! person looked it up. LIX is words per sentence plus long words (more than six letters) per hundred (Björnsson 1968).

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use nulpunkt::questionnaire::Audience;

use crate::house::project;
use crate::paper::letter_texts;
use crate::source::sources;

/// Every text of a questionnaire under a key `da`, with the path to it.
fn danish(value: &toml::Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        toml::Value::Table(table) => {
            for (key, inner) in table {
                match inner.as_str().filter(|_| key == "da") {
                    Some(text) => found.push((path.to_owned(), text.to_owned())),
                    None => danish(inner, &format!("{path}.{key}"), found),
                }
            }
        }
        toml::Value::Array(all) => all.iter().enumerate().for_each(|(at, inner)| danish(inner, &format!("{path}[{at}]"), found)),
        _ => {}
    }
}

/// A shipped questionnaire as it is read here.
struct Questionnaire {
    file: String,
    /// Whether citizens read it.
    citizens: bool,
    /// Its Danish texts with their paths.
    texts: Vec<(String, String)>,
}

fn questionnaires() -> Vec<Questionnaire> {
    let mut found = Vec::new();
    let mut folders: Vec<_> =
        fs::read_dir(project().join("surveys")).expect("the surveys").flatten().map(|entry| entry.path()).collect();
    let guides = fs::read_dir(project().join("surveys/focus-groups")).expect("the guides");
    folders.extend(guides.flatten().map(|entry| entry.path()));
    folders.sort();
    for folder in folders {
        let files: Vec<_> = if folder.is_dir() {
            fs::read_dir(&folder).expect("a questionnaire").flatten().map(|entry| entry.path()).collect()
        } else {
            vec![folder]
        };
        for file in files.into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "toml")) {
            let table: toml::Table = fs::read_to_string(&file).expect("UTF-8").parse().expect("TOML");
            let citizens = table.get("audience").and_then(toml::Value::as_str) == Some("citizen");
            let mut texts = Vec::new();
            danish(&toml::Value::Table(table), "", &mut texts);
            let file = file.strip_prefix(project()).expect("below").display().to_string();
            found.push(Questionnaire { file, citizens, texts });
        }
    }
    found
}

/// A text without its placeholders, marks of Markdown, and what is quoted or written as code.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut closing = None;
    for c in text.chars() {
        match (closing, c) {
            (Some(close), _) => {
                if c == close {
                    closing = None;
                }
            }
            (None, '{') => closing = Some('}'),
            (None, '`') => closing = Some('`'),
            (None, '»') => closing = Some('«'),
            (None, '[') => closing = Some(']'),
            (None, '*' | '#' | '<' | '>') => out.push(' '),
            (None, _) => out.push(c),
        }
    }
    let is_code = |word: &&str| {
        word.starts_with('-')
            || word.contains(['_', '=', '/', '"'])
            || word.contains(".toml")
            || word.find('(') > Some(0)
            || word.chars().any(|c| c.is_ascii_digit())
    };
    out.split_whitespace().filter(|word| !is_code(word)).collect::<Vec<_>>().join(" ")
}

/// The words that the dictionary and the list of the field do not know.
fn unknown(text: &str) -> BTreeSet<String> {
    let mut hunspell = Command::new("hunspell")
        .args(["-d", "da_DK", "-i", "utf-8", "-l", "-p"])
        .arg(project().join("tests/data/danish-words.txt"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("hunspell with its Danish dictionary: tests/run installs them");
    let mut stdin = hunspell.stdin.take().expect("its standard input");
    let text = text.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = hunspell.wait_with_output().expect("hunspell ends");
    writer.join().expect("a thread").expect("hunspell reads");
    assert!(output.status.success(), "hunspell failed");
    let known = fs::read_to_string(project().join("tests/data/danish-words.txt")).expect("the list of words");
    let known: BTreeSet<&str> = known.lines().collect();
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|word| word.trim_end_matches('.').to_owned())
        .filter(|word| !known.contains(word.as_str()))
        .collect()
}

#[test]
fn every_questionnaire_is_spelt_as_the_dictionary_spells() {
    let all = questionnaires();
    let text: String = all.iter().flat_map(|one| &one.texts).map(|(_, text)| plain(text) + "\n").collect();
    let mut faults = Vec::new();
    for word in unknown(&text) {
        for Questionnaire { file, texts, .. } in &all {
            faults.extend(texts.iter().filter(|(_, text)| text.contains(&word)).map(|(path, _)| format!("{file}{path}: {word}")));
        }
    }
    assert!(faults.is_empty(), "misspelt, or a word of the field for tests/data/danish-words.txt:\n{}", faults.join("\n"));
}

#[test]
fn every_danish_text_of_the_program_is_spelt_as_the_dictionary_spells() {
    let files: Vec<_> = sources("src").into_iter().filter(|source| source.path.ends_with("danish.rs")).collect();
    let mut all: Vec<(String, String)> =
        files.iter().flat_map(|source| source.literals().into_iter().map(|text| (source.path.clone(), text))).collect();
    for path in files_named("da.toml") {
        let table: toml::Table = fs::read_to_string(&path).expect("UTF-8").parse().expect("TOML");
        strings(&toml::Value::Table(table), &path.display().to_string(), &mut all);
    }
    all.retain(|(_, text)| text.contains(' '));
    let text: String = all.iter().map(|(_, text)| plain(text) + "\n").collect();
    let mut faults = Vec::new();
    for word in unknown(&text) {
        faults.extend(
            all.iter().filter(|(_, text)| text.contains(&word)).map(|(path, text)| format!("{path}: {word} in \"{text}\"")),
        );
    }
    assert!(faults.is_empty(), "misspelt, or a word of the field for tests/data/danish-words.txt:\n{}", faults.join("\n"));
}

/// Every text in a table of words.
fn strings(value: &toml::Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        toml::Value::Table(table) => table.iter().for_each(|(key, inner)| strings(inner, &format!("{path}.{key}"), found)),
        toml::Value::Array(all) => all.iter().for_each(|inner| strings(inner, path, found)),
        toml::Value::String(text) => found.push((path.to_owned(), text.clone())),
        _ => {}
    }
}

fn files_named(name: &str) -> Vec<std::path::PathBuf> {
    let mut waiting = vec![project().join("src")];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for path in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                waiting.push(path);
            } else if path.file_name().is_some_and(|file| file == name) {
                found.push(path);
            }
        }
    }
    found
}

/// LIX of running text: sentences end at `. : ! ?`.
pub(crate) fn lix(text: &str) -> f64 {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect();
    let sentences = text.matches(['.', ':', '!', '?']).count().max(1);
    let long = words.iter().filter(|word| word.chars().count() > 6).count();
    let words = words.len().max(1) as f64;
    words / sentences as f64 + 100.0 * long as f64 / words
}

#[test]
fn what_citizens_read_has_a_lix_of_thirty_at_most() {
    for Questionnaire { file, citizens, texts } in questionnaires() {
        let sentences = |path: &str| !["choices", "items", "title", "scales"].iter().any(|part| path.contains(part));
        let read: Vec<String> = texts
            .iter()
            .filter(|(path, _)| sentences(path))
            .map(|(_, text)| {
                // What stands in a placeholder is read as the name of a municipality is.
                let text = text.replace("{municipality.name}", "Thisted Kommune");
                let ended = text.trim_end().ends_with(['.', ':', '!', '?']);
                format!("{}{} ", plain(&text), if ended { "" } else { "." })
            })
            .collect();
        let found = lix(&read.concat());
        assert!(!citizens || found <= 30.0, "{file}: LIX {found:.1}");
    }
}

#[test]
fn every_letter_is_easy_to_read_and_spelt_as_the_dictionary_spells() {
    let mut faults = Vec::new();
    let mut all = String::new();
    for (what, audience, text) in letter_texts() {
        let most = if audience == Audience::Citizen { 30.0 } else { 40.0 };
        let found = lix(&text);
        if found > most {
            faults.push(format!("{what} has a LIX of {found:.1}: {text}"));
        }
        all.push_str(&plain(&text));
        all.push('\n');
    }
    let names = ["Thisted", "Nulpunkt"];
    faults
        .extend(unknown(&all).into_iter().filter(|word| !names.contains(&word.as_str())).map(|word| format!("misspelt: {word}")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_misspelt_word_and_a_hard_text_are_noticed() {
    assert_eq!(unknown("Tak for din hjelp med undersøgelsen"), BTreeSet::from(["hjelp".to_owned()]));
    assert!(lix("Myndighedsudøvelsen forudsætter sagsbehandlingsmæssige helhedsvurderinger.") > 60.0);
    let source = sources("src").into_iter().find(|source| source.path.ends_with("danish.rs")).expect("Danish texts");
    assert!(source.literals().iter().any(|text| text.contains(' ')), "{} has no text", source.path);
}
