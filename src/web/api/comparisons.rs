//! Rounds of a trial side by side: the same value and the same JSON as the command's.

use std::sync::Arc;

use actix_web::http::StatusCode;

use super::caller::Caller;
use super::problem::Problem;
use crate::export::comparison_json;
use crate::language::Language;
use crate::store::{CannotCompare, Comparing};

/// GET `/comparisons`.
pub(super) fn compare(caller: &Caller) -> Result<String, Problem> {
    let list = |name: &str| -> Vec<String> {
        caller.asked(name).map_or_else(Vec::new, |keys| keys.split(',').map(str::to_owned).collect())
    };
    let (rounds, by, weight_by) = (list("rounds"), list("by"), list("weight"));
    let linked = caller.asked("linked") == Some("true");
    if linked && !weight_by.is_empty() {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "Changes of the same people are not weighted: leave out linked or weight.",
        ));
    }
    let language = caller.asked("language").and_then(Language::from_code).unwrap_or(Language::Da);
    let compared = caller.state.store.compare(&Comparing {
        trial: caller.asked("trial").unwrap_or_default(),
        evaluation: caller.asked("evaluation"),
        rounds: &rounds,
        by: &by,
        linked,
        weight_by: &weight_by,
        privacy: &caller.state.config.privacy,
        language,
        now: caller.now(),
    })?;
    let mut compared = compared.map_err(|wrong| match wrong {
        // A round of a trial that one does not see is told as one that is not there.
        CannotCompare::UnknownRound(key) | CannotCompare::OtherTrial(key) => {
            Problem::new(StatusCode::NOT_FOUND, format!("There is no round {key:?} in that trial."))
        }
        CannotCompare::UnknownTrial(_) => Problem::missing(),
        wrong => Problem::new(StatusCode::BAD_REQUEST, wrong.sentence(Language::En)),
    })?;
    if !caller.person().scope.municipalities.is_all() {
        Arc::make_mut(&mut compared.comparison).keep_municipalities(|unit| caller.has_municipality(unit));
    }
    comparison_json::write(&compared.comparison).map_err(|error| {
        tracing::error!(%error, "a comparison could not be written");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "Something failed on our side.")
    })
}
