//! The rounds, and one round with what came back.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::sign_in::notice;
use super::trials::state_words;
use super::{broken, ending, evidence, missing, monitor, period, schedule, sending, tasks};
use crate::access::{Object, Verb};
use crate::fieldwork::{Access, Mode, Round};
use crate::language::{Language, number};
use crate::questionnaire::Audience;
use crate::store::{self, InvitationState};

/// GET `/desk/rounds`.
pub(super) fn list(admitted: &Admitted) -> HttpResponse {
    let (state, language) = (&admitted.state, admitted.language);
    let (rounds, state_trials) = match seen(admitted).and_then(|rounds| Ok((rounds, state.store.trials()?))) {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let english = language == Language::En;
    let now = state.clock.now();
    let suffix = if english { "?lang=en" } else { "" };
    let title = if english { "Rounds" } else { "Runder" };
    let page = Page { language, noun: Some(Noun::Rounds), title, path: &[], synthetic: false, address: "/desk/rounds" };
    let body = html! {
        @if admitted.may_somewhere(Verb::PlanRound, &state_trials) { p { a.button href=(admitted.to("/desk/rounds/new")) { (admitted.say("Planlæg en runde", "Plan a round")) } } }
        @if rounds.is_empty() {
            p.card { @if english { "No round yet." } @else { "Ingen runde endnu." } }
        } @else {
            div.card { div.scroll tabindex="0" role="region" aria-label=(title) { table.groups.plain {
                thead { tr {
                    th scope="col" { @if english { "Round" } @else { "Runde" } }
                    th scope="col" { @if english { "Period" } @else { "Periode" } }
                    th scope="col" { @if english { "State" } @else { "Status" } }
                } }
                tbody { @for round in &rounds { tr {
                    th scope="row" { a href={ "/desk/rounds/" (round.key) (suffix) } { (round.key) } br; span.small { (round.questionnaire) } }
                    td data-label=(if english { "Period" } else { "Periode" }) { (period(language, round.opens, round.closes)) }
                    td.state data-label=(if english { "State" } else { "Status" }) { (state_words(round, now, language)) }
                } } }
            } } }
        }
    };
    admitted.respond(&page, &body)
}

/// What happened to a round, for the top of its page.
pub(super) enum Said {
    Nothing,
    Done(String),
    Wrong(String),
}

/// GET `/desk/rounds/{round}`.
pub(super) fn round(admitted: &Admitted) -> HttpResponse {
    with_round(admitted, |_| Ok(Said::Nothing), show)
}

/// Does something to the round in the path and shows one of its pages with what happened.
pub(super) fn with_round<S>(
    admitted: &Admitted,
    act: impl FnOnce(&Round) -> Result<S, store::Error>,
    show: fn(&Admitted, &Round, &S) -> Result<HttpResponse, store::Error>,
) -> HttpResponse {
    let shown = || {
        let Some(round) = find(admitted)? else { return Ok(missing(admitted)) };
        let said = act(&round)?;
        // Read again: it may have changed.
        find(admitted)?.map_or_else(|| Ok(missing(admitted)), |round| show(admitted, &round, &said))
    };
    shown().unwrap_or_else(|error| broken(admitted, &error))
}

/// The round in the path.
fn find(admitted: &Admitted) -> Result<Option<Round>, store::Error> {
    admitted.state.store.round(admitted.path("round"))
}

/// The way from a page of a round back to it.
pub(super) fn way_to(admitted: &Admitted, round: &Round) -> [(String, String); 2] {
    let rounds = admitted.say("Runder", "Rounds");
    [("/desk/rounds".to_owned(), rounds.to_owned()), (format!("/desk/rounds/{}", round.key), round.key.clone())]
}

/// The round's own page.
pub(super) fn show(admitted: &Admitted, round: &Round, said: &Said) -> Result<HttpResponse, store::Error> {
    let address = format!("/desk/rounds/{}", round.key);
    if let Said::Done(done) = said {
        return Ok(admitted.done(&address, done));
    }
    let body = body(admitted, round)?;
    let up = admitted.say("Runder", "Rounds");
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Rounds),
        title: &round.key,
        path: &[("/desk/rounds".to_owned(), up.to_owned())],
        synthetic: round.synthetic,
        address: &address,
    };
    let above = html! {
        @if let Said::Wrong(wrong) = said { (notice(wrong)) }
        (body)
    };
    let status = if matches!(said, Said::Wrong(_)) { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(admitted.respond_with(status, &page, &above))
}

/// The rounds that the person may see.
fn seen(admitted: &Admitted) -> Result<Vec<Arc<Round>>, store::Error> {
    let store = &admitted.state.store;
    let mut seen = Vec::new();
    for (round, version) in store.standing_rounds()? {
        if admitted.sees(&store.version(version)?.version.trial) {
            seen.push(round);
        }
    }
    Ok(seen)
}

fn body(admitted: &Admitted, round: &Round) -> Result<Markup, store::Error> {
    let (state, language) = (&admitted.state, admitted.language);
    let english = language == Language::En;
    let states = state.store.invitation_totals(round)?;
    let of = |wanted: InvitationState| states.get(&wanted).copied().unwrap_or(0);
    let invited: u64 = states.values().sum();
    let answered = of(InvitationState::Answered) + of(InvitationState::ScreenedOut);
    let published = state.store.version(state.store.version_id_of(round.id)?)?;
    let trial = Object::Trial(&published.version.trial);
    let who = match (round.mode, english) {
        (Mode::Anonymous, true) => "anonymous",
        (Mode::Anonymous, false) => "anonym",
        (Mode::Pseudonymous, true) => "pseudonymous: a key links rounds, no name stands with answers",
        (Mode::Pseudonymous, false) => "pseudonym: en nøgle binder runder sammen, intet navn står ved svarene",
        (Mode::Identified, true) => "identified: the case or organisation stands with the answers",
        (Mode::Identified, false) => "identificeret: sagen eller organisationen står ved svarene",
    };
    Ok(html! {
        ul.chips {
            li { (state_words(round, state.clock.now(), language)) }
            li { (period(language, round.opens, round.closes)) }
            li { (who) }
        }
        p.say {
            @if invited > 0 && english { (number::whole(answered, language)) " of " (number::whole(invited, language)) " invited have answered." }
            @else if invited > 0 { (number::whole(answered, language)) " af " (number::whole(invited, language)) " inviterede har svaret." }
            @else if round.imported && english { "The answers of this round came from a file." }
            @else if round.imported { "Svarene i denne runde kom fra en fil." }
            @else if english { "Nobody has been invited yet." }
            @else { "Ingen er inviteret endnu." }
            @if invited > 0 && round.imported && english { " Other answers of this round came from a file." }
            @else if invited > 0 && round.imported { " Andre svar i runden kom fra en fil." }
        }
        div.card {
            @if let Some(trial) = state.store.trials()?.trial(&published.version.trial) {
                p { @if english { "Trial: " } @else { "Forsøg: " } a href=(admitted.to(&format!("/desk/trials/{}", trial.key))) { (trial.name.get(language)) } }
            }
            p { @if english { "Questionnaire: " } @else { "Spørgeskema: " } (published.version.title.get(language)) " (" (round.questionnaire) ", version " (round.version) ")" }
            @if round.access == Access::Open {
                p { @if english { "Open to everybody at " } @else { "Åben for alle på " } code { (state.public_url()) "/r/" (round.key) } }
                p.small { @if english { "Can be answered more than once by the same person." } @else { "Kan besvares flere gange af samme person." } }
            }
            @if published.version.audience == Audience::Manager && admitted.may(Verb::SeeCases, trial) {
                p { a href={ "/desk/rounds/" (round.key) "/cases" @if english { "?lang=en" } } { @if english { "What the cases show" } @else { "Hvad sagerne viser" } } }
            }
            @if admitted.may(Verb::ReadTexts, trial) { p { a href={ "/desk/rounds/" (round.key) "/texts/approved" @if english { "?lang=en" } } { @if english { "Texts" } @else { "Tekstsvar" } } } }
            @if round.synthetic { p { (super::layout::synthetic_mark(language)) } }
        }
        (ways(admitted, round, &published.version.trial))
        (tasks::of_round(admitted, round, &published.version)?)
        (monitor::part(admitted, round)?)
        @if admitted.may(Verb::SeeLetters, trial) { (schedule::in_short(admitted, round)?) (sending::queue_of(admitted, round)?.0) }
        @if admitted.may(Verb::PlanRound, trial) { (ending::forms(admitted, round)?) }
        @if admitted.may(Verb::SeeEvidence, trial) { (evidence::list(round, language)) }
    })
}

/// The ways on to what is done with a round by invitation.
fn ways(admitted: &Admitted, round: &Round, trial: &str) -> Markup {
    let recipients = admitted.may_in_part(Verb::ImportRecipients, trial);
    let letters = admitted.may(Verb::SeeLetters, Object::Trial(trial));
    let answers = round.is_open(admitted.now()) && admitted.may_in_part(Verb::EnterAnswers, trial);
    let to = |page: &str| admitted.to(&format!("/desk/rounds/{}/{page}", round.key));
    html! {
        @if round.access == Access::Invited && !round.imported && (recipients || letters || answers) {
            p.row {
                @if recipients { a.button href=(to("recipients")) { (admitted.say("Modtagere", "Recipients")) } }
                @if letters { a.button href=(to("letters")) { (admitted.say("Breve", "Letters")) } }
                @if answers { a.button href=(to("answers/new")) { (admitted.say("Tast et svar ind", "Enter an answer")) } }
            }
        }
    }
}
