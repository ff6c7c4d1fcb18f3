//! What is known of a round: from the database, the questionnaire and the configuration, gathered once for all documents.

use std::sync::Arc;

use crate::compare::{Minimums, minimums};
use crate::config::{Config, FocusGroups, Tls, Transport};
use crate::fieldwork::{Mode, Round};
use crate::language::Language;
use crate::questionnaire::{Municipality, Trials};
use crate::store::{Deletion, Error, FocusGroup, Inventory, Planned, PublishedVersion, Store, Url};
use crate::time::Timestamp;

/// What is known of a round at an instant.
pub struct Facts {
    /// The round.
    pub round: Round,
    /// What it asks.
    pub version: Arc<PublishedVersion>,
    /// The trials and municipalities.
    pub trials: Arc<Trials>,
    /// What is held of it.
    pub held: Inventory,
    /// When what of it goes, as people have set it; of its trial's panel secret too.
    pub plan: Vec<Planned>,
    /// What of it has gone, with the trial's panel secret.
    pub deletions: Vec<Deletion>,
    /// Whether the secret that links the persons of its trial across rounds is there.
    pub is_linkable: bool,
    /// From how many answers what is shown.
    pub minimums: Minimums,
    /// Whether the database is a file on the server's own machine.
    pub is_file: bool,
    /// How letters leave: the relay's host and whether the way to it is encrypted; none where they are files in a folder.
    pub relay: Option<(String, bool)>,
    /// How many focus groups and interviews are asked about the round's trial.
    pub groups: usize,
    /// How long what was said in them is kept.
    pub group_days: FocusGroups,
    /// When this was so.
    pub now: Timestamp,
}

impl Facts {
    /// Gathers what is known of a round.
    pub fn gather(store: &Store, config: &Config, round: Round, now: Timestamp) -> Result<Self, Error> {
        let version = store.version(store.version_id_of(round.id)?)?;
        let smtp = &config.mail.smtp;
        let trial = &version.version.trial;
        let is_own = |subject: &String| *subject == round.key || subject == trial;
        let plan = store.retention(now.day())?.into_iter().filter(|planned| is_own(&planned.subject)).collect();
        let deletions = store.deletions()?.into_iter().filter(|deletion| is_own(&deletion.subject)).collect();
        let guides = store.guides()?;
        let asks = |group: &FocusGroup| {
            let guide = guides.iter().find(|(id, _)| *id == group.planned.guide_id);
            !group.cancelled && guide.is_some_and(|(_, guide)| guide.asks_about(trial))
        };
        Ok(Self {
            groups: store.focus_groups()?.iter().filter(|group| asks(group)).count(),
            group_days: config.focus_groups,
            plan,
            deletions,
            is_linkable: (round.mode == Mode::Pseudonymous || version.version.asks_for_code())
                && store.keys().has_panel_secret(trial),
            held: store.inventory(&round)?,
            trials: store.trials()?,
            minimums: minimums(&config.privacy, &round, &version.version),
            is_file: matches!(store.url(), Url::Sqlite(_)),
            relay: (config.mail.transport == Transport::Smtp).then(|| (smtp.host.clone(), smtp.tls != Tls::None)),
            round,
            version,
            now,
        })
    }

    /// The trial's name.
    pub(super) fn trial(&self) -> String {
        let trial = self.trials.trial(&self.version.version.trial);
        trial.map_or_else(|| self.version.version.trial.clone(), |trial| trial.name.get(Language::Da).to_owned())
    }

    /// The municipalities whose people are asked, with how many; those that take part in the trial where nobody is on a list.
    pub(super) fn municipalities(&self) -> Vec<(&Municipality, Option<u64>)> {
        let listed = |one: &Municipality| self.held.recipients.get(&Some(one.key.clone())).copied();
        let asked: Vec<_> = self.trials.municipalities.iter().filter_map(|one| Some((one, Some(listed(one)?)))).collect();
        if !asked.is_empty() {
            return asked;
        }
        let trial = self.trials.trial(&self.version.version.trial);
        let takes_part = |one: &&Municipality| {
            trial.is_some_and(|trial| trial.parts.iter().any(|part| part.municipalities.contains(&one.key)))
        };
        self.trials.municipalities.iter().filter(takes_part).map(|one| (one, None)).collect()
    }
}
