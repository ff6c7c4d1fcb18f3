//! The level of each single change of a question, one by one, against the table of the design.

use jiff::civil::date;

use super::*;
use crate::compare::fixtures::{choice, dont_know, extent, multiple, question, single, text, version, yes_no};
use crate::questionnaire::{Kind, Operator, Question, Scale, Supersedes, Value};

fn base() -> Version {
    let number = Kind::Number { min: None, max: None, decimals: 0, missing: Vec::new() };
    version(1, vec![single("used", yes_no()), single("simplified", extent()), multiple("themes"), question("days", number)])
}

/// The second version, after one change.
fn changed(change: impl FnOnce(&mut Version)) -> Version {
    let mut later = base();
    later.version = 2;
    change(&mut later);
    later
}

fn at<'a>(version: &'a mut Version, key: &str) -> &'a mut Question {
    version.pages.iter_mut().flat_map(|page| &mut page.questions).find(|question| question.key == key).unwrap()
}

fn scale<'a>(version: &'a mut Version, key: &str) -> &'a mut Scale {
    match &mut at(version, key).kind {
        Kind::Single { scale, .. } => scale,
        _ => panic!("not a single"),
    }
}

fn level_of(later: &Version, key: &str, approvals: &[Approval]) -> (Option<Level>, Vec<&'static str>) {
    let found = diff(&base(), later, approvals).into_iter().find(|difference| difference.key == key).unwrap();
    (found.level, found.differences.iter().map(|difference| difference.reason.code()).collect())
}

fn approval(question: &str) -> Approval {
    Approval {
        questionnaire: "eksempel-caseworkers".to_owned(),
        from: 1,
        to: 2,
        question: question.to_owned(),
        reason: "Kun et komma".to_owned(),
        by: "Anna".to_owned(),
        on: date(2020, 1, 1),
    }
}

fn condition() -> Condition {
    Condition::Compare { key: "used".to_owned(), operator: Operator::Equal, value: Value::Number(2.0) }
}

#[test]
fn the_same_questions_are_at_level_a_without_a_reason() {
    for key in ["used", "simplified", "themes", "days"] {
        assert_eq!(level_of(&changed(|_| {}), key, &[]), (Some(Level::A), vec![]));
    }
}

#[test]
fn a_question_that_decides_the_routing_takes_what_it_routes_down_with_it() {
    let mut earlier = base();
    at(&mut earlier, "simplified").show_if = Some(condition());
    let mut later = earlier.clone();
    later.version = 2;
    at(&mut later, "used").text = text("Har du brugt det før?");
    let found = diff(&earlier, &later, &[]);
    assert_eq!(found[1].level, Some(Level::D));
    assert_eq!(found[1].differences[0].reason, Reason::Base);
    assert_eq!(found[2].level, Some(Level::A));
}

#[test]
fn an_approval_makes_changed_words_cosmetic_and_nothing_else() {
    let wording = changed(|v| at(v, "simplified").text = text("Spørgsmålet: simplified?"));
    assert_eq!(level_of(&wording, "simplified", &[approval("simplified")]), (Some(Level::B), vec!["wording"]));
    assert_eq!(level_of(&wording, "simplified", &[approval("used")]).0, Some(Level::D));
    let more = changed(|v| {
        at(v, "simplified").text = text("Spørgsmålet: simplified?");
        at(v, "simplified").show_if = Some(condition());
    });
    assert_eq!(level_of(&more, "simplified", &[approval("simplified")]).0, Some(Level::D));
}

fn merged(map: &[(i64, i64)]) -> Version {
    changed(|v| {
        scale(v, "simplified").choices =
            vec![choice(1, "Ikke"), choice(2, "Hverken eller"), choice(3, "I høj grad"), dont_know()];
        at(v, "simplified").supersedes = Some(Supersedes {
            version: 1,
            key: "simplified".to_owned(),
            level: 'C',
            map: map.iter().copied().collect(),
            reason: "Færre svar".to_owned(),
        });
    })
}

#[test]
fn a_total_map_merges_choices_and_a_partial_one_does_not() {
    let total = merged(&[(1, 1), (2, 1), (3, 2), (4, 3), (5, 3)]);
    assert_eq!(level_of(&total, "simplified", &[]), (Some(Level::C), vec!["merged"]));
    let partial = merged(&[(1, 1), (2, 1), (3, 2), (4, 3)]);
    assert_eq!(level_of(&partial, "simplified", &[]), (Some(Level::E), vec!["choices"]));
    let reworded = {
        let mut later = total.clone();
        at(&mut later, "simplified").text = text("Noget andet?");
        later
    };
    assert_eq!(level_of(&reworded, "simplified", &[]).0, Some(Level::D));
}

#[test]
fn a_complete_new_language_is_a_footnote_at_level_a() {
    let later = changed(|v| v.languages.push(Language::Ar));
    assert_eq!(level_of(&later, "days", &[]), (Some(Level::A), vec!["language-added"]));
}

#[test]
fn new_and_dropped_questions_have_no_level() {
    let later = changed(|v| {
        v.pages.remove(0);
        v.pages.push(crate::questionnaire::Page { title: None, questions: vec![single("new", yes_no())] });
    });
    let found = diff(&base(), &later, &[]);
    let (new, dropped) = (&found[found.len() - 2], &found[found.len() - 1]);
    assert_eq!((new.key.as_str(), new.level, new.dropped), ("new", None, false));
    assert_eq!((dropped.key.as_str(), dropped.level, dropped.dropped), ("used", None, true));
}

fn wrong(change: impl FnOnce(&mut Version), question: &str) -> Pointless {
    approvable(&base(), &changed(change), &approval(question)).unwrap_err()
}

#[test]
fn an_approval_that_could_not_lift_a_reversed_scale_was_taken_without_a_word() {
    let reversed = wrong(|version| scale(version, "simplified").choices[..5].reverse(), "simplified");
    assert_eq!(reversed, Pointless::Stays(Level::D, vec![Reason::Polarity]));
    let other = wrong(
        |version| {
            at(version, "simplified").text = text("Et andet spørgsmål?");
            scale(version, "simplified").choices[0].value = 0;
        },
        "simplified",
    );
    assert_eq!(other, Pointless::Stays(Level::D, vec![Reason::Values]));
    assert_eq!(wrong(|_| {}, "simplified"), Pointless::Unchanged);
    let new = |version: &mut Version| version.pages[0].questions.push(single("new", yes_no()));
    assert_eq!(wrong(new, "new"), Pointless::InOneVersion);
    let words = changed(|version| at(version, "simplified").text = text("Spørgsmålet simplified ?"));
    assert_eq!(approvable(&base(), &words, &approval("simplified")), Ok(()));
}

#[test]
fn the_level_carries_the_newest_approval_that_it_rests_on() {
    let words = changed(|version| at(version, "simplified").text = text("Spørgsmålet simplified ?"));
    let newer = Approval { by: "Bo".to_owned(), ..approval("simplified") };
    let found = |later: &Version| diff(&base(), later, &[approval("simplified"), newer.clone()]);
    let of = |later: &Version| found(later).into_iter().find(|question| question.key == "simplified").unwrap().approval;
    assert_eq!(of(&words), Some(newer.clone()));
    assert_eq!(of(&changed(|_| {})), None);
}

#[test]
fn every_reason_has_a_code_that_leads_back_to_it_and_words_in_both_languages() {
    for code in
        ["kind", "choices", "merged", "wording", "choice-wording", "values", "order", "polarity", "scale-kind", "missing-set"]
    {
        let reason = Reason::from_code(code).unwrap();
        assert_eq!(reason.code(), code);
        assert_ne!(reason.words(Language::Da), reason.words(Language::En));
    }
    assert_eq!(Reason::from_code("shared-panel"), None);
}
