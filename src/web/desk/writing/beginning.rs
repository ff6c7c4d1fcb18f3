//! Beginning a questionnaire, with questions pasted from a document or with none.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::{MOST_SIGNS, Words, own_trials, unix, versions_of};
use crate::import::{Heading, pasted, written};
use crate::language::Language;
use crate::questionnaire::{Audience, Trials};
use crate::store::{DraftSaved, Error, QuestionnaireDraft};
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;
use crate::web::desk::layout::{Noun, Page};
use crate::web::desk::sign_in::notice;

/// The most signs of a key in the form: longer ones are hard to type.
const MOST_OF_KEY: usize = 60;

/// GET `/desk/questionnaires/new`.
pub(in crate::web::desk) fn beginning(admitted: &Admitted) -> HttpResponse {
    match own_trials(admitted) {
        Ok(trials) => show(admitted, &trials, ""),
        Err(error) => broken(admitted, &error),
    }
}

/// POST `/desk/questionnaires/new`: makes the draft and leads to it.
pub(in crate::web::desk) fn begin(admitted: &Admitted) -> HttpResponse {
    match begun(admitted) {
        Ok(Ok(key)) => admitted.see(&format!("/desk/questionnaires/{key}/draft")),
        Ok(Err((trials, wrong))) => show(admitted, &trials, wrong),
        Err(error) => broken(admitted, &error),
    }
}

fn begun(admitted: &Admitted) -> Result<Result<String, (Trials, &'static str)>, Error> {
    let words = Words::of(admitted.language);
    let trials = own_trials(admitted)?;
    let key = admitted.field("key").trim().to_lowercase();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if key.is_empty() || key.len() > MOST_OF_KEY || key == "new" || !key.chars().all(fits) {
        return Ok(Err((trials, words.bad_key)));
    }
    let (trial, evaluation) = admitted.field("trial").split_once('/').unwrap_or((admitted.field("trial"), ""));
    let known =
        trials.trial(trial).map(|known| known.evaluations.iter().any(|one| one.key == evaluation) != evaluation.is_empty());
    if known != Some(true) {
        return Ok(Err((trials, words.no_trial)));
    }
    let Some(audience) = Audience::from_name(admitted.field("audience")) else { return Ok(Err((trials, words.no_audience))) };
    let text = unix(admitted.field("pasted"));
    let heading = Heading {
        key: &key,
        trial,
        evaluation: Some(evaluation).filter(|key| !key.is_empty()),
        audience,
        title: admitted.field("title").trim(),
    };
    let content = written(&pasted(&text), &heading);
    if content.chars().count() > MOST_SIGNS {
        return Ok(Err((trials, words.too_long)));
    }
    if !versions_of(admitted, &key)?.is_empty() || !admitted.state.store.draft_texts(&key)?.is_empty() {
        return Ok(Err((trials, words.key_taken)));
    }
    let new = QuestionnaireDraft {
        key: key.clone(),
        revision: 0,
        trial: trial.to_owned(),
        content,
        changed_at: admitted.now(),
        changed_by: admitted.person.person.name.clone(),
    };
    Ok(match admitted.state.store.save_draft(&new)? {
        DraftSaved::Saved(_) => Ok(key),
        DraftSaved::Moved => Err((trials, words.key_taken)),
    })
}

fn show(admitted: &Admitted, trials: &Trials, wrong: &str) -> HttpResponse {
    let (language, words) = (admitted.language, Words::of(admitted.language));
    let path = [("/desk/questionnaires".to_owned(), words.questionnaires.to_owned())];
    let address = "/desk/questionnaires/new";
    let page = Page { language, noun: Some(Noun::Questionnaires), title: words.new, path: &path, synthetic: false, address };
    let body = html! {
        (notice(wrong))
        @if trials.trials.is_empty() { p.card { (words.no_trials) } } @else { (form(admitted, trials, words, language)) }
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    admitted.respond_with(status, &page, &body)
}

fn form(admitted: &Admitted, trials: &Trials, words: &Words, language: Language) -> Markup {
    let typed = |name: &str| admitted.field(name).to_owned();
    html! {
        p.say { (words.new_say) }
        form.card method="post" action=(admitted.to("/desk/questionnaires/new")) {
            (admitted.form_field())
            p {
                label.over for="trial" { (words.trial) }
                select id="trial" name="trial" required {
                    @for (value, name) in offered(trials, language) {
                        option value=(value) selected[value == typed("trial")] { (name) }
                    }
                }
            }
            p {
                label.over for="audience" { (words.audience) }
                select id="audience" name="audience" required {
                    @for audience in Audience::ALL {
                        option value=(audience.name()) selected[audience.name() == typed("audience")] { (audience.words(language)) }
                    }
                }
            }
            p {
                label.over for="title" { (words.title) }
                input id="title" name="title" type="text" value=(typed("title")) maxlength="200" autocomplete="off";
            }
            p {
                label.over for="key" { (words.key) }
                span.small id="key-help" { (words.key_help) }
                input id="key" name="key" type="text" value=(typed("key")) maxlength=(MOST_OF_KEY) autocomplete="off" autocapitalize="none" aria-describedby="key-help" required;
            }
            p {
                label.over for="pasted" { (words.paste) }
                span.small id="pasted-help" { (words.paste_help) }
                textarea id="pasted" name="pasted" rows="16" autocomplete="off" aria-describedby="pasted-help" { "\n" (typed("pasted")) }
            }
            button type="submit" { (words.begin) }
        }
    }
}

/// The trials to choose among; one line for each evaluation where a trial has several.
fn offered(trials: &Trials, language: Language) -> Vec<(String, String)> {
    let mut offered = Vec::new();
    for trial in &trials.trials {
        let name = trial.name.get(language);
        if trial.evaluations.is_empty() {
            offered.push((trial.key.clone(), name.to_owned()));
        }
        for one in &trial.evaluations {
            offered.push((format!("{}/{}", trial.key, one.key), format!("{name}: {}", one.name.get(language))));
        }
    }
    offered
}
