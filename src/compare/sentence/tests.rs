//! The headline against its own figures: never more sure than what stands in the table under it.

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;

use crate::compare::comparison::{Change, ShiftSize};
use crate::compare::fixtures::{extent, multiple, round, single, tally, trials, version, yes_no};
use crate::compare::{Input, RoundInput, Tallies, compare};
use crate::config::Privacy;
use crate::language::Language;
use crate::questionnaire::{Question, ScaleKind, code};

/// The change of one question between two rounds with these codes.
fn change(question: &Question, rounds: [&[(i64, u64)]; 2], language: Language) -> Change {
    let trials = trials(&["aa"]);
    let version = version(1, vec![question.clone()]);
    let lines = [round("eks-2019", date(2019, 1, 7), 1), round("eks-2020", date(2020, 6, 1), 1)];
    let mut tallies = [Tallies::default(), Tallies::default()];
    for (tallies, codes) in tallies.iter_mut().zip(rounds) {
        tally(tallies, Some("aa"), &question.key, codes);
    }
    let inputs = (0..2).map(|at| RoundInput {
        round: &lines[at],
        version: &version,
        tallies: &tallies[at],
        population: None,
        waiting: false,
        published: false,
        entered: BTreeMap::new(),
    });
    let mut comparison = compare(&Input {
        trials: &trials,
        trial: "eksempel",
        evaluation: None,
        rounds: inputs.collect(),
        approvals: &[],
        by: &[],
        privacy: &Privacy::default(),
        linked: None,
        weight_by: &[],
        shared: Vec::new(),
        language,
    });
    comparison.groups.remove(0).questions.remove(0).changes.remove(0)
}

fn codes(counts: &[u64]) -> Vec<(i64, u64)> {
    (1..).zip(counts.iter().copied()).collect()
}

fn simplified(rounds: [&[u64]; 2], language: Language) -> Change {
    let (one, other) = (codes(rounds[0]), codes(rounds[1]));
    change(&single("simplified", extent()), [&one, &other], language)
}

fn said(rounds: [&[u64]; 2]) -> String {
    simplified(rounds, Language::Da).sentence
}

#[test]
fn a_sure_shift_is_not_told_as_three_more_points_in_the_top_box() {
    let rounds: [&[u64]; 2] = [&[15, 3, 2, 5, 5], &[1, 2, 16, 6, 5]];
    assert_eq!(said(rounds), "Svarene har samlet set flyttet sig mod »I høj grad«. Det er næppe tilfældigt.");
    let english = simplified(rounds, Language::En).sentence;
    assert_eq!(english, "Taken together, the answers moved towards \"I høj grad (en)\". That is hardly chance.");
}

#[test]
fn a_sure_move_down_is_not_told_as_more_in_the_top_box() {
    let down = said([&[400, 400, 600, 300, 300], &[610, 400, 370, 320, 300]]);
    assert_eq!(down, "Svarene har samlet set flyttet sig lidt mod »Slet ikke«. Det er næppe tilfældigt.");
    let level = said([&[400, 400, 600, 300, 300], &[610, 400, 390, 300, 300]]);
    assert_eq!(level, "Svarene har samlet set flyttet sig lidt mod »Slet ikke«. Det er næppe tilfældigt.");
}

#[test]
fn a_difference_that_is_sure_by_its_own_interval_is_told_as_one() {
    let sure = said([&[30, 40, 60, 40, 30], &[10, 20, 50, 70, 50]]);
    assert_eq!(
        sure,
        "Flere end før svarer »I nogen grad« eller »I høj grad«. Forskellen er 25 procentpoint. Det er næppe tilfældigt."
    );
}

#[test]
fn what_these_numbers_cannot_show_is_said_before_one_percentage_point() {
    let rounds: [&[u64]; 2] = [&[10, 20, 30, 25, 15], &[10, 20, 29, 25, 16]];
    assert_eq!(
        said(rounds),
        "Vi kan ikke se, om noget har ændret sig. En ændring under omkring 19 procentpoint er mindre, end disse tal som regel kan vise. \
         Andelen, der svarer »I nogen grad« eller »I høj grad«, er 1 procentpoint højere end før."
    );
    let english = simplified(rounds, Language::En).sentence;
    assert!(english.ends_with("is 1 percentage point higher than before."), "{english}");
    assert!(!english.contains("1 percentage points"));
    // Twelve people more or less are eight points, and still nothing that so few can show.
    let few = said([&[2, 2, 3, 3, 2], &[2, 2, 2, 4, 2]]);
    assert!(
        few.starts_with("Vi kan ikke se, om noget har ændret sig. En stigning under omkring 54 procentpoint er mindre, end")
            && few.contains("et fald kan de ikke vise, uanset hvor stort"),
        "{few}"
    );
}

#[test]
fn another_spread_does_not_claim_that_the_middle_stood_still() {
    let spread = said([&[0, 2, 16, 2, 0], &[7, 2, 2, 2, 7]]);
    assert_eq!(
        spread,
        "Svarene fordeler sig på en anden måde end før. Vi kan ikke se, om de samlet set ligger højere eller lavere."
    );
}

#[test]
fn an_option_is_not_called_sure_for_the_sake_of_the_whole_question() {
    let mut kinds = extent();
    kinds.kind = ScaleKind::Nominal;
    let question = single("kinds", kinds);
    // p of the whole is .04, but no option is below .05 after Holm.
    let (one, other) = (codes(&[20, 10, 5, 12, 8]), codes(&[9, 12, 13, 6, 12]));
    let change = change(&question, [&one, &other], Language::Da);
    assert!(change.test.as_ref().unwrap().p < 0.05, "{:?}", change.test);
    assert!(change.options.iter().all(|option| option.changes[0].p_holm > 0.05));
    assert_eq!(change.sentence, "Svarene fordeler sig på en anden måde end før. Det er næppe tilfældigt.");
}

#[test]
fn of_two_groups_the_one_with_more_evidence_never_has_the_more_doubtful_sentence() {
    // Twenty points more, of few: chance gives as much in more than every third comparison.
    let few = simplified([&[2, 1, 2, 2, 1], &[1, 1, 2, 3, 2]], Language::Da);
    let many = simplified([&[20, 18, 20, 22, 16], &[14, 18, 20, 26, 22]], Language::Da);
    let p = |change: &Change| change.test.as_ref().unwrap().p;
    let points = |change: &Change| change.top_box.as_ref().unwrap().difference;
    assert!(p(&few) > 1.0 / 3.0 && p(&many) < 1.0 / 3.0 && points(&few) > points(&many), "{few:?} {many:?}");
    assert!(few.sentence.starts_with("Vi kan ikke se, om noget har ændret sig."), "{}", few.sentence);
    assert!(few.sentence.contains("procentpoint højere end før"), "{}", few.sentence);
    assert!(many.sentence.starts_with("Flere end før svarer") && many.sentence.ends_with("tilfældigt."), "{}", many.sentence);
}

#[test]
fn a_shift_is_called_small_medium_or_large_by_its_size_alone() {
    let size =
        |rounds: [&[u64]; 2]| simplified(rounds, Language::Da).effect.as_ref().and_then(crate::compare::comparison::Effect::size);
    assert_eq!(size([&[10, 10, 10, 10, 10], &[10, 10, 10, 10, 11]]), Some(ShiftSize::Negligible));
    assert_eq!(size([&[3, 8, 11, 9, 3], &[1, 4, 7, 12, 5]]), Some(ShiftSize::Small));
    assert_eq!(size([&[15, 3, 2, 5, 5], &[1, 2, 16, 6, 5]]), Some(ShiftSize::Medium));
    assert_eq!(size([&[0, 20, 20, 0, 0], &[0, 0, 20, 20, 0]]), Some(ShiftSize::Large));
    let used = change(&single("used", yes_no()), [&[(1, 20), (2, 20)], &[(1, 10), (2, 30)]], Language::Da);
    assert_eq!(used.effect.unwrap().size(), None, "a difference of shares has points");
}

#[test]
fn from_nobody_a_share_cannot_fall() {
    let none = said([&[10, 12, 8, 0, 0], &[11, 12, 7, 0, 0]]);
    assert!(
        none.starts_with("Ingen svarede »I nogen grad« eller »I høj grad« i nogen af runderne. En stigning under omkring"),
        "{none}"
    );
    assert!(none.ends_with("er mindre, end disse tal som regel kan vise.") && !none.contains("fald"), "{none}");
    let all = said([&[0, 0, 0, 15, 16], &[0, 0, 0, 16, 14]]);
    assert!(all.starts_with("Alle svarede »I nogen grad« eller »I høj grad« i begge runder. Et fald under omkring"), "{all}");
}

const EXTENTS: [&str; 5] = ["Slet ikke", "I mindre grad", "Hverken eller", "I nogen grad", "I høj grad"];
const THEMES: [&str; 5] = ["IT", "Lov", "Tid", "Kurser", "Andet"];

/// The difference, with its interval, of whatever the headline names: the top box of a scale, else the option with these words.
fn named(change: &Change, options: &[&str]) -> (f64, f64, f64) {
    if let (true, Some(top)) = (options.is_empty(), &change.top_box) {
        return (top.difference, top.low, top.high);
    }
    let word = |value: i64| usize::try_from(value - 1).ok().and_then(|at| options.get(at)).copied().unwrap();
    let named = change.options.iter().find(|option| change.sentence.contains(&format!("»{}«", word(option.value)))).unwrap();
    let moved = &named.changes[0];
    assert!(moved.p_holm < 0.05, "{} {moved:?}", change.sentence);
    (moved.difference, moved.low, moved.high)
}

fn holds(change: &Change, options: &[&str]) {
    let sentence = &change.sentence;
    if !sentence.contains("næppe tilfældigt") {
        return;
    }
    let test = change.test.as_ref().unwrap();
    assert!(test.p < 0.05, "{sentence} {test:?}");
    assert!(!sentence.contains("Andelen, der svarer") && !sentence.contains("kan vise"), "{sentence}");
    let upward = sentence.contains("Flere end før");
    if !upward && !sentence.contains("Færre end før") {
        return;
    }
    let (difference, low, high) = named(change, options);
    assert!(low > 0.0 || high < 0.0, "the interval holds none: {sentence} {change:?}");
    assert_eq!(difference > 0.0, upward, "{sentence} {change:?}");
    if let Some(delta) = change.effect.as_ref().filter(|effect| effect.name == "delta") {
        assert_eq!(delta.estimate > 0.0, upward, "{sentence} {delta:?}");
    }
}

fn counts(options: usize) -> impl Strategy<Value = Vec<u64>> {
    let small = prop::collection::vec(0..25_u64, options);
    let large = prop::collection::vec(0..900_u64, options);
    prop_oneof![small, large].prop_filter("enough answers", |counts| counts.iter().sum::<u64>() >= 8)
}

/// One rule decides whether a change is told as one, whatever the question is like; a scale that lies otherwise is told by its shape.
fn is_told_by_p_alone(change: &Change) {
    let (Some(test), sentence) = (&change.test, &change.sentence) else { return };
    if sentence.contains("på en anden måde end før") {
        return;
    }
    let unseen =
        sentence.contains("Vi kan ikke se") || sentence.starts_with("Ingen svarede") || sentence.starts_with("Alle svarede");
    assert_eq!(unseen, test.p > 1.0 / 3.0, "{sentence} {change:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whether_a_change_is_told_is_decided_by_its_p_alone(one in counts(5), other in counts(5)) {
        is_told_by_p_alone(&simplified([&one, &other], Language::Da));
        let two = |counts: &[u64]| codes(&[counts[0] + counts[1], counts[2] + counts[3] + counts[4]]);
        is_told_by_p_alone(&change(&single("used", yes_no()), [&two(&one), &two(&other)], Language::Da));
    }

    #[test]
    fn hardly_chance_never_stands_beside_a_difference_that_may_be_none(one in counts(5), other in counts(5)) {
        holds(&simplified([&one, &other], Language::Da), &[]);
    }

    #[test]
    fn nor_does_it_for_two_options(one in counts(2), other in counts(2)) {
        holds(&change(&single("used", yes_no()), [&codes(&one), &codes(&other)], Language::Da), &[]);
    }

    #[test]
    fn nor_for_options_without_an_order_or_several_at_once(one in counts(5), other in counts(5)) {
        let mut kinds = extent();
        kinds.kind = ScaleKind::Nominal;
        holds(&change(&single("kinds", kinds), [&codes(&one), &codes(&other)], Language::Da), &EXTENTS);
        let ticked = |counts: &[u64]| {
            let most = counts.iter().copied().max().unwrap_or(0);
            codes(counts).into_iter().chain([(code::ANSWERED, most + 3)]).collect::<Vec<_>>()
        };
        holds(&change(&multiple("themes"), [&ticked(&one), &ticked(&other)], Language::Da), &THEMES);
    }
}
