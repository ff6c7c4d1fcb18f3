//! The guide of a group, as read from `surveys/focus-groups/KEY/VERSION.toml`: theme, question, probe, each with its minutes.
//!
//! A published version never changes; a question keeps its key across versions, so that lines noted under it stay where they are.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::guide_fault::GuideFaultKind::{BadKey, Missing, NoRole, NoTrial, Syntax, TooLong, Twice, Unknown, Wrong};
use super::{GuideFault, GuideFaultKind};
use crate::language::{Language, Text};
use crate::questionnaire::{Audience, Trials};

/// A version of a guide.
#[derive(Clone, Debug)]
pub struct Guide {
    /// The key.
    pub key: String,
    /// The version.
    pub version: u32,
    /// Whom it is for.
    pub role: Audience,
    /// How long a session takes.
    pub minutes: u32,
    /// The title.
    pub title: Text,
    /// What the moderator says first.
    pub opening: Text,
    /// What the moderator says last.
    pub closing: Text,
    /// The themes in the order in which they are talked about.
    pub themes: Vec<GuideTheme>,
    /// The file's own text, frozen when published.
    pub content: String,
}

/// A theme of a guide.
#[derive(Clone, Debug)]
pub struct GuideTheme {
    /// The key: the same theme has the same key in every guide.
    pub key: String,
    /// The title.
    pub title: Text,
    /// The questions in order.
    pub questions: Vec<GuideQuestion>,
}

/// A question of a guide.
#[derive(Clone, Debug)]
pub struct GuideQuestion {
    /// The key, unique in the guide.
    pub key: String,
    /// The question.
    pub text: Text,
    /// How many minutes it is given.
    pub minutes: u32,
    /// What is asked where the talk needs it.
    pub probes: Vec<Text>,
    /// The trials that it explains.
    pub trials: Vec<String>,
    /// The questions of surveys that it explains, as `questionnaire.question`.
    pub explains: Vec<String>,
}

impl Guide {
    /// The questions in order, each with its theme.
    pub fn questions(&self) -> impl Iterator<Item = (&GuideTheme, &GuideQuestion)> {
        self.themes.iter().flat_map(|theme| theme.questions.iter().map(move |question| (theme, question)))
    }

    /// Whether any of its questions is about this trial.
    #[must_use]
    pub fn asks_about(&self, trial: &str) -> bool {
        self.questions().any(|(_, question)| question.trials.iter().any(|key| key == trial))
    }

    /// The theme of the question with this key.
    #[must_use]
    pub fn theme_of(&self, question: &str) -> Option<&GuideTheme> {
        self.questions().find(|(_, one)| one.key == question).map(|(theme, _)| theme)
    }
}

/// The hash of a guide's text: what decides whether a version is as it was published.
#[must_use]
pub fn guide_hash(content: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(content.replace("\r\n", "\n").as_bytes()))
}

type Node<'t> = Spanned<DeValue<'t>>;

struct Reading<'c> {
    content: &'c str,
    faults: Vec<GuideFault>,
}

/// A table and where it begins.
type Table<'t> = (&'t DeTable<'t>, usize);

/// Reads a guide; every fault is told, not only the first. The trials that its questions name are looked for where they are given.
pub fn read_guide(content: &str, trials: Option<&Trials>) -> Result<Guide, Vec<GuideFault>> {
    let mut reading = Reading { content, faults: Vec::new() };
    let document = match DeTable::parse(content) {
        Ok(document) => document,
        Err(error) => {
            reading.fault(error.span().map_or(0, |span| span.start), Syntax(error.message().to_owned()));
            return Err(reading.faults);
        }
    };
    let table: Table<'_> = (document.get_ref(), 0);
    reading.only(table, &["key", "version", "role", "minutes", "title", "opening", "closing", "theme"]);
    let key = reading.key(table);
    let role = reading.string(table, "role").and_then(|(name, at)| {
        let role = Audience::from_name(&name);
        if role.is_none() {
            reading.fault(at, NoRole(name));
        }
        role
    });
    let guide = Guide {
        key,
        version: reading.whole(table, "version"),
        role: role.unwrap_or(Audience::Employee),
        minutes: reading.whole(table, "minutes"),
        title: reading.text(table, "title"),
        opening: reading.text(table, "opening"),
        closing: reading.text(table, "closing"),
        themes: reading.tables(table, "theme").into_iter().map(|theme| reading.theme(theme)).collect(),
        content: content.to_owned(),
    };
    reading.check(&guide, trials);
    if reading.faults.is_empty() { Ok(guide) } else { Err(reading.faults) }
}

impl Reading<'_> {
    fn fault(&mut self, at: usize, kind: GuideFaultKind) {
        let line = self.content.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
        self.faults.push(GuideFault { line, kind });
    }

    fn only(&mut self, (table, _): Table<'_>, known: &[&str]) {
        for (key, _) in table {
            if !known.contains(&key.get_ref().as_ref()) {
                self.fault(key.span().start, Unknown(key.get_ref().to_string()));
            }
        }
    }

    fn wrong(&mut self, key: &str, node: &Node<'_>) {
        self.fault(node.span().start, Wrong(key.to_owned()));
    }

    fn want<'t>(&mut self, (table, at): Table<'t>, key: &'static str) -> Option<&'t Node<'t>> {
        let found = table.get(key);
        if found.is_none() {
            self.fault(at, Missing(key));
        }
        found
    }

    fn string(&mut self, table: Table<'_>, key: &'static str) -> Option<(String, usize)> {
        let node = self.want(table, key)?;
        match node.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some((text.to_owned(), node.span().start)),
            _ => {
                self.wrong(key, node);
                None
            }
        }
    }

    fn key(&mut self, table: Table<'_>) -> String {
        let Some((key, at)) = self.string(table, "key") else { return String::new() };
        let fits = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
        if key.len() > 60 || !key.chars().all(fits) {
            self.fault(at, BadKey(key.clone()));
        }
        key
    }

    /// A whole number from 1 to 999.
    fn whole(&mut self, table: Table<'_>, key: &'static str) -> u32 {
        let Some(node) = self.want(table, key) else { return 0 };
        let number = node.get_ref().as_integer().and_then(|integer| integer.as_str().parse::<u32>().ok());
        let number = number.filter(|number| (1..1000).contains(number));
        if number.is_none() {
            self.wrong(key, node);
        }
        number.unwrap_or(0)
    }

    fn text(&mut self, table: Table<'_>, key: &'static str) -> Text {
        let Some(node) = self.want(table, key) else { return Text::default() };
        self.text_of(key, node)
    }

    /// A text in Danish, and in whatever languages there are beside it.
    fn text_of(&mut self, key: &str, node: &Node<'_>) -> Text {
        let mut text = Text::default();
        if let DeValue::Table(table) = node.get_ref() {
            for (language, words) in table {
                match (Language::from_code(language.get_ref()), words.get_ref().as_str()) {
                    (Some(language), Some(words)) if !words.trim().is_empty() => {
                        text.0.insert(language, words.to_owned());
                    }
                    _ => self.wrong(key, node),
                }
            }
        }
        if !text.has(Language::Da) {
            self.wrong(key, node);
        }
        text
    }

    fn nodes<'t>(&mut self, (table, _): Table<'t>, key: &str) -> Vec<&'t Node<'t>> {
        let Some(node) = table.get(key) else { return Vec::new() };
        if let DeValue::Array(all) = node.get_ref() {
            return all.iter().collect();
        }
        self.wrong(key, node);
        Vec::new()
    }

    fn tables<'t>(&mut self, table: Table<'t>, key: &'static str) -> Vec<Table<'t>> {
        let nodes = self.nodes(table, key);
        if nodes.is_empty() {
            self.fault(table.1, Missing(key));
        }
        let mut tables = Vec::new();
        for node in nodes {
            match node.get_ref() {
                DeValue::Table(inner) => tables.push((inner, node.span().start)),
                _ => self.wrong(key, node),
            }
        }
        tables
    }

    fn strings(&mut self, table: Table<'_>, key: &str) -> Vec<String> {
        let mut strings = Vec::new();
        for node in self.nodes(table, key) {
            match node.get_ref().as_str() {
                Some(text) if !text.is_empty() => strings.push(text.to_owned()),
                _ => self.wrong(key, node),
            }
        }
        strings
    }

    fn theme(&mut self, table: Table<'_>) -> GuideTheme {
        self.only(table, &["key", "title", "question"]);
        GuideTheme {
            key: self.key(table),
            title: self.text(table, "title"),
            questions: self.tables(table, "question").into_iter().map(|question| self.question(question)).collect(),
        }
    }

    fn question(&mut self, table: Table<'_>) -> GuideQuestion {
        self.only(table, &["key", "text", "minutes", "probes", "trials", "explains"]);
        GuideQuestion {
            key: self.key(table),
            text: self.text(table, "text"),
            minutes: self.whole(table, "minutes"),
            probes: self.nodes(table, "probes").into_iter().map(|probe| self.text_of("probes", probe)).collect(),
            trials: self.strings(table, "trials"),
            explains: self.strings(table, "explains"),
        }
    }

    /// What the parts must be together.
    fn check(&mut self, guide: &Guide, trials: Option<&Trials>) {
        let (mut themes, mut questions) = (BTreeSet::new(), BTreeSet::new());
        for theme in &guide.themes {
            if !themes.insert(&theme.key) {
                self.fault(self.place_of(&theme.key), Twice(theme.key.clone()));
            }
        }
        for (_, question) in guide.questions() {
            if !questions.insert(&question.key) {
                self.fault(self.place_of(&question.key), Twice(question.key.clone()));
            }
            for trial in &question.trials {
                if trials.is_some_and(|trials| trials.trial(trial).is_none()) {
                    self.fault(self.place_of(trial), NoTrial(trial.clone()));
                }
            }
        }
        let asked: u32 = guide.questions().map(|(_, question)| question.minutes).sum();
        if guide.minutes > 0 && asked > guide.minutes {
            self.fault(0, TooLong { asked, minutes: guide.minutes });
        }
    }

    /// Where a value stands last.
    fn place_of(&self, value: &str) -> usize {
        self.content.rfind(&format!("\"{value}\"")).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "key = \"ledere\"\nversion = 1\nrole = \"manager\"\nminutes = 30\ntitle = { da = \"Ledere\" }\n\
        opening = { da = \"Velkommen\" }\nclosing = { da = \"Tak\" }\n\n[[theme]]\nkey = \"results\"\ntitle = { da = \"Resultater\" }\n\n\
        [[theme.question]]\nkey = \"worth\"\ntext = { da = \"Hvad kom der ud af det?\" }\nminutes = 20\nprobes = [{ da = \"For hvem?\" }]\n";

    fn faults(from: &str, to: &str) -> Vec<GuideFault> {
        let spoilt = SOUND.replace(from, to);
        assert_ne!(spoilt, SOUND, "{from}");
        read_guide(&spoilt, None).map(|_| ()).unwrap_err()
    }

    #[test]
    fn a_guide_is_read_with_its_themes_questions_and_probes() {
        let guide = read_guide(SOUND, None).unwrap();
        assert_eq!((guide.role, guide.minutes, guide.themes.len()), (Audience::Manager, 30, 1));
        assert_eq!(guide.theme_of("worth").unwrap().key, "results");
        assert_eq!(guide.themes[0].questions[0].probes[0].get(Language::En), "For hvem?");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let of = |line, kind| vec![GuideFault { line, kind }];
        assert_eq!(faults("role = \"manager\"", "role = \"chef\""), of(3, NoRole("chef".to_owned())));
        assert_eq!(faults("minutes = 30", "minutes = 10"), of(1, TooLong { asked: 20, minutes: 10 }));
        assert_eq!(faults("minutes = 20", "minutes = 0"), of(16, Wrong("minutes".to_owned())));
        assert_eq!(faults("\nkey = \"results\"", "\nkey = \"Resultater\""), of(10, BadKey("Resultater".to_owned())));
        assert_eq!(faults("{ da = \"Ledere\" }", "{ en = \"Managers\" }"), of(5, Wrong("title".to_owned())));
        assert_eq!(faults("probes", "probe"), of(17, Unknown("probe".to_owned())));
        assert!(matches!(&faults("version = 1", "version =")[..], [GuideFault { line: 2, kind: Syntax(_) }]));
    }
}
