//! The rounds, and how the invitations of one ended.

use serde_json::{Value, json};

use super::caller::Caller;
use super::paging::page;
use super::problem::Problem;
use crate::export::rates::Told;
use crate::fieldwork::Round;
use crate::web::desk::trial_of;

/// GET `/rounds`.
pub(super) fn list(caller: &Caller) -> Result<Value, Problem> {
    let mut items = Vec::new();
    for round in caller.state.store.rounds()? {
        let trial = trial_of(&caller.state, &round)?;
        if caller.sees(&trial) && caller.asked("trial").is_none_or(|asked| asked == trial) {
            items.push((round.key.clone(), facts(caller, &round, &trial)));
        }
    }
    Ok(page(caller, items))
}

/// GET `/rounds/{round}`.
pub(super) fn one(caller: &Caller) -> Result<Value, Problem> {
    let round = caller.round()?;
    let mut facts = facts(caller, &round, &trial_of(&caller.state, &round)?);
    let people = round.population.as_ref().map(|population| population.count(&std::collections::BTreeMap::new()));
    facts["population"] = json!(people);
    facts["minimum"] = json!(round.minimum);
    facts["divisions"] = json!(round.divisions);
    Ok(facts)
}

/// GET `/rounds/{round}/rates`.
pub(super) fn rates(caller: &Caller) -> Result<Value, Problem> {
    let (round, store) = (caller.round()?, &caller.state.store);
    let mut rates = Told::gather(store, &caller.state.config.privacy, &round, caller.now())?.object();
    // The desk tells nothing of a round to which nobody is invited, and no more is told here.
    if !store.has_invitations(round.id)? {
        rates["dispositions"] = json!({});
        rates["entered"] = json!({});
        for name in ["total", "rr1", "rr2", "share"] {
            rates[name] = Value::Null;
        }
    }
    Ok(rates)
}

fn facts(caller: &Caller, round: &Round, trial: &str) -> Value {
    let now = caller.now();
    let state = match (round.has_opened(now), round.is_closed(now)) {
        (_, true) => "closed",
        (true, false) => "open",
        (false, false) => "planned",
    };
    json!({
        "key": round.key,
        "trial": trial,
        "questionnaire": round.questionnaire,
        "version": round.version,
        "opens": round.opens.to_string(),
        "closes": round.closes.to_string(),
        "state": state,
        "mode": round.mode.name(),
        "access": round.access.name(),
        "imported": round.imported,
        "synthetic": round.synthetic,
    })
}
