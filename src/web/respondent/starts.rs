//! How often an open round may be started from one address: a machine must not make links without end.
//!
//! Counts are kept in this process and forgotten after an hour. Who asks on this machine is not counted: that is the benchmark, or a proxy
//! that the configuration does not name, behind which everybody would be one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use crate::time::Timestamp;

const HOUR: i64 = 3_600_000;
/// So many starts an hour from one address: a whole municipality may sit behind it.
const FROM_ONE: u32 = 1_000;

/// When the hour of each address began, and how many starts it has seen.
#[derive(Default)]
pub(in crate::web) struct Starts(Mutex<HashMap<IpAddr, (Timestamp, u32)>>);

impl Starts {
    /// Counts a start; whether it may be.
    pub(super) fn may(&self, from: IpAddr, now: Timestamp) -> bool {
        if from.is_loopback() {
            return true;
        }
        let mut hours = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hours.retain(|_, (began, _)| began.0 + HOUR > now.0);
        let (_, count) = hours.entry(from).or_insert((now, 0));
        *count = count.saturating_add(1);
        *count <= FROM_ONE
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn a_thousand_starts_an_hour_from_one_address_are_taken_and_others_are_not_held_back() {
        let starts = Starts::default();
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        assert!((0..1_000).all(|at| starts.may(one, Timestamp(at))));
        assert!(!starts.may(one, Timestamp(1_000)));
        assert!(starts.may(other, Timestamp(1_000)) && starts.may(one, Timestamp(HOUR)));
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        assert!((0..3_000).all(|at| starts.may(here, Timestamp(at))));
    }
}
