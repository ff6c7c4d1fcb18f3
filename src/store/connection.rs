//! Connections to SQLite or PostgreSQL, chosen by the URL's scheme.
//!
//! diesel's own derived `establish` would create a SQLite file for a mistyped path and hide why PostgreSQL is down, so
//! the choice is made here.

use std::fs::OpenOptions;
use std::io::Read as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::ManageConnection;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Error;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// One connection to either database.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// To the embedded database.
    Sqlite(SqliteConnection),
    /// To the server.
    Postgres(PgConnection),
}

/// Where the database is; no `Debug`, since a server's URL may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub enum Url {
    /// A file.
    Sqlite(PathBuf),
    /// A server's URL, which may hold a password and is never printed.
    Postgres(String),
}

/// Runs the same query on whichever database it is, compiled for each: diesel knows such a query by its type and keeps it
/// prepared without writing its SQL anew, which it does for queries on [`AnyConnection`] itself. For what runs at every request.
macro_rules! on_each {
    ($connection:expr, $name:ident => $query:expr) => {
        match $connection {
            $crate::store::AnyConnection::Sqlite($name) => $query,
            $crate::store::AnyConnection::Postgres($name) => $query,
        }
    };
}
pub(super) use on_each;

impl Url {
    /// Reads `sqlite:PATH` or `postgres://…`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() { Err(Error::Url(text.to_owned())) } else { Ok(Self::Sqlite(PathBuf::from(path))) };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let wants_tls =
                ["sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"].iter().any(|mode| text.contains(mode));
            if wants_tls && !cfg!(feature = "postgres-tls") {
                return Err(Error::Tls);
            }
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(Error::Url(text.split('@').next_back().unwrap_or_default().to_owned()))
    }

    /// The file, where there is one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }

    /// A new connection, set up for durable writes.
    pub fn connect(&self) -> Result<AnyConnection, Error> {
        match self {
            Self::Sqlite(path) => {
                let name = path.to_str().ok_or_else(|| Error::Connect(format!("{} is no UTF-8 path", path.display())))?;
                let mut connection =
                    SqliteConnection::establish(name).map_err(|error| Error::Connect(format!("{name}: {error}")))?;
                // FULL is not negotiable: with NORMAL a power cut loses acknowledged answers. The log is written back a little
                // later than by default: what changes often is then written back once. What is deleted is overwritten with zeros.
                connection
                    .batch_execute(
                        "PRAGMA busy_timeout = 15000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                         PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000; \
                         PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON;",
                    )
                    .map_err(|error| match error.to_string() {
                        said if said.contains("not a database") => Error::NotADatabase(name.to_owned()),
                        said => Error::Connect(format!("{name}: {said}")),
                    })?;
                Ok(AnyConnection::Sqlite(connection))
            }
            Self::Postgres(url) => {
                let mut connection =
                    PgConnection::establish(url).map_err(|error| Error::Connect(without_password(&error.to_string(), url)))?;
                // Of a table whose statistics are not made yet the server expects too much, and would compile a statement of a
                // millisecond for a third of a second.
                connection.batch_execute("SET jit = off")?;
                Ok(AnyConnection::Postgres(connection))
            }
        }
    }
}

/// Whether a file is a SQLite database, or empty, which SQLite takes for one; never to be asked of one that this process has open,
/// since closing the file would drop the locks on it (<https://www.sqlite.org/fileformat.html>, section 1.3).
pub(super) fn is_database(path: &Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    std::fs::File::open(path)?.take(16).read_to_end(&mut head)?;
    Ok(head.is_empty() || head == b"SQLite format 3\0")
}

/// Makes an empty file that only its owner may read, as SQLite keeps it, log included; it must not exist.
pub(super) fn make_private(path: &Path) -> Result<(), Error> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map(drop).map_err(|source| Error::File { path: path.display().to_string(), source })
}

fn without_password(message: &str, url: &str) -> String {
    message.replace(url, "postgres://…")
}

impl AnyConnection {
    /// Brings the database to the newest migration; several processes may try at the same time.
    pub fn migrate(&mut self) -> Result<(), Error> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| Error::Migration(error.to_string());
        match self {
            Self::Sqlite(connection) => {
                connection.run_pending_migrations(SQLITE).map_err(failed)?;
            }
            Self::Postgres(connection) => {
                connection.batch_execute("SELECT pg_advisory_lock(7295671)")?;
                let done = connection.run_pending_migrations(POSTGRES).map(|_| ()).map_err(failed);
                connection.batch_execute("SELECT pg_advisory_unlock(7295671)")?;
                done?;
            }
        }
        Ok(())
    }

    /// Empties SQLite's log into the file, so that what was deleted is in neither: deletion zeroes it in the file, but the log keeps
    /// what was written before. Does nothing on PostgreSQL.
    pub(super) fn empty_log(&mut self) -> Result<(), Error> {
        if let Self::Sqlite(connection) = self {
            connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
        }
        Ok(())
    }

    /// Runs `work`, which only reads, on the database as it is at one moment, however long it takes.
    pub(super) fn in_snapshot<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        match self {
            Self::Sqlite(connection) => AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN DEFERRED")?,
            Self::Postgres(connection) => {
                AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
            }
        }
        let read = work(self);
        match self {
            Self::Sqlite(connection) => AnsiTransactionManager::rollback_transaction(connection)?,
            Self::Postgres(connection) => AnsiTransactionManager::rollback_transaction(connection)?,
        }
        read
    }

    /// Runs `work` in one transaction: on SQLite with the write lock from its start.
    pub fn in_transaction<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.begin()?;
        match work(self) {
            Ok(value) => self.commit().map(|()| value),
            Err(error) => {
                self.roll_back()?;
                Err(error)
            }
        }
    }

    // These three stand by themselves, once for all the kinds of work there are.

    #[inline(never)]
    fn begin(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite(connection) => AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")?,
            Self::Postgres(connection) => AnsiTransactionManager::begin_transaction(connection)?,
        }
        Ok(())
    }

    #[inline(never)]
    fn commit(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite(connection) => AnsiTransactionManager::commit_transaction(connection)?,
            Self::Postgres(connection) => AnsiTransactionManager::commit_transaction(connection)?,
        }
        Ok(())
    }

    #[inline(never)]
    fn roll_back(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite(connection) => AnsiTransactionManager::rollback_transaction(connection)?,
            Self::Postgres(connection) => AnsiTransactionManager::rollback_transaction(connection)?,
        }
        Ok(())
    }
}

/// Makes connections for the pool.
pub(super) struct Connector(pub(super) Url);

impl ManageConnection for Connector {
    type Connection = AnyConnection;
    type Error = Error;

    fn connect(&self) -> Result<AnyConnection, Error> {
        self.0.connect()
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), Error> {
        match connection {
            AnyConnection::Sqlite(_) => Ok(()),
            AnyConnection::Postgres(connection) => Ok(connection.batch_execute("SELECT 1")?),
        }
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        use diesel::r2d2::R2D2Connection;
        match connection {
            AnyConnection::Sqlite(connection) => connection.is_broken(),
            AnyConnection::Postgres(connection) => connection.is_broken(),
        }
    }
}
