//! Documents of a trial, such as its design and the ministry's answer: handed in with the day on which each goes, and fetched as files.
//!
//! What a file holds is never shown in the browser: it is sent to be kept, whatever it says of itself.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::again::Wrong;
use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::{broken, missing};
use crate::access::{Object, Verb};
use crate::export::documents::{kind_words, size_words};
use crate::language::number;
use crate::language::personal::holds_person_number;
use crate::questionnaire::Trial;
use crate::store::{Document, DocumentKind, Error, NewDocument};

/// The largest document that is kept, in bytes.
pub(super) const LARGEST: usize = 10 * 1024 * 1024;
/// The longest name and source, in signs.
const LONGEST: usize = 120;

/// GET `/desk/trials/{trial}/documents`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    of_trial(admitted, |trial, documents| Ok(show(admitted, trial, documents, None)))
}

/// POST `/desk/trials/{trial}/documents`.
pub(super) fn act(admitted: &Admitted) -> HttpResponse {
    of_trial(admitted, |trial, documents| {
        let done = if admitted.field("delete").is_empty() { add(admitted, trial)? } else { delete(admitted, trial, documents)? };
        Ok(match done {
            Ok(said) => admitted.done(&address(trial), said),
            Err(wrong) => show(admitted, trial, documents, Some(&wrong)),
        })
    })
}

/// GET `/desk/trials/{trial}/documents/{document}`: the file, to be kept.
pub(super) fn file(admitted: &Admitted) -> HttpResponse {
    let Ok(id) = admitted.path("document").parse() else { return missing(admitted) };
    match admitted.state.store.document(admitted.path("trial"), id) {
        Ok(Some((document, content))) => {
            let mut answer = HttpResponse::Ok();
            answer.insert_header(("Content-Disposition", disposition(&document.name)));
            answer.insert_header(("X-Content-Type-Options", "nosniff"));
            answer.content_type(media_type(&document.name)).body(content)
        }
        Ok(None) => missing(admitted),
        Err(error) => broken(admitted, &error),
    }
}

/// A file name for the browser: plain signs for old ones, and as it is, percent-encoded (RFC 6266 and RFC 8187).
fn disposition(name: &str) -> String {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let plain: String = name.chars().map(|sign| if is_plain(sign) { sign } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if is_plain(char::from(byte)) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&data_encoding::HEXUPPER.encode(&[byte]));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// The media type by the end of the name; whatever a browser could run has none.
fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).as_deref() {
        Some("pdf") => "application/pdf",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

fn address(trial: &Trial) -> String {
    format!("/desk/trials/{}/documents", trial.key)
}

fn of_trial(admitted: &Admitted, act: impl FnOnce(&Trial, &[Document]) -> Result<HttpResponse, Error>) -> HttpResponse {
    let (store, key) = (&admitted.state.store, admitted.path("trial"));
    let found = store.trials().and_then(|trials| Ok((trials, store.documents(key)?)));
    match found {
        Ok((trials, documents)) => match trials.trial(key) {
            Some(trial) => act(trial, &documents).unwrap_or_else(|error| broken(admitted, &error)),
            None => missing(admitted),
        },
        Err(error) => broken(admitted, &error),
    }
}

/// What is said of what was done, or what is wrong with the form.
type Said<'a> = Result<&'a str, Wrong>;

fn add<'a>(admitted: &'a Admitted, trial: &Trial) -> Result<Said<'a>, Error> {
    let wrong = |field: &str, danish, english| {
        Ok(Err(Wrong { field: field.to_owned(), words: admitted.say(danish, english).to_owned() }))
    };
    let Some(file) = admitted.files("file").next().filter(|file| !file.bytes.is_empty()) else {
        return wrong("file", "Vælg en fil, som ikke er tom.", "Choose a file that is not empty.");
    };
    if file.bytes.len() > LARGEST {
        return wrong(
            "file",
            "Filen fylder mere end 10 MB. Vælg en mindre.",
            "The file is larger than 10 MB. Choose a smaller one.",
        );
    }
    let (name, source) = (file.name.trim(), admitted.field("source").trim());
    if name.is_empty() || name.chars().any(char::is_control) || holds_person_number(name) {
        return wrong(
            "file",
            "Filens navn kan ikke bruges. Giv den et andet navn uden CPR-nummer.",
            "The file's name cannot be used. Give it another name without a CPR number.",
        );
    }
    let Some(kind) = DocumentKind::from_name(admitted.field("kind")) else {
        return wrong("kind", "Vælg, hvad det er for et dokument.", "Choose what kind of document it is.");
    };
    if source.is_empty() || source.chars().count() > LONGEST || holds_person_number(source) {
        return wrong(
            "source",
            "Skriv, hvem dokumentet kommer fra, med højst 120 tegn og uden CPR-nummer.",
            "Write from whom the document comes, in at most 120 signs and without a CPR number.",
        );
    }
    let day = |name: &str| {
        admitted.field(name).trim().parse().ok().filter(|day: &jiff::civil::Date| (1900..=2200).contains(&day.year()))
    };
    let Some(dated) = day("dated") else {
        return wrong("dated", "Skriv den dag, der står på dokumentet.", "Give the day that stands on the document.");
    };
    let Some(delete_on) = day("delete_on").filter(|day| *day > admitted.now().day()) else {
        return wrong(
            "delete_on",
            "Skriv, hvilken dag dokumentet skal slettes. Dagen skal ligge efter i dag.",
            "Give the day on which the document is to be deleted. It must lie after today.",
        );
    };
    let new = NewDocument { trial: &trial.key, name, kind, dated, source, content: &file.bytes, delete_on };
    admitted.state.store.add_document(&new, &admitted.person.person.name, admitted.now())?;
    Ok(Ok(admitted.say("Dokumentet er vedhæftet.", "The document is attached.")))
}

fn delete<'a>(admitted: &'a Admitted, trial: &Trial, documents: &[Document]) -> Result<Said<'a>, Error> {
    let id = admitted.field("delete").parse().ok();
    let Some(document) = documents.iter().find(|one| Some(one.id) == id) else {
        return Ok(Ok(admitted.say("Dokumentet er slettet.", "The document is deleted.")));
    };
    if admitted.field("name").trim() != document.name {
        let words = admitted.say("Skriv filens navn, som det står i listen.", "Write the file's name as it stands in the list.");
        return Ok(Err(Wrong { field: "name".to_owned(), words: words.to_owned() }));
    }
    admitted.state.store.delete_document(&trial.key, document.id, &admitted.person.person.name, admitted.now())?;
    Ok(Ok(admitted.say("Dokumentet er slettet.", "The document is deleted.")))
}

fn show(admitted: &Admitted, trial: &Trial, documents: &[Document], wrong: Option<&Wrong>) -> HttpResponse {
    let path = [
        ("/desk".to_owned(), admitted.say("Forsøg", "Trials").to_owned()),
        (format!("/desk/trials/{}", trial.key), trial.name.get(admitted.language).to_owned()),
    ];
    let (language, address) = (admitted.language, address(trial));
    let title = admitted.say("Dokumenter", "Documents");
    let page = Page { language, noun: Some(Noun::Trials), title, path: &path, synthetic: false, address: &address };
    let body = body(admitted, trial, documents);
    match wrong {
        Some(wrong) => admitted.respond_again(wrong, &page, &body),
        None => admitted.respond(&page, &body),
    }
}

fn body(admitted: &Admitted, trial: &Trial, documents: &[Document]) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let writes = admitted.may(Verb::WriteReports, Object::Trial(&trial.key));
    html! {
        p.say { (say(
            "Her ligger forsøgets papirer, for eksempel designet og ministeriets svar. Hvert dokument slettes på sin dag.",
            "Here lie the trial's papers, such as its design and the ministry's answer. Each document goes on its day.",
        )) }
        @if documents.is_empty() { p.card { (say("Her er ingen dokumenter endnu.", "There are no documents yet.")) } }
        @else { (table(admitted, trial, documents)) }
        @if writes {
            (adding(admitted, trial))
            @if !documents.is_empty() { (removal(admitted, trial, documents)) }
        }
    }
}

fn table(admitted: &Admitted, trial: &Trial, documents: &[Document]) -> Markup {
    let language = admitted.language;
    let say = |danish, english| admitted.say(danish, english);
    html! {
        div.card { div.scroll tabindex="0" role="region" aria-label=(say("Dokumenter", "Documents")) { table.groups.plain {
            thead { tr {
                th scope="col" { (say("Dokument", "Document")) }
                th scope="col" { (say("Hvad", "Kind")) }
                th scope="col" { (say("Dag", "Day")) }
                th scope="col" { (say("Kilde", "Source")) }
                th scope="col" { (say("Slettes", "Goes on")) }
            } }
            tbody { @for one in documents { tr {
                th scope="row" {
                    a href=(admitted.to(&format!("{}/{}", address(trial), one.id))) { (one.name) }
                    div.small { (size_words(one.bytes, language)) " · " (one.by) }
                }
                td data-label=(say("Hvad", "Kind")) { (kind_words(one.kind, language)) }
                td data-label=(say("Dag", "Day")) { (number::day(one.dated, language)) }
                td data-label=(say("Kilde", "Source")) { (one.source) }
                td data-label=(say("Slettes", "Goes on")) { (number::day(one.delete_on, language)) }
            } } }
        } } }
    }
}

fn adding(admitted: &Admitted, trial: &Trial) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    html! {
        form.card method="post" enctype="multipart/form-data" action=(admitted.to(&address(trial))) {
            (admitted.form_field())
            h2 { (say("Vedhæft et dokument", "Attach a document")) }
            p {
                label.over for="file" { (say("Filen", "The file")) }
                input id="file" name="file" type="file" required aria-describedby="file-say";
                span.small #file-say { (say("PDF, Word eller andet, højst 10 MB.", "PDF, Word or other, at most 10 MB.")) }
            }
            p {
                label.over for="kind" { (say("Hvad er det?", "What is it?")) }
                select id="kind" name="kind" required {
                    @for kind in DocumentKind::ALL { option value=(kind.name()) { (kind_words(kind, admitted.language)) } }
                }
            }
            p {
                label.over for="source" { (say("Hvem kommer det fra?", "From whom does it come?")) }
                input id="source" name="source" type="text" maxlength=(LONGEST) required;
            }
            p {
                label.over for="dated" { (say("Dagen på dokumentet", "The day on the document")) }
                input id="dated" name="dated" type="date" required;
            }
            p {
                label.over for="delete_on" { (say("Slettes den", "Goes on")) }
                input id="delete_on" name="delete_on" type="date" required;
            }
            button type="submit" { (say("Vedhæft", "Attach")) }
        }
    }
}

fn removal(admitted: &Admitted, trial: &Trial, documents: &[Document]) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    html! {
        details.card {
            summary { (say("Slet et dokument før dagen", "Delete a document before its day")) }
            form method="post" action=(admitted.to(&address(trial))) {
                (admitted.form_field())
                p {
                    label.over for="delete" { (say("Dokumentet", "The document")) }
                    select id="delete" name="delete" required {
                        @for one in documents { option value=(one.id) { (one.name) } }
                    }
                }
                p {
                    label.over for="name" { (say("Skriv filens navn", "Write the file's name")) }
                    input id="name" name="name" type="text" autocomplete="off" required;
                }
                button.quiet type="submit" { (say("Slet dokumentet", "Delete the document")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_file_leaves_its_header_and_none_is_run() {
        assert_eq!(
            disposition("Svar\" \r\nfra æ.pdf"),
            "attachment; filename=\"Svar____fra__.pdf\"; filename*=UTF-8''Svar%22%20%0D%0Afra%20%C3%A6.pdf"
        );
        assert_eq!(media_type("side.html"), "application/octet-stream");
        assert_eq!(media_type("Design.PDF"), "application/pdf");
    }
}
