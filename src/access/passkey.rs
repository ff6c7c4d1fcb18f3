//! Passkeys: what a browser says when somebody proves themselves by a key that their device holds (Web Authentication, Level 2).
//!
//! Only ES256 keys, and no word of who made the device. The device must have seen the person (fingerprint, face or PIN), so that a passkey
//! is what one has and what one is or knows at once.

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use serde_json::Value;

/// What the browser must have been asked for.
pub struct Asked<'a> {
    /// The origin of our pages, such as `https://svar.example.dk`.
    pub origin: &'a str,
    /// The host of it, for which keys are made.
    pub host: &'a str,
    /// What was to be signed, as it stands in the page.
    pub challenge: &'a str,
}

/// A key that a device made.
pub struct NewKey {
    /// What the device calls it.
    pub id: Vec<u8>,
    /// The public half: a point on P-256, not compressed.
    pub key: Vec<u8>,
    /// How often it was used.
    pub counter: u32,
}

/// Why somebody has not proven themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// The browser's part is not what a browser writes.
    #[error("the browser's part cannot be read")]
    Form,
    /// It was asked by another page, or for something else.
    #[error("it answers another page or another question")]
    OtherPage,
    /// The device did not see the person.
    #[error("the device has not seen the person")]
    Unseen,
    /// The key is of a kind that is not taken.
    #[error("the key is not of ES256")]
    Kind,
    /// The key did not sign it.
    #[error("the signature is wrong")]
    Signature,
    /// The key was used since by somebody else: it was copied.
    #[error("the key was copied")]
    Copied,
}

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const HAS_KEY: u8 = 0x40;
/// The longest name of a key (section 4, Credential ID).
const LONGEST_ID: usize = 1023;
/// A key of ES256 as devices must write it (CTAP 2.1, section 8: canonical CBOR; RFC 9053, section 7.1.1), before x and between x and y.
const BEFORE_X: [u8; 10] = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
const BEFORE_Y: [u8; 3] = [0x22, 0x58, 0x20];

/// The key that a device made for this page (section 7.1).
pub fn made(client: &[u8], device: &[u8], asked: &Asked<'_>) -> Result<NewKey, Unproven> {
    said(client, "webauthn.create", asked)?;
    let (flags, counter, rest) = seen(device, asked)?;
    // Sixteen bytes tell the make of the device, which nobody needs to know.
    let rest = rest.get(16..).filter(|_| flags & HAS_KEY != 0).ok_or(Unproven::Form)?;
    let (length, rest) = rest.split_first_chunk::<2>().ok_or(Unproven::Form)?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (id, rest) = rest.split_at_checked(length).filter(|_| (1..=LONGEST_ID).contains(&length)).ok_or(Unproven::Form)?;
    let rest = rest.strip_prefix(&BEFORE_X).ok_or(Unproven::Kind)?;
    let (x, rest) = rest.split_first_chunk::<32>().ok_or(Unproven::Kind)?;
    let rest = rest.strip_prefix(&BEFORE_Y).ok_or(Unproven::Kind)?;
    let (y, _) = rest.split_first_chunk::<32>().ok_or(Unproven::Kind)?;
    Ok(NewKey { id: id.to_vec(), key: [&[4][..], x, y].concat(), counter })
}

/// How often the key was used now, if it signed for this page (section 7.2); `last` is how often it was when it was last seen.
pub fn proven(client: &[u8], device: &[u8], signature: &[u8], key: &[u8], last: u32, asked: &Asked<'_>) -> Result<u32, Unproven> {
    said(client, "webauthn.get", asked)?;
    let (_, counter, _) = seen(device, asked)?;
    let message = [device, digest(&SHA256, client).as_ref()].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key).verify(&message, signature).map_err(|_| Unproven::Signature)?;
    // Keys that travel between a person's devices do not count.
    if (counter, last) == (0, 0) || counter > last { Ok(counter) } else { Err(Unproven::Copied) }
}

/// Checks what the browser says that it was asked.
fn said(client: &[u8], what: &str, asked: &Asked<'_>) -> Result<(), Unproven> {
    let said: Value = serde_json::from_slice(client).map_err(|_| Unproven::Form)?;
    let is = |name: &str, wanted: &str| said[name].as_str() == Some(wanted);
    let challenge = BASE64URL_NOPAD.encode(asked.challenge.as_bytes());
    let framed = said["crossOrigin"] == Value::Bool(true);
    let own = is("type", what) && is("origin", asked.origin) && is("challenge", &challenge) && !framed;
    if own { Ok(()) } else { Err(Unproven::OtherPage) }
}

/// The flags, the count and the rest of what a device says, if it is for this host and the device has seen the person.
fn seen<'a>(device: &'a [u8], asked: &Asked<'_>) -> Result<(u8, u32, &'a [u8]), Unproven> {
    let (host, rest) = device.split_first_chunk::<32>().ok_or(Unproven::Form)?;
    let ([flags], rest) = rest.split_first_chunk::<1>().ok_or(Unproven::Form)?;
    let (counter, rest) = rest.split_first_chunk::<4>().ok_or(Unproven::Form)?;
    if host[..] != *digest(&SHA256, asked.host.as_bytes()).as_ref() {
        return Err(Unproven::OtherPage);
    }
    if flags & (PRESENT | VERIFIED) != PRESENT | VERIFIED {
        return Err(Unproven::Unseen);
    }
    Ok((*flags, u32::from_be_bytes(*counter), rest))
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
    use serde_json::json;

    use super::*;

    const ASKED: Asked<'static> = Asked { origin: "https://svar.example.dk", host: "svar.example.dk", challenge: "abc" };

    fn client(what: &str, name: &str, value: Value) -> Vec<u8> {
        let challenge = BASE64URL_NOPAD.encode(b"abc");
        let mut said = json!({ "type": what, "challenge": challenge, "origin": ASKED.origin, "crossOrigin": false });
        said[name] = value;
        said.to_string().into_bytes()
    }

    fn device(host: &str, flags: u8, counter: u32, rest: &[u8]) -> Vec<u8> {
        [digest(&SHA256, host.as_bytes()).as_ref(), &[flags], &counter.to_be_bytes(), rest].concat()
    }

    fn pair() -> EcdsaKeyPair {
        let random = SystemRandom::new();
        let written = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, written.as_ref(), &random).unwrap()
    }

    fn key_of(pair: &EcdsaKeyPair) -> Vec<u8> {
        let point = pair.public_key().as_ref();
        [&[0; 16][..], &[0, 3], b"key", &BEFORE_X, &point[1..33], &BEFORE_Y, &point[33..]].concat()
    }

    #[test]
    fn a_key_is_taken_only_for_this_page_from_a_device_that_saw_the_person() {
        let pair = pair();
        let good = (client("webauthn.create", "x", json!(1)), device(ASKED.host, 0x45, 7, &key_of(&pair)));
        let new = made(&good.0, &good.1, &ASKED).ok().unwrap();
        assert_eq!((new.id, new.counter, new.key), (b"key".to_vec(), 7, pair.public_key().as_ref().to_vec()));
        let of = |client: &[u8], device: &[u8]| made(client, device, &ASKED).map(|_| ());
        for (name, value) in [
            ("type", json!("webauthn.get")),
            ("origin", json!("https://svar.example.dk.evil.example")),
            ("origin", json!("http://svar.example.dk")),
            ("challenge", json!("abc")),
            ("crossOrigin", json!(true)),
        ] {
            assert_eq!(of(&client("webauthn.create", name, value.clone()), &good.1), Err(Unproven::OtherPage), "{name} {value}");
        }
        assert_eq!(of(b"no", &good.1), Err(Unproven::Form));
        assert_eq!(of(&good.0, &device("evil.example", 0x45, 7, &key_of(&pair))), Err(Unproven::OtherPage));
        for flags in [0x40, 0x41, 0x44] {
            assert_eq!(of(&good.0, &device(ASKED.host, flags, 7, &key_of(&pair))), Err(Unproven::Unseen), "{flags}");
        }
        assert_eq!(of(&good.0, &device(ASKED.host, 0x05, 7, &key_of(&pair))), Err(Unproven::Form));
        let mut other_kind = key_of(&pair);
        other_kind[25] = 0x27;
        assert_eq!(of(&good.0, &device(ASKED.host, 0x45, 7, &other_kind)), Err(Unproven::Kind));
        for cut in 0..good.1.len() {
            assert!(of(&good.0, &good.1[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn a_person_is_proven_by_the_key_that_signed_this_question_and_was_not_copied() {
        let (own, other) = (pair(), pair());
        let asked = client("webauthn.get", "x", json!(1));
        let signed = |by: &EcdsaKeyPair, client: &[u8], device: &[u8]| {
            let message = [device, digest(&SHA256, client).as_ref()].concat();
            by.sign(&SystemRandom::new(), &message).unwrap().as_ref().to_vec()
        };
        let of = |by: &EcdsaKeyPair, counter: u32, last: u32| {
            let device = device(ASKED.host, 0x05, counter, b"");
            proven(&asked, &device, &signed(by, &asked, &device), own.public_key().as_ref(), last, &ASKED)
        };
        assert_eq!((of(&own, 0, 0), of(&own, 5, 4)), (Ok(0), Ok(5)));
        for (counter, last) in [(4, 4), (3, 4), (0, 4)] {
            assert_eq!(of(&own, counter, last), Err(Unproven::Copied), "{counter} {last}");
        }
        assert_eq!(of(&other, 5, 4), Err(Unproven::Signature));
        let device = device(ASKED.host, 0x05, 5, b"");
        let signature = signed(&own, &asked, &device);
        let key = own.public_key().as_ref();
        let changed = client("webauthn.get", "x", json!(2));
        assert_eq!(proven(&changed, &device, &signature, key, 4, &ASKED), Err(Unproven::Signature));
        let replayed = Asked { challenge: "abd", ..ASKED };
        assert_eq!(proven(&asked, &device, &signature, key, 4, &replayed), Err(Unproven::OtherPage));
    }
}
