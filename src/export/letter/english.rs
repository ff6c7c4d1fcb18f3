//! The sentences of letters on paper and of text messages in English.

use super::words::{Texts, Words};
use crate::fieldwork::LetterWords;
use crate::language::Language;

pub(super) const WORDS: Words = Words {
    both: LetterWords::of(Language::En),
    heading: "Will you answer some questions?",
    heading_reminder: "You can still answer",
    synthetic: "This is an exercise. Nothing in this letter is real.",
    how: "How to answer",
    write_address: "Type this address on your phone or computer:",
    write_code: "Then type your code:",
    scan: "You can also scan the QR code with your phone.",
    picture: "QR code that opens your questionnaire. It does the same as the address and the code beside it.",
    pause: "You can take a break and use the same code again.",
    own_code: "The code is only for you, so please do not give it to others.",
    real: "Is this letter real?",
    call: "Call {municipality} on {phone} and ask.",
    find_number: "You can also find the municipality’s main number yourself and call it.",
    call_for_help: "Call us too if you want help with answering.",
    opt_out: "You do not want to take part? Press “I do not want to take part” at the bottom of the page.",
    controller: "{controller} is responsible for your data. Read about your rights at {host}/rettigheder.",
    phone: "Telephone {phone}",
    page: "Page {number} of {pages}",
};

pub(super) const TEXTS: Texts = Texts {
    came: "You have a letter in Digital Post from {municipality}. It is about a questionnaire.",
    waits: "Remember the letter in Digital Post from {municipality}. It is about a questionnaire, and we have no answer from you yet.",
    asks: "{municipality} would like to know what you think. Answer here: {link}",
    asks_again: "We wrote to you about a questionnaire and have no answer from you yet. Answer here: {link}",
    closes: "You can answer up to and including {date}.",
    doubt: "If you are in doubt, call us on {phone}.",
};
