//! The mixed load: whole journeys, some abandoned, some pressed twice, some faulty, with every page between them.
//!
//! First as fast as they are answered, then at a given rate, at which a journey's time counts from the moment it was due.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::Plan;
use super::ground::{Ground, ROUTED, Wave};
use super::ledger::{Acknowledged, Ledger};
use super::load::{Done, Schedule, Waiting, drive};
use super::report::{Check, Measure};
use super::respondent::{Journey, Manner, Respondent};
use super::server::Server;

/// Respondents at the same time.
const RESPONDENTS: usize = 64;
/// Links that are used up to learn how many more are needed.
const PILOT: usize = 4_000;
/// The given rates, as shares of the highest.
const SHARES: [f64; 4] = [0.25, 0.5, 0.75, 0.9];

struct Load {
    wave: Arc<Wave>,
    ledger: Arc<Ledger>,
    next: Arc<AtomicUsize>,
}

/// What a stretch of journeys did.
struct Walked {
    requests: Done,
    journeys: Done,
    from: Instant,
}

/// Runs the mixed load on a server.
pub(super) fn run(
    plan: &Plan,
    ground: &Ground,
    server: &Server,
    database: &str,
    measures: &mut Vec<Measure>,
    checks: &mut Vec<Check>,
) -> Result<()> {
    let pilot = Load::new(ground, "bench-pilot", PILOT)?.walk(server, None, plan.lasting)?;
    let stretches = plan.rounds as f64 + SHARES.iter().sum::<f64>();
    let load =
        Load::new(ground, "bench-mixed", enough(pilot.journeys.rate(pilot.from) * plan.lasting.as_secs_f64() * stretches))?;
    let (mut rates, mut requests, mut processor, mut p99) = (vec![], vec![], vec![], vec![]);
    for _ in 0..plan.rounds {
        let before = server.processor_time();
        let walked = load.walk(server, None, plan.lasting)?;
        processor.push((server.processor_time() - before) * 1e6 / walked.journeys.good.max(1) as f64);
        rates.push(walked.journeys.rate(walked.from));
        requests.push(walked.requests.rate(walked.from));
        p99.push(walked.requests.quantile(0.99));
    }
    let what = |rest: &str| format!("mixed journeys, {database}{rest}");
    let rate = Measure::new(what(""), "/s", &rates);
    let median = rate.median();
    measures.push(rate);
    measures.push(Measure::new(what(", requests"), "/s", &requests));
    measures.push(Measure::new(what(", a request's p99"), "ms", &p99));
    measures.push(Measure::new(what(", processor time of a journey"), "µs", &processor));
    for share in SHARES {
        let walked = load.walk(server, Some(median * share), plan.lasting)?;
        for (name, quantile) in [("p50", 0.5), ("p99", 0.99)] {
            let times = [walked.journeys.quantile(quantile)];
            measures.push(Measure::new(what(&format!(" at {:.0} % of that rate, whole, {name}", share * 100.0)), "ms", &times));
        }
    }
    if load.next.load(Ordering::Relaxed) > load.wave.tokens.len() {
        bail!("all {} links were used before the time was over: the pilot was slower than the rest", load.wave.tokens.len());
    }
    checks.extend(load.ledger.check(ground, &load.wave)?);
    Ok(())
}

/// Links for so many journeys and half as many again.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of journeys is small and not below zero")]
fn enough(journeys: f64) -> usize {
    (journeys * 1.5) as usize + RESPONDENTS
}

impl Load {
    /// A load on a wave of its own.
    fn new(ground: &Ground, key: &str, people: usize) -> Result<Self> {
        Ok(Self { wave: Arc::new(ground.wave(ROUTED, key, people)?), ledger: Arc::default(), next: Arc::default() })
    }

    fn walk(&self, server: &Server, rate: Option<f64>, lasting: Duration) -> Result<Walked> {
        let schedule = rate.map(|rate| Schedule::new(rate, lasting));
        let clock = schedule.clone().map(|schedule| std::thread::spawn(move || schedule.release()));
        let from = Instant::now();
        let all = drive(RESPONDENTS, Waiting::Each, |_| {
            let (wave, ledger, next) = (Arc::clone(&self.wave), Arc::clone(&self.ledger), Arc::clone(&self.next));
            let (schedule, target) = (schedule.clone(), server.target.clone());
            async move {
                let (mut requests, mut journeys) = (Done::new()?, Done::new()?);
                let mut respondent = Respondent::new(&target, next.load(Ordering::Relaxed) as u64 + 1);
                loop {
                    let due = match &schedule {
                        Some(schedule) => schedule.next().await.map(|(_, due)| due),
                        None => (from.elapsed() < lasting).then(Instant::now),
                    };
                    let Some(due) = due else { break };
                    let link = next.fetch_add(1, Ordering::Relaxed);
                    let Some(token) = wave.tokens.get(link) else { break };
                    let manner = Manner::of(link);
                    let journey = respondent.walk(&format!("/s/{token}"), manner, "", &mut requests, due).await?;
                    write_down(&ledger, &wave, link, manner, &journey)?;
                    journeys.note(true, due);
                }
                Ok((requests, journeys))
            }
        })?;
        if let Some(clock) = clock {
            clock.join().map_err(|_| anyhow::anyhow!("the clock of the load generator broke"))?;
        }
        let (requests, journeys): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        Ok(Walked { requests: Done::sum(requests)?, journeys: Done::sum(journeys)?, from })
    }
}

fn write_down(ledger: &Ledger, wave: &Wave, link: usize, manner: Manner, journey: &Journey) -> Result<()> {
    let expected = wave.tokens[link].receipt(&wave.round.key).0;
    match &journey.receipt {
        Some(shown) if *shown == expected => ledger.note(link, Acknowledged::Submitted),
        Some(_) => bail!("a receipt is another one than its link's"),
        None if manner == Manner::Whole || manner == Manner::Twice => bail!("a whole journey ended without a receipt"),
        None => ledger.note(link, Acknowledged::Pages(journey.saved)),
    }
    Ok(())
}
