//! The rounds, and one round with what came back.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::sign_in::notice;
use super::trials::{lines, state_words};
use super::{broken, changing, ending, evidence, known, missing, monitor, period, schedule, sending, tasks};
use crate::access::{Object, Verb};
use crate::compare::monitor::Whole;
use crate::export::turnout;
use crate::fieldwork::{Access, Mode, Round};
use crate::language::{Language, number};
use crate::questionnaire::{Audience, Question, Version};
use crate::store::{self, InvitationState};

/// GET `/desk/rounds`.
pub(super) fn list(admitted: &Admitted) -> HttpResponse {
    let (state, language) = (&admitted.state, admitted.language);
    let found = lines(admitted).and_then(|rounds| Ok((rounds, state.store.trials()?, known::closed(admitted)?)));
    let (rounds, trials, closed) = match found {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let english = language == Language::En;
    let now = state.clock.now();
    let suffix = if english { "?lang=en" } else { "" };
    let title = if english { "Rounds" } else { "Runder" };
    let page = Page { language, noun: Some(Noun::Rounds), title, path: &[], synthetic: false, address: "/desk/rounds" };
    let body = html! {
        @if admitted.may_somewhere(Verb::PlanRound, &trials) { p { a.button href=(admitted.to("/desk/rounds/new")) { (admitted.say("Planlæg en runde", "Plan a round")) } } }
        @if rounds.is_empty() {
            p.card { @if english { "No round yet." } @else { "Ingen runde endnu." } }
        } @else {
            div.card { div.scroll tabindex="0" role="region" aria-label=(title) { table.groups.plain {
                thead { tr {
                    th scope="col" { @if english { "Round" } @else { "Runde" } }
                    th scope="col" { @if english { "Answers" } @else { "Svar" } }
                    th scope="col" { @if english { "Period" } @else { "Periode" } }
                    th scope="col" { @if english { "State" } @else { "Status" } }
                } }
                tbody { @for line in &rounds { tr {
                    th scope="row" {
                        a href={ "/desk/rounds/" (line.round.key) (suffix) } { (known::title(&trials, &line.version.version, &line.round, language)) }
                        @if line.again { " (" (admitted.say("genlæsning", "second reading")) ")" }
                        br; code.small { (line.round.key) }
                    }
                    td data-label=(if english { "Answers" } else { "Svar" }) {
                        (known::answered(closed.get(&line.round.id).and_then(|known| known.line.as_ref()), language).unwrap_or_else(|| "–".to_owned()))
                    }
                    td data-label=(if english { "Period" } else { "Periode" }) { (period(language, line.round.opens, line.round.closes)) }
                    td.state data-label=(if english { "State" } else { "Status" }) { (state_words(&line.round, now, language)) }
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
    let name = known::title_of(admitted, round).unwrap_or_else(|_| round.key.clone());
    [("/desk/rounds".to_owned(), rounds.to_owned()), (format!("/desk/rounds/{}", round.key), name)]
}

/// The round's own page.
pub(super) fn show(admitted: &Admitted, round: &Round, said: &Said) -> Result<HttpResponse, store::Error> {
    let address = format!("/desk/rounds/{}", round.key);
    if let Said::Done(done) = said {
        return Ok(admitted.done(&address, done));
    }
    let body = body(admitted, round)?;
    let up = admitted.say("Runder", "Rounds");
    let title = known::title_of(admitted, round)?;
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Rounds),
        title: &title,
        path: &[("/desk/rounds".to_owned(), up.to_owned())],
        synthetic: round.synthetic,
        address: &address,
    };
    let above = html! {
        @if let Said::Wrong(wrong) = said { (notice(wrong)) }
        (body)
    };
    Ok(admitted.respond_typed(matches!(said, Said::Wrong(_)), &page, &above))
}

fn body(admitted: &Admitted, round: &Round) -> Result<Markup, store::Error> {
    let (state, language) = (&admitted.state, admitted.language);
    let english = language == Language::En;
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
            li { code { (round.key) } }
        }
        p.say { (how_many(admitted, round, &published.version)?) }
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
            @if asks_for_text(&published.version) && admitted.may(Verb::ReadTexts, trial) { p { a href={ "/desk/rounds/" (round.key) "/texts/approved" @if english { "?lang=en" } } { @if english { "Texts" } @else { "Tekstsvar" } } } }
            @if round.synthetic { p { (super::layout::synthetic_mark(language)) } }
        }
        (ways(admitted, round, &published.version)?)
        (tasks::of_round(admitted, round, &published.version)?)
        (monitor::part(admitted, round)?)
        @if admitted.may(Verb::SeeLetters, trial) { (schedule::in_short(admitted, round)?) (sending::queue_of(admitted, round)?.0) }
        @if admitted.may(Verb::PlanRound, trial) { (changing::forms(admitted, round)?) (ending::forms(admitted, round)?) }
        @if admitted.may(Verb::SeeEvidence, trial) { (evidence::list(round, language)) }
    })
}

/// How many answered: of a closed round as a comparison says it, of an open one how many of those who are invited.
fn how_many(admitted: &Admitted, round: &Round, version: &Version) -> Result<String, store::Error> {
    let (state, language) = (&admitted.state, admitted.language);
    let english = language == Language::En;
    let states = state.store.invitation_totals(round)?;
    let of = |wanted: InvitationState| states.get(&wanted).copied().unwrap_or(0);
    let invited: u64 = states.values().sum();
    let answered = of(InvitationState::Answered) + of(InvitationState::ScreenedOut);
    let whole = |count| number::whole(count, language);
    let closed = known::closed(admitted)?;
    let line =
        closed.get(&round.id).and_then(|known| known.line.as_ref()).filter(|line| line.responses.is_some() && !line.waiting);
    let first = match line {
        Some(line) => {
            let said = known::answered_at_length(&*state.store.trials()?, version, line, language);
            if said.ends_with('.') { said } else { said + "." }
        }
        None if invited > 0 => {
            // What the only municipality of an open round may not tell, the round does not tell either.
            match (turnout::whole(&state.store, round, admitted.now())?, english) {
                (Whole::Counted, true) => format!("{} of {} invited have answered.", whole(answered), whole(invited)),
                (Whole::Counted, false) => format!("{} af {} inviterede har svaret.", whole(answered), whole(invited)),
                (Whole::Quarter(quarter), true) => {
                    format!("Of {} invited {} have answered.", whole(invited), turnout::quarter_words(quarter, language))
                }
                (Whole::Quarter(quarter), false) => {
                    format!("Af {} inviterede har {} svaret.", whole(invited), turnout::quarter_words(quarter, language))
                }
                (Whole::Nothing, true) => {
                    format!("{} are invited. How many have answered is shown when the round is closed.", whole(invited))
                }
                (Whole::Nothing, false) => {
                    format!("{} er inviteret. Hvor mange der har svaret, vises, når runden er lukket.", whole(invited))
                }
            }
        }
        None if round.imported => String::new(),
        None => return Ok(admitted.say("Ingen er inviteret endnu.", "Nobody has been invited yet.").to_owned()),
    };
    let from = if round.imported && invited > 0 {
        admitted.say(" Andre svar i runden kom fra en fil.", " Other answers of this round came from a file.")
    } else if round.imported {
        admitted.say(" Svarene er læst ind fra en fil.", " The answers were read in from a file.")
    } else {
        ""
    };
    Ok(format!("{first}{from}").trim().to_owned())
}

/// Whether a round asks for anything in people's own words, so that there is something to read.
pub(super) fn asks_for_text(version: &Version) -> bool {
    version.questions().any(Question::takes_text)
}

/// The ways on to what is done with a round by invitation.
fn ways(admitted: &Admitted, round: &Round, version: &Version) -> Result<Markup, store::Error> {
    let trial = version.trial.as_str();
    let recipients = tasks::hands_in(admitted, &*admitted.state.store.trials()?, version);
    let letters = admitted.may(Verb::SeeLetters, Object::Trial(trial));
    let answers = round.is_open(admitted.now()) && admitted.may_in_part(Verb::EnterAnswers, trial);
    let to = |page: &str| admitted.to(&format!("/desk/rounds/{}/{page}", round.key));
    Ok(html! {
        @if round.access == Access::Invited && !round.imported && (recipients || letters || answers) {
            p.row {
                @if recipients { a.button href=(to("recipients")) { (admitted.say("Modtagere", "Recipients")) } }
                @if letters { a.button href=(to("letters")) { (admitted.say("Breve", "Letters")) } }
                @if answers { a.button href=(to("answers/new")) { (admitted.say("Tast et svar ind", "Enter an answer")) } }
            }
        }
    })
}
