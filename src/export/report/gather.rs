//! What a report is made of: the closed rounds of a trial, compared questionnaire by questionnaire.

use std::sync::Arc;

use super::cases::Reviewed;
use super::sections::TRIAL;
use crate::compare::rates::is_of_named_persons;
use crate::compare::{Comparison, divisions, offers};
use crate::config::Privacy;
use crate::export::comparison::Words;
use crate::export::rates::Told;
use crate::fieldwork::Round;
use crate::language::Language;
use crate::questionnaire::{Audience, Municipality, Trial, Trials, Version};
use crate::register::Reported;
use crate::store::{
    CannotCompare, Compared, Comparing, Document, Error, KeptDesign, KeptRecommendation, PublishedVersion, ReportProse, Store,
};
use crate::time::Timestamp;

/// Which report is wanted.
pub struct Wanted<'a> {
    /// The trial's key.
    pub trial: &'a str,
    /// The evaluation, where the trial has several.
    pub evaluation: Option<&'a str>,
    /// The keys of the rounds; none: every closed round.
    pub rounds: &'a [String],
    /// The background columns by which the answers of the whole are weighted, of each questionnaire that has them.
    pub weight_by: &'a [String],
    /// The reporting unit, for its own sheet beside the whole.
    pub unit: Option<&'a str>,
    /// The small-number rules of this installation.
    pub privacy: &'a Privacy,
    /// The language.
    pub language: Language,
    /// The present, which tells whether a round is closed; it stands nowhere in the report.
    pub now: Timestamp,
}

/// Why there can be no such report: wrong usage.
pub enum CannotReport {
    /// What cannot be compared.
    Comparing(CannotCompare),
    /// The round still takes answers.
    NotClosed(String),
    /// No such reporting unit takes part.
    UnknownUnit(String, Vec<String>),
}

impl From<CannotCompare> for CannotReport {
    fn from(wrong: CannotCompare) -> Self {
        Self::Comparing(wrong)
    }
}

impl CannotReport {
    /// What is wrong and what to do.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        match (self, language) {
            (Self::Comparing(wrong), _) => wrong.sentence(language),
            (Self::NotClosed(key), Language::En) => format!("The round {key} is not closed yet."),
            (Self::NotClosed(key), _) => format!("Runden {key} er ikke lukket endnu."),
            (Self::UnknownUnit(key, known), Language::En) => {
                format!("{key:?} takes no part in the trial. Those are {}.", known.join(", "))
            }
            (Self::UnknownUnit(key, known), _) => format!("{key:?} deltager ikke i forsøget. Det gør {}.", known.join(", ")),
        }
    }
}

/// The closed rounds of one questionnaire.
pub(super) struct Part {
    /// What its figures' codes begin with.
    pub(super) code: String,
    pub(super) compared: Compared,
    /// Each round's number among all of its questionnaire, in the order of the comparison.
    pub(super) numbers: Vec<usize>,
    /// How the invitations of each round ended: by name, and in a sentence.
    pub(super) rates: Vec<(Vec<(&'static str, u64)>, String)>,
    /// Whether it can be divided by municipality.
    pub(super) divides: bool,
    /// Where cases are reviewed: what each round shows of them.
    pub(super) reviews: Vec<Reviewed>,
}

pub(super) struct Gathered {
    pub(super) trials: Arc<Trials>,
    pub(super) parts: Vec<Part>,
    /// What the case systems counted, not yet cut to what everybody may see.
    pub(super) figures: Vec<Reported>,
    /// The numbers of figures that were corrected, each with that of the figure in its place.
    pub(super) replaced: Vec<(i64, i64)>,
    /// How it was to be evaluated: the newest version that was frozen.
    pub(super) design: Option<KeptDesign>,
    /// What is recommended: the newest version.
    pub(super) recommendation: Option<KeptRecommendation>,
    /// What people wrote in the trial's own report.
    pub(super) prose: Vec<ReportProse>,
    /// The documents of the trial.
    pub(super) documents: Vec<Document>,
    pub(super) language: Language,
    trial: String,
    pub(super) evaluation: Option<String>,
    unit: Option<String>,
}

/// All rounds of one questionnaire and evaluation.
struct Set {
    code: String,
    rounds: Vec<(Round, Arc<PublishedVersion>)>,
}

pub(super) fn gather(store: &Store, wanted: &Wanted) -> Result<Result<Gathered, CannotReport>, Error> {
    let trials = store.trials()?;
    if let Some(wrong) = unusable(&trials, wanted) {
        return Ok(Err(wrong));
    }
    let mut known = Vec::new();
    for round in store.rounds()? {
        let version = store.version(store.version_id_of(round.id)?)?;
        known.push((round, version));
    }
    for key in wanted.rounds {
        let Some((round, version)) = known.iter().find(|(round, _)| round.key == *key) else {
            return Ok(Err(CannotCompare::UnknownRound(key.clone()).into()));
        };
        if version.version.trial != wanted.trial {
            return Ok(Err(CannotCompare::OtherTrial(key.clone()).into()));
        }
        if wanted.evaluation.is_some() && version.version.evaluation.as_deref() != wanted.evaluation {
            return Ok(Err(CannotCompare::OtherEvaluation(key.clone()).into()));
        }
        if !round.is_closed(wanted.now) {
            return Ok(Err(CannotReport::NotClosed(key.clone())));
        }
    }
    let mut parts = Vec::new();
    for set in sets(known, wanted.trial) {
        match part(store, wanted, &set)? {
            Some(Ok(part)) => parts.push(part),
            Some(Err(wrong)) => return Ok(Err(wrong.into())),
            None => {}
        }
    }
    if let Some(column) = wanted.weight_by.first().filter(|_| !parts.iter().any(|part| !part.comparison().weights.is_empty())) {
        return Ok(Err(CannotCompare::UnknownColumn(column.clone()).into()));
    }
    let mut prose = store.report_proses(TRIAL)?;
    prose.retain(|one| one.trial == wanted.trial && wanted.unit.is_none());
    Ok(Ok(Gathered {
        figures: store.register_figures(wanted.trial)?,
        replaced: store.replaced_figures(wanted.trial)?,
        // They lie beside the report of the whole, and say nothing of one municipality.
        documents: if wanted.unit.is_none() { store.documents(wanted.trial)? } else { Vec::new() },
        prose,
        trials,
        parts,
        design: store.design(wanted.trial, wanted.evaluation)?,
        recommendation: store.recommendation(wanted.trial, wanted.evaluation)?,
        language: wanted.language,
        trial: wanted.trial.to_owned(),
        evaluation: wanted.evaluation.map(str::to_owned),
        unit: wanted.unit.map(str::to_owned),
    }))
}

fn unusable(trials: &Trials, wanted: &Wanted) -> Option<CannotReport> {
    let Some(trial) = trials.trial(wanted.trial) else {
        return Some(CannotCompare::UnknownTrial(wanted.trial.to_owned()).into());
    };
    let known: Vec<String> = trial.evaluations.iter().map(|one| one.key.clone()).collect();
    if let Some(evaluation) = wanted.evaluation.filter(|key| !known.iter().any(|one| one == key)) {
        let none = CannotCompare::NoEvaluations(trial.key.clone());
        return Some(if known.is_empty() { none } else { CannotCompare::UnknownEvaluation(evaluation.to_owned(), known) }.into());
    }
    let units = trials.taking_part(wanted.trial, wanted.evaluation);
    let unit = wanted.unit.filter(|key| !units.iter().any(|unit| unit.key == **key))?;
    Some(CannotReport::UnknownUnit(unit.to_owned(), units.iter().map(|unit| unit.key.clone()).collect()))
}

/// The trial's rounds by questionnaire; the codes are made of all of them, so that a choice of rounds changes none.
fn sets(known: Vec<(Round, Arc<PublishedVersion>)>, trial: &str) -> Vec<Set> {
    let mut known: Vec<_> = known.into_iter().filter(|(_, version)| version.version.trial == trial).collect();
    known.sort_by_key(|(round, _)| (round.questionnaire.clone(), round.opens, round.key.clone()));
    let mut sets: Vec<Set> = Vec::new();
    for (round, version) in known {
        let same = sets.last_mut().filter(|set| set.rounds.iter().any(|(other, _)| other.questionnaire == round.questionnaire));
        if let Some(set) = same {
            set.rounds.push((round, version));
        } else {
            let initials = initials(&round.questionnaire);
            let alike = sets.iter().filter(|set| set.code.trim_end_matches(|c: char| c.is_ascii_digit()) == initials).count();
            sets.push(Set { code: format!("{initials}{}", alike + 1), rounds: vec![(round, version)] });
        }
    }
    sets
}

/// `ledighedsydelse-caseworkers`: LC.
fn initials(key: &str) -> String {
    key.split('-').filter_map(|word| word.chars().next()).map(|first| first.to_ascii_uppercase()).collect()
}

fn part(store: &Store, wanted: &Wanted, set: &Set) -> Result<Option<Result<Part, CannotCompare>>, Error> {
    let is_wanted = |round: &Round, version: &Version| {
        let evaluation = wanted.evaluation.is_none() || version.evaluation.as_deref() == wanted.evaluation;
        let named = wanted.rounds.is_empty() || wanted.rounds.contains(&round.key);
        evaluation && named && round.is_closed(wanted.now)
    };
    let mut chosen: Vec<_> = (1..).zip(&set.rounds).filter(|(_, (round, version))| is_wanted(round, &version.version)).collect();
    if chosen.is_empty() {
        return Ok(None);
    }
    // What was read again is told with the round whose cases they are.
    let readings = store.second_readings()?;
    let ids: Vec<i64> = chosen.iter().map(|(_, (round, _))| round.id).collect();
    chosen.retain(|(_, (round, _))| !readings.iter().any(|(id, first)| *id == round.id && ids.contains(first)));
    let rounds: Vec<String> = chosen.iter().map(|(_, (round, _))| round.key.clone()).collect();
    let divides =
        chosen.iter().all(|(_, (_, version))| version.version.background.iter().any(|column| column.key == "municipality"));
    let offered = |round: &Round, version: &Version| offers(&divisions(round, version), wanted.weight_by);
    let weighs = wanted.unit.is_none() && chosen.iter().all(|(_, (round, version))| offered(round, &version.version));
    let by: Vec<String> = wanted.unit.filter(|_| divides).map(|_| "municipality".to_owned()).into_iter().collect();
    let compared = store.results(&Comparing {
        trial: wanted.trial,
        evaluation: wanted.evaluation,
        rounds: &rounds,
        by: &by,
        linked: false,
        weight_by: if weighs { wanted.weight_by } else { &[] },
        privacy: wanted.privacy,
        language: wanted.language,
        now: wanted.now,
    })?;
    let compared = match compared {
        Ok(compared) => compared,
        Err(wrong) => return Ok(Some(Err(wrong))),
    };
    let mut reviews = Vec::new();
    let of_cases = |version: &Version| version.audience == Audience::Manager;
    for (number, (round, version)) in chosen.iter().filter(|(_, (_, version))| of_cases(&version.version)) {
        match Reviewed::gather(store, wanted, (*number, round, &version.version))? {
            Ok(reviewed) => reviews.push(reviewed),
            Err(wrong) => return Ok(Some(Err(wrong))),
        }
    }
    let mut rates = Vec::new();
    for ((_, (round, _)), line) in chosen.iter().zip(&compared.comparison.rounds) {
        let told = Told::gather(store, wanted.privacy, round, wanted.now)?;
        let mut named: Vec<(&str, u64)> =
            told.named().into_iter().filter_map(|(name, count)| Some((name, count?))).filter(|(_, count)| *count > 0).collect();
        // Without a list behind the round nobody is counted as silent; of the people that there are, the rest are.
        if let Some((people, responses)) = line.population.zip(line.responses).filter(|_| !is_of_named_persons(round)) {
            if named.is_empty() && responses > 0 {
                named.push(("answered", responses));
            }
            named.extend(people.checked_sub(responses).filter(|rest| *rest > 0).map(|rest| ("no-reply", rest)));
        }
        rates.push((named, told.beside_answered(wanted.language)));
    }
    let numbers = chosen.iter().map(|(number, _)| *number).collect();
    Ok(Some(Ok(Part { code: set.code.clone(), compared, numbers, rates, divides, reviews })))
}

impl Part {
    pub(super) fn comparison(&self) -> &Comparison {
        &self.compared.comparison
    }

    pub(super) fn versions(&self) -> Vec<&Version> {
        self.compared.versions.iter().map(|published| &published.version).collect()
    }

    /// The code of a question's figures in the round at this place.
    pub(super) fn reference(&self, question: &str, place: usize) -> String {
        format!("[{}.{question}.{}]", self.code, self.numbers.get(place).copied().unwrap_or_default())
    }
}

impl Gathered {
    pub(super) fn trial(&self) -> Option<&Trial> {
        self.trials.trial(&self.trial)
    }

    pub(super) fn unit(&self) -> Option<&Municipality> {
        self.trials.municipality(self.unit.as_deref()?)
    }

    pub(super) fn trial_name(&self) -> String {
        let Some(trial) = self.trial() else { return self.trial.clone() };
        let evaluation = trial.evaluations.iter().find(|evaluation| Some(&evaluation.key) == self.evaluation.as_ref());
        let name = trial.name.get(self.language);
        evaluation.map_or_else(|| name.to_owned(), |evaluation| format!("{name}: {}", evaluation.name.get(self.language)))
    }

    pub(super) fn words<'a>(&'a self, versions: &'a [&'a Version]) -> Words<'a> {
        Words { versions, trials: &self.trials, language: self.language }
    }

    /// What stands on every sheet where answers are made up.
    pub(super) fn mark(&self) -> Option<String> {
        let made_up = |part: &Part| part.comparison().synthetic || part.reviews.iter().any(Reviewed::is_synthetic);
        let synthetic = self.parts.iter().any(made_up);
        synthetic.then(|| self.words(&[]).synthetic().to_owned())
    }
}
