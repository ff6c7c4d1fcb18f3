//! Whose a token is, and the trials.

use serde_json::{Value, json};

use super::caller::Caller;
use super::paging::page;
use super::problem::Problem;
use super::text;
use crate::access::Within;
use crate::questionnaire::{Outcome, Part, Status, Trial};

/// GET `/me`.
pub(super) fn me(caller: &Caller) -> Value {
    let person = caller.person();
    let within = |within: &Within| match within {
        Within::All => Value::Null,
        Within::Listed(keys) => json!(keys),
    };
    json!({
        "name": person.name,
        "role": person.role.name(),
        "trials": within(&person.scope.trials),
        "municipalities": within(&person.scope.municipalities),
    })
}

/// GET `/trials`.
pub(super) fn list(caller: &Caller) -> Result<Value, Problem> {
    let trials = caller.state.store.trials()?;
    let seen = trials.trials.iter().filter(|trial| caller.sees(&trial.key));
    Ok(page(caller, seen.map(|trial| (trial.key.clone(), facts(trial))).collect()))
}

/// GET `/trials/{trial}`.
pub(super) fn one(caller: &Caller) -> Result<Value, Problem> {
    let trials = caller.state.store.trials()?;
    let trial = trials.trial(caller.path("trial")).ok_or_else(Problem::missing)?;
    let mut facts = facts(trial);
    facts["evaluations"] =
        trial.evaluations.iter().map(|evaluation| json!({ "key": evaluation.key, "name": text(&evaluation.name) })).collect();
    facts["parts"] = trial.parts.iter().map(part).collect();
    Ok(facts)
}

fn facts(trial: &Trial) -> Value {
    let status = match trial.status {
        Status::Running => "running",
        Status::NotStarted => "not-started",
        Status::Ended => "ended",
    };
    let outcome = match trial.outcome {
        Outcome::Extended => "extended",
        Outcome::Stopped => "stopped",
        Outcome::Law => "law",
        Outcome::PartlyLaw => "partly-law",
        Outcome::None => "none",
    };
    json!({
        "key": trial.key,
        "number": trial.number,
        "name": text(&trial.name),
        "theme": trial.theme,
        "in_force": trial.in_force.to_string(),
        "status": status,
        "outcome": outcome,
        "lead": trial.lead,
    })
}

fn part(part: &Part) -> Value {
    json!({
        "name": text(&part.name),
        "evaluation": part.evaluation,
        "municipalities": part.municipalities,
        "groups": part.groups,
        "from": part.from.map(|day| day.to_string()),
        "until": part.until.map(|day| day.to_string()),
        "source": part.source,
    })
}
