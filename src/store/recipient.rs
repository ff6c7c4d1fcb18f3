//! Recipients: the identity table of a round, separable from everything else.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use diesel::prelude::*;
use jiff::civil::Date;

use super::kept_count::{self, Figure};
use super::log::note_by;
use super::schema::{invitation, recipient};
use super::suppression::{Someone, Way, allow, suppress};
use super::visit::Visit;
use super::{Actor, Addressed, AnyConnection, Error, Store, invitation as invitations, remembered};
use crate::fieldwork::{Mode, Population, Round, SingledOut, singled_out};
use crate::language::Language;
use crate::questionnaire::Audience;
use crate::token::RandomId;

/// A recipient to be stored.
pub struct NewRecipient {
    /// The municipality's own key of the person, or the case number.
    pub person_key: String,
    /// The name.
    pub name: String,
    /// The address; empty: none.
    pub email: String,
    /// The telephone number; empty: none.
    pub phone: String,
    /// Where a letter on paper goes, its lines parted by commas; empty: not known.
    pub address: String,
    /// The language of letters.
    pub language: Language,
    /// The reporting unit's key.
    pub municipality: Option<String>,
    /// The other background values.
    pub background: BTreeMap<String, String>,
}

/// How a recipient of a list stands to those whom the round has already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// Nobody in the round has the key or the address.
    New,
    /// The round has the person key with the same content.
    Known,
    /// The round has the person key with other content: the columns that differ.
    Different(Vec<String>),
    /// Somebody else in the round has the address.
    SameAddress,
}

/// What came of a person who does not want to take part, by their key on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptedOut {
    /// They get no more letters, whether they have answered or not.
    Done,
    /// Nobody has the key.
    Nobody,
    /// Several municipalities use the key.
    Several,
    /// They have neither an address nor a name, so that nothing is noted but that they said no to the round.
    Nameless,
}

/// What a person who rings wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Not to take part in the round.
    NotThisRound,
    /// Nor to get any letters at all, from this day on.
    NoLetters(Date),
    /// To get letters again after having wished for none; what was said no to stays so.
    LettersAgain,
}

impl Match {
    /// Whether storing the recipient would change somebody, or send one person two letters.
    #[must_use]
    pub fn clashes(&self) -> bool {
        matches!(self, Self::Different(_) | Self::SameAddress)
    }
}

impl Store {
    /// How each of these recipients stands to those whom the round has; changes nothing.
    pub fn standings(&self, round: &Round, rows: &[NewRecipient]) -> Result<Vec<Match>, Error> {
        let known = self.read(|connection| known(connection, round.id))?;
        Ok(rows.iter().map(|row| known.standing(row, round.mode)).collect())
    }

    /// Stores the recipients whom the round does not have. If one of the others clashes, nothing is stored, unless
    /// `leave_out` says that those are to be left out.
    pub fn add_recipients(
        &self,
        round: &Round,
        rows: &[NewRecipient],
        leave_out: bool,
        by: Option<Actor<'_>>,
    ) -> Result<Vec<Match>, Error> {
        self.add_recipients_telling((round, rows), leave_out, by, &|_, _| ())
    }

    /// The same, which tells after each row how many of those that are new are stored, and of how many.
    pub fn add_recipients_telling(
        &self,
        (round, rows): (&Round, &[NewRecipient]),
        leave_out: bool,
        by: Option<Actor<'_>>,
        told: &dyn Fn(usize, usize),
    ) -> Result<Vec<Match>, Error> {
        self.write(|connection| {
            let known = known(connection, round.id)?;
            let standings: Vec<Match> = rows.iter().map(|row| known.standing(row, round.mode)).collect();
            if !leave_out && standings.iter().any(Match::clashes) {
                return Ok(standings);
            }
            let added = standings.iter().filter(|standing| **standing == Match::New).count();
            let new = rows.iter().zip(&standings).filter(|(_, standing)| **standing == Match::New);
            for (done, (row, _)) in (1..).zip(new) {
                insert(connection, round.id, row)?;
                told(done, added);
            }
            if added > 0 {
                remembered::recipients_came(connection, round.id)?;
            }
            if added > 0 {
                note_by(connection, by, &format!("imported {added} recipients"), &round.key)?;
            }
            Ok(standings)
        })
    }

    /// Notes what the person with this key wishes: of this municipality if one is named, and only of these where not all may be touched.
    /// Whoever says no and is not invited yet never will be; what was saved and not submitted is destroyed.
    pub fn note_wish(&self, round: &Round, who: Addressed<'_>, wish: Wish, by: Actor<'_>) -> Result<OptedOut, Error> {
        let secret = self.keys().link_secret(&round.key)?;
        self.write(|connection| {
            let meant = meant(connection, round.id, who.person_key, who.municipality, who.only)?;
            let [id] = &meant[..] else {
                return Ok(if meant.is_empty() { OptedOut::Nobody } else { OptedOut::Several });
            };
            let (email, municipality, name): (String, Option<String>, String) = recipient::table
                .find(id)
                .select((recipient::email, recipient::municipality, recipient::name))
                .first(connection)?;
            let municipality = municipality.as_deref();
            if wish != Wish::LettersAgain {
                // First, so that a crash in between leaves the wish.
                self.keys().journal_no(&round.key, &secret.mark_of_no(municipality, who.person_key))?;
                invitations::opt_out(connection, round.id, id, &secret)?;
            }
            // The person stands in no line of the log: only that somebody was taken off.
            let not_this_round = "opted a person out by telephone";
            let since = match wish {
                Wish::NotThisRound => {
                    by.note(connection, not_this_round, &round.key)?;
                    return Ok(OptedOut::Done);
                }
                Wish::NoLetters(since) => since,
                Wish::LettersAgain => Date::ZERO,
            };
            let someone = Someone { email: &email, municipality, person_key: who.person_key, name: &name };
            let Some(one) = self.suppressing(someone, Way::Telephone, since)? else {
                if wish != Wish::LettersAgain {
                    by.note(connection, not_this_round, &round.key)?;
                }
                return Ok(OptedOut::Nameless);
            };
            one.journal(self.keys(), wish != Wish::LettersAgain)?;
            if wish == Wish::LettersAgain {
                allow(connection, &one)?;
                by.note(connection, "a person takes letters again, by telephone", &round.key)?;
            } else {
                suppress(connection, &one)?;
                by.note(connection, "opted a person out of all letters by telephone", &round.key)?;
            }
            Ok(OptedOut::Done)
        })
    }

    /// The names of a round's recipients, to be found in texts and covered there.
    pub fn recipient_names(&self, round_id: i64) -> Result<Vec<String>, Error> {
        let of_round = recipient::table.filter(recipient::round_id.eq(round_id).and(recipient::name.ne("")));
        self.read(|connection| Ok(of_round.select(recipient::name).load(connection)?))
    }

    /// The names that whoever answers is asked about when they write them: all of the round, where colleagues answer, and of anybody
    /// else the own one alone, since being asked about another's would tell that this person was invited too.
    pub fn names_to_ask_about(&self, visit: &Visit, audience: Audience) -> Result<Vec<String>, Error> {
        if matches!(audience, Audience::Caseworker | Audience::Manager | Audience::Employee | Audience::Politician) {
            return self.recipient_names(visit.round.id);
        }
        let own = recipient::table
            .inner_join(invitation::table)
            .filter(invitation::id.eq(&visit.invitation.0[..]).and(recipient::name.ne("")));
        self.read(|connection| Ok(own.select(recipient::name).load(connection)?))
    }

    /// How many people the round's backgrounds single out, as far as it is known whom it asks; nothing where nobody is known.
    pub fn singled_out(&self, round: &Round) -> Result<Option<SingledOut>, Error> {
        let published = self.version(self.version_id_of(round.id)?)?;
        let columns = published.version.background.iter().map(|background| background.key.clone()).collect();
        Ok(singled_out(round.population.as_ref(), &self.recipient_backgrounds(round.id)?, columns))
    }

    /// How many recipients the round has by their background columns' values, those that were deleted in time too.
    pub fn recipient_backgrounds(&self, round_id: i64) -> Result<Population, Error> {
        self.read(|connection| population(connection, round_id))
    }
}

/// The recipients of a round with this person key: of this municipality if one is named, and only of these where not all may be touched.
pub(super) fn meant(
    connection: &mut AnyConnection,
    round_id: i64,
    person_key: &str,
    municipality: Option<&str>,
    only: Option<&[&str]>,
) -> Result<Vec<Vec<u8>>, Error> {
    let rows: Vec<(Vec<u8>, Option<String>)> = recipient::table
        .filter(recipient::round_id.eq(round_id).and(recipient::person_key.eq(person_key)))
        .select((recipient::id, recipient::municipality))
        .load(connection)?;
    let is_meant = |of: Option<&str>| {
        municipality.is_none_or(|wanted| of == Some(wanted)) && only.is_none_or(|only| of.is_some_and(|of| only.contains(&of)))
    };
    Ok(rows.into_iter().filter(|(_, of)| is_meant(of.as_deref())).map(|(id, _)| id).collect())
}

/// How many recipients the round has by these background columns' values, for the population where none is given; those that were
/// deleted in time too.
pub(super) fn population(connection: &mut AnyConnection, round_id: i64) -> Result<Population, Error> {
    let mut counts = backgrounds(connection, round_id)?;
    for (cell, _, count) in kept_count::load(connection, round_id, Figure::Recipients)? {
        let cell = serde_json::from_str(&cell).map_err(|_| Error::Corrupt("kept_count"))?;
        *counts.entry(cell).or_default() += count;
    }
    Ok(Population(counts.into_iter().collect()))
}

/// How many recipients that are there have these background values.
pub(super) fn backgrounds(
    connection: &mut AnyConnection,
    round_id: i64,
) -> Result<BTreeMap<BTreeMap<String, String>, u64>, Error> {
    let rows: Vec<(Option<String>, String)> = recipient::table
        .filter(recipient::round_id.eq(round_id))
        .select((recipient::municipality, recipient::background))
        .load(connection)?;
    let mut counts: BTreeMap<BTreeMap<String, String>, u64> = BTreeMap::new();
    for (municipality, background) in rows {
        let mut cell: BTreeMap<String, String> = serde_json::from_str(&background).map_err(|_| Error::Corrupt("recipient"))?;
        if let Some(municipality) = municipality {
            cell.insert("municipality".to_owned(), municipality);
        }
        *counts.entry(cell).or_default() += 1;
    }
    Ok(counts)
}

/// The key of a person: municipality and the municipality's own key, since two municipalities may use the same.
type Key = (Option<String>, String);

/// The recipients whom a round has.
struct Known {
    by_key: HashMap<Key, NewRecipient>,
    addresses: HashSet<String>,
}

impl Known {
    fn standing(&self, row: &NewRecipient, mode: Mode) -> Match {
        if let Some(known) = self.by_key.get(&(row.municipality.clone(), row.person_key.clone())) {
            let columns = differing(known, row);
            return if columns.is_empty() { Match::Known } else { Match::Different(columns) };
        }
        // One auditor reviews many cases, so in identified rounds an address may come back.
        let taken = mode != Mode::Identified && !row.email.is_empty() && self.addresses.contains(&row.email.to_lowercase());
        if taken { Match::SameAddress } else { Match::New }
    }
}

/// The columns in which two rows of one person differ.
fn differing(known: &NewRecipient, row: &NewRecipient) -> Vec<String> {
    let fixed = [
        ("name", known.name != row.name),
        ("email", known.email != row.email),
        ("phone", known.phone != row.phone),
        ("address", known.address != row.address),
        ("language", known.language != row.language),
    ];
    let fixed = fixed.into_iter().filter(|(_, differs)| *differs).map(|(column, _)| column.to_owned());
    let columns: BTreeSet<&String> = known.background.keys().chain(row.background.keys()).collect();
    let background = columns.into_iter().filter(|column| known.background.get(*column) != row.background.get(*column));
    fixed.chain(background.cloned()).collect()
}

fn known(connection: &mut AnyConnection, round_id: i64) -> Result<Known, Error> {
    type Row = (String, String, String, String, String, Option<String>, (String, String));
    let rows: Vec<Row> = recipient::table
        .filter(recipient::round_id.eq(round_id))
        .select((
            recipient::person_key,
            recipient::name,
            recipient::email,
            recipient::phone,
            recipient::language,
            recipient::municipality,
            (recipient::background, recipient::address),
        ))
        .load(connection)?;
    let mut known = Known { by_key: HashMap::new(), addresses: HashSet::new() };
    for (person_key, name, email, phone, language, municipality, (background, address)) in rows {
        known.addresses.insert(email.to_lowercase());
        let language = Language::from_code(&language).ok_or(Error::Corrupt("recipient"))?;
        let background = serde_json::from_str(&background).map_err(|_| Error::Corrupt("recipient"))?;
        let row = NewRecipient { person_key, name, email, phone, address, language, municipality, background };
        known.by_key.insert((row.municipality.clone(), row.person_key.clone()), row);
    }
    Ok(known)
}

fn insert(connection: &mut AnyConnection, round_id: i64, row: &NewRecipient) -> Result<(), Error> {
    let background = serde_json::to_string(&row.background).map_err(|_| Error::Corrupt("recipient"))?;
    diesel::insert_into(recipient::table)
        .values((
            recipient::id.eq(&RandomId::new()?.0[..]),
            recipient::round_id.eq(round_id),
            recipient::person_key.eq(&row.person_key),
            recipient::name.eq(&row.name),
            recipient::email.eq(&row.email),
            recipient::phone.eq(&row.phone),
            recipient::address.eq(&row.address),
            recipient::language.eq(row.language.code()),
            recipient::municipality.eq(&row.municipality),
            recipient::background.eq(background),
        ))
        .execute(connection)?;
    Ok(())
}
