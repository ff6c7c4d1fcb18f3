//! A letter as it is put down first, by whichever way it goes: mail waits, and what goes by another way has left with it.

use diesel::prelude::*;

use super::schema::letter;
use super::{AnyConnection, Error};
use crate::fieldwork::{Channel, LetterKind, LetterState};
use crate::time::Timestamp;
use crate::token::RandomId;

/// The letter.
pub(super) struct Row<'a> {
    pub(super) round_id: i64,
    pub(super) recipient: &'a [u8],
    pub(super) invitation: &'a [u8],
    pub(super) kind: LetterKind,
    pub(super) sequence: i32,
    pub(super) template_version: i32,
    pub(super) message_id: &'a str,
    pub(super) boundary: &'a str,
    pub(super) date: Timestamp,
    pub(super) state: LetterState,
    pub(super) channel: Channel,
    pub(super) bundled: bool,
    pub(super) working_hours: bool,
}

/// A Message-ID of its own, with the domain as mail programs read it in a head, which knows no æ, ø and å.
pub(super) fn message_id(domain: &str) -> Result<String, Error> {
    let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
    Ok(format!("{}@{domain}", data_encoding::HEXLOWER.encode(&RandomId::new()?.0)))
}

/// Puts a letter down: one that went by another way than mail has left with it.
pub(super) fn put(connection: &mut AnyConnection, row: &Row<'_>) -> Result<(), Error> {
    diesel::insert_into(letter::table)
        .values((
            letter::round_id.eq(row.round_id),
            letter::recipient_id.eq(row.recipient),
            letter::invitation_id.eq(row.invitation),
            letter::kind.eq(row.kind.number()),
            letter::sequence.eq(row.sequence),
            letter::template_version.eq(row.template_version),
            letter::message_id.eq(row.message_id),
            letter::date.eq(row.date.0),
            letter::boundary.eq(row.boundary),
            letter::state.eq(row.state.number()),
            letter::attempts.eq(i32::from(row.channel != Channel::Mail)),
            letter::next_at.eq(row.date.0),
            letter::channel.eq(row.channel.number()),
            letter::bundled.eq(row.bundled),
            letter::working_hours.eq(row.working_hours),
            letter::to_former_address.eq(false),
        ))
        .execute(connection)?;
    Ok(())
}
