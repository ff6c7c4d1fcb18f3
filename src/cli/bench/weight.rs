//! What a page weighs and what it costs: bytes as compressed by gzip, further requests, statements.
//!
//! Statements are counted by serving the same pages inside this process, where every connection reports what it is asked.

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::atomic::AtomicBool;

use anyhow::{Result, anyhow};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::ground::Ground;
use super::load::{Waiting, drive};
use super::report::{Check, Measure};
use super::server::Server;
use super::wire::{Target, Wire};
use crate::config::Config;
use crate::store::{Opening, Store, probe};
use crate::time::Clock;
use crate::web::{self, State};

/// What makes a browser fetch something more.
const FETCHES: [&str; 6] = ["<script src", "<link rel=\"stylesheet\"", "<img src=\"/", "<img src=\"http", "<iframe", "@import"];

/// Weighs pages of a running server.
pub(super) fn pages(server: &Server, paths: &[&str], measures: &mut Vec<Measure>) -> Result<()> {
    let (mut weights, mut fetches) = (Vec::new(), Vec::new());
    for path in paths {
        let page = fetch(&server.target, path)?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(page.as_bytes())?;
        weights.push(encoder.finish()?.len() as f64 / 1000.0);
        fetches.push(FETCHES.iter().map(|what| page.matches(what).count()).sum::<usize>() as f64);
    }
    measures.push(Measure::new("respondent page, gzip", "KB", &weights).wanted(4.0, 10.0));
    measures.push(Measure::new("further requests of a page", "", &fetches));
    Ok(())
}

/// Counts the statements of page views.
pub(super) fn statements(ground: &Ground, paths: &[&str], measures: &mut Vec<Measure>, checks: &mut Vec<Check>) -> Result<()> {
    probe::count_statements()?;
    let keys = ground.folder().join("keys");
    let url = format!("sqlite:{}", ground.folder().join("nulpunkt.db").display());
    let store = Store::open(&Opening { url: &url, create: false, keys_dir: Some(&keys), connections: 16 })?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let target = Target { authority: listener.local_addr()?.to_string() };
    let config = Config { listen: target.authority.clone(), ..Config::default() };
    let state =
        State { store, config, clock: Clock::system(), demonstration: false, being_filled: AtomicBool::new(false) }.shared();
    // It serves until this process ends, which is soon.
    std::thread::spawn(move || web::serve(&state, listener));
    let mut reads = Vec::new();
    let mut others = 0;
    for path in paths {
        // The first views open connections and read the version, which never changes and is kept.
        for _ in 0..64 {
            fetch(&target, path)?;
        }
        let before = probe::statements();
        for _ in 0..100 {
            fetch(&target, path)?;
        }
        let after = probe::statements();
        reads.push((after.0 - before.0) as f64 / 100.0);
        others += after.1 - before.1;
    }
    measures.push(Measure::new("statements of a page view", "", &reads).wanted(1.0, 2.0));
    checks.push(Check { what: format!("of 200 page views, {others} statements write"), holds: others == 0 });
    Ok(())
}

fn fetch(target: &Target, path: &str) -> Result<String> {
    let (to, request) = (target.clone(), target.get(path));
    let fetched = drive(1, Waiting::Each, |_| {
        let (mut wire, request) = (Wire::to(&to), request.clone());
        async move {
            let answer = wire.ask(&request).await?;
            Ok((answer.status, answer.text()))
        }
    })?;
    match fetched.into_iter().next() {
        Some((200, page)) => Ok(page),
        Some((status, _)) => Err(anyhow!("a page was answered with {status}")),
        None => Err(anyhow!("nothing was asked")),
    }
}
