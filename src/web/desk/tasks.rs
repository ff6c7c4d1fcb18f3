//! What the municipalities owe a round: whom to ask, by a day that the coordinator sets. Each sees its own part only.
//!
//! A task is done once a recipient of the municipality is there, or the municipality says that it has nobody to ask.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use jiff::Span;
use jiff::civil::Date;
use maud::{Markup, html};

use super::caller::{Admitted, trial_of};
use super::known;
use super::rounds::{self, Said};
use super::trials::Line;
use crate::access::{Object, Verb};
use crate::fieldwork::{Access, Round};
use crate::import::NoRecipients;
use crate::language::{Language, number};
use crate::questionnaire::{Audience, Municipality, Trials, Version};
use crate::store::{Delivery, Error};

/// So many days before its day a task is said to whoever asked for it.
const SOON: i64 = 7;

/// How far a municipality is with what it owes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Done(Delivery),
    Open,
    Overdue,
}

impl Standing {
    fn of(delivery: Option<&Delivery>, due: Option<Date>, today: Date) -> Self {
        match delivery {
            Some(delivery) => Self::Done(*delivery),
            None if due.is_some_and(|due| due < today) => Self::Overdue,
            None => Self::Open,
        }
    }

    /// A shape and a word.
    fn words(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Done(Delivery::People), Language::En) => "● handed in",
            (Self::Done(Delivery::People), _) => "● afleveret",
            (Self::Done(Delivery::Nobody), Language::En) => "● nobody to ask",
            (Self::Done(Delivery::Nobody), _) => "● ingen at spørge",
            (Self::Open, Language::En) => "○ missing",
            (Self::Open, _) => "○ mangler",
            (Self::Overdue, Language::En) => "▲ missing and overdue",
            (Self::Overdue, _) => "▲ mangler, fristen er gået",
        }
    }
}

/// The municipalities that take part in what a version asks about.
fn asked<'a>(trials: &'a Trials, version: &Version) -> Vec<&'a Municipality> {
    trials.taking_part(&version.trial, version.evaluation.as_deref())
}

/// Whether a round still takes recipients from municipalities.
fn takes(admitted: &Admitted, round: &Round) -> bool {
    round.access == Access::Invited && !round.imported && !round.is_closed(admitted.now())
}

/// "Det mangler fra jer", for whoever hands in for some municipalities; nothing for others.
pub(super) fn own(admitted: &Admitted, trials: &Trials, lines: &[Line]) -> Result<Markup, Error> {
    if admitted.person.person.scope.municipalities.is_all() {
        return Ok(html! {});
    }
    let store = &admitted.state.store;
    let (due, today) = (store.recipients_due()?, admitted.now().day());
    let mut tasks = Vec::new();
    for line in lines.iter().filter(|line| takes(admitted, &line.round)) {
        let due = due.get(&line.round.id).copied();
        let deliveries = store.deliveries(line.round.id)?;
        let may = |unit: &&Municipality| {
            admitted.may(Verb::ImportRecipients, Object::Municipality { trial: line.trial(), municipality: &unit.key })
        };
        for unit in asked(trials, &line.version.version).into_iter().filter(may) {
            tasks.push((due, line, unit, Standing::of(deliveries.get(&unit.key), due, today)));
        }
    }
    if tasks.is_empty() {
        return Ok(html! {});
    }
    let is_done = |standing: &Standing| matches!(standing, Standing::Done(_));
    // What has a day comes before what has none.
    tasks.sort_by_key(|(due, line, _, standing)| (is_done(standing), due.is_none(), *due, line.round.key.clone()));
    let missing = tasks.iter().filter(|(_, _, _, standing)| !is_done(standing)).count();
    let say = |danish, english| admitted.say(danish, english);
    Ok(html! {
        section.card {
            h2 { (say("Det mangler fra jer", "What is missing from you")) }
            @if missing == 0 { p { (say("Intet. I har afleveret det hele.", "Nothing. You have handed in everything.")) } }
            table.groups.plain {
                thead { tr {
                    th scope="col" { (say("Hvad", "What")) }
                    th scope="col" { (say("Kommune", "Municipality")) }
                    th scope="col" { (say("Senest", "By")) }
                    th scope="col" { (say("Status", "State")) }
                } }
                tbody { @for (due, line, unit, standing) in &tasks { tr {
                    th scope="row" {
                        a href=(admitted.to(&format!("/desk/rounds/{}/recipients", line.round.key))) {
                            (known::title(trials, &line.version.version, &line.round, admitted.language)) ": " (owed(line, admitted.language))
                        }
                    }
                    td data-label=(say("Kommune", "Municipality")) { (unit.short) }
                    td data-label=(say("Senest", "By")) {
                        @match due { Some(due) => (number::day(*due, admitted.language)), None => (say("ingen frist", "no day is set")) }
                    }
                    td.late[*standing == Standing::Overdue] data-label=(say("Status", "State")) { (standing.words(admitted.language)) }
                } } }
            }
        }
    })
}

/// What is to be done: of cases their numbers, of people who they are.
fn owed(line: &Line, language: Language) -> &'static str {
    match (line.audience(), language) {
        (Audience::Manager, Language::En) => "paste your list of the cases to be read",
        (Audience::Manager, _) => "indsæt jeres liste over de sager, der skal læses",
        (_, Language::En) => "paste your list of whom to ask",
        _ => "indsæt jeres liste over, hvem der skal spørges",
    }
}

/// Whether the person hands in recipients to a round: for all, or for a municipality of theirs that takes part in what it asks about.
pub(super) fn hands_in(admitted: &Admitted, trials: &Trials, version: &Version) -> bool {
    let own = |unit: &&Municipality| {
        admitted.may(Verb::ImportRecipients, Object::Municipality { trial: &version.trial, municipality: &unit.key })
    };
    admitted.may(Verb::ImportRecipients, Object::Trial(&version.trial)) || asked(trials, version).iter().any(own)
}

/// The rounds of which municipalities still owe their recipients within days, for whoever asked them: key, day, how many have handed in
/// and how many are asked.
pub(super) fn awaited(admitted: &Admitted, trials: &Trials, lines: &[Line]) -> Result<Vec<(Date, String, usize, usize)>, Error> {
    let store = &admitted.state.store;
    let (due, until) = (store.recipients_due()?, admitted.now().day().saturating_add(Span::new().days(SOON)));
    let mut awaited = Vec::new();
    for line in lines.iter().filter(|line| takes(admitted, &line.round)) {
        let Some(due) = due.get(&line.round.id).copied().filter(|due| *due <= until) else { continue };
        if !admitted.may(Verb::PlanRound, Object::Trial(line.trial())) {
            continue;
        }
        let deliveries = store.deliveries(line.round.id)?;
        let units = asked(trials, &line.version.version);
        let done = units.iter().filter(|unit| deliveries.contains_key(&unit.key)).count();
        if done < units.len() {
            awaited.push((due, line.round.key.clone(), done, units.len()));
        }
    }
    Ok(awaited)
}

/// What each municipality has handed in, on the round's page: of all for whoever may do it for all, else of one's own.
pub(super) fn of_round(admitted: &Admitted, round: &Round, version: &Version) -> Result<Markup, Error> {
    let trial = Object::Trial(&version.trial);
    if round.access != Access::Invited || round.imported || !admitted.may_in_part(Verb::ImportRecipients, &version.trial) {
        return Ok(html! {});
    }
    let store = &admitted.state.store;
    let due = store.recipients_due()?.get(&round.id).copied();
    let (deliveries, trials, today) = (store.deliveries(round.id)?, store.trials()?, admitted.now().day());
    let units: Vec<&Municipality> =
        asked(&trials, version).into_iter().filter(|unit| admitted.has_municipality(&unit.key)).collect();
    let may_plan = admitted.may(Verb::PlanRound, trial) && takes(admitted, round);
    if due.is_none() && deliveries.is_empty() && !may_plan {
        return Ok(html! {});
    }
    let say = |danish, english| admitted.say(danish, english);
    Ok(html! {
        div.card {
            h2 { (say("Modtagere fra kommunerne", "Recipients from the municipalities")) }
            @match due {
                Some(due) => p { (say("Senest ", "By ")) (number::day(due, admitted.language)) "." },
                None => p { (say("Der er ikke sat en frist.", "No day is set.")) },
            }
            @if due.is_some() || !deliveries.is_empty() { (table(admitted, &units, &deliveries, (due, today))) }
            @if may_plan { (due_form(admitted, round, due)) }
        }
    })
}

fn table(
    admitted: &Admitted,
    units: &[&Municipality],
    deliveries: &BTreeMap<String, Delivery>,
    (due, today): (Option<Date>, Date),
) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { (admitted.say("Kommune", "Municipality")) } th scope="col" { (admitted.say("Status", "State")) } } }
            tbody { @for unit in units {
                @let standing = Standing::of(deliveries.get(&unit.key), due, today);
                tr { th scope="row" { (unit.short) } td.late[standing == Standing::Overdue] { (standing.words(admitted.language)) } }
            } }
        }
    }
}

fn due_form(admitted: &Admitted, round: &Round, due: Option<Date>) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    html! {
        details {
            summary { @if due.is_some() { (say("Ret fristen", "Change the day")) } @else { (say("Sæt en frist", "Set a day")) } }
            form method="post" action=(admitted.to(&format!("/desk/rounds/{}/recipients-due", round.key))) {
                (admitted.form_field())
                p {
                    label.over for="due" { (say("Modtagere senest", "Recipients by")) }
                    input id="due" name="due" type="date" value=[due] max=(round.closes);
                }
                button type="submit" { (say("Gem fristen", "Save the day")) }
            }
        }
    }
}

/// The day by which recipients are due, as it was typed: none where the field is empty.
pub(super) fn due_of(admitted: &Admitted, closes: Option<Date>) -> Result<Option<Date>, String> {
    let typed = admitted.field("due").trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let read = typed.parse::<Date>().ok().filter(|day| closes.is_none_or(|closes| *day <= closes));
    read.map(Some).ok_or_else(|| {
        let words = admitted.say(
            "Skriv fristen for modtagere som 2027-02-15, og ikke efter rundens sidste dag.",
            "Write the day for recipients as 2027-02-15, and not after the round's last day.",
        );
        words.to_owned()
    })
}

/// POST `/desk/rounds/{round}/recipients-due`.
pub(super) fn set_due(admitted: &Admitted) -> HttpResponse {
    let act = |round: &Round| {
        if let Some(none) = NoRecipients::of(round, admitted.now()) {
            return Ok(Said::Wrong(none.sentence(admitted.language).to_owned()));
        }
        let due = match due_of(admitted, Some(round.closes)) {
            Ok(due) => due,
            Err(wrong) => return Ok(Said::Wrong(wrong)),
        };
        admitted.state.store.set_recipients_due(round, due, admitted.actor())?;
        Ok(Said::Done(admitted.say("Fristen er gemt.", "The day is saved.").to_owned()))
    };
    rounds::with_round(admitted, act, rounds::show)
}

/// POST `/desk/rounds/{round}/recipients/nobody`.
pub(super) fn nobody(admitted: &Admitted) -> HttpResponse {
    let act = |round: &Round| {
        let say = |danish: &str, english: &str| admitted.say(danish, english).to_owned();
        if let Some(none) = NoRecipients::of(round, admitted.now()) {
            return Ok(Said::Wrong(none.sentence(admitted.language).to_owned()));
        }
        let (store, key) = (&admitted.state.store, admitted.field("municipality").trim());
        let trial = trial_of(&admitted.state, round)?;
        let version = store.version(store.version_id_of(round.id)?)?;
        let trials = store.trials()?;
        let takes_part = asked(&trials, &version.version).iter().any(|unit| unit.key == key);
        let own = admitted.may(Verb::ImportRecipients, Object::Municipality { trial: &trial, municipality: key });
        if !takes_part || !own {
            return Ok(Said::Wrong(say(
                "Vælg en af jeres kommuner, der er med i forsøget.",
                "Choose a municipality of yours that takes part.",
            )));
        }
        let so = admitted.field("act") != "undo";
        if so && store.deliveries(round.id)?.get(key) == Some(&Delivery::People) {
            return Ok(Said::Wrong(say("Kommunen har modtagere på listen.", "The municipality has recipients on the list.")));
        }
        store.say_nobody((round.id, &round.key), key, so, (admitted.now(), &admitted.person.person.name))?;
        Ok(Said::Done(if so {
            say("Det er noteret, at I ingen har at spørge.", "It is noted that you have nobody to ask.")
        } else {
            say("Det er taget tilbage.", "That is taken back.")
        }))
    };
    rounds::with_round(admitted, act, rounds::show)
}

/// The forms by which a municipality says that it has nobody to ask, on the page of recipients.
pub(super) fn nobody_form(admitted: &Admitted, round: &Round) -> Result<Markup, Error> {
    let store = &admitted.state.store;
    let version = store.version(store.version_id_of(round.id)?)?;
    let (trials, deliveries) = (store.trials()?, store.deliveries(round.id)?);
    let units = asked(&trials, &version.version);
    let units: Vec<_> = units
        .into_iter()
        .filter(|unit| admitted.has_municipality(&unit.key) && deliveries.get(&unit.key) != Some(&Delivery::People))
        .collect();
    let say = |danish, english| admitted.say(danish, english);
    Ok(html! {
        @if !units.is_empty() {
            div.card {
                h2 { (say("Har I ingen at spørge?", "Have you nobody to ask?")) }
                p.small { (say(
                    "Sig det her, så ingen venter på en liste.",
                    "Say so here, so that nobody waits for a list.",
                )) }
                ul.plain {
                    @for unit in units {
                        @let said = deliveries.contains_key(&unit.key);
                        li {
                            form.row method="post" action=(admitted.to(&format!("/desk/rounds/{}/recipients/nobody", round.key))) {
                                (admitted.form_field())
                                input type="hidden" name="municipality" value=(unit.key);
                                @if said {
                                    span.state { (unit.short) ": " (Standing::Done(Delivery::Nobody).words(admitted.language)) }
                                    button.quiet type="submit" name="act" value="undo" { (say("Tag det tilbage", "Take it back")) span.aloud { ": " (unit.short) } }
                                } @else {
                                    button.quiet type="submit" name="act" value="say" { (say("Vi har ingen i ", "We have nobody in ")) (unit.short) }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}
