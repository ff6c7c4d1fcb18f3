//! Who did what: the newest lines of the log, and whether all of it is as it was written.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::broken;
use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::words::Words;
use crate::access::Role;
use crate::export::log_words;
use crate::language::{Language, number};
use crate::store::{LogEntry, LogVerdict};
use crate::time::Timestamp;

/// So many lines stand on a page.
const LINES: u32 = 100;

#[derive(Deserialize)]
struct Asked {
    /// How many newer lines are left out.
    #[serde(default)]
    before: u32,
    /// Whether the whole log is to be followed.
    verify: Option<String>,
}

/// GET `/desk/log`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let asked: Asked = match admitted.query() {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let store = &admitted.state.store;
    let verdict = asked.verify.as_ref().map(|_| store.verify_log(None)).transpose();
    let (lines, verdict) = match (store.log_lines(LINES + 1, asked.before), verdict) {
        (Ok(lines), Ok(verdict)) => (lines, verdict),
        (Err(error), _) | (_, Err(error)) => return broken(admitted, &error),
    };
    let language = admitted.language;
    let english = language == Language::En;
    let title = "Log";
    let path = [("/desk/people".to_owned(), (if english { "People" } else { "Personer" }).to_owned())];
    let page = Page { language, noun: Some(Noun::People), title, path: &path, synthetic: false, address: "/desk/log" };
    let spoken = if english { "&lang=en" } else { "" };
    let (lines, older) = lines.split_at(lines.len().min(LINES as usize));
    let body = html! {
        p {
            @if english { "Who signed in, who got which rights, what was published, exported at the machine, reviewed and deleted. Never an answer or a link. Who fetches tables, reports and pictures is not noted." }
            @else { "Hvem der er logget ind, hvem der har fået hvilke rettigheder, og hvad der er udgivet, eksporteret på maskinen, gennemgået og slettet. Aldrig et svar eller et link. Hvem der henter tabeller, rapporter og billeder, noteres ikke." }
        }
        @match verdict {
            Some(verdict) => (told(&verdict, language)),
            None => p { a href={ "/desk/log?verify=1" (spoken) } { @if english { "Follow the whole log and see whether anybody has changed it" } @else { "Gå hele loggen efter, og se, om nogen har ændret den" } } },
        }
        @if lines.is_empty() {
            p.card { @if english { "Nothing yet." } @else { "Intet endnu." } }
        } @else {
            div.card { div.scroll tabindex="0" role="region" aria-label=(title) { table.groups.plain {
                thead { tr {
                    th scope="col" { @if english { "When" } @else { "Hvornår" } }
                    th scope="col" { @if english { "Who" } @else { "Hvem" } }
                    th scope="col" { @if english { "What" } @else { "Hvad" } }
                    th scope="col" { @if english { "To what" } @else { "Hvilken" } }
                } }
                tbody { @for line in lines { (row(line, language)) } }
            } } }
        }
        @if !older.is_empty() {
            p { a href={ "/desk/log?before=" (asked.before.saturating_add(LINES)) (spoken) } { @if english { "Older" } @else { "Ældre" } } }
        }
    };
    admitted.respond(&page, &body)
}

fn row(line: &LogEntry, language: Language) -> Markup {
    let danish = language != Language::En;
    html! {
        tr {
            td { (when(line.at, language)) }
            td data-label=(if danish { "Hvem" } else { "Who" }) { @if danish { (log_words::by(&line.who)) } @else { (line.who) } }
            td data-label=(if danish { "Hvad" } else { "What" }) { @if danish { (log_words::done(&line.what)) } @else { (line.what) } }
            td data-label=(if danish { "Hvilken" } else { "To what" }) { (object(line, language)) }
        }
    }
}

/// What it was done to; a new person is noted with the name of the role behind their own.
fn object(line: &LogEntry, language: Language) -> String {
    let role = line.object.rsplit_once(' ').and_then(|(name, role)| Some((name, Role::from_name(role)?)));
    match role.filter(|_| line.what == "person added") {
        Some((name, role)) => format!("{name} ({})", Words::of(language).role(role).to_lowercase()),
        None => line.object.clone(),
    }
}

/// The Danish day and minute.
fn when(at: Timestamp, language: Language) -> String {
    let day = number::day(at.day(), language);
    match (at.zoned(), language) {
        (None, _) => day,
        (Some(at), Language::En) => format!("{day}, {:02}:{:02}", at.hour(), at.minute()),
        (Some(at), _) => format!("{day} kl. {:02}.{:02}", at.hour(), at.minute()),
    }
}

fn told(verdict: &LogVerdict, language: Language) -> Markup {
    let english = language == Language::En;
    let count = |lines: usize| number::whole(lines as u64, language);
    html! {
        @match verdict {
            LogVerdict::Broken { line } => p.notice role="alert" {
                @if english { "Line " (count(*line)) " is not as it was written, or one before it is gone. Compare with a backup." }
                @else { "Linje " (count(*line)) " er ikke, som den blev skrevet, eller en før den er væk. Sammenlign med en sikkerhedskopi." }
            },
            LogVerdict::Whole { lines, head, .. } => p.notice role="status" {
                @if english { (count(*lines)) " lines, all as they were written." } @else { (count(*lines)) " linjer, alle som de blev skrevet." }
                @if let Some(head) = head {
                    " "
                    @if english { "The hash of the last one, to be written down elsewhere: " } @else { "Den sidstes hash, til at skrive ned et andet sted: " }
                    code { (data_encoding::HEXLOWER.encode(head)) }
                }
            },
        }
    }
}
