//! The evidence that designs plan, beside what there is of it: for the pages of trials, the overview and the calendar.

use std::cell::RefCell;
use std::rc::Rc;

use maud::{Markup, html};

use super::{Place, address, writes};
use crate::access::{Object, Verb};
use crate::evaluation::{Design, Gathering, Planned, Source, Stage, state};
use crate::export::summary::Talks;
use crate::language::number;
use crate::questionnaire::{Audience, Trial, Trials};
use crate::register::Period;
use crate::store::{Error, KeptDesign};
use crate::time::Timestamp;
use crate::web::desk::caller::Admitted;
use crate::web::desk::known::{self, Closed};
use crate::web::desk::trials::{Line, lines};

/// Evidence that a frozen design plans, with how it stands.
pub(in crate::web::desk) struct Expected {
    pub(in crate::web::desk) trial: String,
    pub(in crate::web::desk) evaluation: Option<String>,
    pub(in crate::web::desk) planned: Planned,
    pub(in crate::web::desk) state: Stage,
    /// What there is of it.
    pub(in crate::web::desk) met: Vec<Gathering>,
}

/// What rounds, figures and talks there are, to hold plans against.
pub(in crate::web::desk) struct Evidence<'a> {
    admitted: &'a Admitted,
    trials: &'a Trials,
    lines: &'a [Line],
    closed: Closed,
    /// What was said, once anybody asks for it.
    talks: RefCell<Option<Rc<Talks>>>,
}

impl<'a> Evidence<'a> {
    /// Of these rounds.
    pub(in crate::web::desk) fn of(admitted: &'a Admitted, trials: &'a Trials, lines: &'a [Line], closed: Closed) -> Self {
        Self { admitted, trials, lines, closed, talks: RefCell::default() }
    }

    fn talks(&self) -> Result<Rc<Talks>, Error> {
        if let Some(talks) = &*self.talks.borrow() {
            return Ok(Rc::clone(talks));
        }
        let talks = Rc::new(Talks::gather(&self.admitted.state.store)?);
        *self.talks.borrow_mut() = Some(Rc::clone(&talks));
        Ok(talks)
    }

    /// What there is of a trial's evaluation.
    fn gathered(&self, trial: &str, evaluation: Option<&str>) -> Result<Vec<Gathering>, Error> {
        let meant = |line: &&Line| {
            line.trial() == trial && (evaluation.is_none() || line.evaluation().is_none_or(|key| Some(key) == evaluation))
        };
        let mut gathered: Vec<Gathering> = self.lines.iter().filter(meant).map(|line| self.round(line)).collect();
        let talks = self.talks()?;
        gathered.extend(self.sessions(&talks, trial));
        if self.admitted.may(Verb::SeeComparison, Object::Trial(trial)) {
            let mut spans: Vec<Period> =
                self.admitted.state.store.register_figures(trial)?.iter().map(|one| one.figure.key.period).collect();
            spans.sort_unstable();
            spans.dedup();
            gathered.extend(spans.into_iter().map(|span| Gathering {
                source: Source::Register,
                audience: None,
                span,
                state: Stage::Closed,
                address: format!("/desk/trials/{trial}/figures"),
                name: span.words(self.admitted.language),
            }));
        }
        if self.admitted.may(Verb::SeeReport, Object::Trial(trial)) {
            gathered.extend(self.admitted.state.store.documents(trial)?.into_iter().map(|one| Gathering {
                source: Source::Document,
                audience: None,
                span: Period::Span { from: one.dated, to: one.dated, baseline: false },
                state: Stage::Closed,
                address: format!("/desk/trials/{trial}/documents"),
                name: one.name,
            }));
        }
        Ok(gathered)
    }

    fn round(&self, line: &Line) -> Gathering {
        let (round, now) = (&line.round, self.admitted.now());
        let state = match self.closed.get(&round.id) {
            Some(known) if known.few => Stage::TooFew,
            _ if round.is_closed(now) => Stage::Closed,
            _ if round.has_opened(now) => Stage::Collecting,
            _ => Stage::Planned,
        };
        Gathering {
            source: if line.audience() == Audience::Manager { Source::Cases } else { Source::Survey },
            audience: Some(line.audience()),
            span: Period::Span { from: round.opens, to: round.closes, baseline: false },
            state,
            address: format!("/desk/rounds/{}", round.key),
            name: known::within_trial(self.trials, &line.version.version, round, self.admitted.language),
        }
    }

    /// Focus groups and interviews that ask about the trial; a talk with room for one is an interview.
    fn sessions(&self, talks: &Talks, trial: &str) -> Vec<Gathering> {
        let seen = self.admitted.may(Verb::PlanFocusGroup, Object::Platform);
        let asks = talks.groups.iter().filter(|group| !group.cancelled);
        let asks = asks.filter_map(|group| Some((group, talks.guide(group)?))).filter(|(_, guide)| guide.asks_about(trial));
        asks.map(|(group, guide)| {
            let day = group.planned.starts.day();
            let came = talks.participants.iter().any(|one| one.group_id == group.id && one.attended);
            Gathering {
                source: if group.planned.capacity == 1 { Source::Interview } else { Source::FocusGroup },
                audience: Some(guide.role),
                span: Period::Span { from: day, to: day, baseline: false },
                state: if came { Stage::Closed } else { Stage::Planned },
                address: if seen { format!("/desk/focus-groups/{}", group.id) } else { String::new() },
                name: number::day(day, self.admitted.language),
            }
        })
        .collect()
    }

    /// What a design plans, in the order of the day on which it is due.
    fn expected(&self, trial: &str, evaluation: Option<&str>, design: &Design) -> Result<Vec<Expected>, Error> {
        let gathered = self.gathered(trial, evaluation)?;
        let today = self.admitted.now().day();
        let one = |planned: &Planned| {
            let (state, met) = state(planned, &gathered, today);
            let met = met.into_iter().cloned().collect();
            Expected { trial: trial.to_owned(), evaluation: evaluation.map(str::to_owned), planned: planned.clone(), state, met }
        };
        let mut expected: Vec<Expected> = design.evidence.iter().map(one).collect();
        expected.sort_by_key(|one| (one.planned.due(), one.planned.begins()));
        Ok(expected)
    }
}

/// What the newest frozen designs of the trials that the person sees plan.
pub(in crate::web::desk) fn evidence(evidence: &Evidence) -> Result<Vec<Expected>, Error> {
    let admitted = evidence.admitted;
    let mut expected = Vec::new();
    for KeptDesign { trial, evaluation, design, .. } in admitted.state.store.designs()? {
        if admitted.sees(&trial) && !design.evidence.is_empty() {
            expected.extend(evidence.expected(&trial, evaluation.as_deref(), &design)?);
        }
    }
    Ok(expected)
}

/// The planned evidence of a design that is shown, beside what there is of it.
pub(super) fn table(admitted: &Admitted, place: &Place, design: &Design) -> Result<Markup, Error> {
    if design.evidence.is_empty() {
        return Ok(html! {});
    }
    let (trial, evaluation) = place.which();
    let lines = lines(admitted)?;
    let evidence = Evidence::of(admitted, &place.trials, &lines, known::closed(admitted)?);
    let expected = evidence.expected(trial, evaluation, design)?;
    Ok(html! {
        section.card {
            h2 { (admitted.say("Planlagt belæg", "Planned evidence")) }
            (rows(admitted, &expected))
        }
    })
}

/// The planned evidence of a version that may be another than the newest: without how it stands.
pub(super) fn listed(admitted: &Admitted, design: &Design) -> Markup {
    html! {
        @if !design.evidence.is_empty() {
            section.card {
                h2 { (admitted.say("Planlagt belæg", "Planned evidence")) }
                ul.units { @for planned in &design.evidence { li {
                    (planned.words(admitted.language)) " · " (planned.when.words(admitted.language))
                    @if !planned.note.is_empty() { " · " (planned.note) }
                } } }
            }
        }
    }
}

fn rows(admitted: &Admitted, expected: &[Expected]) -> Markup {
    let (say, language) = (|danish, english| admitted.say(danish, english), admitted.language);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(say("Planlagt belæg", "Planned evidence")) { table.groups.plain {
            thead { tr {
                th scope="col" { (say("Kilde", "Source")) }
                th scope="col" { (say("Hvornår", "When")) }
                th scope="col" { (say("Status", "State")) }
                th scope="col" { (say("Hvad der er", "What there is")) }
            } }
            tbody { @for one in expected { tr {
                th scope="row" { (one.planned.words(language)) @if !one.planned.note.is_empty() { br; span.small { (one.planned.note) } } }
                td data-label=(say("Hvornår", "When")) { (one.planned.when.words(language)) }
                td.state data-label=(say("Status", "State")) { (standing(admitted, one)) }
                td data-label=(say("Hvad der er", "What there is")) { (found(admitted, one)) }
            } } }
        } }
    }
}

/// A state as a shape and a word; what is missing stands out.
pub(in crate::web::desk) fn standing(admitted: &Admitted, one: &Expected) -> Markup {
    let words = one.state.words(one.planned.source, admitted.language);
    html! { @if one.state == Stage::None { span.late { (words) } } @else { (words) } }
}

/// Ways to what there is.
pub(in crate::web::desk) fn found(admitted: &Admitted, one: &Expected) -> Markup {
    html! {
        @if one.met.is_empty() { span.small { (admitted.say("intet endnu", "nothing yet")) } }
        @if one.planned.source == Source::Document && one.met.len() > 1 {
            (number::whole(one.met.len() as u64, admitted.language)) " " (admitted.say("dokumenter: ", "documents: "))
        }
        @for (place, met) in one.met.iter().enumerate() {
            @if place > 0 { "; " }
            @if met.address.is_empty() { (met.name) } @else { a href=(admitted.to(&met.address)) { (met.name) } }
        }
    }
}

/// What is planned of a trial and is not there: for a cell of the overview.
pub(in crate::web::desk) fn waiting(
    admitted: &Admitted,
    expected: &[Expected],
    trial: &str,
    wanted: &dyn Fn(&Planned) -> bool,
) -> Vec<Markup> {
    let is_waiting = |one: &&Expected| one.trial == trial && one.met.is_empty() && wanted(&one.planned);
    let told = expected.iter().filter(is_waiting).map(|one| {
        let way = admitted.to(&address(trial, one.evaluation.as_deref(), "/design"));
        html! { span.state { (standing(admitted, one)) } " · " a href=(way) { (one.planned.when.words(admitted.language)) } }
    });
    told.collect()
}

/// The design's part of a trial's page: where it stands, and what evidence it plans.
pub(in crate::web::desk) fn section(admitted: &Admitted, trial: &Trial, evidence: &Evidence) -> Result<Markup, Error> {
    let mut told = Vec::new();
    let evaluations: Vec<Option<&str>> = if trial.evaluations.is_empty() {
        vec![None]
    } else {
        trial.evaluations.iter().map(|one| Some(one.key.as_str())).collect()
    };
    for evaluation in evaluations {
        let kept = admitted.state.store.design(&trial.key, evaluation)?;
        let expected = match &kept {
            Some(kept) => evidence.expected(&trial.key, evaluation, &kept.design)?,
            None => Vec::new(),
        };
        told.push((evaluation, kept, expected));
    }
    let name = |key: Option<&str>| {
        trial.evaluations.iter().find(|one| Some(one.key.as_str()) == key).map(|one| one.name.get(admitted.language))
    };
    let say = |danish, english| admitted.say(danish, english);
    let is_writer = writes(admitted, trial);
    Ok(html! {
        h2 { (say("Evalueringsdesign", "Evaluation design")) }
        @for (evaluation, kept, expected) in &told {
            section.card {
                @if let Some(name) = name(*evaluation) { h3 { (name) } }
                p {
                    a href=(admitted.to(&address(&trial.key, *evaluation, "/design"))) {
                        @match kept {
                            Some(_) => (say("Formål, succeskriterier og planlagt belæg", "Purpose, criteria of success and planned evidence")),
                            None if is_writer => (say("Skriv designet, eller indsæt det fra Word", "Write the design, or paste it from Word")),
                            None => (say("Intet design er frosset endnu", "No design was frozen yet")),
                        }
                    }
                    @if let Some(kept) = kept { " · " (stamp(admitted, kept.version, kept.at)) }
                }
                @if !expected.is_empty() { (rows(admitted, expected)) }
            }
        }
    })
}

fn stamp(admitted: &Admitted, version: i32, at: Timestamp) -> String {
    format!("version {version}, {}", number::day(at.day(), admitted.language))
}

/// Whether these people are to be asked, or their cases read.
pub(in crate::web::desk) fn asks(planned: &Planned, audience: Audience) -> bool {
    matches!(planned.source, Source::Survey | Source::Cases) && planned.audience == Some(audience)
}

/// Whether it comes of talks.
pub(in crate::web::desk) fn is_talk(planned: &Planned) -> bool {
    matches!(planned.source, Source::Interview | Source::FocusGroup)
}

/// Whether case systems count it.
pub(in crate::web::desk) fn is_register(planned: &Planned) -> bool {
    planned.source == Source::Register
}

/// Whether it is papers that were asked for.
pub(in crate::web::desk) fn is_document(planned: &Planned) -> bool {
    planned.source == Source::Document
}

/// A cell of which nothing is there but what is planned.
pub(in crate::web::desk) fn only_waiting(label: &str, waiting: &[Markup]) -> Markup {
    html! {
        @if waiting.is_empty() { td {} } @else { td data-label=(label) { ul.plain { @for planned in waiting { li { (planned) } } } } }
    }
}
