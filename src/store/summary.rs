//! Summaries of groups and themes: what is written by hand around the points, and the versions that were frozen.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::schema::{point_trial, quote, summary_prose, summary_version};
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

/// A quote in a frozen version.
struct Held {
    /// Its number, as in [`FrozenSummary`].
    id: i64,
    /// How it is shown.
    shown: Shown,
    /// The trials to which the version told that it is linked.
    trials: BTreeSet<String>,
}

/// As the table has them: `12=with-role+mentor+samtaler`.
fn written(held: &[Held]) -> String {
    let one = |one: &Held| {
        let told: String = one.trials.iter().flat_map(|trial| ["+", trial]).collect();
        format!("{}={}{told}", one.id, one.shown.name())
    };
    held.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn held(quotes: &str) -> Option<Vec<Held>> {
    let one = |pair: &str| {
        let (id, told) = pair.split_once('=')?;
        let mut told = told.split('+');
        Some(Held { id: id.parse().ok()?, shown: Shown::from_name(told.next()?)?, trials: told.map(str::to_owned).collect() })
    };
    quotes.split_whitespace().map(one).collect()
}

fn read(quotes: &str) -> Result<Vec<(i64, Shown)>, Error> {
    let held = held(quotes).ok_or(Error::Corrupt("summary_version"))?;
    Ok(held.into_iter().map(|one| (one.id, one.shown)).collect())
}

/// What a version of a theme tells of each quote: beside its role the trials of its point. The summary of a group tells of no trial.
fn told(connection: &mut AnyConnection, scope: &str, quotes: &[(i64, Shown)]) -> Result<Vec<Held>, Error> {
    let mut of: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    if scope.starts_with("theme-") {
        let points: BTreeMap<i64, i64> =
            quote::table.select((quote::id, quote::point_id)).load::<(i64, i64)>(connection)?.into_iter().collect();
        let linked: Vec<(i64, String)> = point_trial::table.load(connection)?;
        for (id, point) in points {
            of.insert(id, linked.iter().filter(|(about, _)| *about == point).map(|(_, trial)| trial.clone()).collect());
        }
    }
    let held = |(id, shown): &(i64, Shown)| Held { id: *id, shown: *shown, trials: of.remove(id).unwrap_or_default() };
    Ok(quotes.iter().map(held).collect())
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
        let held = read(&held)?;
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
    for (scope, version, quotes) in versions {
        let mut held = held(&quotes).ok_or(Error::Corrupt("summary_version"))?;
        let mut is_tied = false;
        for one in &mut held {
            if let Some(person) = said_by.get(&one.id) {
                one.id = -person;
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
            let quotes = told(connection, scope, &frozen.quotes)?;
            diesel::insert_into(summary_version::table)
                .values((
                    summary_version::scope.eq(scope),
                    summary_version::version.eq(version),
                    summary_version::page.eq(&frozen.page),
                    summary_version::document.eq(&frozen.document),
                    summary_version::quotes.eq(written(&quotes)),
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
            let quotes = read(&quotes)?;
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
            let held = read(&held)?;
            told.extend(held.into_iter().filter(|(id, shown)| *id > 0 && *shown == Shown::WithoutRole).map(|(id, _)| id));
        }
        Ok(told)
    }

    /// The trials to which any version ever told that a quote is linked, also where its point is about others now: somebody may have kept
    /// the version.
    pub fn told_trials(&self) -> Result<BTreeMap<i64, BTreeSet<String>>, Error> {
        let all: Vec<String> =
            self.read(|connection| Ok(summary_version::table.select(summary_version::quotes).load(connection)?))?;
        let mut told: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
        for quotes in all {
            for one in held(&quotes).ok_or(Error::Corrupt("summary_version"))?.into_iter().filter(|one| !one.trials.is_empty()) {
                told.entry(one.id).or_default().extend(one.trials);
            }
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
        let quotes = read(&quotes)?;
        Ok(Some(FrozenSummary { page, document, quotes }))
    }
}
