//! Rounds: adding, finding, extending and closing them.

use diesel::prelude::*;
use jiff::civil::Date;

use super::log::note_by;
use super::refusing::refuse_listed;
use super::schema::{draft, invitation, questionnaire_version, round};
use super::sealed::EMPTY;
use super::{Actor, AnyConnection, Closed, Error, Store, due, schedule};
use crate::fieldwork::{Access, Mode, NewSending, Population, Round};
use crate::seal::public_key;
use crate::time::Timestamp;

/// A round to be added.
#[derive(Clone, Debug)]
pub struct NewRound {
    /// Its key.
    pub key: String,
    /// The number of its version in the database.
    pub version_id: i64,
    /// The first day.
    pub opens: Date,
    /// The last day.
    pub closes: Date,
    /// What is known of who answers.
    pub mode: Mode,
    /// Who may answer.
    pub access: Access,
    /// How many people there are.
    pub population: Option<Population>,
    /// The minimum.
    pub minimum: Option<u32>,
    /// From this per cent complete.
    pub complete: u32,
    /// From this per cent partial.
    pub partial: u32,
    /// Whether its answers are made up.
    pub synthetic: bool,
    /// Its publication set; none where all that is possible.
    pub divisions: Option<Vec<Vec<String>>>,
}

/// What became of a round that was to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundAdded {
    /// It is stored, under this number.
    New(i64),
    /// Another round has the key.
    KeyTaken,
}

pub(super) type Row = (
    (i64, String, i64, String, String, Option<i64>, String, String),
    (Option<String>, Option<i32>, i32, i32, bool, bool, Option<Vec<u8>>, Option<String>),
    (String, i32),
);

/// A round with the number of its version in the database.
pub(super) fn columns() -> Columns {
    (
        (round::id, round::key, round::version_id, round::opens, round::closes, round::closed_at, round::mode, round::access),
        (
            round::population,
            round::minimum,
            round::complete,
            round::partial,
            round::synthetic,
            round::imported,
            round::public_key,
            round::divisions,
        ),
        (questionnaire_version::key, questionnaire_version::version),
    )
}

pub(super) type Columns = (
    (round::id, round::key, round::version_id, round::opens, round::closes, round::closed_at, round::mode, round::access),
    (
        round::population,
        round::minimum,
        round::complete,
        round::partial,
        round::synthetic,
        round::imported,
        round::public_key,
        round::divisions,
    ),
    (questionnaire_version::key, questionnaire_version::version),
);

impl Store {
    /// Adds a round and makes its link secret.
    pub fn add_round(&self, new: &NewRound) -> Result<RoundAdded, Error> {
        self.add_round_with(new, None, &[], None)
    }

    /// The same with the day by which municipalities are to hand in whom to ask, and the letters that the round sends by itself; `by` says
    /// who plans it and what the log calls that.
    pub fn add_round_with(
        &self,
        new: &NewRound,
        recipients_due: Option<Date>,
        sendings: &[NewSending],
        by: Option<(Actor<'_>, &str)>,
    ) -> Result<RoundAdded, Error> {
        let population = new.population.as_ref().map(|population| serde_json::to_string(&population.0)).transpose();
        let population = population.map_err(|_| Error::Corrupt("round"))?;
        let divisions = new.divisions.as_ref().map(serde_json::to_string).transpose().map_err(|_| Error::Corrupt("round"))?;
        let public_key = match new.mode {
            // A key that another round of this name has is never touched.
            Mode::Anonymous if self.round(&new.key)?.is_none() => {
                Some(public_key(&self.keys().make_round_secret(&new.key)?).to_vec())
            }
            _ => None,
        };
        let percent = |value: u32| i32::try_from(value).unwrap_or(100);
        let added = self.write(|connection| {
            let taken: i64 = round::table.filter(round::key.eq(&new.key)).count().get_result(connection)?;
            if taken > 0 {
                return Ok(RoundAdded::KeyTaken);
            }
            let id: i64 = diesel::insert_into(round::table)
                .values((
                    round::key.eq(&new.key),
                    round::version_id.eq(new.version_id),
                    round::opens.eq(new.opens.to_string()),
                    round::closes.eq(new.closes.to_string()),
                    round::mode.eq(new.mode.name()),
                    round::access.eq(new.access.name()),
                    round::population.eq(&population),
                    round::minimum.eq(new.minimum.map(|minimum| i32::try_from(minimum).unwrap_or(i32::MAX))),
                    round::complete.eq(percent(new.complete)),
                    round::partial.eq(percent(new.partial)),
                    round::synthetic.eq(new.synthetic),
                    round::imported.eq(false),
                    round::public_key.eq(&public_key),
                    round::divisions.eq(&divisions),
                ))
                .returning(round::id)
                .get_result(connection)?;
            due::set(connection, id, recipients_due)?;
            sendings.iter().try_for_each(|sending| schedule::add(connection, id, *sending))?;
            by.map_or(Ok(()), |(by, what)| by.note(connection, what, &new.key))?;
            Ok(RoundAdded::New(id))
        })?;
        if added != RoundAdded::KeyTaken {
            self.keys().make_link_secret(&new.key)?;
        }
        Ok(added)
    }

    /// Every round, in order of opening, then key.
    pub fn rounds(&self) -> Result<Vec<Round>, Error> {
        let rows: Vec<Row> = self
            .read(|connection| Ok(round::table.inner_join(questionnaire_version::table).select(columns()).load(connection)?))?;
        let mut rounds = rows.into_iter().map(round_of).collect::<Result<Vec<_>, _>>()?;
        rounds.sort_by(|a, b| (a.opens, &a.key).cmp(&(b.opens, &b.key)));
        Ok(rounds)
    }

    /// The round with this key.
    pub fn round(&self, key: &str) -> Result<Option<Round>, Error> {
        // PostgreSQL cannot be asked for a text with NUL, and no round has one.
        if key.contains('\0') {
            return Ok(None);
        }
        let row: Option<Row> = self.read(|connection| {
            Ok(round::table
                .inner_join(questionnaire_version::table)
                .filter(round::key.eq(key))
                .select(columns())
                .first(connection)
                .optional()?)
        })?;
        row.map(round_of).transpose()
    }

    /// The number in the database of the version that a round asks.
    pub fn version_id_of(&self, round_id: i64) -> Result<i64, Error> {
        self.read(|connection| Ok(round::table.find(round_id).select(round::version_id).first(connection)?))
    }

    /// Whether the secret of the round's links is still there; without it no link can be made or answered.
    pub fn has_link_secret(&self, round: &Round) -> Result<bool, Error> {
        match self.keys().link_secret(&round.key) {
            Ok(_) => Ok(true),
            Err(Error::NoSecret(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Sets another last day.
    pub fn extend_round(&self, round: &Round, closes: Date, by: Option<Actor<'_>>) -> Result<(), Error> {
        self.write(|connection| {
            diesel::update(round::table.find(round.id)).set(round::closes.eq(closes.to_string())).execute(connection)?;
            note_by(connection, by, &format!("extended a round to {closes}"), &round.key)
        })
    }

    /// Closes a round now: drafts that were never submitted are destroyed to the last byte, and so is the secret of its links; the
    /// answers of an anonymous round are released, or destroyed where they are too few or, if `destroy`, where their key is lost.
    pub fn close_round(&self, round: &Round, now: Timestamp, destroy: bool, by: Option<Actor<'_>>) -> Result<Closed, Error> {
        let list = match self.suppression_list() {
            Ok(list) => Some(list),
            // Nobody can be found on it; the round closes all the same.
            Err(Error::NoSuppressionKey) => None,
            Err(error) => return Err(error),
        };
        self.write(|connection| {
            if round.closed_at.is_none() {
                list.as_ref().map_or(Ok(()), |list| refuse_listed(connection, round.id, list))?;
                diesel::update(round::table.find(round.id)).set(round::closed_at.eq(Some(now.0))).execute(connection)?;
                note_by(connection, by, "closed a round", &round.key)?;
            }
            empty_drafts(connection, round.id)
        })?;
        self.keys().destroy_link_secret(&round.key)?;
        let closed = if round.mode == Mode::Anonymous { self.release(round, now, destroy)? } else { Closed::Plain };
        self.forget_deleted()?;
        Ok(closed)
    }
}

/// Destroys what drafts hold. How far each came stays: by that number alone it counts among the dispositions.
fn empty_drafts(connection: &mut AnyConnection, round_id: i64) -> Result<(), Error> {
    let of_round = invitation::table.filter(invitation::round_id.eq(round_id)).select(invitation::id);
    diesel::update(draft::table.filter(draft::invitation_id.eq_any(of_round)))
        .set(draft::answers.eq(EMPTY))
        .execute(connection)?;
    Ok(())
}

/// Reads a row into the noun.
pub(super) fn round_of(row: Row) -> Result<Round, Error> {
    let corrupt = || Error::Corrupt("round");
    let (
        (id, key, _, opens, closes, closed_at, mode, access),
        (population, minimum, complete, partial, synthetic, imported, public_key, divisions),
        version,
    ) = row;
    let population = population.map(|text| serde_json::from_str(&text).map(Population)).transpose().map_err(|_| corrupt())?;
    let number = |value: i32| u32::try_from(value).map_err(|_| corrupt());
    Ok(Round {
        id,
        key,
        questionnaire: version.0,
        version: number(version.1)?,
        opens: opens.parse().map_err(|_| corrupt())?,
        closes: closes.parse().map_err(|_| corrupt())?,
        closed_at: closed_at.map(Timestamp),
        mode: Mode::from_name(&mode).ok_or_else(corrupt)?,
        access: Access::from_name(&access).ok_or_else(corrupt)?,
        population,
        minimum: minimum.map(number).transpose()?,
        complete: number(complete)?,
        partial: number(partial)?,
        synthetic,
        imported,
        public_key,
        divisions: divisions.map(|text| serde_json::from_str(&text)).transpose().map_err(|_| corrupt())?,
    })
}
