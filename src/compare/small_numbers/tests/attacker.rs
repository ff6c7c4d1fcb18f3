//! An attacker who is given everything shown of some questions asked of the same people and solves for what is not shown: linear
//! algebra, and that no count is below zero. Nothing is shared with the code under test.

use super::*;

/// Sums over the attacker's unknowns: how many people of each combination gave each answer of each question.
pub(super) type Sum = Vec<i64>;

/// What the attacker knows.
pub(super) struct Attacker<'a> {
    made: &'a Made,
    known: Vec<Sum>,
}

impl<'a> Attacker<'a> {
    /// Everything shown of these questions.
    pub(super) fn of(made: &'a Made, shown: &[Vec<Shown>]) -> Self {
        let mut attacker = Self { made, known: Vec::new() };
        for (question, shown) in shown.iter().enumerate() {
            for (at, shown) in shown.iter().enumerate() {
                attacker.known.extend(attacker.told(question, at, *shown));
            }
        }
        // Whoever answered has ticked each choice or left it.
        let several = made.form.measure == Measure::Multiple;
        for (question, combination) in
            (0..shown.len()).flat_map(|question| (0..made.combinations.len()).map(move |at| (question, at)))
        {
            for option in (1..made.options()).filter(|_| several) {
                let all = |option: usize| {
                    attacker.sum(question, &[combination], |part| part == option || part == option + made.options())
                };
                attacker.known.push(all(0).iter().zip(all(option)).map(|(one, other)| one - other).collect());
            }
        }
        // Whoever was asked one question was asked the other: responses = n + missing + not shown, in each.
        for combination in 0..made.combinations.len() {
            for question in 1..shown.len() {
                let one = attacker.sum(0, &[combination], |part| attacker.is_response(part));
                let other = attacker.sum(question, &[combination], |part| attacker.is_response(part));
                attacker.known.push(one.iter().zip(other).map(|(one, other)| one - other).collect());
            }
        }
        // Whoever gave one of certain answers to the first was asked the second.
        if let Some(leading) = &made.leading {
            for combination in 0..made.combinations.len() {
                let leading = attacker.sum(0, &[combination], |part| leading.contains(&part));
                let asked = attacker.sum(1, &[combination], |part| part < made.parts() - 1);
                attacker.known.push(leading.iter().zip(asked).map(|(one, other)| one - other).collect());
            }
        }
        attacker
    }

    /// Everybody in these combinations who is counted so in a question.
    pub(super) fn sum(&self, question: usize, combinations: &[usize], counted: impl Fn(usize) -> bool) -> Sum {
        let (parts, all) = (self.made.parts(), self.made.combinations.len());
        let mut sum = vec![0; self.made.questions.len() * all * parts];
        for combination in combinations {
            for part in (0..parts).filter(|part| counted(*part)) {
                sum[(question * all + combination) * parts + part] = 1;
            }
        }
        sum
    }

    pub(super) fn n(&self, question: usize, group: usize) -> Sum {
        self.sum(question, &self.made.inside(group), |part| self.is_answer(part))
    }

    pub(super) fn responses(&self, question: usize, group: usize) -> Sum {
        self.sum(question, &self.made.inside(group), |part| self.is_response(part))
    }

    /// Whether n counts it: of several choices each person ticked or left the first.
    fn is_answer(&self, part: usize) -> bool {
        let several = self.made.form.measure == Measure::Multiple;
        part < self.made.answers() && (!several || part.is_multiple_of(self.made.options()))
    }

    fn is_response(&self, part: usize) -> bool {
        part >= self.made.answers() || self.is_answer(part)
    }

    pub(super) fn option(&self, question: usize, group: usize, option: usize) -> Sum {
        self.sum(question, &self.made.inside(group), |part| part == option)
    }

    /// The figures of a group as they are shown: each kind of missing, n, the top box, and every option.
    fn told(&self, question: usize, group: usize, shown: Shown) -> Vec<Sum> {
        let (options, inside) = (self.made.options(), self.made.inside(group));
        let mut told = Vec::new();
        if shown >= Shown::Summary {
            told.extend((self.made.answers()..self.made.parts()).map(|kind| self.sum(question, &inside, |part| part == kind)));
            told.push(self.n(question, group));
            told.push(self.sum(question, &inside, |part| self.made.form.top.contains(&part)));
        }
        if shown == Shown::All {
            told.extend((0..options).map(|option| self.option(question, group, option)));
        }
        told
    }

    /// Tells him more.
    pub(super) fn learn(&mut self, sums: impl IntoIterator<Item = Sum>) {
        self.known.extend(sums);
    }

    /// What follows by adding and subtracting.
    pub(super) fn solved(&self) -> Span {
        Span::of(&self.known)
    }

    /// What follows if he also knows that no count is below zero: the counts that can be nothing but zero are known to him too.
    pub(super) fn solved_above_zero(&self) -> Span {
        let truth = self.made.truth();
        let width = truth.len();
        let zeros =
            impossible(&self.known, &truth).into_iter().map(|at| (0..width).map(|place| i64::from(place == at)).collect());
        let known: Vec<Sum> = self.known.iter().cloned().chain(zeros).collect();
        Span::of(&known)
    }
}

/// The prime 2³¹ − 1: over a prime field nothing overflows, and whatever follows over the rationals follows here too.
const PRIME: i64 = (1 << 31) - 1;

/// All that follows from some sums: rows in echelon form, each with the place in which it leads with 1.
pub(super) struct Span(Vec<(usize, Vec<i64>)>);

impl Span {
    pub(super) fn of(sums: &[Sum]) -> Self {
        let mut span = Self(Vec::new());
        for sum in sums {
            let row = span.reduced(sum);
            if let Some(lead) = row.iter().position(|value| *value != 0) {
                let inverse = power(row[lead], PRIME - 2);
                span.0.push((lead, row.into_iter().map(|value| value * inverse % PRIME).collect()));
            }
        }
        span
    }

    pub(super) fn tells(&self, sum: &[i64]) -> bool {
        self.reduced(sum).iter().all(|value| *value == 0)
    }

    fn reduced(&self, sum: &[i64]) -> Vec<i64> {
        let mut row: Vec<i64> = sum.iter().map(|value| value.rem_euclid(PRIME)).collect();
        for (lead, known) in &self.0 {
            let factor = row[*lead];
            if factor != 0 {
                row.iter_mut().zip(known).for_each(|(value, known)| *value = (*value + (PRIME - factor) * known) % PRIME);
            }
        }
        row
    }
}

fn power(mut base: i64, mut exponent: i64) -> i64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}

const NEARLY_ZERO: f64 = 1e-7;

/// The unknowns that are zero in every table without a negative count in which these sums are what they are.
///
/// The tables are those that lie in some direction from the true one. Directions add up, so there is one in which every unknown that can
/// rise from zero at all does so at once; the simplex method looks for it.
fn impossible(known: &[Sum], truth: &[u64]) -> Vec<usize> {
    let zeros: Vec<usize> = (0..truth.len()).filter(|at| truth[*at] == 0).collect();
    let free = (0..truth.len()).filter(|at| truth[*at] > 0);
    let mut rows: Vec<Vec<f64>> = known.iter().map(|sum| sum.iter().map(|value| *value as f64).collect()).collect();
    let bound_to_free = pivoted(&mut rows, free, 0).len();
    let basis: Vec<usize> = pivoted(&mut rows, zeros.iter().copied(), bound_to_free);
    let place = |at: usize| zeros.iter().position(|zero| *zero == at).unwrap();
    // Unknown k rises by x + t, of which only t is rewarded, and t + u = 1.
    let count = zeros.len();
    let mut tableau: Vec<Vec<f64>> = Vec::new();
    let mut basic: Vec<usize> = Vec::new();
    for (row, at) in rows[bound_to_free..].iter().zip(&basis) {
        let rising: Vec<f64> = zeros.iter().map(|zero| row[*zero]).collect();
        tableau.push(rising.iter().chain(&rising).copied().chain(vec![0.0; count + 1]).collect());
        basic.push(place(*at));
    }
    for zero in 0..count {
        let mut row = vec![0.0; 3 * count + 1];
        (row[count + zero], row[2 * count + zero], row[3 * count]) = (1.0, 1.0, 1.0);
        tableau.push(row);
        basic.push(2 * count + zero);
    }
    let mut reward = vec![0.0; 3 * count + 1];
    reward[count..2 * count].fill(1.0);
    maximise(&mut tableau, &mut basic, &mut reward);
    let risen = |zero: usize| basic.iter().zip(&tableau).any(|(at, row)| *at == count + zero && row[3 * count] > NEARLY_ZERO);
    (0..count).filter(|zero| !risen(*zero)).map(|zero| zeros[zero]).collect()
}

/// Solves the rows from this one on for these columns, in turn, and drops what is left empty; tells for which it could.
fn pivoted(rows: &mut Vec<Vec<f64>>, columns: impl Iterator<Item = usize>, first: usize) -> Vec<usize> {
    let mut solved = Vec::new();
    for column in columns {
        let next = first + solved.len();
        let best = (next..rows.len()).max_by(|one, other| rows[*one][column].abs().total_cmp(&rows[*other][column].abs()));
        let Some(best) = best.filter(|at| rows[*at][column].abs() > NEARLY_ZERO) else { continue };
        rows.swap(next, best);
        pivot(rows, next, column, first);
        solved.push(column);
    }
    if first > 0 || !solved.is_empty() {
        let kept = first + solved.len();
        let rest = rows.split_off(kept);
        rows.extend(rest.into_iter().filter(|row| row.iter().any(|value| value.abs() > NEARLY_ZERO)));
    }
    solved
}

fn pivot(rows: &mut [Vec<f64>], row: usize, column: usize, from: usize) {
    let lead = rows[row][column];
    rows[row].iter_mut().for_each(|value| *value /= lead);
    let known = rows[row].clone();
    for (at, other) in rows.iter_mut().enumerate().skip(from) {
        let factor = other[column];
        if at != row && factor.abs() > 1e-12 {
            other.iter_mut().zip(&known).for_each(|(value, known)| *value -= factor * known);
        }
    }
}

/// The simplex method from a basis that is already there, by Bland's rule, so that it ends.
fn maximise(tableau: &mut [Vec<f64>], basic: &mut [usize], reward: &mut [f64]) {
    let last = reward.len() - 1;
    while let Some(entering) = (0..last).find(|at| reward[*at] > NEARLY_ZERO) {
        let ratio = |row: &Vec<f64>| (row[entering] > NEARLY_ZERO).then(|| row[last].max(0.0) / row[entering]);
        let candidates = (0..basic.len()).filter_map(|at| Some((ratio(&tableau[at])?, basic[at], at)));
        let least = candidates.min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let Some((_, _, leaving)) = least else { panic!("what is rewarded is bounded") };
        pivot(tableau, leaving, entering, 0);
        let factor = reward[entering];
        reward.iter_mut().zip(&tableau[leaving]).for_each(|(value, row)| *value -= factor * row);
        basic[leaving] = entering;
    }
}
