//! `bench overview`: the desk's table of all trials, with 20 rounds of 100,000 responses each, held against pages of the same server with
//! nothing in them.
//!
//! The responses themselves are not there, since the page must not look at one: the counts that are kept of them are.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::ToSpan;

use super::Plan;
use super::compare::Desk;
use super::crowd::{UNITS, questionnaire};
use super::ground::Ground;
use super::machine::Machine;
use super::report::{Check, Measure, Report};
use crate::store::probe;
use crate::time::Clock;

/// The rounds of each trial: all but two are closed.
const ROUNDS: i64 = 20;
/// The responses of each round.
const RESPONSES: i64 = 100_000;
/// So many times an empty page it may take.
const MOST: f64 = 5.0;

/// Runs the benchmark.
pub(super) fn run(plan: &Plan) -> Result<Report> {
    let ground = Ground::new(None)?;
    let mut machine = Machine::before(ground.folder())?;
    let (mut measures, mut checks) = (Vec::new(), Vec::new());
    on(plan, &ground, "SQLite", &mut measures, &mut checks)?;
    if let Some(url) = &plan.postgres {
        on(plan, &Ground::new(Some(url))?, "PostgreSQL", &mut measures, &mut checks)?;
    }
    machine.after(ground.folder())?;
    Ok(Report { benchmark: "overview", noisy: machine.is_noisy(), machine, measures, checks })
}

fn on(plan: &Plan, ground: &Ground, database: &str, measures: &mut Vec<Measure>, checks: &mut Vec<Check>) -> Result<()> {
    let trials = fill(ground)?;
    let server = ground.serve("/readyz")?;
    let desk = Desk::sign_in(ground, &server)?;
    let page = ["/desk".to_owned()];
    // A page of the desk on which nothing stands but who is signed in, and the page for whoever is not.
    let (empty, bare) = (["/desk/account".to_owned()], ["/".to_owned()]);
    let first = desk.first(&page)?;
    desk.first(&empty)?;
    let (mut times, mut empties, mut bares, mut processor, mut processor_empty) = (vec![], vec![], vec![], vec![], vec![]);
    for _ in 0..plan.rounds {
        let [nothing, _, used_by_nothing] = desk.views(&empty, plan.lasting / 3)?;
        let [time, _, used] = desk.views(&page, plan.lasting / 3)?;
        bares.push(desk.views(&bare, plan.lasting / 3)?[0]);
        empties.push(nothing);
        times.push(time);
        processor.push(used);
        processor_empty.push(used_by_nothing);
    }
    let what = format!("overview of {trials} trials × {ROUNDS} rounds × {RESPONSES} responses, {database}");
    measures.push(Measure::new(format!("{what}, first view after a start"), "ms", &first));
    let judged = Measure::new(format!("{what}, p50"), "ms", &times).against("an empty page of the desk", &times, &empties);
    measures.push(judged.wanted(MOST / 2.0, MOST));
    measures.push(Measure::new("the same", "ms", &times).against("the page for nobody", &times, &bares));
    let judged = Measure::new("its processor time", "ms", &processor);
    measures.push(judged.against("an empty page of the desk", &processor, &processor_empty));
    let rounds = ground.store.standing_rounds()?.len();
    let wanted = trials * usize::try_from(ROUNDS)?;
    checks.push(Check { what: format!("{database}: {rounds} of {wanted} rounds are there"), holds: rounds == wanted });
    Ok(())
}

/// Gives every trial its rounds, and says how many trials there are.
fn fill(ground: &Ground) -> Result<usize> {
    let trials = ground.store.trials()?;
    let today = Clock::system().now().day();
    let cell = |unit: &str| BTreeMap::from([("municipality".to_owned(), unit.to_owned())]);
    let cells: Vec<_> = trials.municipalities.iter().take(UNITS).map(|unit| cell(&unit.key)).collect();
    for trial in &trials.trials {
        let content = questionnaire(&trial.key);
        for place in 0..ROUNDS {
            // A month each: the last one is planned, and the one before it is collecting.
            let opens = today.checked_sub((30 * (ROUNDS - 2 - place)).days())?.checked_sub(7.days())?;
            let days = [opens, opens.checked_add(27.days())?];
            let (round, version) = ground.round(&content, &format!("{}-{place}", trial.key), days, true)?;
            let items: Vec<_> = version.version.asked().iter().map(|item| (item.key.clone(), vec![1, 2, 3, 4, 5])).collect();
            if place + 2 < ROUNDS {
                probe::fill_counts(&ground.store, &round, &cells, &items, RESPONSES)?;
                // Else the server closes them while it is measured, and each close makes every page look again.
                ground.store.close_round(&round, Clock::system().now(), false, None)?;
            }
        }
    }
    Ok(trials.trials.len())
}
