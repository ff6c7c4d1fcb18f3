//! Letters that the municipality sends itself: sheets for the printer or for Digital Post, and files for a Word template and for text
//! messages.
//!
//! The one thing a newcomer would get wrong: whoever holds one of these files can answer for everybody in it, so they are made only for
//! whoever sends letters, and no code or name of them is ever logged.

mod arabic;
mod danish;
mod english;
mod files;
mod sheet;
mod words;

use jiff::civil::Date;

pub use files::{PersonFile, index, merge, message, messages, per_person, zipped};
pub use sheet::pdf;
use words::Words;

use crate::fieldwork::{LetterKind, Mode, Round, minutes};
use crate::language::{Language, filled, number};
use crate::questionnaire::{Audience, Trials, Version};
use crate::store::PaperRecipient;

/// The version of the words of letters on paper, noted with each letter; raise it when they change.
pub const TEMPLATE_VERSION: i32 = 1;

/// What is the same for all letters of a round that are made at once.
#[derive(Clone, Copy)]
pub struct Making<'a> {
    /// The round.
    pub round: &'a Round,
    /// What it asks.
    pub version: &'a Version,
    /// Trials and municipalities.
    pub trials: &'a Trials,
    /// The address under which people reach the server.
    pub public_url: &'a str,
    /// What the letters are for.
    pub kind: LetterKind,
    /// The date that they bear.
    pub date: Date,
}

/// A letter to one person. It holds a name and a link, so it has no `Debug`.
pub struct PaperLetter {
    /// Invitation or reminder.
    pub kind: LetterKind,
    /// The language that it is written in.
    pub language: Language,
    /// Whether the recipient reads a language in which no letter can be printed, but the questionnaire can be answered.
    pub reads_another: bool,
    /// Who is asked.
    pub audience: Audience,
    /// Whether the response carries the recipient's key, so that nobody is told that answers cannot be seen.
    pub identified: bool,
    /// The municipality's own key of the person.
    pub person_key: String,
    /// The name; empty: unknown.
    pub name: String,
    /// The lines of the postal address; none: not known.
    pub address: Vec<String>,
    /// The telephone number; empty: none.
    pub phone: String,
    /// The recipient's own language, for text messages.
    pub own_language: Language,
    /// The reporting unit's key.
    pub municipality: Option<String>,
    /// Who sends: the municipality, or all of the trial where none is known.
    pub sender: String,
    /// A telephone number of the sender.
    pub sender_phone: Option<String>,
    /// When it is answered.
    pub hours: Option<String>,
    /// The controller of the data.
    pub controller: String,
    /// The trial's name.
    pub trial: String,
    /// The questionnaire's title.
    pub title: String,
    /// About how many minutes answering takes.
    pub minutes: usize,
    /// The last day on which answers are taken.
    pub closes: Date,
    /// The date that the letter bears.
    pub date: Date,
    /// The host, as people type it.
    pub host: String,
    /// The respondent's link.
    pub link: String,
    /// The entry code in four groups of four.
    pub entry_code: String,
    /// Whether the round is made up.
    pub synthetic: bool,
}

/// The letter to this person.
#[must_use]
pub fn letter(making: &Making<'_>, to: &PaperRecipient) -> PaperLetter {
    let Making { round, version, trials, kind, date, .. } = *making;
    let source = version.languages.first().copied().unwrap_or_default();
    let own_language = if version.languages.contains(&to.language) { to.language } else { source };
    let is_printed = own_language.direction() == "ltr";
    let printed = if is_printed { own_language } else { Language::Da };
    let unit = to.municipality.as_deref().and_then(|key| trials.municipality(key));
    let public = making.public_url.trim_end_matches('/');
    let sender = unit.map_or_else(|| Words::of(printed).both.sender_unknown.to_owned(), |unit| unit.name.clone());
    let title = version.title.get(printed).to_owned();
    PaperLetter {
        kind,
        language: printed,
        reads_another: !is_printed,
        audience: version.audience,
        identified: round.mode == Mode::Identified,
        person_key: to.person_key.clone(),
        name: to.name.trim().to_owned(),
        address: address_lines(&to.address),
        phone: to.phone.clone(),
        own_language,
        municipality: to.municipality.clone(),
        sender_phone: unit.and_then(|unit| unit.phone.clone()),
        hours: unit
            .and_then(|unit| unit.hours.as_ref())
            .filter(|hours| hours.has(printed))
            .map(|hours| hours.get(printed).to_owned()),
        controller: unit.and_then(|unit| unit.controller.clone()).unwrap_or_else(|| sender.clone()),
        sender,
        trial: trials.trial(&version.trial).map_or_else(|| title.clone(), |trial| trial.name.get(printed).to_owned()),
        title,
        minutes: minutes(version),
        closes: round.closes,
        date,
        host: public.split_once("://").map_or(public, |(_, host)| host).to_owned(),
        link: format!("{public}/s/{}", to.token),
        entry_code: to.entry_code.clone(),
        synthetic: round.synthetic,
    }
}

/// What a letter says, part by part, in the order in which it is read.
pub struct Said {
    /// The heading.
    pub heading: String,
    /// The paragraphs before the way to answer.
    pub before: Vec<String>,
    /// What people fear, answered.
    pub fears: Vec<String>,
    /// The paragraphs after it, each with its heading where it has one.
    pub after: Vec<(Option<String>, String)>,
    /// Who signs.
    pub regards: String,
    /// The small print.
    pub small: String,
}

impl PaperLetter {
    fn words(&self) -> &'static Words {
        Words::of(self.language)
    }

    fn day(&self, day: Date) -> String {
        unbroken(&number::day(day, self.language))
    }

    /// What the letter says, beside its head and the way to answer.
    #[must_use]
    pub fn said(&self) -> Said {
        let words = self.words();
        let named =
            |sentence: &str| filled(sentence, &[("municipality", &self.sender), ("trial", &self.trial), ("title", &self.title)]);
        let greeting = match self.name.as_str() {
            "" => words.both.greeting_nameless.to_owned(),
            name => filled(words.both.greeting, &[("name", name)]),
        };
        let mut before = vec![greeting];
        if self.kind == LetterKind::Reminder {
            before.push(words.both.reminder.to_owned());
        }
        before.push(named(self.why()));
        if self.identified && self.audience == Audience::Manager {
            before.push(filled(words.both.case, &[("case", &self.person_key)]));
        }
        let minutes = self.minutes.to_string();
        let takes =
            if self.minutes < 2 { words.both.minute.to_owned() } else { filled(words.both.minutes, &[("minutes", &minutes)]) };
        let closes = filled(words.both.closes, &[("date", &self.day(self.closes))]);
        before.push([named(words.both.title), takes, closes].join(" "));
        let mut after = vec![(None, [words.pause, words.own_code].join(" "))];
        let call = self.sender_phone.as_ref().map(|phone| {
            let call = filled(words.call, &[("municipality", &self.sender), ("phone", &unbroken(phone))]);
            format!("{call} {} {}", words.find_number, words.call_for_help)
        });
        after.push((Some(words.real.to_owned()), call.unwrap_or_else(|| words.find_number.to_owned())));
        after.push((None, words.opt_out.to_owned()));
        Said {
            heading: if self.kind == LetterKind::Reminder { words.heading_reminder } else { words.heading }.to_owned(),
            before,
            fears: self.fears(),
            after,
            regards: words.both.regards.to_owned(),
            small: filled(words.controller, &[("controller", &self.controller), ("host", &self.host)]),
        }
    }

    fn why(&self) -> &'static str {
        let words = self.words();
        match self.audience {
            Audience::Citizen => words.both.why_citizen,
            Audience::Manager if self.identified => words.both.why_case,
            Audience::Caseworker | Audience::Employee | Audience::Manager => words.both.why_staff,
            Audience::UnemploymentFund => words.both.why_fund,
            Audience::Politician | Audience::Doctor | Audience::Psychologist | Audience::Company => words.both.why_other,
        }
    }

    /// What takes the fear away, each sentence only where it is true.
    fn fears(&self) -> Vec<String> {
        let words = self.words();
        let mut fears = vec![words.both.voluntary];
        if self.audience == Audience::Citizen && !self.identified {
            fears.extend([words.both.no_consequence, words.both.caseworker_blind]);
        }
        if !self.identified && matches!(self.audience, Audience::Caseworker | Audience::Employee) {
            fears.push(words.both.manager_blind);
        }
        fears.push(words.both.no_login);
        fears.into_iter().map(str::to_owned).collect()
    }
}

/// The lines of a postal address: what stands before the postcode on one line, the postcode with its town on the next, and a country.
fn address_lines(address: &str) -> Vec<String> {
    let starts_with_postcode =
        |part: &str| part.len() > 5 && part.bytes().take(4).all(|byte| byte.is_ascii_digit()) && part.as_bytes()[4] == b' ';
    let mut lines: Vec<String> = Vec::new();
    let mut street = true;
    for part in address.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        if starts_with_postcode(part) {
            street = false;
        }
        match lines.last_mut().filter(|_| street) {
            Some(line) => *line = format!("{line}, {part}"),
            None => lines.push(part.to_owned()),
        }
    }
    lines
}

/// A telephone number or a day that no line end divides.
fn unbroken(phone: &str) -> String {
    phone.replace(' ', "\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_street_on_one_line_and_its_town_on_the_next() {
        assert_eq!(address_lines("Østergade 14, 2. tv., 9700 Brønderslev"), ["Østergade 14, 2. tv.", "9700 Brønderslev"]);
        assert_eq!(
            address_lines("c/o Ane Bæk, Ågade 3, 9000 Aalborg, Danmark"),
            ["c/o Ane Bæk, Ågade 3", "9000 Aalborg", "Danmark"]
        );
        assert!(address_lines(" , ").is_empty());
    }
}
