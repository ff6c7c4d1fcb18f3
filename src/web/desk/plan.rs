//! "Kan dette svare på spørgsmålet?" on the desk: what the rounds of a trial could show, before anything is sent.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::{broken, known, plain};
use crate::compare::Expected;
use crate::export::comparison::Words;
use crate::export::plan;
use crate::language::{Language, number};
use crate::questionnaire::Version;
use crate::store::{CannotCompare, Comparing, Error};

/// How many of a hundred are expected to answer where nobody says otherwise.
const RESPONSE: u8 = 60;

/// What is to be planned; rounds are separated by commas, and without any the number of people is asked for.
#[derive(Deserialize)]
pub(super) struct Asked {
    trial: String,
    evaluation: Option<String>,
    #[serde(default)]
    rounds: String,
    /// How many of a hundred are expected to answer; words as typed.
    response: Option<String>,
    /// How many people there are.
    people: Option<String>,
}

/// The address of the plan of these rounds.
pub(super) fn address(trial: &str, evaluation: Option<&str>, rounds: &[&str], language: Language) -> String {
    let evaluation = evaluation.map(|evaluation| format!("&evaluation={evaluation}")).unwrap_or_default();
    let language = if language == Language::En { "&lang=en" } else { "" };
    format!("/desk/plan?trial={trial}{evaluation}&rounds={}{language}", rounds.join(","))
}

/// GET `/desk/plan`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let (state, language) = (&admitted.state, admitted.language);
    let asked: Asked = match admitted.query() {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let typed = |words: &Option<String>| words.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
    let read = typed(&asked.response).map_or(Some(RESPONSE), |words| share_of(&words));
    let people = typed(&asked.people).map_or(Some(None), |words| words.replace('.', "").parse().ok().map(Some));
    // What cannot be read is said beside its field, and the rest is worked out as if nothing stood there.
    let faults = (read.is_none(), people.is_none());
    let (response, people) = (read.unwrap_or(RESPONSE), people.flatten());
    let rounds: Vec<String> = asked.rounds.split(',').filter(|key| !key.is_empty()).take(2).map(str::to_owned).collect();
    let now = state.clock.now();
    let comparing = Comparing {
        trial: &asked.trial,
        evaluation: asked.evaluation.as_deref().filter(|evaluation| !evaluation.is_empty()),
        rounds: &rounds,
        by: &["municipality".to_owned()],
        linked: false,
        weight_by: &[],
        privacy: &state.config.privacy,
        language,
        now,
    };
    let expected = Expected { response: f64::from(response) / 100.0, people, today: now.day() };
    let planned = match state.store.plan(&comparing, &expected) {
        Ok(Ok(planned)) => planned,
        Ok(Err(wrong)) => {
            let unknown = matches!(wrong, CannotCompare::UnknownTrial(_) | CannotCompare::UnknownRound(_));
            let status = if unknown { StatusCode::NOT_FOUND } else { StatusCode::BAD_REQUEST };
            return plain(admitted, status, &wrong.sentence(language));
        }
        Err(error) => return broken(admitted, &error),
    };
    let trials = match state.store.trials() {
        Ok(trials) => trials,
        Err(error) => return broken(admitted, &error),
    };
    let versions: Vec<&Version> = planned.versions.iter().map(|published| &published.version).collect();
    let words = Words { versions: &versions, trials: &trials, language };
    let name = trials.trial(&asked.trial).map_or(asked.trial.as_str(), |trial| trial.name.get(language));
    let path = [
        ("/desk".to_owned(), words.say("Forsøg", "Trials").to_owned()),
        (format!("/desk/trials/{}", asked.trial), name.to_owned()),
    ];
    let keys: Vec<&str> = rounds.iter().map(String::as_str).collect();
    let page = Page {
        language,
        noun: Some(Noun::Trials),
        title: plan::heading(language),
        path: &path,
        synthetic: false,
        address: &address(&asked.trial, asked.evaluation.as_deref(), &keys, Language::Da),
    };
    let called: Vec<String> = match known_rounds(admitted, &keys) {
        Ok(called) => called,
        Err(error) => return broken(admitted, &error),
    };
    let body = html! {
        p { (called.join(words.say(" og ", " and "))) }
        @if faults == (false, false) { (plan::body(&planned.plan, &words)) }
        (form(&asked, response, faults, &words))
        @if let Some(events) = trials.events_told(&asked.trial, language) { p.small { (events) } }
    };
    let status = if faults == (false, false) { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    admitted.respond_with(status, &page, &body)
}

/// How many of a hundred: 60, 60 % and 60%.
fn share_of(words: &str) -> Option<u8> {
    words.trim().trim_end_matches('%').trim_end().parse().ok().filter(|part| (1..=100).contains(part))
}

/// What the rounds are called.
fn known_rounds(admitted: &Admitted, keys: &[&str]) -> Result<Vec<String>, Error> {
    let mut called = Vec::new();
    for key in keys {
        if let Some(round) = admitted.state.store.round(key)? {
            called.push(known::title_of(admitted, &round)?);
        }
    }
    Ok(called)
}

/// What else might be expected.
fn form(asked: &Asked, response: u8, (no_share, no_people): (bool, bool), words: &Words) -> Markup {
    let share = match asked.response.as_deref().filter(|_| no_share) {
        Some(typed) => typed.to_owned(),
        None => number::percent(f64::from(response) / 100.0, words.language),
    };
    html! {
        form.card method="get" action="/desk/plan" {
            input type="hidden" name="trial" value=(asked.trial);
            @if let Some(evaluation) = &asked.evaluation { input type="hidden" name="evaluation" value=(evaluation); }
            @if !asked.rounds.is_empty() { input type="hidden" name="rounds" value=(asked.rounds); }
            @if words.language == Language::En { input type="hidden" name="lang" value="en"; }
            p {
                label.over for="response" { (words.say("Forventet svarprocent", "Expected response rate")) }
                @if no_share { (fault("response-fault", words.say("Skriv et helt tal fra 1 til 100, for eksempel 60 %.", "Write a whole number from 1 to 100, for instance 60%."))) }
                input type="text" id="response" name="response" value=(share) autocomplete="off" aria-invalid=[no_share.then_some("true")] aria-describedby=[no_share.then_some("response-fault")];
            }
            @if asked.rounds.is_empty() {
                p {
                    label.over for="people" { (words.say("Hvor mange kan svare?", "How many can answer?")) }
                    @if no_people { (fault("people-fault", words.say("Skriv et helt tal, for eksempel 40.", "Write a whole number, for instance 40."))) }
                    input type="text" inputmode="numeric" id="people" name="people" value=(asked.people.as_deref().unwrap_or_default()) autocomplete="off" aria-invalid=[no_people.then_some("true")] aria-describedby=[no_people.then_some("people-fault")];
                }
            }
            button type="submit" { (words.say("Regn igen", "Work it out again")) }
        }
    }
}

fn fault(id: &str, words: &str) -> Markup {
    html! { span.late id=(id) role="alert" { (words) } " " }
}

#[cfg(test)]
mod tests {
    use super::share_of;

    #[test]
    fn a_share_is_read_as_people_write_it() {
        assert_eq!(["60", "60%", " 60 % ", "60\u{a0}%"].map(share_of), [Some(60); 4]);
        assert_eq!(["0", "101", "mange", "%"].map(share_of), [None; 4]);
    }
}
