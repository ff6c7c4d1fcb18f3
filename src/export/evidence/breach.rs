//! What somebody must know within the first hour of a breach: who, which data, which municipalities, by when, to whom.

use super::parts::{categories, controllers, mode, people};
use super::{Facts, groups};
use crate::export::document::Block;
use crate::fieldwork::Mode;
use crate::language::{Language, number};

pub(super) fn blocks(facts: &Facts) -> Vec<Block> {
    let held = &facts.held;
    let many = |count: u64| number::whole(count, Language::Da);
    let recipients: u64 = held.recipients.values().sum();
    let holds = [
        ("Personer på listen", recipients, "navn, kommunens nøgle, adresse og baggrundsoplysninger"),
        ("Breve i udbakken", held.letters, "hvem der er skrevet til, og hvornår"),
        ("Påbegyndte svar", held.drafts, begun(facts.round.mode)),
        ("Indsendte svar, der kan læses", held.responses, readable(facts.round.mode)),
        ("Forseglede svar", held.sealed, "kan ikke læses uden rundens nøgle i nøglemappen"),
    ];
    let rows = holds.map(|(what, count, of)| vec![what.to_owned(), many(count), of.to_owned()]);
    let mut blocks = vec![
        Block::text(
            "Arket viser, hvad platformen ved nu. Den dataansvarlige skal anmelde et brud til Datatilsynet uden unødig forsinkelse og om \
             muligt inden 72 timer, medmindre det er usandsynligt, at bruddet indebærer en risiko (artikel 33). Er risikoen høj, skal de \
             registrerede også underrettes (artikel 34). En databehandler underretter den dataansvarlige uden unødig forsinkelse.",
        ),
        Block::heading("Hvem der skal have besked"),
    ];
    blocks.extend(controllers(facts));
    blocks.extend([
        Block::text("Anmeldelse til Datatilsynet sker gennem virk.dk. Datatilsynets telefon: 33 19 32 00."),
        Block::heading("Hvem det handler om"),
        Block::text(format!("{}. {}", people(facts.version.version.audience), mode(facts))),
        Block::heading("Hvad databasen rummer lige nu"),
        Block::Table(["Hvad", "Antal", "Indhold"].map(str::to_owned).to_vec(), rows.to_vec()),
        Block::heading("Hvilke oplysninger"),
    ]);
    blocks.extend(categories(facts));
    blocks.extend([
        Block::heading("Hvad den, der har data, kan se"),
        Block::Table(
            ["Det, der er tabt", "Hvad det viser"].map(str::to_owned).to_vec(),
            seen(facts).into_iter().map(|(lost, shows)| vec![lost.to_owned(), shows.to_owned()]).collect(),
        ),
        Block::heading("Til anmeldelsen"),
        Block::blank("hvornår bruddet skete, og hvornår det blev opdaget."),
        Block::blank("hvad der er sket: data tabt, ændret eller set af andre."),
        Block::blank("hvad der er gjort, og hvad der vil blive gjort, for at begrænse skaden."),
        Block::heading("Det første, der skal gøres"),
        Block::points([
            "Stop serveren, og tag en kopi af maskinens logfiler, før noget slettes.",
            "Er links kommet ud, så luk runden (nulpunkt round close): så virker intet link mere.",
            "Er nøglemappen kommet ud, så regn med, at links kan laves, og at forseglede svar kan læses.",
            "Skriv ned, hvem der gjorde hvad og hvornår.",
        ]),
    ]);
    blocks.extend(groups::blocks(facts));
    blocks
}

fn begun(mode: Mode) -> &'static str {
    if mode == Mode::Anonymous {
        "forseglet; kan ikke læses uden link og nøglemappe"
    } else {
        "svar, der står ved en invitation"
    }
}

fn readable(mode: Mode) -> &'static str {
    match mode {
        Mode::Anonymous => "svar uden person; ingen kan se hvis",
        Mode::Pseudonymous => "svar med baggrund og pseudonym, uden navn og adresse",
        Mode::Identified => "svar med sagens eller organisationens nøgle",
    }
}

fn seen(facts: &Facts) -> Vec<(&'static str, &'static str)> {
    let answers = match facts.round.mode {
        Mode::Anonymous => {
            "Hvem der er inviteret, og hvem der har svaret; svarene uden person, når runden er lukket, og slet ikke før."
        }
        Mode::Pseudonymous => {
            "Hvem der er inviteret, og hvem der har svaret; svarene uden navn. Få med samme baggrund kan genkendes på den."
        }
        Mode::Identified => "Svarene med sagens eller organisationens nøgle.",
    };
    let keys = match facts.round.mode {
        Mode::Anonymous => "Desuden: links kan laves, og forseglede svar i en åben runde kan læses.",
        Mode::Pseudonymous => "Desuden: links kan laves, og pseudonymer kan føres tilbage til kommunens nøgler.",
        Mode::Identified => "Desuden: links kan laves.",
    };
    vec![
        ("Databasen eller en sikkerhedskopi alene", answers),
        ("Databasen og nøglemappen", keys),
        ("Et enkelt link", "Den påbegyndte besvarelse bag linket; et indsendt svar kan ikke ses."),
        ("En kvitteringskode", "Svaret selv, i en anonym runde først efter lukningen; det kan også slettes."),
        ("Serverens logfiler", "Ingen svar, links eller adresser."),
    ]
}
