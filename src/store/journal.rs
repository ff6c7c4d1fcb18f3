//! The journal of what was erased or deleted, in `keys_dir`: it outlives the database, so that a backup cannot bring anything back.
//!
//! A line is on the disk before the deletion that it tells of is committed. It holds a hash of a row's random key, or a round and
//! what of it was deleted: nobody can tell a person from it. Whoever has an old backup too can tell which rows were erased, which is
//! what it is for.
//!
//! It tells too who said no since, so that a backup writes to nobody who did: of a no to a round as an HMAC under the secret of its links,
//! which says nothing any more once the round is closed; of a no to all letters as it stands on the list.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::keys::failed;
use super::{Error, Keys};
use crate::fieldwork::{Artefact, Round};

/// What people said of each round, as marks.
type Said = BTreeMap<String, HashSet<Vec<u8>>>;

/// What the journal tells.
#[derive(Default)]
pub(super) struct Journal {
    /// The erased responses of each round, as [`tombstone`] makes them.
    pub(super) erased: BTreeMap<String, BTreeSet<String>>,
    /// What was deleted as its day had come: the round's key and first day, and the artefact. The day is there since a round of the
    /// same key may be another one, in a database that lacks the first.
    pub(super) deleted: BTreeSet<(String, Date, Artefact)>,
    /// Participants of focus groups who took everything back, as [`tombstone`] makes them.
    pub(super) withdrawn: BTreeSet<String>,
    /// The groups whose notes were deleted, by the UID of their calendar entry, and the day on which they were.
    pub(super) notes: BTreeMap<String, Date>,
    /// Who said no to each round, as marks under the secret of its links.
    pub(super) noes: Said,
    /// Who took such a no back, in the same way.
    pub(super) yeses: Said,
    /// What the list of those who want no letters gained, with way and day, or lost.
    pub(super) unwanted: BTreeMap<Vec<u8>, Option<(String, String)>>,
}

/// What stands in the journal for an erased response: a hash of its random key, and never of anything that it said.
pub(super) fn tombstone(round: &str, key: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"nulpunkt erased\0");
    hash.update(round.as_bytes());
    hash.update([0]);
    hash.update(key);
    HEXLOWER.encode(&hash.finalize())
}

/// Notes the last word of somebody on a round, which takes their earlier one away.
fn said_last(round: &str, mark: &str, (now, before): (&mut Said, &mut Said)) {
    let Some(mark) = unhexed(mark) else { return };
    if let Some(marks) = before.get_mut(round) {
        marks.remove(&mark);
    }
    now.entry(round.to_owned()).or_default().insert(mark);
}

/// A mark as it was written; none where a crash cut it off.
fn unhexed(mark: &str) -> Option<Vec<u8>> {
    HEXLOWER.decode(mark.as_bytes()).ok().filter(|mark| mark.len() == 32)
}

impl Keys {
    /// Where the journal lies, once something was erased or deleted.
    #[must_use]
    pub fn place_of_journal(&self) -> PathBuf {
        self.folder().join("erased.journal")
    }

    /// Writes down that a response is erased; on the disk when this returns.
    pub(super) fn journal_erased(&self, round: &str, key: &[u8]) -> Result<(), Error> {
        self.append(&format!("erased {round} {}", tombstone(round, key)))
    }

    /// Writes down that an artefact of a round is deleted; on the disk when this returns.
    pub(super) fn journal_deleted(&self, round: &Round, artefact: Artefact) -> Result<(), Error> {
        self.append(&format!("deleted {} {} {}", round.key, round.opens, artefact.name()))
    }

    /// Writes down that a participant of a focus group took everything back; on the disk when this returns.
    pub(super) fn journal_withdrawn(&self, tombstone: &str) -> Result<(), Error> {
        self.append(&format!("withdrew {tombstone}"))
    }

    /// Writes down that the notes of a group are deleted; on the disk when this returns.
    pub(super) fn journal_notes(&self, uid: &str, day: Date) -> Result<(), Error> {
        self.append(&format!("notes {uid} {day}"))
    }

    /// Writes down that somebody said no to a round; on the disk when this returns.
    pub(super) fn journal_no(&self, round: &str, mark: &[u8; 32]) -> Result<(), Error> {
        self.append(&format!("no {round} {}", HEXLOWER.encode(mark)))
    }

    /// Writes down that somebody takes their no to a round back; on the disk when this returns.
    pub(super) fn journal_yes(&self, round: &str, mark: &[u8; 32]) -> Result<(), Error> {
        self.append(&format!("yes {round} {}", HEXLOWER.encode(mark)))
    }

    /// Writes down that somebody wants no letters; on the disk when this returns.
    pub(super) fn journal_unwanted(&self, mark: &[u8; 32], (way, since): (&str, Date)) -> Result<(), Error> {
        self.append(&format!("unwanted {} {way} {since}", HEXLOWER.encode(mark)))
    }

    /// Writes down that somebody wants letters again; on the disk when this returns.
    pub(super) fn journal_wanted(&self, mark: &[u8; 32]) -> Result<(), Error> {
        self.append(&format!("wanted {}", HEXLOWER.encode(mark)))
    }

    /// What the journal tells; a line that a crash cut off is passed over, since what it told of was not committed.
    pub(super) fn journal(&self) -> Result<Journal, Error> {
        let path = self.place_of_journal();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Journal::default()),
            Err(error) => return Err(failed(&path, error)),
        };
        let mut journal = Journal::default();
        for line in text.lines() {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["erased", round, tombstone] => {
                    journal.erased.entry(round.to_owned()).or_default().insert(tombstone.to_owned());
                }
                ["deleted", round, opens, artefact] => {
                    if let (Ok(opens), Some(artefact)) = (opens.parse(), Artefact::from_name(artefact)) {
                        journal.deleted.insert((round.to_owned(), opens, artefact));
                    }
                }
                ["withdrew", tombstone] => {
                    journal.withdrawn.insert(tombstone.to_owned());
                }
                ["notes", uid, day] => {
                    if let Ok(day) = day.parse() {
                        journal.notes.insert(uid.to_owned(), day);
                    }
                }
                ["no", round, mark] => said_last(round, mark, (&mut journal.noes, &mut journal.yeses)),
                ["yes", round, mark] => said_last(round, mark, (&mut journal.yeses, &mut journal.noes)),
                ["unwanted", mark, way, since] => {
                    journal.unwanted.extend(unhexed(mark).map(|mark| (mark, Some((way.to_owned(), since.to_owned())))));
                }
                ["wanted", mark] => journal.unwanted.extend(unhexed(mark).map(|mark| (mark, None))),
                _ => {}
            }
        }
        Ok(journal)
    }

    fn append(&self, line: &str) -> Result<(), Error> {
        let path = self.place_of_journal();
        let append = || -> std::io::Result<()> {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(self.folder())?;
            let mut file = fs::OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&path)?;
            // A crash may have left half a line: the new one must not be lost with it.
            let mut last = [b'\n'];
            if file.metadata()?.len() > 0 {
                file.seek(SeekFrom::End(-1))?;
                file.read_exact(&mut last)?;
            }
            let cut_off = if last == *b"\n" { "" } else { "\n" };
            file.write_all(format!("{cut_off}{line}\n").as_bytes())?;
            file.sync_all()?;
            fs::File::open(self.folder())?.sync_all()
        };
        append().map_err(|error| failed(&path, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_line_takes_no_other_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::at(folder.path());
        assert!(keys.journal().unwrap().erased.is_empty());
        keys.journal_erased("a-1", &[1; 16]).unwrap();
        let mut file = fs::OpenOptions::new().append(true).open(keys.place_of_journal()).unwrap();
        file.write_all(b"erased a-1 0").unwrap();
        keys.journal_erased("a-1", &[2; 16]).unwrap();
        let journal = keys.journal().unwrap();
        let whole: Vec<&String> = journal.erased["a-1"].iter().filter(|one| one.len() == 64).collect();
        assert_eq!(whole.len(), 2);
        assert!(journal.erased["a-1"].contains(&tombstone("a-1", &[2; 16])));
    }

    #[test]
    fn what_went_of_a_focus_group_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::at(folder.path());
        let tombstone = tombstone("focus-groups", &[3; 16]);
        keys.journal_withdrawn(&tombstone).unwrap();
        keys.journal_notes("1f2e", jiff::civil::date(2026, 2, 1)).unwrap();
        keys.journal_notes("1f2e", jiff::civil::date(2026, 3, 1)).unwrap();
        let journal = keys.journal().unwrap();
        assert!(journal.withdrawn.contains(&tombstone) && journal.withdrawn.len() == 1);
        assert_eq!(journal.notes["1f2e"], jiff::civil::date(2026, 3, 1), "the last day counts");
    }

    #[test]
    fn a_no_is_told_and_what_was_said_last_of_a_round_and_of_all_letters_holds() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::at(folder.path());
        keys.journal_no("a-1", &[1; 32]).unwrap();
        for mark in [[4; 32], [5; 32]] {
            keys.journal_no("a-1", &mark).unwrap();
            keys.journal_yes("a-1", &mark).unwrap();
        }
        keys.journal_no("a-1", &[5; 32]).unwrap();
        let since = ("link", jiff::civil::date(2027, 1, 18));
        keys.journal_unwanted(&[2; 32], since).unwrap();
        keys.journal_unwanted(&[3; 32], since).unwrap();
        keys.journal_wanted(&[2; 32]).unwrap();
        let journal = keys.journal().unwrap();
        let marks = |all: &[[u8; 32]]| all.iter().map(|mark| mark.to_vec()).collect::<HashSet<_>>();
        assert_eq!((&journal.noes["a-1"], &journal.yeses["a-1"]), (&marks(&[[1; 32], [5; 32]]), &marks(&[[4; 32]])));
        assert_eq!(journal.unwanted[&[2; 32][..]], None);
        assert_eq!(journal.unwanted[&[3; 32][..]], Some(("link".to_owned(), "2027-01-18".to_owned())));
    }
}
