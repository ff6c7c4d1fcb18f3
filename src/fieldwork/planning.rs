//! What a round must be like to be planned, and to be given more time: the same rules wherever it is done.

use jiff::civil::Date;

use super::{Access, Mode, Round};
use crate::language::{Language, number};
use crate::questionnaire::{Audience, Source, Trials, Version};
use crate::time::Timestamp;

/// The longest key of a round.
pub const LONGEST_KEY: usize = 80;
/// A key that is an address of the desk.
const RESERVED: &str = "new";

/// A round as somebody wants it.
#[derive(Clone, Debug)]
pub struct RoundPlan<'a> {
    /// Its key.
    pub key: &'a str,
    /// The first day.
    pub opens: Date,
    /// The last day.
    pub closes: Date,
    /// What is known of who answers.
    pub mode: Mode,
    /// Who may answer.
    pub access: Access,
    /// The minimum, where one is given.
    pub minimum: Option<u32>,
    /// From this per cent complete.
    pub complete: u32,
    /// From this per cent partial.
    pub partial: u32,
}

/// Where a sentence is read: on the command line it names options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// On the command line.
    Terminal,
    /// On a page.
    Page,
}

/// Why a round cannot be planned like that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotPlan {
    /// The key has other signs, is too long or means something else.
    Key,
    /// It closes before it opens.
    Order,
    /// A partial answer would be more than a complete one.
    Shares,
    /// The minimum is below the installation's.
    Minimum(u32),
    /// Citizens cannot be identified.
    Citizens,
    /// A code of one's own links only rounds in which nobody knows who answers.
    OwnCode,
    /// An open round cannot copy these backgrounds from an invitation.
    NotAsked(Vec<String>),
    /// An open round has nobody to name in its notice.
    NoSender,
}

/// Whether a round of this version can be planned like that; `least` is the installation's minimum of a mean.
pub fn check_plan(plan: &RoundPlan<'_>, version: &Version, trials: &Trials, least: u32) -> Result<(), CannotPlan> {
    faults_of_plan(plan, version, trials, least).into_iter().next().map_or(Ok(()), Err)
}

/// Everything for which a round of this version cannot be planned like that; `least` is the installation's minimum of a mean.
#[must_use]
pub fn faults_of_plan(plan: &RoundPlan<'_>, version: &Version, trials: &Trials, least: u32) -> Vec<CannotPlan> {
    let key_is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let key = plan.key;
    let key_is_good = !key.is_empty() && key.len() <= LONGEST_KEY && key != RESERVED && key.chars().all(key_is_plain);
    let open = if plan.access == Access::Open { can_be_open(version, trials).err() } else { None };
    let faults = [
        (!key_is_good).then_some(CannotPlan::Key),
        (plan.closes < plan.opens).then_some(CannotPlan::Order),
        (plan.partial > plan.complete).then_some(CannotPlan::Shares),
        plan.minimum.is_some_and(|minimum| minimum < least).then_some(CannotPlan::Minimum(least)),
        (plan.mode == Mode::Identified && version.audience == Audience::Citizen).then_some(CannotPlan::Citizens),
        (version.asks_for_code() && plan.mode != Mode::Anonymous).then_some(CannotPlan::OwnCode),
        open,
    ];
    faults.into_iter().flatten().collect()
}

/// An open round needs no invitation: neither for the backgrounds that it would copy, nor for who sends it.
fn can_be_open(version: &Version, trials: &Trials) -> Result<(), CannotPlan> {
    let copied = version.background.iter().filter(|column| column.source != Source::Asked);
    let not_asked: Vec<String> = copied.map(|column| column.key.clone()).collect();
    if !not_asked.is_empty() {
        return Err(CannotPlan::NotAsked(not_asked));
    }
    let lead = trials.trial(&version.trial).and_then(|trial| trials.municipality(trial.lead.as_deref()?));
    let named = lead.is_some_and(|lead| lead.phone.is_some() && lead.controller.is_some() && lead.dpo.is_some());
    if version.notice.is_some() && !named { Err(CannotPlan::NoSender) } else { Ok(()) }
}

/// Whether those who are asked are employees, so that the municipality's works council must know of the survey (MED).
#[must_use]
pub fn concerns_employees(audience: Audience) -> bool {
    matches!(audience, Audience::Caseworker | Audience::Manager | Audience::Employee)
}

/// The key that a round of this trial is given where nobody chooses one.
#[must_use]
pub fn suggested_key(trial: &str, opens: Date) -> String {
    format!("{trial}-{:04}-{:02}", opens.year(), opens.month())
}

/// Why a round cannot be given until this day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotExtend {
    /// It is closed.
    Closed,
    /// The day lies before the last day, or has passed: this one is the earliest.
    Early {
        /// The last day as it is.
        closes: Date,
        /// Today.
        today: Date,
        /// The earliest day that can be chosen.
        earliest: Date,
    },
    /// The secret of its links is gone.
    NoSecret,
}

/// Whether a round can be given until this day. A day that has passed would close it at once and destroy the secret of its links: that is
/// never an extension.
pub fn check_extension(round: &Round, closes: Date, now: Timestamp, has_secret: bool) -> Result<(), CannotExtend> {
    let today = now.day();
    let earliest = today.max(round.closes);
    match () {
        () if round.is_closed(now) => Err(CannotExtend::Closed),
        () if closes < earliest => Err(CannotExtend::Early { closes: round.closes, today, earliest }),
        () if !has_secret => Err(CannotExtend::NoSecret),
        () => Ok(()),
    }
}

impl CannotPlan {
    /// What is wrong and what to do.
    #[must_use]
    pub fn sentence(&self, language: Language, reading: Reading) -> String {
        let (terminal, english) = (reading == Reading::Terminal, language == Language::En);
        let say = |danish: &str, in_english: &str| if english { in_english.to_owned() } else { danish.to_owned() };
        let option =
            |name: &str, danish: &str, in_english: &str| if terminal { format!("--{name}") } else { say(danish, in_english) };
        match self {
            Self::Key => {
                let key = option("key", "Nøgle", "Key");
                if english {
                    format!(
                        "{key}: use a-z, digits, - and _, at most {LONGEST_KEY} characters, for instance ledighedsydelse-2019-01."
                    )
                } else {
                    format!("{key}: brug a-z, cifre, - og _, højst {LONGEST_KEY} tegn, for eksempel ledighedsydelse-2019-01.")
                }
            }
            Self::Order => {
                let (opens, closes) =
                    (option("opens", "første dag", "the first day"), option("closes", "sidste dag", "the last day"));
                if english {
                    format!("The round closes before it opens: mend {opens} or {closes}.")
                } else {
                    format!("Runden lukker før den åbner: ret {opens} eller {closes}.")
                }
            }
            Self::Shares => say("--partial må ikke være større end --complete.", "--partial must not be above --complete."),
            Self::Minimum(least) => {
                let minimum = option("minimum", "minimum", "the minimum");
                if english {
                    format!("This installation shows nothing below {least} answers: {minimum} must be at least {least}.")
                } else {
                    format!("Denne installation viser intet under {least} svar: {minimum} skal være mindst {least}.")
                }
            }
            Self::Citizens => {
                let (mode, instead) = (
                    option("mode identified", "svar, der er identificeret", "identified answers"),
                    option("mode pseudonymous", "pseudonym", "pseudonymous"),
                );
                let instead = instead.trim_start_matches("--mode ");
                if english {
                    format!("Citizens cannot be asked with {mode}: their answers must not lead back to them. Use {instead}.")
                } else {
                    format!(
                        "Borgere kan ikke spørges med {mode}: deres svar må ikke kunne føres tilbage til dem. Brug {instead}."
                    )
                }
            }
            Self::OwnCode => {
                let mode = option("mode anonymous", "anonym", "anonymous");
                if english {
                    format!(
                        "The questionnaire asks people for a code of their own. It links rounds in which nobody knows who answers: use {mode}."
                    )
                } else {
                    format!(
                        "Skemaet beder folk lave deres egen kode. Den kobler runder, hvor ingen ved, hvem der svarer: brug {mode}."
                    )
                }
            }
            Self::NotAsked(columns) => {
                let columns = columns.join(", ");
                if english {
                    format!(
                        "An open round has no invitations to copy {columns} from: ask for it in the questionnaire (source = \"asked\")."
                    )
                } else {
                    format!(
                        "En åben runde har ingen invitationer at hente {columns} fra: spørg om det i skemaet (source = \"asked\")."
                    )
                }
            }
            Self::NoSender => say(
                "I en åben runde vides det ikke, hvilken kommune den enkelte hører til, så skemaets oplysninger får hverken telefon, dataansvarlig \
                 eller databeskyttelsesrådgiver. Sæt `lead` ved forsøget i trials.toml til en kommune, der har dem, og udgiv igen.",
                "In an open round it is not known to which municipality anybody belongs, so the questionnaire's notice has no telephone, controller \
                 or data protection officer. Set `lead` of the trial in trials.toml to a municipality that has them, and publish again.",
            ),
        }
    }
}

impl CannotExtend {
    /// What is wrong and what to do; `key` is the round's.
    #[must_use]
    pub fn sentence(&self, key: &str, language: Language, reading: Reading) -> String {
        let english = language == Language::En;
        let sentence = match self {
            Self::Closed if english => "The round is closed and cannot be opened again. Add a new round.",
            Self::Closed => "Runden er lukket og kan ikke åbnes igen. Tilføj en ny runde.",
            Self::NoSecret if english => {
                "The secret behind the round's links is gone, so nobody can answer in it any more. Add a new round."
            }
            Self::NoSecret => "Hemmeligheden bag rundens links er væk, så ingen kan svare i den mere. Tilføj en ny runde.",
            Self::Early { closes, today, earliest } => {
                let said = |day: &Date| if reading == Reading::Page { number::day(*day, language) } else { day.to_string() };
                let with = match (reading, english) {
                    (Reading::Page, _) => String::new(),
                    (Reading::Terminal, true) => format!(" with `nulpunkt round close {key}`"),
                    (Reading::Terminal, false) => format!(" med `nulpunkt round close {key}`"),
                };
                let (closes, today, earliest) = (said(closes), said(today), said(earliest));
                return if english {
                    format!(
                        "The round closes on {closes}, and today is {today}. Choose {earliest} or a later day, or close the round now{with}."
                    )
                } else {
                    format!(
                        "Runden lukker {closes}, og i dag er det {today}. Vælg {earliest} eller en senere dag, eller luk runden nu{with}."
                    )
                };
            }
        };
        sentence.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_key_says_trial_year_and_month() {
        assert_eq!(suggested_key("mentor", date(2027, 3, 1)), "mentor-2027-03");
    }

    #[test]
    fn those_who_work_in_the_municipality_are_employees() {
        for (audience, wanted) in
            [(Audience::Caseworker, true), (Audience::Manager, true), (Audience::Citizen, false), (Audience::Doctor, false)]
        {
            assert_eq!(concerns_employees(audience), wanted, "{audience:?}");
        }
    }

    #[test]
    fn a_page_names_no_option_of_the_command_line() {
        let all = [
            CannotPlan::Key,
            CannotPlan::Order,
            CannotPlan::Minimum(5),
            CannotPlan::Citizens,
            CannotPlan::OwnCode,
            CannotPlan::NotAsked(vec!["municipality".to_owned()]),
            CannotPlan::NoSender,
        ];
        for wrong in all {
            for language in [Language::Da, Language::En] {
                let said = wrong.sentence(language, Reading::Page);
                assert!(!said.contains("--"), "{said}");
            }
        }
        assert!(CannotPlan::Citizens.sentence(Language::Da, Reading::Terminal).contains("--mode identified: deres svar"));
    }
}
