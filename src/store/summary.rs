//! Summaries of groups and themes: what is written by hand around the points, and the versions that were frozen.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::schema::{summary_prose, summary_version};
use super::{AnyConnection, Error, Store, log, transcript};
use crate::focusgroup::attribution::Shown;
use crate::time::Timestamp;

/// What is written by hand around the points of a summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// Before them.
    pub opening: String,
    /// After them.
    pub closing: String,
}

/// A version that was frozen.
#[derive(Clone, Debug)]
pub struct SummaryVersion {
    /// Its number.
    pub version: i32,
    /// Who froze it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The numbers of the quotes in it, and how each is shown, as in [`FrozenSummary`].
    pub quotes: Vec<(i64, Shown)>,
    /// Whether what it said was deleted.
    pub is_blank: bool,
    /// Since when that is, where it is known.
    pub blank_since: Option<Timestamp>,
}

/// A frozen version with what is in it.
#[derive(Clone)]
pub struct FrozenSummary {
    /// As a page.
    pub page: String,
    /// As DOCX.
    pub document: Vec<u8>,
    /// The numbers of the quotes in it, and how each is shown; where a quote went with its notes, or it is a card, the
    /// number below zero of who said or wrote it.
    pub quotes: Vec<(i64, Shown)>,
}

impl FrozenSummary {
    /// Whether what it said was deleted, because somebody in it took their words back.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.page.is_empty()
    }
}

type VersionRow = (i32, String, i64, String, bool, Option<i64>);

fn written(quotes: &[(i64, Shown)]) -> String {
    quotes.iter().map(|(id, shown)| format!("{id}={}", shown.name())).collect::<Vec<_>>().join(" ")
}

fn read(quotes: &str) -> Option<Vec<(i64, Shown)>> {
    let one = |pair: &str| {
        let (id, shown) = pair.split_once('=')?;
        Some((id.parse().ok()?, Shown::from_name(shown)?))
    };
    quotes.split_whitespace().map(one).collect()
}

/// Deletes what the frozen versions say that show one of these quotes; that there was such a version stays.
pub(super) fn blank(connection: &mut AnyConnection, quotes: &[i64], now: Timestamp) -> Result<(), Error> {
    if quotes.is_empty() {
        return Ok(());
    }
    let versions: Vec<(String, i32, String)> = summary_version::table
        .select((summary_version::scope, summary_version::version, summary_version::quotes))
        .load(connection)?;
    for (scope, version, held) in versions {
        let held = read(&held).ok_or(Error::Corrupt("summary_version"))?;
        if held.iter().any(|(id, _)| quotes.contains(id)) {
            let still_there = summary_version::scope.eq(&scope).and(summary_version::version.eq(version));
            diesel::update(summary_version::table.filter(still_there.and(summary_version::page.ne(""))))
                .set((
                    summary_version::page.eq(""),
                    summary_version::document.eq(Vec::new()),
                    summary_version::blanked_at.eq(Some(now.0)),
                ))
                .execute(connection)?;
        }
    }
    Ok(())
}

/// Before quotes go with their notes: the frozen versions that show them are from now on tied to whoever said them, by a number below zero,
/// so that they can still take their words back.
pub(super) fn tie_to_people(connection: &mut AnyConnection, said_by: &BTreeMap<i64, i64>) -> Result<(), Error> {
    let versions: Vec<(String, i32, String)> = summary_version::table
        .select((summary_version::scope, summary_version::version, summary_version::quotes))
        .load(connection)?;
    for (scope, version, held) in versions {
        let mut held = read(&held).ok_or(Error::Corrupt("summary_version"))?;
        let mut is_tied = false;
        for (id, _) in &mut held {
            if let Some(person) = said_by.get(id) {
                *id = -person;
                is_tied = true;
            }
        }
        if is_tied {
            diesel::update(summary_version::table.find((&scope, version)))
                .set(summary_version::quotes.eq(written(&held)))
                .execute(connection)?;
        }
    }
    Ok(())
}

impl Store {
    /// What is written around the points of a summary.
    pub fn prose(&self, scope: &str) -> Result<Prose, Error> {
        let found: Option<(String, String)> = self.read(|connection| {
            Ok(summary_prose::table
                .find(scope)
                .select((summary_prose::opening, summary_prose::closing))
                .first(connection)
                .optional()?)
        })?;
        Ok(found.map(|(opening, closing)| Prose { opening, closing }).unwrap_or_default())
    }

    /// Keeps what is written around the points of a summary.
    pub fn save_prose(&self, scope: &str, prose: &Prose) -> Result<(), Error> {
        self.write(|connection| {
            diesel::delete(summary_prose::table.find(scope)).execute(connection)?;
            diesel::insert_into(summary_prose::table)
                .values((
                    summary_prose::scope.eq(scope),
                    summary_prose::opening.eq(&prose.opening),
                    summary_prose::closing.eq(&prose.closing),
                ))
                .execute(connection)?;
            Ok(())
        })
    }

    /// Freezes a summary as its next version and gives back the number. The originals of a group's transcripts then go so many days later.
    pub fn freeze_summary(
        &self,
        scope: &str,
        frozen: &FrozenSummary,
        transcript_days: u32,
        by: &str,
        now: Timestamp,
    ) -> Result<i32, Error> {
        self.write(|connection| {
            let last: Option<i32> = summary_version::table
                .filter(summary_version::scope.eq(scope))
                .order(summary_version::version.desc())
                .select(summary_version::version)
                .first(connection)
                .optional()?;
            let version = last.unwrap_or(0) + 1;
            diesel::insert_into(summary_version::table)
                .values((
                    summary_version::scope.eq(scope),
                    summary_version::version.eq(version),
                    summary_version::page.eq(&frozen.page),
                    summary_version::document.eq(&frozen.document),
                    summary_version::quotes.eq(written(&frozen.quotes)),
                    summary_version::frozen_by.eq(by),
                    summary_version::frozen_at.eq(now.0),
                ))
                .execute(connection)?;
            transcript::set_due(connection, scope, transcript_days, now)?;
            log::note(connection, now, by, "froze a summary", &format!("{scope} {version}"))?;
            Ok(version)
        })
    }

    /// The frozen versions of a summary, the newest first.
    pub fn summary_versions(&self, scope: &str) -> Result<Vec<SummaryVersion>, Error> {
        let rows: Vec<VersionRow> = self.read(|connection| {
            Ok(summary_version::table
                .filter(summary_version::scope.eq(scope))
                .order(summary_version::version.desc())
                .select((
                    summary_version::version,
                    summary_version::frozen_by,
                    summary_version::frozen_at,
                    summary_version::quotes,
                    summary_version::page.eq(""),
                    summary_version::blanked_at,
                ))
                .load(connection)?)
        })?;
        let version = |(version, by, at, quotes, is_blank, since): VersionRow| {
            let quotes = read(&quotes).ok_or(Error::Corrupt("summary_version"))?;
            Ok(SummaryVersion { version, by, at: Timestamp(at), quotes, is_blank, blank_since: since.map(Timestamp) })
        };
        rows.into_iter().map(version).collect()
    }

    /// The quotes that any version ever told without a role, also those that nobody may read any more: somebody may have kept them.
    pub fn told_without_role(&self) -> Result<BTreeSet<i64>, Error> {
        let all: Vec<String> =
            self.read(|connection| Ok(summary_version::table.select(summary_version::quotes).load(connection)?))?;
        let mut told = BTreeSet::new();
        for held in all {
            let held = read(&held).ok_or(Error::Corrupt("summary_version"))?;
            told.extend(held.into_iter().filter(|(id, shown)| *id > 0 && *shown == Shown::WithoutRole).map(|(id, _)| id));
        }
        Ok(told)
    }

    /// A frozen version.
    pub fn frozen_summary(&self, scope: &str, version: i32) -> Result<Option<FrozenSummary>, Error> {
        let found: Option<(String, Vec<u8>, String)> = self.read(|connection| {
            Ok(summary_version::table
                .find((scope, version))
                .select((summary_version::page, summary_version::document, summary_version::quotes))
                .first(connection)
                .optional()?)
        })?;
        let Some((page, document, quotes)) = found else { return Ok(None) };
        let quotes = read(&quotes).ok_or(Error::Corrupt("summary_version"))?;
        Ok(Some(FrozenSummary { page, document, quotes }))
    }
}
