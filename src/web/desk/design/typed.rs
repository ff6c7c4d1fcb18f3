//! A design as it is typed into the form, field by field, so that a refused form comes back with what was typed.

use std::collections::BTreeMap;

use super::text_of;
use crate::evaluation::{Bound, Criterion, Design, Heading, LONGEST_STATEMENT, LONGEST_TEXT, Planned, Sense, Source};
use crate::language::Language;
use crate::language::personal::without_person_numbers;
use crate::questionnaire::Audience;
use crate::register::{Amount, Unit};
use crate::web::desk::caller::Admitted;

/// So many criteria, and so much planned evidence, a form takes at most.
const MOST: usize = 60;
/// So many empty rows stand below those that are filled.
pub(super) const EMPTY: usize = 2;

/// What is typed.
#[derive(Clone, Default)]
pub(super) struct Typed {
    pub(super) texts: Vec<(Heading, String)>,
    pub(super) unplaced: String,
    pub(super) criteria: Vec<CriterionRow>,
    pub(super) evidence: Vec<PlannedRow>,
}

/// A criterion as it is typed.
#[derive(Clone, Default)]
pub(super) struct CriterionRow {
    pub(super) number: String,
    pub(super) statement: String,
    /// `questionnaire/question`.
    pub(super) question: String,
    pub(super) measure: String,
    pub(super) sense: String,
    pub(super) threshold: String,
}

/// Planned evidence as it is typed.
#[derive(Clone, Default)]
pub(super) struct PlannedRow {
    pub(super) source: String,
    pub(super) audience: String,
    pub(super) when: String,
    pub(super) note: String,
}

/// Something that cannot be saved as it is: in which field, and what to do.
pub(super) struct Wrong {
    pub(super) field: String,
    pub(super) words: String,
}

/// What a criterion can be measured by.
pub(super) struct Measures {
    /// Questions with a scale: `questionnaire/question`, and their words.
    pub(super) questions: Vec<(String, String)>,
    /// The register figures' measures with their units.
    pub(super) register: Vec<(String, Unit)>,
}

impl Typed {
    /// What a design looks like in the form.
    pub(super) fn of(design: &Design) -> Self {
        let criterion = |criterion: &Criterion| {
            let row = CriterionRow {
                number: criterion.number.to_string(),
                statement: criterion.statement.clone(),
                ..CriterionRow::default()
            };
            match &criterion.bound {
                None => row,
                Some(Bound::Question { questionnaire, question, sense, percent }) => CriterionRow {
                    question: format!("{questionnaire}/{question}"),
                    sense: sense.name().to_owned(),
                    threshold: format!("{percent} %"),
                    ..row
                },
                Some(Bound::Register { measure, sense, threshold }) => CriterionRow {
                    measure: measure.clone(),
                    sense: sense.name().to_owned(),
                    threshold: format!("{} {}", threshold.written_danish(), unit_sign(threshold.unit)).trim().to_owned(),
                    ..row
                },
            }
        };
        let planned = |planned: &Planned| PlannedRow {
            source: planned.source.name().to_owned(),
            audience: planned.audience.map_or("", Audience::name).to_owned(),
            when: planned.when.words(Language::Da),
            note: planned.note.clone(),
        };
        Self {
            texts: Heading::ALL.into_iter().map(|heading| (heading, design.text(heading).to_owned())).collect(),
            unplaced: design.unplaced.clone(),
            criteria: design.criteria.iter().map(criterion).collect(),
            evidence: design.evidence.iter().map(planned).collect(),
        }
    }

    /// What was sent.
    pub(super) fn sent(admitted: &Admitted) -> Self {
        let is_there = |name: &str| admitted.form.iter().any(|(field, _)| field == name);
        let line = |name: String| {
            let line = admitted.field(&name).split_whitespace().collect::<Vec<_>>().join(" ");
            without_person_numbers(&line, Language::Da).into_owned()
        };
        let criteria = (0..MOST).take_while(|at| is_there(&format!("statement-{at}"))).map(|at| CriterionRow {
            number: line(format!("number-{at}")),
            statement: line(format!("statement-{at}")),
            question: line(format!("question-{at}")),
            measure: line(format!("measure-{at}")),
            sense: line(format!("sense-{at}")),
            threshold: line(format!("threshold-{at}")),
        });
        let evidence = (0..MOST).take_while(|at| is_there(&format!("when-{at}"))).map(|at| PlannedRow {
            source: line(format!("source-{at}")),
            audience: line(format!("audience-{at}")),
            when: line(format!("when-{at}")),
            note: line(format!("note-{at}")),
        });
        Self {
            texts: Heading::ALL.into_iter().map(|heading| (heading, text_of(admitted, heading.name()))).collect(),
            unplaced: text_of(admitted, "unplaced"),
            criteria: criteria.collect(),
            evidence: evidence.collect(),
        }
    }

    /// Empty rows below those that are filled.
    pub(super) fn with_room(mut self, rows: usize) -> Self {
        let filled = self.criteria.iter().rposition(|row| !row.is_empty()).map_or(0, |last| last + 1);
        self.criteria.resize_with((filled + rows).min(MOST), CriterionRow::default);
        let filled = self.evidence.iter().rposition(|row| !row.is_empty()).map_or(0, |last| last + 1);
        self.evidence.resize_with((filled + rows).min(MOST), PlannedRow::default);
        self
    }

    /// The design, or all that is wrong with it.
    pub(super) fn read(&self, measures: &Measures, language: Language) -> Result<Design, Vec<Wrong>> {
        let english = language == Language::En;
        let say = |danish: &str, english_words: &str| if english { english_words } else { danish }.to_owned();
        let mut wrong = Vec::new();
        let long = say("Teksten er for lang. Forkort den.", "The text is too long. Shorten it.");
        let mut texts = BTreeMap::new();
        for (heading, text) in self.texts.iter().filter(|(_, text)| !text.is_empty()) {
            if text.chars().count() > LONGEST_TEXT {
                wrong.push(Wrong { field: heading.name().to_owned(), words: long.clone() });
            }
            texts.insert(*heading, text.clone());
        }
        if self.unplaced.chars().count() > 5 * LONGEST_TEXT {
            wrong.push(Wrong { field: "unplaced".to_owned(), words: long });
        }
        let mut design = Design { texts, unplaced: self.unplaced.clone(), ..Design::default() };
        // Numbers are given once all that have one are known.
        let kept = |row: &CriterionRow| row.number.parse::<u32>().ok().filter(|number| (1..100_000).contains(number));
        let mut next = self.criteria.iter().filter_map(kept).max().unwrap_or(0) + 1;
        for (at, row) in self.criteria.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            match row.read(at, measures, language) {
                Ok(bound) => {
                    let own = kept(row).filter(|number| design.criteria.iter().all(|other| other.number != *number));
                    let number = own.unwrap_or_else(|| {
                        next += 1;
                        next - 1
                    });
                    design.criteria.push(Criterion { number, statement: row.statement.clone(), bound });
                }
                Err(found) => wrong.push(found),
            }
        }
        for (at, row) in self.evidence.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
            match row.read(at, language) {
                Ok(planned) => design.evidence.push(planned),
                Err(found) => wrong.push(found),
            }
        }
        if wrong.is_empty() { Ok(design) } else { Err(wrong) }
    }
}

/// A unit as it is typed behind a threshold; nothing of a count.
fn unit_sign(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::Count => "",
        other => other.words(Language::Da),
    }
}

impl CriterionRow {
    fn is_empty(&self) -> bool {
        [&self.statement, &self.question, &self.measure, &self.threshold].into_iter().all(String::is_empty)
    }

    /// What it is bound to.
    fn read(&self, at: usize, measures: &Measures, language: Language) -> Result<Option<Bound>, Wrong> {
        let wrong = |field: &str, danish: &str, english: &str| {
            let words = if language == Language::En { english } else { danish };
            Err(Wrong { field: format!("{field}-{at}"), words: words.to_owned() })
        };
        if self.statement.is_empty() {
            return wrong("statement", "Skriv, hvornår forsøget er lykkedes.", "Write when the trial has succeeded.");
        }
        if self.statement.chars().count() > LONGEST_STATEMENT || self.measure.chars().count() > 200 {
            return wrong("statement", "Kriteriet er for langt. Del det i to.", "The criterion is too long. Divide it in two.");
        }
        if self.question.is_empty() && self.measure.is_empty() {
            if self.threshold.is_empty() {
                return Ok(None);
            }
            return wrong(
                "question",
                "Vælg et spørgsmål eller et registertal, som grænsen gælder for.",
                "Choose a question or a register measure that the threshold is of.",
            );
        }
        if !self.question.is_empty() && !self.measure.is_empty() {
            return wrong(
                "measure",
                "Vælg enten et spørgsmål eller et registertal.",
                "Choose either a question or a register measure.",
            );
        }
        let Some(sense) = Sense::from_name(&self.sense) else {
            return wrong("sense", "Vælg, om det er mindst eller højst.", "Choose whether it is at least or at most.");
        };
        if self.measure.is_empty() {
            let bare = self.threshold.trim_end_matches('%').trim();
            let Some(percent) = bare.parse::<u8>().ok().filter(|percent| *percent <= 100) else {
                return wrong("threshold", "Skriv en grænse fra 0 til 100 %.", "Write a threshold from 0 to 100%.");
            };
            let known = measures.questions.iter().any(|(key, _)| *key == self.question);
            let Some((questionnaire, question)) = self.question.split_once('/').filter(|_| known) else {
                return wrong("question", "Vælg et spørgsmål fra listen.", "Choose a question of the list.");
            };
            return Ok(Some(Bound::Question {
                questionnaire: questionnaire.to_owned(),
                question: question.to_owned(),
                sense,
                percent,
            }));
        }
        let known = measures.register.iter().find(|(name, _)| *name == self.measure).map(|(_, unit)| *unit);
        match threshold(&self.threshold, known.unwrap_or(Unit::Count)) {
            Some(threshold) => Ok(Some(Bound::Register { measure: self.measure.clone(), sense, threshold })),
            None => wrong(
                "threshold",
                "Skriv grænsen som et tal, for eksempel 60 % eller 15 måneder.",
                "Write the threshold as a number, such as 60% or 15 months.",
            ),
        }
    }
}

/// A number, with its unit where that is not the measure's.
fn threshold(text: &str, unit: Unit) -> Option<Amount> {
    let cut = text.find(|sign: char| sign.is_alphabetic() || sign == '%').unwrap_or(text.len());
    let (number, named) = text.split_at(cut);
    let unit = if named.is_empty() { unit } else { Unit::parse(named)? };
    Amount::parse(number.trim(), unit).ok()
}

impl PlannedRow {
    fn is_empty(&self) -> bool {
        [&self.source, &self.audience, &self.when, &self.note].into_iter().all(String::is_empty)
    }

    fn read(&self, at: usize, language: Language) -> Result<Planned, Wrong> {
        let wrong = |field: &str, danish: &str, english: &str| {
            let words = if language == Language::En { english } else { danish };
            Err(Wrong { field: format!("{field}-{at}"), words: words.to_owned() })
        };
        let Some(source) = Source::from_name(&self.source) else {
            return wrong("source", "Vælg, hvor belægget kommer fra.", "Choose where the evidence comes from.");
        };
        let audience = match source {
            // Managers read cases.
            Source::Cases => Some(Audience::Manager),
            source if source.has_audience() => match Audience::from_name(&self.audience) {
                Some(audience) => Some(audience),
                None => return wrong("audience", "Vælg, hvem der spørges.", "Choose who is asked."),
            },
            _ => None,
        };
        let Some(when) = Planned::when(&self.when) else {
            return wrong(
                "when",
                "Skriv hvornår: juni 2020, 3. kvartal 2020, 2. halvår 2020 eller 2020.",
                "Write when: 2020-06, 2020-Q3, 2020-H2 or 2020.",
            );
        };
        if self.note.chars().count() > LONGEST_STATEMENT {
            return wrong("note", "Bemærkningen er for lang.", "The note is too long.");
        }
        Ok(Planned { source, audience, when, note: self.note.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_has_the_unit_that_is_written_or_that_of_its_measure() {
        let words = |text: &str, unit| threshold(text, unit).map(|amount| amount.words(Language::Da));
        assert_eq!(words("60 %", Unit::Count).as_deref(), Some("60\u{a0}%"));
        assert_eq!(words("15 måneder", Unit::Count).as_deref(), Some("15\u{a0}måneder"));
        assert_eq!(words("1.500", Unit::Count).as_deref(), Some("1.500"));
        assert_eq!(words("2,5", Unit::Months).as_deref(), Some("2,5\u{a0}måneder"));
        assert_eq!((words("mange", Unit::Count), words("", Unit::Count), words("5 æbler", Unit::Count)), (None, None, None));
    }

    #[test]
    fn what_a_design_looks_like_in_the_form_reads_back_as_the_design() {
        let register = Bound::Register {
            measure: "Progression".to_owned(),
            sense: Sense::AtLeast,
            threshold: Amount::parse("60", Unit::Percent).unwrap(),
        };
        let question = Bound::Question {
            questionnaire: "mentor-caseworkers".to_owned(),
            question: "simplified".to_owned(),
            sense: Sense::AtMost,
            percent: 40,
        };
        let criterion = |number, bound| Criterion { number, statement: "Noget er bedre.".to_owned(), bound };
        let design = Design {
            texts: [(Heading::Rules, "Kravet om møder.".to_owned())].into(),
            unplaced: "Bilag".to_owned(),
            criteria: vec![criterion(7, Some(register)), criterion(2, Some(question)), criterion(3, None)],
            evidence: vec![
                Planned {
                    source: Source::Survey,
                    audience: Some(Audience::Citizen),
                    when: Planned::when("2020-H1").unwrap(),
                    note: "Samme spørgsmål".to_owned(),
                },
                Planned {
                    source: Source::Register,
                    audience: None,
                    when: Planned::when("juli 2020").unwrap(),
                    note: String::new(),
                },
            ],
        };
        let measures =
            Measures { questions: vec![("mentor-caseworkers/simplified".to_owned(), String::new())], register: Vec::new() };
        let read = Typed::of(&design).with_room(EMPTY).read(&measures, Language::Da);
        assert_eq!(read.ok(), Some(design.clone()));
        // A question that is no longer on the list is said to be so.
        let none = Measures { questions: Vec::new(), register: Vec::new() };
        let wrong = Typed::of(&design).read(&none, Language::Da).err().unwrap();
        assert_eq!(wrong.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["question-1"]);
    }
}
