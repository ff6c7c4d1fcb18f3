//! The annexes of the processor agreement, in the order of the standard clauses of the Danish supervisory authority (Datatilsynet):
//! A the processing, B sub-processors, C the instruction, D what the parties agree besides.

use super::parts::{categories, controllers, measures, notice, people, period, plan};
use super::{Facts, groups};
use crate::export::document::Block;

pub(super) fn blocks(facts: &Facts) -> Vec<Block> {
    let mut blocks = vec![
        Block::text("Bilagene følger opdelingen i Datatilsynets standardkontraktsbestemmelser og gælder denne runde."),
        Block::heading("Parterne"),
        Block::blank("databehandlerens navn, CVR-nummer og adresse."),
        Block::text("De dataansvarlige:"),
    ];
    blocks.extend(controllers(facts));
    blocks.extend([
        Block::heading("Bilag A: Oplysninger om behandlingen"),
        Block::text(format!("A.1 Formål: {}", notice(facts, |notice| &notice.purpose))),
        Block::text(
            "A.2 Behandlingens karakter: indsamling af svar gennem personlige eller åbne links, opbevaring, optælling og \
             sammenligning af runder samt udsendelse af invitationer og påmindelser.",
        ),
        Block::text("A.3 Typer af personoplysninger:"),
    ]);
    blocks.extend(categories(facts));
    blocks.extend([
        Block::text(format!("A.4 Registrerede: {}.", people(facts.version.version.audience).to_lowercase())),
        Block::text(format!("A.5 Varighed: svar indsamles {}. {}", period(facts), notice(facts, |notice| &notice.retention))),
        Block::heading("Bilag B: Underdatabehandlere"),
    ]);
    blocks.push(Block::text(facts.relay.as_ref().map_or_else(
        || "Breve skrives som filer og sendes ikke af platformen.".to_owned(),
        |(host, _)| format!("Udsendelse af e-mail: mailserveren {host}."),
    )));
    blocks.extend([
        Block::blank("navn, CVR-nummer, adresse og opgave for hver underdatabehandler, også drift og mail."),
        Block::heading("Bilag C: Instruks"),
        Block::text(
            "C.1 Genstand: databehandleren driver platformen, indlæser kommunens lister, udsender de breve, som kommunen har godkendt, \
             og leverer sammenligninger uden enkeltsvar.",
        ),
        Block::text("C.2 Behandlingssikkerhed:"),
        measures(facts),
        Block::text(
            "C.3 Bistand: den, der har svaret, kan med sin kvitteringskode selv se sit svar og få det slettet, i en anonym runde efter lukningen. Andre \
             henvendelser sendes til kommunen.",
        ),
        Block::text(format!("C.4 Opbevaring og sletning: {}", notice(facts, |notice| &notice.retention))),
        plan(facts),
        Block::blank("C.5 stedet, hvor oplysningerne behandles."),
        Block::text("C.6 Tredjelande: intet må overføres uden kommunens skriftlige instruks."),
        Block::text(
            "C.7 Tilsyn: kommunen kan når som helst få denne runde dokumenteret: fortegnelse, ark til brud og sletteattest skrives af \
             platformen ud fra databasen.",
        ),
        Block::heading("Bilag D: Andre forhold"),
        Block::blank("hvad parterne ellers har aftalt."),
    ]);
    blocks.extend(groups::blocks(facts));
    blocks
}
