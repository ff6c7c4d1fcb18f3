//! The report of a trial: what the closed rounds say, and marked places for what only people can write.
//!
//! It has no clock: the same figures, versions and words give the same report byte for byte, and print the hash of what they are.

mod appendix;
mod cases;
mod chapters;
mod danish;
mod designed;
mod english;
pub mod fields;
mod gather;
mod joint;
mod numbers;
mod prose;
mod recommended;
mod register;
mod results;
mod sections;
mod status;
mod support;
mod texts;
mod unit;
mod weighted;
pub mod whole;
mod written;

pub use gather::{CannotReport, Wanted};
use gather::{Gathered, gather};
pub use joint::{Asked, Joint, fit_words, joint};
pub use numbers::{Number, prefix};
pub use prose::{Known, Numbers, changed_words, written as written_prose};
pub use sections::{JOINT, STATUS, Section, TRIAL, sections_of_trial, sections_of_whole};
pub use status::{StatusWanted, status};
pub use support::{CriterionFigures, Support, support};
use texts::Texts;
use written::Written;

use super::document::Document;
use crate::language::Language;
use crate::store::{Error, Store};

fn texts(language: Language) -> &'static Texts {
    if language == Language::En { &english::TEXTS } else { &danish::TEXTS }
}

/// How much of a trial's report is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// The chapters without the appendices.
    Chapters,
    /// The appendices alone.
    Appendices,
}

/// The report that is wanted; the outer error is the database's, the inner one wrong usage.
pub fn report(store: &Store, wanted: &Wanted) -> Result<Result<Document, CannotReport>, Error> {
    let gathered = match gather(store, wanted)? {
        Ok(gathered) => gathered,
        Err(wrong) => return Ok(Err(wrong)),
    };
    if let Some(unit) = gathered.unit() {
        let texts = texts(wanted.language);
        let mut written = Written::new(texts);
        unit::write(&mut written, &gathered);
        return Ok(Ok(Document {
            title: format!("{}: {}", texts.sheet, unit.name),
            subtitle: gathered.trial_name(),
            mark: gathered.mark(),
            language: wanted.language,
            paged: false,
            blocks: written.blocks,
        }));
    }
    let said = joint::of(store, wanted.trial, &gathered)?;
    Ok(Ok(of_trial(&gathered, &said, Extent::Whole)?))
}

/// The report of what was gathered of a trial, or a part of it.
fn of_trial(gathered: &Gathered, said: &Joint, extent: Extent) -> Result<Document, Error> {
    let texts = texts(gathered.language);
    let all = numbers::numbers(gathered);
    let prefix = gathered.trial().map(|trial| prefix(trial.number)).unwrap_or_default();
    let known = Numbers { all: &all, prefix: &prefix };
    let prose = gathered.prose.iter().map(|one| (one.section.clone(), written_prose(one, known, gathered.language))).collect();
    let mut written = Written::with(texts, prose);
    if extent != Extent::Appendices {
        chapters::write(&mut written, gathered, said);
        results::write(&mut written, gathered, said);
    }
    if extent != Extent::Chapters {
        appendix::write(&mut written, gathered)?;
    }
    let title = if extent == Extent::Appendices { texts.appendices } else { texts.report };
    Ok(Document {
        title: format!("{title}: {}", gathered.trial_name()),
        subtitle: gathered.trial_name(),
        mark: gathered.mark(),
        language: gathered.language,
        paged: true,
        blocks: written.blocks,
    })
}
