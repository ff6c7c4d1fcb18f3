//! `bench journey`: steps and submits that are stored before they are acknowledged, held against raw commits; and whole
//! journeys with every page between them.
//!
//! At the end everything acknowledged must be stored, nothing twice, and the kept counts must equal a recount.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::Plan;
use super::ground::{Asked, Ground, ONE_PAGE, ROUTED, Wave};
use super::ledger::Ledger;
use super::machine::Machine;
use super::mixed;
use super::report::{Check, Measure, Report};
use super::script::{Script, Stretch, read_scripts, send};
use super::server::Server;
use crate::store::probe;
use crate::token::RandomId;

/// Links whose steps are stored before the measured ones, to warm everything up.
const WARM: usize = 500;

/// Runs the benchmark.
pub(super) fn run(plan: &Plan) -> Result<Report> {
    let ground = Ground::new(None)?;
    let mut machine = Machine::before(ground.folder())?;
    let mut measures = Vec::new();
    let mut checks = Vec::new();
    let many = if plan.quick { 30_000 } else { 100_000 };
    on_sqlite(plan, &ground, many, &mut measures, &mut checks)?;
    if let Some(url) = &plan.postgres {
        on_postgres(plan, &Ground::new(Some(url))?, many / 3, &mut measures, &mut checks)?;
    }
    machine.after(ground.folder())?;
    Ok(Report { benchmark: "journey", noisy: machine.is_noisy(), machine, measures, checks })
}

/// A wave that is being answered.
struct Field {
    wave: Arc<Wave>,
    scripts: Arc<Vec<Script>>,
    ledger: Arc<Ledger>,
    used: usize,
}

impl Field {
    fn open(ground: &Ground, server: &Server, asked: Asked, key: &str, people: usize) -> Result<Self> {
        let wave = Arc::new(ground.wave(asked, key, people)?);
        let ledger = Arc::new(Ledger::default());
        let (scripts, used) = read_scripts(&server.target, &wave, &ledger)?;
        Ok(Self { wave, scripts, ledger, used })
    }

    /// Sends the steps over the next `links` links; steps a second and the p99 in milliseconds.
    fn send(
        &mut self,
        server: &Server,
        links: usize,
        steps: Range<usize>,
        writers: usize,
        lasting: Duration,
    ) -> Result<(f64, f64)> {
        let first = self.used;
        self.used = (first + links).min(self.wave.tokens.len());
        self.send_over(server, first..self.used, steps, writers, lasting)
    }

    fn send_over(
        &self,
        server: &Server,
        links: Range<usize>,
        steps: Range<usize>,
        writers: usize,
        lasting: Duration,
    ) -> Result<(f64, f64)> {
        let stretch = Stretch { links, steps, writers, lasting };
        let (done, rate) = send(&server.target, &self.wave, &self.scripts, &self.ledger, &stretch)?;
        if done.bad > 0 {
            anyhow::bail!("{} of {} steps were refused", done.bad, done.good + done.bad);
        }
        Ok((rate, done.quantile(0.99)))
    }

    fn steps(&self) -> usize {
        self.scripts.first().map_or(0, Script::len)
    }
}

fn on_sqlite(plan: &Plan, ground: &Ground, many: usize, measures: &mut Vec<Measure>, checks: &mut Vec<Check>) -> Result<()> {
    let server = ground.serve("/readyz")?;
    let raw = ground.folder().join("raw.db");
    for writers in [64i16, 256] {
        let mut field = Field::open(ground, &server, ROUTED, &format!("bench-steps-{writers}"), many)?;
        let steps = 0..field.steps();
        field.send(&server, WARM, steps.clone(), writers.unsigned_abs().into(), plan.lasting)?;
        let keys = (0..many).map(|_| RandomId::new()).collect::<Result<Vec<_>, _>>()?;
        let (mut limits, mut appended, mut rates, mut p99) = (vec![], vec![], vec![], vec![]);
        for _ in 0..plan.rounds {
            appended.push(probe::raw_commits(&raw, writers.into(), 1, plan.lasting / 2)?);
            limits.push(probe::raw_drafts(&raw, &keys, writers.unsigned_abs().into(), plan.lasting / 2)?);
            let links = (field.wave.tokens.len() - WARM) / (plan.rounds + 1);
            let (rate, time) = field.send(&server, links, steps.clone(), writers.unsigned_abs().into(), plan.lasting)?;
            rates.push(rate);
            p99.push(time);
        }
        let limit = format!("raw commits of {writers} drafts under random keys");
        measures.push(
            Measure::new(format!("durable steps, SQLite, {writers} writers"), "/s", &rates)
                .against(limit, &rates, &limits)
                .wanted(0.4, 0.15),
        );
        let limit = format!("raw commits of {writers} rows at the end of a table");
        measures.push(Measure::new("the same", "/s", &rates).against(limit, &rates, &appended));
        measures.push(Measure::new(format!("durable steps, SQLite, {writers} writers, p99"), "ms", &p99).hoped(15.0));
        checks.extend(field.ledger.check(ground, &field.wave)?);
    }
    let mut field = Field::open(ground, &server, ONE_PAGE, "bench-submits", many)?;
    let (mut limits, mut appended, mut rates, mut p99) = (vec![], vec![], vec![], vec![]);
    for _ in 0..plan.rounds {
        appended.push(probe::raw_commits(&raw, 200, 7, plan.lasting / 2)?);
        limits.push(probe::raw_responses(&raw, 200, 7, plan.lasting / 2)?);
        let (rate, time) = submits(&mut field, &server, plan, many / (plan.rounds + 1))?;
        rates.push(rate);
        p99.push(time);
    }
    let limit = "raw commits of 200 × 7 rows under random keys";
    measures.push(Measure::new("submits, SQLite, 256 writers", "/s", &rates).against(limit, &rates, &limits).wanted(0.3, 0.12));
    let limit = "raw commits of 200 × 7 rows at the end of a table";
    measures.push(Measure::new("the same", "/s", &rates).against(limit, &rates, &appended));
    measures.push(Measure::new("submits, SQLite, 256 writers, p99", "ms", &p99).hoped(25.0));
    checks.extend(field.ledger.check(ground, &field.wave)?);
    mixed::run(plan, ground, &server, "SQLite", measures, checks)?;
    measures.push(Measure::new("memory after all this", "MiB", &[server.memory()]));
    Ok(())
}

/// Starts so many links, which is not measured, and then sends their answers, which is.
fn submits(field: &mut Field, server: &Server, plan: &Plan, links: usize) -> Result<(f64, f64)> {
    let (first, last) = (field.used, field.steps() - 1);
    field.send(server, links, 0..last, 256, Duration::from_mins(1))?;
    field.send_over(server, first..field.used, last..last + 1, 256, plan.lasting)
}

fn on_postgres(plan: &Plan, ground: &Ground, many: usize, measures: &mut Vec<Measure>, checks: &mut Vec<Check>) -> Result<()> {
    let server = ground.serve("/readyz")?;
    let mut field = Field::open(ground, &server, ONE_PAGE, "bench-submits", many)?;
    let (mut limits, mut rates, mut p99) = (vec![], vec![], vec![]);
    for _ in 0..plan.rounds {
        limits.push(probe::raw_commits_one_by_one(&ground.url()?, 32, plan.lasting / 2)?);
        let (rate, time) = submits(&mut field, &server, plan, many / (plan.rounds + 1))?;
        rates.push(rate);
        p99.push(time);
    }
    let measure = Measure::new("submits, PostgreSQL, 256 writers", "/s", &rates);
    measures.push(measure.against("raw commits of 7 rows on 32 connections", &rates, &limits).wanted(1.5, 0.7));
    measures.push(Measure::new("submits, PostgreSQL, 256 writers, p99", "ms", &p99));
    checks.extend(field.ledger.check(ground, &field.wave)?);
    mixed::run(plan, ground, &server, "PostgreSQL", measures, checks)
}
