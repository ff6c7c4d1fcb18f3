//! How many have answered a round, and answers that come in as a file.
//!
//! What is told is what the desk tells: no look at two moments shows more here than there. A file goes only to a round without
//! invitations, since with them a refused row would tell whether that person has answered.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::caller::Caller;
use super::problem::Problem;
use crate::compare::monitor::{Quarter, Whole};
use crate::export::turnout::{by_municipality, is_told_by_municipality, whole};
use crate::import::{Fault, NoAnswers, TakeIn, take_in};
use crate::language::Language;
use crate::store::{Importing, InvitationState};

/// So many faults of a file are told; who mends these finds the rest.
const MOST_FAULTS: usize = 500;
const LABEL: &str = "file";

/// GET `/rounds/{round}/responses`.
pub(super) fn counts(caller: &Caller) -> Result<Value, Problem> {
    let (round, store) = (caller.round()?, &caller.state.store);
    if !store.has_invitations(round.id)? {
        return Ok(json!({ "round": round.key, "invited": null, "answered": null, "municipalities": null }));
    }
    let totals = store.invitation_totals(&round)?;
    let of = |state: InvitationState| totals.get(&state).copied().unwrap_or(0);
    let counted = whole(store, &round, caller.now())? == Whole::Counted;
    let answered = of(InvitationState::Answered) + of(InvitationState::ScreenedOut);
    let municipalities = if is_told_by_municipality(&round, caller.now()) {
        let units = by_municipality(store, &round, |unit| caller.has_municipality(unit))?;
        let unit = |unit: crate::export::turnout::UnitTurnout| {
            json!({
                "municipality": unit.municipality,
                "people": unit.people,
                "invited": unit.invited,
                "quarter": unit.quarter.map(number),
            })
        };
        Value::Array(units.into_iter().map(unit).collect())
    } else {
        Value::Null
    };
    Ok(json!({
        "round": round.key,
        "invited": totals.values().sum::<u64>(),
        "answered": counted.then_some(answered),
        "municipalities": municipalities,
    }))
}

fn number(quarter: Quarter) -> u8 {
    match quarter {
        Quarter::First => 1,
        Quarter::Second => 2,
        Quarter::Third => 3,
        Quarter::Fourth => 4,
    }
}

/// POST `/rounds/{round}/responses`.
pub(super) fn import(caller: &Caller) -> Result<Value, Problem> {
    let (round, store, now) = (caller.round()?, &caller.state.store, caller.now());
    let conflict = |detail: String| Err(Problem::new(StatusCode::CONFLICT, detail));
    if let Some(none) = NoAnswers::of(store, &round, now)? {
        return conflict(none.sentence(&round.key, Language::En));
    }
    if store.has_invitations(round.id)? {
        return conflict(
            "People are invited to this round, and answer it themselves: a file is imported at the machine.".to_owned(),
        );
    }
    if store.published_responses(&round)?.is_some() {
        return conflict("This round holds the counts of a published table.".to_owned());
    }
    let rehearsal = caller.asked("dry_run") == Some("true");
    let is_own = |unit: &str| caller.has_municipality(unit);
    let person = caller.person();
    let how = TakeIn {
        label: LABEL,
        map: None,
        only: (!person.scope.municipalities.is_all()).then_some(&is_own),
        importing: Importing { rehearsal, only_first: round.is_closed(now), by: Some((&person.name, now)) },
    };
    let taken = take_in(store, &round, &caller.body, how, now)?;
    if let Some(refused) = taken.refused {
        return conflict(refused.sentence(Language::En).to_owned());
    }
    if !taken.faults.is_empty() {
        let faults: Vec<Value> = taken.faults.iter().take(MOST_FAULTS).map(fault).collect();
        return Err(Problem::faulty("The file has faults. Nothing was imported.", faults.into()));
    }
    Ok(json!({ "round": round.key, "dry_run": rehearsal, "stored": taken.stored, "same": taken.same }))
}

fn fault(fault: &Fault) -> Value {
    json!({
        "line": fault.place.line,
        "column": fault.place.column,
        "code": fault.kind.code(),
        "detail": fault.sentence(Language::En),
    })
}
