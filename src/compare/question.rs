//! One question of one group, in all rounds: figures as far as they may be shown, and the changes between them.
//!
//! Everything that reaches the outside goes through [`round`], which knows what is shown; a withheld round has no figures here.

use super::assemble::Input;
use super::comparison::{
    Change, DontKnow, MissingCounts, OwnScale, QuestionComparison, QuestionRound, Refusal, RefusalCode, Regrouped,
};
use super::counted::{Counted, Judged};
use super::figures::{Form, Measure, NOTHING};
use super::linked::{Followed, Group};
use super::measure::{self, Measured, Side};
use super::paired;
use super::sentence;
use super::series::Series;
use super::small_numbers::Shown;
use super::tally::Cell;
use super::trend;
use super::weighted::{self, Weights};
use crate::language::Language;
use crate::questionnaire::{Item, ScaleKind};

/// From this movement on, "don't know" is shown before anything else.
const DONT_KNOW_MOVED: f64 = 0.1;
/// From how many shared people their number may be said.
pub(super) const SHARED_SAID: u64 = 5;

/// A question with what its sentences still need.
pub(super) struct Compared<'a> {
    pub(super) line: QuestionComparison,
    series: &'a Series<'a>,
    /// Per change: the form of the later round and how many people are shared.
    steps: Vec<(Option<Form>, Option<u64>)>,
}

/// The question in this group.
pub(super) fn compare<'a>(
    input: &Input,
    by: &Cell,
    counted: &[Counted],
    series: &'a Series<'a>,
    (judged, followed, weights): (&[Option<Judged>], &[Option<Followed>], &[Weights]),
) -> Option<Compared<'a>> {
    let item = series.item()?;
    let form = judged.iter().rev().flatten().next().map_or_else(|| Form::of(item), |judged| judged.form.clone());
    let at: Vec<Option<usize>> = counted.iter().map(|round| round.lattice.find(by)).collect();
    let mut rounds: Vec<QuestionRound> = (0..counted.len())
        .map(|place| round(by, &counted[place], (&item.key, series.items[place].as_ref()), judged[place].as_ref(), &form))
        .collect();
    for ((line, judged), weights) in rounds.iter_mut().zip(judged).zip(weights) {
        line.weighted = judged.as_ref().filter(|_| line.top_box.is_some()).and_then(|judged| weights.share(judged));
    }
    let mut changes = Vec::new();
    let mut steps = Vec::new();
    let mut most_shared = None;
    let mut everybody = true;
    for place in 1..counted.len() {
        let followed = followed[place - 1].as_ref();
        let shared = shared(input, by, &counted[place - 1], &counted[place]).filter(|_| followed.is_none());
        most_shared = most_shared.max(shared);
        let (before, after) = (&counted[place - 1], &counted[place]);
        let step = Step {
            by,
            rounds: (before, after),
            judged: (&judged[place - 1], &judged[place]),
            at: (at[place - 1], at[place]),
            followed,
            weights: weights.get(place - 1).zip(weights.get(place)),
        };
        let change = step.change(series, place, (&rounds[place - 1], &rounds[place]), input.language);
        everybody &= step.is_everybody(&change);
        changes.push(change);
        steps.push((judged[place].as_ref().map(|judged| judged.form.clone()), shared));
    }
    let is_followed = followed.iter().any(Option::is_some);
    let mut reasons = series.reasons();
    reasons.extend(most_shared.map(|_| "shared-panel".to_owned()));
    let line = QuestionComparison {
        key: item.key.clone(),
        kind: item.question.kind.name().to_owned(),
        scale: item.question.kind.scale().map(|scale| scale_name(scale.kind).to_owned()),
        level: series.level().map(|level| level.letter().to_owned()),
        reasons,
        approvals: series.approvals(),
        design: paired::design(followed.iter().any(Option::is_some), everybody).to_owned(),
        linked_n: changes
            .iter()
            .filter_map(|change| change.moved)
            .map(|moved| moved.n)
            .max()
            .or(most_shared.filter(|n| *n >= SHARED_SAID)),
        primary: item.question.primary,
        values: form.values.clone(),
        trend: if is_followed { None } else { trend::of(series, &form, &rounds, input.language) },
        rounds,
        changes,
    };
    Some(Compared { line, series, steps })
}

fn scale_name(kind: ScaleKind) -> &'static str {
    match kind {
        ScaleKind::Ordinal => "ordinal",
        ScaleKind::Nominal => "nominal",
    }
}

/// How many people answered in both rounds, where anybody did; in a group it is not known, only that there may be some.
fn shared(input: &Input, by: &Cell, before: &Counted, after: &Counted) -> Option<u64> {
    let people = shared_people(input, &before.input.round.key, &after.input.round.key)?;
    Some(if by.is_empty() && people >= SHARED_SAID { people } else { 0 })
}

/// How many people answered in both of these rounds, where anybody did.
pub(super) fn shared_people(input: &Input, one: &str, other: &str) -> Option<u64> {
    let is_pair = |pair: &&(String, String, u64)| (pair.0 == one && pair.1 == other) || (pair.0 == other && pair.1 == one);
    input.shared.iter().find(is_pair).map(|pair| pair.2).filter(|people| *people > 0)
}

/// One round's figures as far as they are shown.
pub(super) fn round(
    by: &Cell,
    counted: &Counted,
    asked: (&str, Option<&Item>),
    judged: Option<&Judged>,
    form: &Form,
) -> QuestionRound {
    let (known_as, item) = asked;
    let at = counted.lattice.find(by);
    let mut line = QuestionRound {
        round: counted.input.round.key.clone(),
        key: item.map(|item| item.key.clone()).filter(|key| key != known_as),
        base: None,
        n: None,
        not_shown: None,
        counts: None,
        values: None,
        missing: None,
        mean: None,
        sd: None,
        top_box: None,
        weighted: None,
        hidden: None,
        told_by_whole: false,
        absent: (judged.is_none() && item.is_some()).then(|| "not-published".to_owned()),
        own: None,
    };
    let Some(judged) = judged else { return line };
    let shown = at.map_or(Shown::Nothing, |at| judged.shown[at]);
    line.hidden = (shown != Shown::All).then(|| "withheld".to_owned());
    line.told_by_whole = at.is_some_and(|at| judged.told[at]);
    line.values = (judged.form.values != form.values).then(|| judged.form.values.clone());
    if judged.own.values != judged.form.values {
        let counts = at.filter(|_| shown == Shown::All).map(|at| judged.original[at].counts.clone());
        line.own = Some(OwnScale { values: judged.own.values.clone(), counts });
    }
    let Some(at) = at.filter(|_| shown != Shown::Nothing) else { return line };
    let figures = &judged.figures[at];
    line.base = Some(figures.base());
    line.n = Some(figures.n);
    line.not_shown = Some(figures.not_shown);
    let [not_answered, dont_know, not_applicable, declined] = figures.missing;
    line.missing = Some(MissingCounts { not_answered, dont_know, not_applicable, declined });
    // On merged options a top box could tell more of the round's own options than its own summary may.
    let merged = judged.own.values != judged.form.values;
    if !judged.form.top.is_empty() && (shown == Shown::All || !merged) {
        line.top_box = measure::top_share(&judged.form, side(by, counted, judged, at));
    }
    if let Measure::Number(unit) = judged.form.measure {
        let moments = measure::moments(unit, figures);
        line.mean = moments.map(|moments| moments.mean);
        line.sd = moments.filter(|_| shown == Shown::All).map(|moments| moments.sd);
    }
    let is_counted = !matches!(judged.form.measure, Measure::Number(_) | Measure::Words);
    line.counts = (shown == Shown::All && is_counted).then(|| figures.counts.clone());
    line
}

/// The figures with the number of people, where everybody was shown the question and no more answered than there are.
fn side<'a>(by: &Cell, counted: &Counted, judged: &'a Judged, at: usize) -> Side<'a> {
    let figures = &judged.figures[at];
    let people = counted.people(by).filter(|people| figures.not_shown == 0 && figures.n <= *people);
    Side { figures, people }
}

struct Step<'a> {
    by: &'a Cell,
    rounds: (&'a Counted<'a>, &'a Counted<'a>),
    judged: (&'a Option<Judged>, &'a Option<Judged>),
    at: (Option<usize>, Option<usize>),
    /// The same people, where the question is to be followed by them.
    followed: Option<&'a Followed>,
    /// The weights of both rounds, where answers are weighted.
    weights: Option<(&'a Weights, &'a Weights)>,
}

impl Step<'_> {
    fn change(&self, series: &Series, place: usize, lines: (&QuestionRound, &QuestionRound), language: Language) -> Change {
        let measured = self.measured(series, place);
        let (code, measured) = match measured {
            Ok(measured) => (None, measured),
            Err(code) => (Some(code), Measured::default()),
        };
        let mut change = Change {
            from: lines.0.round.clone(),
            to: lines.1.round.clone(),
            test: measured.test,
            effect: measured.effect,
            top_box: measured.top_box,
            shape: measured.shape,
            options: measured.options,
            moved: measured.moved,
            beside: measured.beside,
            detectable: measured.detectable,
            refused: None,
            dont_know: None,
            code_list: None,
            sentence: String::new(),
            level: None,
            reasons: Vec::new(),
        };
        if let Some(step) = &series.steps[place - 1] {
            change.level = step.level;
            change.code_list = step.regrouped.as_ref().map(Regrouped::of);
            change.reasons = step.differences.iter().map(|found| found.reason).collect();
        }
        if series.is_comparable(place - 1) {
            change.dont_know = dont_know(lines.0, lines.1);
        }
        let waiting = self.rounds.0.input.waiting || self.rounds.1.input.waiting;
        let words =
            Words { waiting, series, place, form: self.judged.1.as_ref().map(|judged| &judged.form), shared: None, language };
        change.refused = code.and_then(|code| words.place(lines).map(|at| Refusal { code, text: sentence::refusal(code, &at) }));
        change
    }

    /// Whether all of both rounds are the same people; of what is withheld it is never said, so that it tells nothing.
    fn is_everybody(&self, change: &Change) -> bool {
        let Some(followed) = self.followed else { return true };
        let told = change.refused.as_ref().is_none_or(|refusal| refusal.code == RefusalCode::CannotReachLevel);
        told && self.at.1.and_then(|at| followed.group(at)).is_some_and(Group::is_everybody)
    }

    fn measured(&self, series: &Series, place: usize) -> Result<Measured, RefusalCode> {
        if !series.is_comparable(place - 1) || self.judged.0.is_none() || self.judged.1.is_none() {
            return Err(RefusalCode::NotComparable);
        }
        let ((Some(before), Some(after)), (Some(one), Some(other))) = ((self.judged.0.as_ref(), self.judged.1.as_ref()), self.at)
        else {
            return Err(RefusalCode::Withheld);
        };
        let whole = self.by.is_empty() && !self.rounds.0.input.waiting && !self.rounds.1.input.waiting;
        let nobody = |judged: &Judged, at: usize| judged.says_nobody && judged.figures[at].n == 0;
        if whole && (nobody(before, one) || nobody(after, other)) {
            return Err(RefusalCode::NoAnswers);
        }
        if before.shown[one] != Shown::All || after.shown[other] != Shown::All {
            return Err(RefusalCode::Withheld);
        }
        let (earlier, later) = (side(self.by, self.rounds.0, before, one), side(self.by, self.rounds.1, after, other));
        let people = earlier.people.zip(later.people);
        if let Some(followed) = self.followed {
            let group = followed.group(other).ok_or(RefusalCode::Withheld)?;
            let mut measured = paired::measure(&after.form, group, (&before.figures[one], &after.figures[other]))?;
            if let (Some(top), Some(people)) = (&mut measured.top_box, people) {
                paired::describe(top, group, people);
            }
            return Ok(measured);
        }
        // A group whose answers are withheld can be had from weighted shares, so such a question is compared without weights.
        let weighted = self.weights.and_then(|weights| weighted::measure(&after.form, weights, (before, after)));
        if let Some(weighted) = weighted.filter(|weighted| !matches!(weighted, Err(RefusalCode::Withheld))) {
            let mut measured = weighted?;
            if let Some(top) = measured.top_box.as_mut().filter(|_| people.is_some()) {
                top.without_population = Some("weighted");
            }
            return Ok(measured);
        }
        measure::measure(&after.form, earlier, later)
    }
}

/// The movement of "don't know" as a share of those who were shown the question, if it is large.
fn dont_know(earlier: &QuestionRound, later: &QuestionRound) -> Option<DontKnow> {
    let share = |round: &QuestionRound| {
        let base = round.base.filter(|base| *base > 0)?;
        Some(round.missing?.dont_know as f64 / base as f64)
    };
    let (earlier, later) = (share(earlier)?, share(later)?);
    // Ten points exactly are ten points, whatever the last bit of the quotient says.
    ((later - earlier).abs() >= DONT_KNOW_MOVED - 1e-12).then_some(DontKnow { earlier, later })
}

struct Words<'a> {
    waiting: bool,
    series: &'a Series<'a>,
    place: usize,
    form: Option<&'a Form>,
    shared: Option<u64>,
    language: Language,
}

impl<'a> Words<'a> {
    fn place(&self, rounds: (&'a QuestionRound, &'a QuestionRound)) -> Option<sentence::Place<'a>> {
        let asked = (self.series.items[self.place - 1].is_some(), self.series.items[self.place].is_some());
        Some(sentence::Place {
            item: self.series.items[self.place].as_ref().or_else(|| self.series.item())?,
            form: self.form.unwrap_or(&NOTHING),
            rounds,
            waiting: self.waiting,
            published: (rounds.0.absent.is_none(), rounds.1.absent.is_none()),
            level: self.series.steps[self.place - 1].as_ref().and_then(|step| step.level),
            regrouped: self.series.steps[self.place - 1].as_ref().and_then(|step| step.regrouped.as_ref()),
            only_mode: self.series.is_lowered_by_mode_alone(self.place - 1),
            asked,
            shared: self.shared,
            language: self.language,
        })
    }
}

impl Compared<'_> {
    /// Writes the sentence of every change, once p has been adjusted.
    pub(super) fn put_into_words(&mut self, language: Language) {
        let rounds = &self.line.rounds;
        for (before, change) in self.line.changes.iter_mut().enumerate() {
            let (form, shared) = &self.steps[before];
            // A refusal, which alone would say so, has its words already.
            let waiting = false;
            let words = Words { waiting, series: self.series, place: before + 1, form: form.as_ref(), shared: *shared, language };
            if let Some(place) = words.place((&rounds[before], &rounds[before + 1])) {
                change.sentence = sentence::sentence(change, &place);
            }
        }
    }
}
