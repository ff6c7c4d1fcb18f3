//! Letters into a folder, each as `MESSAGE-ID.eml`: for trying things out, and for relays that pick letters up from a folder.
//!
//! Writing the same letter again replaces it by itself: the name is the Message-ID, so a crash can cost no duplicate.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::Letter;

/// Puts a letter into the folder, durably, and says where; the folder is made, for its owner only, when it is missing.
pub fn put(folder: &Path, letter: &Letter) -> io::Result<PathBuf> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let name = name_of(&letter.message_id);
    let path = folder.join(format!("{name}.eml"));
    // Whoever picks letters up must never see half of one: a leading dot and another ending until it is whole.
    let aside = folder.join(format!(".{name}.{}.part", std::process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&aside)?;
    file.write_all(&letter.bytes)?;
    file.sync_all()?;
    fs::rename(&aside, &path)?;
    // The name is durable only when the folder is.
    File::open(folder)?.sync_all()?;
    Ok(path)
}

/// The Message-ID as a file's name: only what every file system takes.
fn name_of(message_id: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+');
    let name: String = message_id.chars().map(|c| if safe(c) { c } else { '_' }).collect();
    name.trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(bytes: &[u8]) -> Letter {
        Letter {
            message_id: "../1f/a@svar.example.dk".to_owned(),
            from: "svar@svar.example.dk".to_owned(),
            to: "anne@example.dk".to_owned(),
            bytes: bytes.to_owned(),
        }
    }

    #[test]
    fn a_letter_put_twice_lies_there_once_and_outside_the_folder_nothing() {
        let house = tempfile::tempdir().unwrap();
        let folder = house.path().join("letters");
        let first = put(&folder, &letter(b"one")).unwrap();
        let second = put(&folder, &letter(b"two")).unwrap();
        assert_eq!(first, second);
        assert_eq!(fs::read(&second).unwrap(), b"two");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        assert_eq!(fs::read_dir(house.path()).unwrap().count(), 1);
        assert_eq!(second.file_name().unwrap(), "_1f_a@svar.example.dk.eml");
    }
}
