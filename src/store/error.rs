//! What can go wrong in the store, as few kinds as callers can act on.

/// An error of the store; its words are for the person at the machine, never for a respondent.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The URL is neither `sqlite:PATH` nor `postgres://…`.
    #[error("the database URL must be sqlite:PATH or postgres://…, not {0:?}")]
    Url(String),
    /// The file does not exist, and nobody asked to create it.
    #[error("there is no database at {0}; give --create to make an empty one there")]
    NoSuchFile(String),
    /// Backups are of SQLite; PostgreSQL has tools of its own.
    #[error("this is for SQLite: with PostgreSQL use {0}")]
    OnlySqlite(&'static str),
    /// The file is something else than a database, or broken.
    #[error("{0} is no database of this program, or it is broken")]
    NotADatabase(String),
    /// PostgreSQL was asked for with TLS, which this binary was built without.
    #[error("this binary was built without TLS to PostgreSQL: build it with --features postgres-tls, or leave out sslmode")]
    Tls,
    /// `keys_dir` must be configured for PostgreSQL.
    #[error("keys_dir must be configured with PostgreSQL: a folder outside the database and its backups")]
    KeysDir,
    /// The database could not be reached or opened.
    #[error("the database cannot be opened: {0}")]
    Connect(String),
    /// A migration failed.
    #[error("the database cannot be brought to the newest form: {0}")]
    Migration(String),
    /// A query failed.
    #[error("the database failed: {0}")]
    Query(#[from] diesel::result::Error),
    /// Something stored cannot be read any more.
    #[error("what is stored in {0} cannot be read")]
    Corrupt(&'static str),
    /// A file of secrets could not be read or written.
    #[error("the keys at {path} cannot be used: {source}")]
    Keys {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The secret of a round or trial is gone: destroyed, or `keys_dir` was lost.
    #[error("the secret of {0} is not in keys_dir: its links cannot be made any more")]
    NoSecret(String),
    /// The key that opens the answers of an anonymous round is gone; nothing was destroyed.
    #[error(
        "the key of {0} is not in keys_dir/rounds: put it back from a copy of keys_dir, or give its answers up with round close --destroy"
    )]
    NoRoundKey(String),
    /// The key of the list of those who want no letters is gone, so nobody can be found there.
    #[error("the key of those who want no letters is not in keys_dir/mail/suppression.key: put it back from a copy of keys_dir")]
    NoSuppressionKey,
    /// The writer's queue is full or the writer is gone; try again shortly.
    #[error("more is being stored than the disk takes; try again shortly")]
    Busy,
    /// The operating system gave no random numbers.
    #[error(transparent)]
    Randomness(#[from] crate::token::NoRandomness),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// Whether the same transaction may succeed when tried again.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error as Diesel};
        match self {
            Self::Query(Diesel::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => true,
            Self::Query(Diesel::DatabaseError(_, information)) => {
                information.message().contains("deadlock detected") || information.message().contains("database is locked")
            }
            _ => false,
        }
    }
}
