//! The sentences of letters, whole in every language; adding a language means following the compiler to this place.
//!
//! A sentence stands in a letter only where it is true, so each is its own field: whoever joins two of them joins their truth.

mod ar;
mod da;
mod en;

use jiff::civil::Date;

use crate::fieldwork::LetterWords;
use crate::language::Language;

/// The sentences of one language. Names in braces are filled in by [`fill`].
pub(super) struct Words {
    /// What letters on paper and by mail share.
    pub(super) both: &'static LetterWords,
    pub(super) subject: &'static str,
    pub(super) subject_reminder: &'static str,
    pub(super) subject_several: &'static str,
    pub(super) subject_reminder_several: &'static str,
    pub(super) synthetic_mark: &'static str,
    pub(super) synthetic: &'static str,
    pub(super) reminder_several: &'static str,
    pub(super) why_trials: &'static str,
    pub(super) several: &'static str,
    pub(super) of_trial: &'static str,
    pub(super) open: &'static str,
    pub(super) open_named: &'static str,
    pub(super) written_link: &'static str,
    pub(super) pause: &'static str,
    pub(super) own_link: &'static str,
    pub(super) own_links: &'static str,
    pub(super) doubt: &'static str,
    pub(super) answer_mail: &'static str,
    pub(super) opt_out: &'static str,
    pub(super) opt_out_named: &'static str,
    pub(super) controller: &'static str,
    months: [&'static str; 12],
    day: &'static str,
}

impl Words {
    /// The sentences of this language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::Da => &da::WORDS,
            Language::En => &en::WORDS,
            Language::Ar => &ar::WORDS,
        }
    }

    /// A day as one writes it: `31. januar 2019`.
    pub(super) fn day(&self, day: Date) -> String {
        let month = usize::try_from(day.month()).ok().and_then(|month| self.months.get(month.wrapping_sub(1)));
        let (number, year) = (day.day().to_string(), day.year().to_string());
        fill(self.day, &[("day", &number), ("month", month.copied().unwrap_or_default()), ("year", &year)])
    }
}

/// The sentence with `{name}` replaced by its value for each pair; what a value holds is never read again.
pub(super) fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else { break };
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = tail;
    }
    filled.push_str(rest);
    filled
}
