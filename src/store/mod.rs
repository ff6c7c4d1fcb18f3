//! The only room that knows that there are two databases.
//!
//! Reading takes a connection from the pool; every step of a respondent goes through the [`writer`], which commits what
//! waits together and answers each after that sync. Nothing is cached that another process can change.

mod address;
mod approval;
mod backup;
mod cannot_compare;
mod cases;
mod code_list;
mod coding;
mod coding_sample;
mod comparison;
mod connection;
mod deletion;
pub mod design;
mod document;
mod draft;
mod due;
mod entering;
mod erasure;
mod error;
mod event;
mod exchange;
mod fit;
mod focus_group;
mod in_hand;
mod inventory;
mod invitation;
mod journal;
mod kept;
mod kept_count;
mod keys;
mod letter;
mod letters;
mod linked;
mod log;
mod note_line;
mod outbox;
mod pace;
mod panel;
mod paper;
mod participant;
mod passkey;
mod person;
mod personal_token;
mod planned;
mod point;
pub mod probe;
mod questionnaire;
mod queued;
mod quiet;
mod quote;
mod rates;
mod reader;
mod reapply;
mod recipient;
pub mod recommendation;
mod recording;
mod recount;
mod refusing;
mod register;
mod regret;
mod remembered;
mod report_prose;
mod response;
mod retention;
mod returned;
mod round;
mod schedule;
mod schema;
mod sealed;
mod second_reading;
mod session;
mod session_letter;
mod session_retention;
mod setting;
mod sign_in_try;
mod single_sign_on;
mod standing;
mod step;
mod summary;
mod suppression;
mod taking;
mod tally;
mod text;
mod text_key;
mod theme;
mod together;
mod transcript;
mod visit;
mod webhook;
mod withdrawal;
mod writer;
mod written;
mod written_answer;
mod written_card;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

pub use address::{Addressed, Corrected, Undelivered};
pub use approval::NewApproval;
pub use backup::{Restored, restore};
pub use cannot_compare::CannotCompare;
pub use cases::{ReviewedCases, ReviewingCases};
pub use code_list::ListPublished;
pub use coding::{CodeRefusal, Excerpt, Memo, MemoOf, NewCode};
pub use coding_sample::CodingSample;
pub use comparison::{Compared, Comparing, PlannedRounds, impossible};
pub use connection::{AnyConnection, Url};
pub use deletion::Deletion;
pub use design::{DesignDraft, DesignFrozen, DesignSaved, KeptDesign};
use diesel::r2d2::{Pool, PooledConnection};
pub use document::{Document, DocumentKind, NewDocument};
pub use draft::{DraftPublished, DraftSaved, QuestionnaireDraft};
pub use due::Delivery;
pub use entering::PersonLink;
pub use error::Error;
pub use event::{EventChange, WrittenEvent};
pub use exchange::{Foreign, Imported, OwnText};
pub use fit::Judgement;
pub use focus_group::{FocusGroup, GuidePublished, NewGroup};
pub use in_hand::{About, LetterBeside, LetterInHand};
pub use inventory::{Inventory, LogLine};
pub use invitation::{InvitationState, StateCounts};
pub use keys::Keys;
pub use letter::{Invited, NewLetter};
pub use letters::{Addressee, Decision, LetterOf, LetterTo, Waiting};
pub use log::{Actor, LogEntry, LogVerdict, ToldLine};
pub use note_line::{NewLine, NoteLine, standing_lines};
pub use outbox::{LetterMark, LetterStep};
pub use pace::{Pace, domain_of};
pub use paper::{OnPaper, PaperRecipient, PaperRun};
pub use participant::{Consent, NewParticipant, Participant};
pub use passkey::{Passkey, ShownKey};
pub use person::{KeptPerson, Proofs};
pub use personal_token::{MOST_TOKENS, NewToken, PersonalToken, TokenHolder};
pub use point::{Claims, Point, Quote, Statement};
pub use questionnaire::{Published, PublishedVersion};
pub use quiet::Quiet;
pub use quote::{NewQuote, QuoteDecision};
pub use reader::Reader;
pub use reapply::Again;
pub use recipient::{Match, NewRecipient, OptedOut, Wish};
pub use recommendation::{KeptRecommendation, NewApprovalStep, NotApproved, RecommendationSaved};
pub use recording::{IncomingRecording, KeptRecording, LARGEST_RECORDING, NoRecording, OpenedRecording, goes as recording_goes};
pub use refusing::Refused;
pub use register::TakenFigures;
pub use report_prose::{ProseOf, ReportProse};
pub use response::{ImportCount, Importing, NewResponse, StoredResponse};
pub use retention::{Planned, Retained};
pub use round::{NewRound, RoundAdded};
pub use schedule::Expected;
pub use sealed::{Closed, FEWEST_RELEASED};
pub use session::{OneTime, Session};
pub use session_letter::{LetterToParticipant, SessionLetter, reminds, themes_of};
pub use session_retention::group_subject;
pub use sign_in_try::{SignInTry, TooMany};
pub use single_sign_on::{ByProvider, LoginTry, SaidByProvider};
pub use step::{PageStep, Saved, Sent, Submission, Submitted};
pub use summary::{FrozenSummary, Prose, SummaryVersion};
pub use suppression::Way;
pub use taking::{Taken, Taking};
pub use text::{NewReview, Reviewed, TextAnswer, Texts};
pub use theme::{TextThemes, Theme};
pub use together::Together;
pub use transcript::{KeptTranscript, TranscriptLine};
pub use visit::{Draft, ReceiptFacts, Visit};
pub use webhook::{WebhookInHand, WebhookMarks, WebhookNews, WebhookOutcome, WebhookStanding};
pub use written::{NewWrittenRound, WentOn, Written, WrittenAnswer, WrittenRound};
pub use written_answer::{ranking_as_read, ranking_of};
pub use written_card::{Card, LONGEST_CARD, Wrote, card_key};

use crate::token::Secret;

/// The database, its secrets and its writer; cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    pool: Pool<connection::Connector>,
    url: Url,
    keys: Keys,
    writer: writer::Writer,
    versions: RwLock<HashMap<i64, Arc<PublishedVersion>>>,
    standing: RwLock<Arc<standing::Standing>>,
    panel_secrets: Mutex<HashMap<String, Secret>>,
    remembered: remembered::Remembered,
}

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: &'a str,
    /// Whether a file that does not exist may be made.
    pub create: bool,
    /// The folder of secrets; for SQLite by default the database's path with `.keys` appended.
    pub keys_dir: Option<&'a Path>,
    /// How many connections may read at the same time.
    pub connections: u32,
}

impl Opening<'_> {
    /// The folder of secrets of the database at this URL.
    fn keys_dir(&self, url: &Url) -> Result<PathBuf, Error> {
        match (self.keys_dir, url) {
            (Some(folder), _) => Ok(folder.to_owned()),
            (None, Url::Sqlite(path)) => {
                let mut name = path.as_os_str().to_owned();
                name.push(".keys");
                Ok(PathBuf::from(name))
            }
            (None, Url::Postgres(_)) => Err(Error::KeysDir),
        }
    }
}

impl Store {
    /// Opens the database and brings it to the newest migration.
    pub fn open(opening: &Opening<'_>) -> Result<Self, Error> {
        let url = Url::parse(opening.url)?;
        if let Some(path) = url.file()
            && !path.exists()
        {
            if !opening.create {
                return Err(Error::NoSuchFile(path.display().to_string()));
            }
            // Another process may be quicker: then it made the same.
            let made = connection::make_private(path);
            if !path.exists() {
                made?;
            }
        }
        let keys_dir = opening.keys_dir(&url)?;
        url.connect()?.migrate()?;
        let pool = Pool::builder()
            .max_size(opening.connections.max(1))
            .min_idle(Some(0))
            .test_on_check_out(false)
            .connection_timeout(std::time::Duration::from_secs(10))
            .build(connection::Connector(url.clone()))
            .map_err(|error| Error::Connect(error.to_string()))?;
        Ok(Self(Arc::new(Inner {
            pool,
            writer: writer::Writer::start(&url),
            url,
            keys: Keys::at(&keys_dir),
            versions: RwLock::default(),
            standing: RwLock::default(),
            panel_secrets: Mutex::default(),
            remembered: remembered::Remembered::default(),
        })))
    }

    /// Runs `work` on a connection, outside any transaction.
    pub fn read<T>(&self, work: impl FnOnce(&mut AnyConnection) -> Result<T, Error>) -> Result<T, Error> {
        work(&mut *self.connection()?)
    }

    /// Runs `work` in one durable transaction, and again when it failed for a passing reason.
    pub fn write<T>(&self, mut work: impl FnMut(&mut AnyConnection) -> Result<T, Error>) -> Result<T, Error> {
        let mut connection = self.connection()?;
        let mut again = 4;
        loop {
            match connection.in_transaction(&mut work) {
                Err(error) if again > 0 && error.is_passing() => again -= 1,
                other => return other,
            }
        }
    }

    /// A connection of the pool, by itself, once for all the kinds of work there are.
    #[inline(never)]
    fn connection(&self) -> Result<PooledConnection<connection::Connector>, Error> {
        self.0.pool.get().map_err(|error| Error::Connect(error.to_string()))
    }

    /// Lets go of what was deleted: on SQLite the log keeps it until it is emptied, on PostgreSQL the keys of its words are destroyed.
    pub fn forget_deleted(&self) -> Result<(), Error> {
        self.0.remembered.forget();
        self.read(|connection| {
            connection.empty_log()?;
            if text_key::seals_words(connection) { self.keys().forget_words(connection) } else { Ok(()) }
        })
    }

    /// Whether words are sealed in this database, and drafts under their links.
    fn seals_words(&self) -> bool {
        matches!(self.0.url, Url::Postgres(_))
    }

    /// The secrets of links and panels.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// Where the database is.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0.url
    }
}
