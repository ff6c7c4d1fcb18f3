//! How far the coders of a sample agree: code by code, scale by scale, and over all codes together.
//!
//! A unit is a line of the sample. Of a code it is asked whether somebody put it, or one below it, anywhere on the line; of a scale, which
//! step they put. Since excerpts are cut freely, it is asked of a code also where on the lines its excerpts begin and end. Nothing is said of a sample that somebody still codes.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::reliability::{Categories, Coefficient, Reliability, free_cutting, reliability};
use crate::compare::statistics::{Overlaps, SetDistance, bootstrap, cutting, overlaps, set_alpha};
use crate::focusgroup::{Code, in_order, scales, with_those_below};
use crate::language::{Language, number};
use crate::store::{CodingSample, Error, Excerpt, Store};

/// What coders agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreedOn {
    /// Whether a line has the code.
    Presence,
    /// Which step of the scale a line has.
    Scale,
    /// Which codes a line has, all together.
    All,
}

impl AgreedOn {
    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Presence => "code",
            Self::Scale => "scale",
            Self::All => "all-codes",
        }
    }
}

/// How far coders agree on one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct AgreementRow {
    /// The code with those above it, such as `Tid / Ventetid`; empty for all together.
    pub code: String,
    /// What is agreed on.
    pub on: AgreedOn,
    /// How far.
    pub found: Reliability,
}

/// How far the coders of a sample agree; none as long as somebody codes it.
pub fn of_sample(store: &Store, sample: &CodingSample, seed: u64) -> Result<Option<Vec<AgreementRow>>, Error> {
    if sample.ended.is_none() {
        return Ok(None);
    }
    let (codes, excerpts) = (store.code_list()?, store.codings(None)?);
    // What was put later is no part of what was measured.
    let standing: Vec<Excerpt> =
        excerpts.into_iter().filter(|one| sample.ended.is_some_and(|ended| one.at.0 <= ended.0)).collect();
    Ok(Some(rows(&codes, &standing, sample, &store.line_lengths(&sample.lines)?, seed)))
}

fn rows(
    codes: &[Code],
    excerpts: &[Excerpt],
    sample: &CodingSample,
    lengths: &BTreeMap<i64, u64>,
    seed: u64,
) -> Vec<AgreementRow> {
    // What each coder had put on each line when the sample ended: an empty set where they put nothing.
    let put: Vec<Vec<BTreeSet<i64>>> = sample
        .lines
        .iter()
        .map(|line| {
            let of = |coder: &String| {
                let own = excerpts.iter().filter(|one| one.line_id == *line && one.coder == *coder);
                own.map(|one| one.code_id).collect()
            };
            sample.coders.iter().map(|(coder, _)| of(coder)).collect()
        })
        .collect();
    let used: BTreeSet<i64> = put.iter().flatten().flatten().copied().collect();
    let mut rows = vec![AgreementRow { code: String::new(), on: AgreedOn::All, found: all_together(&put, &used, seed) }];
    for (_, code) in in_order(codes) {
        let own = with_those_below(codes, code.id);
        if own.is_disjoint(&used) {
            continue;
        }
        let unit = |unit: &Vec<BTreeSet<i64>>| unit.iter().map(|set| Some(usize::from(!set.is_disjoint(&own)))).collect();
        let units: Vec<Vec<Option<usize>>> = put.iter().map(unit).collect();
        let mut found = reliability(&units, &Categories::Named(2), seed);
        found.coefficients.push(free_cutting(&cut(excerpts, sample, lengths, &own), seed));
        rows.push(AgreementRow { code: path(codes, code), on: AgreedOn::Presence, found });
    }
    for (scale, steps) in scales(codes) {
        if !steps.iter().any(|step| used.contains(&step.id)) {
            continue;
        }
        // Whoever put two steps of a scale on a line put none.
        let step = |set: &BTreeSet<i64>| {
            let mut put = steps.iter().enumerate().filter(|(_, step)| set.contains(&step.id)).map(|(at, _)| at);
            put.next().filter(|_| put.next().is_none())
        };
        let units: Vec<Vec<Option<usize>>> = put.iter().map(|unit| unit.iter().map(step).collect()).collect();
        let values = steps.iter().filter_map(|step| step.value).map(f64::from).collect();
        let found = reliability(&units, &Categories::Valued(values), seed);
        rows.push(AgreementRow { code: path(codes, scale), on: AgreedOn::Scale, found });
    }
    rows
}

/// What the coders' excerpts with one of these codes have in common, line by line. A line that is not there any more has no excerpts.
fn cut(excerpts: &[Excerpt], sample: &CodingSample, lengths: &BTreeMap<i64, u64>, own: &BTreeSet<i64>) -> Vec<Overlaps> {
    let of = |line: i64, coder: &str| -> Vec<(u64, u64)> {
        let own = excerpts.iter().filter(|one| one.line_id == line && one.coder == coder && own.contains(&one.code_id));
        own.filter_map(|one| Some((u64::try_from(one.starts).ok()?, u64::try_from(one.ends).ok()?))).collect()
    };
    let line = |(line, length): (&i64, &u64)| {
        let people: Vec<_> = sample.coders.iter().map(|(coder, _)| cutting(*length, &of(*line, coder))).collect();
        overlaps(&people, 1)
    };
    lengths.iter().filter_map(line).collect()
}

fn all_together(put: &[Vec<BTreeSet<i64>>], used: &BTreeSet<i64>, seed: u64) -> Reliability {
    let place = |id: &i64| used.iter().position(|other| other == id);
    let unit = |unit: &Vec<BTreeSet<i64>>| unit.iter().map(|set| Some(set.iter().filter_map(place).collect())).collect();
    let units: Vec<Vec<Option<BTreeSet<usize>>>> = put.iter().map(unit).collect();
    let coders = put.iter().map(Vec::len).max().unwrap_or(0);
    let same = put.iter().filter(|unit| unit.iter().all(|set| Some(set) == unit.first())).count();
    let masi = |drawn: &[usize]| set_alpha(&drawn.iter().map(|at| units[*at].clone()).collect::<Vec<_>>(), SetDistance::Masi);
    let value = set_alpha(&units, SetDistance::Masi);
    let interval = value.and_then(|_| bootstrap(units.len(), seed, &masi));
    let coefficients = vec![Coefficient { name: "alpha-masi", value, interval }];
    Reliability { coders, units: put.len(), same, coefficients }
}

/// A code with those above it.
#[must_use]
pub fn path(codes: &[Code], code: &Code) -> String {
    let mut names = vec![code.name.as_str()];
    let mut at = code.parent;
    while let Some(above) = at.and_then(|id| codes.iter().find(|code| code.id == id)).filter(|_| names.len() <= codes.len()) {
        names.push(&above.name);
        at = above.parent;
    }
    names.reverse();
    names.join(" / ")
}

/// What a coefficient is called.
#[must_use]
pub fn coefficient(name: &str, language: Language) -> &'static str {
    let (danish, english) = match name {
        "kappa" => ("Cohens kappa", "Cohen's kappa"),
        "bennett-s" => ("Bennetts S", "Bennett's S"),
        "kappa-linear" => ("Cohens kappa, lineært vægtet", "Cohen's kappa, linear weights"),
        "kappa-quadratic" => ("Cohens kappa, kvadratisk vægtet", "Cohen's kappa, quadratic weights"),
        "fleiss-kappa" => ("Fleiss' kappa", "Fleiss' kappa"),
        "alpha-nominal" => ("Krippendorffs alfa, nominal", "Krippendorff's alpha, nominal"),
        "alpha-ordinal" => ("Krippendorffs alfa, ordinal", "Krippendorff's alpha, ordinal"),
        "alpha-interval" => ("Krippendorffs alfa, interval", "Krippendorff's alpha, interval"),
        "alpha-ratio" => ("Krippendorffs alfa, ratio", "Krippendorff's alpha, ratio"),
        "alpha-unitized" => ("Krippendorffs alfa, frie udsnit", "Krippendorff's alpha, free excerpts"),
        _ => ("Krippendorffs alfa, mængder (MASI)", "Krippendorff's alpha, sets (MASI)"),
    };
    if language == Language::En { english } else { danish }
}

/// A coefficient in words: `0,74 (0,52 til 0,91)`, or that it cannot be computed.
#[must_use]
pub fn figure(one: &Coefficient, language: Language) -> String {
    let (undefined, to) = if language == Language::En { ("cannot be computed", "to") } else { ("kan ikke beregnes", "til") };
    let Some(value) = one.value else { return undefined.to_owned() };
    let said = |value: f64| number::decimal(value, 2, language);
    match one.interval {
        Some(interval) => format!("{} ({} {to} {})", said(value), said(interval.low), said(interval.high)),
        None => said(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn code(id: i64, parent: Option<i64>, value: Option<i32>) -> Code {
        Code { id, guid: String::new(), parent, name: format!("K{id}"), description: String::new(), value }
    }

    fn excerpt(line_id: i64, code_id: i64, coder: &str) -> Excerpt {
        let (guid, words, at) = (String::new(), String::new(), Timestamp(0));
        Excerpt { id: 0, guid, line_id, code_id, starts: 0, ends: 1, words, coder: coder.to_owned(), at }
    }

    fn sample(lines: i64) -> CodingSample {
        let coders = vec![("Anna".to_owned(), true), ("Bo".to_owned(), true)];
        let at = Timestamp(0);
        CodingSample { id: 1, seed: 1, by: String::new(), at, ended: Some(at), lines: (1..=lines).collect(), coders }
    }

    /// Lines of twenty signs.
    fn lengths(lines: i64) -> BTreeMap<i64, u64> {
        (1..=lines).map(|line| (line, 20)).collect()
    }

    fn value(rows: &[AgreementRow], code: &str, on: AgreedOn, name: &str) -> Option<f64> {
        let row = rows.iter().find(|row| row.code == code && row.on == on).unwrap_or_else(|| panic!("no {code}"));
        row.found.coefficients.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("no {name}")).value
    }

    #[test]
    fn a_code_counts_for_those_above_it_and_a_scale_is_read_by_its_steps() {
        let codes = [code(1, None, None), code(2, Some(1), Some(1)), code(3, Some(1), Some(2)), code(4, None, None)];
        // The two put different steps on line 2, so they agree that the scale is there, not on which step.
        let excerpts = [
            excerpt(1, 2, "Anna"),
            excerpt(1, 2, "Bo"),
            excerpt(2, 2, "Anna"),
            excerpt(2, 3, "Bo"),
            excerpt(3, 3, "Anna"),
            excerpt(3, 3, "Bo"),
            excerpt(4, 9, "Carla"),
        ];
        let rows = rows(&codes, &excerpts, &sample(4), &lengths(4), 1);
        let found: Vec<(&str, &str)> = rows.iter().map(|row| (row.code.as_str(), row.on.name())).collect();
        assert_eq!(found, [("", "all-codes"), ("K1", "code"), ("K1 / K2", "code"), ("K1 / K3", "code"), ("K1", "scale")]);
        assert_eq!(value(&rows, "K1", AgreedOn::Presence, "kappa"), Some(1.0));
        // Lines with K2: Anna 1 and 2, Bo 1: agreement 3/4, by chance 1/4·1/2 + 3/4·1/2 = 1/2.
        assert!((value(&rows, "K1 / K2", AgreedOn::Presence, "kappa").unwrap() - 0.5).abs() < 1e-12);
        assert_eq!(rows[4].found.units, 3);
        assert!(value(&rows, "K1", AgreedOn::Scale, "alpha-ordinal").is_some());
        assert_eq!((rows[0].found.units, rows[0].found.same), (4, 3));
    }

    #[test]
    fn where_excerpts_begin_and_end_counts_also_when_all_agree_that_the_code_is_there() {
        let codes = [code(1, None, None), code(2, Some(1), None)];
        let put = |code, starts, ends, coder| Excerpt { starts, ends, ..excerpt(1, code, coder) };
        let near = [put(1, 2, 9, "Anna"), put(1, 2, 10, "Bo")];
        // What is put twice, overlapping, is one excerpt; what is below a code counts for it.
        let same = [put(1, 2, 6, "Anna"), put(2, 4, 10, "Anna"), put(1, 2, 10, "Bo")];
        let unitized = |excerpts: &[Excerpt]| {
            let rows = rows(&codes, excerpts, &sample(2), &lengths(2), 1);
            value(&rows, "K1", AgreedOn::Presence, "alpha-unitized")
        };
        assert_eq!(unitized(&same), Some(1.0));
        assert!(unitized(&near).is_some_and(|value| value > 0.8 && value < 1.0), "{:?}", unitized(&near));
        assert!(unitized(&[put(1, 2, 9, "Anna"), put(1, 12, 19, "Bo")]).is_some_and(|value| value < 0.0));
    }

    #[test]
    fn what_cannot_be_computed_says_so() {
        let none = Coefficient { name: "kappa", value: None, interval: None };
        assert_eq!(
            (figure(&none, Language::Da), figure(&none, Language::En)),
            ("kan ikke beregnes".to_owned(), "cannot be computed".to_owned())
        );
        // Both marked the whole of the only line: how often a code is used by chance cannot be told from that. Bennett's S does not ask.
        let whole = ["Anna", "Bo"].map(|coder| Excerpt { ends: 20, ..excerpt(1, 1, coder) });
        let rows = rows(&[code(1, None, None)], &whole, &sample(1), &lengths(1), 1);
        let by_use = |one: &&Coefficient| one.name != "bennett-s";
        let mut found = rows.iter().flat_map(|row| &row.found.coefficients).filter(by_use);
        assert!(found.all(|one| one.value.is_none()), "{rows:?}");
        assert_eq!(value(&rows, "K1", AgreedOn::Presence, "bennett-s"), Some(1.0));
    }
}
