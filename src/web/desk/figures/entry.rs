//! Register figures from a hand, a pasted list or a file: looked at, then stored all or nothing.
//!
//! Looking stores nothing. A figure that is typed in goes to the end of the list, which comes back with the page, so that the press that
//! stores sends what was looked at; a browser does not send a file twice.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::super::caller::Admitted;
use super::super::layout::{Noun, Page};
use super::super::recipients::{MOST_FAULTS, place};
use super::super::sign_in::notice;
use super::super::{broken, missing};
use super::{address, column_of, enters, way_to};
use crate::export::figures::{amount, who};
use crate::import::{Fault, FigureRules, Figures, SheetRead, as_text, figures};
use crate::language::Language;
use crate::questionnaire::{Trial, Trials};
use crate::register::{Figure, Unit};
use crate::store::{Error, TakenFigures};

/// The fields for one figure, in the order of the file's columns, with what they are called there.
const FIELDS: [(&str, &str); 8] = [
    ("measure", "mål"),
    ("period", "periode"),
    ("municipality", "kommune"),
    ("group", "gruppe"),
    ("value", "værdi"),
    ("unit", "enhed"),
    ("source", "kilde"),
    ("note", "bemærkning"),
];
/// The form, which a button beside the preview sends too.
const FORM: &str = "figures";
/// What a list is called in its faults.
const LABEL: &str = "list";

/// What happened, for the page.
#[derive(Default)]
struct Said {
    wrong: Option<String>,
    faults: Vec<Fault>,
    /// Whether the faults are those of the fields and not of the list.
    of_fields: bool,
    sheet: Option<SheetRead>,
    /// The list as the page gives it back.
    list: String,
    /// What the list holds, once it is sound.
    figures: Vec<Figure>,
    /// What would become of it.
    would: Option<TakenFigures>,
    /// Whether what was typed is in the list now.
    took: bool,
}

/// What is known where figures are entered.
struct Ground<'a> {
    admitted: &'a Admitted,
    trials: &'a Trials,
    trial: &'a Trial,
    known: Vec<Figure>,
}

/// GET `/desk/trials/{trial}/figures/new`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    on_ground(admitted, |_| Ok(Ok(Said::default())))
}

/// POST `/desk/trials/{trial}/figures/new`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    on_ground(admitted, taken)
}

fn on_ground(admitted: &Admitted, act: fn(&Ground) -> Result<Result<Said, HttpResponse>, Error>) -> HttpResponse {
    let key = admitted.path("trial");
    let found = admitted.state.store.trials().and_then(|trials| Ok((trials, admitted.state.store.register_figures(key)?)));
    let (trials, reported) = match found {
        Ok(found) => found,
        Err(error) => return broken(admitted, &error),
    };
    let Some(trial) = trials.trial(key) else { return missing(admitted) };
    let known = reported.into_iter().map(|one| one.figure).collect();
    let ground = Ground { admitted, trials: &trials, trial, known };
    match act(&ground) {
        Ok(Ok(said)) => show(&ground, &said),
        Ok(Err(answer)) => answer,
        Err(error) => broken(admitted, &error),
    }
}

impl Ground<'_> {
    fn read(&self, label: &str, bytes: &[u8], sheet: Option<&str>) -> Result<Figures, Vec<Fault>> {
        let own = |municipality: &str| enters(self.admitted, &self.trial.key, municipality);
        let rules = FigureRules {
            trials: self.trials,
            trial: &self.trial.key,
            known: &self.known,
            replaces: self.admitted.field("replace") == "1",
            show_small: self.admitted.field("show-small") == "1",
            only: (!own("")).then_some(&own),
        };
        figures(label, bytes, sheet, rules)
    }

    /// The municipalities that the person may enter figures of.
    fn units(&self) -> Vec<(&str, &str)> {
        let there = self.trials.taking_part(&self.trial.key, None);
        let own = there.into_iter().filter(|unit| enters(self.admitted, &self.trial.key, &unit.key));
        own.map(|unit| (unit.key.as_str(), unit.short.as_str())).collect()
    }
}

/// What the form holds, looked at or stored; the answer itself where it was stored.
fn taken(ground: &Ground) -> Result<Result<Said, HttpResponse>, Error> {
    let admitted = ground.admitted;
    let file = admitted.files("file").next();
    let sheet = Some(admitted.field("sheet").trim()).filter(|sheet| !sheet.is_empty());
    let (label, bytes) = file.map_or((LABEL, admitted.field("list").as_bytes()), |file| (file.name.as_str(), &file.bytes));
    let mut said = Said::default();
    if !bytes.iter().all(u8::is_ascii_whitespace) {
        match ground.read(label, bytes, sheet) {
            Ok(read) => {
                said.sheet = read.sniffed.sheet;
                said.figures = read.rows.into_iter().map(|(figure, _)| figure).collect();
            }
            Err(faults) => {
                // What holds a person number never comes back.
                let holds = faults.iter().any(|fault| fault.kind.code().starts_with("person-number"));
                said.list = if holds { String::new() } else { as_text(label, bytes, sheet).unwrap_or_default() };
                said.faults = faults;
                return Ok(Ok(said));
            }
        }
    }
    said.list = list(&said.figures, ground);
    if typed(admitted) {
        let row =
            format!("{}{}", list(&said.figures, ground), line(&FIELDS.map(|(field, _)| admitted.field(field).trim().to_owned())));
        match ground.read(LABEL, row.as_bytes(), None) {
            Ok(read) => {
                said.figures = read.rows.into_iter().map(|(figure, _)| figure).collect();
                (said.list, said.took) = (list(&said.figures, ground), true);
            }
            Err(faults) => {
                (said.faults, said.of_fields) = (faults, true);
                return Ok(Ok(said));
            }
        }
    }
    if said.figures.is_empty() {
        let words = match file {
            Some(_) => admitted.say("Filen er tom. Vælg en anden.", "The file is empty. Choose another."),
            None => {
                admitted.say("Skriv et tal, indsæt en liste, eller vælg en fil.", "Type a figure, paste a list or choose a file.")
            }
        };
        said.wrong = Some(words.to_owned());
        return Ok(Ok(said));
    }
    let stores = admitted.field("act") == "store";
    let by = (admitted.person.person.name.as_str(), admitted.now());
    let done = admitted.state.store.take_figures(&ground.trial.key, &said.figures, by, !stores)?;
    if stores {
        return Ok(Err(admitted.done(&address(&ground.trial.key), &counts(done, admitted.language, true))));
    }
    said.would = Some(done);
    Ok(Ok(said))
}

/// Whether the fields hold a figure; what the last one left in them for the next is none.
fn typed(admitted: &Admitted) -> bool {
    admitted.field("act") == "add" || !admitted.field("value").trim().is_empty()
}

/// The figures as a list in Danish, one line each below the headings.
fn list(figures: &[Figure], ground: &Ground) -> String {
    let mut list = line(&FIELDS.map(|(_, name)| name.to_owned()));
    for figure in figures {
        let [measure, period, municipality, group, _, _, source, note] = figure.cells();
        let short = ground.trials.municipality(&municipality).map_or(municipality.clone(), |unit| unit.short.clone());
        let unit = figure.amount.unit.words(Language::Da).to_owned();
        list.push_str(&line(&[measure, period, short, group, figure.amount.written_danish(), unit, source, note]));
    }
    list
}

/// One line of a list, quoted where that is needed.
fn line(cells: &[String; 8]) -> String {
    let quoted = |cell: &String| {
        let needs = cell.contains([';', '"', '\n', '\r']);
        if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    format!("{}\n", cells.iter().map(quoted).collect::<Vec<_>>().join(";"))
}

fn counts(done: TakenFigures, language: Language, stored: bool) -> String {
    let TakenFigures { added, replaced, known, .. } = done;
    match (language, stored) {
        (Language::En, true) => format!("Stored: {added} new, {replaced} corrected, {known} known already."),
        (Language::En, false) => format!("{added} new, {replaced} corrected, {known} known already."),
        (_, true) => format!("Gemt: {added} nye, {replaced} rettet, {known} kendt i forvejen."),
        (_, false) => format!("{added} nye, {replaced} rettet, {known} kendt i forvejen."),
    }
}

fn show(ground: &Ground, said: &Said) -> HttpResponse {
    let (admitted, trial) = (ground.admitted, ground.trial);
    let say = |danish, english| admitted.say(danish, english);
    let mut path = way_to(admitted, trial);
    path.push((address(&trial.key), say("Registertal", "Register figures").to_owned()));
    let own = format!("{}/new", address(&trial.key));
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Trials),
        title: say("Indberet tal", "Enter figures"),
        path: &path,
        synthetic: false,
        address: &own,
    };
    let body = html! {
        @if let Some(wrong) = &said.wrong { (notice(wrong)) }
        @if !said.faults.is_empty() { (faults(admitted, said)) }
        @if let Some(would) = said.would { (preview(ground, said, would)) }
        (form(ground, said, &own))
    };
    let is_wrong = said.wrong.is_some() || !said.faults.is_empty();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    admitted.respond_with(status, &page, &body)
}

fn faults(admitted: &Admitted, said: &Said) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let more = said.faults.len().saturating_sub(MOST_FAULTS);
    html! {
        div.notice role="alert" tabindex="-1" autofocus {
            p { b {
                @if said.of_fields { (say("Tallet er ikke føjet til listen.", "The figure was not added to the list.")) }
                @else { (say("Intet er gemt. Ret listen, og prøv igen.", "Nothing was stored. Mend the list and try again.")) }
            } }
            ul {
                @for fault in said.faults.iter().take(MOST_FAULTS) { li {
                    @if !said.of_fields { b {
                        (place(fault, said.sheet.as_ref(), admitted.language))
                        @if said.sheet.is_none() { @if let Some(name) = column_of(&said.list, fault.place.line, fault.place.column) { ", " (name) } }
                        ": "
                    } }
                    (fault.sentence(admitted.language).replace(" (--replace)", ""))
                } }
                @if more > 0 { li { (say("Og flere:", "And more:")) " " (more) } }
            }
        }
    }
}

/// What the list holds, as it was understood, and what would become of it.
fn preview(ground: &Ground, said: &Said, would: TakenFigures) -> Markup {
    let (admitted, language) = (ground.admitted, ground.admitted.language);
    let say = |danish, english| admitted.say(danish, english);
    let small = said.figures.iter().filter(|figure| figure.amount.is_small()).count();
    html! {
        div.notice role="status" tabindex="-1" autofocus {
            p { b { (say("Tallene kan gemmes. Intet er gemt endnu.", "The figures can be stored. Nothing was stored yet.")) } }
            p { (counts(would, language, false)) }
        }
        @if small > 0 { p.notice.warning { (warning(small, said.figures.iter().any(|one| one.show_small), language)) } }
        section.card {
            h2 { (say("Sådan er tallene forstået", "How the figures were understood")) }
            div.scroll tabindex="0" role="region" aria-label=(say("Tallene", "The figures")) { table.groups.plain {
                thead { tr { @for name in [say("Mål", "Measure"), say("Hvem", "Who"), say("Periode", "Period"), say("Tal", "Figure"), say("Kilde", "Source")] { th scope="col" { (name) } } } }
                tbody { @for figure in &said.figures { tr {
                    th scope="row" { (figure.key.measure) }
                    td data-label=(say("Hvem", "Who")) { (who(&figure.key.municipality, &figure.key.group, ground.trials, language)) }
                    td data-label=(say("Periode", "Period")) { (figure.key.period.words(language)) }
                    td data-label=(say("Tal", "Figure")) { (amount(figure.amount, language)) }
                    td data-label=(say("Kilde", "Source")) { (figure.source) @if !figure.note.is_empty() { " (" (figure.note) ")" } }
                } } }
            } }
            p.row { button type="submit" form=(FORM) name="act" value="store" { (say("Gem tallene", "Store the figures")) } }
        }
    }
}

/// What becomes of figures below five.
fn warning(small: usize, shown: bool, language: Language) -> String {
    match (language, small, shown) {
        (Language::En, 1, true) => "One figure is below five and will be shown to everybody.".to_owned(),
        (Language::En, _, true) => format!("{small} figures are below five and will be shown to everybody."),
        (Language::En, 1, false) => "One figure is below five. Only those who enter figures will see it.".to_owned(),
        (Language::En, _, false) => format!("{small} figures are below five. Only those who enter figures will see them."),
        (_, 1, true) => "Ét tal er under fem og bliver vist for alle.".to_owned(),
        (_, _, true) => format!("{small} tal er under fem og bliver vist for alle."),
        (_, 1, false) => "Ét tal er under fem. Kun de, der indberetter, kan se det.".to_owned(),
        (_, _, false) => format!("{small} tal er under fem. Kun de, der indberetter, kan se dem."),
    }
}

fn form(ground: &Ground, said: &Said, action: &str) -> Markup {
    let admitted = ground.admitted;
    let say = |danish, english| admitted.say(danish, english);
    html! {
        form id=(FORM) method="post" enctype="multipart/form-data" action=(admitted.to(action)) {
            (admitted.form_field())
            section.card {
                h2 { (say("Skriv et tal", "Type a figure")) }
                (fields(ground, said))
                p.row { button.quiet type="submit" name="act" value="add" { (say("Føj til listen", "Add to the list")) } }
            }
            section.card {
                h2 { (say("Listen", "The list")) }
                p.small { (say(
                    "Overskrifter i første række: mål, periode, kommune, gruppe, værdi, enhed, kilde og bemærkning. Uden kommune gælder tallet hele forsøget.",
                    "Headings in the first row: measure, period, municipality, group, value, unit, source and note. Without a municipality the figure is of the whole trial.",
                )) }
                p {
                    label.over for="file" { (say("En fil", "A file")) }
                    input id="file" name="file" type="file" accept=".xlsx,.csv,.txt,text/csv" aria-describedby="file-say";
                    span.small #file-say { (say("Et Excel-regneark (.xlsx) eller en CSV-fil, højst 2 MB.", "An Excel workbook (.xlsx) or a CSV file of at most 2 MB.")) }
                }
                p {
                    label.over for="sheet" { (say("Arkets navn (kun hvis tallene ikke står i det første ark)", "The sheet's name (only where the figures are not in the first)")) }
                    input id="sheet" name="sheet" type="text" autocomplete="off" maxlength="31" value=(admitted.field("sheet"));
                }
                p {
                    label.over for="list" { (say("Eller indsæt rækkerne her", "Or paste the rows here")) }
                    textarea id="list" name="list" rows="8" spellcheck="false" { (said.list) }
                }
                label.pick {
                    input type="checkbox" name="replace" value="1" checked[admitted.field("replace") == "1"];
                    span { (say("Nye tal træder i stedet for gamle for de samme dage", "New figures take the place of old ones of the same days")) }
                }
                label.pick {
                    input type="checkbox" name="show-small" value="1" checked[admitted.field("show-small") == "1"];
                    span { (say("Tal under fem må vises for alle: Ingen kan genkendes i dem", "Figures below five may be shown to everybody: nobody can be recognised by them")) }
                }
                p.row {
                    @if said.would.is_some() { button type="submit" name="act" value="store" { (say("Gem tallene", "Store the figures")) } " " }
                    button.quiet[said.would.is_some()] type="submit" name="act" value="look" { (say("Se, hvad der sker", "See what would happen")) }
                }
            }
        }
    }
}

/// The fields for one figure; they are empty again once it is in the list, save what the next one will share.
fn fields(ground: &Ground, said: &Said) -> Markup {
    let admitted = ground.admitted;
    let say = |danish, english| admitted.say(danish, english);
    let kept = |name: &str| if said.took && ["value", "note"].contains(&name) { "" } else { admitted.field(name) };
    let text = |name: &'static str, words: &'static str, help: &'static str| {
        html! { p {
            label.over for=(name) { (words) }
            @if !help.is_empty() { span.small id={ (name) "-say" } { (help) } }
            input id=(name) name=(name) type="text" autocomplete="off" maxlength="200" value=(kept(name))
                aria-describedby=[(!help.is_empty()).then(|| format!("{name}-say"))] list=[(name == "measure").then_some("measures")];
        } }
    };
    let mut measures: Vec<&str> = ground.known.iter().map(|figure| figure.key.measure.as_str()).collect();
    measures.sort_unstable();
    measures.dedup();
    html! {
        (text("measure", say("Hvad der måles", "What is measured"), say("For eksempel: Antal forløb med jobrotation", "For example: Times that job rotation was used")))
        datalist id="measures" { @for measure in measures { option value=(measure) {} } }
        p {
            label.over for="municipality" { (say("Hvem", "Who")) }
            select id="municipality" name="municipality" {
                @if enters(admitted, &ground.trial.key, "") { option value="" { (say("Hele forsøget", "The whole trial")) } }
                @for (key, short) in ground.units() { option value=(key) selected[kept("municipality") == key] { (short) } }
            }
        }
        (text("group", say("Gruppe (kan være tom)", "Group (may be empty)"), say(
            "Begynd med »sammenligning:«, hvis gruppen ikke er med i forsøget.",
            "Begin with “comparison:” where the group is not in the trial.",
        )))
        (text("period", say("Periode", "Period"), say(
            "2019, 2019-H1, 2019-Q3, 2019-07 eller en dag. »nulpunkt 2018-H1« er før forsøget, »6m« seks måneder efter.",
            "2019, 2019-H1, 2019-Q3, 2019-07 or a day. “baseline 2018-H1” is before the trial, “6m” six months after.",
        )))
        (text("value", say("Tal", "Figure"), say("1.234,5 eller 155 af 239", "1234.5 or 155 of 239")))
        p {
            label.over for="unit" { (say("Enhed", "Unit")) }
            select id="unit" name="unit" {
                @for unit in Unit::ALL { option value=(unit.name()) selected[kept("unit") == unit.name()] { (unit.words(admitted.language)) } }
            }
        }
        (text("source", say("Kilde", "Source"), say("For eksempel: Jobindsats.dk", "For example: Jobindsats.dk")))
        (text("note", say("Bemærkning (kan være tom)", "Note (may be empty)"), ""))
    }
}
