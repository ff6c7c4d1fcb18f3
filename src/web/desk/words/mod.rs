//! The sentences of signing in, of one's own account and of the people; words in braces are filled in.

mod danish;
mod english;

use crate::access::Role;
use crate::language::Language;

/// The sentences.
pub(super) struct Words {
    pub(super) sign_in: &'static str,
    pub(super) name: &'static str,
    pub(super) password: &'static str,
    pub(super) password_again: &'static str,
    pub(super) next: &'static str,
    pub(super) wrong: &'static str,
    pub(super) too_often: &'static str,
    pub(super) crowded: &'static str,
    pub(super) first_time: &'static str,
    pub(super) code_title: &'static str,
    pub(super) code: &'static str,
    pub(super) code_wrong: &'static str,
    pub(super) code_late: &'static str,
    pub(super) gone: &'static str,
    pub(super) once: &'static str,
    pub(super) first_person: &'static str,
    pub(super) welcome: &'static str,
    pub(super) advice: &'static str,
    pub(super) choose: &'static str,
    pub(super) short: &'static str,
    pub(super) long: &'static str,
    pub(super) guessable: &'static str,
    pub(super) differ: &'static str,
    pub(super) no_name: &'static str,
    pub(super) account: &'static str,
    pub(super) scope_all: &'static str,
    pub(super) trials: &'static str,
    pub(super) municipalities: &'static str,
    pub(super) all: &'static str,
    pub(super) role_heading: &'static str,
    pub(super) change: &'static str,
    pub(super) current: &'static str,
    pub(super) new_password: &'static str,
    pub(super) changed: &'static str,
    pub(super) current_wrong: &'static str,
    pub(super) app: &'static str,
    pub(super) app_off_now: &'static str,
    pub(super) app_on_now: &'static str,
    pub(super) app_start: &'static str,
    pub(super) app_how: &'static str,
    pub(super) app_key: &'static str,
    pub(super) app_link: &'static str,
    pub(super) app_keep: &'static str,
    pub(super) app_kept: &'static str,
    pub(super) app_off: &'static str,
    pub(super) app_gone: &'static str,
    pub(super) sessions: &'static str,
    pub(super) started: &'static str,
    pub(super) ends: &'static str,
    pub(super) this_one: &'static str,
    pub(super) end: &'static str,
    pub(super) ended: &'static str,
    pub(super) unknown_browser: &'static str,
    pub(super) tokens: &'static str,
    pub(super) tokens_say: &'static str,
    pub(super) tokens_none: &'static str,
    pub(super) token_make: &'static str,
    pub(super) token_name: &'static str,
    pub(super) token_days: &'static str,
    pub(super) token_days_each: &'static str,
    pub(super) token_rights: &'static str,
    pub(super) token_reads: &'static str,
    pub(super) token_writes: &'static str,
    pub(super) token_button: &'static str,
    pub(super) token_name_wrong: &'static str,
    pub(super) token_days_wrong: &'static str,
    pub(super) token_too_many: &'static str,
    pub(super) token_made: &'static str,
    pub(super) token_ended: &'static str,
    pub(super) token_end: &'static str,
    pub(super) token_was_made: &'static str,
    pub(super) people: &'static str,
    pub(super) people_say: &'static str,
    pub(super) signs_in: &'static str,
    pub(super) proof_none: &'static str,
    pub(super) proof_password: &'static str,
    pub(super) proof_both: &'static str,
    pub(super) add: &'static str,
    pub(super) add_button: &'static str,
    pub(super) which_all: &'static str,
    pub(super) which_listed: &'static str,
    pub(super) none_ticked: &'static str,
    pub(super) no_role: &'static str,
    pub(super) taken: &'static str,
    pub(super) added: &'static str,
    pub(super) was_reset: &'static str,
    pub(super) removed: &'static str,
    pub(super) manage: &'static str,
    pub(super) reset: &'static str,
    pub(super) reset_say: &'static str,
    pub(super) remove: &'static str,
    pub(super) remove_say: &'static str,
    pub(super) name_differs: &'static str,
    pub(super) yourself: &'static str,
    roles: [&'static str; 5],
}

impl Words {
    /// The sentences in this language, else in Danish.
    pub(super) fn of(language: Language) -> &'static Self {
        if language == Language::En { &english::WORDS } else { &danish::WORDS }
    }

    /// A role with what it may.
    pub(super) fn role_at_length(&self, role: Role) -> &'static str {
        let [coordinator, evaluator, lead, notes, reader] = self.roles;
        match role {
            Role::Coordinator => coordinator,
            Role::Evaluator => evaluator,
            Role::MunicipalLead => lead,
            Role::NoteTaker => notes,
            Role::Reader => reader,
        }
    }

    /// A role in a word or two.
    pub(super) fn role(&self, role: Role) -> &'static str {
        self.role_at_length(role).split(':').next().unwrap_or_default()
    }
}
