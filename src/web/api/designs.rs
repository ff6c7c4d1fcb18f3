//! How a trial is evaluated and what is recommended of it: the newest frozen design and the newest recommendation of each evaluation.

use serde_json::{Value, json};

use super::caller::Caller;
use super::problem::Problem;
use crate::evaluation::{Approval, Design, design_json, recommendation_json};
use crate::store::{KeptDesign, KeptRecommendation};

/// GET `/trials/{trial}/designs`.
pub(super) fn designs(caller: &Caller) -> Result<Value, Problem> {
    let trials = caller.state.store.trials()?;
    let trial = trials.trial(caller.path("trial")).ok_or_else(Problem::missing)?;
    let kept = caller.state.store.designs()?;
    Ok(json!({ "items": kept.iter().filter(|one| one.trial == trial.key).map(design).collect::<Vec<_>>() }))
}

/// GET `/trials/{trial}/recommendations`.
pub(super) fn recommendations(caller: &Caller) -> Result<Value, Problem> {
    let trials = caller.state.store.trials()?;
    let trial = trials.trial(caller.path("trial")).ok_or_else(Problem::missing)?;
    let kept = caller.state.store.recommendations()?;
    Ok(json!({ "items": kept.iter().filter(|one| one.trial == trial.key).map(recommendation).collect::<Vec<_>>() }))
}

fn design(kept: &KeptDesign) -> Value {
    // What was pasted and not placed is no part of a design, and is for those who write it.
    let mut told = design_json(&Design { unplaced: String::new(), ..kept.design.clone() });
    if let Some(told) = told.as_object_mut() {
        told.remove("unplaced");
    }
    json!({
        "evaluation": kept.evaluation,
        "version": kept.version,
        "hash": kept.hash,
        "frozen_at": kept.at.rfc3339(),
        "design": told,
    })
}

fn recommendation(kept: &KeptRecommendation) -> Value {
    let approval =
        |approval: &&Approval| json!({ "step": approval.step.name(), "on": approval.on.to_string(), "note": approval.note });
    json!({
        "evaluation": kept.evaluation,
        "version": kept.version,
        "hash": kept.hash,
        "written_at": kept.at.rfc3339(),
        "recommendation": recommendation_json(&kept.recommendation),
        "approvals": kept.standing().iter().map(approval).collect::<Vec<_>>(),
    })
}
