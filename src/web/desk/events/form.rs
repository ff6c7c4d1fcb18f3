//! The fields of an event.

use maud::{Markup, html};

use super::typed::LONGEST;
use crate::access::{Object, Verb};
use crate::language::Language;
use crate::questionnaire::{Event, Lasts, Trials};
use crate::web::desk::caller::Admitted;

/// The fields, with what stands there.
pub(super) fn fields(admitted: &Admitted, trials: &Trials, there: Option<&Event>) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let name = |language| there.and_then(|event| event.name.0.get(&language)).map_or("", String::as_str);
    html! {
        p {
            label.over for="name" { (say("Hvad skete der?", "What happened? (in Danish)")) }
            input id="name" name="name" type="text" value=(name(Language::Da)) maxlength=(LONGEST) autocomplete="off" required;
        }
        p {
            label.over for="name_en" { (say("Det samme på engelsk (kan udelades)", "The same in English (may be left out)")) }
            input id="name_en" name="name_en" type="text" lang="en" value=(name(Language::En)) maxlength=(LONGEST) autocomplete="off";
        }
        (days(admitted, there))
        (touched(admitted, trials, there))
        p {
            label.over for="source" { (say("Hvor står det? (kan udelades)", "Where is that written? (may be left out)")) }
            input id="source" name="source" type="text" value=(there.and_then(|event| event.source.as_deref()).unwrap_or_default())
                maxlength=(LONGEST) autocomplete="off";
        }
    }
}

fn days(admitted: &Admitted, there: Option<&Event>) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let until = there.and_then(|event| if let Lasts::Until(day) = event.lasts { Some(day.to_string()) } else { None });
    let lasts = match there.map(|event| event.lasts) {
        None | Some(Lasts::Day) => "day",
        Some(Lasts::Until(_)) => "until",
        Some(Lasts::On) => "on",
    };
    html! {
        p {
            label.over for="date" { (say("Hvilken dag skete eller begyndte det?", "On which day did it happen or begin?")) }
            input id="date" name="date" type="date" value=(there.map(|event| event.date.to_string()).unwrap_or_default()) required;
        }
        fieldset {
            legend { (say("Hvor længe?", "For how long?")) }
            @for (name, words) in [
                ("day", say("Kun den dag, eller det gælder bare derfra", "That day alone, or it simply holds from then on")),
                ("on", say("Det er stadig i gang", "It is still going on")),
                ("until", say("Til og med:", "Until and including:")),
            ] {
                label.pick { input type="radio" name="lasts" value=(name) checked[lasts == name] required; span { (words) } }
            }
            input id="until" name="until" type="date" aria-label=(say("Sidste dag", "Last day")) value=(until.unwrap_or_default());
        }
    }
}

fn touched(admitted: &Admitted, trials: &Trials, there: Option<&Event>) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let language = admitted.language;
    let whole = admitted.may(Verb::WriteEvents, Object::Platform);
    let own = trials.trials.iter().filter(|trial| admitted.may(Verb::WriteEvents, Object::Trial(&trial.key)));
    let has_trial = |key: &String| there.and_then(|event| event.trials.as_ref()).is_some_and(|keys| keys.contains(key));
    let has_unit = |key: &String| there.is_some_and(|event| event.municipalities.contains(key));
    html! {
        fieldset {
            legend { (say("Hvilke forsøg?", "Which trials?")) }
            p.small {
                @if whole { (say("Uden hak gælder det alle forsøg.", "With none ticked it touches all trials.")) }
                @else { (say("Sæt hak ved mindst ét.", "Tick one at least.")) }
            }
            div.ticks { @for trial in own {
                label.pick { input type="checkbox" name="trial" value=(trial.key) checked[has_trial(&trial.key)]; span { (trial.name.get(language)) } }
            } }
        }
        fieldset {
            legend { (say("Hvilke kommuner?", "Which municipalities?")) }
            p.small { (say("Uden hak gælder det alle kommuner.", "With none ticked it touches all municipalities.")) }
            div.ticks { @for unit in &trials.municipalities {
                label.pick { input type="checkbox" name="municipality" value=(unit.key) checked[has_unit(&unit.key)]; span { (unit.short) } }
            } }
        }
    }
}
