//! Passwords: what makes a good one, and how the database keeps it (Argon2id, RFC 9106).
//!
//! A hash is worked out also where there is nobody to compare with, so that an unknown name costs the same time as a wrong password.

use std::collections::HashSet;
use std::sync::LazyLock;

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64_NOPAD;
use sha2::{Digest, Sha256};

/// 19 MiB, twice, one lane: what OWASP recommends for a server.
const MEMORY_KIB: u32 = 19 * 1024;
const TIMES: u32 = 2;
const LANES: u32 = 1;
const LENGTH: usize = 32;

/// The fewest signs of a password.
pub const FEWEST: usize = 12;
/// The most signs of a password.
pub const MOST: usize = 128;

/// Words that everybody tries first, in general and here: beside them a password must have something of its own.
const TRIED_FIRST: [&str; 20] = [
    "adgangskode",
    "password",
    "passw0rd",
    "kodeord",
    "velkommen",
    "welcome",
    "nulpunkt",
    "koordinator",
    "evaluering",
    "undersøgelse",
    "spørgeskema",
    "kommune",
    "danmark",
    "letmein",
    "qwertyuiop",
    "qwerty",
    "1q2w3e4r5t6y",
    "1234567890",
    "123456789",
    "12345678",
];

/// Passwords that are tried by the million, and what longer ones are made of.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("common_passwords.txt").lines();
    lines.filter(|line| !line.starts_with('#')).collect()
});
/// The first four bytes of the SHA-256 of each of the 5,000 most common passwords of twelve signs or more among ten million that leaked, in
/// small letters and in order, save those that [`judge`] refuses by itself. From `10_million_password_list_top_1M.txt` of `OWASP` `SecLists`
/// (CC BY-SA 3.0), which stands in the order of how often each was found.
static LEAKED: &[u8] = include_bytes!("leaked_passwords.bin");

/// The lengths of what longer ones are made of.
const PARTS: std::ops::RangeInclusive<usize> = 4..=11;
/// A password of three such parts is a phrase, which is hard to guess.
const FEW_PARTS: usize = 2;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// It has fewer than [`FEWEST`] signs.
    Short,
    /// It has more than [`MOST`] signs.
    Long,
    /// It is made of few signs, of the person's name, or of words that everybody tries first.
    Guessable,
}

/// Whether a person may have this password. No signs are demanded or forbidden: length is what makes it hard to guess.
pub fn judge(password: &str, name: &str) -> Result<(), Weak> {
    let signs: Vec<char> = password.to_lowercase().chars().collect();
    if signs.len() < FEWEST {
        return Err(Weak::Short);
    }
    if signs.len() > MOST {
        return Err(Weak::Long);
    }
    let different: std::collections::BTreeSet<&char> = signs.iter().collect();
    let lower: String = signs.iter().collect();
    let own = lower.replace(&name.to_lowercase(), "");
    let own = TRIED_FIRST.iter().fold(own, |rest, word| rest.replace(word, ""));
    let runs = signs.windows(2).all(|pair| (pair[1] as u32).abs_diff(pair[0] as u32) <= 1);
    if is_leaked(&lower) || is_common(&lower) || different.len() < 5 || own.chars().count() < FEWEST / 2 || runs {
        return Err(Weak::Guessable);
    }
    Ok(())
}

/// Whether a password is among those that leaked and are tried first.
fn is_leaked(lower: &str) -> bool {
    let hash = Sha256::digest(lower.as_bytes());
    LEAKED.as_chunks::<4>().0.binary_search_by(|known| known[..].cmp(&hash[..4])).is_ok()
}

/// Whether a password is a common one, or one or two common ones with little beside them.
fn is_common(lower: &str) -> bool {
    if COMMON.contains(lower) {
        return true;
    }
    let (mut parts, mut beside, mut rest) = (0, 0, lower);
    while let Some(first) = rest.chars().next() {
        let known = PARTS.rev().find(|length| rest.get(..*length).is_some_and(|part| COMMON.contains(part)));
        parts += usize::from(known.is_some());
        beside += usize::from(known.is_none());
        rest = &rest[known.unwrap_or(first.len_utf8())..];
    }
    (1..=FEW_PARTS).contains(&parts) && beside < FEWEST / 2
}

/// What the database keeps of a password, with this salt: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, as other programs write it.
#[must_use]
pub fn kept(password: &str, salt: [u8; 16]) -> Option<String> {
    let hash = hash(password, &salt)?;
    let (salt, hash) = (BASE64_NOPAD.encode(&salt), BASE64_NOPAD.encode(&hash));
    Some(format!("$argon2id$v=19$m={MEMORY_KIB},t={TIMES},p={LANES}${salt}${hash}"))
}

/// Whether this is the password of which this is kept. Without anything kept it never is, and takes as long.
#[must_use]
pub fn is_right(password: &str, kept: Option<&str>) -> bool {
    let (salt, wanted) = kept.and_then(read).unwrap_or_else(|| (vec![0; 16], Vec::new()));
    hash(password, &salt).is_some_and(|hash| same(&hash, &wanted))
}

fn hash(password: &str, salt: &[u8]) -> Option<[u8; LENGTH]> {
    let parameters = Params::new(MEMORY_KIB, TIMES, LANES, Some(LENGTH)).ok()?;
    let mut out = [0; LENGTH];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    argon.hash_password_into(password.as_bytes(), salt, &mut out).ok()?;
    Some(out)
}

/// Salt and hash of what is kept; all of it was made by [`kept`].
fn read(kept: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let rest = kept.strip_prefix(&format!("$argon2id$v=19$m={MEMORY_KIB},t={TIMES},p={LANES}$"))?;
    let (salt, hash) = rest.split_once('$')?;
    let (salt, hash) = (BASE64_NOPAD.decode(salt.as_bytes()).ok()?, BASE64_NOPAD.decode(hash.as_bytes()).ok()?);
    (hash.len() == LENGTH).then_some((salt, hash))
}

/// Whether two secrets are the same, told in the same time wherever they differ.
#[must_use]
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differ, (one, other)| differ | (one ^ other)) == 0
}
