//! The one value from which every page, chart, file and terminal shows a comparison.
//!
//! Its JSON is a contract (the interface page of the README): numbers are never rounded here, and what is withheld is
//! already `None` with `hidden` set, so no exit can show it by mistake.

use std::collections::BTreeMap;

use serde::Serialize;

use super::choice::{choice, choices, some_choices};
use super::level::{Level, Reason};

/// Two or more rounds of one trial, side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The trial's key.
    pub trial: String,
    /// The evaluation's key, where the trial has several.
    pub evaluation: Option<String>,
    /// Whether any of the answers are made up; every exit says so.
    pub synthetic: bool,
    /// The events between the rounds.
    pub events: Vec<EventLine>,
    /// The rounds, in order of opening.
    pub rounds: Vec<RoundLine>,
    /// Overall first, then the combinations of the `--by` columns.
    pub groups: Vec<Group>,
}

/// An event between the rounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventLine {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// What happened.
    pub name: String,
}

/// One round's facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoundLine {
    /// The round's key.
    pub key: String,
    /// The questionnaire's key.
    pub questionnaire: String,
    /// The version's number.
    pub version: u32,
    /// The first day.
    pub opens: String,
    /// The last day, or the day on which a person closed it before.
    pub closes: String,
    /// How many people there are, if known.
    pub population: Option<u64>,
    /// How many responses; none when withheld.
    pub responses: Option<u64>,
    /// Whether the round is open to everybody, so that one person may answer twice.
    pub open_access: bool,
    /// Whether it still takes answers, so that its figures are shown when it is closed.
    pub waiting: bool,
}

/// A group of respondents: all of them, or those with certain background values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// Column → value; empty for all.
    pub by: BTreeMap<String, String>,
    /// The questions, in the order of the later version.
    pub questions: Vec<QuestionComparison>,
}

/// One question or item over all rounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuestionComparison {
    /// The item's key.
    pub key: String,
    /// The kind of the questionnaire: `single`, `multiple`, `battery` (for each of its items), `number`, `ranking`, `text`,
    /// `longtext`, `date`.
    pub kind: String,
    /// `ordinal`, `nominal`, or none.
    pub scale: Option<String>,
    /// The level of comparability, `A` to `E`; none for new and dropped questions.
    pub level: Option<String>,
    /// Why the level is not `A`, as codes, and `shared-panel`.
    pub reasons: Vec<String>,
    /// The approvals on which level `B` rests, one for each step that has one; absent where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<ApprovalLine>,
    /// `independent`, `linked` or `partly-linked`.
    pub design: String,
    /// How many are linked.
    pub linked_n: Option<u64>,
    /// Whether it belongs to the family that Holm corrects.
    pub primary: bool,
    /// The values of the substantive choices in the order of `counts`, `other` and `none` by name; words are the questionnaire's.
    #[serde(serialize_with = "choices")]
    pub values: Vec<i64>,
    /// The figures of each round, in the order of the comparison's rounds.
    pub rounds: Vec<QuestionRound>,
    /// The changes between consecutive rounds.
    pub changes: Vec<Change>,
}

/// A person's word that only the spelling changed from one version to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApprovalLine {
    /// The earlier version.
    pub from: u32,
    /// The later version.
    pub to: u32,
    /// Who says so.
    pub by: String,
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// Why.
    pub reason: String,
}

/// One question's figures in one round.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuestionRound {
    /// The round's key.
    pub round: String,
    /// The item's key in that round's version, where it was another; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// n and the missing.
    pub base: Option<u64>,
    /// Substantive answers.
    pub n: Option<u64>,
    /// Responses to which it was not shown.
    pub not_shown: Option<u64>,
    /// Answers per substantive choice.
    pub counts: Option<Vec<u64>>,
    /// The values of these counts, where the round is compared with none that has the question's `values`; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "some_choices")]
    pub values: Option<Vec<i64>>,
    /// The kinds of missing.
    pub missing: Option<MissingCounts>,
    /// The mean of a number.
    pub mean: Option<f64>,
    /// The standard deviation of a number.
    pub sd: Option<f64>,
    /// The share of the top box, or of the last of two options.
    pub top_box: Option<Share>,
    /// `withheld`, if any figure is.
    pub hidden: Option<String>,
    /// `not-published`, where the round is a published table that leaves the question out; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<String>,
    /// The round's own options, where they were merged; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnScale>,
}

/// How many answers are of which kind of missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MissingCounts {
    /// Shown the question and passed on.
    pub not_answered: u64,
    /// "Don't know" and its like.
    pub dont_know: u64,
    /// It does not apply.
    pub not_applicable: u64,
    /// Would rather not say.
    pub declined: u64,
}

impl MissingCounts {
    /// The kinds by name, in the order of files and tables.
    #[must_use]
    pub fn named(&self) -> [(&'static str, u64); 4] {
        [
            ("not-answered", self.not_answered),
            ("dont-know", self.dont_know),
            ("not-applicable", self.not_applicable),
            ("declined", self.declined),
        ]
    }

    /// All kinds together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.named().iter().map(|(_, count)| count).sum()
    }
}

/// A round's own options at level C: its `counts` are those of the later scale, these are as they were asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnScale {
    /// The values of the substantive choices in the round's own order.
    #[serde(serialize_with = "choices")]
    pub values: Vec<i64>,
    /// Answers per choice; none when withheld.
    pub counts: Option<Vec<u64>>,
}

/// A share with its 95 % intervals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The share, 0 to 1.
    pub share: f64,
    /// Wilson's lower limit.
    pub low: f64,
    /// Wilson's upper limit.
    pub high: f64,
    /// The lower limit for the finite population.
    pub low_fpc: Option<f64>,
    /// The upper limit for the finite population.
    pub high_fpc: Option<f64>,
}

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
    /// The level of this step alone, where the question's is the worst of several; for words, the files have the question's.
    #[serde(skip)]
    pub level: Option<Level>,
    /// Why this step is not at level A.
    #[serde(skip)]
    pub reasons: Vec<Reason>,
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
}

/// The companion test of the shape of two distributions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shape {
    /// `freeman-halton` or `chi-squared`.
    pub name: String,
    /// Two-sided p.
    pub p: f64,
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
