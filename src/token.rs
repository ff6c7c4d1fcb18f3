//! The secrets of links: link secret, token, entry code, receipt, panel key.
//!
//! The database holds only hashes of these, so nobody with the database has a link. All are HMAC-SHA-256 (RFC 2104,
//! FIPS 180-4) under secrets that lie in `keys_dir`.

mod entry_code;

use std::fmt;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

pub use entry_code::{NoEntryCode, entry_code, entry_code_hash, parse_entry_code};

/// A random id: 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RandomId(pub [u8; 16]);

/// A secret of 256 bits; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub [u8; 32]);

/// The secret in a respondent's link: 128 bits, written as 26 lower-case base32 characters; never printed by `Debug`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token([u8; 16]);

/// What the database holds of a token: the first half of its SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 16]);

/// The system could give no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random numbers")]
pub struct NoRandomness;

impl RandomId {
    /// A new one from the operating system.
    pub fn new() -> Result<Self, NoRandomness> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(Self(bytes))
    }
}

impl Secret {
    /// A new one from the operating system.
    pub fn new() -> Result<Self, NoRandomness> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(Self(bytes))
    }

    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.0, purpose, parts)
    }

    /// What the list of those who want no letters holds of an address; upper and lower case are the same.
    #[must_use]
    pub fn mark_of_address(&self, address: &str) -> [u8; 32] {
        self.mac("nulpunkt suppression", &[address.trim().to_lowercase().as_bytes()])
    }

    /// What the same list holds of a person without an address: of the municipality, its own key and the name, since of another trial the
    /// same key may be another person's.
    #[must_use]
    pub fn mark_of_person(&self, municipality: Option<&str>, person_key: &str, name: &str) -> [u8; 32] {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let parts = [municipality.unwrap_or_default().as_bytes(), person_key.as_bytes(), name.as_bytes()];
        self.mac("nulpunkt suppression of a person", &parts)
    }

    /// What the journal holds, under the secret of a round's links, of a person who said no to the round.
    #[must_use]
    pub fn mark_of_no(&self, municipality: Option<&str>, person_key: &str) -> [u8; 32] {
        self.mac("nulpunkt no", &[municipality.unwrap_or_default().as_bytes(), person_key.as_bytes()])
    }
}

fn mac(key: &[u8], purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    fed(key, purpose, parts).map_or([0; 32], |mac| mac.finalize().into_bytes().into())
}

/// HMAC takes keys of any length, so this never fails.
fn fed(key: &[u8], purpose: &str, parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).ok()?;
    mac.update(purpose.as_bytes());
    for part in parts {
        mac.update(&[0]);
        mac.update(part);
    }
    Some(mac)
}

fn half(full: [u8; 32]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&full[..16]);
    bytes
}

impl Token {
    /// The token of an invitation: HMAC of the round's link secret over the invitation's random id.
    #[must_use]
    pub fn of(link_secret: &Secret, invitation: RandomId) -> Self {
        Self(half(link_secret.mac("nulpunkt token", &[&invitation.0])))
    }

    /// Reads a token as it stands in an address; upper case is forgiven. A malformed one is none, without a look-up.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 26 || !text.is_ascii() {
            return None;
        }
        let bytes = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The key under which the draft of an anonymous round is sealed: of link and link secret together, so that neither a letter nor
    /// the database opens it once the round is closed.
    #[must_use]
    pub fn draft_key(&self, link_secret: &Secret) -> Secret {
        Secret(link_secret.mac("nulpunkt draft key", &[&self.0]))
    }

    /// What tells, in the open turn of a written round without authors, that this link was used there: made of the secret of links too, so
    /// that the database alone does not tell whose it is.
    #[must_use]
    pub fn spent_mark(&self, link_secret: &Secret, round: &str, turn: i32) -> [u8; 32] {
        link_secret.mac("nulpunkt written round", &[&self.0, round.as_bytes(), &turn.to_be_bytes()])
    }

    /// The receipt of a response in an anonymous round: made of the link secret too, so that once that is destroyed nobody who finds a
    /// letter can find the answer.
    #[must_use]
    pub fn sealed_receipt(&self, link_secret: &Secret, round: &str) -> Receipt {
        Receipt::of(link_secret.mac("nulpunkt sealed receipt", &[&self.0, round.as_bytes()]))
    }

    /// What the database holds.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(half(Sha256::digest(self.0).into()))
    }

    /// The receipt of a response given with this token in this round: the same however often it is asked for.
    #[must_use]
    pub fn receipt(&self, round: &str) -> Receipt {
        Receipt::of(mac(&self.0, "nulpunkt receipt", &[round.as_bytes()]))
    }
}

impl fmt::Display for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 26];
        BASE32_NOPAD.encode_mut(&self.0, &mut text);
        text.make_ascii_lowercase();
        // Base32 is ASCII.
        formatter.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

/// The code on a receipt: 16 base32 characters in four groups, 80 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt(pub String);

impl Receipt {
    fn of(bytes: [u8; 32]) -> Self {
        let text = BASE32_NOPAD.encode(&bytes[..10]);
        Self(format!("{}-{}-{}-{}", &text[..4], &text[4..8], &text[8..12], &text[12..16]))
    }

    /// What the response holds of it.
    #[must_use]
    pub fn hash(&self) -> [u8; 16] {
        half(Sha256::digest(self.0.as_bytes()).into())
    }

    /// Reads a receipt code as a person types it: spaces, hyphens and lower case are forgiven.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_ascii_uppercase();
        if bare.len() != 16 || BASE32_NOPAD.decode(bare.as_bytes()).is_err() {
            return None;
        }
        Some(Self(format!("{}-{}-{}-{}", &bare[..4], &bare[4..8], &bare[8..12], &bare[12..16])))
    }
}

/// What proves that an address which names a letter comes from us: 80 bits, written as 16 lower-case base32 characters.
#[derive(Clone, Copy)]
pub struct ReturnTag([u8; 10]);

impl ReturnTag {
    /// How many characters it is written as.
    pub const LENGTH: usize = 16;

    /// The tag of a letter. The Message-ID is in it because its number is not enough: a restored database gives a number again.
    #[must_use]
    pub fn of(secret: &Secret, letter: i64, message_id: &str) -> Self {
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&secret.mac(RETURN, &[&letter.to_be_bytes(), message_id.as_bytes()])[..10]);
        Self(bytes)
    }

    /// Reads a tag as it stands in an address, whose case mail servers may change.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// Whether it is this letter's; takes the same time wherever the two differ.
    #[must_use]
    pub fn is_of(&self, secret: &Secret, letter: i64, message_id: &str) -> bool {
        let mac = fed(&secret.0, RETURN, &[&letter.to_be_bytes(), message_id.as_bytes()]);
        mac.is_some_and(|mac| mac.verify_truncated_left(&self.0).is_ok())
    }
}

impl fmt::Display for ReturnTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&BASE32_NOPAD.encode(&self.0).to_ascii_lowercase())
    }
}

const RETURN: &str = "nulpunkt return";

/// The panel key of a person in a trial: `p1:` and 128 bits in hexadecimal, under a secret that is destroyed at the end.
#[must_use]
pub fn panel_key(secret: &Secret, trial: &str, person_key: &str) -> String {
    let bytes = secret.mac("nulpunkt panel", &[trial.as_bytes(), person_key.as_bytes()]);
    format!("p1:{}", data_encoding::HEXLOWER.encode(&bytes[..16]))
}

/// What a person's app shares with the server: 160 bits of an HMAC over a random id, so that the database alone yields no code.
#[must_use]
pub fn app_secret(desk_secret: &Secret, nonce: RandomId) -> [u8; 20] {
    let bytes = desk_secret.mac("nulpunkt app", &[&nonce.0]);
    let mut secret = [0; 20];
    secret.copy_from_slice(&bytes[..20]);
    secret
}

/// What a provider of single sign-on puts into its ID token for one sign-in (OpenID Connect Core 1.0, section 3.1.2.1): made of what only
/// the browser holds, so that the database need not.
#[must_use]
pub fn sign_in_nonce(browser_secret: &str, state: &str) -> String {
    BASE64URL_NOPAD.encode(&mac(browser_secret.as_bytes(), "nulpunkt nonce", &[state.as_bytes()]))
}

/// What proves to a provider that whoever brings the code is who asked for it (RFC 7636, section 4.1).
#[must_use]
pub fn code_verifier(browser_secret: &str, state: &str) -> String {
    BASE64URL_NOPAD.encode(&mac(browser_secret.as_bytes(), "nulpunkt code verifier", &[state.as_bytes()]))
}

/// What a provider is told of a verifier beforehand: its SHA-256 (RFC 7636, section 4.2).
#[must_use]
pub fn code_challenge(verifier: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()))
}

/// A secret of 128 bits for a cookie or an address at the desk, written as 26 base32 characters.
pub fn desk_token() -> Result<String, NoRandomness> {
    Ok(BASE32_NOPAD.encode(&RandomId::new()?.0).to_ascii_lowercase())
}

/// What the database holds of such a secret.
#[must_use]
pub fn desk_token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// What the secret of a token for the API begins with, so that whoever searches files for secrets finds it.
const API: &str = "nulpunkt_";

/// A secret of 128 bits for the API: `nulpunkt_` and 26 base32 characters.
pub fn api_token() -> Result<String, NoRandomness> {
    Ok(format!("{API}{}", desk_token()?))
}

/// Whether this has the form of a token for the API; what has not is refused without a look-up.
#[must_use]
pub fn is_api_token(text: &str) -> bool {
    text.strip_prefix(API).is_some_and(|rest| Token::parse(rest).is_some())
}

/// What every form of a session carries, so that no other site can make one: made of the session's secret and telling nothing of it.
#[must_use]
pub fn form_token(session: &str) -> String {
    BASE32_NOPAD.encode(&mac(session.as_bytes(), "nulpunkt form", &[])[..16]).to_ascii_lowercase()
}

/// What only this installation can make of these words: it holds a cookie of the desk to what the server wrote into it.
#[must_use]
pub fn desk_mark(desk_secret: &Secret, what: &str, words: &str) -> String {
    let made = desk_secret.mac("nulpunkt desk mark", &[what.as_bytes(), words.as_bytes()]);
    BASE32_NOPAD.encode(&made[..16]).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_is_26_characters() {
        let token = Token::of(&Secret([7; 32]), RandomId([1; 16]));
        let text = token.to_string();
        assert_eq!(text.len(), 26);
        assert!(Token::parse(&text) == Some(token));
        assert!(Token::parse(&text.to_uppercase()) == Some(token));
        assert!(Token::parse("not a token").is_none());
        assert!(Token::parse(&"a".repeat(25)).is_none());
    }

    #[test]
    fn a_return_tag_reads_back_in_any_case_and_is_of_its_letter_alone() {
        let (secret, id) = (Secret([7; 32]), "1f@svar.example.dk");
        let text = ReturnTag::of(&secret, 12, id).to_string();
        assert_eq!(text.len(), ReturnTag::LENGTH);
        let read = ReturnTag::parse(&text.to_uppercase()).unwrap();
        assert!(read.is_of(&secret, 12, id));
        assert!(!read.is_of(&secret, 13, id) && !read.is_of(&secret, 12, "2f@svar.example.dk"));
        assert!(!read.is_of(&Secret([8; 32]), 12, id));
        assert!(ReturnTag::parse(&text[1..]).is_none() && ReturnTag::parse("").is_none());
    }

    #[test]
    fn a_receipt_is_the_same_however_it_is_typed() {
        let receipt = Token::of(&Secret([7; 32]), RandomId([1; 16])).receipt("r");
        let typed = receipt.0.replace('-', " ").to_lowercase();
        assert!(Receipt::parse(&typed) == Some(receipt));
    }
}
