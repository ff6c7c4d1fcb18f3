//! How a round is answered while it runs: the whole in numbers, municipalities in quarters, and of an anonymous round no municipality.

use maud::{Markup, html};

use super::caller::Admitted;
use crate::compare::monitor::{FEWEST_IN_QUARTERS, Quarter};
use crate::export::rates::{Told, disposition};
use crate::export::turnout::{self, UnitTurnout};
use crate::fieldwork::{Mode, Round};
use crate::language::{Language, number};
use crate::store::Error;

/// How the invitations ended, the response rate, and how municipalities answer.
pub(super) fn part(admitted: &Admitted, round: &Round) -> Result<Markup, Error> {
    let state = &admitted.state;
    if !state.store.has_invitations(round.id)? {
        return Ok(html! {});
    }
    let told = Told::gather(&state.store, &state.config.privacy, round, admitted.now())?;
    let named: Vec<(&str, u64)> =
        told.named().into_iter().filter_map(|(name, count)| Some((name, count?))).filter(|(_, count)| *count > 0).collect();
    Ok(html! {
        div.card {
            h2 { (admitted.say("Sådan går det", "How it goes")) }
            table {
                thead { tr { th scope="col" { (admitted.say("Invitationer", "Invitations")) } th.num scope="col" { (admitted.say("Antal", "Number")) } } }
                tbody {
                    @for (name, count) in &named { tr { th scope="row" { (disposition(name, admitted.language)) } td.num { (number::whole(*count, admitted.language)) } } }
                    tr { th scope="row" { (admitted.say("i alt", "in all")) } td.num { (number::whole(told.total(), admitted.language)) } }
                }
            }
            details {
                summary { (admitted.say("Metode", "Method")) }
                @for line in told.sentence(admitted.language).lines() { p { (line) } }
            }
        }
        @if round.is_closed(admitted.now()) {
            // What a comparison tells of each municipality is decided there, over all that it tells.
            p.small { (admitted.say(
                "Hvem der svarede i hver kommune, står i sammenligningen.",
                "Who answered in each municipality stands in the comparison.",
            )) }
        } @else if round.mode == Mode::Anonymous {
            p.small { (admitted.say(
                "I en anonym runde vises kun runden som helhed, så ingen kan regne ud, hvem der har svaret.",
                "Of an anonymous round only the whole is shown, so that nobody can tell who has answered.",
            )) }
        } @else { (by_municipality(admitted, round)?) }
    })
}

fn by_municipality(admitted: &Admitted, round: &Round) -> Result<Markup, Error> {
    let state = &admitted.state;
    let units = turnout::by_municipality(&state.store, round, |key| admitted.has_municipality(key))?;
    let trials = state.store.trials()?;
    let name = |key: &str| trials.municipality(key).map_or_else(|| key.to_owned(), |unit| unit.short.clone());
    let rows: Vec<(String, UnitTurnout)> = units.into_iter().map(|unit| (name(&unit.municipality), unit)).collect();
    let has_people = rows.iter().any(|(_, unit)| unit.people.is_some());
    let count = |count: u64| number::whole(count, admitted.language);
    Ok(html! {
        @if !rows.is_empty() {
            div.card {
                h2 { (admitted.say("Hvor mange har svaret i hver kommune", "How many have answered in each municipality")) }
                table.groups.plain {
                    thead { tr {
                        th scope="col" { (admitted.say("Kommune", "Municipality")) }
                        @if has_people { th.num scope="col" { (admitted.say("Personer", "People")) } }
                        th.num scope="col" { (admitted.say("Inviterede", "Invited")) }
                        th scope="col" { (admitted.say("Har svaret", "Have answered")) }
                    } }
                    tbody { @for (name, unit) in &rows { tr {
                        th scope="row" { (name) }
                        @if has_people { td.num data-label=(admitted.say("Personer", "People")) { @if let Some(people) = unit.people { (count(people)) } } }
                        td.num data-label=(admitted.say("Inviterede", "Invited")) { (count(unit.invited)) }
                        td data-label=(admitted.say("Har svaret", "Have answered")) { (words(unit.quarter, admitted.language)) }
                    } } }
                }
                p.small { (why(admitted.language)) }
            }
        }
    })
}

fn why(language: Language) -> String {
    match language {
        Language::En => format!(
            "Told in quarters, and only from {FEWEST_IN_QUARTERS} invited people, so that nobody can tell who has answered."
        ),
        _ => format!(
            "Vises i fjerdedele og først fra {FEWEST_IN_QUARTERS} inviterede, så ingen kan regne ud, hvem der har svaret."
        ),
    }
}

fn words(quarter: Option<Quarter>, language: Language) -> &'static str {
    match (quarter, language) {
        (Some(quarter), language) => turnout::quarter_words(quarter, language),
        (None, Language::En) => "not shown",
        (None, _) => "vises ikke",
    }
}
