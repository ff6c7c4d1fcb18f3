//! The sentences of letters on paper and of text messages in Danish.

use super::words::{Texts, Words};
use crate::fieldwork::LetterWords;
use crate::language::Language;

pub(super) const WORDS: Words = Words {
    both: LetterWords::of(Language::Da),
    heading: "Vil du svare på nogle spørgsmål?",
    heading_reminder: "Du kan nå at svare endnu",
    synthetic: "Dette er en øvelse. Intet i brevet er rigtigt.",
    how: "Sådan svarer du",
    write_address: "Skriv adressen på din mobil eller computer:",
    write_code: "Skriv så din kode:",
    scan: "Du kan også scanne QR-koden med din mobil.",
    picture: "QR-kode, der åbner dit skema. Den gør det samme som adressen og koden ved siden af.",
    pause: "Du kan holde pause og bruge samme kode igen.",
    own_code: "Koden er kun til dig, så giv den ikke til andre.",
    real: "Er brevet ægte?",
    call: "Ring til {municipality} på {phone} og spørg.",
    find_number: "Du kan også selv finde kommunens hovednummer og ringe til det.",
    call_for_help: "Ring også, hvis du vil have hjælp til at svare.",
    opt_out: "Vil du ikke være med? Så tryk på »Jeg vil ikke deltage« nederst på siden.",
    controller: "{controller} har ansvaret for dine data. Læs om dine rettigheder på {host}/rettigheder.",
    phone: "Telefon {phone}",
    page: "Side {number} af {pages}",
};

pub(super) const TEXTS: Texts = Texts {
    came: "Du har fået et brev i Digital Post fra {municipality}. Det handler om et spørgeskema.",
    waits: "Husk brevet i Digital Post fra {municipality}. Det handler om et spørgeskema, og vi mangler dit svar.",
    asks: "{municipality} vil gerne vide, hvad du mener. Svar her: {link}",
    asks_again: "Vi har skrevet til dig om et spørgeskema og mangler dit svar. Svar her: {link}",
    closes: "Du kan svare til og med {date}.",
    doubt: "Er du i tvivl, så ring til os på {phone}.",
};
