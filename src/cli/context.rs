//! What every command knows: configuration, database, language and clock, as the global options and the environment say.

use std::path::{Path, PathBuf};

use super::{AT_THE_MACHINE, Arguments, Ending, configuration};
use crate::config::Config;
use crate::fieldwork::Round;
use crate::language::Language;
use crate::store::{Actor, Opening, PublishedVersion, Store};
use crate::time::{Clock, Timestamp};

const DEFAULT_DATABASE: &str = "sqlite:nulpunkt.db";
const DEFAULT_CONFIG: &str = "nulpunkt.toml";

/// What every command knows.
pub(crate) struct Context {
    /// The configuration.
    pub(crate) config: Config,
    /// The language of sentences.
    pub(crate) language: Language,
    /// The clock: the machine's, unless `NULPUNKT_NOW` sets another instant to start from.
    pub(crate) clock: Clock,
    /// The trials file that was asked for.
    pub(crate) trials: Option<PathBuf>,
    database: Option<String>,
    create: bool,
}

impl Context {
    /// Reads the global options and the configuration.
    pub(super) fn of(arguments: &Arguments) -> Result<Self, Ending> {
        let language = arguments.language.unwrap_or(Language::Da);
        let config = match &arguments.config {
            Some(path) => configuration::read(path, language)?,
            None if Path::new(DEFAULT_CONFIG).exists() => configuration::read(Path::new(DEFAULT_CONFIG), language)?,
            None => Config::default(),
        };
        let clock = match std::env::var("NULPUNKT_NOW") {
            Ok(text) => match text.parse::<jiff::Timestamp>() {
                Ok(instant) => Clock::starting_at(Timestamp(instant.as_millisecond())),
                Err(_) => return super::usage("NULPUNKT_NOW must be an instant such as 2020-06-01T12:00:00Z"),
            },
            Err(_) => Clock::system(),
        };
        Ok(Self {
            language,
            trials: arguments.trials.clone(),
            database: arguments.database.clone().or_else(|| config.database.clone()),
            create: arguments.create,
            config,
            clock,
        })
    }

    /// The same with another database and address; for the demonstration.
    pub(crate) fn with(&self, database: &str, config: Config) -> Self {
        Self {
            config,
            language: self.language,
            clock: self.clock,
            trials: self.trials.clone(),
            database: Some(database.to_owned()),
            create: true,
        }
    }

    /// How the database is opened.
    pub(crate) fn opening(&self) -> Opening<'_> {
        Opening {
            url: self.database.as_deref().unwrap_or(DEFAULT_DATABASE),
            // Only the default file is created unasked: a mistyped path must not become an empty database.
            create: self.create || self.database.is_none(),
            keys_dir: self.config.keys_dir.as_deref(),
            connections: 16,
        }
    }

    /// Opens the database and brings it to the newest migration.
    pub(crate) fn store(&self) -> Result<Store, Ending> {
        Ok(Store::open(&self.opening())?)
    }

    /// The round with this key, or wrong usage.
    pub(crate) fn round(&self, store: &Store, key: &str) -> Result<Round, Ending> {
        store.round(key)?.ok_or_else(|| {
            Ending::Usage(match self.language {
                Language::En => format!("There is no round {key:?}. `nulpunkt round list` shows those there are."),
                _ => format!("Der er ingen runde {key:?}. `nulpunkt round list` viser dem, der er."),
            })
        })
    }

    /// Whom the log names for what a command does now.
    pub(super) fn custodian(&self) -> Actor<'static> {
        Actor { who: AT_THE_MACHINE, at: self.clock.now() }
    }

    /// One of two sentences, by language.
    pub(crate) fn say<'a>(&self, danish: &'a str, english: &'a str) -> &'a str {
        if self.language == Language::En { english } else { danish }
    }
}

/// The published version that a round asks.
pub(super) fn version(store: &Store, round: &Round) -> Result<std::sync::Arc<PublishedVersion>, Ending> {
    Ok(store.version(store.version_id_of(round.id)?)?)
}
