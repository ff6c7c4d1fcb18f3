//! Code lists: what groups law names, version by version, what became of each, and who uses them.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::caller::Admitted;
use super::comparison::files::{attachment, failed};
use super::layout::{Noun, Page};
use super::{broken, missing};
use crate::access::{Object, Verb};
use crate::export::code_lists;
use crate::language::number;
use crate::questionnaire::{CodeList, ListVersion, Trials};
use crate::store::Error;

const LIST: &str = "/desk/code-lists";

/// GET `/desk/code-lists`.
pub(super) fn list(admitted: &Admitted) -> HttpResponse {
    let trials = match admitted.state.store.trials() {
        Ok(trials) => trials,
        Err(error) => return broken(admitted, &error),
    };
    let say = |danish, english| admitted.say(danish, english);
    let title = say("Kodelister", "Code lists");
    let path = [("/desk/questionnaires".to_owned(), say("Spørgeskemaer", "Questionnaires").to_owned())];
    let (language, noun) = (admitted.language, Some(Noun::Questionnaires));
    let page = Page { language, noun, title, path: &path, synthetic: false, address: LIST };
    let body = html! {
        p.say { (say(
            "En kodeliste er de grupper, som loven taler om. Når loven giver dem nye navne, får listen en ny version, der siger, hvad der blev af hver gruppe.",
            "A code list is the groups that law speaks of. When law gives them new names, the list gets a new version that says what became of each.",
        )) }
        @if trials.lists.0.is_empty() {
            p.card { (say("Her er ingen kodelister endnu.", "There are no code lists yet.")) }
        } @else {
            div.card { div.scroll tabindex="0" role="region" aria-label=(title) { table.groups.plain {
                thead { tr {
                    th scope="col" { (say("Kodeliste", "Code list")) }
                    th.num scope="col" { (say("Versioner", "Versions")) }
                    th scope="col" { (say("Den nyeste gælder", "The newest holds")) }
                    th.num scope="col" { (say("Grupper", "Groups")) }
                } }
                tbody { @for list in &trials.lists.0 { @if let Some(newest) = list.versions.last() { tr {
                    th scope="row" { a href=(admitted.to(&format!("{LIST}/{}", list.key))) { (list.title.get(language)) } br; span.small { (list.key) } }
                    td.num data-label=(say("Versioner", "Versions")) { (list.versions.len()) }
                    td data-label=(say("Den nyeste gælder", "The newest holds")) { (holds(admitted, list, newest)) }
                    td.num data-label=(say("Grupper", "Groups")) { (newest.codes.len()) }
                } } } }
            } } }
        }
        p.small {
            (say("Kodelister står i ", "Code lists stand in ")) code { "surveys/code-lists/KEY.toml" }
            (say(" og udgives med ", " and are published by ")) code { "nulpunkt publish" } "."
        }
    };
    admitted.respond(&page, &body)
}

/// GET `/desk/code-lists/{list}`.
pub(super) fn one(admitted: &Admitted) -> HttpResponse {
    let found = admitted.state.store.trials().and_then(|trials| {
        let used = uses(admitted, &trials, admitted.path("list"))?;
        Ok((trials, used))
    });
    let (trials, used) = match found {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let Some(list) = trials.lists.list(admitted.path("list")) else { return missing(admitted) };
    let say = |danish, english| admitted.say(danish, english);
    let path = [
        ("/desk/questionnaires".to_owned(), say("Spørgeskemaer", "Questionnaires").to_owned()),
        (LIST.to_owned(), say("Kodelister", "Code lists").to_owned()),
    ];
    let address = format!("{LIST}/{}", list.key);
    let (language, noun) = (admitted.language, Some(Noun::Questionnaires));
    let page = Page { language, noun, title: list.title.get(language), path: &path, synthetic: false, address: &address };
    let body = html! {
        ul.chips { li { code { (list.key) } } }
        section.card {
            h2 { (say("Versionerne ved siden af hinanden", "The versions side by side")) }
            (side_by_side(admitted, list))
        }
        section.card {
            h2 { (say("Hvad der blev af grupperne", "What became of the groups")) }
            @if list.versions.len() < 2 {
                p { (say("Listen har kun én version, så ingen gruppe er ændret.", "The list has but one version, so no group has changed.")) }
            }
            @for version in list.versions.iter().skip(1) { (became(admitted, list, version)) }
            p { a.button.quiet href=(admitted.to(&format!("{address}/map.csv"))) { (say("Hent som fil (CSV)", "Get as a file (CSV)")) } }
        }
        section.card {
            h2 { (say("Hvor listen bruges", "Where the list is used")) }
            @if used.is_empty() { p { (say("Ingen steder endnu.", "Nowhere yet.")) } }
            ul { @for (address, words) in &used { li { a href=(admitted.to(address)) { (words) } } } }
        }
    };
    admitted.respond(&page, &body)
}

/// GET `/desk/code-lists/{list}/map.csv`.
pub(super) fn map(admitted: &Admitted) -> HttpResponse {
    let trials = match admitted.state.store.trials() {
        Ok(trials) => trials,
        Err(error) => return broken(admitted, &error),
    };
    let Some(list) = trials.lists.list(admitted.path("list")) else { return missing(admitted) };
    let mut bytes = Vec::new();
    match code_lists::map(&mut bytes, list, admitted.language) {
        Ok(()) => attachment(bytes, "text/csv; charset=utf-8", &format!("{}-map.csv", list.key)),
        Err(error) => failed(&error),
    }
}

/// From when until when a version holds.
fn holds(admitted: &Admitted, list: &CodeList, version: &ListVersion) -> String {
    let from = number::day(version.valid_from, admitted.language);
    match list.valid_until(version) {
        Some(until) => super::period(admitted.language, version.valid_from, until),
        None => format!("{} {from}", admitted.say("fra", "from")),
    }
}

fn side_by_side(admitted: &Admitted, list: &CodeList) -> Markup {
    let mut values: Vec<i64> = Vec::new();
    for code in list.versions.iter().flat_map(|version| &version.codes) {
        if !values.contains(&code.value) {
            values.push(code.value);
        }
    }
    let name = |version: &ListVersion, value: i64| {
        version.codes.iter().find(|code| code.value == value).map_or("–", |code| code.label.get(admitted.language)).to_owned()
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label=(admitted.say("Versioner", "Versions")) { table.groups.plain {
            thead { tr {
                th.num scope="col" { (admitted.say("Værdi", "Value")) }
                @for version in &list.versions { th scope="col" {
                    "Version " (version.version) br; span.small { (holds(admitted, list, version)) }
                } }
            } }
            tbody { @for value in values { tr {
                th.num scope="row" { (value) }
                @for version in &list.versions {
                    td data-label={ "Version " (version.version) ", " (holds(admitted, list, version)) } { (name(version, value)) }
                }
            } } }
        } }
        @for version in &list.versions {
            p.small { (admitted.say("Kilde til version ", "Source of version ")) (version.version) ": " (version.source) }
        }
    }
}

fn became(admitted: &Admitted, list: &CodeList, version: &ListVersion) -> Markup {
    let between = list.correspondence(version.version.saturating_sub(1), version.version);
    let sentences = between.map(|between| between.sentences(admitted.language)).unwrap_or_default();
    html! {
        h3 { (admitted.say("Til version ", "To version ")) (version.version) }
        @if sentences.is_empty() { p { (admitted.say("Alle grupper er de samme.", "All groups are the same.")) } }
        ul { @for sentence in sentences { li { (sentence) } } }
        @for source in version.changes.iter().filter_map(|change| change.source.as_ref()) {
            p.small { (admitted.say("Kilde: ", "Source: ")) (source) }
        }
    }
}

/// The questionnaires and figures that use a list, of the trials that the person sees: address and words.
fn uses(admitted: &Admitted, trials: &Trials, list: &str) -> Result<Vec<(String, String)>, Error> {
    let store = &admitted.state.store;
    let mut used = Vec::new();
    for id in store.version_ids()? {
        let published = store.version(id)?;
        let version = &published.version;
        let from = version.questions().filter_map(|question| question.options_from.as_ref()).find(|from| from.list == list);
        let sees = admitted.may(Verb::SeeQuestionnaires, Object::Trial(&version.trial));
        if let Some(from) = from.filter(|_| sees) {
            let title = version.title.get(admitted.language);
            let words = format!(
                "{title}, version {} ({} {})",
                version.version,
                admitted.say("listens version", "the list's version"),
                from.version
            );
            used.push((format!("/desk/questionnaires/{}", version.key), words));
        }
    }
    for trial in trials.trials.iter().filter(|trial| admitted.may(Verb::SeeComparison, Object::Trial(&trial.key))) {
        let reported = store.register_figures(&trial.key)?;
        if reported.iter().any(|one| trials.lists.named(&one.figure.key.group).is_some_and(|(named, _)| named.key == list)) {
            let words = format!("{}: {}", admitted.say("Registertal", "Register figures"), trial.name.get(admitted.language));
            used.push((format!("/desk/trials/{}/figures", trial.key), words));
        }
    }
    Ok(used)
}
