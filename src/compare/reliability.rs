//! How far people who code the same material agree: every coefficient that can be computed, each with its interval.
//!
//! Units are drawn again for the intervals from a seed that stands in the report, so that everybody gets the same ones. Nothing here is an
//! answer of a respondent: it is what coders of the evaluation put on what a group said.

use super::statistics::{self, Interval, KappaWeights, Metric, Moves, Overlaps, bootstrap, unitized_alpha};

/// The seed of the intervals where nobody asks for another.
pub const SEED: u64 = 20_190_101;

/// A coefficient; the interval is none where it cannot be computed for nearly every draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// Its name, which is the same in every language and format.
    pub name: &'static str,
    /// Its value; none where it cannot be computed: chance alone gives full agreement, or nothing was coded by two.
    pub value: Option<f64>,
    /// The 95 % interval.
    pub interval: Option<Interval>,
}

/// How far coders agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Reliability {
    /// How many coders there are.
    pub coders: usize,
    /// How many units at least two of them coded.
    pub units: usize,
    /// In how many of these all who coded it put the same.
    pub same: usize,
    /// The coefficients: Cohen's kappa and Bennett's S of two coders, the first also weighted where categories have an order; Fleiss' kappa
    /// over the units that all coded; Krippendorff's alpha for each metric that the categories have.
    pub coefficients: Vec<Coefficient>,
}

/// The categories of a coding.
#[derive(Clone, Debug, PartialEq)]
pub enum Categories {
    /// So many, without an order.
    Named(usize),
    /// From lowest to highest by their values.
    Valued(Vec<f64>),
}

impl Categories {
    fn count(&self) -> usize {
        match self {
            Self::Named(count) => *count,
            Self::Valued(values) => values.len(),
        }
    }
}

/// A coefficient of units, each with one place per coder.
type Statistic<'a> = dyn Fn(&[Vec<Option<usize>>]) -> Option<f64> + 'a;

/// How far coders agree on units, each with one place per coder that holds a category or nothing.
#[must_use]
pub fn reliability(units: &[Vec<Option<usize>>], categories: &Categories, seed: u64) -> Reliability {
    let coders = units.iter().map(Vec::len).max().unwrap_or(0);
    let coded = |unit: &&Vec<Option<usize>>| unit.iter().flatten().count() >= 2;
    let paired: Vec<&Vec<Option<usize>>> = units.iter().filter(coded).collect();
    let alike = |unit: &&&Vec<Option<usize>>| {
        let mut all = unit.iter().flatten();
        all.next().is_none_or(|first| all.all(|other| other == first))
    };
    let same = paired.iter().filter(alike).count();
    let mut found = Reliability { coders, units: paired.len(), same, coefficients: Vec::new() };
    let options = categories.count();
    let mut put = |name, statistic: &Statistic<'_>| {
        let drawn = |places: &[usize]| statistic(&places.iter().map(|at| units[*at].clone()).collect::<Vec<_>>());
        let value = statistic(units);
        let interval = value.and_then(|_| bootstrap(units.len(), seed, &drawn));
        found.coefficients.push(Coefficient { name, value, interval });
    };
    let values = match categories {
        Categories::Named(_) => None,
        Categories::Valued(values) => Some(values.as_slice()),
    };
    if coders == 2 {
        let weighted =
            |weights| move |units: &[Vec<Option<usize>>]| Some(statistics::kappa(&table(units, options)?, weights)?.kappa);
        put("kappa", &weighted(KappaWeights::Unweighted));
        put("bennett-s", &|units| statistics::bennett_s(&table(units, options)?));
        if values.is_some() {
            put("kappa-linear", &weighted(KappaWeights::Linear));
            put("kappa-quadratic", &weighted(KappaWeights::Quadratic));
        }
    }
    put("fleiss-kappa", &|units| fleiss(units, options));
    put("alpha-nominal", &|units| statistics::krippendorff_alpha(units, options, Metric::Nominal));
    if let Some(values) = values {
        put("alpha-ordinal", &|units| statistics::krippendorff_alpha(units, options, Metric::Ordinal));
        put("alpha-interval", &|units| statistics::krippendorff_alpha(units, options, Metric::Interval(values)));
        if values.iter().all(|value| *value >= 0.0) {
            put("alpha-ratio", &|units| statistics::krippendorff_alpha(units, options, Metric::Ratio(values)));
        }
    }
    found
}

/// How far coders who mark texts where they like agree on where what they mark begins and ends; texts are drawn again for the interval.
#[must_use]
pub fn free_cutting(texts: &[Overlaps], seed: u64) -> Coefficient {
    let value = unitized_alpha(texts);
    let drawn = |places: &[usize]| unitized_alpha(places.iter().map(|at| &texts[*at]));
    Coefficient { name: "alpha-unitized", value, interval: value.and_then(|_| bootstrap(texts.len(), seed, &drawn)) }
}

/// The square table of the units that both of two coders coded.
fn table(units: &[Vec<Option<usize>>], options: usize) -> Option<Moves> {
    let mut table = vec![vec![0; options]; options];
    for unit in units {
        if let [Some(one), Some(other)] = unit[..] {
            *table.get_mut(one)?.get_mut(other)? += 1;
        }
    }
    Moves::read(&table)
}

/// Fleiss' kappa of the units that everybody coded.
fn fleiss(units: &[Vec<Option<usize>>], options: usize) -> Option<f64> {
    let mut counts = Vec::with_capacity(units.len());
    for unit in units.iter().filter(|unit| unit.iter().all(Option::is_some)) {
        let mut count = vec![0_u64; options];
        for option in unit.iter().flatten() {
            *count.get_mut(*option)? += 1;
        }
        counts.push(count);
    }
    statistics::fleiss_kappa(&counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(found: &Reliability, name: &str) -> Option<f64> {
        found.coefficients.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("no {name}")).value
    }

    #[test]
    fn every_coefficient_that_the_categories_have_is_there_with_its_interval() {
        // The table of Cohen's kappa .4: 20, 5, 10, 15.
        let cells = [(0, 0, 20), (0, 1, 5), (1, 0, 10), (1, 1, 15)];
        let units: Vec<Vec<Option<usize>>> =
            cells.iter().flat_map(|(one, other, count)| std::iter::repeat_n(vec![Some(*one), Some(*other)], *count)).collect();
        let found = reliability(&units, &Categories::Named(2), SEED);
        assert_eq!((found.coders, found.units, found.same), (2, 50, 35));
        assert!((value(&found, "kappa").unwrap() - 0.4).abs() < 1e-12);
        assert_eq!(
            found.coefficients.iter().map(|one| one.name).collect::<Vec<_>>(),
            ["kappa", "bennett-s", "fleiss-kappa", "alpha-nominal"]
        );
        assert!((value(&found, "bennett-s").unwrap() - 0.4).abs() < 1e-12);
        let interval = found.coefficients[0].interval.unwrap();
        // The formula's standard error is .1272.
        assert!((interval.low - 0.15).abs() < 0.08 && (interval.high - 0.65).abs() < 0.08, "{interval:?}");
        assert_eq!(reliability(&units, &Categories::Named(2), SEED), found);
        let valued = reliability(&units, &Categories::Valued(vec![0.0, 1.0]), SEED);
        assert_eq!(valued.coefficients.len(), 9);
        assert!((value(&valued, "kappa-linear").unwrap() - 0.4).abs() < 1e-12);
        assert_eq!(reliability(&units, &Categories::Valued(vec![-1.0, 1.0]), SEED).coefficients.len(), 8, "no ratio below zero");
    }

    #[test]
    fn what_cannot_be_computed_has_no_value() {
        let one_category = vec![vec![Some(1), Some(1)]; 9];
        let found = reliability(&one_category, &Categories::Named(2), SEED);
        // Chance as Bennett's S sees it does not ask how often a category was used.
        assert_eq!((found.same, value(&found, "bennett-s")), (9, Some(1.0)));
        let by_use = found.coefficients.iter().filter(|one| one.name != "bennett-s");
        assert!(by_use.into_iter().all(|one| one.value.is_none() && one.interval.is_none()), "{found:?}");
        let alone = reliability(&[vec![Some(1), None], vec![None, Some(0)]], &Categories::Named(2), SEED);
        assert!(alone.units == 0 && alone.coefficients.iter().all(|one| one.value.is_none()), "{alone:?}");
        let nothing = reliability(&[], &Categories::Named(0), SEED);
        assert!(nothing.coefficients.iter().all(|one| one.value.is_none()), "{nothing:?}");
        // Three coders of whom one missed a unit: Fleiss counts the units that all coded, alpha all that two did.
        let three = [vec![Some(0), Some(0), Some(0)], vec![Some(1), Some(1), None], vec![Some(1), Some(1), Some(1)]];
        let found = reliability(&three, &Categories::Named(2), SEED);
        assert_eq!((value(&found, "fleiss-kappa"), value(&found, "alpha-nominal"), found.units), (Some(1.0), Some(1.0), 3));
    }
}
