//! Which lines leave for other programs, which stay, and why: who did not say yes to it, what nobody is to see, and what tells of somebody.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Shareable;
use crate::export::summary::{Talks, Uttered, called as title, known_by};
use crate::focusgroup::attribution::{FEWEST, Shown, Spoken, Verdict, could_have, settle};
use crate::focusgroup::{Code, Known, LineKind, Purpose, bare_words, called};
use crate::language::{Language, filled, number};
use crate::questionnaire::Trial;
use crate::store::{Excerpt, Memo, MemoOf, NoteLine, Participant, QuoteDecision};
use crate::time::Timestamp;

/// So long a code must be to name a trial whose name only has it in it.
const SHORTEST_NAME: usize = 6;

/// Why a line stays here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stays {
    /// No participant said it.
    Unspoken,
    /// Whoever said it did not say yes to other programs under a version that asks it, or took that back.
    NoYes,
    /// Whoever said it does not want the words shown.
    Withheld,
    /// It names somebody or a municipality, itself or by a code or memo on it.
    Names,
    /// Fewer than three could have said it.
    TooFew,
}

impl Stays {
    fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Unspoken => ("ingen deltager har sagt dem", "no participant said them"),
            Self::NoYes => {
                ("deltageren ikke har sagt ja til andre programmer", "the participant did not say yes to other programs")
            }
            Self::Withheld => ("deltageren ikke vil have ordene vist", "the participant does not want the words shown"),
            Self::Names => ("de nævner en deltager eller en kommune", "they name a participant or a municipality"),
            Self::TooFew => ("færre end tre kan have sagt dem", "fewer than three could have said them"),
        };
        if language == Language::En { english } else { danish }
    }
}

/// Who said yes to other programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Yeses {
    /// How many came and do not say yes to it.
    pub lacking: usize,
    /// How many took their yes back, and when the last of them did.
    pub taken_back: Option<(usize, Timestamp)>,
}

impl Yeses {
    pub(super) fn of(participants: &[Participant]) -> Self {
        let lacks = |one: &&Participant| one.attended && one.is_in() && !one.consents_to(Purpose::OtherPrograms);
        let back: Vec<i64> = participants.iter().filter_map(|one| one.took_back(Purpose::OtherPrograms)).map(|at| at.0).collect();
        let taken_back = back.iter().max().map(|last| (back.len(), Timestamp(*last)));
        Self { lacking: participants.iter().filter(lacks).count(), taken_back }
    }
}

impl Shareable {
    /// How many lines are in it and how many are not, in a sentence.
    #[must_use]
    pub fn count(&self, language: Language) -> String {
        let words = match language {
            Language::En => "Lines in it: {n}. Lines that are not: {left}.",
            _ => "Linjer, som er med: {n}. Linjer, som ikke er: {left}.",
        };
        let whole = |count: usize| number::whole(count as u64, language);
        filled(words, &[("n", &whole(self.own.places.len())), ("left", &whole(self.left_out.values().sum()))])
    }

    /// Why lines are not in it, who did not say yes, and what is to be done where a yes was taken back; a sentence each.
    #[must_use]
    pub fn account(&self, language: Language) -> Vec<String> {
        let say = |danish, english| if language == Language::En { english } else { danish };
        let whole = |count: usize| number::whole(count as u64, language);
        let mut said = Vec::new();
        for (why, count) in &self.left_out {
            let words = say("Udeladt, fordi {why}: {n}.", "Left out, since {why}: {n}.");
            said.push(filled(words, &[("why", why.words(language)), ("n", &whole(*count))]));
        }
        if self.covered > 0 {
            let words = say(
                "Gjort ulæselige i tekster fra andre programmer, fordi de står blandt de udeladte: {n}.",
                "Made unreadable in texts of other programs, since they are among those left out: {n}.",
            );
            said.push(filled(words, &[("n", &whole(self.covered))]));
        }
        if self.yeses.lacking > 0 {
            let words = say(
                "Deltagere, der kom og ikke siger ja til andre programmer: {n}. De bliver spurgt på deres egen side, og linket er det samme.",
                "Participants who came and do not say yes to other programs: {n}. They are asked on their own page, and the link is the same.",
            );
            said.push(filled(words, &[("n", &whole(self.yeses.lacking))]));
        }
        if let Some((count, last)) = self.yeses.taken_back {
            let words = say(
                "Deltagere, der har taget deres ja tilbage: {n}, senest {day}. Hent en ny fil, og slet dem, der er hentet før.",
                "Participants who took their yes back: {n}, the last on {day}. Fetch a new file, and delete those fetched before.",
            );
            said.push(filled(words, &[("n", &whole(count)), ("day", &number::day(last.day(), language))]));
        }
        said
    }
}

/// The lines that stay, each with why; the others may leave.
pub(super) fn kept_back(talks: &Talks, lines: &[(i64, NoteLine)], coded: (&[Code], &[Excerpt], &[Memo])) -> BTreeMap<i64, Stays> {
    // The text names no group, so that a line may be from any of them.
    let groups: BTreeSet<i64> = talks.groups.iter().map(|group| group.id).collect();
    let (mut told, mut uttered): (Vec<Spoken>, Vec<Uttered<'_>>) = talks.told().into_iter().unzip();
    let quoted = told.len();
    let speaker_of = |group: i64, line: &NoteLine| {
        let speaker = talks.participants.iter().find(|one| one.group_id == group && one.code == line.speaker);
        speaker.filter(|_| matches!(line.kind, LineKind::Statement | LineKind::Quote))
    };
    uttered.extend(lines.iter().map(|(group, line)| Uttered {
        group: *group,
        speaker: &line.speaker,
        line: talks.first_form(line.id),
        // What no participant said is nobody's words that are known again.
        words: speaker_of(*group, line).map(|_| bare_words(&line.words)).into_iter().collect(),
    }));
    let unwanted = talks.claims.quotes.iter().filter(|quote| quote.decision == Some(QuoteDecision::Withheld));
    uttered.extend(unwanted.filter_map(|quote| Some(talks.quoted(quote, talks.claims.statement(quote.statement_id)?))));
    let mut firsts = known_by(&uttered);
    // What somebody does not want shown stays here, wherever else it was written down.
    let withheld: BTreeSet<i64> = firsts.split_off(quoted + lines.len()).into_iter().collect();
    let of_lines = firsts.split_off(quoted);
    told.iter_mut().zip(firsts).for_each(|(one, first)| one.line = first);
    let taking = talks.taking();
    let attendees = talks.attendees();
    let before = settle(&attendees, &taking, &told);
    let known = known(talks);
    let (mut extra, mut ids, mut stays) = (Vec::new(), Vec::new(), BTreeMap::new());
    for ((group, line), first) in lines.iter().zip(of_lines) {
        let speaker = speaker_of(*group, line);
        let (names, beside) = beside(line, coded);
        let why = match speaker {
            None => Some(Stays::Unspoken),
            Some(one) if one.withdrawn || !one.consents_to(Purpose::OtherPrograms) => Some(Stays::NoYes),
            Some(_) if withheld.contains(&first) => Some(Stays::Withheld),
            Some(_) => (!known.told(&beside).is_empty()).then_some(Stays::Names),
        };
        let (None, Some(speaker)) = (why, speaker) else {
            stays.extend(why.map(|why| (line.id, why)));
            continue;
        };
        ids.push(line.id);
        extra.push(Spoken {
            person: speaker.person(),
            role: talks.role(*group),
            group: *group,
            line: first,
            trials: named_trials(talks, &names, &beside),
            groups: groups.clone(),
            names_role: false,
            labelled: false,
        });
    }
    let all: Vec<Spoken> = told.iter().chain(&extra).cloned().collect();
    let verdicts = settle(&attendees, &taking, &all);
    // A line that would take from a quote of it what documents show of it already stays here.
    let lowered: BTreeSet<i64> = told
        .iter()
        .zip(before.iter().zip(&verdicts))
        .filter(|(_, (then, now))| now.shown < then.shown)
        .map(|(one, _)| one.line)
        .collect();
    let shown = ids.into_iter().zip(extra.iter().zip(&verdicts[told.len()..]));
    // Whoever knows who said yes looks for a line's speaker among them alone.
    let yes = talks.participants.iter().filter(|one| one.consents_to(Purpose::OtherPrograms));
    let willing: BTreeSet<String> = yes.map(Participant::person).collect();
    let is_among_enough = |one: &Spoken| {
        let trials = told.iter().filter(|other| other.line == one.line).chain([one]).flat_map(|other| &other.trials);
        let trials = trials.map(String::as_str).collect();
        could_have(&attendees, &taking, &trials, |who| willing.contains(&who.person)) >= FEWEST
    };
    let leaves = |(one, verdict): (&Spoken, &Verdict)| {
        verdict.shown > Shown::Withheld && !lowered.contains(&one.line) && is_among_enough(one)
    };
    stays.extend(shown.filter(|(_, it)| !leaves(*it)).map(|(id, _)| (id, Stays::TooFew)));
    stays
}

/// Whom and what a line must not name that leaves: whoever was invited, by name or code, and the municipalities.
pub(super) fn known(talks: &Talks) -> Known<'_> {
    let codes = talks.participants.iter().map(|one| one.code.as_str()).collect();
    Known { things: codes, ..talks.known(false) }
}

/// The names of the codes of a line and of those above them, and all that is read beside it: its words, these names, and its memos.
fn beside(line: &NoteLine, (codes, excerpts, memos): (&[Code], &[Excerpt], &[Memo])) -> (BTreeSet<String>, String) {
    let (mut names, mut text) = (BTreeSet::new(), line.words.clone());
    for excerpt in excerpts.iter().filter(|one| one.line_id == line.id) {
        let mut at = Some(excerpt.code_id);
        for _ in 0..=codes.len() {
            let Some(code) = at.and_then(|id| codes.iter().find(|code| code.id == id)) else { break };
            if names.insert(code.name.to_lowercase()) {
                let _ = write!(text, "\n{}", code.name);
            }
            at = code.parent;
        }
        for memo in memos.iter().filter(|memo| memo.of == MemoOf::Excerpt(excerpt.id)) {
            let _ = write!(text, "\n{}", memo.words);
        }
    }
    (names, text)
}

/// The trials that these names of codes name, by key or title, and those that the text calls by their name.
fn named_trials(talks: &Talks, names: &BTreeSet<String>, text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let is_named = |words: &str| {
        let words = words.to_lowercase();
        !words.is_empty()
            && names
                .iter()
                .any(|name| name.contains(&words) || (name.chars().count() >= SHORTEST_NAME && words.contains(name.as_str())))
    };
    let is_called = |trial: &Trial| called(&text, &title(trial).to_lowercase());
    let told = talks.trials.trials.iter();
    let told = told.filter(|trial| is_named(&trial.key) || is_named(trial.name.get(Language::Da)) || is_called(trial));
    told.map(|trial| trial.key.clone()).collect()
}
