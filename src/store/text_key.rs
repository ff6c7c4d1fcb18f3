//! The keys of free text on PostgreSQL, one for each response, and their destruction.
//!
//! What PostgreSQL deletes lives on in its files, its log and every copy of them. So words are sealed there, each response's under
//! a key of its own that lies in `keys_dir`; erasing a response destroys its key, and no copy of the database can be read again.
//! SQLite overwrites what it deletes (`secure_delete`) and keeps words as they are.
//!
//! The keys of a round are the leaves of a binary tree of which only the root is kept; a child is a hash of its parent, and the path
//! to a response's leaf is the hash of its random key. To destroy a leaf, the nodes on its path are replaced by their other children:
//! all other leaves can still be made, that one by nobody. Source: Goldreich, Goldwasser and Micali 1986, J ACM 33:792; as a
//! punctured function Boneh and Waters 2013, ASIACRYPT. The file so tells neither how many answered nor in which order.

use std::fs;
use std::io::{ErrorKind, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use data_encoding::{BASE64, HEXLOWER};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::journal::tombstone;
use super::keys::failed;
use super::schema::{response, round};
use super::{AnyConnection, Error, Keys};
use crate::fieldwork::Artefact;
use crate::questionnaire::{Answer, Answers};
use crate::seal::{open_under, seal_under};
use crate::token::{RandomId, Secret};

/// How many steps lead from the root to a leaf: two responses of a million share one with a chance of one in forty million.
const DEPTH: u32 = 64;
/// What stands before sealed words.
const SEALED: &str = "sealed:";
/// Words fill whole rooms of so many bytes.
const ROOM: usize = 64;
/// What is said in place of words whose key is gone although their response is there: `keys_dir` was lost, or is another one.
const UNREADABLE: &str = "(kan ikke læses: nøglen i keys_dir mangler / cannot be read: its key in keys_dir is missing)";

/// The keys that a round has left.
pub(super) struct TextKeys {
    nodes: Vec<Node>,
}

/// A node whose leaves can all be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Node {
    depth: u32,
    /// The first `depth` bits from the left are the path; the others are 0.
    path: u64,
    seed: [u8; 32],
}

impl Node {
    fn leads_to(&self, path: u64) -> bool {
        self.depth == 0 || (self.path ^ path) >> (DEPTH - self.depth) == 0
    }

    fn child(&self, right: bool) -> Self {
        let seed =
            Sha256::new().chain_update(b"nulpunkt text").chain_update(self.seed).chain_update([u8::from(right)]).finalize();
        Self { depth: self.depth + 1, path: self.path | u64::from(right) << (DEPTH - self.depth - 1), seed: seed.into() }
    }

    /// The node one step nearer to the leaf, and its sibling.
    fn towards(&self, path: u64) -> (Self, Self) {
        let right = path >> (DEPTH - self.depth - 1) & 1 == 1;
        (self.child(right), self.child(!right))
    }
}

impl TextKeys {
    fn of_root(seed: [u8; 32]) -> Self {
        Self { nodes: vec![Node { depth: 0, path: 0, seed }] }
    }

    /// The key of the leaf at this path; none once it is destroyed.
    fn key(&self, path: u64) -> Option<Secret> {
        let mut node = *self.nodes.iter().find(|node| node.leads_to(path))?;
        while node.depth < DEPTH {
            node = node.towards(path).0;
        }
        Some(Secret(node.seed))
    }

    /// Destroys the key of the leaf at this path; whether it was there.
    fn puncture(&mut self, path: u64) -> bool {
        let Some(place) = self.nodes.iter().position(|node| node.leads_to(path)) else { return false };
        let mut node = self.nodes.swap_remove(place);
        while node.depth < DEPTH {
            let (nearer, sibling) = node.towards(path);
            self.nodes.push(sibling);
            node = nearer;
        }
        // In the order of their paths: where in the file a node lies must not tell when it came there.
        self.nodes.sort_unstable_by_key(|node| node.path);
        true
    }

    fn write(&self) -> String {
        let line = |node: &Node| format!("{} {:016x} {}\n", node.depth, node.path, HEXLOWER.encode(&node.seed));
        self.nodes.iter().map(line).collect()
    }

    fn read(text: &str) -> Option<Self> {
        let line = |line: &str| {
            let [depth, path, seed] = line.split(' ').collect::<Vec<_>>()[..] else { return None };
            let seed = HEXLOWER.decode(seed.as_bytes()).ok()?.try_into().ok()?;
            let depth = depth.parse().ok().filter(|depth| *depth <= DEPTH)?;
            Some(Node { depth, path: u64::from_str_radix(path, 16).ok()?, seed })
        };
        Some(Self { nodes: text.lines().map(line).collect::<Option<_>>()? })
    }

    /// The answers with their words sealed under the key of this response.
    fn seal(&self, round: &str, key: &[u8], answers: &Answers) -> Result<Answers, Error> {
        let secret = self.key(path_of(&tombstone(round, key))?).ok_or_else(|| Error::NoSecret(round.to_owned()))?;
        let mut sealed = answers.clone();
        for (item, answer) in &mut sealed.0 {
            if let Answer::Text(words) = answer {
                let bytes = seal_under(&secret, item, words, ROOM).map_err(|_| Error::Corrupt("answers"))?;
                *words = format!("{SEALED}{}", BASE64.encode(&bytes));
            }
        }
        Ok(sealed)
    }
}

/// The first bits of a response's tombstone.
fn path_of(tombstone: &str) -> Result<u64, Error> {
    let bits = tombstone.get(..16).and_then(|bits| u64::from_str_radix(bits, 16).ok());
    bits.ok_or(Error::Corrupt("erased.journal"))
}

/// Reads the answers of responses of one round as the column holds them, and opens their words.
pub(super) struct Opener<'a> {
    round: &'a str,
    keys: Option<TextKeys>,
}

impl<'a> Opener<'a> {
    pub(super) fn of(keys: &Keys, round: &'a str) -> Result<Self, Error> {
        Ok(Self { round, keys: keys.text_keys(round)? })
    }

    /// The answers of the response with this key.
    pub(super) fn answers(&self, key: &[u8], stored: &str) -> Result<Answers, Error> {
        let mut answers: Answers = serde_json::from_str(stored).map_err(|_| Error::Corrupt("response"))?;
        let mut secret = None;
        for (item, answer) in &mut answers.0 {
            let Answer::Text(words) = answer else { continue };
            let Some(sealed) = words.strip_prefix(SEALED) else { continue };
            if secret.is_none() {
                secret = self.keys.as_ref().and_then(|keys| keys.key(path_of(&tombstone(self.round, key)).ok()?));
            }
            let opened = BASE64.decode(sealed.as_bytes()).ok().zip(secret.as_ref());
            let opened = opened.and_then(|(bytes, secret)| open_under(secret, item, &bytes).ok());
            *words = opened.unwrap_or_else(|| UNREADABLE.to_owned());
        }
        Ok(answers)
    }
}

impl Keys {
    /// The answers as the column holds them: on PostgreSQL their words are sealed.
    pub(super) fn column(&self, words_sealed: bool, round: &str, key: &RandomId, answers: &Answers) -> Result<String, Error> {
        let json = |answers: &Answers| serde_json::to_string(answers).map_err(|_| Error::Corrupt("answers"));
        let has_words = answers.0.values().any(|answer| matches!(answer, Answer::Text(_)));
        if words_sealed && has_words { json(&self.text_keys_or_new(round)?.seal(round, &key.0, answers)?) } else { json(answers) }
    }

    /// Destroys the keys of these responses, as their tombstones name them; those that are gone already stay so.
    pub(super) fn destroy_text_keys<'a>(&self, round: &str, tombstones: impl Iterator<Item = &'a String>) -> Result<(), Error> {
        let path = self.path_of_texts(round);
        if !path.exists() {
            return Ok(());
        }
        let locked = self.locked()?;
        let Some(mut keys) = self.text_keys(round)? else { return Ok(()) };
        let mut punctured = false;
        for tombstone in tombstones {
            // A line of the journal that a crash cut off tells of nothing that was erased.
            punctured |= path_of(tombstone).is_ok_and(|path| keys.puncture(path));
        }
        if punctured {
            self.replace(&path, &keys.write()).map_err(|error| failed(&path, error))?;
        }
        drop(locked);
        Ok(())
    }

    /// Destroys the keys of all responses of a round.
    pub(super) fn destroy_all_text_keys(&self, round: &str) -> Result<(), Error> {
        let path = self.path_of_texts(round);
        let gone = overwrite(&path).and_then(|()| fs::remove_file(&path));
        match gone.and_then(|()| fs::File::open(self.folder().join("texts"))?.sync_all()) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            done => done.map_err(|error| failed(&path, error)),
        }
    }

    /// Destroys the keys of whatever the journal says was erased, and of rounds whose answers were deleted.
    pub(super) fn forget_words(&self, connection: &mut AnyConnection) -> Result<(), Error> {
        let journal = self.journal()?;
        for (round, tombstones) in &journal.erased {
            self.destroy_text_keys(round, tombstones.iter())?;
        }
        for (round, _, _) in journal.deleted.iter().filter(|(_, _, artefact)| *artefact == Artefact::Answers) {
            let answers = response::table.inner_join(round::table.on(round::id.eq(response::round_id)));
            // Answers may have come from a file since.
            if answers.filter(round::key.eq(round)).count().get_result::<i64>(connection)? == 0 {
                self.destroy_all_text_keys(round)?;
            }
        }
        Ok(())
    }

    /// Whether words of this round's answers are sealed, so that they cannot be read without this folder.
    #[must_use]
    pub fn has_text_keys(&self, round: &str) -> bool {
        self.path_of_texts(round).exists()
    }

    fn path_of_texts(&self, round: &str) -> PathBuf {
        self.folder().join("texts").join(format!("{round}.key"))
    }

    fn text_keys(&self, round: &str) -> Result<Option<TextKeys>, Error> {
        let path = self.path_of_texts(round);
        match fs::read_to_string(&path) {
            Ok(text) => TextKeys::read(&text).map(Some).ok_or(Error::Corrupt("keys_dir")),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&path, error)),
        }
    }

    fn text_keys_or_new(&self, round: &str) -> Result<TextKeys, Error> {
        if let Some(keys) = self.text_keys(round)? {
            return Ok(keys);
        }
        let _locked = self.locked()?;
        // Another process may have been quicker.
        if let Some(keys) = self.text_keys(round)? {
            return Ok(keys);
        }
        let keys = TextKeys::of_root(Secret::new()?.0);
        let path = self.path_of_texts(round);
        self.replace(&path, &keys.write()).map_err(|error| failed(&path, error))?;
        Ok(keys)
    }

    /// Holds off other threads and processes while keys change.
    fn locked(&self) -> Result<fs::File, Error> {
        let folder = self.folder().join("texts");
        let lock = || -> std::io::Result<fs::File> {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
            let file = fs::OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(folder.join(".lock"))?;
            file.lock()?;
            Ok(file)
        };
        lock().map_err(|error| failed(&folder, error))
    }

    /// Puts a file in the place of another, which is overwritten; nobody reads half of one, and it is on the disk when this returns.
    fn replace(&self, path: &Path, text: &str) -> std::io::Result<()> {
        let folder = self.folder().join("texts");
        let aside = folder.join(".new");
        let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&aside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        let before = fs::OpenOptions::new().write(true).open(path);
        fs::rename(&aside, path)?;
        fs::File::open(&folder)?.sync_all()?;
        before.map_or(Ok(()), |file| zero(&file))
    }
}

fn overwrite(path: &Path) -> std::io::Result<()> {
    zero(&fs::OpenOptions::new().write(true).open(path)?)
}

fn zero(mut file: &fs::File) -> std::io::Result<()> {
    let length = usize::try_from(file.metadata()?.len()).map_err(std::io::Error::other)?;
    file.rewind()?;
    file.write_all(&vec![0; length])?;
    file.sync_all()
}

/// Whether this database needs words to be sealed.
pub(super) fn seals_words(connection: &AnyConnection) -> bool {
    matches!(connection, AnyConnection::Postgres(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(key: u8) -> u64 {
        path_of(&tombstone("a-1", &[key; 16])).unwrap()
    }

    #[test]
    fn a_destroyed_key_is_gone_and_every_other_stays_what_it_was() {
        let mut keys = TextKeys::of_root([7; 32]);
        let before: Vec<[u8; 32]> = (0..50).map(|key| keys.key(path(key)).unwrap().0).collect();
        for (gone, key) in [3_u8, 17, 4, 49].into_iter().enumerate() {
            assert!(keys.puncture(path(key)));
            assert!(!keys.puncture(path(key)), "only once");
            keys = TextKeys::read(&keys.write()).unwrap();
            let left = (0..50).filter(|key| keys.key(path(*key)).is_some()).count();
            assert_eq!(left, 50 - gone - 1);
        }
        for key in (0..50).filter(|key| ![3, 17, 4, 49].contains(key)) {
            assert_eq!(keys.key(path(key)).unwrap().0, before[usize::from(key)]);
        }
        let seeds: Vec<[u8; 32]> = keys.nodes.iter().map(|node| node.seed).collect();
        assert!(!seeds.contains(&before[3]) && !seeds.contains(&[7; 32]), "neither the leaf nor what it was made from");
    }

    #[test]
    fn two_leaves_side_by_side_can_both_be_destroyed() {
        let mut keys = TextKeys::of_root([7; 32]);
        let other = keys.key(1).unwrap().0;
        assert!(keys.puncture(0));
        assert_eq!(keys.key(1).unwrap().0, other);
        assert!(keys.puncture(1) && keys.puncture(u64::MAX));
        assert!(keys.key(0).is_none() && keys.key(1).is_none() && keys.key(2).is_some());
        assert_eq!(keys.nodes.len(), 62 + 63);
    }

    #[test]
    fn words_open_until_their_key_is_destroyed() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::at(folder.path());
        let answers = |words: &str| {
            let choice = ("a".to_owned(), Answer::Choice(2));
            Answers([choice, ("why".to_owned(), Answer::Text(words.to_owned()))].into_iter().collect())
        };
        let ids = [RandomId([1; 16]), RandomId([2; 16])];
        let stored = ids.map(|id| keys.column(true, "a-1", &id, &answers("Svar på Ærø")).unwrap());
        assert!(stored.iter().all(|stored| !stored.contains("Ærø") && stored.contains(SEALED)));
        let open = |place: usize| Opener::of(&keys, "a-1").unwrap().answers(&ids[place].0, &stored[place]).unwrap();
        assert!(open(0) == answers("Svar på Ærø") && open(1) == open(0));
        keys.destroy_text_keys("a-1", std::iter::once(&tombstone("a-1", &ids[0].0))).unwrap();
        assert!(open(0) == answers(UNREADABLE) && open(1) == answers("Svar på Ærø"));
        keys.destroy_text_keys("a-1", std::iter::once(&"0".to_owned())).expect("half a line of the journal is passed over");
        assert!(open(1) == answers("Svar på Ærø"));
        keys.destroy_all_text_keys("a-1").unwrap();
        keys.destroy_all_text_keys("a-1").unwrap();
        assert!(open(1) == answers(UNREADABLE));
        assert_eq!(keys.column(false, "a-1", &ids[0], &answers("x")).unwrap(), serde_json::to_string(&answers("x")).unwrap());
    }
}
