//! What a respondent's page needs, in one statement: the invitation, its recipient and its draft by the hash of the token.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, SmallInt, Text};

use super::connection::on_each;
use super::invitation::InvitationState;
use super::kept::{self, Kept, Reading, Value, kept};
use super::schema::{questionnaire_version, response, round};
use super::{AnyConnection, Error, Store};
use crate::fieldwork::Round;
use crate::language::Language;
use crate::questionnaire::{Answers, Trials};
use crate::token::{RandomId, Receipt, TokenHash};

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

/// The connection by which one worker looks links up: its own, so that none waits for another.
///
/// On SQLite every look outside a transaction takes a lock and gives it back, and all threads wait for each other at it. So the looks of
/// one turn of a worker's loop share one, see [`Reader::begin_turn`].
#[derive(Default)]
pub struct Reader {
    connection: RefCell<Option<AnyConnection>>,
    /// Whether a turn has begun and will be ended.
    in_turn: Cell<bool>,
    /// How many commits there had been when this turn's snapshot was taken, if one was.
    snapshot: Cell<Option<u64>>,
}

kept! {
    FindVisit = "SELECT invitation.id, invitation.state, invitation.round_id, standing.stamp, recipient.municipality, recipient.language, \
                 recipient.background, recipient.person_key, draft.language, draft.page, draft.revision, draft.answers \
                 FROM invitation JOIN standing ON standing.id = 1 LEFT JOIN recipient ON recipient.id = invitation.recipient_id \
                 LEFT JOIN draft ON draft.invitation_id = invitation.id WHERE invitation.token_hash = ";
}

impl Reading for FindVisit {
    type Columns = (
        (Binary, SmallInt, BigInt, BigInt),
        (Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>),
        (Nullable<Text>, Nullable<Integer>, Nullable<BigInt>, Nullable<Text>),
    );
}

type Row = (
    (Vec<u8>, i16, i64, i64),
    (Option<String>, Option<String>, Option<String>, Option<String>),
    (Option<String>, Option<i32>, Option<i64>, Option<String>),
);

impl Store {
    /// The link with this token's hash.
    pub fn visit(&self, reader: &Reader, token: &TokenHash) -> Result<Option<Visit>, Error> {
        let values = [Value::Bytes(&token.0)];
        let row: Option<Row> = reader.read(self, |connection| {
            Ok(on_each!(connection, connection => Kept::<FindVisit>::with(&values).get_result(connection)).optional()?)
        })?;
        let Some(((id, state, round_id, stamp), recipient, draft)) = row else { return Ok(None) };
        let corrupt = || Error::Corrupt("invitation");
        let standing = self.standing_at(stamp)?;
        let (round, version_id) = standing.rounds.get(&round_id).ok_or_else(corrupt)?;
        let (municipality, language, background, person_key) = recipient;
        let draft = match draft {
            (Some(language), Some(page), Some(revision), Some(answers)) => Some(draft_of(&language, page, revision, &answers)?),
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

fn draft_of(language: &str, page: i32, revision: i64, answers: &str) -> Result<Draft, Error> {
    Ok(Draft {
        language: Language::from_code(language).unwrap_or_default(),
        answers: serde_json::from_str(answers).map_err(|_| Error::Corrupt("draft"))?,
        page: usize::try_from(page).unwrap_or(0),
        revision,
    })
}

kept! {
    BeginSnapshot = "BEGIN";
    EndSnapshot = "COMMIT";
}

impl Reader {
    /// Begins a turn, in which every look sees the database as one of the looks before it did, unless this process has committed
    /// something since. True if none had begun yet: then whoever asks sees to it that [`Reader::end_turn`] is called before the loop
    /// waits again, so that another process's change is seen by whatever comes after it.
    pub fn begin_turn(&self) -> bool {
        !self.in_turn.replace(true)
    }

    /// Ends the turn.
    pub fn end_turn(&self) {
        self.in_turn.set(false);
        if self.snapshot.take().is_some() {
            let mut slot = self.connection.borrow_mut();
            let ended = slot.as_mut().is_some_and(|connection| kept::run::<EndSnapshot>(connection, &[]).is_ok());
            if !ended {
                *slot = None;
            }
        }
    }

    fn read<T>(&self, store: &Store, work: impl FnOnce(&mut AnyConnection) -> Result<T, Error>) -> Result<T, Error> {
        let mut slot = self.connection.borrow_mut();
        let mut connection = slot.take().map_or_else(|| store.url().connect(), Ok)?;
        let done = self.renew(store, &mut connection).and_then(|()| work(&mut connection));
        if done.is_ok() {
            *slot = Some(connection);
        } else {
            // It may be a connection to a server that is gone: the next look makes a new one.
            self.snapshot.set(None);
        }
        done
    }

    /// Takes a snapshot for this turn, or a new one where this process has committed something since.
    fn renew(&self, store: &Store, connection: &mut AnyConnection) -> Result<(), Error> {
        let commits = store.0.commits.load(Ordering::Acquire);
        if !self.in_turn.get() || matches!(connection, AnyConnection::Postgres(_)) || self.snapshot.get() == Some(commits) {
            return Ok(());
        }
        if self.snapshot.take().is_some() {
            kept::run::<EndSnapshot>(connection, &[])?;
        }
        kept::run::<BeginSnapshot>(connection, &[])?;
        self.snapshot.set(Some(commits));
        Ok(())
    }
}
