//! A contribution to the impact assessment: the four parts of GDPR, article 35(7), as far as the platform knows them.

use super::parts::{categories, controllers, free_texts, measures, mode, notice, people, period};
use super::{Facts, groups};
use crate::export::document::Block;
use crate::fieldwork::{CROWD, Mode, estimate};
use crate::language::{Language, number};

pub(super) fn blocks(facts: &Facts) -> Vec<Block> {
    let version = &facts.version.version;
    let mut blocks = vec![
        Block::text("Bidraget beskriver, hvad platformen gør. Vurderingen og beslutningen er den dataansvarliges."),
        Block::heading("a) Behandlingen"),
        Block::text(notice(facts, |notice| &notice.purpose)),
        Block::text(format!(
            "{} besvarer et spørgeskema i perioden {}. {}",
            people(version.audience),
            period(facts),
            mode(facts)
        )),
    ];
    blocks.extend(categories(facts));
    blocks.push(Block::text("Dataansvarlige:"));
    blocks.extend(controllers(facts));
    blocks.extend([
        Block::heading("b) Nødvendighed og proportionalitet"),
        Block::text(notice(facts, |notice| &notice.legal_basis)),
        Block::points([
            "Der gemmes kun svar, baggrundsoplysninger, dag og sprog: ingen netadresse, ingen browser, intet klokkeslæt og ingen cookies.",
            "Ingen svar er tvungne: et spørgsmål kan springes over.",
            "Svar på spørgsmål, som ikke vises alligevel, slettes, når der sendes.",
            "At åbne et link ændrer intet og noterer intet.",
        ]),
        Block::text(notice(facts, |notice| &notice.voluntary)),
        Block::text(notice(facts, |notice| &notice.no_consequence)),
        Block::heading("c) Risici for de registrerede"),
        Block::Table(["Risiko", "Hvad der er gjort", "Hvad der er tilbage"].map(str::to_owned).to_vec(), risks(facts)),
        Block::heading("d) Foranstaltninger"),
        measures(facts),
        Block::blank("vurdering af den samlede risiko, høring af de registrerede og databeskyttelsesrådgiverens råd."),
    ]);
    blocks.extend(groups::blocks(facts));
    blocks
}

/// Risk, what is done, what is left.
fn risks(facts: &Facts) -> Vec<Vec<String>> {
    let row = |risk: &str, done: &str, left: &str| [risk, done, left].map(str::to_owned).to_vec();
    let known = match facts.round.mode {
        Mode::Anonymous => "Den, der har nøglemappen og en kopi fra før lukningen, kan læse de svar, som da var forseglet.",
        Mode::Pseudonymous => "Den, der har nøglemappen, kan føre et svar tilbage til kommunens nøgle for personen.",
        Mode::Identified => "Svaret står ved en sag eller organisation; den, der har databasen, kan se det.",
    };
    let mut rows = vec![
        row("Nogen ser, hvem der har svaret hvad", mode(facts), known),
        row(
            "Et lille tal røber en person",
            &format!(
                "Fordelinger vises fra {} svar. Mindre tal skjules, også dem, der kunne regnes ud.",
                facts.minimums.distribution
            ),
            "Den, der kender en gruppe godt, kan gætte ud fra et tal, hvor næsten alle svarer ens.",
        ),
        vec!["Baggrund udpeger en person".to_owned(), singled_out(facts), "Evaluator ser aldrig enkeltsvar.".to_owned()],
    ];
    if facts.version.version.asks_for_code() {
        rows.push(row(
            "Nogen gætter den kode, som en person selv har lavet",
            "Koden gemmes ikke. Nøglen regnes ud med en hemmelighed, der ligger uden for databasen og slettes til sidst. Den, der har lavet \
             samme kode som en anden i runden, kobles ikke.",
            "Den, der har nøglemappen og kender det, som koden er lavet af, kan regne nøglen ud, indtil hemmeligheden er slettet.",
        ));
    }
    if free_texts(facts) > 0 {
        rows.push(row(
            "En fri tekst nævner personer",
            "Den, der svarer, advares ved CPR-nummer, telefonnummer og e-mailadresse. Evaluator ser først en tekst, når et menneske har \
             gennemset den, og kun hvor mange nok har skrevet.",
            "Den, der gennemser teksterne, ser dem. Særlige hændelser i en godkendt tekst kan stadig genkendes.",
        ));
    }
    rows.push(row(
        "Et link kommer i forkerte hænder",
        "Linket er 128 tilfældige bit, står ikke i databasen og virker ikke, når runden er lukket.",
        "Den, der har linket, kan se en påbegyndt besvarelse og svare.",
    ));
    rows.push(row(
        "Svar går tabt",
        "Hver side er gemt på disk, før den næste vises.",
        "Uden sikkerhedskopi mistes svar, når maskinen går i stykker.",
    ));
    rows
}

fn singled_out(facts: &Facts) -> String {
    let columns: Vec<String> = facts.version.version.background.iter().map(|background| background.key.clone()).collect();
    let Some(population) = facts.round.population.as_ref().filter(|population| population.knows(&columns)) else {
        return "Det vides ikke, hvor mange der har samme baggrund, da runden ikke har en fil med sin målgruppe.".to_owned();
    };
    let found = estimate(population, &columns).together;
    let many = |count| number::whole(count, Language::Da);
    format!("{} af {} har samme baggrund som færre end {CROWD} andre.", many(found.people), many(found.of))
}
