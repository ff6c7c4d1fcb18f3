//! Designs and recommendations of `demo --full`: what `surveys/demo/designs.toml` says, frozen and saved as the desk does it.

use serde_json::Value;

use crate::evaluation::{Design, Recommendation, design_content, design_from, hash_of, recommendation_from};
use crate::store::{Error, Store};
use crate::time::Timestamp;

const WRITTEN: &str = include_str!("../../../surveys/demo/designs.toml");

/// Whoever wrote them, as pages and reports name it.
const BY: &str = "Demonstration";

/// What is written of one evaluation of a trial.
struct Written {
    trial: String,
    evaluation: Option<String>,
    design: Design,
    recommendation: Recommendation,
}

/// Freezes every design as its first version and saves every recommendation.
pub(super) fn fill(store: &Store, now: Timestamp) -> Result<(), Error> {
    for written in read().ok_or(Error::Corrupt("surveys"))? {
        let of = (written.trial.as_str(), written.evaluation.as_deref());
        store.save_design(of, &written.design, "", (BY, now))?;
        store.freeze_design(of, &hash_of(&design_content(&written.design)), (BY, now))?;
        store.save_recommendation(of, &written.recommendation, "", (BY, now))?;
    }
    Ok(())
}

fn read() -> Option<Vec<Written>> {
    let all: Value = toml::from_str(WRITTEN).ok()?;
    let one = |value: &Value| {
        Some(Written {
            trial: value["key"].as_str()?.to_owned(),
            evaluation: value["evaluation"].as_str().map(str::to_owned),
            design: design_from(&value["design"].to_string())?,
            recommendation: recommendation_from(&value["recommendation"].to_string())?,
        })
    };
    all["trial"].as_array()?.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::surveys;
    use crate::evaluation::{Bound, Verdict};
    use crate::questionnaire::Outcome;

    #[test]
    fn every_trial_has_a_design_whose_criteria_are_bound_to_questions_that_are_asked() {
        let (trials, _, versions) = surveys::read_built_in().unwrap();
        let written = read().unwrap();
        assert_eq!(written.len(), 19, "samtaler has two evaluations");
        for trial in &trials.trials {
            let own: Vec<&Written> = written.iter().filter(|one| one.trial == trial.key).collect();
            assert_eq!(own.len(), trial.evaluations.len().max(1), "{}", trial.key);
            for one in own {
                let evaluation = one.evaluation.as_ref();
                assert!(evaluation.is_none_or(|key| trial.evaluations.iter().any(|of| of.key == *key)), "{}", trial.key);
                assert_eq!(one.design.criteria.len(), one.recommendation.judged.len(), "{}", trial.key);
                for criterion in &one.design.criteria {
                    if let Some(Bound::Question { questionnaire, question, .. }) = &criterion.bound {
                        assert!(
                            versions.iter().any(|version| version.key == *questionnaire && version.item(question).is_some()),
                            "{question}"
                        );
                    }
                }
                let short = one.recommendation.verdict == Verdict::TooLittle;
                assert_eq!(short, !one.recommendation.reason.is_empty(), "{}", trial.key);
            }
        }
    }

    #[test]
    fn what_is_recommended_follows_what_became_of_the_trial() {
        let (trials, _, _) = surveys::read_built_in().unwrap();
        for one in read().unwrap() {
            let expected = match trials.trial(&one.trial).unwrap().outcome {
                Outcome::Extended => Verdict::Recommended,
                Outcome::Law | Outcome::PartlyLaw => Verdict::Law,
                Outcome::Stopped | Outcome::None => Verdict::TooLittle,
            };
            assert_eq!(one.recommendation.verdict, expected, "{}", one.trial);
        }
    }
}
