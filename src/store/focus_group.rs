//! Focus groups and their guides: there are few of each, so all are read and chosen from.

use diesel::prelude::*;

use super::letter::NewLetter;
use super::schema::{focus_group, focus_guide};
use super::{Actor, AnyConnection, Error, Store, log, session_letter};
use crate::focusgroup::{Guide, guide_hash, read_guide};
use crate::time::Timestamp;
use crate::token::RandomId;

/// What became of a guide that was to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuidePublished {
    /// It is stored now.
    New,
    /// The same content is stored already.
    Same,
    /// Other content is stored under the same key and version: refused.
    Different,
}

/// What a group is to be.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// The title.
    pub title: String,
    /// The number of its guide in the database.
    pub guide_id: i64,
    /// When it begins.
    pub starts: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// The address of the video meeting, or another place.
    pub place: String,
    /// Who leads the talk.
    pub moderator: String,
    /// Who takes notes.
    pub note_taker: String,
    /// Who watches.
    pub observer: String,
    /// For how many there is room.
    pub capacity: i32,
}

/// A group: one planned and held session.
#[derive(Clone, Debug)]
pub struct FocusGroup {
    /// Its number in the database.
    pub id: i64,
    /// Its number among the groups, which stands in the codes of its participants.
    pub number: i32,
    /// What its calendar entry is known by.
    pub uid: String,
    /// How often that entry was changed.
    pub sequence: i32,
    /// What it was planned to be, as it is now.
    pub planned: NewGroup,
    /// Whether it was called off.
    pub cancelled: bool,
}

/// So long after its end a talk may still go on, and somebody who fell out find the way back.
const RUNS_OVER: i64 = 30 * 60_000;

impl FocusGroup {
    /// Where the group meets, as long as it may still meet there: empty once the talk is over and the place is a link. The same link often
    /// leads to a room that others use afterwards, so whoever pressed an old one might walk in on the talk of another group.
    #[must_use]
    pub fn meets_at(&self, now: Timestamp) -> &str {
        let place = &self.planned.place;
        if place.starts_with("https://") && now.0 > self.planned.ends.0 + RUNS_OVER { "" } else { place }
    }
}

type GroupRow = (i64, i32, String, i32, String, i64, i64, i64, String, String, String, String, i32, Option<i64>);

impl Store {
    /// Freezes a guide.
    pub fn publish_guide(&self, guide: &Guide, now: Timestamp, by: Option<Actor<'_>>) -> Result<GuidePublished, Error> {
        let version = i32::try_from(guide.version).map_err(|_| Error::Corrupt("focus_guide"))?;
        let hash = guide_hash(&guide.content);
        self.write(|connection| {
            let stored: Option<String> = focus_guide::table
                .filter(focus_guide::key.eq(&guide.key).and(focus_guide::version.eq(version)))
                .select(focus_guide::content_hash)
                .first(connection)
                .optional()?;
            if let Some(stored) = stored {
                return Ok(if stored == hash { GuidePublished::Same } else { GuidePublished::Different });
            }
            diesel::insert_into(focus_guide::table)
                .values((
                    focus_guide::key.eq(&guide.key),
                    focus_guide::version.eq(version),
                    focus_guide::content.eq(&guide.content),
                    focus_guide::content_hash.eq(&hash),
                    focus_guide::published_at.eq(now.0),
                ))
                .execute(connection)?;
            log::note_by(connection, by, "published a guide", &format!("{} {}", guide.key, guide.version))?;
            Ok(GuidePublished::New)
        })
    }

    /// The published guides with their numbers in the database, by key and version.
    pub fn guides(&self) -> Result<Vec<(i64, Guide)>, Error> {
        self.read(all_guides)
    }

    /// Plans a group and gives back its number in the database.
    pub fn plan_group(&self, new: &NewGroup, by: &str, now: Timestamp) -> Result<i64, Error> {
        let uid = data_encoding::HEXLOWER.encode(&RandomId::new()?.0);
        self.write(|connection| {
            let last: Option<i32> =
                focus_group::table.select(focus_group::number).order(focus_group::number.desc()).first(connection).optional()?;
            let number = last.unwrap_or(0) + 1;
            let id: i64 = diesel::insert_into(focus_group::table)
                .values((
                    focus_group::number.eq(number),
                    focus_group::uid.eq(&uid),
                    focus_group::sequence.eq(0),
                    focus_group::title.eq(&new.title),
                    focus_group::guide_id.eq(new.guide_id),
                    focus_group::starts_at.eq(new.starts.0),
                    focus_group::ends_at.eq(new.ends.0),
                    focus_group::place.eq(&new.place),
                    focus_group::moderator.eq(&new.moderator),
                    focus_group::note_taker.eq(&new.note_taker),
                    focus_group::observer.eq(&new.observer),
                    focus_group::capacity.eq(new.capacity),
                ))
                .returning(focus_group::id)
                .get_result(connection)?;
            log::note(connection, now, by, "planned a focus group", &format!("focus group {number}"))?;
            Ok(id)
        })
    }

    /// The groups in the order of their numbers.
    pub fn focus_groups(&self) -> Result<Vec<FocusGroup>, Error> {
        self.read(all)
    }

    /// Moves a group to another time or place, or calls it off where `to` is none; its calendar entry gets the next sequence, and whoever
    /// was told of it by letter is told anew, where letters can be queued.
    pub fn change_group(
        &self,
        group: &FocusGroup,
        to: Option<(Timestamp, Timestamp, &str)>,
        letters: Option<&NewLetter<'_>>,
        by: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let list = self.suppression_secret()?;
        self.write(|connection| {
            let (starts, ends, place) = to.unwrap_or((group.planned.starts, group.planned.ends, &group.planned.place));
            diesel::update(focus_group::table.find(group.id))
                .set((
                    focus_group::sequence.eq(focus_group::sequence + 1),
                    focus_group::starts_at.eq(starts.0),
                    focus_group::ends_at.eq(ends.0),
                    focus_group::place.eq(place),
                    focus_group::cancelled_at.eq(to.is_none().then_some(now.0)),
                ))
                .execute(connection)?;
            session_letter::after_change(connection, group.id, list.as_ref(), letters)?;
            let what = if to.is_some() { "moved a focus group" } else { "called off a focus group" };
            log::note(connection, now, by, what, &format!("focus group {}", group.number))
        })
    }
}

/// The groups in the order of their numbers.
pub(super) fn all(connection: &mut AnyConnection) -> Result<Vec<FocusGroup>, Error> {
    let rows: Vec<GroupRow> = focus_group::table.order(focus_group::number).load(connection)?;
    Ok(rows.into_iter().map(group_of).collect())
}

/// The published guides with their numbers in the database, by key and version.
pub(super) fn all_guides(connection: &mut AnyConnection) -> Result<Vec<(i64, Guide)>, Error> {
    let rows: Vec<(i64, String)> = focus_guide::table.select((focus_guide::id, focus_guide::content)).load(connection)?;
    let read = |(id, content): (i64, String)| {
        read_guide(&content, None).map(|guide| (id, guide)).map_err(|_| Error::Corrupt("focus_guide"))
    };
    let mut guides: Vec<(i64, Guide)> = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    guides.sort_by(|(_, one), (_, other)| (&one.key, one.version).cmp(&(&other.key, other.version)));
    Ok(guides)
}

fn group_of(row: GroupRow) -> FocusGroup {
    let (id, number, uid, sequence, title, guide_id, starts, ends, place, moderator, note_taker, observer, capacity, cancelled) =
        row;
    let (starts, ends) = (Timestamp(starts), Timestamp(ends));
    let planned = NewGroup { title, guide_id, starts, ends, place, moderator, note_taker, observer, capacity };
    FocusGroup { id, number, uid, sequence, planned, cancelled: cancelled.is_some() }
}
