//! One trial in the joint report, under the four headings that all have: who took part, what it is, whom it is for, and what came of it.

use super::order::outcome;
use crate::compare::QuestionComparison;
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
        for part in &self.gathered.parts {
            self.counted(written, part);
        }
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

    fn outcome(&self) -> &'static str {
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
        let designed = recommended::designed(self.designs.iter().copied(), headings);
        if written.has_prose(section) || designed.is_empty() {
            return written.prose(section, blank);
        }
        written.blocks.extend(designed);
    }

    /// What a questionnaire's rounds say: how many answered, and of its most important questions what changed or how it stands.
    fn counted(&self, written: &mut Written, part: &Part) {
        let versions = part.versions();
        let (words, prefix) = (self.gathered.words(&versions), self.prefix());
        let mut points = Vec::new();
        if !part.reviews.is_empty() {
            let coded = cases::coded(self.gathered, part);
            for told in coded {
                let when = words.round(part.comparison(), &told.round);
                points.push(format!("{when}, {}: {} [{prefix}{}]", told.question, told.sentence, told.code));
            }
            written.text(format!("{}:", self.say("Gennemgang af sager", "Review of cases")));
            written.blocks.push(Block::Points(points));
            return;
        }
        let comparison = part.comparison();
        for line in &comparison.rounds {
            let code = round_code(part, &prefix, comparison, &line.key);
            points.push(format!("{}: {} {code}", words.round(comparison, &line.key), words.answered(line)));
        }
        let questions = || comparison.groups.first().into_iter().flat_map(|group| &group.questions);
        let counts = |kind: &str| !matches!(kind, "text" | "longtext" | "date");
        let mut chosen: Vec<_> = questions().filter(|question| question.primary && counts(&question.kind)).collect();
        if chosen.is_empty() {
            chosen = questions().filter(|question| counts(&question.kind)).take(FIRST).collect();
        }
        let code = |key: &str, place: usize| format!("[{prefix}{}]", part.reference(key, place).trim_matches(['[', ']']));
        let figure = |question: &QuestionComparison, place: usize| {
            let round = question.rounds.get(place)?;
            let (when, figure) = (words.round(comparison, &round.round), shown(comparison, round, &words));
            Some(format!("{when}: {figure} {}", code(&question.key, place)))
        };
        for question in chosen {
            let top = words.top(question).map(|top| format!(" (»{top}«)")).unwrap_or_default();
            let asked = ended(&words.question(&question.key));
            for (place, change) in (1..).zip(&question.changes) {
                let pair =
                    if question.changes.len() > 1 { format!("{}: ", words.pair(comparison, change)) } else { String::new() };
                let figures: Vec<String> = [place - 1, place].into_iter().filter_map(|place| figure(question, place)).collect();
                points.push(format!("{asked} {pair}{} {}.", change.sentence, figures.join("; ")));
            }
            if question.changes.is_empty() {
                let figures: Vec<String> = (0..question.rounds.len()).filter_map(|place| figure(question, place)).collect();
                points.push(format!("{asked}{top} {}.", figures.join("; ")));
            }
        }
        written.text(format!("{}: {}", self.say("Spørgeskema", "Survey"), source(self.gathered, part)));
        written.blocks.push(Block::Points(points));
        if let Some(events) = words.events(comparison) {
            written.text(events);
        }
    }

    /// The register figures: what became of each measure in words, then all of them.
    fn register(&self, written: &mut Written) {
        let language = self.gathered.language;
        let measures = register::seen(self.gathered);
        if measures.is_empty() {
            return;
        }
        written.text(format!("{}:", self.say("Registertal", "Register figures")));
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
            written.blocks.push(Block::Points(told));
        }
        let head = [
            self.say("Kode", "Code"),
            self.say("Mål", "Measure"),
            self.say("Periode", "Period"),
            self.say("Tal", "Figure"),
            self.say("Kilde", "Source"),
        ];
        written.table(&format!("{} {}", self.say("Registertal i", "Register figures in"), self.name()), &head, rows);
    }
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
