//! How the invitations of a round ended, as commands and reports tell it: no more than the rules let be told.
//!
//! Only surveys of named persons have AAPOR's names; open and imported rounds have no list behind them and say a share.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::turnout;
use crate::compare::minimums;
use crate::compare::monitor::{FEWEST_IN_QUARTERS, Whole};
use crate::compare::rates::{Dispositions, is_of_named_persons, share, tells_entries, tells_screened_out};
use crate::config::Privacy;
use crate::fieldwork::{Entry, Round};
use crate::language::{Language, number};
use crate::store::{Error, Store};
use crate::time::Timestamp;

/// The edition whose formulas and names are used.
pub const STANDARD: &str = "AAPOR Standard Definitions, 10th edition, 2023";

/// A round with what is known of how it went.
pub struct Told<'a> {
    /// The round.
    pub round: &'a Round,
    /// How its invitations ended.
    pub ended: Dispositions,
    /// Whether those who answered may be divided into those who are compared and those who were screened out.
    pub divided: bool,
    /// How many responses a published table stands for; how each of them ended is not known then.
    pub published: Option<u64>,
    /// How much of it is told while it takes answers.
    whole: Whole,
    /// How many answers were entered at the desk, by how they came in.
    entered: BTreeMap<Entry, u64>,
    /// Whether that may be told.
    tells_entered: bool,
}

impl<'a> Told<'a> {
    /// What the database knows of a round.
    pub fn gather(store: &Store, privacy: &Privacy, round: &'a Round, now: Timestamp) -> Result<Self, Error> {
        let stored = store.version(store.version_id_of(round.id)?)?;
        let version = &stored.version;
        let (ended, published) = (store.dispositions(round)?, store.published_responses(round)?);
        let minimums = minimums(privacy, round, version);
        let divided = ended.unread == 0 && tells_screened_out(&ended, version, round.is_closed(now), minimums);
        let entered = store.entered(round.id)?;
        let tells_entered = tells_entries(ended.answered(), &entered, round.is_closed(now), minimums);
        let whole = turnout::whole(store, round, now)?;
        Ok(Self { round, ended, divided, published, whole, entered, tells_entered })
    }

    /// How many invitations there were, or how many responses a published table stands for.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.published.unwrap_or_else(|| self.ended.total())
    }

    /// How many ended how, by name; nothing is known of that in a published table.
    ///
    /// `answered` is told of those who may not be divided, and nothing then that would divide them.
    #[must_use]
    pub fn named(&self) -> Vec<(&'static str, Option<u64>)> {
        let is_counted = self.whole == Whole::Counted;
        let is_told = |name: &str| match name {
            "complete" | "partial" | "screened-out" => self.divided && is_counted,
            // How a letter ended tells nothing of who has answered.
            "undelivered" | "not-eligible" => true,
            _ => is_counted,
        };
        let count = |(name, count): (&'static str, u64)| {
            let count = if name == "break-off" && !self.divided { self.ended.left } else { count };
            (name, (self.published.is_none() && is_told(name)).then_some(count))
        };
        let answered = (!self.divided).then(|| ("answered", Some(self.ended.answered()).filter(|_| is_counted)));
        answered.into_iter().chain(self.ended.named().into_iter().map(count)).collect()
    }

    /// How many answers came on paper and by telephone; none where it may not be told. That there are none of them is always told.
    #[must_use]
    pub fn entries(&self) -> [(&'static str, Option<u64>); 2] {
        let count = |entry: Entry| self.entered.get(&entry).copied().unwrap_or(0);
        let told = self.tells_entered || self.entered.is_empty();
        Entry::AT_THE_DESK.map(|entry| (entry.name(), told.then(|| count(entry))))
    }

    /// What a report says beside how many answered: the response rates, where there is a list of named persons behind the round, or why
    /// there are none. The share of a round without one stands beside the number already.
    #[must_use]
    pub fn beside_answered(&self, language: Language) -> String {
        let says_it_twice = self.ended.unread == 0 && self.divided && !is_of_named_persons(self.round);
        let rate = if says_it_twice { String::new() } else { self.rate_sentence(language) };
        rate + &self.entries_sentence(language)
    }

    /// The same in a sentence; empty where nothing was entered at the desk.
    fn entries_sentence(&self, language: Language) -> String {
        let english = language == Language::En;
        if self.entered.is_empty() {
            return String::new();
        }
        if !self.tells_entered {
            return if english {
                "How many answers came on paper and by telephone is told once the round is closed and no number is small.\n"
            } else {
                "Hvor mange svar der kom på papir og i telefon, oplyses, når runden er lukket, og intet af tallene er lille.\n"
            }
            .to_owned();
        }
        let told = self.entered.iter().filter(|(_, count)| **count > 0);
        let told: Vec<String> =
            told.map(|(entry, count)| format!("{} {}", number::whole(*count, language), entry.words(language))).collect();
        let and = if english { " and " } else { " og " };
        if english {
            format!("Of the answers {} came in.\n", told.join(and))
        } else {
            format!("Af svarene kom {}.\n", told.join(and))
        }
    }

    /// How many answered, and of how many people, in a round without a list behind it.
    fn answered(&self) -> (u64, Option<u64>) {
        let ended = &self.ended;
        let compared = ended.answered() - if self.divided { ended.screened_out } else { 0 };
        let answered = self.published.unwrap_or(compared);
        let people = self.round.population.as_ref().map(|population| population.count(&BTreeMap::new()));
        (answered, people)
    }

    /// The rates by name; those that do not apply, or cannot be said, are none.
    #[must_use]
    pub fn rates(&self) -> [(&'static str, Option<f64>); 3] {
        if !self.divided || self.whole != Whole::Counted {
            return [("rr1", None), ("rr2", None), ("share", None)];
        }
        if is_of_named_persons(self.round) {
            let rates = self.ended.rates();
            return [("rr1", rates.rr1), ("rr2", rates.rr2), ("share", None)];
        }
        let (answered, people) = self.answered();
        [("rr1", None), ("rr2", None), ("share", people.and_then(|people| share(answered, people)))]
    }

    /// The same as JSON.
    #[must_use]
    pub fn object(&self) -> Value {
        let dispositions: Map<String, Value> =
            self.named().into_iter().map(|(name, count)| (name.to_owned(), count.into())).collect();
        let mut object = json!({
            "round": self.round.key,
            "synthetic": self.round.synthetic,
            "published": self.published.is_some(),
            "standard": is_of_named_persons(self.round).then_some(STANDARD),
            "total": self.total(),
            "dispositions": dispositions,
        });
        for (name, rate) in self.rates() {
            object[name] = json!(rate);
        }
        let entered: Map<String, Value> =
            self.entries().into_iter().map(|(name, count)| (name.to_owned(), count.into())).collect();
        object["entered"] = entered.into();
        object
    }

    /// The response rate in a sentence or two, each on its line, and how the answers came in where not all came by themselves.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        self.rate_sentence(language) + &self.entries_sentence(language)
    }

    /// Why there are no numbers while the round takes answers; none where there are.
    fn quarter_sentence(&self, language: Language) -> Option<String> {
        let english = language == Language::En;
        let why = if english {
            format!(
                "Everybody invited is of one municipality, so the round's number is the municipality's. While the round is open it is told in \
                 quarters, and only from {FEWEST_IN_QUARTERS} invited people, so that nobody can tell who has answered.\n"
            )
        } else {
            format!(
                "Alle inviterede er fra én kommune, så rundens tal er også kommunens. Mens runden er åben, vises det i fjerdedele og først fra \
                 {FEWEST_IN_QUARTERS} inviterede, så ingen kan regne ud, hvem der har svaret.\n"
            )
        };
        let told = match (self.whole, english) {
            (Whole::Counted, _) => return None,
            (Whole::Nothing, _) => String::new(),
            (Whole::Quarter(quarter), true) => {
                format!("Of those invited {} have answered.\n", turnout::quarter_words(quarter, language))
            }
            (Whole::Quarter(quarter), false) => {
                format!("Af de inviterede har {} svaret.\n", turnout::quarter_words(quarter, language))
            }
        };
        Some(told + &why)
    }

    fn rate_sentence(&self, language: Language) -> String {
        let english = language == Language::En;
        if self.ended.unread > 0 {
            return match (self.round.is_sealed(), english) {
                (true, true) => "The answers are sealed until the round is closed.\nUntil then there is no response rate.\n",
                (true, false) => "Svarene er forseglet, til runden er lukket.\nIndtil da er der ingen svarprocent.\n",
                (false, true) => "The answers were destroyed unread, since they were too few.\n",
                (false, false) => "Svarene blev slettet ulæst, fordi der var for få.\n",
            }
            .to_owned();
        }
        if let Some(told) = self.quarter_sentence(language) {
            return told;
        }
        if !self.divided {
            return if english {
            "How many are not eligible by their own answer is told once the round is closed and enough people have answered.\n\
             Until then there is no response rate.\n"
        } else {
            "Hvor mange der er uden for målgruppen efter eget svar, oplyses, når runden er lukket, og nok har svaret.\n\
             Indtil da er der ingen svarprocent.\n"
        }
        .to_owned();
        }
        if !is_of_named_persons(self.round) {
            let (answered, people) = self.answered();
            let said = people.and_then(|people| Some((people, number::percent(share(answered, people)?, language))));
            let answered = number::whole(answered, language);
            return match said {
                Some((people, percent)) if english => format!("Share of answers: {percent} ({answered} of {people})\n"),
                Some((people, percent)) => format!("Svarandel: {percent} ({answered} af {people})\n"),
                None if english => "Share of answers: unknown, because it is not known how many people there are.\n".to_owned(),
                None => "Svarandel: ukendt, fordi det ikke vides, hvor mange personer der er.\n".to_owned(),
            };
        }
        let rates = self.ended.rates();
        let (Some(rr1), Some(rr2)) = (rates.rr1, rates.rr2) else {
            return if english {
                "No response rate: nobody is eligible.\n"
            } else {
                "Ingen svarprocent: ingen er i målgruppen.\n"
            }
            .to_owned();
        };
        let (rr1, rr2) = (number::percent(rr1, language), number::percent(rr2, language));
        let head = if english { "Response rate" } else { "Svarprocent" };
        let (whole, part) = if english {
            ("complete answers alone, of all who could have answered", "partial answers too")
        } else {
            ("kun hele besvarelser, af alle, der kunne have svaret", "delvise besvarelser med")
        };
        format!("{head} RR1: {rr1} ({whole})\n{head} RR2: {rr2} ({part})\n({STANDARD})\n")
    }
}

/// What a disposition is called.
#[must_use]
pub fn disposition(name: &str, language: Language) -> &str {
    match (name, language == Language::En) {
        ("answered", false) => "har svaret",
        ("complete", false) => "besvaret helt",
        ("partial", false) => "besvaret delvist",
        ("refusal", false) => "ønsker ikke at svare",
        ("logged-on", false) => "startet uden at svare",
        ("break-off", false) => "afbrudt",
        ("no-reply", false) => "intet svar",
        ("undelivered", false) => "brevet kunne ikke leveres",
        ("screened-out", false) => "uden for målgruppen efter eget svar",
        ("not-eligible", false) => "trukket tilbage",
        ("answered", true) => "answered",
        ("complete", true) => "answered in full",
        ("partial", true) => "answered in part",
        ("refusal", true) => "does not want to answer",
        ("logged-on", true) => "started without answering",
        ("break-off", true) => "broken off",
        ("no-reply", true) => "no reply",
        ("undelivered", true) => "letter not delivered",
        ("screened-out", true) => "not eligible by own answer",
        ("not-eligible", true) => "withdrawn",
        (other, _) => other,
    }
}
