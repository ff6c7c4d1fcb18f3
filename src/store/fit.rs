//! How what was said fits what was counted, as people judged it: no judgement is changed, the newest of a question counts.

use diesel::prelude::*;

use super::schema::fit;
use super::{Error, Store, log};
use crate::focusgroup::Fit;
use crate::time::Timestamp;

/// What somebody judged of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The key of the questionnaire.
    pub questionnaire: String,
    /// The key of the question.
    pub question: String,
    /// How the two fit.
    pub fit: Fit,
    /// Why, in a sentence; it may be empty.
    pub reason: String,
    /// The numbers of the points that it rests on.
    pub points: Vec<i64>,
    /// Who judged it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

type Row = (String, String, String, String, String, String, i64);

impl Store {
    /// The newest judgement of each question of a trial, in the order in which questions were judged first.
    pub fn judgements(&self, trial: &str) -> Result<Vec<Judgement>, Error> {
        let rows: Vec<Row> = self.read(|connection| {
            Ok(fit::table
                .filter(fit::trial.eq(trial))
                .order(fit::id)
                .select((
                    fit::questionnaire,
                    fit::question,
                    fit::judged,
                    fit::reason,
                    fit::points,
                    fit::judged_by,
                    fit::judged_at,
                ))
                .load(connection)?)
        })?;
        let mut newest: Vec<Judgement> = Vec::new();
        for row in rows {
            let judged = judgement_of(row)?;
            let same = |other: &&mut Judgement| other.questionnaire == judged.questionnaire && other.question == judged.question;
            match newest.iter_mut().find(same) {
                Some(before) => *before = judged,
                None => newest.push(judged),
            }
        }
        Ok(newest)
    }

    /// Keeps what somebody judged of a question of a trial.
    pub fn judge(&self, trial: &str, judged: &Judgement) -> Result<(), Error> {
        let points = judged.points.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
        self.write(|connection| {
            diesel::insert_into(fit::table)
                .values((
                    fit::trial.eq(trial),
                    fit::questionnaire.eq(&judged.questionnaire),
                    fit::question.eq(&judged.question),
                    fit::judged.eq(judged.fit.name()),
                    fit::reason.eq(&judged.reason),
                    fit::points.eq(&points),
                    fit::judged_by.eq(&judged.by),
                    fit::judged_at.eq(judged.at.0),
                ))
                .execute(connection)?;
            let object = format!("{trial}: {}.{}", judged.questionnaire, judged.question);
            log::note(connection, judged.at, &judged.by, "judged how figures and points fit", &object)
        })
    }
}

fn judgement_of((questionnaire, question, fit, reason, points, by, at): Row) -> Result<Judgement, Error> {
    let fit = Fit::from_name(&fit).ok_or(Error::Corrupt("fit"))?;
    let points: Result<Vec<i64>, _> = points.split_whitespace().map(str::parse).collect();
    let points = points.map_err(|_| Error::Corrupt("fit"))?;
    Ok(Judgement { questionnaire, question, fit, reason, points, by, at: Timestamp(at) })
}
