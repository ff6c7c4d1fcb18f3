//! Who takes part in a trial, by whose account, and what happened meanwhile: two sections of the trial's page.

use maud::{Markup, html};

use super::caller::Admitted;
use super::period;
use crate::language::{Language, number};
use crate::questionnaire::{Part, Trial, Trials};

/// Participation with its sources, and the trial's events.
pub(super) fn section(admitted: &Admitted, trials: &Trials, trial: &Trial) -> Markup {
    html! {
        @if !trial.parts.is_empty() { (parts(trials, trial, admitted.language)) }
        (events(admitted, trials, trial))
    }
}

/// From when until when a part ran, as far as that is known.
fn span(part: &Part, language: Language) -> String {
    let english = language == Language::En;
    let day = |day| number::day(day, language);
    match (part.from, part.until) {
        (Some(from), Some(until)) => period(language, from, until),
        (Some(from), None) if english => format!("from {}", day(from)),
        (Some(from), None) => format!("fra {}", day(from)),
        (None, Some(until)) if english => format!("until {}", day(until)),
        (None, Some(until)) => format!("til {}", day(until)),
        (None, None) if english => "not stated".to_owned(),
        (None, None) => "ikke oplyst".to_owned(),
    }
}

fn parts(trials: &Trials, trial: &Trial, language: Language) -> Markup {
    let say = |danish: &'static str, english: &'static str| if language == Language::En { english } else { danish };
    let short = |key: &String| trials.municipality(key).map_or_else(|| key.clone(), |unit| unit.short.clone());
    html! {
        h2 { (say("Hvem deltager, og hvor det står", "Who takes part, and who says so")) }
        div.card {
            @for sentence in trials.disagreements(trial, language) { p.notice { (sentence) } }
            div.scroll tabindex="0" role="region" aria-label=(say("Deltagelse", "Participation")) { table.groups.plain {
                thead { tr {
                    th scope="col" { (say("Del", "Part")) }
                    th scope="col" { (say("Kommuner", "Municipalities")) }
                    th scope="col" { (say("Målgrupper", "Groups")) }
                    th scope="col" { (say("Periode", "Period")) }
                    th scope="col" { (say("Kilde", "Source")) }
                } }
                tbody { @for part in &trial.parts { tr {
                    th scope="row" { (part.name.get(language)) }
                    td data-label=(say("Kommuner", "Municipalities")) {
                        @if part.municipalities.is_empty() { (say("ikke oplyst", "not stated")) }
                        @else { (part.municipalities.iter().map(short).collect::<Vec<_>>().join(", ")) }
                    }
                    td data-label=(say("Målgrupper", "Groups")) {
                        @if part.groups.is_empty() { (say("ikke opdelt", "not divided")) } @else { (part.groups.join("; ")) }
                    }
                    td data-label=(say("Periode", "Period")) { (span(part, language)) }
                    td data-label=(say("Kilde", "Source")) { (part.source) }
                } } }
            } }
            @for sentence in trials.members_of(&trial.key, language) { p.small { (sentence) } }
        }
    }
}

fn events(admitted: &Admitted, trials: &Trials, trial: &Trial) -> Markup {
    let language = admitted.language;
    let events = trials.events_of(&trial.key);
    html! {
        @if !events.is_empty() {
            h2 { (admitted.say("Hvad der skete imens", "What happened meanwhile")) }
            div.card {
                ul { @for event in events { li { (event.listed(trials, language)) } } }
                p.small { a href=(admitted.to("/desk/events")) { (admitted.say("Alle begivenheder", "All events")) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::read_trials;

    #[test]
    fn every_part_shows_its_groups_and_its_period_and_where_papers_disagree_that_is_said() {
        let trials = read_trials("trials", include_str!("../../../surveys/trials.toml")).unwrap();
        let page = parts(&trials, trials.trial("samtaler").unwrap(), Language::Da).into_string();
        assert!(page.contains("Sæsonledige") && page.contains("1. juli 2017 til 31. december 2022"), "{page}");
        assert!(page.contains("813 og 825") && !page.contains("ikke enige"), "{page}");
        let page = parts(&trials, trials.trial("ivaerksaetteri").unwrap(), Language::Da).into_string();
        assert!(page.contains("Papirerne er ikke enige"), "{page}");
    }
}
