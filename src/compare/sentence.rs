//! The sentence that a mayor understands: what changed and whether it may be chance, before any number of a method.
//!
//! What moved is told in [`moved`]. A withheld figure has one sentence, whatever the cause, so that the sentence cannot tell what the
//! figure may not.

use super::comparison::{Change, QuestionRound, RefusalCode};
use super::figures::Form;
use super::level::Level;
use crate::language::{Language, number};
use crate::questionnaire::{Correspondence, Item, Kind, NONE, OTHER};

mod criterion;
mod followed;
mod many;
mod moved;
mod through;

pub use criterion::criterion;
pub(super) use many::many_tests;
pub(super) use through::trend;

/// Up to this n the number of answers itself is the reason why nothing can be said.
const FEW_ANSWERS: u64 = 12;

/// What a sentence needs to know beside the change.
pub(super) struct Place<'a> {
    /// The question in the words of the later round.
    pub(super) item: &'a Item<'a>,
    pub(super) form: &'a Form,
    pub(super) rounds: (&'a QuestionRound, &'a QuestionRound),
    /// The level of this step; none where the question is new or dropped.
    pub(super) level: Option<Level>,
    /// What became of the groups of the code list that both rounds take their choices from, where its versions differ.
    pub(super) regrouped: Option<&'a Correspondence>,
    /// Whether it is only how answers came in that moved, not the question.
    pub(super) only_mode: bool,
    /// Whether the question was asked in the earlier and in the later round.
    pub(super) asked: (bool, bool),
    /// Whether the question is in the published table of the earlier and of the later round, where they have one.
    pub(super) published: (bool, bool),
    /// Whether one of the rounds still takes answers.
    pub(super) waiting: bool,
    /// How many took part in both rounds, though compared as if they had not; zero: it may not be said how many.
    pub(super) shared: Option<u64>,
    pub(super) language: Language,
}

/// The whole sentence of a change whose p have been adjusted.
pub(super) fn sentence(change: &Change, place: &Place) -> String {
    let mut sentences = Vec::new();
    if let Some(moved) = &change.dont_know {
        let (from, to) = (number::percent(moved.earlier, place.language), number::percent(moved.later, place.language));
        sentences.push(match place.language {
            Language::Da => format!("Andelen, der svarer »Ved ikke«, er gået fra {from} til {to}."),
            _ => format!("The share of \"don't know\" went from {from} to {to}."),
        });
    }
    match &change.refused {
        Some(refusal) => sentences.push(refusal.text.clone()),
        None => sentences.push(moved::told(change, place)),
    }
    sentences.extend(place.regrouped.map(|between| between.sentences(place.language)).unwrap_or_default());
    if change.refused.is_none()
        && change.test.is_some()
        && let Some(people) = place.shared
    {
        sentences.push(shared(people, place.language));
    }
    sentences.join(" ")
}

fn shared(people: u64, language: Language) -> String {
    match (language, people) {
        (Language::Da, 0) => {
            "Nogle har svaret i begge runder, men er regnet med, som om det var forskellige personer.".to_owned()
        }
        (Language::Da, _) => format!(
            "{} har svaret i begge runder, men er regnet med, som om det var forskellige personer.",
            number::beginning(people, language)
        ),
        (_, 0) => "Some have answered in both rounds but are counted as if they were different people.".to_owned(),
        _ => format!(
            "{} have answered in both rounds but are counted as if they were different people.",
            number::beginning(people, language)
        ),
    }
}

/// Why there is no test, in a sentence.
pub(super) fn refusal(code: RefusalCode, place: &Place) -> String {
    let danish = place.language == Language::Da;
    let text = match code {
        RefusalCode::NoAnswers if danish => {
            "Ingen har svaret i mindst en af runderne. Derfor kan vi ikke sige, om noget har ændret sig."
        }
        RefusalCode::NoAnswers => "Nobody answered in at least one of the rounds, so we cannot say whether anything has changed.",
        RefusalCode::Withheld if place.waiting && danish => "Tallene vises, når runden er lukket.",
        RefusalCode::Withheld if place.waiting => "The figures are shown when the round is closed.",
        RefusalCode::Withheld if place.item.question.screen_out_if.is_some() => screening(place.language),
        RefusalCode::Withheld if place.rounds.0.told_by_whole || place.rounds.1.told_by_whole => told_by_whole(place.language),
        RefusalCode::Withheld => withheld(place.language),
        RefusalCode::CannotReachLevel => return cannot_reach(place),
        RefusalCode::AllAlike if danish => "Alle har svaret det samme i begge runder.",
        RefusalCode::AllAlike => "Everybody gave the same answer in both rounds.",
        RefusalCode::NotComparable => return not_comparable(place),
        RefusalCode::Weights if danish => {
            "Svarene kan ikke vægtes til at ligne dem, der blev spurgt. Derfor kan vi ikke sige, om noget har ændret sig."
        }
        RefusalCode::Weights => {
            "The answers cannot be weighted to look like those who were asked, so we cannot say whether anything has changed."
        }
    };
    text.to_owned()
}

/// The sentence of a question that ends the questionnaire for some, whatever else it is withheld for.
fn screening(language: Language) -> &'static str {
    match language {
        Language::Da => {
            "Spørgsmålet afgør, hvem der bliver spurgt videre, og kun de er talt med her. Hvor mange der ikke blev, står i svarprocenterne."
        }
        _ => {
            "The question decides who is asked further, and only those are counted here. How many were not is in the response rates."
        }
    }
}

/// The sentence of a group that is withheld beside figures of all in which nobody or everybody gave some answer: it promises nothing.
#[must_use]
pub fn told_by_whole(language: Language) -> &'static str {
    match language {
        Language::Da => "Tallene for gruppen vises ikke. Hvor tallet for alle er 0 eller 100 %, gælder det også for gruppen.",
        _ => "The group's figures are not shown. Where the figure of all is 0 or 100%, it holds for the group too.",
    }
}

/// The one sentence of everything that is withheld and does not follow from anything that is shown.
#[must_use]
pub fn withheld(language: Language) -> &'static str {
    match language {
        Language::Da => "Tallene vises ikke, for at ingen kan regne ud, hvad enkelte har svaret.",
        _ => "The figures are not shown, so that nobody can work out what single people answered.",
    }
}

fn not_comparable(place: &Place) -> String {
    let danish = place.language == Language::Da;
    match (place.published, danish) {
        ((false, false), true) => return "Spørgsmålet er ikke med i de offentliggjorte tal fra de to runder.".to_owned(),
        ((false, false), false) => return "The question is not in the published figures of the two rounds.".to_owned(),
        ((false, _), true) => return "Spørgsmålet er ikke med i de offentliggjorte tal fra den tidligere runde.".to_owned(),
        ((false, _), false) => return "The question is not in the published figures of the earlier round.".to_owned(),
        ((_, false), true) => return "Spørgsmålet er ikke med i de offentliggjorte tal fra den senere runde.".to_owned(),
        ((_, false), false) => return "The question is not in the published figures of the later round.".to_owned(),
        _ => {}
    }
    let text = match (place.asked, place.level) {
        ((false, _), _) if danish => "Spørgsmålet blev ikke stillet i den tidligere runde.",
        ((false, _), _) => "The question was not asked in the earlier round.",
        ((_, false), _) if danish => "Spørgsmålet blev ikke stillet i den senere runde.",
        ((_, false), _) => "The question was not asked in the later round.",
        (_, Some(Level::E)) if place.regrouped.is_some_and(|between| between.map().is_none()) && danish => {
            "Grupperne er ikke de samme i de to runder, så svarene kan ikke sammenlignes."
        }
        (_, Some(Level::E)) if place.regrouped.is_some_and(|between| between.map().is_none()) => {
            "The groups are not the same in the two rounds, so the answers cannot be compared."
        }
        (_, Some(Level::E)) if danish => "Spørgsmålet er ændret så meget, at svarene ikke kan sammenlignes.",
        (_, Some(Level::E)) => "The question has changed so much that the answers cannot be compared.",
        _ if place.only_mode && danish => {
            "En anden del end før svarede på papir eller i telefon, og det kan i sig selv ændre svarene. De vises ved siden af hinanden uden at blive sammenlignet."
        }
        _ if place.only_mode => {
            "Another share than before answered on paper or by telephone, which alone can change answers. They are shown side by side without being compared."
        }
        _ if danish => "Spørgsmålet er ændret mellem runderne. Svarene vises ved siden af hinanden uden at blive sammenlignet.",
        _ => "The question changed between the rounds. The answers are shown side by side without being compared.",
    };
    text.to_owned()
}

fn cannot_reach(place: &Place) -> String {
    let smaller = place.rounds.0.n.into_iter().chain(place.rounds.1.n).min().unwrap_or(0);
    let both = place.rounds.0.n == place.rounds.1.n;
    let n = number::beginning(smaller, place.language);
    match place.language {
        Language::Da if smaller > FEW_ANSWERS => {
            "Næsten alle har svaret det samme. Derfor kan vi ikke sige, om noget har ændret sig.".to_owned()
        }
        Language::Da if both => format!("{n} har svaret i hver runde. Det er for få til at sige, om noget har ændret sig."),
        Language::Da => format!("{n} har svaret i den ene runde. Det er for få til at sige, om noget har ændret sig."),
        _ if smaller > FEW_ANSWERS => {
            "Nearly everybody gave the same answer, so we cannot say whether anything has changed.".to_owned()
        }
        _ if both => format!("{n} answered in each round. That is too few to say whether anything has changed."),
        _ => format!("{n} answered in one of the rounds. That is too few to say whether anything has changed."),
    }
}

/// A choice's words in quotation marks.
fn quoted(place: &Place, value: i64) -> String {
    let words = choice_words(place.item, value, place.language);
    if place.language == Language::Da { format!("»{words}«") } else { format!("\"{words}\"") }
}

/// The words of a choice of this item.
#[must_use]
pub fn choice_words(item: &Item, value: i64, language: Language) -> String {
    let choices = match &item.question.kind {
        Kind::Single { scale, .. } | Kind::Battery { scale, .. } => &scale.choices[..],
        Kind::Multiple { choices, .. } | Kind::Ranking { choices, .. } => &choices[..],
        _ => &[],
    };
    let found = choices.iter().find(|choice| choice.value == value).map(|choice| choice.label.get(language).to_owned());
    found.unwrap_or_else(|| match (value, language) {
        (OTHER, Language::Da) => "Andet".to_owned(),
        (OTHER, _) => "Other".to_owned(),
        (NONE, Language::Da) => "Ingen af disse".to_owned(),
        (NONE, _) => "None of these".to_owned(),
        _ => value.to_string(),
    })
}

#[cfg(test)]
mod tests;
