//! Register figures of trials. None is changed: a corrected one is marked as replaced and stays.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::schema::register_figure as figure;
use super::{AnyConnection, Error, Store, log};
use crate::register::{Amount, Figure, Key, Period, Reported, Unit};
use crate::time::Timestamp;

/// How many figures were taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenFigures {
    /// New ones.
    pub added: usize,
    /// That took the place of others.
    pub replaced: usize,
    /// That stood there already.
    pub known: usize,
    /// Of those taken in, how many are shown to everybody although few stand behind them.
    pub shown: usize,
}

type Row = (i64, (String, String, String, String), (String, String, String, String, bool), (String, i64));

impl Store {
    /// The figures of a trial that stand, in the order in which they were entered.
    pub fn register_figures(&self, trial: &str) -> Result<Vec<Reported>, Error> {
        let trials = self.trials()?;
        let mut reported = self.read(|connection| load(connection, trial))?;
        for one in &mut reported {
            one.line = trials.lists.line_of(&one.figure.key.group);
        }
        Ok(reported)
    }

    /// The numbers of a trial's figures that were corrected, each with the number of the figure that stands in its place.
    pub fn replaced_figures(&self, trial: &str) -> Result<Vec<(i64, i64)>, Error> {
        type Kept = (i64, (String, String, String, String), Option<i64>);
        let rows: Vec<Kept> = self.read(|connection| {
            let all = figure::table.filter(figure::trial.eq(trial)).order(figure::id);
            let of = (figure::measure, figure::municipality, figure::of_group, figure::period);
            Ok(all.select((figure::id, of, figure::replaced_at)).load(connection)?)
        })?;
        let stands = |of: &(String, String, String, String)| rows.iter().find(|(_, other, gone)| gone.is_none() && other == of);
        let gone = rows.iter().filter(|(_, _, gone)| gone.is_some());
        Ok(gone.filter_map(|(id, of, _)| Some((*id, stands(of)?.0))).collect())
    }

    /// How many figures stand of each trial that has some, and whether a baseline is among them.
    pub fn register_counts(&self) -> Result<BTreeMap<String, (usize, bool)>, Error> {
        let rows: Vec<(String, String)> = self.read(|connection| {
            let standing = figure::table.filter(figure::replaced_at.is_null());
            Ok(standing.select((figure::trial, figure::period)).load(connection)?)
        })?;
        let mut counts = BTreeMap::new();
        for (trial, period) in rows {
            let (count, baseline) = counts.entry(trial).or_insert((0, false));
            *count += 1;
            *baseline |= Period::parse(&period).is_some_and(Period::is_baseline);
        }
        Ok(counts)
    }

    /// Takes in figures, all or none; one that overlaps with another of the same takes its place. A rehearsal only counts.
    pub fn take_figures(
        &self,
        trial: &str,
        new: &[Figure],
        (by, now): (&str, Timestamp),
        rehearsal: bool,
    ) -> Result<TakenFigures, Error> {
        self.write(|connection| {
            let there = load(connection, trial)?;
            let mut taken = TakenFigures::default();
            for one in new {
                if there.iter().any(|kept| kept.figure == *one) {
                    taken.known += 1;
                    continue;
                }
                let others = there.iter().filter(|kept| kept.figure.key.meets(&one.key));
                let others: Vec<i64> = others.map(|kept| kept.id).collect();
                if others.is_empty() {
                    taken.added += 1;
                } else {
                    taken.replaced += 1;
                }
                taken.shown += usize::from(one.show_small && one.amount.is_small());
                if !rehearsal {
                    withdraw(connection, &others, now)?;
                    insert(connection, trial, one, (by, now))?;
                }
            }
            if !rehearsal {
                let notes = [
                    (taken.added, "took in", "register figures"),
                    (taken.replaced, "corrected", "register figures"),
                    (taken.shown, "let", "register figures below five be shown"),
                ];
                for (count, did, what) in notes.into_iter().filter(|(count, ..)| *count > 0) {
                    log::note(connection, now, by, &format!("{did} {count} {what}"), trial)?;
                }
            }
            Ok(taken)
        })
    }

    /// Takes a figure away, for it was wrong; false where it no longer stands.
    pub fn withdraw_figure(&self, trial: &str, id: i64, by: &str, now: Timestamp) -> Result<bool, Error> {
        self.write(|connection| {
            let of_trial =
                figure::table.filter(figure::id.eq(id).and(figure::trial.eq(trial)).and(figure::replaced_at.is_null()));
            let there: Option<i64> = of_trial.select(figure::id).first(connection).optional()?;
            let Some(id) = there else { return Ok(false) };
            withdraw(connection, &[id], now)?;
            log::note(connection, now, by, "took away a register figure", trial)?;
            Ok(true)
        })
    }
}

fn load(connection: &mut AnyConnection, trial: &str) -> Result<Vec<Reported>, Error> {
    let rows: Vec<Row> = figure::table
        .filter(figure::trial.eq(trial).and(figure::replaced_at.is_null()))
        .order(figure::id)
        .select((
            figure::id,
            (figure::measure, figure::municipality, figure::of_group, figure::period),
            (figure::value, figure::unit, figure::source, figure::note, figure::show_small),
            (figure::entered_by, figure::entered_at),
        ))
        .load(connection)?;
    rows.into_iter().map(kept).collect()
}

fn kept(
    (id, (measure, municipality, group, period), (value, unit, source, note, show_small), (by, at)): Row,
) -> Result<Reported, Error> {
    let corrupt = || Error::Corrupt("register_figure");
    let unit = Unit::parse(&unit).ok_or_else(corrupt)?;
    let amount = Amount::parse(&value, unit).map_err(|_| corrupt())?;
    let key = Key { measure, municipality, group, period: Period::parse(&period).ok_or_else(corrupt)? };
    let line = key.group.clone();
    Ok(Reported { id, figure: Figure { key, amount, source, note, show_small }, by, at: Timestamp(at), line })
}

fn withdraw(connection: &mut AnyConnection, ids: &[i64], now: Timestamp) -> Result<(), Error> {
    diesel::update(figure::table.filter(figure::id.eq_any(ids))).set(figure::replaced_at.eq(Some(now.0))).execute(connection)?;
    Ok(())
}

fn insert(connection: &mut AnyConnection, trial: &str, new: &Figure, (by, now): (&str, Timestamp)) -> Result<(), Error> {
    let Figure { key, amount, source, note, show_small } = new;
    diesel::insert_into(figure::table)
        .values((
            figure::trial.eq(trial),
            figure::measure.eq(&key.measure),
            figure::municipality.eq(&key.municipality),
            figure::of_group.eq(&key.group),
            figure::period.eq(key.period.written()),
            figure::value.eq(amount.written()),
            figure::unit.eq(amount.unit.name()),
            figure::source.eq(source),
            figure::note.eq(note),
            figure::show_small.eq(show_small),
            figure::entered_by.eq(by),
            figure::entered_at.eq(now.0),
        ))
        .execute(connection)?;
    Ok(())
}
