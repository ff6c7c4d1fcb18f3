//! Reading all answers of a round, a bounded part at a time: to count them again, and to find who took part in another round too.

use std::collections::{BTreeMap, HashMap};

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::kept_count::{self, Figure};
use super::schema::response;
use super::{AnyConnection, Error, PublishedVersion, Store, response as responses, tally};
use crate::compare::{Cell, Coded, Coding};
use crate::fieldwork::{Outcome, Round};
use crate::questionnaire::StoredAnswers;

/// How many rows are read at a time.
const AT_ONCE: i64 = 4096;

/// What a panel key is told from others by, with the number of the response that has it.
pub(super) type Linked = ([u8; 16], u32);

/// A round's answers coded, and by which keys they are linked, in the order of those.
pub(super) struct Recounted {
    pub(super) coded: Coded,
    pub(super) panel: Vec<Linked>,
}

impl Store {
    /// Whether the kept counts of a round equal its answers; nothing of a round whose answers are not there, or no longer.
    pub fn counts_agree(&self, round: &Round) -> Result<Option<bool>, Error> {
        let version = self.version(self.version_id_of(round.id)?)?;
        self.read(|connection| {
            connection.in_snapshot(|connection| {
                if kept_count::total(connection, round.id, Figure::Outcomes)? > 0 {
                    return Ok(None);
                }
                let counted = recount(connection, round.id, &version)?.coded;
                let kept = tally::load(connection, round.id)?;
                let outcomes = stored(connection, round.id)? == responses::outcomes(connection, round.id)?;
                Ok((counted.responses() > 0).then(|| counted.tallies() == kept && outcomes))
            })
        })
    }

    /// All answers of a round coded, which is what counting them again takes; for the benchmark.
    pub fn coded(&self, round: &Round, version: &PublishedVersion) -> Result<Coded, Error> {
        self.read(|connection| connection.in_snapshot(|connection| Ok(recount(connection, round.id, version)?.coded)))
    }
}

/// How many responses amount to what, by municipality, counted one by one.
fn stored(connection: &mut AnyConnection, round_id: i64) -> Result<BTreeMap<(Option<String>, Outcome), u64>, Error> {
    let rows: Vec<(String, i16, i64)> = response::table
        .filter(response::round_id.eq(round_id))
        .group_by((response::background, response::outcome))
        .select((response::background, response::outcome, diesel::dsl::count_star()))
        .load(connection)?;
    let mut counts = BTreeMap::new();
    for (background, outcome, count) in rows {
        let cell: Cell = serde_json::from_str(&background).map_err(|_| Error::Corrupt("response"))?;
        let outcome = Outcome::from_number(outcome).ok_or(Error::Corrupt("response"))?;
        *counts.entry((cell.get("municipality").cloned(), outcome)).or_default() += u64::try_from(count).unwrap_or(0);
    }
    Ok(counts)
}

/// Reads and codes all answers of a round that are counted.
pub(super) fn recount(connection: &mut AnyConnection, round_id: i64, version: &PublishedVersion) -> Result<Recounted, Error> {
    type Row = (Vec<u8>, Option<String>, String, String);
    let coding = Coding::of(&version.version);
    let mut coded = Coded::of(&coding);
    let mut cells: HashMap<String, u32> = HashMap::new();
    let mut panel = Vec::new();
    let mut last = Vec::new();
    loop {
        let rows: Vec<Row> = response::table
            .filter(response::round_id.eq(round_id).and(response::key.gt(&last)))
            .filter(response::outcome.ne(Outcome::ScreenedOut.number()))
            .order(response::key)
            .limit(AT_ONCE)
            .select((response::key, response::panel_key, response::background, response::answers))
            .load(connection)?;
        for (_, panel_key, background, answers) in &rows {
            let cell = if let Some(cell) = cells.get(background) {
                *cell
            } else {
                let cell = coded.cell(serde_json::from_str(background).map_err(|_| Error::Corrupt("response"))?);
                cells.insert(background.clone(), cell);
                cell
            };
            let answers: StoredAnswers = serde_json::from_str(answers).map_err(|_| Error::Corrupt("response"))?;
            if let Some(key) = panel_key {
                panel.push((bits(key), u32::try_from(coded.responses()).map_err(|_| Error::Corrupt("response"))?));
            }
            coded.push(cell, &coding, &answers);
        }
        match rows.into_iter().next_back() {
            Some((key, ..)) => last = key,
            None => break,
        }
    }
    panel.sort_unstable();
    Ok(Recounted { coded, panel })
}

/// The panel keys of a round's responses that are counted, as bits in order.
pub(super) fn panel(connection: &mut AnyConnection, round_id: i64) -> Result<Vec<[u8; 16]>, Error> {
    let mut panel = Vec::new();
    let mut last = Vec::new();
    loop {
        let rows: Vec<(Vec<u8>, Option<String>)> = response::table
            .filter(response::round_id.eq(round_id).and(response::key.gt(&last)))
            .filter(response::panel_key.is_not_null().and(response::outcome.ne(Outcome::ScreenedOut.number())))
            .order(response::key)
            .limit(AT_ONCE)
            .select((response::key, response::panel_key))
            .load(connection)?;
        panel.extend(rows.iter().filter_map(|(_, key)| key.as_deref().map(bits)));
        match rows.into_iter().next_back() {
            Some((key, _)) => last = key,
            None => break,
        }
    }
    panel.sort_unstable();
    panel.dedup();
    Ok(panel)
}

/// The 128 bits of a panel key as this program makes it; of any other as many of its hash.
fn bits(key: &str) -> [u8; 16] {
    let mut bits = [0; 16];
    let made = key.strip_prefix("p1:").filter(|key| key.len() == 32).map(str::as_bytes);
    if made.is_none_or(|made| HEXLOWER.decode_mut(made, &mut bits).is_err()) {
        bits.copy_from_slice(&Sha256::digest(key.as_bytes())[..16]);
    }
    bits
}

/// Walks two ordered lists of keys once and returns what belongs to the keys that are in both.
pub(super) fn in_both<'a, T, O>(
    one: &'a [T],
    other: &'a [T],
    key: impl Fn(&T) -> [u8; 16],
    both: impl Fn(&'a T, &'a T) -> O,
) -> Vec<O> {
    let mut found = Vec::new();
    let mut others = other.iter().peekable();
    let mut last = None;
    for mine in one {
        let wanted = key(mine);
        // A file may have the same person twice.
        if last.replace(wanted) == Some(wanted) {
            continue;
        }
        while others.next_if(|theirs| key(theirs) < wanted).is_some() {}
        if let Some(theirs) = others.peek().filter(|theirs| key(theirs) == wanted) {
            found.push(both(mine, theirs));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_key_of_ours_is_its_own_bits_and_any_other_is_hashed() {
        let key = format!("p1:{}", "0f".repeat(16));
        assert_eq!(bits(&key), [15; 16]);
        let others = [key.to_uppercase(), format!("{key}0"), "p1:".to_owned(), "person 7".to_owned()];
        assert!(others.iter().enumerate().all(|(at, one)| others[..at].iter().all(|other| bits(one) != bits(other))));
    }

    #[test]
    fn who_is_in_both_lists_is_found_once() {
        let list = |keys: &[u8]| keys.iter().map(|key| ([*key; 16], u32::from(*key))).collect::<Vec<Linked>>();
        let (one, other) = (list(&[1, 2, 2, 5, 9]), list(&[2, 3, 5, 5]));
        let both = in_both(&one, &other, |linked| linked.0, |mine, theirs| (mine.1, theirs.1));
        assert_eq!(both, [(2, 2), (5, 5)]);
        assert!(in_both(&one, &[], |linked| linked.0, |_, _| ()).is_empty());
    }
}
