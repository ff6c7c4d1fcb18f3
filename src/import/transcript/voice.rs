//! Who the speakers of a file are: before anybody says so, nothing of it is stored for analysis.

use super::Transcript;
use crate::focusgroup::{Purpose, UNKNOWN};
use crate::language::Language;
use crate::language::personal::{Names, masked};
use crate::store::{FocusGroup, Participant};

/// Who a speaker of a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The participant with this code.
    Participant(String),
    /// Whoever leads the talk.
    Moderator,
    /// Somebody, nobody knows who.
    Unknown,
    /// What they said is left out.
    LeftOut,
}

impl Voice {
    /// The name in forms and on the command line.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Participant(code) => code,
            Self::Moderator => "moderator",
            Self::Unknown => "unknown",
            Self::LeftOut => "leave-out",
        }
    }

    /// The voice with this name, where participants have these codes; the Danish words count too.
    #[must_use]
    pub fn from_name(name: &str, codes: &[&str]) -> Option<Self> {
        match name {
            "moderator" | "ordstyrer" => Some(Self::Moderator),
            "unknown" | "ukendt" => Some(Self::Unknown),
            "leave-out" | "udelad" => Some(Self::LeftOut),
            code => codes.iter().find(|known| known.eq_ignore_ascii_case(code)).map(|code| Self::Participant((*code).to_owned())),
        }
    }
}

/// Who may speak in a transcript of this group, in the order of their codes.
#[must_use]
pub fn speakers<'a>(group: &FocusGroup, everybody: &'a [Participant]) -> Vec<&'a Participant> {
    everybody.iter().filter(|one| one.group_id == group.id && one.is_in()).collect()
}

/// The first of these participants who did not say yes to be recorded and whose words would be taken all the same: as their own, or, where
/// the file calls a speaker by their name or code, as anybody's. `voices` stand in the order of the names.
#[must_use]
pub fn unrecorded<'a>(names: &[String], voices: &[Voice], participants: &[&'a Participant]) -> Option<&'a Participant> {
    let is_taken = |one: &Participant| {
        names.iter().zip(voices).any(|(name, voice)| match voice {
            Voice::LeftOut => false,
            Voice::Participant(code) => *code == one.code || is_called(one, name),
            Voice::Moderator | Voice::Unknown => is_called(one, name),
        })
    };
    participants.iter().copied().find(|one| !one.consents_to(Purpose::BeRecorded) && is_taken(one))
}

/// Whether a file that calls a speaker so means this participant.
fn is_called(one: &Participant, name: &str) -> bool {
    let same = |other: &str| !other.is_empty() && other.to_lowercase() == name.to_lowercase();
    same(&one.name) || same(&one.code)
}

/// Who a speaker probably is, by the name: a participant, or whoever was planned to lead the talk; nameless lines are nobody's. What
/// somebody said who did not say yes to be recorded is left out.
#[must_use]
pub fn guess(name: &str, group: &FocusGroup, participants: &[&Participant]) -> Option<Voice> {
    if name.is_empty() {
        return Some(Voice::Unknown);
    }
    if group.planned.moderator.to_lowercase() == name.to_lowercase() {
        return Some(Voice::Moderator);
    }
    let found = participants.iter().find(|one| is_called(one, name))?;
    Some(if found.consents_to(Purpose::BeRecorded) { Voice::Participant(found.code.clone()) } else { Voice::LeftOut })
}

/// A line as it is stored for analysis.
pub struct CastLine<'a> {
    /// The code of who said it; empty for the moderator, [`UNKNOWN`] for whom nobody knows.
    pub speaker: &'a str,
    /// The key of the question that was talked about.
    pub question: &'a str,
    /// The words, without the person numbers in them.
    pub words: String,
}

impl Transcript {
    /// How many lines each speaker has, in the order of the speakers.
    #[must_use]
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.speakers.len()];
        for line in &self.lines {
            counts[line.speaker] += 1;
        }
        counts
    }

    /// The lines with codes in the place of names, `voices` standing in the order of the speakers. The question of a line is the one that
    /// begins last at or before it, by `begins`: pairs of a question and the number of a line, from 1.
    #[must_use]
    pub fn cast<'a>(&'a self, voices: &'a [Voice], first: &'a str, begins: &[(&'a str, usize)]) -> Vec<CastLine<'a>> {
        let mut begins = begins.to_vec();
        begins.sort_by_key(|(_, line)| *line);
        let mut cast = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let speaker = match voices.get(line.speaker) {
                Some(Voice::Participant(code)) => code.as_str(),
                Some(Voice::Moderator) => "",
                Some(Voice::Unknown) => UNKNOWN,
                Some(Voice::LeftOut) | None => continue,
            };
            let question = begins.iter().take_while(|(_, begin)| *begin <= at + 1).last().map_or(first, |(question, _)| question);
            cast.push(CastLine { speaker, question, words: masked(&line.words, &Names::default(), Language::Da) });
        }
        cast
    }

    /// The number of the first line in which the words of a question are said, from 1; none where they are not.
    #[must_use]
    pub fn first_said(&self, question: &str) -> Option<usize> {
        let plain =
            |words: &str| words.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let wanted = plain(question);
        (wanted.len() > 10).then(|| self.lines.iter().position(|line| plain(&line.words).contains(&wanted)))?.map(|at| at + 1)
    }
}
