//! A trial's register figures beside its rounds: what the case systems counted, with its source and who entered it.
//!
//! Who sees what is decided in [`measures`](crate::register::measures), for the page and the file alike.

pub(super) mod entry;

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::caller::Admitted;
use super::comparison::files::{attachment, failed};
use super::layout::{Noun, Page};
use super::{broken, missing};
use crate::access::{Object, Verb};
use crate::export::figures::{amount, between, cells, csv as file, few, headline, intervals, pictures, small_words, who};
use crate::export::log_words;
use crate::import::{FIGURE_COLUMNS, FIGURE_COLUMNS_DANISH};
use crate::language::{Language, number};
use crate::questionnaire::{Trial, Trials};
use crate::register::{Cell, Line, Measure, Reported, Viewer, measures};

/// Whether the person may enter the figures of this municipality, or with an empty key those of the whole trial.
fn enters(admitted: &Admitted, trial: &str, municipality: &str) -> bool {
    let object = if municipality.is_empty() { Object::Trial(trial) } else { Object::Municipality { trial, municipality } };
    admitted.may(Verb::EnterFigures, object)
}

/// What the person sees of the figures of a trial.
fn seen<'a>(admitted: &Admitted, trials: &Trials, trial: &str, reported: &'a [Reported]) -> Vec<Measure<'a>> {
    let knows = |municipality: &str| enters(admitted, trial, municipality);
    let sees = |municipality: &str| municipality.is_empty() || admitted.has_municipality(municipality);
    let order: Vec<&str> = trials.municipalities.iter().map(|unit| unit.key.as_str()).collect();
    measures(reported, &order, Viewer { knows: &knows, sees: &sees })
}

fn address(trial: &str) -> String {
    format!("/desk/trials/{trial}/figures")
}

/// The path above a page of a trial.
fn way_to(admitted: &Admitted, trial: &Trial) -> Vec<(String, String)> {
    vec![
        ("/desk".to_owned(), admitted.say("Forsøg", "Trials").to_owned()),
        (format!("/desk/trials/{}", trial.key), trial.name.get(admitted.language).to_owned()),
    ]
}

/// GET `/desk/trials/{trial}/figures`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let key = admitted.path("trial");
    let found = admitted.state.store.trials().and_then(|trials| Ok((trials, admitted.state.store.register_figures(key)?)));
    let (trials, reported) = match found {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let Some(trial) = trials.trial(key) else { return missing(admitted) };
    let measures = seen(admitted, &trials, key, &reported);
    let (path, address) = (way_to(admitted, trial), address(key));
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Trials),
        title: admitted.say("Registertal", "Register figures"),
        path: &path,
        synthetic: false,
        address: &address,
    };
    admitted.respond(&page, &body(admitted, &trials, trial, &measures))
}

fn body(admitted: &Admitted, trials: &Trials, trial: &Trial, measures: &[Measure]) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let cells = || measures.iter().flat_map(|measure| &measure.lines).flat_map(|line| &line.cells);
    let small = cells().filter_map(|cell| cell.shown).filter(|shown| shown.figure.amount.is_small()).count();
    let withheld = cells().any(|cell| cell.shown.is_none());
    html! {
        @if measures.is_empty() {
            p.say { (say(
                "Her kommer de tal, som kommunernes systemer tæller: nulpunktet fra før forsøget, tallene undervejs og dem, I sammenligner med.",
                "Here will be what the municipalities' systems count: the baseline from before the trial, the figures since, and those to compare with.",
            )) }
        }
        @if small > 0 { p.notice.warning { (small_words(small, admitted.language)) } }
        @if withheld { p.card { (say(
            "Tal under fem vises ikke, og heller ikke de tal, som de kan regnes ud af.",
            "Figures below five are not shown, nor those from which they could be computed.",
        )) } }
        @for (place, measure) in measures.iter().enumerate() { (one(admitted, trials, trial, (place, measure))) }
        @if let Some(words) = intervals(measures, admitted.language) { p.small { (words) } }
        p.row {
            @if admitted.may_in_part(Verb::EnterFigures, &trial.key) {
                a.button href=(admitted.to(&format!("{}/new", address(&trial.key)))) { (say("Indberet tal", "Enter figures")) } " "
            }
            @if !measures.is_empty() && admitted.may(Verb::Export, Object::Trial(&trial.key)) {
                a href=(admitted.to(&format!("/desk/trials/{}/figures.csv", trial.key))) { (say("Hent tallene (CSV)", "Fetch the figures (CSV)")) }
            }
        }
    }
}

/// One measure: what has become of it in words, then every figure with its source.
fn one(admitted: &Admitted, trials: &Trials, trial: &Trial, (place, measure): (usize, &Measure)) -> Markup {
    let language = admitted.language;
    let say = |danish, english| admitted.say(danish, english);
    let told = headline(measure, trials, language);
    html! {
        section.card {
            h2 { (measure.name) }
            @if let [only] = &told[..] { p.say { (only) } }
            @else if !told.is_empty() { ul { @for sentence in &told { li { (sentence) } } } }
            @if let Some(events) = between(measure, trials, trial, language) { p.small { (events) } }
            @for picture in pictures(measure, trials, trial, place, language) { figure.upright { (picture.inline()) } }
            div.scroll tabindex="0" role="region" aria-label=(measure.name) { table.groups.plain {
                thead { tr {
                    th scope="col" { (say("Hvem", "Who")) }
                    th scope="col" { (say("Periode", "Period")) }
                    th scope="col" { (say("Tal", "Figure")) }
                    th scope="col" { (say("Kilde", "Source")) }
                } }
                tbody { @for line in &measure.lines { @for cell in &line.cells { (row(admitted, trials, line, *cell)) } } }
            } }
            (removal(admitted, trials, trial, measure, place))
        }
    }
}

fn row(admitted: &Admitted, trials: &Trials, line: &Line, cell: Cell) -> Markup {
    let language = admitted.language;
    let say = |danish, english| admitted.say(danish, english);
    html! { tr {
        th scope="row" { (who(line.municipality, line.group, trials, language)) }
        td data-label=(say("Periode", "Period")) {
            @if cell.period.is_baseline() { b { (cell.period.words(language)) } } @else { (cell.period.words(language)) }
        }
        @match cell.shown {
            None => { td data-label=(say("Tal", "Figure")) { i { (say("Vises ikke", "Not shown")) } } td {} },
            Some(reported) => {
                td data-label=(say("Tal", "Figure")) {
                    (amount(reported.figure.amount, language))
                    @if reported.figure.amount.is_small() { " " b { "(" (few(language)) ")" } }
                }
                td data-label=(say("Kilde", "Source")) {
                    (reported.figure.source)
                    @if !reported.figure.note.is_empty() { " (" (reported.figure.note) ")" }
                    br;
                    span.small { (say("Indberettet af ", "Entered by ")) (by(admitted, &reported.by)) ", " (number::day(reported.at.day(), language)) }
                }
            },
        }
    } }
}

/// Who did something, as the page calls them.
fn by<'a>(admitted: &Admitted, who: &'a str) -> &'a str {
    if admitted.language == Language::En { who } else { log_words::by(who) }
}

/// The way to take away a figure that should not stand; what it was is kept.
fn removal(admitted: &Admitted, trials: &Trials, trial: &Trial, measure: &Measure, place: usize) -> Markup {
    let (language, id) = (admitted.language, format!("remove-{place}"));
    let say = |danish, english| admitted.say(danish, english);
    let own = measure.lines.iter().filter(|line| enters(admitted, &trial.key, line.municipality));
    let own: Vec<(&Line, &Reported)> =
        own.flat_map(|line| line.cells.iter().filter_map(|cell| cell.shown).map(move |shown| (line, shown))).collect();
    let called = |(line, shown): &(&Line, &Reported)| {
        let whose = who(line.municipality, line.group, trials, language);
        format!("{whose}, {}: {}", shown.figure.key.period.words(language), shown.figure.amount.words(language))
    };
    html! {
        @if !own.is_empty() { details {
            summary { (say("Slet et tal", "Delete a figure")) }
            form method="post" action=(admitted.to(&format!("{}/remove", address(&trial.key)))) {
                (admitted.form_field())
                p {
                    label.over for=(id) { (say("Tallet, der slettes", "The figure to delete")) }
                    select id=(id) name="figure" { @for one in &own { option value=(one.1.id) { (called(one)) } } }
                }
                p.small { (say(
                    "Det vises ikke mere. I loggen står, at det er slettet. Skal det rettes, så indberet det igen.",
                    "It is no longer shown. The log says that it was deleted. To correct it, enter it again.",
                )) }
                button.quiet type="submit" { (say("Slet tallet", "Delete the figure")) }
            }
        } }
    }
}

/// POST `/desk/trials/{trial}/figures/remove`.
pub(super) fn remove(admitted: &Admitted) -> HttpResponse {
    let key = admitted.path("trial");
    let remove = || {
        let Ok(id) = admitted.field("figure").parse::<i64>() else { return Ok(false) };
        let there = admitted.state.store.register_figures(key)?;
        let own = there.iter().any(|one| one.id == id && enters(admitted, key, &one.figure.key.municipality));
        Ok(own && admitted.state.store.withdraw_figure(key, id, &admitted.person.person.name, admitted.now())?)
    };
    match remove() {
        Ok(true) => admitted.done(&address(key), admitted.say("Tallet er slettet.", "The figure was deleted.")),
        Ok(false) => missing(admitted),
        Err(error) => broken(admitted, &error),
    }
}

/// What the column of a list is called in which a fault is; none where that is not seen.
fn column_of(list: &str, line: usize, letter: usize) -> Option<String> {
    let mut lines = list.lines();
    let head = lines.next()?;
    let between = [';', '\t', ','].into_iter().find(|letter| head.contains(*letter))?;
    let row = if line == 1 { head } else { lines.nth(line.checked_sub(2)?)? };
    let before = row.chars().take(letter.saturating_sub(1)).filter(|letter| *letter == between).count();
    head.split(between).nth(before).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// GET `/desk/trials/{trial}/figures.csv`: what the person sees, as a spreadsheet takes it.
pub(super) fn csv(admitted: &Admitted) -> HttpResponse {
    let key = admitted.path("trial");
    let found = admitted.state.store.trials().and_then(|trials| Ok((trials, admitted.state.store.register_figures(key)?)));
    let (trials, reported) = match found {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let measures = seen(admitted, &trials, key, &reported);
    let mut rows: Vec<[String; 8]> = Vec::new();
    for measure in &measures {
        for line in &measure.lines {
            rows.extend(line.cells.iter().map(|cell| cells(measure, line, *cell, &trials, admitted.language)));
        }
    }
    let mut bytes = Vec::new();
    let columns = if admitted.language == Language::En { &FIGURE_COLUMNS } else { &FIGURE_COLUMNS_DANISH };
    match file(&mut bytes, columns, &rows, true) {
        Ok(()) => attachment(bytes, "text/csv; charset=utf-8", &format!("{key}-registertal.csv")),
        Err(error) => failed(&error),
    }
}
