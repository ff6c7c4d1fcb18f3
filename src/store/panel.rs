//! Panel keys: what links the answers of one person from round to round without saying who it is.

use super::visit::Visit;
use super::{Error, Store};
use crate::compare;
use crate::fieldwork::Mode;
use crate::questionnaire::Version;
use crate::token::panel_key;

impl Store {
    pub(super) fn panel_key_of(&self, visit: &Visit, version: &Version) -> Result<Option<String>, Error> {
        let (Mode::Pseudonymous, Some(person)) = (visit.round.mode, &visit.person_key) else { return Ok(None) };
        let person = format!("{}/{person}", visit.municipality.as_deref().unwrap_or_default());
        self.panel_key(&version.trial, &person).map(Some)
    }

    /// The key of whoever made up this code in this municipality, where that is known.
    pub(super) fn panel_key_of_code(&self, trial: &str, background: &compare::Cell, code: &str) -> Result<String, Error> {
        let municipality = background.get("municipality").map(String::as_str).unwrap_or_default();
        self.panel_key(trial, &format!("{municipality}/code/{code}"))
    }

    /// The panel key of a person in a trial.
    pub fn panel_key(&self, trial: &str, person: &str) -> Result<String, Error> {
        let mut secrets = self.0.panel_secrets.lock().map_err(|_| Error::Busy)?;
        // Another process may have destroyed it: then what is kept here must not outlive it.
        if !secrets.contains_key(trial) || !self.keys().has_panel_secret(trial) {
            secrets.insert(trial.to_owned(), self.keys().panel_secret(trial)?);
        }
        let secret = secrets.get(trial).ok_or_else(|| Error::NoSecret(trial.to_owned()))?;
        Ok(panel_key(secret, trial, person))
    }
}
