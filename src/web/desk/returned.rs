//! Mails that came back, put on a page as files: `.eml`, or `.msg` as Outlook saves them. What is certain is noted; else a person is asked.
//!
//! Nothing of a mail is kept but the mail server's words at its letter. A person's answer is neither kept nor shown: it belongs in the
//! mailbox that it came to.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::caller::{Admitted, trial_of};
use super::layout::{Noun, Page};
use super::{broken, known, missing};
use crate::access::{Object, Verb};
use crate::fieldwork::{LetterKind, LetterState, Mode, Round};
use crate::language::{Language, number};
use crate::mail::{self, Clues, ReturnedMail, Returns, from_outlook, is_outlook, letter_named, without_addresses};
use crate::store::{Error, LetterOf};
use crate::web::upload;

/// So many letters are asked about for one mail whose letter is not named.
const MOST_ASKED: usize = 5;
/// The most of a mail server's words that a form brings back, in characters.
const LONGEST_SAID: usize = 300;

/// What came of one file.
struct Outcome {
    file: String,
    words: String,
    is_wrong: bool,
    /// Letters of which the person says whether they came back, and the mail server's words.
    asked: Vec<(Asked, String)>,
}

/// A letter that a person is asked about.
struct Asked {
    letter: i64,
    words: String,
}

/// GET `/desk/letters/returned`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    show(admitted, StatusCode::OK, None, &[])
}

/// POST `/desk/letters/returned`.
pub(super) fn act(admitted: &Admitted) -> HttpResponse {
    let done = if admitted.field("letter").is_empty() { take_files(admitted) } else { decide(admitted) };
    done.unwrap_or_else(|error| broken(admitted, &error))
}

fn take_files(admitted: &Admitted) -> Result<HttpResponse, Error> {
    let mut outcomes = Vec::new();
    for file in admitted.files("mails") {
        outcomes.push(take(admitted, file)?);
    }
    if outcomes.is_empty() {
        let words = admitted.say("Vælg først en eller flere mails.", "Choose one or more mails first.");
        return Ok(show(admitted, StatusCode::UNPROCESSABLE_ENTITY, Some((words, true)), &[]));
    }
    Ok(show(admitted, StatusCode::OK, None, &outcomes))
}

/// What one file says.
fn take(admitted: &Admitted, file: &upload::File) -> Result<Outcome, Error> {
    let say = |danish: &str, english: &str| admitted.say(danish, english).to_owned();
    let plain = |words| Outcome { file: file.name.clone(), words, is_wrong: false, asked: Vec::new() };
    let mail = if is_outlook(&file.bytes) { from_outlook(&file.bytes) } else { Some(file.bytes.clone()) };
    let Some(mail) = mail.filter(|mail| mail::is_mail(mail)) else {
        let words = say(
            "Filen er ikke en mail. Gem mailen fra dit mailprogram som .msg eller .eml, og vælg den fil.",
            "The file is no mail. Save the mail from your mail program as .msg or .eml, and choose that file.",
        );
        return Ok(Outcome { is_wrong: true, ..plain(words) });
    };
    let said = match mail::read_returned(&mail) {
        ReturnedMail::Failed { said } => (said, true),
        ReturnedMail::Unsure { said } => (said, false),
        other => return Ok(plain(harmless(admitted, &other).to_owned())),
    };
    let clues = mail::clues(&mail);
    let named = named(admitted, &mail, &clues)?;
    if let (Some((letter, round)), (said, true)) = (&named, &said) {
        let is_news = admitted.state.store.bounce_letter(letter.letter.id, said, Some((admitted.actor(), &round.key)))?;
        let whose = whose(admitted, letter, round);
        let words = match (is_news, admitted.language) {
            (true, Language::En) => format!("Noted: {whose} came back."),
            (true, _) => format!("Noteret: {whose} kom retur."),
            (false, Language::En) => format!("It was known that {whose} did not arrive."),
            (false, _) => format!("Det vidste vi: {whose} nåede ikke frem."),
        };
        return Ok(plain(words));
    }
    let candidates = match named {
        Some(one) => vec![one],
        None => those_to(admitted, &clues)?,
    };
    if candidates.is_empty() {
        return Ok(plain(say(
            "Mailen siger, at et brev ikke nåede frem, men vi kan ikke finde brevet. Intet er ændret.",
            "The mail says that a letter did not arrive, but we cannot find the letter. Nothing was changed.",
        )));
    }
    let words =
        say("Vi kan ikke se det med sikkerhed. Læs mailen, og svar:", "We cannot tell for certain. Read the mail and answer:");
    let asked = candidates
        .iter()
        .take(MOST_ASKED)
        .map(|(letter, round)| (Asked { letter: letter.letter.id, words: whose(admitted, letter, round) }, said.0.clone()));
    Ok(Outcome { asked: asked.collect(), ..plain(words) })
}

/// What is said of a mail that changes nothing.
fn harmless(admitted: &Admitted, says: &ReturnedMail) -> &'static str {
    let (danish, english) = match says {
        ReturnedMail::Delayed => (
            "Brevet er forsinket. Mailserveren prøver stadig. Intet er ændret.",
            "The letter is delayed. The mail server is still trying. Nothing was changed.",
        ),
        ReturnedMail::Delivered => ("Brevet er nået frem. Intet er ændret.", "The letter arrived. Nothing was changed."),
        ReturnedMail::AutoReply => (
            "Et automatisk svar, for eksempel om ferie. Intet er ændret.",
            "An automatic reply, such as of a holiday. Nothing was changed.",
        ),
        ReturnedMail::Reply => (
            "Svar fra en person: læs den i jeres postkasse. Mailen er ikke gemt her.",
            "An answer from a person: read it in your mailbox. The mail is not kept here.",
        ),
        _ => (
            "Mailen siger ikke, at et brev ikke nåede frem. Intet er ændret.",
            "The mail does not say that a letter did not arrive. Nothing was changed.",
        ),
    };
    if admitted.language == Language::En { english } else { danish }
}

/// The letter that a mail names: by its own return address, else by a Message-ID that nobody knows who has not had the letter.
fn named(admitted: &Admitted, mail: &[u8], clues: &Clues) -> Result<Option<(LetterOf, Round)>, Error> {
    let store = &admitted.state.store;
    let returns = admitted.state.config.mail.returns.as_deref().and_then(Returns::parse);
    let by_address = match returns {
        Some(returns) => letter_named(store, &returns, None, mail)?,
        None => None,
    };
    let letter = match by_address {
        Some(letter) => Some(letter),
        None => store.letter_by_message_id(&clues.message_ids)?,
    };
    letter.map_or(Ok(None), |letter| of_own(admitted, letter))
}

/// The newest letter to each person with an address that a mail names; in an anonymous round the invitation, since whoever got a reminder
/// had not answered.
fn those_to(admitted: &Admitted, clues: &Clues) -> Result<Vec<(LetterOf, Round)>, Error> {
    let mut found: Vec<(LetterOf, Round)> = Vec::new();
    for letter in admitted.state.store.letters_that_may_return(&clues.recipients)? {
        let Some((letter, round)) = of_own(admitted, letter)? else { continue };
        let tells = round.mode == Mode::Anonymous && letter.letter.kind != LetterKind::Invitation;
        if !tells && !round.is_closed(admitted.now()) {
            found.retain(|(earlier, _)| earlier.to.id != letter.to.id);
            found.push((letter, round));
        }
    }
    Ok(found)
}

/// The letter with its round; none where the person may not send letters of it, which is not told apart from none at all.
fn of_own(admitted: &Admitted, letter: i64) -> Result<Option<(LetterOf, Round)>, Error> {
    let Some(letter) = admitted.state.store.letter_of(letter)? else { return Ok(None) };
    let Some(round) = admitted.state.store.rounds()?.into_iter().find(|round| round.id == letter.round_id) else {
        return Ok(None);
    };
    let trial = trial_of(&admitted.state, &round)?;
    Ok(admitted.may(Verb::SendLetters, Object::Trial(&trial)).then_some((letter, round)))
}

/// A letter in words: of whom it is only where the round knows its people.
fn whose(admitted: &Admitted, letter: &LetterOf, round: &Round) -> String {
    let title = known::title_of(admitted, round).unwrap_or_else(|_| round.key.clone());
    let who = if letter.to.name.is_empty() { &letter.to.person_key } else { &letter.to.name };
    match (round.mode, admitted.language) {
        (Mode::Anonymous, Language::En) => format!("a letter of the round {title}"),
        (Mode::Anonymous, _) => format!("et brev i runden {title}"),
        (_, Language::En) => format!("the letter to {who} ({}) in the round {title}", letter.to.email),
        (_, _) => format!("brevet til {who} ({}) i runden {title}", letter.to.email),
    }
}

/// What the person says of a letter that the mail did not tell of for certain.
fn decide(admitted: &Admitted) -> Result<HttpResponse, Error> {
    let letter = admitted.field("letter").parse().ok().map(|letter| of_own(admitted, letter)).transpose()?.flatten();
    let Some((letter, round)) = letter else { return Ok(missing(admitted)) };
    let whose = whose(admitted, &letter, &round);
    if admitted.field("answer") != "yes" {
        let words =
            admitted.say("Noteret: brevet regnes for sendt. Intet er ændret.", "The letter counts as sent. Nothing was changed.");
        return Ok(show(admitted, StatusCode::OK, Some((words, false)), &[]));
    }
    let said: String = admitted.field("said").chars().filter(|sign| !sign.is_control()).take(LONGEST_SAID).collect();
    let is_news = letter.letter.state != LetterState::Bounced
        && admitted.state.store.bounce_letter(
            letter.letter.id,
            &without_addresses(&said),
            Some((admitted.actor(), &round.key)),
        )?;
    let words = match (is_news, admitted.language) {
        (true, Language::En) => format!("Noted: {whose} came back."),
        (true, _) => format!("Noteret: {whose} kom retur."),
        (false, Language::En) => format!("It was known that {whose} did not arrive."),
        (false, _) => format!("Det vidste vi: {whose} nåede ikke frem."),
    };
    Ok(show(admitted, StatusCode::OK, Some((&words, false)), &[]))
}

fn show(admitted: &Admitted, status: StatusCode, said: Option<(&str, bool)>, outcomes: &[Outcome]) -> HttpResponse {
    let say = |danish, english| admitted.say(danish, english);
    let path = [("/desk/letters".to_owned(), say("Breve", "Letters").to_owned())];
    let noun = if admitted.may(Verb::SeeLetters, Object::Platform) { Noun::Letters } else { Noun::Rounds };
    let rounds = [("/desk/rounds".to_owned(), say("Runder", "Rounds").to_owned())];
    let page = Page {
        language: admitted.language,
        noun: Some(noun),
        title: say("Mails, der kom retur", "Mails that came back"),
        path: if noun == Noun::Letters { &path } else { &rounds },
        synthetic: false,
        address: "/desk/letters/returned",
    };
    let body = html! {
        @if let Some((words, is_wrong)) = said {
            p.notice role=(if is_wrong { "alert" } else { "status" }) { (words) }
        }
        @if !outcomes.is_empty() {
            div.card role="status" {
                h2 { (say("Sådan er mailene læst", "How the mails were read")) }
                ul { @for outcome in outcomes { li {
                    b { (outcome.file) } ": "
                    @if outcome.is_wrong { (say("Fejl: ", "Fault: ")) }
                    (outcome.words)
                } } }
            }
            @for outcome in outcomes { @for (asked, said) in &outcome.asked { (question(admitted, outcome, asked, said)) } }
        }
        form.card method="post" enctype="multipart/form-data" action=(admitted.to("/desk/letters/returned")) {
            (admitted.form_field())
            h2 { (say("Læg mails ind", "Put mails in")) }
            p { (say(
                "Mailservere svarer, når et brev ikke kan nå frem. Gem de mails som filer, og vælg dem her. Så ved vi, hvem der skal have et nyt brev, og ingen bliver rykket forgæves.",
                "Mail servers answer when a letter cannot arrive. Save those mails as files and choose them here. Then we know who needs a new letter, and nobody is reminded in vain.",
            )) }
            p {
                label.over for="mails" { (say("Filer (.msg fra Outlook eller .eml)", "Files (.msg from Outlook, or .eml)")) }
                input id="mails" name="mails" type="file" accept=".msg,.eml,message/rfc822,application/vnd.ms-outlook" multiple required aria-describedby="mails-say";
                span.small #mails-say { (say(
                    "Du kan vælge mange på en gang, op til 20 MB. I Outlook: markér mailene, og træk dem til en mappe. Filerne gemmes ikke.",
                    "You can choose many at once, up to 20 MB. In Outlook: mark the mails and drag them to a folder. The files are not kept.",
                )) }
            }
            button type="submit" { (say("Læs mailene", "Read the mails")) }
        }
    };
    admitted.respond_with(status, &page, &body)
}

/// The form in which a person says whether a letter came back.
fn question(admitted: &Admitted, outcome: &Outcome, asked: &Asked, said: &str) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    html! {
        form.card method="post" action=(admitted.to("/desk/letters/returned")) {
            (admitted.form_field())
            input type="hidden" name="letter" value=(asked.letter);
            input type="hidden" name="said" value=(said);
            h2 { (say("Kom brevet retur?", "Did the letter come back?")) }
            p { b { (outcome.file) } ": " (asked.words) "." }
            @if !said.is_empty() { p.small { (say("Mailserveren skriver: ", "The mail server writes: ")) q { (said) } } }
            p.row {
                button type="submit" name="answer" value="yes" { (say("Ja, det kom retur", "Yes, it came back")) }
                " "
                button.quiet type="submit" name="answer" value="no" { (say("Nej, det nåede frem", "No, it arrived")) }
            }
        }
    }
}

/// Where a page of letters leads on to this one, for who may use it.
pub(super) fn way(admitted: &Admitted, letters: u64) -> Markup {
    let count = number::whole(letters, admitted.language);
    html! {
        p {
            a href=(admitted.to("/desk/letters/returned")) { (admitted.say("Læg mails ind, der kom retur", "Put in mails that came back")) }
            @if letters > 0 { " · " (count) " " (admitted.say("kom retur indtil nu", "came back so far")) }
        }
    }
}
