//! The English sentences of what changed between two versions.

use super::Words;

pub(super) const WORDS: Words = Words {
    title: "What changed from version {from} to version {to}?",
    title_short: "What changed from version {from}?",
    questionnaires: "Questionnaires",
    comparable: "{comparable} of {common} questions can be compared between rounds of the two versions.",
    all: "All questions that the two versions have in common ({common}) can be compared.",
    none: "None of the questions that the two versions have in common ({common}) can be compared.",
    none_common: "The two versions have no question in common.",
    new_count: "New questions: {new}.",
    dropped_count: "Questions no longer asked: {dropped}.",
    approvable: "In {waiting} only the wording changed. It is shown as a change until a person vouches that it is spelling only.",
    legend: "How to read the wording:",
    gone: "removed",
    added: "new",
    same: "Same question",
    new: "New question",
    new_text: "It has no earlier answers to be held against.",
    dropped: "No longer asked",
    dropped_text: "It has no later answers to be held against.",
    level: "Level",
    key_of: "Key",
    differs: "This changed:",
    before_after: "before {}, now ",
    nothing: "nothing",
    parts: ["The question", "The help", "The words before the choices", "The item", "The choices"],
    approved: "Approved as spelling only by {by} on {on}: \"{reason}\"",
    approved_before: "Approved earlier by {by} on {on}: \"{reason}\"",
    may_approve: "Is it spelling only? Then a person may answer for it by name and reason, and the question can be compared again:",
    may_not_approve: "It cannot be approved as spelling, because this changed too: {reasons}. Ask the old question again, or compare from \
                      the new version on.",
    map: "How the choices are merged",
    map_from: "Choice in version {version}",
    map_to: "Choice in version {version}",
    by_hand: "--reason \"Why it is spelling only\" --by \"Your name\"",
};
