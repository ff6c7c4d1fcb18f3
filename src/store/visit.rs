//! What a respondent's page needs, in one statement: the invitation, its recipient and its draft by the hash of the token.

use std::collections::BTreeMap;
use std::sync::Arc;

use diesel::prelude::*;

use super::invitation::InvitationState;
use super::schema::{questionnaire_version, response, round};
use super::sealed::{EMPTY, open_draft};
use super::text_key::Opener;
use super::{Error, Reader, Store};
use crate::compare;
use crate::fieldwork::{Mode, Round};
use crate::language::Language;
use crate::questionnaire::{Answer, Answers, Source, Trials, Version};
use crate::token::{RandomId, Receipt, Secret, Token};

/// A respondent's link, as far as it has come.
pub struct Visit {
    /// The invitation.
    pub invitation: RandomId,
    /// How far it has come.
    pub state: InvitationState,
    /// The round.
    pub round: Arc<Round>,
    /// The number of the round's version in the database.
    pub version_id: i64,
    /// The trials.
    pub trials: Arc<Trials>,
    /// The recipient's municipality.
    pub municipality: Option<String>,
    /// The recipient's language, if given.
    pub language: Option<Language>,
    /// The recipient's other background values, as JSON.
    pub(super) background: Option<String>,
    /// The municipality's own key of the person.
    pub(super) person_key: Option<String>,
    /// What was saved and not yet submitted.
    pub draft: Option<Draft>,
    /// In an anonymous round the secret of its links, as long as it is there.
    link_secret: Option<Secret>,
    /// In an anonymous round the key of the draft, as long as the secret of its links is there.
    pub(super) draft_key: Option<Secret>,
}

/// What was saved and not yet submitted.
pub struct Draft {
    /// The language that it is answered in.
    pub language: Language,
    /// The answers.
    pub answers: Answers,
    /// How many pages have been passed.
    pub page: usize,
    /// Goes up by one whenever it is saved.
    pub revision: i64,
}

/// What a receipt tells to whoever holds it: all that is stored with the answer.
pub struct ReceiptFacts {
    /// The round.
    pub round: Round,
    /// The number of the version that was answered, which holds the notice that was read.
    pub version_id: i64,
    /// The day on which the answers came in.
    pub submitted_on: Option<jiff::civil::Date>,
    /// The language that was answered in.
    pub language: Language,
    /// The background values that are known.
    pub background: compare::Cell,
    /// The answers.
    pub answers: Answers,
    /// Whether a key links this answer to others of the same person.
    pub linked: bool,
    /// The person's key, in identified rounds.
    pub person_key: Option<String>,
}

/// A response with its round, as the database holds them.
type Received = (super::round::Row, (i64, Option<String>, String, String, String), (Vec<u8>, Option<String>, Option<String>));

impl Visit {
    /// The receipt of what was or will be sent by this link; none of an anonymous round that is closed.
    #[must_use]
    pub fn receipt(&self, token: &Token) -> Option<Receipt> {
        match (self.round.mode, &self.link_secret) {
            (Mode::Anonymous, secret) => secret.as_ref().map(|secret| token.sealed_receipt(secret, &self.round.key)),
            _ => Some(token.receipt(&self.round.key)),
        }
    }
}

impl Store {
    /// The link with this token.
    pub async fn visit(&self, reader: &Arc<Reader>, token: &Token) -> Result<Option<Visit>, Error> {
        let row = reader.look_up(self, token.hash()).await?;
        let Some(((id, state, round_id, stamp), recipient, draft)) = row else { return Ok(None) };
        let corrupt = || Error::Corrupt("invitation");
        let standing = self.standing_at(stamp)?;
        let (round, version_id) = standing.rounds.get(&round_id).ok_or_else(corrupt)?;
        let (municipality, language, background, person_key) = recipient;
        let sealed = self.seals_drafts(round);
        let link_secret = if sealed { self.keys().secret_of_links(&round.key)? } else { None };
        let draft_key = link_secret.as_ref().map(|secret| token.draft_key(secret));
        let draft = match draft {
            (Some(language), Some(page), Some(revision), Some(answers)) => {
                let answers = match (sealed, &draft_key) {
                    (true, Some(key)) => open_draft(key, &answers)?,
                    (true, None) => EMPTY.to_owned(),
                    _ => answers,
                };
                Some(draft_of(&language, page, revision, &answers)?)
            }
            _ => None,
        };
        Ok(Some(Visit {
            invitation: RandomId(id.try_into().map_err(|_| corrupt())?),
            state: InvitationState::from_number(state).ok_or_else(corrupt)?,
            round: Arc::clone(round),
            version_id: *version_id,
            trials: Arc::clone(&standing.trials),
            municipality,
            language: language.as_deref().and_then(Language::from_code),
            background,
            person_key,
            draft,
            link_secret,
            draft_key,
        }))
    }

    /// Whether the answer with this receipt is there: it may have been erased.
    pub fn is_kept(&self, receipt: &Receipt) -> Result<bool, Error> {
        let hash = receipt.hash();
        let found: Option<i64> = self.read(|connection| {
            let rows = response::table.filter(response::receipt_hash.eq(&hash[..]));
            Ok(rows.select(response::round_id).first(connection).optional()?)
        })?;
        Ok(found.is_some())
    }

    /// What is known of a receipt code.
    pub fn receipt(&self, receipt: &Receipt) -> Result<Option<ReceiptFacts>, Error> {
        let row: Option<Received> = self.read(|connection| {
            Ok(response::table
                .inner_join(round::table.on(round::id.eq(response::round_id)))
                .inner_join(questionnaire_version::table.on(questionnaire_version::id.eq(round::version_id)))
                .filter(response::receipt_hash.eq(&receipt.hash()[..]))
                .select((
                    super::round::columns(),
                    (response::version_id, response::submitted_on, response::language, response::background, response::answers),
                    (response::key, response::panel_key, response::person_key),
                ))
                .first(connection)
                .optional()?)
        })?;
        let corrupt = |_| Error::Corrupt("response");
        row.map(|(round, (version_id, day, language, background, answers), (key, panel_key, person_key))| {
            let round = super::round::round_of(round)?;
            Ok(ReceiptFacts {
                version_id,
                submitted_on: day.and_then(|day| day.parse().ok()),
                language: Language::from_code(&language).unwrap_or_default(),
                background: serde_json::from_str(&background).map_err(corrupt)?,
                answers: Opener::of(self.keys(), &round.key)?.answers(&key, &answers)?,
                linked: panel_key.is_some(),
                person_key,
                round,
            })
        })
        .transpose()
    }
}

fn draft_of(language: &str, page: i32, revision: i64, answers: &str) -> Result<Draft, Error> {
    Ok(Draft {
        language: Language::from_code(language).unwrap_or_default(),
        answers: serde_json::from_str(answers).map_err(|_| Error::Corrupt("draft"))?,
        page: usize::try_from(page).unwrap_or(0),
        revision,
    })
}

/// The background values of a response: from the invitation, or from answers that are asked for them.
pub(super) fn background_of(visit: &Visit, version: &Version, answers: &Answers) -> Result<compare::Cell, Error> {
    let mut known: BTreeMap<String, String> = match &visit.background {
        Some(text) => serde_json::from_str(text).map_err(|_| Error::Corrupt("recipient"))?,
        None => BTreeMap::new(),
    };
    if let Some(municipality) = &visit.municipality {
        known.insert("municipality".to_owned(), municipality.clone());
    }
    let mut cell = compare::Cell::new();
    for background in &version.background {
        let value = match background.source {
            Source::Recipient => known.get(&background.key).cloned(),
            Source::Asked => asked(version, answers, &background.key),
        };
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            cell.insert(background.key.clone(), value);
        }
    }
    Ok(cell)
}

/// The value of a background that is asked: the choice's number, unless it is a missing kind.
fn asked(version: &Version, answers: &Answers, key: &str) -> Option<String> {
    let Some(Answer::Choice(value)) = answers.0.get(key) else { return None };
    let item = version.item(key)?;
    let substantive = item.question.kind.scale()?.substantive().any(|choice| choice.value == *value);
    substantive.then(|| value.to_string())
}
