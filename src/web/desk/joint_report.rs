//! The reports of the whole evaluation: where they are fetched, and where what people write in them begins.

use std::io::{Cursor, Write as _};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::caller::Admitted;
use super::comparison::files::{attachment, failed};
use super::layout::{self, Noun, Page};
use super::prose::{Ground, sections};
use super::{broken, missing, plain};
use crate::access::{Object, Verb};
use crate::export::document::{Document, page as as_page};
use crate::export::docx::{self, docx};
use crate::export::pdf::pdf;
use crate::export::report::whole::{ReportFile, Whole, files};
use crate::export::report::{StatusWanted, status};
use crate::language::Language;
use crate::store::Error;

/// GET `/desk/reports`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let found = Ground::of(admitted, "").and_then(|ground| Ok((ground, admitted.state.store.trials()?)));
    let (ground, trials) = match found {
        Ok((Some(ground), trials)) => (ground, trials),
        Ok((None, _)) => return missing(admitted),
        Err(error) => return broken(admitted, &error),
    };
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Trials),
        title: admitted.say("Rapporter om det hele", "Reports on the whole"),
        path: &[("/desk".to_owned(), admitted.say("Forsøg", "Trials").to_owned())],
        synthetic: admitted.state.demonstration,
        address: "/desk/reports",
    };
    let body = html! {
        (joint(admitted))
        (note(admitted))
        (sections(admitted, &ground))
        section.card {
            h2 { (admitted.say("Tekster om hvert forsøg", "Texts on each trial")) }
            ul.units { @for trial in &trials.trials {
                li { a href=(admitted.to(&format!("/desk/trials/{}/prose", trial.key))) { (trial.number) ". " (trial.name.get(admitted.language)) } }
            } }
        }
    };
    admitted.respond(&page, &body)
}

fn joint(admitted: &Admitted) -> Markup {
    html! {
        section.card {
            h2 { (admitted.say("Den fælles rapport", "The joint report")) }
            p { (admitted.say(
                "Alle forsøg, tema for tema: det, der anbefales, de vigtigste tal med deres koder og det, fokusgrupperne sagde. Den bliver lavet, når du henter den.",
                "All trials, theme by theme: what is recommended, the main figures with their codes, and what the focus groups said. It is made when you fetch it.",
            )) }
            p {
                a href=(admitted.to("/desk/reports/joint.html")) { (admitted.say("læs eller udskriv (HTML)", "read or print (HTML)")) } " · "
                a href=(admitted.to("/desk/reports/joint.docx")) download { (admitted.say("til tekstbehandling (DOCX)", "for a word processor (DOCX)")) } " · "
                a href=(admitted.to("/desk/reports/joint.pdf")) download { (admitted.say("til arkivet (PDF/A)", "for the archive (PDF/A)")) } " · "
                a href=(admitted.to("/desk/reports/joint.zip")) download { (admitted.say("rapporten og begge bilagsmapper (ZIP)", "the report and both folders (ZIP)")) }
            }
        }
    }
}

/// The status note with the day that it is of.
fn note(admitted: &Admitted) -> Markup {
    html! {
        section.card {
            h2 { (admitted.say("Statusnotatet", "The status note")) }
            p { (admitted.say(
                "Et ark for hvert forsøg: hvad der er planlagt, i gang og lukket, de nyeste tal og det, der sker næste gang.",
                "A sheet for each trial: what is planned, under way and closed, the newest figures, and what comes next.",
            )) }
            form method="get" action="/desk/reports/status.html" {
                @if admitted.language == Language::En { input type="hidden" name="lang" value="en"; }
                p {
                    label.over for="on" { (admitted.say("Pr. dag", "As of")) }
                    input id="on" type="date" name="on" value=(admitted.now().day());
                }
                p.row {
                    button type="submit" { (admitted.say("Læs eller udskriv", "Read or print")) }
                    button type="submit" formaction="/desk/reports/status.docx" { (admitted.say("Til tekstbehandling (DOCX)", "For a word processor (DOCX)")) }
                    button type="submit" formaction="/desk/reports/status.pdf" { (admitted.say("Til arkivet (PDF/A)", "For the archive (PDF/A)")) }
                }
            }
        }
    }
}

/// Of which day.
#[derive(Deserialize)]
struct AskedDay {
    on: Option<String>,
}

/// The status note of a trial, or with none of all, or the answer that says why not.
fn status_note(admitted: &Admitted, trial: Option<&str>) -> Result<Document, HttpResponse> {
    let asked: AskedDay = admitted.query()?;
    let on = match asked.on.as_deref().map(str::trim).filter(|on| !on.is_empty()) {
        None => admitted.now().day(),
        Some(on) => on.parse().map_err(|_| {
            let words = admitted.say("Skriv dagen som 2020-06-30.", "Write the day as 2020-06-30.");
            plain(admitted, StatusCode::UNPROCESSABLE_ENTITY, words)
        })?,
    };
    let (privacy, language) = (&admitted.state.config.privacy, admitted.language);
    let wanted = StatusWanted { trial, on, privacy, language, now: admitted.now() };
    match status(&admitted.state.store, &wanted) {
        Ok(found) => found.ok_or_else(|| missing(admitted)),
        Err(error) => Err(broken(admitted, &error)),
    }
}

/// GET `/desk/trials/{trial}/status/{file}`: `status.html`, `status.docx` or `status.pdf`.
pub(super) fn of_trial(admitted: &Admitted) -> HttpResponse {
    let (trial, asked) = (admitted.path("trial"), admitted.path("file"));
    let Some(ending) = asked.strip_prefix("status.").filter(|ending| ENDINGS.contains(ending)) else { return missing(admitted) };
    let note = status_note(admitted, Some(trial));
    note.map_or_else(|answer| answer, |document| made(&document, ending, &format!("status-{trial}")))
}

/// The ways in which a document is fetched.
const ENDINGS: [&str; 3] = ["html", "docx", "pdf"];

/// GET `/desk/reports/{file}`: the joint report or the status note as `.html`, `.docx` or `.pdf`, or the whole folder as `joint.zip`.
pub(super) fn file(admitted: &Admitted) -> HttpResponse {
    let Some((name, ending)) = admitted.path("file").rsplit_once('.') else { return missing(admitted) };
    let whole = || Whole::gather(&admitted.state.store, &admitted.state.config.privacy, admitted.language, admitted.now());
    let found = match (name, ending) {
        ("joint", "zip") => whole().and_then(|whole| folder(admitted, &whole)),
        ("joint", _) if ENDINGS.contains(&ending) => whole().and_then(|whole| Ok(made(&whole.document()?, ending, "rapport"))),
        ("status", _) if ENDINGS.contains(&ending) => {
            return status_note(admitted, None).map_or_else(|answer| answer, |document| made(&document, ending, "status"));
        }
        _ => return missing(admitted),
    };
    found.unwrap_or_else(|error| broken(admitted, &error))
}

/// A document as a page to read, or as a file to be kept under this name.
fn made(document: &Document, ending: &str, name: &str) -> HttpResponse {
    match ending {
        "docx" => match docx(document) {
            Ok(bytes) => attachment(bytes, docx::CONTENT_TYPE, &format!("{name}.docx")),
            Err(error) => failed(&error),
        },
        "pdf" => attachment(pdf(document), "application/pdf", &format!("{name}.pdf")),
        _ => layout::document(as_page(document).into_string()),
    }
}

fn folder(admitted: &Admitted, whole: &Whole) -> Result<HttpResponse, Error> {
    let may_read = |trial: &str| admitted.may(Verb::SeeReport, Object::Trial(trial));
    let files = files(&admitted.state.store, whole, &may_read, admitted.now().day())?;
    Ok(match packed(&files) {
        Ok(bytes) => attachment(bytes, "application/zip", "rapport.zip"),
        Err(error) => failed(&error),
    })
}

/// The folder as an archive without a clock, so that the same folder is the same bytes.
fn packed(files: &[ReportFile]) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for file in files {
        zip.start_file(file.path.as_str(), options)?;
        zip.write_all(&file.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
