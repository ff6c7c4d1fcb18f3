//! Why letters of a round wait, and what happens next: most go by themselves, and only some wait for a person.

use std::collections::BTreeMap;

use crate::fieldwork::LetterState;
use crate::language::Language;
use crate::store::Waiting;
use crate::time::Timestamp;

/// Why letters of a round wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// Their time has come.
    Due,
    /// A process has them in hand.
    InHand,
    /// The round is not open yet.
    NotOpen,
    /// The secret of the round's links is not in `keys_dir`.
    NoSecret,
    /// They leave in working hours, and these are not.
    AfterHours,
    /// Their mail server asked for a rest, or has had its share of this minute.
    DomainRests,
    /// Refused for now.
    Refused,
    /// Unknown whether they arrived; invitations go once more.
    Unknown,
    /// Unknown whether they arrived; a person decides.
    Held,
}

/// Letters that wait for one reason.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held {
    pub(super) letters: u64,
    pub(super) next_at: Option<Timestamp>,
}

/// The reasons for which letters in these states wait; outside working hours with when these begin.
pub(super) fn reasons(
    waiting: &[(LetterState, Waiting)],
    (is_early, has_secret): (bool, bool),
    hours: Option<Timestamp>,
) -> BTreeMap<Reason, Held> {
    let mut found: BTreeMap<Reason, Held> = BTreeMap::new();
    for (state, Waiting { due, later, next_at }) in waiting {
        let (now, then) = match state {
            LetterState::Held => (Reason::Held, Reason::Held),
            LetterState::Unknown => (Reason::Unknown, Reason::Unknown),
            LetterState::Sending | LetterState::Dot => (Reason::InHand, Reason::InHand),
            _ if is_early => (Reason::NotOpen, Reason::NotOpen),
            _ if !has_secret => (Reason::NoSecret, Reason::NoSecret),
            LetterState::Deferred => (Reason::Refused, Reason::Refused),
            _ if hours.is_some() && *next_at == hours => (Reason::Due, Reason::AfterHours),
            _ => (Reason::Due, Reason::DomainRests),
        };
        for (reason, letters) in [(now, *due), (then, *later)].into_iter().filter(|(_, letters)| *letters > 0) {
            let held = found.entry(reason).or_default();
            held.letters += letters;
            held.next_at = match (held.next_at, *next_at) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }
    found
}

impl Reason {
    /// Whether there is a moment at which it is tried again.
    pub(super) fn is_tried_again(self) -> bool {
        matches!(self, Self::AfterHours | Self::DomainRests | Self::Refused | Self::Unknown)
    }
}

/// The same where the letters go to participants of a focus group.
pub(super) fn reason_words_of_group(reason: Reason, language: Language) -> (&'static str, &'static str) {
    match (reason, language) {
        (Reason::NoSecret, Language::En) => {
            ("The secret behind the participants' links is missing", "They are sent when it is back in keys_dir. Ask your IT.")
        }
        (Reason::NoSecret, _) => {
            ("Hemmeligheden bag deltagernes links mangler", "De sendes, når den er tilbage i keys_dir. Spørg jeres it.")
        }
        (Reason::Unknown, Language::En) => ("Unknown whether they arrived", "They are sent again by themselves."),
        (Reason::Unknown, _) => ("Uvist, om de nåede frem", "De sendes igen af sig selv."),
        _ => reason_words(reason, language),
    }
}

/// The reason and what happens next.
pub(super) fn reason_words(reason: Reason, language: Language) -> (&'static str, &'static str) {
    let (danish, english) = match reason {
        Reason::Due => (("Står for tur", "De sendes om lidt."), ("Next in line", "They are sent in a moment.")),
        Reason::InHand => (("Sendes nu", "Vent et øjeblik."), ("Being sent", "Wait a moment.")),
        Reason::NotOpen => (
            ("Runden er ikke åben endnu", "De sendes, når runden åbner."),
            ("The round is not open yet", "They are sent when it opens."),
        ),
        Reason::NoSecret => (
            ("Hemmeligheden bag rundens links mangler", "De sendes, når den er tilbage i keys_dir. Spørg jeres it."),
            ("The secret behind the round's links is missing", "They are sent when it is back in keys_dir. Ask your IT."),
        ),
        Reason::AfterHours => (
            ("Uden for arbejdstid", "De sendes på hverdage mellem kl. 8 og 16."),
            ("Outside working hours", "They are sent on working days from 8 to 16."),
        ),
        Reason::DomainRests => (
            ("Modtagernes mailserver får kun få breve ad gangen", "De sendes lidt efter lidt af sig selv."),
            ("The recipients' mail server gets only a few letters at a time", "They are sent little by little by themselves."),
        ),
        Reason::Refused => (
            ("Afvist indtil videre", "Der prøves igen i op til tre døgn."),
            ("Refused for now", "It is tried again for up to three days."),
        ),
        Reason::Unknown => (
            ("Uvist, om de nåede frem", "Invitationer sendes igen af sig selv."),
            ("Unknown whether they arrived", "Invitations are sent again by themselves."),
        ),
        Reason::Held => (
            ("Uvist, om de nåede frem", "Du skal beslutte, om de sendes igen."),
            ("Unknown whether they arrived", "You must decide whether they are sent again."),
        ),
    };
    if language == Language::En { english } else { danish }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_letter_waits_for_one_reason_and_the_first_that_holds_it_is_told() {
        let of = |due, later| Waiting { due, later, next_at: Some(Timestamp(9)) };
        let all = [(LetterState::Queued, of(1, 2)), (LetterState::Deferred, of(0, 4)), (LetterState::Held, of(8, 0))];
        let told = |is_early, has_secret| -> Vec<(Reason, u64)> {
            reasons(&all, (is_early, has_secret), None).into_iter().map(|(reason, held)| (reason, held.letters)).collect()
        };
        assert_eq!(told(false, true), [(Reason::Due, 1), (Reason::DomainRests, 2), (Reason::Refused, 4), (Reason::Held, 8)]);
        assert_eq!(told(true, true), [(Reason::NotOpen, 7), (Reason::Held, 8)]);
        assert_eq!(told(false, false), [(Reason::NoSecret, 7), (Reason::Held, 8)]);
        // Nine is when working hours begin, so that is what those wait for that are tried again then.
        let late = reasons(&all[..1], (false, true), Some(Timestamp(9)));
        assert_eq!(late.into_keys().collect::<Vec<_>>(), [Reason::Due, Reason::AfterHours]);
    }
}
