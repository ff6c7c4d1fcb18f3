//! Rounds whose letters go together: whoever is on several of their lists gets one letter with all links.
//!
//! Each invitation has a letter of its own here, as if it were alone; letters that leave as one mail bear the same Message-ID. So what
//! becomes of the mail becomes of each of them, and nothing is kept that an answer could be joined by: answers point at no invitation.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::invitation::InvitationState;
use super::letter::To;
use super::schema::{invitation, letter, together};
use super::{Actor, AnyConnection, Error, Store, log};
use crate::fieldwork::{LetterState, Round, go_together};
use crate::questionnaire::Audience;
use crate::time::Timestamp;
use crate::token::{RandomId, Secret};

/// Rounds with which a round's letters go.
#[derive(Clone, Copy, Debug, Default)]
pub struct Together<'a> {
    /// The rounds.
    pub rounds: &'a [Round],
    /// Whoever was reminded of one of them by such a letter since is not reminded of it again.
    pub since: Option<Timestamp>,
}

impl Store {
    /// Whether a round's letters go with those of other rounds that do so too.
    pub fn writes_together(&self, round: &Round) -> Result<bool, Error> {
        let found: Option<i64> = self
            .read(|connection| Ok(together::table.find(round.id).select(together::round_id).first(connection).optional()?))?;
        Ok(found.is_some())
    }

    /// Says that a round's letters go with those of other rounds, or no longer; false where it was so before. `who` says so.
    pub fn write_together(&self, round: &Round, so: bool, (now, who): (Timestamp, &str)) -> Result<bool, Error> {
        self.write(|connection| {
            let removed = diesel::delete(together::table.find(round.id)).execute(connection)?;
            if so {
                diesel::insert_into(together::table).values(together::round_id.eq(round.id)).execute(connection)?;
            }
            if (removed == 1) == so {
                return Ok(false);
            }
            let what = if so { "sends letters together with other rounds" } else { "sends letters alone" };
            log::note(connection, now, who, what, &round.key)?;
            Ok(true)
        })
    }

    /// The rounds with which a round's letters go, of those that open within so many days of it; none where it writes alone.
    pub fn together_with(&self, round: &Round, days: u32, now: Timestamp) -> Result<Vec<Round>, Error> {
        let ids: Vec<i64> =
            self.read(|connection| Ok(together::table.order(together::round_id).select(together::round_id).load(connection)?))?;
        if !ids.contains(&round.id) {
            return Ok(Vec::new());
        }
        let own = self.audience_of(round)?;
        let mut found = Vec::new();
        for other in self.rounds()?.into_iter().filter(|other| ids.contains(&other.id)) {
            if go_together((round, own), (&other, self.audience_of(&other)?), days, now) {
                found.push(other);
            }
        }
        Ok(found)
    }

    fn audience_of(&self, round: &Round) -> Result<Audience, Error> {
        Ok(self.version(self.version_id_of(round.id)?)?.version.audience)
    }

    /// The open invitations that came in the same letters as this one, to other rounds that are not closed.
    pub fn invitations_beside(&self, id: RandomId, now: Timestamp) -> Result<Vec<RandomId>, Error> {
        let found: Vec<(Vec<u8>, i64)> = self.read(|connection| {
            let own: Vec<String> = letter::table
                .filter(letter::invitation_id.eq(&id.0[..]).and(letter::bundled))
                .select(letter::message_id)
                .load(connection)?;
            if own.is_empty() {
                return Ok(Vec::new());
            }
            Ok(letter::table
                .inner_join(invitation::table)
                .filter(letter::bundled)
                .filter(letter::message_id.eq_any(own).and(letter::invitation_id.ne(&id.0[..])))
                .filter(invitation::state.le(InvitationState::Started.number()))
                .select((letter::invitation_id, letter::round_id))
                .distinct()
                .load(connection)?)
        })?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let rounds = self.rounds()?;
        let open = |of: i64| rounds.iter().any(|round| round.id == of && !round.is_closed(now));
        let beside = found.into_iter().filter(|(_, round)| open(*round));
        beside.map(|(id, _)| Ok(RandomId(id[..].try_into().map_err(|_| Error::Corrupt("invitation"))?))).collect()
    }

    /// The rounds that letters may carry links to, with the secrets of their links.
    pub(super) fn fellows<'a>(&self, with: Together<'a>) -> Result<Vec<Fellow<'a>>, Error> {
        with.rounds.iter().map(|round| self.fellow(round)).collect()
    }

    /// A round with what writing its letters takes.
    pub(super) fn fellow<'a>(&self, round: &'a Round) -> Result<Fellow<'a>, Error> {
        let secret = self.keys().link_secret(&round.key)?;
        let noes = self.keys().journal()?.noes.remove(&round.key).unwrap_or_default();
        Ok(Fellow { round, secret, noes })
    }
}

/// A round that letters of another carry links to.
pub(super) struct Fellow<'a> {
    pub(super) round: &'a Round,
    pub(super) secret: Secret,
    /// Who said no to it, as the journal tells; where a backup was restored, the list of recipients may have come after it.
    noes: HashSet<Vec<u8>>,
}

impl Fellow<'_> {
    /// Whether this person said no to the round, in a database that is no more.
    pub(super) fn was_refused_by(&self, to: &To) -> bool {
        let (municipality, key) = &to.person;
        !self.noes.is_empty() && self.noes.contains(&self.secret.mark_of_no(municipality.as_deref(), key)[..])
    }
}

/// Who gets a link in another round's letter: of each round those who are to have a letter of the same kind.
pub(super) struct Along<'a> {
    waiting: Vec<(&'a Fellow<'a>, HashMap<Person, To>)>,
    taken: Vec<usize>,
}

/// The same address, the same key and the same municipality: one mailbox that several people share gets each their own letter.
type Person = (String, Option<String>, String);

fn person(to: &To) -> Person {
    (to.email.to_lowercase(), to.person.0.clone(), to.person.1.clone())
}

impl<'a> Along<'a> {
    /// Those of these rounds whom `find` finds.
    pub(super) fn of(
        connection: &mut AnyConnection,
        fellows: &'a [Fellow<'a>],
        find: impl Fn(&mut AnyConnection, i64) -> Result<Vec<To>, Error>,
    ) -> Result<Self, Error> {
        let mut waiting = Vec::with_capacity(fellows.len());
        for fellow in fellows {
            let found = find(connection, fellow.round.id)?.into_iter();
            let reached = found.filter(|to| !to.email.is_empty() && !fellow.was_refused_by(to));
            waiting.push((fellow, reached.map(|to| (person(&to), to)).collect()));
        }
        Ok(Self { taken: vec![0; waiting.len()], waiting })
    }

    /// The same person in the other rounds.
    pub(super) fn take(&mut self, to: &To) -> Vec<(&'a Fellow<'a>, To)> {
        if self.waiting.is_empty() || to.email.is_empty() {
            return Vec::new();
        }
        let person = person(to);
        let mut found = Vec::new();
        for ((fellow, waiting), taken) in self.waiting.iter_mut().zip(&mut self.taken) {
            if let Some(other) = waiting.remove(&person) {
                *taken += 1;
                found.push((*fellow, other));
            }
        }
        found
    }

    /// Notes at each of these rounds how many letters of this kind were queued with those of another.
    pub(super) fn note(&self, connection: &mut AnyConnection, what: &str, with: &Round, by: Actor<'_>) -> Result<(), Error> {
        for ((fellow, _), taken) in self.waiting.iter().zip(&self.taken).filter(|(_, taken)| **taken > 0) {
            let what = format!("queued {taken} {what} together with {}", with.key);
            by.note(connection, &what, &fellow.round.key)?;
        }
        Ok(())
    }
}

/// The letters that leave as one mail with this one, and it itself.
pub(super) fn of_one_mail(connection: &mut AnyConnection, id: i64) -> Result<Vec<i64>, Error> {
    let own: Option<String> =
        letter::table.filter(letter::id.eq(id).and(letter::bundled)).select(letter::message_id).first(connection).optional()?;
    let mut all = vec![id];
    if let Some(own) = own {
        let beside = letter::table.filter(letter::bundled).filter(letter::message_id.eq(own).and(letter::id.ne(id)));
        all.extend(beside.select(letter::id).load::<i64>(connection)?);
    }
    Ok(all)
}

/// The letters that wait to leave as one mail with these, with their states.
pub(super) fn beside(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<(i64, i16)>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mails: Vec<String> = letter::table.filter(letter::id.eq_any(ids)).select(letter::message_id).load(connection)?;
    Ok(letter::table
        .filter(letter::bundled)
        .filter(letter::message_id.eq_any(mails).and(letter::id.ne_all(ids)))
        .filter(letter::state.eq_any(LetterState::WAITING.map(LetterState::number)))
        .select((letter::id, letter::state))
        .load(connection)?)
}

/// Takes a letter out of its mail: it leaves alone, so with a Message-ID of its own.
pub(super) fn leave(connection: &mut AnyConnection, id: i64, message_id: &str) -> Result<(), Error> {
    let domain = message_id.rsplit('@').next().unwrap_or_default();
    let own = format!("{}@{domain}", data_encoding::HEXLOWER.encode(&RandomId::new()?.0));
    diesel::update(letter::table.find(id)).set((letter::message_id.eq(own), letter::bundled.eq(false))).execute(connection)?;
    Ok(())
}

/// The invitations of a round that a letter of several rounds has reminded of since then.
pub(super) fn reminded_since(connection: &mut AnyConnection, round_id: i64, since: Timestamp) -> Result<Vec<Vec<u8>>, Error> {
    let reminder = crate::fieldwork::LetterKind::Reminder.number();
    Ok(letter::table
        .inner_join(invitation::table)
        .filter(letter::bundled)
        .filter(letter::round_id.eq(round_id).and(letter::kind.eq(reminder)).and(letter::date.ge(since.0)))
        .filter(letter::state.ne(LetterState::Cancelled.number()))
        .select(invitation::id)
        .load(connection)?)
}
