//! The one value from which every page, chart, file and terminal shows a comparison.
//!
//! Its JSON is a contract (the interface page of the README): numbers are never rounded here, and what is withheld is
//! already `None` with `hidden` set, so no exit can show it by mistake.

use std::collections::BTreeMap;

use serde::Serialize;

pub use super::change::{
    Change, Detectable, Difference, DontKnow, Effect, MovedCounts, OptionChange, OptionRound, OptionSeries, Refusal, RefusalCode,
    Shape, ShiftSize, Test,
};
use super::choice::{choices, some_choices};

/// Two or more rounds of one trial, side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The trial's key.
    pub trial: String,
    /// The evaluation's key, where the trial has several.
    pub evaluation: Option<String>,
    /// Whether any of the answers are made up; every exit says so.
    pub synthetic: bool,
    /// That no round was held before the trial, in a sentence; absent where one was, or nobody knows when the trial began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_baseline: Option<String>,
    /// The events between the rounds.
    pub events: Vec<EventLine>,
    /// The rounds, in order of opening.
    pub rounds: Vec<RoundLine>,
    /// Of how many it can be told that they answered two rounds after each other; absent where it is nobody or too few to say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub linkage: Vec<Linkage>,
    /// Who answered of those who were asked, by one background column at a time; absent where nobody knows who was asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub composition: Vec<Composition>,
    /// The weights of each round, where they were asked for; absent otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<Weighting>,
    /// How groups are to be read where many of their changes are tested, in a sentence that stands wherever one of them is told; absent
    /// where there are few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub many_tests: Option<String>,
    /// Overall first, then the combinations of the `--by` columns.
    pub groups: Vec<Group>,
}

impl Comparison {
    /// Leaves out every municipality by itself save those that `is_own` holds; the whole stays. What is withheld is withheld already, so
    /// that leaving groups out shows nothing more. How many changes were tested stays what it was: those of the others were tested too.
    pub fn keep_municipalities(&mut self, is_own: impl Fn(&str) -> bool) {
        self.groups.retain(|group| group.by.get("municipality").is_none_or(|unit| is_own(unit)));
        for line in self.composition.iter_mut().filter(|line| line.column == "municipality") {
            line.values.retain(|value| is_own(&value.value));
        }
        self.composition.retain(|line| !line.values.is_empty());
    }
}

/// An event between the rounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventLine {
    /// The day on which it happened or began, `YYYY-MM-DD`.
    pub date: String,
    /// The last day of what lasted longer; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Whether it goes on; absent where it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
    /// What happened.
    pub name: String,
    /// The keys of the municipalities in which alone it happened; absent where it was in all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub municipalities: Vec<String>,
    /// Where that is written; absent where nobody says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
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
    /// Of three rounds or more that are all shown and comparable: whether answers go one way through all; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trend: Option<Trend>,
}

/// Whether answers on a scale go up or down through three rounds or more: the linear-by-linear association.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trend {
    /// The test's name, `linear-by-linear`.
    pub name: String,
    /// The correlation of option and round, −1 to 1.
    pub estimate: f64,
    /// Its statistic, compared with chi² of one degree of freedom.
    pub statistic: f64,
    /// Two-sided p.
    pub p: f64,
    /// The trend in a sentence.
    pub sentence: String,
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
    /// The same weighted, where weights were asked for; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighted: Option<WeightedShare>,
    /// `withheld`, if any figure is.
    pub hidden: Option<String>,
    /// Whether something of what is withheld follows all the same from the figures of all, in which nobody or everybody gave some answer;
    /// absent where nothing does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub told_by_whole: bool,
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

/// How a round's answers were weighted to look like those who were asked: by raking, with what it cost (Kish 1965).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Weighting {
    /// The round's key.
    pub round: String,
    /// The background columns.
    pub by: Vec<String>,
    /// Kish's design effect, at least 1; none where there are no weights.
    pub design_effect: Option<f64>,
    /// How many answers without weights would know as much.
    pub effective_n: Option<f64>,
    /// The largest weight divided by the mean weight.
    pub largest_over_mean: Option<f64>,
    /// Why there are no weights: `people-unknown`, `values-unknown`, `withheld`, `empty-target`, `not-converged`, `large-weight`,
    /// `few-effective`; none where there are.
    pub refused: Option<String>,
}

/// The weighted share of a top box.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeightedShare {
    /// The share, 0 to 1.
    pub share: f64,
    /// Wilson's lower limit with the effective number of answers.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
    /// The effective number of answers to this question.
    pub effective_n: f64,
    /// Kish's design effect.
    pub design_effect: f64,
}

/// Who answered a round, and of whom, by one background column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Composition {
    /// The round's key.
    pub round: String,
    /// The background column.
    pub column: String,
    /// Its values in the order of trials.toml and the scales.
    pub values: Vec<Composed>,
}

/// Those with one value of a background column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Composed {
    /// The value.
    pub value: String,
    /// How many people there are: of the population file, else invited.
    pub people: u64,
    /// How many of them answered; none when withheld.
    pub responses: Option<u64>,
}

/// Of how many it can be told that they answered two rounds: the linkage rate is `people` of the responses of either.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Linkage {
    /// The earlier round's key.
    pub from: String,
    /// The later round's key.
    pub to: String,
    /// How many people are known to have answered both.
    pub people: u64,
    /// How many responses the rounds have; none when withheld.
    pub responses: [Option<u64>; 2],
    /// `code`, where people made up a code of their own; else `person`.
    pub by: String,
}
