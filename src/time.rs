//! Instants in UTC, days in Danish local time, and the clock that is passed in.
//!
//! An instant is a whole number of milliseconds since 1970, so that both databases store and return the same one. A round
//! that closes on a day closes after 23:59:59 local time of that day.

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// The zone in which people's days begin and end, with its rules as they were when the program was built.
#[must_use]
pub const fn copenhagen() -> TimeZone {
    jiff::tz::get!("Europe/Copenhagen")
}

impl Timestamp {
    /// The day in Denmark at this instant.
    #[must_use]
    pub fn day(self) -> Date {
        self.zoned().map_or(Date::ZERO, |zoned| zoned.date())
    }

    /// The instant as RFC 3339 in UTC with whole seconds, for logs and files.
    #[must_use]
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_second(self.0.div_euclid(1000)).map_or_else(|_| String::new(), |instant| instant.to_string())
    }

    /// The instant in Danish local time, if it lies in the years that a calendar knows.
    #[must_use]
    pub fn zoned(self) -> Option<jiff::Zoned> {
        Some(jiff::Timestamp::from_millisecond(self.0).ok()?.to_zoned(copenhagen()))
    }

    /// The instant at which this hour strikes on this day in Denmark.
    #[must_use]
    pub fn at(day: Date, hour: i8) -> Self {
        day.at(hour, 0, 0, 0).to_zoned(copenhagen()).map_or(Self(i64::MAX), |zoned| Self(zoned.timestamp().as_millisecond()))
    }

    /// The first instant after this day in Denmark: when a round that closes on that day is closed.
    #[must_use]
    pub fn after(day: Date) -> Self {
        let next = day.tomorrow().unwrap_or(day);
        next.to_zoned(copenhagen()).map_or(Self(i64::MAX), |zoned| Self(zoned.timestamp().as_millisecond()))
    }
}

/// The clock, passed to whoever needs the time, so that a test can set it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    shift: i64,
}

impl Clock {
    /// The clock of the machine.
    #[must_use]
    pub fn system() -> Self {
        Self { shift: 0 }
    }

    /// A clock that shows `start` now and goes on from there.
    #[must_use]
    pub fn starting_at(start: Timestamp) -> Self {
        Self { shift: start.0 - Self::system().now().0 }
    }

    /// The instant that it shows.
    #[must_use]
    pub fn now(self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_millisecond() + self.shift)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_round_closes_after_the_last_second_of_its_day_in_denmark() {
        assert_eq!(Timestamp::after(date(2019, 1, 31)).rfc3339(), "2019-01-31T23:00:00Z");
        assert_eq!(Timestamp::after(date(2020, 6, 30)).rfc3339(), "2020-06-30T22:00:00Z");
    }

    #[test]
    fn the_day_on_which_an_hour_happens_twice_has_one_end() {
        let end = Timestamp::after(date(2020, 10, 25));
        assert_eq!(end.rfc3339(), "2020-10-25T23:00:00Z");
        assert_eq!(Timestamp(end.0 - 1).day(), date(2020, 10, 25));
        assert_eq!(end.day(), date(2020, 10, 26));
        // 02:30 local happens twice; both are the same day.
        assert_eq!(Timestamp(end.0 - 22 * 3_600_000 - 1_800_000).day(), Timestamp(end.0 - 23 * 3_600_000 - 1_800_000).day());
    }
}
