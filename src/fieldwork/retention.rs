//! What of a round, trial or focus group is deleted, and when: dates are set by people, and nothing goes without one.
//!
//! Tables (the kept counts) and reports are no artefact here: they stay, which is what lets answers go.

use jiff::civil::Date;

/// What is deleted at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Artefact {
    /// Who was asked: recipients, invitations, letters, and the person keys on answers of identified rounds.
    Contacts,
    /// The single answers of a round.
    Answers,
    /// The secret by which the persons of a trial get the same key in each of its rounds.
    PanelSecret,
    /// The notes of a focus group, with what was taken out of them.
    Notes,
    /// The originals of a focus group's transcripts.
    Transcripts,
    /// The documents of a trial.
    Documents,
    /// The recordings of a focus group.
    Recordings,
}

/// Where an artefact stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its day has come.
    Now,
    /// Its day will come.
    Later,
    /// Its day has come, but a round is still open.
    Waits,
    /// Nobody has set a day: it stays.
    NoDate,
    /// It is deleted.
    Gone,
}

impl Artefact {
    /// The word in commands and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Answers => "answers",
            Self::PanelSecret => "panel-secret",
            Self::Notes => "notes",
            Self::Transcripts => "transcripts",
            Self::Documents => "documents",
            Self::Recordings => "recordings",
        }
    }

    /// The artefact with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Contacts, Self::Answers, Self::PanelSecret, Self::Notes, Self::Transcripts, Self::Documents, Self::Recordings]
            .into_iter()
            .find(|artefact| artefact.name() == name)
    }
}

impl Stage {
    /// Where an artefact stands on the day `on`: `due` is its day, `there` how many rows are left, `has_receipt` whether some were
    /// deleted before.
    #[must_use]
    pub fn on(on: Date, due: Option<Date>, is_closed: bool, there: u64, has_receipt: bool) -> Self {
        match due {
            _ if has_receipt && there == 0 => Self::Gone,
            None => Self::NoDate,
            Some(due) if due > on => Self::Later,
            Some(_) if !is_closed => Self::Waits,
            Some(_) => Self::Now,
        }
    }

    /// The word in listings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Later => "later",
            Self::Waits => "waits",
            Self::NoDate => "no-date",
            Self::Gone => "gone",
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn nothing_goes_without_a_day_before_its_day_or_while_a_round_is_open() {
        let (today, day) = (date(2020, 6, 1), Some(date(2020, 6, 1)));
        assert_eq!(Stage::on(today, None, true, 3, false), Stage::NoDate);
        assert_eq!(Stage::on(today, Some(date(2020, 6, 2)), true, 3, false), Stage::Later);
        assert_eq!(Stage::on(today, day, false, 3, false), Stage::Waits);
        assert_eq!(Stage::on(today, day, true, 3, false), Stage::Now);
    }

    #[test]
    fn what_is_gone_is_gone_until_there_is_something_again() {
        let (today, day) = (date(2020, 6, 1), Some(date(2020, 1, 1)));
        assert_eq!(Stage::on(today, day, true, 0, true), Stage::Gone);
        assert_eq!(Stage::on(today, day, true, 1, true), Stage::Now);
        assert_eq!(Stage::on(today, day, true, 0, false), Stage::Now, "a receipt that nothing was there is one too");
    }
}
