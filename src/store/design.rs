//! Designs of evaluations: frozen versions, of which none changes, and the one that is being written.

use diesel::prelude::*;

use super::schema::{design_draft as draft, design_version as version};
use super::{AnyConnection, Error, Store, log};
use crate::evaluation::{Design, design_content, design_from, hash_of};
use crate::time::Timestamp;

/// A frozen version of a design.
#[derive(Clone, Debug)]
pub struct KeptDesign {
    /// The trial.
    pub trial: String,
    /// The evaluation, where the trial has several.
    pub evaluation: Option<String>,
    /// Its number, from 1.
    pub version: i32,
    /// What it says.
    pub design: Design,
    /// The hash of what it says.
    pub hash: String,
    /// Who froze it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A design that is being written.
#[derive(Clone, Debug)]
pub struct DesignDraft {
    /// What it says.
    pub design: Design,
    /// The hash of what it says.
    pub hash: String,
    /// Who saved it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What became of a design that was to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesignSaved {
    /// It is saved.
    Saved,
    /// Somebody else saved another since it was looked at: nothing was done.
    Newer,
}

/// What became of a design that was to be frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesignFrozen {
    /// It is frozen as this version.
    Frozen(i32),
    /// It says what the newest version says.
    Same(i32),
    /// Nothing is being written.
    Nothing,
    /// Another was saved since it was looked at.
    Newer,
}

type Row = (String, String, i32, String, String, String, i64);

/// The key of an evaluation as it is stored: empty where the trial has but one.
pub(super) fn stored(evaluation: Option<&str>) -> &str {
    evaluation.unwrap_or_default()
}

/// The key of an evaluation as it was stored.
pub(super) fn of_stored(evaluation: String) -> Option<String> {
    (!evaluation.is_empty()).then_some(evaluation)
}

/// What the log calls an evaluation of a trial.
pub(super) fn object(trial: &str, evaluation: Option<&str>) -> String {
    evaluation.map_or_else(|| trial.to_owned(), |evaluation| format!("{trial}: {evaluation}"))
}

/// The newest frozen version of a design.
pub fn current(connection: &mut AnyConnection, trial: &str, evaluation: Option<&str>) -> Result<Option<KeptDesign>, Error> {
    Ok(versions(connection, trial, evaluation)?.into_iter().next())
}

/// The newest frozen version of each evaluation of every trial.
pub fn all(connection: &mut AnyConnection) -> Result<Vec<KeptDesign>, Error> {
    let rows: Vec<Row> = version::table
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
    newest.into_iter().map(kept).collect()
}

fn versions(connection: &mut AnyConnection, trial: &str, evaluation: Option<&str>) -> Result<Vec<KeptDesign>, Error> {
    let rows: Vec<Row> = version::table
        .filter(version::trial.eq(trial).and(version::evaluation.eq(stored(evaluation))))
        .order(version::version.desc())
        .select(version::all_columns)
        .load(connection)?;
    rows.into_iter().map(kept).collect()
}

fn kept((trial, evaluation, version, content, hash, by, at): Row) -> Result<KeptDesign, Error> {
    let design = design_from(&content).ok_or(Error::Corrupt("design_version"))?;
    Ok(KeptDesign { trial, evaluation: of_stored(evaluation), version, design, hash, by, at: Timestamp(at) })
}

fn written(connection: &mut AnyConnection, trial: &str, evaluation: Option<&str>) -> Result<Option<DesignDraft>, Error> {
    let row: Option<(String, String, i64)> = draft::table
        .find((trial, stored(evaluation)))
        .select((draft::content, draft::saved_by, draft::saved_at))
        .first(connection)
        .optional()?;
    let Some((content, by, at)) = row else { return Ok(None) };
    let design = design_from(&content).ok_or(Error::Corrupt("design_draft"))?;
    Ok(Some(DesignDraft { design, hash: hash_of(&content), by, at: Timestamp(at) }))
}

impl Store {
    /// The newest frozen version of the design of a trial's evaluation.
    pub fn design(&self, trial: &str, evaluation: Option<&str>) -> Result<Option<KeptDesign>, Error> {
        self.read(|connection| current(connection, trial, evaluation))
    }

    /// The newest frozen version of each evaluation of every trial.
    pub fn designs(&self) -> Result<Vec<KeptDesign>, Error> {
        self.read(all)
    }

    /// Every frozen version, the newest first.
    pub fn design_versions(&self, trial: &str, evaluation: Option<&str>) -> Result<Vec<KeptDesign>, Error> {
        self.read(|connection| versions(connection, trial, evaluation))
    }

    /// What is being written; none where nothing is but what was frozen.
    pub fn design_draft(&self, trial: &str, evaluation: Option<&str>) -> Result<Option<DesignDraft>, Error> {
        self.read(|connection| written(connection, trial, evaluation))
    }

    /// Saves what is being written, unless another was saved since `seen` was looked at: the hash of a draft, or empty where there was none.
    pub fn save_design(
        &self,
        (trial, evaluation): (&str, Option<&str>),
        design: &Design,
        seen: &str,
        (by, now): (&str, Timestamp),
    ) -> Result<DesignSaved, Error> {
        let content = design_content(design);
        self.write(|connection| {
            let there = written(connection, trial, evaluation)?.map(|draft| draft.hash).unwrap_or_default();
            if there != seen {
                return Ok(DesignSaved::Newer);
            }
            diesel::delete(draft::table.find((trial, stored(evaluation)))).execute(connection)?;
            diesel::insert_into(draft::table)
                .values((
                    draft::trial.eq(trial),
                    draft::evaluation.eq(stored(evaluation)),
                    draft::content.eq(&content),
                    draft::saved_by.eq(by),
                    draft::saved_at.eq(now.0),
                ))
                .execute(connection)?;
            log::note(connection, now, by, "wrote a design", &object(trial, evaluation))?;
            Ok(DesignSaved::Saved)
        })
    }

    /// Freezes what is being written as the next version.
    pub fn freeze_design(
        &self,
        (trial, evaluation): (&str, Option<&str>),
        seen: &str,
        (by, now): (&str, Timestamp),
    ) -> Result<DesignFrozen, Error> {
        self.write(|connection| {
            let Some(writing) = written(connection, trial, evaluation)? else { return Ok(DesignFrozen::Nothing) };
            if writing.hash != seen {
                return Ok(DesignFrozen::Newer);
            }
            let last = current(connection, trial, evaluation)?;
            diesel::delete(draft::table.find((trial, stored(evaluation)))).execute(connection)?;
            if let Some(same) = last.as_ref().filter(|last| last.hash == writing.hash) {
                return Ok(DesignFrozen::Same(same.version));
            }
            let next = last.map_or(0, |last| last.version) + 1;
            diesel::insert_into(version::table)
                .values((
                    version::trial.eq(trial),
                    version::evaluation.eq(stored(evaluation)),
                    version::version.eq(next),
                    version::content.eq(design_content(&writing.design)),
                    version::content_hash.eq(&writing.hash),
                    version::frozen_by.eq(by),
                    version::frozen_at.eq(now.0),
                ))
                .execute(connection)?;
            log::note(connection, now, by, "froze a design", &format!("{} {next}", object(trial, evaluation)))?;
            Ok(DesignFrozen::Frozen(next))
        })
    }
}
