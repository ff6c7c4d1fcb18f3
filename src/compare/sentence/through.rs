//! Which way answers went through all rounds, in a sentence.

use super::choice_words;
use crate::compare::comparison::Trend;
use crate::compare::figures::Form;
use crate::compare::measure::ALPHA;
use crate::language::{Language, number};
use crate::questionnaire::Item;

/// The trend through so many rounds, and whether it may be chance.
pub(in crate::compare) fn trend(trend: &Trend, item: &Item, form: &Form, rounds: usize, language: Language) -> String {
    let end = if trend.estimate > 0.0 { form.values.last() } else { form.values.first() };
    let words = end.map(|value| choice_words(item, *value, language)).unwrap_or_default();
    let rounds = number::beginning(rounds as u64, language).to_lowercase();
    match (language, trend.p < ALPHA) {
        (Language::Da, true) => format!("Gennem alle {rounds} runder går svarene mod »{words}«. Det er næppe tilfældigt."),
        (Language::Da, false) => format!("Gennem de {rounds} runder går svarene ikke tydeligt i én retning."),
        (_, true) => format!("Through all {rounds} rounds the answers go towards \"{words}\". That is hardly chance."),
        (_, false) => format!("Through the {rounds} rounds the answers do not clearly go one way."),
    }
}
