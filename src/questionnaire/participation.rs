//! Who takes part, by whose account: papers disagree, so each account stands with its source, and where they differ that is said.

use super::event::Event;
use super::trials::{Municipality, Part, Trial, Trials};
use crate::language::Language;

impl Municipality {
    /// That this is more than one municipality and which, as a sentence; none of a single one.
    #[must_use]
    pub fn members(&self, language: Language) -> Option<String> {
        let codes: Vec<String> = self.codes.iter().map(ToString::to_string).collect();
        if codes.len() < 2 {
            return None;
        }
        let (codes, short, name) = (listed(&codes, language), &self.short, &self.name);
        Some(match language {
            Language::En => format!("{short} is {name} (municipality codes {codes}), which report as one."),
            _ => format!("{short} er {name} (kommunekode {codes}), som indberetter under ét."),
        })
    }
}

impl Part {
    /// The paper that says so, without what is added to it in brackets or behind a semicolon.
    fn paper(&self) -> &str {
        let end = self.source.find([';', '(']).unwrap_or(self.source.len());
        self.source[..end].trim()
    }
}

impl Trial {
    /// What is told of who took part in the trial, or in one of its evaluations: the whole trial's parts belong to each.
    pub fn accounts(&self, evaluation: Option<&str>) -> impl Iterator<Item = &Part> {
        let is_meant =
            move |part: &&Part| evaluation.is_none() || part.evaluation.is_none() || part.evaluation.as_deref() == evaluation;
        self.parts.iter().filter(is_meant)
    }
}

impl Trials {
    /// What happened that may have changed what a trial shows, in the order of time.
    #[must_use]
    pub fn events_of(&self, trial: &str) -> Vec<&Event> {
        let mut events: Vec<&Event> = self.events.iter().filter(|event| event.touches(trial, self)).collect();
        events.sort_by_key(|event| event.date);
        events
    }

    /// The same as a sentence; none where nothing is known to have happened.
    #[must_use]
    pub fn events_told(&self, trial: &str, language: Language) -> Option<String> {
        let told: Vec<String> = self.events_of(trial).into_iter().map(|event| event.told(self, language)).collect();
        let lead = if language == Language::En { "Events" } else { "Begivenheder" };
        (!told.is_empty()).then(|| format!("{lead}: {}.", told.join(" · ")))
    }

    /// The sentences of the joint units among those that take part in a trial.
    #[must_use]
    pub fn members_of(&self, trial: &str, language: Language) -> Vec<String> {
        self.taking_part(trial, None).into_iter().filter_map(|unit| unit.members(language)).collect()
    }

    /// Where the papers disagree on who took part in the whole of a trial and when, a sentence for each that differs from the first.
    #[must_use]
    pub fn disagreements(&self, trial: &Trial, language: Language) -> Vec<String> {
        let mut accounts = trial.parts.iter().filter(|part| part.whole);
        let Some(first) = accounts.next() else { return Vec::new() };
        let short = |keys: &[String], without: &[String]| {
            let units = self.municipalities.iter().filter(|unit| keys.contains(&unit.key) && !without.contains(&unit.key));
            units.map(|unit| unit.short.clone()).collect::<Vec<_>>()
        };
        let mut told = Vec::new();
        for other in accounts {
            let (papers, named) = ((first.paper(), other.paper()), &first.municipalities);
            let missing = short(named, &other.municipalities);
            told.extend((!missing.is_empty()).then(|| differ(&listed(&missing, language), papers, language)));
            let more = short(&other.municipalities, named);
            told.extend((!more.is_empty()).then(|| differ(&listed(&more, language), (papers.1, papers.0), language)));
            if (first.from, first.until) != (other.from, other.until) {
                told.push(match language {
                    Language::En => format!("“{}” and “{}” do not name the same period.", papers.0, papers.1),
                    _ => format!("»{}« og »{}« nævner ikke samme periode.", papers.0, papers.1),
                });
            }
        }
        told
    }
}

fn differ(units: &str, (has, lacks): (&str, &str), language: Language) -> String {
    match language {
        Language::En => format!("The papers disagree: {units} stands in “{has}”, but not in “{lacks}”."),
        _ => format!("Papirerne er ikke enige: {units} står i »{has}«, men ikke i »{lacks}«."),
    }
}

/// Names in a sentence: `a, b og c`.
pub(super) fn listed(names: &[String], language: Language) -> String {
    let and = if language == Language::En { " and " } else { " og " };
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{}{and}{last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::read_trials;

    fn ours() -> Trials {
        read_trials("trials", include_str!("../../surveys/trials.toml")).unwrap()
    }

    #[test]
    fn where_the_papers_disagree_the_difference_is_said_and_nowhere_else() {
        let trials = ours();
        let told = |key: &str| trials.disagreements(trials.trial(key).unwrap(), Language::Da);
        assert_eq!(
            told("ledighedsydelse"),
            [
                "Papirerne er ikke enige: Frederikshavn/Læsø og Vesthimmerland står i »Oversigten over forsøg«, men ikke i »Forsøgets kapitel«."
            ]
        );
        assert_eq!(
            told("laegeattester"),
            [
                "Papirerne er ikke enige: Frederikshavn/Læsø står i »Forsøgets kapitel og lovtabellen«, men ikke i »Oversigten over forsøg«."
            ]
        );
        assert_eq!(
            told("rehabilitering"),
            ["Papirerne er ikke enige: Thisted står i »Oversigten over forsøg«, men ikke i »Lovtabellen«."]
        );
        assert_eq!((told("ressourceforloeb").len(), told("ivaerksaetteri").len()), (1, 1));
        let disagree: Vec<&str> = trials
            .trials
            .iter()
            .filter(|trial| !trials.disagreements(trial, Language::En).is_empty())
            .map(|trial| trial.key.as_str())
            .collect();
        assert_eq!(disagree, ["ledighedsydelse", "rehabilitering", "laegeattester", "ressourceforloeb", "ivaerksaetteri"]);
    }

    #[test]
    fn a_joint_unit_names_its_members_and_a_single_one_is_silent() {
        let trials = ours();
        assert_eq!(trials.municipality("aalborg").unwrap().members(Language::Da), None);
        assert_eq!(
            trials.members_of("uddannelse", Language::Da),
            ["Frederikshavn/Læsø er Frederikshavn Kommune og Læsø Kommune (kommunekode 813 og 825), som indberetter under ét."]
        );
        assert!(trials.members_of("psykolog", Language::En).is_empty());
    }

    #[test]
    fn the_events_of_a_trial_are_those_of_all_and_its_own_in_the_order_of_time() {
        let trials = ours();
        let days = |key: &str| trials.events_of(key).iter().map(|event| event.date.to_string()).collect::<Vec<_>>();
        assert_eq!(days("psykolog"), ["2020-01-01", "2020-03-11"]);
        assert_eq!(days("revalidering"), ["2020-01-01", "2020-01-01", "2020-03-11"]);
    }
}
