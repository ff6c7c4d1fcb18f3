//! Why rounds cannot be compared as somebody asked, and what to do.

use crate::language::Language;

/// Why these rounds cannot be compared: wrong usage, not a refusal by numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotCompare {
    /// No such trial.
    UnknownTrial(String),
    /// No such round.
    UnknownRound(String),
    /// Fewer than two rounds.
    TooFewRounds,
    /// The round is named twice.
    SameRoundTwice(String),
    /// The round belongs to another trial.
    OtherTrial(String),
    /// The trial has no evaluations to choose among.
    NoEvaluations(String),
    /// The trial has other evaluations.
    UnknownEvaluation(String, Vec<String>),
    /// The round belongs to another evaluation.
    OtherEvaluation(String),
    /// The rounds ask different questionnaires.
    DifferentQuestionnaires,
    /// More than two background columns.
    TooManyColumns,
    /// The column is named twice.
    SameColumnTwice(String),
    /// Two columns neither of which is the municipality.
    NotCrossed,
    /// The round, its key first, does not offer this division, which was possible.
    NotOffered(String, Vec<String>),
    /// The version has no such background column.
    UnknownColumn(String),
    /// The round is no review of cases.
    NoCases(String),
    /// The round asks another version of the questionnaire than the first.
    OtherVersion(String),
    /// The two rounds read the same cases.
    SameCases(String, String),
}

impl CannotCompare {
    /// What is wrong and what to do.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let english = language == Language::En;
        match self {
            Self::UnknownTrial(key) if english => format!("There is no trial {key:?} among the published trials."),
            Self::UnknownTrial(key) => format!("Der er intet forsøg {key:?} blandt de udgivne forsøg."),
            Self::UnknownRound(key) if english => format!("There is no round {key:?}."),
            Self::UnknownRound(key) => format!("Der er ingen runde {key:?}."),
            Self::TooFewRounds if english => "Name two rounds or more.".to_owned(),
            Self::TooFewRounds => "Nævn to runder eller flere.".to_owned(),
            Self::SameRoundTwice(key) if english => format!("The round {key} is named twice."),
            Self::SameRoundTwice(key) => format!("Runden {key} er nævnt to gange."),
            Self::OtherTrial(key) if english => format!("The round {key} belongs to another trial."),
            Self::OtherTrial(key) => format!("Runden {key} hører til et andet forsøg."),
            Self::NoEvaluations(trial) if english => {
                format!("The trial {trial} has only one evaluation: leave --evaluation out.")
            }
            Self::NoEvaluations(trial) => format!("Forsøget {trial} har kun én evaluering: udelad --evaluation."),
            Self::UnknownEvaluation(key, known) if english => {
                format!("The trial has no evaluation {key:?}. It has {}.", known.join(", "))
            }
            Self::UnknownEvaluation(key, known) => {
                format!("Forsøget har ingen evaluering {key:?}. Det har {}.", known.join(", "))
            }
            Self::OtherEvaluation(key) if english => format!("The round {key} belongs to another evaluation."),
            Self::OtherEvaluation(key) => format!("Runden {key} hører til en anden evaluering."),
            Self::DifferentQuestionnaires if english => {
                "The rounds ask different questionnaires and cannot be compared.".to_owned()
            }
            Self::DifferentQuestionnaires => "Runderne har forskellige spørgeskemaer og kan ikke sammenlignes.".to_owned(),
            Self::TooManyColumns if english => "Divide by two columns at most.".to_owned(),
            Self::TooManyColumns => "Del op efter højst to kolonner.".to_owned(),
            Self::SameColumnTwice(key) if english => format!("The column {key} is named twice."),
            Self::SameColumnTwice(key) => format!("Kolonnen {key} er nævnt to gange."),
            Self::NotCrossed if english => {
                "Cross municipality with one other column: were others crossed with each other too, single answers could be computed."
                    .to_owned()
            }
            Self::NotCrossed => {
                "Kryds kommunen (municipality) med én anden kolonne: blev andre også krydset med hinanden, kunne enkelte svar regnes ud."
                    .to_owned()
            }
            Self::NotOffered(round, columns) if english => format!(
                "{round} was set up without figures by {}: what is withheld was decided without them. Leave the division out.",
                columns.join(" and ")
            ),
            Self::NotOffered(round, columns) => format!(
                "{round} er sat op uden tal fordelt på {}: hvad der holdes tilbage, er afgjort uden dem. Udelad opdelingen.",
                columns.join(" og ")
            ),
            Self::UnknownColumn(key) if english => {
                format!("Answers cannot be divided by {key:?}: the questionnaire has no such background.")
            }
            Self::UnknownColumn(key) => format!("Svarene kan ikke deles op efter {key:?}: skemaet har ingen sådan baggrund."),
            Self::NoCases(key) if english => format!("The round {key} is no review of cases: its questionnaire is not for managers."),
            Self::NoCases(key) => format!("Runden {key} er ikke en gennemgang af sager: dens skema er ikke til ledere."),
            Self::OtherVersion(key) if english => {
                format!("The round {key} has another version of the questionnaire: cases are read again with the same.")
            }
            Self::OtherVersion(key) => format!("Runden {key} har en anden version af skemaet: sager læses igen med den samme."),
            Self::SameCases(one, other) if english => format!(
                "The rounds {one} and {other} read the same cases, so they show no change. The review of cases tells whether the readers agree."
            ),
            Self::SameCases(one, other) => format!(
                "Runderne {one} og {other} har læst de samme sager og viser ingen ændring. Gennemgangen af sager viser, om læserne er enige."
            ),
        }
    }
}
