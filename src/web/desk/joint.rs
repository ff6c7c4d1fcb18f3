//! What was counted beside what was said of it, on the page of a trial; and the page on which a person judges how the two fit.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::{broken, missing, plain};
use crate::access::{Object, Verb};
use crate::export::report::{Asked, CannotReport, Joint, Wanted, fit_words, joint};
use crate::export::summary::Claimed;
use crate::focusgroup::{Fit, normalised};
use crate::questionnaire::Trial;
use crate::store::{Error, Judgement};

/// The longest reason, in signs.
const LONGEST: usize = 1_000;

/// What the person may see of a trial: what cases say only where they may see cases.
fn gathered(admitted: &Admitted, trial: &str) -> Result<Result<Joint, CannotReport>, Error> {
    let wanted = Wanted {
        trial,
        evaluation: None,
        rounds: &[],
        weight_by: &[],
        unit: None,
        privacy: &admitted.state.config.privacy,
        language: admitted.language,
        now: admitted.now(),
    };
    let sees_cases = admitted.may(Verb::SeeCases, Object::Trial(trial));
    Ok(joint(&admitted.state.store, &wanted)?.map(|mut joint| {
        joint.questions.retain(|asked| sees_cases || !asked.of_cases);
        joint
    }))
}

/// The part of a trial's page: every question of which anything was said, then the other points, then where the rest can be judged.
pub(super) fn section(admitted: &Admitted, trial: &Trial) -> Result<Markup, Error> {
    if !admitted.may(Verb::SeeComparison, Object::Trial(&trial.key)) {
        return Ok(html! {});
    }
    let joint = match gathered(admitted, &trial.key)? {
        Ok(joint) => joint,
        Err(wrong) => return Ok(html! { p.notice { (wrong.sentence(admitted.language)) } }),
    };
    let judges = admitted.may(Verb::WritePoints, Object::Trial(&trial.key));
    let (told, silent): (Vec<&Asked>, Vec<&Asked>) = joint.questions.iter().partition(|asked| asked.is_told());
    let is_offered = judges && !silent.is_empty();
    if told.is_empty() && joint.others.is_empty() && !is_offered {
        return Ok(html! {});
    }
    Ok(html! {
        h2 #joint { (admitted.say("Tal og ord side om side", "Figures and words side by side")) }
        @if told.is_empty() && joint.others.is_empty() { p.card { (admitted.say(
            "Her kommer de punkter fra fokusgrupper og interview, som handler om forsøget, til at stå ved de spørgsmål, som de forklarer.",
            "The points from focus groups and interviews about the trial will be here, beside the questions that they explain.",
        )) } }
        @for asked in told { (question(admitted, trial, asked, judges)) }
        @if !joint.others.is_empty() {
            section.card {
                h3 { (admitted.say("Andre punkter om forsøget", "Other points about the trial")) }
                p.small { (admitted.say("De hører ikke til et spørgsmål, som nogen har svaret på.", "They belong to no question that anybody answered.")) }
                (points(&joint.others))
            }
        }
        @if is_offered {
            details.card {
                summary { (admitted.say("Spørgsmål, som ingen punkter forklarer", "Questions that no point explains")) }
                ul.units { @for asked in silent { li { a href=(address(admitted, trial, asked)) { (asked.words) } " " span.small { (asked.source) } } } }
            }
        }
    })
}

fn address(admitted: &Admitted, trial: &Trial, asked: &Asked) -> String {
    admitted.to(&format!("/desk/trials/{}/joint/{}/{}", trial.key, asked.questionnaire, asked.question))
}

fn question(admitted: &Admitted, trial: &Trial, asked: &Asked, judges: bool) -> Markup {
    html! {
        section.card {
            h3 { (asked.words) }
            p.small { (asked.source) }
            div.joint {
                div {
                    h4 { (answered(admitted)) }
                    (figures(admitted, asked))
                }
                div {
                    h4 { (admitted.say("Det, der blev sagt", "What was said")) }
                    @if asked.said.is_empty() { p { (admitted.say("Intet punkt.", "No point.")) } }
                    (points(&asked.said))
                }
            }
            p {
                @if let Some(judged) = &asked.judged { span.state aria-hidden="true" { (shape(judged.fit)) } " " }
                (asked.judgement(admitted.language))
                @if judges { " " a href=(address(admitted, trial, asked)) {
                    @if asked.judged.is_some() { (admitted.say("Vurder igen", "Judge again")) } @else { (admitted.say("Vurder", "Judge")) }
                    span.aloud { ": " (asked.words) }
                } }
            }
        }
    }
}

fn answered(admitted: &Admitted) -> &str {
    admitted.say("Det, der blev svaret", "What was answered")
}

/// Each round with its figure, and what changed.
fn figures(admitted: &Admitted, asked: &Asked) -> Markup {
    html! {
        @if let Some(share) = asked.share_of(admitted.language) { p { (share) ":" } }
        dl { @for [round, figure] in &asked.rounds { dt { (round) } dd { (figure) } } }
        @for sentence in &asked.changes { p { (sentence) } }
    }
}

fn points(points: &[Claimed]) -> Markup {
    html! {
        @for point in points {
            div.point {
                p { b { "P" (point.id) ". " (point.claim) } }
                p.small { (point.bearing) }
                @for (_, quote) in &point.quotes { blockquote.words { (quote) } }
            }
        }
    }
}

/// A fit as a shape, beside its word.
fn shape(fit: Fit) -> &'static str {
    match fit {
        Fit::Convergence => "●",
        Fit::Complementarity => "◐",
        Fit::Divergence => "▲",
        Fit::Silence => "○",
    }
}

/// What a fit means, in a sentence.
fn meaning(admitted: &Admitted, fit: Fit) -> &str {
    match fit {
        Fit::Convergence => admitted.say("Tal og ord peger samme vej.", "Figures and words point the same way."),
        Fit::Complementarity => {
            admitted.say("Hver fortæller noget, som den anden ikke viser.", "Each tells something that the other does not show.")
        }
        Fit::Divergence => admitted.say("Tal og ord peger hver sin vej.", "Figures and words point different ways."),
        Fit::Silence => admitted.say("Den ene siger intet om det.", "One of the two says nothing of it."),
    }
}

/// The trial and the question in the path with all points about the trial, or the page that says why not.
fn asked(admitted: &Admitted) -> Result<(std::sync::Arc<crate::questionnaire::Trials>, Asked, Vec<Claimed>), HttpResponse> {
    let key = admitted.path("trial");
    let trials = admitted.state.store.trials().map_err(|error| broken(admitted, &error))?;
    if trials.trial(key).is_none() {
        return Err(missing(admitted));
    }
    let joint = match gathered(admitted, key).map_err(|error| broken(admitted, &error))? {
        Ok(joint) => joint,
        Err(wrong) => return Err(plain(admitted, StatusCode::BAD_REQUEST, &wrong.sentence(admitted.language))),
    };
    let (questionnaire, question) = (admitted.path("questionnaire"), admitted.path("question"));
    let mut all: Vec<Claimed> = joint.others;
    all.extend(joint.questions.iter().flat_map(|one| one.said.iter().cloned()));
    all.sort_by_key(|point| point.id);
    all.dedup_by_key(|point| point.id);
    let found = joint.questions.into_iter().find(|one| one.questionnaire == questionnaire && one.question == question);
    found.map(|asked| (trials, asked, all)).ok_or_else(|| missing(admitted))
}

/// GET `/desk/trials/{trial}/joint/{questionnaire}/{question}`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let (trials, asked, all) = match asked(admitted) {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let Some(trial) = trials.trial(admitted.path("trial")) else { return missing(admitted) };
    shown(admitted, StatusCode::OK, trial, (&asked, &all), None)
}

fn shown(
    admitted: &Admitted,
    status: StatusCode,
    trial: &Trial,
    (asked, all): (&Asked, &[Claimed]),
    wrong: Option<&str>,
) -> HttpResponse {
    let path = [
        ("/desk".to_owned(), admitted.say("Forsøg", "Trials").to_owned()),
        (format!("/desk/trials/{}", trial.key), trial.name.get(admitted.language).to_owned()),
    ];
    let address = format!("/desk/trials/{}/joint/{}/{}", trial.key, asked.questionnaire, asked.question);
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Trials),
        title: &asked.words,
        path: &path,
        synthetic: admitted.state.demonstration,
        address: &address,
    };
    let body = html! {
        p.small { (asked.source) }
        @if let Some(wrong) = wrong { p.notice role="alert" { (wrong) } }
        section.card {
            h2 { (answered(admitted)) }
            (figures(admitted, asked))
        }
        (form(admitted, &address, asked, all))
    };
    admitted.respond_with(status, &page, &body)
}

fn form(admitted: &Admitted, action: &str, asked: &Asked, all: &[Claimed]) -> Markup {
    let judged = asked.judged.as_ref();
    html! {
        form.card method="post" action=(admitted.to(action)) {
            (admitted.form_field())
            h2 { (admitted.say("Hvordan passer tal og ord sammen?", "How do figures and words fit?")) }
            @if judged.is_some() { p { (asked.judgement(admitted.language)) } }
            fieldset {
                legend { (admitted.say("Punkter, der forklarer spørgsmålet", "Points that explain the question")) }
                @if all.is_empty() { p.small { (admitted.say("Intet udgivet punkt handler om forsøget.", "No published point is about the trial.")) } }
                @for point in all {
                    label.pick {
                        input type="checkbox" name="point" value=(point.id) checked[asked.said.iter().any(|one| one.id == point.id)];
                        span { "P" (point.id) ". " (point.claim) @for (_, quote) in &point.quotes { br; span.small { (quote) } } }
                    }
                }
            }
            fieldset {
                legend { (admitted.say("Vurdering", "Judgement")) }
                @for fit in Fit::ALL {
                    label.pick {
                        input type="radio" name="fit" value=(fit.name()) required checked[judged.is_some_and(|judged| judged.fit == fit)];
                        span { (shape(fit)) " " b { (fit_words(fit, admitted.language)) } " " (meaning(admitted, fit)) }
                    }
                }
            }
            p {
                label.over for="reason" { (admitted.say("Hvorfor? Én eller to sætninger", "Why? One or two sentences")) }
                textarea id="reason" name="reason" rows="3" maxlength=(LONGEST) { (judged.map_or("", |judged| judged.reason.as_str())) }
            }
            p.small { (admitted.say(
                "Dit navn og dagen står ved vurderingen, på forsøgets side og i rapporten. Skriv ikke, hvem der har sagt hvad.",
                "Your name and the day stand beside the judgement, on the trial's page and in the report. Do not write who said what.",
            )) }
            button type="submit" { (admitted.say("Gem vurderingen", "Save the judgement")) }
        }
    }
}

/// POST `/desk/trials/{trial}/joint/{questionnaire}/{question}`.
pub(super) fn judge(admitted: &Admitted) -> HttpResponse {
    let (trials, asked, all) = match asked(admitted) {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let Some(trial) = trials.trial(admitted.path("trial")) else { return missing(admitted) };
    let refuse = |wrong| shown(admitted, StatusCode::UNPROCESSABLE_ENTITY, trial, (&asked, &all), Some(wrong));
    let Some(fit) = Fit::from_name(admitted.field("fit")) else {
        return refuse(admitted.say("Vælg en vurdering.", "Choose a judgement."));
    };
    let reason = normalised(admitted.field("reason")).split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.chars().count() > LONGEST {
        return refuse(admitted.say("Begrundelsen er for lang.", "The reason is too long."));
    }
    let ticked = |id: &i64| admitted.form.iter().any(|(name, value)| name == "point" && value.parse() == Ok(*id));
    let judged = Judgement {
        questionnaire: asked.questionnaire.clone(),
        question: asked.question.clone(),
        fit,
        reason,
        points: all.iter().map(|point| point.id).filter(ticked).collect(),
        by: admitted.person.person.name.clone(),
        at: admitted.now(),
    };
    match admitted.state.store.judge(&trial.key, &judged) {
        Ok(()) => {
            admitted.done(&format!("/desk/trials/{}", trial.key), admitted.say("Vurderingen er gemt.", "The judgement is saved."))
        }
        Err(error) => broken(admitted, &error),
    }
}
