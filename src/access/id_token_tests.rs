//! Tokens that a provider would write, and those that somebody else would.

use data_encoding::BASE64URL_NOPAD;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use super::id_token::{Expected, Untrusted, keys, read};

const NOW: i64 = 1_800_000_000;

struct Signer {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new() -> Self {
        let random = SystemRandom::new();
        let written = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, written.as_ref(), &random).unwrap();
        Self { pair, random }
    }

    fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let part = |range: std::ops::Range<usize>| BASE64URL_NOPAD.encode(&point[range]);
        json!({ "kty": "EC", "crv": "P-256", "kid": "one", "use": "sig", "x": part(1..33), "y": part(33..65) })
    }

    fn token(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature = self.pair.sign(&self.random, message.as_bytes()).unwrap();
        format!("{message}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }
}

fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}

fn good() -> Value {
    json!({ "iss": "https://login.example", "aud": "nulpunkt", "sub": "7", "nonce": "n", "iat": NOW, "exp": NOW + 60 })
}

/// The claims of a good token with this one changed; `null` takes it away.
fn with(name: &str, value: Value) -> Value {
    let mut claims = good();
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

fn expected() -> Expected<'static> {
    Expected { issuer: "https://login.example", client_id: "nulpunkt", nonce: "n", now: NOW }
}

fn header() -> Value {
    json!({ "alg": "ES256", "kid": "one" })
}

#[test]
fn every_claim_of_a_token_is_held_against_what_was_expected() {
    let signer = Signer::new();
    let set = keys(&json!({ "keys": [signer.public()] }));
    let of = |claims: &Value| read(&signer.token(&header(), claims), &set, &expected()).map(|claims| claims["sub"].clone());
    assert_eq!(of(&good()), Ok(json!("7")));
    for (name, value) in [
        ("aud", json!(["nulpunkt"])),
        ("exp", json!(NOW - 299)),
        ("iat", json!(NOW + 300)),
        ("iat", json!(NOW - 900)),
        ("nbf", json!(NOW + 300)),
        ("azp", json!("nulpunkt")),
    ] {
        assert_eq!(of(&with(name, value.clone())), Ok(json!("7")), "{name} {value}");
    }
    for (name, value, wrong) in [
        ("iss", json!("https://login.example/"), Untrusted::Issuer),
        ("iss", Value::Null, Untrusted::Issuer),
        ("aud", json!("another"), Untrusted::Audience),
        ("aud", json!(["nulpunkt", "another"]), Untrusted::Audience),
        ("aud", Value::Null, Untrusted::Audience),
        ("azp", json!("another"), Untrusted::Audience),
        ("exp", json!(NOW - 300), Untrusted::Expired),
        ("exp", json!("2099"), Untrusted::Expired),
        ("exp", Value::Null, Untrusted::Expired),
        ("iat", json!(NOW + 301), Untrusted::Time),
        ("iat", json!(NOW - 901), Untrusted::Time),
        ("iat", Value::Null, Untrusted::Time),
        ("nbf", json!(NOW + 301), Untrusted::Time),
        ("nonce", json!("m"), Untrusted::Nonce),
        ("nonce", Value::Null, Untrusted::Nonce),
        ("sub", json!(""), Untrusted::Subject),
        ("sub", json!(7), Untrusted::Subject),
        ("sub", json!("x".repeat(256)), Untrusted::Subject),
    ] {
        assert_eq!(of(&with(name, value.clone())), Err(wrong), "{name} {value}");
    }
}

#[test]
fn nobody_but_the_provider_can_sign() {
    let (signer, other) = (Signer::new(), Signer::new());
    let public = signer.public();
    let set = keys(&json!({ "keys": [public] }));
    let of = |token: &str| read(token, &set, &expected()).map(|_| ());
    assert_eq!(of(&signer.token(&header(), &good())), Ok(()));
    assert_eq!(of(&signer.token(&json!({ "alg": "ES256" }), &good())), Ok(()), "the only key need not be named");
    assert_eq!(of(&other.token(&header(), &good())), Err(Untrusted::Signature));
    assert_eq!(of(&signer.token(&json!({ "alg": "ES256", "kid": "two" }), &good())), Err(Untrusted::Key));
    assert_eq!(of(&signer.token(&json!({ "alg": "RS256", "kid": "one" }), &good())), Err(Untrusted::Algorithm));
    assert_eq!(of(&signer.token(&json!({ "alg": "ES256", "kid": "one", "crit": [] }), &good())), Err(Untrusted::Algorithm));
    for none in ["none", "None", "NONE", ""] {
        for signature in ["", "e30"] {
            let token = format!("{}.{signature}", message(&json!({ "alg": none, "kid": "one" }), &good()));
            assert_eq!(of(&token), Err(Untrusted::Algorithm), "{none}");
        }
    }
    // The public key as if it were a secret that both sides know.
    for key in [set_text(&signer), BASE64URL_NOPAD.decode(public["x"].as_str().unwrap().as_bytes()).unwrap()] {
        let message = message(&json!({ "alg": "HS256", "kid": "one" }), &good());
        let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), message.as_bytes());
        assert_eq!(of(&format!("{message}.{}", BASE64URL_NOPAD.encode(mac.as_ref()))), Err(Untrusted::Algorithm));
    }
    let token = signer.token(&header(), &good());
    let (head, signature) = token.rsplit_once('.').unwrap();
    let moved = format!("{}.{signature}", message(&header(), &with("sub", json!("8"))));
    assert_eq!(of(&moved), Err(Untrusted::Signature));
    for broken in ["", ".", "..", head, &format!("{head}."), &format!("{token}="), &format!("{token}.x"), "e30.e30.e30"] {
        assert!(of(broken).is_err(), "{broken}");
    }
}

fn set_text(signer: &Signer) -> Vec<u8> {
    signer.public().to_string().into_bytes()
}

#[test]
fn keys_for_other_uses_are_left_out_and_of_two_unnamed_ones_none_is_guessed() {
    let (signer, other) = (Signer::new(), Signer::new());
    let (mut public, mut second) = (signer.public(), other.public());
    public["kid"].take();
    second["kid"].take();
    let token = signer.token(&json!({ "alg": "ES256" }), &good());
    let of = |set: Value| read(&token, &keys(&set), &expected()).map(|_| ());
    assert_eq!(of(json!({ "keys": [public, second] })), Err(Untrusted::Key));
    second["use"] = json!("enc");
    assert_eq!(of(json!({ "keys": [public, second] })), Ok(()));
    public["alg"] = json!("ES384");
    assert_eq!(of(json!({ "keys": [public] })), Err(Untrusted::Key));
    for nothing in [json!({}), json!({ "keys": 7 }), json!([]), json!({ "keys": [{ "kty": "oct", "k": "AAAA" }] })] {
        assert_eq!(of(nothing.clone()), Err(Untrusted::Key), "{nothing}");
    }
}
