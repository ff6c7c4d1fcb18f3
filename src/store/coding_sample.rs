//! Samples of lines that several people code without seeing what the others put.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::coding::lock_book;
use super::schema::{coding_sample, coding_sample_coder, coding_sample_line};
use super::{AnyConnection, Error, Store, log};
use crate::time::Timestamp;

/// Lines that several people code without seeing what the others put.
#[derive(Clone, Debug)]
pub struct CodingSample {
    /// Its number.
    pub id: i64,
    /// From which it was drawn.
    pub seed: i64,
    /// Who drew it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// When all were done; none as long as somebody is not.
    pub ended: Option<Timestamp>,
    /// The lines.
    pub lines: BTreeSet<i64>,
    /// The coders in the order of their names, and whether each is done.
    pub coders: Vec<(String, bool)>,
}

impl Store {
    /// Draws a sample of these lines for these coders, and gives back its number.
    pub fn draw_sample(
        &self,
        lines: &[i64],
        coders: &BTreeSet<String>,
        seed: i64,
        by: &str,
        now: Timestamp,
    ) -> Result<i64, Error> {
        self.write(|connection| {
            lock_book(connection)?;
            let id: i64 = diesel::insert_into(coding_sample::table)
                .values((coding_sample::seed.eq(seed), coding_sample::drawn_by.eq(by), coding_sample::drawn_at.eq(now.0)))
                .returning(coding_sample::id)
                .get_result(connection)?;
            for line in lines {
                diesel::insert_into(coding_sample_line::table)
                    .values((coding_sample_line::sample_id.eq(id), coding_sample_line::line_id.eq(line)))
                    .execute(connection)?;
            }
            for coder in coders {
                diesel::insert_into(coding_sample_coder::table)
                    .values((coding_sample_coder::sample_id.eq(id), coding_sample_coder::coder.eq(coder)))
                    .execute(connection)?;
            }
            log::note(connection, now, by, "drew a sample for coders", &format!("sample {id}"))?;
            Ok(id)
        })
    }

    /// The samples, the newest first.
    pub fn samples(&self) -> Result<Vec<CodingSample>, Error> {
        self.read(|connection| {
            let rows: Vec<(i64, i64, String, i64, Option<i64>)> =
                coding_sample::table.order(coding_sample::id.desc()).load(connection)?;
            let lines: Vec<(i64, i64)> = coding_sample_line::table.load(connection)?;
            let coders: Vec<(i64, String, Option<i64>)> =
                coding_sample_coder::table.order(coding_sample_coder::coder).load(connection)?;
            let sample = |(id, seed, by, at, ended): (i64, i64, String, i64, Option<i64>)| CodingSample {
                id,
                seed,
                by,
                at: Timestamp(at),
                ended: ended.map(Timestamp),
                lines: lines.iter().filter(|(of, _)| *of == id).map(|(_, line)| *line).collect(),
                coders: coders.iter().filter(|(of, ..)| *of == id).map(|(_, who, done)| (who.clone(), done.is_some())).collect(),
            };
            Ok(rows.into_iter().map(sample).collect())
        })
    }

    /// Gives a sample up that is not ended, so that the codebook is free again: what was put stays, and is blind no more. False where it is
    /// ended or not there.
    pub fn give_sample_up(&self, id: i64, by: &str, now: Timestamp) -> Result<bool, Error> {
        self.write(|connection| {
            let open = coding_sample::id.eq(id).and(coding_sample::ended_at.is_null());
            let gone = diesel::delete(coding_sample::table.filter(open)).execute(connection)? > 0;
            if gone {
                log::note(connection, now, by, "gave a sample for coders up", &format!("sample {id}"))?;
            }
            Ok(gone)
        })
    }

    /// Keeps that a coder is done with a sample; once all are, it is ended, and what they put may be seen.
    pub fn finish_sample(&self, id: i64, coder: &str, now: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            let of_sample = coding_sample_coder::sample_id.eq(id);
            diesel::update(
                coding_sample_coder::table
                    .filter(of_sample.and(coding_sample_coder::coder.eq(coder)).and(coding_sample_coder::done_at.is_null())),
            )
            .set(coding_sample_coder::done_at.eq(Some(now.0)))
            .execute(connection)?;
            let waiting: i64 = coding_sample_coder::table
                .filter(of_sample.and(coding_sample_coder::done_at.is_null()))
                .count()
                .get_result(connection)?;
            let is_open = coding_sample::id.eq(id).and(coding_sample::ended_at.is_null());
            if waiting == 0
                && diesel::update(coding_sample::table.filter(is_open))
                    .set(coding_sample::ended_at.eq(Some(now.0)))
                    .execute(connection)?
                    > 0
            {
                log::note(connection, now, coder, "ended a sample for coders", &format!("sample {id}"))?;
            }
            Ok(())
        })
    }
}

pub(super) fn is_sampled(connection: &mut AnyConnection) -> Result<bool, Error> {
    let open: i64 = coding_sample::table.filter(coding_sample::ended_at.is_null()).count().get_result(connection)?;
    Ok(open > 0)
}

fn open_samples(connection: &mut AnyConnection) -> Result<Vec<i64>, Error> {
    Ok(coding_sample::table.filter(coding_sample::ended_at.is_null()).select(coding_sample::id).load(connection)?)
}

pub(super) fn open_coders(connection: &mut AnyConnection) -> Result<BTreeSet<String>, Error> {
    let open = open_samples(connection)?;
    let coders: Vec<String> = coding_sample_coder::table
        .filter(coding_sample_coder::sample_id.eq_any(open))
        .select(coding_sample_coder::coder)
        .load(connection)?;
    Ok(coders.into_iter().collect())
}

/// The lines of samples that are not ended.
pub(super) fn blind_lines(connection: &mut AnyConnection) -> Result<BTreeSet<i64>, Error> {
    let open = open_samples(connection)?;
    let lines: Vec<i64> = coding_sample_line::table
        .filter(coding_sample_line::sample_id.eq_any(open))
        .select(coding_sample_line::line_id)
        .load(connection)?;
    Ok(lines.into_iter().collect())
}
