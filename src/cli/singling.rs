//! Before an anonymous round invites anybody: how many people its background questions single out, and a refusal where it is too many.

use super::{Context, Ending, usage};
use crate::fieldwork::{Reading, Round};
use crate::store::Store;

/// Says how many people are singled out, by what is known of those whom the round asks; refuses where it is more than may be.
pub(super) fn check(context: &Context, store: &Store, round: &Round) -> Result<(), Ending> {
    let Some(singled_out) = store.singled_out(round)? else { return Ok(()) };
    for line in singled_out.lines(context.language, Reading::Terminal) {
        eprintln!("{line}");
    }
    match singled_out.refusal(context.language, Reading::Terminal) {
        Some(refusal) => usage(refusal),
        None => Ok(()),
    }
}
