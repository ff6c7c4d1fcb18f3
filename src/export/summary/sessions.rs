//! What there is of groups and interviews about a trial: planned, held and claimed. That nobody asked is no zero.

use super::Talks;
use crate::focusgroup::Relation;
use crate::language::{Language, filled};
use crate::store::FocusGroup;

/// What there is of groups and interviews about a trial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    /// How many are planned to ask about it, to which nobody came yet.
    pub planned: usize,
    /// How many asked about it and were held.
    pub held: usize,
    /// How many published points are about it.
    pub points: usize,
    /// Whether any guide asks about it.
    pub guided: bool,
}

impl Sessions {
    /// Whether nothing is known of it from groups, because none asked and no point says anything.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.planned + self.held + self.points == 0
    }

    /// How many were held and are planned, and how many points came of them, in words; none where there is nothing.
    #[must_use]
    pub fn words(&self, language: Language) -> Option<String> {
        let say = |danish, english| if language == Language::En { english } else { danish };
        let count = |words, count: usize| (count > 0).then(|| filled(words, &[("n", &count.to_string())]));
        let points = match self.points {
            0 if self.held > 0 => Some(say("ingen punkter", "no points").to_owned()),
            1 => Some(say("1 punkt", "1 point").to_owned()),
            points => count(say("{n} punkter", "{n} points"), points),
        };
        let told =
            [count(say("{n} holdt", "{n} held"), self.held), count(say("{n} planlagt", "{n} planned"), self.planned), points];
        let told: Vec<String> = told.into_iter().flatten().collect();
        (!told.is_empty()).then(|| told.join(", "))
    }
}

impl Talks {
    /// What there is of groups and interviews about a trial.
    #[must_use]
    pub fn sessions(&self, trial: &str) -> Sessions {
        let asks = |group: &&FocusGroup| !group.cancelled && self.guide(group).is_some_and(|guide| guide.asks_about(trial));
        let came = |group: &&FocusGroup| self.participants.iter().any(|one| one.group_id == group.id && one.attended);
        let (held, others): (Vec<&FocusGroup>, Vec<&FocusGroup>) = self.groups.iter().filter(asks).partition(came);
        let published = self.claims.points.iter().filter(|point| point.published && point.trials.contains(trial));
        Sessions {
            planned: others.len(),
            held: held.len(),
            points: published.filter(|point| self.bearing(point.id, Relation::Supports).next().is_some()).count(),
            guided: self.guides.iter().any(|(_, guide)| guide.asks_about(trial)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_data_is_not_zero() {
        let of = |planned, held, points| Sessions { planned, held, points, guided: true }.words(Language::Da);
        assert_eq!(of(0, 0, 0), None);
        assert_eq!(of(2, 0, 0).as_deref(), Some("2 planlagt"));
        assert_eq!(of(1, 5, 0).as_deref(), Some("5 holdt, 1 planlagt, ingen punkter"));
        assert_eq!(of(0, 5, 1).as_deref(), Some("5 holdt, 1 punkt"));
        assert_eq!(of(0, 0, 3).as_deref(), Some("3 punkter"));
    }
}
