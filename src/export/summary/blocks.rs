//! The blocks of a summary, and which quotes they show.

use std::collections::BTreeSet;

use super::said::{Letters, bearing, letters_told, mixed};
use super::{Permission, Scope, Settled, Talks};
use crate::export::document::{Block, Document};
use crate::focusgroup::Relation;
use crate::focusgroup::attribution::{FEWEST, Shown};
use crate::language::{Language, filled, number};
use crate::questionnaire::Audience;
use crate::store::{Participant, Point, Prose, Statement};

/// A summary with the quotes that it shows.
pub struct Made {
    /// The document.
    pub document: Document,
    /// The numbers of the quotes, and how each is shown; below zero the number of whoever wrote a card of a written round, or, as one that
    /// is withheld, of whoever is alone behind a point.
    pub quotes: Vec<(i64, Shown)>,
}

/// Makes a summary; none where there is no such group or theme.
#[must_use]
pub fn summary(talks: &Talks, scope: &Scope, prose: &Prose, language: Language, mark: Option<&str>) -> Option<Made> {
    let settled = talks.settled();
    let mut writing = Writing {
        talks,
        scope,
        language,
        settled: &settled,
        blocks: Vec::new(),
        quotes: Vec::new(),
        letters: Letters::default(),
    };
    let (title, subtitle) = writing.named()?;
    writing.paragraphs(&prose.opening);
    let points: Vec<&Point> = talks.claims.points.iter().filter(|point| point.published && writing.has(point)).collect();
    for (key, theme) in talks.themes() {
        let own: Vec<&&Point> = points.iter().filter(|point| point.theme == key).collect();
        if !own.is_empty() {
            // The summary of a theme has its name as the title.
            let heading = if matches!(scope, Scope::Theme(_)) { writing.say("Punkter", "Points") } else { theme.get(language) };
            let heading = heading.to_owned();
            writing.blocks.push(Block::Heading(heading));
            for point in own {
                writing.point(point);
            }
        }
    }
    if writing.is_of_few() {
        writing.text(
            "Færre end tre deltog, så her står ingen punkter: hvert af dem kunne kun være fra dem. Punkterne står i temaernes opsamlinger.",
            "Fewer than three took part, so no points stand here: each could only be theirs. The points stand in the summaries of the themes.",
        );
    } else if points.is_empty() {
        writing.text("Der er ingen udgivne punkter endnu.", "There are no published points yet.");
    } else {
        writing.left_out(&points);
        writing.sources(&points);
    }
    writing.written();
    writing.paragraphs(&prose.closing);
    let Writing { blocks, quotes, .. } = writing;
    let document = Document { title, subtitle, mark: mark.map(str::to_owned), language, paged: false, blocks };
    Some(Made { document, quotes })
}

pub(super) struct Writing<'a> {
    pub(super) talks: &'a Talks,
    pub(super) scope: &'a Scope,
    pub(super) language: Language,
    settled: &'a [Settled<'a>],
    pub(super) blocks: Vec<Block>,
    pub(super) quotes: Vec<(i64, Shown)>,
    letters: Letters,
}

impl Writing<'_> {
    pub(super) fn say<'s>(&self, danish: &'s str, english: &'s str) -> &'s str {
        if self.language == Language::En { english } else { danish }
    }

    pub(super) fn text(&mut self, danish: &str, english: &str) {
        let text = self.say(danish, english).to_owned();
        self.blocks.push(Block::Text(text));
    }

    fn paragraphs(&mut self, words: &str) {
        let paragraphs = words.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
        self.blocks.extend(paragraphs.map(|paragraph| Block::Text(paragraph.to_owned())));
    }

    fn named(&self) -> Option<(String, String)> {
        let (named, about) = match self.scope {
            Scope::Group(id) => {
                let group = self.talks.group(*id)?;
                let came = self.talks.participants.iter().filter(|one| one.group_id == *id && one.attended).count();
                let day = number::day(group.planned.starts.day(), self.language);
                let came = filled(self.say("{n} deltog", "{n} took part"), &[("n", &came.to_string())]);
                (group.planned.title.clone(), format!("{day} · {came}"))
            }
            Scope::Theme(key) => {
                let (_, title) = self.talks.themes().into_iter().find(|(known, _)| known == key)?;
                let about = self.say("Tema på tværs af fokusgrupperne", "Theme across the focus groups");
                (title.get(self.language).to_owned(), about.to_owned())
            }
        };
        Some((filled(self.say("Opsamling: {named}", "Summary: {named}"), &[("named", &named)]), about))
    }

    /// Whether a statement is of what the summary is about.
    fn holds(&self, statement: &Statement) -> bool {
        !matches!(self.scope, Scope::Group(id) if *id != statement.group_id)
    }

    /// Whether a point is of what the summary is about, and something supports it still.
    fn has(&self, point: &Point) -> bool {
        let supported = self.talks.bearing(point.id, Relation::Supports).next().is_some();
        let theirs = match self.scope {
            Scope::Theme(key) => point.theme == *key,
            Scope::Group(_) => {
                !self.is_of_few() && Relation::ALL.into_iter().any(|how| self.bearing(point, how).next().is_some())
            }
        };
        supported && theirs
    }

    /// Whether it is about a group in which so few took part that each point could only be theirs.
    fn is_of_few(&self) -> bool {
        matches!(self.scope, Scope::Group(id) if self.talks.attendees_of(*id) < FEWEST)
    }

    fn bearing<'s>(&'s self, point: &Point, how: Relation) -> impl Iterator<Item = &'s Statement> {
        self.talks.bearing(point.id, how).filter(|statement| self.holds(statement))
    }

    fn point(&mut self, point: &Point) {
        self.blocks.push(Block::Subheading(2, format!("P{}. {}", point.id, point.claim)));
        self.tie(point);
        if matches!(self.scope, Scope::Theme(_)) {
            self.resting(point);
        }
        let quotes: Vec<String> = mixed(self.settled, point.id).into_iter().filter_map(|one| self.quoted(one)).collect();
        if !quotes.is_empty() {
            self.blocks.push(Block::Points(quotes));
        }
    }

    /// Ties the summary to whoever the point would not stand here without, so that it goes when they take back that they took part.
    fn tie(&mut self, point: &Point) {
        let here: Vec<&Statement> = Relation::ALL.into_iter().flat_map(|how| self.bearing(point, how)).collect();
        let supporting: Vec<&Statement> = self.talks.bearing(point.id, Relation::Supports).collect();
        let mut tied: BTreeSet<(i64, Shown)> = BTreeSet::new();
        for statements in [here, supporting] {
            let speakers: Option<Vec<&Participant>> = statements.into_iter().map(|one| self.talks.speaker(one)).collect();
            let speakers = speakers.unwrap_or_default();
            if speakers.iter().map(|one| one.person()).collect::<BTreeSet<_>>().len() == 1 {
                tied.extend(speakers.iter().map(|one| (-one.id, Shown::Withheld)));
            }
        }
        tied.retain(|one| !self.quotes.contains(one));
        self.quotes.extend(tied);
    }

    /// On how much a point rests, and its trials. Of a single group that would tell of one or two people what nobody asked them to say.
    fn resting(&mut self, point: &Point) {
        let mut sentence = bearing(self.talks.counts(point), self.language);
        let told = self.talks.may_tell(point, &Relation::ALL).then_some(&point.trials);
        let trials = told.into_iter().flatten().filter_map(|key| self.talks.trials.trial(key));
        let trials: Vec<&str> = trials.map(|trial| trial.name.get(self.language)).collect();
        if !trials.is_empty() {
            sentence.push_str(&filled(self.say(" Forsøg: {trials}.", " Trials: {trials}."), &[("trials", &trials.join("; "))]));
        }
        self.blocks.push(Block::Text(sentence));
    }

    /// How a quote may stand in this document.
    fn stands(&self, one: &Settled<'_>) -> Shown {
        match one.shown() {
            // A group's summary tells the group and the role of everybody in it.
            shown if matches!(self.scope, Scope::Group(_)) && shown < Shown::InGroup => Shown::Withheld,
            shown => shown,
        }
    }

    fn quoted(&mut self, one: &Settled<'_>) -> Option<String> {
        let shown = self.stands(one);
        if shown == Shown::Withheld || !self.holds(one.statement) {
            return None;
        }
        let quoted = self.letters.quoted(self.talks, one, shown, self.language)?;
        self.quotes.push((one.quote.id, shown));
        Some(quoted)
    }

    /// How many quotes are approved and still stand nowhere. Of those that only stand elsewhere nothing is said: it would tell the group.
    fn left_out(&mut self, points: &[&Point]) {
        let here = |one: &&Settled<'_>| {
            one.permission == Permission::Given
                && self.holds(one.statement)
                && points.iter().any(|point| point.id == one.quote.point_id)
        };
        let count = self.settled.iter().filter(here).filter(|one| one.shown() == Shown::Withheld).count();
        match count {
            0 => {}
            1 => self.text(
                "Et citat er ikke med, fordi for få kan have sagt det.",
                "One quote is left out, because too few could have said it.",
            ),
            _ => {
                let count = count.to_string();
                let said = self.say(
                    "{n} citater er ikke med, fordi for få kan have sagt dem.",
                    "{n} quotes are left out, because too few could have said them.",
                );
                let said = filled(said, &[("n", &count)]);
                self.blocks.push(Block::Text(said));
            }
        }
    }

    /// What the codes are, and over all groups how many statements are behind each point; of which group each is, no table tells.
    fn sources(&mut self, points: &[&Point]) {
        self.blocks.push(Block::Heading(self.say("Kilder", "Sources").to_owned()));
        self.text(
            "P er et punkt, og U er et udsagn i noterne. Den, der har adgang til noterne, kan slå koden op.",
            "P is a point, and U is a statement in the notes. Whoever has access to the notes can look a code up.",
        );
        if self.quotes.iter().any(|(_, shown)| *shown == Shown::Labelled) {
            self.blocks.push(Block::Text(letters_told(self.language).to_owned()));
        }
        if matches!(self.scope, Scope::Group(_)) {
            return;
        }
        self.text(
            "Hvor mange udsagn der er, og hvilke forsøg de er om, står kun, hvor mindst tre kan have sagt dem; ellers står der »ja«.",
            "How many statements there are, and of which trials, stands only where at least three could have said them; else it says “yes”.",
        );
        let caption = self.say("Udsagn bag hvert punkt", "Statements behind each point").to_owned();
        let head = [("Punkt", "Point"), ("Støtter", "Support"), ("Nuancerer", "Nuance"), ("Modsiger", "Contradict")];
        let head = head.map(|(danish, english)| self.say(danish, english).to_owned()).to_vec();
        let row = |point: &&Point| {
            let mut row = vec![format!("P{}", point.id)];
            let counts = self.talks.counts(point);
            row.extend(counts.map(|count| count.map_or_else(|| self.say("ja", "yes").to_owned(), |count| count.to_string())));
            row
        };
        let rows = points.iter().map(row).collect();
        self.blocks.push(Block::Caption(caption));
        self.blocks.push(Block::Table(head, rows));
    }
}

/// One person of a role, as a quote is attributed.
#[must_use]
pub fn singular(role: Audience, language: Language) -> &'static str {
    let (danish, english) = match role {
        Audience::Caseworker => ("en rådgiver", "a caseworker"),
        Audience::Citizen => ("en borger", "a citizen"),
        Audience::UnemploymentFund => ("en a-kasse", "an unemployment fund"),
        Audience::Manager => ("en leder", "a manager"),
        Audience::Politician => ("en politiker", "a politician"),
        Audience::Employee => ("en medarbejder", "an employee"),
        Audience::Doctor => ("en læge", "a doctor"),
        Audience::Psychologist => ("en psykolog", "a psychologist"),
        Audience::Company => ("en virksomhed", "a company"),
    };
    if language == Language::En { english } else { danish }
}
