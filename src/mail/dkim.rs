//! Signatures on letters (DKIM, RFC 6376), relaxed in head and body: RSA with SHA-256, or Ed25519 (RFC 8463), as the key is.
//!
//! Neither kind of signature holds anything random, and the date of a signature is the letter's own: a letter that is tried again comes
//! out byte for byte as before.

use std::fmt::Write as _;
use std::path::Path;

use data_encoding::BASE64;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};

use super::Letter;
use crate::config::Dkim;
use crate::time::Timestamp;

/// The headers that are signed where a letter has them: all that it is written with.
const SIGNED: [&str; 13] = [
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];
/// Those of which a second one breaks the signature: a reader shows whichever it finds first (RFC 6376, section 8.15).
const ONCE: [&str; 5] = ["From", "Reply-To", "To", "Subject", "Date"];
/// Characters of a signature on a line.
const LINE: usize = 72;

/// Who signs. It holds a key, so it has no `Debug`.
pub struct Signer {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Why letters cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum CannotSign {
    /// The file cannot be read.
    #[error("mail.dkim.key_file cannot be read: {0}")]
    File(pem::Error),
    /// It holds another kind of key, or one that is too short.
    #[error(
        "mail.dkim.key_file holds no key that letters can be signed with: an RSA key of 2048 to 4096 bits, or one of Ed25519, in PKCS #8"
    )]
    Key,
    /// The domain is none.
    #[error("mail.dkim.domain is no domain")]
    Domain,
    /// The library signed nothing.
    #[error("a letter could not be signed")]
    Failed,
}

impl Signer {
    /// Who signs by this configuration, with the key as its file has it now.
    pub fn read(dkim: &Dkim) -> Result<Self, CannotSign> {
        Self::with(dkim, &dkim.key_file)
    }

    fn with(dkim: &Dkim, file: &Path) -> Result<Self, CannotSign> {
        let der = PrivatePkcs8KeyDer::from_pem_file(file).map_err(CannotSign::File)?;
        let der = der.secret_pkcs8_der();
        let key = match RsaKeyPair::from_pkcs8(der) {
            Ok(key) => Key::Rsa(Box::new(key)),
            // OpenSSL leaves the public half out of its files.
            Err(_) => Key::Ed25519(Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map_err(|_| CannotSign::Key)?),
        };
        let domain = idna::domain_to_ascii(&dkim.domain).map_err(|_| CannotSign::Domain)?;
        Ok(Self { domain, selector: dkim.selector.clone(), key })
    }

    /// Puts the signature before the letter's first header.
    pub fn sign(&self, letter: &mut Letter, date: Timestamp) -> Result<(), CannotSign> {
        let (head, body) = parted(&letter.bytes);
        let fields = fields(head);
        let named = |name: &str| fields.iter().find(|field| field.name().eq_ignore_ascii_case(name.as_bytes()));
        let mut signed: Vec<&str> = SIGNED.into_iter().filter(|name| named(name).is_some()).collect();
        let mut canonical = Vec::with_capacity(head.len());
        for field in signed.iter().filter_map(|name| named(name)) {
            field.relaxed(&mut canonical);
            canonical.extend_from_slice(b"\r\n");
        }
        // Named once more than it is there: none may be added.
        signed.extend(ONCE);
        let algorithm = match self.key {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        };
        let mut header = format!("DKIM-Signature: v=1; a={algorithm}; c=relaxed/relaxed; d={};\r\n", self.domain);
        let hash = BASE64.encode(digest(&SHA256, &relaxed_body(body)).as_ref());
        let _ = write!(header, " s={}; t={};\r\n h={};\r\n bh={hash};\r\n b=", self.selector, date.0 / 1000, listed(&signed));
        Field(header.as_bytes()).relaxed(&mut canonical);
        let signature = BASE64.encode(&self.key.sign(&canonical)?);
        for (number, piece) in signature.as_bytes().chunks(LINE).enumerate() {
            header.push_str(if number == 0 { "" } else { "\r\n " });
            header.push_str(&String::from_utf8_lossy(piece));
        }
        header.push_str("\r\n");
        letter.bytes.splice(0..0, header.into_bytes());
        Ok(())
    }
}

impl Key {
    fn sign(&self, canonical: &[u8]) -> Result<Vec<u8>, CannotSign> {
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), canonical, &mut signature).map_err(|_| CannotSign::Failed)?;
                Ok(signature)
            }
            // The hash is what is signed here, not the text (RFC 8463, section 3).
            Self::Ed25519(key) => Ok(key.sign(digest(&SHA256, canonical).as_ref()).as_ref().to_vec()),
        }
    }
}

/// The names with colons between them, a few on each line.
fn listed(names: &[&str]) -> String {
    names.chunks(6).map(|some| some.join(":")).collect::<Vec<_>>().join(":\r\n  ")
}

/// The head with the end of its last line, and the body behind the empty line.
fn parted(message: &[u8]) -> (&[u8], &[u8]) {
    let at = message.windows(4).position(|four| four == b"\r\n\r\n");
    at.map_or((message, &[]), |at| (&message[..at + 2], &message[at + 4..]))
}

/// A header as it is written, folded lines and all.
struct Field<'a>(&'a [u8]);

fn fields(head: &[u8]) -> Vec<Field<'_>> {
    let mut starts: Vec<usize> = vec![0];
    let ends = head.windows(3).enumerate().filter(|(_, three)| three.starts_with(b"\r\n") && !matches!(three[2], b' ' | b'\t'));
    starts.extend(ends.map(|(at, _)| at + 2));
    starts.push(head.len());
    starts.windows(2).map(|pair| Field(&head[pair[0]..pair[1]])).collect()
}

impl Field<'_> {
    fn name(&self) -> &[u8] {
        let end = self.0.iter().position(|byte| *byte == b':').unwrap_or(self.0.len());
        self.0[..end].trim_ascii_end()
    }

    /// Its name in small letters and its value on one line with single blanks (RFC 6376, section 3.4.2), without the end of the line.
    fn relaxed(&self, out: &mut Vec<u8>) {
        let end = self.0.iter().position(|byte| *byte == b':').unwrap_or(self.0.len());
        out.extend(self.name().to_ascii_lowercase());
        out.push(b':');
        let start = out.len();
        for word in self.0[(end + 1).min(self.0.len())..].split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
            if out.len() > start {
                out.push(b' ');
            }
            out.extend_from_slice(word);
        }
    }
}

/// The body with single blanks, none at the end of a line, and no empty line at its end (RFC 6376, section 3.4.4).
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut blank = false;
        for byte in line {
            let is_blank = matches!(byte, b' ' | b'\t');
            if !is_blank {
                if blank {
                    out.push(b' ');
                }
                out.push(*byte);
            }
            blank = is_blank;
        }
        out.extend_from_slice(b"\r\n");
    }
    while out.ends_with(b"\r\n\r\n") {
        out.truncate(out.len() - 2);
    }
    if out == b"\r\n" {
        out.clear();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relaxed(field: &str) -> String {
        let mut out = Vec::new();
        Field(field.as_bytes()).relaxed(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn head_and_body_are_relaxed_as_in_the_standards_own_example() {
        // RFC 6376, section 3.4.5.
        let message = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (head, body) = parted(message);
        let fields: Vec<String> = fields(head).iter().map(|field| relaxed(std::str::from_utf8(field.0).unwrap())).collect();
        assert_eq!(fields, ["a:X", "b:Y Z"]);
        assert_eq!(relaxed_body(body), b" C\r\nD E\r\n");
    }

    #[test]
    fn an_empty_body_is_nothing_and_a_missing_end_of_line_is_put_there() {
        assert_eq!(relaxed_body(b""), b"");
        assert_eq!(relaxed_body(b"\r\n\r\n"), b"");
        assert_eq!(relaxed_body(b"a"), b"a\r\n");
    }
}
