//! Recordings of groups: each lies as a sealed file in `keys_dir`, in pieces, so that it is never in memory whole and in no backup.
//!
//! Deleting one destroys its secret first: whatever is left of the file can never be opened again.

mod pieces;

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use diesel::prelude::*;

pub use self::pieces::OpenedRecording;
use self::pieces::{PIECE, Sealing, fill, no_recording, unreadable};
use super::keys::failed;
use super::schema::{focus_group, recording};
use super::{AnyConnection, Error, FocusGroup, Keys, Participant, Store, log};
use crate::focusgroup::Purpose;
use crate::time::Timestamp;
use crate::token::RandomId;

/// A recording that was handed in; of what the file was called nothing is kept, since that is often a name.
#[derive(Clone, Debug)]
pub struct KeptRecording {
    /// Its number in the database.
    pub id: i64,
    /// The number of its group in the database.
    pub group_id: i64,
    /// How it is written: the end of the file's name.
    pub format: String,
    /// How many bytes it has.
    pub bytes: i64,
    /// Who handed it in.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// When it is to be deleted.
    pub delete_at: Timestamp,
    /// When it was deleted.
    pub deleted: Option<Timestamp>,
    key: String,
}

/// The most bytes that a recording may have: some hours of video.
pub const LARGEST_RECORDING: u64 = 4 << 30;

type Row = (i64, i64, String, String, i64, String, i64, i64, Option<i64>);

const DAY: i64 = 86_400_000;

/// A recording that is coming in. Unless it is kept it goes again as this is dropped, its secret first: what nobody knows of must not lie
/// there, and whoever sends a file may vanish at any byte.
pub struct IncomingRecording {
    keys: Keys,
    key: String,
    path: PathBuf,
    sealing: Sealing<fs::File>,
    is_kept: bool,
}

impl IncomingRecording {
    /// Seals what comes next; false where it is too large now.
    pub fn push(&mut self, bytes: &[u8]) -> Result<bool, Error> {
        self.sealing.push(bytes)
    }
}

impl Drop for IncomingRecording {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        let removed = |error| failed(&self.path, error);
        let gone = self.keys.destroy_recording_secret(&self.key).and_then(|()| fs::remove_file(&self.path).map_err(removed));
        if let Err(error) = gone {
            tracing::error!(%error, "a recording that was not kept could not be removed");
        }
    }
}

/// Why a recording may not be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRecording {
    /// Nobody is said to have come.
    NobodyCame,
    /// These, by their codes, did not say yes to be recorded: a voice that may not be kept is in the whole file.
    Without(Vec<String>),
    /// The days for which it might lie are over.
    Over,
    /// It is larger than may be.
    TooLarge,
}

impl Store {
    fn file_of_recording(&self, key: &str) -> PathBuf {
        self.keys().folder().join("recordings").join(format!("{key}.sealed"))
    }

    /// Keeps a recording, sealed, and gives back its number, or says why it may not be kept. It goes so many days after the talk.
    pub fn add_recording(
        &self,
        group: &FocusGroup,
        (format, from): (&str, &mut dyn Read),
        days: u32,
        by: &str,
        now: Timestamp,
    ) -> Result<Result<i64, NoRecording>, Error> {
        if let Some(refused) = self.refuses_recording(group, days, now)? {
            return Ok(Err(refused));
        }
        let (mut incoming, mut piece) = (self.begin_recording()?, vec![0; PIECE]);
        loop {
            let there = fill(from, &mut piece).map_err(unreadable)?;
            if !incoming.push(&piece[..there])? {
                return Ok(Err(NoRecording::TooLarge));
            }
            if there < PIECE {
                return self.keep_recording(incoming, group, (format, days), by, now);
            }
        }
    }

    /// Why a recording of a group may not be kept now; none where it may.
    pub fn refuses_recording(&self, group: &FocusGroup, days: u32, now: Timestamp) -> Result<Option<NoRecording>, Error> {
        let all = self.participants()?;
        let came: Vec<&Participant> = all.iter().filter(|one| one.group_id == group.id && one.attended).collect();
        let without: Vec<String> =
            came.iter().filter(|one| !one.consents_to(Purpose::BeRecorded)).map(|one| one.code.clone()).collect();
        Ok(if came.is_empty() {
            Some(NoRecording::NobodyCame)
        } else if !without.is_empty() {
            Some(NoRecording::Without(without))
        } else {
            (goes(group, days) <= now).then_some(NoRecording::Over)
        })
    }

    /// Notes that a recording was refused.
    pub fn note_refused_recording(&self, group: &FocusGroup, by: &str, now: Timestamp) -> Result<(), Error> {
        self.write(|connection| note(connection, now, by, "was refused a recording", group.id))
    }

    /// Begins to take a recording in.
    pub fn begin_recording(&self) -> Result<IncomingRecording, Error> {
        let key = HEXLOWER.encode(&RandomId::new()?.0);
        let path = self.file_of_recording(&key);
        let io = |error| failed(&path, error);
        if let Some(folder) = path.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io)?;
        }
        let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(io)?;
        let secret = self.keys().make_recording_secret(&key)?;
        Ok(IncomingRecording { keys: self.keys().clone(), key, path, sealing: Sealing::new(file, secret), is_kept: false })
    }

    /// Keeps what came in, or says why it may not be kept: somebody may have taken their yes back while it came.
    pub fn keep_recording(
        &self,
        mut incoming: IncomingRecording,
        group: &FocusGroup,
        (format, days): (&str, u32),
        by: &str,
        now: Timestamp,
    ) -> Result<Result<i64, NoRecording>, Error> {
        incoming.sealing.finish()?;
        incoming.sealing.to.sync_all().map_err(|error| failed(&incoming.path, error))?;
        let id = self.note_recording(group, (&incoming.key, format, incoming.sealing.bytes), days, by, now)?;
        incoming.is_kept = true;
        // Asked only after the recording is known: whoever takes a yes back either finds it and deletes it, or is found here.
        let refused = self.refuses_recording(group, days, now)?;
        if let Some(refused) = refused {
            for kept in self.recordings()?.iter().filter(|kept| kept.id == id) {
                self.delete_recording(kept, by, now)?;
            }
            return Ok(Err(refused));
        }
        Ok(Ok(id))
    }

    fn note_recording(
        &self,
        group: &FocusGroup,
        (key, format, bytes): (&str, &str, u64),
        days: u32,
        by: &str,
        now: Timestamp,
    ) -> Result<i64, Error> {
        let bytes = i64::try_from(bytes).map_err(no_recording)?;
        self.write(|connection| {
            let id: i64 = diesel::insert_into(recording::table)
                .values((
                    recording::group_id.eq(group.id),
                    recording::key.eq(key),
                    recording::format.eq(format),
                    recording::bytes.eq(bytes),
                    recording::added_by.eq(by),
                    recording::added_at.eq(now.0),
                    recording::delete_at.eq(goes(group, days).0),
                ))
                .returning(recording::id)
                .get_result(connection)?;
            note(connection, now, by, "handed in a recording", group.id)?;
            Ok(id)
        })
    }

    /// The recordings of all groups, the newest first.
    pub fn recordings(&self) -> Result<Vec<KeptRecording>, Error> {
        let rows: Vec<Row> = self.read(|connection| Ok(recording::table.order(recording::id.desc()).load(connection)?))?;
        Ok(rows.into_iter().map(kept_of).collect())
    }

    /// Opens a recording, which is noted; none where it was deleted or its secret is not in `keys_dir`.
    pub fn open_recording(&self, kept: &KeptRecording, by: &str, now: Timestamp) -> Result<Option<OpenedRecording>, Error> {
        let Some(secret) = self.keys().recording_secret(&kept.key)?.filter(|_| kept.deleted.is_none()) else { return Ok(None) };
        let path = self.file_of_recording(&kept.key);
        let file = fs::File::open(&path).map_err(|error| failed(&path, error))?;
        let opened = OpenedRecording::new(file, secret)?;
        self.write(|connection| note(connection, now, by, "wrote a recording out", kept.group_id))?;
        Ok(Some(opened))
    }

    /// Deletes a recording; false where it was deleted before.
    pub fn delete_recording(&self, kept: &KeptRecording, by: &str, now: Timestamp) -> Result<bool, Error> {
        if kept.deleted.is_some() {
            return Ok(false);
        }
        self.keys().destroy_recording_secret(&kept.key)?;
        let path = self.file_of_recording(&kept.key);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(&path, error)),
            _ => {}
        }
        self.write(|connection| {
            let there = recording::id.eq(kept.id).and(recording::deleted_at.is_null());
            let deleted =
                diesel::update(recording::table.filter(there)).set(recording::deleted_at.eq(Some(now.0))).execute(connection)?;
            if deleted > 0 {
                note(connection, now, by, "deleted a recording", kept.group_id)?;
            }
            Ok(deleted > 0)
        })
    }

    /// Removes what came in a day ago or more and was never kept, as when the server died meanwhile: nobody knows of it.
    pub(super) fn let_go_of_half_recordings(&self, now: Timestamp) -> Result<(), Error> {
        let known: BTreeSet<String> = self.recordings()?.into_iter().map(|kept| kept.key).collect();
        let Ok(folder) = fs::read_dir(self.keys().folder().join("recordings")) else { return Ok(()) };
        for file in folder.flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let Some(key) = name.strip_suffix(".sealed").filter(|key| !known.contains(*key)) else { continue };
            let since = file.metadata().and_then(|of| of.modified()).ok().and_then(|at| jiff::Timestamp::try_from(at).ok());
            if since.is_some_and(|since| since.as_millisecond() < now.0 - DAY) {
                self.keys().destroy_recording_secret(key)?;
                fs::remove_file(file.path()).map_err(|error| failed(&file.path(), error))?;
            }
        }
        Ok(())
    }

    /// Deletes all recordings of a group, since somebody whose voice is in them does not want them any more.
    pub(super) fn delete_recordings_of(&self, group: i64, by: &str, now: Timestamp) -> Result<(), Error> {
        for kept in self.recordings()?.iter().filter(|kept| kept.group_id == group) {
            self.delete_recording(kept, by, now)?;
        }
        Ok(())
    }
}

/// When a recording of a group goes that is kept for so many days after the talk.
#[must_use]
pub fn goes(group: &FocusGroup, days: u32) -> Timestamp {
    Timestamp(group.planned.ends.0 + i64::from(days) * DAY)
}

fn note(connection: &mut AnyConnection, now: Timestamp, by: &str, what: &str, group: i64) -> Result<(), Error> {
    let number: i32 = focus_group::table.find(group).select(focus_group::number).first(connection)?;
    log::note(connection, now, by, what, &format!("focus group {number}"))
}

fn kept_of((id, group_id, key, format, bytes, by, at, delete_at, deleted): Row) -> KeptRecording {
    let deleted = deleted.map(Timestamp);
    KeptRecording { id, group_id, format, bytes, by, at: Timestamp(at), delete_at: Timestamp(delete_at), deleted, key }
}
