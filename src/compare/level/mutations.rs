//! The mutation test: single changes of one question, each with the level and the reason that the table of the design gives it.
//!
//! Every row changes one thing in a copy of the same version. The question is lowered as the row says, for that reason alone, and no
//! other question is lowered unless the row names it.

use std::collections::BTreeMap;

use super::*;
use crate::compare::fixtures::{choice, dont_know, extent, multiple, question, single, text, version, yes_no};
use crate::compare::wording::{Rewording, marked, rewordings};
use crate::questionnaire::{Audience, Choice, Kind, Missing, Operator, Page, Question, Scale, ScaleKind, Supersedes, Value};

/// What is changed, the question, its level, the reason, the other questions that are lowered with it, and the change.
type Row = (&'static str, &'static str, Level, &'static str, &'static [&'static str], Mutation);

/// One change of the later version.
type Mutation = fn(&mut Version);

const ALL: &[&str] = &["used", "simplified", "how", "themes", "days", "trust.quality", "trust.speed", "why"];

fn base() -> Version {
    let number = Kind::Number { min: Some(0.0), max: Some(100.0), decimals: 0, missing: Vec::new() };
    let items = vec![("quality".to_owned(), text("Kvalitet")), ("speed".to_owned(), text("Fart"))];
    let words = Kind::LongText { max_length: 500, missing: Vec::new() };
    let mut version = version(
        1,
        vec![
            single("used", yes_no()),
            single("simplified", extent()),
            single("how", extent()),
            multiple("themes"),
            question("days", number),
            question("trust", Kind::Battery { scale: extent(), items }),
            question("why", words),
        ],
    );
    at(&mut version, "how").show_if = Some(used(2.0));
    at(&mut version, "how").help = Some(text("Tænk på det sidste år."));
    at(&mut version, "how").lead = Some(text("Det er:"));
    version
}

fn used(value: f64) -> Condition {
    Condition::Compare { key: "used".to_owned(), operator: Operator::Equal, value: Value::Number(value) }
}

fn at<'a>(version: &'a mut Version, key: &str) -> &'a mut Question {
    version.pages.iter_mut().flat_map(|page| &mut page.questions).find(|question| question.key == key).unwrap()
}

fn scale<'a>(version: &'a mut Version, key: &str) -> &'a mut Scale {
    match &mut at(version, key).kind {
        Kind::Single { scale, .. } | Kind::Battery { scale, .. } => scale,
        _ => panic!("no scale"),
    }
}

fn choices<'a>(version: &'a mut Version, key: &str) -> &'a mut Vec<Choice> {
    match &mut at(version, key).kind {
        Kind::Multiple { choices, .. } => choices,
        Kind::Single { scale, .. } | Kind::Battery { scale, .. } => &mut scale.choices,
        _ => panic!("no choices"),
    }
}

fn days(version: &mut Version, min: Option<f64>, max: Option<f64>, decimals: u32, missing: Vec<Missing>) {
    at(version, "days").kind = Kind::Number { min, max, decimals, missing };
}

fn merge(version: &mut Version, by: &[(i64, i64)]) {
    *choices(version, "simplified") = vec![choice(1, "Ikke"), choice(2, "Hverken eller"), choice(3, "I høj grad"), dont_know()];
    map(version, "simplified", by);
}

fn map(version: &mut Version, key: &str, map: &[(i64, i64)]) {
    let map: BTreeMap<i64, i64> = map.iter().copied().collect();
    let supersedes = Supersedes { version: 1, key: key.to_owned(), level: 'C', map, reason: "Færre svar".to_owned() };
    at(version, key).supersedes = Some(supersedes);
}

/// Each choice of the extent scale to itself.
const SAME: [(i64, i64); 5] = [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)];

const WORDS: &[Row] = &[
    ("the question is worded otherwise", "simplified", Level::D, "wording", &[], |v| {
        at(v, "simplified").text = text("Et andet spørgsmål?");
    }),
    ("a comma is added, which nobody has approved", "simplified", Level::D, "wording", &[], |v| {
        at(v, "simplified").text = text("Spørgsmålet, simplified?");
    }),
    ("only the English words are others", "simplified", Level::D, "wording", &[], |v| {
        at(v, "simplified").text.0.insert(Language::En, "Another question?".to_owned());
    }),
    ("help is added", "simplified", Level::D, "wording", &[], |v| at(v, "simplified").help = Some(text("Tænk på et år."))),
    ("help is worded otherwise", "how", Level::D, "wording", &[], |v| {
        at(v, "how").help = Some(text("Tænk på det sidste halve år."));
    }),
    ("help is removed", "how", Level::D, "wording", &[], |v| at(v, "how").help = None),
    ("a lead is added", "simplified", Level::D, "wording", &[], |v| at(v, "simplified").lead = Some(text("Det er:"))),
    ("the lead is removed", "how", Level::D, "wording", &[], |v| at(v, "how").lead = None),
    ("an item of a battery is worded otherwise", "trust.speed", Level::D, "wording", &[], |v| {
        if let Kind::Battery { items, .. } = &mut at(v, "trust").kind {
            items[1].1 = text("Tempo");
        }
    }),
    ("the question above a battery is worded otherwise", "trust.speed", Level::D, "wording", &["trust.quality"], |v| {
        at(v, "trust").text = text("Hvor enig er du?");
    }),
    ("a choice is relabelled", "simplified", Level::D, "choice-wording", &[], |v| {
        choices(v, "simplified")[1].label = text("Lidt");
    }),
    ("a choice is relabelled in English alone", "simplified", Level::D, "choice-wording", &[], |v| {
        choices(v, "simplified")[1].label.0.insert(Language::En, "A little".to_owned());
    }),
    ("\"don't know\" is relabelled", "simplified", Level::D, "choice-wording", &[], |v| {
        choices(v, "simplified")[5].label = text("Det ved jeg ikke");
    }),
    ("one of several choices is relabelled", "themes", Level::D, "choice-wording", &[], |v| {
        choices(v, "themes")[0].label = text("Edb");
    }),
];

const CHOICES: &[Row] = &[
    ("two choices change places", "simplified", Level::D, "order", &[], |v| choices(v, "simplified").swap(1, 2)),
    ("two of several choices change places", "themes", Level::D, "order", &[], |v| choices(v, "themes").swap(0, 1)),
    ("\"don't know\" comes first", "simplified", Level::D, "order", &[], |v| choices(v, "simplified").rotate_right(1)),
    ("the scale is reversed", "simplified", Level::D, "polarity", &[], |v| choices(v, "simplified")[..5].reverse()),
    ("the scale is reversed and its values stay", "simplified", Level::D, "polarity", &[], |v| {
        choices(v, "simplified")[..5].reverse();
        (1..).zip(&mut choices(v, "simplified")[..5]).for_each(|(value, choice)| choice.value = value);
    }),
    ("yes and no change places", "used", Level::D, "polarity", &["how"], |v| choices(v, "used").reverse()),
    ("a choice has another value", "simplified", Level::D, "values", &[], |v| choices(v, "simplified")[0].value = 0),
    ("the order no longer means anything", "simplified", Level::D, "scale-kind", &[], |v| {
        scale(v, "simplified").kind = ScaleKind::Nominal;
    }),
    ("\"don't know\" is added", "used", Level::D, "missing-set", &["how"], |v| choices(v, "used").push(dont_know())),
    ("\"don't know\" is removed", "simplified", Level::D, "missing-set", &[], |v| choices(v, "simplified").truncate(5)),
    ("a missing kind is another", "simplified", Level::D, "missing-set", &[], |v| {
        choices(v, "simplified")[5].missing = Some(Missing::Declined);
    }),
    ("a question without a scale may be declined", "days", Level::D, "missing-set", &[], |v| {
        days(v, Some(0.0), Some(100.0), 0, vec![Missing::Declined]);
    }),
    ("a choice is added", "simplified", Level::E, "choices", &[], |v| choices(v, "simplified").insert(5, choice(6, "Helt"))),
    ("a choice is removed", "simplified", Level::E, "choices", &[], |v| drop(choices(v, "simplified").remove(2))),
    ("one of several choices is removed", "themes", Level::E, "choices", &[], |v| drop(choices(v, "themes").pop())),
    ("an answer in one's own words is added", "simplified", Level::E, "choices", &[], |v| {
        at(v, "simplified").kind = Kind::Single { scale: extent(), other: true };
    }),
    ("\"none of these\" is added", "themes", Level::E, "choices", &[], |v| {
        if let Kind::Multiple { none, .. } = &mut at(v, "themes").kind {
            *none = true;
        }
    }),
    ("a battery's scale loses a choice", "trust.speed", Level::E, "choices", &["trust.quality"], |v| {
        choices(v, "trust").remove(0);
    }),
    ("choices are merged by a total map", "simplified", Level::C, "merged", &[], |v| {
        merge(v, &[(1, 1), (2, 1), (3, 2), (4, 3), (5, 3)]);
    }),
    ("choices are merged into two, which have no order of their own", "simplified", Level::C, "merged", &[], |v| {
        *scale(v, "simplified") = Scale { kind: ScaleKind::Nominal, ..yes_no() };
        choices(v, "simplified").push(dont_know());
        map(v, "simplified", &[(1, 1), (2, 1), (3, 1), (4, 2), (5, 2)]);
    }),
    ("choices are merged by a map that turns them round", "simplified", Level::E, "choices", &[], |v| {
        merge(v, &[(1, 3), (2, 3), (3, 2), (4, 1), (5, 1)]);
    }),
    ("a map leads to no more than two of three choices", "simplified", Level::E, "choices", &[], |v| {
        merge(v, &[(1, 1), (2, 1), (3, 1), (4, 3), (5, 3)]);
    }),
    ("a choice is added and a map declared", "simplified", Level::E, "choices", &[], |v| {
        choices(v, "simplified").insert(5, choice(6, "Helt"));
        map(v, "simplified", &SAME);
    }),
    ("a choice is relabelled and a map declared", "simplified", Level::D, "choice-wording", &[], |v| {
        choices(v, "simplified")[1].label = text("Lidt");
        map(v, "simplified", &SAME);
    }),
    ("the scale is reversed and a map declared", "simplified", Level::D, "polarity", &[], |v| {
        choices(v, "simplified")[..5].reverse();
        map(v, "simplified", &SAME);
    }),
    ("a choice has another value, by a map to the same words", "simplified", Level::C, "merged", &[], |v| {
        choices(v, "simplified")[0].value = 0;
        map(v, "simplified", &[(1, 0), (2, 2), (3, 3), (4, 4), (5, 5)]);
    }),
    ("a choice has another value, by a map to other words", "simplified", Level::D, "values", &[], |v| {
        choices(v, "simplified")[0].value = 0;
        map(v, "simplified", &[(1, 2), (2, 0), (3, 3), (4, 4), (5, 5)]);
    }),
    ("several choices are merged, so that who ticked both would be counted twice", "themes", Level::E, "choices", &[], |v| {
        choices(v, "themes").pop();
        map(v, "themes", &[(1, 1), (2, 2), (3, 3), (4, 4), (5, 4)]);
    }),
    ("choices are merged by a map that forgets one", "simplified", Level::E, "choices", &[], |v| {
        merge(v, &[(1, 1), (2, 1), (3, 2), (4, 3)]);
    }),
];

const REST: &[Row] = &[
    ("several may be chosen", "used", Level::E, "kind", &["how"], |v| at(v, "used").kind = multiple("used").kind),
    ("a number becomes a text", "days", Level::E, "kind", &[], |v| at(v, "days").kind = at(v, "why").kind.clone()),
    ("fewer may be chosen", "themes", Level::D, "limits", &[], |v| {
        if let Kind::Multiple { max_choices, .. } = &mut at(v, "themes").kind {
            *max_choices = Some(2);
        }
    }),
    ("the smallest number is another", "days", Level::D, "limits", &[], |v| days(v, Some(1.0), Some(100.0), 0, Vec::new())),
    ("the largest number is lifted", "days", Level::D, "limits", &[], |v| days(v, Some(0.0), None, 0, Vec::new())),
    ("a number takes decimals", "days", Level::D, "limits", &[], |v| days(v, Some(0.0), Some(100.0), 1, Vec::new())),
    ("a text may be longer", "why", Level::D, "limits", &[], |v| {
        at(v, "why").kind = Kind::LongText { max_length: 2_000, missing: Vec::new() };
    }),
    ("a condition is added", "simplified", Level::D, "routing", &[], |v| at(v, "simplified").show_if = Some(used(2.0))),
    ("the condition is another", "how", Level::D, "routing", &[], |v| at(v, "how").show_if = Some(used(1.0))),
    ("the condition is removed", "how", Level::D, "routing", &[], |v| at(v, "how").show_if = None),
    (
        "some are thanked before they come to it",
        "why",
        Level::D,
        "base",
        &["simplified", "how", "themes", "days", "trust.quality", "trust.speed"],
        |v| {
            at(v, "used").screen_out_if = Some(used(1.0));
        },
    ),
    ("the question that decides who sees it is worded otherwise", "how", Level::D, "base", &["used"], |v| {
        at(v, "used").text = text("Har du brugt det før?");
    }),
    ("it comes before another question", "days", Level::D, "order", &["themes"], |v| v.pages.swap(3, 4)),
    (
        "others are asked",
        "days",
        Level::D,
        "audience",
        &["used", "simplified", "how", "themes", "trust.quality", "trust.speed", "why"],
        |v| {
            v.audience = Audience::Citizen;
        },
    ),
    (
        "a language is taken out",
        "days",
        Level::D,
        "language-removed",
        &["used", "simplified", "how", "themes", "trust.quality", "trust.speed", "why"],
        |v| {
            v.languages.truncate(1);
        },
    ),
    ("a complete language is added", "days", Level::A, "language-added", &[], |v| v.languages.push(Language::Ar)),
];

/// Changes that neither a respondent nor a figure can notice: the later version's top box counts both rounds.
const NOTHING: &[(&str, Mutation)] = &[
    ("nothing", |_| {}),
    ("the top box is another", |v| at(v, "simplified").top = Some(vec![5])),
    ("two choices are said to have an order", |v| scale(v, "used").kind = ScaleKind::Ordinal),
    ("it is in the family that Holm corrects", |v| at(v, "simplified").primary = true),
    ("a page has a title", |v| v.pages[0].title = Some(text("Først"))),
    ("a question is added at the end", |v| v.pages.push(Page { title: None, questions: vec![single("new", yes_no())] })),
    ("a map is declared for choices that are the same", |v| {
        map(v, "simplified", &SAME);
    }),
];

fn after(change: Mutation, approvals: &[Approval]) -> Vec<QuestionDifference> {
    let mut later = base();
    later.version = 2;
    change(&mut later);
    diff(&base(), &later, approvals)
}

fn level(found: &[QuestionDifference], key: &str) -> Option<Level> {
    found.iter().find(|question| question.key == key).and_then(|question| question.level)
}

#[test]
fn every_single_change_of_a_question_lowers_it_to_the_level_of_the_table() {
    assert!(WORDS.len() + CHOICES.len() + REST.len() >= 15);
    for (what, key, wanted, reason, others, change) in [WORDS, CHOICES, REST].concat() {
        let found = after(change, &[]);
        let question = found.iter().find(|question| question.key == key).unwrap();
        let reasons: Vec<&str> = question.differences.iter().map(|difference| difference.reason.code()).collect();
        assert_eq!((question.level, &reasons[..]), (Some(wanted), &[reason][..]), "{what}");
        let lowered: BTreeSet<&str> =
            ALL.iter().copied().filter(|other| *other != key && level(&found, other) != Some(Level::A)).collect();
        assert_eq!(lowered, others.iter().copied().collect(), "{what}: the others");
    }
}

#[test]
fn what_neither_a_respondent_nor_a_figure_can_notice_keeps_every_question_at_level_a() {
    for (what, change) in NOTHING {
        let found = after(*change, &[]);
        assert!(ALL.iter().all(|key| level(&found, key) == Some(Level::A)), "{what}");
    }
}

#[test]
fn an_approval_lifts_changed_words_to_b_and_nothing_else_at_all() {
    for (what, key, wanted, reason, _, change) in [WORDS, CHOICES, REST].concat() {
        let approval = Approval {
            questionnaire: "eksempel-caseworkers".to_owned(),
            from: 1,
            to: 2,
            question: key.to_owned(),
            reason: "Kun et komma".to_owned(),
            by: "Anna".to_owned(),
            on: jiff::civil::date(2020, 1, 1),
        };
        let lifted = if reason.ends_with("wording") { Level::B } else { wanted };
        assert_eq!(level(&after(change, std::slice::from_ref(&approval)), key), Some(lifted), "{what}");
        let of_another = Approval { from: 2, to: 3, ..approval };
        assert_eq!(level(&after(change, &[of_another]), key), Some(wanted), "{what}, approved between other versions");
    }
}

#[test]
fn what_is_reworded_is_shown_word_by_word_in_the_language_and_the_text_that_changed() {
    let shown = |change: Mutation, key: &str| {
        let mut later = base();
        later.version = 2;
        change(&mut later);
        let found = diff(&base(), &later, &[]);
        let question = found.iter().find(|question| question.key == key).unwrap();
        let line = |one: Rewording| format!("{} {} {}", one.part.name(), one.language.code(), marked(&one.segments));
        rewordings(&base(), &later, question).into_iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(shown(|_| {}, "how"), Vec::<String>::new());
    assert_eq!(
        shown(|v| at(v, "how").help = Some(text("Tænk på det sidste halve år.")), "how"),
        ["help da Tænk på det sidste{+ halve+} år.", "help en Tænk på det sidste{+ halve+} år. (en)"]
    );
    assert_eq!(
        shown(|v| drop(choices(v, "used")[1].label.0.insert(Language::En, "Yes".to_owned())), "used"),
        ["choices en 1 Nej (en) · 2[- Ja (en)-]{+ Yes+}"]
    );
    assert_eq!(shown(|v| choices(v, "used").push(dont_know()), "used")[0], "choices da 1 Nej · 2 Ja{+ · 98 Ved ikke+}");
}
