//! How the rounds of a comparison were weighted, in sentences.

use super::comparison::Words;
use crate::compare::{Comparison, QuestionComparison, QuestionRound, Weighting};
use crate::language::{Language, number};

impl Words<'_> {
    /// How the answers of each round were weighted, or why they were not.
    #[must_use]
    pub fn weights(&self, comparison: &Comparison) -> Vec<String> {
        let decimal = |value: f64, digits| number::decimal(value, digits, self.language);
        let sentence = |line: &Weighting| {
            let round = self.round(comparison, &line.round);
            let by = line.by.iter().map(|column| self.column(column)).collect::<Vec<_>>().join(self.say(" og ", " and "));
            let (Some(effect), Some(n), Some(largest)) = (line.design_effect, line.effective_n, line.largest_over_mean) else {
                let why = self.unweighted(line.refused.as_deref().unwrap_or_default());
                return match self.language {
                    Language::Da => format!("{round} kan ikke vægtes efter {by}: {why}."),
                    _ => format!("{round} cannot be weighted by {by}: {why}."),
                };
            };
            let (effect, n, largest) = (decimal(effect, 2), decimal(n, 1), decimal(largest, 1));
            match self.language {
                Language::Da => format!(
                    "{round} er vægtet efter {by}, så svarene ligner dem, der blev spurgt. De vejer som {n} svar uden vægte \
                     (designeffekt {effect}); den største vægt er {largest} gange gennemsnittet."
                ),
                _ => format!(
                    "{round} is weighted by {by}, so that the answers look like those who were asked. They weigh as much as {n} answers \
                     without weights (design effect {effect}); the largest weight is {largest} times the mean."
                ),
            }
        };
        let questions = comparison.groups.first().map(|group| &group.questions[..]).unwrap_or_default();
        let has_weighted_test = |question: &QuestionComparison| {
            question.changes.iter().any(|change| change.test.as_ref().is_some_and(|test| test.name == "rao-scott"))
        };
        let is_weighted = |line: &Weighting| {
            let of_round = |round: &QuestionRound| round.round == line.round && round.weighted.is_some();
            questions.iter().any(|question| question.rounds.iter().any(of_round) || has_weighted_test(question))
        };
        let told = |line: &Weighting| {
            if line.refused.is_some() || is_weighted(line) { sentence(line) } else { self.nothing_weighted(comparison, line) }
        };
        comparison.weights.iter().map(told).collect()
    }

    /// That a round has weights, and no question of which they may be used.
    fn nothing_weighted(&self, comparison: &Comparison, line: &Weighting) -> String {
        let round = self.round(comparison, &line.round);
        match self.language {
            Language::Da => format!(
                "{round} kan ikke vægtes: til hvert spørgsmål er der mindst én gruppe, hvis svar ikke vises helt, og vægtede tal ville røbe \
                 dem. Tallene herunder er uden vægte."
            ),
            _ => format!(
                "{round} cannot be weighted: to each question there is at least one group whose answers are not shown in full, and weighted \
                 figures would give them away. The figures below are without weights."
            ),
        }
    }

    /// Why a round could not be weighted, by its code.
    pub(super) fn unweighted(&self, code: &str) -> &'static str {
        match code {
            "people-unknown" => {
                self.say("det vides ikke, hvor mange der er i hver gruppe", "it is not known how many each group has")
            }
            "values-unknown" => self.say("for nogle svar kendes gruppen ikke", "of some answers the group is not known"),
            "withheld" => self.say("antallet af svar i en gruppe vises ikke", "the number of answers of a group is not shown"),
            "empty-target" => self.say("ingen har svaret i en af grupperne", "nobody answered in one of the groups"),
            "not-converged" => self.say("vægtene falder ikke til ro", "the weights do not come to rest"),
            "large-weight" => self.say("nogle svar ville veje for meget", "some answers would weigh too much"),
            _ => self.say("svarene ville veje for lidt", "the answers would weigh too little"),
        }
    }
}
