//! By when the municipalities of a round hand in whom to ask, and which have: those of whom a recipient is there, or who said that they
//! have nobody.

use std::collections::BTreeMap;

use diesel::prelude::*;
use jiff::civil::Date;

use super::kept_count::{self, Figure};
use super::schema::{no_recipients, recipient, recipients_due};
use super::{Actor, AnyConnection, Error, Store, log};
use crate::compare::Cell;
use crate::fieldwork::Round;
use crate::time::Timestamp;

/// What a municipality has handed in to a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// People to ask.
    People,
    /// That there is nobody to ask.
    Nobody,
}

impl Store {
    /// The days by which recipients are to be handed in, by the number of their round.
    pub fn recipients_due(&self) -> Result<BTreeMap<i64, Date>, Error> {
        let columns = (recipients_due::round_id, recipients_due::due);
        let rows: Vec<(i64, String)> = self.read(|connection| Ok(recipients_due::table.select(columns).load(connection)?))?;
        let day = |(round, due): (i64, String)| Ok((round, due.parse().map_err(|_| Error::Corrupt("recipients_due"))?));
        rows.into_iter().map(day).collect()
    }

    /// Sets the day by which a round's recipients are to be handed in, or takes it away.
    pub fn set_recipients_due(&self, round: &Round, due: Option<Date>, by: Actor<'_>) -> Result<(), Error> {
        let what = due.map_or("took away the day for recipients".to_owned(), |due| format!("asked for recipients by {due}"));
        self.write(|connection| {
            set(connection, round.id, due)?;
            by.note(connection, &what, &round.key)
        })
    }

    /// What each municipality has handed in to a round; those that have not are not there.
    pub fn deliveries(&self, round_id: i64) -> Result<BTreeMap<String, Delivery>, Error> {
        self.read(|connection| {
            let nobody: Vec<String> = no_recipients::table
                .filter(no_recipients::round_id.eq(round_id))
                .select(no_recipients::municipality)
                .load(connection)?;
            let people: Vec<Option<String>> = recipient::table
                .filter(recipient::round_id.eq(round_id))
                .select(recipient::municipality)
                .distinct()
                .load(connection)?;
            let mut all: BTreeMap<String, Delivery> = nobody.into_iter().map(|key| (key, Delivery::Nobody)).collect();
            all.extend(people.into_iter().flatten().map(|key| (key, Delivery::People)));
            for (cell, _, _) in kept_count::load(connection, round_id, Figure::Recipients)? {
                let mut cell: Cell = serde_json::from_str(&cell).map_err(|_| Error::Corrupt("kept_count"))?;
                all.extend(cell.remove("municipality").map(|key| (key, Delivery::People)));
            }
            Ok(all)
        })
    }

    /// Keeps that a municipality has nobody to ask in a round, or lets go of it where that is not so any more; `who` says so.
    pub fn say_nobody(
        &self,
        round: (i64, &str),
        municipality: &str,
        so: bool,
        (at, who): (Timestamp, &str),
    ) -> Result<(), Error> {
        self.write(|connection| {
            let (round_id, key) = round;
            diesel::delete(no_recipients::table.find((round_id, municipality))).execute(connection)?;
            if so {
                diesel::insert_into(no_recipients::table)
                    .values((
                        no_recipients::round_id.eq(round_id),
                        no_recipients::municipality.eq(municipality),
                        no_recipients::said_by.eq(who),
                        no_recipients::said_at.eq(at.0),
                    ))
                    .execute(connection)?;
            }
            let what = if so { "said" } else { "took back" };
            log::note(connection, at, who, &format!("{what} that {municipality} has nobody to ask"), key)
        })
    }
}

/// Sets the day inside a transaction.
pub(super) fn set(connection: &mut AnyConnection, round_id: i64, due: Option<Date>) -> Result<(), Error> {
    diesel::delete(recipients_due::table.find(round_id)).execute(connection)?;
    if let Some(due) = due {
        diesel::insert_into(recipients_due::table)
            .values((recipients_due::round_id.eq(round_id), recipients_due::due.eq(due.to_string())))
            .execute(connection)?;
    }
    Ok(())
}
