//! Who was asked of what, and what they said of it, told apart.

use std::collections::BTreeSet;

use super::matrix::{Cell, Counts, Lines, csv, matrices};
use super::tests::{Drawn, talks};
use crate::focusgroup::LineKind;
use crate::language::Language;
use crate::store::NoteLine;
use crate::time::Timestamp;

fn line(id: i64, question: &str, replaces: Option<i64>) -> NoteLine {
    NoteLine {
        id,
        client_id: format!("line-{id}"),
        question: question.to_owned(),
        speaker: String::new(),
        kind: LineKind::Statement,
        words: "Noget".to_owned(),
        replaces,
        by: "Nina".to_owned(),
        at: Timestamp(0),
    }
}

/// Three groups, a point about the first of the trials that the drawn worlds know, and one statement of the first group on it.
fn world() -> super::Talks {
    let drawn: Drawn = (
        vec![vec![0, 1, 2], vec![3], vec![6]],
        vec![(3, BTreeSet::from([0])), (0, BTreeSet::new())],
        vec![(0, 0, 0, true, false, true, 0)],
    );
    let mut talks = talks(&drawn);
    talks.claims.statements[0].question = "fewer-talks".to_owned();
    talks
}

#[test]
fn a_cell_tells_not_asked_from_not_held_and_from_nothing_said() {
    let mut talks = world();
    talks.participants.iter_mut().filter(|one| one.group_id == 1).for_each(|one| one.attended = false);
    // The politicians are not asked of the last theme here.
    talks.guides[2].1.themes.retain(|theme| theme.key != "results");
    let lines = Lines::from([(0, vec![line(1, "fewer-talks", None), line(2, "fewer-talks", Some(1)), line(3, "company", None)])]);
    let [themes, trials] = matrices(&talks, &lines, Language::Da);
    let row = themes.rows.iter().find(|(key, ..)| key == "results").unwrap();
    assert_eq!(row.2, [Cell::Said { said: 2, points: 1 }, Cell::NotHeld, Cell::NotAsked]);
    let row = themes.rows.iter().find(|(key, ..)| key == "network").unwrap();
    assert_eq!(row.2, [Cell::Nothing, Cell::NotHeld, Cell::Nothing]);
    assert_eq!(trials.columns, ["Medarbejdere", "Ledere", "Politikere"]);
    let of = |key: &str| trials.rows.iter().find(|(known, ..)| known == key).unwrap().2.clone();
    assert_eq!(of("samtaler"), [Cell::Said { said: 1, points: 1 }, Cell::NotHeld, Cell::NotAsked]);
    assert_eq!(of("mentor"), [Cell::Nothing, Cell::NotHeld, Cell::NotAsked]);
    assert_eq!(of("uddannelsespaalaeg"), [Cell::NotAsked; 3]);
}

#[test]
fn a_group_that_was_called_off_is_in_no_column_and_words_differ_by_count() {
    let mut talks = world();
    talks.groups[2].cancelled = true;
    let [themes, trials] = matrices(&talks, &Lines::new(), Language::Da);
    assert_eq!((themes.columns.len(), trials.columns.len()), (2, 2));
    let said = |said, points| Cell::Said { said, points };
    assert_eq!(said(1, 1).words(Counts::Lines, Language::Da), "1 linje, 1 punkt");
    assert_eq!(said(12, 0).words(Counts::Statements, Language::Da), "12 udsagn, ingen punkter");
    assert_eq!(said(2, 3).words(Counts::Lines, Language::En), "2 lines, 3 points");
    let danish = csv(&[themes.clone(), trials.clone()], Language::Da).unwrap();
    assert!(
        danish.starts_with("\u{feff}tabel;nøgle;række;kolonne;tilstand;sagt;punkter\r\n")
            && danish.contains("Forsøg og rolle;samtaler;"),
        "{danish}"
    );
    let text = csv(&[themes, trials], Language::En).unwrap();
    assert!(text.starts_with("matrix,row,row_name,column,state,said,points\r\n"), "{text}");
    assert!(text.contains("trial-role,samtaler,") && text.contains(",said,1,1\r\n"), "{text}");
}
