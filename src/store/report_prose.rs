//! What people write in reports, section by section: no version is changed, the newest of a section counts.

use diesel::prelude::*;

use super::schema::report_prose as prose;
use super::{Error, Store, log};
use crate::time::Timestamp;

/// A section of a report that people write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProseOf<'a> {
    /// The report: `joint`, `trial` or `status`.
    pub report: &'a str,
    /// The key of the trial that the section is about; empty for the whole.
    pub trial: &'a str,
    /// The name of the section.
    pub section: &'a str,
}

/// What stands in a section of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportProse {
    /// The report.
    pub report: String,
    /// The key of the trial; empty for the whole.
    pub trial: String,
    /// The name of the section.
    pub section: String,
    /// The number of the version.
    pub version: i32,
    /// The words, with figures as fields.
    pub words: String,
    /// The figures as they were when somebody last kept the words: code and figure.
    pub figures: Vec<(String, String)>,
    /// Who wrote or confirmed it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

type Row = (String, String, String, i32, String, String, String, i64);

impl Store {
    /// The newest version of each section of a report, of all trials; in the order in which sections were written first.
    pub fn report_proses(&self, report: &str) -> Result<Vec<ReportProse>, Error> {
        let rows: Vec<Row> = self.read(|connection| {
            Ok(prose::table
                .filter(prose::report.eq(report))
                .order(prose::id)
                .select((
                    prose::report,
                    prose::trial,
                    prose::section,
                    prose::version,
                    prose::words,
                    prose::figures,
                    prose::written_by,
                    prose::written_at,
                ))
                .load(connection)?)
        })?;
        let mut newest: Vec<ReportProse> = Vec::new();
        for row in rows {
            let read = prose_of(row)?;
            match newest.iter_mut().find(|other| other.trial == read.trial && other.section == read.section) {
                Some(before) => *before = read,
                None => newest.push(read),
            }
        }
        Ok(newest)
    }

    /// Keeps what somebody wrote as the next version; false where somebody else has kept another since version `seen` (0: none was there).
    pub fn keep_prose(
        &self,
        of: &ProseOf<'_>,
        seen: i32,
        (words, figures): (&str, &[(String, String)]),
        (by, now): (&str, Timestamp),
    ) -> Result<bool, Error> {
        let lines: Vec<String> = figures.iter().map(|(code, figure)| format!("{code}\t{figure}")).collect();
        let lines = lines.join("\n");
        self.write(|connection| {
            let last: Option<(i32, String)> = prose::table
                .filter(prose::report.eq(of.report))
                .filter(prose::trial.eq(of.trial))
                .filter(prose::section.eq(of.section))
                .order(prose::version.desc())
                .select((prose::version, prose::words))
                .first(connection)
                .optional()?;
            let (version, before) = last.unwrap_or_default();
            if version != seen {
                return Ok(false);
            }
            diesel::insert_into(prose::table)
                .values((
                    prose::report.eq(of.report),
                    prose::trial.eq(of.trial),
                    prose::section.eq(of.section),
                    prose::version.eq(version + 1),
                    prose::words.eq(words),
                    prose::figures.eq(&lines),
                    prose::written_by.eq(by),
                    prose::written_at.eq(now.0),
                ))
                .execute(connection)?;
            let done = if version > 0 && before == words { "confirmed figures in a report" } else { "wrote in a report" };
            let object = if of.trial.is_empty() { String::new() } else { format!(" {}", of.trial) };
            log::note(connection, now, by, done, &format!("{}{object}: {}", of.report, of.section))?;
            Ok(true)
        })
    }
}

fn prose_of((report, trial, section, version, words, figures, by, at): Row) -> Result<ReportProse, Error> {
    let pair = |line: &str| line.split_once('\t').map(|(code, figure)| (code.to_owned(), figure.to_owned()));
    let figures: Option<Vec<_>> = figures.lines().map(pair).collect();
    let figures = figures.ok_or(Error::Corrupt("report_prose"))?;
    Ok(ReportProse { report, trial, section, version, words, figures, by, at: Timestamp(at) })
}
