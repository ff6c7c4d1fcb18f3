//! STAND-INS so that the store compiles before the reader lands. Colleague "reader": delete this file and its `mod`/`use` lines.
#![allow(missing_docs, clippy::pedantic, clippy::result_unit_err, reason = "replaced within the hour")]
use super::{Answers, Trials, Version};
pub fn content_hash(_v: &Version) -> String {
    String::new()
}
pub fn read(_l: &str, _c: &str, _t: Option<&Trials>) -> Result<(Version, Vec<()>), Vec<()>> {
    Err(vec![])
}
pub fn read_trials(_l: &str, _c: &str) -> Result<Trials, Vec<()>> {
    Err(vec![])
}
pub fn completeness(_v: &Version, _a: &Answers) -> (usize, usize) {
    (0, 0)
}
pub fn shown(_v: &Version, _a: &Answers) -> std::collections::BTreeSet<String> {
    std::collections::BTreeSet::default()
}
