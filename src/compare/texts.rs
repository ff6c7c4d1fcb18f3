//! Which texts of a round may be read at all: those of a question whose figures are shown whole, written by as many as that takes.
//!
//! It decides for the whole round alone. Texts are never divided by a background: a group's own words would be told apart by what the
//! group is known for.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::Input;
use super::counted::Counted;

/// The keys under which texts may be read, of those counted here: an item's key, or the key of the words of its `other`, and how many
/// wrote something. `input` has one round.
#[must_use]
pub fn readable(input: &Input, texts: &BTreeMap<String, u64>) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for round in &input.rounds {
        let counted = Counted::of(input, round);
        let enough = |(key, count): &(&String, &u64)| {
            // "Other, please write" tells who chose it, so it is shown no further than its choices are.
            let item = key.split('/').next().unwrap_or(key);
            **count >= counted.minimums.distribution && counted.is_told(item)
        };
        keys.extend(texts.iter().filter(enough).map(|(key, _)| key.clone()));
    }
    keys
}
