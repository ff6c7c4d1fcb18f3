//! Which rounds are second readings: the cases of another round, read again by other readers.

use diesel::prelude::*;

use super::schema::second_reading;
use super::{Error, Store};
use crate::fieldwork::Round;

impl Store {
    /// Says that a round reads the cases of another again.
    pub fn mark_second_reading(&self, round_id: i64, first: &Round) -> Result<(), Error> {
        self.write(|connection| {
            diesel::insert_into(second_reading::table)
                .values((second_reading::round_id.eq(round_id), second_reading::first_id.eq(first.id)))
                .execute(connection)?;
            Ok(())
        })
    }

    /// The numbers of the rounds that are second readings, each with that of the round whose cases it reads again.
    pub fn second_readings(&self) -> Result<Vec<(i64, i64)>, Error> {
        let columns = (second_reading::round_id, second_reading::first_id);
        self.read(|connection| Ok(second_reading::table.order(second_reading::round_id).select(columns).load(connection)?))
    }

    /// The keys of the rounds in which a round's cases were read again, in the order in which they were added.
    pub fn readings_of(&self, round: &Round) -> Result<Vec<String>, Error> {
        let readings = self.second_readings()?;
        let rounds = self.rounds()?;
        let again = readings.iter().filter(|(_, first)| *first == round.id);
        Ok(again.filter_map(|(id, _)| Some(rounds.iter().find(|other| other.id == *id)?.key.clone())).collect())
    }
}
