//! One trial with its rounds, and what the overview must know of each round.

use std::sync::Arc;

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::caller::Admitted;
use super::known::{self, Closed};
use super::layout::{Noun, Page};
use super::{broken, design, joint, missing, participation, period, plan, recommendation, reports};
use crate::access::{Object, Verb};
use crate::export::plan::heading;
use crate::fieldwork::Round;
use crate::language::Language;
use crate::language::number;
use crate::questionnaire::{Audience, Outcome, Status, Trial, Trials};
use crate::store::{self, PublishedVersion};
use crate::time::Timestamp;

/// A round with what lists must know of its version.
pub(super) struct Line {
    pub(super) round: Arc<Round>,
    pub(super) version: Arc<PublishedVersion>,
    /// Whether it reads the cases of another round again.
    pub(super) again: bool,
}

impl Line {
    pub(super) fn trial(&self) -> &str {
        &self.version.version.trial
    }

    pub(super) fn evaluation(&self) -> Option<&str> {
        self.version.version.evaluation.as_deref()
    }

    pub(super) fn audience(&self) -> Audience {
        self.version.version.audience
    }
}

/// The rounds that the person may see.
pub(super) fn lines(admitted: &Admitted) -> Result<Vec<Line>, store::Error> {
    let store = &admitted.state.store;
    let readings = store.second_readings()?;
    let line = |(round, version): (Arc<Round>, i64)| {
        let again = readings.iter().any(|(id, _)| *id == round.id);
        Ok(Line { version: store.version(version)?, again, round })
    };
    let mut lines: Vec<Line> = store.standing_rounds()?.into_iter().map(line).collect::<Result<_, store::Error>>()?;
    lines.retain(|line| admitted.sees(line.trial()));
    Ok(lines)
}

/// A round's state as a shape and a word.
pub(super) fn state_words(round: &Round, now: Timestamp, language: Language) -> &'static str {
    let english = language == Language::En;
    if round.is_closed(now) {
        if english { "● closed" } else { "● lukket" }
    } else if round.has_opened(now) {
        if english { "◐ collecting" } else { "◐ i gang" }
    } else if english {
        "○ planned"
    } else {
        "○ planlagt"
    }
}

/// Who answers, as a word.
pub(super) fn audience_words(audience: Audience, language: Language) -> String {
    audience.words(language).to_lowercase()
}

/// GET `/desk/trials/{trial}`.
pub(super) fn trial(admitted: &Admitted) -> HttpResponse {
    let (state, language) = (&admitted.state, admitted.language);
    let found = state.store.trials().and_then(|trials| {
        let key = admitted.path("trial");
        let joint = trials.trial(key).map(|trial| joint::section(admitted, trial)).transpose()?;
        let (lines, closed) = (lines(admitted)?, known::closed(admitted)?);
        let evidence = design::Evidence::of(admitted, &trials, &lines, closed.clone());
        let design = trials.trial(key).map(|trial| design::section(admitted, trial, &evidence)).transpose()?;
        let recommended = trials.trial(key).map(|trial| recommendation::section(admitted, trial)).transpose()?;
        let figures = state.store.register_counts()?;
        let sections = [joint, design, recommended].map(Option::unwrap_or_default);
        Ok((trials, lines, (closed, figures), sections))
    });
    let (trials, lines, (closed, figures), sections) = match found {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let Some(trial) = trials.trial(admitted.path("trial")) else { return missing(admitted) };
    let lines: Vec<&Line> = lines.iter().filter(|line| line.trial() == trial.key).collect();
    let up = if language == Language::En { "Trials" } else { "Forsøg" };
    let address = format!("/desk/trials/{}", trial.key);
    let synthetic = lines.iter().any(|line| line.round.synthetic);
    let page = Page {
        language,
        noun: Some(Noun::Trials),
        title: trial.name.get(language),
        path: &[("/desk".to_owned(), up.to_owned())],
        synthetic,
        address: &address,
    };
    admitted.respond(&page, &trial_body(admitted, &trials, trial, (&lines, &closed, figures.contains_key(&trial.key)), &sections))
}

fn trial_body(
    admitted: &Admitted,
    trials: &Trials,
    trial: &Trial,
    (lines, closed, has_figures): (&[&Line], &Closed, bool),
    [joint, design, recommended]: &[Markup; 3],
) -> Markup {
    let language = admitted.language;
    let english = language == Language::En;
    html! {
        ul.chips {
            li { (standing(trial, language)) }
            @if let Some(theme) = trials.themes.iter().find(|theme| theme.key == trial.theme) { li { (theme.name.get(language)) } }
        }
        (design)
        h2 { @if english { "Rounds" } @else { "Runder" } }
        @if lines.is_empty() {
            p.card { @if english { "No round yet." } @else { "Ingen runde endnu." } }
        } @else {
            (rounds_table(admitted, trials, lines, closed))
        }
        (reviews(admitted, trials, trial, lines))
        @if admitted.may(Verb::SeeComparison, Object::Trial(&trial.key)) {
            h2 { @if english { "Register figures" } @else { "Registertal" } }
            p.card { a href=(admitted.to(&format!("/desk/trials/{}/figures", trial.key))) {
                @if english { "What the case systems count, with baseline and sources" } @else { "Hvad systemerne tæller, med nulpunkt og kilder" }
            } }
        }
        @if admitted.may(Verb::SeeReport, Object::Trial(&trial.key)) {
            h2 { @if english { "Documents" } @else { "Dokumenter" } }
            p.card { a href=(admitted.to(&format!("/desk/trials/{}/documents", trial.key))) {
                @if english { "The design, the ministry's answer and other papers" } @else { "Designet, ministeriets svar og andre papirer" }
            } }
        }
        (comparisons(admitted, trial, lines))
        (joint)
        (recommended)
        (offered(admitted, trials, trial, (lines, has_figures)))
        @if !trial.evaluations.is_empty() {
            h2 { @if english { "Evaluations" } @else { "Evalueringer" } }
            ul.card { @for evaluation in &trial.evaluations { li { (evaluation.name.get(language)) " (" code { (evaluation.key) } ")" } } }
        }
        (participation::section(admitted, trials, trial))
    }
}

/// The rounds of a trial with what is known of each.
fn rounds_table(admitted: &Admitted, trials: &Trials, lines: &[&Line], closed: &Closed) -> Markup {
    let (language, now) = (admitted.language, admitted.now());
    let say = |danish, english| admitted.say(danish, english);
    html! {
        div.card { div.scroll tabindex="0" role="region" aria-label=(say("Runder", "Rounds")) { table.groups.plain {
            thead { tr {
                th scope="col" { (say("Runde", "Round")) }
                th scope="col" { (say("Svar", "Answers")) }
                th scope="col" { (say("Periode", "Period")) }
                th scope="col" { (say("Status", "State")) }
            } }
            tbody { @for line in lines { tr {
                th scope="row" {
                    a href=(admitted.to(&format!("/desk/rounds/{}", line.round.key))) { (known::within_trial(trials, &line.version.version, &line.round, language)) }
                    @if line.again { " (" (say("genlæsning", "second reading")) ")" }
                    br; code.small { (line.round.key) }
                }
                td data-label=(say("Svar", "Answers")) {
                    (known::answered(closed.get(&line.round.id).and_then(|known| known.line.as_ref()), language).unwrap_or_else(|| "–".to_owned()))
                }
                td data-label=(say("Periode", "Period")) { (period(language, line.round.opens, line.round.closes)) }
                td.state data-label=(say("Status", "State")) { (state_words(&line.round, now, language)) }
            } } }
        } } }
    }
}

/// Links to what the cases of each review show; a second reading is told with the round whose cases it read again.
fn reviews(admitted: &Admitted, trials: &Trials, trial: &Trial, lines: &[&Line]) -> Markup {
    let reviews: Vec<&&Line> = lines.iter().filter(|line| line.audience() == Audience::Manager).collect();
    html! {
        @if !reviews.is_empty() && admitted.may(Verb::SeeCases, Object::Trial(&trial.key)) {
            h2 { (admitted.say("Gennemgang af sager", "Review of cases")) }
            ul.card { @for line in reviews {
                li {
                    a href=(admitted.to(&format!("/desk/rounds/{}/cases", line.round.key))) {
                        @if line.again { (admitted.say("Genlæsning: er læserne enige? ", "Second reading: do the readers agree? ")) }
                        @else { (admitted.say("Hvad sagerne viser: ", "What the cases show: ")) }
                        (known::within_trial(trials, &line.version.version, &line.round, admitted.language))
                    }
                }
            } }
        }
    }
}

/// Links to the reports: one of the trial, or one of each evaluation that has rounds; also of register figures alone.
fn offered(admitted: &Admitted, trials: &Trials, trial: &Trial, (lines, has_figures): (&[&Line], bool)) -> Markup {
    let with_rounds = |key: &&str| lines.iter().any(|line| line.evaluation() == Some(*key));
    let evaluations: Vec<&str> = trial.evaluations.iter().map(|one| one.key.as_str()).filter(with_rounds).collect();
    html! {
        @if evaluations.is_empty() && (!lines.is_empty() || has_figures) { (reports::links(admitted, trials, &trial.key, None)) }
        @for evaluation in evaluations { (reports::links(admitted, trials, &trial.key, Some(evaluation))) }
    }
}

/// Links to the comparisons that can be made: the rounds of one questionnaire and evaluation, two or more.
fn comparisons(admitted: &Admitted, trial: &Trial, lines: &[&Line]) -> Markup {
    let language = admitted.language;
    let may = |verb: Verb| admitted.may(verb, Object::Trial(&trial.key));
    let english = language == Language::En;
    let mut sets: Vec<(&str, Option<&str>, Audience, Vec<&str>)> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let overlaps = |other: &&Line| {
            other.round.questionnaire == line.round.questionnaire
                && other.round.opens <= line.round.closes
                && line.round.opens <= other.round.closes
        };
        // Cases read at the same time are the same cases read by two, not before and after, whether or not anybody said so.
        if line.again || (line.audience() == Audience::Manager && lines[..place].iter().any(overlaps)) {
            continue;
        }
        let (questionnaire, evaluation) = (line.round.questionnaire.as_str(), line.evaluation());
        match sets.iter_mut().find(|set| set.0 == questionnaire && set.1 == evaluation) {
            Some(set) => set.3.push(&line.round.key),
            None => sets.push((questionnaire, evaluation, line.audience(), vec![&line.round.key])),
        }
    }
    let and = if english { " and " } else { " og " };
    // Of which months, and of which evaluation where there are several.
    let called = |evaluation: Option<&str>, audience: Audience, keys: &[&str]| {
        let of = |key: &&str| lines.iter().find(|line| line.round.key == **key);
        let months: Vec<String> = keys.iter().filter_map(of).map(|line| number::month(line.round.opens, language)).collect();
        let twice = months.iter().any(|month| months.iter().filter(|other| *other == month).count() > 1);
        let named = if twice { keys.join(and) } else { months.join(and) };
        let evaluation = trial.evaluations.iter().find(|one| Some(one.key.as_str()) == evaluation);
        let who = known::source(audience, language);
        evaluation.map_or_else(
            || format!("{who}: {named}"),
            |one| format!("{who} ({}): {named}", one.name.get(language).to_lowercase()),
        )
    };
    let offered: Vec<_> = sets.iter().filter(|set| set.3.len() > 1).collect();
    html! {
        @if !offered.is_empty() && may(Verb::SeeComparison) {
            h2 { @if english { "Compare" } @else { "Sammenlign" } }
            @for (_, evaluation, audience, rounds) in offered {
                @let address = address(&trial.key, *evaluation, rounds, language);
                div.card {
                    p { a href=(address) { (called(*evaluation, *audience, rounds)) } }
                    p { a href={ (address) "&by=municipality" } { @if english { "also by municipality" } @else { "også fordelt på kommuner" } } }
                }
            }
        }
        @if may(Verb::SeePlan) {
            h2 { (heading(language)) }
            div.card {
                @for (_, evaluation, audience, rounds) in &sets {
                    @let last: &[&str] = &rounds[rounds.len().saturating_sub(2)..];
                    p { a href=(plan::address(&trial.key, *evaluation, last, language)) {
                        (called(*evaluation, *audience, last))
                    } }
                }
                @if sets.is_empty() { p { a href=(plan::address(&trial.key, None, &[], language)) {
                    @if english { "Before there is a round" } @else { "Før der er en runde" }
                } } }
            }
        }
    }
}

/// The address of a comparison.
pub(super) fn address(trial: &str, evaluation: Option<&str>, rounds: &[&str], language: Language) -> String {
    let evaluation = evaluation.map(|evaluation| format!("&evaluation={evaluation}")).unwrap_or_default();
    let language = if language == Language::En { "&lang=en" } else { "" };
    format!("/desk/comparison?trial={trial}{evaluation}&rounds={}{language}", rounds.join(","))
}

/// When a trial was in force and what became of it: an exemption that ended is in force no more.
fn standing(trial: &Trial, language: Language) -> String {
    let english = language == Language::En;
    let day = number::day(trial.in_force, language);
    let became = match (trial.outcome, english) {
        (Outcome::Extended, true) => " It was extended.",
        (Outcome::Extended, false) => " Blev forlænget.",
        (Outcome::Stopped, true) => " It was stopped.",
        (Outcome::Stopped, false) => " Blev stoppet.",
        (Outcome::Law, true) => " It became law.",
        (Outcome::Law, false) => " Blev til lov.",
        (Outcome::PartlyLaw, true) => " It became law in part.",
        (Outcome::PartlyLaw, false) => " Blev delvist til lov.",
        (Outcome::None, _) => "",
    };
    match (trial.status, english) {
        (Status::Running, true) => format!("In force since {day}.{became}"),
        (Status::Running, false) => format!("I kraft siden {day}.{became}"),
        (Status::NotStarted, true) => format!("The trial never started. Its law is from {day}.{became}"),
        (Status::NotStarted, false) => format!("Forsøget er ikke begyndt. Lovhjemlen er fra {day}.{became}"),
        (Status::Ended, true) => format!("The trial is over. It came into force on {day}.{became}"),
        (Status::Ended, false) => format!("Forsøget er slut. Trådte i kraft {day}.{became}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::read_trials;

    #[test]
    fn a_trial_that_has_ended_or_never_started_is_not_called_in_force() {
        let trials = read_trials("trials", include_str!("../../../surveys/trials.toml")).unwrap();
        let said = |key: &str, language| standing(trials.trial(key).unwrap(), language);
        assert_eq!(said("mentor", Language::Da), "Forsøget er slut. Trådte i kraft 1. juli 2018. Blev til lov.");
        assert_eq!(said("uddannelsespaalaeg", Language::Da), "Forsøget er ikke begyndt. Lovhjemlen er fra 1. januar 2018.");
        assert_eq!(said("samtaler", Language::En), "The trial is over. It came into force on 1 July 2017. It was extended.");
    }
}
