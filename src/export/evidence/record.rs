//! The record of processing activities, letter by letter of GDPR, article 30(1).

use super::parts::{categories, controllers, measures, notice, people, period, plan};
use super::{Facts, groups};
use crate::export::document::Block;

pub(super) fn blocks(facts: &Facts) -> Vec<Block> {
    let version = &facts.version.version;
    let mut blocks = vec![
        Block::text(format!("Spørgeskemaet {} version {} besvares i perioden {}.", version.key, version.version, period(facts))),
        Block::heading("a) Dataansvarlige og kontakt"),
    ];
    blocks.extend(controllers(facts));
    blocks.extend([
        Block::heading("b) Formål og grundlag"),
        Block::text(notice(facts, |notice| &notice.purpose)),
        Block::text(notice(facts, |notice| &notice.legal_basis)),
        Block::heading("c) Registrerede og oplysninger"),
        Block::text(format!("Registrerede: {}.", people(version.audience).to_lowercase())),
    ]);
    blocks.extend(categories(facts));
    // It is of the whole installation and stays when the round's own rows go.
    blocks.push(Block::text(
        "Beder en person om ingen breve at få, gemmes et aftryk af e-mailadressen med dato og måden, det blev sagt på. Aftrykket er lavet \
         med en hemmelig nøgle, der ikke ligger i databasen, og navngiver ingen. Det bliver, når rundens oplysninger slettes, så ønsket holdes.",
    ));
    blocks.extend([
        Block::text(format!("Oplysningernes kilde: {}", notice(facts, |notice| &notice.source))),
        Block::heading("d) Modtagere"),
        Block::text(notice(facts, |notice| &notice.access)),
    ]);
    if let Some((host, _)) = &facts.relay {
        blocks
            .push(Block::text(format!("Breve afleveres til mailserveren {host}, som ser navn, e-mailadresse og brevets tekst.")));
    }
    blocks.extend([
        Block::blank("hvem der driver serveren, og databehandleraftalen med dem."),
        Block::heading("e) Overførsel til tredjelande"),
        Block::text("Platformen henter og sender intet til andre end dem, der er nævnt under d)."),
        Block::blank("om driftsstedet eller mailserveren ligger uden for EU/EØS, og da grundlaget for overførslen."),
        Block::heading("f) Frister for sletning"),
        Block::text(notice(facts, |notice| &notice.retention)),
        plan(facts),
        Block::heading("g) Tekniske og organisatoriske foranstaltninger"),
        measures(facts),
        Block::blank("adgang til maskinen, sikkerhedskopier og instruks til medarbejdere."),
    ]);
    blocks.extend(groups::blocks(facts));
    blocks
}
