//! The sentences of letters in English.

use super::Words;
use crate::fieldwork::LetterWords;
use crate::language::Language;

pub(super) const WORDS: Words = Words {
    both: LetterWords::of(Language::En),
    subject: "Questionnaire: {title}",
    subject_reminder: "Reminder: {title}",
    subject_several: "{count} questionnaires from {municipality}",
    subject_reminder_several: "Reminder: {count} questionnaires from {municipality}",
    synthetic_mark: "[Exercise] {subject}",
    synthetic: "This is an exercise. Nothing in this mail is real.",
    reminder_several: "A short while ago we wrote to you about some questionnaires. We have no answer from you to these yet, and there is still time.",
    why_trials: "{municipality} takes part in several trials. We would like to hear what you think.",
    several: "We have {count} questionnaires for you. Each has its own link.",
    of_trial: "It is about the trial “{trial}”.",
    open: "Open the questionnaire",
    open_named: "Open “{title}”",
    written_link: "You can also type the address into your browser:",
    pause: "You can take a break and use the same link again.",
    own_link: "The link is only for you, so please do not pass it on.",
    own_links: "The links are only for you, so please do not pass them on.",
    doubt: "If you wonder who sent this mail, call {municipality} on {phone}.",
    answer_mail: "You can also simply reply to this mail.",
    opt_out: "If you do not want to take part, say no here:",
    opt_out_named: "If you do not want to answer “{title}”, say no here:",
    controller: "{controller} is responsible for your data. This mail was sent from {host}.",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    day: "{day} {month} {year}",
};
