//! The pictures of register figures, one place for pages and reports, and what happened between the figures.

use jiff::civil::Date;

use super::who;
use crate::chart::{Along, Happened, Picture, RegisterWords, register};
use crate::language::{Language, number};
use crate::questionnaire::{Trial, Trials};
use crate::register::{Line, Measure, Period};

/// The pictures of a measure: along the calendar, and along the months after it began for each; `place` tells it from others of its page.
#[must_use]
pub fn pictures(measure: &Measure, trials: &Trials, trial: &Trial, place: usize, language: Language) -> Vec<Picture> {
    let name = |line: &Line| who(line.municipality, line.group, trials, language);
    let begins = if language == Language::En { "The trial begins" } else { "Forsøget begynder" };
    let begins = format!("{begins}, {}", number::day(trial.in_force, language));
    let mut events = vec![Happened { from: trial.in_force, last: trial.in_force, words: begins }];
    events.extend(trials.events_of(&trial.key).into_iter().map(|event| {
        let where_to = event.only(trials, language).map(|only| format!(", {only}")).unwrap_or_default();
        let words = format!("{}, {}{where_to}", event.name.get(language), event.when(language));
        Happened { from: event.date, last: event.lasts.last_day(event.date), words }
    }));
    events.sort_by(|one, other| (one.from, &one.words).cmp(&(other.from, &other.words)));
    let picture = |(along, letter): (Along, &str)| {
        let id = format!("register-{place}-{letter}");
        register(measure, along, &RegisterWords { title: measure.name, name: &name, events: &events, id: &id, language })
    };
    [(Along::Days, "d"), (Along::Months, "m")].into_iter().filter_map(picture).collect()
}

/// What happened between the first and the last figure of a measure, as a sentence; none where nothing is known to have.
#[must_use]
pub fn between(measure: &Measure, trials: &Trials, trial: &Trial, language: Language) -> Option<String> {
    let spans = || {
        measure.lines.iter().flat_map(|line| &line.cells).filter_map(|cell| match cell.period {
            Period::Span { from, to, .. } => Some((from, to)),
            Period::After { .. } => None,
        })
    };
    let first: Date = spans().map(|(_, to)| to).min()?;
    let last: Date = spans().map(|(from, _)| from).max()?;
    let after = first.tomorrow().ok()?;
    let happened = trials.events_of(&trial.key).into_iter().filter(|event| event.meets(after, last));
    let told: Vec<String> = happened.map(|event| event.told(trials, language)).collect();
    let lead = if language == Language::En { "Between the figures" } else { "Mellem tallene" };
    (!told.is_empty()).then(|| format!("{lead}: {}.", told.join("; ")))
}
