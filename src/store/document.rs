//! Documents of trials, as they were handed in. Each goes on its day, or before that by hand; a receipt of it stays.

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::deletion::{self, Account, Deletion};
use super::schema::document;
use super::{AnyConnection, Error, Store, log};
use crate::fieldwork::Artefact;
use crate::time::Timestamp;

/// What is known of a document beside what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its number in the database.
    pub id: i64,
    /// The trial.
    pub trial: String,
    /// What the file is called.
    pub name: String,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// The day that stands on it.
    pub dated: Date,
    /// From whom it comes.
    pub source: String,
    /// How large it is.
    pub bytes: u64,
    /// SHA-256 of what it holds, in hexadecimal.
    pub hash: String,
    /// Who added it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The day on which it is deleted.
    pub delete_on: Date,
}

/// What kind of document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// The design of the evaluation.
    Design,
    /// What the ministry answered.
    Answer,
    /// An application or a letter.
    Letter,
    /// A report.
    Report,
    /// Anything else.
    Other,
}

/// A document that is to be added.
#[derive(Clone, Copy)]
pub struct NewDocument<'a> {
    /// The trial.
    pub trial: &'a str,
    /// What the file is called.
    pub name: &'a str,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// The day that stands on it.
    pub dated: Date,
    /// From whom it comes.
    pub source: &'a str,
    /// What it holds.
    pub content: &'a [u8],
    /// The day on which it is deleted.
    pub delete_on: Date,
}

type Row = (i64, (String, String, String), (String, String), (i64, String), (String, i64), String);

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Design, Self::Answer, Self::Letter, Self::Report, Self::Other];

    /// The name in forms and the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Design => "design",
            Self::Answer => "answer",
            Self::Letter => "letter",
            Self::Report => "report",
            Self::Other => "other",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Store {
    /// The documents of a trial, in the order of the days that stand on them.
    pub fn documents(&self, trial: &str) -> Result<Vec<Document>, Error> {
        let mut all = self.read(all)?;
        all.retain(|one| one.trial == trial);
        Ok(all)
    }

    /// The documents of every trial.
    pub fn all_documents(&self) -> Result<Vec<Document>, Error> {
        self.read(all)
    }

    /// What a document of a trial holds, with what is known of it; none where there is no such.
    pub fn document(&self, trial: &str, id: i64) -> Result<Option<(Document, Vec<u8>)>, Error> {
        let Some(found) = self.documents(trial)?.into_iter().find(|one| one.id == id) else { return Ok(None) };
        let content: Option<Vec<u8>> =
            self.read(|connection| Ok(document::table.find(id).select(document::content).first(connection).optional()?))?;
        Ok(content.map(|content| (found, content)))
    }

    /// Keeps a document and returns its number.
    pub fn add_document(&self, new: &NewDocument<'_>, by: &str, now: Timestamp) -> Result<i64, Error> {
        let bytes = i64::try_from(new.content.len()).map_err(|_| Error::Corrupt("document"))?;
        self.write(|connection| {
            let id = diesel::insert_into(document::table)
                .values((
                    document::trial.eq(new.trial),
                    document::name.eq(new.name),
                    document::kind.eq(new.kind.name()),
                    document::dated.eq(new.dated.to_string()),
                    document::source.eq(new.source),
                    document::content.eq(new.content),
                    document::bytes.eq(bytes),
                    document::hash.eq(HEXLOWER.encode(&Sha256::digest(new.content))),
                    document::added_by.eq(by),
                    document::added_at.eq(now.0),
                    document::delete_on.eq(new.delete_on.to_string()),
                ))
                .returning(document::id)
                .get_result(connection)?;
            log::note(connection, now, by, "added a document", &format!("{}: {}", new.trial, new.name))?;
            Ok(id)
        })
    }

    /// Deletes a document before its day, with a receipt; false where it is gone already.
    pub fn delete_document(&self, trial: &str, id: i64, by: &str, now: Timestamp) -> Result<bool, Error> {
        let account = Account { now, who: by, why: "deleted by hand" };
        let gone = self.write(|connection| {
            let of_trial = document::table.filter(document::id.eq(id).and(document::trial.eq(trial)));
            let name: Option<String> = of_trial.select(document::name).first(connection).optional()?;
            let Some(name) = name else { return Ok(false) };
            diesel::delete(document::table.find(id)).execute(connection)?;
            deletion::plain_receipt(connection, (trial, Artefact::Documents.name()), 1, account)?;
            log::note(connection, now, by, "deleted a document", &format!("{trial}: {name}"))?;
            Ok(true)
        })?;
        if gone {
            self.forget_deleted()?;
        }
        Ok(gone)
    }
}

/// Deletes the documents of a trial whose day has come, with a receipt, inside a transaction.
pub(super) fn delete_due(
    connection: &mut AnyConnection,
    trial: &str,
    today: Date,
    account: Account<'_>,
) -> Result<Deletion, Error> {
    let due: Vec<i64> =
        all(connection)?.into_iter().filter(|one| one.trial == trial && one.delete_on <= today).map(|one| one.id).collect();
    diesel::delete(document::table.filter(document::id.eq_any(&due))).execute(connection)?;
    deletion::plain_receipt(connection, (trial, Artefact::Documents.name()), due.len() as u64, account)
}

fn all(connection: &mut AnyConnection) -> Result<Vec<Document>, Error> {
    let rows: Vec<Row> = document::table
        .order((document::dated, document::id))
        .select((
            document::id,
            (document::trial, document::name, document::kind),
            (document::dated, document::source),
            (document::bytes, document::hash),
            (document::added_by, document::added_at),
            document::delete_on,
        ))
        .load(connection)?;
    rows.into_iter().map(kept).collect()
}

fn kept((id, (trial, name, kind), (dated, source), (bytes, hash), (by, at), delete_on): Row) -> Result<Document, Error> {
    let corrupt = || Error::Corrupt("document");
    Ok(Document {
        id,
        trial,
        name,
        kind: DocumentKind::from_name(&kind).ok_or_else(corrupt)?,
        dated: dated.parse().map_err(|_| corrupt())?,
        source,
        bytes: u64::try_from(bytes).map_err(|_| corrupt())?,
        hash,
        by,
        at: Timestamp(at),
        delete_on: delete_on.parse().map_err(|_| corrupt())?,
    })
}
