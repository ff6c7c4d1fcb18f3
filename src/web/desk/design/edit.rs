//! A design in a form: texts, criteria with what they are measured by, and planned evidence; saved as a draft.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::typed::{CriterionRow, EMPTY, Measures, PlannedRow, Typed, Wrong};
use super::{Place, show, versions_of};
use crate::evaluation::{Heading, LONGEST_STATEMENT, LONGEST_TEXT, Sense, Source};
use crate::export::design::{question_words, top_labels};
use crate::questionnaire::Audience;
use crate::store::{DesignSaved, Error};
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;
use crate::web::desk::sign_in::notice;

const BELOW: &str = "/design/edit";
/// So many empty rows more a press adds.
const MORE: usize = 5;

/// The form as it is shown.
struct Form {
    typed: Typed,
    measures: Measures,
    wrong: Vec<Wrong>,
    /// What went wrong as a whole; it may be empty.
    complaint: String,
    /// The draft that it would stand in place of.
    seen: String,
}

/// GET `/desk/trials/{trial}/design/edit`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    let place = match Place::to_write(admitted, BELOW) {
        Ok(place) => place,
        Err(answer) => return answer,
    };
    match begun(admitted, &place) {
        Ok(form) => shown(admitted, &place, &form),
        Err(error) => broken(admitted, &error),
    }
}

/// The form with what is being written, or what was frozen.
fn begun(admitted: &Admitted, place: &Place) -> Result<Form, Error> {
    let (trial, evaluation) = place.which();
    let store = &admitted.state.store;
    let (design, seen) = match store.design_draft(trial, evaluation)? {
        Some(draft) => (draft.design, draft.hash),
        None => (store.design(trial, evaluation)?.map(|kept| kept.design).unwrap_or_default(), String::new()),
    };
    let typed = Typed::of(&design).with_room(EMPTY);
    Ok(Form { typed, measures: measures(admitted, place)?, wrong: Vec::new(), complaint: String::new(), seen })
}

/// What the criteria of a trial's evaluation can be measured by.
fn measures(admitted: &Admitted, place: &Place) -> Result<Measures, Error> {
    let (trial, evaluation) = place.which();
    let versions = versions_of(admitted, trial)?;
    let mut questions: Vec<(String, String)> = Vec::new();
    for version in versions.iter().map(|published| &published.version) {
        let meant = evaluation.is_none() || version.evaluation.as_deref() == evaluation;
        for item in version.items().into_iter().filter(|item| meant && top_labels(item, admitted.language).is_some()) {
            let key = format!("{}/{}", version.key, item.key);
            if questions.iter().all(|(known, _)| *known != key) {
                let words = question_words(&versions, &version.key, &item.key, admitted.language);
                let who = version.audience.words(admitted.language);
                questions.push((key, format!("{who}: {words}")));
            }
        }
    }
    let mut register = Vec::new();
    for one in admitted.state.store.register_figures(trial)? {
        let measure = (one.figure.key.measure, one.figure.amount.unit);
        if register.iter().all(|(name, _)| *name != measure.0) {
            register.push(measure);
        }
    }
    Ok(Measures { questions, register })
}

/// POST `/desk/trials/{trial}/design/edit`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    let place = match Place::to_write(admitted, BELOW) {
        Ok(place) => place,
        Err(answer) => return answer,
    };
    match saved(admitted, &place) {
        Ok(Ok(answer)) => answer,
        Ok(Err(form)) => shown(admitted, &place, &form),
        Err(error) => broken(admitted, &error),
    }
}

fn saved(admitted: &Admitted, place: &Place) -> Result<Result<HttpResponse, Form>, Error> {
    let typed = Typed::sent(admitted);
    let mut form = Form {
        typed,
        measures: measures(admitted, place)?,
        wrong: Vec::new(),
        complaint: String::new(),
        seen: admitted.field("seen").to_owned(),
    };
    if admitted.field("act") == "more" {
        form.typed = form.typed.with_room(MORE);
        return Ok(Err(form));
    }
    let design = match form.typed.read(&form.measures, admitted.language) {
        Ok(design) => design,
        Err(wrong) => {
            admitted
                .say("Intet er gemt. Ret det, der er markeret.", "Nothing was saved. Mend what is marked.")
                .clone_into(&mut form.complaint);
            form.wrong = wrong;
            return Ok(Err(form));
        }
    };
    let (trial, evaluation) = place.which();
    let by = (admitted.person.person.name.as_str(), admitted.now());
    if admitted.state.store.save_design(place.which(), &design, &form.seen, by)? == DesignSaved::Saved {
        let words = admitted.say("Kladden er gemt.", "The draft is saved.");
        return Ok(Ok(admitted.done(&place.address("/design"), words)));
    }
    form.seen = admitted.state.store.design_draft(trial, evaluation)?.map(|draft| draft.hash).unwrap_or_default();
    admitted
        .say(
            "Nogen har gemt eller frosset en nyere kladde imens. Din tekst står her endnu. Gemmer du igen, træder den i stedet for den anden.",
            "Somebody has saved or frozen a newer draft meanwhile. Your text still stands here. If you save again, it takes the place of the other.",
        )
        .clone_into(&mut form.complaint);
    Ok(Err(form))
}

fn shown(admitted: &Admitted, place: &Place, form: &Form) -> HttpResponse {
    let say = |danish, english| admitted.say(danish, english);
    let typed = &form.typed;
    let body = html! {
        (place.others(admitted, BELOW))
        (notice(&form.complaint))
        @if !form.wrong.is_empty() { ul { @for wrong in &form.wrong { li { a href={ "#" (wrong.field) } { (wrong.words) } } } } }
        form method="post" action=(admitted.to(&place.address(BELOW))) {
            (admitted.form_field())
            input type="hidden" name="seen" value=(form.seen);
            div.card {
                @if !typed.unplaced.is_empty() {
                    (area(form, "unplaced", say("Uden for overskrifterne: flyt det, som hører hjemme nedenfor", "Outside the headings: move what belongs below"), (6, 5 * LONGEST_TEXT), &typed.unplaced))
                }
                @for (heading, text) in &typed.texts {
                    @let name = if *heading == Heading::Criteria {
                        say("Succeskriterier: tekst før kriterierne", "Criteria of success: text before the criteria")
                    } else { heading.words(admitted.language) };
                    (area(form, heading.name(), name, (if text.is_empty() { 3 } else { 6 }, LONGEST_TEXT), text))
                }
                p.small { (say("En linje, der begynder med en streg og et mellemrum, bliver et punkt i en liste.", "A line that begins with a dash and a space becomes an item of a list.")) }
            }
            h2 { (say("Succeskriterier, der kan efterprøves", "Criteria of success that can be checked")) }
            p { (say(
                "Skriv hvert kriterium som en sætning, der kan være opfyldt eller ikke. Knyt det til et spørgsmål eller et registertal, så står tallet ved siden af, når I anbefaler.",
                "Write each criterion as a sentence that can be met or not. Tie it to a question or a register measure, and the figure stands beside it when you recommend.",
            )) }
            datalist id="measures" { @for (name, _) in &form.measures.register { option value=(name) {} } }
            @for (at, row) in typed.criteria.iter().enumerate() { (criterion(admitted, form, (at, row))) }
            h2 { (say("Planlagt belæg", "Planned evidence")) }
            p { (say(
                "Hvad vil I samle ind, fra hvem og hvornår? Herfra kommer oversigten og kalenderen.",
                "What will you gather, from whom and when? The overview and the calendar come from here.",
            )) }
            @for (at, row) in typed.evidence.iter().enumerate() { (planned(admitted, form, (at, row))) }
            p.row {
                button type="submit" name="act" value="save" { (say("Gem kladden", "Save the draft")) } " "
                button.quiet type="submit" name="act" value="more" { (say("Flere linjer", "More lines")) }
            }
        }
    };
    let status = if form.complaint.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show(admitted, status, (say("Skriv i designet", "Write in the design"), BELOW), place, &body)
}

/// What is wrong with a field, before it.
fn mistake(form: &Form, field: &str) -> Markup {
    html! { @for wrong in form.wrong.iter().filter(|wrong| wrong.field == field) { span.late id={ (field) "-wrong" } { (wrong.words) } br; } }
}

fn said_by(form: &Form, field: &str) -> Option<String> {
    form.wrong.iter().any(|wrong| wrong.field == field).then(|| format!("{field}-wrong"))
}

fn area(form: &Form, name: &str, label: &str, (rows, most): (usize, usize), text: &str) -> Markup {
    html! { p {
        label.over for=(name) { (label) }
        (mistake(form, name))
        textarea id=(name) name=(name) rows=(rows) maxlength=(most) aria-describedby=[said_by(form, name)] { "\n" (text) }
    } }
}

fn line(form: &Form, name: &str, label: &str, (most, list): (usize, Option<&str>), text: &str) -> Markup {
    html! { p {
        label.over for=(name) { (label) }
        (mistake(form, name))
        input id=(name) name=(name) type="text" value=(text) maxlength=(most) autocomplete="off" list=[list] aria-describedby=[said_by(form, name)];
    } }
}

fn choice(form: &Form, name: &str, label: &str, options: &[(String, String)], chosen: &str) -> Markup {
    html! { p {
        label.over for=(name) { (label) }
        (mistake(form, name))
        select id=(name) name=(name) aria-describedby=[said_by(form, name)] {
            @for (value, words) in options { option value=(value) selected[value == chosen] { (words) } }
        }
    } }
}

/// The options of a choice, an empty one first.
fn options<T>(none: &str, all: &[T], one: impl Fn(&T) -> (&'static str, &'static str)) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), none.to_owned())];
    options.extend(all.iter().map(|each| {
        let (value, words) = one(each);
        (value.to_owned(), words.to_owned())
    }));
    options
}

fn criterion(admitted: &Admitted, form: &Form, (at, row): (usize, &CriterionRow)) -> Markup {
    let (say, language) = (|danish, english| admitted.say(danish, english), admitted.language);
    let mut questions = vec![(String::new(), say("intet spørgsmål", "no question").to_owned())];
    questions.extend(form.measures.questions.iter().cloned());
    let senses = options(say("vælg", "choose"), &[Sense::AtLeast, Sense::AtMost], |sense| (sense.name(), sense.words(language)));
    let is_measured = !row.question.is_empty() || !row.measure.is_empty() || !row.threshold.is_empty();
    let name = |field: &str| format!("{field}-{at}");
    html! {
        fieldset.card {
            legend { @if row.number.is_empty() { (say("Nyt kriterium", "New criterion")) } @else { (say("Kriterium", "Criterion")) " K" (row.number) } }
            input type="hidden" name=(name("number")) value=(row.number);
            (area(form, &name("statement"), say("Kriteriet", "The criterion"), (2, LONGEST_STATEMENT), &row.statement))
            details open[is_measured] {
                summary { (say("Hvad det måles ved", "What it is measured by")) }
                div.pair {
                    (choice(form, &name("question"), say("Spørgsmål", "Question"), &questions, &row.question))
                    (line(form, &name("measure"), say("eller registertal", "or register measure"), (200, Some("measures")), &row.measure))
                }
                div.pair {
                    (choice(form, &name("sense"), say("Grænse", "Threshold"), &senses, &row.sense))
                    (line(form, &name("threshold"), say("Tal, for eksempel 60 %", "Number, such as 60%"), (40, None), &row.threshold))
                }
            }
        }
    }
}

fn planned(admitted: &Admitted, form: &Form, (at, row): (usize, &PlannedRow)) -> Markup {
    let (say, language) = (|danish, english| admitted.say(danish, english), admitted.language);
    let name = |field: &str| format!("{field}-{at}");
    let sources = options(say("vælg kilde", "choose a source"), &Source::ALL, |source| (source.name(), source.words(language)));
    let audiences = options(say("ingen", "nobody"), &Audience::ALL, |audience| (audience.name(), audience.words(language)));
    html! {
        fieldset.card {
            legend { (say("Belæg", "Evidence")) " " (at + 1) }
            div.pair {
                (choice(form, &name("source"), say("Kilde", "Source"), &sources, &row.source))
                (choice(form, &name("audience"), say("Hvem", "Who"), &audiences, &row.audience))
                (line(form, &name("when"), say("Hvornår (juni 2020)", "When (2020-06)"), (40, None), &row.when))
                (line(form, &name("note"), say("Bemærkning", "Note"), (LONGEST_STATEMENT, None), &row.note))
            }
        }
    }
}
