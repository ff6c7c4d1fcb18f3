//! Letters that a round sends by itself: on which days, at which hour, and what becomes of those whose time has passed.
//!
//! The one thing a newcomer would get wrong: a sending that the server slept through is never made up for by itself. What was right to say
//! on Monday morning may be wrong on Wednesday, so a person releases it.

use jiff::civil::{Date, Weekday, date};

use super::calendar::easter;
use super::{LetterKind, Reading};
use crate::language::{Language, number};
use crate::time::Timestamp;

/// The hour at which planned letters are queued.
const HOUR: i8 = 9;
/// Planned letters leave from this hour on.
const FIRST_HOUR: i8 = 8;
/// And before this one.
const LAST_HOUR: i8 = 16;
/// A sending that is later than this is held for a person.
const LATE: i64 = 4 * 3_600_000;
/// So many days ahead the next working day is looked for.
const SEARCHED: usize = 14;

/// Letters that a round is to send by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewSending {
    /// Invitations or reminders.
    pub kind: LetterKind,
    /// The day.
    pub day: Date,
    /// Whether those are left out who were invited to another round shortly before.
    pub skip_quiet: bool,
}

/// The same as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Its number.
    pub id: i64,
    /// Its round's number.
    pub round_id: i64,
    /// Invitations or reminders.
    pub kind: LetterKind,
    /// When the letters are queued.
    pub at: Timestamp,
    /// What became of it.
    pub state: SendingState,
    /// Whether those are left out who were invited to another round shortly before.
    pub skip_quiet: bool,
    /// How many letters were queued.
    pub letters: u64,
}

/// What became of a sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendingState {
    /// Its time has not come.
    Planned,
    /// Its letters are in the outbox, or have left.
    Done,
    /// Its time has passed, or something stood in the way: a person must decide.
    Held,
    /// A person took it back, or the round closed before.
    Cancelled,
}

/// Why letters cannot be planned like that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotSchedule {
    /// The round is open to everybody, or its answers came from a file.
    NobodyInvited,
    /// Its hour has passed.
    Past(Date),
    /// Nobody works on that day; the next on which people do.
    DayOff {
        /// The day.
        day: Date,
        /// The next working day.
        next: Date,
    },
    /// It lies outside the round.
    Outside {
        /// The round's first day.
        opens: Date,
        /// Its last day.
        closes: Date,
    },
    /// The reminder would come on the day of the invitation or before.
    BeforeInvitation(Date),
    /// Something is sent on that day already.
    Twice(Date),
}

impl SendingState {
    /// The number under which it is stored.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::Planned => 0,
            Self::Done => 1,
            Self::Held => 2,
            Self::Cancelled => 3,
        }
    }

    /// The state stored under this number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        [Self::Planned, Self::Done, Self::Held, Self::Cancelled].into_iter().find(|state| state.number() == number)
    }

    /// The word in commands and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Done => "queued",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Whether town halls are open on a day: no weekend, no public holiday of the Danish church (the Great Prayer Day until 2023, since when it
/// is abolished), and none of the days on which they are closed all the same: 5 June, 24 and 31 December.
#[must_use]
pub fn is_working_day(day: Date) -> bool {
    let closed = matches!((day.month(), day.day()), (1, 1) | (6, 5) | (12, 24 | 25 | 26 | 31));
    let from_easter = (day - easter(day.year())).get_days();
    // Maundy Thursday, Good Friday, Easter Monday, Ascension Day and Whit Monday; Great Prayer Day.
    let moves = matches!(from_easter, -3 | -2 | 1 | 39 | 50) || (from_easter == 26 && day.year() < 2024);
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !closed && !moves
}

/// The first working day after this one.
#[must_use]
pub fn next_working_day(day: Date) -> Date {
    let mut next = day;
    for _ in 0..SEARCHED {
        next = next.tomorrow().unwrap_or(next);
        if is_working_day(next) {
            break;
        }
    }
    next
}

/// The working day before a day.
#[must_use]
pub fn working_day_before(day: Date) -> Date {
    std::iter::successors(day.yesterday().ok(), |day| day.yesterday().ok()).find(|day| is_working_day(*day)).unwrap_or(day)
}

/// This instant if it lies in working hours, else the next that does: weekdays from 8 to 16, Danish time.
#[must_use]
pub fn in_working_hours(now: Timestamp) -> Timestamp {
    let (day, hour) = now.zoned().map_or((date(1970, 1, 1), 0), |zoned| (zoned.date(), zoned.hour()));
    if !is_working_day(day) || hour >= LAST_HOUR {
        return Timestamp::at(next_working_day(day), FIRST_HOUR);
    }
    if hour < FIRST_HOUR { Timestamp::at(day, FIRST_HOUR) } else { now }
}

/// Whether a sending whose time has come is held for a person, since its time has passed by more than four hours.
#[must_use]
pub fn is_late(at: Timestamp, now: Timestamp) -> bool {
    now.0 - at.0 > LATE
}

/// Whether this can be sent in a round of these days beside what is planned there.
pub fn check_sending(
    new: &NewSending,
    beside: &[NewSending],
    (opens, closes): (Date, Date),
    now: Timestamp,
) -> Result<(), CannotSchedule> {
    let day = new.day;
    let is_invited_by = |one: &NewSending| match (one.kind, new.kind) {
        (LetterKind::Invitation, LetterKind::Reminder) => one.day >= day,
        (LetterKind::Reminder, LetterKind::Invitation) => one.day <= day,
        _ => false,
    };
    match () {
        () if day < opens || day > closes => Err(CannotSchedule::Outside { opens, closes }),
        () if Timestamp::at(day, HOUR) <= now => Err(CannotSchedule::Past(day)),
        () if !is_working_day(day) => Err(CannotSchedule::DayOff { day, next: next_working_day(day) }),
        () if beside.iter().any(|one| one.day == day && one.kind == new.kind) => Err(CannotSchedule::Twice(day)),
        () if beside.iter().any(is_invited_by) => Err(CannotSchedule::BeforeInvitation(day)),
        () => Ok(()),
    }
}

/// Whether all of these can be sent in a round of these days.
pub fn check_schedule(all: &[NewSending], days: (Date, Date), now: Timestamp) -> Result<(), CannotSchedule> {
    all.iter().enumerate().try_for_each(|(at, new)| check_sending(new, &all[..at], days, now))
}

impl NewSending {
    /// When its letters are queued.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        Timestamp::at(self.day, HOUR)
    }
}

impl Sending {
    /// What it is to others that are planned beside it.
    #[must_use]
    pub fn as_new(&self) -> NewSending {
        NewSending { kind: self.kind, day: self.at.day(), skip_quiet: self.skip_quiet }
    }

    /// When, and to how many or what became of it; `expected` is how many would get a letter as it looks now.
    #[must_use]
    pub fn sentence(&self, expected: u64, language: Language) -> String {
        let (day, time) = (number::day(self.at.day(), language), self.time(language));
        let count = |count: u64| number::whole(count, language);
        let (nobody, expected, letters) = (expected == 0, count(expected), count(self.letters));
        let invites = self.kind == LetterKind::Invitation;
        if language == Language::En {
            let what = match self.state {
                SendingState::Planned if nobody && invites => "invitation to those who have not been invited yet".to_owned(),
                SendingState::Planned if nobody => "reminder to those who have not answered".to_owned(),
                SendingState::Planned if invites => format!("invitation to {expected} who have not been invited yet"),
                SendingState::Planned => format!("reminder to about {expected} who have not answered"),
                SendingState::Done if invites => format!("{letters} invitations put in the queue"),
                SendingState::Done => format!("{letters} reminders put in the queue"),
                SendingState::Held if invites => "the invitations were not sent in time and are held".to_owned(),
                SendingState::Held => "the reminders were not sent in time and are held".to_owned(),
                SendingState::Cancelled if invites => "the invitations are called off".to_owned(),
                SendingState::Cancelled => "the reminders are called off".to_owned(),
            };
            return format!("{day} at {time}: {what}.");
        }
        let what = match self.state {
            SendingState::Planned if nobody && invites => "invitation til dem, som ikke er inviteret endnu".to_owned(),
            SendingState::Planned if nobody => "påmindelse til dem, som ikke har svaret".to_owned(),
            SendingState::Planned if invites => format!("invitation til {expected}, som ikke er inviteret endnu"),
            SendingState::Planned => format!("påmindelse til cirka {expected}, som ikke har svaret"),
            SendingState::Done if invites => format!("{letters} invitationer lagt i kø"),
            SendingState::Done => format!("{letters} påmindelser lagt i kø"),
            SendingState::Held if invites => "invitationerne blev ikke sendt til tiden og holdes tilbage".to_owned(),
            SendingState::Held => "påmindelserne blev ikke sendt til tiden og holdes tilbage".to_owned(),
            SendingState::Cancelled if invites => "invitationerne er aflyst".to_owned(),
            SendingState::Cancelled => "påmindelserne er aflyst".to_owned(),
        };
        format!("{day} kl. {time}: {what}.")
    }

    fn time(&self, language: Language) -> String {
        let (hour, minute) = self.at.zoned().map_or((HOUR, 0), |zoned| (zoned.hour(), zoned.minute()));
        match (language, minute) {
            (Language::En, _) => format!("{hour}:{minute:02}"),
            (_, 0) => hour.to_string(),
            _ => format!("{hour}.{minute:02}"),
        }
    }
}

impl CannotSchedule {
    /// What is wrong and what to do.
    #[must_use]
    pub fn sentence(&self, language: Language, reading: Reading) -> String {
        let said = |day: &Date| if reading == Reading::Page { number::day(*day, language) } else { day.to_string() };
        let english = language == Language::En;
        match self {
            Self::NobodyInvited if english => "Nobody is invited to this round, so no letters can be planned.".to_owned(),
            Self::NobodyInvited => "Ingen inviteres til denne runde, så der kan ikke planlægges breve.".to_owned(),
            Self::Past(day) if english => format!("{} at {HOUR}:00 has passed. Choose a later day.", said(day)),
            Self::Past(day) => format!("{} kl. {HOUR} er passeret. Vælg en senere dag.", said(day)),
            Self::DayOff { day, next } if english => {
                format!(
                    "Planned letters are sent on working days, and {} is none. Choose for instance {}.",
                    said(day),
                    said(next)
                )
            }
            Self::DayOff { day, next } => {
                format!(
                    "Planlagte breve sendes på hverdage, og {} er ikke en hverdag. Vælg for eksempel {}.",
                    said(day),
                    said(next)
                )
            }
            Self::Outside { opens, closes } if english => {
                format!("Letters are sent while the round is open: choose a day from {} to {}.", said(opens), said(closes))
            }
            Self::Outside { opens, closes } => {
                format!("Breve sendes, mens runden er åben: vælg en dag fra {} til {}.", said(opens), said(closes))
            }
            Self::BeforeInvitation(_) if english => "A reminder must come on a later day than the invitation.".to_owned(),
            Self::BeforeInvitation(_) => "En påmindelse skal komme på en senere dag end invitationen.".to_owned(),
            Self::Twice(day) if english => format!("Such letters are planned for {} already.", said(day)),
            Self::Twice(day) => format!("Der er allerede planlagt sådan nogle breve {}.", said(day)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn town_halls_are_closed_on_weekends_and_holidays() {
        for (day, wanted) in [
            (date(2027, 1, 1), false),
            (date(2027, 1, 4), true),
            (date(2027, 3, 25), false),
            (date(2027, 3, 26), false),
            (date(2027, 3, 29), false),
            (date(2027, 3, 30), true),
            (date(2023, 5, 5), false),
            (date(2027, 4, 23), true),
            (date(2027, 5, 6), false),
            (date(2027, 5, 17), false),
            (date(2028, 6, 5), false),
            (date(2026, 11, 28), false),
            (date(2026, 12, 24), false),
        ] {
            assert_eq!(is_working_day(day), wanted, "{day}");
        }
        assert_eq!(next_working_day(date(2026, 12, 23)), date(2026, 12, 28));
    }

    #[test]
    fn letters_leave_on_weekdays_from_8_to_16_danish_time_in_winter_and_in_summer() {
        for (now, wanted) in [
            ("2027-01-27T06:59:00Z", "2027-01-27T07:00:00Z"),
            ("2027-01-27T07:00:00Z", "2027-01-27T07:00:00Z"),
            ("2027-01-27T14:59:59Z", "2027-01-27T14:59:59Z"),
            ("2027-01-27T15:00:00Z", "2027-01-28T07:00:00Z"),
            ("2027-06-30T05:59:00Z", "2027-06-30T06:00:00Z"),
            ("2027-06-30T14:00:00Z", "2027-07-01T06:00:00Z"),
            // The Friday before summer time begins: Monday's eight o'clock is an hour earlier.
            ("2025-03-28T16:00:00Z", "2025-03-31T06:00:00Z"),
            // The night in which an hour happens twice.
            ("2026-10-25T00:30:00Z", "2026-10-26T07:00:00Z"),
            ("2026-10-25T01:30:00Z", "2026-10-26T07:00:00Z"),
        ] {
            assert_eq!(in_working_hours(instant(now)), instant(wanted), "{now}");
        }
    }

    #[test]
    fn four_hours_late_is_in_time_and_a_moment_later_is_not() {
        let at = Timestamp::at(date(2027, 1, 27), HOUR);
        assert!(!is_late(at, Timestamp(at.0 + LATE)) && is_late(at, Timestamp(at.0 + LATE + 1)));
    }

    #[test]
    fn a_schedule_lies_in_the_round_on_working_days_and_reminds_after_it_invites() {
        let days = (date(2027, 1, 18), date(2027, 2, 12));
        let now = instant("2027-01-19T12:00:00Z");
        let sending = |kind, day| NewSending { kind, day, skip_quiet: false };
        let invite = |day| sending(LetterKind::Invitation, day);
        let remind = |day| sending(LetterKind::Reminder, day);
        let check = |all: &[NewSending]| check_schedule(all, days, now);
        let (first, second) = (date(2027, 1, 20), date(2027, 1, 27));
        assert_eq!(check(&[invite(first), remind(second), remind(date(2027, 2, 3))]), Ok(()));
        assert_eq!(check(&[remind(second), remind(second)]), Err(CannotSchedule::Twice(second)));
        assert_eq!(check(&[invite(second), remind(first)]), Err(CannotSchedule::BeforeInvitation(first)));
        assert_eq!(check(&[remind(second), invite(second)]), Err(CannotSchedule::BeforeInvitation(second)));
        assert_eq!(check(&[invite(date(2027, 1, 19))]), Err(CannotSchedule::Past(date(2027, 1, 19))));
        let (saturday, monday) = (date(2027, 1, 30), date(2027, 2, 1));
        assert_eq!(check(&[remind(saturday)]), Err(CannotSchedule::DayOff { day: saturday, next: monday }));
        assert_eq!(check(&[remind(date(2027, 2, 15))]), Err(CannotSchedule::Outside { opens: days.0, closes: days.1 }));
    }

    #[test]
    fn a_sending_says_when_and_to_how_many() {
        let at = Timestamp::at(date(2027, 1, 27), HOUR);
        let sending = Sending {
            id: 1,
            round_id: 1,
            kind: LetterKind::Reminder,
            at,
            state: SendingState::Planned,
            skip_quiet: false,
            letters: 0,
        };
        assert_eq!(sending.sentence(41, Language::Da), "27. januar 2027 kl. 9: påmindelse til cirka 41, som ikke har svaret.");
        assert_eq!(sending.sentence(41, Language::En), "27 January 2027 at 9:00: reminder to about 41 who have not answered.");
        assert_eq!(sending.sentence(0, Language::Da), "27. januar 2027 kl. 9: påmindelse til dem, som ikke har svaret.");
        let later = Sending { at: Timestamp(at.0 + 95 * 60_000), state: SendingState::Done, letters: 38, ..sending };
        assert_eq!(later.sentence(0, Language::Da), "27. januar 2027 kl. 10.35: 38 påmindelser lagt i kø.");
    }
}
