//! The joint report of all trials: theme by theme with what is recommended, the chapter of the focus groups, and every figure by its code.
//!
//! It has no clock either: the day on its front is given to it. Nothing in it is told that the report of a trial, the register or the summaries of groups do not tell.

mod codes;
mod files;
mod order;
mod trial;

use std::collections::BTreeSet;
use std::sync::Arc;

use data_encoding::HEXLOWER;
pub use files::{ReportFile, files};
use jiff::civil::Date;
pub(in crate::export) use order::{outcome, outcome_on};
use sha2::{Digest as _, Sha256};

use super::gather::{Gathered, gather};
use super::joint::Joint;
use super::numbers::{Number, numbers, prefix};
use super::prose::{Numbers, written as written_prose};
use super::written::Written;
use super::{JOINT, Wanted, appendix, recommended, register, texts};
use crate::config::Privacy;
use crate::export::document::{Block, Document};
use crate::export::figures::who;
use crate::export::summary::{Claimed, Talks};
use crate::language::{Language, filled, number};
use crate::questionnaire::{Trial, Trials};
use crate::register::Unit;
use crate::store::{Error, KeptDesign, KeptRecommendation, ReportProse, Store};
use crate::time::Timestamp;

/// Everything that the joint report is made of.
pub struct Whole {
    trials: Arc<Trials>,
    gathered: Vec<Gathered>,
    said: Vec<Joint>,
    numbers: Vec<(String, Vec<Number>)>,
    designs: Vec<KeptDesign>,
    recommended: Vec<KeptRecommendation>,
    prose: Vec<ReportProse>,
    points: Vec<(String, Vec<Claimed>)>,
    about: Vec<Vec<i64>>,
    language: Language,
    made: Date,
}

impl Whole {
    /// Reads it all: the closed rounds of every trial, the register, the talks, and what people decided and wrote.
    pub fn gather(store: &Store, privacy: &Privacy, language: Language, now: Timestamp) -> Result<Self, Error> {
        let trials = store.trials()?;
        let talks = Talks::gather(store)?;
        let (mut all, mut said, mut counted, mut about) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for trial in &trials.trials {
            let wanted =
                Wanted { trial: &trial.key, evaluation: None, rounds: &[], weight_by: &[], unit: None, privacy, language, now };
            // Every trial of the list can be reported.
            let gathered = gather(store, &wanted)?.map_err(|_| Error::Corrupt("trials"))?;
            said.push(super::joint::of(store, &trial.key, &gathered)?);
            let name = format!("{} {}", trial.number, trial.name.get(language));
            counted.push((name, numbers(&gathered)));
            about.push(talks.points_about(&trial.key));
            all.push(gathered);
        }
        Ok(Self {
            gathered: all,
            said,
            numbers: counted,
            designs: store.designs()?,
            recommended: store.recommendations()?,
            prose: store.report_proses(JOINT)?,
            points: talks.by_theme(language),
            about,
            trials,
            language,
            made: now.day(),
        })
    }

    /// Every figure of every trial.
    #[must_use]
    pub fn all_numbers(&self) -> Vec<Number> {
        self.numbers.iter().flat_map(|(_, own)| own.iter().cloned()).collect()
    }

    fn say<'t>(&self, danish: &'t str, english: &'t str) -> &'t str {
        if self.language == Language::En { english } else { danish }
    }

    fn mark(&self) -> Option<String> {
        self.gathered.iter().find_map(Gathered::mark)
    }

    /// What people wrote about a trial in the joint report, or with an empty key about the whole.
    fn prose_of(&self, trial: &str, all: &[Number]) -> Vec<(String, Vec<Block>)> {
        let prefix = self.trials.trial(trial).map(|trial| prefix(trial.number)).unwrap_or_default();
        let known = Numbers { all, prefix: &prefix };
        let own = self.prose.iter().filter(|one| one.trial == trial);
        own.map(|one| (one.section.clone(), written_prose(one, known, self.language))).collect()
    }

    /// The report as a document.
    pub fn document(&self) -> Result<Document, Error> {
        let texts = texts(self.language);
        let all = self.all_numbers();
        let mut written = Written::with(texts, self.prose_of("", &all));
        self.front(&mut written);
        written.blocks.push(Block::Contents(self.say("Indhold", "Contents").to_owned(), 3));
        written.chapter(texts.introduction);
        written.text(texts.introduction_says);
        let blank = self.say(
            "Hvorfor forsøgene er sat i gang, og hvem der har evalueret dem.",
            "Why the trials were started, and who evaluated them.",
        );
        written.prose("introduction", blank);
        written.chapter(self.say("Resumé og samlede anbefalinger", "Summary and recommendations"));
        written.prose("summary", self.say("Resumé af forsøgene og de samlede anbefalinger.", "Summary and recommendations."));
        self.overview(&mut written);
        self.amounts(&mut written);
        self.themes(&mut written, &all);
        self.focus_groups(&mut written);
        self.annexes(&mut written);
        self.list(&mut written)?;
        Ok(Document {
            title: self.say("Fælles evalueringsrapport", "Joint evaluation report").to_owned(),
            subtitle: self.subtitle(),
            mark: self.mark(),
            language: self.language,
            paged: true,
            blocks: written.blocks,
        })
    }

    fn subtitle(&self) -> String {
        // A unit that several municipalities share counts as many as they are.
        let units: usize = self.trials.municipalities.iter().map(|unit| unit.codes.len().max(1)).sum();
        let trials = self.trials.trials.len();
        let words = self.say("{n} forsøg i {m} kommuner", "{n} trials in {m} municipalities");
        filled(words, &[("n", &trials.to_string()), ("m", &units.to_string())])
    }

    /// The front page: who takes part, and how the report is read.
    fn front(&self, written: &mut Written) {
        let names: Vec<&str> = self.trials.municipalities.iter().map(|unit| unit.name.as_str()).collect();
        written.text(names.join(", "));
        let publisher = self.trials.publisher.as_ref().map(|by| by.get(self.language));
        let words = self.say("Udgivet af {by}. ", "Given out by {by}. ");
        let by = publisher.map(|by| filled(words, &[("by", by)])).unwrap_or_default();
        let made = self.say("Opgjort", "Compiled on");
        written.text(format!("{by}{made} {}.", number::day(self.made, self.language)));
        written.text(self.say(
            "Hvert tal har en kode i kantede parenteser. Sidst i rapporten står alle koder med forsøg, spørgsmål og kilde. De fulde evalueringer er bilagsmappe 1, og deres bilag er bilagsmappe 2.",
            "Every figure has a code in brackets. At the end of the report all codes stand with trial, question and source. The full evaluations are folder 1, and their appendices are folder 2.",
        ));
    }

    /// What is recommended of each trial, in a table.
    fn overview(&self, written: &mut Written) {
        let language = self.language;
        let mut rows = Vec::new();
        for together in order::ordered(&self.trials, &self.recommended) {
            for trial in together.trials {
                let name = trial.name.get(language).to_owned();
                rows.push(vec![
                    trial.number.to_string(),
                    name,
                    together.theme.to_owned(),
                    self.verdict(trial),
                    outcome(trial, language),
                ]);
            }
        }
        let head = [
            self.say("Nr.", "No."),
            self.say("Forsøg", "Trial"),
            self.say("Tema", "Theme"),
            self.say("Anbefaling", "Recommendation"),
            self.say("Hvad der skete", "What became of it"),
        ];
        written.table(self.say("Alle forsøg med anbefaling", "All trials with what is recommended"), &head, rows);
    }

    /// What is recommended of a trial: once where its evaluations agree, and else of each by its name.
    fn verdict(&self, trial: &Trial) -> String {
        let own: Vec<&KeptRecommendation> = self.recommended.iter().filter(|one| one.trial == trial.key).collect();
        let words = |one: &KeptRecommendation| one.recommendation.verdict.words(self.language);
        let Some(first) = own.first() else {
            return self.say("Ingen anbefaling endnu", "No recommendation yet").to_owned();
        };
        if own.iter().all(|one| words(one) == words(first)) {
            return words(first).to_owned();
        }
        let named = own.iter().map(|one| {
            let name = recommended::evaluation(trial, one.evaluation.as_ref(), self.language).unwrap_or_default();
            format!("{name}: {}", words(one))
        });
        named.collect::<Vec<_>>().join("; ")
    }

    /// What was saved and spent, of all trials in one table.
    fn amounts(&self, written: &mut Written) {
        let mut rows = Vec::new();
        for (trial, gathered) in self.trials.trials.iter().zip(&self.gathered) {
            for measure in register::seen(gathered).iter().filter(|measure| measure.unit == Unit::Kroner) {
                for line in &measure.lines {
                    let name = who(line.municipality, line.group, &self.trials, self.language);
                    for (period, one) in line.cells.iter().filter_map(|cell| Some((cell.period, cell.shown?))) {
                        let amount = one.figure.amount.words(self.language);
                        let (code, period) = (format!("[{}]", one.code()), period.words(self.language));
                        rows.push(vec![code, trial.number.to_string(), format!("{}, {name}", measure.name), period, amount]);
                    }
                }
            }
        }
        if rows.is_empty() {
            return;
        }
        let head = [
            self.say("Kode", "Code"),
            self.say("Nr.", "No."),
            self.say("Hvad", "What"),
            self.say("Periode", "Period"),
            self.say("Beløb", "Amount"),
        ];
        written.table(self.say("Besparelser og andre beløb i forsøgene", "Savings and other amounts in the trials"), &head, rows);
    }

    fn themes(&self, written: &mut Written, all: &[Number]) {
        let mut theme = "";
        for together in order::ordered(&self.trials, &self.recommended) {
            if together.theme != theme {
                theme = together.theme;
                let name = self.trials.themes.iter().find(|one| one.key == theme).map(|one| one.name.get(self.language));
                written.chapter(&format!("{} {theme}: {}", self.say("Tema", "Theme"), name.unwrap_or_default()));
            }
            written.section(order::heading(together.verdict, self.language));
            for trial in together.trials {
                self.trial(written, trial, all);
            }
        }
    }

    fn trial(&self, written: &mut Written, trial: &Trial, all: &[Number]) {
        let Some(place) = self.trials.trials.iter().position(|one| one.key == trial.key) else { return };
        let points = self.points.iter().flat_map(|(_, own)| own).filter(|one| self.about[place].contains(&one.id));
        let told = trial::Told {
            trial,
            gathered: &self.gathered[place],
            designs: self.designs.iter().filter(|one| one.trial == trial.key).collect(),
            recommended: self.recommended.iter().filter(|one| one.trial == trial.key).collect(),
            points: points.cloned().collect(),
        };
        let before = written.change_prose(self.prose_of(&trial.key, all));
        told.write(written);
        written.change_prose(before);
    }

    /// The chapter from the focus groups: by the themes of their guides.
    fn focus_groups(&self, written: &mut Written) {
        written.chapter(self.say("Fokusgrupper og interview", "Focus groups and interviews"));
        if written.has_prose("focus-groups") {
            written.prose("focus-groups", "");
        }
        if self.points.is_empty() {
            written.text(self.say("Der er ingen udgivne punkter endnu.", "There are no published points yet."));
            return;
        }
        written.text(self.say(
            "Et citat står kun med den rolle, som mindst tre kan have haft. P er et punkt, og U er et udsagn i noterne. Den, der har adgang til noterne, kan slå koden op.",
            "A quote stands only with a role that at least three could have had. P is a point, and U is a statement in the notes. Whoever has access to the notes can look a code up.",
        ));
        let of_trials = |one: &Claimed| self.about.iter().any(|own| own.contains(&one.id));
        if self.points.iter().flat_map(|(_, own)| own).any(of_trials) {
            written.text(self.say(
                "Punkter, der handler om et enkelt forsøg, står under forsøget.",
                "Points that are about a single trial stand under the trial.",
            ));
        }
        for (theme, points) in &self.points {
            let own: Vec<Claimed> = points.iter().filter(|one| !of_trials(one)).cloned().collect();
            if !own.is_empty() {
                written.section(theme.as_str());
                trial::claimed_in(written, &own);
            }
        }
    }

    /// What lies in the two folders beside the report.
    fn annexes(&self, written: &mut Written) {
        written.chapter(self.say("Bilagsmapper", "Folders of appendices"));
        let head = [
            self.say("Forsøg", "Trial"),
            self.say("Bilagsmappe 1: evalueringen", "Folder 1: the evaluation"),
            self.say("Bilagsmappe 2: bilag til evalueringen", "Folder 2: appendices of the evaluation"),
        ];
        let row = |trial: &Trial| {
            let [evaluation, appendices] = files::names(trial);
            vec![format!("{} {}", trial.number, trial.name.get(self.language)), evaluation, appendices]
        };
        written.table(
            self.say("De fulde evalueringer", "The full evaluations"),
            &head,
            self.trials.trials.iter().map(row).collect(),
        );
        if self.gathered.iter().any(|gathered| !gathered.documents.is_empty()) {
            written.text(self.say(
                "Dokumenter, der er vedhæftet forsøgene, ligger i bilagsmappe 2 med en fortegnelse, så længe de må gemmes.",
                "Documents that are attached to trials lie in folder 2, with an index, for as long as they may be kept.",
            ));
        }
    }

    /// The list of every figure that is printed, and the hash of what all of it is made of.
    fn list(&self, written: &mut Written) -> Result<(), Error> {
        written.chapter(self.say("Alle tal og deres koder", "All figures and their codes"));
        written.text(self.say(
            "En kode nævner forsøg, spørgeskema, spørgsmål og rundens nummer. Uden spørgsmål er det antallet af svar i runden. Koder med R er registertal. Tallene kan regnes ud igen med kommandoen i forsøgets evaluering.",
            "A code names trial, questionnaire, question and the round's number. Without a question it is the number of answers in the round. Codes with R are register figures. The figures can be computed again with the command in the trial's evaluation.",
        ));
        let printed: BTreeSet<String> = codes::printed(&written.blocks).into_iter().map(str::to_owned).collect();
        let head = [
            self.say("Kode", "Code"),
            self.say("Spørgsmål eller mål", "Question or measure"),
            self.say("Hvornår", "When"),
            self.say("Tal", "Figure"),
            self.say("Hvad tallet er, eller dets kilde", "What the figure is, or its source"),
        ];
        let lists = codes::lists(&self.numbers, &printed.iter().map(String::as_str).collect());
        if lists.is_empty() {
            written.text(self.say("Rapporten har ingen tal endnu.", "The report has no figures yet."));
        }
        for (trial, rows) in lists {
            let caption = self.say("Alle tal i rapporten om forsøg", "All figures in the report on trial");
            written.table(&format!("{caption} {trial}"), &head, rows);
        }
        let mut whole = Sha256::new();
        let mut rows = Vec::new();
        for (trial, gathered) in self.trials.trials.iter().zip(&self.gathered) {
            let hash = appendix::hash(gathered)?;
            whole.update(hash.as_bytes());
            rows.push(vec![trial.number.to_string(), format!("nulpunkt report --trial {}", trial.key), hash]);
        }
        let head =
            [self.say("Nr.", "No."), self.say("Kommando", "Command"), self.say("SHA-256 af tallene", "SHA-256 of the figures")];
        written.table(self.say("Forsøgenes tal", "The figures of the trials"), &head, rows);
        self.add_words(&mut whole);
        let lead = self.say(
            "SHA-256 af alle tal, anbefalinger, punkter og tekster",
            "SHA-256 of all figures, recommendations, points and texts",
        );
        written.text(format!("{lead}: {}", HEXLOWER.encode(&whole.finalize())));
        Ok(())
    }

    /// What people decided, wrote and claimed, for the hash.
    fn add_words(&self, hash: &mut Sha256) {
        for one in &self.recommended {
            hash.update(format!("{} {:?} {} {}\n", one.trial, one.evaluation, one.hash, one.standing().len()).as_bytes());
        }
        for one in &self.designs {
            hash.update(format!("{} {:?} {}\n", one.trial, one.evaluation, one.hash).as_bytes());
        }
        for one in &self.prose {
            hash.update(format!("{} {} {}\n{}\n", one.trial, one.section, one.version, one.words).as_bytes());
        }
        for one in self.points.iter().flat_map(|(_, own)| own) {
            hash.update(format!("{one:?}\n").as_bytes());
        }
    }
}
