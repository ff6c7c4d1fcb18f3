//! Whom a round asks: a list is handed over as a file or pasted, looked at, and then stored all or nothing.
//!
//! Looking stores nothing, and the list comes back with the page as text so that the second press sends the same rows; a browser does not
//! send a file twice. A list with CPR numbers never comes back. What one who has some municipalities may hand in is held row by row.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::caller::Admitted;
use super::importing::List;
use super::layout::{Noun, Page};
use super::round_letters::want_none;
use super::rounds::{way_to, with_round};
use super::sending::{Every, refresh};
use super::sign_in::notice;
use super::{importing, tasks, wishes};
use crate::fieldwork::Round;
use crate::import::{Duplicates, Fault, FaultKind, HandIn, HandedIn, NoRecipients, SheetRead, as_text, hand_in, letters};
use crate::language::{Language, number};
use crate::store::Error;

/// So many faults are shown; who mends these finds the rest.
pub(super) const MOST_FAULTS: usize = 100;
const LABEL: &str = "list";

/// What happened, for the top of the page.
pub(super) enum Said {
    Nothing,
    Wrong(String),
    Done(String),
    /// The list is long and is being stored.
    Begun,
    /// What the list would do, and the list as text; none where it may not come back.
    Looked(Box<HandedIn>, String),
}

/// GET `/desk/rounds/{round}/recipients`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    with_round(admitted, |_| Ok(Said::Nothing), show)
}

/// POST `/desk/rounds/{round}/recipients`.
pub(super) fn act(admitted: &Admitted) -> HttpResponse {
    let act = |round: &Round| {
        if let Some(none) = NoRecipients::of(round, admitted.now()) {
            return Ok(Said::Wrong(none.sentence(admitted.language).to_owned()));
        }
        let file = admitted.files("file").next();
        let (label, bytes) = file.map_or((LABEL, admitted.field("list").as_bytes()), |file| (file.name.as_str(), &file.bytes));
        if bytes.iter().all(u8::is_ascii_whitespace) {
            let words = match file {
                Some(_) => admitted.say("Filen er tom. Vælg en anden.", "The file is empty. Choose another."),
                None => admitted.say("Vælg en fil, eller indsæt listen.", "Choose a file or paste the list."),
            };
            return Ok(Said::Wrong(words.to_owned()));
        }
        let sheet = Some(admitted.field("sheet").trim()).filter(|sheet| !sheet.is_empty());
        let is_own = |municipality: &str| admitted.has_municipality(municipality);
        let stores = admitted.field("act") == "store";
        if stores && bytes.len() > importing::LONG {
            let list = List {
                label: label.to_owned(),
                bytes: bytes.to_vec(),
                sheet: sheet.map(str::to_owned),
                duplicates: duplicates(admitted),
                skip_faulty: admitted.field("faulty") == "skip",
            };
            return Ok(if importing::begin(admitted, round, list) {
                Said::Begun
            } else {
                Said::Wrong(importing::one_at_a_time(admitted).to_owned())
            });
        }
        let how = HandIn {
            label,
            duplicates: duplicates(admitted),
            skip_faulty: admitted.field("faulty") == "skip",
            only: (!admitted.person.person.scope.municipalities.is_all()).then_some(&is_own),
            rehearsal: !stores,
            sheet,
            by: Some(admitted.actor()),
            told: &|_, _| (),
        };
        let done = Box::new(hand_in(&admitted.state.store, round, bytes, how)?);
        if !stores || done.refused {
            let holds_person_numbers = done.faults.iter().any(|fault| matches!(fault.kind, FaultKind::PersonNumbers { .. }));
            let list = if holds_person_numbers { None } else { as_text(label, bytes, sheet).ok() };
            return Ok(Said::Looked(done, list.unwrap_or_default()));
        }
        Ok(Said::Done(counts(admitted, (done.added, done.known, done.left_out), true)))
    };
    with_round(admitted, act, show)
}

fn duplicates(admitted: &Admitted) -> Duplicates {
    match admitted.field("duplicates") {
        "first" => Duplicates::First,
        "last" => Duplicates::Last,
        _ => Duplicates::Refuse,
    }
}

pub(super) fn show(admitted: &Admitted, round: &Round, said: &Said) -> Result<HttpResponse, Error> {
    let address = format!("/desk/rounds/{}/recipients", round.key);
    match said {
        Said::Done(done) => return Ok(admitted.done(&address, done)),
        Said::Begun => return Ok(admitted.see(&address)),
        Said::Nothing | Said::Wrong(_) | Said::Looked(..) => {}
    }
    let path = way_to(admitted, round);
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Rounds),
        title: admitted.say("Modtagere", "Recipients"),
        path: &path,
        synthetic: round.synthetic,
        address: &address,
    };
    let none = NoRecipients::of(round, admitted.now());
    let (import, is_running) = importing::card(admitted, round, &address);
    let body = html! {
        (import)
        @match said {
            Said::Nothing | Said::Done(_) | Said::Begun => {},
            Said::Wrong(wrong) => (notice(wrong)),
            Said::Looked(looked, _) => (preview(admitted, looked)),
        }
        p.say { (asked(admitted, round)?) }
        @let unwanted = admitted.state.store.suppressed_in(round.id, &|key| is_own(admitted, key))?;
        @if unwanted > 0 { p { (want_none(unwanted, admitted.language)) } }
        p { a href=(admitted.to(&format!("/desk/rounds/{}/addresses", round.key))) { (admitted.say("Adresser, der ikke virker", "Addresses that do not work")) } }
        @if let Some(none) = none {
            @if !matches!(said, Said::Wrong(_)) { p.card { (none.sentence(admitted.language)) } }
        } @else if !is_running {
            (form(admitted, round, said))
            (tasks::nobody_form(admitted, round)?)
            (wishes::form(admitted, round)?)
        }
    };
    // What was read of a list is shown as it was understood, and one with person numbers never again.
    let refused = matches!(said, Said::Looked(looked, _) if looked.refused);
    let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut answer = if matches!(said, Said::Wrong(_)) {
        admitted.respond_typed(true, &page, &body)
    } else {
        admitted.respond_with(status, &page, &body)
    };
    if is_running {
        refresh(admitted, &address, Every::TwoSeconds, &mut answer);
    }
    Ok(answer)
}

/// Whether somebody of this municipality, or of none, is the person's own: where they have all, everybody is.
fn is_own(admitted: &Admitted, municipality: Option<&str>) -> bool {
    admitted.person.person.scope.municipalities.is_all() || municipality.is_some_and(|key| admitted.has_municipality(key))
}

/// How many the round has: of one's own municipalities where one has some.
fn asked(admitted: &Admitted, round: &Round) -> Result<String, Error> {
    let people = admitted.state.store.recipient_backgrounds(round.id)?;
    let own = |row: &std::collections::BTreeMap<String, String>| is_own(admitted, row.get("municipality").map(String::as_str));
    let total: u64 = people.0.iter().filter(|(row, _)| own(row)).map(|(_, count)| count).sum();
    let count = number::whole(total, admitted.language);
    Ok(match admitted.language {
        Language::En if total == 0 => "Nobody stands on the list yet.".to_owned(),
        Language::En if total == 1 => "One recipient stands on the list now.".to_owned(),
        _ if total == 0 => "Der står ingen på listen endnu.".to_owned(),
        _ if total == 1 => "Én modtager står på listen nu.".to_owned(),
        Language::En => format!("{count} recipients stand on the list now."),
        _ => format!("{count} modtagere står på listen nu."),
    })
}

pub(super) fn counts(admitted: &Admitted, (added, known, left_out): (usize, usize, usize), stored: bool) -> String {
    let count = |count: usize| number::whole(count as u64, admitted.language);
    let (added, known, left_out) = (count(added), count(known), count(left_out));
    match (admitted.language, stored) {
        (Language::En, true) => format!("Imported: {added} new, {known} known already, {left_out} left out."),
        (Language::En, false) => format!("{added} new, {known} known already, {left_out} left out."),
        (_, true) => format!("Indlæst: {added} nye, {known} kendt i forvejen, {left_out} udeladt."),
        (_, false) => format!("{added} nye, {known} kendt i forvejen, {left_out} udeladt."),
    }
}

/// What was found out about a list, and what would become of it.
fn preview(admitted: &Admitted, looked: &HandedIn) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    html! {
        div.notice role=(if looked.refused { "alert" } else { "status" }) tabindex="-1" autofocus {
            @if looked.refused {
                p { b { (say("Intet er indlæst. Ret listen, og prøv igen.", "Nothing was imported. Mend the list and try again.")) } }
            } @else {
                p { b { (say("Listen kan indlæses. Intet er indlæst endnu.", "The list can be imported. Nothing was imported yet.")) } }
                p { (counts(admitted, (looked.added, looked.known, looked.left_out), false)) }
                @if looked.suppressed > 0 { p { (want_none(looked.suppressed, admitted.language)) } }
                @if let Some(note) = looked.note(admitted.language) { p { (note) } }
            }
            (faults(admitted, looked))
        }
        @if let Some(sniffed) = &looked.sniffed {
            div.card {
                h2 { (say("Sådan er listen læst", "How the list was read")) }
                p { (sniffed.sentence(admitted.language)) }
                table {
                    thead { tr { th scope="col" { (say("Kolonne i listen", "Column in the list")) } th scope="col" { (say("Læst som", "Read as")) } } }
                    tbody { @for (written, name) in &looked.headings { tr { th scope="row" { (written) } td { (column_words(name, admitted.language)) } } } }
                }
            }
        }
    }
}

/// A column's name in words, where it has one; a background is called what the questionnaire calls it.
fn column_words(name: &str, language: Language) -> &str {
    let english = language == Language::En;
    match name {
        "person_key" if english => "key",
        "person_key" => "nøgle",
        "email" => "e-mail",
        "name" if !english => "navn",
        "phone" if !english => "telefon",
        "language" if !english => "sprog",
        "municipality" if !english => "kommune",
        _ => name,
    }
}

/// What is wrong, by line; who mends it needs the line and what to do.
fn faults(admitted: &Admitted, done: &HandedIn) -> Markup {
    let keeps_those_there = duplicates(admitted) == Duplicates::First;
    let clashes = done.clashes.iter().filter(|_| !keeps_those_there);
    let all: Vec<&Fault> = done.faults.iter().chain(clashes).collect();
    let more = all.len().saturating_sub(MOST_FAULTS);
    let sheet = done.sniffed.as_ref().and_then(|sniffed| sniffed.sheet.as_ref());
    html! {
        @if !all.is_empty() {
            ul {
                @for fault in all.iter().take(MOST_FAULTS) { li { b { (place(fault, sheet, admitted.language)) ": " } (by_choices(&fault.sentence(admitted.language), sheet.is_some(), admitted.language)) } }
                @if more > 0 { li { (admitted.say("Og flere:", "And more:")) " " (more) } }
            }
        }
    }
}

/// Where a fault is, as whoever has the list before them finds it.
pub(super) fn place(fault: &Fault, sheet: Option<&SheetRead>, language: Language) -> String {
    let (line, column) = (fault.place.line, letters(fault.place.column.saturating_sub(1)));
    match (sheet, language) {
        (Some(sheet), Language::En) => format!("{}, row {line}, column {column}", sheet.name),
        (Some(sheet), _) => format!("{}, række {line}, kolonne {column}", sheet.name),
        (None, Language::En) => format!("Line {line}"),
        (None, _) => format!("Linje {line}"),
    }
}

/// A sentence that names the page's choices where the command line has an option, and columns in words.
fn by_choices(sentence: &str, in_sheet: bool, language: Language) -> String {
    let (first, last) = match language {
        Language::En => ("\u{201c}Keep the first\u{201d}", "\u{201c}Keep the last\u{201d}"),
        _ => ("»Behold den første«", "»Behold den sidste«"),
    };
    let both = format!("{first} {} {last}", if language == Language::En { "or" } else { "eller" });
    let either = sentence.replace("--duplicates first eller last", &both).replace("--duplicates first or last", &both);
    let said = either.replace("--duplicates first", first).replace("person_key", column_words("person_key", language));
    if in_sheet { said.replace(" linje ", " række ").replace(" line ", " row ") } else { said }
}

fn form(admitted: &Admitted, round: &Round, said: &Said) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let again = matches!(said, Said::Looked(..) | Said::Wrong(_));
    let typed = |name: &str| if again { admitted.field(name) } else { "" };
    let list = match said {
        Said::Looked(_, list) => list.as_str(),
        Said::Wrong(_) => admitted.field("list"),
        _ => "",
    };
    let can_store = matches!(said, Said::Looked(looked, _) if !looked.refused);
    html! {
        form.card method="post" enctype="multipart/form-data" action=(admitted.to(&format!("/desk/rounds/{}/recipients", round.key))) {
            (admitted.form_field())
            h2 { (say("Indlæs en liste", "Import a list")) }
            p.small { (say(
                "Overskrifter i første række: nøgle (eller sagsnummer), navn, e-mail, telefon, adresse, sprog, kommune og skemaets baggrunde. CPR-numre må ikke stå på listen.",
                "Headings in the first row: person_key, name, email, phone, address, language, municipality and the questionnaire's backgrounds. CPR numbers must not stand on the list.",
            )) }
            p {
                label.over for="file" { (say("Filen", "The file")) }
                input id="file" name="file" type="file" accept=".xlsx,.csv,.txt,text/csv" aria-describedby="file-say";
                span.small #file-say { (say("Et Excel-regneark (.xlsx) eller en CSV-fil, højst 8 MB.", "An Excel workbook (.xlsx) or a CSV file of at most 8 MB.")) }
            }
            p {
                label.over for="sheet" { (say("Arkets navn (kun hvis listen ikke står i det første ark)", "The sheet's name (only where the list is not in the first)")) }
                input id="sheet" name="sheet" type="text" autocomplete="off" maxlength="31" value=(typed("sheet"));
            }
            p {
                label.over for="list" { (say("Eller indsæt listen her", "Or paste the list here")) }
                textarea id="list" name="list" rows="10" spellcheck="false" aria-describedby="list-say" { (list) }
                span.small #list-say { (say(
                    "Markér cellerne i regnearket, kopiér, og sæt ind. Er der også valgt en fil, er det filen, der læses.",
                    "Mark the cells in the spreadsheet, copy and paste. Where a file is chosen too, the file is read.",
                )) }
            }
            fieldset {
                legend { (say("Rækker med fejl", "Faulty rows")) }
                @for (value, words) in [("refuse", say("Indlæs intet, før alt er rettet", "Import nothing until all is mended")), ("skip", say("Spring dem over, og indlæs resten", "Leave them out and import the rest"))] {
                    label.pick { input type="radio" name="faulty" value=(value) checked[typed("faulty") == value || (value == "refuse" && typed("faulty").is_empty())]; span { (words) } }
                }
            }
            fieldset {
                legend { (say("Samme nøgle eller adresse flere gange", "The same key or address more than once")) }
                @for (value, words) in [("refuse", say("Det er en fejl", "That is a fault")), ("first", say("Behold den første", "Keep the first")), ("last", say("Behold den sidste", "Keep the last"))] {
                    label.pick { input type="radio" name="duplicates" value=(value) checked[typed("duplicates") == value || (value == "refuse" && typed("duplicates").is_empty())]; span { (words) } }
                }
            }
            p.row {
                @if can_store { button type="submit" name="act" value="store" { (say("Indlæs listen", "Import the list")) } " " }
                button.quiet[can_store] type="submit" name="act" value="look" { @if can_store { (say("Se på den igen", "Look again")) } @else { (say("Se, hvad der sker", "See what would happen")) } }
            }
        }
    }
}

/// The municipalities of a round's recipients that are the person's own: key and short name.
pub(super) fn units_of(admitted: &Admitted, round: &Round) -> Result<Vec<(String, String)>, Error> {
    let trials = admitted.state.store.trials()?;
    let people = admitted.state.store.recipient_backgrounds(round.id)?;
    let there = |key: &str| people.0.iter().any(|(row, _)| row.get("municipality").is_some_and(|of| of == key));
    let units = trials.municipalities.iter().filter(|unit| there(&unit.key) && admitted.has_municipality(&unit.key));
    Ok(units.map(|unit| (unit.key.clone(), unit.short.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Place;

    #[test]
    fn a_fault_on_the_page_names_no_option_of_the_command_line() {
        let kinds = [
            FaultKind::DuplicatePersonKey { first: 2 },
            FaultKind::DuplicateEmail { first: 2 },
            FaultKind::KnownDiffers { columns: vec!["name".to_owned()] },
            FaultKind::AddressInRound,
        ];
        for kind in kinds {
            let fault = Fault::new(Place::new(LABEL, 3, 1), kind);
            for language in [Language::Da, Language::En] {
                let said = by_choices(&fault.sentence(language), false, language);
                assert!(!said.contains("--"), "{said}");
            }
        }
    }
}
