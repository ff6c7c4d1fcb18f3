//! Answers that people gave on paper or by telephone: whose link they are entered through, and how many there are.
//!
//! They are stored by [`Store::send`], the step by which people send their own.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::kept_count::{self, Figure};
use super::schema::{invitation, recipient};
use super::{Error, Store};
use crate::fieldwork::{Entry, Round};
use crate::token::{RandomId, Token};

/// The link of a person on a round's list.
pub enum PersonLink {
    /// This is it.
    Link(Token),
    /// Nobody has the key.
    Nobody,
    /// Several municipalities use the key.
    Several,
    /// The person is not invited yet.
    NotInvited,
}

impl Store {
    /// The link of the person with this key: of this municipality if one is named, and only of these where not all may be touched.
    pub fn link_of_person(
        &self,
        round: &Round,
        person_key: &str,
        municipality: Option<&str>,
        only: Option<&[&str]>,
    ) -> Result<PersonLink, Error> {
        let secret = self.keys().link_secret(&round.key)?;
        let rows: Vec<(Option<Vec<u8>>, Option<String>)> = self.read(|connection| {
            Ok(recipient::table
                .left_join(invitation::table)
                .filter(recipient::round_id.eq(round.id).and(recipient::person_key.eq(person_key)))
                .select((invitation::id.nullable(), recipient::municipality))
                .load(connection)?)
        })?;
        let is_meant = |of: Option<&str>| {
            municipality.is_none_or(|wanted| of == Some(wanted))
                && only.is_none_or(|only| of.is_some_and(|of| only.contains(&of)))
        };
        let meant: Vec<&Option<Vec<u8>>> = rows.iter().filter(|(_, of)| is_meant(of.as_deref())).map(|(id, _)| id).collect();
        Ok(match meant[..] {
            [] => PersonLink::Nobody,
            [None] => PersonLink::NotInvited,
            [Some(id)] => {
                let id = RandomId(id[..].try_into().map_err(|_| Error::Corrupt("invitation"))?);
                PersonLink::Link(Token::of(&secret, id))
            }
            _ => PersonLink::Several,
        })
    }

    /// How many answers of a round were entered at the desk, by how they came in; those that were deleted in time too.
    pub fn entered(&self, round_id: i64) -> Result<BTreeMap<Entry, u64>, Error> {
        let kept = self.read(|connection| kept_count::load(connection, round_id, Figure::Entered))?;
        let entry = |number: i16| Entry::AT_THE_DESK.into_iter().find(|entry| entry.number() == number);
        Ok(kept.into_iter().filter_map(|(_, number, count)| Some((entry(number)?, count))).collect())
    }
}
