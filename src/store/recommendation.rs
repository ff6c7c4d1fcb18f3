//! What is recommended of trials: every version stays, and an approval holds for the words that it was given to.

use diesel::prelude::*;
use jiff::civil::Date;

use super::design::{object, of_stored, stored};
use super::schema::{recommendation_approval as approval, recommendation_version as version};
use super::{AnyConnection, Error, Store, log};
use crate::evaluation::{
    Approval, Approver, Recommendation, Refusal, hash_of, noted, recommendation_content, recommendation_from,
};
use crate::time::Timestamp;

/// A version of a recommendation, with every approval that was given to any version.
#[derive(Clone, Debug)]
pub struct KeptRecommendation {
    /// The trial.
    pub trial: String,
    /// The evaluation, where the trial has several.
    pub evaluation: Option<String>,
    /// Its number, from 1.
    pub version: i32,
    /// What is recommended.
    pub recommendation: Recommendation,
    /// The hash of what is recommended.
    pub hash: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Every approval of the trial's recommendations, in the order in which they were noted.
    pub approvals: Vec<Approval>,
}

impl KeptRecommendation {
    /// The approvals that hold for these words, in the order of the steps.
    #[must_use]
    pub fn standing(&self) -> Vec<&Approval> {
        let mut standing: Vec<&Approval> = self.approvals.iter().filter(|one| one.hash == self.hash).collect();
        standing.sort_by_key(|one| one.step);
        standing
    }

    /// Those of other words, which hold no more.
    #[must_use]
    pub fn lapsed(&self) -> Vec<&Approval> {
        self.approvals.iter().filter(|one| one.hash != self.hash).collect()
    }

    /// Whether everybody has approved these words.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        self.standing().len() == Approver::ALL.len()
    }
}

/// What became of a recommendation that was to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecommendationSaved {
    /// It is saved as this version, and so many approvals of the words before hold no more.
    Saved(i32, usize),
    /// It says what it said.
    Same,
    /// Somebody else saved another since it was looked at: nothing was done.
    Newer,
}

/// Why an approval was not noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotApproved {
    /// It is not its turn.
    Refused(Refusal),
    /// The words are not those that were looked at any more.
    Newer,
}

/// An approval that is to be noted.
#[derive(Clone, Copy, Debug)]
pub struct NewApprovalStep<'a> {
    /// Whose.
    pub step: Approver,
    /// When they approved.
    pub on: Date,
    /// What they said.
    pub note: &'a str,
    /// The hash of the words that they approved.
    pub seen: &'a str,
}

type Row = (String, String, i32, String, String, String, i64);
type ApprovalRow = (String, String, i32, String, String, String, String, String, i64);

fn load(connection: &mut AnyConnection, trial: &str, evaluation: Option<&str>) -> Result<Vec<KeptRecommendation>, Error> {
    let rows: Vec<Row> = version::table
        .filter(version::trial.eq(trial).and(version::evaluation.eq(stored(evaluation))))
        .order(version::version.desc())
        .select(version::all_columns)
        .load(connection)?;
    let approvals = approvals(connection)?;
    rows.into_iter().map(|row| kept(row, &approvals)).collect()
}

fn approvals(connection: &mut AnyConnection) -> Result<Vec<ApprovalRow>, Error> {
    Ok(approval::table
        .order(approval::id)
        .select((
            approval::trial,
            approval::evaluation,
            approval::version,
            approval::content_hash,
            approval::step,
            approval::approved_on,
            approval::note,
            approval::noted_by,
            approval::noted_at,
        ))
        .load(connection)?)
}

fn kept(
    (trial, evaluation, version, content, hash, by, at): Row,
    approvals: &[ApprovalRow],
) -> Result<KeptRecommendation, Error> {
    let own = approvals.iter().filter(|row| row.0 == trial && row.1 == evaluation);
    let approvals = own.map(given).collect::<Result<_, Error>>()?;
    let recommendation = recommendation_from(&content).ok_or(Error::Corrupt("recommendation_version"))?;
    let evaluation = of_stored(evaluation);
    Ok(KeptRecommendation { trial, evaluation, version, recommendation, hash, by, at: Timestamp(at), approvals })
}

fn given((_, _, version, hash, step, on, note, by, at): &ApprovalRow) -> Result<Approval, Error> {
    let corrupt = || Error::Corrupt("recommendation_approval");
    Ok(Approval {
        step: Approver::from_name(step).ok_or_else(corrupt)?,
        on: on.parse().map_err(|_| corrupt())?,
        hash: hash.clone(),
        version: *version,
        by: by.clone(),
        at: Timestamp(*at),
        note: note.clone(),
    })
}

/// The newest version of what is recommended of a trial's evaluation.
pub fn current(
    connection: &mut AnyConnection,
    trial: &str,
    evaluation: Option<&str>,
) -> Result<Option<KeptRecommendation>, Error> {
    Ok(load(connection, trial, evaluation)?.into_iter().next())
}

/// The newest version of each evaluation of every trial.
pub fn all(connection: &mut AnyConnection) -> Result<Vec<KeptRecommendation>, Error> {
    all_until(connection, Timestamp(i64::MAX))
}

/// The version of each that was the newest at a time, with the approvals that were noted by then.
fn all_until(connection: &mut AnyConnection, until: Timestamp) -> Result<Vec<KeptRecommendation>, Error> {
    let rows: Vec<Row> = version::table
        .filter(version::written_at.le(until.0))
        .order((version::trial, version::evaluation, version::version))
        .select(version::all_columns)
        .load(connection)?;
    let mut newest: Vec<Row> = Vec::new();
    for row in rows {
        match newest.last_mut().filter(|last| last.0 == row.0 && last.1 == row.1) {
            Some(last) => *last = row,
            None => newest.push(row),
        }
    }
    let mut approvals = approvals(connection)?;
    approvals.retain(|row| row.8 <= until.0);
    newest.into_iter().map(|row| kept(row, &approvals)).collect()
}

impl Store {
    /// The newest version of what is recommended of a trial's evaluation.
    pub fn recommendation(&self, trial: &str, evaluation: Option<&str>) -> Result<Option<KeptRecommendation>, Error> {
        self.read(|connection| current(connection, trial, evaluation))
    }

    /// The newest version of each evaluation of every trial.
    pub fn recommendations(&self) -> Result<Vec<KeptRecommendation>, Error> {
        self.read(all)
    }

    /// The same as it was at a time.
    pub fn recommendations_until(&self, until: Timestamp) -> Result<Vec<KeptRecommendation>, Error> {
        self.read(|connection| all_until(connection, until))
    }

    /// Every version, the newest first.
    pub fn recommendation_versions(&self, trial: &str, evaluation: Option<&str>) -> Result<Vec<KeptRecommendation>, Error> {
        self.read(|connection| load(connection, trial, evaluation))
    }

    /// Saves what is recommended as the next version, unless another was saved since the one with the hash `seen` was looked at.
    pub fn save_recommendation(
        &self,
        (trial, evaluation): (&str, Option<&str>),
        recommendation: &Recommendation,
        seen: &str,
        (by, now): (&str, Timestamp),
    ) -> Result<RecommendationSaved, Error> {
        let content = recommendation_content(recommendation);
        let hash = hash_of(&content);
        self.write(|connection| {
            let last = current(connection, trial, evaluation)?;
            let there = last.as_ref().map_or("", |last| last.hash.as_str());
            if there == hash {
                return Ok(RecommendationSaved::Same);
            }
            if there != seen {
                return Ok(RecommendationSaved::Newer);
            }
            let next = last.as_ref().map_or(0, |last| last.version) + 1;
            diesel::insert_into(version::table)
                .values((
                    version::trial.eq(trial),
                    version::evaluation.eq(stored(evaluation)),
                    version::version.eq(next),
                    version::content.eq(&content),
                    version::content_hash.eq(&hash),
                    version::written_by.eq(by),
                    version::written_at.eq(now.0),
                ))
                .execute(connection)?;
            let object = format!("{} {next}", object(trial, evaluation));
            log::note(connection, now, by, "wrote a recommendation", &object)?;
            let lapsed = last.map_or(0, |last| last.standing().len());
            if lapsed > 0 {
                log::note(connection, now, by, &format!("took back {lapsed} approvals by a change"), &object)?;
            }
            Ok(RecommendationSaved::Saved(next, lapsed))
        })
    }

    /// Notes that somebody approved what is recommended.
    pub fn approve_recommendation(
        &self,
        (trial, evaluation): (&str, Option<&str>),
        new: NewApprovalStep<'_>,
        (by, now): (&str, Timestamp),
    ) -> Result<Result<(), NotApproved>, Error> {
        self.write(|connection| {
            let last = current(connection, trial, evaluation)?.filter(|last| last.hash == new.seen);
            let Some(last) = last else { return Ok(Err(NotApproved::Newer)) };
            if let Err(refusal) = noted(&last.approvals, &last.hash, (new.step, new.on), now.day()) {
                return Ok(Err(NotApproved::Refused(refusal)));
            }
            diesel::insert_into(approval::table)
                .values((
                    approval::trial.eq(trial),
                    approval::evaluation.eq(stored(evaluation)),
                    approval::version.eq(last.version),
                    approval::content_hash.eq(&last.hash),
                    approval::step.eq(new.step.name()),
                    approval::approved_on.eq(new.on.to_string()),
                    approval::note.eq(new.note),
                    approval::noted_by.eq(by),
                    approval::noted_at.eq(now.0),
                ))
                .execute(connection)?;
            let object = format!("{} {}", object(trial, evaluation), last.version);
            log::note(connection, now, by, &format!("noted the approval of {}", new.step.name()), &object)?;
            Ok(Ok(()))
        })
    }
}
