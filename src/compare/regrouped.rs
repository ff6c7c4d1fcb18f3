//! What law made, between the rounds, of a group that a comparison is divided by.
//!
//! A renamed group keeps its value, so the two rounds' are the same group; of all others there are figures in one of the rounds alone.

use std::collections::BTreeSet;

use super::tally::Cell;
use crate::language::Language;
use crate::questionnaire::{CorrespondenceRow, Version};

/// What became of this group from each round to the next; none where nothing did.
pub(super) fn told(by: &Cell, versions: &[&Version], language: Language) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut sentences = Vec::new();
    for (column, value) in by {
        for pair in versions.windows(2) {
            let asked = |version: &Version| version.questions().find(|question| question.key == *column)?.options_from.clone();
            let Some((before, after)) = asked(pair[0]).zip(asked(pair[1])) else { continue };
            let Some(between) = after.since(&before) else { continue };
            let is_it = |row: &&CorrespondenceRow| row.from.iter().chain(&row.to).any(|code| code.value.to_string() == *value);
            let Some(row) = between.rows.iter().find(is_it) else { continue };
            let Some(sentence) = row.sentence(language).filter(|sentence| seen.insert(sentence.clone())) else { continue };
            sentences.push(sentence);
            let is_one = matches!((row.from.as_slice(), row.to.as_slice()), ([was], [now]) if was.value == now.value);
            if !is_one {
                let alone = match language {
                    Language::En => "So the group is not compared between the rounds.",
                    _ => "Derfor bliver gruppen ikke sammenlignet mellem runderne.",
                };
                sentences.push(alone.to_owned());
            }
        }
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}
