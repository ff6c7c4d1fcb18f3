//! The figures of one question in one round and group, before anything is withheld: nothing here may reach an exit.
//!
//! The four kinds of missing are never points of a scale, and the n of several choices is those who answered, nothing ticked
//! included, so it is not the sum of the counts.

use std::collections::BTreeMap;

use super::tally::{NUMBER_OFFSET, tallied};
use crate::questionnaire::{Item, Kind, Missing, NONE, OTHER, ScaleKind, Version, code};

/// How a question is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Measure {
    /// One of several options in order.
    Ordinal,
    /// One of several options without an order.
    Nominal,
    /// Any number of options.
    Multiple,
    /// A number; the values of the tally are this many times too large.
    Number(f64),
    /// Options in the respondent's order; the counts are of first places.
    Ranking,
    /// Words or a day: only whether there is an answer.
    Words,
}

/// What the figures of one item consist of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Form {
    pub(super) measure: Measure,
    /// The values of the substantive options, in the order of the scale.
    pub(super) values: Vec<i64>,
    /// The values that are a kind of missing.
    pub(super) missing: Vec<(i64, Missing)>,
    /// The places of the options in the top box; empty where there is none.
    pub(super) top: Vec<usize>,
    /// The smallest and the largest number that can be answered, as tallied.
    pub(super) bounds: [Option<i64>; 2],
}

/// The form of a question without options.
pub(super) static NOTHING: Form =
    Form { measure: Measure::Words, values: Vec::new(), missing: Vec::new(), top: Vec::new(), bounds: [None; 2] };

/// The figures themselves.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Figures {
    pub(super) not_shown: u64,
    /// Not answered, don't know, not applicable, declined.
    pub(super) missing: [u64; 4],
    pub(super) n: u64,
    /// Per option of the form.
    pub(super) counts: Vec<u64>,
    /// Of a number: value as tallied → how many.
    pub(super) numbers: BTreeMap<i64, u64>,
}

/// How many kinds of missing there are, with those to whom the question was not shown.
pub(super) const KINDS_OF_MISSING: usize = 5;

impl Form {
    /// What an item's figures consist of.
    pub(super) fn of(item: &Item) -> Self {
        let kind = &item.question.kind;
        let mut missing = Vec::new();
        let (measure, values): (Measure, Vec<i64>) = match kind {
            Kind::Single { .. } | Kind::Battery { .. } => {
                let Some(scale) = kind.scale() else { return Self::words() };
                missing.extend(scale.choices.iter().filter_map(|choice| Some((choice.value, choice.missing?))));
                let other = matches!(kind, Kind::Single { other: true, .. }).then_some(OTHER);
                let measure = if scale.kind == ScaleKind::Ordinal { Measure::Ordinal } else { Measure::Nominal };
                (measure, scale.substantive().map(|choice| choice.value).chain(other).collect())
            }
            Kind::Multiple { choices, none, other, .. } => {
                let extra = [other.then_some(OTHER), none.then_some(NONE)];
                (Measure::Multiple, choices.iter().map(|choice| choice.value).chain(extra.into_iter().flatten()).collect())
            }
            Kind::Ranking { choices, .. } => (Measure::Ranking, choices.iter().map(|choice| choice.value).collect()),
            Kind::Number { decimals, .. } => (Measure::Number(10f64.powi((*decimals).try_into().unwrap_or(0))), Vec::new()),
            Kind::Text { .. } | Kind::LongText { .. } | Kind::Date { .. } | Kind::Code | Kind::Note => return Self::words(),
        };
        let top = top_box(measure, &values, item.question.top.as_deref());
        let bounds = match kind {
            Kind::Number { min, max, .. } => [*min, *max].map(|bound| bound.map(|number| tallied(kind, number))),
            _ => [None; 2],
        };
        Self { measure, values, missing, top, bounds }
    }

    fn words() -> Self {
        NOTHING.clone()
    }

    /// Whether exactly one option is chosen, of two.
    pub(super) fn is_binary(&self) -> bool {
        matches!(self.measure, Measure::Ordinal | Measure::Nominal) && self.values.len() == 2
    }

    /// Whether a mean or a top box tells less than the distribution, so that it may be shown from a smaller n.
    pub(super) fn has_summary(&self) -> bool {
        match self.measure {
            Measure::Ordinal => self.values.len() > 2 && !self.top.is_empty(),
            Measure::Number(_) => true,
            _ => false,
        }
    }

    /// The figures that an item's tallied codes amount to.
    pub(super) fn read(&self, codes: &BTreeMap<i64, u64>) -> Figures {
        let mut figures = Figures { counts: vec![0; self.values.len()], ..Figures::default() };
        let chosen_once = matches!(self.measure, Measure::Ordinal | Measure::Nominal);
        for (&code, &count) in codes {
            if let Some(place) = self.missing_place(code) {
                figures.missing[place] += count;
            } else if code == code::NOT_SHOWN {
                figures.not_shown += count;
            } else if code == code::ANSWERED {
                figures.n += count;
            } else if let Measure::Number(_) = self.measure {
                *figures.numbers.entry(code - NUMBER_OFFSET).or_default() += count;
            } else if let Some(place) = self.option_place(code) {
                figures.counts[place] += count;
                figures.n += if chosen_once { count } else { 0 };
            }
        }
        figures
    }

    fn missing_place(&self, code: i64) -> Option<usize> {
        let chosen = self.missing.iter().find(|(value, _)| *value == code).map(|(_, missing)| *missing);
        match (chosen, code) {
            (None, code::NOT_ANSWERED) => Some(0),
            (Some(Missing::DontKnow), _) | (None, code::DONT_KNOW) => Some(1),
            (Some(Missing::NotApplicable), _) | (None, code::NOT_APPLICABLE) => Some(2),
            (Some(Missing::Declined), _) | (None, code::DECLINED) => Some(3),
            _ => None,
        }
    }

    fn option_place(&self, code: i64) -> Option<usize> {
        let value = if self.measure == Measure::Ranking { (code % 1000 == 1).then_some(code / 1000)? } else { code };
        self.values.iter().position(|candidate| *candidate == value)
    }
}

/// How many responses the counts of one cell stand for: those of the item that was counted most often.
#[must_use]
pub fn responses(version: &Version, items: &BTreeMap<String, BTreeMap<i64, u64>>) -> u64 {
    let figures = version.items().into_iter().filter_map(|item| Some(Form::of(&item).read(items.get(&item.key)?)));
    figures.map(|figures| figures.responses()).max().unwrap_or(0)
}

/// The highest option of up to three, the highest two of more, or the declared ones; of two options always the last.
fn top_box(measure: Measure, values: &[i64], declared: Option<&[i64]>) -> Vec<usize> {
    let options = values.len();
    match (measure, declared) {
        (Measure::Ordinal | Measure::Nominal, _) if options == 2 => vec![1],
        (Measure::Ordinal | Measure::Nominal, Some(top)) => (0..options).filter(|place| top.contains(&values[*place])).collect(),
        (Measure::Ordinal, None) => (options.saturating_sub(if options > 3 { 2 } else { 1 })..options).collect(),
        _ => Vec::new(),
    }
}

impl Figures {
    /// Substantive answers and missing ones: those to whom the question was shown.
    pub(super) fn base(&self) -> u64 {
        self.n + self.missing.iter().sum::<u64>()
    }

    /// All responses, also those to which the question was not shown.
    pub(super) fn responses(&self) -> u64 {
        self.base() + self.not_shown
    }

    /// How many answers lie in these options.
    pub(super) fn within(&self, places: &[usize]) -> u64 {
        places.iter().filter_map(|place| self.counts.get(*place)).sum()
    }

    /// Whether everybody gave the same answer, so that the distribution says what each of them said.
    pub(super) fn is_alike(&self, form: &Form) -> bool {
        match form.measure {
            Measure::Words => false,
            Measure::Number(_) => self.numbers.values().filter(|count| **count > 0).count() <= 1,
            Measure::Ordinal | Measure::Nominal | Measure::Multiple | Measure::Ranking => {
                self.counts.iter().all(|count| *count == 0 || *count == self.n)
            }
        }
    }

    /// Whether the summary alone tells what each of them answered: a top box that holds all of them or nobody, or a mean so close to a
    /// bound that there is only one way to come by it.
    pub(super) fn is_told_by_summary(&self, form: &Form) -> bool {
        let within = self.within(&form.top);
        let one_sided = !form.top.is_empty() && (within == 0 || within == self.n);
        one_sided || self.is_told_by_mean(form)
    }

    fn is_told_by_mean(&self, form: &Form) -> bool {
        let sum: i128 = self.numbers.iter().map(|(value, count)| i128::from(*value) * i128::from(*count)).sum();
        let all = |bound: i64| i128::from(self.n) * i128::from(bound);
        let above = form.bounds[0].map(|least| sum - all(least));
        let below = form.bounds[1].map(|most| all(most) - sum);
        let narrow = form.bounds[0].zip(form.bounds[1]).is_some_and(|(least, most)| most.saturating_sub(least) <= 1);
        matches!(form.measure, Measure::Number(_)) && (narrow || [above, below].into_iter().flatten().any(|left| left <= 1))
    }

    /// Whether anybody's answer differs from that of others who are all alike.
    pub(super) fn differs(&self, alike: &Self, form: &Form) -> bool {
        match form.measure {
            Measure::Words => false,
            Measure::Number(_) => {
                self.numbers.iter().any(|(value, count)| *count > 0 && alike.numbers.get(value).is_none_or(|n| *n == 0))
            }
            Measure::Ordinal | Measure::Nominal | Measure::Multiple | Measure::Ranking => {
                self.counts.iter().zip(&alike.counts).any(|(own, theirs)| *own != if *theirs > 0 { self.n } else { 0 })
            }
        }
    }

    /// Of how many nothing else is known than this answer, per kind of answer; whoever ticked several choices is no such kind.
    pub(super) fn kinds(&self, form: &Form) -> Vec<u64> {
        match form.measure {
            Measure::Words | Measure::Number(_) => vec![self.n],
            Measure::Ordinal | Measure::Nominal | Measure::Ranking => self.counts.clone(),
            Measure::Multiple => {
                let ticked = |without: Option<usize>| {
                    let others = self.counts.iter().enumerate().filter(|(place, _)| Some(*place) != without);
                    self.n.saturating_sub(others.map(|(_, count)| *count).max().unwrap_or(0))
                };
                let only = |(place, count): (usize, &u64)| (*count).min(ticked(Some(place)));
                self.counts.iter().enumerate().map(only).chain([ticked(None)]).collect()
            }
        }
    }

    /// Adds the figures of others.
    pub(super) fn add(&mut self, other: &Self) {
        self.combine(other, u64::saturating_add);
    }

    /// The figures of so many who all answered the same.
    pub(super) fn times(&self, people: u64) -> Self {
        let mut all = self.clone();
        let figures = [&mut all.not_shown, &mut all.n].into_iter().chain(&mut all.missing).chain(&mut all.counts);
        figures.chain(all.numbers.values_mut()).for_each(|figure| *figure *= people);
        all
    }

    /// The figures of those who are not among these others.
    pub(super) fn without(&self, other: &Self) -> Self {
        let mut rest = self.clone();
        rest.combine(other, u64::saturating_sub);
        rest
    }

    fn combine(&mut self, other: &Self, with: fn(u64, u64) -> u64) {
        self.not_shown = with(self.not_shown, other.not_shown);
        self.n = with(self.n, other.n);
        self.missing.iter_mut().zip(other.missing).for_each(|(one, other)| *one = with(*one, other));
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        self.counts.iter_mut().zip(&other.counts).for_each(|(one, other)| *one = with(*one, *other));
        for (value, count) in &other.numbers {
            let entry = self.numbers.entry(*value).or_default();
            *entry = with(*entry, *count);
        }
    }

    /// The counts on another form, by a map from these values to those; none if the map is not total.
    pub(super) fn mapped(&self, from: &Form, to: &Form, map: &BTreeMap<i64, i64>) -> Option<Self> {
        let mut counts = vec![0; to.values.len()];
        for (value, count) in from.values.iter().zip(&self.counts) {
            let target = map.get(value).or_else(|| to.values.contains(value).then_some(value))?;
            counts[to.values.iter().position(|candidate| candidate == target)?] += count;
        }
        Some(Self { counts, ..self.clone() })
    }
}
