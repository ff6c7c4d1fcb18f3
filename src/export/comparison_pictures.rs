//! The pictures of a comparison, one place for pages and files: which there are of a question, and their words.

use maud::{Markup, html};

use super::comparison::Words;
use crate::chart::{self, Picture};
use crate::compare::{Comparison, Group, QuestionComparison};

/// What kind of picture of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The bars of every round, for everybody together.
    Bars,
    /// A line per group with its two shares, and their difference with its interval.
    Dumbbell,
    /// A panel per group with the bars of its rounds.
    Panels,
}

impl Kind {
    /// The kind of this name in an address.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Bars, Self::Dumbbell, Self::Panels].into_iter().find(|kind| kind.code() == code)
    }

    /// Its name in an address.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Bars => "bars",
            Self::Dumbbell => "dumbbell",
            Self::Panels => "panels",
        }
    }
}

/// A picture of a question of the comparison; none where there is no such question or nothing to draw.
#[must_use]
pub fn picture(comparison: &Comparison, words: &Words, key: &str, kind: Kind) -> Option<Picture> {
    let whole = comparison.groups.first()?.questions.iter().find(|question| question.key == key)?;
    let title = title(comparison, whole, kind, words);
    let rounds: Vec<String> = whole.rounds.iter().map(|round| words.round(comparison, &round.round)).collect();
    let choices = words.choices(key, &whole.values);
    let own: Vec<Vec<String>> = whole.rounds.iter().map(|round| words.labels(comparison, whole, round)).collect();
    let said = chart::Words {
        title: &title,
        rounds: &rounds,
        choices: &choices,
        own: &own,
        id: &format!("{}-{}", kind.code(), key.replace(['.', '_'], "-")),
        synthetic: comparison.synthetic,
        language: words.language,
    };
    if kind == Kind::Bars {
        return chart::picture(whole, &said);
    }
    let found = groups(comparison, key);
    let names: Vec<String> = found.iter().map(|(group, _)| words.short_group(group)).collect();
    let lines: Vec<chart::Group> =
        names.iter().zip(&found).map(|(name, (_, question))| chart::Group { name, question }).collect();
    if kind == Kind::Dumbbell { chart::dumbbell(&lines, &said) } else { chart::panels(&lines, &said) }
}

/// The groups of a divided comparison with their figures of a question, in the order of the comparison.
pub(super) fn groups<'a>(comparison: &'a Comparison, key: &str) -> Vec<(&'a Group, &'a QuestionComparison)> {
    let groups = comparison.groups.get(1..).unwrap_or_default();
    groups.iter().filter_map(|group| Some((group, group.questions.iter().find(|one| one.key == key)?))).collect()
}

/// What the picture is called, so that no two on a page are called the same.
fn title(comparison: &Comparison, question: &QuestionComparison, kind: Kind, words: &Words) -> String {
    let title = words.question(&question.key);
    let what = match (kind, comparison.groups.len()) {
        (Kind::Bars, ..=1) => return title,
        (Kind::Bars, _) => words.group(&comparison.groups[0]),
        (Kind::Dumbbell, _) => words.say("andel og ændring i hver gruppe", "share and change in each group").to_owned(),
        (Kind::Panels, _) => words.say("svarene i hver gruppe", "the answers in each group").to_owned(),
    };
    format!("{title} – {what}")
}

/// The picture as a figure of the page; empty where there is nothing to draw.
pub(super) fn figure(comparison: &Comparison, question: &QuestionComparison, kind: Kind, words: &Words) -> Markup {
    let label = format!("{}{}", words.say("Figur: ", "Figure: "), title(comparison, question, kind, words));
    html! {
        @if let Some(picture) = picture(comparison, words, &question.key, kind) {
            @if kind == Kind::Bars {
                // A box that scrolls by itself on a narrow screen, so that the page never does.
                figure.picture tabindex="0" role="region" aria-label=(label) { (picture.inline()) }
            } @else {
                figure.upright { (picture.inline()) }
            }
        }
    }
}
