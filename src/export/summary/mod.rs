//! Summaries of focus groups: the points with what they rest on and the quotes that may stand, with what is written by hand around them.
//!
//! How many could have said a quote is settled over all quotes at once, whatever document they stand in: see
//! [`crate::focusgroup::attribution`]. Nothing here shows a quote that was not settled so, approved as it is, and consented to.

#[cfg(test)]
mod attack_tests;
mod blocks;
pub mod matrix;
#[cfg(test)]
mod matrix_tests;
mod said;
mod sessions;
#[cfg(test)]
pub(in crate::export) mod tests;
mod utterances;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use blocks::{Made, singular, summary};
pub use said::Claimed;
pub use sessions::Sessions;
pub use utterances::said_before;
pub(in crate::export) use utterances::{Uttered, known_by};

use crate::focusgroup::attribution::{Attendee, FEWEST, Shown, Spoken, Taking, Verdict, could_have, settle};
use crate::focusgroup::{Guide, Known, Purpose, Relation, approves_words};
use crate::language::{Language, Text};
use crate::questionnaire::{Audience, Trial, Trials};
use crate::store::{Claims, Error, FocusGroup, Participant, Point, Quote, QuoteDecision, Statement, Store, Written};

/// What a summary is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The group with this number in the database.
    Group(i64),
    /// The theme with this key.
    Theme(String),
}

impl Scope {
    /// The name in addresses and in the database.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Group(id) => format!("group-{id}"),
            Self::Theme(key) => format!("theme-{key}"),
        }
    }

    /// The scope with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name.split_once('-')? {
            ("group", id) => id.parse().ok().map(Self::Group),
            ("theme", key) if !key.is_empty() => Some(Self::Theme(key.to_owned())),
            _ => None,
        }
    }
}

/// Why a quote may be shown or not, before it is asked how many could have said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Whoever said it does not consent to be quoted, or it was said by nobody who was invited.
    NoConsent,
    /// It was not shown to them as it is now.
    Waiting,
    /// They do not want it shown.
    Withheld,
    /// They said yes to it as it is.
    Given,
}

/// A quote with everything that decides whether it is shown.
#[derive(Clone)]
pub struct Settled<'a> {
    /// The quote.
    pub quote: &'a Quote,
    /// The statement.
    pub statement: &'a Statement,
    /// Who said it.
    pub participant: Option<&'a Participant>,
    /// The role of the group in which it was said.
    pub role: Audience,
    /// Whether it is permitted.
    pub permission: Permission,
    /// How it may stand.
    pub verdict: Verdict,
}

impl Settled<'_> {
    /// How the quote stands in documents.
    #[must_use]
    pub fn shown(&self) -> Shown {
        if self.permission == Permission::Given { self.verdict.shown } else { Shown::Withheld }
    }
}

/// Everything that was planned, said and claimed.
pub struct Talks {
    /// The groups.
    pub groups: Vec<FocusGroup>,
    /// The guides with their numbers in the database.
    pub guides: Vec<(i64, Guide)>,
    /// Everybody who was invited.
    pub participants: Vec<Participant>,
    /// What is claimed.
    pub claims: Claims,
    /// The written rounds.
    pub written: Vec<Written>,
    /// The quotes that a frozen version told without a role: whoever kept it would learn from a role that came later who said it.
    pub told_without_role: BTreeSet<i64>,
    /// The trials to which frozen versions told that a quote is linked, whatever its point is about now: by the quote's number.
    pub told_trials: BTreeMap<i64, BTreeSet<String>>,
    /// Of lines that stand in the place of others, the form in which they were noted first.
    pub first_forms: BTreeMap<i64, i64>,
    /// The trials.
    pub trials: Arc<Trials>,
}

impl Talks {
    /// Reads it all.
    pub fn gather(store: &Store) -> Result<Self, Error> {
        let participants = store.participants()?;
        // What somebody wrote who took back that they take part is not used.
        let left: BTreeSet<i64> = participants.iter().filter(|one| one.left()).map(|one| one.id).collect();
        Ok(Self {
            groups: store.focus_groups()?,
            guides: store.guides()?,
            participants,
            claims: store.claims()?,
            written: store.written_rounds(None)?.into_iter().map(|one| one.without(&left)).collect(),
            told_without_role: store.told_without_role()?,
            told_trials: store.told_trials()?,
            first_forms: store.first_forms()?,
            trials: store.trials()?,
        })
    }

    /// The group with this number in the database.
    #[must_use]
    pub fn group(&self, id: i64) -> Option<&FocusGroup> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// The guide that a group follows.
    #[must_use]
    pub fn guide(&self, group: &FocusGroup) -> Option<&Guide> {
        self.guides.iter().find(|(id, _)| *id == group.planned.guide_id).map(|(_, guide)| guide)
    }

    /// The role of a group's participants.
    #[must_use]
    pub fn role(&self, group_id: i64) -> Audience {
        self.group(group_id).and_then(|group| self.guide(group)).map_or(Audience::Employee, |guide| guide.role)
    }

    /// How many came to a group.
    #[must_use]
    pub fn attendees_of(&self, group: i64) -> usize {
        self.participants.iter().filter(|one| one.group_id == group && one.attended && !one.withdrawn).count()
    }

    /// The trials that a group is asked of, and the municipalities from which people are invited to it.
    #[must_use]
    pub fn within(&self, group: &FocusGroup) -> (BTreeSet<String>, BTreeSet<String>) {
        let asked = self.guide(group).into_iter().flat_map(Guide::questions).flat_map(|(_, question)| &question.trials);
        let own = self.participants.iter().filter(|one| one.group_id == group.id && !one.withdrawn);
        (asked.cloned().collect(), own.map(|one| one.unit.clone()).collect())
    }

    /// The form in which a line was noted first: whoever reads words of two forms of a line knows them again.
    pub(in crate::export) fn first_form(&self, line: i64) -> i64 {
        self.first_forms.get(&line).copied().unwrap_or(line)
    }

    /// Whether two lines are forms of one line.
    #[must_use]
    pub fn is_form_of(&self, line: i64, other: i64) -> bool {
        self.first_form(line) == self.first_form(other)
    }

    /// What a text must not tell without being asked about: whoever was invited to any group, and the municipalities; the trials too where
    /// words must not tell of them.
    #[must_use]
    pub fn known(&self, with_trials: bool) -> Known<'_> {
        Known {
            people: self.participants.iter().filter(|one| !one.name.is_empty()).map(|one| one.name.as_str()).collect(),
            places: self.trials.municipalities.iter().flat_map(|unit| unit.short.split('/')).collect(),
            things: if with_trials { self.trials.trials.iter().map(called).collect() } else { Vec::new() },
        }
    }

    /// Who spoke a statement, where it was somebody who was invited.
    #[must_use]
    pub fn speaker(&self, statement: &Statement) -> Option<&Participant> {
        self.participants.iter().find(|one| one.group_id == statement.group_id && one.code == statement.speaker)
    }

    /// The themes of all guides with their titles, in the order in which they are met first.
    #[must_use]
    pub fn themes(&self) -> Vec<(&str, &Text)> {
        let mut themes: Vec<(&str, &Text)> = Vec::new();
        for theme in self.guides.iter().flat_map(|(_, guide)| &guide.themes) {
            if !themes.iter().any(|(key, _)| *key == theme.key) {
                themes.push((&theme.key, &theme.title));
            }
        }
        themes
    }

    /// The statements that bear on a point in this way.
    fn bearing(&self, point_id: i64, how: Relation) -> impl Iterator<Item = &Statement> {
        let evidence = self.claims.point(point_id).map(|point| &point.evidence[..]).unwrap_or_default();
        evidence.iter().filter(move |(_, as_it)| *as_it == how).filter_map(|(id, _)| self.claims.statement(*id))
    }

    /// How many statements bear on a point in each way; none where there are some and their number may not be told.
    fn counts(&self, point: &Point) -> [Option<usize>; 3] {
        Relation::ALL.map(|how| {
            let count = self.times_said(point, how);
            (count == 0 || self.may_tell(point, &[how])).then_some(count)
        })
    }

    /// Whether a document may tell how many statements bear on a point in these ways, and of which trials it is. The summaries of groups tell
    /// which of them bear on it, those of fewer than three alone do not: so in each that does three must be able to have said it, and three
    /// in all of them.
    fn may_tell(&self, point: &Point, ways: &[Relation]) -> bool {
        let trials: BTreeSet<&str> = point.trials.iter().map(String::as_str).collect();
        let (attendees, taking) = (self.attendees(), self.taking());
        let groups: BTreeSet<i64> = ways.iter().flat_map(|how| self.bearing(point.id, *how)).map(|one| one.group_id).collect();
        let able = |among: &BTreeSet<i64>| could_have(&attendees, &taking, &trials, |one| among.contains(&one.group));
        let is_enough = |group: &i64| self.attendees_of(*group) < FEWEST || able(&[*group].into()) >= FEWEST;
        able(&groups) >= FEWEST && groups.iter().all(is_enough)
    }

    /// How many came to the groups in which something was said that bears on a point. Where they are few, readers of all summaries know who
    /// they are: such a point stands in that of its theme and in none of a group.
    #[must_use]
    pub fn people_behind(&self, point: &Point) -> usize {
        let said = Relation::ALL.into_iter().flat_map(|how| self.bearing(point.id, how));
        let groups: BTreeSet<i64> = said.map(|statement| statement.group_id).collect();
        could_have(&self.attendees(), &self.taking(), &BTreeSet::new(), |one| groups.contains(&one.group))
    }

    /// How a statement bears on a point.
    #[must_use]
    pub fn relation(&self, point_id: i64, statement_id: i64) -> Option<Relation> {
        let evidence = &self.claims.point(point_id)?.evidence;
        evidence.iter().find(|(id, _)| *id == statement_id).map(|(_, how)| *how)
    }

    /// Every quote with whether and how it may be shown.
    #[must_use]
    pub fn settled(&self) -> Vec<Settled<'_>> {
        let mut found: Vec<Settled<'_>> = Vec::new();
        let nobody = Verdict { shown: Shown::Withheld, could_have: 0 };
        for quote in &self.claims.quotes {
            let Some(statement) = self.claims.statement(quote.statement_id) else { continue };
            let (participant, role) = (self.speaker(statement), self.role(statement.group_id));
            let permission = match (participant, self.claims.decision(quote, role)) {
                (Some(one), _) if !one.consents_to(Purpose::BeQuoted) || one.withdrawn => Permission::NoConsent,
                (None, _) => Permission::NoConsent,
                (Some(_), Some(QuoteDecision::Withheld)) => Permission::Withheld,
                (Some(_), Some(QuoteDecision::Approved | QuoteDecision::Reworded)) => Permission::Given,
                (Some(_), None) => Permission::Waiting,
            };
            found.push(Settled { quote, statement, participant, role, permission, verdict: nobody });
        }
        // What waits may be approved tomorrow, so it counts today.
        let counts = |one: &&mut Settled<'_>| matches!(one.permission, Permission::Given | Permission::Waiting);
        let mut spoken: Vec<Spoken> = found.iter_mut().filter(counts).filter_map(|one| self.spoken(one)).collect();
        let uttered: Vec<Uttered<'_>> =
            found.iter_mut().filter(counts).map(|one| self.quoted(one.quote, one.statement)).collect();
        spoken.iter_mut().zip(known_by(&uttered)).for_each(|(one, line)| one.line = line);
        let verdicts = settle(&self.attendees(), &self.taking(), &spoken);
        for (one, verdict) in found.iter_mut().filter(counts).zip(verdicts) {
            one.verdict = verdict;
        }
        found
    }

    /// What documents tell of every quote that may ever stand in one, with the words by which it is known again.
    pub(in crate::export) fn told(&self) -> Vec<(Spoken, Uttered<'_>)> {
        let counts = |one: &Settled<'_>| matches!(one.permission, Permission::Given | Permission::Waiting);
        let settled = self.settled();
        let counted = settled.iter().filter(|one| counts(one));
        counted.filter_map(|one| Some((self.spoken(one)?, self.quoted(one.quote, one.statement)))).collect()
    }

    fn spoken(&self, one: &Settled<'_>) -> Option<Spoken> {
        let participant = one.participant?;
        let how = self.relation(one.quote.point_id, one.statement.id);
        // Whoever sees the other quotes of the point knows that this one is none of them.
        let quoted_apart = |statement: &Statement| {
            let of = |quote: &Quote| quote.point_id == one.quote.point_id && quote.statement_id == statement.id;
            statement.id != one.statement.id && self.claims.quotes.iter().any(of)
        };
        let bearing = how.into_iter().flat_map(|how| self.bearing(one.quote.point_id, how)).filter(|said| !quoted_apart(said));
        let mut groups: BTreeSet<i64> = bearing.map(|statement| statement.group_id).collect();
        groups.insert(one.statement.group_id);
        let mut trials = self.claims.point(one.quote.point_id).map(|point| point.trials.clone()).unwrap_or_default();
        trials.extend(self.told_trials.get(&one.quote.id).into_iter().flatten().cloned());
        Some(Spoken {
            person: participant.person(),
            role: one.role,
            group: one.statement.group_id,
            line: self.first_form(one.statement.line_id),
            trials,
            groups,
            names_role: one.quote.names_role
                && participant.consents_to(Purpose::RoleNamed)
                && !self.told_without_role.contains(&one.quote.id),
            labelled: one.quote.labelled,
        })
    }

    pub(in crate::export) fn attendees(&self) -> Vec<Attendee> {
        let came = self.participants.iter().filter(|one| one.attended && !one.withdrawn);
        let attendee = |one: &Participant| {
            let (group, role) = (one.group_id, self.role(one.group_id));
            Attendee { person: one.person(), role, unit: one.unit.clone(), group }
        };
        came.map(attendee).collect()
    }

    /// The units that take part in each trial. Where papers disagree on the whole of it, those that every paper names: whoever believes the
    /// shorter list would else find fewer people.
    pub(in crate::export) fn taking(&self) -> Taking {
        let units = |trial: &Trial| -> BTreeSet<String> {
            let accounts = trial.parts.iter().filter(|part| part.whole);
            let named = accounts.map(|part| part.municipalities.iter().cloned().collect::<BTreeSet<_>>());
            let by_all = named.reduce(|all, one| &all & &one);
            let of_parts = || self.trials.taking_part(&trial.key, None).into_iter().map(|unit| unit.key.clone()).collect();
            by_all.unwrap_or_else(of_parts)
        };
        self.trials.trials.iter().map(|trial| (trial.key.clone(), units(trial))).collect()
    }

    /// Whether everything that a frozen version shows may still be shown like that.
    #[must_use]
    pub fn still_holds(&self, quotes: &[(i64, Shown)]) -> bool {
        self.no_longer_held(quotes).is_empty()
    }

    /// How a quote may go on standing where it was frozen: where only the claim was edited at the desk, nobody took anything back.
    fn kept(&self, one: &Settled<'_>) -> Shown {
        let (quote, attribution) = (one.quote, self.claims.attribution(one.quote, one.role));
        let is_edited = one.permission == Permission::Waiting
            && quote.decision.is_some()
            && approves_words(&quote.decided_hash, &quote.words, &attribution);
        if is_edited { one.verdict.shown } else { one.shown() }
    }

    /// The numbers of those quotes of a frozen version that may not be shown like that any more.
    #[must_use]
    pub fn no_longer_held(&self, quotes: &[(i64, Shown)]) -> Vec<i64> {
        let now: BTreeMap<i64, Shown> = self.settled().iter().map(|one| (one.quote.id, self.kept(one))).collect();
        // Of a quote that went with its notes only who said it is known, by a number below zero; and of a point whose words alone it rests on.
        let person = |id: i64| self.participants.iter().find(|one| one.id == -id && !one.withdrawn);
        let still = |(id, then): &(i64, Shown)| {
            let may = |one: &Participant| *then < Shown::WithRole || one.consents_to(Purpose::RoleNamed);
            match now.get(id) {
                Some(now) => now >= then,
                None if *then == Shown::Withheld => person(*id).is_some_and(|one| !one.left()),
                None => person(*id).is_some_and(|one| one.consents_to(Purpose::BeQuoted) && may(one)),
            }
        };
        quotes.iter().filter(|one| !still(one)).map(|(id, _)| *id).collect()
    }
}

/// What a trial is called: its long name goes on after a dash.
pub(in crate::export) fn called(trial: &Trial) -> &str {
    trial.name.get(Language::Da).split(" – ").next().unwrap_or_default()
}
