//! The sentences of letters in Danish. Those for citizens are the ones of the first page, in the same words.

use super::Words;
use crate::fieldwork::LetterWords;
use crate::language::Language;

pub(super) const WORDS: Words = Words {
    both: LetterWords::of(Language::Da),
    subject: "Spørgeskema: {title}",
    subject_reminder: "Påmindelse: {title}",
    subject_several: "{count} spørgeskemaer fra {municipality}",
    subject_reminder_several: "Påmindelse: {count} spørgeskemaer fra {municipality}",
    synthetic_mark: "[Øvelse] {subject}",
    synthetic: "Dette er en øvelse. Intet i mailen er rigtigt.",
    reminder_several: "For lidt siden skrev vi til dig om nogle spørgeskemaer. Vi mangler dit svar på dem her, og du kan nå det endnu.",
    why_trials: "{municipality} er med i flere forsøg. Vi vil gerne høre, hvad du mener.",
    several: "Vi har {count} skemaer til dig. Hvert skema har sit eget link.",
    of_trial: "Det handler om forsøget »{trial}«.",
    open: "Åbn skemaet",
    open_named: "Åbn »{title}«",
    written_link: "Du kan også skrive adressen i din browser:",
    pause: "Du kan holde pause og bruge samme link igen.",
    own_link: "Linket er kun til dig, så send det ikke videre.",
    own_links: "Linkene er kun til dig, så send dem ikke videre.",
    doubt: "Er du i tvivl om, hvem mailen kommer fra, så ring til {municipality} på {phone}.",
    answer_mail: "Du kan også bare svare på denne mail.",
    opt_out: "Vil du ikke være med, så sig nej tak her:",
    opt_out_named: "Vil du ikke svare på »{title}«, så sig nej tak her:",
    controller: "{controller} har ansvaret for dine data. Mailen er sendt fra {host}.",
    months: [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ],
    day: "{day}. {month} {year}",
};
