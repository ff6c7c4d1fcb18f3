//! What every page says of a round: its name in words, how it stands, and how many answered.
//!
//! How many answered a closed round is what a comparison tells of it. It is found out once and kept as long as nothing of closed rounds
//! has come or gone.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use actix_web::web;

use super::caller::Admitted;
use crate::compare::rates::{Dispositions, is_too_few};
use crate::compare::{RoundLine, minimums};
use crate::export::comparison::Words;
use crate::fieldwork::Round;
use crate::language::{Language, number};
use crate::questionnaire::{Audience, Trials, Version};
use crate::store::{Comparing, Error};
use crate::time::Timestamp;

/// For so long after its close an answer that was under way may still come in.
const SETTLING: i64 = 120_000;

/// What is known of a closed round.
#[derive(Clone)]
pub(super) struct Known {
    /// Whether it has too few answers for any figure to be shown.
    pub(super) few: bool,
    /// What a comparison says of it.
    pub(super) line: Option<RoundLine>,
}

/// The closed rounds by their numbers.
pub(super) type Closed = Rc<BTreeMap<i64, Known>>;

/// The same with the stamp under which it was found out. Each worker keeps its own.
#[derive(Default)]
pub(super) struct Kept(RefCell<Option<((i64, i64), Closed)>>);

/// What is known of all closed rounds, also those that the person does not see: what is kept is for everybody.
pub(super) fn closed(admitted: &Admitted) -> Result<Closed, Error> {
    let (store, now) = (&admitted.state.store, admitted.now());
    let stamp = store.closed_stamp()?;
    let mut rounds = store.standing_rounds()?;
    rounds.retain(|(round, _)| round.is_closed(now));
    let kept = admitted.request.app_data::<web::Data<Kept>>();
    if let Some((under, found)) = kept.and_then(|kept| kept.0.borrow().clone())
        && under == stamp
        && rounds.iter().all(|(round, _)| found.contains_key(&round.id))
    {
        return Ok(found);
    }
    let mut found = BTreeMap::new();
    for (round, version) in &rounds {
        let version = &store.version(*version)?.version;
        let few = has_too_few(admitted, round, version)?;
        found.insert(round.id, Known { few, line: line(admitted, round, version)? });
    }
    let found = Rc::new(found);
    let settled = rounds.iter().all(|(round, _)| round.is_closed(Timestamp(now.0 - SETTLING)));
    if let Some(kept) = kept.filter(|_| settled) {
        *kept.0.borrow_mut() = Some((stamp, Rc::clone(&found)));
    }
    Ok(found)
}

fn has_too_few(admitted: &Admitted, round: &Round, version: &Version) -> Result<bool, Error> {
    let (store, minimums) = (&admitted.state.store, minimums(&admitted.state.config.privacy, round, version));
    if let Some(published) = store.published_responses(round)? {
        return Ok(published < minimums.mean);
    }
    let mut ended = Dispositions::default();
    for ((_, outcome), responses) in store.outcomes(round.id)? {
        ended.count(outcome, responses);
    }
    Ok(is_too_few(&ended, version, minimums))
}

/// The round's line in a comparison of it alone.
fn line(admitted: &Admitted, round: &Round, version: &Version) -> Result<Option<RoundLine>, Error> {
    let state = &admitted.state;
    let compared = state.store.results(&Comparing {
        trial: &version.trial,
        evaluation: version.evaluation.as_deref(),
        rounds: std::slice::from_ref(&round.key),
        by: &[],
        linked: false,
        weight_by: &[],
        privacy: &state.config.privacy,
        language: admitted.language,
        now: admitted.now(),
    })?;
    Ok(compared.ok().and_then(|compared| compared.comparison.rounds.first().cloned()))
}

/// How many answered, as short as it can be said: "78 af 93 svarede"; nothing where a comparison does not say it either.
pub(super) fn answered(line: Option<&RoundLine>, language: Language) -> Option<String> {
    let line = line.filter(|line| !line.waiting)?;
    let responses = line.responses?;
    let whole = |count| number::whole(count, language);
    let people = line.population.filter(|people| *people >= responses);
    Some(match (people, language) {
        (Some(people), Language::En) => format!("{} of {} answered", whole(responses), whole(people)),
        (Some(people), _) => format!("{} af {} svarede", whole(responses), whole(people)),
        (None, Language::En) => format!("{} answered", whole(responses)),
        (None, _) => format!("{} svarede", whole(responses)),
    })
}

/// What a trial is called where there is little room: its name up to the dash that explains it.
pub(super) fn short_trial(trials: &Trials, key: &str, language: Language) -> String {
    let name = trials.trial(key).map_or(key, |trial| trial.name.get(language));
    name.split(" – ").next().unwrap_or(name).to_owned()
}

/// Who is asked, as a word; of cases nobody is asked, they are read.
pub(super) fn source(audience: Audience, language: Language) -> &'static str {
    match (audience, language) {
        (Audience::Manager, Language::En) => "Review of cases",
        (Audience::Manager, _) => "Gennemgang af sager",
        (audience, language) => audience.words(language),
    }
}

/// A round within its trial: "Rådgivere, januar 2019".
pub(super) fn within_trial(trials: &Trials, version: &Version, round: &Round, language: Language) -> String {
    let trial = trials.trial(&version.trial);
    let evaluation = trial
        .zip(version.evaluation.as_ref())
        .and_then(|(trial, key)| trial.evaluations.iter().find(|one| one.key == *key).map(|one| one.name.get(language)));
    let month = number::month(round.opens, language);
    let who = source(version.audience, language);
    evaluation.map_or_else(|| format!("{who}, {month}"), |of| format!("{who} ({}), {month}", of.to_lowercase()))
}

/// A round with its trial: "Ledighedsydelse, rådgivere, januar 2019".
pub(super) fn title(trials: &Trials, version: &Version, round: &Round, language: Language) -> String {
    let within = within_trial(trials, version, round, language);
    let within = uncapital(&within);
    format!("{}, {within}", short_trial(trials, &version.trial, language))
}

fn uncapital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The same of a round whose version is not at hand.
pub(super) fn title_of(admitted: &Admitted, round: &Round) -> Result<String, Error> {
    let store = &admitted.state.store;
    let published = store.version(store.version_id_of(round.id)?)?;
    Ok(title(&*store.trials()?, &published.version, round, admitted.language))
}

/// How many answered, at length, as a comparison and a report say it.
pub(super) fn answered_at_length(trials: &Trials, version: &Version, line: &RoundLine, language: Language) -> String {
    Words { versions: &[version], trials, language }.answered(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::read_trials;

    #[test]
    fn no_two_trials_share_their_short_name() {
        let trials = read_trials("trials", include_str!("../../../surveys/trials.toml")).unwrap();
        for language in [Language::Da, Language::En] {
            let mut names: Vec<String> = trials.trials.iter().map(|one| short_trial(&trials, &one.key, language)).collect();
            let all = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), all, "{names:?}");
        }
    }

    #[test]
    fn how_many_answered_is_said_only_where_a_comparison_says_it() {
        let line = RoundLine {
            key: "one".to_owned(),
            questionnaire: "house".to_owned(),
            version: 1,
            opens: "2019-01-07".to_owned(),
            closes: "2019-01-31".to_owned(),
            population: Some(93),
            responses: Some(78),
            open_access: false,
            waiting: false,
        };
        let said = |line: &RoundLine| answered(Some(line), Language::Da);
        assert_eq!(said(&line).as_deref(), Some("78 af 93 svarede"));
        assert_eq!(said(&RoundLine { population: None, ..line.clone() }).as_deref(), Some("78 svarede"));
        assert_eq!(said(&RoundLine { responses: None, ..line.clone() }), None);
        assert_eq!(said(&RoundLine { waiting: true, ..line }), None);
    }
}
