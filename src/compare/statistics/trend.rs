//! Whether answers go up or down over several independent rounds: the linear-by-linear association.
//!
//! Options count 1, 2, 3 … from the lowest and rounds 1, 2, 3 … from the first; a round in between without answers keeps its number.

use super::chi_squared::upper_tail;
use super::real;
use super::tables::MOST_ANSWERS;

/// The linear-by-linear association of options and rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// The correlation of option and round, from −1 to 1; positive when later rounds are higher.
    pub correlation: f64,
    /// (N − 1) times the squared correlation, compared with chi² of one degree of freedom.
    pub statistic: f64,
    /// The upper tail, which is two-sided in the direction.
    pub p: f64,
}

/// The trend over two or more independent rounds, each a row of counts from the lowest option to the highest; a shorter row is taken
/// as ending in zeros. `None` if fewer than two rounds have answers, all answers are alike, or there are more than `MOST_ANSWERS`.
/// Source: Mantel 1963, Journal of the American Statistical Association 58:690; Agresti 2002, Categorical Data Analysis, 3.4.
#[must_use]
pub fn trend(rounds: &[Vec<u64>]) -> Option<Trend> {
    // Σ1, Σx, Σy, Σx², Σy², Σxy, with x the option and y the round.
    let mut sums = [0_u128; 6];
    for (round, counts) in (1..).zip(rounds) {
        for (option, count) in (1..).zip(counts) {
            let (x, y, count): (u128, u128, u128) = (option, round, u128::from(*count));
            for (sum, value) in sums.iter_mut().zip([1, x, y, x * x, y * y, x * y]) {
                *sum = sum.checked_add(value.checked_mul(count)?)?;
            }
        }
    }
    let [n, x, y, xx, yy, xy] = sums;
    if n > u128::from(MOST_ANSWERS) {
        return None;
    }
    let spread = |squares: u128, sum: u128| Some(real(n.checked_mul(squares)? - sum.checked_mul(sum)?));
    let scale = (spread(xx, x)? * spread(yy, y)?).sqrt();
    if scale <= 0.0 {
        return None;
    }
    let (together, apart) = (n.checked_mul(xy)?, x.checked_mul(y)?);
    let size = (real(together.abs_diff(apart)) / scale).min(1.0);
    let statistic = real(n - 1) * size * size;
    Some(Trend { correlation: if together < apart { -size } else { size }, statistic, p: upper_tail(statistic, 1) })
}
