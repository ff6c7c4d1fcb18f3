//! Reading the form of an event.

use jiff::civil::Date;

use crate::access::{Object, Verb};
use crate::language::personal::holds_person_number;
use crate::language::{Language, Text};
use crate::questionnaire::{Event, Lasts, Trials};
use crate::web::desk::again::Wrong;
use crate::web::desk::caller::Admitted;

/// The longest name and source, in signs.
pub(super) const LONGEST: usize = 200;

/// The day in this field, if it is one that can be meant.
pub(super) fn day(admitted: &Admitted, field: &str) -> Option<Date> {
    admitted.field(field).trim().parse().ok().filter(|day: &Date| (1900..=2200).contains(&day.year()))
}

/// What is wrong with a field.
pub(super) fn wrong(admitted: &Admitted, field: &str, danish: &str, english: &str) -> Wrong {
    Wrong { field: field.to_owned(), words: admitted.say(danish, english).to_owned() }
}

/// The event that the form says, or what is wrong.
pub(super) fn event(admitted: &Admitted, trials: &Trials) -> Result<Event, Wrong> {
    let wrong = |field, danish, english| wrong(admitted, field, danish, english);
    let line = |field: &str| admitted.field(field).split_whitespace().collect::<Vec<_>>().join(" ");
    let (name, english, source) = (line("name"), line("name_en"), line("source"));
    if name.is_empty() {
        return Err(wrong("name", "Skriv, hvad der skete.", "Write what happened."));
    }
    for (field, words) in [("name", &name), ("name_en", &english), ("source", &source)] {
        if words.chars().count() > LONGEST || holds_person_number(words) {
            return Err(wrong(field, "Skriv højst 200 tegn og intet CPR-nummer.", "Write at most 200 signs and no CPR number."));
        }
    }
    let Some(date) = day(admitted, "date") else {
        return Err(wrong("date", "Skriv den dag, det skete eller begyndte.", "Give the day on which it happened or began."));
    };
    let lasts = match admitted.field("lasts") {
        "on" => Lasts::On,
        "until" => match day(admitted, "until").filter(|until| *until >= date) {
            Some(until) => Lasts::Until(until),
            None => {
                return Err(wrong(
                    "until",
                    "Skriv den sidste dag. Den kan ikke ligge før den første.",
                    "Give the last day. It cannot lie before the first.",
                ));
            }
        },
        _ => Lasts::Day,
    };
    let ticked =
        |field: &str| admitted.form.iter().filter(|(name, _)| name == field).map(|(_, key)| key.clone()).collect::<Vec<_>>();
    let (touched, municipalities) = (ticked("trial"), ticked("municipality"));
    if touched.iter().any(|key| trials.trial(key).is_none())
        || municipalities.iter().any(|key| trials.municipality(key).is_none())
    {
        return Err(wrong("", "Forsøget eller kommunen findes ikke mere.", "The trial or municipality is no longer there."));
    }
    if touched.is_empty() && !admitted.may(Verb::WriteEvents, Object::Platform) {
        return Err(wrong("trial", "Vælg mindst ét af dine forsøg.", "Choose at least one of your trials."));
    }
    let english = (!english.is_empty()).then_some((Language::En, english));
    Ok(Event {
        date,
        lasts,
        name: Text([(Language::Da, name)].into_iter().chain(english).collect()),
        trials: (!touched.is_empty()).then_some(touched),
        municipalities,
        source: (!source.is_empty()).then_some(source),
        desk: None,
    })
}
