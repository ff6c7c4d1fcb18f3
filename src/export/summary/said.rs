//! What is told of a point outside its own page: its claim, what bears on it, and the quotes that may stand.

use std::collections::BTreeMap;

use super::{Settled, Talks, singular};
use crate::focusgroup::attribution::Shown;
use crate::focusgroup::{Relation, derived_guid};
use crate::language::{Language, Text};
use crate::store::Point;

/// A point as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Its number.
    pub id: i64,
    /// Its claim.
    pub claim: String,
    /// How many statements support, nuance and contradict it, in a sentence.
    pub bearing: String,
    /// The quotes that may stand, each with its number and with whoever it is attributed to.
    pub quotes: Vec<(i64, String)>,
}

/// The letters of people in one document, by role and by the group in which they spoke: drawn anew for each document.
#[derive(Default)]
pub(super) struct Letters(BTreeMap<(&'static str, i64, String), char>);

impl Letters {
    /// A quote with whoever it is attributed to, where it stands like this.
    pub(super) fn quoted(&mut self, talks: &Talks, one: &Settled<'_>, shown: Shown, language: Language) -> Option<String> {
        let role = singular(one.role, language);
        let by = match shown {
            Shown::Withheld => return None,
            Shown::WithoutRole => say(language, "en deltager", "a participant").to_owned(),
            Shown::Labelled => {
                let taken = self.0.keys().filter(|(of, ..)| *of == one.role.name()).count();
                let next = u8::try_from(taken % 26).ok().map(|taken| char::from(b'A' + taken));
                let letter = *self.0.entry((one.role.name(), one.statement.group_id, one.participant?.person())).or_insert(next?);
                format!("{role} {letter} [U{}]", one.statement.id)
            }
            // Statements are taken out of the notes group by group, so that among the codes of a group's own summary its own would tell the
            // group.
            Shown::WithRole => role.to_owned(),
            Shown::InGroup => format!("{role} [U{}]", one.statement.id),
        };
        let how = match talks.relation(one.quote.point_id, one.statement.id)? {
            Relation::Supports => "",
            Relation::Nuances => say(language, "Nuancerer: ", "Nuances: "),
            Relation::Contradicts => say(language, "Imod: ", "Against: "),
        };
        Some(format!("{how}»{}« – {by}", one.quote.words))
    }
}

/// The quotes of a point in an order drawn from their words: that in which they were made goes group by group, and so tells of which
/// group one is that stands between two others.
pub(super) fn mixed<'a>(settled: &'a [Settled<'a>], point: i64) -> Vec<&'a Settled<'a>> {
    let mut own: Vec<&Settled<'_>> = settled.iter().filter(|one| one.quote.point_id == point).collect();
    own.sort_by_cached_key(|one| derived_guid("quote", &[&one.quote.words]));
    own
}

fn say<'a>(language: Language, danish: &'a str, english: &'a str) -> &'a str {
    if language == Language::En { english } else { danish }
}

/// What a letter after a role means, for a document in which one stands.
#[must_use]
pub(super) fn letters_told(language: Language) -> &'static str {
    say(
        language,
        "Et bogstav efter rollen følger den samme person gennem dokumentet. I andre dokumenter er bogstaverne andre.",
        "A letter after the role follows the same person through the document. In other documents the letters are others.",
    )
}

/// How many statements support, nuance and contradict a point, in a sentence; where the number is not told, that there are some.
#[must_use]
pub(super) fn bearing(counts: [Option<usize>; 3], language: Language) -> String {
    let words = [("støttes af", "supported by"), ("nuanceres af", "nuanced by"), ("modsiges af", "contradicted by")];
    let mut told: Vec<String> = Vec::new();
    for ((danish, english), count) in words.into_iter().zip(counts).filter(|(_, count)| *count != Some(0)) {
        // What is counted is said once, with the first of them.
        let counted = match (count, told.is_empty()) {
            (Some(count), false) => count.to_string(),
            (Some(count), true) => {
                format!("{count} {}", say(language, "udsagn", if count == 1 { "statement" } else { "statements" }))
            }
            (None, true) => say(language, "udsagn", "statements").to_owned(),
            (None, false) => say(language, "andre", "others").to_owned(),
        };
        told.push(format!("{} {counted}", say(language, danish, english)));
    }
    let last = told.pop().unwrap_or_default();
    let before = told.join(", ");
    let joined = if before.is_empty() { last } else { format!("{before}{}{last}", say(language, " og ", " and ")) };
    format!("{} {joined}.", say(language, "Punktet", "The point is"))
}

impl Talks {
    /// The published points about a trial that something supports still, with the quotes that may stand, as one document tells them.
    ///
    /// The document is about the trial and names no group. That a point stands beside a question tells at most that somebody who was
    /// asked of it spoke to the point, which the summaries of the groups tell as well.
    #[must_use]
    pub fn about(&self, trial: &str, language: Language) -> Vec<Claimed> {
        let supported = |point: &&Point| self.bearing(point.id, Relation::Supports).next().is_some();
        let points = self.claims.points.iter().filter(|point| point.published && point.trials.contains(trial));
        let points: Vec<&Point> = points.filter(supported).collect();
        self.told_of(&points, language)
    }

    /// Every published point that something supports still, under the title of its theme, with the quotes that may stand: as one document
    /// about all trials tells them, which names no group. It tells no more than the summaries of the themes do.
    #[must_use]
    pub fn by_theme(&self, language: Language) -> Vec<(String, Vec<Claimed>)> {
        let supported = |point: &&Point| self.bearing(point.id, Relation::Supports).next().is_some();
        let points: Vec<&Point> = self.claims.points.iter().filter(|point| point.published).filter(supported).collect();
        // All at once, so that one person has one letter in the whole document.
        let told = self.told_of(&points, language);
        let of_theme = |(key, title): (&str, &Text)| {
            let own = points.iter().zip(&told).filter(|(point, _)| point.theme == key).map(|(_, one)| one.clone());
            (title.get(language).to_owned(), own.collect::<Vec<_>>())
        };
        self.themes().into_iter().map(of_theme).filter(|(_, own)| !own.is_empty()).collect()
    }

    /// The numbers of the points that are about a trial.
    #[must_use]
    pub fn points_about(&self, trial: &str) -> Vec<i64> {
        self.claims.points.iter().filter(|point| point.trials.contains(trial)).map(|point| point.id).collect()
    }

    fn told_of(&self, points: &[&Point], language: Language) -> Vec<Claimed> {
        if points.is_empty() {
            return Vec::new();
        }
        let settled = self.settled();
        let mut letters = Letters::default();
        let mut are_letters_told = false;
        let claimed = |point: &&Point| {
            let own = mixed(&settled, point.id).into_iter();
            let mut rests = bearing(self.counts(point), language);
            // Of letters the first point that has one says what they are.
            if !are_letters_told && own.clone().any(|one| one.shown() == Shown::Labelled) {
                are_letters_told = true;
                rests = format!("{rests} {}", letters_told(language));
            }
            Claimed {
                id: point.id,
                claim: point.claim.clone(),
                bearing: rests,
                quotes: own.filter_map(|one| Some((one.quote.id, letters.quoted(self, one, one.shown(), language)?))).collect(),
            }
        };
        points.iter().map(claimed).collect()
    }

    /// Whether somebody who was asked of this question of a survey, as a guide says, spoke to the point.
    #[must_use]
    pub fn explains(&self, point_id: i64, questionnaire: &str, question: &str) -> bool {
        let Some(point) = self.claims.point(point_id) else { return false };
        let statements = point.evidence.iter().filter_map(|(id, _)| self.claims.statement(*id));
        let asked = statements.filter_map(|said| {
            let guide = self.guide(self.group(said.group_id)?)?;
            guide.questions().find(|(_, one)| one.key == said.question).map(|(_, one)| one)
        });
        asked.flat_map(|one| &one.explains).any(|names| {
            let Some((of, key)) = names.split_once('.') else { return false };
            // A battery is named for all its items.
            of == questionnaire && (key == question || question.strip_prefix(key).is_some_and(|item| item.starts_with('.')))
        })
    }
}
