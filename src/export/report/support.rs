//! What the evidence says for a recommendation: the figures of each criterion of success with their codes, and why they may be too few.
//!
//! The program lays figures beside and suggests; what became of a criterion, and what is recommended, a person writes.

use super::gather::{CannotReport, Gathered, Part, Wanted, gather};
use super::register::seen;
use super::unit::shown;
use crate::compare::{Expected, QuestionComparison, RoundLine, Size};
use crate::evaluation::{Bound, Criterion, Design, Met, Sense};
use crate::language::{Language, filled, number};
use crate::questionnaire::Audience;
use crate::register::{Amount, Line, Measure, Period, Unit};
use crate::store::{Comparing, Error, Store};

/// So many of a hundred are taken to answer where answers are not in yet.
const RESPONSE: f64 = 0.6;

/// What the evidence says.
#[derive(Clone, Debug, Default)]
pub struct Support {
    /// Why the evidence may be too little, each in a sentence.
    pub reasons: Vec<String>,
    /// The figures of each criterion, in the order of the design.
    pub figures: Vec<CriterionFigures>,
}

/// The figures of a criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionFigures {
    /// The criterion's number.
    pub number: u32,
    /// The figures with their codes, a line each; empty where it is bound to no measure.
    pub lines: Vec<String>,
    /// What the figures point to; none where they say nothing of it.
    pub suggests: Option<Met>,
}

/// What the evidence says of the criteria of a design; what cases say only where that may be seen.
pub fn support(
    store: &Store,
    wanted: &Wanted,
    design: Option<&Design>,
    with_cases: bool,
) -> Result<Result<Support, CannotReport>, Error> {
    let mut gathered = match gather(store, wanted)? {
        Ok(gathered) => gathered,
        Err(wrong) => return Ok(Err(wrong)),
    };
    gathered.parts.retain(|part| with_cases || part.reviews.is_empty());
    let reasons = reasons(store, wanted, &gathered)?;
    let figures = design.map(|design| figures(&gathered, design)).unwrap_or_default();
    Ok(Ok(Support { reasons, figures }))
}

/// The figures of every criterion of a design.
pub(super) fn figures(gathered: &Gathered, design: &Design) -> Vec<CriterionFigures> {
    let of = |criterion: &Criterion| {
        let (lines, suggests) = match &criterion.bound {
            None => (Vec::new(), None),
            Some(Bound::Question { questionnaire, question, sense, percent }) => {
                of_question(gathered, (questionnaire, question), (*sense, *percent))
            }
            Some(Bound::Register { measure, sense, threshold }) => of_register(gathered, measure, (*sense, *threshold)),
        };
        CriterionFigures { number: criterion.number, lines, suggests }
    };
    design.criteria.iter().map(of).collect()
}

type Told = (Vec<String>, Option<Met>);

/// Whether the figures meet a threshold, as a person may write it.
fn pointed(is_met: Option<bool>) -> Met {
    match is_met {
        Some(true) => Met::Met,
        Some(false) => Met::NotMet,
        None => Met::CannotBeShown,
    }
}

fn of_question(gathered: &Gathered, (questionnaire, key): (&str, &str), (sense, percent): (Sense, u8)) -> Told {
    let language = gathered.language;
    let english = language == Language::En;
    let is_asked = |part: &&Part| part.comparison().rounds.iter().any(|round| round.questionnaire == questionnaire);
    let found = gathered.parts.iter().filter(is_asked).find_map(|part| {
        let whole = part.comparison().groups.first()?;
        Some((part, whole.questions.iter().find(|question| question.key == key)?))
    });
    let Some((part, question)) = found else {
        let none =
            if english { "No closed round has asked the question." } else { "Ingen lukket runde har stillet spørgsmålet." };
        return (vec![none.to_owned()], Some(Met::CannotBeShown));
    };
    let versions = part.versions();
    let (words, comparison) = (gathered.words(&versions), part.comparison());
    let share = if english { "Share who answered “{top}”:" } else { "Andel, der svarede »{top}«:" };
    let mut lines: Vec<String> = words.top(question).map(|top| filled(share, &[("top", &top)])).into_iter().collect();
    for (place, round) in question.rounds.iter().enumerate() {
        let code = part.reference(&question.key, place);
        lines.push(format!("{}: {} {code}", words.round(comparison, &round.round), shown(comparison, round, &words)));
    }
    // A change that is refused says what the rounds have said.
    lines.extend(question.changes.last().filter(|change| change.refused.is_none()).map(|change| change.sentence.clone()));
    let last = question.rounds.last().and_then(|round| round.top_box.as_ref());
    let is_met = last.and_then(|top| sense.is_met((top.low, top.high), f64::from(percent) / 100.0));
    (lines, Some(pointed(is_met)))
}

fn of_register(gathered: &Gathered, name: &str, (sense, threshold): (Sense, Amount)) -> Told {
    let language = gathered.language;
    let measures = seen(gathered);
    let Some(measure) = measures.iter().find(|measure| measure.name == name) else {
        let none = if language == Language::En {
            "No figure of that measure was entered."
        } else {
            "Der er ikke indberettet tal for det mål."
        };
        return (vec![none.to_owned()], Some(Met::CannotBeShown));
    };
    let mut lines = register_lines(gathered, measure);
    let single = measure.lines.iter().find(|line| line.municipality.is_empty() && line.group.is_empty());
    let single = single.or(measure.lines.first().filter(|_| measure.lines.len() == 1));
    let last = if single.is_some() {
        single.and_then(newest).map(|(_, amount)| amount)
    } else {
        let summed = together(gathered, measure);
        if let Some(amount) = summed {
            let lead = if language == Language::En { "The municipalities together" } else { "Kommunerne tilsammen" };
            lines.push(format!("{lead}: {}.", crate::export::figures::amount(amount, language)));
        }
        summed
    };
    let is_met = last.and_then(|amount| compared(amount, threshold)).and_then(|(is, wanted)| sense.is_met((is, is), wanted));
    (lines, Some(pointed(is_met)))
}

/// The newest figure of a line, where it is shown.
fn newest(line: &Line) -> Option<(Period, Amount)> {
    line.cells.last().and_then(|cell| Some((cell.period, cell.shown?.figure.amount)))
}

/// What all municipalities of the trial have together, where each has a newest figure of the same days and none is withheld.
fn together(gathered: &Gathered, measure: &Measure) -> Option<Amount> {
    let key = &gathered.trial()?.key;
    let of = |unit: &str| measure.lines.iter().find(|line| line.municipality == unit && line.group.is_empty());
    let units = gathered.trials.taking_part(key, gathered.evaluation.as_deref());
    let own: Vec<(Period, Amount)> = units.iter().map(|unit| of(&unit.key).and_then(newest)).collect::<Option<_>>()?;
    let (days, _) = own.first()?;
    own.iter().all(|(period, _)| period == days).then(|| Amount::sum(own.iter().map(|(_, amount)| *amount)))?
}

/// A figure and a threshold as numbers that can be held against each other; none where they count different things.
fn compared(amount: Amount, threshold: Amount) -> Option<(f64, f64)> {
    match (amount.of, threshold.unit) {
        (Some(of), Unit::Percent) if of > 0 => Some((100.0 * amount.number() / of as f64, threshold.number())),
        _ if amount.unit == threshold.unit => Some((amount.number(), threshold.number())),
        _ => None,
    }
}

fn register_lines(gathered: &Gathered, measure: &Measure) -> Vec<String> {
    let language = gathered.language;
    let hidden = if language == Language::En { "not shown" } else { "vises ikke" };
    let cells = measure.lines.iter().flat_map(|line| line.cells.iter().map(move |cell| (line, cell)));
    cells
        .map(|(line, cell)| {
            let who = crate::export::figures::who(line.municipality, line.group, &gathered.trials, language);
            let period = cell.period.words(language);
            match cell.shown {
                Some(one) => {
                    let amount = crate::export::figures::amount(one.figure.amount, language);
                    format!("{who}, {period}: {amount} [{}]", one.code())
                }
                None => format!("{who}, {period}: {hidden}"),
            }
        })
        .collect()
}

/// Why the evidence may be too little.
fn reasons(store: &Store, wanted: &Wanted, gathered: &Gathered) -> Result<Vec<String>, Error> {
    let language = gathered.language;
    let say = |danish, english| if language == Language::En { english } else { danish };
    let mut reasons = Vec::new();
    let figures = &gathered.figures;
    if gathered.parts.is_empty() {
        let none = if figures.is_empty() {
            say("Der er ingen lukkede runder og ingen registertal.", "There are no closed rounds and no register figures.")
        } else {
            say("Der er ingen lukkede runder, kun registertal.", "There are no closed rounds, only register figures.")
        };
        reasons.push(none.to_owned());
    }
    let opens = gathered.parts.iter().flat_map(|part| &part.comparison().rounds).map(|round| round.opens.as_str()).min();
    let before = gathered.trial().is_some_and(|trial| opens.is_some_and(|day| *day < *trial.in_force.to_string()));
    let has_baseline = before || figures.iter().any(|one| one.figure.key.period.is_baseline());
    let has_figures = !gathered.parts.is_empty() || !figures.is_empty();
    if has_figures && !has_baseline {
        let none = say(
            "Der er ikke målt før forsøget, så en ændring fra før kan ikke vises.",
            "Nothing was measured before the trial, so no change from before can be shown.",
        );
        reasons.push(none.to_owned());
    }
    for part in &gathered.parts {
        reasons.extend(of_part(store, wanted, gathered, part)?);
    }
    Ok(reasons)
}

/// How many answered each round of a questionnaire, what of it is not shown, and what so many can show.
fn of_part(store: &Store, wanted: &Wanted, gathered: &Gathered, part: &Part) -> Result<Vec<String>, Error> {
    let language = gathered.language;
    let say = |danish, english| if language == Language::En { english } else { danish };
    let versions = part.versions();
    let (words, comparison) = (gathered.words(&versions), part.comparison());
    let audience = versions.last().map(|version| version.audience);
    let who = match audience {
        Some(Audience::Manager) => say("Gennemgang af sager", "Review of cases"),
        Some(audience) => audience.words(language),
        None => "",
    };
    let told = |line: &RoundLine| {
        let (round, answered) = (words.round(comparison, &line.key).to_lowercase(), words.answered(line).to_lowercase());
        format!("{who}, {round}: {answered}.")
    };
    let mut reasons: Vec<String> = comparison.rounds.iter().map(told).collect();
    let questions: Vec<&QuestionComparison> = comparison.groups.first().into_iter().flat_map(|group| &group.questions).collect();
    let is_hidden = |question: &&&QuestionComparison| question.rounds.last().is_some_and(|round| round.hidden.is_some());
    let hidden = questions.iter().filter(is_hidden).count();
    if hidden > 0 {
        let told = say(
            "{who}: {hidden} af {all} spørgsmål vises ikke, fordi for få har svaret.",
            "{who}: {hidden} of {all} questions are not shown, because too few have answered.",
        );
        let count = |count: usize| number::whole(count as u64, language);
        reasons.push(filled(told, &[("who", who), ("hidden", &count(hidden)), ("all", &count(questions.len()))]));
    }
    if comparison.rounds.len() == 1 {
        let one = say(
            "{who}: Der er kun én lukket runde, så ingen ændring kan vises.",
            "{who}: There is but one closed round, so no change can be shown.",
        );
        reasons.push(filled(one, &[("who", who)]));
        return Ok(reasons);
    }
    let keys: Vec<String> = comparison.rounds.iter().rev().take(2).rev().map(|round| round.key.clone()).collect();
    let expected = Expected { response: RESPONSE, people: None, today: wanted.now.day() };
    let asked = Comparing {
        trial: wanted.trial,
        evaluation: wanted.evaluation,
        rounds: &keys,
        by: &[],
        linked: false,
        weight_by: &[],
        privacy: wanted.privacy,
        language,
        now: wanted.now,
    };
    if let Ok(planned) = store.plan(&asked, &expected)?
        && let Some(all) = planned.plan.groups.first()
        && matches!(all.size, Size::NotShown | Size::None | Size::VeryLarge | Size::Large)
    {
        reasons.push(all.sentence.clone());
    }
    Ok(reasons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_held_against_per_cent_and_months_against_months() {
        let amount = |text: &str, unit| Amount::parse(text, unit).unwrap();
        let sixty = amount("60", Unit::Percent);
        let is_met = |amount: Amount, threshold: Amount| {
            compared(amount, threshold).and_then(|(is, wanted)| Sense::AtLeast.is_met((is, is), wanted))
        };
        assert_eq!(is_met(amount("162 af 270", Unit::Count), sixty), Some(true));
        assert_eq!(is_met(amount("155 af 270", Unit::Count), sixty), Some(false));
        assert_eq!(is_met(amount("15", Unit::Months), amount("14,5", Unit::Months)), Some(true));
        assert_eq!(is_met(amount("15", Unit::Months), sixty), None);
        assert_eq!(is_met(amount("270", Unit::Count), sixty), None);
        assert_eq!([Some(true), Some(false), None].map(pointed), [Met::Met, Met::NotMet, Met::CannotBeShown]);
    }
}
