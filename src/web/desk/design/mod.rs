//! The design of a trial's evaluation at the desk: read, written, pasted, frozen, and held against the version before.
//!
//! What is being written is a draft until it is frozen; tables, calendar and report are made of frozen versions alone.

mod difference;
mod edit;
mod paste;
mod planned;
mod typed;
mod versions;

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
pub(super) use difference::{compared, words as differing};
pub(super) use edit::{act as save, page as edit};
use maud::{Markup, html};
pub(super) use paste::{act as take_pasted, page as paste};
pub(super) use planned::{
    Evidence, Expected, asks, evidence, found, is_document, is_register, is_talk, only_waiting, section, standing, waiting,
};
use serde::Deserialize;
pub(super) use versions::page as version;

use super::account::moment;
use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::{broken, missing};
use crate::access::{Object, Verb};
use crate::evaluation::{Design, Heading};
use crate::export::design::{Passage, measured, passages};
use crate::focusgroup::normalised;
use crate::language::personal::without_person_numbers;
use crate::language::{Language, filled};
use crate::questionnaire::{Trial, Trials};
use crate::store::{DesignDraft, DesignFrozen, Error, KeptDesign, PublishedVersion};

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    evaluation: String,
}

/// Which evaluation of which trial a page is about.
pub(super) struct Place {
    pub(super) trials: Arc<Trials>,
    at: usize,
    pub(super) evaluation: Option<String>,
}

impl Place {
    /// The evaluation that is asked for; of a trial with several and none asked for, the way to the first, `below` whose address it is.
    pub(super) fn of(admitted: &Admitted, below: &str) -> Result<Self, HttpResponse> {
        let trials = admitted.state.store.trials().map_err(|error| broken(admitted, &error))?;
        let asked: Asked = admitted.query()?;
        let Some(at) = trials.trials.iter().position(|trial| trial.key == admitted.path("trial")) else {
            return Err(missing(admitted));
        };
        let place = Self { trials, at, evaluation: Some(asked.evaluation).filter(|key| !key.is_empty()) };
        let trial = place.trial();
        match (&place.evaluation, trial.evaluations.first()) {
            (None, Some(first)) => Err(admitted.see(&address(&trial.key, Some(&first.key), below))),
            (Some(asked), _) if trial.evaluations.iter().all(|one| one.key != *asked) => Err(missing(admitted)),
            _ => Ok(place),
        }
    }

    /// The same for what only those may do who write designs.
    pub(super) fn to_write(admitted: &Admitted, below: &str) -> Result<Self, HttpResponse> {
        let place = Self::of(admitted, below)?;
        if writes(admitted, place.trial()) { Ok(place) } else { Err(admitted.refused()) }
    }

    pub(super) fn trial(&self) -> &Trial {
        &self.trials.trials[self.at]
    }

    pub(super) fn which(&self) -> (&str, Option<&str>) {
        (&self.trial().key, self.evaluation.as_deref())
    }

    pub(super) fn address(&self, below: &str) -> String {
        address(&self.trial().key, self.evaluation.as_deref(), below)
    }

    /// The pages above one of a design.
    pub(super) fn path(&self, admitted: &Admitted) -> Vec<(String, String)> {
        vec![
            ("/desk".to_owned(), admitted.say("Forsøg", "Trials").to_owned()),
            (format!("/desk/trials/{}", self.trial().key), self.trial().name.get(admitted.language).to_owned()),
        ]
    }

    /// Ways to the same page of the trial's other evaluations, and which one this is.
    pub(super) fn others(&self, admitted: &Admitted, below: &str) -> Markup {
        let trial = self.trial();
        html! {
            @if !trial.evaluations.is_empty() {
                ul.chips { @for one in &trial.evaluations {
                    @if Some(&one.key) == self.evaluation.as_ref() { li { b { (one.name.get(admitted.language)) } } }
                    @else { li { a href=(admitted.to(&address(&trial.key, Some(&one.key), below))) { (one.name.get(admitted.language)) } } }
                } }
            }
        }
    }
}

/// The address of a page of a trial's evaluation: `/design`, `/design/edit`, `/recommendation`.
pub(super) fn address(trial: &str, evaluation: Option<&str>, below: &str) -> String {
    let evaluation = evaluation.map(|evaluation| format!("?evaluation={evaluation}")).unwrap_or_default();
    format!("/desk/trials/{trial}{below}{evaluation}")
}

/// Whether the person writes the design of a trial and what is recommended of it: of all municipalities, or of the one that leads it.
pub(super) fn writes(admitted: &Admitted, trial: &Trial) -> bool {
    let lead = trial.lead.as_deref();
    let leads = lead
        .is_some_and(|municipality| admitted.may(Verb::WriteDesigns, Object::Municipality { trial: &trial.key, municipality }));
    leads || admitted.may(Verb::WriteDesigns, Object::Trial(&trial.key))
}

/// A text that was typed, with words in the place of person numbers, which are stored nowhere.
pub(super) fn text_of(admitted: &Admitted, name: &str) -> String {
    without_person_numbers(&normalised(admitted.field(name)), Language::Da).into_owned()
}

/// A page about a trial's evaluation.
pub(super) fn show(
    admitted: &Admitted,
    status: StatusCode,
    (title, below): (&str, &str),
    place: &Place,
    body: &Markup,
) -> HttpResponse {
    let mut path = place.path(admitted);
    if let Some((above, _)) = below.trim_start_matches('/').split_once('/') {
        let words = admitted.say("Evalueringsdesign", "Evaluation design").to_owned();
        path.push((place.address(&format!("/{above}")), words));
    }
    let address = place.address(below);
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::Trials),
        title,
        path: &path,
        synthetic: admitted.state.demonstration,
        address: &address,
    };
    admitted.respond_with(status, &page, body)
}

/// The published versions of a trial's questionnaires.
pub(super) fn versions_of(admitted: &Admitted, trial: &str) -> Result<Vec<Arc<PublishedVersion>>, Error> {
    let store = &admitted.state.store;
    let mut versions = Vec::new();
    for id in store.version_ids()? {
        let published = store.version(id)?;
        if published.version.trial == trial {
            versions.push(published);
        }
    }
    Ok(versions)
}

/// What there is of a design.
struct Known {
    draft: Option<DesignDraft>,
    versions: Vec<KeptDesign>,
    questionnaires: Vec<Arc<PublishedVersion>>,
}

fn known(admitted: &Admitted, place: &Place) -> Result<Known, Error> {
    let (trial, evaluation) = place.which();
    Ok(Known {
        draft: admitted.state.store.design_draft(trial, evaluation)?.filter(|_| writes(admitted, place.trial())),
        versions: admitted.state.store.design_versions(trial, evaluation)?,
        questionnaires: versions_of(admitted, trial)?,
    })
}

/// GET `/desk/trials/{trial}/design`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    let place = match Place::of(admitted, "/design") {
        Ok(place) => place,
        Err(answer) => return answer,
    };
    let known = match known(admitted, &place) {
        Ok(known) => known,
        Err(error) => return broken(admitted, &error),
    };
    let title = admitted.say("Evalueringsdesign", "Evaluation design");
    let body = match body(admitted, &place, &known) {
        Ok(body) => body,
        Err(error) => return broken(admitted, &error),
    };
    show(admitted, StatusCode::OK, (title, "/design"), &place, &body)
}

fn body(admitted: &Admitted, place: &Place, known: &Known) -> Result<Markup, Error> {
    let say = |danish, english| admitted.say(danish, english);
    let current = known.versions.first();
    let shown = known.draft.as_ref().map(|draft| &draft.design).or(current.map(|current| &current.design));
    let is_writer = writes(admitted, place.trial());
    let standing = match (&known.draft, current) {
        (Some(draft), _) => {
            let told = say(
                "Kladde, gemt {at} af {by}. Den kan ændres, til den er frosset.",
                "A draft, saved {at} by {by}. It can be changed until it is frozen.",
            );
            filled(told, &[("at", &moment(admitted, draft.at)), ("by", &draft.by)])
        }
        (None, Some(current)) => stamp(admitted, current),
        (None, None) => say(
            "Her kommer designet: formål, målgruppe, succeskriterier og det belæg, I planlægger.",
            "The design will be here: purpose, target group, criteria of success and the evidence that you plan.",
        )
        .to_owned(),
    };
    Ok(html! {
        (place.others(admitted, "/design"))
        p.say { (standing) }
        @if is_writer { (offers(admitted, place, known)) }
        @if let Some(design) = shown { (written(admitted, design, &known.questionnaires)) (planned::table(admitted, place, design)?) }
        @if let Some((draft, current)) = known.draft.as_ref().zip(current) { (changes(admitted, known, draft, current)) }
        @if !known.versions.is_empty() { (versions::list(admitted, place, &known.versions)) }
    })
}

/// What the draft changes in the newest version, folded away.
fn changes(admitted: &Admitted, known: &Known, draft: &DesignDraft, current: &KeptDesign) -> Markup {
    let title = admitted.say("Hvad kladden ændrer i version {n}", "What the draft changes in version {n}");
    html! {
        details {
            summary { (filled(title, &[("n", &current.version.to_string())])) }
            (compared(admitted, &current.design, &draft.design, &known.questionnaires))
        }
    }
}

/// Who froze a version, and when.
fn stamp(admitted: &Admitted, kept: &KeptDesign) -> String {
    let told = admitted.say("Version {n}, frosset {at} af {by}.", "Version {n}, frozen {at} by {by}.");
    filled(told, &[("n", &kept.version.to_string()), ("at", &moment(admitted, kept.at)), ("by", &kept.by)])
}

/// What a writer can do.
fn offers(admitted: &Admitted, place: &Place, known: &Known) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let next = known.versions.first().map_or(0, |current| current.version) + 1;
    let unplaced = known.draft.as_ref().is_some_and(|draft| !draft.design.unplaced.is_empty());
    html! {
        p.row {
            a.button href=(admitted.to(&place.address("/design/edit"))) { (say("Skriv i designet", "Write in the design")) } " "
            a href=(admitted.to(&place.address("/design/paste"))) { (say("Indsæt fra Word", "Paste from Word")) }
        }
        @if let Some(draft) = &known.draft {
            @if unplaced { p.notice.warning { (say(
                "Noget af det, der blev indsat, står uden for overskrifterne. Flyt det, før du fryser.",
                "Some of what was pasted stands outside the headings. Move it before you freeze.",
            )) } }
            form.card method="post" action=(admitted.to(&place.address("/design/freeze"))) {
                (admitted.form_field())
                input type="hidden" name="seen" value=(draft.hash);
                p { (say(
                    "En frosset version ændrer sig ikke. Oversigten, kalenderen og rapporten bygger på den nyeste.",
                    "A frozen version does not change. The overview, the calendar and the report are made of the newest.",
                )) }
                button type="submit" { (filled(say("Frys som version {n}", "Freeze as version {n}"), &[("n", &next.to_string())])) }
            }
        }
    }
}

/// A text as its writer laid it out.
pub(super) fn prose(text: &str) -> Markup {
    html! { @for passage in passages(text) {
        @match passage {
            Passage::Paragraph(words) => p { (words) },
            Passage::List(items) => ul { @for item in items { li { (item) } } },
        }
    } }
}

/// A design, heading by heading, save its planned evidence.
fn written(admitted: &Admitted, design: &Design, questionnaires: &[Arc<PublishedVersion>]) -> Markup {
    let language = admitted.language;
    html! {
        @for heading in Heading::ALL {
            @let criteria = if heading == Heading::Criteria { &design.criteria[..] } else { &[] };
            @if !design.text(heading).is_empty() || !criteria.is_empty() {
                section.card {
                    h2 { (heading.words(language)) }
                    (prose(design.text(heading)))
                    @if !criteria.is_empty() { ul.units { @for criterion in criteria {
                        li {
                            b { "K" (criterion.number) "." } " " (criterion.statement)
                            @if let Some(measured) = measured(criterion, questionnaires, language) { br; span.small { (measured) } }
                        }
                    } } }
                }
            }
        }
        @if !design.unplaced.is_empty() {
            section.card {
                h2 { (admitted.say("Uden for overskrifterne", "Outside the headings")) }
                (prose(&design.unplaced))
            }
        }
    }
}

/// POST `/desk/trials/{trial}/design/freeze`.
pub(super) fn freeze(admitted: &Admitted) -> HttpResponse {
    let place = match Place::to_write(admitted, "/design") {
        Ok(place) => place,
        Err(answer) => return answer,
    };
    let by = (admitted.person.person.name.as_str(), admitted.now());
    let (words, number) = match admitted.state.store.freeze_design(place.which(), admitted.field("seen"), by) {
        Ok(DesignFrozen::Frozen(version)) => {
            (admitted.say("Designet er frosset som version {n}.", "The design is frozen as version {n}."), version)
        }
        Ok(DesignFrozen::Same(version)) => {
            let same = admitted.say(
                "Kladden sagde det samme som version {n}. Der er ikke lavet en ny.",
                "The draft said what version {n} says. No new one was made.",
            );
            (same, version)
        }
        Ok(DesignFrozen::Nothing) => (admitted.say("Der er ingen kladde at fryse.", "There is no draft to freeze."), 0),
        Ok(DesignFrozen::Newer) => {
            let newer = admitted.say(
                "Nogen har gemt en nyere kladde. Se den igennem, før du fryser.",
                "Somebody has saved a newer draft. Look it through before you freeze.",
            );
            (newer, 0)
        }
        Err(error) => return broken(admitted, &error),
    };
    admitted.done(&place.address("/design"), &filled(words, &[("n", &number.to_string())]))
}
