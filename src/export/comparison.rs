//! A comparison's words: what its keys and values are called, taken from the questionnaires and trials that it compares.
//!
//! Every exit (page, file, terminal) takes its words here, so none can call the same thing by another name. A changed question has the
//! words of its later round.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::compare::{
    ApprovalLine, Change, Comparison, EventLine, Group, Level, Linkage, QuestionComparison, QuestionRound, RoundLine,
    choice_words, rates, told_by_whole, withheld,
};
use crate::language::{Language, number};
use crate::questionnaire::{Item, Lasts, Trials, Version, in_these_alone};

/// Where a comparison's words come from.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The version of each round, in the order of the comparison's rounds.
    pub versions: &'a [&'a Version],
    /// The names of trials and municipalities.
    pub trials: &'a Trials,
    /// The language.
    pub language: Language,
}

impl<'a> Words<'a> {
    /// One of two texts, Danish first.
    #[must_use]
    pub fn say<'t>(&self, danish: &'t str, english: &'t str) -> &'t str {
        if self.language == Language::Da { danish } else { english }
    }

    /// The item of a question, from the last round that asked it.
    #[must_use]
    pub fn item(&self, key: &str) -> Option<Item<'a>> {
        self.versions.iter().rev().find_map(|version| version.item(key))
    }

    /// The question, with its item after a colon in a battery.
    #[must_use]
    pub fn question(&self, key: &str) -> String {
        let Some(item) = self.item(key) else { return key.to_owned() };
        let question = item.question.text.get(self.language);
        item.text.map_or_else(|| question.to_owned(), |part| format!("{question} {}", part.get(self.language)))
    }

    /// The words between the question and its choices.
    #[must_use]
    pub fn lead(&self, key: &str) -> Option<&'a str> {
        self.item(key)?.question.lead.as_ref().map(|lead| lead.get(self.language))
    }

    /// The words of a question's options, in the order of these values.
    #[must_use]
    pub fn choices(&self, key: &str, values: &[i64]) -> Vec<String> {
        let item = self.item(key);
        let word =
            |value: &i64| item.as_ref().map_or_else(|| value.to_string(), |item| choice_words(item, *value, self.language));
        values.iter().map(word).collect()
    }

    /// The words of the options that a round's counts stand for: the question's own words, or those of a round that asked otherwise.
    #[must_use]
    pub fn labels(&self, comparison: &Comparison, question: &QuestionComparison, round: &QuestionRound) -> Vec<String> {
        match &round.values {
            Some(values) => self.originals(comparison, question, round, values),
            // What was changed stands side by side, each in its own words.
            None if matches!(question.level.as_deref(), Some("D" | "E")) => {
                self.originals(comparison, question, round, &question.values)
            }
            None => self.choices(&question.key, &question.values),
        }
    }

    /// The words of a round's own options, as they were asked then.
    #[must_use]
    pub fn originals(
        &self,
        comparison: &Comparison,
        question: &QuestionComparison,
        round: &QuestionRound,
        values: &[i64],
    ) -> Vec<String> {
        let place = comparison.rounds.iter().position(|line| line.key == round.round);
        let item = place.and_then(|place| self.versions.get(place)?.item(round.key.as_ref().unwrap_or(&question.key)));
        match item {
            Some(item) => values.iter().map(|value| choice_words(&item, *value, self.language)).collect(),
            None => self.choices(&question.key, values),
        }
    }

    /// The words of the top box, joined by "or"; none where the question has no top box.
    #[must_use]
    pub fn top(&self, question: &QuestionComparison) -> Option<String> {
        let item = self.item(&question.key)?;
        let values = &question.values;
        let ordinal = question.scale.as_deref() == Some("ordinal");
        let top: Vec<i64> = match &item.question.top {
            _ if values.len() == 2 => values[1..].to_vec(),
            Some(top) => values.iter().copied().filter(|value| top.contains(value)).collect(),
            None if ordinal => values[values.len().saturating_sub(if values.len() > 3 { 2 } else { 1 })..].to_vec(),
            None => Vec::new(),
        };
        (!top.is_empty()).then(|| self.choices(&question.key, &top).join(self.say(" eller ", " or ")))
    }

    /// What a round is called where a label begins: its month, or its key where two rounds share a month.
    #[must_use]
    pub fn round(&self, comparison: &Comparison, key: &str) -> String {
        self.month(comparison, key).map_or_else(|| key.to_owned(), |month| capital(&month))
    }

    /// The month in which a round opened, as it stands inside a sentence; none where another round shares it.
    fn month(&self, comparison: &Comparison, key: &str) -> Option<String> {
        let month = |round: &RoundLine| round.opens.parse::<Date>().ok().map(|day| number::month(day, self.language));
        let name = comparison.rounds.iter().find(|round| round.key == key).and_then(month)?;
        let shared = comparison.rounds.iter().filter(|other| month(other).as_ref() == Some(&name)).count() > 1;
        (!shared).then_some(name)
    }

    /// What a group is called: the names of its values, the municipality's first.
    #[must_use]
    pub fn group(&self, group: &Group) -> String {
        self.by(&group.by)
    }

    /// What those with these background values are called.
    #[must_use]
    pub fn by(&self, by: &BTreeMap<String, String>) -> String {
        if by.is_empty() {
            return self.say("Alle", "All").to_owned();
        }
        let (first, others): (Vec<_>, Vec<_>) = by.iter().partition(|(column, _)| *column == "municipality");
        first.into_iter().chain(others).map(|(column, value)| self.background(column, value)).collect::<Vec<_>>().join(", ")
    }

    /// What a background column is called in the middle of a sentence: its question, where it was asked.
    #[must_use]
    pub fn column(&self, column: &str) -> String {
        if column == "municipality" {
            return self.say("kommuner", "municipality").to_owned();
        }
        let quoted = |text: &str| if self.language == Language::Da { format!("»{text}«") } else { format!("“{text}”") };
        self.item(column).map_or_else(|| column.to_owned(), |item| quoted(item.question.text.get(self.language)))
    }

    /// What a group is called where there is little room.
    #[must_use]
    pub fn short_group(&self, group: &Group) -> String {
        let short =
            |(column, value): (&String, &String)| match self.trials.municipality(value).filter(|_| column == "municipality") {
                Some(unit) => unit.short.clone(),
                None => self.background(column, value),
            };
        if group.by.is_empty() { self.group(group) } else { group.by.iter().map(short).collect::<Vec<_>>().join(", ") }
    }

    /// The two rounds of a change: Januar 2019–juni 2020.
    #[must_use]
    pub fn pair(&self, comparison: &Comparison, change: &Change) -> String {
        let to = self.month(comparison, &change.to).unwrap_or_else(|| change.to.clone());
        format!("{}–{to}", self.round(comparison, &change.from))
    }

    /// What a value of a background column is called.
    pub(super) fn background(&self, column: &str, value: &str) -> String {
        if column == "municipality" {
            return self.trials.municipality(value).map_or(value, |unit| &unit.name).to_owned();
        }
        let number = value.parse::<i64>().ok().filter(|_| self.item(column).is_some());
        number.map_or_else(|| value.to_owned(), |number| self.choices(column, &[number]).concat())
    }

    /// The heading: who answered, and when.
    #[must_use]
    pub fn heading(&self, comparison: &Comparison) -> String {
        let who = self.versions.last().map_or("", |version| version.audience.words(self.language));
        let rounds: Vec<String> = comparison
            .rounds
            .iter()
            .map(|round| self.month(comparison, &round.key).unwrap_or_else(|| round.key.clone()))
            .collect();
        let and = self.say(" og ", " and ");
        match rounds.split_last() {
            Some((last, [])) => format!("{who}, {last}"),
            Some((last, before)) => format!("{who}, {}{and}{last}", before.join(", ")),
            None => who.to_owned(),
        }
    }

    /// The name of the trial, and of the evaluation where there are several.
    #[must_use]
    pub fn trial(&self, comparison: &Comparison) -> String {
        let Some(trial) = self.trials.trial(&comparison.trial) else { return comparison.trial.clone() };
        let evaluation = trial.evaluations.iter().find(|evaluation| Some(&evaluation.key) == comparison.evaluation.as_ref());
        let name = trial.name.get(self.language);
        evaluation.map_or_else(|| name.to_owned(), |evaluation| format!("{name}: {}", evaluation.name.get(self.language)))
    }

    /// Of how many it is known that they answered two rounds, with the share of either: the linkage rate.
    #[must_use]
    pub fn linkage(&self, comparison: &Comparison) -> Vec<String> {
        let whole = |count| number::whole(count, self.language);
        let of_round = |(key, responses): (&String, Option<u64>), people: u64| {
            let responses = responses?;
            let share = number::percent(rates::share(people, responses)?, self.language);
            let (of, answers) = (self.say("af", "of"), self.say("svar", "answers"));
            let round = self.round(comparison, key).to_lowercase();
            Some(format!("{} {of} {} {answers} {} {round} ({share})", whole(people), whole(responses), self.say("i", "in")))
        };
        let sentence = |line: &Linkage| {
            let [before, after] = line.responses;
            let rounds = [(&line.from, before), (&line.to, after)].map(|round| of_round(round, line.people));
            let rounds: Vec<String> = rounds.into_iter().flatten().collect();
            let how = match line.by.as_str() {
                "code" => self.say("den kode, som de selv har lavet", "the code that they made up themselves"),
                _ => self.say("en nøgle, der ikke viser, hvem de er", "a key that does not show who they are"),
            };
            if rounds.is_empty() {
                let same = self.say(
                    "personer har svaret i begge runder. De er koblet ved",
                    "people answered both rounds. They are linked by",
                );
                return format!("{} {same} {how}.", whole(line.people));
            }
            let (and, same) = (
                self.say(" og ", " and "),
                self.say("er fra de samme personer, koblet ved", "are from the same people, linked by"),
            );
            format!("{} {same} {how}.", rounds.join(and))
        };
        comparison.linkage.iter().map(sentence).collect()
    }

    /// What is said beside every figure of a round that anybody may answer.
    #[must_use]
    pub fn open_access(&self) -> &'static str {
        if self.language == Language::Da {
            "kan besvares flere gange af samme person"
        } else {
            "can be answered several times by the same person"
        }
    }

    /// What is said wherever answers are made up.
    #[must_use]
    pub fn synthetic(&self) -> &'static str {
        if self.language == Language::Da {
            "Syntetiske svar: opdigtet for at vise, hvordan det virker. De siger intet om nogen."
        } else {
            "Synthetic answers: made up to show how it works. They say nothing about anybody."
        }
    }

    /// What must be known before any figure: that nothing was measured before the trial, and the events between the rounds; none without.
    #[must_use]
    pub fn events(&self, comparison: &Comparison) -> Option<String> {
        let events: Vec<String> = comparison.events.iter().map(|line| self.event(line)).collect();
        let between = self.say("Mellem runderne", "Between the rounds");
        let events = (!events.is_empty()).then(|| format!("{between}: {}.", events.join(" · ")));
        let told: Vec<String> = comparison.no_baseline.clone().into_iter().chain(events).collect();
        (!told.is_empty()).then(|| told.join(" "))
    }

    /// An event between the rounds, with its days and where it happened.
    fn event(&self, line: &EventLine) -> String {
        let within: Vec<String> = self.when(line).into_iter().chain(self.only(line)).collect();
        if within.is_empty() { line.name.clone() } else { format!("{} ({})", line.name, within.join("; ")) }
    }

    fn when(&self, line: &EventLine) -> Option<String> {
        let lasts = match line.until.as_ref().and_then(|day| day.parse().ok()) {
            _ if line.goes_on => Lasts::On,
            None => Lasts::Day,
            Some(day) => Lasts::Until(day),
        };
        Some(lasts.words(line.date.parse().ok()?, self.language))
    }

    fn only(&self, line: &EventLine) -> Option<String> {
        let names: Vec<String> = line.municipalities.iter().map(|key| self.background("municipality", key)).collect();
        in_these_alone(&names, self.language)
    }

    /// What a table has of an event beside its first day and its name: how long, where and by whose account.
    pub(super) fn event_note(&self, line: &EventLine) -> String {
        let days = self.when(line).filter(|_| line.goes_on || line.until.is_some());
        let source = line.source.as_ref().map(|its| format!("{}: {its}", self.say("kilde", "source")));
        days.into_iter().chain(self.only(line)).chain(source).collect::<Vec<_>>().join("; ")
    }

    /// The words of a level, or that the question is new or dropped.
    #[must_use]
    pub fn level(&self, question: &QuestionComparison) -> &'static str {
        let levels = [Level::A, Level::B, Level::C, Level::D, Level::E];
        let found = levels.into_iter().find(|level| Some(level.letter()) == question.level.as_deref());
        match (found, self.language) {
            (Some(level), language) => level.words(language),
            (None, _) => self.unasked(),
        }
    }

    /// What stands in place of a level where a round did not ask.
    #[must_use]
    pub fn unasked(&self) -> &'static str {
        self.say("Ikke stillet i alle runder", "Not asked in all rounds")
    }

    /// Why a round has no figures of a question, in one line.
    #[must_use]
    pub fn absent(&self, comparison: &Comparison, round: &QuestionRound) -> &'static str {
        let waiting = comparison.rounds.iter().any(|line| line.key == round.round && line.waiting);
        match (&round.hidden, &round.absent) {
            (Some(_), _) if waiting => self.say("Vises, når runden er lukket", "Shown when the round is closed"),
            (Some(_), _) if round.told_by_whole => told_by_whole(self.language),
            (Some(_), _) => withheld(self.language),
            (None, Some(_)) => self.say("Er ikke med i de offentliggjorte tal", "Is not in the published figures"),
            (None, None) => self.say("Blev ikke stillet", "Was not asked"),
        }
    }

    /// The footnotes of a question whose spelling somebody has answered for: who, when and why.
    #[must_use]
    pub fn approvals(&self, question: &QuestionComparison) -> Vec<String> {
        let note = |line: &ApprovalLine| {
            let day = line.on.parse::<Date>().map_or_else(|_| line.on.clone(), |day| number::day(day, self.language));
            let (from, to, by, reason) = (line.from, line.to, &line.by, &line.reason);
            match self.language {
                Language::Da => format!(
                    "Ordlyden er rettet fra version {from} til {to}. {by} har den {day} godkendt, at kun stavningen er ændret: »{reason}«."
                ),
                _ => format!(
                    "The words were corrected from version {from} to {to}. On {day} {by} approved that only the spelling changed: \
                     \"{reason}\"."
                ),
            }
        };
        question.approvals.iter().map(note).collect()
    }

    /// The name of a kind of missing.
    #[must_use]
    pub fn missing(&self, name: &str) -> String {
        let words = match name {
            "not-answered" => self.say("Ikke besvaret", "Not answered"),
            "dont-know" => self.say("Ved ikke", "Don't know"),
            "not-applicable" => self.say("Ikke relevant", "Not applicable"),
            "declined" => self.say("Ønsker ikke at svare", "Prefers not to answer"),
            other => other,
        };
        words.to_owned()
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
