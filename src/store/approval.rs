//! Approvals of cosmetic changes (level B), each with who, when and why.

use diesel::prelude::*;

use super::schema::approval;
use super::{Error, Store};
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
    /// Stores an approval in place of an earlier one of the same change.
    pub fn approve(&self, new: &NewApproval<'_>) -> Result<(), Error> {
        let (from, to) = (number(new.from)?, number(new.to)?);
        self.write(|connection| {
            let same = approval::table.filter(
                approval::questionnaire
                    .eq(new.questionnaire)
                    .and(approval::from_version.eq(from))
                    .and(approval::to_version.eq(to))
                    .and(approval::question.eq(new.question)),
            );
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
            Ok(())
        })
    }

    /// Every approval of a questionnaire.
    pub fn approvals(&self, questionnaire: &str) -> Result<Vec<Approval>, Error> {
        type Row = (i32, i32, String, String, String, i64);
        let rows: Vec<Row> = self.read(|connection| {
            Ok(approval::table
                .filter(approval::questionnaire.eq(questionnaire))
                .order(approval::id)
                .select((
                    approval::from_version,
                    approval::to_version,
                    approval::question,
                    approval::reason,
                    approval::approved_by,
                    approval::approved_at,
                ))
                .load(connection)?)
        })?;
        rows.into_iter()
            .map(|(from, to, question, reason, by, at)| {
                Ok(Approval {
                    questionnaire: questionnaire.to_owned(),
                    from: u32::try_from(from).map_err(|_| Error::Corrupt("approval"))?,
                    to: u32::try_from(to).map_err(|_| Error::Corrupt("approval"))?,
                    question,
                    reason,
                    by,
                    on: Timestamp(at).day(),
                })
            })
            .collect()
    }
}

fn number(version: u32) -> Result<i32, Error> {
    i32::try_from(version).map_err(|_| Error::Corrupt("approval"))
}
