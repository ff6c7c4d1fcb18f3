//! The people who took part in two rounds, by the keys that link them.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::comparison::Loaded;
use super::schema::response;
use super::text_key::Opener;
use super::{Error, Store};
use crate::compare::{Cell, LinkedPerson, LinkedRounds, codes};
use crate::fieldwork::Outcome;
use crate::questionnaire::journey::shown;

/// A person's background and what was counted of the answers.
type Answered = (Cell, Vec<(String, i64)>);

impl Store {
    /// The people of each of these rounds who took part in the next, in the order of the rounds.
    pub(super) fn linked(&self, loaded: &[Loaded]) -> Result<Vec<LinkedRounds>, Error> {
        let mut rounds: Vec<BTreeMap<String, Answered>> = Vec::new();
        for one in loaded {
            rounds.push(self.people(one, loaded)?);
        }
        let pair = |(at, both): (usize, &[BTreeMap<String, Answered>])| {
            let (earlier, later) = (&both[0], &both[1]);
            let person = |(key, (cell, codes)): (&String, &Answered)| {
                let (other, later) = later.get(key)?;
                let cell = cell.iter().filter(|(column, value)| other.get(*column) == Some(value));
                let cell = cell.map(|(column, value)| (column.clone(), value.clone())).collect();
                Some(LinkedPerson { cell, codes: [codes.clone(), later.clone()] })
            };
            LinkedRounds {
                from: loaded[at].round.key.clone(),
                to: loaded[at + 1].round.key.clone(),
                people: earlier.iter().filter_map(person).collect(),
            }
        };
        Ok(rounds.windows(2).enumerate().map(pair).collect())
    }

    /// Those of a round who took part in another of these, by the key that links them.
    fn people(&self, one: &Loaded, all: &[Loaded]) -> Result<BTreeMap<String, Answered>, Error> {
        let others: BTreeSet<&String> =
            all.iter().filter(|other| other.round.id != one.round.id).flat_map(|other| &other.panel).collect();
        let opener = Opener::of(self.keys(), &one.round.key)?;
        let rows: Vec<(Option<String>, Vec<u8>, String, String)> = self.read(|connection| {
            Ok(response::table
                .filter(response::round_id.eq(one.round.id).and(response::panel_key.is_not_null()))
                .filter(response::outcome.ne(Outcome::ScreenedOut.number()))
                .select((response::panel_key, response::key, response::background, response::answers))
                .load(connection)?)
        })?;
        let mut people = BTreeMap::new();
        for (panel, key, background, answers) in rows {
            let Some(panel) = panel.filter(|panel| others.contains(panel)) else { continue };
            let cell: Cell = serde_json::from_str(&background).map_err(|_| Error::Corrupt("response"))?;
            let answers = opener.answers(&key, &answers)?;
            let version = &one.version.version;
            people.insert(panel, (cell, codes(version, &shown(version, &answers), &answers)));
        }
        Ok(people)
    }
}
