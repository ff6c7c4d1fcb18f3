//! Another server, driven by the same pages and journeys in turn with ours: a side-by-side on the same machine.
//!
//! The peer's address is that of a page whose form begins a journey, such as an open round; it may be asked for as often as
//! one likes. Nothing of it is checked beyond that its journeys come to an end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::Plan;
use super::ground::{Ground, ROUTED};
use super::load::{Done, Waiting, closed, drive};
use super::machine::Machine;
use super::report::{Measure, Report};
use super::respondent::{Manner, Respondent};
use super::wire::Target;

/// Respondents at the same time.
const RESPONDENTS: usize = 16;

/// Reads the peer's page and ours in turn.
pub(super) fn pages(plan: &Plan, url: &str) -> Result<Report> {
    let (peer, path) = peer(url)?;
    let ground = Ground::new(None)?;
    let mut machine = Machine::before(ground.folder())?;
    let wave = ground.wave(ROUTED, "bench-peer", 2_000)?;
    let server = ground.serve("/readyz")?;
    let ours = Arc::new(wave.tokens.iter().map(|token| server.target.get(&format!("/s/{token}"))).collect::<Vec<_>>());
    let theirs = Arc::new(vec![peer.get(&path)]);
    let (mut rates, mut peers, mut p99, mut p99_peer) = (vec![], vec![], vec![], vec![]);
    for _ in 0..plan.rounds {
        let (done, rate) = closed(&peer, &theirs, RESPONDENTS, plan.lasting)?;
        peers.push(rate);
        p99_peer.push(done.quantile(0.99));
        let (done, rate) = closed(&server.target, &ours, RESPONDENTS, plan.lasting)?;
        rates.push(rate);
        p99.push(done.quantile(0.99));
    }
    machine.after(ground.folder())?;
    let measures = vec![
        Measure::new("first page", "/s", &rates).against("the peer's page", &rates, &peers),
        Measure::new("first page, p99", "ms", &p99).against("the peer's page", &p99, &p99_peer),
    ];
    Ok(Report { benchmark: "page", noisy: machine.is_noisy(), machine, measures, checks: Vec::new() })
}

/// Walks through the peer's journey and ours in turn.
pub(super) fn journeys(plan: &Plan, url: &str) -> Result<Report> {
    let (peer, path) = peer(url)?;
    let ground = Ground::new(None)?;
    let mut machine = Machine::before(ground.folder())?;
    let wave = ground.wave(ROUTED, "bench-peer", if plan.quick { 30_000 } else { 100_000 })?;
    let server = ground.serve("/readyz")?;
    let ours = Arc::new(wave.tokens.iter().map(|token| format!("/s/{token}")).collect::<Vec<_>>());
    let theirs = Arc::new(vec![path; ours.len()]);
    let (used, used_peer) = (Arc::default(), Arc::default());
    let (mut rates, mut peers, mut p99, mut p99_peer) = (vec![], vec![], vec![], vec![]);
    for _ in 0..plan.rounds {
        let (rate, time) = walk(&peer, &theirs, &used_peer, plan.lasting)?;
        peers.push(rate);
        p99_peer.push(time);
        let (rate, time) = walk(&server.target, &ours, &used, plan.lasting)?;
        rates.push(rate);
        p99.push(time);
    }
    machine.after(ground.folder())?;
    let measures = vec![
        Measure::new("journeys", "/s", &rates).against("the peer's", &rates, &peers),
        Measure::new("journeys, a request's p99", "ms", &p99).against("the peer's", &p99, &p99_peer),
    ];
    Ok(Report { benchmark: "journey", noisy: machine.is_noisy(), machine, measures, checks: Vec::new() })
}

fn peer(url: &str) -> Result<(Target, String)> {
    Target::of(url).with_context(|| format!("{url} is no address of the form http://host:port/path"))
}

/// Journeys as fast as they are answered, each from the next address: journeys a second and a request's p99 in milliseconds.
fn walk(target: &Target, starts: &Arc<Vec<String>>, used: &Arc<AtomicUsize>, lasting: Duration) -> Result<(f64, f64)> {
    let from = Instant::now();
    let all = drive(RESPONDENTS, Waiting::Each, |number| {
        let (target, starts, used) = (target.clone(), Arc::clone(starts), Arc::clone(used));
        async move {
            let (mut requests, mut journeys) = (Done::new()?, Done::new()?);
            let mut respondent = Respondent::new(&target, number as u64 + 1);
            while from.elapsed() < lasting {
                let link = used.fetch_add(1, Ordering::Relaxed);
                let Some(start) = starts.get(link) else { break };
                let due = Instant::now();
                let journey = respondent.walk(start, Manner::Whole, &format!("nonce {link}"), &mut requests, due).await?;
                journeys.note(journey.ended, due);
            }
            Ok((requests, journeys))
        }
    })?;
    let (requests, journeys): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    Ok((Done::sum(journeys)?.rate(from), Done::sum(requests)?.quantile(0.99)))
}
