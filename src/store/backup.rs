//! Backup and restore of the embedded database; consistent while serving. Secrets of `keys_dir` are never part of it.
//!
//! PostgreSQL has its own tools for this (`pg_dump`, base backups), which know the whole cluster.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use diesel::RunQueryDsl;
use diesel::sql_types::Text;

use super::connection::make_private;
use super::reapply::{self, Again};
use super::{AnyConnection, Error, Keys, Opening, Store, Url};
use crate::time::Timestamp;

/// What a restore did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Whether the database is in place, with mail on hold; else the backup could be opened and read, and nothing was put in place.
    pub in_place: bool,
    /// What was done since the backup and is done again; none where `keys_dir` has no journal of it.
    pub again: Option<Again>,
}

impl Store {
    /// Writes a consistent copy of the database to a file that does not exist yet, synced before this returns.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        let failed = |source| Error::File { path: to.display().to_string(), source };
        let name = to.to_str().ok_or_else(|| failed(std::io::ErrorKind::InvalidFilename.into()))?;
        self.read(|connection| match connection {
            AnyConnection::Sqlite(connection) => {
                // SQLite writes into an empty file that exists, and leaves its mode.
                make_private(to)?;
                let written = diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(name).execute(connection);
                if written.is_err() {
                    // Half a copy is none, and its name may be tried again.
                    let _ = fs::remove_file(to);
                }
                written?;
                Ok(())
            }
            AnyConnection::Postgres(_) => Err(Error::OnlySqlite("pg_dump")),
        })?;
        fs::File::open(to).and_then(|file| file.sync_all()).map_err(failed)
    }
}

/// Puts a backup in the place of the database at `opening`'s URL, which must not exist, with mail on hold.
///
/// What was erased or deleted since is erased again before anybody can read it there, as the journal in `keys_dir` tells.
///
/// With `drill` the backup is only opened, migrated and read in a copy of its own.
pub fn restore(from: &Path, opening: &Opening<'_>, drill: bool, now: Timestamp) -> Result<Restored, Error> {
    let url = Url::parse(opening.url)?;
    let Url::Sqlite(to) = &url else {
        return Err(Error::OnlySqlite("pg_restore"));
    };
    let keys = Keys::at(&opening.keys_dir(&url)?);
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |source| Error::File { path, source }
    };
    if !drill && to.exists() {
        return Err(failed(to)(std::io::ErrorKind::AlreadyExists.into()));
    }
    if !super::connection::is_database(from).map_err(failed(from))? {
        return Err(Error::NotADatabase(from.display().to_string()));
    }
    let mut aside = to.as_os_str().to_owned();
    aside.push(".restoring");
    let aside = std::path::PathBuf::from(aside);
    fs::copy(from, &aside).map_err(failed(from))?;
    fs::set_permissions(&aside, fs::Permissions::from_mode(0o600)).map_err(failed(&aside))?;
    let checked = check(&aside, &keys, now);
    for suffix in ["-wal", "-shm"] {
        let mut name = aside.as_os_str().to_owned();
        name.push(suffix);
        let _ = fs::remove_file(name);
    }
    if drill || checked.is_err() {
        fs::remove_file(&aside).map_err(failed(&aside))?;
        return checked.map(|again| Restored { in_place: false, again }).map_err(|error| match error {
            // What is wrong is said of the file that was given, not of its copy.
            Error::Connect(_) | Error::NotADatabase(_) | Error::Corrupt(_) => Error::NotADatabase(from.display().to_string()),
            other => other,
        });
    }
    fs::File::open(&aside).and_then(|file| file.sync_all()).map_err(failed(&aside))?;
    fs::rename(&aside, to).map_err(failed(to))?;
    Ok(Restored { in_place: true, again: checked? })
}

/// Opens a copy, brings it to the newest form, holds its mail, ends tokens and sessions, asks the database to check itself, and erases again what was erased.
fn check(copy: &Path, keys: &Keys, now: Timestamp) -> Result<Option<Again>, Error> {
    use diesel::prelude::*;

    use super::schema::{one_time_address, person_session, personal_token, setting};
    let mut connection = Url::Sqlite(copy.to_owned()).connect()?;
    connection.migrate()?;
    let verdict: Verdict = match &mut connection {
        AnyConnection::Sqlite(connection) => diesel::sql_query("PRAGMA integrity_check").get_result(connection)?,
        AnyConnection::Postgres(_) => return Err(Error::Corrupt("backup")),
    };
    if verdict.integrity_check != "ok" {
        return Err(Error::Corrupt("backup"));
    }
    connection.in_transaction(|connection| {
        diesel::delete(setting::table.find("mail-hold")).execute(connection)?;
        diesel::insert_into(setting::table)
            .values((setting::key.eq("mail-hold"), setting::value.eq("restored from a backup")))
            .execute(connection)?;
        // What was ended since must not open anything again.
        diesel::delete(personal_token::table).execute(connection)?;
        diesel::delete(person_session::table).execute(connection)?;
        diesel::delete(one_time_address::table).execute(connection)?;
        Ok(())
    })?;
    let again = reapply::reapply(&mut connection, keys, now)?;
    // Everything into the one file, so that it can be renamed.
    connection.empty_log()?;
    Ok(keys.place_of_journal().exists().then_some(again))
}

#[derive(diesel::QueryableByName)]
struct Verdict {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}
