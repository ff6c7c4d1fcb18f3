//! A round that is only planned can be put right, or taken away again: until somebody is invited or an answer has come.

use actix_web::HttpResponse;
use jiff::civil::Date;
use maud::{Markup, html};

use super::caller::Admitted;
use super::rounds::{self, Said};
use super::{broken, missing};
use crate::fieldwork::{CannotPlan, Reading, Round, away, away_between};
use crate::language::{Language, number};
use crate::store::Error;

/// POST `/desk/rounds/{round}/change`.
pub(super) fn change(admitted: &Admitted) -> HttpResponse {
    let act = |round: &Round| {
        let (opens, closes, minimum) = match read(admitted) {
            Ok(read) => read,
            Err(wrong) => return Ok(Said::Wrong(wrong)),
        };
        let store = &admitted.state.store;
        if store.recipients_due()?.get(&round.id).is_some_and(|due| *due > closes) {
            let words = admitted.say(
                "Fristen for modtagere ligger efter den nye sidste dag. Ret fristen først.",
                "The day for recipients lies after the new last day. Change that day first.",
            );
            return Ok(Said::Wrong(words.to_owned()));
        }
        if !store.change_planned(round, (opens, closes), minimum, admitted.actor())? {
            return Ok(Said::Wrong(too_late(admitted).to_owned()));
        }
        let (from, to) = (number::day(opens, admitted.language), number::day(closes, admitted.language));
        let mut said = match admitted.language {
            Language::En => format!("The round is open from {from} to {to}."),
            _ => format!("Runden er åben fra {from} til {to}."),
        };
        let days = away_between(opens, closes).map(|days| days.sentence(admitted.language));
        for warning in away(opens, closes).iter().map(|away| away.sentence(admitted.language)).chain(days) {
            said.push(' ');
            said.push_str(&warning);
        }
        Ok(Said::Done(said))
    };
    rounds::with_round(admitted, act, rounds::show)
}

/// The days and the minimum, or everything that is wrong with them.
fn read(admitted: &Admitted) -> Result<(Date, Date, Option<u32>), String> {
    let field = |name: &str| admitted.field(name).trim();
    let day = |name: &str| field(name).parse::<Date>().ok().filter(|day| (1900..=2200).contains(&day.year()));
    let (Some(opens), Some(closes)) = (day("opens"), day("closes")) else {
        return Err(admitted.say("Skriv dagene som 2027-03-01.", "Write the days as 2027-03-01.").to_owned());
    };
    let minimum: Option<u32> = field("minimum").parse().ok();
    let least = admitted.state.config.privacy.minimum_mean;
    let said = |wrong: CannotPlan| wrong.sentence(admitted.language, Reading::Page);
    let faults = [
        (closes < opens).then(|| said(CannotPlan::Order)),
        (closes < admitted.now().day())
            .then(|| admitted.say("Den nye sidste dag er gået.", "The new last day has passed.").to_owned()),
        (minimum.is_none() && !field("minimum").is_empty())
            .then(|| admitted.say("Skriv minimum som et helt tal.", "Write the minimum as a whole number.").to_owned()),
        minimum.filter(|minimum| *minimum < least).map(|_| said(CannotPlan::Minimum(least))),
    ];
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    if faults.is_empty() { Ok((opens, closes, minimum)) } else { Err(faults.join(" ")) }
}

fn too_late(admitted: &Admitted) -> &'static str {
    match admitted.language {
        Language::En => {
            "The round is more than planned by now: somebody is on its list or invited, or an answer has come. Nothing was changed."
        }
        _ => {
            "Runden er ikke længere kun planlagt: Nogen står på listen eller er inviteret, eller der er kommet svar. Intet er ændret."
        }
    }
}

/// POST `/desk/rounds/{round}/remove`.
pub(super) fn remove(admitted: &Admitted) -> HttpResponse {
    removed(admitted).unwrap_or_else(|error| broken(admitted, &error))
}

fn removed(admitted: &Admitted) -> Result<HttpResponse, Error> {
    let store = &admitted.state.store;
    let Some(round) = store.round(admitted.path("round"))? else { return Ok(missing(admitted)) };
    let say = |danish: &str, english: &str| admitted.say(danish, english).to_owned();
    if admitted.field("name").trim() != round.key {
        let wrong = say("Det er ikke rundens navn. Den er ikke slettet.", "That is not the round's name. It was not deleted.");
        return rounds::show(admitted, &round, &Said::Wrong(wrong));
    }
    if !store.remove_planned(&round, admitted.actor())? {
        return rounds::show(admitted, &round, &Said::Wrong(too_late(admitted).to_owned()));
    }
    Ok(admitted.see("/desk/rounds"))
}

/// The two forms on the page of a round that is only planned.
pub(super) fn forms(admitted: &Admitted, round: &Round) -> Result<Markup, Error> {
    if !admitted.state.store.is_only_planned(round)? {
        return Ok(html! {});
    }
    let say = |danish, english| admitted.say(danish, english);
    let address = |what: &str| admitted.to(&format!("/desk/rounds/{}/{what}", round.key));
    Ok(html! {
        div.card {
            h2 { (say("Ret eller slet runden", "Change or delete the round")) }
            p.small { (say("Det kan gøres, til nogen er inviteret, eller der er kommet et svar.", "This can be done until somebody is invited or an answer has come.")) }
            details {
                summary { (say("Ret runden", "Change the round")) }
                form method="post" action=(address("change")) {
                    (admitted.form_field())
                    div.pair {
                        p { label.over for="new-opens" { (say("Første dag", "First day")) } input id="new-opens" name="opens" type="date" value=(round.opens) required; }
                        p { label.over for="new-closes" { (say("Sidste dag", "Last day")) } input id="new-closes" name="closes" type="date" value=(round.closes) required; }
                    }
                    p {
                        label.over for="new-minimum" { (say("Minimum (kan udelades)", "Minimum (may be left out)")) }
                        input id="new-minimum" name="minimum" type="text" inputmode="numeric" size="4" value=[round.minimum];
                    }
                    button type="submit" { (say("Gem ændringen", "Save the change")) }
                }
            }
            details {
                summary { (say("Slet runden", "Delete the round")) }
                form method="post" action=(address("remove")) {
                    (admitted.form_field())
                    p {
                        label.over for="remove-name" { (say("Skriv rundens navn for at slette den", "Write the round's name to delete it")) ": " code { (round.key) } }
                        input id="remove-name" name="name" type="text" autocomplete="off" spellcheck="false" required;
                    }
                    button.quiet type="submit" { (say("Slet den planlagte runde", "Delete the planned round")) }
                }
            }
        }
    })
}
