//! What follows from sums of unknown counts: by adding and subtracting, and because no count is below zero.

/// The prime 2³¹ − 1: over a prime field nothing overflows, and whatever follows over the rationals follows here too.
const PRIME: i64 = (1 << 31) - 1;

/// All that follows from some sums: rows in echelon form, each with the place in which it leads with 1.
pub(in crate::compare) struct Span(Vec<(usize, Vec<i64>)>);

impl Span {
    pub(in crate::compare) fn of(sums: &[Vec<i64>]) -> Self {
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

    pub(in crate::compare) fn tells(&self, sum: &[i64]) -> bool {
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
pub(in crate::compare) fn impossible(known: &[Vec<i64>], truth: &[u64]) -> Vec<usize> {
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
