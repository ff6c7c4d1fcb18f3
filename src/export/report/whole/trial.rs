//! One trial in the joint report, under the four headings that all have: who took part, what it is, whom it is for, and what came of it.

use super::order::outcome;
use crate::evaluation::{Heading, Judged};
use crate::export::document::Block;
use crate::export::figures::{amount, few, headline, who};
use crate::export::report::gather::{Gathered, Part};
use crate::export::report::numbers::{prefix, round_code};
use crate::export::report::unit::shown;
use crate::export::report::written::Written;
use crate::export::report::{cases, register};
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

    /// What a design or a recommendation is of, where the trial has several evaluations.
    fn of_evaluation(&self, key: Option<&String>) -> String {
        let found = self.trial.evaluations.iter().find(|one| Some(&one.key) == key);
        found.map_or_else(String::new, |one| format!("{}: ", one.name.get(self.gathered.language)))
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
        self.recommendations(written);
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
            let short = |key: &String| trials.municipality(key).map_or_else(|| key.clone(), |unit| unit.short.clone());
            let points = self.trial.parts.iter().map(|part| {
                let names = part.municipalities.iter().map(short).collect::<Vec<_>>().join(", ");
                let source = if part.source.is_empty() { String::new() } else { format!(" ({})", part.source) };
                format!("{}: {names}{source}", part.name.get(self.gathered.language))
            });
            written.blocks.push(Block::Points(points.collect()));
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
        let of_design = |design: &&KeptDesign| {
            let texts = headings.iter().filter_map(|heading| design.design.texts.get(heading)).cloned();
            texts.collect::<Vec<String>>()
        };
        let texts: Vec<String> = self.designs.iter().flat_map(of_design).collect();
        if written.has_prose(section) || texts.is_empty() {
            return written.prose(section, blank);
        }
        let paragraphs = texts.iter().flat_map(|text| text.split("\n\n")).map(str::trim).filter(|text| !text.is_empty());
        for paragraph in paragraphs {
            written.text(paragraph);
        }
    }

    /// What is recommended, by whom it is approved, and what became of each criterion of success.
    fn recommendations(&self, written: &mut Written) {
        let language = self.gathered.language;
        if self.recommended.is_empty() {
            written.text(format!("{} {}", self.say("Ingen anbefaling endnu.", "No recommendation yet."), self.outcome()));
        }
        for kept in &self.recommended {
            let recommended = &kept.recommendation;
            let of = self.of_evaluation(kept.evaluation.as_ref());
            let reason = if recommended.reason.is_empty() { String::new() } else { format!(" {}", recommended.reason) };
            written.text(format!("{of}{}.{reason}", recommended.verdict.words(language)));
            for paragraph in recommended.text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
                written.text(paragraph);
            }
            let rows: Vec<Vec<String>> = recommended.judged.iter().map(|judged| criterion(judged, language)).collect();
            if !rows.is_empty() {
                let head = [
                    self.say("Succeskriterium", "Criterion of success"),
                    self.say("Vurdering", "Verdict"),
                    self.say("Hvorfor", "Why"),
                ];
                let caption = self.say("Succeskriterier i", "Criteria of success in");
                written.table(&format!("{caption} {}", self.name()), &head, rows);
            }
            written.text(approvals(kept, language));
        }
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
        for question in chosen {
            let asked = words.question(&question.key);
            for (place, change) in (1..).zip(&question.changes) {
                let pair =
                    if question.changes.len() > 1 { format!("{}: ", words.pair(comparison, change)) } else { String::new() };
                let codes = format!("{} {}", code(&question.key, place - 1), code(&question.key, place));
                points.push(format!("{asked} {pair}{} {codes}", change.sentence));
            }
            if question.changes.is_empty() {
                let top = words.top(question).map(|top| format!(" (»{top}«)")).unwrap_or_default();
                for (place, round) in question.rounds.iter().enumerate() {
                    let (when, figure) = (words.round(comparison, &round.round), shown(comparison, round, &words));
                    points.push(format!("{asked}{top} {when}: {figure} {}", code(&question.key, place)));
                }
            }
        }
        let who = versions.last().map(|version| version.audience.words(words.language)).unwrap_or_default();
        written.text(format!("{} {}:", self.say("Spørgeskema til", "Survey of"), who.to_lowercase()));
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
                    let measure = measure.name.to_owned();
                    rows.push(match cell.shown {
                        None => {
                            let hidden = written.texts.register_hidden.to_owned();
                            vec![String::new(), measure, name.clone(), period, hidden, String::new()]
                        }
                        Some(one) => {
                            let figure = &one.figure;
                            let small = if figure.amount.is_small() { format!(" ({})", few(language)) } else { String::new() };
                            let note = if figure.note.is_empty() { String::new() } else { format!(" ({})", figure.note) };
                            let shown = format!("{}{small}", amount(figure.amount, language));
                            let source = format!("{}{note}", figure.source);
                            vec![format!("[{}]", one.code()), measure, name.clone(), period, shown, source]
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
            self.say("Hvem", "Who"),
            self.say("Periode", "Period"),
            self.say("Tal", "Figure"),
            self.say("Kilde", "Source"),
        ];
        written.table(&format!("{} {}", self.say("Registertal i", "Register figures in"), self.name()), &head, rows);
    }
}

fn criterion(judged: &Judged, language: Language) -> Vec<String> {
    vec![format!("{}. {}", judged.number, judged.statement), judged.met.words(language).to_owned(), judged.sentence.clone()]
}

/// Who has approved a recommendation, in a sentence.
pub(in crate::export) fn approvals(kept: &KeptRecommendation, language: Language) -> String {
    let say = |danish, english| if language == Language::En { english } else { danish };
    let day = |day| number::day(day, language);
    let standing = kept.standing();
    if standing.is_empty() {
        return say("Anbefalingen er ikke godkendt af nogen endnu.", "Nobody has approved the recommendation yet.").to_owned();
    }
    let by: Vec<String> = standing.iter().map(|one| format!("{} ({})", one.step.words(language), day(one.on))).collect();
    format!("{}: {}.", say("Godkendt af", "Approved by"), by.join(", "))
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
