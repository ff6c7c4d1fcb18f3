//! Writing a questionnaire in the browser: a draft with the same text as the files have, its faults, its preview, and publishing it.
//!
//! A trial that the person may not write for is not told apart from one that does not exist: the reader of questionnaires is given only
//! their own.

mod around;
mod beginning;
mod danish;
mod draft;
mod english;
mod look;
mod publishing;
mod question;
mod words;

pub(super) use around::put_words;
pub(super) use beginning::{begin, beginning};
pub(super) use draft::{check, live, page, preview_links, save};
pub(super) use look::{pass, pass_draft, show, show_draft};
pub(super) use publishing::{give_up, publish};
pub(super) use question::put;
pub(super) use words::Words;

use std::sync::Arc;

use super::caller::Admitted;
use crate::access::{Object, Verb};
use crate::questionnaire::{Trials, Unfinished, read_unfinished};
use crate::store::{Error, PublishedVersion, QuestionnaireDraft};

/// The most signs of a draft: below what a form may hold once it is percent-encoded.
const MOST_SIGNS: usize = 80_000;

/// The published versions of a questionnaire, the newest last.
pub(super) fn versions_of(admitted: &Admitted, key: &str) -> Result<Vec<Arc<PublishedVersion>>, Error> {
    let store = &admitted.state.store;
    let all: Result<Vec<_>, _> = store.version_ids()?.into_iter().map(|id| store.version(id)).collect();
    Ok(all?.into_iter().filter(|published| published.version.key == key).collect())
}

/// The trials that the person may write for.
fn own_trials(admitted: &Admitted) -> Result<Trials, Error> {
    let all = admitted.state.store.trials()?;
    let mut trials = Trials::clone(&all);
    trials.trials.retain(|trial| admitted.may(Verb::WriteQuestionnaires, Object::Trial(&trial.key)));
    Ok(trials)
}

/// How a questionnaire stands that somebody writes, or may begin a next version of.
struct Standing {
    trials: Trials,
    published: Vec<Arc<PublishedVersion>>,
    /// Its texts so far, the newest first.
    texts: Vec<QuestionnaireDraft>,
}

impl Standing {
    fn of(admitted: &Admitted, key: &str) -> Result<Self, Error> {
        let texts = admitted.state.store.draft_texts(key)?;
        Ok(Self { trials: own_trials(admitted)?, published: versions_of(admitted, key)?, texts })
    }

    /// The number of the newest text; 0 where nothing was saved yet.
    fn revision(&self) -> u32 {
        self.texts.first().map_or(0, |text| text.revision)
    }

    /// The newest text; where nothing was saved yet, the newest published version with the next number.
    fn content(&self) -> String {
        match (self.texts.first(), self.published.last()) {
            (Some(text), _) => text.content.clone(),
            (None, Some(published)) => renumbered(&published.version.content, published.version.version + 1),
            (None, None) => String::new(),
        }
    }

    /// The trial that a text is of, as far as it says one that the person may write for.
    fn trial(&self, read: &Unfinished) -> Option<String> {
        let said = read.version.as_ref().map(|version| version.trial.clone());
        let said = said.filter(|key| self.trials.trial(key).is_some());
        let before = || self.texts.first().map(|text| text.trial.clone());
        said.or_else(before).or_else(|| self.published.last().map(|published| published.version.trial.clone()))
    }

    fn read(&self, key: &str, content: &str) -> Unfinished {
        read_unfinished(key, content, Some(&self.trials), &self.trials.lists)
    }
}

/// The text with this number as its version's.
fn renumbered(content: &str, number: u32) -> String {
    let mut done = false;
    let mut out = String::with_capacity(content.len());
    for line in content.split_inclusive('\n') {
        let is_number = !done && line.split_once('=').is_some_and(|(key, _)| key.trim() == "version");
        if is_number {
            out.push_str("version = ");
            out.push_str(&number.to_string());
            out.push('\n');
        } else {
            out.push_str(line);
        }
        done |= is_number;
    }
    out
}

/// A text as the files have it: browsers end lines in two signs.
fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_next_version_is_the_last_one_with_another_number() {
        let text = "# version = 1\nkey = \"a\"\nversion = 1\n\n[[question]]\nversion = 3\n";
        assert_eq!(renumbered(text, 2), "# version = 1\nkey = \"a\"\nversion = 2\n\n[[question]]\nversion = 3\n");
    }
}
