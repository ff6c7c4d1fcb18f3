//! Letters that the municipality sends itself, made at the desk: sheets, a merge file, text messages.
//!
//! Making a file notes that its letters went, so it is a form and never a link; the log says how many, and names nobody.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use zip::result::ZipError;

use super::caller::Admitted;
use super::comparison::files::{attachment, failed};
use super::{broken, missing, round_letters};
use crate::export::letter::{self, Making, PaperLetter};
use crate::fieldwork::{Channel, LetterKind, Reading, Round};
use crate::language::{Language, number};
use crate::mail;
use crate::store::{Error, PaperRun};

/// The files that can be had: what the form calls them, and what they are for.
const FILES: [(&str, &str, &str); 5] = [
    ("pdf", "Alle breve i én PDF til printeren", "All letters in one PDF for the printer"),
    ("zip", "Et brev per person til Digital Post (ZIP)", "One letter per person for Digital Post (ZIP)"),
    ("csv", "Brevfletning til Word (CSV)", "Merge file for Word (CSV)"),
    ("sms", "SMS om, at brevet er kommet (CSV)", "Text messages that the letter has come (CSV)"),
    ("sms-link", "SMS med link (CSV)", "Text messages with the link (CSV)"),
];

/// A file's bytes, its media type and its name.
type FileOfLetters = (Vec<u8>, &'static str, String);

/// POST `/desk/rounds/{round}/letters/file`.
pub(super) async fn file(admitted: Admitted) -> HttpResponse {
    let (letters, round) = match chosen(&admitted) {
        Ok(Ok(chosen)) => chosen,
        Ok(Err(answer)) => return answer,
        Err(error) => return broken(&admitted, &error),
    };
    let (file, language) = (admitted.field("file").to_owned(), admitted.language);
    // Thousands of sheets take a while, in which respondents on this worker must not wait.
    match web::block(move || put_together(&file, &letters, &round, language)).await {
        Ok(Ok((bytes, media, name))) => attachment(bytes, media, &name),
        Ok(Err(error)) => failed(&error),
        Err(_) => broken(&admitted, &Error::Busy),
    }
}

/// The letters whose file is asked for, which are noted as gone, and the key of their round; or what is to be mended first.
fn chosen(admitted: &Admitted) -> Result<Result<(Vec<PaperLetter>, String), HttpResponse>, Error> {
    let (state, now) = (&admitted.state, admitted.now());
    let Some(round) = state.store.round(admitted.path("round"))? else { return Ok(Err(missing(admitted))) };
    let wrong = |sentence: &str| round_letters::wrong(admitted, &round, sentence).map(Err);
    let file = admitted.field("file");
    let (Some(kind), true) = (kind(admitted.field("kind")), FILES.iter().any(|(name, ..)| *name == file)) else {
        return wrong(admitted.say("Vælg, hvilken fil du vil have.", "Choose which file you want."));
    };
    let (is_text, decided) = (file.starts_with("sms"), admitted.field("quiet"));
    let run = PaperRun {
        kind,
        channel: if is_text { Channel::Text } else { Channel::Paper },
        without_email: admitted.field("without-email") == "1",
        beside: file == "sms",
        quiet: mail::quiet(&state.config, decided == "skip"),
        template_version: letter::TEMPLATE_VERSION,
        now,
    };
    if kind == LetterKind::Invitation && !matches!(decided, "skip" | "invite") {
        let looked = mail::on_paper(&state.store, &state.config, &round, &run, None)?;
        if looked.is_ok_and(|made| made.quiet > 0) {
            return wrong(round_letters::choose_quiet(admitted));
        }
    }
    let made = match mail::on_paper(&state.store, &state.config, &round, &run, Some(&admitted.person.person.name))? {
        Ok(made) => made,
        Err(refusal) => return wrong(&refusal.sentence(admitted.language, Reading::Page)),
    };
    let published = state.store.version(state.store.version_id_of(round.id)?)?;
    let trials = state.store.trials()?;
    let making = Making {
        round: &round,
        version: &published.version,
        trials: &trials,
        public_url: state.config.public_url.as_deref().unwrap_or_default(),
        kind,
        date: now.day(),
    };
    let mut letters: Vec<PaperLetter> = made.letters.iter().map(|to| letter::letter(&making, to)).collect();
    if is_text {
        letters.retain(|letter| !letter.phone.is_empty());
    }
    if letters.is_empty() {
        return wrong(admitted.say("Der er ingen at skrive til.", "There is nobody to write to."));
    }
    Ok(Ok((letters, round.key)))
}

/// The file's bytes, its media type and its name.
fn put_together(file: &str, letters: &[PaperLetter], round: &str, language: Language) -> Result<FileOfLetters, ZipError> {
    const CSV: &str = "text/csv; charset=utf-8";
    let name = |danish: &str, english: &str| format!("{round}-{}", if language == Language::En { english } else { danish });
    Ok(match file {
        "pdf" => (letter::pdf(letters), "application/pdf", name("breve.pdf", "letters.pdf")),
        "zip" => (letter::zipped(letters)?, "application/zip", name("breve.zip", "letters.zip")),
        "csv" => (letter::merge(letters), CSV, name("brevfletning.csv", "merge.csv")),
        _ => (letter::messages(letters, file == "sms-link"), CSV, name("sms.csv", "sms.csv")),
    })
}

fn kind(name: &str) -> Option<LetterKind> {
    match name {
        "invitation" => Some(LetterKind::Invitation),
        "reminder" => Some(LetterKind::Reminder),
        _ => None,
    }
}

/// How many letters went this way, and the form that makes their files; so many who are not invited were asked shortly before.
pub(super) fn card(admitted: &Admitted, round: &Round, may_send: bool, quiet: usize) -> Result<Markup, Error> {
    let state = &admitted.state;
    let gone = state.store.paper_letters(round.id)?;
    let open = mail::domain(round, &state.config, admitted.now()).is_ok();
    let count = number::whole(gone, admitted.language);
    let said = match (gone, admitted.language) {
        (0, Language::En) => "No letter has been made yet.".to_owned(),
        (0, _) => "Der er ikke lavet breve endnu.".to_owned(),
        (1, Language::En) => "1 letter has been made.".to_owned(),
        (1, _) => "Der er lavet 1 brev.".to_owned(),
        (_, Language::En) => format!("{count} letters have been made."),
        (_, _) => format!("Der er lavet {count} breve."),
    };
    Ok(html! {
        div.card {
            h2 { (admitted.say("Breve på papir og i Digital Post", "Letters on paper and in Digital Post")) }
            p.say { (said) }
            p { (admitted.say(
                "Kommunen sender selv brevene. De, der har svaret eller sagt nej, er ikke med. Når du henter en fil, er de andre inviteret.",
                "The municipality sends the letters itself. Whoever has answered or said no is not among them. When you fetch a file, all others are invited.",
            )) }
            @if may_send && open {
                form method="post" action=(admitted.to(&format!("/desk/rounds/{}/letters/file", round.key))) {
                    (admitted.form_field())
                    p {
                        label.over for="kind" { (admitted.say("Hvad er brevene?", "What are the letters?")) }
                        select #kind name="kind" {
                            option value="invitation" { (admitted.say("Invitationer", "Invitations")) }
                            option value="reminder" { (admitted.say("Påmindelser", "Reminders")) }
                        }
                    }
                    p {
                        label.over for="file" { (admitted.say("Hvilken fil?", "Which file?")) }
                        select #file name="file" {
                            @for (name, danish, english) in FILES { option value=(name) { (admitted.say(danish, english)) } }
                        }
                    }
                    label.pick { input type="checkbox" name="without-email" value="1"; span { (admitted.say(
                        "Kun dem, vi ikke kan nå med mail", "Only those whom we cannot reach by mail",
                    )) } }
                    @if quiet > 0 { (round_letters::quiet(admitted, quiet, false)) }
                    p.small { (admitted.say(
                        "Filen giver adgang til at svare for alle, der er i den. Slet den, når brevene er sendt.",
                        "Whoever has the file can answer for everybody in it. Delete it when the letters have been sent.",
                    )) }
                    button type="submit" { (admitted.say("Hent filen", "Fetch the file")) }
                }
            }
        }
    })
}
