//! When a register figure is of: a span of days, a single day, or so many months after something began.

use jiff::civil::{Date, date};

use crate::language::{Language, number};

/// The longest follow-up that makes sense, in months.
const LONGEST: u16 = 120;

/// When a figure is of, in the order of time; follow-ups stand after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// From this day to that one, both included; a day alone is a figure as of that day.
    Span {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
        /// Whether it is the baseline (nulpunktsmåling): how things were before the trial.
        baseline: bool,
    },
    /// So many months after it began for each person.
    After {
        /// How many.
        months: u16,
    },
}

impl Period {
    /// Reads `2018`, `2018-H2`, `2018-Q3`, `2018-07`, `2018-07-01` and `2018-07-01/2018-12-31`, days also as `1.7.2018`, each as a baseline behind `baseline ` or
    /// `nulpunkt `; `6m`, and the same in Danish words (`2. halvår 2018`, `3. kvartal 2018`, `juli 2018`, `efter 6 måneder`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let bare = ["baseline ", "nulpunkt "].iter().find_map(|prefix| text.strip_prefix(prefix));
        let span = |(from, to)| Self::Span { from, to, baseline: bare.is_some() };
        match after(&text) {
            Some(months) => Some(Self::After { months }),
            None => days(bare.unwrap_or(&text).trim()).map(span),
        }
    }

    /// The period as files have it: what [`Self::parse`] reads.
    #[must_use]
    pub fn written(self) -> String {
        let (from, to, baseline) = match self {
            Self::After { months } => return format!("{months}m"),
            Self::Span { from, to, baseline } => (from, to, baseline),
        };
        let span = match named(from, to) {
            Named::Year => format!("{:04}", from.year()),
            Named::Half(half) => format!("{:04}-H{half}", from.year()),
            Named::Quarter(quarter) => format!("{:04}-Q{quarter}", from.year()),
            Named::Month => format!("{:04}-{:02}", from.year(), from.month()),
            Named::Day => from.to_string(),
            Named::Days => format!("{from}/{to}"),
        };
        if baseline { format!("baseline {span}") } else { span }
    }

    /// The period as people read it: `juli 2018 (nulpunkt)`, `2. halvår 2018`, `efter 6 måneder`.
    #[must_use]
    pub fn words(self, language: Language) -> String {
        let english = language == Language::En;
        let (from, to, baseline) = match self {
            Self::After { months: 1 } => return if english { "after 1 month" } else { "efter 1 måned" }.to_owned(),
            Self::After { months } if english => return format!("after {months} months"),
            Self::After { months } => return format!("efter {months} måneder"),
            Self::Span { from, to, baseline } => (from, to, baseline),
        };
        let year = from.year();
        let span = match (named(from, to), english) {
            (Named::Year, _) => format!("{year}"),
            (Named::Half(1), true) => format!("first half of {year}"),
            (Named::Half(_), true) => format!("second half of {year}"),
            (Named::Half(half), false) => format!("{half}. halvår {year}"),
            (Named::Quarter(quarter), true) => format!("quarter {quarter} of {year}"),
            (Named::Quarter(quarter), false) => format!("{quarter}. kvartal {year}"),
            (Named::Month, _) => number::month(from, language),
            (Named::Day, _) => number::day(from, language),
            (Named::Days, true) => format!("{} to {}", number::day(from, language), number::day(to, language)),
            (Named::Days, false) => format!("{} til {}", number::day(from, language), number::day(to, language)),
        };
        match (baseline, english) {
            (true, true) => format!("{span} (baseline)"),
            (true, false) => format!("{span} (nulpunkt)"),
            _ => span,
        }
    }

    /// Whether it is marked as how things were before the trial.
    #[must_use]
    pub fn is_baseline(self) -> bool {
        matches!(self, Self::Span { baseline: true, .. })
    }

    /// The last day; none of a follow-up, which has another for each person.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        match self {
            Self::Span { to, .. } => Some(to),
            Self::After { .. } => None,
        }
    }

    /// Whether the other lies wholly in it.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        match (self, other) {
            (Self::Span { from, to, .. }, Self::Span { from: other_from, to: other_to, .. }) => {
                from <= other_from && other_to <= to
            }
            _ => self.overlaps(other),
        }
    }

    /// Whether some day lies in both; follow-ups overlap with those of as many months alone.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        match (self, other) {
            (Self::Span { from, to, .. }, Self::Span { from: other_from, to: other_to, .. }) => {
                from <= other_to && other_from <= to
            }
            (Self::After { months }, Self::After { months: others }) => months == others,
            _ => false,
        }
    }
}

/// What a span is called.
enum Named {
    Year,
    Half(i8),
    Quarter(i8),
    Month,
    Day,
    Days,
}

fn named(from: Date, to: Date) -> Named {
    let starts = from.day() == 1;
    let ends = to == to.last_of_month();
    let months = to.month() - from.month() + 1;
    match (from == to, starts && ends && from.year() == to.year(), months) {
        (true, _, _) => Named::Day,
        (_, true, 12) => Named::Year,
        (_, true, 6) if from.month() % 6 == 1 => Named::Half(from.month() / 6 + 1),
        (_, true, 3) if from.month() % 3 == 1 => Named::Quarter(from.month() / 3 + 1),
        (_, true, 1) => Named::Month,
        _ => Named::Days,
    }
}

/// How many months after: `6m`, `efter 6 måneder`, `after 6 months`.
fn after(text: &str) -> Option<u16> {
    let count = text.strip_suffix('m').or_else(|| {
        let words = text.strip_prefix("efter ").or_else(|| text.strip_prefix("after "))?;
        [" måneder", " måned", " months", " month"].iter().find_map(|ending| words.strip_suffix(ending))
    })?;
    count.trim().parse().ok().filter(|months| (1..=LONGEST).contains(months))
}

fn days(text: &str) -> Option<(Date, Date)> {
    if let Some((from, to)) = text.split_once('/') {
        let (from, to) = (day(from)?, day(to)?);
        return (from <= to).then_some((from, to));
    }
    if let Some((from, to)) = text.split_once(" - ").and_then(|(from, to)| day(from).zip(day(to))) {
        return (from <= to).then_some((from, to));
    }
    if let Some(day) = day(text) {
        return Some((day, day));
    }
    if let Some(year) = year(text) {
        return months(year, 1, 12);
    }
    let (head, tail) = text.rsplit_once([' ', '-'])?;
    if let (Some(year), Some(place)) = (year(head), tail.strip_prefix('h')) {
        return part(year, place, 6);
    }
    if let (Some(year), Some(place)) = (year(head), tail.strip_prefix('q')) {
        return part(year, place, 3);
    }
    if let (Some(year), Ok(month)) = (year(head), tail.parse::<i8>()) {
        return months(year, month, 1);
    }
    let year = year(tail)?;
    if let Some(place) = head.strip_suffix(". halvår") {
        return part(year, place, 6);
    }
    if let Some(place) = head.strip_suffix(". kvartal") {
        return part(year, place, 3);
    }
    let is_called = |month: &i8| {
        [Language::Da, Language::En].into_iter().any(|language| {
            let name = number::month(date(year, *month, 1), language).to_lowercase();
            name.split(' ').next() == Some(head)
        })
    };
    (1..=12).find(is_called).and_then(|month| months(year, month, 1))
}

/// A day as programs write it, or as a Danish sheet does: `2018-12-31`, `31.12.2018`, `31-12-2018`.
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(['.', '-']).map(str::trim).collect();
    let [day, month, last] = parts[..] else { return None };
    Date::new(year(last)?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn year(text: &str) -> Option<i16> {
    (text.len() == 4).then(|| text.parse().ok())?.filter(|year| (1900..=2200).contains(year))
}

/// A half or a quarter of a year, counted from 1.
fn part(year: i16, place: &str, long: i8) -> Option<(Date, Date)> {
    let place: i8 = place.parse().ok().filter(|place| (1..=12 / long).contains(place))?;
    months(year, (place - 1) * long + 1, long)
}

fn months(year: i16, first: i8, long: i8) -> Option<(Date, Date)> {
    let from = Date::new(year, first, 1).ok()?;
    let last = Date::new(year, first + long - 1, 1).ok()?;
    Some((from, last.last_of_month()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_read_is_written_so_that_it_reads_the_same() {
        for (text, written, words) in [
            ("2018", "2018", "2018"),
            ("2018-H2", "2018-H2", "2. halvår 2018"),
            ("2. halvår 2018", "2018-H2", "2. halvår 2018"),
            ("2018-Q3", "2018-Q3", "3. kvartal 2018"),
            ("3. kvartal 2018", "2018-Q3", "3. kvartal 2018"),
            ("2018-07", "2018-07", "juli 2018"),
            ("Juli 2018", "2018-07", "juli 2018"),
            ("July 2018", "2018-07", "juli 2018"),
            ("2018-07-01", "2018-07-01", "1. juli 2018"),
            ("2018-07-01/2018-12-31", "2018-H2", "2. halvår 2018"),
            ("2018-07-02/2018-12-31", "2018-07-02/2018-12-31", "2. juli 2018 til 31. december 2018"),
            ("31.12.2019", "2019-12-31", "31. december 2019"),
            ("1.7.2018 - 31.12.2018", "2018-H2", "2. halvår 2018"),
            ("01.07.2018/31-12-2018", "2018-H2", "2. halvår 2018"),
            ("nulpunkt 30.06.2018", "baseline 2018-06-30", "30. juni 2018 (nulpunkt)"),
            ("nulpunkt 2018-06", "baseline 2018-06", "juni 2018 (nulpunkt)"),
            ("baseline 2017", "baseline 2017", "2017 (nulpunkt)"),
            ("6m", "6m", "efter 6 måneder"),
            ("efter 3 måneder", "3m", "efter 3 måneder"),
        ] {
            let period = Period::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((period.written().as_str(), period.words(Language::Da).as_str()), (written, words), "{text}");
            assert_eq!(Period::parse(written), Some(period), "{text}");
        }
    }

    #[test]
    fn what_is_no_period_is_none() {
        for text in [
            "",
            "31.13.2019",
            "32.12.2019",
            "1.2.18",
            "2018-13",
            "2018-H3",
            "2018-Q0",
            "2018-07-32",
            "2019-01-01/2018-01-01",
            "0m",
            "999m",
            "sommeren 2018",
            "18",
            "m",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn half_a_year_overlaps_its_year_and_not_the_other_half() {
        let of = |text: &str| Period::parse(text).unwrap();
        assert!(of("2018").overlaps(of("2018-H2")));
        assert!(of("2018-06-30").overlaps(of("2018-Q2")));
        assert!(!of("2018-H1").overlaps(of("2018-H2")));
        assert!(!of("3m").overlaps(of("6m")));
        assert!(!of("3m").overlaps(of("2018")));
    }
}
