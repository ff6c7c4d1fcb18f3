//! How often wrong codes may be typed, of letters and of receipts: from one address, and in all.
//!
//! A code has some 50 bits, so a million wrong tries against ten thousand open invitations hit one about once in a hundred
//! thousand times; at the pace allowed here a million take six weeks. Tries are kept in this process and forgotten after an
//! hour: of several processes on one database each has its own count, and a restart begins anew.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse};

use super::answered;
use crate::store::Error;
use crate::time::Timestamp;
use crate::web::State;
use crate::web::origin::origin;
use crate::web::words::with;

/// For so long a wrong try counts.
const HOUR: i64 = 3_600_000;
/// So many wrong codes an hour from one address: a whole municipality may sit behind it.
const FROM_ONE: usize = 30;
/// So many wrong codes an hour from everybody.
const IN_ALL: usize = 1_000;

/// The wrong codes of the last hour: when, and from where.
#[derive(Default)]
pub(in crate::web) struct Tries(Mutex<VecDeque<(Timestamp, IpAddr)>>);

/// The wrong codes of receipts, counted apart from those of letters: whoever tries the one must not shut out those who type the other.
#[derive(Default)]
pub(in crate::web) struct ReceiptTries(pub(super) Tries);

/// The wrong tokens of the API, counted apart from both.
#[derive(Default)]
pub(in crate::web) struct TokenTries(Tries);

impl TokenTries {
    /// Counts a wrong token; when the next is taken, where it is one too many.
    pub(in crate::web) fn count(&self, from: IpAddr, now: Timestamp) -> Result<(), Timestamp> {
        self.0.begin(from, now)
    }
}

/// Too many were wrong: when the next is taken, and the present.
pub(in crate::web) struct TooOften {
    next: Timestamp,
    now: Timestamp,
}

impl TooOften {
    /// The page that says from which minute on the next is taken, made from the sentence with that minute filled in.
    pub(super) fn answer(&self, sentence: &str, page: impl FnOnce(&str) -> String) -> HttpResponse {
        tracing::warn!("codes refused: too many wrong tries");
        let (hour, minute) = Timestamp(self.next.0 + 59_999).zoned().map_or((0, 0), |time| (time.hour(), time.minute()));
        let said = with(sentence, &[("hour", &hour.to_string()), ("minute", &format!("{minute:02}"))]);
        let mut answer = answered(StatusCode::TOO_MANY_REQUESTS, page(&said));
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from((self.next.0 - self.now.0).div_euclid(1000) + 1));
        answer
    }
}

impl Tries {
    /// Looks a code up, if one may be tried now; one that nobody has counts.
    pub(in crate::web) fn look<T>(
        &self,
        request: &HttpRequest,
        state: &State,
        find: impl FnOnce() -> Result<Option<T>, Error>,
    ) -> Result<Result<Option<T>, Error>, TooOften> {
        let (from, now) = (origin(request, &state.config.trusted_proxies), state.clock.now());
        self.begin(from, now).map_err(|next| TooOften { next, now })?;
        let found = find();
        if !matches!(found, Ok(None)) {
            self.take_back(from, now);
        }
        Ok(found)
    }

    /// Counts a try before it is looked up, so that many at the same moment are counted too. Where it is one too many, it
    /// says when the next is taken.
    fn begin(&self, from: IpAddr, now: Timestamp) -> Result<(), Timestamp> {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.retain(|(at, _)| at.0 + HOUR > now.0);
        let own: Vec<Timestamp> = tries.iter().filter(|(_, other)| *other == from).map(|(at, _)| *at).collect();
        let all: Vec<Timestamp> = tries.iter().map(|(at, _)| *at).collect();
        let waits = [(own, FROM_ONE), (all, IN_ALL)].map(|(times, most)| times.len().checked_sub(most).map(|place| times[place]));
        if let Some(at) = waits.into_iter().flatten().max() {
            return Err(Timestamp(at.0 + HOUR));
        }
        tries.push_back((now, from));
        Ok(())
    }

    /// Takes a try back that was right, or that nobody could answer.
    fn take_back(&self, from: IpAddr, now: Timestamp) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = tries.iter().rposition(|one| *one == (now, from)) {
            tries.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn ip(last: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from_bits(0x0a00_0000 + last))
    }

    #[test]
    fn thirty_wrong_codes_an_hour_from_one_address_are_taken_and_the_next_must_wait() {
        let tries = Tries::default();
        for minute in 0..30 {
            assert_eq!(tries.begin(ip(1), Timestamp(minute * 60_000)), Ok(()));
        }
        let now = Timestamp(30 * 60_000);
        assert_eq!(tries.begin(ip(1), now), Err(Timestamp(HOUR)));
        assert_eq!(tries.begin(ip(2), now), Ok(()), "another address is not held back");
        assert_eq!(tries.begin(ip(1), Timestamp(HOUR)), Ok(()), "the first try is forgotten after an hour");
        assert_eq!(tries.begin(ip(1), Timestamp(HOUR)), Err(Timestamp(HOUR + 60_000)));
    }

    #[test]
    fn a_thousand_wrong_codes_an_hour_from_everywhere_are_taken() {
        let tries = Tries::default();
        for one in 0..1_000 {
            assert_eq!(tries.begin(ip(one), Timestamp(i64::from(one))), Ok(()));
        }
        assert_eq!(tries.begin(ip(2_000), Timestamp(5_000)), Err(Timestamp(HOUR)));
    }

    #[test]
    fn a_right_code_costs_no_try() {
        let tries = Tries::default();
        for _ in 0..100 {
            assert_eq!(tries.begin(ip(1), Timestamp(7)), Ok(()));
            tries.take_back(ip(1), Timestamp(7));
        }
    }
}
