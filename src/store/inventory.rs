//! What the database holds of a round, artefact by artefact: how much, never what.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::schema::{draft, invitation, letter, log, recipient};
use super::{AnyConnection, Error, Store, response as responses, sealed};
use crate::fieldwork::Round;
use crate::time::Timestamp;

/// How much of a round lies in the database.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// Recipients by municipality.
    pub recipients: BTreeMap<Option<String>, u64>,
    /// Of these, how many have an e-mail address.
    pub emails: u64,
    /// Of these, how many have a telephone number.
    pub phones: u64,
    /// Of these, how many have a postal address.
    pub addresses: u64,
    /// Invitations, also those of an open round.
    pub invitations: u64,
    /// Letters in the outbox, sent and not.
    pub letters: u64,
    /// Answers that are begun and not submitted.
    pub drafts: u64,
    /// Answers that are submitted and can be read.
    pub responses: u64,
    /// Answers that are submitted and sealed.
    pub sealed: u64,
    /// What was noted of the round.
    pub log: Vec<LogLine>,
}

/// A line of the log.
#[derive(Clone, Debug)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// What was done.
    pub what: String,
}

impl Store {
    /// Counts what is held of a round.
    pub fn inventory(&self, round: &Round) -> Result<Inventory, Error> {
        self.read(|connection| {
            let mut held = Inventory { log: lines(connection, round)?, ..Inventory::default() };
            let people: Vec<(Option<String>, String, String, String)> = recipient::table
                .filter(recipient::round_id.eq(round.id))
                .select((recipient::municipality, recipient::email, recipient::phone, recipient::address))
                .load(connection)?;
            for (municipality, email, phone, address) in people {
                *held.recipients.entry(municipality).or_default() += 1;
                held.emails += u64::from(!email.is_empty());
                held.phones += u64::from(!phone.is_empty());
                held.addresses += u64::from(!address.is_empty());
            }
            let count = |many: i64| u64::try_from(many).unwrap_or(0);
            held.invitations = count(invitation::table.filter(invitation::round_id.eq(round.id)).count().get_result(connection)?);
            held.letters = count(letter::table.filter(letter::round_id.eq(round.id)).count().get_result(connection)?);
            held.drafts = count(
                draft::table
                    .inner_join(invitation::table)
                    .filter(invitation::round_id.eq(round.id))
                    .count()
                    .get_result(connection)?,
            );
            held.responses = responses::held(connection, round.id)?;
            held.sealed = sealed::sealed(connection, round.id)?;
            Ok(held)
        })
    }
}

/// What the log says of a round, which older lines name by its number.
fn lines(connection: &mut AnyConnection, round: &Round) -> Result<Vec<LogLine>, Error> {
    let rows: Vec<(i64, String, String)> = log::table
        .filter(log::object.eq_any([round.key.clone(), round.id.to_string()]))
        .order(log::id)
        .select((log::at, log::who, log::what))
        .load(connection)?;
    Ok(rows.into_iter().map(|(at, who, what)| LogLine { at: Timestamp(at), who, what }).collect())
}
