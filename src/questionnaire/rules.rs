//! What an answer in a form must be.
//!
//! Files are read by the same nouns but word their faults for whoever has the file, so they have rules of their own.

use super::answer::{Answer, NONE, OTHER};
use super::kind::{Kind, Missing};
use super::own_code;
use super::typed::Typed;

/// What can be wrong with an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum AnswerFault {
    /// The value is no choice of this question.
    OffScale,
    /// Several values where one is wanted.
    SeveralChosen,
    /// More values than may be chosen.
    TooMany {
        /// The most.
        most: usize,
    },
    /// "None of these" together with others.
    NoneWithOthers,
    /// Words for `other`, while something else is chosen.
    WordsWithoutOther,
    /// A missing kind together with an answer.
    MissingWithAnswer,
    /// No number.
    NotANumber,
    /// Below the smallest.
    TooSmall {
        /// The smallest.
        min: f64,
    },
    /// Above the largest.
    TooBig {
        /// The largest.
        max: f64,
    },
    /// More decimals than asked for.
    TooManyDecimals {
        /// The most.
        most: u32,
    },
    /// Longer than it may be.
    TooLong {
        /// The most characters.
        most: usize,
        /// How many it has too many.
        over: usize,
    },
    /// A code with fewer letters and digits than tell people apart.
    CodeTooShort {
        /// The fewest.
        least: usize,
    },
    /// A character that cannot be stored.
    ControlCharacter,
    /// No day of the calendar.
    NotADate,
    /// No rank, from 1 to the number of things ranked.
    NotARank {
        /// The last rank.
        last: usize,
    },
    /// The same rank twice.
    RankTwice,
    /// A thing without a rank, while others have one.
    RankMissing,
    /// A field of another form.
    UnknownField,
}

/// The codes of everything that can be chosen in a question, the code of `other` and of `none` included.
pub(super) fn codes(kind: &Kind) -> Vec<i64> {
    match kind {
        Kind::Single { scale, other } => scale.choices.iter().map(|choice| choice.value).chain(other.then_some(OTHER)).collect(),
        Kind::Battery { scale, .. } => scale.choices.iter().map(|choice| choice.value).collect(),
        Kind::Multiple { choices, none, other, .. } => {
            let codes = choices.iter().map(|choice| choice.value);
            codes.chain(other.then_some(OTHER)).chain(none.then_some(NONE)).collect()
        }
        Kind::Ranking { choices, .. } => choices.iter().map(|choice| choice.value).collect(),
        _ => Vec::new(),
    }
}

/// Whether a question offers a choice `other` with words.
pub(super) fn has_other(kind: &Kind) -> bool {
    matches!(kind, Kind::Single { other: true, .. } | Kind::Multiple { other: true, .. })
}

/// The missing kind with this name, where a question without a scale offers it.
pub(super) fn missing(kind: &Kind, name: &str) -> Option<Missing> {
    if kind.scale().is_some() {
        return None;
    }
    Missing::from_name(name).filter(|missing| kind.missing().contains(missing))
}

/// The chosen codes, each once and ascending, with the rules on how many and on `none`.
pub(super) fn several(kind: &Kind, mut chosen: Vec<i64>) -> Result<Vec<i64>, AnswerFault> {
    chosen.sort_unstable();
    chosen.dedup();
    let Kind::Multiple { max_choices, .. } = kind else { return Ok(chosen) };
    if chosen.contains(&NONE) && chosen.len() > 1 {
        return Err(AnswerFault::NoneWithOthers);
    }
    match max_choices {
        Some(most) if chosen.len() > *most => Err(AnswerFault::TooMany { most: *most }),
        _ => Ok(chosen),
    }
}

/// A number within its bounds.
pub(super) fn number(kind: &Kind, typed: Option<Typed>) -> Result<Answer, AnswerFault> {
    let Typed { value, decimals } = typed.ok_or(AnswerFault::NotANumber)?;
    let Kind::Number { min, max, decimals: most, .. } = kind else { return Err(AnswerFault::NotANumber) };
    if let Some(min) = min.filter(|min| value < *min) {
        return Err(AnswerFault::TooSmall { min });
    }
    if let Some(max) = max.filter(|max| value > *max) {
        return Err(AnswerFault::TooBig { max });
    }
    if decimals > *most { Err(AnswerFault::TooManyDecimals { most: *most }) } else { Ok(Answer::Number(value)) }
}

/// A text that can be stored, without blanks around it, or nothing.
pub(super) fn text(raw: &str, most: usize, lines: bool) -> Result<Option<String>, AnswerFault> {
    let text = raw.replace("\r\n", "\n").replace('\r', "\n");
    let text = if lines { text } else { text.replace(['\n', '\t'], " ") };
    let text = text.trim();
    if text.chars().any(|character| character.is_control() && !"\n\t".contains(character)) {
        return Err(AnswerFault::ControlCharacter);
    }
    let length = text.chars().count();
    if length > most {
        return Err(AnswerFault::TooLong { most, over: length - most });
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The most characters in the words of `other`.
pub(super) const OTHER_WORDS: usize = 200;

/// The most characters, and whether several lines, in a text question.
pub(super) fn text_room(kind: &Kind) -> (usize, bool) {
    match kind {
        Kind::Text { max_length, .. } => (*max_length, false),
        Kind::LongText { max_length, .. } => (*max_length, true),
        Kind::Code => (own_code::MOST, false),
        _ => (OTHER_WORDS, false),
    }
}

/// The order of ranking from value and rank, all ranked or none.
pub(super) fn ranking(choices: &[i64], ranks: &[Option<usize>]) -> Result<Option<Answer>, AnswerFault> {
    if ranks.iter().all(Option::is_none) {
        return Ok(None);
    }
    let mut order = vec![None; choices.len()];
    for (choice, rank) in choices.iter().zip(ranks) {
        let Some(rank) = rank else { continue };
        let Some(slot) = rank.checked_sub(1).and_then(|index| order.get_mut(index)) else {
            return Err(AnswerFault::NotARank { last: choices.len() });
        };
        if slot.replace(*choice).is_some() {
            return Err(AnswerFault::RankTwice);
        }
    }
    let order: Option<Vec<i64>> = order.into_iter().collect();
    order.map(|order| Some(Answer::Ranking(order))).ok_or(AnswerFault::RankMissing)
}
