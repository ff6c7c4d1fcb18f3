//! What is recommended of a trial, at the desk: written criterion by criterion beside the figures, and approved step by step.
//!
//! Every save is a version. An approval holds for the words that it was given to: who changes them takes the approvals back, and is told.

mod approving;
mod typed;
mod writing;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::account::moment;
use super::caller::Admitted;
use super::design::{Place, address, differing, prose, show, versions_of, writes};
use super::{broken, plain};
use crate::access::{Object, Verb};
use crate::evaluation::{Judged, Met, Verdict};
use crate::export::report::{CannotReport, CriterionFigures, Support, Wanted, support};
use crate::language::filled;
use crate::questionnaire::Trial;
use crate::store::{Error, KeptDesign, KeptRecommendation};

const BELOW: &str = "/recommendation";

/// What there is of a recommendation.
struct Known {
    design: Option<KeptDesign>,
    /// Every version, the newest first.
    versions: Vec<KeptRecommendation>,
    support: Support,
}

fn known(admitted: &Admitted, place: &Place) -> Result<Result<Known, CannotReport>, Error> {
    let (trial, evaluation) = place.which();
    let store = &admitted.state.store;
    let design = store.design(trial, evaluation)?;
    let wanted = Wanted {
        trial,
        evaluation,
        rounds: &[],
        weight_by: &[],
        unit: None,
        privacy: &admitted.state.config.privacy,
        language: admitted.language,
        now: admitted.now(),
    };
    let sees_cases = admitted.may(Verb::SeeCases, Object::Trial(trial));
    let versions = store.recommendation_versions(trial, evaluation)?;
    let support = support(store, &wanted, design.as_ref().map(|kept| &kept.design), sees_cases)?;
    Ok(support.map(|support| Known { design, versions, support }))
}

/// The place and what there is, or the page that says why not.
fn found(admitted: &Admitted, to_write: bool) -> Result<(Place, Known), HttpResponse> {
    let place = if to_write { Place::to_write(admitted, BELOW) } else { Place::of(admitted, BELOW) }?;
    match known(admitted, &place) {
        Ok(Ok(known)) => Ok((place, known)),
        Ok(Err(wrong)) => Err(plain(admitted, StatusCode::BAD_REQUEST, &wrong.sentence(admitted.language))),
        Err(error) => Err(broken(admitted, &error)),
    }
}

/// GET `/desk/trials/{trial}/recommendation`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    match found(admitted, false) {
        Ok((place, known)) => shown(admitted, (&place, &known), &typed::Typed::of(&known), &Complaint::default()),
        Err(answer) => answer,
    }
}

/// POST `/desk/trials/{trial}/recommendation`.
pub(super) fn act(admitted: &Admitted) -> HttpResponse {
    let (place, known) = match found(admitted, true) {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    match admitted.field("act") {
        "approve" => approving::noted(admitted, &place, &known),
        _ => writing::saved(admitted, &place, &known),
    }
}

/// What was refused of a form, and of which.
#[derive(Default)]
struct Complaint {
    /// Of what is recommended.
    writing: String,
    wrong: Vec<typed::Wrong>,
    /// Of an approval.
    approving: String,
}

/// The page with the forms as they are typed.
fn shown(admitted: &Admitted, (place, known): (&Place, &Known), typed: &typed::Typed, complaint: &Complaint) -> HttpResponse {
    let say = |danish, english| admitted.say(danish, english);
    let is_writer = writes(admitted, place.trial());
    let current = known.versions.first();
    let body = html! {
        (place.others(admitted, BELOW))
        @match current {
            Some(current) => {
                (written(admitted, known, current))
                (approving::section(admitted, place, current, is_writer, &complaint.approving))
            },
            None => p.say { (say(
                "Her kommer anbefalingen: hvad tallene viser om hvert succeskriterium, og hvad I anbefaler.",
                "The recommendation will be here: what the figures show of each criterion of success, and what you recommend.",
            )) },
        }
        @if is_writer { (writing::form(admitted, (place, known), typed, complaint)) }
        @else if current.is_none() { (evidence(admitted, known)) }
        (earlier(admitted, known))
    };
    let is_wrong = !complaint.writing.is_empty() || !complaint.approving.is_empty();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    show(admitted, status, (say("Anbefaling", "Recommendation"), BELOW), place, &body)
}

/// What is recommended, with every criterion and its figures.
fn written(admitted: &Admitted, known: &Known, current: &KeptRecommendation) -> Markup {
    let (say, language) = (|danish, english| admitted.say(danish, english), admitted.language);
    let recommendation = &current.recommendation;
    let stamp = say("Version {n}, skrevet {at} af {by}.", "Version {n}, written {at} by {by}.");
    let stamp = filled(stamp, &[("n", &current.version.to_string()), ("at", &moment(admitted, current.at)), ("by", &current.by)]);
    let newer = known
        .design
        .as_ref()
        .filter(|design| Some(design.version) != recommendation.design && !design.design.criteria.is_empty());
    html! {
        p.say { b { (recommendation.verdict.words(language)) } }
        @if let Some(design) = newer { p.notice.warning { (filled(say(
            "Designet er siden frosset som version {n}. Se, om kriterierne er de samme.",
            "The design was frozen as version {n} since. See whether the criteria are the same.",
        ), &[("n", &design.version.to_string())])) } }
        section.card {
            h2 { (say("Hvad vi anbefaler", "What we recommend")) }
            (prose(&recommendation.text))
            @if !recommendation.reason.is_empty() {
                h3 { (say("Hvorfor belægget er for lille", "Why the evidence is too little")) }
                (prose(&recommendation.reason))
            }
            p.small { (stamp) }
        }
        @if !recommendation.judged.is_empty() {
            h2 { (say("Succeskriterier", "Criteria of success")) }
            @for judged in &recommendation.judged { (criterion(admitted, judged, &known.support)) }
        }
    }
}

fn criterion(admitted: &Admitted, judged: &Judged, support: &Support) -> Markup {
    html! {
        section.card {
            h3 { "K" (judged.number) ". " (judged.statement) }
            p { span aria-hidden="true" { (shape(judged.met)) } " " b { (judged.met.words(admitted.language)) } ". " (judged.sentence) }
            (figures(admitted, judged.number, &support.figures))
        }
    }
}

/// What became of a criterion as a shape, beside its word.
fn shape(met: Met) -> &'static str {
    match met {
        Met::Met => "●",
        Met::NotMet => "▲",
        Met::CannotBeShown => "○",
    }
}

/// The figures of a criterion with their codes.
fn figures(admitted: &Admitted, number: u32, figures: &[CriterionFigures]) -> Markup {
    let found = figures.iter().find(|one| one.number == number);
    let lines = found.map(|one| &one.lines[..]).unwrap_or_default();
    html! {
        @if lines.is_empty() { p.small { (admitted.say("Kriteriet er ikke knyttet til et mål.", "The criterion is tied to no measure.")) } }
        @else { ul.plain { @for line in lines { li { (line) } } } }
        @if let Some(suggests) = found.and_then(|one| one.suggests) {
            p.small { (admitted.say("Tallene peger på: ", "The figures point to: ")) (suggests.words(admitted.language)) "." }
        }
    }
}

/// Why the evidence may be too little, as the data have it.
fn evidence(admitted: &Admitted, known: &Known) -> Markup {
    html! {
        @if !known.support.reasons.is_empty() {
            section.card {
                h2 { (admitted.say("Hvad belægget kan bære", "What the evidence can carry")) }
                ul { @for reason in &known.support.reasons { li { (reason) } } }
            }
        }
    }
}

/// The versions before, each with what the next one changed.
fn earlier(admitted: &Admitted, known: &Known) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let whole = |kept: &KeptRecommendation| {
        let recommendation = &kept.recommendation;
        let mut parts = vec![
            recommendation.verdict.words(admitted.language).to_owned(),
            recommendation.text.clone(),
            recommendation.reason.clone(),
        ];
        parts.extend(recommendation.judged.iter().map(|judged| {
            format!("K{}. {}: {}. {}", judged.number, judged.statement, judged.met.words(admitted.language), judged.sentence)
        }));
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    };
    html! {
        @if known.versions.len() > 1 {
            h2 { (say("Tidligere versioner", "Earlier versions")) }
            @for pair in known.versions.windows(2) {
                details.card {
                    summary { (filled(say("Hvad version {n} ændrede", "What version {n} changed"), &[("n", &pair[0].version.to_string())])) }
                    p.small { (moment(admitted, pair[0].at)) " · " (pair[0].by) }
                    (differing(admitted, &whole(&pair[1]), &whole(&pair[0])))
                }
            }
        }
    }
}

/// The recommendation's part of a trial's page.
pub(super) fn section(admitted: &Admitted, trial: &Trial) -> Result<Markup, Error> {
    if !admitted.may(Verb::SeeComparison, Object::Trial(&trial.key)) {
        return Ok(html! {});
    }
    let all = admitted.state.store.recommendations()?;
    let of = |evaluation: Option<&str>| all.iter().find(|one| one.trial == trial.key && one.evaluation.as_deref() == evaluation);
    let mut told = vec![(None, String::new())];
    if !trial.evaluations.is_empty() {
        told = trial
            .evaluations
            .iter()
            .map(|one| (Some(one.key.as_str()), format!("{}: ", one.name.get(admitted.language))))
            .collect();
    }
    Ok(html! {
        h2 { (admitted.say("Anbefaling", "Recommendation")) }
        ul.card.units { @for (evaluation, name) in &told {
            li { (name) a href=(admitted.to(&address(&trial.key, *evaluation, BELOW))) { (standing(admitted, of(*evaluation))) } }
        } }
    })
}

/// What is recommended and how far it is approved, as a line.
fn standing(admitted: &Admitted, kept: Option<&KeptRecommendation>) -> String {
    let Some(kept) = kept else { return admitted.say("Ikke skrevet endnu", "Not written yet").to_owned() };
    let verdict: Verdict = kept.recommendation.verdict;
    let approved = match kept.standing().last() {
        _ if kept.is_approved() => admitted.say("godkendt af alle", "approved by all").to_owned(),
        Some(last) => {
            let by = admitted.say("godkendt til og med {step}", "approved up to {step}");
            filled(by, &[("step", &last.step.words(admitted.language).to_lowercase().replace("kkr", "KKR"))])
        }
        None => admitted.say("ikke godkendt", "not approved").to_owned(),
    };
    format!("{}, {approved}", verdict.words(admitted.language))
}

/// The version of the design whose criteria are judged, as the form names it.
fn design_version(known: &Known) -> Option<i32> {
    known.design.as_ref().map(|kept| kept.version)
}

/// The measures of a criterion in words, for the form.
fn measured(admitted: &Admitted, place: &Place, known: &Known) -> Result<Vec<(u32, String)>, Error> {
    let Some(design) = &known.design else { return Ok(Vec::new()) };
    let versions = versions_of(admitted, place.which().0)?;
    let of = |criterion| crate::export::design::measured(criterion, &versions, admitted.language);
    Ok(design.design.criteria.iter().filter_map(|criterion| Some((criterion.number, of(criterion)?))).collect())
}
