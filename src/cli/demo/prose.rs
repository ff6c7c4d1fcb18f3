//! What people write in the joint report of `demo --full`: `surveys/demo/prose.toml`, kept as the desk keeps it, with its figures as fields.

use serde_json::Value;

use crate::export::report::JOINT;
use crate::language::Language;
use crate::store::{Error, ProseOf, Store};
use crate::time::Timestamp;

const WRITTEN: &str = include_str!("../../../surveys/demo/prose.toml");

/// Whoever wrote it, as pages name it.
const BY: &str = "Demonstration";

/// Writes every section.
pub(super) fn fill(store: &Store, now: Timestamp) -> Result<(), Error> {
    let all: Value = toml::from_str(WRITTEN).map_err(|_| Error::Corrupt("surveys"))?;
    for one in all["prose"].as_array().into_iter().flatten() {
        let (section, words) = (one["section"].as_str().unwrap_or_default(), one["words"].as_str().unwrap_or_default());
        let (words, figures) = with_codes(store, words.trim())?;
        store.keep_prose(&ProseOf { report: JOINT, trial: "", section }, 0, (&words, &figures), (BY, now))?;
    }
    Ok(())
}

/// Words with the codes of their figures, and the figures beside them.
type Coded = (String, Vec<(String, String)>);

/// The words with the code of each figure in the place of its trial and measure.
fn with_codes(store: &Store, words: &str) -> Result<Coded, Error> {
    let mut pieces = words.split("{{");
    let mut coded = pieces.next().unwrap_or_default().to_owned();
    let mut named = Vec::new();
    for piece in pieces {
        let (field, rest) = piece.split_once("}}").ok_or(Error::Corrupt("surveys"))?;
        let (trial, measure) = field.split_once(": ").ok_or(Error::Corrupt("surveys"))?;
        let figures = store.register_figures(trial)?;
        let is_whole = |key: &crate::register::Key| key.measure == measure && key.municipality.is_empty() && key.group.is_empty();
        let found = figures.iter().find(|one| is_whole(&one.figure.key)).ok_or(Error::Corrupt("surveys"))?;
        for part in ["{{", &found.code(), "}}", rest] {
            coded.push_str(part);
        }
        named.push((found.code(), found.figure.amount.words(Language::Da)));
    }
    Ok((coded, named))
}
