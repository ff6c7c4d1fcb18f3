//! Designs of the demonstration: pasted as a working group would, frozen, and one trial's recommendation on its way through the steps.
//!
//! The texts are ours, from the facts of the public papers; who approved what is made up, as the answers are.

use jiff::civil::{Date, date};

use crate::evaluation::{Approver, Bound, Design, Judged, Met, Planned, Recommendation, Sense, Source, Verdict};
use crate::import::pasted_design;
use crate::questionnaire::Audience;
use crate::store::{Error, NewApprovalStep, Store};
use crate::time::Timestamp;

/// Who wrote them.
const BY: &str = "Demonstration";

/// What is planned of each trial: source, audience, when.
type Plan = (Source, Option<Audience>, &'static str, &'static str);

const LEDIGHEDSYDELSE: &[Plan] = &[
    (Source::Survey, Some(Audience::Caseworker), "2019-01", ""),
    (Source::Survey, Some(Audience::Caseworker), "2020-06", "Samme spørgsmål som i januar 2019"),
    (Source::Register, None, "2018-07", "Gennemsnitlig længde, og hvor mange over 18 måneder"),
    (Source::Register, None, "2020-07", "De samme tal igen"),
];
const MENTOR: &[Plan] = &[
    (Source::Survey, Some(Audience::Caseworker), "2019-01", ""),
    (Source::Survey, Some(Audience::Caseworker), "2019-12", "Forsøget slutter ved nytår"),
    (Source::Cases, Some(Audience::Manager), "2019-H2", "Alle sager, hvor muligheden er brugt"),
];

/// Freezes the designs, and recommends one trial.
pub(super) fn fill(store: &Store, now: Timestamp) -> Result<(), Error> {
    let text = include_str!("../../../surveys/demo/designs/ledighedsydelse.txt");
    let mut design = designed(text, LEDIGHEDSYDELSE);
    freeze(store, "ledighedsydelse", &design, now)?;
    bind(&mut design, ("ledighedsydelse-caseworkers", "simplified"), 60);
    freeze(store, "ledighedsydelse", &design, now)?;
    let mut design = designed(include_str!("../../../surveys/demo/designs/mentor.txt"), MENTOR);
    bind(&mut design, ("mentor-caseworkers", "simplified"), 50);
    freeze(store, "mentor", &design, now)?;
    recommend(store, &design, now)
}

fn designed(text: &str, plan: &[Plan]) -> Design {
    let mut design = pasted_design(text).design;
    let planned = |(source, audience, when, note): &Plan| {
        Some(Planned { source: *source, audience: *audience, when: Planned::when(when)?, note: (*note).to_owned() })
    };
    design.evidence = plan.iter().filter_map(planned).collect();
    design
}

/// Ties the first criterion to a question.
fn bind(design: &mut Design, (questionnaire, question): (&str, &str), percent: u8) {
    if let Some(criterion) = design.criteria.first_mut() {
        let (questionnaire, question) = (questionnaire.to_owned(), question.to_owned());
        criterion.bound = Some(Bound::Question { questionnaire, question, sense: Sense::AtLeast, percent });
    }
}

fn freeze(store: &Store, trial: &str, design: &Design, now: Timestamp) -> Result<(), Error> {
    store.save_design((trial, None), design, "", (BY, now))?;
    let seen = store.design_draft(trial, None)?.map(|draft| draft.hash).unwrap_or_default();
    store.freeze_design((trial, None), &seen, (BY, now))?;
    Ok(())
}

/// Too few used it for the figures to say anything, and it became law: the working group and its lead have said so.
fn recommend(store: &Store, design: &Design, now: Timestamp) -> Result<(), Error> {
    let sentences =
        ["Så få har brugt muligheden, at svarene ikke kan bære et tal.", "Gennemgangen af sager er ikke delt op på det."];
    let judged = design.criteria.iter().zip(sentences).map(|(criterion, sentence)| Judged {
        number: criterion.number,
        statement: criterion.statement.clone(),
        met: Met::CannotBeShown,
        sentence: sentence.to_owned(),
    });
    let recommendation = Recommendation {
        verdict: Verdict::Law,
        text: "Muligheden blev brugt 12 gange, alle i Aalborg.\n\nReglerne blev en del af loven 1. januar 2020, så forsøget er slut.".to_owned(),
        reason: String::new(),
        judged: judged.collect(),
        design: Some(1),
    };
    store.save_recommendation(("mentor", None), &recommendation, "", (BY, now))?;
    let Some(kept) = store.recommendation("mentor", None)? else { return Ok(()) };
    for (step, on, note) in APPROVED {
        let new = NewApprovalStep { step, on, note, seen: &kept.hash };
        if store.approve_recommendation(("mentor", None), new, (BY, now))?.is_err() {
            return Err(Error::Corrupt("recommendation_approval"));
        }
    }
    Ok(())
}

/// Who has approved it, and when.
const APPROVED: [(Approver, Date, &str); 2] =
    [(Approver::WorkingGroup, date(2020, 10, 5), ""), (Approver::LeadMunicipality, date(2020, 10, 19), "Uden bemærkninger")];
