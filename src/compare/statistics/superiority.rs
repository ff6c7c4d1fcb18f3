//! The headline effect of ordinal questions: θ = P(X2 > X1) + ½ P(X2 = X1), shown as δ = 2θ − 1, with its 95 % interval.
//!
//! The interval stands on the logit scale with the t quantile of Brunner–Munzel's degrees of freedom; where that is undefined (θ at
//! 0 or 1, no variance, a single answer) Newcombe's method 5 takes over, so there is always an interval when both rounds have answers.

use super::tables::Table;
use super::{Interval, Z, boundary, brunner_munzel, real, student_t};

/// How the interval of θ was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuperiorityMethod {
    /// Brunner–Munzel's variance on the logit scale with the t quantile.
    LogitT,
    /// Newcombe 2006, method 5.
    Newcombe5,
}

/// θ with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Superiority {
    /// From 0 (every answer of round 2 is lower) to 1 (every answer is higher).
    pub theta: f64,
    /// The interval of θ.
    pub interval: Interval,
    /// How the interval was found.
    pub method: SuperiorityMethod,
}

impl Superiority {
    /// δ = 2θ − 1, from −1 to 1.
    #[must_use]
    pub fn delta(&self) -> f64 {
        2.0 * self.theta - 1.0
    }

    /// Whether the interval leaves out ½, the value of no shift.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.interval.low > 0.5 || self.interval.high < 0.5
    }

    /// The interval of δ.
    #[must_use]
    pub fn delta_interval(&self) -> Interval {
        Interval { low: 2.0 * self.interval.low - 1.0, high: 2.0 * self.interval.high - 1.0 }
    }
}

/// θ with its interval by the default rule; `None` if a round is empty.
#[must_use]
pub fn superiority(round1: &[u64], round2: &[u64]) -> Option<Superiority> {
    let test = brunner_munzel(round1, round2)?;
    let theta = test.theta;
    let inside = theta > 0.0 && theta < 1.0;
    if let (true, Some(variance), Some(form)) = (inside, test.variance, test.t_form) {
        let logit = (theta / (1.0 - theta)).ln();
        let half = student_t::quantile(form.df) * variance.sqrt() / (theta * (1.0 - theta));
        let at = |logit: f64| 1.0 / (1.0 + (-logit).exp());
        let interval = Interval { low: at(logit - half).min(theta), high: at(logit + half).max(theta) };
        return Some(Superiority { theta, interval, method: SuperiorityMethod::LogitT });
    }
    let table = Table::read(round1, round2)?;
    let interval = newcombe_method_5(theta, table.n1, table.n2)?;
    Some(Superiority { theta, interval, method: SuperiorityMethod::Newcombe5 })
}

/// Newcombe's interval of θ from the sizes of the rounds alone; `None` if a round is empty or θ is not from 0 to 1. Source: Newcombe
/// 2006, Statistics in Medicine 25:559, method 5.
#[must_use]
pub fn newcombe_method_5(theta: f64, n1: u64, n2: u64) -> Option<Interval> {
    if n1 == 0 || n2 == 0 || !(0.0..=1.0).contains(&theta) {
        return None;
    }
    let (n1, n2) = (real(n1.into()), real(n2.into()));
    let star = f64::midpoint(n1, n2) - 1.0;
    let too_far = |limit: f64| {
        let spread = 1.0 + star * (1.0 - limit) / (2.0 - limit) + star * limit / (1.0 + limit);
        let variance = limit * (1.0 - limit) * spread / (n1 * n2);
        (theta - limit) * (theta - limit) > Z * Z * variance
    };
    // The formula is also solved by 0 and by 1, where its variance vanishes; bisection between θ, which is never too far, and the end,
    // which always is, cannot land there.
    let low = if theta <= 0.0 { 0.0 } else { boundary(theta, 0.0, &too_far) };
    let high = if theta >= 1.0 { 1.0 } else { boundary(theta, 1.0, &too_far) };
    Some(Interval { low, high })
}
