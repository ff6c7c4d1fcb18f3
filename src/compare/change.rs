//! What one comparison says of a change from one round to the next: test, effect, options, or why there is none.

use serde::Serialize;

use super::choice::choice;
use super::level::{Level, Reason};
use crate::questionnaire::{Correspondence, CorrespondenceRow, ListCode, ListFate};

/// The change of one question between two rounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The earlier round's key.
    pub from: String,
    /// The later round's key.
    pub to: String,
    /// The default test.
    pub test: Option<Test>,
    /// The headline effect.
    pub effect: Option<Effect>,
    /// The difference of the top box.
    pub top_box: Option<Difference>,
    /// The companion for shape.
    pub shape: Option<Shape>,
    /// Per option, for nominal questions and several choices.
    pub options: Vec<OptionSeries>,
    /// Why there is no test.
    pub refused: Option<Refusal>,
    /// A share of "don't know" that moved by ten points or more, to be shown before anything else; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dont_know: Option<DontKnow>,
    /// Where the same people are followed: how many of them moved which way; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<MovedCounts>,
    /// The sentence that a mayor understands.
    pub sentence: String,
    /// Of a number, where few answered or they are skewed: the test of order beside that of means; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside: Option<Test>,
    /// The smallest change that so many answers could have shown; absent where nothing is tested or not even the largest could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detectable: Option<Detectable>,
    /// Where both rounds take their choices from versions of one code list: what became of the groups between; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_list: Option<Regrouped>,
    /// The level of this step alone, where the question's is the worst of several; for words, the files have the question's.
    #[serde(skip)]
    pub level: Option<Level>,
    /// Why this step is not at level A.
    #[serde(skip)]
    pub reasons: Vec<Reason>,
}

/// What became of the groups of a code list from one of its versions to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Regrouped {
    /// The list's key.
    pub list: String,
    /// The version that the earlier round took its choices from.
    pub from: u32,
    /// That of the later round.
    pub to: u32,
    /// The groups that are not the same.
    pub groups: Vec<RegroupedGroup>,
}

/// Groups of one version that became groups of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegroupedGroup {
    /// `renamed`, `merged`, `split`, `ended` or `new`.
    pub fate: &'static str,
    /// The values before.
    pub from: Vec<i64>,
    /// The values after.
    pub to: Vec<i64>,
}

impl Regrouped {
    pub(super) fn of(between: &Correspondence) -> Self {
        let values = |codes: &[ListCode]| codes.iter().map(|code| code.value).collect();
        let differs = |row: &&CorrespondenceRow| row.fate != ListFate::Same;
        let group =
            |row: &CorrespondenceRow| RegroupedGroup { fate: row.fate.name(), from: values(&row.from), to: values(&row.to) };
        let groups = between.rows.iter().filter(differs).map(group).collect();
        Self { list: between.list.clone(), from: between.from, to: between.to, groups }
    }
}

/// How many of the same people moved which way from one round to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MovedCounts {
    /// How many answered the question in both rounds.
    pub n: u64,
    /// How many stand higher on the scale, or chose the second of two options only later; none without an order.
    pub up: Option<u64>,
    /// How many stand where they stood.
    pub same: Option<u64>,
    /// How many stand lower.
    pub down: Option<u64>,
}

/// The smallest change that a test at .05 finds in so many of all repetitions, from the earlier round's own share or spread.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Detectable {
    /// Of what: `difference` of the top box, `moved` among the same people, or `mean-difference`.
    pub name: String,
    /// The size of a change in either direction, whichever is seen sooner.
    pub smallest: f64,
    /// `up` or `down`, where not even the largest change the other way would be seen; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<&'static str>,
    /// How often it would be found.
    pub power: f64,
}

/// A share of "don't know" that moved by ten points or more.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DontKnow {
    /// Their share of the base in the earlier round, 0 to 1.
    pub earlier: f64,
    /// Their share of the base in the later round.
    pub later: f64,
}

/// A test of no change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Test {
    /// Its name in the interface page.
    pub name: String,
    /// Its statistic, where it has one.
    pub statistic: Option<f64>,
    /// Its degrees of freedom, where it has any.
    pub df: Option<f64>,
    /// Two-sided p.
    pub p: f64,
    /// p after Holm, for primary questions.
    pub p_holm: Option<f64>,
}

/// An effect with its 95 % interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// Its name in the interface page.
    pub name: String,
    /// The estimate, later minus earlier.
    pub estimate: f64,
    /// The lower limit.
    pub low: Option<f64>,
    /// The upper limit.
    pub high: Option<f64>,
}

/// How large a shift along a scale is. Source: Romano et al. 2006.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftSize {
    /// |δ| below .147.
    Negligible,
    /// Below .33.
    Small,
    /// Below .474.
    Medium,
    /// From .474.
    Large,
}

impl Effect {
    /// How large it is, where it is a shift along a scale; none of other effects, for which there are no such words.
    #[must_use]
    pub fn size(&self) -> Option<ShiftSize> {
        (self.name == "delta").then(|| match self.estimate.abs() {
            size if size < 0.147 => ShiftSize::Negligible,
            size if size < 0.33 => ShiftSize::Small,
            size if size < 0.474 => ShiftSize::Medium,
            _ => ShiftSize::Large,
        })
    }
}

/// A difference of two shares with its 95 % intervals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Later minus earlier, −1 to 1.
    pub difference: f64,
    /// Newcombe's lower limit.
    pub low: f64,
    /// Newcombe's upper limit.
    pub high: f64,
    /// The lower limit for the finite population.
    pub low_fpc: Option<f64>,
    /// The upper limit for the finite population.
    pub high_fpc: Option<f64>,
    /// `linked` or `weighted`: why a change between rounds of known populations has no limits for these; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_population: Option<&'static str>,
}

/// The companion test of the shape of two distributions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shape {
    /// `freeman-halton` or `chi-squared`.
    pub name: String,
    /// Two-sided p.
    pub p: f64,
    /// p after Holm over the shapes of the primary questions; absent for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_holm: Option<f64>,
}

/// One option of a nominal question or of several choices.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptionSeries {
    /// The choice's value, or `other` or `none`.
    #[serde(serialize_with = "choice")]
    pub value: i64,
    /// Its share in the two rounds.
    pub rounds: Vec<OptionRound>,
    /// Its change.
    pub changes: Vec<OptionChange>,
}

/// One option's share in one round.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptionRound {
    /// How many chose it.
    pub x: u64,
    /// The share.
    pub share: f64,
    /// Wilson's lower limit.
    pub low: f64,
    /// Wilson's upper limit.
    pub high: f64,
}

/// One option's change between two rounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptionChange {
    /// Later minus earlier.
    pub difference: f64,
    /// Newcombe's lower limit.
    pub low: f64,
    /// Newcombe's upper limit.
    pub high: f64,
    /// Fisher's p.
    pub p: f64,
    /// p after Holm over the options.
    pub p_holm: f64,
}

/// Why there is no test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The reason.
    pub code: RefusalCode,
    /// The reason in a sentence.
    pub text: String,
}

/// The reasons for which a test is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalCode {
    /// A round without substantive answers.
    NoAnswers,
    /// Withheld under the small-number rules.
    Withheld,
    /// The smallest possible p is above .05.
    CannotReachLevel,
    /// All answers of both rounds on the same option.
    AllAlike,
    /// Level D or E.
    NotComparable,
    /// Weights too unequal.
    Weights,
}
