//! The picture of register figures: what is marked, what is withheld, and what those hear who do not see it.

use super::*;
use crate::register::{Amount, Key, Reported, Viewer, measures};
use crate::time::Timestamp;

fn reported(municipality: &str, group: &str, period: &str, value: &str, unit: Unit) -> Reported {
    let (municipality, group) = (municipality.to_owned(), group.to_owned());
    let line = group.clone();
    let figure = Figure {
        key: Key { measure: "Mål".to_owned(), municipality, group, period: Period::parse(period).unwrap() },
        amount: Amount::parse(value, unit).unwrap(),
        source: "x".to_owned(),
        note: String::new(),
        show_small: false,
    };
    Reported { id: 1, figure, by: "Kirsten".to_owned(), at: Timestamp(0), line }
}

/// The picture as a part of a page, as everybody sees it.
fn drawn(figures: &[Reported], along: Along) -> Option<String> {
    let viewer = Viewer { knows: &|_| false, sees: &|_| true };
    let measures = measures(figures, &["thisted"], viewer);
    let name = |line: &Line| format!("{}{}", line.municipality, line.group);
    let happened = |from, last, words: &str| Happened { from, last, words: words.to_owned() };
    let events = [
        happened(date(2018, 7, 1), date(2018, 7, 1), "Forsøget begynder, 1. juli 2018"),
        happened(date(2010, 1, 1), date(2012, 1, 1), "Længst forbi"),
        happened(date(2010, 1, 1), Date::MAX, "Hele tiden"),
        happened(date(2030, 1, 1), date(2030, 1, 1), "Langt ude"),
    ];
    let words = RegisterWords { title: "Mål", name: &name, events: &events, id: "m1", language: Language::Da };
    super::super::register(&measures[0], along, &words).map(|picture| picture.inline().into_string())
}

#[test]
fn a_line_has_its_baseline_marked_its_comparison_dashed_and_the_start_of_the_trial() {
    let months = |group, period, value| reported("thisted", group, period, value, Unit::Months);
    let figures = [
        months("", "nulpunkt 2018-H1", "14,2"),
        months("", "2019-H1", "11,5"),
        months("sammenligning: landet", "2018-H1", "14"),
        months("sammenligning: landet", "2019-H1", "13,9"),
    ];
    let svg = drawn(&figures, Along::Days).unwrap();
    for part in [
        "role=\"img\"",
        "thisted: 1. halvår 2018 (nulpunkt) 14,2\u{a0}måneder, 1. halvår 2019 11,5\u{a0}måneder.",
        "Nulpunkt: før forsøget",
        "stroke-dasharray=\"5 4\"",
        "Forsøget begynder, 1. juli 2018",
        ">14,2<",
        ">11,5<",
        ">2018<",
        "Tallene er i måneder",
    ] {
        assert!(svg.contains(part), "{part} is not in {svg}");
    }
    assert!(!svg.contains("Langt ude"), "{svg}");
    assert!(drawn(&figures, Along::Months).is_none(), "there is no follow-up");
    assert!(drawn(&figures[..1], Along::Days).is_none(), "one point is no line");
}

#[test]
fn shares_have_their_intervals_and_what_is_withheld_says_so() {
    let count = |municipality, period, value| reported(municipality, "", period, value, Unit::Count);
    let shares = [count("", "2018", "12 af 100"), count("", "2019", "30 af 100")];
    let svg = drawn(&shares, Along::Days).unwrap();
    assert!(svg.contains("Andel i % med 95 % interval") && svg.contains(">30\u{a0}%<"), "{svg}");
    let small =
        [count("", "2018", "120"), count("", "2019", "130"), count("thisted", "2018", "3"), count("thisted", "2019", "4")];
    let svg = drawn(&small, Along::Days).unwrap();
    assert!(svg.contains("Vises ikke") && svg.contains("thisted: 2018 vises ikke, 2019 vises ikke."), "{svg}");
    assert!(!svg.contains(">3<") && !svg.contains(">4<"), "{svg}");
}

#[test]
fn follow_ups_stand_along_the_months() {
    let share = |group, period, value| reported("", group, period, value, Unit::Percent);
    let figures = [
        share("", "3m", "12"),
        share("", "6m", "20"),
        share("", "9m", "31"),
        share("sammenligning: andre", "3m", "10"),
        share("sammenligning: andre", "9m", "15"),
    ];
    let svg = drawn(&figures, Along::Months).unwrap();
    for part in [">3<", ">6<", ">9<", ">md.<", ">31\u{a0}%<", "efter 9 måneder 31\u{a0}%"] {
        assert!(svg.contains(part), "{part} is not in {svg}");
    }
    assert!(drawn(&figures, Along::Days).is_none());
}

#[test]
fn however_many_figures_there_are_every_number_stays_on_the_paper() {
    let years: Vec<Reported> = (1990..2030).map(|year| reported("", "", &year.to_string(), "4.800.000", Unit::Kroner)).collect();
    let viewer = Viewer { knows: &|_| true, sees: &|_| true };
    let measures = measures(&years, &[], viewer);
    let words = RegisterWords { title: "Mål", name: &|_| String::new(), events: &[], id: "m1", language: Language::Da };
    let picture = draw(&measures[0], Along::Days, &words).unwrap();
    for shape in &picture.drawing.shapes {
        if let Shape::Text(text) = shape {
            let wide = letters::width(&text.said, text.size, text.bold);
            let left = match text.anchor {
                Anchor::Start => text.x,
                Anchor::Middle => text.x - wide / 2.0,
                Anchor::End => text.x - wide,
            };
            assert!(left >= -1.0 && left + wide <= WIDTH + 1.0, "{} at {left}", text.said);
        }
    }
}
