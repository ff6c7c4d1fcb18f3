//! What a respondent's page needs, in one statement: the invitation, its round and its draft by the hash of the token.

use diesel::prelude::*;

use super::invitation::InvitationState;
use super::schema::{draft, invitation, questionnaire_version, recipient, response, round, trials};
use super::{Error, Store};
use crate::fieldwork::Round;
use crate::language::Language;
use crate::questionnaire::Answers;
use crate::token::{RandomId, Receipt, TokenHash};

/// A respondent's link, as far as it has come.
pub struct Visit {
    /// The invitation.
    pub invitation: RandomId,
    /// How far it has come.
    pub state: InvitationState,
    /// The round.
    pub round: Round,
    /// The number of the round's version in the database.
    pub version_id: i64,
    /// The recipient's municipality.
    pub municipality: Option<String>,
    /// The recipient's language, if given.
    pub language: Option<Language>,
    /// The recipient's other background values, as JSON.
    pub(super) background: Option<String>,
    /// The municipality's own key of the person.
    pub(super) person_key: Option<String>,
    /// When the trials file was last published; see [`Store::trials_published_at`].
    pub trials_published_at: Option<i64>,
    /// What was saved and not yet submitted.
    pub draft: Option<Draft>,
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

/// What a receipt tells to whoever holds it.
pub struct ReceiptFacts {
    /// The round.
    pub round: Round,
    /// The day on which the answers came in.
    pub submitted_on: Option<jiff::civil::Date>,
}

type InvitationRow = (Vec<u8>, i16, i64, Option<i64>);
type RecipientRow = (Option<String>, String, String, String);
type DraftRow = (String, i32, i64, String);

impl Store {
    /// The link with this token's hash.
    pub fn visit(&self, token: &TokenHash) -> Result<Option<Visit>, Error> {
        let row: Option<(InvitationRow, super::round::Row, Option<RecipientRow>, Option<DraftRow>)> =
            self.read(|connection| {
                Ok(invitation::table
                    .inner_join(round::table.inner_join(questionnaire_version::table))
                    .left_join(recipient::table)
                    .left_join(draft::table)
                    .left_join(trials::table.on(trials::id.eq(1)))
                    .filter(invitation::token_hash.eq(&token.0[..]))
                    .select((
                        (invitation::id, invitation::state, round::version_id, trials::published_at.nullable()),
                        super::round::columns(),
                        (recipient::municipality, recipient::language, recipient::background, recipient::person_key).nullable(),
                        (draft::language, draft::page, draft::revision, draft::answers).nullable(),
                    ))
                    // The key is unique, and a bound LIMIT would make SQLite prepare the statement anew at every look.
                    .get_result(connection)
                    .optional()?)
            })?;
        let Some(((id, state, version_id, trials_published_at), round, recipient, draft)) = row else { return Ok(None) };
        let corrupt = || Error::Corrupt("invitation");
        let (municipality, language, background, person_key) = match recipient {
            Some((municipality, language, background, person_key)) => {
                (municipality, Language::from_code(&language), Some(background), Some(person_key))
            }
            None => (None, None, None, None),
        };
        Ok(Some(Visit {
            invitation: RandomId(id.try_into().map_err(|_| corrupt())?),
            state: InvitationState::from_number(state).ok_or_else(corrupt)?,
            round: super::round::round_of(round)?,
            version_id,
            municipality,
            language,
            background,
            person_key,
            trials_published_at,
            draft: draft.map(draft_of).transpose()?,
        }))
    }

    /// What is known of a receipt code.
    pub fn receipt(&self, receipt: &Receipt) -> Result<Option<ReceiptFacts>, Error> {
        let row: Option<(super::round::Row, Option<String>)> = self.read(|connection| {
            Ok(response::table
                .inner_join(round::table.on(round::id.eq(response::round_id)))
                .inner_join(questionnaire_version::table.on(questionnaire_version::id.eq(round::version_id)))
                .filter(response::receipt_hash.eq(&receipt.hash()[..]))
                .select((super::round::columns(), response::submitted_on))
                .first(connection)
                .optional()?)
        })?;
        row.map(|(round, day)| {
            Ok(ReceiptFacts { round: super::round::round_of(round)?, submitted_on: day.and_then(|day| day.parse().ok()) })
        })
        .transpose()
    }
}

fn draft_of((language, page, revision, answers): DraftRow) -> Result<Draft, Error> {
    Ok(Draft {
        language: Language::from_code(&language).unwrap_or_default(),
        answers: serde_json::from_str(&answers).map_err(|_| Error::Corrupt("draft"))?,
        page: usize::try_from(page).unwrap_or(0),
        revision,
    })
}
