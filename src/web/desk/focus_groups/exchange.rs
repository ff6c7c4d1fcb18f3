//! Exchange with other programs for qualitative analysis: projects and codebooks of REFI-QDA out and in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::codebook::{CODEBOOK, sentence};
use super::{gathered, show, told};
use crate::export::refi::{self, Shareable, shareable};
use crate::import::{LineBreaks, ReadProject, read_refi};
use crate::language::{Language, number};
use crate::store::{Error, Imported};
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;
use crate::web::desk::comparison::files::{attachment, failed};
use crate::web::desk::missing;
use crate::web::desk::sign_in::notice;

/// The address of exchange.
pub(super) const EXCHANGE: &str = "/desk/focus-groups/exchange";

/// What came of a file.
enum Said {
    Nothing,
    Wrong(&'static str, &'static str),
    Done(Box<ReadProject>, Imported),
}

/// GET `/desk/focus-groups/exchange`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    match leaving(admitted) {
        Ok(found) => shown(admitted, &found, &Said::Nothing),
        Err(answer) => answer,
    }
}

/// GET `/desk/focus-groups/exchange/{file}`: `codebook.qdc`, in which nobody's words stand.
pub(in crate::web::desk) fn file(admitted: &Admitted) -> HttpResponse {
    let found = match leaving(admitted) {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    match admitted.path("file") {
        "codebook.qdc" => attachment(refi::codebook(&found.project).into_bytes(), refi::CODEBOOK_TYPE, "nulpunkt.qdc"),
        _ => missing(admitted),
    }
}

/// The project, fetched by a form, since that is noted in the log and a look changes nothing.
fn project(admitted: &Admitted, found: &Shareable) -> HttpResponse {
    let bytes = match refi::project(&found.project) {
        Ok(bytes) => bytes,
        Err(error) => return failed(&error),
    };
    let (store, by) = (&admitted.state.store, &admitted.person.person.name);
    match store.note(admitted.now(), by, "let a project out", "REFI-QDA") {
        Ok(()) => attachment(bytes, refi::PROJECT_TYPE, "nulpunkt.qdpx"),
        Err(error) => broken(admitted, &error),
    }
}

/// POST `/desk/focus-groups/exchange`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    let found = match leaving(admitted) {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if admitted.field("act") == "fetch" {
        return project(admitted, &found);
    }
    changed(admitted, &found).unwrap_or_else(|error| broken(admitted, &error))
}

fn changed(admitted: &Admitted, found: &Shareable) -> Result<HttpResponse, Error> {
    let store = &admitted.state.store;
    if let Ok(id) = admitted.field("delete").parse() {
        store.delete_foreign(id)?;
        return Ok(admitted.done(EXCHANGE, admitted.say("Teksten er slettet.", "The text is deleted.")));
    }
    let Some(file) = admitted.files("file").next() else {
        return Ok(shown(admitted, found, &Said::Wrong("Vælg først en fil.", "Choose a file first.")));
    };
    let read = match read_refi(&file.bytes) {
        Ok(read) => read,
        Err(fault) => {
            return Ok(shown(admitted, found, &Said::Wrong(fault.sentence(Language::Da), fault.sentence(Language::En))));
        }
    };
    match store.import_project(&read.project, &found.own, &admitted.person.person.name, admitted.now())? {
        Ok(done) => match leaving(admitted) {
            Ok(found) => Ok(shown(admitted, &found, &Said::Done(Box::new(read), done))),
            Err(answer) => Ok(answer),
        },
        Err(refusal) => {
            let (danish, english) = sentence(refusal);
            Ok(shown(admitted, found, &Said::Wrong(danish, english)))
        }
    }
}

/// What may leave, or the page that says why not.
fn leaving(admitted: &Admitted) -> Result<Shareable, HttpResponse> {
    let talks = gathered(admitted)?;
    shareable(&admitted.state.store, &talks).map_err(|error| broken(admitted, &error))
}

fn shown(admitted: &Admitted, found: &Shareable, said: &Said) -> HttpResponse {
    let foreign = match admitted.state.store.foreign() {
        Ok(foreign) => foreign,
        Err(error) => return broken(admitted, &error),
    };
    let whole = |count: usize| number::whole(count as u64, admitted.language);
    let body = html! {
        @match said {
            Said::Nothing => {},
            Said::Wrong(danish, english) => (notice(admitted.say(danish, english))),
            Said::Done(read, done) => (outcome(admitted, read, done)),
        }
        p.say { (admitted.say(
            "Kodebog og udsagn kan hentes til andre programmer til kvalitativ analyse, og deres arbejde kan tages ind her (REFI-QDA).",
            "Codebook and statements can be fetched for other programs of qualitative analysis, and their work can be taken in here (REFI-QDA).",
        )) }
        section.card {
            h2 { (admitted.say("Hent", "Fetch")) }
            form method="post" action=(admitted.to(EXCHANGE)) {
                (admitted.form_field())
                button type="submit" name="act" value="fetch" { (admitted.say("Hent projektet (.qdpx)", "Fetch the project (.qdpx)")) }
                " " span.small { (admitted.say("At det hentes, skrives i loggen.", "That it is fetched is written in the log.")) }
            }
            p { a href=(admitted.to(&format!("{EXCHANGE}/codebook.qdc"))) download { (admitted.say("Kodebog (.qdc)", "Codebook (.qdc)")) } }
            p { (found.count(admitted.language)) }
            @let account = found.account(admitted.language);
            @if !account.is_empty() { ul { @for sentence in &account { li { (sentence) } } } }
            p.small { (admitted.say(
                "Med er det, som deltagere har sagt og siger ja til at få med i andre programmer, uden navn, rolle, gruppe og spørgsmål og i en blandet rækkefølge. Et ja til at blive citeret er ikke nok, for det gælder citater, som deltageren har set først. Hvem der har kodet, står kun ved linjer fra en stikprøve. Koder fra en stikprøve, som ikke er færdig, er ikke med.",
                "In it is what participants said and say yes to having in other programs, without name, role, group and question and in a mixed order. A yes to being quoted is not enough, since it is to quotes that the participant has seen first. Who coded stands only with lines of a sample. Codes of a sample that is not done are not in it.",
            )) }
            p.notice { (admitted.say(
                "Filen er til analyse. Deltagerne har ikke set linjerne i den, så de er ikke godkendt som citater og må ikke offentliggøres.",
                "The file is for analysis. The participants have not seen the lines in it, so they are not approved as quotes and must not be published.",
            )) }
            @if !foreign.is_empty() { p.small { (admitted.say("Tekster fra andre programmer følger med, som de kom.", "Texts of other programs go with it as they came.")) } }
        }
        form.card method="post" enctype="multipart/form-data" action=(admitted.to(EXCHANGE)) {
            (admitted.form_field())
            h2 { (admitted.say("Tag et projekt ind", "Take a project in")) }
            p {
                label.over for="file" { (admitted.say("Filen", "The file")) }
                input id="file" name="file" type="file" accept=".qdpx,.qdc" required aria-describedby="file-say";
                span.small #file-say { (admitted.say("REFI-QDA: et projekt (.qdpx) eller en kodebog (.qdc), højst 20 MB.", "REFI-QDA: a project (.qdpx) or a codebook (.qdc), at most 20 MB.")) }
            }
            button type="submit" { (admitted.say("Tag filen ind", "Take the file in")) }
        }
        @if !foreign.is_empty() {
            form.card method="post" action=(admitted.to(EXCHANGE)) {
                (admitted.form_field())
                h2 { (admitted.say("Tekster fra andre programmer", "Texts of other programs")) }
                ul.units { @for one in &foreign { li {
                    b { @if one.text.name.is_empty() { (admitted.say("uden navn", "without a name")) } @else { (one.text.name) } }
                    " · " (told(admitted, "kodninger: {n}", "codings: {n}", &[("n", &whole(one.text.excerpts.len()))])) " "
                    button.quiet type="submit" name="delete" value=(one.id) { (admitted.say("Slet teksten", "Delete the text")) span.aloud { ": " (one.text.name) } }
                    details { summary { (admitted.say("Læs teksten", "Read the text")) span.aloud { ": " (one.text.name) } } pre.letter { (one.text.words) } }
                } } }
            }
        }
    };
    let status = if matches!(said, Said::Wrong(..)) { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let path = [(CODEBOOK.to_owned(), admitted.say("Kodebog", "Codebook").to_owned())];
    show(admitted, status, admitted.say("Andre programmer", "Other programs"), &path, EXCHANGE, &body)
}

/// What was taken in, how positions were read, and what was not kept.
fn outcome(admitted: &Admitted, read: &ReadProject, done: &Imported) -> Markup {
    let whole = |count: usize| number::whole(count as u64, admitted.language);
    html! {
        section.card role="status" {
            h2 { (admitted.say("Taget ind", "Taken in")) }
            p { (told(admitted,
                "Nye koder: {codes}, nye tekster: {texts}, nye kodninger: {excerpts}. Kendt i forvejen: {known}. Uden plads her: {lost}.",
                "New codes: {codes}, new texts: {texts}, new codings: {excerpts}. Known already: {known}. Without a place here: {lost}.",
                &[("codes", &whole(done.codes)), ("texts", &whole(done.texts)), ("excerpts", &whole(done.excerpts)), ("known", &whole(done.known)), ("lost", &whole(done.lost))])) }
            @match read.breaks {
                Some(LineBreaks::Lf) => p.small { (admitted.say("Linjeskift tæller som ét tegn i filen.", "The end of a line counts as one sign in the file.")) },
                Some(LineBreaks::CrLf) => p.small { (admitted.say("Linjeskift tæller som to tegn i filen (CR LF).", "The end of a line counts as two signs in the file (CR LF).")) },
                None => {},
            }
            @if !read.not_kept.is_empty() {
                p { (admitted.say("Det blev ikke taget med:", "This was not kept:")) }
                ul { @for (what, count) in &read.not_kept { li { (what.words(admitted.language)) ": " (whole(*count)) } } }
            }
        }
    }
}
