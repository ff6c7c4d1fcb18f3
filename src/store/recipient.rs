//! Recipients: the identity table of a round, separable from everything else.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::schema::recipient;
use super::{Error, Store};
use crate::fieldwork::Population;
use crate::language::Language;
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
    /// The language of letters.
    pub language: Language,
    /// The reporting unit's key.
    pub municipality: Option<String>,
    /// The other background values.
    pub background: BTreeMap<String, String>,
}

impl Store {
    /// Stores recipients of a round, all or none. Those whose person key the round has already are left out and counted.
    pub fn add_recipients(&self, round_id: i64, rows: &[NewRecipient]) -> Result<usize, Error> {
        self.write(|connection| {
            let known: Vec<(Option<String>, String)> = recipient::table
                .filter(recipient::round_id.eq(round_id))
                .select((recipient::municipality, recipient::person_key))
                .load(connection)?;
            let known: std::collections::HashSet<_> = known.into_iter().collect();
            let mut added = 0;
            for row in rows.iter().filter(|row| !known.contains(&(row.municipality.clone(), row.person_key.clone()))) {
                let background = serde_json::to_string(&row.background).map_err(|_| Error::Corrupt("recipient"))?;
                diesel::insert_into(recipient::table)
                    .values((
                        recipient::id.eq(&RandomId::new()?.0[..]),
                        recipient::round_id.eq(round_id),
                        recipient::person_key.eq(&row.person_key),
                        recipient::name.eq(&row.name),
                        recipient::email.eq(&row.email),
                        recipient::phone.eq(&row.phone),
                        recipient::language.eq(row.language.code()),
                        recipient::municipality.eq(&row.municipality),
                        recipient::background.eq(background),
                    ))
                    .execute(connection)?;
                added += 1;
            }
            Ok(added)
        })
    }

    /// How many recipients the round has by these background columns' values, for the population where none is given.
    pub fn recipient_backgrounds(&self, round_id: i64) -> Result<Population, Error> {
        let rows: Vec<(Option<String>, String)> = self.read(|connection| {
            Ok(recipient::table
                .filter(recipient::round_id.eq(round_id))
                .select((recipient::municipality, recipient::background))
                .load(connection)?)
        })?;
        let mut counts: BTreeMap<BTreeMap<String, String>, u64> = BTreeMap::new();
        for (municipality, background) in rows {
            let mut cell: BTreeMap<String, String> =
                serde_json::from_str(&background).map_err(|_| Error::Corrupt("recipient"))?;
            if let Some(municipality) = municipality {
                cell.insert("municipality".to_owned(), municipality);
            }
            *counts.entry(cell).or_default() += 1;
        }
        Ok(Population(counts.into_iter().collect()))
    }
}
