//! What a benchmark found: figures with their limits of the same run, as text and as JSON.
//!
//! A ratio is the median over the rounds of a run, since the figures themselves mean little on another machine or in
//! another minute.

use serde::Serialize;

use super::machine::Machine;

/// Everything that a run found.
#[derive(Serialize)]
pub(super) struct Report {
    /// `page`, `journey` or `compare`.
    pub(super) benchmark: &'static str,
    /// Whether the machine was too uneven to judge.
    pub(super) noisy: bool,
    /// The machine before and after.
    pub(super) machine: Machine,
    /// The figures.
    pub(super) measures: Vec<Measure>,
    /// What had to hold, and held.
    pub(super) checks: Vec<Check>,
}

/// One figure, of each round of the run.
#[derive(Serialize)]
pub(super) struct Measure {
    /// What it is.
    what: String,
    /// Its unit.
    unit: &'static str,
    /// Over the rounds.
    #[serde(flatten)]
    spread: Spread,
    /// What it is held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<Limit>,
    /// What is wanted, in the unit or, where there is a limit, as a ratio to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
}

#[derive(Serialize)]
struct Limit {
    what: String,
    #[serde(flatten)]
    spread: Spread,
    ratio: Spread,
}

#[derive(Clone, Copy, Serialize)]
struct Spread {
    median: f64,
    min: f64,
    max: f64,
}

#[derive(Clone, Copy, Serialize)]
struct Target {
    aim: f64,
    never: f64,
    met: Met,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Met {
    Aim,
    Between,
    No,
}

/// Something that had to hold.
#[derive(Serialize)]
pub(super) struct Check {
    /// What, as a sentence.
    pub(super) what: String,
    /// Whether it did.
    pub(super) holds: bool,
}

impl Spread {
    fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(0.0);
        let middle = sorted.len() / 2;
        let median =
            if sorted.len().is_multiple_of(2) && middle > 0 { f64::midpoint(at(middle - 1), at(middle)) } else { at(middle) };
        Self { median, min: at(0), max: at(sorted.len().saturating_sub(1)) }
    }
}

impl Measure {
    /// A figure without a target.
    pub(super) fn new(what: impl Into<String>, unit: &'static str, values: &[f64]) -> Self {
        Self { what: what.into(), unit, spread: Spread::of(values), limit: None, target: None }
    }

    /// The same held against a limit that was measured between its rounds.
    pub(super) fn against(mut self, what: impl Into<String>, values: &[f64], limits: &[f64]) -> Self {
        let ratios: Vec<f64> = values.iter().zip(limits).map(|(value, limit)| value / limit.max(f64::MIN_POSITIVE)).collect();
        self.limit = Some(Limit { what: what.into(), spread: Spread::of(limits), ratio: Spread::of(&ratios) });
        self
    }

    /// The same with what is wanted at best and what it must never fall behind: a ratio if there is a limit, else in the unit.
    pub(super) fn wanted(mut self, aim: f64, never: f64) -> Self {
        let value = self.limit.as_ref().map_or(self.spread.median, |limit| limit.ratio.median);
        let reaches = |wanted: f64| if aim > never { value >= wanted } else { value <= wanted };
        let met = if reaches(aim) {
            Met::Aim
        } else if reaches(never) {
            Met::Between
        } else {
            Met::No
        };
        self.target = Some(Target { aim, never, met });
        self
    }
}

impl Measure {
    /// The same with a time that is wanted on a quiet machine and judged by nobody: absolute times say little elsewhere.
    pub(super) fn hoped(mut self, aim: f64) -> Self {
        self.what = format!("{} (aim {aim})", self.what);
        self
    }

    /// The median over the rounds.
    pub(super) fn median(&self) -> f64 {
        self.spread.median
    }
}

impl Report {
    /// The report as text, one figure a line.
    pub(super) fn text(&self) -> String {
        let mut lines = vec![format!("bench {}: {}", self.benchmark, self.machine)];
        lines.extend(self.measures.iter().map(Measure::line));
        lines.extend(self.checks.iter().map(|check| {
            let verdict = if check.holds { "holds" } else { "DOES NOT HOLD" };
            format!("{verdict}: {}", check.what)
        }));
        lines.push(String::new());
        lines.join("\n")
    }
}

impl Measure {
    fn line(&self) -> String {
        let mut line = format!("{:<58} {} {}", self.what, self.spread, self.unit);
        if let Some(limit) = &self.limit {
            line = format!("{line}; {} {}; ratio {}", limit.what, limit.spread, limit.ratio);
        }
        if let Some(target) = self.target {
            let verdict = match target.met {
                Met::Aim => "aim met",
                Met::Between => "within bounds",
                Met::No => "BEYOND BOUNDS",
            };
            line = format!("{line}; aim {}, never beyond {}: {verdict}", target.aim, target.never);
        }
        line
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { median, min, max } = *self;
        if (max - min).abs() < f64::EPSILON {
            return write!(out, "{}", short(median));
        }
        write!(out, "{} ({}–{})", short(median), short(min), short(max))
    }
}

fn short(value: f64) -> String {
    if value.fract() == 0.0 || value >= 1000.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.3}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_judged_from_below_and_a_time_from_above() {
        let ratio = Measure::new("a", "/s", &[40.0, 60.0, 50.0]).against("b", &[40.0, 60.0, 50.0], &[100.0; 3]).wanted(0.75, 0.5);
        assert!(ratio.target.unwrap().met == Met::Between);
        assert!(Measure::new("a", "ms", &[9.0]).wanted(10.0, 50.0).target.unwrap().met == Met::Aim);
        assert!(Measure::new("a", "ms", &[51.0]).wanted(10.0, 50.0).target.unwrap().met == Met::No);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        let spread = Spread::of(&[1.0, 4.0, 2.0, 9.0]);
        assert!((spread.median - 3.0).abs() < 1e-9 && (spread.min - 1.0).abs() < 1e-9 && (spread.max - 9.0).abs() < 1e-9);
    }
}
