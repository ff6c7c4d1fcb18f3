//! The secrets that must not lie in the database: link secrets of rounds, secrets of anonymous rounds, panel secrets of trials.
//!
//! `keys_dir` is never part of a backup. A secret that is destroyed cannot be made again: that is its purpose.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;

use super::Error;
use crate::token::Secret;

/// The folder of secrets.
#[derive(Clone, Debug)]
pub struct Keys {
    folder: PathBuf,
}

impl Keys {
    /// The secrets in this folder, which is made with mode 0700 when first needed.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The link secret of a round.
    pub fn link_secret(&self, round: &str) -> Result<Secret, Error> {
        self.secret_of_links(round)?.ok_or_else(|| Error::NoSecret(round.to_owned()))
    }

    /// The link secret of a round; none once it is destroyed.
    pub fn secret_of_links(&self, round: &str) -> Result<Option<Secret>, Error> {
        self.read("links", round)
    }

    /// Makes the link secret of a new round.
    pub fn make_link_secret(&self, round: &str) -> Result<(), Error> {
        self.read_or_make("links", round).map(|_| ())
    }

    /// Destroys the link secret of a round that has closed; its links can never be made again.
    pub fn destroy_link_secret(&self, round: &str) -> Result<(), Error> {
        self.destroy("links", round, || Ok(()))
    }

    /// The secret of the links of everybody who is invited to a focus group, made when first needed.
    pub fn focus_group_secret(&self) -> Result<Secret, Error> {
        self.read_or_make("focus-groups", "links")
    }

    /// The same; none where nobody is invited to one.
    pub fn secret_of_focus_groups(&self) -> Result<Option<Secret>, Error> {
        self.read("focus-groups", "links")
    }

    /// The secret under which the original of a transcript lies; none once it is destroyed.
    pub fn transcript_secret(&self, key: &str) -> Result<Option<Secret>, Error> {
        self.read("transcripts", key)
    }

    /// Makes the secret of a new transcript.
    pub fn make_transcript_secret(&self, key: &str) -> Result<Secret, Error> {
        self.read_or_make("transcripts", key)
    }

    /// Destroys the secret of a transcript: its original can never be read again, in no copy of the database either.
    pub fn destroy_transcript_secret(&self, key: &str) -> Result<(), Error> {
        self.destroy("transcripts", key, || Ok(()))
    }

    /// The secret with which the open turn of a written round without authors opens; none once it is destroyed.
    pub fn written_secret(&self, name: &str) -> Result<Option<Secret>, Error> {
        self.read("written-rounds", name)
    }

    /// Makes that secret.
    pub fn make_written_secret(&self, name: &str) -> Result<Secret, Error> {
        self.read_or_make("written-rounds", name)
    }

    /// Destroys that secret, once what it opens is shown or gone.
    pub fn destroy_written_secret(&self, name: &str) -> Result<(), Error> {
        self.destroy("written-rounds", name, || Ok(()))
    }

    /// The secret under which a recording lies; none once it is destroyed.
    pub fn recording_secret(&self, key: &str) -> Result<Option<Secret>, Error> {
        self.read("recordings", key)
    }

    /// Makes the secret of a new recording.
    pub fn make_recording_secret(&self, key: &str) -> Result<Secret, Error> {
        self.read_or_make("recordings", key)
    }

    /// Destroys the secret of a recording: it can never be opened again.
    pub fn destroy_recording_secret(&self, key: &str) -> Result<(), Error> {
        self.destroy("recordings", key, || Ok(()))
    }

    /// The secret under which each letter's return address is made, made when first needed.
    pub fn return_secret(&self) -> Result<Secret, Error> {
        self.read_or_make("mail", "returns")
    }

    /// The same; none where no letter has left with such an address.
    pub fn secret_of_returns(&self) -> Result<Option<Secret>, Error> {
        self.read("mail", "returns")
    }

    /// The secret under which the addresses stand of those who want no letters, made when first needed.
    pub fn suppression_secret(&self) -> Result<Secret, Error> {
        self.read_or_make("mail", "suppression")
    }

    /// The same; none where nobody has asked for no letters.
    pub fn secret_of_suppression(&self) -> Result<Option<Secret>, Error> {
        self.read("mail", "suppression")
    }

    /// The secret of an anonymous round, which alone opens its answers; none once it is destroyed.
    pub fn round_secret(&self, round: &str) -> Result<Option<Secret>, Error> {
        self.read("rounds", round)
    }

    /// Where the secret of an anonymous round lies.
    #[must_use]
    pub fn place_of_round_secret(&self, round: &str) -> PathBuf {
        self.path("rounds", round)
    }

    /// Makes the secret of a new anonymous round.
    pub fn make_round_secret(&self, round: &str) -> Result<Secret, Error> {
        self.read_or_make("rounds", round)
    }

    /// Destroys the secret of an anonymous round whose answers are released; what is still sealed can never be opened again. `note` says
    /// so in the log, while the file is still there to tell whoever is cut off before it that this must be done again.
    pub fn destroy_round_secret(&self, round: &str, note: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
        self.destroy("rounds", round, note)
    }

    /// The panel secret of a trial, made when first needed.
    pub fn panel_secret(&self, trial: &str) -> Result<Secret, Error> {
        self.read_or_make("panels", trial)
    }

    /// Whether a trial has a panel secret.
    #[must_use]
    pub fn has_panel_secret(&self, trial: &str) -> bool {
        self.path("panels", trial).exists()
    }

    /// Destroys the panel secret of a trial: no person's key in it can be made again.
    pub fn destroy_panel_secret(&self, trial: &str) -> Result<(), Error> {
        self.destroy("panels", trial, || Ok(()))
    }

    /// The secret of the desk, made when first needed: what people's apps share with the server is made of it.
    pub fn desk_secret(&self) -> Result<Secret, Error> {
        self.read_or_make("desk", "apps")
    }

    /// Overwrites a secret, notes it and removes its file; all is on the disk when it returns.
    fn destroy(&self, kind: &str, name: &str, note: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
        let path = self.path(kind, name);
        let zeros = "0".repeat(64);
        let overwritten = fs::OpenOptions::new().write(true).open(&path).and_then(|mut file| {
            file.write_all(zeros.as_bytes())?;
            file.sync_all()
        });
        match overwritten {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(failed(&path, error)),
            Ok(()) => note()?,
        }
        match fs::remove_file(&path) {
            // Another process that closes the same round was quicker.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(failed(&path, error)),
            Ok(()) => {
                fs::File::open(self.folder.join(kind)).and_then(|folder| folder.sync_all()).map_err(|error| failed(&path, error))
            }
        }
    }

    fn path(&self, kind: &str, name: &str) -> PathBuf {
        self.folder.join(kind).join(format!("{name}.key"))
    }

    fn read(&self, kind: &str, name: &str) -> Result<Option<Secret>, Error> {
        let path = self.path(kind, name);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(&path, error)),
        };
        let bytes = HEXLOWER.decode(text.trim_ascii()).map_err(|_| Error::Corrupt("keys_dir"))?;
        Ok(Some(Secret(bytes.try_into().map_err(|_| Error::Corrupt("keys_dir"))?)))
    }

    fn read_or_make(&self, kind: &str, name: &str) -> Result<Secret, Error> {
        if let Some(secret) = self.read(kind, name)? {
            return Ok(secret);
        }
        let secret = Secret::new()?;
        let path = self.path(kind, name);
        match self.write(kind, &path, &secret) {
            Ok(()) => Ok(secret),
            // Another process was quicker: its secret is the one.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                self.read(kind, name)?.ok_or_else(|| Error::NoSecret(name.to_owned()))
            }
            Err(error) => Err(failed(&path, error)),
        }
    }

    fn write(&self, kind: &str, path: &Path, secret: &Secret) -> std::io::Result<()> {
        let folder = self.folder.join(kind);
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        // Written aside and linked into place, so that nobody ever reads half a secret.
        let aside =
            folder.join(format!(".{}", HEXLOWER.encode(&crate::token::RandomId::new().map_err(std::io::Error::other)?.0)));
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
        file.write_all(HEXLOWER.encode(&secret.0).as_bytes())?;
        file.sync_all()?;
        let linked = fs::hard_link(&aside, path);
        fs::remove_file(&aside)?;
        linked?;
        fs::File::open(&folder)?.sync_all()
    }
}

pub(super) fn failed(path: &Path, source: std::io::Error) -> Error {
    Error::Keys { path: path.display().to_string(), source }
}
