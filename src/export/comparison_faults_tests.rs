//! Faults that a comparison's exits had, each of which must not come back.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::comparison_tests::Made;
use crate::compare::fixtures::{extent, round, single, tally, trials, version};
use crate::compare::{Input, RoundInput, Tallies, compare};
use crate::config::Privacy;
use crate::fieldwork::Population;
use crate::language::Language;
use crate::questionnaire::Version;

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
            entered: BTreeMap::new(),
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
            weight_by: &[],
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
    assert!(html.contains("svarenes ordlyd, værdierne bag svarene") && !html.contains("choice-wording"), "{html}");
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
        html.contains(&format!("Januar 2019: {why}")) && html.contains("ligger andelen blandt netop disse mennesker mellem "),
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
