//! How many people could have said it: whether a quote may stand with the role of whoever said it, without it, or not at all.
//!
//! A quote's words are the same in every document, so whoever reads two of them puts together what each tells. Therefore a quote has one
//! verdict, of everything that is told of it anywhere: its role, since the summary of a group tells it, the trials of every point under
//! which words of the same line are quoted, and the roles that the summaries of groups show to bear on those points as it does.

use std::collections::{BTreeMap, BTreeSet};

use crate::questionnaire::Audience;

/// So many people at least must be able to have said what is attributed.
pub const FEWEST: usize = 3;

/// Somebody who attended a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// Who: the same in every group that they attended.
    pub person: String,
    /// As what.
    pub role: Audience,
    /// From which reporting unit.
    pub unit: String,
}

/// A quote that is to stand in documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Who said it.
    pub person: String,
    /// As what.
    pub role: Audience,
    /// The line of notes that its words are from.
    pub line: i64,
    /// The trials of the point under which it stands.
    pub trials: BTreeSet<String>,
    /// The names of the roles of all statements that bear on that point as this one does, its own among them.
    pub roles: BTreeSet<&'static str>,
    /// Whether the role may be named: it is wanted, and whoever said it consents.
    pub names_role: bool,
    /// Whether it is to carry the letter that all such quotes of one person carry in a document.
    pub labelled: bool,
}

/// How a quote may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Nowhere.
    Withheld,
    /// Without a role, and only where no heading, group or document tells it.
    WithoutRole,
    /// With the role.
    WithRole,
    /// With the role and the person's letter.
    Labelled,
}

impl Shown {
    /// The name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Withheld => "withheld",
            Self::WithoutRole => "without-role",
            Self::WithRole => "with-role",
            Self::Labelled => "labelled",
        }
    }

    /// The way with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Withheld, Self::WithoutRole, Self::WithRole, Self::Labelled].into_iter().find(|shown| shown.name() == name)
    }
}

/// What was settled of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How it may stand.
    pub shown: Shown,
    /// How many people could have said it, as it is shown; where it is withheld, as it would have been without a role.
    pub could_have: usize,
}

/// The reporting units that take part in each trial.
pub type Taking = BTreeMap<String, BTreeSet<String>>;

/// Settles how each of these quotes may stand, given who attended. All quotes that may ever be shown must be among them.
#[must_use]
pub fn settle(attendees: &[Attendee], taking: &Taking, quotes: &[Spoken]) -> Vec<Verdict> {
    let told: Vec<Told<'_>> = quotes.iter().map(|quote| told_of(quotes, quote.line)).collect();
    let mut verdicts: Vec<Verdict> =
        quotes.iter().zip(&told).map(|(quote, told)| settle_one(attendees, taking, quote, told)).collect();
    // One letter ties all quotes of a person together, so it needs as many people for everything that they tell together.
    let wants = |at: usize, verdict: &Verdict| quotes[at].labelled && verdict.shown == Shown::WithRole;
    let mut together: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for (at, _) in verdicts.iter().enumerate().filter(|(at, verdict)| wants(*at, verdict)) {
        together.entry((&quotes[at].person, quotes[at].role.name())).or_default().extend(&told[at].trials);
    }
    // Whoever attended in two roles has one letter for each, and the reader may see that the two are never together.
    for (at, verdict) in verdicts.iter_mut().enumerate() {
        if !wants(at, verdict) {
            continue;
        }
        let quote = &quotes[at];
        let Some(trials) = together.get(&(quote.person.as_str(), quote.role.name())) else { continue };
        let count = could_have(attendees, taking, |role| role == quote.role, trials);
        if count >= FEWEST {
            *verdict = Verdict { shown: Shown::Labelled, could_have: count };
        }
    }
    verdicts
}

/// What all documents together tell of a line that is quoted.
struct Told<'a> {
    trials: BTreeSet<&'a str>,
    roles: BTreeSet<&'static str>,
}

fn told_of(quotes: &[Spoken], line: i64) -> Told<'_> {
    let mut told: Option<Told<'_>> = None;
    for quote in quotes.iter().filter(|quote| quote.line == line) {
        let trials = quote.trials.iter().map(String::as_str);
        match &mut told {
            None => told = Some(Told { trials: trials.collect(), roles: quote.roles.clone() }),
            Some(told) => {
                told.trials.extend(trials);
                told.roles.retain(|role| quote.roles.contains(role));
            }
        }
    }
    told.unwrap_or(Told { trials: BTreeSet::new(), roles: BTreeSet::new() })
}

fn settle_one(attendees: &[Attendee], taking: &Taking, quote: &Spoken, told: &Told<'_>) -> Verdict {
    let of_role = |wanted: Audience| could_have(attendees, taking, |role| role == wanted, &told.trials);
    let own = of_role(quote.role);
    if quote.names_role && own >= FEWEST {
        return Verdict { shown: Shown::WithRole, could_have: own };
    }
    // A quote that stands without a role tells that its role had too few people, so only people of such roles could have said it;
    // unless its own had enough and it stands without one because somebody did not want it named.
    let able =
        |role: Audience| role == quote.role || (told.roles.contains(role.name()) && (own >= FEWEST || of_role(role) < FEWEST));
    let count = could_have(attendees, taking, able, &told.trials);
    let shown = if count >= FEWEST { Shown::WithoutRole } else { Shown::Withheld };
    Verdict { shown, could_have: count }
}

/// How many different people of these roles attended from units that take part in all these trials.
fn could_have(attendees: &[Attendee], taking: &Taking, roles: impl Fn(Audience) -> bool, trials: &BTreeSet<&str>) -> usize {
    let takes_part = |unit: &str| trials.iter().all(|trial| taking.get(*trial).is_some_and(|units| units.contains(unit)));
    let able = attendees.iter().filter(|one| roles(one.role) && takes_part(&one.unit));
    able.map(|one| one.person.as_str()).collect::<BTreeSet<_>>().len()
}
