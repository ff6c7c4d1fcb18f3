//! What the evidence table has that is of no round: talks, register figures and documents.

use maud::{Markup, html};

use super::Evidence;
use crate::access::{Object, Verb};
use crate::language::number;
use crate::questionnaire::Trial;
use crate::web::desk::caller::Admitted;
use crate::web::desk::design::{is_document, is_register, is_talk, only_waiting};
use crate::web::desk::layout::unbroken;

/// What there is of focus groups and interviews about a trial.
pub(super) fn sessions(admitted: &Admitted, trial: &Trial, evidence: &Evidence) -> Markup {
    let label = admitted.say("Fokusgrupper og interview", "Focus groups and interviews");
    let waiting = evidence.waiting(admitted, trial, &is_talk);
    let Some(sessions) = evidence.sessions.get(&trial.key).filter(|one| one.guided || !one.is_nothing()) else {
        return only_waiting(label, &waiting);
    };
    let state = match (sessions.held, sessions.planned) {
        (0, 0) if sessions.is_nothing() => admitted.say("□ kun guide", "□ only a guide"),
        (0, 0) => "●",
        (0, _) => "○",
        (_, 0) => "●",
        _ => "◐",
    };
    html! {
        td data-label=(label) {
            span.state { (state) } @if let Some(words) = sessions.words(admitted.language) { " " (unbroken(&words)) }
            @for planned in &waiting { div.small { (planned) } }
        }
    }
}

/// How many register figures a trial has, for whoever may see them.
pub(super) fn figures(admitted: &Admitted, trial: &Trial, evidence: &Evidence) -> Markup {
    let known = evidence.figures.get(&trial.key).filter(|_| admitted.may(Verb::SeeComparison, Object::Trial(&trial.key)));
    let label = admitted.say("Registertal", "Register figures");
    let waiting = evidence.waiting(admitted, trial, &is_register);
    let Some((count, baseline)) = known else { return only_waiting(label, &waiting) };
    let words = if *count == 1 { ("tal", "figure") } else { ("tal", "figures") };
    let count = number::whole(*count as u64, admitted.language);
    html! {
        td data-label=(label) {
            span.state { "● " a href=(admitted.to(&format!("/desk/trials/{}/figures", trial.key))) { (count) " " (admitted.say(words.0, words.1)) } }
            @if *baseline { div.small { (admitted.say("med nulpunkt", "with a baseline")) } }
            @for planned in &waiting { div.small { (planned) } }
        }
    }
}

/// How many documents are attached to a trial, for whoever may see them, and those that are planned and not there: below its name, since a
/// column of so few would push the others off the screen.
pub(super) fn documents(admitted: &Admitted, trial: &Trial, evidence: &Evidence) -> Markup {
    let known = evidence.documents.get(&trial.key).filter(|_| admitted.may(Verb::SeeReport, Object::Trial(&trial.key)));
    let words = |count: usize| if count == 1 { ("dokument", "document") } else { ("dokumenter", "documents") };
    html! {
        @if let Some(count) = known {
            div.small { a href=(admitted.to(&format!("/desk/trials/{}/documents", trial.key))) {
                (number::whole(*count as u64, admitted.language)) " " (admitted.say(words(*count).0, words(*count).1))
            } }
        }
        @for planned in evidence.waiting(admitted, trial, &is_document) {
            div.small { (admitted.say("Dokument: ", "Document: ")) (planned) }
        }
    }
}
