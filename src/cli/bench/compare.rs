//! `bench compare`: comparisons over HTTP of a million responses; counting them again, held against a plain histogram and against
//! reading the same rows; and the same people followed.
//!
//! A tenth of the responses lies beside them: a page that is made from kept counts must not be slower for ten times as many.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use jiff::civil::{Date, date};

use super::Plan;
use super::crowd::{Person, QUESTIONS, UNITS, pairs, people, questionnaire};
use super::ground::{Ground, PUBLIC_URL};
use super::load::{Waiting, closed, drive};
use super::machine::Machine;
use super::report::{Check, Measure, Report};
use super::server::Server;
use super::wire::Wire;
use crate::access::{self, Role, Scope};
use crate::config::Privacy;
use crate::fieldwork::Round;
use crate::language::Language;
use crate::store::{Comparing, PublishedVersion, probe};
use crate::time::Clock;
use crate::web::{cookie_name, session_cookie};

/// When the two rounds of a pair open.
const OPENS: [Date; 2] = [date(2019, 1, 7), date(2020, 6, 1)];
/// Trials that are looked at in turn.
const TRIALS: usize = 17;
/// The trial whose rounds are looked at closely, and the one with a tenth of its responses.
const LARGE: &str = "mentor";
const SMALL: &str = "integration";

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
    Ok(Report { benchmark: "compare", noisy: machine.is_noisy(), machine, measures, checks })
}

/// Two rounds of one questionnaire.
struct Pair {
    trial: String,
    rounds: [Round; 2],
    version: Arc<PublishedVersion>,
}

impl Pair {
    /// Two rounds that so many people answered.
    fn filled(ground: &Ground, trial: &str, name: &str, people: usize, linked: bool) -> Result<Self> {
        let content = questionnaire(trial);
        let trials = ground.store.trials()?;
        let units = trials.municipalities.iter().map(|unit| unit.key.clone()).chain(["elleve".to_owned()]).take(UNITS);
        let units: Vec<String> = units.collect();
        let mut made = Vec::new();
        for (place, opens) in OPENS.into_iter().enumerate() {
            let (round, version) = ground.past_round(&content, &format!("{name}-{}", place + 1), opens)?;
            let mut failed = None;
            let answering = (0..people).map(Person::new).filter(|person| person.answers_in(place));
            let rows = answering.map_while(|person| {
                let key = linked.then(|| ground.store.panel_key(trial, &person.name())).transpose();
                let key = key.map_err(|error| failed = Some(error)).ok()?;
                Some(person.response(place, &units, key))
            });
            probe::fill(&ground.store, &round, &version, people, rows)?;
            if let Some(error) = failed {
                return Err(error.into());
            }
            made.push((round, version));
        }
        let Some((two, version)) = made.pop() else { bail!("no round") };
        let Some((one, _)) = made.pop() else { bail!("no round") };
        Ok(Self { trial: trial.to_owned(), rounds: [one, two], version })
    }

    fn page(&self, more: &str) -> String {
        format!("/desk/comparison?trial={}&rounds={},{}{more}", self.trial, self.rounds[0].key, self.rounds[1].key)
    }
}

fn on(plan: &Plan, ground: &Ground, database: &str, measures: &mut Vec<Measure>, checks: &mut Vec<Check>) -> Result<()> {
    let responses = if plan.quick { 100_000 } else { 1_000_000 };
    let trials = ground.store.trials()?;
    let what = |what: &str| format!("{what}, {database}");
    let start = Instant::now();
    let crowd = people(responses / 2);
    let large = Pair::filled(ground, LARGE, "large", crowd, true)?;
    let small = Pair::filled(ground, SMALL, "small", crowd / 10, true)?;
    let every = trials.trials.iter().take(TRIALS);
    let every = every.map(|trial| Pair::filled(ground, &trial.key, &trial.key, crowd / TRIALS, false));
    let every = every.collect::<Result<Vec<_>>>()?;
    measures.push(Measure::new(
        what(&format!("{QUESTIONS} questions × 2 × {responses} responses stored in")),
        "s",
        &[since(start)],
    ));
    starts(plan, ground, database, measures)?;
    let server = ground.serve("/readyz")?;
    measures.push(Measure::new(what("memory idle"), "MiB", &[server.memory()]));
    let desk = Desk::sign_in(ground, &server)?;
    pages(plan, &desk, [&large, &small], &every, database, measures)?;
    measures.push(Measure::new(what("memory after the comparisons"), "MiB", &[server.memory()]).wanted(64.0, 128.0));
    linked(plan, ground, &large, database, measures)?;
    recounts(plan, ground, &large, database, measures)?;
    checks.extend(check(ground, [&large, &small], crowd, database)?);
    Ok(())
}

fn since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64()
}

fn starts(plan: &Plan, ground: &Ground, database: &str, measures: &mut Vec<Measure>) -> Result<()> {
    let times = (0..plan.rounds.max(5)).map(|_| Ok(ground.serve("/readyz")?.started_in)).collect::<Result<Vec<_>>>()?;
    measures.push(Measure::new(format!("exec to first 200, {database}"), "ms", &times).wanted(30.0, 50.0));
    Ok(())
}

/// The desk of a running server, signed in to.
pub(super) struct Desk<'a> {
    server: &'a Server,
    cookie: String,
}

impl<'a> Desk<'a> {
    pub(super) fn sign_in(ground: &Ground, server: &'a Server) -> Result<Self> {
        let now = Clock::system().now();
        let name = "benchmark";
        let somebody = access::Person { name: name.to_owned(), role: Role::Coordinator, scope: Scope::ALL };
        ground.store.add_person(&somebody, name, now)?;
        let person = ground.store.person(name)?.ok_or_else(|| anyhow!("nobody could sign in"))?;
        let session = ground.store.start_session(person.id, false, "", None, now)?;
        let session = session_cookie(&ground.store, &session, now)?;
        Ok(Self { server, cookie: format!("Cookie: {}={session}\r\n", cookie_name(Some(PUBLIC_URL))) })
    }

    fn request(&self, page: &str) -> Vec<u8> {
        self.server.target.get_with(page, &self.cookie)
    }

    /// How long each of these pages takes at its first view, in milliseconds.
    pub(super) fn first(&self, pages: &[String]) -> Result<Vec<f64>> {
        pages.iter().map(|page| self.view(page)).collect()
    }

    fn view(&self, page: &str) -> Result<f64> {
        let (target, request, start) = (self.server.target.clone(), self.request(page), Instant::now());
        let asked = drive(1, Waiting::Each, move |_| {
            let (mut wire, request) = (Wire::to(&target), request.clone());
            async move { Ok(wire.ask(&request).await?.status) }
        })?;
        if asked != [200] {
            bail!("{page} was answered with {asked:?}");
        }
        Ok(since(start) * 1000.0)
    }

    /// The p50 and p99 of views of these pages in turn, one after the other, and the processor time of one, all in milliseconds.
    pub(super) fn views(&self, pages: &[String], lasting: Duration) -> Result<[f64; 3]> {
        let requests = Arc::new(pages.iter().map(|page| self.request(page)).collect::<Vec<_>>());
        let before = self.server.processor_time();
        let (done, _) = closed(&self.server.target, &requests, 1, lasting)?;
        if done.bad > 0 || done.good == 0 {
            bail!("{} of {} views of {} were refused", done.bad, done.good + done.bad, pages[0]);
        }
        let processor = (self.server.processor_time() - before) * 1000.0 / done.good as f64;
        Ok([done.quantile(0.5), done.quantile(0.99), processor])
    }
}

/// What is measured of a page, over the rounds of a run.
#[derive(Default)]
struct Views([Vec<f64>; 3]);

impl Views {
    fn add(&mut self, seen: [f64; 3]) {
        self.0.iter_mut().zip(seen).for_each(|(all, one)| all.push(one));
    }

    /// Its p50 and p99, and its processor time, as figures.
    fn measures(&self, what: &str, aim: f64, never: f64) -> [Measure; 3] {
        let [p50, p99, processor] = &self.0;
        [
            Measure::new(format!("{what}, p50"), "ms", p50).wanted(aim, never),
            Measure::new(format!("{what}, p99"), "ms", p99).wanted(aim, never),
            Measure::new(format!("{what}, processor time"), "ms", processor),
        ]
    }
}

/// Pages that are made from kept counts.
fn pages(
    plan: &Plan,
    desk: &Desk,
    [large, small]: [&Pair; 2],
    every: &[Pair],
    database: &str,
    measures: &mut Vec<Measure>,
) -> Result<()> {
    let whole = [vec![large.page("")], vec![small.page("")]];
    let crossed = [large.page("&by=municipality,experience")];
    let all: Vec<String> = every.iter().map(|pair| pair.page("")).collect();
    let first = desk.first(&whole[0])?;
    measures.push(Measure::new(format!("comparison page, first view after a start, {database}"), "ms", &first));
    desk.first(&all)?;
    let (mut seen, mut tenth, mut trials, mut units, mut table) =
        (Views::default(), Views::default(), Views::default(), Views::default(), Views::default());
    for _ in 0..plan.rounds {
        seen.add(desk.views(&whole[0], plan.lasting / 3)?);
        tenth.add(desk.views(&whole[1], plan.lasting / 3)?);
        trials.add(desk.views(&all, plan.lasting / 3)?);
        units.add(desk.views(&[large.page("&by=municipality")], plan.lasting / 3)?);
        table.add(desk.views(&crossed, plan.lasting / 3)?);
    }
    let (p50, p50_of_tenth) = (&seen.0[0], &tenth.0[0]);
    let flat = Measure::new("the same", "ms", p50).against("with a tenth of the responses", p50, p50_of_tenth);
    measures.extend(seen.measures(&format!("comparison page, 2 rounds, {database}"), 3.0, 20.0));
    measures.push(flat);
    let what = format!("comparison page, 2 rounds × {} trials, {database}", every.len());
    measures.extend(trials.measures(&what, 3.0, 20.0));
    measures.extend(units.measures(&format!("comparison by municipality, {database}"), 50.0, 250.0));
    measures.extend(table.measures(&format!("cross-table of municipality and experience, {database}"), 50.0, 250.0));
    Ok(())
}

/// The same people followed, on servers of their own: what one has read, another must read again.
fn linked(plan: &Plan, ground: &Ground, pair: &Pair, database: &str, measures: &mut Vec<Measure>) -> Result<()> {
    let page = [pair.page("&linked=1")];
    let (mut first, mut memory) = (Vec::new(), Vec::new());
    let mut seen = Views::default();
    for _ in 0..2 {
        let server = ground.serve("/readyz")?;
        let desk = Desk::sign_in(ground, &server)?;
        first.extend(desk.first(&page)?);
        for _ in 0..plan.rounds.div_ceil(2) {
            seen.add(desk.views(&page, plan.lasting / 3)?);
        }
        memory.push(server.memory());
    }
    let what = format!("the same people followed, {database}");
    measures.push(Measure::new(format!("{what}, first view after answers changed"), "ms", &first));
    let [p50, p99, processor] = &seen.0;
    measures.push(Measure::new(format!("{what}, p50"), "ms", p50));
    measures.push(Measure::new(format!("{what}, p99"), "ms", p99));
    measures.push(Measure::new(format!("{what}, processor time"), "ms", processor));
    measures.push(Measure::new(format!("{what}, memory"), "MiB", &memory).wanted(64.0, 128.0));
    Ok(())
}

/// Counting again, from bytes and from the database.
fn recounts(plan: &Plan, ground: &Ground, pair: &Pair, database: &str, measures: &mut Vec<Measure>) -> Result<()> {
    let round = &pair.rounds[1];
    let coded = ground.store.coded(round, &pair.version)?;
    let plain = Plain::of(coded.responses());
    let (mut counts, mut histograms, mut rebuilds, mut bare) = (vec![], vec![], vec![], vec![]);
    for _ in 0..plan.rounds {
        let start = Instant::now();
        std::hint::black_box(plain.count());
        histograms.push(since(start) * 1000.0);
        let start = Instant::now();
        std::hint::black_box(coded.tallies());
        counts.push(since(start) * 1000.0);
        let start = Instant::now();
        std::hint::black_box(probe::read_bare(&ground.store, round)?);
        bare.push(since(start) * 1000.0);
        let start = Instant::now();
        std::hint::black_box(ground.store.coded(round, &pair.version)?.tallies());
        rebuilds.push(since(start) * 1000.0);
    }
    let of = format!("of {} responses, {database}", coded.responses());
    let measure = Measure::new(format!("recount from bytes {of}"), "ms", &counts);
    measures.push(measure.against("plain histogram", &counts, &histograms).wanted(2.0, 5.0));
    let measure = Measure::new(format!("recount from the database {of}"), "ms", &rebuilds);
    measures.push(measure.against("the same rows read bare", &rebuilds, &bare).wanted(3.0, 10.0));
    Ok(())
}

/// As many answers as a round has, for a histogram with nothing of ours in it.
struct Plain {
    cells: Vec<u8>,
    columns: Vec<Vec<u8>>,
}

impl Plain {
    const CELLS: usize = UNITS * 4;
    const CODES: usize = 8;

    fn of(responses: usize) -> Self {
        let spread = |at: usize, below: usize| {
            let mixed = at.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            ((mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33) % below
        };
        let bytes = |salt: usize, below: usize| {
            (0..responses).map(|at| u8::try_from(spread(at + salt * 1_000_003, below)).unwrap_or(0)).collect::<Vec<u8>>()
        };
        Self { cells: bytes(0, Self::CELLS), columns: (1..=QUESTIONS).map(|salt| bytes(salt, Self::CODES)).collect() }
    }

    fn count(&self) -> Vec<u64> {
        let mut counts = vec![0; QUESTIONS * Self::CELLS * Self::CODES];
        for (column, counts) in self.columns.iter().zip(counts.chunks_mut(Self::CELLS * Self::CODES)) {
            for (cell, code) in self.cells.iter().zip(column) {
                counts[usize::from(*cell) * Self::CODES + usize::from(*code)] += 1;
            }
        }
        counts
    }
}

/// What must hold of the rounds.
fn check(ground: &Ground, pairs_of_rounds: [&Pair; 2], crowd: usize, database: &str) -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    for round in pairs_of_rounds.iter().flat_map(|pair| &pair.rounds) {
        let holds = ground.store.counts_agree(round)? == Some(true);
        checks.push(Check { what: format!("{}, {database}: the kept counts equal a recount", round.key), holds });
    }
    let pair = pairs_of_rounds[1];
    let keys: Vec<String> = pair.rounds.iter().map(|round| round.key.clone()).collect();
    let asked = Comparing {
        trial: &pair.trial,
        evaluation: None,
        rounds: &keys,
        by: &[],
        linked: true,
        weight_by: &[],
        privacy: &Privacy::default(),
        language: Language::Da,
        now: Clock::system().now(),
    };
    let compared = ground.store.compare(&asked)?.map_err(|wrong| anyhow!(wrong.sentence(Language::En)))?;
    let questions = &compared.comparison.groups[0].questions;
    let followed = questions.iter().find(|question| question.key == "q01").and_then(|question| question.linked_n);
    let expected = pairs(crowd / 10, "q01") as u64;
    let what = format!("{database}: {followed:?} of {expected} who answered in both rounds are followed");
    checks.push(Check { what, holds: followed == Some(expected) });
    Ok(checks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_histogram_counts_every_answer_once() {
        let plain = Plain::of(1000);
        let counts = plain.count();
        assert_eq!(counts.iter().sum::<u64>(), 1000 * QUESTIONS as u64);
        assert!(counts.iter().filter(|count| **count > 0).count() > counts.len() / 2, "the answers are spread");
    }

    #[test]
    fn a_page_is_judged_by_its_p50_and_its_p99() {
        let mut views = Views::default();
        views.add([1.0, 2.0, 3.0]);
        views.add([3.0, 40.0, 5.0]);
        let [p50, p99, processor] = views.measures("page", 3.0, 20.0);
        assert!(
            (p50.median() - 2.0).abs() < 1e-9 && (p99.median() - 21.0).abs() < 1e-9 && (processor.median() - 4.0).abs() < 1e-9
        );
    }

    #[test]
    fn a_small_crowd_is_stored_with_counts_that_agree_and_people_who_can_be_followed() {
        let ground = Ground::new(None).unwrap();
        let crowd = people(700);
        let pair = Pair::filled(&ground, LARGE, "tiny", crowd, true).unwrap();
        let checks = check(&ground, [&pair, &pair], crowd * 10, "SQLite").unwrap();
        assert!(checks.iter().all(|check| check.holds), "{:?}", checks.iter().map(|check| &check.what).collect::<Vec<_>>());
    }
}
