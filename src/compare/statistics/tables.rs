//! The set of all tables with the same margins: how many there are, how likely each is, and a walk through them.
//!
//! Weights are products of one binomial weight per option, scaled to 1 at its mode. Conditional on the round totals this is the
//! multivariate hypergeometric distribution, whatever the success probability; taking n1/N keeps every factor near 1, so that 10⁵
//! answers per option neither overflow nor lose digits, as a sum of log-factorials of that size would.

use super::real;

/// The most tables that Freeman–Halton and Brunner–Munzel enumerate before they give way to chi² and the t form.
pub const MOST_TABLES: u64 = 400_000;

/// The most answers per comparison for which all whole-number sums fit 128 bits; larger input gets no answer.
pub const MOST_ANSWERS: u64 = 100_000_000;

/// Weights below this are left out: next to the mode's weight of 1 they are below the smallest sum a double can tell apart.
const NEGLIGIBLE: f64 = 1e-305;

/// Two rounds side by side, only the options that somebody chose, in the order of the scale.
pub(super) struct Table {
    pub(super) columns: Vec<(u64, u64)>,
    pub(super) n1: u64,
    pub(super) n2: u64,
}

impl Table {
    /// Reads two rows of counts; a shorter row is taken as ending in zeros. `None` if a round is empty or too large.
    pub(super) fn read(round1: &[u64], round2: &[u64]) -> Option<Self> {
        let n1 = round1.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count))?;
        let n2 = round2.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count))?;
        if n1 == 0 || n2 == 0 || n1.checked_add(n2)? > MOST_ANSWERS {
            return None;
        }
        let options = round1.len().max(round2.len());
        let count = |round: &[u64], option: usize| round.get(option).copied().unwrap_or(0);
        let columns = (0..options)
            .map(|option| (count(round1, option), count(round2, option)))
            .filter(|column| *column != (0, 0))
            .collect();
        Some(Self { columns, n1, n2 })
    }

    /// All answers of both rounds.
    pub(super) fn n(&self) -> u64 {
        self.n1 + self.n2
    }

    /// Answers per option over both rounds, each at least 1.
    pub(super) fn totals(&self) -> Vec<u64> {
        self.columns.iter().map(|(a, b)| a + b).collect()
    }

    /// Whether there are few enough tables with these margins to look at each.
    pub(super) fn enumerable(&self) -> bool {
        self.tables().is_some()
    }

    /// How many tables have these margins; `None` for more than [`MOST_TABLES`].
    pub(super) fn tables(&self) -> Option<u64> {
        let totals = self.totals();
        let capacity = capacities(&totals);
        let mut left = MOST_TABLES;
        count_down(&totals, &capacity, self.n1, &mut left).then(|| MOST_TABLES - left)
    }

    /// Walks through every table with these margins. `step` carries a state over the options in order, given the counts of round 1
    /// and round 2; `leaf` gets the last state and the table's weight. The weights are relative: divide by their sum.
    pub(super) fn walk<S: Copy>(&self, start: S, step: &impl Fn(S, u64, u64) -> S, leaf: &mut impl FnMut(S, f64)) {
        let totals = self.totals();
        let capacity = capacities(&totals);
        let weights: Vec<Weights> = totals.iter().map(|total| binomial(*total, self.n1, self.n2)).collect();
        Walk { totals: &totals, capacity: &capacity, weights: &weights }.descend(0, self.n1, start, 1.0, step, leaf);
    }

    /// The weight of this very table, on the scale of `walk`.
    pub(super) fn weight(&self) -> f64 {
        self.columns.iter().map(|(a, b)| binomial(a + b, self.n1, self.n2).at(*a)).product()
    }
}

/// How many answers the options after each one can take.
fn capacities(totals: &[u64]) -> Vec<u64> {
    let mut after = vec![0; totals.len()];
    for option in (1..totals.len()).rev() {
        after[option - 1] = after[option] + totals[option];
    }
    after
}

/// Takes one from `left` per table; false as soon as there are more tables than that.
fn count_down(totals: &[u64], capacity: &[u64], open: u64, left: &mut u64) -> bool {
    let least = open.saturating_sub(capacity[0]);
    let most = open.min(totals[0]);
    if totals.len() <= 2 {
        let tables = most - least + 1;
        let fits = tables <= *left;
        *left = left.saturating_sub(tables);
        return fits;
    }
    (least..=most).all(|taken| count_down(&totals[1..], &capacity[1..], open - taken, left))
}

struct Walk<'a> {
    totals: &'a [u64],
    capacity: &'a [u64],
    weights: &'a [Weights],
}

impl Walk<'_> {
    fn descend<S: Copy>(
        &self,
        option: usize,
        open: u64,
        state: S,
        weight: f64,
        step: &impl Fn(S, u64, u64) -> S,
        leaf: &mut impl FnMut(S, f64),
    ) {
        if option == self.totals.len() {
            leaf(state, weight);
            return;
        }
        let total = self.totals[option];
        for taken in open.saturating_sub(self.capacity[option])..=open.min(total) {
            let next = step(state, taken, total - taken);
            let product = weight * self.weights[option].at(taken);
            self.descend(option + 1, open - taken, next, product, step, leaf);
        }
    }
}

/// Weights of consecutive whole numbers; everything outside is negligible.
pub(super) struct Weights {
    pub(super) first: u64,
    pub(super) values: Vec<f64>,
}

impl Weights {
    /// The weight of one number, 0 where it is negligible.
    pub(super) fn at(&self, number: u64) -> f64 {
        let place = number.checked_sub(self.first).and_then(|offset| usize::try_from(offset).ok());
        place.and_then(|place| self.values.get(place)).copied().unwrap_or(0.0)
    }
}

/// Binomial weights of `total` draws with odds `n1 : n2`, scaled to 1 at the mode and followed outwards from there.
pub(super) fn binomial(total: u64, n1: u64, n2: u64) -> Weights {
    let (odds1, odds2) = (real(n1.into()), real(n2.into()));
    let mode = (u128::from(total) + 1) * u128::from(n1) / (u128::from(n1) + u128::from(n2));
    let mode = u64::try_from(mode).unwrap_or(total).min(total);
    let mut down = Vec::new();
    let mut weight = 1.0;
    let mut number = mode;
    while number > 0 {
        weight *= real(number.into()) * odds2 / (real((total - number + 1).into()) * odds1);
        if weight < NEGLIGIBLE {
            break;
        }
        number -= 1;
        down.push(weight);
    }
    let first = number;
    let mut values: Vec<f64> = down.into_iter().rev().collect();
    values.push(1.0);
    weight = 1.0;
    for number in mode..total {
        weight *= real((total - number).into()) * odds1 / (real((number + 1).into()) * odds2);
        if weight < NEGLIGIBLE {
            break;
        }
        values.push(weight);
    }
    Weights { first, values }
}

/// Hypergeometric probabilities of how many of `drawn` are marked, when `marked` of `marked + unmarked` are; they sum to 1.
/// Nobody drawn or everybody drawn gives one certain number.
pub(super) fn hypergeometric(marked: u64, unmarked: u64, drawn: u64) -> Weights {
    let least = drawn.saturating_sub(unmarked);
    let most = drawn.min(marked);
    let rest = marked + unmarked - drawn;
    if least == most || drawn == 0 || rest == 0 {
        return Weights { first: least, values: vec![1.0] };
    }
    let with = binomial(marked, drawn, rest);
    let without = binomial(unmarked, drawn, rest);
    let first = least.max(with.first);
    let end = with.first + with.values.len() as u64;
    let mut values: Vec<f64> = (first..end.min(most + 1)).map(|number| with.at(number) * without.at(drawn - number)).collect();
    let sum: f64 = values.iter().sum();
    for value in &mut values {
        *value /= sum;
    }
    Weights { first, values }
}
