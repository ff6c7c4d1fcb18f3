//! Changing and taking away a round that is only planned: nobody is invited to it, and nothing has come in.

use diesel::prelude::*;
use jiff::civil::Date;

use super::schema::{
    invitation, no_recipients, planned_sending, recipient, recipients_due, round, sealed_response, second_reading, together,
    webhook_mark,
};
use super::{Actor, AnyConnection, Error, Store, response as responses};
use crate::fieldwork::Round;

impl Store {
    /// Whether a round is only planned.
    pub fn is_only_planned(&self, round: &Round) -> Result<bool, Error> {
        self.read(|connection| is_untouched(connection, round))
    }

    /// Gives a round that is only planned other days and another minimum; false where it is more than planned by now.
    pub fn change_planned(
        &self,
        round: &Round,
        (opens, closes): (Date, Date),
        minimum: Option<u32>,
        by: Actor<'_>,
    ) -> Result<bool, Error> {
        self.write(|connection| {
            if !is_untouched(connection, round)? {
                return Ok(false);
            }
            let minimum = minimum.map(|minimum| i32::try_from(minimum).unwrap_or(i32::MAX));
            diesel::update(round::table.find(round.id))
                .set((round::opens.eq(opens.to_string()), round::closes.eq(closes.to_string()), round::minimum.eq(minimum)))
                .execute(connection)?;
            by.note(connection, &format!("changed a round to {opens} {closes}"), &round.key)?;
            Ok(true)
        })
    }

    /// Takes away a round that is only planned and has no list of recipients, with its secrets; false where it is more than that by now.
    pub fn remove_planned(&self, round: &Round, by: Actor<'_>) -> Result<bool, Error> {
        let removed = self.write(|connection| {
            let recipients: i64 = recipient::table.filter(recipient::round_id.eq(round.id)).count().get_result(connection)?;
            if recipients > 0 || !is_untouched(connection, round)? {
                return Ok(false);
            }
            diesel::delete(recipients_due::table.filter(recipients_due::round_id.eq(round.id))).execute(connection)?;
            diesel::delete(no_recipients::table.filter(no_recipients::round_id.eq(round.id))).execute(connection)?;
            diesel::delete(second_reading::table.filter(second_reading::round_id.eq(round.id))).execute(connection)?;
            diesel::delete(planned_sending::table.filter(planned_sending::round_id.eq(round.id))).execute(connection)?;
            diesel::delete(together::table.find(round.id)).execute(connection)?;
            diesel::delete(webhook_mark::table.filter(webhook_mark::round_id.eq(round.id))).execute(connection)?;
            diesel::delete(round::table.find(round.id)).execute(connection)?;
            by.note(connection, "deleted a planned round", &round.key)?;
            Ok(true)
        })?;
        if removed {
            self.keys().destroy_link_secret(&round.key)?;
            if round.is_sealed() {
                self.keys().destroy_round_secret(&round.key, || Ok(()))?;
            }
        }
        Ok(removed)
    }
}

/// Whether nobody is invited and nothing has come in.
fn is_untouched(connection: &mut AnyConnection, round: &Round) -> Result<bool, Error> {
    let invited: i64 = invitation::table.filter(invitation::round_id.eq(round.id)).count().get_result(connection)?;
    let sealed: i64 = sealed_response::table.filter(sealed_response::round_id.eq(round.id)).count().get_result(connection)?;
    let is_closed = round.closed_at.is_some();
    Ok(!round.imported && !is_closed && invited == 0 && sealed == 0 && responses::held(connection, round.id)? == 0)
}
