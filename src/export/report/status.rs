//! The half-yearly status note: of every trial what is planned, under way and closed, what was counted last, what comes next, and what is
//! recommended. A trial has a sheet of its own.
//!
//! It is told as of a day; what is counted is counted now, and of a later day nothing is told that is not known today.

use std::collections::BTreeMap;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use jiff::Span;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::gather::gather;
use super::numbers::{numbers, prefix};
use super::prose::{Numbers, written as written_prose};
use super::recommended::approvals;
use super::whole::outcome_on;
use super::{STATUS, Wanted};
use crate::config::Privacy;
use crate::evaluation::Planned;
use crate::export::document::{Block, Document};
use crate::export::figures::{amount, who};
use crate::export::rates::Told;
use crate::export::summary::Talks;
use crate::fieldwork::{LetterKind, Round, SendingState};
use crate::language::{Language, filled, number};
use crate::questionnaire::{Trial, Trials};
use crate::register::{Cell, Line, Measure, Unit, Viewer, measures};
use crate::store::{Error, KeptDesign, KeptRecommendation, PublishedVersion, ReportProse, Store};
use crate::time::Timestamp;

/// So many lines of figures, and so many dates, fit on a trial's sheet.
const MOST: usize = 8;
/// So many months back an event is told.
const BACK: i64 = 12;
/// And so many ahead what comes.
const AHEAD: i64 = 12;

/// Which status note is wanted.
pub struct StatusWanted<'a> {
    /// The trial's key; none: all.
    pub trial: Option<&'a str>,
    /// The day.
    pub on: Date,
    /// The small-number rules of this installation.
    pub privacy: &'a Privacy,
    /// The language.
    pub language: Language,
    /// The present.
    pub now: Timestamp,
}

/// What the sheets are made of.
struct Sheets<'a> {
    store: &'a Store,
    wanted: &'a StatusWanted<'a>,
    trials: Arc<Trials>,
    rounds: Vec<(Round, Arc<PublishedVersion>)>,
    due: BTreeMap<i64, Date>,
    talks: Talks,
    designs: Vec<KeptDesign>,
    recommended: Vec<KeptRecommendation>,
    prose: Vec<ReportProse>,
    /// What cannot be known later than this.
    until: Timestamp,
    synthetic: bool,
}

/// The status note; none where there is no such trial.
pub fn status(store: &Store, wanted: &StatusWanted) -> Result<Option<Document>, Error> {
    let trials = store.trials()?;
    let own: Vec<&Trial> = trials.trials.iter().filter(|trial| wanted.trial.is_none_or(|key| key == trial.key)).collect();
    if own.is_empty() && wanted.trial.is_some() {
        return Ok(None);
    }
    let mut rounds = Vec::new();
    for round in store.rounds()? {
        let version = store.version(store.version_id_of(round.id)?)?;
        rounds.push((round, version));
    }
    rounds.sort_by_key(|(round, _)| (round.opens, round.key.clone()));
    let until = wanted.now.min(Timestamp::after(wanted.on));
    let mut sheets = Sheets {
        store,
        wanted,
        rounds,
        due: store.recipients_due()?,
        talks: Talks::gather(store)?,
        designs: store.designs()?,
        recommended: store.recommendations_until(until)?,
        prose: store.report_proses(STATUS)?,
        until,
        synthetic: false,
        trials: Arc::clone(&trials),
    };
    let mut blocks = sheets.beginning()?;
    for trial in &own {
        sheets.trial(&mut blocks, trial)?;
    }
    let hash = HEXLOWER.encode(&Sha256::digest(format!("{blocks:?}").as_bytes()));
    blocks.push(Block::text(format!("{}: {hash}", sheets.say("SHA-256 af det, der står", "SHA-256 of what it says"))));
    let day = number::day(wanted.on, wanted.language);
    let subtitle = match &own[..] {
        [only] if wanted.trial.is_some() => only.name.get(wanted.language).to_owned(),
        all => filled(sheets.say("{n} forsøg", "{n} trials"), &[("n", &all.len().to_string())]),
    };
    let mark = sheets.synthetic.then(|| {
        sheets.say(
            "Syntetiske svar: opdigtet for at vise, hvordan det virker. De siger intet om nogen.",
            "Synthetic answers: made up to show how it works. They say nothing about anybody.",
        )
    });
    Ok(Some(Document {
        title: format!("{} {day}", sheets.say("Status", "Status")),
        subtitle,
        mark: mark.map(str::to_owned),
        language: wanted.language,
        paged: true,
        blocks,
    }))
}

impl Sheets<'_> {
    fn say<'t>(&self, danish: &'t str, english: &'t str) -> &'t str {
        if self.wanted.language == Language::En { english } else { danish }
    }

    fn day(&self, day: Date) -> String {
        number::day(day, self.wanted.language)
    }

    /// What a person wrote in a section, with the figures of the trial; nothing where nobody did.
    fn prose(&self, trial: &str, section: &str) -> Result<Vec<Block>, Error> {
        let found = self.prose.iter().find(|one| one.trial == trial && one.section == section);
        let Some(prose) = found else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        let wanted = self.wanted;
        let named = self.trials.trials.iter().filter(|one| !prose.figures.is_empty() && (trial.is_empty() || one.key == trial));
        for one in named {
            let gathered = gather(
                self.store,
                &Wanted {
                    trial: &one.key,
                    evaluation: None,
                    rounds: &[],
                    weight_by: &[],
                    unit: None,
                    privacy: wanted.privacy,
                    language: wanted.language,
                    now: wanted.now,
                },
            )?;
            all.extend(gathered.map(|gathered| numbers(&gathered)).unwrap_or_default());
        }
        let prefix = self.trials.trial(trial).map(|trial| prefix(trial.number)).unwrap_or_default();
        Ok(written_prose(prose, Numbers { all: &all, prefix: &prefix }, wanted.language))
    }

    fn beginning(&self) -> Result<Vec<Block>, Error> {
        let mut blocks = vec![Block::text(self.say(
            "Notatet viser for hvert forsøg, hvad der er planlagt, i gang og lukket, de nyeste tal og det, der sker næste gang.",
            "The note shows for each trial what is planned, under way and closed, the newest figures, and what comes next.",
        ))];
        if self.wanted.trial.is_none() {
            blocks.extend(self.prose("", "introduction")?);
        }
        Ok(blocks)
    }

    fn trial(&mut self, blocks: &mut Vec<Block>, trial: &Trial) -> Result<(), Error> {
        let language = self.wanted.language;
        let name = trial.name.get(language);
        blocks.push(Block::Heading(format!("{} {}: {name}", self.say("Forsøg", "Trial"), trial.number)));
        let theme = self.trials.themes.iter().find(|one| one.key == trial.theme).map(|one| one.name.get(language));
        blocks.push(Block::text(format!(
            "{}. {} {}. {}",
            theme.unwrap_or_default(),
            if trial.in_force > self.wanted.on {
                self.say("Træder i kraft", "In force from")
            } else {
                self.say("I kraft siden", "In force since")
            },
            self.day(trial.in_force),
            outcome_on(trial, self.wanted.on, language)
        )));
        blocks.extend(self.recommendation(trial));
        blocks.extend(self.prose(&trial.key, "status")?);
        blocks.extend(self.rounds(trial)?);
        let own = self.store.register_figures(&trial.key)?;
        let order: Vec<&str> = self.trials.municipalities.iter().map(|unit| unit.key.as_str()).collect();
        // Withheld of all that there is, so that what came later never tells what an earlier note left out.
        let shown = measures(&own, &order, Viewer { knows: &|_| false, sees: &|_| true });
        let (savings, others): (Vec<&Measure>, Vec<&Measure>) = shown.iter().partition(|one| one.unit == Unit::Kroner);
        self.figures(blocks, self.say("Nyeste registertal", "Newest register figures"), &others);
        self.figures(blocks, self.say("Besparelser og andre beløb", "Savings and other amounts"), &savings);
        let events = self.events(trial);
        let next = self.next(trial)?;
        for (title, points) in [
            (self.say("Begivenheder i det seneste år", "Events of the last year"), events),
            (self.say("Det næste", "What comes next"), next),
        ] {
            if !points.is_empty() {
                blocks.extend([Block::Subheading(2, title.to_owned()), Block::Points(points)]);
            }
        }
        Ok(())
    }

    fn recommendation(&self, trial: &Trial) -> Vec<Block> {
        let language = self.wanted.language;
        let own: Vec<&KeptRecommendation> = self.recommended.iter().filter(|one| one.trial == trial.key).collect();
        if own.is_empty() {
            return vec![Block::text(self.say("Ingen anbefaling endnu.", "No recommendation yet."))];
        }
        let told = |one: &&KeptRecommendation| {
            let of = trial.evaluations.iter().find(|evaluation| Some(&evaluation.key) == one.evaluation.as_ref());
            let of = of.map_or_else(String::new, |of| format!("{}: ", of.name.get(language)));
            let verdict = one.recommendation.verdict.words(language);
            Block::text(format!("{}: {of}{verdict}. {}", self.say("Anbefaling", "Recommendation"), approvals(one, language)))
        };
        own.iter().map(told).collect()
    }

    /// The rounds in a table: planned, under way or closed, and how many answered as far as that may be told.
    fn rounds(&mut self, trial: &Trial) -> Result<Vec<Block>, Error> {
        let (language, on) = (self.wanted.language, self.wanted.on);
        let head = [
            self.say("Runde", "Round"),
            self.say("Hvem", "Who"),
            self.say("Periode", "Period"),
            self.say("Stand", "Standing"),
            self.say("Svar", "Answers"),
        ];
        let mut rows = Vec::new();
        let mut synthetic = false;
        for (round, version) in self.rounds.iter().filter(|(_, version)| version.version.trial == trial.key) {
            synthetic |= round.synthetic;
            let standing = match (round.is_closed(Timestamp::after(on)), round.opens <= on) {
                (true, _) => self.say("lukket", "closed"),
                (false, true) => self.say("i gang", "collecting"),
                (false, false) => self.say("planlagt", "planned"),
            };
            let answered = if round.opens > self.until.day() { "–".to_owned() } else { self.answered(round)? };
            rows.push(vec![
                round.key.clone(),
                version.version.audience.words(language).to_owned(),
                format!("{} – {}", self.day(round.opens), self.day(round.closes)),
                standing.to_owned(),
                answered,
            ]);
        }
        self.synthetic |= synthetic;
        if rows.is_empty() {
            rows.push(vec![
                self.say("Ingen runde", "No round").to_owned(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
            ]);
        }
        let caption = format!("{} {}", self.say("Runder i forsøg", "Rounds of trial"), trial.number);
        Ok(vec![Block::Caption(caption), Block::table(&head, rows)])
    }

    /// The response rate of a round, or the first sentence of why there is none.
    fn answered(&self, round: &Round) -> Result<String, Error> {
        let told = Told::gather(self.store, self.wanted.privacy, round, self.until)?;
        let [(_, rr1), (_, rr2), (_, share)] = told.rates();
        let percent = |share| number::percent(share, self.wanted.language);
        Ok(match (rr1, rr2, share) {
            (Some(rr1), Some(rr2), _) => {
                let words = self.say("svarprocent {rr2} (hele svar {rr1})", "response rate {rr2} (complete {rr1})");
                filled(words, &[("rr2", &percent(rr2)), ("rr1", &percent(rr1))])
            }
            (_, _, Some(share)) => format!("{} {}", self.say("svarandel", "share of answers"), percent(share)),
            _ => told.sentence(self.wanted.language).lines().next().unwrap_or_default().to_owned(),
        })
    }

    /// The newest figure of each line, of the whole trial where there is one.
    fn figures(&self, blocks: &mut Vec<Block>, title: &str, measures: &[&Measure]) {
        let language = self.wanted.language;
        let mut points = Vec::new();
        for measure in measures {
            let whole = |line: &&Line| line.municipality.is_empty();
            let has_whole = measure.lines.iter().any(|line| whole(&line) && self.newest(line).is_some());
            for line in measure.lines.iter().filter(|line| !has_whole || whole(line)) {
                let Some((cell, one)) = self.newest(line).and_then(|cell| Some((cell, cell.shown?))) else { continue };
                let who = who(line.municipality, line.group, &self.trials, language);
                let shown = amount(one.figure.amount, language);
                points.push(format!("{}, {who}: {shown}, {} [{}]", measure.name, cell.period.words(language), one.code()));
            }
        }
        if points.is_empty() {
            return;
        }
        let more = points.len().saturating_sub(MOST);
        points.truncate(MOST);
        if more > 0 {
            let words = self.say("{n} flere står i forsøgets rapport.", "{n} more stand in the trial's report.");
            points.push(filled(words, &[("n", &more.to_string())]));
        }
        blocks.extend([Block::Subheading(2, title.to_owned()), Block::Points(points)]);
    }

    /// The last figure of a line that is shown and whose period has ended by the day; of a follow-up, which has no last day, entered by then.
    fn newest<'m>(&self, line: &Line<'m>) -> Option<Cell<'m>> {
        let has_ended = |cell: &&Cell<'_>| match cell.period.last_day() {
            Some(day) => day <= self.wanted.on,
            None => cell.shown.is_some_and(|one| one.at <= self.until),
        };
        line.cells.iter().rev().filter(|cell| cell.shown.is_some()).find(has_ended).copied()
    }

    fn events(&self, trial: &Trial) -> Vec<String> {
        let on = self.wanted.on;
        let from = on.saturating_sub(Span::new().months(BACK));
        let own = self.trials.events_of(&trial.key).into_iter();
        let within = own.filter(|event| event.date <= on && event.lasts.last_day(event.date) > from);
        within.map(|event| event.listed(&self.trials, self.wanted.language)).collect()
    }

    /// What comes within a year after the day: rounds, letters, recipients, groups and planned evidence.
    fn next(&self, trial: &Trial) -> Result<Vec<String>, Error> {
        let (on, language) = (self.wanted.on, self.wanted.language);
        let far = on.saturating_add(Span::new().months(AHEAD));
        let mut coming: Vec<(Date, String)> = Vec::new();
        for (round, _) in self.rounds.iter().filter(|(_, version)| version.version.trial == trial.key) {
            let mut add = |day: Date, words: &str| {
                if day > on && day <= far {
                    coming.push((day, format!("{}: {} {words}", self.day(day), round.key)));
                }
            };
            add(round.opens, self.say("åbner", "opens"));
            if !round.is_closed(Timestamp::after(on)) {
                add(round.closes, self.say("lukker", "closes"));
            }
            if let Some(due) = self.due.get(&round.id) {
                add(*due, self.say("skal have modtagere", "wants its recipients"));
            }
            for sending in self.store.sendings(round.id)?.iter().filter(|one| one.state == SendingState::Planned) {
                let words = match sending.kind {
                    LetterKind::Invitation => self.say("sender invitationer", "sends invitations"),
                    LetterKind::Reminder => self.say("sender påmindelser", "sends reminders"),
                };
                add(sending.at.day(), words);
            }
        }
        for group in self.talks.groups.iter().filter(|group| !group.cancelled) {
            let day = group.planned.starts.day();
            if day > on && day <= far && self.talks.guide(group).is_some_and(|guide| guide.asks_about(&trial.key)) {
                coming.push((day, format!("{}: {}", self.day(day), group.planned.title)));
            }
        }
        coming.sort();
        let mut points: Vec<String> = coming.into_iter().map(|(_, words)| words).collect();
        points.truncate(MOST);
        let designs = self.designs.iter().filter(|one| one.trial == trial.key);
        let planned = designs.flat_map(|one| &one.design.evidence).filter(|one| one.when.last_day().is_some_and(|day| day > on));
        points.extend(planned.take(MOST).map(|one| planned_words(one, self.say("planlagt", "planned"), language)));
        Ok(points)
    }
}

/// Evidence that is planned: "1. halvår 2020: planlagt spørgeskema, rådgivere".
fn planned_words(planned: &Planned, word: &str, language: Language) -> String {
    format!("{}: {word} {}", planned.when.words(language), planned.words(language).to_lowercase())
}
