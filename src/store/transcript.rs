//! Transcripts: the original lies sealed under a secret of its own, and of its lines only those are stored whose speakers have codes.
//!
//! The secret lies in `keys_dir`, which is in no backup. Deleting an original destroys its secret first, so that no copy of the database can
//! be read either.

use data_encoding::HEXLOWER;
use diesel::prelude::*;

use super::schema::{focus_group, note_line, summary_version, transcript};
use super::{AnyConnection, Error, Store, log};
use crate::focusgroup::LineKind;
use crate::seal::{open_bytes_under, seal_bytes_under};
use crate::time::Timestamp;
use crate::token::RandomId;

/// A transcript that was handed in; of what the file was called nothing is kept, since that is often a name.
#[derive(Clone, Debug)]
pub struct KeptTranscript {
    /// Its number in the database.
    pub id: i64,
    /// The number of its group in the database.
    pub group_id: i64,
    /// How it was written.
    pub format: String,
    /// Who handed it in.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// When its lines were taken into the notes; none as long as its speakers have no codes.
    pub taken: Option<Timestamp>,
    /// How many lines were taken.
    pub lines: i32,
    /// When its original is to be deleted; none as long as no summary of the group is frozen.
    pub delete_at: Option<Timestamp>,
    /// When its original was deleted.
    pub deleted: Option<Timestamp>,
}

/// A line of a transcript as it is stored for analysis.
#[derive(Clone, Copy)]
pub struct TranscriptLine<'a> {
    /// The code of who said it; empty for the moderator, `?` for whom nobody knows.
    pub speaker: &'a str,
    /// The key of the question that was talked about.
    pub question: &'a str,
    /// The words.
    pub words: &'a str,
}

type Row = (i64, i64, String, String, i64, Option<i64>, i32, Option<i64>, Option<i64>);

const SEALED_FOR: &str = "nulpunkt transcript";
/// Originals fill whole rooms of so many bytes.
const ROOM: usize = 4096;
const DAY: i64 = 24 * 60 * 60 * 1000;

impl Store {
    /// Keeps the original of a transcript, sealed, and gives back its number. The original goes so many days after the group's summary
    /// was frozen; where one is frozen already, so many days after now.
    pub fn add_transcript(
        &self,
        group: i64,
        (format, original): (&str, &[u8]),
        days: u32,
        by: &str,
        now: Timestamp,
    ) -> Result<i64, Error> {
        let key = HEXLOWER.encode(&RandomId::new()?.0);
        let secret = self.keys().make_transcript_secret(&key)?;
        let sealed = seal_bytes_under(&secret, SEALED_FOR, original, ROOM).map_err(|_| Error::Corrupt("transcript"))?;
        self.write(|connection| {
            let scope = format!("group-{group}");
            let frozen: i64 = summary_version::table.filter(summary_version::scope.eq(scope)).count().get_result(connection)?;
            let delete_at = (frozen > 0).then_some(now.0 + i64::from(days) * DAY);
            let id: i64 = diesel::insert_into(transcript::table)
                .values((
                    transcript::group_id.eq(group),
                    transcript::key.eq(&key),
                    transcript::format.eq(format),
                    transcript::sealed.eq(Some(&sealed)),
                    transcript::added_by.eq(by),
                    transcript::added_at.eq(now.0),
                    transcript::lines.eq(0),
                    transcript::delete_at.eq(delete_at),
                ))
                .returning(transcript::id)
                .get_result(connection)?;
            note(connection, now, by, "handed in a transcript", group)?;
            Ok(id)
        })
    }

    /// The transcripts of all groups, the newest first.
    pub fn transcripts(&self) -> Result<Vec<KeptTranscript>, Error> {
        let rows: Vec<Row> = self.read(|connection| {
            Ok(transcript::table
                .order(transcript::id.desc())
                .select((
                    transcript::id,
                    transcript::group_id,
                    transcript::format,
                    transcript::added_by,
                    transcript::added_at,
                    transcript::taken_at,
                    transcript::lines,
                    transcript::delete_at,
                    transcript::deleted_at,
                ))
                .load(connection)?)
        })?;
        Ok(rows.into_iter().map(kept_of).collect())
    }

    /// The original of a transcript; none once it was deleted, or where its secret is not in `keys_dir`.
    pub fn original_of_transcript(&self, id: i64) -> Result<Option<Vec<u8>>, Error> {
        let row: Option<(String, Option<Vec<u8>>)> = self.read(|connection| {
            Ok(transcript::table.find(id).select((transcript::key, transcript::sealed)).first(connection).optional()?)
        })?;
        let Some((key, Some(sealed))) = row else { return Ok(None) };
        let Some(secret) = self.keys().transcript_secret(&key)? else { return Ok(None) };
        open_bytes_under(&secret, SEALED_FOR, &sealed).map(Some).map_err(|_| Error::Corrupt("transcript"))
    }

    /// Takes the lines of a transcript into the notes of its group, all or none, once: then false.
    pub fn take_transcript(&self, id: i64, lines: &[TranscriptLine<'_>], by: &str, now: Timestamp) -> Result<bool, Error> {
        let count = i32::try_from(lines.len()).map_err(|_| Error::Corrupt("transcript"))?;
        self.write(|connection| {
            let waits = transcript::id.eq(id).and(transcript::taken_at.is_null()).and(transcript::deleted_at.is_null());
            let first = diesel::update(transcript::table.filter(waits))
                .set((transcript::taken_at.eq(Some(now.0)), transcript::lines.eq(count)))
                .execute(connection)?;
            if first == 0 {
                return Ok(false);
            }
            let group: i64 = transcript::table.find(id).select(transcript::group_id).first(connection)?;
            // Whoever writes to a group waits for whoever does: numbers then rise as lines become visible.
            diesel::update(focus_group::table.find(group))
                .set(focus_group::number.eq(focus_group::number))
                .execute(connection)?;
            for (at, line) in lines.iter().enumerate() {
                diesel::insert_into(note_line::table)
                    .values((
                        note_line::group_id.eq(group),
                        note_line::client_id.eq(format!("transcript-{id}-{}", at + 1)),
                        note_line::question.eq(line.question),
                        note_line::speaker.eq(line.speaker),
                        note_line::kind.eq(LineKind::Statement.name()),
                        note_line::words.eq(line.words),
                        note_line::replaces.eq(None::<i64>),
                        note_line::written_by.eq(by),
                        note_line::stored_at.eq(now.0),
                    ))
                    .execute(connection)?;
            }
            note(connection, now, by, &format!("took {count} lines of a transcript"), group)?;
            Ok(true)
        })
    }

    /// Deletes the original of a transcript; the lines that were taken from it stay. False where it was deleted before.
    pub fn delete_transcript(&self, id: i64, by: &str, now: Timestamp) -> Result<bool, Error> {
        let key: Option<String> = self.read(|connection| {
            let there = transcript::id.eq(id).and(transcript::deleted_at.is_null());
            Ok(transcript::table.filter(there).select(transcript::key).first(connection).optional()?)
        })?;
        let Some(key) = key else { return Ok(false) };
        self.keys().destroy_transcript_secret(&key)?;
        let deleted = self.write(|connection| {
            let there = transcript::id.eq(id).and(transcript::deleted_at.is_null());
            let deleted = diesel::update(transcript::table.filter(there))
                .set((transcript::sealed.eq(None::<Vec<u8>>), transcript::deleted_at.eq(Some(now.0))))
                .execute(connection)?;
            if deleted > 0 {
                let group: i64 = transcript::table.find(id).select(transcript::group_id).first(connection)?;
                note(connection, now, by, "deleted the original of a transcript", group)?;
            }
            Ok(deleted > 0)
        })?;
        self.forget_deleted()?;
        Ok(deleted)
    }

    /// Deletes the originals of all transcripts of a group, since somebody whose words are in them took these back.
    pub(super) fn delete_transcripts_of(&self, group: i64, by: &str, now: Timestamp) -> Result<(), Error> {
        for kept in self.transcripts()?.iter().filter(|kept| kept.group_id == group && kept.deleted.is_none()) {
            self.delete_transcript(kept.id, by, now)?;
        }
        Ok(())
    }

    /// The transcripts whose originals are due to be deleted.
    pub fn transcripts_due(&self, now: Timestamp) -> Result<Vec<KeptTranscript>, Error> {
        let is_due = |kept: &KeptTranscript| kept.deleted.is_none() && kept.delete_at.is_some_and(|at| at.0 <= now.0);
        Ok(self.transcripts()?.into_iter().filter(is_due).collect())
    }
}

/// Sets the day on which the originals of a group go whose summary was frozen, where none is set.
pub(super) fn set_due(connection: &mut AnyConnection, scope: &str, days: u32, now: Timestamp) -> Result<(), Error> {
    let Some(group) = scope.strip_prefix("group-").and_then(|id| id.parse::<i64>().ok()) else { return Ok(()) };
    let open = transcript::group_id.eq(group).and(transcript::delete_at.is_null()).and(transcript::deleted_at.is_null());
    diesel::update(transcript::table.filter(open))
        .set(transcript::delete_at.eq(Some(now.0 + i64::from(days) * DAY)))
        .execute(connection)?;
    Ok(())
}

fn note(connection: &mut AnyConnection, now: Timestamp, by: &str, what: &str, group: i64) -> Result<(), Error> {
    let number: i32 = focus_group::table.find(group).select(focus_group::number).first(connection)?;
    log::note(connection, now, by, what, &format!("focus group {number}"))
}

fn kept_of((id, group_id, format, by, at, taken, lines, delete_at, deleted): Row) -> KeptTranscript {
    let [taken, delete_at, deleted] = [taken, delete_at, deleted].map(|at| at.map(Timestamp));
    KeptTranscript { id, group_id, format, by, at: Timestamp(at), taken, lines, delete_at, deleted }
}
