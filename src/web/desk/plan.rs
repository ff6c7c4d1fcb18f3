//! "Kan dette svare på spørgsmålet?" on the desk: what the rounds of a trial could show, before anything is sent.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::{broken, plain};
use crate::compare::Expected;
use crate::export::comparison::Words;
use crate::export::plan;
use crate::language::Language;
use crate::questionnaire::Version;
use crate::store::{CannotCompare, Comparing};

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
    let response =
        typed(&asked.response).map_or(Some(RESPONSE), |words| words.parse().ok().filter(|part| (1..=100).contains(part)));
    let people = typed(&asked.people).map_or(Some(None), |words| words.parse().ok().map(Some));
    let (Some(response), Some(people)) = (response, people) else {
        let words = match language {
            Language::En => {
                "Write how many answer as a whole number from 1 to 100, and how many people there are as a whole number."
            }
            _ => "Skriv, hvor mange der svarer, som et helt tal fra 1 til 100, og hvor mange der er, som et helt tal.",
        };
        return plain(admitted, StatusCode::BAD_REQUEST, words);
    };
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
    let body = html! {
        p { (keys.join(words.say(" og ", " and "))) }
        (plan::body(&planned.plan, &words))
        (form(&asked, response, &words))
    };
    admitted.respond(&page, &body)
}

/// What else might be expected.
fn form(asked: &Asked, response: u8, words: &Words) -> Markup {
    html! {
        form.card method="get" action="/desk/plan" {
            input type="hidden" name="trial" value=(asked.trial);
            @if let Some(evaluation) = &asked.evaluation { input type="hidden" name="evaluation" value=(evaluation); }
            @if !asked.rounds.is_empty() { input type="hidden" name="rounds" value=(asked.rounds); }
            @if words.language == Language::En { input type="hidden" name="lang" value="en"; }
            p {
                label.over for="response" { (words.say("Hvor mange af hundrede regner I med svarer?", "How many of a hundred do you expect to answer?")) }
                input type="text" inputmode="numeric" id="response" name="response" value=(response) autocomplete="off";
            }
            @if asked.rounds.is_empty() {
                p {
                    label.over for="people" { (words.say("Hvor mange kan svare?", "How many can answer?")) }
                    input type="text" inputmode="numeric" id="people" name="people" value=(asked.people.as_deref().unwrap_or_default()) autocomplete="off";
                }
            }
            button type="submit" { (words.say("Regn igen", "Work it out again")) }
        }
    }
}
