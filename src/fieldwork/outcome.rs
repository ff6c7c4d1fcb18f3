//! What a response amounts to, by the share of the applicable items that it answers.

/// What a response amounts to (AAPOR Standard Definitions: complete, partial, break-off, screened out).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// At least the round's share for complete.
    Complete,
    /// At least the round's share for partial.
    Partial,
    /// Less.
    BreakOff,
    /// Thanked and ended by a screening question.
    ScreenedOut,
}

impl Outcome {
    /// The outcome of so many answered of so many applicable items, with the round's two shares in per cent.
    #[must_use]
    pub fn of(answered: usize, applicable: usize, complete: u32, partial: u32) -> Self {
        let reaches = |percent: u32| answered as u64 * 100 >= applicable as u64 * u64::from(percent);
        if reaches(complete) {
            Self::Complete
        } else if reaches(partial) {
            Self::Partial
        } else {
            Self::BreakOff
        }
    }

    /// The number under which it is stored.
    #[must_use]
    pub fn number(self) -> i16 {
        match self {
            Self::Complete => 0,
            Self::Partial => 1,
            Self::BreakOff => 2,
            Self::ScreenedOut => 3,
        }
    }

    /// The outcome stored under this number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        [Self::Complete, Self::Partial, Self::BreakOff, Self::ScreenedOut].into_iter().find(|outcome| outcome.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_the_round_decide() {
        assert_eq!(Outcome::of(8, 10, 80, 50), Outcome::Complete);
        assert_eq!(Outcome::of(7, 10, 80, 50), Outcome::Partial);
        assert_eq!(Outcome::of(4, 10, 80, 50), Outcome::BreakOff);
        assert_eq!(Outcome::of(0, 0, 80, 50), Outcome::Complete);
    }
}
