//! Who was invited to another round shortly before: the same address, or the same person of a trial.

use std::collections::HashSet;

use diesel::prelude::*;

use super::schema::{letter, questionnaire_version, recipient, round};
use super::{AnyConnection, Error};
use crate::fieldwork::{LetterKind, LetterState};
use crate::time::Timestamp;

/// What becomes of those who were invited to another round shortly before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quiet {
    /// For so many days after an invitation another one is told of; 0: never.
    pub days: u32,
    /// Whether they are left out.
    pub skip: bool,
}

/// Who was invited to other rounds shortly before.
pub(super) struct Recently {
    emails: HashSet<String>,
    /// Municipality and key, of rounds of the same trial: of another trial the key is another person's.
    people: HashSet<(Option<String>, String)>,
}

const DAY: i64 = 86_400_000;

impl Recently {
    /// Those who were invited to other rounds than this one within so many days, by letters that have not failed.
    pub(super) fn of(connection: &mut AnyConnection, round_id: i64, now: Timestamp, days: u32) -> Result<Self, Error> {
        let mut recently = Self { emails: HashSet::new(), people: HashSet::new() };
        if days == 0 {
            return Ok(recently);
        }
        let own: String = round::table
            .inner_join(questionnaire_version::table)
            .filter(round::id.eq(round_id))
            .select(questionnaire_version::trial)
            .first(connection)?;
        let failed = [LetterState::Rejected, LetterState::Bounced, LetterState::Cancelled].map(LetterState::number);
        let since = now.0.saturating_sub(i64::from(days).saturating_mul(DAY));
        let rows: Vec<(String, Option<String>, String, String)> = letter::table
            .inner_join(recipient::table)
            .inner_join(round::table.inner_join(questionnaire_version::table))
            .filter(letter::kind.eq(LetterKind::Invitation.number()).and(letter::round_id.ne(round_id)))
            .filter(letter::date.ge(since).and(letter::state.ne_all(failed)))
            .select((recipient::email, recipient::municipality, recipient::person_key, questionnaire_version::trial))
            .load(connection)?;
        for (email, municipality, key, trial) in rows {
            recently.emails.insert(email.to_lowercase());
            if trial == own {
                recently.people.insert((municipality, key));
            }
        }
        Ok(recently)
    }

    /// Whether this person is one of them.
    pub(super) fn has(&self, email: &str, person: &(Option<String>, String)) -> bool {
        (!email.is_empty() && self.emails.contains(&email.to_lowercase())) || self.people.contains(person)
    }
}
