//! What changed in the words of a question, word by word, so that a person can judge whether it is a matter of spelling.
//!
//! The level never hangs on this: it only shows. A word carries the space before it, so old and new texts can be put together again
//! from the segments to the last character, and a space before a question mark is a difference that is seen.

use super::attributes::shown_choices;
use super::level::QuestionDifference;
use crate::language::{Language, Text};
use crate::questionnaire::{Item, Version};

/// What became of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They stand in both texts.
    Kept,
    /// They stand in the earlier text only.
    Gone,
    /// They stand in the later text only.
    New,
}

/// Some words in a row with the same fate; of a changed place what is gone comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What became of them.
    pub fate: Fate,
    /// The words, each with the space before it.
    pub words: String,
}

/// Which text of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The question itself.
    Text,
    /// Its help.
    Help,
    /// The words between the question and its choices.
    Lead,
    /// The item's own words, in a battery.
    Item,
    /// The choices with their values, as `1 Slet ikke · 2 I mindre grad`.
    Choices,
}

/// One text that is not as it was, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewording {
    /// Which text.
    pub part: Part,
    /// In which language.
    pub language: Language,
    /// What stood before; empty where nothing did.
    pub before: String,
    /// What stands now.
    pub after: String,
    /// Both, word by word.
    pub segments: Vec<Segment>,
}

/// The most pairs of words that are weighed against each other; a longer place that changed is shown as replaced as a whole.
const MOST_PAIRS: usize = 4_000_000;

/// Every text of a question that is not as it was, in each language that both versions have; none for new and dropped questions.
#[must_use]
pub fn rewordings(earlier: &Version, later: &Version, question: &QuestionDifference) -> Vec<Rewording> {
    let was = question.earlier.as_ref().and_then(|key| earlier.item(key));
    let Some((was, now)) = was.zip(later.item(&question.key)).filter(|_| !question.dropped) else { return Vec::new() };
    let shared = later.languages.iter().copied().filter(|language| earlier.languages.contains(language));
    let of = |language: Language| {
        let (was, now) = (&was, &now);
        Part::ALL.into_iter().filter_map(move |part| {
            let (before, after) = (part.of(was, language), part.of(now, language));
            let segments = segments(&before, &after);
            (before != after).then_some(Rewording { part, language, before, after, segments })
        })
    };
    shared.flat_map(of).collect()
}

/// Two texts word by word, by a longest common subsequence of their words.
#[must_use]
pub fn segments(before: &str, after: &str) -> Vec<Segment> {
    let (old, new) = (words(before), words(after));
    let start = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let rest = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(one, other)| one == other).count();
    let (old_end, new_end) = (old.len() - end, new.len() - end);
    let mut found = Woven::default();
    found.keep(&old[..start]);
    found.weave(&old[start..old_end], &new[start..new_end]);
    found.keep(&old[old_end..]);
    found.change();
    found.segments
}

/// The segments so far, and what is gone and new since the last word that stayed.
#[derive(Default)]
struct Woven {
    segments: Vec<Segment>,
    gone: String,
    new: String,
}

impl Woven {
    fn weave(&mut self, old: &[&str], new: &[&str]) {
        let (mut at, mut to) = (0, 0);
        if old.len().saturating_mul(new.len()) <= MOST_PAIRS {
            let common = Common::of(old, new);
            while at < old.len() && to < new.len() {
                if old[at] == new[to] {
                    self.keep(&old[at..=at]);
                    (at, to) = (at + 1, to + 1);
                } else if common.left(at + 1, to) >= common.left(at, to + 1) {
                    self.gone.push_str(old[at]);
                    at += 1;
                } else {
                    self.new.push_str(new[to]);
                    to += 1;
                }
            }
        }
        self.gone.extend(old[at..].iter().copied());
        self.new.extend(new[to..].iter().copied());
    }

    fn keep(&mut self, words: &[&str]) {
        if words.is_empty() {
            return;
        }
        self.change();
        match self.segments.last_mut() {
            Some(Segment { fate: Fate::Kept, words: kept }) => kept.extend(words.iter().copied()),
            _ => self.segments.push(Segment { fate: Fate::Kept, words: words.concat() }),
        }
    }

    fn change(&mut self) {
        for (fate, words) in [(Fate::Gone, std::mem::take(&mut self.gone)), (Fate::New, std::mem::take(&mut self.new))] {
            if !words.is_empty() {
                self.segments.push(Segment { fate, words });
            }
        }
    }
}

/// How many words any rest of the one text and any rest of the other have in common, in order.
struct Common {
    lengths: Vec<u32>,
    width: usize,
}

impl Common {
    fn of(old: &[&str], new: &[&str]) -> Self {
        let width = new.len() + 1;
        let mut common = Self { lengths: vec![0; (old.len() + 1) * width], width };
        for at in (0..old.len()).rev() {
            for to in (0..new.len()).rev() {
                common.lengths[at * width + to] = if old[at] == new[to] {
                    common.left(at + 1, to + 1) + 1
                } else {
                    common.left(at + 1, to).max(common.left(at, to + 1))
                };
            }
        }
        common
    }

    fn left(&self, at: usize, to: usize) -> u32 {
        self.lengths[at * self.width + to]
    }
}

/// A text taken apart: letters and digits in a row are a word, every other sign is one of its own, and the space before goes along.
fn words(text: &str) -> Vec<&str> {
    let is_sign = |c: char| c.is_ascii_punctuation() || "«»“”„‘’–—…·،؛؟".contains(c);
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let space = rest.len() - rest.trim_start().len();
        let mut length = 0;
        for c in rest[space..].chars() {
            if c.is_whitespace() || (is_sign(c) && length > 0) {
                break;
            }
            length += c.len_utf8();
            if is_sign(c) {
                break;
            }
        }
        let (word, behind) = rest.split_at(space + length);
        found.push(word);
        rest = behind;
    }
    found
}

impl Part {
    const ALL: [Self; 5] = [Self::Text, Self::Help, Self::Lead, Self::Item, Self::Choices];

    /// The name in files and commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Help => "help",
            Self::Lead => "lead",
            Self::Item => "item",
            Self::Choices => "choices",
        }
    }

    fn of(self, item: &Item, language: Language) -> String {
        let text = |text: Option<&Text>| text.map(|text| text.get(language).to_owned()).unwrap_or_default();
        match self {
            Self::Text => text(Some(&item.question.text)),
            Self::Help => text(item.question.help.as_ref()),
            Self::Lead => text(item.question.lead.as_ref()),
            Self::Item => text(item.text),
            Self::Choices => shown_choices(&item.question.kind, language).unwrap_or_default(),
        }
    }
}

impl Fate {
    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Gone => "gone",
            Self::New => "new",
        }
    }
}

/// Segments in one line: `[-gone-]{+new+}`.
#[must_use]
pub fn marked(segments: &[Segment]) -> String {
    let one = |segment: &Segment| match segment.fate {
        Fate::Kept => segment.words.clone(),
        Fate::Gone => format!("[-{}-]", segment.words),
        Fate::New => format!("{{+{}+}}", segment.words),
    };
    segments.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_word_that_changed_stands_alone() {
        let found = segments("Er arbejdet blevet enklere?", "Er arbejdet blevet mere enkelt?");
        assert_eq!(marked(&found), "Er arbejdet blevet[- enklere-]{+ mere enkelt+}?");
    }

    #[test]
    fn a_comma_a_space_and_a_capital_are_seen() {
        assert_eq!(marked(&segments("Ja men nej", "Ja, men nej")), "Ja{+,+} men nej");
        assert_eq!(marked(&segments("Er det nok ?", "Er det nok?")), "Er det nok[- ?-]{+?+}");
        assert_eq!(marked(&segments("læ265 i sagen", "LÆ265 i sagen")), "[-læ265-]{+LÆ265+} i sagen");
    }

    #[test]
    fn nothing_before_and_nothing_after_are_texts_too() {
        assert_eq!(marked(&segments("", "Tænk på et år.")), "{+Tænk på et år.+}");
        assert_eq!(marked(&segments("Tænk på et år.", "")), "[-Tænk på et år.-]");
        assert_eq!(segments("", ""), Vec::new());
        assert_eq!(marked(&segments("Ens ", "Ens ")), "Ens ");
    }

    #[test]
    fn a_text_too_long_to_weigh_is_replaced_as_a_whole() {
        let many = |word: &str| format!("{word} ").repeat(3_000);
        let found = segments(&many("a"), &many("b"));
        assert_eq!(found.iter().map(|segment| segment.fate).collect::<Vec<_>>(), [Fate::Gone, Fate::New, Fate::Kept]);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_put_together_again(before in "[ab ,é·\u{301}\\n]{0,30}", after in "[ab ,é·\u{301}\\n]{0,30}") {
            let found = segments(&before, &after);
            let without = |fate: Fate| found.iter().filter(|one| one.fate != fate).map(|one| &one.words[..]).collect::<String>();
            prop_assert_eq!(without(Fate::New), before);
            prop_assert_eq!(without(Fate::Gone), after);
            prop_assert!(found.windows(2).all(|pair| pair[0].fate != pair[1].fate));
        }
    }
}
