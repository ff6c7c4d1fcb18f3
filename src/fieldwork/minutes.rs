//! How long answering takes, as the letter and the first page promise it: one estimate, so that they cannot disagree.

use crate::questionnaire::{Kind, Version};

/// Minutes for answering a version: a quarter for something to tick, a half for something to choose among or fill in, a whole
/// one for something to write, and a half to read.
#[must_use]
pub fn minutes(version: &Version) -> usize {
    let quarters: usize = version
        .asked()
        .iter()
        .map(|item| match item.question.kind {
            Kind::LongText { .. } => 4,
            Kind::Ranking { .. } | Kind::Text { .. } | Kind::Multiple { .. } => 2,
            _ => 1,
        })
        .sum();
    (quarters + 2).div_ceil(4)
}
