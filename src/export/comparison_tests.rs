//! Every exit of one comparison: the same figures, the same withheld ones, the same marks.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::comparison::Words;
use super::comparison_pictures::{Form, Kind, file};
use super::office::tests::part;
use super::{comparison_csv, comparison_html, comparison_json, comparison_text, comparison_xlsx};
use crate::compare::fixtures::{extent, multiple, round, single, tally, trials, version};
use crate::compare::{Comparison, Input, RoundInput, Tallies, compare, criterion};
use crate::config::Privacy;
use crate::fieldwork::{Access, Population};
use crate::language::Language;
use crate::questionnaire::{Trials, Version, code};

/// A comparison with what its words come from.
pub(super) struct Made {
    pub(super) comparison: Comparison,
    pub(super) versions: Vec<Version>,
    pub(super) trials: Trials,
    pub(super) language: Language,
}

impl Made {
    pub(super) fn words<'a>(&'a self, versions: &'a [&'a Version]) -> Words<'a> {
        Words { versions, trials: &self.trials, language: self.language }
    }

    pub(super) fn of(language: Language) -> Self {
        Self::with(language, &[])
    }

    /// The same with more units, each as large as the first one.
    pub(super) fn with(language: Language, more: &[&str]) -> Self {
        let units: Vec<&str> = ["aa", "bb"].iter().chain(more).copied().collect();
        let trials = trials(&units);
        let versions: Vec<Version> =
            (1..=2).map(|_| version(1, vec![single("simplified", extent()), multiple("themes")])).collect();
        let mut rounds = [round("eks-2019", date(2019, 1, 7), 1), round("eks-2020", date(2020, 6, 1), 1)];
        rounds[0].synthetic = true;
        rounds[1].access = Access::Open;
        let mut tallies = [Tallies::default(), Tallies::default()];
        for (tallies, counts) in tallies.iter_mut().zip([[3, 8, 11, 9, 3], [1, 4, 7, 12, 5]]) {
            let codes: Vec<(i64, u64)> = (1..).zip(counts).chain([(98, 2)]).collect();
            let themes = [(code::ANSWERED, counts.iter().sum::<u64>() + 2), (1, counts[0]), (2, counts[3])];
            for large in ["aa"].iter().chain(more) {
                tally(tallies, Some(large), "simplified", &codes);
                tally(tallies, Some(large), "themes", &themes);
            }
            tally(tallies, Some("bb"), "simplified", &[(1, 1), (5, 2)]);
            tally(tallies, Some("bb"), "themes", &[(code::ANSWERED, 3), (1, 1)]);
        }
        let people = Population(vec![(std::collections::BTreeMap::new(), 60)]);
        let inputs = (0..2)
            .map(|at| RoundInput {
                round: &rounds[at],
                version: &versions[at],
                tallies: &tallies[at],
                population: Some(people.clone()),
                waiting: false,
                published: false,
                entered: BTreeMap::new(),
            })
            .collect();
        let by = ["municipality".to_owned()];
        let privacy = Privacy::default();
        let comparison = compare(&Input {
            trials: &trials,
            trial: "eksempel",
            evaluation: None,
            rounds: inputs,
            approvals: &[],
            by: &by,
            privacy: &privacy,
            linked: None,
            weight_by: &[],
            shared: Vec::new(),
            language,
        });
        Self { comparison, versions, trials, language }
    }

    pub(super) fn exits(&self) -> [String; 4] {
        let versions: Vec<&Version> = self.versions.iter().collect();
        let words = self.words(&versions);
        [
            comparison_html::page(&self.comparison, &words).into_string(),
            comparison_text::write(&self.comparison, &words),
            comparison_csv::write(&self.comparison, &words).unwrap(),
            comparison_json::write(&self.comparison).unwrap(),
        ]
    }
}

#[test]
fn every_exit_says_that_answers_are_made_up_and_that_one_person_may_answer_twice() {
    let [html, text, csv, json] = Made::of(Language::Da).exits();
    assert!(html.contains("Syntetiske svar: opdigtet") && html.contains(">Syntetiske svar</text>"));
    assert!(text.contains("SYNTETISKE SVAR"));
    assert!(csv.lines().skip(1).all(|line| line.starts_with("true,")));
    assert!(json.contains(r#""synthetic": true"#) && json.contains(r#""open_access": true"#));
    for exit in [html, text, csv] {
        assert!(exit.contains("kan besvares flere gange af samme person"));
    }
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_is_guarded_and_a_number_is_not() {
    let mut made = Made::of(Language::Da);
    made.comparison.events[0].name = "=HYPERLINK(\"https://example.dk\")".to_owned();
    let [_, _, csv, _] = made.exits();
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap).collect();
    let cells: Vec<&str> = rows.iter().flat_map(csv::StringRecord::iter).collect();
    assert!(cells.contains(&"'=HYPERLINK(\"https://example.dk\")") && cells.iter().any(|cell| cell.starts_with("-0.")), "{csv}");
}

#[test]
fn the_page_says_it_in_words_before_it_shows_a_number() {
    let [html, ..] = Made::of(Language::Da).exits();
    assert!(html.contains("<h1>Rådgivere, januar 2019 og juni 2020</h1>"), "{html}");
    assert!(html.contains("Januar 2019: 39 af 60 svarede (65\u{a0}%)"), "{html}");
    assert!(html.contains("Mellem runderne: Ny lov (1. januar 2020)"), "{html}");
    let order = ["<h2 id=\"group-0\">Alle</h2>", "class=\"say\"", "<svg", "<table", "<details>"];
    let places: Vec<usize> = order.iter().map(|part| html.find(part).unwrap_or_else(|| panic!("{part}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_page_has_no_identifier_twice() {
    let [html, ..] = Made::of(Language::Da).exits();
    let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn a_withheld_group_says_so_in_every_exit() {
    let [html, text, csv, json] = Made::of(Language::Da).exits();
    let sentence = "Tallene vises ikke, for at ingen kan regne ud, hvad enkelte har svaret.";
    assert!(html.contains("bb Kommune") && html.contains(sentence));
    assert!(text.contains("== bb Kommune ==") && text.contains(sentence));
    assert!(csv.contains(&format!("withheld,,,,,,\"{sentence}\"")), "{csv}");
    assert!(json.contains(r#""hidden": "withheld""#));
}

/// Every number under this value, and every word that is a code, in the order of the file.
fn figures(value: &serde_json::Value, key: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => fields.iter().for_each(|(key, value)| figures(value, key, found)),
        serde_json::Value::Array(items) => items.iter().for_each(|value| figures(value, key, found)),
        // The values of a scale are no figures: a withheld group names no choice.
        serde_json::Value::Number(_) if key == "values" => {}
        serde_json::Value::Number(number) => {
            let shown = number.as_f64().filter(|_| number.is_f64()).map_or_else(|| number.to_string(), |real| real.to_string());
            found.push(shown);
        }
        serde_json::Value::String(text) if ["code", "text", "name", "design", "reasons", "kind"].contains(&key) => {
            found.push(text.clone());
        }
        _ => {}
    }
}

#[test]
fn the_csv_left_out_figures_that_the_json_has() {
    let made = Made::of(Language::Da);
    let [_, _, csv, _] = made.exits();
    // Not read back from the text: serde_json may lose the last digit in reading.
    let json = serde_json::to_value(&made.comparison).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let place = |name: &str| csv.lines().next().unwrap().split(',').position(|column| column == name).unwrap();
    let (column, key, question) = (place("group_column"), place("group_key"), place("question"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut compared = 0;
    for group in json["groups"].as_array().unwrap() {
        let by: Vec<(&str, &str)> =
            group["by"].as_object().unwrap().iter().map(|(column, key)| (column.as_str(), key.as_str().unwrap())).collect();
        let (by_column, by_key) = by.first().copied().unwrap_or_default();
        for told in group["questions"].as_array().unwrap() {
            let of_it =
                |row: &&csv::StringRecord| row[column] == *by_column && row[key] == *by_key && row[question] == told["key"];
            let cells: Vec<&str> = rows.iter().filter(of_it).flat_map(csv::StringRecord::iter).collect();
            let mut wanted = Vec::new();
            figures(told, "", &mut wanted);
            for figure in &wanted {
                assert!(cells.contains(&figure.as_str()), "{figure} of {} in {by:?} is not in the CSV", told["key"]);
            }
            compared += wanted.len();
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn english_readers_get_no_danish_words_of_ours() {
    let [html, text, csv, _] = Made::of(Language::En).exits();
    assert!(html.contains("Caseworkers, January 2019 and June 2020"));
    for exit in [&html, &text, &csv] {
        for danish in ["Andel", "Metode", "Tallene", "svarede", "Mellem runderne", "runder"] {
            assert!(!exit.contains(danish), "{danish}");
        }
    }
}

#[test]
fn the_same_comparison_is_the_same_bytes() {
    assert_eq!(Made::of(Language::Da).exits(), Made::of(Language::Da).exits());
}

#[test]
fn wherever_a_group_s_change_is_told_it_is_said_how_many_were_tested() {
    for language in [Language::Da, Language::En] {
        let made = Made::with(language, &["cc", "dd"]);
        let many = made.comparison.many_tests.clone().unwrap();
        assert!(many.contains(made.words(&[]).say("og ikke som beviser", "not as proof")), "{many}");
        let groups = made.comparison.groups.iter().filter(|group| !group.by.is_empty());
        let changes = groups.flat_map(|group| &group.questions).flat_map(|question| &question.changes);
        let tests = changes.filter(|change| change.test.is_some()).count();
        assert!(tests > 1 && many.contains(&format!("{tests} ")), "{tests}: {many}");
        for exit in made.exits() {
            assert_eq!(exit.matches(&many).count(), 1, "{exit}");
        }
        let versions: Vec<&Version> = made.versions.iter().collect();
        let words = made.words(&versions);
        let dumbbell = |form| file(&made.comparison, &words, "simplified", Kind::Dumbbell, form).unwrap().unwrap();
        let svg = String::from_utf8(dumbbell(Form::Svg)).unwrap();
        let last: String =
            svg.split("</desc>").nth(1).unwrap().split('>').map(|piece| piece.split('<').next().unwrap()).collect();
        let plain = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
        assert!(plain(&last).ends_with(&plain(&many)), "{svg}");
        let book = comparison_xlsx::write(&made.comparison, &words).unwrap();
        let told = |sheet: usize| part(&book, &format!("xl/worksheets/sheet{sheet}.xml")).matches(&many).count();
        // The overview and the changes beside each change of a group that was tested, the last sheet once.
        assert_eq!([told(1), told(3), told(5)], [tests, tests, 1]);
        let mut own = made.comparison.clone();
        own.keep_municipalities(|unit| unit == "aa");
        assert_eq!(own.many_tests, Some(many), "the changes of the others were tested too");
    }
    assert_eq!(Made::of(Language::Da).comparison.many_tests, None, "one unit is withheld with the other");
}

#[test]
fn the_numbers_in_bars_are_said_to_be_answers() {
    let [html, ..] = Made::of(Language::Da).exits();
    assert!(html.contains("<p class=\"small\">Tallene er antal svar, længden er andelen.</p>"), "{html}");
}

#[test]
fn the_rule_by_which_words_are_chosen_stands_beside_them() {
    for language in [Language::Da, Language::En] {
        let made = Made::of(language);
        let [html, text, ..] = made.exits();
        let plain = html.replace("&quot;", "\"");
        assert!(plain.contains(criterion(language)) && text.contains(criterion(language)), "{html}");
    }
}
