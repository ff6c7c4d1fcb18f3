//! Recordings of groups: each lies as a sealed file in `keys_dir`, in pieces, so that it is never in memory whole and in no backup.
//!
//! Deleting one destroys its secret first: whatever is left of the file can never be opened again.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use diesel::prelude::*;

use super::keys::failed;
use super::schema::{focus_group, recording};
use super::{AnyConnection, Error, FocusGroup, Store, log};
use crate::seal::{open_bytes_under, seal_bytes_under};
use crate::time::Timestamp;
use crate::token::{RandomId, Secret};

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

/// So many bytes are sealed at a time.
const PIECE: usize = 1 << 20;
const DAY: i64 = 86_400_000;

/// What a piece is sealed for: its place, and whether it is the last, so that none can be moved, left out or cut off.
fn purpose(place: u64, is_last: bool) -> String {
    format!("nulpunkt recording {place}{}", if is_last { " last" } else { "" })
}

fn no_recording<E>(_: E) -> Error {
    Error::Corrupt("recording")
}

fn unreadable(source: std::io::Error) -> Error {
    Error::Keys { path: "recordings".to_owned(), source }
}

/// Reads until the piece is full or nothing is left; how much there was.
fn fill(from: &mut dyn Read, piece: &mut [u8]) -> std::io::Result<usize> {
    let mut full = 0;
    while full < piece.len() {
        match from.read(&mut piece[full..]) {
            Ok(0) => break,
            Ok(read) => full += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(full)
}

/// Seals everything that is read, piece by piece; how many bytes there were, none where there were too many.
fn seal(from: &mut dyn Read, to: &mut dyn Write, secret: &Secret) -> Result<Option<u64>, Error> {
    let (mut piece, mut next) = (vec![0; PIECE], vec![0; PIECE]);
    let mut here = fill(from, &mut piece).map_err(unreadable)?;
    let (mut place, mut bytes) = (0, 0);
    loop {
        let there = if here == PIECE { fill(from, &mut next).map_err(unreadable)? } else { 0 };
        bytes += here as u64;
        if bytes > LARGEST_RECORDING {
            return Ok(None);
        }
        let sealed = seal_bytes_under(secret, &purpose(place, there == 0), &piece[..here], 1).map_err(no_recording)?;
        let length = u32::try_from(sealed.len()).map_err(no_recording)?;
        to.write_all(&length.to_be_bytes()).and_then(|()| to.write_all(&sealed)).map_err(unreadable)?;
        if there == 0 {
            return Ok(Some(bytes));
        }
        std::mem::swap(&mut piece, &mut next);
        (here, place) = (there, place + 1);
    }
}

/// The next sealed piece; none at the end.
fn piece_of(from: &mut dyn Read) -> Result<Option<Vec<u8>>, Error> {
    let mut length = [0; 4];
    match fill(from, &mut length).map_err(unreadable)? {
        0 => return Ok(None),
        4 => {}
        _ => return Err(Error::Corrupt("recording")),
    }
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(no_recording)?;
    if length > PIECE + 1024 {
        return Err(Error::Corrupt("recording"));
    }
    let mut sealed = vec![0; length];
    let there = fill(from, &mut sealed).map_err(unreadable)?;
    if there == length { Ok(Some(sealed)) } else { Err(Error::Corrupt("recording")) }
}

/// Opens everything that was sealed so, piece by piece.
fn open(from: &mut dyn Read, to: &mut dyn Write, secret: &Secret) -> Result<(), Error> {
    let mut now = piece_of(from)?.ok_or(Error::Corrupt("recording"))?;
    for place in 0.. {
        let next = piece_of(from)?;
        let opened = open_bytes_under(secret, &purpose(place, next.is_none()), &now).map_err(no_recording)?;
        to.write_all(&opened).map_err(unreadable)?;
        match next {
            Some(next) => now = next,
            None => break,
        }
    }
    Ok(())
}

impl Store {
    fn file_of_recording(&self, key: &str) -> PathBuf {
        self.keys().folder().join("recordings").join(format!("{key}.sealed"))
    }

    /// Keeps a recording, sealed, and gives back its number; none where it is too large. It goes so many days after the talk.
    pub fn add_recording(
        &self,
        group: &FocusGroup,
        (format, from): (&str, &mut dyn Read),
        days: u32,
        by: &str,
        now: Timestamp,
    ) -> Result<Option<i64>, Error> {
        let key = HEXLOWER.encode(&RandomId::new()?.0);
        let secret = self.keys().make_recording_secret(&key)?;
        let path = self.file_of_recording(&key);
        let io = |error| failed(&path, error);
        if let Some(folder) = path.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io)?;
        }
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(io)?;
        let sealed = seal(from, &mut file, &secret).and_then(|bytes| file.sync_all().map(|()| bytes).map_err(io));
        let kept = match sealed {
            Ok(Some(bytes)) => self.note_recording(group, (&key, format, bytes), days, by, now).map(Some),
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        if !matches!(kept, Ok(Some(_))) {
            // What nobody knows of must not lie there.
            self.keys().destroy_recording_secret(&key)?;
            fs::remove_file(&path).map_err(io)?;
        }
        kept
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

    /// Writes a recording out, opened, which is noted; false where it was deleted or its secret is not in `keys_dir`.
    pub fn write_recording(&self, kept: &KeptRecording, to: &mut dyn Write, by: &str, now: Timestamp) -> Result<bool, Error> {
        let Some(secret) = self.keys().recording_secret(&kept.key)?.filter(|_| kept.deleted.is_none()) else { return Ok(false) };
        let path = self.file_of_recording(&kept.key);
        let mut file = fs::File::open(&path).map_err(|error| failed(&path, error))?;
        self.write(|connection| note(connection, now, by, "wrote a recording out", kept.group_id))?;
        open(&mut file, to, &secret)?;
        Ok(true)
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

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Secret = Secret([7; 32]);

    fn sealed(content: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        assert_eq!(seal(&mut &content[..], &mut out, &KEY).unwrap(), Some(content.len() as u64));
        out
    }

    fn opened(sealed: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        open(&mut &sealed[..], &mut out, &KEY).ok().map(|()| out)
    }

    #[test]
    fn what_is_sealed_in_pieces_opens_as_it_was() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE] {
            let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let lying = sealed(&content);
            assert_eq!(opened(&lying).as_deref(), Some(&content[..]), "{length} bytes");
            assert!(length < 100 || !lying.windows(32).any(|window| window == &content[..32]), "it lies open");
        }
    }

    #[test]
    fn a_piece_that_is_left_out_moved_or_cut_off_does_not_open() {
        let lying = sealed(&vec![3; 2 * PIECE + 5]);
        let first = 4 + u32::from_be_bytes(lying[..4].try_into().unwrap()) as usize;
        assert_eq!(opened(&lying[..first]), None, "the end is cut off");
        assert_eq!(opened(&lying[first..]), None, "the beginning is left out");
        assert_eq!(opened(&[&lying[first..2 * first], &lying[..first], &lying[2 * first..]].concat()), None, "moved");
        assert_eq!(opened(&lying[..lying.len() - 1]), None);
        assert_eq!(opened(&[]), None);
    }
}
