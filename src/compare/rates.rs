//! Response rates of surveys of named persons, from how many ended how.
//!
//! On a list of known staff who are silent are non-contacts, not people of unknown eligibility, so RR1 is the headline. Rounds that
//! are open or imported have no list behind them: they say a share of answers and never an AAPOR name. Source: American Association
//! for Public Opinion Research, Standard Definitions, 10th edition, 2023, "Response rates".
//!
//! How many were screened out is how many gave a certain answer, so it is told under the same rule as answers; see
//! [`tells_screened_out`].

use std::collections::BTreeMap;
use std::ops::AddAssign;

use super::Minimums;
use crate::fieldwork::{Access, Entry, Outcome, Round};
use crate::questionnaire::Version;

/// From how many responses it may be told that all of them were screened out, if others did not answer.
const ALIKE_TOLD: u64 = 20;

/// How the invitations of a round ended: each in exactly one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dispositions {
    /// Complete by the round's share of applicable items (I).
    pub complete: u64,
    /// Partial by the round's share (P).
    pub partial: u64,
    /// Said no (R).
    pub refusal: u64,
    /// Sent with fewer items than a partial answer (R).
    pub break_off: u64,
    /// Left after an item or more, and never sent (R).
    pub left: u64,
    /// Started without answering an item (R).
    pub logged_on: u64,
    /// Never heard of (NC).
    pub silent: u64,
    /// The letter could not be delivered, so nobody knows whether the person is still eligible (UO).
    pub undelivered: u64,
    /// Thanked and ended by a screening question; not eligible.
    pub screened_out: u64,
    /// Sent an answer that nobody has read: of an anonymous round that is open, or whose answers were too few.
    pub unread: u64,
    /// Not eligible for another reason.
    pub not_eligible: u64,
}

/// The rates of a survey of named persons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// RR1 = I/((I+P)+(R+NC+O)+(UH+UO)); none without anybody eligible.
    pub rr1: Option<f64>,
    /// RR2, with the partial answers counted as answers.
    pub rr2: Option<f64>,
}

impl Dispositions {
    /// All who sent an answer, whatever became of it.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.complete + self.partial + self.break_off + self.screened_out + self.unread
    }

    /// Counts one more outcome of responses.
    pub fn count(&mut self, outcome: Outcome, responses: u64) {
        match outcome {
            Outcome::Complete => self.complete += responses,
            Outcome::Partial => self.partial += responses,
            Outcome::BreakOff => self.break_off += responses,
            Outcome::ScreenedOut => self.screened_out += responses,
        }
    }

    /// Everything by name, in the order of the fieldwork page, for tables and files.
    #[must_use]
    pub fn named(&self) -> [(&'static str, u64); 9] {
        [
            ("complete", self.complete),
            ("partial", self.partial),
            ("refusal", self.refusal),
            ("logged-on", self.logged_on),
            ("break-off", self.break_off + self.left),
            ("no-reply", self.silent),
            ("undelivered", self.undelivered),
            ("screened-out", self.screened_out),
            ("not-eligible", self.not_eligible),
        ]
    }

    /// RR1 and RR2.
    #[must_use]
    pub fn rates(&self) -> Rates {
        let refused = self.refusal + self.break_off + self.left + self.logged_on;
        let eligible = self.complete + self.partial + refused + self.silent + self.undelivered;
        Rates { rr1: share(self.complete, eligible), rr2: share(self.complete + self.partial, eligible) }
    }

    /// How many invitations there were.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.named().iter().map(|(_, count)| count).sum::<u64>() + self.unread
    }
}

impl AddAssign for Dispositions {
    fn add_assign(&mut self, other: Self) {
        self.complete += other.complete;
        self.partial += other.partial;
        self.refusal += other.refusal;
        self.break_off += other.break_off;
        self.left += other.left;
        self.logged_on += other.logged_on;
        self.silent += other.silent;
        self.undelivered += other.undelivered;
        self.screened_out += other.screened_out;
        self.unread += other.unread;
        self.not_eligible += other.not_eligible;
    }
}

/// Whether it may be told how many were screened out, and with that how many of the others answered how much.
///
/// Not while answers come in, since two looks tell what those said who answered in between; not of fewer than a distribution is shown
/// of; and that all were, only where some of those invited did not answer. That nobody was is no more than is said by comparing them.
#[must_use]
pub fn tells_screened_out(ended: &Dispositions, version: &Version, closed: bool, minimums: Minimums) -> bool {
    let answered = ended.answered();
    let all = ended.screened_out == answered;
    let excepted = answered >= ALIKE_TOLD && answered < ended.total();
    !version.can_screen_out() || (closed && answered >= minimums.distribution && (!all || excepted))
}

/// Whether it may be told how many answers came in on paper and by telephone: of a closed round of which distributions are shown, and only
/// where none of the parts, what came in otherwise included, is smaller than a group of which anything is shown.
#[must_use]
pub fn tells_entries(answered: u64, entered: &BTreeMap<Entry, u64>, closed: bool, minimums: Minimums) -> bool {
    let rest = answered.saturating_sub(entered.values().sum());
    let small = |part: &u64| *part > 0 && *part < minimums.mean;
    closed && answered >= minimums.distribution && !entered.values().chain([&rest]).any(small)
}

/// Whether fewer answered a closed round than any figure is shown of. It is decided by how many answered, and by how many of them were
/// screened out only where that is told of the round itself.
#[must_use]
pub fn is_too_few(ended: &Dispositions, version: &Version, minimums: Minimums) -> bool {
    let told = tells_screened_out(ended, version, true, minimums);
    let counted = ended.answered() - if told { ended.screened_out } else { 0 };
    counted < minimums.mean
}

/// Whether a round has a list of named persons behind it, so that AAPOR's names apply; others say "svarandel".
#[must_use]
pub fn is_of_named_persons(round: &Round) -> bool {
    round.access == Access::Invited && !round.imported
}

/// The share of a population that answered; none without a population, or where more answered than there are.
#[must_use]
pub fn share(answered: u64, people: u64) -> Option<f64> {
    (people > 0 && answered <= people).then(|| answered as f64 / people as f64)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::compare::fixtures;
    use crate::questionnaire::parse_condition;

    #[test]
    fn the_denominator_holds_everybody_but_those_who_are_not_eligible() {
        let ended = Dispositions {
            complete: 30,
            partial: 4,
            refusal: 1,
            break_off: 1,
            left: 1,
            logged_on: 1,
            silent: 10,
            undelivered: 2,
            screened_out: 5,
            unread: 0,
            not_eligible: 3,
        };
        assert_eq!(ended.rates(), Rates { rr1: Some(0.6), rr2: Some(0.68) });
        assert_eq!(ended.total(), 58);
    }

    #[test]
    fn how_many_came_on_paper_is_told_only_where_no_part_is_small() {
        let minimums = Minimums { mean: 5, distribution: 8 };
        let told = |answered: u64, paper: u64, telephone: u64, closed: bool| {
            let entered = BTreeMap::from([(Entry::Paper, paper), (Entry::Telephone, telephone)]);
            tells_entries(answered, &entered, closed, minimums)
        };
        assert!(told(30, 9, 12, true) && told(30, 9, 0, true) && told(14, 9, 5, true));
        assert!(!told(30, 9, 12, false), "answers still come in");
        assert!(!told(30, 4, 12, true), "four on paper");
        assert!(!told(30, 15, 12, true), "three on the web");
        assert!(!told(7, 7, 0, true), "seven");
    }

    #[test]
    fn a_round_has_too_few_answers_below_what_a_mean_is_shown_of() {
        let plain = fixtures::version(1, vec![fixtures::single("used", fixtures::yes_no())]);
        let mut screening = plain.clone();
        screening.pages[0].questions[0].screen_out_if = Some(parse_condition("used == 1").unwrap().condition);
        let minimums = Minimums { mean: 5, distribution: 8 };
        let few = |version: &Version, complete: u64, screened_out: u64| {
            let ended = Dispositions { complete, screened_out, ..Dispositions::default() };
            is_too_few(&ended, version, minimums)
        };
        assert!(few(&plain, 0, 0) && few(&plain, 4, 0) && !few(&plain, 5, 0));
        assert!(few(&screening, 3, 30), "it is told that thirty were screened out");
        assert!(!few(&screening, 1, 6), "whether the seven were screened out is not told, and so not by this either");
    }

    #[test]
    fn how_many_were_screened_out_is_told_like_an_answer() {
        let plain = fixtures::version(1, vec![fixtures::single("used", fixtures::yes_no())]);
        let mut screening = plain.clone();
        screening.pages[0].questions[0].screen_out_if = Some(parse_condition("used == 1").unwrap().condition);
        let minimums = Minimums { mean: 5, distribution: 8 };
        let told = |complete: u64, screened_out: u64, silent: u64, closed: bool| {
            let ended = Dispositions { complete, silent, screened_out, ..Dispositions::default() };
            assert!(tells_screened_out(&ended, &plain, closed, minimums));
            tells_screened_out(&ended, &screening, closed, minimums)
        };
        assert!(told(5, 3, 4, true) && told(9, 0, 0, true));
        assert!(!told(5, 3, 4, false), "answers still come in");
        assert!(!told(4, 3, 4, true), "seven");
        assert!(!told(0, 19, 4, true) && told(0, 20, 1, true) && !told(0, 20, 0, true), "all alike");
    }

    #[test]
    fn nobody_eligible_gives_no_rate() {
        let ended = Dispositions { screened_out: 3, ..Dispositions::default() };
        assert_eq!(ended.rates(), Rates { rr1: None, rr2: None });
    }

    #[test]
    fn more_answers_than_people_give_no_share() {
        assert_eq!(share(34, 40), Some(0.85));
        assert_eq!(share(41, 40), None);
        assert_eq!(share(0, 0), None);
    }

    #[test]
    fn open_and_imported_rounds_have_no_aapor_name() {
        let mut round = fixtures::round("r", date(2019, 1, 1), 1);
        assert!(!is_of_named_persons(&round));
        round.imported = false;
        assert!(is_of_named_persons(&round));
        round.access = Access::Open;
        assert!(!is_of_named_persons(&round));
    }

    #[test]
    fn outcomes_of_responses_fall_into_their_dispositions() {
        let mut ended = Dispositions::default();
        ended.count(Outcome::Complete, 3);
        ended.count(Outcome::BreakOff, 2);
        ended += Dispositions { silent: 5, ..Dispositions::default() };
        assert_eq!(ended.rates().rr1, Some(0.3));
    }
}
