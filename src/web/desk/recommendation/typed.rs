//! A recommendation as it is typed, so that a refused form comes back with what was typed.

use super::{Known, design_version};
use crate::evaluation::{Judged, LONGEST_STATEMENT, LONGEST_TEXT, Met, Recommendation, Verdict};
use crate::language::Language;
use crate::web::desk::caller::Admitted;
use crate::web::desk::design::text_of;

/// What is typed.
pub(super) struct Typed {
    pub(super) verdict: String,
    pub(super) text: String,
    pub(super) reason: String,
    /// The criteria of the design, each with what is judged of it.
    pub(super) judged: Vec<JudgedRow>,
    /// The version that it would follow.
    pub(super) seen: String,
}

/// What is typed of a criterion.
pub(super) struct JudgedRow {
    pub(super) number: u32,
    pub(super) statement: String,
    pub(super) met: String,
    pub(super) sentence: String,
}

/// Something that cannot be saved as it is.
pub(super) struct Wrong {
    pub(super) field: String,
    pub(super) words: &'static str,
}

/// The criteria of the newest design, else those that were judged.
fn criteria(known: &Known) -> Vec<(u32, String)> {
    match (&known.design, known.versions.first()) {
        (Some(kept), _) => kept.design.criteria.iter().map(|one| (one.number, one.statement.clone())).collect(),
        (None, Some(current)) => current.recommendation.judged.iter().map(|one| (one.number, one.statement.clone())).collect(),
        (None, None) => Vec::new(),
    }
}

impl Typed {
    /// What was saved last, held against the newest design.
    pub(super) fn of(known: &Known) -> Self {
        let current = known.versions.first();
        let last = current.map(|current| &current.recommendation);
        let judged = criteria(known).into_iter().map(|(number, statement)| {
            let before = last.and_then(|last| last.judged.iter().find(|one| one.number == number));
            JudgedRow {
                number,
                statement,
                met: before.map_or("", |one| one.met.name()).to_owned(),
                sentence: before.map(|one| one.sentence.clone()).unwrap_or_default(),
            }
        });
        Self {
            verdict: last.map_or("", |last| last.verdict.name()).to_owned(),
            text: last.map(|last| last.text.clone()).unwrap_or_default(),
            reason: last.map(|last| last.reason.clone()).unwrap_or_default(),
            judged: judged.collect(),
            seen: current.map(|current| current.hash.clone()).unwrap_or_default(),
        }
    }

    /// What was sent.
    pub(super) fn sent(admitted: &Admitted, known: &Known) -> Self {
        let judged = criteria(known).into_iter().map(|(number, statement)| JudgedRow {
            number,
            statement,
            met: admitted.field(&format!("met-{number}")).to_owned(),
            sentence: text_of(admitted, &format!("sentence-{number}")).split_whitespace().collect::<Vec<_>>().join(" "),
        });
        Self {
            verdict: admitted.field("verdict").to_owned(),
            text: text_of(admitted, "text"),
            reason: text_of(admitted, "reason"),
            judged: judged.collect(),
            seen: admitted.field("seen").to_owned(),
        }
    }

    /// The recommendation, or all that is wrong with it.
    pub(super) fn read(&self, known: &Known, language: Language) -> Result<Recommendation, Vec<Wrong>> {
        let say = |danish: &'static str, english: &'static str| if language == Language::En { english } else { danish };
        let mut wrong = Vec::new();
        let mut refuse = |field: &str, words: &'static str| wrong.push(Wrong { field: field.to_owned(), words });
        let long = say("Teksten er for lang. Forkort den.", "The text is too long. Shorten it.");
        let verdict = Verdict::from_name(&self.verdict);
        if verdict.is_none() {
            refuse("verdict", say("Vælg, hvad I anbefaler.", "Choose what you recommend."));
        }
        if self.text.is_empty() {
            refuse(
                "text",
                say("Skriv, hvad I har set, og hvad I anbefaler.", "Write what you have seen and what you recommend."),
            );
        }
        for (field, text) in [("text", &self.text), ("reason", &self.reason)] {
            if text.chars().count() > LONGEST_TEXT {
                refuse(field, long);
            }
        }
        if verdict == Some(Verdict::TooLittle) && self.reason.is_empty() {
            refuse("reason", say("Skriv, hvorfor belægget er for lille.", "Write why the evidence is too little."));
        }
        let mut judged = Vec::new();
        for row in &self.judged {
            let met = Met::from_name(&row.met);
            if met.is_none() {
                refuse(
                    &format!("met-{}", row.number),
                    say("Vælg, hvad der blev af kriteriet.", "Choose what became of the criterion."),
                );
            }
            if row.sentence.is_empty() {
                refuse(&format!("sentence-{}", row.number), say("Skriv hvorfor i en sætning.", "Write why in a sentence."));
            } else if row.sentence.chars().count() > LONGEST_STATEMENT {
                refuse(&format!("sentence-{}", row.number), long);
            }
            if let Some(met) = met {
                judged.push(Judged { number: row.number, statement: row.statement.clone(), met, sentence: row.sentence.clone() });
            }
        }
        match verdict {
            Some(verdict) if wrong.is_empty() => Ok(Recommendation {
                verdict,
                text: self.text.clone(),
                reason: self.reason.clone(),
                judged,
                design: design_version(known),
            }),
            _ => Err(wrong),
        }
    }
}
