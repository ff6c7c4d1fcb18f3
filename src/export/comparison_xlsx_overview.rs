//! The first sheet of a comparison's workbook, for whoever reads it: a row for each question of each group and round, in words and whole
//! per cent. What is not shown has its reason where the sentence stands.

use super::comparison::Words;
use super::xlsx::{Cell, Form, Sheet};
use crate::compare::{Comparison, Group, QuestionComparison, QuestionRound};

pub(super) fn sheet(comparison: &Comparison, words: &Words) -> Sheet {
    let head = [
        words.say("Hvem", "Who"),
        words.say("Spørgsmål", "Question"),
        words.say("Runde", "Round"),
        words.say("Antal svar", "Answers"),
        words.say("Andelen, der svarer", "Share who answer"),
        words.say("Andel i %", "Share in %"),
        words.say("95 % fra", "95% from"),
        words.say("95 % til", "95% to"),
        words.say("Gennemsnit", "Mean"),
        words.say("Ændring i procentpoint", "Change in percentage points"),
        words.say("Ændring 95 % fra", "Change 95% from"),
        words.say("Ændring 95 % til", "Change 95% to"),
        words.say("Det kan siges", "What can be said"),
        words.say("Forbehold", "Reservation"),
    ];
    let columns = if comparison.many_tests.is_some() { head.len() } else { head.len() - 1 };
    let mut rows = Vec::new();
    for group in &comparison.groups {
        for question in &group.questions {
            rows.extend(of_question(comparison, group, question, words));
        }
    }
    Sheet { name: words.say("Oversigt", "Overview"), head: head[..columns].iter().map(|name| (*name).to_owned()).collect(), rows }
}

fn of_question(comparison: &Comparison, group: &Group, question: &QuestionComparison, words: &Words) -> Vec<Vec<Cell>> {
    let points = |share: Option<f64>| Cell::shown(share.map(|share| share * 100.0), Form::Points);
    let row = |(place, round): (usize, &QuestionRound)| {
        let change = place.checked_sub(1).and_then(|before| question.changes.get(before));
        let (top, moved) = (round.top_box.as_ref(), change.and_then(|change| change.top_box.as_ref()));
        let absent = if round.n.is_none() { words.absent(comparison, round) } else { "" };
        let sentence = change.map_or(absent, |change| change.sentence.as_str());
        let tested = change.is_some_and(|change| change.test.is_some()) && !group.by.is_empty();
        let mut cells = vec![
            Cell::text(words.group(group)),
            Cell::text(words.question(&question.key)),
            Cell::text(words.round(comparison, &round.round)),
            Cell::count(round.n),
            Cell::text(top.and_then(|_| words.top(question)).unwrap_or_default()),
            points(top.map(|top| top.share)),
            points(top.map(|top| top.low)),
            points(top.map(|top| top.high)),
            Cell::shown(round.mean, Form::Mean),
            points(moved.map(|moved| moved.difference)),
            points(moved.map(|moved| moved.low)),
            points(moved.map(|moved| moved.high)),
            Cell::text(sentence),
        ];
        cells.extend(comparison.many_tests.as_deref().map(|many| Cell::text(if tested { many } else { "" })));
        cells
    };
    question.rounds.iter().enumerate().map(row).collect()
}
