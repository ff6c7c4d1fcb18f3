//! The words of a review of cases: what stands on the page, in the terminal and in the CSV when figures are there and when they are not.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::{Told, csv, html, text};
use crate::compare::fixtures::{self, dont_know, extent, multiple, question, single, tally, version, yes_no};
use crate::compare::{CaseReview, Input, NUMBER_OFFSET, RoundInput, Tallies, case_review};
use crate::config::Privacy;
use crate::export::comparison::Words;
use crate::fieldwork::Population;
use crate::language::Language;
use crate::questionnaire::{Kind, Version, code};

fn audit() -> Version {
    let number = Kind::Number { min: None, max: None, decimals: 0, missing: Vec::new() };
    let mut scale = yes_no();
    scale.choices.push(dont_know());
    let text = Kind::LongText { max_length: 100, missing: Vec::new() };
    version(
        1,
        vec![
            single("used", scale),
            single("simplified", extent()),
            multiple("themes"),
            question("days", number),
            question("words", text),
        ],
    )
}

/// Twenty cases of aa and six of bb.
fn counts() -> Tallies {
    let mut tallies = Tallies::default();
    let mut add = |unit: &str, item: &str, counts: &[(i64, u64)]| tally(&mut tallies, Some(unit), item, counts);
    add("aa", "used", &[(1, 12), (2, 6), (98, 2)]);
    add("bb", "used", &[(1, 3), (2, 3)]);
    add("aa", "simplified", &[(4, 11), (5, 9)]);
    add("bb", "simplified", &[(3, 2), (4, 4)]);
    add("aa", "themes", &[(code::ANSWERED, 20), (1, 9), (2, 4)]);
    add("bb", "themes", &[(code::ANSWERED, 6), (1, 3)]);
    add("aa", "days", &[(code::ANSWERED, 20), (NUMBER_OFFSET + 2, 11), (NUMBER_OFFSET + 7, 9)]);
    add("bb", "days", &[(code::ANSWERED, 6), (NUMBER_OFFSET + 3, 6)]);
    add("aa", "words", &[(code::ANSWERED, 20)]);
    add("bb", "words", &[(code::ANSWERED, 6)]);
    tallies
}

fn review(version: &Version, waiting: bool, population: Option<u64>) -> (CaseReview, crate::questionnaire::Trials) {
    let (trials, tallies) = (fixtures::trials(&["aa", "bb"]), counts());
    let round = fixtures::round("tilsyn", date(2019, 1, 1), 1);
    let population = population.map(|all| Population(vec![([("municipality".to_owned(), "aa".to_owned())].into(), all)]));
    let input = Input {
        trials: &trials,
        trial: "eksempel",
        evaluation: None,
        rounds: vec![RoundInput {
            round: &round,
            version,
            tallies: &tallies,
            population,
            waiting,
            published: false,
            entered: BTreeMap::new(),
        }],
        approvals: &[],
        by: &["municipality".to_owned()],
        privacy: &Privacy::default(),
        linked: None,
        weight_by: &[],
        shared: Vec::new(),
        language: Language::Da,
    };
    let review = case_review(&input, None, &[]).unwrap();
    drop(input);
    (review, trials)
}

fn exits(waiting: bool, population: Option<u64>, language: Language) -> [String; 3] {
    let version = audit();
    let (review, trials) = review(&version, waiting, population);
    let versions = [&version];
    let told = Told { review: &review, words: Words { versions: &versions, trials: &trials, language } };
    // A number and its sign stay on one line.
    [text::write(&told), html::body(&told).into_string(), csv::write(&review).unwrap()].map(|exit| exit.replace('\u{a0}', " "))
}

#[test]
fn every_kind_of_question_has_its_sentence_in_both_languages() {
    let [text, page, csv] = exits(false, Some(40), Language::Da);
    for words in [
        "26 af 40 sager er læst (65 %).",
        "Nej: 15 af 24 sager (63 %). I alle 40 sager ligger andelen med 95 % sikkerhed mellem",
        "Oftest: I nogen grad, 15 af 26 sager (58 %).",
        "Oftest: IT, 12 af 26 sager (46 %).",
        "I gennemsnit 4,0 i 26 sager.",
        "Uden for procenten: Ved ikke: 2",
    ] {
        assert!(text.contains(words), "{words}: {text}");
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!text.contains("Spørgsmålet words?") && !page.contains("Spørgsmålet words?"), "what people wrote is read elsewhere");
    assert!(csv.starts_with("part,municipality,question,choice,count,n,population,share,"), "{csv}");
    assert!(csv.contains("\nmean,,days,,,26,40,"), "{csv}");
    let [text, page, _] = exits(false, Some(40), Language::En);
    assert!(text.contains("26 of 40 cases have been read (65%).") && page.contains("On average 4.0 in 26 cases."), "{text}");
}

#[test]
fn what_is_not_shown_says_why_in_every_exit() {
    let [text, page, csv] = exits(true, None, Language::Da);
    assert!(text.contains("26 sager er læst. Svarene vises, når runden er lukket."), "{text}");
    assert!(page.contains("Vises, når runden er lukket.") && !page.contains("12 af"), "{page}");
    assert!(csv.lines().filter(|line| line.starts_with("share,")).all(|line| line.ends_with(",withheld,false")), "{csv}");
    let [text, ..] = exits(false, None, Language::Da);
    assert!(text.contains("Hvor mange sager der er i alt, vides ikke"), "{text}");
    assert!(text.contains("Usikkerhed: "), "{text}");
}
