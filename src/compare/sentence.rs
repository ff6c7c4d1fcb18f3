//! The sentence that a mayor understands: what changed and whether it may be chance, before any number of a method.
//!
//! It says "a change smaller than we could have seen", never "no change". A withheld figure has one sentence, whatever the cause, so
//! that the sentence cannot tell what the figure may not.

use super::comparison::{Change, QuestionRound, RefusalCode};
use super::figures::{Form, Measure};
use super::level::Level;
use super::measure::ALPHA;
use crate::language::{Language, number};
use crate::questionnaire::{Item, Kind, NONE, OTHER};

/// Below this |δ| a shift on a scale is negligible. Source: Romano et al. 2006.
const NEGLIGIBLE: f64 = 0.147;
/// Below this many points a difference of shares is not worth a word of its own.
const FEW_POINTS: u64 = 5;
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
    /// Whether the question was asked in the earlier and in the later round.
    pub(super) asked: (bool, bool),
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
        None => sentences.push(result(change, place)),
    }
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
        RefusalCode::Withheld => withheld(place.language),
        RefusalCode::CannotReachLevel => return cannot_reach(place),
        RefusalCode::AllAlike if danish => "Alle har svaret det samme i begge runder.",
        RefusalCode::AllAlike => "Everybody gave the same answer in both rounds.",
        RefusalCode::NotComparable => return not_comparable(place),
        RefusalCode::Weights if danish => "Svarene vejer for forskelligt til, at vi kan sige, om noget har ændret sig.",
        RefusalCode::Weights => "The answers weigh too differently for us to say whether anything has changed.",
    };
    text.to_owned()
}

/// The one sentence of everything that is withheld.
#[must_use]
pub fn withheld(language: Language) -> &'static str {
    match language {
        Language::Da => "Tallene vises ikke, for at ingen kan regne ud, hvad enkelte har svaret.",
        _ => "The figures are not shown, so that nobody can work out what single people answered.",
    }
}

fn not_comparable(place: &Place) -> String {
    let danish = place.language == Language::Da;
    let text = match (place.asked, place.level) {
        ((false, _), _) if danish => "Spørgsmålet blev ikke stillet i den tidligere runde.",
        ((false, _), _) => "The question was not asked in the earlier round.",
        ((_, false), _) if danish => "Spørgsmålet blev ikke stillet i den senere runde.",
        ((_, false), _) => "The question was not asked in the later round.",
        (_, Some(Level::E)) if danish => "Spørgsmålet er ændret så meget, at svarene ikke kan sammenlignes.",
        (_, Some(Level::E)) => "The question has changed so much that the answers cannot be compared.",
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

fn result(change: &Change, place: &Place) -> String {
    let moved = match place.form.measure {
        Measure::Ordinal | Measure::Nominal if change.top_box.is_some() => scale(change, place),
        Measure::Ordinal | Measure::Nominal | Measure::Multiple => option(change, place),
        Measure::Number(_) => mean(change, place),
        Measure::Ranking | Measure::Words => None,
    };
    match (moved, &change.test) {
        (Some(moved), Some(_)) => moved,
        _ if place.language == Language::Da => "Svarene vises, som de er, uden en test.".to_owned(),
        _ => "The answers are shown as they are, without a test.".to_owned(),
    }
}

/// More, fewer or as many in the top box, and whether it may be chance.
fn scale(change: &Change, place: &Place) -> Option<String> {
    let difference = change.top_box.as_ref()?.difference;
    let delta = change.effect.as_ref().filter(|effect| effect.name == "delta").map(|effect| effect.estimate);
    let points = number::points(difference);
    let against = delta.is_some_and(|delta| delta.abs() >= NEGLIGIBLE && (delta > 0.0) != (difference > 0.0));
    let top: Vec<String> = place.form.top.iter().filter_map(|at| place.form.values.get(*at)).map(|v| quoted(place, *v)).collect();
    let danish = place.language == Language::Da;
    let top = top.join(if danish { " eller " } else { " or " });
    let small = points < FEW_POINTS && delta.is_none_or(|delta| delta.abs() < NEGLIGIBLE);
    let spread = delta.is_some_and(|delta| delta.abs() < NEGLIGIBLE)
        && !is_sure(change)
        && change.shape.as_ref().is_some_and(|shape| shape.p < ALPHA);
    if spread {
        return Some(
            match place.language {
                Language::Da => "Svarene fordeler sig på en anden måde end før, men ligger hverken højere eller lavere.",
                _ => "The answers are spread in another way than before but are neither higher nor lower.",
            }
            .to_owned(),
        );
    }
    let moved = if against {
        let end = if delta > Some(0.0) { place.form.values.last() } else { place.form.values.first() };
        let end = quoted(place, *end?);
        if danish {
            format!("Svarene har samlet set flyttet sig mod {end}.")
        } else {
            format!("Taken together, the answers moved towards {end}.")
        }
    } else {
        match (points, difference > 0.0) {
            (0, _) if danish => format!("Lige så mange som før svarer {top}."),
            (0, _) => format!("As many as before answer {top}."),
            (_, true) if danish => format!("Flere end før svarer {top}. Forskellen er {points} procentpoint."),
            (_, true) => format!("More than before answer {top}. The difference is {points} percentage points."),
            (_, false) if danish => format!("Færre end før svarer {top}. Forskellen er {points} procentpoint."),
            (_, false) => format!("Fewer than before answer {top}. The difference is {points} percentage points."),
        }
    };
    Some(format!("{moved} {}", chance(change, small, place.language)))
}

/// The option that moved most, and whether it may be chance.
fn option(change: &Change, place: &Place) -> Option<String> {
    let order = |one: &f64, other: &f64| one.total_cmp(other);
    let moved = change.options.iter().filter_map(|option| Some((option.value, option.changes.first()?)));
    let (value, moved) = moved.max_by(|one, other| {
        let surest = order(&other.1.p_holm, &one.1.p_holm);
        surest.then(order(&one.1.difference.abs(), &other.1.difference.abs())).then(other.0.cmp(&one.0))
    })?;
    let points = number::points(moved.difference);
    let words = quoted(place, value);
    let text = match (place.language, points, moved.difference > 0.0) {
        (Language::Da, 0, _) => "Svarene ligner dem fra før.".to_owned(),
        (Language::Da, _, true) => format!("Flere end før svarer {words}. Forskellen er {points} procentpoint."),
        (Language::Da, _, false) => format!("Færre end før svarer {words}. Forskellen er {points} procentpoint."),
        (_, 0, _) => "The answers are like those before.".to_owned(),
        (_, _, true) => format!("More than before answer {words}. The difference is {points} percentage points."),
        (_, _, false) => format!("Fewer than before answer {words}. The difference is {points} percentage points."),
    };
    Some(format!("{text} {}", chance(change, points < FEW_POINTS, place.language)))
}

fn mean(change: &Change, place: &Place) -> Option<String> {
    let Kind::Number { decimals, .. } = &place.item.question.kind else { return None };
    let digits = usize::try_from(*decimals).unwrap_or(0) + 1;
    let (from, to) = (place.rounds.0.mean?, place.rounds.1.mean?);
    let words = |mean: f64| number::decimal(mean, digits, place.language);
    let text = match (place.language, words(from) == words(to)) {
        (Language::Da, true) => format!("Gennemsnittet er {} som før.", words(to)),
        (Language::Da, false) => format!("Gennemsnittet er gået fra {} til {}.", words(from), words(to)),
        (_, true) => format!("The mean is {} as before.", words(to)),
        (_, false) => format!("The mean went from {} to {}.", words(from), words(to)),
    };
    Some(format!("{text} {}", chance(change, words(from) == words(to), place.language)))
}

fn is_sure(change: &Change) -> bool {
    change.test.as_ref().is_some_and(|test| test.p_holm.unwrap_or(test.p) < ALPHA)
}

fn chance(change: &Change, small: bool, language: Language) -> &'static str {
    match (language, is_sure(change), small) {
        (Language::Da, true, _) => "Det er næppe tilfældigt.",
        (Language::Da, false, true) => "Hvis noget har ændret sig, er ændringen mindre, end vi kunne have set.",
        (Language::Da, false, false) => "Det kan være tilfældigt.",
        (_, true, _) => "That is hardly chance.",
        (_, false, true) => "If anything has changed, the change is smaller than we could have seen.",
        (_, false, false) => "It may be chance.",
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
