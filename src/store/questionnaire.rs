//! Published questionnaire versions and the trials file: frozen when stored, so they may be kept in memory for ever.

use std::sync::Arc;

use diesel::prelude::*;

use super::log::note_by;
use super::schema::{questionnaire_version, trials};
use super::{Actor, AnyConnection, Error, Store};
use crate::questionnaire::{Trials, Version, content_hash, read_with_lists};
use crate::time::Timestamp;

/// A version that is stored, with its number in the database.
#[derive(Debug)]
pub struct PublishedVersion {
    /// Its number in the database.
    pub id: i64,
    /// The version.
    pub version: Version,
    /// The hash of its content.
    pub hash: String,
}

/// What became of a version that was to be published.
pub enum Published {
    /// It is stored now, under this number.
    New(i64),
    /// The same content is stored already.
    Same(i64),
    /// Other content is stored under the same key and version: refused.
    Different(Arc<PublishedVersion>),
}

impl Store {
    /// Freezes a version.
    pub fn publish(&self, version: &Version, now: Timestamp) -> Result<Published, Error> {
        self.publish_by(version, now, None)
    }

    /// The same as somebody does it, which the log tells of where the version is new.
    pub fn publish_by(&self, version: &Version, now: Timestamp, by: Option<Actor<'_>>) -> Result<Published, Error> {
        let frozen = self.write(|connection| {
            let frozen = freeze(connection, version, now)?;
            if matches!(frozen, Frozen::New(_)) {
                note_by(connection, by, "published", &format!("{} {}", version.key, version.version))?;
            }
            Ok(frozen)
        })?;
        self.published(frozen)
    }

    /// What became of a version, in full.
    pub(super) fn published(&self, frozen: Frozen) -> Result<Published, Error> {
        Ok(match frozen {
            Frozen::New(id) => Published::New(id),
            Frozen::Same(id) => Published::Same(id),
            Frozen::Different(id) => Published::Different(self.version(id)?),
        })
    }

    /// The published version with this number; read once, then kept.
    pub fn version(&self, id: i64) -> Result<Arc<PublishedVersion>, Error> {
        if let Some(version) = self.0.versions.read().ok().and_then(|versions| versions.get(&id).cloned()) {
            return Ok(version);
        }
        let version = Arc::new(self.read(|connection| load(connection, id))?);
        if let Ok(mut versions) = self.0.versions.write() {
            versions.insert(id, Arc::clone(&version));
        }
        Ok(version)
    }

    /// The published version with this key and number.
    pub fn find_version(&self, key: &str, number: u32) -> Result<Option<Arc<PublishedVersion>>, Error> {
        use questionnaire_version as table;
        let Ok(number) = i32::try_from(number) else { return Ok(None) };
        let id: Option<i64> = self.read(|connection| {
            Ok(table::table
                .filter(table::key.eq(key).and(table::version.eq(number)))
                .select(table::id)
                .first(connection)
                .optional()?)
        })?;
        id.map(|id| self.version(id)).transpose()
    }

    /// The numbers of all published versions, by key and version.
    pub fn version_ids(&self) -> Result<Vec<i64>, Error> {
        use questionnaire_version as table;
        let mut rows: Vec<(i64, String, i32)> =
            self.read(|connection| Ok(table::table.select((table::id, table::key, table::version)).load(connection)?))?;
        rows.sort_by(|a, b| (&a.1, a.2).cmp(&(&b.1, b.2)));
        Ok(rows.into_iter().map(|(id, _, _)| id).collect())
    }

    /// Stores the trials file in place of the one before.
    pub fn publish_trials(&self, trials: &Trials, now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            diesel::delete(trials::table).execute(connection)?;
            diesel::insert_into(trials::table)
                .values((trials::id.eq(1), trials::content.eq(&trials.content), trials::published_at.eq(now.0)))
                .execute(connection)?;
            Ok(())
        })
    }

    /// The trials as they were last published; empty when nothing has been.
    pub fn trials(&self) -> Result<Arc<Trials>, Error> {
        Ok(Arc::clone(&self.standing()?.trials))
    }
}

/// What became of a version inside the transaction that was to freeze it; the number is the row's.
#[derive(Clone, Copy)]
pub(super) enum Frozen {
    New(i64),
    Same(i64),
    Different(i64),
}

/// Freezes a version inside a transaction.
pub(super) fn freeze(connection: &mut AnyConnection, version: &Version, now: Timestamp) -> Result<Frozen, Error> {
    use questionnaire_version as table;
    let hash = content_hash(version);
    let number = i32::try_from(version.version).map_err(|_| Error::Corrupt("questionnaire_version"))?;
    let stored: Option<(i64, String)> = table::table
        .filter(table::key.eq(&version.key).and(table::version.eq(number)))
        .select((table::id, table::content_hash))
        .first(connection)
        .optional()?;
    if let Some((id, stored)) = stored {
        return Ok(if stored == hash { Frozen::Same(id) } else { Frozen::Different(id) });
    }
    let id: i64 = diesel::insert_into(table::table)
        .values((
            table::key.eq(&version.key),
            table::version.eq(number),
            table::trial.eq(&version.trial),
            table::content.eq(&version.content),
            table::content_hash.eq(&hash),
            table::published_at.eq(now.0),
        ))
        .returning(table::id)
        .get_result(connection)?;
    Ok(Frozen::New(id))
}

/// Reads a published version.
pub(super) fn load(connection: &mut AnyConnection, id: i64) -> Result<PublishedVersion, Error> {
    use questionnaire_version as table;
    let (content, hash): (String, String) =
        table::table.find(id).select((table::content, table::content_hash)).first(connection)?;
    let lists = super::code_list::load(connection)?;
    let (version, _) = read_with_lists("stored", &content, None, &lists).map_err(|_| Error::Corrupt("questionnaire_version"))?;
    Ok(PublishedVersion { id, version, hash })
}
