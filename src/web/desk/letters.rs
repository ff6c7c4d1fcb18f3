//! The outbox: what waits and why, what has left, and what a person decides.
//!
//! Each reason names what happens next: most go by themselves, and only some wait for a person.

mod reasons;

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use self::reasons::{Held, Reason, reason_words, reason_words_of_group, reasons};
use super::account::moment;
use super::caller::{Admitted, trial_of};
use super::layout::{Noun, Page};
use super::sending::Every;
use super::{broken, known, missing, returned, sending};
use crate::access::{Object, Verb};
use crate::fieldwork::{LetterState, Round, SendingState, in_working_hours};
use crate::language::{Language, number};
use crate::store::{Decision, Error, Waiting};
use crate::time::Timestamp;

/// GET `/desk/letters`.
pub(super) fn outbox(admitted: &Admitted) -> HttpResponse {
    shown(admitted, None).unwrap_or_else(|error| broken(admitted, &error))
}

/// POST `/desk/letters/release`.
pub(super) fn release(admitted: &Admitted) -> HttpResponse {
    let store = &admitted.state.store;
    let released = || {
        store.release_mail(admitted.actor())?;
        shown(
            admitted,
            Some(admitted.say("Brevene er frigivet og sendes nu.", "The letters are released and are sent now.").to_owned()),
        )
    };
    released().unwrap_or_else(|error: Error| broken(admitted, &error))
}

/// POST `/desk/rounds/{round}/letters/uncertain`.
pub(super) fn decide(admitted: &Admitted) -> HttpResponse {
    let decided = || {
        let store = &admitted.state.store;
        let Some(round) = store.round(admitted.path("round"))? else { return Ok(missing(admitted)) };
        let decision = if admitted.field("act") == "send" { Decision::Send } else { Decision::Leave };
        store.decide_letters(&round, decision, admitted.actor())?;
        Ok(admitted.see(&format!("/desk/rounds/{}/letters", round.key)))
    };
    decided().unwrap_or_else(|error: Error| broken(admitted, &error))
}

fn shown(admitted: &Admitted, said: Option<String>) -> Result<HttpResponse, Error> {
    let (store, language) = (&admitted.state.store, admitted.language);
    let say = |danish, english| admitted.say(danish, english);
    let (counts, hold, pause) = (store.letter_counts()?, store.mail_hold()?, store.mail_pause()?);
    let waiting = store.waiting_letters(admitted.now())?;
    let (mut rounds, mut leaving) = (Vec::new(), false);
    for round in store.rounds()? {
        let reasons = reasons_of(admitted, &round, &waiting)?;
        if !reasons.is_empty() {
            let (words, leaves) = sending::in_list(admitted, &round)?;
            leaving |= leaves && pause.is_none() && hold.is_none();
            rounds.push((round, reasons, words));
        }
    }
    let page = Page {
        language,
        noun: Some(Noun::Letters),
        title: say("Breve", "Letters"),
        path: &[],
        synthetic: false,
        address: "/desk/letters",
    };
    let count = |states: &[LetterState]| states.iter().filter_map(|state| counts.get(state)).sum::<u64>();
    let body = html! {
        @if let Some(said) = said { p.notice role="status" { (said) } }
        (demonstration(admitted))
        (standstill(admitted, hold.is_some(), pause.as_ref()))
        (late(admitted)?)
        @if counts.is_empty() {
            p.card { (say("Ingen breve endnu. De lægges i kø fra en rundes egen side.", "No letter yet. They are queued from a round's own page.")) }
        } @else {
            p.say { (in_short(&counts, language)) }
            (joint(store.joint_mails(None)?, language))
            @if leaving { (sending::refreshing(admitted, page.address, Every::TenSeconds)) }
            @for (round, reasons, words) in &rounds {
                div.card {
                    h2 { a href=(admitted.to(&format!("/desk/rounds/{}/letters", round.key))) { (known::title_of(admitted, round)?) } }
                    (words)
                    (why(admitted, round, reasons)?)
                }
            }
            (of_groups(admitted)?)
            details { summary { (say("Alle breve efter status", "All letters by state")) }
                div.card { table {
                    thead { tr { th scope="col" { (say("Status", "State")) } th.num scope="col" { (say("Breve", "Letters")) } } }
                    tbody { @for (state, count) in &counts { tr { th scope="row" { (words(*state, language == Language::En)) } td.num { (number::whole(*count, language)) } } } }
                } }
            }
        }
        (returned::way(admitted, count(&[LetterState::Bounced])))
    };
    let mut answer = admitted.respond_with(StatusCode::OK, &page, &body);
    if leaving {
        sending::refresh(admitted, page.address, Every::TenSeconds, &mut answer);
    }
    Ok(answer)
}

/// "312 af 1.500 breve er sendt, 4 venter, 2 er afvist eller kommet retur."
pub(super) fn in_short(counts: &BTreeMap<LetterState, u64>, language: Language) -> String {
    let of = |states: &[LetterState]| states.iter().filter_map(|state| counts.get(state)).sum::<u64>();
    let all = counts.values().sum::<u64>() - of(&[LetterState::Cancelled]);
    let cancelled = of(&[LetterState::Cancelled]);
    if all == 0 && cancelled > 0 {
        let n = number::whole(cancelled, language);
        return match language {
            Language::En => format!("No letter waits or has been sent; {n} were cancelled before they left."),
            _ => format!("Ingen breve venter eller er sendt; {n} blev annulleret, før de blev sendt."),
        };
    }
    let waiting = [LetterState::Queued, LetterState::Sending, LetterState::Dot, LetterState::Deferred, LetterState::Held];
    let count = |count: u64| number::whole(count, language);
    if all == 0 {
        let cancelled = count(of(&[LetterState::Cancelled]));
        return match language {
            Language::En => format!("No letter has been sent and none waits: {cancelled} were cancelled."),
            _ => format!("Ingen breve er sendt, og ingen venter: {cancelled} er annulleret."),
        };
    }
    let left = count(of(&[LetterState::Accepted, LetterState::Bounced, LetterState::Unknown]));
    let refused = count(of(&[LetterState::Rejected, LetterState::Bounced]));
    let (all, waiting) = (count(all), count(of(&waiting)));
    match language {
        Language::En => format!("{left} of {all} letters have been sent, {waiting} wait, {refused} were refused or came back."),
        _ => format!("{left} af {all} breve er sendt, {waiting} venter, {refused} er afvist eller kommet retur."),
    }
}

/// How many of the mails carry links to several rounds; nothing where none does.
pub(super) fn joint(mails: u64, language: Language) -> Markup {
    let words = match (mails, language) {
        (0, _) => return html! {},
        (1, Language::En) => "One mail carries links to several rounds: it is counted once here.".to_owned(),
        (_, Language::En) => {
            format!("{} mails carry links to several rounds: each is counted once here.", number::whole(mails, language))
        }
        (1, _) => "Ét brev har links til flere runder. Her tæller det én gang.".to_owned(),
        _ => format!("{} breve har links til flere runder. Her tæller hvert af dem én gang.", number::whole(mails, language)),
    };
    html! { p.small { (words) } }
}

/// That nobody gets a letter of the demonstration, and where its letters go.
pub(super) fn demonstration(admitted: &Admitted) -> Markup {
    html! {
        @if admitted.state.demonstration {
            div.notice role="status" { p {
                (admitted.say(
                    "Demonstrationen sender ingen mail. Brevene lægges som filer i mappen ",
                    "The demonstration sends no mail. Its letters are put as files into the folder ",
                ))
                code { (admitted.state.config.mail.folder.display().to_string()) }
                (admitted.say(", til du stopper den.", " until you stop it."))
            } }
        }
    }
}

/// Why nothing at all leaves, where that is so.
fn standstill(admitted: &Admitted, is_held: bool, pause: Option<&(Timestamp, String)>) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    html! {
        @if is_held {
            div.notice role="status" {
                p { (say(
                    "Alle breve holdes tilbage: databasen er genskabt fra en sikkerhedskopi. Se først efter, at ingen får et brev, de allerede har fået.",
                    "All letters are on hold: the database was restored from a backup. First see that nobody gets a letter that they have had.",
                )) }
                @if admitted.may(Verb::SendLetters, Object::Platform) {
                    form method="post" action=(admitted.to("/desk/letters/release")) {
                        (admitted.form_field())
                        button type="submit" { (say("Frigiv alle breve", "Release all letters")) }
                    }
                }
            }
        } @else if let Some((until, reason)) = pause.filter(|(until, _)| *until > admitted.now()) {
            div.notice role="status" {
                p { (say("Mailserveren kan ikke nås. Intet brev går tabt; der prøves igen ", "The mail server cannot be reached. No letter is lost; it is tried again ")) (moment(admitted, *until)) "." }
                p.small { (say("Den siger: ", "It says: ")) q { (reason) } }
            }
        }
    }
}

/// The rounds whose planned letters are late and wait for a person.
fn late(admitted: &Admitted) -> Result<Markup, Error> {
    let store = &admitted.state.store;
    let held = store.sendings_until(SendingState::Held, Timestamp(i64::MAX))?;
    let mut rounds = store.rounds()?;
    rounds.retain(|round| !round.is_closed(admitted.now()) && held.iter().any(|sending| sending.round_id == round.id));
    Ok(html! {
        @if !rounds.is_empty() {
            div.notice role="status" {
                p { (admitted.say("Planlagte breve er blevet forsinket. Frigiv dem, eller aflys dem:", "Planned letters are late. Release them or call them off:")) }
                ul { @for round in &rounds { li { a href=(admitted.to(&format!("/desk/rounds/{}/letters", round.key))) { (known::title_of(admitted, round)?) } } } }
            }
        }
    })
}

/// Why letters of this round wait.
fn reasons_of(
    admitted: &Admitted,
    round: &Round,
    waiting: &BTreeMap<(i64, LetterState), Waiting>,
) -> Result<BTreeMap<Reason, Held>, Error> {
    let own = of(waiting, round.id);
    if own.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (is_early, has_secret) = (!round.has_opened(admitted.now()), admitted.state.store.has_link_secret(round)?);
    let hours = Some(in_working_hours(admitted.now())).filter(|next| *next > admitted.now());
    Ok(reasons(&own, (is_early, has_secret), hours))
}

/// A table of reasons with what happens next, and what a person can decide.
fn why(admitted: &Admitted, round: &Round, reasons: &BTreeMap<Reason, Held>) -> Result<Markup, Error> {
    let say = |danish, english| admitted.say(danish, english);
    let uncertain = reasons.keys().any(|reason| matches!(reason, Reason::Held | Reason::Unknown));
    let may_decide = uncertain && admitted.may(Verb::SendLetters, Object::Trial(&trial_of(&admitted.state, round)?));
    Ok(html! {
        (table(admitted, reasons, reason_words))
        @if may_decide {
            form method="post" action=(admitted.to(&format!("/desk/rounds/{}/letters/uncertain", round.key))) {
                (admitted.form_field())
                p { (say(
                    "Ved nogle breve svarede mailserveren ikke til sidst. Sender du dem igen, får nogle måske samme brev to gange.",
                    "Of some letters the mail server gave no last answer. If you send them again, some may get the same letter twice.",
                )) }
                p.row {
                    button.quiet type="submit" name="act" value="send" { (say("Send de uvisse igen", "Send the uncertain ones again")) }
                    " "
                    button.quiet type="submit" name="act" value="leave" { (say("Send dem ikke igen", "Do not send them again")) }
                }
            }
        }
    })
}

/// Each reason with how many letters wait for it and what happens next, in these words.
fn table(admitted: &Admitted, reasons: &BTreeMap<Reason, Held>, words: Words) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    html! {
        table.groups.plain {
            thead { tr { th scope="col" { (say("Hvorfor de venter", "Why they wait")) } th.num scope="col" { (say("Breve", "Letters")) } th scope="col" { (say("Hvad der sker", "What happens")) } } }
            tbody { @for (reason, held) in reasons {
                @let (because, next) = words(*reason, admitted.language);
                tr {
                    th scope="row" { (because) }
                    td.num data-label=(say("Breve", "Letters")) { (number::whole(held.letters, admitted.language)) }
                    td data-label=(say("Hvad der sker", "What happens")) {
                        (next)
                        @if let Some(at) = held.next_at.filter(|at| reason.is_tried_again() && *at > admitted.now()) {
                            " " (say("Næste gang:", "Next:")) " " (moment(admitted, at)) "."
                        }
                    }
                }
            } }
        }
    }
}

/// Says a reason, and what happens next.
type Words = fn(Reason, Language) -> (&'static str, &'static str);

/// The letters to participants that wait, by focus group, with the reasons; empty where none does.
fn of_groups(admitted: &Admitted) -> Result<Markup, Error> {
    let store = &admitted.state.store;
    let waiting = store.waiting_letters_to_participants(admitted.now())?;
    if waiting.is_empty() {
        return Ok(html! {});
    }
    let has_secret = store.has_focus_group_secret()?;
    let mut groups = store.focus_groups()?;
    groups.retain(|group| waiting.keys().any(|(id, _)| *id == group.id));
    let plans = admitted.may(Verb::PlanFocusGroup, Object::Platform);
    Ok(html! {
        @for group in &groups {
            div.card {
                h2 {
                    @if plans { a href=(admitted.to(&format!("/desk/focus-groups/{}/letters", group.id))) { (group.planned.title) } }
                    @else { (group.planned.title) }
                }
                (table(admitted, &reasons(&of(&waiting, group.id), (false, has_secret), None), reason_words_of_group))
            }
        }
    })
}

/// The letters to the participants of one focus group that wait, with the reasons; empty where none does.
pub(super) fn why_of_group(admitted: &Admitted, group: i64) -> Result<Markup, Error> {
    let own = of(&admitted.state.store.waiting_letters_to_participants(admitted.now())?, group);
    if own.is_empty() {
        return Ok(html! {});
    }
    let found = reasons(&own, (false, admitted.state.store.has_focus_group_secret()?), None);
    Ok(html! { div.card { (table(admitted, &found, reason_words_of_group)) } })
}

/// What waits of the round or group with this number.
fn of(waiting: &BTreeMap<(i64, LetterState), Waiting>, id: i64) -> Vec<(LetterState, Waiting)> {
    let own = waiting.range((id, LetterState::Queued)..).take_while(|((of, _), _)| *of == id);
    own.map(|((_, state), found)| (*state, *found)).collect()
}

/// The letters of one round that wait, with the reasons; empty where none does.
pub(super) fn why_of(admitted: &Admitted, round: &Round) -> Result<Markup, Error> {
    let waiting = admitted.state.store.waiting_letters(admitted.now())?;
    let reasons = reasons_of(admitted, round, &waiting)?;
    if reasons.is_empty() { Ok(html! {}) } else { why(admitted, round, &reasons) }
}

/// How far a letter has come, in words.
pub(super) fn words(state: LetterState, english: bool) -> &'static str {
    match state {
        LetterState::Queued if english => "waiting",
        LetterState::Queued => "venter",
        LetterState::Sending | LetterState::Dot if english => "being sent",
        LetterState::Sending | LetterState::Dot => "sendes nu",
        LetterState::Accepted if english => "sent",
        LetterState::Accepted => "sendt",
        LetterState::Deferred if english => "refused for now, tried again later",
        LetterState::Deferred => "afvist indtil videre, prøves igen",
        LetterState::Rejected if english => "refused for good: check the address",
        LetterState::Rejected => "afvist for altid: tjek adressen",
        LetterState::Unknown if english => "unknown whether it arrived",
        LetterState::Unknown => "uvist, om det nåede frem",
        LetterState::Held if english => "held for a person to decide",
        LetterState::Held => "holdt tilbage, til en person beslutter",
        LetterState::Bounced if english => "came back",
        LetterState::Bounced => "kom retur",
        LetterState::Cancelled if english => "cancelled: answered, opted out or closed before",
        LetterState::Cancelled => "annulleret: besvaret, fravalgt eller lukket inden",
    }
}
