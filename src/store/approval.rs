//! Approvals of cosmetic changes (level B), each with who, when and why.

use diesel::prelude::*;

use super::schema::{approval, replaced_approval};
use super::{Actor, Error, Store};
use crate::compare::Approval;
use crate::time::Timestamp;

/// An approval to be stored.
#[derive(Clone, Debug)]
pub struct NewApproval<'a> {
    /// The questionnaire's key.
    pub questionnaire: &'a str,
    /// From this version …
    pub from: u32,
    /// … to this one.
    pub to: u32,
    /// The item's key.
    pub question: &'a str,
    /// The level, `B`.
    pub level: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Who.
    pub by: &'a str,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Stores an approval in place of an earlier one of the same change, which stays among the replaced ones.
    pub fn approve(&self, new: &NewApproval<'_>, by: Actor<'_>) -> Result<(), Error> {
        let (from, to) = (number(new.from)?, number(new.to)?);
        self.write(|connection| {
            let same = approval::table.filter(
                approval::questionnaire
                    .eq(new.questionnaire)
                    .and(approval::from_version.eq(from))
                    .and(approval::to_version.eq(to))
                    .and(approval::question.eq(new.question)),
            );
            let replaced: Vec<Whole> = same.select(WHOLE).load(connection)?;
            for (questionnaire, from, to, question, level, reason, by, at) in replaced {
                diesel::insert_into(replaced_approval::table)
                    .values((
                        replaced_approval::questionnaire.eq(questionnaire),
                        replaced_approval::from_version.eq(from),
                        replaced_approval::to_version.eq(to),
                        replaced_approval::question.eq(question),
                        replaced_approval::level.eq(level),
                        replaced_approval::reason.eq(reason),
                        replaced_approval::approved_by.eq(by),
                        replaced_approval::approved_at.eq(at),
                    ))
                    .execute(connection)?;
            }
            diesel::delete(same).execute(connection)?;
            diesel::insert_into(approval::table)
                .values((
                    approval::questionnaire.eq(new.questionnaire),
                    approval::from_version.eq(from),
                    approval::to_version.eq(to),
                    approval::question.eq(new.question),
                    approval::level.eq(new.level),
                    approval::reason.eq(new.reason),
                    approval::approved_by.eq(new.by),
                    approval::approved_at.eq(new.at.0),
                ))
                .execute(connection)?;
            let what = format!("{} {} {} {}", new.questionnaire, new.from, new.to, new.question);
            by.note(connection, "approved a change of wording", &what)
        })
    }

    /// Every approval of a questionnaire that counts, the newest last.
    pub fn approvals(&self, questionnaire: &str) -> Result<Vec<Approval>, Error> {
        let rows: Vec<Whole> = self.read(|connection| {
            let of_it = approval::table.filter(approval::questionnaire.eq(questionnaire));
            Ok(of_it.order(approval::id).select(WHOLE).load(connection)?)
        })?;
        rows.into_iter().map(read).collect()
    }

    /// Every approval of a questionnaire that a later one took the place of, the newest last.
    pub fn replaced_approvals(&self, questionnaire: &str) -> Result<Vec<Approval>, Error> {
        let rows: Vec<Whole> = self.read(|connection| {
            let of_it = replaced_approval::table.filter(replaced_approval::questionnaire.eq(questionnaire));
            let columns = (
                replaced_approval::questionnaire,
                replaced_approval::from_version,
                replaced_approval::to_version,
                replaced_approval::question,
                replaced_approval::level,
                replaced_approval::reason,
                replaced_approval::approved_by,
                replaced_approval::approved_at,
            );
            Ok(of_it.order(replaced_approval::id).select(columns).load(connection)?)
        })?;
        rows.into_iter().map(read).collect()
    }
}

/// An approval as it is stored.
type Whole = (String, i32, i32, String, String, String, String, i64);

/// The columns of [`Whole`].
const WHOLE: (
    approval::questionnaire,
    approval::from_version,
    approval::to_version,
    approval::question,
    approval::level,
    approval::reason,
    approval::approved_by,
    approval::approved_at,
) = (
    approval::questionnaire,
    approval::from_version,
    approval::to_version,
    approval::question,
    approval::level,
    approval::reason,
    approval::approved_by,
    approval::approved_at,
);

fn read((questionnaire, from, to, question, _, reason, by, at): Whole) -> Result<Approval, Error> {
    let version = |number: i32| u32::try_from(number).map_err(|_| Error::Corrupt("approval"));
    Ok(Approval { questionnaire, from: version(from)?, to: version(to)?, question, reason, by, on: Timestamp(at).day() })
}

fn number(version: u32) -> Result<i32, Error> {
    i32::try_from(version).map_err(|_| Error::Corrupt("approval"))
}
