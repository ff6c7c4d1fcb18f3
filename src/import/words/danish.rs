//! Faults in Danish: what is wrong, then what to do.

use super::glance;
use crate::import::{AnswerFault, FaultKind, MapFault, PseudonymFault, WorkbookFault};
use crate::language::Language;
use crate::questionnaire::syntax;

fn quoted(word: &str) -> String {
    format!("»{}«", glance(word))
}

/// The sentence in Danish.
pub(super) fn sentence(kind: &FaultKind) -> String {
    match kind {
        FaultKind::EmptyFile => "Filen er tom. Den skal have en række med kolonnenavne.".into(),
        FaultKind::NoRows => "Filen har kolonnenavne, men ingen rækker.".into(),
        FaultKind::InvalidUtf8 => "Her er en byte, som ikke er UTF-8. Gem filen igen som »CSV UTF-8«.".into(),
        FaultKind::InvalidUtf16 => "Her er et tegn, som ikke er UTF-16. Gem filen igen som »CSV UTF-8«.".into(),
        FaultKind::UndefinedByte(byte) => format!(
            "Byten 0x{byte:02X} findes hverken i UTF-8 eller Windows-1252. Er det en CSV-fil? Gem den igen som »CSV UTF-8«."
        ),
        FaultKind::Nul => "Her er et NUL-tegn, som ikke kan gemmes. Slet det.".into(),
        FaultKind::UnclosedQuote => {
            "Her begynder et anførselstegn, som ikke bliver lukket. Luk det, eller skriv det dobbelt.".into()
        }
        FaultKind::EmptyHeader { number } => format!("Kolonne {number} har intet navn. Giv den et, eller slet kolonnen."),
        FaultKind::DuplicateHeader { name } => format!("Kolonnen {} findes to gange. Slet eller omdøb den ene.", quoted(name)),
        FaultKind::Ragged { expected, found } => {
            let cells = if *found == 1 { "felt" } else { "felter" };
            let columns = if *expected == 1 { "kolonne" } else { "kolonner" };
            format!(
                "Rækken har {found} {cells}, men filen har {expected} {columns}. Sæt anførselstegn om felter med skilletegn i."
            )
        }
        FaultKind::MissingColumn { name } => format!("Kolonnen {} mangler.", quoted(name)),
        FaultKind::UnknownColumn { name, known, mappable } => {
            let remedy = if *mappable { ", slet den, eller nævn den i en fil til --map" } else { ", eller slet den" };
            format!("Kolonnen {} er ukendt. Ret den til en af {}{remedy}.", quoted(name), known.join(", "))
        }
        FaultKind::EmptyCell { column } => format!("{} mangler. Feltet skal udfyldes.", quoted(column)),
        FaultKind::PersonNumbers { column } => format!(
            "Kolonnen {} ser ud til at indeholde CPR-numre (ti cifre med en gyldig dato), og dem må platformen ikke have. \
             Erstat dem med kommunens egne nøgler: det gør `nulpunkt pseudonymise` på jeres egen maskine. Importér så filen igen.",
            quoted(column)
        ),
        FaultKind::PersonNumberInCell { column } => format!(
            "I {} står noget, der ligner et CPR-nummer (ti cifre med en gyldig dato), og det må platformen ikke have. Slet det, og \
             importér filen igen.",
            quoted(column)
        ),
        FaultKind::UnknownMunicipality { value } => {
            format!(
                "Kommunen {} er ukendt. Skriv kommunens korte eller fulde navn, som det står på forsøgets side.",
                quoted(value)
            )
        }
        FaultKind::NotInTrial { value, taking_part } => format!(
            "{} deltager ikke i forsøget. Det gør {}. Ret kommunen, eller slet rækken.",
            quoted(value),
            taking_part.join(", ")
        ),
        FaultKind::NotYours => {
            "Rækken hører ikke til en af dine kommuner. Slet den, eller bed jeres koordinator om at indlæse den.".into()
        }
        FaultKind::UnknownLanguage { value, offered } => {
            format!("Spørgeskemaet findes ikke på sproget {}. Vælg mellem {}.", quoted(value), offered.join(", "))
        }
        FaultKind::Email => "Det er ikke en e-mailadresse. Ret den, eller lad feltet være tomt.".into(),
        FaultKind::Phone => "Det er ikke et telefonnummer. Ret det, eller lad feltet være tomt.".into(),
        FaultKind::Unprintable { column } => {
            format!("{} har tegn, der ikke kan stå der, eller er længere end 200 tegn. Ret feltet.", quoted(column))
        }
        FaultKind::DuplicatePersonKey { first } => {
            format!("Samme person_key som i linje {first}. Slet den ene, eller vælg --duplicates first eller last.")
        }
        FaultKind::DuplicateEmail { first } => {
            format!("Samme e-mailadresse som i linje {first}. Slet den ene, eller vælg --duplicates first eller last.")
        }
        FaultKind::KnownDiffers { columns } => format!(
            "Runden har allerede denne person_key, men med andet indhold i {}. Ret rækken, eller vælg --duplicates first, så runden \
             beholder det, den har.",
            columns.join(", ")
        ),
        FaultKind::AddressInRound => {
            "En anden i runden har allerede denne e-mailadresse og ville få to breve. Slet rækken, eller vælg \
             --duplicates first, så den bliver udeladt."
                .into()
        }
        FaultKind::NotACount { column } => format!("{} skal være et helt tal fra 0.", quoted(column)),
        FaultKind::DuplicateGroup { first } => format!("Samme gruppe som i linje {first}. Læg de to rækker sammen."),
        FaultKind::Pseudonym(fault) => pseudonym(fault),
        FaultKind::Workbook(fault) => workbook(fault),
        FaultKind::Answer(fault) => answer(fault),
        FaultKind::Figure(fault) => super::figures::sentence(fault, Language::Da),
        FaultKind::Map(fault) => map(fault),
    }
}

fn answer(fault: &AnswerFault) -> String {
    match fault {
        AnswerFault::NotAChoice { column, value, allowed } => {
            format!(
                "{} findes ikke blandt svarene på {}. Skriv en af disse værdier eller dens tekst: {allowed}.",
                quoted(value),
                quoted(column)
            )
        }
        AnswerFault::NotZeroOrOne { column } => format!("{} skal være 0 (ikke valgt), 1 (valgt) eller tom.", quoted(column)),
        AnswerFault::TickEmpty { column, item } => format!(
            "{} er tom, men andre kolonner af {} er udfyldt. Skriv 0 eller 1 i dem alle, eller lad dem alle være tomme.",
            quoted(column),
            quoted(item)
        ),
        AnswerFault::SamePanelId { first: Some(first) } => {
            format!("Samme panel_id som i linje {first}: én person kan kun svare én gang i en runde. Slet den ene række.")
        }
        AnswerFault::SamePanelId { first: None } => {
            "Runden har allerede et svar med dette panel_id: én person kan kun svare én gang i en runde. Slet rækken.".into()
        }
        AnswerFault::KnownResponseDiffers => {
            "response_id findes i runden med andet indhold. Intet er læst ind: ret rækken, eller giv den et andet id.".into()
        }
        AnswerFault::InFuture { column } => format!("Dagen i {} er ikke kommet endnu. Ret den.", quoted(column)),
        AnswerFault::OtherTextAlone { column } => {
            format!("{} har en tekst, men »other« er ikke valgt. Vælg det, eller slet teksten.", quoted(column))
        }
        AnswerFault::NoneBesideOthers { column } => {
            format!("{} er valgt sammen med andre svar. Behold enten det ene eller de andre.", quoted(column))
        }
        AnswerFault::TooManyChoices { column, most } => {
            format!("Der er valgt flere svar i {} end de {most}, der må vælges. Ret rækken.", quoted(column))
        }
        AnswerFault::NotANumber { column } => {
            format!(
                "{} skal være et tal. Skriv kun cifre og ét decimaltegn (komma kun i filer med semikolon eller tabulator).",
                quoted(column)
            )
        }
        AnswerFault::OutOfRange { column, range } => {
            format!("Tallet i {} skal ligge i området {range}. Ret det.", quoted(column))
        }
        AnswerFault::TooManyDecimals { column, decimals: 0 } => {
            format!("{} skal være et helt tal. Fjern decimalerne.", quoted(column))
        }
        AnswerFault::TooManyDecimals { column, decimals: 1 } => {
            format!("{} må højst have én decimal. Afrund tallet.", quoted(column))
        }
        AnswerFault::TooManyDecimals { column, decimals } => {
            format!("{} må højst have {decimals} decimaler. Afrund tallet.", quoted(column))
        }
        AnswerFault::TooLong { column, most } => format!("Teksten i {} er længere end {most} tegn. Forkort den.", quoted(column)),
        AnswerFault::NotADate { column } => {
            format!("{} skal være en dag, der findes. Skriv den som 2020-06-30 eller 30.06.2020.", quoted(column))
        }
        AnswerFault::Ranking { column, choices } => {
            format!("Rangordenen i {} skal bruge hvert af tallene 1 til {choices} én gang eller være helt tom.", quoted(column))
        }
        AnswerFault::MissingBesideAnswer { column } => {
            format!("{} siger, at svaret mangler, men der står også et svar. Behold det ene.", quoted(column))
        }
        AnswerFault::NotShown { column } => {
            format!(
                "{} er besvaret, men bliver ikke vist efter de andre svar i rækken. Tøm feltet, eller ret de andre svar.",
                quoted(column)
            )
        }
        AnswerFault::PanelInAnonymous => {
            "Runden er anonym og må ikke have panel_id. Slet kolonnen, eller ignorér den med --map.".into()
        }
        AnswerFault::PersonKeyNotIdentified => {
            "Kun identificerede runder må have person_key. Slet kolonnen, eller ignorér den med --map.".into()
        }
        AnswerFault::SameResponseId { first } => {
            format!("Samme response_id som i linje {first}, men med andet indhold. Slet den ene, eller giv den sit eget id.")
        }
        AnswerFault::NoTally { question } => {
            format!("Spørgsmålet {} kan ikke indlæses som optalte svar, kun spørgsmål med svar at vælge.", quoted(question))
        }
        AnswerFault::SameCount { first } => format!("Samme svar som i linje {first}. Læg de to rækker sammen."),
        AnswerFault::ShownDiffers { first } => {
            format!("»shown« er ikke det samme som i linje {first}. Det skal være ens for alle svar på samme spørgsmål.")
        }
        AnswerFault::ShownTooSmall { least } => {
            format!("»shown« er mindre end de {least}, der er talt op. Ret det til antallet, der fik spørgsmålet.")
        }
        AnswerFault::ShownMissing { question } => {
            format!(
                "Til {} skal »shown« udfyldes: Når man må vælge flere svar, siger tallene ikke, hvor mange der svarede.",
                quoted(question)
            )
        }
    }
}

fn map(fault: &MapFault) -> String {
    match fault {
        MapFault::Syntax { message } => format!("Filen er ikke gyldig TOML: {}. Ret linjen.", syntax(message, Language::Da)),
        MapFault::UnknownTable { name } => {
            format!("{} kendes ikke her. Skriv [columns], [values.NØGLE] eller [where].", quoted(name))
        }
        MapFault::WrongType { key } => {
            format!("Værdien af {} har en forkert type. Skriv en tekst i anførselstegn eller et tal.", quoted(key))
        }
        MapFault::UnknownTarget { target, known } => {
            format!("{} er ingen kolonne her. Skriv \"\" for at ignorere, eller en af {}.", quoted(target), known.join(", "))
        }
        MapFault::TargetTwice { target } => format!("To kolonner i filen bliver til {}. Vælg den ene.", quoted(target)),
        MapFault::NoSuchColumn { column } => {
            format!("Filen med svar har ingen kolonne {}. Ret navnet, eller slet linjen.", quoted(column))
        }
    }
}

fn pseudonym(fault: &PseudonymFault) -> String {
    match fault {
        PseudonymFault::NoNumbers => {
            "Ingen kolonne har CPR-numre (ti cifre med en gyldig dato), så her er intet at erstatte. Er det den rigtige fil?"
                .into()
        }
        PseudonymFault::NotANumber { column } => format!(
            "{} har CPR-numre, men her står noget, der ikke er et (ti cifre med en gyldig dato). Ret det, eller slet rækken.",
            quoted(column)
        ),
        PseudonymFault::NumberElsewhere { column } => format!(
            "I {} står noget, der ligner et CPR-nummer, og det må ikke komme med til platformen. Slet det, og kør igen.",
            quoted(column)
        ),
        PseudonymFault::Twice { first } => {
            format!("Personen eller nøglen står også på linje {first} i nøglelisten. Ret listen, så hver står én gang.")
        }
    }
}

fn workbook(fault: &WorkbookFault) -> String {
    match fault {
        WorkbookFault::OldOrLocked => {
            "Filen er i det gamle Excel-format (.xls) eller låst med en adgangskode. Gem den som .xlsx uden adgangskode.".into()
        }
        WorkbookFault::NotAWorkbook => "Filen er ikke et Excel-regneark (.xlsx). Gem listen som .xlsx eller som CSV.".into(),
        WorkbookFault::Damaged => "Regnearket er beskadiget og kan ikke læses. Åbn det i Excel, og gem det igen.".into(),
        WorkbookFault::TooLarge => {
            "Regnearket er for stort. Slet de ark, rækker og kolonner, der ikke skal med, eller gem listen som CSV.".into()
        }
        WorkbookFault::NoSheet { name, sheets } if name.is_empty() && sheets.is_empty() => {
            "Regnearket har ingen synlige ark. Vis det ark, som listen står i, og gem filen igen.".into()
        }
        WorkbookFault::NoSheet { name, sheets } => {
            let sheets = sheets.iter().map(|sheet| quoted(sheet)).collect::<Vec<_>>().join(", ");
            format!("Regnearket har intet ark, der hedder {}. Det har {sheets}.", quoted(name))
        }
        WorkbookFault::NoValue { shown } if shown == "=" => {
            "Her er en formel uden resultat. Åbn filen i Excel, og gem den igen, eller skriv selve værdien.".into()
        }
        WorkbookFault::NoValue { shown } => {
            format!("Her står fejlen {}. Skriv værdien, eller lad feltet være tomt.", glance(shown))
        }
        WorkbookFault::NotANumber => "Her er et tal eller en dato, som ikke findes. Ret det, eller lad feltet være tomt.".into(),
        WorkbookFault::NoHeaderAbove => {
            "Her står noget i en kolonne uden navn. Giv kolonnen et navn i listens første række, eller slet feltet.".into()
        }
    }
}
