//! How many letters leave in a minute, of all processes together: a count that lies in the database, and is only there where a limit is.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use super::connection::on_each;
use super::schema::setting;
use super::{AnyConnection, Error};
use crate::time::Timestamp;

const MAIL_PACE: &str = "mail-pace";
const MINUTE: i64 = 60_000;

/// The limits, and what one sender has put off because of them.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// Letters a minute; none: no limit.
    pub per_minute: Option<u32>,
    /// Letters a minute to one domain; none: no limit.
    pub per_domain: Option<u32>,
    /// How many letters to a domain were put off: they are spread over the minutes to come.
    put_off: HashMap<String, u32>,
}

impl Pace {
    /// These limits, and nothing put off yet.
    #[must_use]
    pub fn of(per_minute: Option<u32>, per_domain: Option<u32>) -> Self {
        Self { per_minute, per_domain, put_off: HashMap::new() }
    }
}

/// The domain of a mail address as it counts: one, whether it is written with ø, in capitals or as `xn--`.
#[must_use]
pub fn domain_of(email: &str) -> String {
    let domain = email.rsplit('@').next().unwrap_or_default().trim();
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase())
}

/// What has been taken in hand in this minute.
pub(super) struct Minute<'a> {
    pace: &'a mut Pace,
    number: i64,
    all: u32,
    domains: BTreeMap<String, u32>,
}

impl<'a> Minute<'a> {
    /// What has been taken in this minute, so that no other sender counts until the transaction ends; none where there is no limit.
    pub(super) fn now(connection: &mut AnyConnection, pace: &'a mut Pace, now: Timestamp) -> Result<Option<Self>, Error> {
        if pace.per_minute.is_none() && pace.per_domain.is_none() {
            return Ok(None);
        }
        let mut this = Self { pace, number: now.0.div_euclid(MINUTE), all: 0, domains: BTreeMap::new() };
        // On PostgreSQL this holds the row, which must be there for that; SQLite has one writer at a time anyway.
        let empty = (setting::key.eq(MAIL_PACE), setting::value.eq(""));
        on_each!(connection, connection => {
            diesel::insert_into(setting::table).values(empty).on_conflict_do_nothing().execute(connection)?
        });
        diesel::update(setting::table.find(MAIL_PACE)).set(setting::value.eq(setting::value)).execute(connection)?;
        let kept: String = setting::table.find(MAIL_PACE).select(setting::value).first(connection)?;
        this.read(&kept);
        Ok(Some(this))
    }

    /// Lines of a name and a count: `minute`, `all`, then the domains. A count of another minute counts no more.
    fn read(&mut self, kept: &str) {
        let mut lines = kept.lines().filter_map(|line| line.split_once(' '));
        let minute = lines.next().and_then(|(_, minute)| minute.parse::<i64>().ok());
        if minute != Some(self.number) {
            return;
        }
        self.all = lines.next().and_then(|(_, all)| all.parse().ok()).unwrap_or(0);
        self.domains = lines.filter_map(|(domain, count)| Some((domain.to_owned(), count.parse().ok()?))).collect();
    }

    fn written(&self) -> String {
        let domains = self.domains.iter().map(|(domain, count)| format!("{domain} {count}\n"));
        format!("minute {}\nall {}\n{}", self.number, self.all, domains.collect::<String>())
    }

    /// How many more may be taken.
    pub(super) fn room(&self) -> usize {
        self.pace.per_minute.map_or(usize::MAX, |most| most.saturating_sub(self.all) as usize)
    }

    /// Counts a letter to this address; where its domain has had its share, says when the letter's turn comes.
    pub(super) fn count(&mut self, email: &str) -> Option<Timestamp> {
        let domain = domain_of(email);
        if let Some(most) = self.pace.per_domain.map(|most| most.max(1)) {
            let so_far = self.domains.entry(domain.clone()).or_default();
            if *so_far >= most {
                let put_off = self.pace.put_off.entry(domain).or_default();
                let minutes = 1 + i64::from(*put_off / most);
                *put_off += 1;
                return Some(Timestamp((self.number + minutes) * MINUTE));
            }
            *so_far += 1;
        }
        self.all += 1;
        None
    }

    /// Keeps the count.
    pub(super) fn keep(self, connection: &mut AnyConnection) -> Result<(), Error> {
        diesel::update(setting::table.find(MAIL_PACE)).set(setting::value.eq(self.written())).execute(connection)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(pace: &mut Pace) -> Minute<'_> {
        Minute { pace, number: 100, all: 0, domains: BTreeMap::new() }
    }

    #[test]
    fn what_is_beyond_a_domains_share_is_spread_over_the_minutes_to_come() {
        let mut pace = Pace::of(None, Some(2));
        let mut minute = minute(&mut pace);
        let turns: Vec<_> = (0..6).map(|_| minute.count("anne@Example.dk").map(|at| at.0 / MINUTE)).collect();
        assert_eq!(turns, [None, None, Some(101), Some(101), Some(102), Some(102)]);
        assert_eq!(minute.count("bo@other.example.dk"), None, "another domain has its own share");
    }

    #[test]
    fn a_domain_has_one_share_however_it_is_written() {
        let mut pace = Pace::of(None, Some(1));
        let mut minute = minute(&mut pace);
        assert_eq!(minute.count("anne@brønderslev.example"), None);
        for other in ["bo@xn--brnderslev-1cb.example", "carla@BRØNDERSLEV.example", "dan@XN--BRNDERSLEV-1CB.example"] {
            assert!(minute.count(other).is_some(), "{other} has a share of its own");
        }
    }

    #[test]
    fn the_count_of_a_minute_is_kept_for_that_minute_alone() {
        let mut pace = Pace::of(Some(3), Some(2));
        let mut first = minute(&mut pace);
        assert_eq!((first.count("a@example.dk"), first.room()), (None, 2));
        let written = first.written();
        let mut same = minute(&mut pace);
        same.read(&written);
        assert_eq!((same.room(), same.domains.get("example.dk")), (2, Some(&1)));
        let mut next = Minute { number: 101, ..minute(&mut pace) };
        next.read(&written);
        assert_eq!((next.room(), next.domains.len()), (3, 0));
    }
}
