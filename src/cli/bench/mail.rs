//! `bench mail`: letters from the outbox to a relay over sixteen connections, held against a bare loop that sends one and the same letter
//! over as many, and syncs a line for each before its final dot, all that wait together.
//!
//! The relay runs on the same machine and thinks about nothing, so that what is measured is who sends. Letters are not signed: an RSA
//! signature alone takes longer than all the rest.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::LocalSet;

use super::Plan;
use super::ground::{Ground, PUBLIC_URL};
use super::machine::Machine;
use super::report::{Check, Measure, Report};
use super::sink::Sink;
use crate::config::{Config, Mail, Smtp, Tls, Transport};
use crate::fieldwork::LetterState;
use crate::jobs::deliver_once;
use crate::time::Clock;

/// Connections at the same time.
const CONNECTIONS: u32 = 16;
/// The sender of the benchmark's letters.
const FROM: &str = "svar@bench.example.dk";

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
    Ok(Report { benchmark: "mail", noisy: machine.is_noisy(), machine, measures, checks })
}

fn on(plan: &Plan, ground: &Ground, database: &str, measures: &mut Vec<Measure>, checks: &mut Vec<Check>) -> Result<()> {
    let many = if plan.quick { 4_000 } else { 20_000 };
    let sink = Sink::start()?;
    let config = Config {
        public_url: Some(PUBLIC_URL.to_owned()),
        mail: Mail {
            transport: Transport::Smtp,
            from: FROM.to_owned(),
            smtp: Smtp {
                host: "127.0.0.1".to_owned(),
                port: sink.port,
                tls: Tls::None,
                connections: CONNECTIONS,
                ..Smtp::default()
            },
            ..Mail::default()
        },
        ..Config::default()
    };
    let (mut rates, mut limits, mut sent, mut once) = (vec![], vec![], 0, true);
    // The first round warms everything up, and brings the letter that the bare loop sends.
    for round in 0..=plan.rounds {
        let letters = if round == 0 { 200 } else { many };
        ground.letters(&format!("bench-mail-{round}"), letters)?;
        let start = Instant::now();
        let delivered = deliver_once(&ground.store, &config, Clock::system())?;
        let rate = letters as f64 / start.elapsed().as_secs_f64();
        let taken = sink.taken();
        sent += letters;
        once &= delivered.accepted == letters && taken.ids.len() == letters && taken.ids.values().all(|times| *times == 1);
        if round > 0 {
            rates.push(rate);
        }
        let limit = bare(sink.port, &taken.last, letters, ground.folder())?;
        if sink.taken().ids.values().sum::<u32>() as usize != letters {
            bail!("the bare loop lost letters");
        }
        if round > 0 {
            limits.push(limit);
        }
    }
    let accepted = ground.store.letter_counts()?.get(&LetterState::Accepted).copied().unwrap_or(0);
    let holds = once && usize::try_from(accepted)? == sent;
    checks.push(Check { what: format!("{database}: each of {sent} letters came once"), holds });
    let what = format!("letters over {CONNECTIONS} connections, {database}");
    let limit = format!("a bare loop over {CONNECTIONS} that syncs once for all that wait");
    measures.push(Measure::new(what, "/s", &rates).against(limit, &rates, &limits).wanted(0.7, 0.5));
    let minutes: Vec<f64> = rates.iter().map(|rate| 100_000.0 / rate).collect();
    measures.push(Measure::new(format!("100,000 letters, {database}"), "s", &minutes).hoped(20.0));
    Ok(())
}

/// What waits for a sync, and who is told of it.
type Line = (usize, oneshot::Sender<()>);

/// Sends this letter so many times over bare connections: letters a second.
fn bare(port: u16, letter: &[u8], letters: usize, folder: &Path) -> Result<f64> {
    let text = letter.strip_suffix(b"\r\n.\r\n").ok_or_else(|| anyhow!("no letter came"))?;
    let file = OpenOptions::new().create(true).append(true).open(folder.join("bare"))?;
    let (lines, waiting) = channel();
    let syncing = std::thread::spawn(move || sync(file, &waiting));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let text: Rc<[u8]> = text.into();
    let tasks = LocalSet::new();
    let start = Instant::now();
    let connections = CONNECTIONS as usize;
    let running: Vec<_> = (0..connections)
        .map(|first| tasks.spawn_local(send(port, Rc::clone(&text), (first..letters).step_by(connections), lines.clone())))
        .collect();
    drop(lines);
    runtime.block_on(tasks.run_until(async {
        for one in running {
            one.await??;
        }
        Result::<()>::Ok(())
    }))?;
    let rate = letters as f64 / start.elapsed().as_secs_f64();
    syncing.join().map_err(|_| anyhow!("the bare loop's file broke"))??;
    Ok(rate)
}

async fn send(port: u16, text: Rc<[u8]>, letters: impl Iterator<Item = usize>, lines: Sender<Line>) -> Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let mut heard = [0; 512];
    hear(&mut stream, &mut heard).await?;
    ask(&mut stream, b"EHLO bench.example.dk\r\n", &mut heard).await?;
    for letter in letters {
        ask(&mut stream, format!("MAIL FROM:<{FROM}>\r\n").as_bytes(), &mut heard).await?;
        ask(&mut stream, format!("RCPT TO:<p{letter}@example.dk>\r\n").as_bytes(), &mut heard).await?;
        ask(&mut stream, b"DATA\r\n", &mut heard).await?;
        stream.write_all(&text).await?;
        let (synced, is_synced) = oneshot::channel();
        lines.send((letter, synced)).map_err(|_| anyhow!("the bare loop's file is gone"))?;
        is_synced.await?;
        ask(&mut stream, b"\r\n.\r\n", &mut heard).await?;
    }
    Ok(())
}

async fn ask(stream: &mut TcpStream, words: &[u8], heard: &mut [u8]) -> Result<()> {
    stream.write_all(words).await?;
    hear(stream, heard).await
}

/// A reply, which the sink writes in one go.
async fn hear(stream: &mut TcpStream, heard: &mut [u8]) -> Result<()> {
    match stream.read(heard).await? {
        0 => bail!("the sink hung up"),
        _ => Ok(()),
    }
}

fn sync(mut file: File, waiting: &Receiver<Line>) -> std::io::Result<()> {
    while let Ok(first) = waiting.recv() {
        let group: Vec<Line> = std::iter::once(first).chain(waiting.try_iter()).collect();
        let lines: String = group.iter().map(|(letter, _)| format!("{letter:>32} is about to be sent\n")).collect();
        file.write_all(lines.as_bytes())?;
        file.sync_data()?;
        for (_, synced) in group {
            // Whoever waited is there as long as the loop runs.
            synced.send(()).unwrap_or_default();
        }
    }
    Ok(())
}
