//! Every figure of a trial by the code that finds it again: in the joint report's list, and in the fields of what people write.
//!
//! A code names trial, questionnaire, question and round (`T02.LC1.simplified.2`); the round alone is how many answered it, and `.rate`,
//! `.n` and `.change` behind a code are other measures of the same. Register figures have the number under which they were entered (`R12`).
//! What is withheld has its code and no figure.

use super::cases;
use super::gather::{Gathered, Part};
use super::register;
use super::unit::shown;
use crate::compare::statistics::share;
use crate::compare::{Comparison, QuestionComparison, QuestionRound};
use crate::export::comparison::Words;
use crate::export::figures::{amount, who};
use crate::language::number;
use crate::register::Cell;

/// A figure with its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The code, without brackets.
    pub code: String,
    /// The figure by itself, as it stands in a sentence; none where it is withheld or there is none.
    pub plain: Option<String>,
    /// The figure as lists have it: with its interval and on how many it rests, or why there is none.
    pub full: String,
    /// The round or the period.
    pub when: String,
    /// The question or the measure.
    pub what: String,
    /// The codes of figures in whose place it was entered.
    pub former: Vec<String>,
    /// What of it: the share of which answers, the mean, how many answered.
    pub measure: String,
}

/// How the codes of a trial begin, by its number.
#[must_use]
pub fn prefix(number: u32) -> String {
    format!("T{number:02}.")
}

/// Every figure of what was gathered of a trial.
pub(in crate::export) fn numbers(gathered: &Gathered) -> Vec<Number> {
    let prefix = gathered.trial().map(|trial| prefix(trial.number)).unwrap_or_default();
    let mut found = Vec::new();
    for part in &gathered.parts {
        if part.reviews.is_empty() {
            of_part(&mut found, &prefix, gathered, part);
        } else {
            of_cases(&mut found, &prefix, gathered, part);
        }
    }
    of_register(&mut found, gathered);
    found
}

fn of_part(found: &mut Vec<Number>, prefix: &str, gathered: &Gathered, part: &Part) {
    let versions = part.versions();
    let words = gathered.words(&versions);
    let comparison = part.comparison();
    let who = versions.last().map(|version| version.audience.words(words.language)).unwrap_or_default();
    for (place, line) in comparison.rounds.iter().enumerate() {
        let code = format!("{prefix}{}.{}", part.code, part.numbers.get(place).copied().unwrap_or_default());
        let when = words.round(comparison, &line.key);
        let of_people = line.population.zip(line.responses).and_then(|(people, responses)| share(responses, people));
        let rate = of_people.map(|found| number::percent(found.share, words.language));
        let answered = line.responses.map(|count| number::whole(count, words.language));
        let of = |code: String, plain: Option<String>, measure: &str| Number {
            code,
            full: words.answered(line),
            plain,
            when: when.clone(),
            what: who.to_owned(),
            former: Vec::new(),
            measure: measure.to_owned(),
        };
        found.push(of(code.clone(), answered, words.say("antal svar", "answers")));
        if line.population.is_some() {
            found.push(of(format!("{code}.rate"), rate, words.say("andel, der svarede", "share who answered")));
        }
    }
    for question in comparison.groups.first().into_iter().flat_map(|group| &group.questions) {
        if !matches!(&question.kind[..], "text" | "longtext" | "date") {
            of_question(found, prefix, part, question, &words);
        }
    }
}

fn of_question(found: &mut Vec<Number>, prefix: &str, part: &Part, question: &QuestionComparison, words: &Words) {
    let comparison = part.comparison();
    let what = words.question(&question.key);
    for (place, round) in question.rounds.iter().enumerate() {
        let code = format!("{prefix}{}", part.reference(&question.key, place).trim_matches(['[', ']']));
        let when = words.round(comparison, &round.round);
        let one = |code: String, plain: Option<String>, full: String, measure: String| Number {
            code,
            plain,
            full,
            when: when.clone(),
            what: what.clone(),
            former: Vec::new(),
            measure,
        };
        let count = round.n.map(|n| number::whole(n, words.language));
        found.push(one(code.clone(), plain(round, words), shown(comparison, round, words), measure(question, round, words)));
        let full = count.clone().unwrap_or_else(|| words.absent(comparison, round).to_owned());
        found.push(one(
            format!("{code}.n"),
            count,
            full,
            words.say("antal svar på spørgsmålet", "answers to the question").to_owned(),
        ));
        if let Some(change) = place.checked_sub(1).and_then(|at| question.changes.get(at)) {
            let moved = change.top_box.as_ref().map(|moved| {
                let points = number::signed_points(moved.difference);
                let unit = words.say("point", "points");
                let between = super::results::between(moved.low, moved.high, words);
                let interval = words.say("95\u{a0}%", "95%");
                (format!("{points} {unit}"), format!("{points} {unit} ({interval}: {between})"))
            });
            let (plain, full) = moved.map_or((None, change.sentence.clone()), |(plain, full)| (Some(plain), full));
            let measure = words.say("ændring fra runden før", "change from the round before");
            found.push(one(format!("{code}.change"), plain, full, measure.to_owned()));
        }
    }
}

fn plain(round: &QuestionRound, words: &Words) -> Option<String> {
    round.n?;
    let top = round.top_box.as_ref().map(|top| number::percent(top.share, words.language));
    let mean = round.mean.map(|mean| number::decimal(mean, 2, words.language));
    top.or(mean).or_else(|| round.n.map(|n| number::whole(n, words.language)))
}

fn measure(question: &QuestionComparison, round: &QuestionRound, words: &Words) -> String {
    match (&round.top_box, round.mean, words.top(question)) {
        (None, Some(_), _) => words.say("gennemsnit", "mean").to_owned(),
        (Some(_), _, Some(top)) => format!("{} »{top}«", words.say("andel, der svarede", "share who answered")),
        (Some(_), _, None) => words.say("andel", "share").to_owned(),
        (None, None, _) => words.say("antal svar på spørgsmålet", "answers to the question").to_owned(),
    }
}

fn of_cases(found: &mut Vec<Number>, prefix: &str, gathered: &Gathered, part: &Part) {
    let versions = part.versions();
    let words = gathered.words(&versions);
    let comparison = part.comparison();
    for told in cases::coded(gathered, part) {
        let when = words.round(comparison, &told.round);
        let measure = if told.answer.is_empty() {
            words.say("antal sager", "cases").to_owned()
        } else {
            format!("{} »{}«", words.say("andel af sagerne med svaret", "share of the cases with the answer"), told.answer)
        };
        let code = format!("{prefix}{}", told.code);
        let (plain, full, what, former) = (told.plain, told.sentence, told.question, Vec::new());
        found.push(Number { code, plain, full, when, what, former, measure });
    }
}

fn of_register(found: &mut Vec<Number>, gathered: &Gathered) {
    let language = gathered.language;
    for measure in register::seen(gathered) {
        for line in &measure.lines {
            for Cell { period, shown } in &line.cells {
                let Some(one) = shown else { continue };
                let note = if one.figure.note.is_empty() { String::new() } else { format!(" ({})", one.figure.note) };
                let former = gathered.replaced.iter().filter(|(_, now)| *now == one.id);
                found.push(Number {
                    code: one.code(),
                    former: former.map(|(before, _)| format!("R{before}")).collect(),
                    plain: Some(one.figure.amount.words(language)),
                    full: amount(one.figure.amount, language),
                    when: period.words(language),
                    what: format!("{}, {}", measure.name, who(line.municipality, line.group, &gathered.trials, language)),
                    measure: format!("{}{note}", one.figure.source),
                });
            }
        }
    }
}

/// What a round of a comparison is called by its code: how many answered it.
pub(in crate::export) fn round_code(part: &Part, prefix: &str, comparison: &Comparison, key: &str) -> String {
    let place = comparison.rounds.iter().position(|line| line.key == key).unwrap_or_default();
    format!("[{prefix}{}.{}]", part.code, part.numbers.get(place).copied().unwrap_or_default())
}
