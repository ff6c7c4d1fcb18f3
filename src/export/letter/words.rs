//! The sentences of letters on paper and of text messages. Those that a mail says too stand there in the same words.
//!
//! A sentence stands in a letter only where it is true, so each is its own field.

use crate::fieldwork::{LetterKind, LetterWords};
use crate::language::Language;

/// The sentences of letters on paper in one language. Names in braces are filled in.
pub(super) struct Words {
    /// What letters on paper and by mail share.
    pub(super) both: &'static LetterWords,
    pub(super) heading: &'static str,
    pub(super) heading_reminder: &'static str,
    pub(super) synthetic: &'static str,
    pub(super) how: &'static str,
    pub(super) write_address: &'static str,
    pub(super) write_code: &'static str,
    pub(super) scan: &'static str,
    /// What the picture is, for whoever cannot see it.
    pub(super) picture: &'static str,
    pub(super) pause: &'static str,
    pub(super) own_code: &'static str,
    pub(super) real: &'static str,
    pub(super) call: &'static str,
    pub(super) find_number: &'static str,
    pub(super) call_for_help: &'static str,
    pub(super) opt_out: &'static str,
    pub(super) controller: &'static str,
    pub(super) phone: &'static str,
    pub(super) page: &'static str,
}

/// The sentences of text messages in one language.
pub(super) struct Texts {
    /// That a letter has come, without a link.
    pub(super) came: &'static str,
    /// That a letter waits for an answer, without a link.
    pub(super) waits: &'static str,
    /// What is asked, with the link.
    pub(super) asks: &'static str,
    /// That it is still asked, with the link.
    pub(super) asks_again: &'static str,
    pub(super) closes: &'static str,
    pub(super) doubt: &'static str,
}

impl Words {
    /// The sentences of this language; of Danish, where letters from right to left would need their shapes joined, which nothing here does.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::Da | Language::Ar => &super::danish::WORDS,
            Language::En => &super::english::WORDS,
        }
    }
}

impl Texts {
    /// The sentences of this language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::Da => &super::danish::TEXTS,
            Language::En => &super::english::TEXTS,
            Language::Ar => &ARABIC,
        }
    }

    /// What the message begins with.
    pub(super) fn first(&self, kind: LetterKind, with_link: bool) -> &'static str {
        match (kind, with_link) {
            (LetterKind::Invitation, false) => self.came,
            (LetterKind::Reminder, false) => self.waits,
            (LetterKind::Invitation, true) => self.asks,
            (LetterKind::Reminder, true) => self.asks_again,
        }
    }
}

const ARABIC: Texts = Texts {
    came: "وصلتك رسالة في Digital Post من {municipality}. الرسالة عن استبيان.",
    waits: "تذكير: وصلتك رسالة عن استبيان في Digital Post من {municipality}. لم تصلنا إجابتك بعد.",
    asks: "تود {municipality} أن تعرف رأيك. أجب هنا: {link}",
    asks_again: "كتبنا إليك عن استبيان. لم تصلنا إجابتك بعد. أجب هنا: {link}",
    closes: "يمكنك الإجابة حتى نهاية يوم {date}.",
    doubt: "هل لديك شك؟ اتصل بالرقم {phone}.",
};
