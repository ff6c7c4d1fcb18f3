//! Writing the letters in hand: what those of a round have in common is written once, and again when others are taken in hand.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::deliver::Error;
use crate::config::Config;
use crate::fieldwork::Round;
use crate::mail::{self, Addressee, Form, Letter, LetterContent, Returns, Signer, Stamp, Unrenderable, content, render};
use crate::questionnaire::{Trials, Version};
use crate::store::{About, LetterInHand, PublishedVersion, Store};
use crate::token::{ReturnTag, Secret};

/// What letters must have in common to have one form.
#[derive(PartialEq, Eq, Hash)]
struct Alike {
    /// Where their rounds lie, as they stood when the letters were taken in hand.
    rounds: Vec<usize>,
    kind: i16,
    language: &'static str,
    municipality: Option<String>,
    is_named: bool,
}

/// A form, none where each letter is written by itself, and the rounds, so that no others come to lie where they do.
type Kept = (Option<Rc<Form>>, Vec<Arc<Round>>);

/// What letters are written with.
pub(super) struct Writing {
    store: Store,
    config: Config,
    signer: Option<Signer>,
    returns: Option<(Returns, Secret)>,
    trials: RefCell<Option<Arc<Trials>>>,
    versions: RefCell<HashMap<i64, Arc<PublishedVersion>>>,
    forms: RefCell<HashMap<Alike, Kept>>,
}

impl Writing {
    pub(super) fn new(store: &Store, config: &Config) -> Result<Self, Error> {
        let signer = config.mail.dkim.as_ref().map(Signer::read).transpose().map_err(Error::Signer)?;
        let returns = match config.mail.returns.as_deref() {
            None => None,
            Some(address) => {
                let returns = Returns::parse(address).ok_or(Error::Letter(Unrenderable::Returns))?;
                Some((returns, store.keys().return_secret()?))
            }
        };
        Ok(Self {
            store: store.clone(),
            config: config.clone(),
            signer,
            returns,
            trials: RefCell::default(),
            versions: RefCell::default(),
            forms: RefCell::default(),
        })
    }

    /// Forgets what was written: what a letter says of the trial may have changed since the last ones were taken in hand.
    pub(super) fn look_again(&self) -> Result<(), Error> {
        self.versions.borrow_mut().clear();
        self.forms.borrow_mut().clear();
        self.trials.replace(Some(self.store.trials()?));
        Ok(())
    }

    /// A letter as it leaves, signed where letters are.
    pub(super) fn write(&self, letter: &LetterInHand) -> Result<Result<Letter, Unrenderable>, Error> {
        let Some(trials) = self.trials.borrow().clone() else { return Ok(Err(Unrenderable::Parts)) };
        let returns = self
            .returns
            .as_ref()
            .map(|(returns, secret)| returns.address_of(letter.id, ReturnTag::of(secret, letter.id, &letter.message_id)));
        let rendered = match &letter.about {
            About::Round { .. } => self.of_round(letter, &trials, returns)?,
            About::Session(session) => {
                let stamp = Stamp { message_id: &letter.message_id, date: letter.date, boundary: &letter.boundary, returns };
                let public = self.config.public_url.as_deref().ok_or(Error::NoPublicUrl)?;
                mail::render_session(&mail::SessionContent::of(session, letter.token, &trials, (&self.config, public), stamp))
            }
        };
        let mut rendered = match rendered {
            Ok(rendered) => rendered,
            Err(fault) => return Ok(Err(fault)),
        };
        if let Some(signer) = &self.signer {
            signer.sign(&mut rendered, letter.date).map_err(Error::Signer)?;
        }
        Ok(Ok(rendered))
    }

    fn of_round(
        &self,
        letter: &LetterInHand,
        trials: &Trials,
        returns: Option<String>,
    ) -> Result<Result<Letter, Unrenderable>, Error> {
        let About::Round { kind, round, beside, .. } = &letter.about else { return Ok(Err(Unrenderable::Parts)) };
        let alike = Alike {
            rounds: std::iter::once(round)
                .chain(beside.iter().map(|other| &other.round))
                .map(|round| Arc::as_ptr(round).addr())
                .collect(),
            kind: kind.number(),
            language: letter.language.code(),
            municipality: letter.municipality.clone(),
            is_named: !letter.name.trim().is_empty(),
        };
        let tokens: Vec<String> =
            std::iter::once(letter.token).chain(beside.iter().map(|other| other.token)).map(|token| token.to_string()).collect();
        let known = self.forms.borrow().get(&alike).map(|(form, _)| form.clone());
        let form = if let Some(form) = known {
            form
        } else {
            let form = Form::of(&self.content(letter, trials, None)?, &tokens).map(Rc::new);
            let rounds = std::iter::once(round).chain(beside.iter().map(|other| &other.round)).map(Arc::clone).collect();
            self.forms.borrow_mut().insert(alike, (form.clone(), rounds));
            form
        };
        let person = Addressee {
            name: &letter.name,
            email: &letter.email,
            tokens: &tokens,
            message_id: &letter.message_id,
            date: letter.date,
            boundary: &letter.boundary,
            returns: returns.as_deref(),
        };
        match form.and_then(|form| form.letter(&person)) {
            Some(written) => Ok(written),
            None => Ok(render(&self.content(letter, trials, returns)?)),
        }
    }

    fn content(&self, letter: &LetterInHand, trials: &Trials, returns: Option<String>) -> Result<LetterContent, Error> {
        let About::Round { round, beside, .. } = &letter.about else { return Err(Error::Letter(Unrenderable::Parts)) };
        let version = self.version_of(round)?;
        let beside: Vec<_> = beside.iter().map(|other| self.version_of(&other.round)).collect::<Result<_, Error>>()?;
        let beside: Vec<&Version> = beside.iter().map(|published| &published.version).collect();
        content(letter, (&version.version, &beside), trials, &self.config, returns).ok_or(Error::NoPublicUrl)
    }

    fn version_of(&self, round: &Round) -> Result<Arc<PublishedVersion>, Error> {
        if let Some(version) = self.versions.borrow().get(&round.id) {
            return Ok(Arc::clone(version));
        }
        let version = self.store.version(self.store.version_id_of(round.id)?)?;
        self.versions.borrow_mut().insert(round.id, Arc::clone(&version));
        Ok(version)
    }
}
