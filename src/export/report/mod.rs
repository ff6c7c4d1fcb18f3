//! The report of a trial: what the closed rounds say, and marked places for what only people can write.
//!
//! It has no clock: the same figures and versions give the same report byte for byte, and print the hash of what they are.

mod appendix;
mod cases;
mod chapters;
mod danish;
mod english;
mod gather;
mod joint;
mod register;
mod results;
mod texts;
mod unit;
mod weighted;
mod written;

use gather::gather;
pub use gather::{CannotReport, Wanted};
pub use joint::{Asked, Joint, fit_words, joint};
use texts::Texts;
use written::Written;

use super::document::Document;
use crate::language::Language;
use crate::store::{Error, Store};

fn texts(language: Language) -> &'static Texts {
    if language == Language::En { &english::TEXTS } else { &danish::TEXTS }
}

/// The report that is wanted; the outer error is the database's, the inner one wrong usage.
pub fn report(store: &Store, wanted: &Wanted) -> Result<Result<Document, CannotReport>, Error> {
    let gathered = match gather(store, wanted)? {
        Ok(gathered) => gathered,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let texts = texts(wanted.language);
    let mut written = Written::new(texts);
    let title = if let Some(unit) = gathered.unit() {
        unit::write(&mut written, &gathered);
        format!("{}: {}", texts.sheet, unit.name)
    } else {
        let said = joint::of(store, wanted.trial, &gathered)?;
        chapters::write(&mut written, &gathered, &said);
        results::write(&mut written, &gathered, &said);
        appendix::write(&mut written, &gathered)?;
        format!("{}: {}", texts.report, gathered.trial_name())
    };
    Ok(Ok(Document {
        title,
        subtitle: gathered.trial_name(),
        mark: gathered.mark(),
        language: wanted.language,
        paged: gathered.unit().is_none(),
        blocks: written.blocks,
    }))
}
