//! The ground of a benchmark: a fresh database with a published questionnaire and people who were invited.
//!
//! Everything lies in one temporary folder (`TMPDIR` decides on which disk), is made by the same functions as in earnest, and
//! is gone afterwards.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use jiff::ToSpan;
use jiff::civil::Date;
use tempfile::TempDir;

use super::server::Server;
use crate::fieldwork::{Access, Mode, Round};
use crate::language::Language;
use crate::questionnaire::{read, read_trials};
use crate::store::{NewLetter, NewRecipient, NewRound, Opening, Published, PublishedVersion, RoundAdded, Store, Url, probe};
use crate::time::Clock;
use crate::token::Token;

const TRIALS: &str = include_str!("../../../surveys/trials.toml");

/// The address under which the benchmark's servers are reached, as they are told.
pub(super) const PUBLIC_URL: &str = "https://bench.example.dk";

/// A questionnaire of ours that is answered.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    content: &'static str,
}

/// Two questions on one page.
pub(super) const ONE_PAGE: Asked = Asked { content: include_str!("../../../surveys/ledighedsydelse-caseworkers/1.toml") };
/// Three questions on two pages, the second of which is only shown after some answers on the first.
pub(super) const ROUTED: Asked = Asked { content: include_str!("../../../surveys/mentor-caseworkers/1.toml") };

/// A fresh database.
pub(super) struct Ground {
    /// The database.
    pub(super) store: Store,
    url: String,
    folder: TempDir,
    made: Option<(Url, String)>,
}

/// A round of it with the links of those invited.
pub(super) struct Wave {
    /// The round.
    pub(super) round: Round,
    /// What it asks.
    pub(super) version: Arc<PublishedVersion>,
    /// The secrets in its links.
    pub(super) tokens: Vec<Token>,
}

impl Ground {
    /// A fresh database: SQLite, or one of our own on the PostgreSQL server of `postgres`.
    pub(super) fn new(postgres: Option<&str>) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("nulpunkt-bench-").tempdir()?;
        let (url, made) = match postgres {
            None => (format!("sqlite:{}", folder.path().join("nulpunkt.db").display()), None),
            Some(server) => {
                let (server, name) = (Url::parse(server)?, format!("nulpunkt_bench_{}", std::process::id()));
                probe::drop_database(&server, &name)?;
                (probe::make_database(&server, &name)?, Some((server, name)))
            }
        };
        let keys = folder.path().join("keys");
        let configuration = format!("public_url = \"{PUBLIC_URL}\"\nkeys_dir = \"{}\"\n", keys.display());
        std::fs::write(folder.path().join("nulpunkt.toml"), configuration)?;
        let store = Store::open(&Opening { url: &url, create: true, keys_dir: Some(&keys), connections: 4 })?;
        let trials = read_trials("trials.toml", TRIALS).map_err(|_| anyhow!("trials.toml has faults"))?;
        store.publish_trials(&trials, Clock::system().now())?;
        Ok(Self { store, url, folder, made })
    }

    /// The temporary folder.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the database is.
    pub(super) fn url(&self) -> Result<Url> {
        Ok(Url::parse(&self.url)?)
    }

    /// A round with so many people invited, who live in all municipalities of the trial.
    pub(super) fn wave(&self, asked: Asked, key: &str, people: usize) -> Result<Wave> {
        let now = Clock::system().now();
        let (round, version) = self.round(asked.content, key, [now.day(), now.day().checked_add(1.year())?], false)?;
        let trials = self.store.trials()?;
        let units = trials.trials.iter().filter(|trial| trial.key == version.version.trial).flat_map(|trial| &trial.parts);
        let units: Vec<String> = units.flat_map(|part| part.municipalities.clone()).collect();
        let recipient = |number: usize| NewRecipient {
            person_key: format!("p{number}"),
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            address: String::new(),
            language: Language::Da,
            municipality: units.get(number % units.len().max(1)).cloned(),
            background: BTreeMap::new(),
        };
        self.store.add_recipients(&round, &(0..people).map(recipient).collect::<Vec<_>>(), false, None)?;
        self.store.make_links(&round)?;
        let tokens = self.store.open_links(&round)?.into_iter().map(|(_, token)| token).collect();
        Ok(Wave { round, version, tokens })
    }

    /// A round to which so many people are invited by letters that wait.
    pub(super) fn letters(&self, key: &str, people: usize) -> Result<()> {
        let now = Clock::system().now();
        let (round, _) = self.round(ONE_PAGE.content, key, [now.day(), now.day().checked_add(1.year())?], false)?;
        let recipient = |number: usize| NewRecipient {
            person_key: format!("p{number}"),
            name: format!("Åse Nielsen {number}"),
            email: format!("p{number}@example.dk"),
            phone: String::new(),
            address: String::new(),
            language: Language::Da,
            municipality: None,
            background: BTreeMap::new(),
        };
        self.store.add_recipients(&round, &(0..people).map(recipient).collect::<Vec<_>>(), false, None)?;
        self.store.invite(&round, &NewLetter::new("bench.example.dk", 1, now), false)?;
        Ok(())
    }

    /// A round that takes answers from files, closed as soon as it is made, so that its figures are shown.
    pub(super) fn past_round(&self, content: &str, key: &str, opens: Date) -> Result<(Round, Arc<PublishedVersion>)> {
        self.round(content, key, [opens, opens.checked_add(30.days())?], true)
    }

    /// A round of this questionnaire, from its first day to its last.
    pub(super) fn round(
        &self,
        content: &str,
        key: &str,
        [opens, closes]: [Date; 2],
        synthetic: bool,
    ) -> Result<(Round, Arc<PublishedVersion>)> {
        let (version, _) = read("bench", content, None).map_err(|_| anyhow!("the questionnaire has faults"))?;
        let version_id = match self.store.publish(&version, Clock::system().now())? {
            Published::New(id) | Published::Same(id) => id,
            Published::Different(_) => return Err(anyhow!("another version is published under this number")),
        };
        let new = NewRound {
            key: key.to_owned(),
            version_id,
            opens,
            closes,
            mode: Mode::Pseudonymous,
            access: Access::Invited,
            population: None,
            minimum: None,
            complete: 80,
            partial: 50,
            synthetic,
            divisions: None,
        };
        let RoundAdded::New(_) = self.store.add_round(&new)? else { return Err(anyhow!("the round is there already")) };
        let round = self.store.round(key)?.ok_or_else(|| anyhow!("the round is gone"))?;
        Ok((round, self.store.version(version_id)?))
    }

    /// The server on this database, ready.
    pub(super) fn serve(&self, path: &str) -> Result<Server> {
        Server::start(self.folder(), &["--database", &self.url, "serve"], path)
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.made
            && let Err(error) = probe::drop_database(server, name)
        {
            eprintln!("the database {name} stays: {error}");
        }
    }
}
