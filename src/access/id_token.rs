//! ID tokens: what a provider signed about who signs in (OpenID Connect Core 1.0, section 3.1.3.7; RFC 7515, 7517 and 7518).
//!
//! Only three algorithms are known, all of them with a public key, and the key decides which of them fit: a token that names another,
//! or none, is refused before anything of it is believed.

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::{Map, Value};

/// What a token says of a person.
pub type Claims = Map<String, Value>;

/// How far the clocks of provider and server may differ, in seconds.
const SKEW: i64 = 5 * 60;
/// For so long before now a token may have been made: a sign-in takes no longer.
const AGE: i64 = 10 * 60;
/// The longest subject that the standard allows (section 2).
const LONGEST_SUBJECT: usize = 255;

/// What a token must say.
pub struct Expected<'a> {
    /// Who made it.
    pub issuer: &'a str,
    /// Whom it is for.
    pub client_id: &'a str,
    /// What this sign-in asked to be said back.
    pub nonce: &'a str,
    /// The present, in seconds.
    pub now: i64,
}

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// It is no signed token.
    #[error("it is no signed token")]
    Form,
    /// It names an algorithm that is not taken.
    #[error("its algorithm is not RS256, PS256 or ES256, or not that of the key")]
    Algorithm,
    /// The provider has no such key.
    #[error("the provider's keys do not hold the one that it names")]
    Key,
    /// The key did not sign it.
    #[error("its signature is wrong")]
    Signature,
    /// Another made it.
    #[error("it is another issuer's")]
    Issuer,
    /// It is for another.
    #[error("it is made out to somebody else")]
    Audience,
    /// It has run out, or says not when it does.
    #[error("it has run out")]
    Expired,
    /// It was made too long ago, or is not yet.
    #[error("it was not made now")]
    Time,
    /// It belongs to another sign-in.
    #[error("it belongs to another sign-in")]
    Nonce,
    /// It does not say who it is about.
    #[error("it names nobody")]
    Subject,
}

/// A public key of a provider.
pub struct PublicKey {
    id: Option<String>,
    algorithm: Option<String>,
    kind: Kind,
}

enum Kind {
    /// Modulus and exponent, without zeros before them.
    Rsa(Vec<u8>, Vec<u8>),
    /// A point on P-256, not compressed.
    P256(Vec<u8>),
}

/// The keys of a provider's published set that can sign ID tokens; others are left out.
#[must_use]
pub fn keys(set: &Value) -> Vec<PublicKey> {
    set["keys"].as_array().into_iter().flatten().filter_map(key).collect()
}

fn key(written: &Value) -> Option<PublicKey> {
    let text = |name: &str| written[name].as_str();
    let number = |name: &str| BASE64URL_NOPAD.decode(text(name)?.as_bytes()).ok();
    if text("use").is_some_and(|used| used != "sig") {
        return None;
    }
    let kind = match (text("kty")?, text("crv")) {
        ("RSA", _) => Kind::Rsa(bare(number("n")?), bare(number("e")?)),
        ("EC", Some("P-256")) => {
            let (x, y) = (number("x")?, number("y")?);
            (x.len() == 32 && y.len() == 32).then(|| Kind::P256([&[4][..], &x, &y].concat()))?
        }
        _ => return None,
    };
    Some(PublicKey { id: text("kid").map(str::to_owned), algorithm: text("alg").map(str::to_owned), kind })
}

/// A number without the zeros before it, as the library wants it.
fn bare(number: Vec<u8>) -> Vec<u8> {
    number.into_iter().skip_while(|byte| *byte == 0).collect()
}

impl PublicKey {
    fn fits(&self, algorithm: &str) -> bool {
        let kind = match self.kind {
            Kind::Rsa(..) => ["RS256", "PS256"].contains(&algorithm),
            Kind::P256(_) => algorithm == "ES256",
        };
        kind && self.algorithm.as_deref().is_none_or(|own| own == algorithm)
    }

    fn signed(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        match &self.kind {
            Kind::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok(),
            Kind::Rsa(n, e) => {
                let parameters = if algorithm == "PS256" { &RSA_PSS_2048_8192_SHA256 } else { &RSA_PKCS1_2048_8192_SHA256 };
                RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
            }
        }
    }
}

/// What a token says, if one of these keys signed it and it says all that it must.
pub fn read(token: &str, keys: &[PublicKey], expected: &Expected<'_>) -> Result<Claims, Untrusted> {
    let (message, signature) = token.rsplit_once('.').ok_or(Untrusted::Form)?;
    let (header, payload) = message.split_once('.').ok_or(Untrusted::Form)?;
    let header = object(header)?;
    let algorithm = header.get("alg").and_then(Value::as_str).unwrap_or_default();
    // What a header calls critical must be understood (RFC 7515, section 4.1.11), and nothing of the kind is.
    if !["RS256", "PS256", "ES256"].contains(&algorithm) || header.contains_key("crit") {
        return Err(Untrusted::Algorithm);
    }
    let key = chosen(keys, header.get("kid"), algorithm)?;
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| Untrusted::Form)?;
    if !key.signed(algorithm, message.as_bytes(), &signature) {
        return Err(Untrusted::Signature);
    }
    let claims = object(payload)?;
    check(&claims, expected)?;
    Ok(claims)
}

fn object(part: &str) -> Result<Claims, Untrusted> {
    let bytes = BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| Untrusted::Form)?;
    serde_json::from_slice(&bytes).map_err(|_| Untrusted::Form)
}

/// The key that a token names; where it names none, the only one of its algorithm.
fn chosen<'a>(keys: &'a [PublicKey], id: Option<&Value>, algorithm: &str) -> Result<&'a PublicKey, Untrusted> {
    let Some(id) = id else {
        let mut fit = keys.iter().filter(|key| key.fits(algorithm));
        let only = fit.next().ok_or(Untrusted::Key)?;
        return if fit.next().is_none() { Ok(only) } else { Err(Untrusted::Key) };
    };
    let id = id.as_str().ok_or(Untrusted::Form)?;
    let mut named = keys.iter().filter(|key| key.id.as_deref() == Some(id)).peekable();
    named.peek().ok_or(Untrusted::Key)?;
    named.find(|key| key.fits(algorithm)).ok_or(Untrusted::Algorithm)
}

fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), Untrusted> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    // Some providers write fractions of a second.
    let time = |name: &str| claims.get(name).and_then(Value::as_f64);
    let (now, skew, age) = (expected.now as f64, SKEW as f64, AGE as f64);
    let must = |holds: bool, or: Untrusted| if holds { Ok(()) } else { Err(or) };
    must(text("iss") == Some(expected.issuer), Untrusted::Issuer)?;
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    must(audience.contains(&expected.client_id), Untrusted::Audience)?;
    // Of several it must be us whom it was made for.
    must(claims.contains_key("azp") || audience.len() == 1, Untrusted::Audience)?;
    must(!claims.contains_key("azp") || text("azp") == Some(expected.client_id), Untrusted::Audience)?;
    must(time("exp").is_some_and(|end| now < end + skew), Untrusted::Expired)?;
    must(time("iat").is_some_and(|at| (now - age - skew..=now + skew).contains(&at)), Untrusted::Time)?;
    must(!claims.contains_key("nbf") || time("nbf").is_some_and(|from| from <= now + skew), Untrusted::Time)?;
    let nonce = text("nonce").unwrap_or_default();
    must(super::password::same(nonce.as_bytes(), expected.nonce.as_bytes()), Untrusted::Nonce)?;
    must(text("sub").is_some_and(|subject| (1..=LONGEST_SUBJECT).contains(&subject.len())), Untrusted::Subject)
}
