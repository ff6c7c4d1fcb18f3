//! How many people could have said it: whether a quote may stand with the role of whoever said it, without it, or not at all.
//!
//! A quote's words are the same in every document, so whoever reads two of them puts together what each tells. Therefore a quote has one
//! verdict, of everything that is told of it anywhere: the group in whose summary it stands and who came to it, its role, the trials of
//! every point under which words of the same line are quoted, and the groups whose summaries show that they bear on those points. That a
//! quote is missing from the summaries of groups tells something too: that too few of its group could have said it.

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
    /// The group's number in the database.
    pub group: i64,
}

/// A quote that is to stand in documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Who said it.
    pub person: String,
    /// As what.
    pub role: Audience,
    /// In which group.
    pub group: i64,
    /// The line of notes that its words are from.
    pub line: i64,
    /// The trials of the point under which it stands.
    pub trials: BTreeSet<String>,
    /// The groups of all statements that bear on that point as this one does, its own among them.
    pub groups: BTreeSet<i64>,
    /// Whether the role may be named: it is wanted, and whoever said it consents.
    pub names_role: bool,
    /// Whether it is to carry the letter that all such quotes of one person in one group carry in a document.
    pub labelled: bool,
}

/// How a quote may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Nowhere.
    Withheld,
    /// Without a role, and only where no heading, group or document tells it.
    WithoutRole,
    /// With the role, and only where no heading or document tells the group.
    WithRole,
    /// With the role, also in its group's own summary.
    InGroup,
    /// The same with the person's letter.
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
            Self::InGroup => "in-group",
            Self::Labelled => "labelled",
        }
    }

    /// The way with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Withheld, Self::WithoutRole, Self::WithRole, Self::InGroup, Self::Labelled];
        all.into_iter().find(|shown| shown.name() == name)
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
    // One letter ties all quotes of a person in a group together, so it needs as many people for everything that they tell together.
    let wants = |at: usize, verdict: &Verdict| quotes[at].labelled && verdict.shown == Shown::InGroup;
    let mut together: BTreeMap<(&str, i64), BTreeSet<&str>> = BTreeMap::new();
    for (at, _) in verdicts.iter().enumerate().filter(|(at, verdict)| wants(*at, verdict)) {
        together.entry((&quotes[at].person, quotes[at].group)).or_default().extend(&told[at].trials);
    }
    for (at, verdict) in verdicts.iter_mut().enumerate() {
        if !wants(at, verdict) {
            continue;
        }
        let quote = &quotes[at];
        let Some(trials) = together.get(&(quote.person.as_str(), quote.group)) else { continue };
        let count = could_have(attendees, taking, trials, |one| one.group == quote.group);
        if count >= FEWEST {
            *verdict = Verdict { shown: Shown::Labelled, could_have: count };
        }
    }
    verdicts
}

/// What all documents together tell of a line that is quoted.
struct Told<'a> {
    trials: BTreeSet<&'a str>,
    groups: BTreeSet<i64>,
}

fn told_of(quotes: &[Spoken], line: i64) -> Told<'_> {
    let mut told: Option<Told<'_>> = None;
    for quote in quotes.iter().filter(|quote| quote.line == line) {
        let trials = quote.trials.iter().map(String::as_str);
        match &mut told {
            None => told = Some(Told { trials: trials.collect(), groups: quote.groups.clone() }),
            Some(told) => {
                told.trials.extend(trials);
                told.groups.retain(|group| quote.groups.contains(group));
            }
        }
    }
    told.unwrap_or(Told { trials: BTreeSet::new(), groups: BTreeSet::new() })
}

fn settle_one(attendees: &[Attendee], taking: &Taking, quote: &Spoken, told: &Told<'_>) -> Verdict {
    let count = |able: &dyn Fn(&Attendee) -> bool| could_have(attendees, taking, &told.trials, able);
    let own = count(&|one| one.group == quote.group);
    if quote.names_role && own >= FEWEST {
        return Verdict { shown: Shown::InGroup, could_have: own };
    }
    // The summary of a group of which enough could have said it would have the quote, so it is from one of the others. Whoever does not know
    // of the other trials of the line yet holds more people able, and leaves out more groups.
    let own_trials: BTreeSet<&str> = quote.trials.iter().map(String::as_str).collect();
    let most = |able: &dyn Fn(&Attendee) -> bool| could_have(attendees, taking, &own_trials, able);
    let few: BTreeSet<i64> = told.groups.iter().copied().filter(|group| most(&|one| one.group == *group) < FEWEST).collect();
    let own_role = count(&|one| few.contains(&one.group) && one.role == quote.role);
    if quote.names_role && own_role >= FEWEST {
        return Verdict { shown: Shown::WithRole, could_have: own_role };
    }
    // A quote that stands without a role although it may be named tells that its role had too few people, so only people of such roles
    // could have said it. Whether somebody did not want it named nobody is told, so that this may be anybody.
    let few_of_role = |role: Audience| most(&|one| told.groups.contains(&one.group) && one.role == role) < FEWEST;
    let could = if quote.names_role {
        count(&|one| few.contains(&one.group) && few_of_role(one.role))
    } else {
        count(&|one| told.groups.contains(&one.group))
    };
    if could >= FEWEST {
        return Verdict { shown: Shown::WithoutRole, could_have: could };
    }
    Verdict { shown: Shown::Withheld, could_have: could.max(own) }
}

/// How many different people attended like this from units that take part in all these trials.
#[must_use]
pub fn could_have(
    attendees: &[Attendee],
    taking: &Taking,
    trials: &BTreeSet<&str>,
    is_able: impl Fn(&Attendee) -> bool,
) -> usize {
    let takes_part = |unit: &str| trials.iter().all(|trial| taking.get(*trial).is_some_and(|units| units.contains(unit)));
    let able = attendees.iter().filter(|one| is_able(one) && takes_part(&one.unit));
    able.map(|one| one.person.as_str()).collect::<BTreeSet<_>>().len()
}
