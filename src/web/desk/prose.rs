//! What people write in reports: every section of a trial or of the whole, written with figures as fields, and confirmed when these change.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::account::moment;
use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::{broken, missing};
use crate::export::document::Block;
use crate::export::report::whole::Whole;
use crate::export::report::{
    JOINT, Number, Numbers, STATUS, Section, Wanted, changed_words, prefix, sections_of_trial, sections_of_whole, written_prose,
};
use crate::focusgroup::normalised;
use crate::language::personal::without_person_numbers;
use crate::language::{Language, filled};
use crate::questionnaire::{Trial, Trials};
use crate::store::{Error, ProseOf, ReportProse};

/// The longest section, in signs.
const LONGEST: usize = 20_000;

/// The sections about a trial or about the whole, with what stands in them and the figures that they may name.
pub(super) struct Ground {
    trials: std::sync::Arc<Trials>,
    /// The key of the trial; empty for the whole.
    trial: String,
    sections: Vec<Section>,
    proses: Vec<ReportProse>,
    numbers: Vec<Number>,
    prefix: String,
}

impl Ground {
    /// Of a trial, or with an empty key of the whole; none where there is no such trial.
    pub(super) fn of(admitted: &Admitted, key: &str) -> Result<Option<Self>, Error> {
        let (store, language) = (&admitted.state.store, admitted.language);
        let (privacy, now) = (&admitted.state.config.privacy, admitted.now());
        let trials = store.trials()?;
        let mut proses = Vec::new();
        for report in [crate::export::report::TRIAL, JOINT, STATUS] {
            proses.extend(store.report_proses(report)?.into_iter().filter(|one| one.trial == key));
        }
        if key.is_empty() {
            // To read every trial takes its time: only whoever names figures, or is about to, needs it.
            let names = !admitted.path("section").is_empty() || proses.iter().any(|one| !one.figures.is_empty());
            let numbers = if names { Whole::gather(store, privacy, language, now)?.all_numbers() } else { Vec::new() };
            let (trial, prefix, sections) = (String::new(), String::new(), sections_of_whole(language));
            return Ok(Some(Self { trials, trial, sections, proses, numbers, prefix }));
        }
        let Some(prefix) = trials.trial(key).map(|trial| prefix(trial.number)) else { return Ok(None) };
        let wanted = Wanted { trial: key, evaluation: None, rounds: &[], weight_by: &[], unit: None, privacy, language, now };
        let Ok((sections, numbers)) = sections_of_trial(store, &wanted)? else { return Ok(None) };
        Ok(Some(Self { trials, trial: key.to_owned(), sections, proses, numbers, prefix }))
    }

    fn known(&self) -> Numbers<'_> {
        Numbers { all: &self.numbers, prefix: &self.prefix }
    }

    fn prose(&self, section: &Section) -> Option<&ReportProse> {
        self.proses.iter().find(|one| one.report == section.report && one.section == section.key)
    }

    fn trial(&self) -> Option<&Trial> {
        self.trials.trial(&self.trial)
    }

    /// The address of the list of sections.
    fn list(&self) -> String {
        if self.trial.is_empty() { "/desk/reports".to_owned() } else { format!("/desk/trials/{}/prose", self.trial) }
    }

    fn address(&self, section: &Section) -> String {
        let list = if self.trial.is_empty() { "/desk/reports/prose".to_owned() } else { self.list() };
        format!("{list}/{}/{}", section.report, section.key)
    }

    fn path(&self, admitted: &Admitted, whole: bool) -> Vec<(String, String)> {
        let mut path = vec![("/desk".to_owned(), admitted.say("Forsøg", "Trials").to_owned())];
        match self.trial() {
            Some(trial) => path.push((format!("/desk/trials/{}", trial.key), trial.name.get(admitted.language).to_owned())),
            None if whole => {}
            None => path.push((self.list(), admitted.say("Rapporter", "Reports").to_owned())),
        }
        if self.trial().is_some() && !whole {
            path.push((self.list(), admitted.say("Rapporternes tekster", "Texts of the reports").to_owned()));
        }
        path
    }
}

/// What a report is called.
fn report_words(admitted: &Admitted, report: &str) -> String {
    let words = match report {
        JOINT => admitted.say("Den fælles rapport", "The joint report"),
        STATUS => admitted.say("Statusnotatet", "The status note"),
        _ => admitted.say("Forsøgets egen rapport", "The trial's own report"),
    };
    words.to_owned()
}

/// What the texts of a report are called.
fn texts_of<'a>(admitted: &'a Admitted, report: &str) -> &'a str {
    match report {
        JOINT => admitted.say("Tekster i den fælles rapport", "Texts of the joint report"),
        STATUS => admitted.say("Tekster i statusnotatet", "Texts of the status note"),
        _ => admitted.say("Tekster i forsøgets egen rapport", "Texts of the trial's own report"),
    }
}

/// The sections, report by report, each with whether it is written and whether its figures have changed.
pub(super) fn sections(admitted: &Admitted, ground: &Ground) -> Markup {
    let mut reports: Vec<&str> = Vec::new();
    for section in &ground.sections {
        if !reports.contains(&section.report) {
            reports.push(section.report);
        }
    }
    html! {
        @for report in reports {
            section.card {
                h2 { (texts_of(admitted, report)) }
                ul.units { @for section in ground.sections.iter().filter(|one| one.report == report) {
                    li {
                        a href=(admitted.to(&ground.address(section))) { (section.title) } " · "
                        (standing(admitted, ground, section))
                    }
                } }
            }
        }
    }
}

fn standing(admitted: &Admitted, ground: &Ground, section: &Section) -> Markup {
    let Some(prose) = ground.prose(section).filter(|prose| !prose.words.is_empty()) else {
        return html! { span.small { (admitted.say("ikke skrevet", "not written")) } };
    };
    let changed = ground.known().changed(prose, admitted.language).len();
    html! {
        @if changed > 0 {
            b { (filled(admitted.say("{n} tal er ændret: læs og bekræft", "{n} figures have changed: read and confirm"), &[("n", &changed.to_string())])) }
        } @else {
            span.small { (admitted.say("skrevet af ", "written by ")) (prose.by) ", " (moment(admitted, prose.at)) }
        }
    }
}

/// GET `/desk/trials/{trial}/prose`.
pub(super) fn of_trial(admitted: &Admitted) -> HttpResponse {
    let ground = match Ground::of(admitted, admitted.path("trial")) {
        Ok(Some(ground)) => ground,
        Ok(None) => return missing(admitted),
        Err(error) => return broken(admitted, &error),
    };
    let (path, address) = (ground.path(admitted, true), ground.list());
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Trials),
        title: admitted.say("Rapporternes tekster", "Texts of the reports"),
        path: &path,
        synthetic: admitted.state.demonstration,
        address: &address,
    };
    let body = html! {
        p.say { (admitted.say(
            "Det, du skriver her, står i rapporterne og bliver stående, når tallene ændrer sig. Et tal, der er ændret, bliver markeret, til en har bekræftet teksten.",
            "What you write here stands in the reports, and stays when figures change. A figure that has changed is marked until somebody has confirmed the text.",
        )) }
        (sections(admitted, &ground))
    };
    admitted.respond(&page, &body)
}

/// What is shown of a section beside what is stored: what was typed, and what is wrong.
#[derive(Default)]
struct Said {
    typed: Option<String>,
    wrong: Option<String>,
    /// Whether somebody else has kept another version since.
    newer: bool,
}

fn asked(admitted: &Admitted) -> Result<(Ground, Section), HttpResponse> {
    let found = Ground::of(admitted, admitted.path("trial")).map_err(|error| broken(admitted, &error))?;
    let ground = found.ok_or_else(|| missing(admitted))?;
    let (report, key) = (admitted.path("report"), admitted.path("section"));
    let section = ground.sections.iter().find(|one| one.report == report && one.key == key).cloned();
    section.map(|section| (ground, section)).ok_or_else(|| missing(admitted))
}

/// GET `/desk/trials/{trial}/prose/{report}/{section}` and `/desk/reports/prose/{report}/{section}`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    match asked(admitted) {
        Ok((ground, section)) => shown(admitted, StatusCode::OK, &ground, &section, &Said::default()),
        Err(answer) => answer,
    }
}

/// POST `/desk/trials/{trial}/prose/{report}/{section}` and `/desk/reports/prose/{report}/{section}`: keeps the words, or confirms the figures.
pub(super) fn act(admitted: &Admitted) -> HttpResponse {
    let (ground, section) = match asked(admitted) {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let confirms = admitted.field("act") == "confirm";
    let typed = if confirms {
        ground.prose(&section).map(|prose| prose.words.clone()).unwrap_or_default()
    } else {
        without_person_numbers(&normalised(admitted.field("words")), Language::Da).trim().to_owned()
    };
    let refuse = |status, wrong: String, newer| {
        shown(admitted, status, &ground, &section, &Said { typed: Some(typed.clone()), wrong: Some(wrong), newer })
    };
    if typed.chars().count() > LONGEST {
        let words = admitted.say("Teksten er for lang: højst 20.000 tegn.", "The text is too long: 20,000 signs at most.");
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, words.to_owned(), false);
    }
    let named = match ground.known().named(&typed) {
        Ok(named) => named,
        Err(fault) => return refuse(StatusCode::UNPROCESSABLE_ENTITY, fault.sentence(admitted.language), false),
    };
    // What was there before may have gone since; whoever confirms has read that.
    if let Some(fault) = ground.known().unknown(&typed).filter(|_| !confirms) {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, fault.sentence(admitted.language), false);
    }
    let of = ProseOf { report: section.report, trial: &ground.trial, section: &section.key };
    let seen = admitted.field("seen").parse().unwrap_or(-1);
    let by = (&admitted.person.person.name[..], admitted.now());
    match admitted.state.store.keep_prose(&of, seen, (&typed, &named), by) {
        Ok(true) => {
            let said = if confirms {
                admitted.say(
                    "Teksten er bekræftet med de tal, der står nu.",
                    "The text is confirmed with the figures as they are now.",
                )
            } else {
                admitted.say("Teksten er gemt.", "The text is saved.")
            };
            admitted.done(&ground.address(&section), said)
        }
        Ok(false) => {
            let words = admitted.say(
                "En anden har gemt teksten, mens du skrev. Det, som står nu, vises øverst. Gemmer du igen, erstatter det, du har skrevet, den tekst.",
                "Somebody else saved the text while you wrote. What stands now is shown above. If you save again, what you wrote takes its place.",
            );
            refuse(StatusCode::CONFLICT, words.to_owned(), true)
        }
        Err(error) => broken(admitted, &error),
    }
}

fn shown(admitted: &Admitted, status: StatusCode, ground: &Ground, section: &Section, said: &Said) -> HttpResponse {
    let (path, address) = (ground.path(admitted, false), ground.address(section));
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Trials),
        title: &section.title,
        path: &path,
        synthetic: admitted.state.demonstration,
        address: &address,
    };
    let kept = ground.prose(section);
    let body = html! {
        p.small { (report_words(admitted, section.report)) }
        @if let Some(wrong) = &said.wrong { p.notice role="alert" { (wrong) } }
        @if let Some(kept) = kept.filter(|kept| !kept.words.is_empty()) { (as_it_stands(admitted, ground, (&address, kept), said.newer)) }
        (form(admitted, (&address, ground), kept, said))
        (offered(admitted, ground))
    };
    admitted.respond_with(status, &page, &body)
}

/// What stands in the reports now, and the way to confirm it where figures have changed.
fn as_it_stands(admitted: &Admitted, ground: &Ground, (address, kept): (&str, &ReportProse), newer: bool) -> Markup {
    let language = admitted.language;
    let changed = ground.known().changed(kept, language);
    html! {
        section.card {
            h2 { (admitted.say("Sådan står det i rapporten", "As it stands in the report")) }
            p.small { (admitted.say("Version ", "Version ")) (kept.version) ", " (kept.by) ", " (moment(admitted, kept.at)) }
            @for block in written_prose(kept, ground.known(), language) { (block_of(&block)) }
            @if !changed.is_empty() && !newer {
                ul { @for sentence in changed_words(&changed, language) { li { (sentence) } } }
                form method="post" action=(admitted.to(address)) {
                    (admitted.form_field())
                    input type="hidden" name="seen" value=(kept.version);
                    p { (admitted.say("Passer ordene stadig? Ret dem nedenfor, eller bekræft dem, som de står.", "Do the words still fit? Correct them below, or confirm them as they are.")) }
                    button type="submit" name="act" value="confirm" { (admitted.say("Bekræft teksten", "Confirm the text")) }
                }
            }
        }
    }
}

/// A block of a section on a page.
fn block_of(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Points(points) => ul { @for point in points { li { (point) } } },
            Block::Subheading(_, text) => h3 { (text) },
            Block::Notice(text) => p.notice.warning { (text) },
            Block::Text(text) => p { (text) },
            _ => {},
        }
    }
}

fn form(admitted: &Admitted, (address, ground): (&str, &Ground), kept: Option<&ReportProse>, said: &Said) -> Markup {
    let known = ground.numbers.iter().find(|one| one.plain.is_some()).map_or("T02.LC1.simplified.2", |one| one.code.as_str());
    let words = said.typed.as_deref().or(kept.map(|kept| kept.words.as_str())).unwrap_or_default();
    html! {
        form.card method="post" action=(admitted.to(address)) {
            (admitted.form_field())
            input type="hidden" name="seen" value=(kept.map_or(0, |kept| kept.version));
            p {
                label.over for="words" { (admitted.say("Teksten", "The text")) }
                textarea id="words" name="words" rows="14" maxlength=(LONGEST) aria-describedby="how" { (words) }
            }
            p.small id="how" {
                (admitted.say("Et tal skrives med sin kode: ", "A figure is written by its code: ")) "{{" (known) "}}. "
                (admitted.say(
                    "Så står det altid, som det er nu. En tom linje begynder et nyt afsnit, og - først på en linje et punkt.",
                    "Then it always stands as it is now. An empty line begins a new paragraph, and - at the beginning of a line a point.",
                ))
            }
            button type="submit" name="act" value="save" { (admitted.say("Gem teksten", "Save the text")) }
        }
    }
}

/// The figures that may be named.
fn offered(admitted: &Admitted, ground: &Ground) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    html! {
        details.card open[ground.numbers.len() <= 40] {
            summary { (say("Tal, der kan sættes ind", "Figures that may be put in")) }
            @if ground.numbers.is_empty() {
                p { (say("Der er ingen tal endnu. De kommer, når en runde er lukket, eller registertal er indberettet.", "There are no figures yet. They come when a round is closed or register figures are entered.")) }
            } @else {
                div.scroll tabindex="0" role="region" aria-label=(say("Tal, der kan sættes ind", "Figures that may be put in")) { table.groups.plain {
                    thead { tr {
                        th scope="col" { (say("Kode", "Code")) }
                        th scope="col" { (say("Tal", "Figure")) }
                        th scope="col" { (say("Hvad", "What")) }
                        th scope="col" { (say("Runde eller periode", "Round or period")) }
                    } }
                    tbody { @for one in &ground.numbers { tr {
                        th scope="row" { code { "{{" (one.code) "}}" } }
                        td data-label=(say("Tal", "Figure")) { @if let Some(plain) = &one.plain { (plain) } @else { i { (say("Vises ikke", "Not shown")) } } }
                        td data-label=(say("Hvad", "What")) { (one.what) br; span.small { (one.measure) } }
                        td data-label=(say("Runde eller periode", "Round or period")) { (one.when) }
                    } } }
                } }
            }
        }
    }
}
