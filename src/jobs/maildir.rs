//! A Maildir of returned mails: each new one is taken in, then moved to where it shows as read, or to a folder for people to look at.
//!
//! What a mail says is stored before it is moved, and storing it twice changes nothing: so a crash in between, and another process that
//! reads the same folder, are harmless. A file is never written over and never deleted: it is linked where it goes before its old name goes.

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use crate::mail::{ReturnedMail, Returns, TakenIn, take_in};
use crate::store::{self, Store};

/// What people must look at: answers of persons, and what names no letter or is not understood.
pub(crate) const UNREAD: &str = ".nulpunkt-unread";
/// Larger is no report on a letter of ours.
const LARGEST: u64 = 10 * 1024 * 1024;
/// So many mails are read before letters are looked after again.
const BATCH: usize = 200;

/// What one look into the folder did. It holds no address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sorted {
    /// Letters that are now known to have come back.
    pub(super) came_back: usize,
    /// Mails that changed nothing and need nobody.
    pub(super) read: usize,
    /// Mails that a person must look at.
    pub(super) unread: usize,
    /// Mails that could not be read or moved; they stay where they are.
    pub(super) stuck: usize,
}

/// Why the folder could not be looked into.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The folder cannot be read.
    #[error("the folder of returned mails {path} cannot be read: {source}")]
    Folder {
        /// The folder.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Takes in what is new in this Maildir.
pub(super) fn sort(store: &Store, returns: &Returns, maildir: &Path) -> Result<Sorted, Error> {
    let new = maildir.join("new");
    let failed = |source| Error::Folder { path: new.display().to_string(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(&new).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // Neither folders nor what leads elsewhere is a mail.
        if entry.file_type().is_ok_and(|kind| kind.is_file()) && !entry.file_name().as_encoded_bytes().starts_with(b".") {
            names.push(entry.file_name());
        }
    }
    // By name is by time of delivery, near enough.
    names.sort();
    let mut sorted = Sorted::default();
    for name in names.into_iter().take(BATCH) {
        let path = new.join(&name);
        let mail = match read(&path) {
            Ok(mail) => mail,
            // Another process has moved it.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(_) => {
                sorted.stuck += 1;
                continue;
            }
        };
        let (counter, is_read) = match mail.map(|mail| take_in(store, returns, None, &mail)).transpose()? {
            Some(TakenIn::Says { says, is_news, .. }) => match says {
                ReturnedMail::Failed { .. } if is_news => (&mut sorted.came_back, true),
                ReturnedMail::Failed { .. } | ReturnedMail::Delayed | ReturnedMail::Delivered | ReturnedMail::AutoReply => {
                    (&mut sorted.read, true)
                }
                ReturnedMail::Unsure { .. } | ReturnedMail::Reply | ReturnedMail::Other => (&mut sorted.unread, false),
            },
            Some(TakenIn::Unnamed) | None => (&mut sorted.unread, false),
        };
        *counter += 1;
        let to = if is_read { maildir.join("cur") } else { maildir.join(UNREAD).join("new") };
        let name = if is_read { seen(&name.to_string_lossy()) } else { name.to_string_lossy().into_owned() };
        if make(&to, is_read, maildir).and_then(|()| pass_on(&path, &to, &name)).is_err() {
            sorted.stuck += 1;
        }
    }
    Ok(sorted)
}

/// The bytes of a mail; none where it is too large.
fn read(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let mut mail = Vec::new();
    fs::File::open(path)?.take(LARGEST + 1).read_to_end(&mut mail)?;
    Ok((mail.len() as u64 <= LARGEST).then_some(mail))
}

/// The folder that a mail goes to, with all that a Maildir has, so that mail programs show it.
fn make(to: &Path, is_read: bool, maildir: &Path) -> std::io::Result<()> {
    if !is_read {
        for part in ["cur", "tmp"] {
            fs::create_dir_all(maildir.join(UNREAD).join(part))?;
        }
    }
    fs::create_dir_all(to)
}

/// The name with the mark that it was seen.
fn seen(name: &str) -> String {
    match name.rsplit_once(":2,") {
        Some((_, flags)) if flags.contains('S') => name.to_owned(),
        Some(_) => format!("{name}S"),
        None => format!("{name}:2,S"),
    }
}

/// Gives a file this name in another folder; where another file has it, one that is free.
fn pass_on(from: &Path, folder: &Path, name: &str) -> std::io::Result<()> {
    for number in 0..1000 {
        let to = if number == 0 { folder.join(name) } else { folder.join(format!("{number}.{name}")) };
        match fs::hard_link(from, &to) {
            Ok(()) => {}
            // Linked already, by who was then cut off.
            Err(error) if error.kind() == ErrorKind::AlreadyExists && is_same(from, &to) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            // Another process was quicker.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            // Some file systems know no second name.
            Err(_) if to.try_exists()? => continue,
            Err(_) => return fs::rename(from, &to),
        }
        return match fs::remove_file(from) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (fs::metadata(one), fs::metadata(other)) {
        (Ok(one), Ok(other)) => one.ino() == other.ino() && one.dev() == other.dev(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gets_the_mark_of_seen_once() {
        assert_eq!(seen("1546844409.M1P2.mail"), "1546844409.M1P2.mail:2,S");
        assert_eq!(seen("1546844409.M1P2.mail:2,R"), "1546844409.M1P2.mail:2,RS");
        assert_eq!(seen("1546844409.M1P2.mail:2,S"), "1546844409.M1P2.mail:2,S");
    }

    #[test]
    fn no_file_is_written_over_or_lost() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("cur")).unwrap();
        fs::write(at("cur/a"), "another").unwrap();
        fs::write(at("a"), "mine").unwrap();
        pass_on(&at("a"), &at("cur"), "a").unwrap();
        assert_eq!(fs::read_to_string(at("cur/a")).unwrap(), "another");
        assert_eq!(fs::read_to_string(at("cur/1.a")).unwrap(), "mine");
        assert!(!at("a").exists());
        // Whoever was cut off between the two names goes on; who comes too late finds nothing to do.
        fs::hard_link(at("cur/1.a"), at("b")).unwrap();
        fs::rename(at("cur/1.a"), at("cur/b")).unwrap();
        pass_on(&at("b"), &at("cur"), "b").unwrap();
        pass_on(&at("b"), &at("cur"), "b").unwrap();
        assert_eq!(fs::read_to_string(at("cur/b")).unwrap(), "mine");
        assert!(!at("b").exists() && !at("cur/1.b").exists());
    }
}
