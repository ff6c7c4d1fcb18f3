//! The sheet of a workbook that says where its figures come from: rounds, versions, events, tests and reservations.

use std::collections::BTreeSet;

use super::comparison::Words;
use super::xlsx::{Cell, Form, Sheet};
use crate::compare::{Comparison, criterion};
use crate::questionnaire::content_hash;

/// The sheet: what a line is about, of which round or question, and what it says.
pub(super) fn sheet(comparison: &Comparison, words: &Words) -> Sheet {
    let head = ["what", "of", "value", "text"].map(str::to_owned).to_vec();
    let mut rows: Vec<[Cell; 4]> = Vec::new();
    let mut say = |what: &str, of: &str, value: Cell, text: &str| {
        rows.push([Cell::text(what), Cell::text(of), value, Cell::text(text)]);
    };
    if comparison.synthetic {
        say("synthetic", "", Cell::Truth(true), words.synthetic());
    }
    say("program", "nulpunkt", Cell::text(env!("CARGO_PKG_VERSION")), "");
    say("trial", &comparison.trial, Cell::Empty, &words.trial(comparison));
    for (round, version) in comparison.rounds.iter().zip(words.versions) {
        let open = if round.open_access { words.open_access() } else { "" };
        say("responses", &round.key, Cell::count(round.responses), &words.answered(round));
        say("population", &round.key, Cell::count(round.population), open);
        say("opens", &round.key, Cell::text(round.opens.as_str()), "");
        say("closes", &round.key, Cell::text(round.closes.as_str()), "");
        say("version", &round.key, Cell::count(Some(round.version.into())), &round.questionnaire);
        say("sha256", &round.key, Cell::text(content_hash(version)), &round.questionnaire);
        if round.waiting {
            say("waiting", &round.key, Cell::Truth(true), "");
        }
    }
    for (line, told) in comparison.linkage.iter().zip(words.linkage(comparison)) {
        say("linkage", &line.to, Cell::count(Some(line.people)), &told);
    }
    for (line, told) in comparison.weights.iter().zip(words.weights(comparison)) {
        say("effective_n", &line.round, Cell::shown(line.effective_n, Form::Tenths), &told);
        say("design_effect", &line.round, Cell::number(line.design_effect), "");
        say("largest_over_mean", &line.round, Cell::number(line.largest_over_mean), "");
    }
    for line in &comparison.composition {
        for value in &line.values {
            let name = words.background(&line.column, &value.value);
            say("people", &line.round, Cell::count(Some(value.people)), &name);
            say("answered", &line.round, Cell::count(value.responses), &name);
        }
    }
    for event in &comparison.events {
        let note = words.event_note(event);
        let told = if note.is_empty() { event.name.clone() } else { format!("{} ({note})", event.name) };
        say("event", "", Cell::text(event.date.as_str()), &told);
    }
    if let Some(many) = &comparison.many_tests {
        say("many_tests", "", Cell::Empty, many);
    }
    let questions = || comparison.groups.first().into_iter().flat_map(|group| &group.questions);
    for question in questions() {
        for reason in &question.reasons {
            say("reason", &question.key, Cell::text(reason.as_str()), words.reason(reason));
        }
        if let Some(trend) = &question.trend {
            say("trend", &question.key, Cell::number(Some(trend.estimate)), &trend.sentence);
            say("trend_statistic", &question.key, Cell::number(Some(trend.statistic)), words.measure(&trend.name));
            say("trend_p", &question.key, Cell::number(Some(trend.p)), "");
        }
        for (line, note) in question.approvals.iter().zip(words.approvals(question)) {
            say("approval", &question.key, Cell::text(line.on.as_str()), &note);
        }
    }
    let every = comparison.groups.iter().flat_map(|group| &group.questions).flat_map(|question| &question.changes);
    let names: BTreeSet<&str> = every
        .flat_map(|change| {
            let (test, effect) = (change.test.as_ref(), change.effect.as_ref());
            let shape = change.shape.as_ref().map(|shape| shape.name.as_str());
            [test.map(|test| test.name.as_str()), effect.map(|effect| effect.name.as_str()), shape]
        })
        .flatten()
        .collect();
    for name in names {
        say("measure", name, Cell::Empty, words.measure(name));
    }
    say("method", "", Cell::Empty, criterion(words.language));
    for line in reservations(words) {
        say("method", "", Cell::Empty, line);
    }
    Sheet { name: words.say("Metode", "Method"), head, rows: rows.into_iter().map(Vec::from).collect() }
}

/// What must be known to read the figures.
fn reservations<'a>(words: &Words<'a>) -> [&'a str; 3] {
    [
        words.say(
            "Intervallerne er 95 % intervaller (Wilson for andele, Newcombe for ændringer) og regner de svar, vi har, som en stikprøve.",
            "The intervals are 95% intervals (Wilson for shares, Newcombe for changes) and take the answers that we have as a sample.",
        ),
        words.say(
            "Kolonner med »population« gælder for netop disse mennesker og siger ikke, om forsøget har ændret noget.",
            "Columns with \"population\" are of exactly these people and do not say whether the trial changed anything.",
        ),
        words.say(
            "En tom celle er ikke nul. Står der »withheld« i kolonnen »hidden«, vises tallet ikke, fordi for få har svaret.",
            "An empty cell is no zero. Where the column \"hidden\" says \"withheld\", the figure is not shown because too few answered.",
        ),
    ]
}
