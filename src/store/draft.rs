//! Questionnaires that are being written: each saved text is a row of its own, so nothing that two people write at once is lost.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as Diesel};

use super::questionnaire::{Frozen, Published, freeze};
use super::schema::questionnaire_draft;
use super::{AnyConnection, Error, Store, log};
use crate::questionnaire::Version;
use crate::time::Timestamp;

/// How a questionnaire that is being written stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionnaireDraft {
    /// The questionnaire's key.
    pub key: String,
    /// Which saved text this is, from 1.
    pub revision: u32,
    /// The trial that it was last known to belong to.
    pub trial: String,
    /// The text, as the files have it.
    pub content: String,
    /// When it was saved.
    pub changed_at: Timestamp,
    /// By whom.
    pub changed_by: String,
}

/// What became of a text that was to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftSaved {
    /// It is the newest now, or was already; the revision.
    Saved(u32),
    /// Somebody saved another text since: nothing was changed.
    Moved,
}

/// What became of a draft that was to be published.
pub enum DraftPublished {
    /// The version is frozen, or was already, or another is: see there. The draft is gone unless another is.
    Done(Published),
    /// Somebody saved another text since: nothing was changed.
    Moved,
}

type Row = (String, i32, String, String, i64, String);

const COLUMNS: (
    questionnaire_draft::key,
    questionnaire_draft::revision,
    questionnaire_draft::trial,
    questionnaire_draft::content,
    questionnaire_draft::changed_at,
    questionnaire_draft::changed_by,
) = (
    questionnaire_draft::key,
    questionnaire_draft::revision,
    questionnaire_draft::trial,
    questionnaire_draft::content,
    questionnaire_draft::changed_at,
    questionnaire_draft::changed_by,
);

impl Store {
    /// The newest text of each questionnaire that is being written, by key.
    pub fn drafts(&self) -> Result<Vec<QuestionnaireDraft>, Error> {
        use questionnaire_draft as table;
        let rows: Vec<Row> = self.read(|connection| Ok(table::table.select(COLUMNS).load(connection)?))?;
        let mut drafts: Vec<QuestionnaireDraft> = rows.into_iter().map(draft).collect();
        drafts.sort_by(|a, b| (&a.key, b.revision).cmp(&(&b.key, a.revision)));
        drafts.dedup_by(|older, newer| older.key == newer.key);
        Ok(drafts)
    }

    /// Every text of a questionnaire that is being written, the newest first; none if nobody writes it.
    pub fn draft_texts(&self, key: &str) -> Result<Vec<QuestionnaireDraft>, Error> {
        use questionnaire_draft as table;
        let rows: Vec<Row> = self.read(|connection| {
            Ok(table::table.filter(table::key.eq(key)).order(table::revision.desc()).select(COLUMNS).load(connection)?)
        })?;
        Ok(rows.into_iter().map(draft).collect())
    }

    /// Saves a text that was made from `new.revision`, 0 where there was none.
    pub fn save_draft(&self, new: &QuestionnaireDraft) -> Result<DraftSaved, Error> {
        use questionnaire_draft as table;
        let saved = self.write(|connection| {
            let newest = newest(connection, &new.key)?;
            let held = newest.as_ref().map_or(0, |newest| newest.revision);
            if let Some(newest) = &newest
                && newest.content == new.content
                && newest.trial == new.trial
            {
                return Ok(DraftSaved::Saved(held));
            }
            if held != new.revision {
                return Ok(DraftSaved::Moved);
            }
            diesel::insert_into(table::table)
                .values((
                    table::key.eq(&new.key),
                    table::revision.eq(column(held + 1)?),
                    table::trial.eq(&new.trial),
                    table::content.eq(&new.content),
                    table::changed_at.eq(new.changed_at.0),
                    table::changed_by.eq(&new.changed_by),
                ))
                .execute(connection)?;
            Ok(DraftSaved::Saved(held + 1))
        });
        match saved {
            // Another process saved one at the same moment.
            Err(Error::Query(Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _))) => Ok(DraftSaved::Moved),
            other => other,
        }
    }

    /// Freezes the version that the draft of this revision says, and ends the draft with it.
    pub fn publish_draft(&self, version: &Version, revision: u32, by: &str, now: Timestamp) -> Result<DraftPublished, Error> {
        let frozen = self.write(|connection| {
            if newest(connection, &version.key)?.is_none_or(|newest| newest.revision != revision) {
                return Ok(None);
            }
            let frozen = freeze(connection, version, now)?;
            if !matches!(frozen, Frozen::Different(_)) {
                forget(connection, &version.key)?;
                log::note(connection, now, by, "published", &format!("{} {}", version.key, version.version))?;
            }
            Ok(Some(frozen))
        })?;
        Ok(match frozen {
            Some(frozen) => DraftPublished::Done(self.published(frozen)?),
            None => DraftPublished::Moved,
        })
    }

    /// Gives a draft up with all its texts; false if somebody saved another text since.
    pub fn drop_draft(&self, key: &str, revision: u32, by: &str, now: Timestamp) -> Result<bool, Error> {
        self.write(|connection| {
            if newest(connection, key)?.is_none_or(|newest| newest.revision != revision) {
                return Ok(false);
            }
            forget(connection, key)?;
            log::note(connection, now, by, "questionnaire draft given up", key)?;
            Ok(true)
        })
    }
}

fn newest(connection: &mut AnyConnection, key: &str) -> Result<Option<QuestionnaireDraft>, Error> {
    use questionnaire_draft as table;
    let row: Option<Row> =
        table::table.filter(table::key.eq(key)).order(table::revision.desc()).select(COLUMNS).first(connection).optional()?;
    Ok(row.map(draft))
}

fn forget(connection: &mut AnyConnection, key: &str) -> Result<(), Error> {
    diesel::delete(questionnaire_draft::table.filter(questionnaire_draft::key.eq(key))).execute(connection)?;
    Ok(())
}

fn column(revision: u32) -> Result<i32, Error> {
    i32::try_from(revision).map_err(|_| Error::Corrupt("questionnaire_draft"))
}

fn draft((key, revision, trial, content, changed_at, changed_by): Row) -> QuestionnaireDraft {
    let revision = u32::try_from(revision).unwrap_or(0);
    QuestionnaireDraft { key, revision, trial, content, changed_at: Timestamp(changed_at), changed_by }
}
