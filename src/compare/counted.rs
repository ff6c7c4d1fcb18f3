//! One round, counted and judged: the figures of every question in every group, and how much of them may be shown.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::assemble::{Input, RoundInput};
use super::comparison::{Composed, Composition, RoundLine};
use super::figures::{self, Figures, Form};
use super::lattice::{self, Lattice};
use super::series::Series;
use super::small_numbers::{self, Asked, Minimums, Shown};
use super::tally::Cell;
use crate::fieldwork::{Access, Round};
use crate::questionnaire::{Item, code};

/// One round, counted and judged.
pub(super) struct Counted<'a> {
    pub(super) input: &'a RoundInput<'a>,
    pub(super) lattice: Lattice,
    pub(super) minimums: Minimums,
    pub(super) responses: Vec<u64>,
    closed: Vec<bool>,
    /// By item key; nothing of an item that a published table leaves out.
    seen: BTreeMap<String, Seen>,
}

/// What was counted of one item on its own options, and what is shown of it, per group of the round.
struct Seen {
    figures: Vec<Figures>,
    shown: Vec<Shown>,
    told: Vec<bool>,
    says_nobody: bool,
}

/// One question in one round: its figures and what is shown of them, per group of the round.
pub(super) struct Judged {
    pub(super) form: Form,
    pub(super) own: Form,
    /// On the round's own options.
    pub(super) original: Vec<Figures>,
    /// On the options by which it is compared.
    pub(super) figures: Vec<Figures>,
    pub(super) shown: Vec<Shown>,
    /// Whether something of what is withheld follows from a wider group.
    pub(super) told: Vec<bool>,
    /// Whether it may be said of the whole round that nobody answered: it is said of how many people.
    pub(super) says_nobody: bool,
}

/// Where the groups of a round are looked for.
pub(super) fn place<'a>(input: &'a Input, round: &'a RoundInput) -> lattice::Place<'a> {
    let population = round.population.as_ref();
    lattice::Place {
        trials: input.trials,
        evaluation: input.evaluation,
        round: round.round,
        version: round.version,
        tallies: round.tallies,
        population,
    }
}

/// The day after which no answer was taken: a person may have closed the round before its time.
pub(super) fn last_day(round: &Round) -> Date {
    round.closed_at.map_or(round.closes, |closed| closed.day().min(round.closes))
}

impl<'a> Counted<'a> {
    pub(super) fn of(input: &'a Input, round: &'a RoundInput) -> Self {
        let lattice = Lattice::of(&place(input, round));
        let minimums = small_numbers::minimums(input.privacy, round.round, round.version);
        let mut responses = vec![0; lattice.groups.len()];
        for (items, members) in round.tallies.0.values().zip(&lattice.memberships) {
            let most = figures::responses(round.version, items);
            for group in members {
                responses[*group] += most;
            }
        }
        let mut counted = Self { input: round, lattice, minimums, responses, closed: Vec::new(), seen: BTreeMap::new() };
        counted.closed = if round.waiting {
            vec![true; counted.responses.len()]
        } else {
            small_numbers::closed(&counted.lattice, &counted.responses, counted.silent().as_deref(), minimums)
        };
        // A condition only names earlier questions, so what it hangs on is seen before it.
        for item in round.version.items().into_iter().filter(|item| !counted.leaves_out(item)).collect::<Vec<_>>() {
            let seen = counted.see(&item);
            counted.seen.insert(item.key, seen);
        }
        counted
    }

    /// How many of each group were asked and did not respond; of a crossing of which that is not known at most as many as of its columns.
    fn silent(&self) -> Option<Vec<u64>> {
        self.input.population.as_ref()?;
        let of = |by: &Cell| {
            let at = self.lattice.find(by)?;
            Some(self.people(by)?.saturating_sub(self.responses[at]))
        };
        let alone = |(column, value): (&String, &String)| of(&Cell::from([(column.clone(), value.clone())]));
        let whole = of(&Cell::new());
        // Of the whole nobody is left over whose background is not known.
        let of_group =
            |by: &Cell| if by.is_empty() { Some(0) } else { of(by).or_else(|| by.iter().filter_map(alone).min()).or(whole) };
        Some(self.lattice.groups.iter().map(|by| of_group(by).unwrap_or(0)).collect())
    }

    fn see(&self, item: &Item) -> Seen {
        let form = Form::of(item);
        let mut figures = vec![form.read(&BTreeMap::new()); self.lattice.groups.len()];
        for (items, members) in self.input.tallies.0.values().zip(&self.lattice.memberships) {
            if let Some(codes) = items.get(&item.key) {
                let read = form.read(codes);
                for group in members {
                    figures[*group].add(&read);
                }
            }
        }
        let keys = item.question.show_if.as_ref().map(|condition| condition.keys()).unwrap_or_default();
        let after: Vec<&Seen> = keys.into_iter().filter_map(|key| self.seen.get(key)).collect();
        let asked = Asked { form: &form, figures: &figures, after: after.iter().map(|seen| &seen.shown[..]).collect() };
        let shown = small_numbers::decide(&self.lattice, &asked, self.minimums, &self.closed, self.people(&Cell::new()));
        let told = small_numbers::told_by_wider(&self.lattice, &figures, &form, &shown);
        let is_told = |seen: &&Seen| seen.shown[0] == Shown::All || (seen.says_nobody && seen.figures[0].n == 0);
        // Beside figures that are withheld, "nobody answered" would say what a few did; and of a round that can screen out, that all were.
        let responses = self.responses[0];
        let enough = responses == 0 || responses >= self.minimums.distribution;
        let says_nobody = enough && !self.input.version.can_screen_out() && after.iter().all(is_told);
        Seen { figures, shown, told, says_nobody }
    }

    /// Nothing for a round that did not ask, or whose published table leaves the question out.
    pub(super) fn judged(&self, series: &Series, place: usize) -> Option<Judged> {
        let seen = self.seen.get(&series.items[place].as_ref()?.key)?;
        let (form, own) = series.forms(place)?;
        let figures = seen.figures.iter().map(|figures| series.counted(place, &own, figures)).collect();
        let (original, shown, told, says_nobody) =
            (seen.figures.clone(), seen.shown.clone(), seen.told.clone(), seen.says_nobody);
        Some(Judged { form, own, original, figures, shown, told, says_nobody })
    }

    /// Whether everything counted of an item is shown of the whole round.
    pub(super) fn is_told(&self, item: &str) -> bool {
        self.seen.get(item).is_some_and(|seen| seen.shown[0] == Shown::All)
    }

    /// What was counted of an item in the whole round, which may not be shown.
    pub(super) fn whole(&self, item: &str) -> Option<&Figures> {
        self.seen.get(item)?.figures.first()
    }

    /// Whether a published table has no figure of this item, for any group.
    pub(super) fn leaves_out(&self, item: &Item) -> bool {
        let told = |codes: &BTreeMap<i64, u64>| codes.iter().any(|(code, count)| *code != code::NOT_SHOWN && *count > 0);
        self.input.published && !self.input.tallies.0.values().filter_map(|items| items.get(&item.key)).any(told)
    }

    /// How many people there are in a group, where that is known.
    pub(super) fn people(&self, by: &Cell) -> Option<u64> {
        let population = self.input.population.as_ref()?;
        let columns: Vec<String> = by.keys().cloned().collect();
        population.knows(&columns).then(|| population.count(by))
    }

    /// Who answered of those who were asked, by each background column of which it is known how many have which value.
    pub(super) fn composition(&self, input: &Input) -> Vec<Composition> {
        let place = place(input, self.input);
        let of_value = |column: &str, value: String| {
            let by = Cell::from([(column.to_owned(), value.clone())]);
            let people = self.people(&by)?;
            let at = self.lattice.find(&by)?;
            Some(Composed { value, people, responses: (!self.closed[at]).then_some(self.responses[at]) })
        };
        let of_column = |column: &String| {
            let values: Vec<Composed> =
                lattice::values(column, &place).into_iter().filter_map(|value| of_value(column, value)).collect();
            let line = Composition { round: self.input.round.key.clone(), column: column.clone(), values };
            (line.values.len() > 1).then_some(line)
        };
        let alone = super::divisions(self.input.round, self.input.version).into_iter().filter(|division| division.len() == 1);
        alone.flatten().collect::<Vec<_>>().iter().filter_map(of_column).collect()
    }

    /// How many responses a group has; none when withheld.
    pub(super) fn answers(&self, by: &Cell) -> Option<u64> {
        let at = self.lattice.find(by)?;
        (!self.closed[at]).then_some(self.responses[at])
    }

    /// What is said of the round itself.
    pub(super) fn line(&self) -> RoundLine {
        let round = self.input.round;
        RoundLine {
            key: round.key.clone(),
            questionnaire: round.questionnaire.clone(),
            version: round.version,
            opens: round.opens.to_string(),
            closes: last_day(round).to_string(),
            population: self.people(&Cell::new()),
            responses: (!self.closed[0]).then_some(self.responses[0]),
            open_access: round.access == Access::Open,
            waiting: self.input.waiting,
        }
    }
}

#[cfg(test)]
mod tests;
