//! Sealing: what only the holder of a key can read, and whose length tells nothing of what is inside.
//!
//! Answers are sealed to a public key by HPKE in base mode (RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305), drafts
//! under a secret by XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), whose nonces are long enough to be drawn.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};

use crate::token::{NoRandomness, Secret};

/// How long a public key is, and what HPKE puts before each sealed text.
pub const PUBLIC_KEY: usize = 32;
const NONCE: usize = 24;
/// The bytes before a text that say how long it is.
const LENGTH: usize = 4;

/// A text could not be sealed, or what was sealed cannot be opened: another key, another purpose, or changed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it cannot be sealed or opened with this key")]
pub struct Unopenable;

impl From<NoRandomness> for Unopenable {
    fn from(_: NoRandomness) -> Self {
        Self
    }
}

/// The public key that belongs to a secret: what is sealed to it opens with the secret alone.
#[must_use]
pub fn public_key(secret: &Secret) -> [u8; PUBLIC_KEY] {
    X25519HkdfSha256::derive_keypair(&secret.0).1.to_bytes().into()
}

/// Seals a text to a public key; it fills a whole number of rooms of so many bytes, so that texts that fit into one look alike.
///
/// `purpose` must be the same when it is opened.
pub fn seal_to(public: &[u8], purpose: &str, text: &str, room: usize) -> Result<Vec<u8>, Unopenable> {
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(public).map_err(|_| Unopenable)?;
    let (key, sealed) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &public,
        purpose.as_bytes(),
        &filled(text.as_bytes(), room)?,
        &[],
    )
    .map_err(|_| Unopenable)?;
    Ok([&key.to_bytes()[..], &sealed].concat())
}

/// Opens what was sealed to the public key of this secret.
pub fn open_with(secret: &Secret, purpose: &str, sealed: &[u8]) -> Result<String, Unopenable> {
    let (private, _) = X25519HkdfSha256::derive_keypair(&secret.0);
    let (key, sealed) = sealed.split_at_checked(PUBLIC_KEY).ok_or(Unopenable)?;
    let key = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(key).map_err(|_| Unopenable)?;
    let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &private,
        &key,
        purpose.as_bytes(),
        sealed,
        &[],
    );
    as_text(emptied(&opened.map_err(|_| Unopenable)?)?)
}

/// Seals a text under a secret; see [`seal_to`] for the room.
pub fn seal_under(secret: &Secret, purpose: &str, text: &str, room: usize) -> Result<Vec<u8>, Unopenable> {
    seal_bytes_under(secret, purpose, text.as_bytes(), room)
}

/// The same for what is no text.
pub fn seal_bytes_under(secret: &Secret, purpose: &str, bytes: &[u8], room: usize) -> Result<Vec<u8>, Unopenable> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|_| Unopenable)?;
    let filled = filled(bytes, room)?;
    let payload = Payload { msg: &filled, aad: purpose.as_bytes() };
    let sealed = XChaCha20Poly1305::new(&secret.0.into()).encrypt(&XNonce::from(nonce), payload).map_err(|_| Unopenable)?;
    Ok([&nonce[..], &sealed].concat())
}

/// Opens what was sealed under this secret.
pub fn open_under(secret: &Secret, purpose: &str, sealed: &[u8]) -> Result<String, Unopenable> {
    as_text(open_bytes_under(secret, purpose, sealed)?)
}

/// The same for what is no text.
pub fn open_bytes_under(secret: &Secret, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, Unopenable> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(Unopenable)?;
    let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
    let opened = XChaCha20Poly1305::new(&secret.0.into()).decrypt(&XNonce::from(*nonce), payload);
    emptied(&opened.map_err(|_| Unopenable)?)
}

/// The bytes with their length before them and zeros behind them.
fn filled(content: &[u8], room: usize) -> Result<Vec<u8>, Unopenable> {
    let length = u32::try_from(content.len()).map_err(|_| Unopenable)?;
    let mut bytes = [&length.to_be_bytes()[..], content].concat();
    bytes.resize(bytes.len().next_multiple_of(room.max(1)), 0);
    Ok(bytes)
}

fn emptied(filled: &[u8]) -> Result<Vec<u8>, Unopenable> {
    let (length, rest) = filled.split_first_chunk::<LENGTH>().ok_or(Unopenable)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Unopenable)?;
    Ok(rest.get(..length).ok_or(Unopenable)?.to_vec())
}

fn as_text(bytes: Vec<u8>) -> Result<String, Unopenable> {
    String::from_utf8(bytes).map_err(|_| Unopenable)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Secret = Secret([1; 32]);
    const OTHER: Secret = Secret([2; 32]);

    #[test]
    fn what_is_sealed_opens_with_its_key_and_purpose_alone() {
        let sealed = seal_to(&public_key(&ONE), "runde", "Svar på Ærø", 256).unwrap();
        assert_eq!(open_with(&ONE, "runde", &sealed).as_deref(), Ok("Svar på Ærø"));
        assert_eq!(open_with(&OTHER, "runde", &sealed), Err(Unopenable));
        assert_eq!(open_with(&ONE, "en anden", &sealed), Err(Unopenable));
        let draft = seal_under(&ONE, "kladde", "Svar på Ærø", 256).unwrap();
        assert_eq!(open_under(&ONE, "kladde", &draft).as_deref(), Ok("Svar på Ærø"));
        assert_eq!(open_under(&OTHER, "kladde", &draft), Err(Unopenable));
        assert_eq!(open_under(&ONE, "en anden", &draft), Err(Unopenable));
    }

    #[test]
    fn a_changed_or_cut_text_does_not_open() {
        for sealed in [seal_to(&public_key(&ONE), "r", "x", 64).unwrap(), seal_under(&ONE, "r", "x", 64).unwrap()] {
            let open = |bytes: &[u8]| (open_with(&ONE, "r", bytes).is_ok(), open_under(&ONE, "r", bytes).is_ok());
            assert_ne!(open(&sealed), (false, false));
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert_eq!((open(&changed), open(&sealed[..at])), ((false, false), (false, false)), "{at}");
            }
        }
    }

    #[test]
    fn texts_that_fit_into_a_room_look_alike() {
        let lengths = |seal: &dyn Fn(&str) -> Vec<u8>| ["", "x", &"æ".repeat(126)].map(|text| seal(text).len());
        for lengths in [
            lengths(&|text| seal_to(&public_key(&ONE), "r", text, 256).unwrap()),
            lengths(&|text| seal_under(&ONE, "r", text, 256).unwrap()),
        ] {
            assert!(lengths.iter().all(|length| *length == lengths[0]), "{lengths:?}");
        }
        assert_ne!(seal_under(&ONE, "r", "x", 64), seal_under(&ONE, "r", "x", 64), "the same text never looks the same");
    }

    /// RFC 9180, appendix A.2.1, for the same suite as here: the receiver's key pair from `ikmR`.
    #[test]
    fn the_key_pair_is_that_of_the_standard() {
        let unhex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
        let secret = Secret(unhex("1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df").try_into().unwrap());
        assert_eq!(public_key(&secret).to_vec(), unhex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"));
    }
}
