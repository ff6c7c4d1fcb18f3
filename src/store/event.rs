//! What happened meanwhile, as the desk writes it. It stands beside what the trials file says and stays when that file is read again.

use diesel::prelude::*;

use super::schema::event;
use super::{AnyConnection, Error, Store, log};
use crate::language::{Language, Text};
use crate::questionnaire::{Event, Lasts};
use crate::time::Timestamp;

/// An event of the desk with who wrote it.
#[derive(Clone, Debug)]
pub struct WrittenEvent {
    /// The event.
    pub event: Event,
    /// Who wrote it last.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What is to become of an event of the desk.
#[derive(Clone, Copy)]
pub enum EventChange<'a> {
    /// It says this now.
    Changed(&'a Event),
    /// It has come to an end: the same with its last day.
    Ended(&'a Event),
    /// It is taken away: it should never have stood there.
    Removed,
}

type Row = (i64, (String, Option<String>, bool), (String, String, String, String), (String, i64));

impl Store {
    /// The event of the desk with this number.
    pub fn event(&self, id: i64) -> Result<Option<WrittenEvent>, Error> {
        Ok(self.read(all)?.into_iter().find(|one| one.event.desk == Some(id)))
    }

    /// Writes an event down and returns its number.
    pub fn add_event(&self, new: &Event, by: &str, now: Timestamp) -> Result<i64, Error> {
        self.write(|connection| {
            let id =
                diesel::insert_into(event::table).values(columns(new, by, now)?).returning(event::id).get_result(connection)?;
            log::note(connection, now, by, "added an event", &object(new))?;
            Ok(id)
        })
    }

    /// Changes an event as it was when `seen` was noted; false where it is gone, or somebody else changed it since.
    pub fn change_event(
        &self,
        (id, seen): (i64, Timestamp),
        change: EventChange<'_>,
        (by, now): (&str, Timestamp),
    ) -> Result<bool, Error> {
        self.write(|connection| {
            let Some(there) = all(connection)?.into_iter().find(|one| one.event.desk == Some(id) && one.at == seen) else {
                return Ok(false);
            };
            let (said, what) = match change {
                EventChange::Changed(new) => (new, "changed an event"),
                EventChange::Ended(new) => (new, "ended an event"),
                EventChange::Removed => (&there.event, "removed an event"),
            };
            if matches!(change, EventChange::Removed) {
                diesel::delete(event::table.find(id)).execute(connection)?;
            } else {
                diesel::update(event::table.find(id)).set(columns(said, by, now)?).execute(connection)?;
            }
            log::note(connection, now, by, what, &object(said))?;
            Ok(true)
        })
    }
}

/// What the log calls an event.
fn object(event: &Event) -> String {
    format!("{} {}", event.date, event.name.get(Language::Da))
}

type Columns<'a> = (
    diesel::dsl::Eq<event::starts, String>,
    diesel::dsl::Eq<event::until, Option<String>>,
    diesel::dsl::Eq<event::goes_on, bool>,
    diesel::dsl::Eq<event::name, String>,
    diesel::dsl::Eq<event::trials, String>,
    diesel::dsl::Eq<event::municipalities, String>,
    diesel::dsl::Eq<event::source, &'a str>,
    diesel::dsl::Eq<event::written_by, &'a str>,
    diesel::dsl::Eq<event::written_at, i64>,
);

fn columns<'a>(new: &'a Event, by: &'a str, now: Timestamp) -> Result<Columns<'a>, Error> {
    let corrupt = |_| Error::Corrupt("event");
    let names: Vec<(&str, &str)> = new.name.0.iter().map(|(language, words)| (language.code(), words.as_str())).collect();
    let until = if let Lasts::Until(day) = new.lasts { Some(day.to_string()) } else { None };
    Ok((
        event::starts.eq(new.date.to_string()),
        event::until.eq(until),
        event::goes_on.eq(new.lasts == Lasts::On),
        event::name.eq(serde_json::to_string(&names).map_err(corrupt)?),
        event::trials.eq(serde_json::to_string(&new.trials).map_err(corrupt)?),
        event::municipalities.eq(serde_json::to_string(&new.municipalities).map_err(corrupt)?),
        event::source.eq(new.source.as_deref().unwrap_or_default()),
        event::written_by.eq(by),
        event::written_at.eq(now.0),
    ))
}

/// Every event of the desk, in the order in which they were written.
pub(super) fn all(connection: &mut AnyConnection) -> Result<Vec<WrittenEvent>, Error> {
    let rows: Vec<Row> = event::table
        .order(event::id)
        .select((
            event::id,
            (event::starts, event::until, event::goes_on),
            (event::name, event::trials, event::municipalities, event::source),
            (event::written_by, event::written_at),
        ))
        .load(connection)?;
    rows.into_iter().map(|row| written(row).ok_or(Error::Corrupt("event"))).collect()
}

fn written((id, (starts, until, goes_on), (name, trials, municipalities, source), (by, at)): Row) -> Option<WrittenEvent> {
    let lasts = match (until, goes_on) {
        (_, true) => Lasts::On,
        (Some(day), _) => Lasts::Until(day.parse().ok()?),
        (None, _) => Lasts::Day,
    };
    let names: Vec<(String, String)> = serde_json::from_str(&name).ok()?;
    let names = names.into_iter().map(|(code, words)| Some((Language::from_code(&code)?, words)));
    let event = Event {
        date: starts.parse().ok()?,
        lasts,
        name: Text(names.collect::<Option<_>>()?),
        trials: serde_json::from_str(&trials).ok()?,
        municipalities: serde_json::from_str(&municipalities).ok()?,
        source: (!source.is_empty()).then_some(source),
        desk: Some(id),
    };
    Some(WrittenEvent { event, by, at: Timestamp(at) })
}
