//! Every picture as its figures ask for it, with what a screen reader is told.

use super::*;
use crate::compare::{Change, MissingCounts, Refusal, RefusalCode};

pub(super) fn round(key: &str, counts: Option<&[u64]>, missing: u64) -> QuestionRound {
    let n = counts.map(|counts| counts.iter().sum::<u64>());
    QuestionRound {
        round: key.to_owned(),
        key: None,
        base: n.map(|n| n + missing),
        n,
        not_shown: n.map(|_| 0),
        counts: counts.map(<[u64]>::to_vec),
        values: None,
        missing: n.map(|_| MissingCounts { dont_know: missing, ..MissingCounts::default() }),
        mean: None,
        sd: None,
        top_box: None,
        weighted: None,
        hidden: counts.is_none().then(|| "withheld".to_owned()),
        told_by_whole: false,
        absent: None,
        own: None,
    }
}

pub(super) fn question(scale: &str, rounds: Vec<QuestionRound>) -> QuestionComparison {
    QuestionComparison {
        key: "simplified".to_owned(),
        kind: "single".to_owned(),
        scale: Some(scale.to_owned()),
        level: Some("A".to_owned()),
        reasons: Vec::new(),
        approvals: Vec::new(),
        design: "independent".to_owned(),
        linked_n: None,
        primary: true,
        values: vec![1, 2, 3, 4, 5],
        rounds,
        changes: Vec::new(),
        trend: None,
    }
}

fn drawn(question: &QuestionComparison, synthetic: bool) -> Option<String> {
    let choices = ["Slet ikke", "I mindre grad", "Hverken eller", "I nogen grad", "I høj grad"].map(str::to_owned);
    told(question, synthetic, &[choices.to_vec(), choices.to_vec()])
}

fn told(question: &QuestionComparison, synthetic: bool, own: &[Vec<String>]) -> Option<String> {
    let rounds = ["Januar 2019".to_owned(), "Juni 2020".to_owned()];
    let choices = own.last().unwrap();
    let title = "I hvor høj grad?";
    let words = Words { title, rounds: &rounds, choices, own, id: "q1", synthetic, language: Language::Da };
    picture(question, &words).map(|picture| picture.inline().into_string())
}

pub(super) fn not_comparable() -> Change {
    Change {
        from: "a".to_owned(),
        to: "b".to_owned(),
        test: None,
        effect: None,
        top_box: None,
        shape: None,
        options: Vec::new(),
        refused: Some(Refusal { code: RefusalCode::NotComparable, text: String::new() }),
        dont_know: None,
        moved: None,
        beside: None,
        detectable: None,
        code_list: None,
        sentence: String::new(),
        level: None,
        reasons: Vec::new(),
    }
}

fn both() -> Vec<QuestionRound> {
    vec![round("a", Some(&[2, 4, 7, 14, 7]), 3), round("b", Some(&[1, 2, 3, 13, 10]), 0)]
}

#[test]
fn a_scale_has_its_numbers_inside_its_words_in_the_legend_and_the_whole_in_its_description() {
    let svg = drawn(&question("ordinal", both()), false).unwrap();
    assert!(svg.contains(r#"role="img" aria-labelledby="q1-t q1-d""#));
    assert!(svg.contains("Januar 2019, n = 34: Slet ikke 2, I mindre grad 4, Hverken eller 7, I nogen grad 14, I høj grad 7."));
    for part in [">14</text>", ">n = 34</text>", ">Slet ikke</text>", "#542788", "Ved ikke, ikke svaret og lignende"] {
        assert!(svg.contains(part), "{part}\n{svg}");
    }
    assert!(!svg.contains("Syntetiske"));
}

#[test]
fn the_neutral_option_is_split_at_the_centre() {
    let question = question("ordinal", vec![round("a", Some(&[0, 0, 10, 0, 0]), 0), round("b", Some(&[5, 0, 0, 0, 5]), 0)]);
    let svg = drawn(&question, false).unwrap();
    let centre = 140.0 + (720.0 - 140.0) / 2.0;
    assert!(svg.contains(&format!(r#"<line x1="{centre}" x2="{centre}""#)), "{svg}");
    assert!(svg.contains(r#"x="140" y="14" width="578""#), "{svg}");
}

#[test]
fn a_scale_has_a_ruler_with_its_unit_on_both_sides_of_the_centre() {
    let svg = drawn(&question("ordinal", both()), false).unwrap();
    let (wide, slim) = svg.split_once(r#"class="slim""#).expect("a layout for phones");
    // At most 28 % lie left of the centre and 83 % right of it.
    for picture in [wide, slim] {
        let found = |share: &str| picture.matches(&format!(">{share}\u{a0}%</text>")).count();
        assert_eq!(["0", "25", "50", "75", "100"].map(found), [1, 2, 1, 1, 0], "{picture}");
    }
}

#[test]
fn options_have_a_ruler_from_nobody_to_everybody() {
    let svg = drawn(&question("nominal", both()), false).unwrap();
    for picture in svg.split(r#"class="slim""#) {
        for share in ["0", "25", "50", "75", "100"] {
            assert!(picture.contains(&format!(">{share}\u{a0}%</text>")), "{share}: {picture}");
        }
    }
}

#[test]
fn a_picture_has_a_layout_for_phones_with_the_same_numbers_and_a_name_of_its_own() {
    for scale in ["ordinal", "nominal"] {
        let svg = drawn(&question(scale, both()), true).unwrap();
        let (wide, slim) = svg.split_once("</svg>").expect("two layouts");
        assert!(wide.contains(r#"class="broad""#) && wide.contains(r#"viewBox="0 0 720 "#), "{wide}");
        assert!(
            slim.contains(r#"viewBox="0 0 360 "#) && slim.contains(r#"id="q1-slim-t""#) && !slim.contains(r#"id="q1-t""#),
            "{slim}"
        );
        let description = |svg: &str| {
            svg.split_once("<desc ").and_then(|(_, rest)| Some(rest.split_once('>')?.1.split_once('<')?.0.to_owned()))
        };
        assert!(description(wide).is_some() && description(wide) == description(slim), "{svg}");
        assert!(slim.contains(">Syntetiske svar</text>") && slim.contains(">Juni 2020"), "{slim}");
        // No letter is smaller than 11 px on a screen of 320 px.
        assert!(slim.replace(r#"font-size="13""#, "").matches("font-size").count() == 1, "{slim}");
    }
}

#[test]
fn a_withheld_round_has_a_line_of_words_in_place_of_its_bar() {
    let svg = drawn(&question("ordinal", vec![both().remove(0), round("b", None, 0)]), false).unwrap();
    assert!(svg.contains(">Vises ikke</text>"));
    assert!(drawn(&question("ordinal", vec![round("a", None, 0), round("b", None, 0)]), false).is_none());
}

#[test]
fn made_up_answers_are_marked_inside_the_picture() {
    for scale in ["ordinal", "nominal"] {
        assert!(drawn(&question(scale, both()), true).unwrap().contains(">Syntetiske svar</text>"));
    }
}

#[test]
fn changed_questions_stand_apart_and_incomparable_ones_are_not_drawn_together() {
    let mut changed = question("ordinal", both());
    changed.level = Some("D".to_owned());
    changed.changes = vec![not_comparable()];
    assert!(drawn(&changed, false).unwrap().contains(r#"stroke-dasharray="10 6""#));
    changed.level = Some("E".to_owned());
    assert!(drawn(&changed, false).is_none());
}

#[test]
fn options_without_an_order_have_a_bar_per_round_with_its_share() {
    let svg = drawn(&question("nominal", both()), false).unwrap();
    assert!(svg.contains("41\u{a0}% (14)"), "{svg}");
    assert!(svg.contains("Juni 2020, 29 svar: Slet ikke 3\u{a0}%"));
}

#[test]
fn a_changed_question_had_the_later_words_on_its_earlier_bars() {
    let mut changed = question("ordinal", both());
    changed.level = Some("D".to_owned());
    let words = |all: [&str; 5]| all.map(str::to_owned).to_vec();
    let own = [words(["Nul", "Lidt", "Midt", "Mere", "Mest"]), words(["Slet ikke", "Mindre", "Hverken", "Nogen", "Høj"])];
    let svg = told(&changed, false, &own).unwrap();
    assert!(svg.contains("<title>Nul: 2</title>") && svg.contains("<title>Slet ikke: 1</title>"), "{svg}");
    assert!(
        svg.contains("n = 34: Nul 2, Lidt 4") && svg.contains(">Januar 2019:</text>") && svg.contains(">Nul</text>"),
        "{svg}"
    );
    changed.scale = Some("nominal".to_owned());
    assert!(told(&changed, false, &own).is_none(), "bars of one option cannot stand for two");
}

#[test]
fn large_numbers_were_read_aloud_without_their_thousands() {
    let large = question("ordinal", vec![round("a", Some(&[1032, 500, 400, 300, 217]), 0), both().remove(1)]);
    let svg = drawn(&large, false).unwrap();
    assert!(svg.contains("n = 2.449: Slet ikke 1.032,") && svg.contains("<title>Slet ikke: 1.032</title>"), "{svg}");
    assert!(!svg.contains("1032") && !svg.contains("2449"));
}
