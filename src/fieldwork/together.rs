//! Which rounds' letters may go together: of rounds that open about the same day, to the same kind of people, with the same promises.
//!
//! The one thing a newcomer would get wrong: a letter says what is true of every link in it. So rounds whose letters promise something
//! else, or which ask about cases, write alone.

use super::round::{Access, Mode, Round};
use crate::language::Language;
use crate::questionnaire::Audience;
use crate::time::Timestamp;

/// Why a round's letters go with no other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotGoTogether {
    /// Nobody is written to: the round is open to everybody, or its answers came from outside.
    NobodyInvited,
    /// Each letter is about one case.
    Cases,
}

impl CannotGoTogether {
    /// Why, in a sentence.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::NobodyInvited, Language::En) => "The round writes to nobody, so its letters go with no other's.",
            (Self::NobodyInvited, _) => "Runden skriver ikke til nogen, så den har ingen breve at sende sammen med andres.",
            (Self::Cases, Language::En) => "Each letter of the round is about one case, so it is sent alone.",
            (Self::Cases, _) => "Hvert brev i runden handler om én sag, så det sendes for sig selv.",
        }
    }
}

/// Whether a round's letters can go with others' at all.
pub fn can_go_together(round: &Round, audience: Audience) -> Result<(), CannotGoTogether> {
    if round.access == Access::Open || round.imported {
        return Err(CannotGoTogether::NobodyInvited);
    }
    if audience == Audience::Manager && round.mode == Mode::Identified {
        return Err(CannotGoTogether::Cases);
    }
    Ok(())
}

/// Whether the letters of two rounds go together now: both can, both open within so many days of each other, and what one letter says is
/// true of the other.
#[must_use]
pub fn go_together(one: (&Round, Audience), other: (&Round, Audience), days: u32, now: Timestamp) -> bool {
    let ((one, to), (other, to_other)) = (one, other);
    let apart = one.opens.duration_until(other.opens).as_hours().unsigned_abs() / 24;
    can_go_together(one, to).is_ok()
        && can_go_together(other, to_other).is_ok()
        && one.id != other.id
        && to == to_other
        && (one.mode == Mode::Identified) == (other.mode == Mode::Identified)
        && one.synthetic == other.synthetic
        && !one.is_closed(now)
        && !other.is_closed(now)
        && apart <= u64::from(days)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn round(id: i64, day: i8) -> Round {
        Round {
            id,
            key: format!("house-{id}"),
            questionnaire: "house-caseworkers".to_owned(),
            version: 1,
            opens: date(2027, 1, day),
            closes: date(2027, 2, 26),
            closed_at: None,
            mode: Mode::Pseudonymous,
            access: Access::Invited,
            population: None,
            minimum: None,
            complete: 80,
            partial: 50,
            synthetic: false,
            imported: false,
            divisions: None,
            public_key: None,
        }
    }

    #[test]
    fn letters_go_together_within_the_days_that_are_set_and_where_they_say_the_same() {
        let staff = Audience::Caseworker;
        let now = Timestamp::at(date(2027, 1, 10), 9);
        let one = round(1, 18);
        let with = |other: &Round, to, days| go_together((&one, staff), (other, to), days, now);
        assert!(with(&round(2, 18), staff, 0));
        assert!(!with(&round(2, 19), staff, 0));
        assert!(with(&round(2, 20), staff, 2) && with(&round(2, 16), staff, 2) && !with(&round(2, 21), staff, 2));
        assert!(!with(&round(1, 18), staff, 0), "a round goes not with itself");
        assert!(!with(&round(2, 18), Audience::Citizen, 0));
        assert!(!with(&Round { mode: Mode::Identified, ..round(2, 18) }, staff, 0));
        assert!(with(&Round { mode: Mode::Anonymous, ..round(2, 18) }, staff, 0));
        assert!(!with(&Round { synthetic: true, ..round(2, 18) }, staff, 0));
        assert!(!with(&Round { closed_at: Some(now), ..round(2, 18) }, staff, 0));
    }

    #[test]
    fn cases_and_open_rounds_write_alone() {
        let cases = Round { mode: Mode::Identified, ..round(1, 18) };
        assert_eq!(can_go_together(&cases, Audience::Manager), Err(CannotGoTogether::Cases));
        let open = Round { access: Access::Open, ..round(1, 18) };
        assert_eq!(can_go_together(&open, Audience::Caseworker), Err(CannotGoTogether::NobodyInvited));
        assert_eq!(can_go_together(&round(1, 18), Audience::Caseworker), Ok(()));
    }
}
