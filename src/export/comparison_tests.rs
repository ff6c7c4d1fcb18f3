//! Every exit of one comparison: the same figures, the same withheld ones, the same marks.

use jiff::civil::date;

use super::comparison::Words;
use super::{comparison_csv, comparison_html, comparison_json, comparison_text};
use crate::compare::fixtures::{extent, multiple, round, single, tally, trials, version};
use crate::compare::{Comparison, Input, RoundInput, Tallies, compare};
use crate::config::Privacy;
use crate::fieldwork::{Access, Population};
use crate::language::Language;
use crate::questionnaire::{Trials, Version, code};

struct Made {
    comparison: Comparison,
    versions: Vec<Version>,
    trials: Trials,
    language: Language,
}

impl Made {
    fn words<'a>(&'a self, versions: &'a [&'a Version]) -> Words<'a> {
        Words { versions, trials: &self.trials, language: self.language }
    }

    fn of(language: Language) -> Self {
        let trials = trials(&["aa", "bb"]);
        let versions: Vec<Version> =
            (1..=2).map(|_| version(1, vec![single("simplified", extent()), multiple("themes")])).collect();
        let mut rounds = [round("eks-2019", date(2019, 1, 7), 1), round("eks-2020", date(2020, 6, 1), 1)];
        rounds[0].synthetic = true;
        rounds[1].access = Access::Open;
        let mut tallies = [Tallies::default(), Tallies::default()];
        for (tallies, counts) in tallies.iter_mut().zip([[3, 8, 11, 9, 3], [1, 4, 7, 12, 5]]) {
            let codes: Vec<(i64, u64)> = (1..).zip(counts).chain([(98, 2)]).collect();
            tally(tallies, Some("aa"), "simplified", &codes);
            tally(
                tallies,
                Some("aa"),
                "themes",
                &[(code::ANSWERED, counts.iter().sum::<u64>() + 2), (1, counts[0]), (2, counts[3])],
            );
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
            shared: Vec::new(),
            language,
        });
        Self { comparison, versions, trials, language }
    }

    fn exits(&self) -> [String; 4] {
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
    let order = ["<h2 id=\"group-0\">Alle</h2>", "class=\"say\"", "<svg", "<table>", "<details>"];
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

/// Rounds of these versions with these counts of "simplified", by municipality where `by` is given.
struct Case {
    versions: Vec<Version>,
    counts: Vec<[u64; 5]>,
    people: Option<u64>,
    waiting: bool,
    language: Language,
    by: Vec<String>,
}

impl Case {
    fn of(versions: Vec<Version>, counts: &[[u64; 5]]) -> Self {
        Self { versions, counts: counts.to_vec(), people: None, waiting: false, language: Language::Da, by: Vec::new() }
    }

    fn exits(&self) -> [String; 4] {
        let trials = trials(&["aa", "bb"]);
        let days = [date(2019, 1, 7), date(2020, 6, 1), date(2021, 3, 1)];
        let rounds: Vec<_> = self
            .versions
            .iter()
            .zip(days)
            .map(|(version, day)| round(&format!("eks-{}", day.year()), day, version.version))
            .collect();
        let mut tallies: Vec<Tallies> = self.counts.iter().map(|_| Tallies::default()).collect();
        for (tallies, counts) in tallies.iter_mut().zip(&self.counts) {
            for place in ["aa", "bb"] {
                tally(tallies, Some(place), "simplified", &(1..).zip(*counts).collect::<Vec<_>>());
            }
        }
        let population = |people| Population(vec![(std::collections::BTreeMap::new(), people)]);
        let inputs = (0..rounds.len()).map(|at| RoundInput {
            round: &rounds[at],
            version: &self.versions[at],
            tallies: &tallies[at],
            population: self.people.map(population),
            waiting: self.waiting,
            published: false,
        });
        let comparison = compare(&Input {
            trials: &trials,
            trial: "eksempel",
            evaluation: None,
            rounds: inputs.collect(),
            approvals: &[],
            by: &self.by,
            privacy: &Privacy::default(),
            linked: None,
            shared: Vec::new(),
            language: self.language,
        });
        Made { comparison, versions: self.versions.clone(), trials, language: self.language }.exits()
    }
}

const TWO: [[u64; 5]; 2] = [[3, 8, 11, 9, 3], [1, 4, 7, 12, 5]];

fn extents(rounds: u32) -> Vec<Version> {
    (0..rounds).map(|_| version(1, vec![single("simplified", extent())])).collect()
}

/// A second version whose scale has other words and other values.
fn changed() -> Vec<Version> {
    let mut scale = extent();
    for (choice, value) in scale.choices.iter_mut().zip(0..5) {
        choice.value = value;
        choice.label = crate::compare::fixtures::text(&format!("Trin {value}"));
    }
    vec![version(1, vec![single("simplified", extent())]), version(2, vec![single("simplified", scale)])]
}

#[test]
fn danish_text_had_machine_codes_for_reasons_and_tests() {
    let [html, text, ..] = Case::of(changed(), &TWO).exits();
    assert!(text.contains("Metode: Ændret: vises ved siden af hinanden (svarenes ordlyd, værdierne bag svarene)"), "{text}");
    assert!(html.contains("svarenes ordlyd, værdierne bag svarene (choice-wording, values)"), "{html}");
    let [html, text, ..] = Case::of(extents(2), &TWO).exits();
    assert!(text.contains("; Brunner–Munzel (eksakt permutation), p = 0,0") && text.contains("; Forskydning δ = 0,2"), "{text}");
    for exit in [html, text] {
        assert!(!exit.contains("brunner-munzel") && !exit.contains("delta"));
    }
}

#[test]
fn a_pair_at_level_a_was_called_changed_for_the_sake_of_the_next_pair() {
    let versions = vec![changed().remove(0), changed().remove(0), changed().remove(1)];
    let [html, text, ..] = Case::of(versions, &[TWO[0], TWO[1], [2, 3, 5, 15, 6]]).exits();
    let step = "Metode (Januar 2019–juni 2020): Samme spørgsmål; Brunner–Munzel";
    assert!(
        text.contains(step) && text.contains("Metode (Juni 2020–marts 2021): Ændret: vises ved siden af hinanden ("),
        "{text}"
    );
    assert!(html.contains("Januar 2019–juni 2020:<ul><li>Samme spørgsmål</li>"), "{html}");
    assert!(html.contains(">Januar 2019, Juni 2020:</text>") && html.contains(">Marts 2021:</text>"), "{html}");
}

#[test]
fn a_small_p_was_printed_with_two_signs() {
    let [html, text, ..] = Case::of(extents(2), &[[40, 30, 20, 10, 5], [5, 10, 20, 30, 40]]).exits();
    for exit in [html, text] {
        assert!(exit.contains("p &lt; 0,001") || exit.contains("p < 0,001"), "{exit}");
        assert!(!exit.contains("p = <") && !exit.contains("p = &lt;"));
    }
}

#[test]
fn large_counts_stood_without_their_thousands_in_text() {
    let [_, text, ..] = Case::of(extents(2), &[[516, 800, 400, 300, 100], [500, 700, 400, 300, 100]]).exits();
    assert!(text.contains("n = 4.232") && text.contains("Slet ikke 1.032,") && !text.contains("1032"), "{text}");
}

#[test]
fn notes_on_holm_and_intervals_stood_where_there_is_neither() {
    let mut versions = extents(2);
    for version in &mut versions {
        version.pages[0].questions[0].primary = true;
    }
    let [html, ..] = Case::of(versions.clone(), &TWO).exits();
    assert!(html.contains("rettet efter Holm") && html.contains("95 % intervaller"));
    let [html, ..] = Case::of(versions, &[[1, 1, 0, 0, 0], [1, 0, 0, 0, 1]]).exits();
    assert!(!html.contains("efter Holm") && !html.contains("95 % interval") && !html.contains("afrundet"), "{html}");
}

#[test]
fn nothing_said_why_there_were_no_figures_for_exactly_these_people() {
    let mut case = Case::of(extents(2), &TWO);
    case.people = Some(60);
    let why = "Flere har svaret, end der er personer. Derfor er der ingen tal for netop disse mennesker.";
    let html = &case.exits()[0];
    assert!(
        html.contains(&format!("Januar 2019: {why}")) && html.contains("andelen blandt netop disse mennesker ligger mellem "),
        "{html}"
    );
}

#[test]
fn three_rounds_did_not_say_which_pair_a_method_belongs_to() {
    let [html, text, ..] = Case::of(extents(3), &[TWO[0], TWO[1], [2, 3, 5, 15, 6]]).exits();
    for pair in ["Januar 2019–juni 2020", "Juni 2020–marts 2021"] {
        assert!(text.contains(&format!("Metode ({pair}): ")) && text.contains(&format!("  {pair}: ")), "{text}");
        assert!(html.contains(&format!("<li>{pair}:<ul>")), "{html}");
    }
}

#[test]
fn a_round_that_takes_answers_did_not_say_when_its_figures_come() {
    let mut case = Case::of(extents(2), &TWO);
    case.waiting = true;
    let [html, text, csv, json] = case.exits();
    for exit in [&html, &text, &csv] {
        assert!(exit.contains("når runden er lukket"), "{exit}");
        assert!(!exit.contains("for at ingen kan regne ud"));
    }
    assert!(
        json.contains(r#""waiting": true"#) && json.contains("når runden er lukket") && json.contains(r#""hidden": "withheld""#)
    );
}

#[test]
fn changed_questions_had_a_line_from_one_round_to_the_other_and_long_names() {
    let mut case = Case::of(extents(2), &TWO);
    case.by = vec!["municipality".to_owned()];
    let [same, ..] = case.exits();
    assert!(
        same.contains("class=\"hollow\"")
            && same.contains(" – andel og ændring i hver gruppe</title>")
            && same.contains("<th scope=\"row\" role=\"rowheader\">aa</th>"),
        "{same}"
    );
    assert!(same.contains("Procenterne er afrundet hver for sig"));
    case.versions = changed();
    let [html, ..] = case.exits();
    assert!(
        !html.contains("class=\"hollow\"")
            && !html.contains("andel og ændring i hver gruppe")
            && html.contains("svarene i hver gruppe"),
        "{html}"
    );
}

#[test]
fn no_table_stood_under_answers_in_words_that_are_shown_as_they_are() {
    let words = crate::questionnaire::Kind::LongText { max_length: 100, missing: Vec::new() };
    let versions: Vec<Version> =
        (0..2).map(|_| version(1, vec![crate::compare::fixtures::question("simplified", words.clone())])).collect();
    let mut case = Case::of(versions, &[[0; 5], [0; 5]]);
    case.counts = Vec::from([[0; 5], [0; 5]]);
    let [html, text, ..] = case.exits();
    assert!(!html.contains("uden en test") && !text.contains("uden en test"), "{text}");
}

#[test]
fn a_census_was_given_as_a_range_from_a_share_to_itself_and_its_change_as_an_effect() {
    let mut case = Case::of(extents(2), &TWO);
    case.people = Some(68);
    let html = case.exits()[0].replace('\u{a0}', " ");
    assert!(html.contains("Januar 2019: alle har svaret, så andelen er 35 %."), "{html}");
    assert!(html.contains("Det beskriver de to tidspunkter og siger ikke, om forsøget har ændret noget."));
}

#[test]
fn a_withheld_question_filled_its_page_with_empty_tables() {
    let [html, ..] = Case::of(extents(2), &[[1, 1, 0, 0, 0], [1, 0, 0, 0, 1]]).exits();
    assert!(!html.contains("<table") && html.contains("<p>Januar 2019: Tallene vises ikke,"), "{html}");
}
