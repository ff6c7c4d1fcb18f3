//! `bench page`: pages that are only read, held against a static page; and start, memory, size, statements and weight.
//!
//! GET must change nothing and must cost one statement, so both are counted here and not only promised.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::Plan;
use super::ground::{Ground, ROUTED, Wave};
use super::ledger::Ledger;
use super::load::{closed, open};
use super::machine::{Machine, binary};
use super::report::{Measure, Report};
use super::script::{Stretch, read_scripts, send};
use super::server::Server;
use super::weight;
use crate::store::probe;

/// Connections at the same time.
const CONNECTIONS: usize = 64;
/// What the static page is called beside a figure.
const STATIC: &str = "static page";

/// Runs the benchmark.
pub(super) fn run(plan: &Plan) -> Result<Report> {
    let ground = Ground::new(None)?;
    let mut machine = Machine::before(ground.folder())?;
    let mut measures = Vec::new();
    let mut checks = Vec::new();
    let wave = Arc::new(ground.wave(ROUTED, "bench-page", people(plan))?);
    starts(plan, &ground, &wave, &mut measures)?;
    let server = ground.serve(&first_page(&wave))?;
    measures.push(Measure::new("memory idle", "MiB", &[server.memory()]).wanted(12.0, 24.0));
    let pages = Pages::ready(&server, &wave)?;
    against_static(plan, &ground, &server, &pages, &mut measures)?;
    measures.push(Measure::new("memory loaded", "MiB", &[server.memory()]).wanted(64.0, 128.0));
    measures.push(Measure::new("binary", "MB", &[binary()?]).wanted(8.0, 14.0));
    weight::pages(&server, &pages.paths(), &mut measures)?;
    drop(server);
    weight::statements(&ground, &pages.paths(), &mut measures, &mut checks)?;
    if let Some(url) = &plan.postgres {
        on_postgres(plan, url, &mut measures)?;
    }
    machine.after(ground.folder())?;
    Ok(Report { benchmark: "page", noisy: machine.is_noisy(), machine, measures, checks })
}

fn people(plan: &Plan) -> usize {
    if plan.quick { 4_000 } else { 20_000 }
}

fn first_page(wave: &Wave) -> String {
    wave.tokens.last().map_or_else(|| "/healthz".to_owned(), |token| format!("/s/{token}"))
}

/// The pages that are read: the first one of links that nobody has used, and the first questions of those who started.
struct Pages {
    first: Arc<Vec<Vec<u8>>>,
    questions: Arc<Vec<Vec<u8>>>,
    paths: [String; 2],
}

impl Pages {
    fn ready(server: &Server, wave: &Arc<Wave>) -> Result<Self> {
        let ledger = Arc::new(Ledger::default());
        let (scripts, used) = read_scripts(&server.target, wave, &ledger)?;
        let half = used + (wave.tokens.len() - used) / 2;
        let stretch = Stretch { links: used..half, steps: 0..1, writers: CONNECTIONS, lasting: Duration::from_mins(1) };
        send(&server.target, wave, &scripts, &ledger, &stretch)?;
        let path = |link: usize, rest: &str| format!("/s/{}{rest}", wave.tokens[link]);
        let requests = |links: std::ops::Range<usize>, rest: &str| {
            Arc::new(links.map(|link| server.target.get(&path(link, rest))).collect::<Vec<_>>())
        };
        let last = wave.tokens.len().checked_sub(1).context("nobody was invited")?;
        Ok(Self {
            first: requests(half..last + 1, ""),
            questions: requests(used..half, "/1"),
            paths: [path(last, ""), path(used, "/1")],
        })
    }

    fn paths(&self) -> [&str; 2] {
        [&self.paths[0], &self.paths[1]]
    }
}

/// How long the server takes from its start to the first page, on a database that is ready.
fn starts(plan: &Plan, ground: &Ground, wave: &Wave, measures: &mut Vec<Measure>) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..plan.rounds.max(5) {
        times.push(ground.serve(&first_page(wave))?.started_in);
    }
    measures.push(Measure::new("exec to the first page", "ms", &times).wanted(10.0, 50.0));
    Ok(())
}

fn against_static(plan: &Plan, ground: &Ground, server: &Server, pages: &Pages, measures: &mut Vec<Measure>) -> Result<()> {
    let limit = Server::start(ground.folder(), &["bench", "static"], "/")?;
    let nothing = Arc::new(vec![limit.target.get("/")]);
    let (mut limits, mut firsts, mut questions, mut processor, mut p99) = (vec![], vec![], vec![], vec![], vec![]);
    let mut processor_static = vec![];
    for _ in 0..plan.rounds {
        let before = limit.processor_time();
        let (done, rate) = closed(&limit.target, &nothing, CONNECTIONS, plan.lasting)?;
        processor_static.push((limit.processor_time() - before) * 1e6 / done.good as f64);
        limits.push(rate);
        let before = server.processor_time();
        let (done, rate) = closed(&server.target, &pages.first, CONNECTIONS, plan.lasting)?;
        processor.push((server.processor_time() - before) * 1e6 / done.good as f64);
        p99.push(done.quantile(0.99));
        firsts.push(rate);
        questions.push(closed(&server.target, &pages.questions, CONNECTIONS, plan.lasting)?.1);
    }
    let judged = |what: &str, rates: &[f64]| Measure::new(what, "/s", rates).against(STATIC, rates, &limits).wanted(0.75, 0.5);
    measures.push(judged("first page, SQLite", &firsts));
    measures.push(judged("page of questions, SQLite", &questions));
    measures.push(Measure::new("processor time of a first page", "µs", &processor).against(
        STATIC,
        &processor,
        &processor_static,
    ));
    measures.push(Measure::new(format!("first page, {CONNECTIONS} connections, p99"), "ms", &p99));
    let rate = Measure::new("", "", &firsts).median();
    for share in [0.25, 0.5, 0.75, 0.9] {
        let done = open(&server.target, &pages.first, CONNECTIONS, rate * share, plan.lasting)?;
        let times = [0.5, 0.99, 0.999].map(|quantile| done.quantile(quantile));
        for (name, time) in ["p50", "p99", "p99.9"].iter().zip(times) {
            measures.push(Measure::new(format!("first page at {:.0} % of that rate, {name}", share * 100.0), "ms", &[time]));
        }
    }
    Ok(())
}

fn on_postgres(plan: &Plan, url: &str, measures: &mut Vec<Measure>) -> Result<()> {
    let ground = Ground::new(Some(url))?;
    let wave = Arc::new(ground.wave(ROUTED, "bench-page", people(plan) / 4)?);
    let hashes: Vec<_> = wave.tokens.iter().map(crate::token::Token::hash).collect();
    let server = ground.serve(&first_page(&wave))?;
    let pages = Pages::ready(&server, &wave)?;
    let (mut limits, mut firsts, mut questions) = (vec![], vec![], vec![]);
    for _ in 0..plan.rounds {
        limits.push(probe::prepared_selects(&ground.url()?, &hashes, 16, plan.lasting)?);
        firsts.push(closed(&server.target, &pages.first, CONNECTIONS, plan.lasting)?.1);
        questions.push(closed(&server.target, &pages.questions, CONNECTIONS, plan.lasting)?.1);
    }
    let judged = |what: &str, rates: &[f64]| {
        Measure::new(what, "/s", rates).against("one prepared SELECT on 16 connections", rates, &limits).wanted(0.8, 0.6)
    };
    measures.push(judged("first page, PostgreSQL", &firsts));
    measures.push(judged("page of questions, PostgreSQL", &questions));
    Ok(())
}
