//! A no, and how far it reaches: it ends the invitation and what waits to be mailed in one step, and a no to all letters is one to every
//! round that the person is asked in.
//!
//! It stands in the invitation's state alone, so that rates, pages and reminders have it from one place. In other rounds that are anonymous it is
//! written down as they close: a figure that moves while somebody rings would tell whether that person had answered.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::invitation::InvitationState;
use super::schema::{draft, invitation, letter, recipient, round};
use super::suppression::{COLUMNS, Row as Who, Someone, SuppressionList, someone};
use super::{AnyConnection, Error, Store};
use crate::fieldwork::{LetterKind, LetterState, Mode, Round};
use crate::token::Secret;

/// What somebody on a round's list said no to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The round.
    Round,
    /// All letters.
    Everything,
}

impl Store {
    /// Which of these recipients of a round said no, and to what. Of an anonymous round only who wants no letters at all.
    pub fn refusals(&self, round: &Round, recipients: &[&[u8]]) -> Result<HashMap<Vec<u8>, Refused>, Error> {
        type Row = (Vec<u8>, Who, Option<i16>);
        let list = self.suppression_list()?;
        let rows: Vec<Row> = self.read(|connection| {
            Ok(recipient::table
                .left_join(invitation::table.on(invitation::recipient_id.eq(recipient::id.nullable())))
                .filter(recipient::id.eq_any(recipients))
                .select((recipient::id, COLUMNS, invitation::state.nullable()))
                .load(connection)?)
        })?;
        let refused = |(id, who, state): Row| {
            let is_no = round.mode != Mode::Anonymous && state == Some(InvitationState::OptedOut.number());
            let to = if list.has_person(someone(&who)) { Some(Refused::Everything) } else { is_no.then_some(Refused::Round) };
            to.map(|to| (id, to))
        };
        Ok(rows.into_iter().filter_map(refused).collect())
    }
}

/// Ends an open invitation with a no, and what waits to be mailed of it; whether it was open.
pub(super) fn refuse(connection: &mut AnyConnection, id: &[u8]) -> Result<bool, Error> {
    let open = invitation::id.eq(id).and(invitation::state.le(InvitationState::Started.number()));
    let done = diesel::update(invitation::table.filter(open))
        .set(invitation::state.eq(InvitationState::OptedOut.number()))
        .execute(connection)?;
    diesel::delete(draft::table.find(id)).execute(connection)?;
    // What is in hand already its sender has seen to. A reminder of an anonymous round, which waits only for who has not answered, is seen
    // to by its sender as well: leaving the queue now it would tell that.
    let anonymous = round::table.filter(round::mode.eq(Mode::Anonymous.name())).select(round::id);
    let waiting = LetterState::WAITING.into_iter().chain([LetterState::Held]).map(LetterState::number);
    diesel::update(letter::table.filter(letter::invitation_id.eq(id)))
        .filter(letter::state.eq_any(waiting))
        .filter(letter::kind.eq(LetterKind::Invitation.number()).or(letter::round_id.ne_all(anonymous)))
        .set(letter::state.eq(LetterState::Cancelled.number()))
        .execute(connection)?;
    Ok(done == 1)
}

/// The open invitations of whoever has this mark, in rounds that are not closed and not anonymous.
pub(super) fn asked(
    connection: &mut AnyConnection,
    one: Someone<'_>,
    (mark, secret): (&[u8; 32], &Secret),
) -> Result<Vec<Vec<u8>>, Error> {
    type Row = (Vec<u8>, Who);
    let open = invitation::table
        .inner_join(recipient::table)
        .inner_join(round::table)
        .filter(invitation::state.le(InvitationState::Started.number()))
        .filter(round::closed_at.is_null().and(round::mode.ne(Mode::Anonymous.name())))
        .select((invitation::id, COLUMNS));
    let rows: Vec<Row> = if one.email.is_empty() {
        open.filter(recipient::person_key.eq(one.person_key)).load(connection)?
    } else {
        // Both databases have an index of addresses in this form.
        let address = diesel::dsl::sql::<Text>("lower(recipient.email)");
        open.filter(address.eq(one.email.trim().to_lowercase())).load(connection)?
    };
    let theirs = rows.into_iter().filter(|(_, row)| someone(row).marks(secret).contains(mark));
    Ok(theirs.map(|(id, _)| id).collect())
}

/// Ends the open invitations of a round with a no whose people want no letters at all.
pub(super) fn refuse_listed(connection: &mut AnyConnection, round_id: i64, list: &SuppressionList) -> Result<(), Error> {
    type Row = (Vec<u8>, Who);
    if list.is_empty() {
        return Ok(());
    }
    let rows: Vec<Row> = invitation::table
        .inner_join(recipient::table)
        .filter(invitation::round_id.eq(round_id).and(invitation::state.le(InvitationState::Started.number())))
        .select((invitation::id, COLUMNS))
        .load(connection)?;
    for (id, _) in rows.iter().filter(|(_, row)| list.has_person(someone(row))) {
        refuse(connection, id)?;
    }
    Ok(())
}
