//! Reviews of cases in a report: what each round shows of its cases, whole and by municipality, and in the appendix by all else.
//!
//! The figures are those of `cases`, and the commands that compute them again say so.

use super::gather::{Gathered, Part, Wanted};
use super::written::Written;
use crate::compare;
use crate::export::cases::{Told, division, own, results};
use crate::export::comparison::Words;
use crate::export::document::Block;
use crate::fieldwork::Round;
use crate::language::number;
use crate::questionnaire::Version;
use crate::store::{CannotCompare, Error, ReviewedCases, ReviewingCases, Store};

/// One round of cases, told once for each division.
pub(super) struct Reviewed {
    /// The round's number among all of its questionnaire.
    number: usize,
    round: String,
    /// Each division with what it shows; the first stands beside the results.
    divisions: Vec<(Vec<String>, ReviewedCases)>,
}

impl Reviewed {
    /// A round of cases by every division that it offers.
    pub(super) fn gather(
        store: &Store,
        wanted: &Wanted,
        (number, round, version): (usize, &Round, &Version),
    ) -> Result<Result<Self, CannotCompare>, Error> {
        let mut ways = compare::divisions(round, version);
        if wanted.unit.is_some() {
            ways.retain(|by| *by == ["municipality"]);
        }
        if ways.is_empty() {
            ways.push(Vec::new());
        }
        let mut divisions = Vec::new();
        for by in ways {
            let reviewed = store.case_review(&ReviewingCases {
                round: &round.key,
                second: &[],
                by: &by,
                privacy: wanted.privacy,
                language: wanted.language,
                now: wanted.now,
            })?;
            match reviewed {
                Ok(reviewed) => divisions.push((by, reviewed)),
                Err(wrong) => return Ok(Err(wrong)),
            }
        }
        Ok(Ok(Self { number, round: round.key.clone(), divisions }))
    }

    /// Whether any of the answers are made up.
    pub(super) fn is_synthetic(&self) -> bool {
        self.divisions.iter().any(|(_, reviewed)| reviewed.review.synthetic)
    }

    /// The round with its number, and the command that computes a division again, for each.
    pub(super) fn commands(&self) -> impl Iterator<Item = [String; 2]> {
        self.divisions.iter().map(|(by, _)| {
            let by = if by.is_empty() { String::new() } else { format!(" --by {}", by.join(",")) };
            let command = format!("nulpunkt cases --round {}{by} --format json", self.round);
            [format!("{} = {}", self.number, self.round), command]
        })
    }

    /// What those commands print.
    pub(super) fn figures(&self) -> Result<String, Error> {
        let json = |(_, reviewed): &(_, ReviewedCases)| serde_json::to_string_pretty(&reviewed.review).map(|json| json + "\n");
        self.divisions.iter().map(json).collect::<Result<String, _>>().map_err(|_| Error::Corrupt("review"))
    }
}

/// The results of each round; under the round's name where there are several.
pub(super) fn chapter(written: &mut Written, gathered: &Gathered, part: &Part) {
    let several = part.reviews.len() > 1;
    for reviewed in &part.reviews {
        if several {
            written.section(reviewed.round.as_str());
        }
        if let Some((_, first)) = reviewed.divisions.first() {
            let level = if several { 3 } else { 2 };
            let blocks = told(gathered, part, reviewed, first, |told, code| results(told, level, code));
            written.extend(blocks);
        }
    }
}

/// What the cases of one unit show beside all, round by round.
pub(super) fn sheet(written: &mut Written, gathered: &Gathered, part: &Part, unit: &str) {
    for reviewed in &part.reviews {
        if let Some((_, first)) = reviewed.divisions.first() {
            let blocks = told(gathered, part, reviewed, first, |told, _| own(told, unit));
            written.extend(blocks);
        }
    }
}

/// The main finding of each review of cases, with its codes: what the first question says.
pub(super) fn findings(gathered: &Gathered, part: &Part) -> Vec<String> {
    let of_round = |reviewed: &Reviewed| {
        let (_, first) = reviewed.divisions.first()?;
        told(gathered, part, reviewed, first, |told, code| {
            let (key, finding) = told.finding()?;
            Some(format!("{finding} {}", code(&key)))
        })
    };
    part.reviews.iter().filter_map(of_round).collect()
}

/// The key of each round, with how many of its cases were read.
pub(super) fn headlines(gathered: &Gathered, part: &Part) -> Vec<(String, String)> {
    let of_round = |reviewed: &Reviewed| {
        let (_, first) = reviewed.divisions.first()?;
        Some((reviewed.round.clone(), told(gathered, part, reviewed, first, |told, _| told.headline())))
    };
    part.reviews.iter().filter_map(of_round).collect()
}

/// The key of each round with its questions: key, words and what all cases say.
pub(super) fn sentences(gathered: &Gathered, part: &Part) -> Vec<(String, Vec<[String; 3]>)> {
    let of_round = |reviewed: &Reviewed| {
        let (_, first) = reviewed.divisions.first()?;
        Some((reviewed.round.clone(), told(gathered, part, reviewed, first, |told, _| told.sentences())))
    };
    part.reviews.iter().filter_map(of_round).collect()
}

/// A figure of a review of cases, with its code.
pub(super) struct Coded {
    /// The key of the round.
    pub(super) round: String,
    /// The code, without brackets.
    pub(super) code: String,
    /// The question.
    pub(super) question: String,
    /// What all cases say of it, or why that is not shown.
    pub(super) sentence: String,
    /// The figure by itself.
    pub(super) plain: Option<String>,
    /// Whose share it is: the answer's words; empty of how many cases were read.
    pub(super) answer: String,
}

/// How many cases each round read, and what all of them say of each question.
pub(super) fn coded(gathered: &Gathered, part: &Part) -> Vec<Coded> {
    let mut found = Vec::new();
    for reviewed in &part.reviews {
        let Some((_, first)) = reviewed.divisions.first() else { continue };
        let of_round = told(gathered, part, reviewed, first, |told, code| {
            let read = told.review.progress.first().map(|all| number::whole(all.read, gathered.language));
            let mut of_round = vec![Coded {
                round: reviewed.round.clone(),
                code: format!("{}.{}", part.code, reviewed.number),
                question: told.title(),
                sentence: told.headline(),
                plain: read,
                answer: String::new(),
            }];
            of_round.extend(told.sentences().into_iter().zip(told.main_shares()).map(|([key, question, sentence], share)| {
                let (answer, plain) = share.map_or((String::new(), None), |(answer, share)| (answer, Some(share)));
                let code = code(&key).trim_matches(['[', ']']).to_owned();
                Coded { round: reviewed.round.clone(), code, question, sentence, plain, answer }
            }));
            of_round
        });
        found.extend(of_round);
    }
    found
}

/// Whether there is anything for the appendix.
pub(super) fn has_appendix(part: &Part) -> bool {
    part.reviews.iter().any(|reviewed| reviewed.divisions.len() > 1)
}

/// The other divisions of each round.
pub(super) fn appendix(written: &mut Written, gathered: &Gathered, part: &Part) {
    for reviewed in &part.reviews {
        for (by, divided) in reviewed.divisions.iter().skip(1) {
            let columns: Vec<String> =
                told(gathered, part, reviewed, divided, |told, _| by.iter().map(|one| told.column(one)).collect());
            let and = if gathered.language == crate::language::Language::En { " and " } else { " og " };
            written.section(format!("{}, {}", reviewed.round, columns.join(and)));
            let blocks: Vec<Block> = told(gathered, part, reviewed, divided, division);
            written.extend(blocks);
        }
    }
}

fn told<T>(
    gathered: &Gathered,
    part: &Part,
    reviewed: &Reviewed,
    cases: &ReviewedCases,
    tell: impl FnOnce(&Told, &dyn Fn(&str) -> String) -> T,
) -> T {
    let versions = [&cases.version.version];
    let words = Words { versions: &versions, trials: &gathered.trials, language: gathered.language };
    let code = |question: &str| format!("[{}.{question}.{}]", part.code, reviewed.number);
    tell(&Told { review: &cases.review, words }, &code)
}
