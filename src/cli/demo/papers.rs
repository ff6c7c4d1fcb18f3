//! What the papers of the evaluation state in figures: real, public and each with its source, unlike every answer of the demonstration.

use crate::import::{FigureRules, figures};
use crate::questionnaire::Trials;
use crate::register::Figure;
use crate::store::{DocumentKind, Error, NewDocument, Store};
use crate::time::Timestamp;

/// Whoever entered them, as pages and reports name it.
const BY: &str = "Demonstration";

/// The register figures by trial, as `figures import` takes them.
const FIGURES: [(&str, &str); 16] = [
    ("foertidspension", include_str!("../../../surveys/demo/figures/foertidspension.csv")),
    ("forholdstal", include_str!("../../../surveys/demo/figures/forholdstal.csv")),
    ("forholdstal-ledighedsydelse", include_str!("../../../surveys/demo/figures/forholdstal-ledighedsydelse.csv")),
    ("indsatsplan", include_str!("../../../surveys/demo/figures/indsatsplan.csv")),
    ("integration", include_str!("../../../surveys/demo/figures/integration.csv")),
    ("ivaerksaetteri", include_str!("../../../surveys/demo/figures/ivaerksaetteri.csv")),
    ("jobrotation", include_str!("../../../surveys/demo/figures/jobrotation.csv")),
    ("laegeattester", include_str!("../../../surveys/demo/figures/laegeattester.csv")),
    ("ledighedsydelse", include_str!("../../../surveys/demo/figures/ledighedsydelse.csv")),
    ("mentor", include_str!("../../../surveys/demo/figures/mentor.csv")),
    ("mikrolaan", include_str!("../../../surveys/demo/figures/mikrolaan.csv")),
    ("psykolog", include_str!("../../../surveys/demo/figures/psykolog.csv")),
    ("rehabilitering", include_str!("../../../surveys/demo/figures/rehabilitering.csv")),
    ("ressourceforloeb", include_str!("../../../surveys/demo/figures/ressourceforloeb.csv")),
    ("revalidering", include_str!("../../../surveys/demo/figures/revalidering.csv")),
    ("uddannelse", include_str!("../../../surveys/demo/figures/uddannelse.csv")),
];

/// Enters the figures of every trial; those below five stand in the public report, so everybody sees them. One made-up document shows
/// where documents lie.
pub(super) fn fill(store: &Store, trials: &Trials, now: Timestamp) -> Result<(), Error> {
    for (trial, file) in FIGURES {
        let rules = FigureRules { trials, trial, known: &[], replaces: false, show_small: true, only: None };
        let read = figures("surveys/demo/figures", file.as_bytes(), None, rules).map_err(|_| Error::Corrupt("surveys"))?;
        let new: Vec<Figure> = read.rows.into_iter().map(|(figure, _)| figure).collect();
        store.take_figures(trial, &new, (BY, now), false)?;
    }
    let today = now.day();
    let example = NewDocument {
        trial: "ledighedsydelse",
        name: "eksempel-på-et-dokument.txt",
        kind: DocumentKind::Other,
        dated: today,
        source: "Demonstrationen (syntetisk)",
        content: "Et syntetisk dokument: her ville et designs eller et svars egen fil ligge.\n".as_bytes(),
        delete_on: today.saturating_add(jiff::Span::new().years(1)),
    };
    store.add_document(&example, BY, now)?;
    Ok(())
}
