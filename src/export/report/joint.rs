//! What was counted beside what was said of it, question by question of a trial: a joint display (Guetterman, Fetters and Creswell 2015,
//! Annals of Family Medicine 13:554).
//!
//! The figures are those of the report's comparisons and reviews, in which what must be withheld is gone; the quotes are those that
//! [`Talks::about`] lets stand. How the two fit is what a person judged, and nothing else.

use super::gather::{CannotReport, Gathered, Part, Wanted, gather};
use super::unit::shown;
use super::written::Written;
use super::{cases, texts};
use crate::compare::{Comparison, QuestionComparison, QuestionRound};
use crate::export::comparison::Words;
use crate::export::document::Block;
use crate::export::summary::{Claimed, Sessions, Talks};
use crate::focusgroup::Fit;
use crate::language::{Language, filled, number};
use crate::questionnaire::Audience;
use crate::store::{Error, Judgement, Store};

/// What was counted and what was said of a trial.
#[derive(Clone, Debug, Default)]
pub struct Joint {
    /// The questions that rounds and reviews asked, in the order of the report.
    pub questions: Vec<Asked>,
    /// The points about the trial that stand beside none of them.
    pub others: Vec<Claimed>,
    /// What there is of groups and interviews about it.
    pub sessions: Sessions,
}

/// A question with its figures and the points that explain it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The key of the questionnaire.
    pub questionnaire: String,
    /// The key of the question.
    pub question: String,
    /// Whether it was answered of cases and not by people.
    pub of_cases: bool,
    /// Who was asked, and in which evaluation where there are several; of cases, that they were read.
    pub source: String,
    /// The question.
    pub words: String,
    /// What the answers are whose share is shown; empty where no share is.
    pub top: String,
    /// Each round with its figure, or why there is none.
    pub rounds: Vec<[String; 2]>,
    /// What changed, in sentences.
    pub changes: Vec<String>,
    /// The points that explain it.
    pub said: Vec<Claimed>,
    /// What was judged of it last.
    pub judged: Option<Judgement>,
    /// The numbers of the points that by their guide explain it too and are not part of that judgement.
    pub besides: Vec<i64>,
}

impl Asked {
    /// Whether anything was said or judged of it.
    #[must_use]
    pub fn is_told(&self) -> bool {
        !self.said.is_empty() || self.judged.is_some()
    }

    /// Of which answers the shares are; none where no share is shown.
    #[must_use]
    pub fn share_of(&self, language: Language) -> Option<String> {
        let words = if language == Language::En { "Share who answered “{top}”" } else { "Andel, der svarede »{top}«" };
        (!self.top.is_empty()).then(|| filled(words, &[("top", &self.top)]))
    }

    /// Who judged it when, and on which points it does not rest or rests no more, in sentences.
    #[must_use]
    pub fn judgement(&self, language: Language) -> String {
        let say = |danish, english| if language == Language::En { english } else { danish };
        let Some(judged) = &self.judged else { return say("Ikke vurderet endnu.", "Not judged yet.").to_owned() };
        let day = number::day(judged.at.day(), language);
        let words = [("fit", fit_words(judged.fit, language)), ("by", &judged.by[..]), ("day", &day)];
        let mut told = filled(say("{fit}. Vurderet af {by} den {day}.", "{fit}. Judged by {by} on {day}."), &words);
        if !judged.reason.is_empty() {
            told.push(' ');
            told.push_str(&judged.reason);
        }
        let codes = |ids: &[i64]| ids.iter().map(|id| format!("P{id}")).collect::<Vec<_>>().join(", ");
        let gone: Vec<i64> = judged.points.iter().copied().filter(|id| !self.said.iter().any(|one| one.id == *id)).collect();
        for (ids, words) in [
            (&self.besides, say(" Ikke med i vurderingen: {points}.", " Not part of the judgement: {points}.")),
            (&gone, say(" Taget tilbage siden: {points}.", " Taken back since: {points}.")),
        ] {
            if !ids.is_empty() {
                told.push_str(&filled(words, &[("points", &codes(ids))]));
            }
        }
        told
    }
}

/// What a fit is called.
#[must_use]
pub fn fit_words(fit: Fit, language: Language) -> &'static str {
    let (danish, english) = match fit {
        Fit::Convergence => ("Samstemmende", "Convergence"),
        Fit::Complementarity => ("Supplerende", "Complementarity"),
        Fit::Divergence => ("Modstridende", "Divergence"),
        Fit::Silence => ("Tavst", "Silence"),
    };
    if language == Language::En { english } else { danish }
}

/// What was counted and what was said of a trial, from everything that is stored.
pub fn joint(store: &Store, wanted: &Wanted) -> Result<Result<Joint, CannotReport>, Error> {
    Ok(match gather(store, wanted)? {
        Ok(gathered) => Ok(of(store, wanted.trial, &gathered)?),
        Err(wrong) => Err(wrong),
    })
}

/// The same of what is gathered for a report.
pub(super) fn of(store: &Store, trial: &str, gathered: &Gathered) -> Result<Joint, Error> {
    let mut questions = Vec::new();
    for part in &gathered.parts {
        questions.extend(if part.reviews.is_empty() { counted(gathered, part) } else { reviewed(gathered, part) });
    }
    Ok(beside(questions, &Talks::gather(store)?, &store.judgements(trial)?, (trial, gathered.language)))
}

/// Puts points and judgements beside the questions. Whoever judged a question chose the points; before that the guides say which they are.
fn beside(mut questions: Vec<Asked>, talks: &Talks, judgements: &[Judgement], (trial, language): (&str, Language)) -> Joint {
    let claimed = talks.about(trial, language);
    for asked in &mut questions {
        let same = |one: &&Judgement| one.questionnaire == asked.questionnaire && one.question == asked.question;
        asked.judged = judgements.iter().find(same).cloned();
        let explains = |one: &Claimed| talks.explains(one.id, &asked.questionnaire, &asked.question);
        let (said, besides): (Vec<&Claimed>, Vec<&Claimed>) = match &asked.judged {
            Some(judged) => claimed
                .iter()
                .filter(|one| judged.points.contains(&one.id) || explains(one))
                .partition(|one| judged.points.contains(&one.id)),
            None => (claimed.iter().filter(|one| explains(one)).collect(), Vec::new()),
        };
        let besides = besides.into_iter().map(|one| one.id).collect();
        (asked.said, asked.besides) = (said.into_iter().cloned().collect(), besides);
    }
    let told = |one: &&Claimed| questions.iter().any(|asked| asked.said.iter().any(|said| said.id == one.id));
    let others = claimed.iter().filter(|one| !told(one)).cloned().collect();
    Joint { questions, others, sessions: talks.sessions(trial) }
}

/// The questions of rounds that people answered.
fn counted(gathered: &Gathered, part: &Part) -> Vec<Asked> {
    let versions = part.versions();
    let words = gathered.words(&versions);
    let comparison = part.comparison();
    let figures = |question: &&QuestionComparison| !matches!(&question.kind[..], "text" | "longtext" | "date");
    let whole = comparison.groups.first();
    let asked = |question: &QuestionComparison| Asked {
        questionnaire: key_of(part),
        question: question.key.clone(),
        of_cases: false,
        source: source(gathered, part),
        words: words.question(&question.key),
        top: question
            .rounds
            .iter()
            .any(|round| round.top_box.is_some())
            .then(|| words.top(question))
            .flatten()
            .unwrap_or_default(),
        rounds: rounds(comparison, question, &words),
        changes: question.changes.iter().map(|change| change.sentence.clone()).collect(),
        said: Vec::new(),
        judged: None,
        besides: Vec::new(),
    };
    whole.into_iter().flat_map(|group| &group.questions).filter(figures).map(asked).collect()
}

fn rounds(comparison: &Comparison, question: &QuestionComparison, words: &Words) -> Vec<[String; 2]> {
    let figure = |round: &QuestionRound| [words.round(comparison, &round.round), shown(comparison, round, words)];
    question.rounds.iter().map(figure).collect()
}

/// The questions that were answered of cases; several rounds of them stand under each other.
fn reviewed(gathered: &Gathered, part: &Part) -> Vec<Asked> {
    let versions = part.versions();
    let words_of = gathered.words(&versions);
    let source = source(gathered, part);
    let mut questions: Vec<Asked> = Vec::new();
    for (round, sentences) in cases::sentences(gathered, part) {
        let round = words_of.round(part.comparison(), &round);
        for [key, words, said] in sentences {
            match questions.iter_mut().find(|asked| asked.question == key) {
                Some(asked) => asked.rounds.push([round.clone(), said]),
                None => questions.push(Asked {
                    questionnaire: key_of(part),
                    question: key,
                    of_cases: true,
                    source: source.clone(),
                    words,
                    top: String::new(),
                    rounds: vec![[round.clone(), said]],
                    changes: Vec::new(),
                    said: Vec::new(),
                    judged: None,
                    besides: Vec::new(),
                }),
            }
        }
    }
    questions
}

/// Who was asked, and in which evaluation where there are several.
pub(super) fn source(gathered: &Gathered, part: &Part) -> String {
    let versions = part.versions();
    let Some(version) = versions.last() else { return String::new() };
    let who = match version.audience {
        Audience::Manager => texts(gathered.language).source_cases,
        audience => audience.words(gathered.language),
    };
    let evaluations = gathered.trial().map(|trial| &trial.evaluations[..]).unwrap_or_default();
    let evaluation = evaluations.iter().find(|one| Some(&one.key) == version.evaluation.as_ref());
    evaluation.map_or_else(|| who.to_owned(), |one| format!("{who} ({})", one.name.get(gathered.language)))
}

pub(super) fn key_of(part: &Part) -> String {
    part.versions().last().map(|version| version.key.clone()).unwrap_or_default()
}

/// The chapter: an overview of how figures and points fit, then each question that anything was said of, then the other points.
pub(super) fn chapter(written: &mut Written, joint: &Joint, language: Language) {
    let told: Vec<&Asked> = joint.questions.iter().filter(|asked| asked.is_told()).collect();
    if told.is_empty() && joint.others.is_empty() {
        return;
    }
    let texts = written.texts;
    written.chapter(texts.joint);
    written.text(texts.joint_says);
    let judged = |asked: &Asked| asked.judged.as_ref().map_or("–", |judged| fit_words(judged.fit, language)).to_owned();
    let codes = |asked: &Asked| asked.said.iter().map(|one| format!("P{}", one.id)).collect::<Vec<_>>().join(", ");
    if !told.is_empty() {
        let rows =
            told.iter().map(|asked| vec![asked.words.clone(), asked.source.clone(), codes(asked), judged(asked)]).collect();
        written.table(texts.joint_overview, &texts.joint_head, rows);
    }
    for asked in told {
        written.section(asked.words.as_str());
        written.text(format!("{}.", asked.source));
        if let Some(share) = asked.share_of(language) {
            written.text(format!("{share}:"));
        }
        let rounds = asked.rounds.iter().map(|[round, figure]| format!("{round}: {figure}")).collect();
        written.blocks.push(Block::Points(rounds));
        asked.changes.iter().for_each(|sentence| written.text(sentence.as_str()));
        claimed(written, &asked.said);
        written.text(asked.judgement(language));
    }
    if !joint.others.is_empty() {
        written.section(texts.joint_others);
        claimed(written, &joint.others);
    }
}

fn claimed(written: &mut Written, points: &[Claimed]) {
    for point in points {
        written.blocks.push(Block::Subheading(3, format!("P{}. {}", point.id, point.claim)));
        written.text(point.bearing.as_str());
        if !point.quotes.is_empty() {
            written.blocks.push(Block::Points(point.quotes.iter().map(|(_, quote)| quote.clone()).collect()));
        }
    }
}
