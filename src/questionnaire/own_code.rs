//! A code that people make up themselves and can make again, so that their answers to two rounds can be linked while nobody knows who
//! they are: the field's self-generated identification code.

use super::answer::{Answer, Answers};
use super::kind::Kind;
use super::model::Version;
use super::rules::AnswerFault;
use crate::language::number::latin_digit;

/// The most characters that are typed for a code.
pub(crate) const MOST: usize = 40;
/// The fewest letters and digits that tell people apart.
const LEAST: usize = 4;

/// The code as a person may have typed it on another day: letters and digits alone, in capitals, digits of all scripts alike.
fn plain(typed: &str) -> String {
    let told = typed.chars().map(latin_digit).filter(|character| character.is_alphanumeric());
    told.flat_map(char::to_uppercase).collect()
}

/// A code as it was typed, if it is long enough.
pub(super) fn checked(typed: String) -> Result<Answer, AnswerFault> {
    if plain(&typed).chars().count() < LEAST { Err(AnswerFault::CodeTooShort { least: LEAST }) } else { Ok(Answer::Text(typed)) }
}

/// Takes the code out of the answers, so that it is not among what is stored, and gives it as all who write it alike share it.
pub fn take(version: &Version, answers: &mut Answers) -> Option<String> {
    let question = version.questions().find(|question| matches!(question.kind, Kind::Code))?;
    match answers.0.remove(&question.key)? {
        Answer::Text(typed) => Some(plain(&typed)),
        _ => None,
    }
}

impl Version {
    /// Whether it asks for a code of one's own.
    #[must_use]
    pub fn asks_for_code(&self) -> bool {
        self.questions().any(|question| matches!(question.kind, Kind::Code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        for typed in ["Ma 07 Å", "ma07å", "MA-07-å", " m.a.0.7.Å ", "ma٠٧å"] {
            assert_eq!(plain(typed), "MA07Å", "{typed}");
        }
    }

    #[test]
    fn a_code_that_many_would_share_is_not_taken() {
        assert!(checked("a-1 7".to_owned()) == Err(AnswerFault::CodeTooShort { least: 4 }));
        assert!(checked("a-1 7b".to_owned()) == Ok(Answer::Text("a-1 7b".to_owned())));
    }
}
