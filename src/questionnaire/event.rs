//! What happened that may have changed answers and figures: on a day, over days, or since a day.

use jiff::civil::Date;

use super::participation::listed;
use super::trials::Trials;
use crate::language::{Language, Text, number};

/// Something that happened and may have changed answers.
#[derive(Clone, Debug)]
pub struct Event {
    /// When, or since when.
    pub date: Date,
    /// How long.
    pub lasts: Lasts,
    /// What.
    pub name: Text,
    /// The trials that it touches; none: all.
    pub trials: Option<Vec<String>>,
    /// The keys of the municipalities that it touches; empty: all.
    pub municipalities: Vec<String>,
    /// Where that is written.
    pub source: Option<String>,
    /// Its number where it was written on the desk; none where it stands in the file.
    pub desk: Option<i64>,
}

/// How long something lasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// That day.
    Day,
    /// Until this day, which is its last.
    Until(Date),
    /// It goes on.
    On,
}

impl Lasts {
    /// The last day of what began on a day.
    #[must_use]
    pub fn last_day(self, from: Date) -> Date {
        match self {
            Self::Day => from,
            Self::Until(day) => day,
            Self::On => Date::MAX,
        }
    }

    /// From when until when: "1. januar 2020", "11. marts 2020 til 15. maj 2020", "siden 11. marts 2020".
    #[must_use]
    pub fn words(self, from: Date, language: Language) -> String {
        let day = |day| number::day(day, language);
        match (self, language) {
            (Self::Day, _) => day(from),
            (Self::Until(until), Language::En) => format!("{} to {}", day(from), day(until)),
            (Self::Until(until), _) => format!("{} til {}", day(from), day(until)),
            (Self::On, Language::En) => format!("since {}", day(from)),
            (Self::On, _) => format!("siden {}", day(from)),
        }
    }
}

impl Event {
    /// Whether any of it lies between these days, both included.
    #[must_use]
    pub fn meets(&self, first: Date, last: Date) -> bool {
        self.date <= last && self.lasts.last_day(self.date) >= first
    }

    /// Whether it touches a trial: itself, and one of the municipalities that take part in it, where it is known which do.
    #[must_use]
    pub fn touches(&self, trial: &str, trials: &Trials) -> bool {
        let is_of = self.trials.as_ref().is_none_or(|keys| keys.iter().any(|key| key == trial));
        if !is_of || self.municipalities.is_empty() {
            return is_of;
        }
        let units = trials.taking_part(trial, None);
        units.is_empty() || units.iter().any(|unit| self.municipalities.contains(&unit.key))
    }

    /// From when until when.
    #[must_use]
    pub fn when(&self, language: Language) -> String {
        self.lasts.words(self.date, language)
    }

    /// In which municipalities alone it happened: "kun Thisted og Rebild"; none where in all.
    #[must_use]
    pub fn only(&self, trials: &Trials, language: Language) -> Option<String> {
        let short = |key: &String| trials.municipality(key).map_or_else(|| key.clone(), |unit| unit.short.clone());
        only(&self.municipalities.iter().map(short).collect::<Vec<_>>(), language)
    }

    /// Within a sentence: "Nyt it-system (siden 1. marts 2020; kun Thisted)".
    #[must_use]
    pub fn told(&self, trials: &Trials, language: Language) -> String {
        let within: Vec<String> = std::iter::once(self.when(language)).chain(self.only(trials, language)).collect();
        format!("{} ({})", self.name.get(language), within.join("; "))
    }

    /// On a line of its own, with its source: "Siden 1. marts 2020: Nyt it-system (kun Thisted; kilde: referat)".
    #[must_use]
    pub fn listed(&self, trials: &Trials, language: Language) -> String {
        let source = if language == Language::En { "source" } else { "kilde" };
        let source = self.source.as_ref().map(|its| format!("{source}: {its}"));
        let within: Vec<String> = self.only(trials, language).into_iter().chain(source).collect();
        let within = if within.is_empty() { String::new() } else { format!(" ({})", within.join("; ")) };
        format!("{}: {}{within}", capital(&self.when(language)), self.name.get(language))
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// That something happened in these municipalities alone; none where none are named.
#[must_use]
pub fn only(names: &[String], language: Language) -> Option<String> {
    let word = if language == Language::En { "only" } else { "kun" };
    (!names.is_empty()).then(|| format!("{word} {}", listed(names, language)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::questionnaire::read_trials;

    fn event(lasts: Lasts, municipalities: &[&str]) -> Event {
        let municipalities = municipalities.iter().map(|key| (*key).to_owned()).collect();
        let name = Text([(Language::Da, "Nyt it-system".to_owned())].into());
        Event { date: date(2020, 3, 1), lasts, name, trials: None, municipalities, source: None, desk: None }
    }

    #[test]
    fn what_lasts_meets_every_day_of_it_and_no_other() {
        let meets = |lasts, first: Date, last: Date| event(lasts, &[]).meets(first, last);
        let (april, may) = (date(2020, 4, 1), date(2020, 5, 1));
        assert!(!meets(Lasts::Day, april, may) && !meets(Lasts::Until(date(2020, 3, 31)), april, may));
        assert!(meets(Lasts::Until(april), april, may) && meets(Lasts::On, april, may));
        assert!(!meets(Lasts::On, date(2019, 1, 1), date(2020, 2, 29)) && meets(Lasts::Day, date(2020, 3, 1), april));
    }

    #[test]
    fn what_happened_in_some_municipalities_touches_their_trials_alone_and_says_so() {
        let trials = read_trials("trials", include_str!("../../surveys/trials.toml")).unwrap();
        let rebild = event(Lasts::On, &["rebild", "thisted"]);
        assert!(rebild.touches("psykolog", &trials) && !rebild.touches("foertidspension", &trials));
        assert!(event(Lasts::Day, &[]).touches("foertidspension", &trials));
        assert_eq!(rebild.told(&trials, Language::Da), "Nyt it-system (siden 1. marts 2020; kun Rebild og Thisted)");
        let source = Event { source: Some("referat".to_owned()), ..event(Lasts::Until(date(2020, 4, 1)), &["thisted"]) };
        assert_eq!(
            source.listed(&trials, Language::Da),
            "1. marts 2020 til 1. april 2020: Nyt it-system (kun Thisted; kilde: referat)"
        );
        assert_eq!(event(Lasts::On, &[]).listed(&trials, Language::En), "Since 1 March 2020: Nyt it-system");
    }
}
