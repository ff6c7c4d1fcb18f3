//! The letters of a round: as they will be sent, for somebody made up; how many would get one now; and the two buttons.
//!
//! Nothing is mailed here: the buttons fill the outbox, as the commands do.

use std::sync::Arc;

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::caller::Admitted;
use super::layout::{Noun, Page, allow_letters};
use super::paper_letters;
use super::returned;
use super::rounds::{way_to, with_round};
use super::schedule;
use super::sending::{Every, queue_of, refresh, refreshing};
use super::sign_in::notice;
use super::together;
use crate::access::{Object, Verb};
use crate::fieldwork::{LetterKind, LetterState, Reading, Round, in_working_hours};
use crate::language::{Language, number};
use crate::mail::{self, CannotQueue, Order};
use crate::questionnaire::{Trials, Version};
use crate::store::{About, Error, Invited, LetterBeside, LetterInHand};
use crate::token::{RandomId, Secret, Token};

const KINDS: [LetterKind; 2] = [LetterKind::Invitation, LetterKind::Reminder];

/// What happened, for the top of the page.
pub(super) enum Said {
    Nothing,
    Done(String),
    Wrong(String),
}

/// GET `/desk/rounds/{round}/letters`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    with_round(admitted, |_| Ok(Said::Nothing), show)
}

/// POST `/desk/rounds/{round}/invite`.
pub(super) fn invite(admitted: &Admitted) -> HttpResponse {
    with_round(admitted, |round| queue(admitted, round, LetterKind::Invitation), show)
}

/// POST `/desk/rounds/{round}/remind`.
pub(super) fn remind(admitted: &Admitted) -> HttpResponse {
    with_round(admitted, |round| queue(admitted, round, LetterKind::Reminder), show)
}

/// The page with what is wrong at its top.
pub(super) fn wrong(admitted: &Admitted, round: &Round, sentence: &str) -> Result<HttpResponse, Error> {
    show(admitted, round, &Said::Wrong(sentence.to_owned()))
}

fn queue(admitted: &Admitted, round: &Round, kind: LetterKind) -> Result<Said, Error> {
    let state = &admitted.state;
    let decided = admitted.field("quiet");
    let by = Some(admitted.person.person.name.as_str());
    let working_hours = admitted.field("now") != "1";
    let order = Order { skip_quiet: decided == "skip", working_hours, by, ..Order::at(admitted.now()) };
    if kind == LetterKind::Invitation && !matches!(decided, "skip" | "invite") {
        let looked = mail::queue(&state.store, &state.config, round, kind, Order { rehearsal: true, ..order })?;
        if looked.is_ok_and(|found| found.quiet > 0) {
            return Ok(Said::Wrong(choose_quiet(admitted).to_owned()));
        }
    }
    let queued = match mail::queue(&state.store, &state.config, round, kind, order)? {
        Ok(queued) => queued,
        Err(refusal) => return Ok(Said::Wrong(refusal.sentence(admitted.language, Reading::Page))),
    };
    let waiting = later(admitted).filter(|_| working_hours && queued.letters > 0);
    let queued = number::whole(queued.letters as u64, admitted.language);
    let done = match (kind, admitted.language) {
        (LetterKind::Invitation, Language::En) => format!("{queued} invitations are in the outbox."),
        (LetterKind::Invitation, _) => format!("{queued} invitationer er lagt i kø."),
        (LetterKind::Reminder, Language::En) => format!("{queued} reminders are in the outbox."),
        (LetterKind::Reminder, _) => format!("{queued} påmindelser er lagt i kø."),
    };
    Ok(Said::Done(match (waiting, admitted.language) {
        (None, _) => done,
        (Some(when), Language::En) => format!("{done} They are sent on {when}."),
        (Some(when), _) => format!("{done} De sendes {when}."),
    }))
}

/// The day and hour at which letters that are queued now leave; none where people are at work now.
pub(super) fn later(admitted: &Admitted) -> Option<String> {
    let now = admitted.now();
    let next = Some(in_working_hours(now)).filter(|next| *next > now)?;
    let day = number::day(next.day(), admitted.language);
    Some(format!("{day} {}", admitted.say("kl. 8", "at 8")))
}

/// The choice to send at once where people are not at work now.
pub(super) fn at_once(admitted: &Admitted) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    html! {
        @if let Some(when) = later(admitted) {
            p.small { (say("Brevene sendes på hverdage mellem kl. 8 og 16. Næste gang er ", "Letters are sent on working days from 8 to 16. The next time is ")) (when) "." }
            label.pick { input type="checkbox" name="now" value="1"; span { (say("Send dem med det samme", "Send them at once")) } }
        }
    }
}

/// That the decision about those who were invited to another round shortly before is lacking.
pub(super) fn choose_quiet(admitted: &Admitted) -> &'static str {
    admitted.say(
        "Vælg, om dem, der er spurgt for nylig, også skal inviteres.",
        "Choose whether those who were asked recently are invited too.",
    )
}

pub(super) fn show(admitted: &Admitted, round: &Round, said: &Said) -> Result<HttpResponse, Error> {
    let address = format!("/desk/rounds/{}/letters", round.key);
    if let Said::Done(done) = said {
        return Ok(admitted.done(&address, done));
    }
    let store = &admitted.state.store;
    let published = store.version(store.version_id_of(round.id)?)?;
    let trials = store.trials()?;
    let path = way_to(admitted, round);
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Rounds),
        title: admitted.say("Rundens breve", "The round's letters"),
        path: &path,
        synthetic: round.synthetic,
        address: &address,
    };
    let may_send = admitted.may(Verb::SendLetters, Object::Trial(&published.version.trial));
    let (queue, leaving) = queue_of(admitted, round)?;
    let unit = municipality(admitted, round, &published.version, &trials)?;
    let rehearsed = |kind| mail::queue(store, &admitted.state.config, round, kind, Order::rehearsal(admitted.now()));
    let found = [rehearsed(KINDS[0])?, rehearsed(KINDS[1])?];
    let beside = together::beside(admitted, round)?;
    let quiet = found[0].as_ref().map_or(0, |found| found.quiet);
    let body = html! {
        @if let Said::Wrong(wrong) = said { (notice(wrong)) }
        (queue)
        @if leaving { (refreshing(admitted, &address, Every::TenSeconds)) }
        p { a href=(admitted.to(&format!("/desk/rounds/{}/addresses", round.key))) { (admitted.say("Adresser og breve til hver modtager", "Addresses and letters to each recipient")) } }
        @if may_send { (returned::way(admitted, store.letter_counts_of(round.id)?.get(&LetterState::Bounced).copied().unwrap_or(0))) }
        (schedule::card(admitted, round, may_send)?)
        (together::card(admitted, round, may_send)?)
        @for (kind, found) in KINDS.iter().zip(&found) { (ready(admitted, round, *kind, may_send, found)) }
        (paper_letters::card(admitted, round, may_send, quiet)?)
        h2 { (admitted.say("Sådan ser brevene ud", "What the letters look like")) }
        p.small { (admitted.say(
            "Navn og link er fundet på. Resten er ordret, som det bliver sendt.",
            "Name and link are made up. The rest is word for word what is sent.",
        )) }
        @for kind in KINDS { @for language in &published.version.languages {
            (letter(admitted, round, (kind, *language), (&published.version, &[]), (&trials, unit.as_deref())))
        } }
        @if !beside.is_empty() {
            h2 { (admitted.say("Sådan ser de fælles breve ud", "What the joint letters look like")) }
            p.small { (admitted.say(
                "Den, der står på listen i alle runderne, får brevet sådan. Den, der kun står i nogle af dem, får kun links til dem.",
                "Whoever is on the lists of all these rounds gets the letter like this; whoever is on some of them gets the links to those alone.",
            )) }
            @for kind in KINDS { @for language in published.version.languages.iter().filter(|language| beside.iter().all(|(_, other)| other.version.languages.contains(language))) {
                (letter(admitted, round, (kind, *language), (&published.version, &beside), (&trials, unit.as_deref())))
            } }
        }
    };
    let mut answer = admitted.respond_typed(matches!(said, Said::Wrong(_)), &page, &body);
    allow_letters(&mut answer);
    if leaving {
        refresh(admitted, &address, Every::TenSeconds, &mut answer);
    }
    Ok(answer)
}

/// How many would get a letter of this kind now, and the button.
fn ready(admitted: &Admitted, round: &Round, kind: LetterKind, may_send: bool, found: &Result<Invited, CannotQueue>) -> Markup {
    let (title, button, path) = match kind {
        LetterKind::Invitation => (
            admitted.say("Invitationer", "Invitations"),
            admitted.say("Læg invitationerne i kø", "Put the invitations in the queue"),
            "invite",
        ),
        LetterKind::Reminder => (
            admitted.say("Påmindelser", "Reminders"),
            admitted.say("Læg påmindelserne i kø", "Put the reminders in the queue"),
            "remind",
        ),
    };
    html! {
        div.card {
            h2 { (title) }
            @match found {
                Err(refusal) => {
                    p { (refusal.sentence(admitted.language, Reading::Page)) }
                    @if let CannotQueue::SingledOut(found) = refusal { ul { @for line in found.lines(admitted.language, Reading::Page) { li { (line) } } } }
                }
                Ok(found) => {
                    p.say { (would_get(admitted, kind, *found)) }
                    @if found.bundled > 0 { p { (together::would_carry(*found, admitted.language)) } }
                    @if found.suppressed > 0 { p { (want_none(found.suppressed, admitted.language)) } }
                    @if may_send && found.letters + found.invitations > 0 {
                        form method="post" action=(admitted.to(&format!("/desk/rounds/{}/{path}", round.key))) {
                            (admitted.form_field())
                            @if found.quiet > 0 { (quiet(admitted, found.quiet, true)) }
                            (at_once(admitted))
                            button type="submit" { (button) }
                        }
                    }
                }
            }
        }
    }
}

fn would_get(admitted: &Admitted, kind: LetterKind, found: Invited) -> String {
    let count = |count: usize| number::whole(count as u64, admitted.language);
    let (letters, without) = (count(found.letters), count(found.without_email));
    let would_get = match (kind, admitted.language) {
        (LetterKind::Invitation, Language::En) => format!("{letters} would get an invitation now."),
        (LetterKind::Invitation, _) => format!("{letters} vil få en invitation nu."),
        (LetterKind::Reminder, Language::En) if found.letters == 0 => format!("{letters} would get a reminder now."),
        (LetterKind::Reminder, _) if found.letters == 0 => format!("{letters} vil få en påmindelse nu."),
        (LetterKind::Reminder, Language::En) => {
            format!("{letters} would get a reminder now: their invitation has left, and they have not answered.")
        }
        (LetterKind::Reminder, _) => {
            format!("{letters} vil få en påmindelse nu: deres invitation er sendt, og de har ikke svaret.")
        }
    };
    if found.without_email == 0 {
        return would_get;
    }
    match (kind, admitted.language) {
        (LetterKind::Invitation, Language::En) => {
            format!("{would_get} {without} have no e-mail address and need a letter on paper.")
        }
        (LetterKind::Invitation, _) => format!("{would_get} {without} har ingen mailadresse og skal have et brev på papir."),
        (LetterKind::Reminder, Language::En) => format!("{would_get} {without} have no e-mail address."),
        (LetterKind::Reminder, _) => format!("{would_get} {without} har ingen mailadresse."),
    }
}

/// How many want no letters at all.
pub(super) fn want_none(count: usize, language: Language) -> String {
    match (language, count) {
        (Language::En, 1) => "One recipient wants no letters and gets none.".to_owned(),
        (Language::En, _) => format!("{} recipients want no letters and get none.", number::whole(count as u64, language)),
        (_, 1) => "Én modtager har frabedt sig breve og får ingen.".to_owned(),
        _ => format!("{} modtagere har frabedt sig breve og får ingen.", number::whole(count as u64, language)),
    }
}

/// The decision about those who were invited to another round shortly before.
pub(super) fn quiet(admitted: &Admitted, count: usize, required: bool) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let (days, count) = (admitted.state.config.fieldwork.quiet_days, number::whole(count as u64, admitted.language));
    html! {
        fieldset {
            legend {
                @if admitted.language == Language::En { (count) " of them were invited to another survey within the last " (days) " days" }
                @else { (count) " af dem har fået en invitation til en anden undersøgelse inden for de sidste " (days) " dage" }
            }
            label.pick { input type="radio" name="quiet" value="skip" required[required]; span { (say("Spring dem over denne gang", "Leave them out this time")) } }
            label.pick { input type="radio" name="quiet" value="invite" required[required]; span { (say("Inviter dem også", "Invite them too")) } }
        }
    }
}

/// Whose letter is shown: the first municipality that has recipients; before there are any the first that takes part.
fn municipality(admitted: &Admitted, round: &Round, version: &Version, trials: &Trials) -> Result<Option<String>, Error> {
    let people = admitted.state.store.recipient_backgrounds(round.id)?;
    let units = trials.taking_part(&version.trial, version.evaluation.as_deref());
    let asked = |key: &str| people.0.iter().any(|(row, _)| row.get("municipality").is_some_and(|of| of == key));
    let first = units.iter().find(|unit| asked(&unit.key)).or(units.first());
    Ok(first.map(|unit| unit.key.clone()))
}

/// The secret in a link that leads to nobody: of a secret that no round has.
fn nobodys(number: u8) -> Token {
    Token::of(&Secret([0; 32]), RandomId([number; 16]))
}

/// A letter to somebody made up, in this municipality, with the links of these other rounds.
fn letter(
    admitted: &Admitted,
    round: &Round,
    (kind, language): (LetterKind, Language),
    (version, beside): (&Version, &[together::Beside]),
    (trials, unit): (&Trials, Option<&str>),
) -> Markup {
    let english = admitted.language == Language::En;
    let made_up = LetterInHand {
        id: 0,
        message_id: String::new(),
        date: admitted.now(),
        boundary: String::new(),
        attempts: 0,
        name: "Kim Eksempel".to_owned(),
        email: "kim@example.dk".to_owned(),
        language,
        municipality: unit.map(str::to_owned),
        token: nobodys(0),
        about: About::Round {
            kind,
            round: Arc::new(round.clone()),
            person_key: "K-1".to_owned(),
            beside: (1..)
                .zip(beside)
                .map(|(number, (other, _))| LetterBeside { id: 0, round: Arc::clone(other), token: nobodys(number) })
                .collect(),
        },
    };
    let versions: Vec<&Version> = beside.iter().map(|(_, other)| &other.version).collect();
    let Some(content) = mail::content(&made_up, (version, &versions), trials, &admitted.state.config, None) else {
        return html! {};
    };
    let shown = mail::preview(&content);
    let what = match (kind, english) {
        (LetterKind::Invitation, _) => "Invitation",
        (LetterKind::Reminder, true) => "Reminder",
        (LetterKind::Reminder, false) => "Påmindelse",
    };
    let title = match (beside.len(), english) {
        (0, _) => format!("{what}, {}", language.own_name()),
        (others, true) => format!("{what} to {} rounds, {}", others + 1, language.own_name()),
        (others, false) => format!("{what} til {} runder, {}", others + 1, language.own_name()),
    };
    html! {
        div.card {
            h3 { (title) }
            p { b { (admitted.say("Fra:", "From:")) } " " (shown.sender) br; b { (admitted.say("Emne:", "Subject:")) } " " span lang=(language.code()) dir=(language.direction()) { (shown.subject) } }
            details {
                summary { (admitted.say("Som mailprogrammer viser det", "As mail programs show it")) span.aloud { ": " (title) } }
                // Nothing in it can run, and the policy of this page holds in it too.
                iframe.letter sandbox="" title=(title) srcdoc=(shown.html) {}
            }
            details {
                summary { (admitted.say("Som ren tekst", "As plain text")) span.aloud { ": " (title) } }
                pre.letter lang=(language.code()) dir=(language.direction()) { (shown.text) }
            }
        }
    }
}
