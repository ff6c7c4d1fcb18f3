//! What is recommended of a trial, criterion by criterion, and who has approved it.

use jiff::civil::Date;

use super::{Approver, Met, Verdict};
use crate::language::Language;
use crate::time::Timestamp;

/// What is recommended of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recommendation {
    /// What.
    pub verdict: Verdict,
    /// In words: what was seen, and what follows from it.
    pub text: String,
    /// Why there is too little evidence; empty of the others.
    pub reason: String,
    /// What became of each criterion of success.
    pub judged: Vec<Judged>,
    /// The version of the design that these are the criteria of.
    pub design: Option<i32>,
}

/// What became of a criterion of success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The criterion's number in the design.
    pub number: u32,
    /// The statement as it was when it was judged.
    pub statement: String,
    /// What became of it.
    pub met: Met,
    /// Why, in a sentence.
    pub sentence: String,
}

/// An approval: it holds for the words that it was given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Whose.
    pub step: Approver,
    /// When they approved.
    pub on: Date,
    /// The hash of what they approved.
    pub hash: String,
    /// The version that they approved.
    pub version: i32,
    /// Who noted it.
    pub by: String,
    /// When it was noted.
    pub at: Timestamp,
    /// What they said; it may be empty.
    pub note: String,
}

/// Why an approval cannot be noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody who approves before has not approved these words.
    NotYet(Approver),
    /// It was noted already.
    Already,
    /// It would have been given before the one that goes before it.
    TooEarly(Approver, Date),
    /// Its day is still to come.
    InFuture,
}

impl Refusal {
    /// What is wrong and what to do.
    #[must_use]
    pub fn sentence(self, language: Language) -> String {
        let day = |day| crate::language::number::day(day, language);
        match (self, language) {
            (Self::NotYet(step), Language::En) => format!("{} must approve these words first.", step.words(language)),
            (Self::NotYet(step), _) => format!("{} skal godkende teksten først.", step.words(language)),
            (Self::Already, Language::En) => "That approval is noted already.".to_owned(),
            (Self::Already, _) => "Den godkendelse er allerede noteret.".to_owned(),
            (Self::TooEarly(step, on), Language::En) => {
                format!("{} approved on {}. Give that day or a later one.", step.words(language), day(on))
            }
            (Self::TooEarly(step, on), _) => {
                format!("{} godkendte {}. Skriv den dag eller en senere.", step.words(language), day(on))
            }
            (Self::InFuture, Language::En) => "The day is still to come. Note the approval once it is given.".to_owned(),
            (Self::InFuture, _) => "Dagen er ikke kommet endnu. Noter godkendelsen, når den er givet.".to_owned(),
        }
    }
}

/// Whether an approval of these words may be noted, after those that were.
pub fn noted(approvals: &[Approval], hash: &str, (step, on): (Approver, Date), today: Date) -> Result<(), Refusal> {
    let of = |step: Approver| approvals.iter().find(|one| one.step == step && one.hash == hash);
    if of(step).is_some() {
        return Err(Refusal::Already);
    }
    if on > today {
        return Err(Refusal::InFuture);
    }
    for before in Approver::ALL.into_iter().filter(|before| *before < step) {
        match of(before) {
            None => return Err(Refusal::NotYet(before)),
            Some(approval) if on < approval.on => return Err(Refusal::TooEarly(before, approval.on)),
            Some(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn approval(step: Approver, on: Date, hash: &str) -> Approval {
        Approval { step, on, hash: hash.to_owned(), version: 1, by: "Åse".to_owned(), at: Timestamp(0), note: String::new() }
    }

    #[test]
    fn whoever_approves_does_so_in_turn_and_of_the_same_words() {
        let today = date(2020, 12, 1);
        let given = [approval(Approver::WorkingGroup, date(2020, 10, 5), "a")];
        let of = |hash: &str, step, day| noted(&given, hash, (step, day), today);
        assert_eq!(of("a", Approver::LeadMunicipality, date(2020, 10, 5)), Ok(()));
        assert_eq!(of("a", Approver::WorkingGroup, date(2020, 10, 6)), Err(Refusal::Already));
        assert_eq!(of("a", Approver::Managers, date(2020, 10, 6)), Err(Refusal::NotYet(Approver::LeadMunicipality)));
        let early = Refusal::TooEarly(Approver::WorkingGroup, date(2020, 10, 5));
        assert_eq!(of("a", Approver::LeadMunicipality, date(2020, 10, 4)), Err(early));
        assert_eq!(of("a", Approver::LeadMunicipality, date(2020, 12, 2)), Err(Refusal::InFuture));
        // Other words are approved from the beginning.
        assert_eq!(of("b", Approver::LeadMunicipality, date(2020, 10, 6)), Err(Refusal::NotYet(Approver::WorkingGroup)));
        assert_eq!(of("b", Approver::WorkingGroup, date(2020, 10, 6)), Ok(()));
    }
}
