//! The sentences of writing a questionnaire; words in braces are filled in.

use super::{danish, english};
use crate::import::Doubt;
use crate::language::Language;
use crate::questionnaire::SpokenPart;
use crate::web::words::with;

/// The sentences.
pub(in crate::web::desk) struct Words {
    pub(in crate::web::desk) questionnaires: &'static str,
    pub(in crate::web::desk) new: &'static str,
    pub(in crate::web::desk) new_say: &'static str,
    pub(in crate::web::desk) no_trials: &'static str,
    pub(in crate::web::desk) trial: &'static str,
    pub(in crate::web::desk) audience: &'static str,
    pub(in crate::web::desk) title: &'static str,
    pub(in crate::web::desk) key: &'static str,
    pub(in crate::web::desk) key_help: &'static str,
    pub(in crate::web::desk) paste: &'static str,
    pub(in crate::web::desk) paste_help: &'static str,
    pub(in crate::web::desk) begin: &'static str,
    pub(in crate::web::desk) bad_key: &'static str,
    pub(in crate::web::desk) key_taken: &'static str,
    pub(in crate::web::desk) no_trial: &'static str,
    pub(in crate::web::desk) no_audience: &'static str,
    pub(in crate::web::desk) too_long: &'static str,
    pub(in crate::web::desk) draft_of: &'static str,
    pub(in crate::web::desk) drafts: &'static str,
    pub(in crate::web::desk) saved: &'static str,
    pub(in crate::web::desk) moved: &'static str,
    pub(in crate::web::desk) moved_publishing: &'static str,
    pub(in crate::web::desk) moved_question: &'static str,
    pub(in crate::web::desk) theirs: &'static str,
    pub(in crate::web::desk) theirs_help: &'static str,
    pub(in crate::web::desk) theirs_label: &'static str,
    pub(in crate::web::desk) saved_by: &'static str,
    pub(in crate::web::desk) not_saved: &'static str,
    pub(in crate::web::desk) text: &'static str,
    pub(in crate::web::desk) text_help: &'static str,
    pub(in crate::web::desk) check: &'static str,
    pub(in crate::web::desk) no_faults: &'static str,
    pub(in crate::web::desk) one_fault: &'static str,
    pub(in crate::web::desk) faults: &'static str,
    pub(in crate::web::desk) place: &'static str,
    pub(in crate::web::desk) marks: &'static str,
    pub(in crate::web::desk) marks_help: &'static str,
    pub(in crate::web::desk) mark_place: &'static str,
    pub(in crate::web::desk) unread: &'static str,
    pub(in crate::web::desk) preview: &'static str,
    pub(in crate::web::desk) preview_say: &'static str,
    pub(in crate::web::desk) no_preview: &'static str,
    pub(in crate::web::desk) look: &'static str,
    pub(in crate::web::desk) look_back: &'static str,
    pub(in crate::web::desk) publish: &'static str,
    pub(in crate::web::desk) publish_say: &'static str,
    pub(in crate::web::desk) publish_button: &'static str,
    pub(in crate::web::desk) no_notice: &'static str,
    pub(in crate::web::desk) faults_first: &'static str,
    pub(in crate::web::desk) nothing_saved: &'static str,
    pub(in crate::web::desk) frozen: &'static str,
    pub(in crate::web::desk) give_up: &'static str,
    pub(in crate::web::desk) give_up_say: &'static str,
    pub(in crate::web::desk) give_up_button: &'static str,
    pub(in crate::web::desk) earlier: &'static str,
    pub(in crate::web::desk) question: &'static str,
    pub(in crate::web::desk) question_say: &'static str,
    pub(in crate::web::desk) question_languages: &'static str,
    pub(in crate::web::desk) question_text: &'static str,
    pub(in crate::web::desk) question_help: &'static str,
    pub(in crate::web::desk) kind: &'static str,
    pub(in crate::web::desk) choices: &'static str,
    pub(in crate::web::desk) choices_help: &'static str,
    pub(in crate::web::desk) on_page: &'static str,
    pub(in crate::web::desk) own_page: &'static str,
    pub(in crate::web::desk) same_page: &'static str,
    pub(in crate::web::desk) question_button: &'static str,
    pub(in crate::web::desk) no_text: &'static str,
    pub(in crate::web::desk) no_kind: &'static str,
    pub(in crate::web::desk) no_choices: &'static str,
    pub(in crate::web::desk) choices_of_text: &'static str,
    pub(in crate::web::desk) unreadable: &'static str,
    pub(in crate::web::desk) next_version: &'static str,
    pub(in crate::web::desk) go_on: &'static str,
    pub(in crate::web::desk) version: &'static str,
    pub(in crate::web::desk) questions: &'static str,
    pub(super) questions_heading: &'static str,
    pub(super) change: &'static str,
    pub(super) change_heading: &'static str,
    pub(super) change_say: &'static str,
    pub(super) change_button: &'static str,
    pub(super) parts: [&'static str; 5],
    pub(super) kinds: [&'static str; 3],
    pub(super) doubts: [&'static str; 4],
}

impl Words {
    /// The sentences in this language, else in Danish.
    pub(in crate::web::desk) fn of(language: Language) -> &'static Self {
        if language == Language::En { &english::WORDS } else { &danish::WORDS }
    }

    /// What a text is of its question.
    pub(super) fn part(&self, part: SpokenPart) -> String {
        let [text, help, lead, choice, item] = self.parts;
        match part {
            SpokenPart::Text => text.to_owned(),
            SpokenPart::Help => help.to_owned(),
            SpokenPart::Lead => lead.to_owned(),
            SpokenPart::Choice(number) => with(choice, &[("number", &number.to_string())]),
            SpokenPart::Item(number) => with(item, &[("number", &number.to_string())]),
        }
    }

    /// What is to be looked at.
    pub(super) fn doubt(&self, doubt: Option<Doubt>) -> &'static str {
        let [text, one, route, order] = self.doubts;
        match doubt {
            None => self.unread,
            Some(Doubt::NoOptions) => text,
            Some(Doubt::OneOption) => one,
            Some(Doubt::Route) => route,
            Some(Doubt::HighestFirst) => order,
        }
    }
}
