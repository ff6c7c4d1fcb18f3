//! In which order the joint report tells of trials: theme by theme, in each those that are recommended, those that are law, and the others.

use jiff::civil::Date;

use crate::evaluation::Verdict;
use crate::language::{Language, number};
use crate::questionnaire::{Outcome, Status, Trial, Trials};
use crate::store::KeptRecommendation;

/// The trials of a theme that stand together.
pub(super) struct Together<'a> {
    /// The key of the theme.
    pub(super) theme: &'a str,
    /// What is recommended of them, or what became of them.
    pub(super) verdict: Verdict,
    /// The trials, in the order of their numbers.
    pub(super) trials: Vec<&'a Trial>,
}

/// The verdict by which a trial stands: of several evaluations the best, and without any what became of it.
fn verdict(trial: &Trial, recommended: &[KeptRecommendation]) -> Verdict {
    let own = recommended.iter().filter(|one| one.trial == trial.key);
    own.map(|one| one.recommendation.verdict).min().unwrap_or(match trial.outcome {
        Outcome::Extended => Verdict::Recommended,
        Outcome::Law | Outcome::PartlyLaw => Verdict::Law,
        Outcome::Stopped | Outcome::None => Verdict::TooLittle,
    })
}

/// All trials, in the order of themes, verdicts and numbers.
pub(super) fn ordered<'a>(trials: &'a Trials, recommended: &[KeptRecommendation]) -> Vec<Together<'a>> {
    let mut found = Vec::new();
    for theme in &trials.themes {
        for verdict in Verdict::ALL {
            let stands = |trial: &&Trial| trial.theme == theme.key && self::verdict(trial, recommended) == verdict;
            let mut own: Vec<&Trial> = trials.trials.iter().filter(stands).collect();
            own.sort_by_key(|trial| trial.number);
            if !own.is_empty() {
                found.push(Together { theme: &theme.key, verdict, trials: own });
            }
        }
    }
    found
}

/// What the trials have in common that stand together.
pub(super) fn heading(verdict: Verdict, language: Language) -> &'static str {
    let (danish, english) = match verdict {
        Verdict::Recommended => ("Forsøg, der anbefales eller er forlænget", "Trials that are recommended or were extended"),
        Verdict::Law => ("Forsøg, der helt eller delvist er blevet lov", "Trials that became law, wholly or in part"),
        Verdict::TooLittle => {
            ("Forsøg med for lidt belæg, eller som er stoppet", "Trials with too little evidence, or that were stopped")
        }
    };
    if language == Language::En { english } else { danish }
}

/// What was known on a day of what became of a trial: until it is decided, and as long as its parts last where it was not, it runs.
pub(in crate::export) fn outcome_on(trial: &Trial, on: Date, language: Language) -> String {
    let is_open = match trial.outcome {
        Outcome::None => trial.parts.iter().filter_map(|part| part.until).max().is_some_and(|until| on <= until),
        _ => trial.outcome_date.is_some_and(|decided| on < decided),
    };
    if !is_open || trial.status == Status::NotStarted {
        return outcome(trial, language);
    }
    let (danish, english) = if on < trial.in_force {
        ("Forsøget er ikke begyndt.", "The trial has not begun.")
    } else {
        ("Forsøget kører.", "The trial runs.")
    };
    if language == Language::En { english } else { danish }.to_owned()
}

/// What became of a trial, and until when it ran or runs where its parts tell that.
pub(in crate::export) fn outcome(trial: &Trial, language: Language) -> String {
    let english = language == Language::En;
    let (danish, in_english) = match (trial.status, trial.outcome) {
        (Status::NotStarted, _) => ("Forsøget kom ikke i gang", "The trial never started"),
        (_, Outcome::Extended) => ("Forsøget er forlænget", "The trial was extended"),
        (_, Outcome::Stopped) => ("Forsøget er stoppet", "The trial was stopped"),
        (_, Outcome::Law) => ("Forsøget er blevet lov", "The trial became law"),
        (_, Outcome::PartlyLaw) => ("Forsøget er delvist blevet lov", "The trial became law in part"),
        (Status::Running, Outcome::None) => ("Forsøget kører", "The trial runs"),
        (Status::Ended, Outcome::None) => ("Forsøget er slut", "The trial has ended"),
    };
    let became = if english { in_english } else { danish };
    let until = trial.parts.iter().filter_map(|part| part.until).max().filter(|_| trial.status != Status::NotStarted);
    let Some(day) = until.map(|day| number::day(day, language)) else { return format!("{became}.") };
    match (trial.outcome, english) {
        (Outcome::Extended, true) => format!("{became} until {day}."),
        (Outcome::Extended, false) => format!("{became} til {day}."),
        (_, true) => format!("{became}. Its last day: {day}."),
        (_, false) => format!("{became}. Sidste dag: {day}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::Recommendation;
    use crate::questionnaire::read_trials;
    use crate::time::Timestamp;

    fn recommended(trial: &str, evaluation: Option<&str>, verdict: Verdict) -> KeptRecommendation {
        let (text, reason, judged, design) = (String::new(), String::new(), Vec::new(), None);
        KeptRecommendation {
            trial: trial.to_owned(),
            evaluation: evaluation.map(str::to_owned),
            version: 1,
            recommendation: Recommendation { verdict, text, reason, judged, design },
            hash: String::new(),
            by: "Kirsten".to_owned(),
            at: Timestamp(0),
            approvals: Vec::new(),
        }
    }

    fn told(recommended: &[KeptRecommendation]) -> Vec<(String, Verdict, Vec<u32>)> {
        let trials = read_trials("trials.toml", include_str!("../../../../surveys/trials.toml")).unwrap();
        let together = ordered(&trials, recommended);
        together
            .iter()
            .map(|one| (one.theme.to_owned(), one.verdict, one.trials.iter().map(|trial| trial.number).collect()))
            .collect()
    }

    #[test]
    fn without_recommendations_trials_stand_by_what_became_of_them() {
        let told = told(&[]);
        let of = |theme: &str| {
            told.iter().filter(|(of, ..)| of == theme).map(|(_, verdict, own)| (*verdict, own.clone())).collect::<Vec<_>>()
        };
        assert_eq!(
            of("A"),
            [(Verdict::Recommended, vec![1, 2, 7]), (Verdict::Law, vec![3, 4, 5]), (Verdict::TooLittle, vec![6, 8]),]
        );
        assert_eq!(of("C"), [(Verdict::Recommended, vec![14]), (Verdict::TooLittle, vec![13, 15])]);
        let all: usize = told.iter().map(|(_, _, own)| own.len()).sum();
        assert_eq!(all, 18);
    }

    #[test]
    fn what_became_of_a_trial_is_told_from_the_day_on_which_it_was_decided() {
        let trials = read_trials("trials.toml", include_str!("../../../../surveys/trials.toml")).unwrap();
        let on = |trial: &str, day: &str| outcome_on(trials.trial(trial).unwrap(), day.parse().unwrap(), Language::Da);
        assert_eq!(on("samtaler", "2017-01-01"), "Forsøget er ikke begyndt.");
        assert_eq!(on("samtaler", "2019-06-30"), "Forsøget kører.");
        assert_eq!(on("samtaler", "2021-12-31"), "Forsøget er forlænget til 31. december 2022.");
        assert_eq!(on("mentor", "2019-12-31"), "Forsøget kører.");
        assert_eq!(on("mentor", "2020-01-01"), "Forsøget er blevet lov. Sidste dag: 31. december 2019.");
        assert_eq!(on("integration", "2021-06-30"), "Forsøget kører.");
        assert_eq!(on("uddannelsespaalaeg", "2019-06-30"), "Forsøget kom ikke i gang.");
        assert!(trials.trials.iter().all(|trial| (trial.outcome == Outcome::None) == trial.outcome_date.is_none()));
    }

    #[test]
    fn a_recommendation_goes_before_what_became_of_a_trial_and_the_best_of_two_evaluations_counts() {
        let told = told(&[
            recommended("samtaler", Some("forsikrede"), Verdict::TooLittle),
            recommended("samtaler", Some("oevrige"), Verdict::Law),
            recommended("ledighedsydelse", None, Verdict::TooLittle),
        ]);
        let law = told.iter().find(|(theme, verdict, _)| theme == "A" && *verdict == Verdict::Law).unwrap();
        assert_eq!(law.2, [1, 3, 4, 5]);
        let few = told.iter().find(|(theme, verdict, _)| theme == "A" && *verdict == Verdict::TooLittle).unwrap();
        assert_eq!(few.2, [2, 6, 8]);
    }
}
