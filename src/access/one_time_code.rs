//! The six digits of an authenticator app: HMAC-SHA-1 over the time in steps of thirty seconds (TOTP, RFC 6238 over RFC 4226).

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// A step of time, in milliseconds.
const STEP: i64 = 30_000;

/// The secret that a person's app shares with the server: as many bytes as the hash has; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSecret(pub [u8; 20]);

impl AppSecret {
    /// The secret as a person types it into an app, in groups of four.
    #[must_use]
    pub fn words(&self) -> String {
        let letters = self.letters();
        letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
    }

    fn letters(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The address that an app on the same machine opens; `issuer` and `name` are percent-encoded by whoever calls.
    #[must_use]
    pub fn address(&self, issuer: &str, name: &str) -> String {
        format!("otpauth://totp/{issuer}:{name}?secret={}&issuer={issuer}", self.letters())
    }

    /// The code of a step.
    #[must_use]
    pub fn code(&self, step: i64) -> String {
        // HMAC takes keys of any length, so this never fails.
        let Ok(mut mac) = <Hmac<Sha1> as KeyInit>::new_from_slice(&self.0) else { return String::new() };
        mac.update(&step.to_be_bytes());
        let hash: [u8; 20] = mac.finalize().into_bytes().into();
        let at = usize::from(hash[19] & 15);
        let number = u32::from_be_bytes([hash[at] & 0x7f, hash[at + 1], hash[at + 2], hash[at + 3]]);
        format!("{:06}", number % 1_000_000)
    }

    /// The step of a code typed at this instant: the present one, or the one before or after, since clocks differ; only one after `last`,
    /// so that a code that was seen cannot be used again. None if it is wrong.
    #[must_use]
    pub fn accepts(&self, typed: &str, now: i64, last: i64) -> Option<i64> {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let present = now.div_euclid(STEP);
        (present - 1..=present + 1)
            .filter(|step| super::password::same(self.code(*step).as_bytes(), digits.as_bytes()))
            .find(|step| *step > last)
    }
}
