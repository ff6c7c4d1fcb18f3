//! The log to standard error, so that what collects the machine's logs has a copy elsewhere: each line as one object of JSON.
//!
//! A line is written before it is noted that it was: a crash in between tells it twice and never not at all.

use std::io::Write as _;

use data_encoding::HEXLOWER;
use serde_json::json;

use crate::store::{Error, Store, ToldLine};

/// Tells the lines that were not told yet; how many.
pub(super) fn tell(store: &Store) -> Result<usize, Error> {
    let mut told = 0;
    loop {
        let (after, lines) = store.untold_lines()?;
        let Some(last) = lines.last().map(|line| line.number) else { return Ok(told) };
        let text: Vec<String> = lines.iter().map(written).collect();
        // Where nobody reads it there is nobody to tell.
        let _ = std::io::stderr().lock().write_all(text.concat().as_bytes());
        told += lines.len();
        if !store.lines_told(after, last)? {
            return Ok(told);
        }
    }
}

fn written(line: &ToldLine) -> String {
    let entry = &line.entry;
    let line = json!({ "log": {
        "number": line.number,
        "at": entry.at.rfc3339(),
        "who": entry.who,
        "what": entry.what,
        "object": entry.object,
        "hash": line.hash.as_deref().map(|hash| HEXLOWER.encode(hash)),
    } });
    format!("{line}\n")
}
