//! One trial in the joint report, under the four headings that all have: who took part, what it is, whom it is for, and what came of it.

use super::order::outcome;
use crate::compare::{Comparison, QuestionComparison};
use crate::evaluation::Heading;
use crate::export::document::Block;
use crate::export::figures::{amount, few, headline, who};
use crate::export::report::gather::{Gathered, Part};
use crate::export::report::joint::source;
use crate::export::report::numbers::{prefix, round_code};
use crate::export::report::unit::shown;
use crate::export::report::written::Written;
use crate::export::report::{cases, chapters, recommended, register};
use crate::export::summary::Claimed;
use crate::language::{Language, number};
use crate::questionnaire::Trial;
use crate::store::{KeptDesign, KeptRecommendation};

/// So many questions tell of a round none of whose questions are the most important.
const FIRST: usize = 3;

/// What is told of one trial.
pub(super) struct Told<'a> {
    pub(super) trial: &'a Trial,
    pub(super) gathered: &'a Gathered,
    pub(super) designs: Vec<&'a KeptDesign>,
    pub(super) recommended: Vec<&'a KeptRecommendation>,
    pub(super) points: Vec<Claimed>,
}

impl Told<'_> {
    fn say<'t>(&self, danish: &'t str, english: &'t str) -> &'t str {
        if self.gathered.language == Language::En { english } else { danish }
    }

    /// The name of a trial as the joint report has it.
    pub(super) fn name(&self) -> String {
        format!("{} {}: {}", self.say("Forsøg", "Trial"), self.trial.number, self.trial.name.get(self.gathered.language))
    }

    fn prefix(&self) -> String {
        prefix(self.trial.number)
    }

    pub(super) fn write(&self, written: &mut Written) {
        written.blocks.push(Block::Subheading(3, self.name()));
        self.heading(written, "Deltagende kommuner", "Municipalities that took part");
        self.municipalities(written);
        self.heading(written, "Forsøgets indhold", "What the trial is");
        let law = self.say("I kraft siden", "In force since");
        written.text(format!("{law} {}. {}", number::day(self.trial.in_force, self.gathered.language), self.outcome()));
        let content = [Heading::Purpose, Heading::Theme, Heading::Rules];
        self.written_or(written, "content", &content, self.say("Forsøgets indhold.", "What the trial is."));
        self.heading(written, "Forsøgets målgruppe", "Whom the trial is for");
        self.groups(written);
        self.written_or(written, "target", &[Heading::TargetGroup], self.say("Forsøgets målgruppe.", "Whom the trial is for."));
        self.heading(
            written,
            "Forsøgets overordnede resultater, erfaringer og anbefalinger",
            "Main results, experience and recommendations",
        );
        if self.recommended.is_empty() {
            written.text(self.say("Ingen anbefaling endnu.", "No recommendation yet."));
        }
        recommended::write(written, self.trial, self.recommended.iter().copied(), self.gathered.language);
        if written.has_prose("results") {
            written.prose("results", "");
        }
        let mut events: Vec<String> = Vec::new();
        for part in &self.gathered.parts {
            events.extend(self.counted(written, part));
        }
        Self::events(written, &events);
        self.register(written);
        if self.gathered.parts.is_empty() && self.gathered.figures.is_empty() {
            written.text(self.say(
                "Der er ingen lukket runde og ingen registertal i forsøget.",
                "The trial has no closed round and no register figures.",
            ));
        }
        if !self.points.is_empty() {
            written.text(self.say("Det siger fokusgrupper og interview:", "What focus groups and interviews say:"));
            claimed_in(written, &self.points);
        }
    }

    fn heading(&self, written: &mut Written, danish: &str, english: &str) {
        written.blocks.push(Block::Subheading(4, self.say(danish, english).to_owned()));
    }

    fn outcome(&self) -> String {
        outcome(self.trial, self.gathered.language)
    }

    /// Who took part; part by part, each with its source, where the papers do not agree or the parts differ.
    fn municipalities(&self, written: &mut Written) {
        let trials = &self.gathered.trials;
        let all: Vec<&str> = trials.taking_part(&self.trial.key, None).iter().map(|unit| unit.short.as_str()).collect();
        let lead = self
            .trial
            .lead
            .as_ref()
            .and_then(|key| trials.municipality(key))
            .map(|unit| format!(" {}: {}.", self.say("Tovholderkommune", "Lead municipality"), unit.short));
        let everybody = if all.is_empty() { self.say("Ingen", "None").to_owned() } else { all.join(", ") };
        written.text(format!("{everybody}.{}", lead.unwrap_or_default()));
        if self.trial.parts.len() > 1 {
            chapters::participation(written, self.gathered);
        } else {
            for sentence in trials.members_of(&self.trial.key, self.gathered.language) {
                written.text(sentence);
            }
        }
    }

    fn groups(&self, written: &mut Written) {
        let mut groups: Vec<&String> = Vec::new();
        for group in self.trial.parts.iter().flat_map(|part| &part.groups) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        if !groups.is_empty() {
            written.blocks.push(Block::Points(groups.into_iter().cloned().collect()));
        }
    }

    /// What people wrote; what the design says below these headings where nobody did; and a place for it where there is neither.
    fn written_or(&self, written: &mut Written, section: &str, headings: &[Heading], blank: &str) {
        let designed = recommended::designed(self.trial, self.designs.iter().copied(), headings, self.gathered.language);
        if written.has_prose(section) || designed.is_empty() {
            return written.prose(section, blank);
        }
        written.blocks.extend(designed);
    }

    /// What a questionnaire's rounds say, in a table: how many answered, and of its most important questions what changed or how it stands.
    /// What happened before and between the rounds is given back, so that it is told once of all.
    fn counted(&self, written: &mut Written, part: &Part) -> Option<String> {
        let versions = part.versions();
        let (words, prefix) = (self.gathered.words(&versions), self.prefix());
        let comparison = part.comparison();
        let of = source(self.gathered, part);
        let rounds: Vec<String> = comparison.rounds.iter().map(|line| words.round(comparison, &line.key)).collect();
        let mut head = vec![self.say("Spørgsmål", "Question")];
        head.extend(rounds.iter().map(String::as_str));
        if !part.reviews.is_empty() {
            let mut rows: Vec<Vec<String>> = Vec::new();
            for told in cases::coded(self.gathered, part) {
                let at = comparison.rounds.iter().position(|line| line.key == told.round).unwrap_or_default() + 1;
                let cell = format!("{} [{prefix}{}]", told.sentence, told.code);
                if let Some(row) = rows.iter_mut().find(|row| row[0] == told.question) {
                    row[at] = cell;
                } else {
                    let mut row = vec![String::new(); head.len()];
                    (row[0], row[at]) = (told.question, cell);
                    rows.push(row);
                }
            }
            written.table(&of, &head, rows);
            return None;
        }
        let shows = comparison.rounds.len() > 1;
        if shows {
            head.push(self.say("Hvad tallene viser", "What the figures show"));
        }
        let answered = comparison.rounds.iter().map(|line| {
            let code = round_code(part, &prefix, comparison, &line.key);
            format!("{} {code}", words.answered(line))
        });
        let mut rows = vec![row(self.say("Hvor mange svarede", "How many answered"), answered, shows.then(String::new))];
        for question in chosen(comparison) {
            let asked = words.question(&question.key);
            let top = words.top(question).map(|top| format!(" {} »{top}«", self.say("Her:", "Here:"))).unwrap_or_default();
            let figures = (0..question.rounds.len()).map(|place| {
                let code = part.reference(&question.key, place);
                let code = format!("[{prefix}{}]", code.trim_matches(['[', ']']));
                let round = &question.rounds[place];
                // What is withheld is explained once, by what stands beside it.
                let said = if round.n.is_none() && shows && round.hidden.is_some() {
                    self.say("Vises ikke", "Not shown").to_owned()
                } else {
                    shown(comparison, round, &words)
                };
                format!("{said} {code}")
            });
            let pairs = question.changes.len() > 1;
            let changes = question.changes.iter().map(|change| {
                let pair = if pairs { format!("{}: ", words.pair(comparison, change)) } else { String::new() };
                format!("{pair}{}", change.sentence)
            });
            let changes = changes.collect::<Vec<_>>().join(" ");
            rows.push(row(&format!("{}{top}", ended(&asked)), figures, shows.then_some(changes)));
        }
        written.table(&format!("{}: {of}", self.say("Spørgeskema", "Survey")), &head, rows);
        words.events(comparison)
    }

    /// What happened before and between the rounds, each once: what one questionnaire's rounds span, another's may span too.
    fn events(written: &mut Written, told: &[String]) {
        let mut all: Vec<&String> = Vec::new();
        for one in told {
            let is_said = told.iter().any(|other| other != one && other.contains(one.as_str()));
            if !is_said && !all.contains(&one) {
                all.push(one);
            }
        }
        for one in all {
            written.text(one.as_str());
        }
    }

    /// The register figures: what became of each measure in words, then all of them.
    fn register(&self, written: &mut Written) {
        let language = self.gathered.language;
        let measures = register::seen(self.gathered);
        if measures.is_empty() {
            return;
        }
        let mut told = Vec::new();
        let mut rows = Vec::new();
        for measure in &measures {
            told.extend(
                headline(measure, &self.gathered.trials, language).iter().map(|line| format!("{}, {line}", measure.name)),
            );
            for line in &measure.lines {
                let name = who(line.municipality, line.group, &self.gathered.trials, language);
                for cell in &line.cells {
                    let period = cell.period.words(language);
                    let what = format!("{}, {name}", measure.name);
                    rows.push(match cell.shown {
                        None => vec![String::new(), what, period, written.texts.register_hidden.to_owned(), String::new()],
                        Some(one) => {
                            let figure = &one.figure;
                            let small = if figure.amount.is_small() { format!(" ({})", few(language)) } else { String::new() };
                            let note = if figure.note.is_empty() { String::new() } else { format!(" ({})", figure.note) };
                            let shown = format!("{}{small}", amount(figure.amount, language));
                            let source = format!("{}{note}", figure.source);
                            vec![format!("[{}]", one.code()), what, period, shown, source]
                        }
                    });
                }
            }
        }
        if !told.is_empty() {
            written.text(format!("{}:", self.say("Registertal", "Register figures")));
            written.blocks.push(Block::Points(told));
        }
        let mut head = vec![
            self.say("Kode", "Code"),
            self.say("Mål", "Measure"),
            self.say("Periode", "Period"),
            self.say("Tal", "Figure"),
            self.say("Kilde", "Source"),
        ];
        // A source that all figures have stands once.
        let common = rows[0][4].clone();
        let is_common = rows.len() > 1 && !common.is_empty() && rows.iter().all(|row| row[4] == common);
        if is_common {
            head.pop();
            for row in &mut rows {
                row.truncate(4);
            }
        }
        written.table(self.say("Registertal", "Register figures"), &head, rows);
        if is_common {
            written
                .text(format!("{}: {common}.", self.say("Kilde til alle tal i tabellen", "Source of all figures in the table")));
        }
    }
}

/// A row of a survey's table.
fn row(first: &str, figures: impl Iterator<Item = String>, last: Option<String>) -> Vec<String> {
    std::iter::once(first.to_owned()).chain(figures).chain(last).collect()
}

/// The questions that the joint report tells of: the most important ones, or the first where none is.
fn chosen(comparison: &Comparison) -> Vec<&QuestionComparison> {
    let questions = || comparison.groups.first().into_iter().flat_map(|group| &group.questions);
    let counts = |kind: &str| !matches!(kind, "text" | "longtext" | "date");
    let important: Vec<_> = questions().filter(|question| question.primary && counts(&question.kind)).collect();
    if important.is_empty() {
        return questions().filter(|question| counts(&question.kind)).take(FIRST).collect();
    }
    important
}

/// A question as it stands before what was answered: with a stop of its own.
fn ended(question: &str) -> String {
    let stop = if question.trim_end().ends_with(['.', '?', '!', ':']) { "" } else { ":" };
    format!("{question}{stop}")
}

/// Points with what bears on them, and their quotes.
pub(super) fn claimed_in(written: &mut Written, points: &[Claimed]) {
    for point in points {
        let claim = point.claim.trim_end();
        let stop = if claim.ends_with(['.', '!', '?']) { "" } else { "." };
        written.text(format!("P{}. {claim}{stop} {}", point.id, point.bearing));
        if !point.quotes.is_empty() {
            written.blocks.push(Block::Points(point.quotes.iter().map(|(_, quote)| quote.clone()).collect()));
        }
    }
}
