//! Steps without pages between them: what a respondent sends, read from real forms once and sent for many links.
//!
//! This measures how fast acknowledged steps are stored; whole journeys with every page between them are measured beside it.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::form::forms;
use super::ground::Wave;
use super::ledger::{Acknowledged, Ledger};
use super::load::{Done, Waiting, drive};
use super::respondent::receipt;
use super::wire::{Target, Wire};

/// Different answers in turn, so that more than one count goes up.
const VARIANTS: usize = 8;
/// Stands where the token goes; no form of ours holds it.
const TOKEN: &str = "{token}";

/// What is sent, in order: path and body, with the token's place marked.
pub(super) struct Script(Vec<(String, String)>);

/// Which steps are sent over which links.
#[derive(Clone)]
pub(super) struct Stretch {
    /// The links of the wave, each taken once.
    pub(super) links: Range<usize>,
    /// The steps of the script.
    pub(super) steps: Range<usize>,
    /// How many are sent at the same time.
    pub(super) writers: usize,
    /// When no new link is begun any more.
    pub(super) lasting: Duration,
}

/// Reads the scripts of a wave by walking its first links to the end; returns them with the number of links used up.
pub(super) fn read_scripts(target: &Target, wave: &Wave, ledger: &Ledger) -> Result<(Arc<Vec<Script>>, usize)> {
    let mut scripts = Vec::new();
    for (link, token) in wave.tokens.iter().take(VARIANTS).enumerate() {
        let (target, token) = (target.clone(), token.to_string());
        let script =
            drive(1, Waiting::Each, |_| read_script(target.clone(), token.clone(), link))?.pop().context("no script was read")?;
        ledger.note(link, Acknowledged::Submitted);
        scripts.push(script);
    }
    let used = scripts.len();
    Ok((Arc::new(scripts), used))
}

async fn read_script(target: Target, token: String, variant: usize) -> Result<Script> {
    let mut wire = Wire::to(&target);
    let mut steps = Vec::new();
    let mut path = format!("/s/{token}");
    loop {
        let answer = wire.ask(&target.get(&path)).await?;
        let (status, page) = (answer.status, answer.text());
        if status != 200 {
            bail!("{} answered with {status}", path.replace(&token, TOKEN));
        }
        let Some(form) = forms(&page).into_iter().next() else {
            return if receipt(&page).is_some() { Ok(Script(steps)) } else { bail!("the last page shows no receipt") };
        };
        // The first choice may hide what follows, so it is never taken.
        let body = form.filled(|many| if many < 2 { 0 } else { 1 + (variant + steps.len()) % (many - 1) }, "");
        let action = if form.action.is_empty() { path.clone() } else { form.action.clone() };
        let answer = wire.ask(&target.post(&action, "", &body)).await?;
        let Some(location) = answer.location().filter(|_| answer.status == 303) else {
            bail!("a form was answered with {}", answer.status)
        };
        // The first page stores nothing.
        if action != format!("/s/{token}") {
            steps.push((action.replace(&token, TOKEN), body.replace(&token, TOKEN)));
        }
        path = location;
    }
}

impl Script {
    /// How many steps it has.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn request(&self, step: usize, target: &Target, token: &str) -> Vec<u8> {
        let (path, body) = &self.0[step];
        target.post(&path.replace(TOKEN, token), "", &body.replace(TOKEN, token))
    }
}

/// Sends the steps of a stretch and notes each link's progress after its acknowledgement; the rate a second, and how long each
/// step took.
pub(super) fn send(
    target: &Target,
    wave: &Arc<Wave>,
    scripts: &Arc<Vec<Script>>,
    ledger: &Arc<Ledger>,
    stretch: &Stretch,
) -> Result<(Done, f64)> {
    let next = Arc::new(AtomicUsize::new(stretch.links.start));
    let from = Instant::now();
    let done = drive(stretch.writers, Waiting::Gathering, |_| {
        let (target, wave, scripts, ledger) = (target.clone(), Arc::clone(wave), Arc::clone(scripts), Arc::clone(ledger));
        let (next, stretch) = (Arc::clone(&next), stretch.clone());
        async move {
            let (mut wire, mut done) = (Wire::to(&target), Done::new()?);
            while from.elapsed() < stretch.lasting {
                let link = next.fetch_add(1, Ordering::Relaxed);
                if link >= stretch.links.end {
                    break;
                }
                let (script, token) = (&scripts[link % scripts.len()], wave.tokens[link].to_string());
                for step in stretch.steps.clone() {
                    let request = script.request(step, &target, &token);
                    let start = Instant::now();
                    let status = wire.ask(&request).await?.status;
                    done.note(status == 303, start);
                    if status != 303 {
                        break;
                    }
                    let last = step + 1 == script.len();
                    ledger.note(link, if last { Acknowledged::Submitted } else { Acknowledged::Pages(step + 1) });
                }
            }
            Ok(done)
        }
    })?;
    let done = Done::sum(done)?;
    let rate = done.rate(from);
    Ok((done, rate))
}
