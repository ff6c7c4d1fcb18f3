//! Deleting an artefact of a round within one transaction: the figures that must stay are kept, the rows go, a receipt is written.
//!
//! The receipt's hash is over the random keys of the rows. Whoever has a backup of the time before can make it again, and so tell that
//! exactly these rows went; what they held nobody can guess from it, as one could from a hash of a short answer.

use data_encoding::HEXLOWER;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::kept_count::{self, Figure};
use super::recount::{self, in_both};
use super::schema::{deletion, draft, invitation, letter, recipient, response, round, sealed_response};
use super::{
    AnyConnection, Error, Store, invitation as invitations, log, rates, recipient as recipients, response as responses, sealed,
};
use crate::fieldwork::{Artefact, Mode, Round};
use crate::time::Timestamp;

/// A receipt: something was deleted. It tells of no person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// The round's key, the trial's, or `focus-group-` and the group's number.
    pub subject: String,
    /// What went: an artefact's name, `answer` for one that its own receipt erased, `participant` for one who withdrew, or a secret.
    pub artefact: String,
    /// How many rows of which table.
    pub what: String,
    /// How many rows in all.
    pub count: u64,
    /// SHA-256 over the sorted random keys of the rows, in hexadecimal; empty where there are none, or where one row alone went.
    pub hash: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub who: String,
    /// Why.
    pub why: String,
    /// The exports of single answers that had left the platform by then: when and by whom.
    pub exports: String,
}

/// When, by whom and why something is deleted.
#[derive(Clone, Copy)]
pub(super) struct Account<'a> {
    pub(super) now: Timestamp,
    pub(super) who: &'a str,
    pub(super) why: &'a str,
}

impl Store {
    /// Every receipt, in the order of time.
    pub fn deletions(&self) -> Result<Vec<Deletion>, Error> {
        type Row = (String, String, String, i64, String, i64, String, String, String);
        let rows: Vec<Row> = self.read(|connection| {
            Ok(deletion::table
                .order(deletion::id)
                .select((
                    deletion::subject,
                    deletion::artefact,
                    deletion::what,
                    deletion::count,
                    deletion::hash,
                    deletion::at,
                    deletion::who,
                    deletion::why,
                    deletion::exports,
                ))
                .load(connection)?)
        })?;
        let receipt = |(subject, artefact, what, count, hash, at, who, why, exports): Row| Deletion {
            subject,
            artefact,
            what,
            count: u64::try_from(count).unwrap_or(0),
            hash,
            at: Timestamp(at),
            who,
            why,
            exports,
        };
        Ok(rows.into_iter().map(receipt).collect())
    }

    /// The last receipt of an artefact.
    pub fn deletion_of(&self, subject: &str, artefact: Artefact) -> Result<Option<Deletion>, Error> {
        let all = self.deletions()?;
        Ok(all.into_iter().rev().find(|one| one.subject == subject && one.artefact == artefact.name()))
    }
}

/// Writes a receipt.
pub(super) fn receipt(connection: &mut AnyConnection, receipt: &Deletion) -> Result<(), Error> {
    diesel::insert_into(deletion::table)
        .values((
            deletion::subject.eq(&receipt.subject),
            deletion::artefact.eq(&receipt.artefact),
            deletion::what.eq(&receipt.what),
            deletion::count.eq(i64::try_from(receipt.count).unwrap_or(i64::MAX)),
            deletion::hash.eq(&receipt.hash),
            deletion::at.eq(receipt.at.0),
            deletion::who.eq(&receipt.who),
            deletion::why.eq(&receipt.why),
            deletion::exports.eq(&receipt.exports),
        ))
        .execute(connection)?;
    Ok(())
}

/// Writes a receipt of something without rows to hash: a secret, or one answer.
pub(super) fn plain_receipt(
    connection: &mut AnyConnection,
    (subject, artefact): (&str, &str),
    count: u64,
    account: Account<'_>,
) -> Result<Deletion, Error> {
    let made = Deletion {
        subject: subject.to_owned(),
        artefact: artefact.to_owned(),
        what: String::new(),
        count,
        hash: String::new(),
        at: account.now,
        who: account.who.to_owned(),
        why: account.why.to_owned(),
        exports: String::new(),
    };
    receipt(connection, &made)?;
    Ok(made)
}

/// How many rows of an artefact a round has.
pub(super) fn there(connection: &mut AnyConnection, of: &Round, artefact: Artefact) -> Result<u64, Error> {
    macro_rules! count {
        ($table:ident) => {
            u64::try_from($table::table.filter($table::round_id.eq(of.id)).count().get_result::<i64>(connection)?).unwrap_or(0)
        };
    }
    match artefact {
        Artefact::Answers => Ok(responses::held(connection, of.id)? + sealed::sealed(connection, of.id)?),
        Artefact::Contacts => Ok(count!(recipient) + count!(invitation) + count!(letter) + named(connection, of)?),
        Artefact::PanelSecret | Artefact::Notes | Artefact::Transcripts | Artefact::Documents | Artefact::Recordings => Ok(0),
    }
}

/// How many responses say whose they are: as many as are stored, once one of them does.
fn named(connection: &mut AnyConnection, of: &Round) -> Result<u64, Error> {
    if of.mode != Mode::Identified {
        return Ok(0);
    }
    let named = response::table.filter(response::round_id.eq(of.id).and(response::person_key.is_not_null()));
    let first: Option<i64> = named.select(response::round_id).first(connection).optional()?;
    if first.is_some() { responses::held(connection, of.id) } else { Ok(0) }
}

/// Deletes an artefact of a round that is over, with a receipt; the figures of what goes are kept.
pub(super) fn delete(
    connection: &mut AnyConnection,
    of: &Round,
    artefact: Artefact,
    account: Account<'_>,
) -> Result<Deletion, Error> {
    if let AnyConnection::Postgres(postgres) = connection {
        postgres.batch_execute(&format!("SELECT 1 FROM round WHERE id = {} FOR UPDATE", of.id))?;
    }
    if of.closed_at.is_none() {
        diesel::update(round::table.find(of.id)).set(round::closed_at.eq(Some(account.now.0))).execute(connection)?;
    }
    let mut gone = Gone::default();
    match artefact {
        Artefact::Contacts => delete_contacts(connection, of.id, &mut gone)?,
        Artefact::Answers => delete_answers(connection, of, &mut gone)?,
        Artefact::PanelSecret | Artefact::Notes | Artefact::Transcripts | Artefact::Documents | Artefact::Recordings => {}
    }
    // An export holds no contacts, save the person keys of an identified round.
    let has_copies = artefact == Artefact::Answers || of.mode == Mode::Identified;
    let exports = if has_copies { log::exports(connection, &of.key)? } else { Vec::new() };
    let made = Deletion {
        subject: of.key.clone(),
        artefact: artefact.name().to_owned(),
        count: gone.tables.iter().map(|(_, rows)| *rows as u64).sum(),
        what: gone.tables.iter().map(|(table, rows)| format!("{table} {rows}")).collect::<Vec<_>>().join(", "),
        hash: gone.hash(),
        at: account.now,
        who: account.who.to_owned(),
        why: account.why.to_owned(),
        exports: exports.join("; "),
    };
    receipt(connection, &made)?;
    Ok(made)
}

/// What went: rows by table, and their random keys.
#[derive(Default)]
struct Gone {
    tables: Vec<(&'static str, usize)>,
    keys: Vec<String>,
}

impl Gone {
    fn count(&mut self, table: &'static str, rows: usize) {
        if rows > 0 {
            self.tables.push((table, rows));
        }
    }

    fn name(&mut self, table: &str, keys: Vec<Vec<u8>>) {
        self.keys.extend(keys.into_iter().map(|key| format!("{table} {}\n", HEXLOWER.encode(&key))));
    }

    fn hash(mut self) -> String {
        if self.keys.is_empty() {
            return String::new();
        }
        self.keys.sort();
        HEXLOWER.encode(&Sha256::digest(self.keys.concat().as_bytes()))
    }
}

fn delete_contacts(connection: &mut AnyConnection, round_id: i64, gone: &mut Gone) -> Result<(), Error> {
    for (cell, count) in recipients::backgrounds(connection, round_id)? {
        let cell = serde_json::to_string(&cell).map_err(|_| Error::Corrupt("recipient"))?;
        kept_count::keep(connection, round_id, Figure::Recipients, (&cell, 0), count)?;
    }
    let undelivered = rates::undelivered(connection, round_id)?;
    kept_count::keep(connection, round_id, Figure::Undelivered, ("", 0), undelivered)?;
    let logged_on = rates::logged_on(connection, round_id)?;
    kept_count::keep(connection, round_id, Figure::LoggedOn, ("", 0), logged_on)?;
    for ((municipality, state), count) in invitations::states(connection, round_id)? {
        let cell = kept_count::cell_of(municipality.as_ref())?;
        kept_count::keep(connection, round_id, Figure::Invitations, (&cell, state.number().into()), count)?;
    }
    let invited = || invitation::table.filter(invitation::round_id.eq(round_id));
    let listed = || recipient::table.filter(recipient::round_id.eq(round_id));
    gone.name("invitation", invited().select(invitation::id).load(connection)?);
    gone.name("recipient", listed().select(recipient::id).load(connection)?);
    gone.count("recipient", listed().count().get_result::<i64>(connection)?.try_into().unwrap_or(0));
    gone.count("letter", diesel::delete(letter::table.filter(letter::round_id.eq(round_id))).execute(connection)?);
    let drafts = draft::table.filter(draft::invitation_id.eq_any(invited().select(invitation::id)));
    diesel::delete(drafts).execute(connection)?;
    gone.count("invitation", diesel::delete(invited()).execute(connection)?);
    diesel::delete(listed()).execute(connection)?;
    let named = response::table.filter(response::round_id.eq(round_id).and(response::person_key.is_not_null()));
    let cleared = diesel::update(named).set(response::person_key.eq(None::<String>)).execute(connection)?;
    gone.count("response.person_key", cleared);
    Ok(())
}

fn delete_answers(connection: &mut AnyConnection, of: &Round, gone: &mut Gone) -> Result<(), Error> {
    for ((municipality, outcome), count) in responses::outcomes(connection, of.id)? {
        let cell = kept_count::cell_of(municipality.as_ref())?;
        kept_count::keep(connection, of.id, Figure::Outcomes, (&cell, outcome.number().into()), count)?;
    }
    let mine = recount::panel(connection, of.id)?;
    if !mine.is_empty() {
        let others: Vec<(i64, String)> =
            round::table.filter(round::id.ne(of.id)).select((round::id, round::key)).load(connection)?;
        for (id, key) in others {
            let theirs = recount::panel(connection, id)?;
            let both = in_both(&mine, &theirs, |key| *key, |_, _| ()).len();
            kept_count::keep(connection, of.id, Figure::Shared, (&key, 0), both as u64)?;
        }
    }
    let answered = response::table.filter(response::round_id.eq(of.id));
    let sealed = sealed_response::table.filter(sealed_response::round_id.eq(of.id));
    gone.name("response", answered.select(response::key).load(connection)?);
    gone.name("sealed_response", sealed.select(sealed_response::key).load(connection)?);
    gone.count("response", diesel::delete(answered).execute(connection)?);
    gone.count("sealed_response", diesel::delete(sealed).execute(connection)?);
    kept_count::forget(connection, of.id, Figure::Stored, false)?;
    diesel::update(round::table.find(of.id)).set(round::public_key.eq(None::<Vec<u8>>)).execute(connection)?;
    Ok(())
}
