//! What the server acknowledged, written down after each acknowledgement and held against the database at the end.
//!
//! The receipt is the nonce: it follows from the token, so an acknowledged submit names the one response that must be there.

use std::collections::BTreeMap;
use std::sync::Mutex;

use anyhow::{Result, anyhow};

use super::ground::{Ground, Wave};
use super::report::Check;
use crate::store::probe;

/// What was acknowledged in one wave, by the number of the link.
#[derive(Default)]
pub(super) struct Ledger(Mutex<BTreeMap<usize, Acknowledged>>);

/// How far a link was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Acknowledged {
    /// So many pages are saved; of 0 nothing is stored.
    Pages(usize),
    /// The answers were sent.
    Submitted,
}

impl Ledger {
    /// Notes what was just acknowledged; what was acknowledged before is included in it.
    pub(super) fn note(&self, link: usize, how_far: Acknowledged) {
        if let Ok(mut all) = self.0.lock() {
            all.insert(link, how_far);
        }
    }

    /// Holds everything acknowledged against what is stored.
    pub(super) fn check(&self, ground: &Ground, wave: &Wave) -> Result<Vec<Check>> {
        let held = probe::holdings(&ground.store, &wave.round, &wave.version)?;
        let all = self.0.lock().map_err(|_| anyhow!("a respondent broke while it wrote"))?;
        let (mut submits, mut lost, mut pages, mut pages_lost) = (0usize, 0, 0usize, 0);
        for (link, how_far) in all.iter() {
            let token = &wave.tokens[*link];
            let submitted = held.receipts.binary_search(&token.receipt(&wave.round.key).hash().to_vec()).is_ok();
            match how_far {
                Acknowledged::Submitted => {
                    submits += 1;
                    lost += usize::from(!submitted);
                }
                Acknowledged::Pages(least) => {
                    pages += 1;
                    let saved = held.drafts.get(&token.hash().0[..]).and_then(|saved| usize::try_from(*saved).ok());
                    pages_lost += usize::from(*least > 0 && !submitted && saved.is_none_or(|saved| saved < *least));
                }
            }
        }
        let twice = held.receipts.windows(2).filter(|pair| pair[0] == pair[1]).count();
        let key = &wave.round.key;
        Ok(vec![
            Check { what: format!("{key}: of {submits} acknowledged submits, {lost} are not stored"), holds: lost == 0 },
            Check { what: format!("{key}: of {pages} acknowledged drafts, {pages_lost} are not stored"), holds: pages_lost == 0 },
            Check { what: format!("{key}: of {} responses, {twice} are stored twice", held.receipts.len()), holds: twice == 0 },
            Check {
                what: format!("{key}: {} responses are stored, {} links are used", held.receipts.len(), held.answered),
                holds: u64::try_from(held.receipts.len()) == Ok(held.answered),
            },
            Check { what: format!("{key}: the kept counts equal a recount"), holds: held.counts_agree },
        ])
    }
}
