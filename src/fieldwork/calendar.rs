//! Weeks in which many in Denmark are away: a round that opens or ends there is warned about, never refused.

use jiff::civil::{Date, Weekday, date};

use crate::language::{Language, number};

/// Why many are away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holiday {
    /// Weeks 28 to 30.
    Summer,
    /// Weeks 7 and 8.
    Winter,
    /// Week 42.
    Autumn,
    /// From the Saturday before Palm Sunday to the Tuesday after Easter Monday.
    Easter,
    /// From 23 December to 2 January.
    Christmas,
}

/// Which day of a round it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The first day, on which letters are sent.
    Opens,
    /// The last day.
    Closes,
    /// A day on which invitations are planned to leave.
    Invites,
    /// A day on which reminders are planned to leave.
    Reminds,
}

/// A day of a round on which many are away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// Which day of the round.
    pub moment: Moment,
    /// The day.
    pub day: Date,
    /// Why.
    pub holiday: Holiday,
    /// A Monday whose working week is free of holidays.
    pub suggestion: Date,
}

/// Weeks in a row that are looked at for a free Monday; no holidays lie so close together for so long.
const SEARCHED: usize = 12;

/// Easter Sunday of a year in the Gregorian calendar (Meeus, Astronomical Algorithms, 2nd edition, 1998, chapter 8).
pub(super) fn easter(year: i16) -> Date {
    let (year, of) = (i32::from(year), |value: i32| i8::try_from(value).unwrap_or(1));
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    let sum = moon + sunday - 7 * late + 114;
    date(i16::try_from(year).unwrap_or(0), of(sum / 31), of(sum % 31 + 1))
}

/// Why many are away on a day, if they are.
#[must_use]
pub fn holiday(day: Date) -> Option<Holiday> {
    if (day.month(), day.day()) >= (12, 23) || (day.month(), day.day()) <= (1, 2) {
        return Some(Holiday::Christmas);
    }
    let from_easter = (day - easter(day.year())).get_days();
    if (-8..=2).contains(&from_easter) {
        return Some(Holiday::Easter);
    }
    match day.iso_week_date().week() {
        7 | 8 => Some(Holiday::Winter),
        28..=30 => Some(Holiday::Summer),
        42 => Some(Holiday::Autumn),
        _ => None,
    }
}

/// The days of a round on which many are away, each with a better one.
#[must_use]
pub fn away(opens: Date, closes: Date) -> Vec<Away> {
    [(Moment::Opens, opens), (Moment::Closes, closes)].into_iter().filter_map(|(moment, day)| away_on(moment, day)).collect()
}

/// The same of one day.
#[must_use]
pub fn away_on(moment: Moment, day: Date) -> Option<Away> {
    holiday(day).map(|holiday| Away { moment, day, holiday, suggestion: better(day, holiday) })
}

/// How many days of a round lie in holidays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwayDays {
    /// The days of the round, both ends included.
    pub days: u32,
    /// How many of them lie in the holidays.
    pub away: u32,
    /// The holidays, where all of those days lie in the same.
    pub holiday: Option<Holiday>,
}

/// Longer rounds have days enough beside any holidays.
const LONGEST_COUNTED: u32 = 400;

/// The days of a round on which many are away, where they are half of it or more.
#[must_use]
pub fn away_between(opens: Date, closes: Date) -> Option<AwayDays> {
    let (mut days, mut away, mut found, mut mixed) = (0, 0, None, false);
    let mut day = opens;
    while day <= closes && days < LONGEST_COUNTED {
        days += 1;
        if let Some(holiday) = holiday(day) {
            away += 1;
            mixed |= found.is_some_and(|other| other != holiday);
            found = Some(holiday);
        }
        day = day.tomorrow().ok()?;
    }
    let is_much = away > 0 && away * 2 >= days;
    is_much.then_some(AwayDays { days, away, holiday: found.filter(|_| !mixed) })
}

impl AwayDays {
    /// How many days, of how many, and why.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let (days, away) = (self.days, self.away);
        if language == Language::En {
            let when = match self.holiday {
                Some(Holiday::Summer) => "in the summer holidays",
                Some(Holiday::Winter) => "in the winter holidays",
                Some(Holiday::Autumn) => "in the autumn holidays",
                Some(Holiday::Easter) => "around Easter",
                Some(Holiday::Christmas) => "in the Christmas days",
                None => "in holidays",
            };
            return format!("{away} of the round's {days} days lie {when}, when many are away. Give it more days, or move it.");
        }
        let when = match self.holiday {
            Some(Holiday::Summer) => "i sommerferien",
            Some(Holiday::Winter) => "i vinterferien",
            Some(Holiday::Autumn) => "i efterårsferien",
            Some(Holiday::Easter) => "i påskedagene",
            Some(Holiday::Christmas) => "i juledagene",
            None => "i ferier",
        };
        format!("{away} af rundens {days} dage ligger {when}, hvor mange holder fri. Giv den flere dage, eller flyt den.")
    }
}

/// The first later Monday from which a working week is free; after the summer not before week 33, when schools have begun.
fn better(day: Date, holiday_of_day: Holiday) -> Date {
    let mut monday = day;
    for _ in 0..SEARCHED {
        monday = monday.nth_weekday(1, Weekday::Monday).unwrap_or(monday);
        let week = (0..5).map(|days| monday.saturating_add(jiff::Span::new().days(days)));
        let early = holiday_of_day == Holiday::Summer && monday.iso_week_date().week() < 33;
        if !early && week.into_iter().all(|day| holiday(day).is_none()) {
            break;
        }
    }
    monday
}

impl Away {
    /// What is wrong with the day, and a better one.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let (week, better) = (self.day.iso_week_date().week(), self.suggestion.iso_week_date().week());
        let (day, suggestion) = (number::day(self.day, language), number::day(self.suggestion, language));
        if language == Language::En {
            let what = match self.moment {
                Moment::Opens => "The letters would be sent",
                Moment::Closes => "The last day lies",
                Moment::Invites => "The invitations would be sent",
                Moment::Reminds => "The reminders would be sent",
            };
            let when = match self.holiday {
                Holiday::Summer | Holiday::Winter | Holiday::Autumn => format!("in week {week}"),
                Holiday::Easter => format!("around Easter ({day})"),
                Holiday::Christmas => format!("around Christmas ({day})"),
            };
            return format!("{what} {when}, when many are away. Suggestion: Monday of week {better} ({suggestion}).");
        }
        let what = match self.moment {
            Moment::Opens => "Udsendelsen",
            Moment::Closes => "Sidste dag",
            Moment::Invites => "Invitationen",
            Moment::Reminds => "Påmindelsen",
        };
        let when = match self.holiday {
            Holiday::Summer | Holiday::Winter | Holiday::Autumn => format!("i uge {week}"),
            Holiday::Easter => format!("omkring påske ({day})"),
            Holiday::Christmas => format!("omkring jul ({day})"),
        };
        format!("{what} ligger {when}, hvor mange holder ferie. Forslag: mandag i uge {better} ({suggestion}).")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_has_it() {
        for (year, month, day) in
            [(2019, 4, 21), (2020, 4, 12), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)]
        {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn holidays_begin_and_end_on_their_days() {
        for (day, wanted) in [
            (date(2026, 7, 5), None),
            (date(2026, 7, 6), Some(Holiday::Summer)),
            (date(2026, 7, 26), Some(Holiday::Summer)),
            (date(2026, 7, 27), None),
            (date(2026, 2, 9), Some(Holiday::Winter)),
            (date(2026, 2, 22), Some(Holiday::Winter)),
            (date(2026, 10, 12), Some(Holiday::Autumn)),
            (date(2026, 3, 27), None),
            (date(2026, 3, 28), Some(Holiday::Easter)),
            (date(2026, 4, 7), Some(Holiday::Easter)),
            (date(2026, 4, 8), None),
            (date(2026, 12, 22), None),
            (date(2026, 12, 23), Some(Holiday::Christmas)),
            (date(2027, 1, 2), Some(Holiday::Christmas)),
            (date(2027, 1, 3), None),
        ] {
            assert_eq!(holiday(day), wanted, "{day}");
        }
    }

    #[test]
    fn a_sending_in_the_holidays_is_warned_of_with_a_better_monday() {
        let said =
            |opens, closes| away(opens, closes).iter().map(|away| away.sentence(Language::Da)).collect::<Vec<_>>().join("\n");
        assert_eq!(
            said(date(2026, 7, 15), date(2026, 9, 1)),
            "Udsendelsen ligger i uge 29, hvor mange holder ferie. Forslag: mandag i uge 33 (10. august 2026)."
        );
        assert_eq!(
            said(date(2026, 11, 23), date(2026, 12, 24)),
            "Sidste dag ligger omkring jul (24. december 2026), hvor mange holder ferie. Forslag: mandag i uge 1 (4. januar 2027)."
        );
        assert_eq!(said(date(2026, 9, 7), date(2026, 9, 28)), "");
    }

    #[test]
    fn a_round_around_christmas_is_warned_of_though_neither_end_lies_in_it() {
        let (opens, closes) = (date(2026, 12, 21), date(2027, 1, 3));
        assert!(away(opens, closes).is_empty());
        let found = away_between(opens, closes).unwrap();
        assert_eq!((found.days, found.away), (14, 11));
        assert!(
            found.sentence(Language::Da).starts_with("11 af rundens 14 dage ligger i juledagene"),
            "{}",
            found.sentence(Language::Da)
        );
        assert_eq!(away_between(date(2026, 12, 1), date(2027, 1, 31)), None, "days enough beside the holidays");
        assert_eq!(away_between(date(2026, 9, 7), date(2026, 9, 28)), None);
    }

    #[test]
    fn every_suggestion_is_a_later_monday_of_a_free_week() {
        let mut day = date(2024, 1, 1);
        while day.year() < 2030 {
            for found in away(day, day) {
                assert!(
                    found.suggestion > day
                        && found.suggestion.weekday() == Weekday::Monday
                        && holiday(found.suggestion).is_none()
                );
            }
            day = day.tomorrow().unwrap();
        }
    }
}
