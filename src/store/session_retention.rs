//! How long a group's notes are kept: their day is set as the group's summary is frozen, and people may set another.
//!
//! With the notes goes what was taken out of them: statements, evidence and quotes, and the written rounds. What was frozen stays as it was approved.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::deletion::{self, Account, Deletion};
use super::exchange::cover_in_foreign;
use super::schema::{note_line, retention, written_round};
use super::{
    AnyConnection, Claims, Error, FocusGroup, QuoteDecision, Statement, Store, focus_group, log, participant, point, summary,
};
use crate::fieldwork::Artefact;
use crate::focusgroup::Purpose;
use crate::time::Timestamp;

/// Why the day is that day, where nobody said otherwise.
const BY_ITSELF: &str = "the group's summary is frozen";

/// What a group is called in the plan and on receipts.
#[must_use]
pub fn group_subject(number: i32) -> String {
    format!("focus-group-{number}")
}

impl Store {
    /// Sets the day on which a group's notes go, as its summary was frozen; a day that a person set stays.
    pub fn keep_notes_until(&self, group: &FocusGroup, day: Date, who: &str, now: Timestamp) -> Result<(), Error> {
        let subject = group_subject(group.number);
        let set = self.read(|connection| set_by_hand(connection, &subject))?;
        if set { Ok(()) } else { self.set_retention(&subject, &[(Artefact::Notes, day)], BY_ITSELF, who, now) }
    }

    /// The day on which a group's notes go; none where none is set.
    pub fn notes_go_on(&self, group: &FocusGroup) -> Result<Option<Date>, Error> {
        let due: Option<String> = self.read(|connection| {
            let row = retention::table.find((group_subject(group.number), Artefact::Notes.name()));
            Ok(row.select(retention::due).first(connection).optional()?)
        })?;
        due.map(|due| due.parse().map_err(|_| Error::Corrupt("retention"))).transpose()
    }
}

fn set_by_hand(connection: &mut AnyConnection, subject: &str) -> Result<bool, Error> {
    let reason: Option<String> =
        retention::table.find((subject, Artefact::Notes.name())).select(retention::reason).first(connection).optional()?;
    Ok(reason.is_some_and(|reason| reason != BY_ITSELF))
}

/// Before quotes go: frozen versions that show what was approved stay, tied to who said it; those that show anything else are emptied.
/// Returns how many quotes go.
fn let_go_of_quotes(
    connection: &mut AnyConnection,
    group: &FocusGroup,
    claims: &Claims,
    statements: &[&Statement],
    now: Timestamp,
) -> Result<usize, Error> {
    let (participants, guides) = (participant::all(connection)?, focus_group::all_guides(connection)?);
    let role = guides.iter().find(|(id, _)| *id == group.planned.guide_id).map(|(_, guide)| guide.role);
    let (mut approved, mut others) = (BTreeMap::new(), Vec::new());
    for quote in &claims.quotes {
        let Some(said) = statements.iter().find(|said| said.id == quote.statement_id) else { continue };
        let by = participants.iter().find(|one| one.group_id == group.id && one.code == said.speaker);
        let by = by.filter(|one| one.consents_to(Purpose::BeQuoted) && !one.withdrawn);
        let decision = role.and_then(|role| claims.decision(quote, role));
        match (by, decision) {
            (Some(one), Some(QuoteDecision::Approved | QuoteDecision::Reworded)) => drop(approved.insert(quote.id, one.id)),
            _ => others.push(quote.id),
        }
    }
    summary::blank(connection, &others, now)?;
    summary::tie_to_people(connection, &approved)?;
    Ok(approved.len() + others.len())
}

/// How many lines of notes and written rounds a group has.
pub(super) fn there(connection: &mut AnyConnection, group: i64) -> Result<u64, Error> {
    let lines: i64 = note_line::table.filter(note_line::group_id.eq(group)).count().get_result(connection)?;
    let written: i64 = written_round::table.filter(written_round::group_id.eq(group)).count().get_result(connection)?;
    Ok(u64::try_from(lines + written).unwrap_or(0))
}

/// Deletes the notes of a group that were stored before an instant, with a receipt, inside a transaction; none where there were none.
pub(super) fn delete(
    connection: &mut AnyConnection,
    group: &FocusGroup,
    before: Timestamp,
    account: Account<'_>,
) -> Result<Option<Deletion>, Error> {
    let old = note_line::group_id.eq(group.id).and(note_line::stored_at.lt(before.0));
    let lines: Vec<(i64, String)> =
        note_line::table.filter(old).select((note_line::id, note_line::client_id)).load(connection)?;
    // What was written in them goes with the rounds.
    let written = written_round::group_id.eq(group.id).and(written_round::made_at.lt(before.0));
    let rounds = diesel::delete(written_round::table.filter(written)).execute(connection)?;
    if lines.is_empty() && rounds == 0 {
        return Ok(None);
    }
    let claims = point::all(connection)?;
    let gone: BTreeSet<i64> = lines.iter().map(|(id, _)| *id).collect();
    let statements: Vec<&Statement> = claims.statements.iter().filter(|said| gone.contains(&said.line_id)).collect();
    let quotes = let_go_of_quotes(connection, group, &claims, &statements, account.now)?;
    // A newer line that replaces an old one stands by itself from now on.
    let newer = note_line::table.filter(note_line::group_id.eq(group.id).and(note_line::stored_at.ge(before.0)));
    diesel::update(newer).set(note_line::replaces.eq(None::<i64>)).execute(connection)?;
    cover_in_foreign(connection, &gone)?;
    diesel::delete(note_line::table.filter(old)).execute(connection)?;
    let mut keys: Vec<&str> = lines.iter().map(|(_, client)| client.as_str()).collect();
    keys.sort_unstable();
    let what = format!("note_line {}, statement {}, quote {quotes}", lines.len(), statements.len());
    let made = Deletion {
        subject: group_subject(group.number),
        artefact: Artefact::Notes.name().to_owned(),
        what: if rounds > 0 { format!("{what}, written_round {rounds}") } else { what },
        count: (lines.len() + statements.len() + quotes + rounds) as u64,
        hash: data_encoding::HEXLOWER.encode(&Sha256::digest(keys.join("\n").as_bytes())),
        at: account.now,
        who: account.who.to_owned(),
        why: account.why.to_owned(),
        exports: String::new(),
    };
    deletion::receipt(connection, &made)?;
    log::note(connection, account.now, account.who, "deleted the notes of a focus group", &made.subject)?;
    Ok(Some(made))
}
