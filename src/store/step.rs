//! The steps of a respondent: start, save a page, submit, opt out. Each is durable when its function returns `Ok`.
//!
//! A step names the revision of the draft that it was made from: when somebody was quicker (another tab, another device),
//! nothing is overwritten and the caller reads the visit again.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use jiff::civil::Date;

use super::invitation::{InvitationState, Link};
use super::kept::Value::{Big, Bytes, MaybeText, Number, Small, Text};
use super::kept::{self, kept};
use super::refusing::refuse;
use super::schema::invitation;
use super::sealed::{Payload, is_open, seal, seal_draft};
use super::suppression::{Suppressed, suppress};
use super::tally::Counts;
use super::visit::{Visit, background_of};
use super::{Actor, AnyConnection, Error, PublishedVersion, Store, log};
use crate::compare;
use crate::fieldwork::{Entry, Mode, Outcome, Round};
use crate::language::Language;
use crate::questionnaire::journey::{completeness, shown};
use crate::questionnaire::{Answers, own_code};
use crate::time::Timestamp;
use crate::token::{RandomId, Token};

/// Saving a page.
pub struct PageStep {
    invitation: RandomId,
    /// Whether nobody has started: the draft begins with this page.
    begins: bool,
    revision: i64,
    page: usize,
    language: Language,
    answers: String,
}

/// Submitting.
pub struct Submission {
    invitation: RandomId,
    revision: i64,
    /// Whether nobody has started.
    begins: bool,
    kept: Kept,
    /// Who entered them, what the log calls that, and the round's key.
    noted: Option<(String, Timestamp, &'static str, String)>,
}

/// What is kept of a submission.
enum Kept {
    Response {
        state: InvitationState,
        row: Row,
        counts: Vec<(String, i64)>,
    },
    /// In an anonymous round: what nobody can read, and that the invitation was used.
    Sealed {
        round_id: i64,
        key: RandomId,
        sealed: Vec<u8>,
    },
}

struct Row {
    round_id: i64,
    key: RandomId,
    version_id: i64,
    receipt_hash: [u8; 16],
    panel_key: Option<String>,
    person_key: Option<String>,
    submitted_on: String,
    language: Language,
    outcome: Outcome,
    background: String,
    answers: String,
    entry: Entry,
}

/// Answers that are sent.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// The answers, those no longer shown already dropped.
    pub answers: &'a Answers,
    /// Whether they end with a screening question.
    pub screened_out: bool,
    /// How they came in.
    pub entry: Entry,
    /// The language in which they were given.
    pub language: Language,
    /// Who enters them for somebody else, and what the log calls that.
    pub by: Option<(Actor<'a>, &'static str)>,
}

/// What the writer is asked to do.
pub(super) enum Step {
    Page(PageStep),
    Submit(Box<Submission>),
    Open { round_id: i64, link: Box<Link>, language: Language },
    OptOut { id: RandomId, survey: bool, everywhere: Option<Suppressed> },
}

/// What a step did.
pub(super) enum Effect {
    Done,
    Moved,
}

/// What became of a start or a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is durable.
    Stored,
    /// The draft is another one by now, or gone: read the visit again.
    Moved,
}

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It is durable.
    Stored,
    /// The draft is another one by now, or already submitted: read the visit again.
    Moved,
}

impl Step {
    /// Steps of one invitation have one number, so that they meet one writer.
    pub(super) fn shard(&self) -> usize {
        let id = match self {
            Self::Page(step) => step.invitation,
            Self::Submit(step) => step.invitation,
            Self::Open { link, .. } => link.id,
            Self::OptOut { id, .. } => *id,
        };
        usize::from(id.0[0])
    }
}

impl From<Effect> for Saved {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Done => Self::Stored,
            Effect::Moved => Self::Moved,
        }
    }
}

impl Store {
    /// Saves the draft with `answers` (all of them, those of this page included) after `page` pages were passed; where nobody has started,
    /// it begins with them.
    pub async fn save_page(&self, visit: &Visit, page: usize, language: Language, answers: &Answers) -> Result<Saved, Error> {
        let (revision, passed) = visit.draft.as_ref().map_or((0, 0), |before| (before.revision, before.page));
        let mut answers = json(answers)?;
        if self.seals_drafts(&visit.round) {
            let key = visit.draft_key.as_ref().ok_or_else(|| Error::NoSecret(visit.round.key.clone()))?;
            answers = seal_draft(key, &self.version(visit.version_id)?.version, &answers)?;
        }
        let (invitation, begins, page) = (visit.invitation, visit.draft.is_none(), page.max(passed));
        let step = PageStep { invitation, begins, revision, page, language, answers };
        Ok(self.0.writer.write(Step::Page(step)).await?.into())
    }

    /// Sends answers through a link, whether somebody started there or not, and counts them in the same transaction. What was begun there
    /// gives way to them.
    pub async fn send(
        &self,
        visit: &Visit,
        token: &Token,
        version: &PublishedVersion,
        sent: Sent<'_>,
        now: Timestamp,
    ) -> Result<Submitted, Error> {
        let Sent { answers, screened_out, entry, language, by } = sent;
        let noted = by.map(|(by, what)| (by.who.to_owned(), by.at, what, visit.round.key.clone()));
        let revision = visit.draft.as_ref().map_or(0, |draft| draft.revision);
        let begins = visit.draft.is_none();
        let shown = shown(&version.version, answers);
        let outcome = outcome_of(&shown, answers, &visit.round, screened_out);
        let receipt = visit.receipt(token).ok_or_else(|| Error::NoSecret(visit.round.key.clone()))?;
        let background = background_of(visit, &version.version, answers)?;
        if visit.round.mode == Mode::Anonymous {
            let (version_id, receipt_hash) = (version.id, HEXLOWER.encode(&receipt.hash()));
            let mut answers = answers.clone();
            let code = own_code::take(&version.version, &mut answers).filter(|_| !screened_out);
            let panel_key = code.map(|code| self.panel_key_of_code(&version.version.trial, &background, &code)).transpose()?;
            let entry = (entry != Entry::Web).then(|| entry.name().to_owned());
            let payload = Payload { version_id, receipt_hash, outcome: outcome.number(), background, answers, panel_key, entry };
            let sealed = seal(&visit.round, &version.version, &payload)?;
            let kept = Kept::Sealed { round_id: visit.round.id, key: RandomId::new()?, sealed };
            return self.hand_over(Submission { invitation: visit.invitation, revision, begins, kept, noted }).await;
        }
        let row = Row {
            round_id: visit.round.id,
            key: RandomId::new()?,
            version_id: version.id,
            receipt_hash: receipt.hash(),
            panel_key: self.panel_key_of(visit, &version.version)?,
            person_key: (visit.round.mode == Mode::Identified).then(|| visit.person_key.clone()).flatten(),
            submitted_on: now.day().to_string(),
            language,
            outcome,
            background: json(&background)?,
            answers: String::new(),
            entry,
        };
        let row = Row { answers: self.keys().column(self.seals_words(), &visit.round.key, &row.key, answers)?, ..row };
        // Whoever was screened out is no respondent of the questions behind the screen: kept, and counted nowhere.
        let counts = if screened_out { Vec::new() } else { compare::codes(&version.version, &shown, answers) };
        let state = if screened_out { InvitationState::ScreenedOut } else { InvitationState::Answered };
        let kept = Kept::Response { state, row, counts };
        self.hand_over(Submission { invitation: visit.invitation, revision, begins, kept, noted }).await
    }

    async fn hand_over(&self, submission: Submission) -> Result<Submitted, Error> {
        match self.0.writer.write(Step::Submit(Box::new(submission))).await? {
            Effect::Done => Ok(Submitted::Stored),
            Effect::Moved => Ok(Submitted::Moved),
        }
    }

    /// Makes a link to an open round and starts its draft.
    pub async fn open_link(&self, round: &Round, language: Language) -> Result<Token, Error> {
        let link = Link::new(&self.keys().link_secret(&round.key)?)?;
        let token = link.token;
        self.0.writer.write(Step::Open { round_id: round.id, link: Box::new(link), language }).await?;
        Ok(token)
    }

    /// Notes that the person does not want to answer this survey, so that what was saved and not submitted is destroyed, or from this day
    /// on wants no letters at all, or both.
    pub async fn opt_out(&self, id: RandomId, survey: bool, everywhere: Option<Date>) -> Result<(), Error> {
        let everywhere = everywhere.map(|since| self.suppressed_by(id, since)).transpose()?.flatten();
        // First, so that a crash in between leaves the wish and no backup forgets it.
        if survey {
            self.journal_no(id)?;
        }
        if let Some(one) = &everywhere {
            one.journal(self.keys(), true)?;
        }
        self.0.writer.write(Step::OptOut { id, survey, everywhere }).await.map(|_| ())
    }
}

/// What a response amounts to in this round; `shown` are the keys of the items that it was asked.
pub(super) fn outcome_of(shown: &BTreeSet<String>, answers: &Answers, round: &Round, screened_out: bool) -> Outcome {
    if screened_out {
        return Outcome::ScreenedOut;
    }
    let (answered, applicable) = completeness(shown, answers);
    Outcome::of(answered, applicable, round.complete, round.partial)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::Corrupt("answers"))
}

/// Does one step inside the writer's transaction; what it counts is added to `counts`.
pub(super) fn apply(connection: &mut AnyConnection, step: &Step, counts: &mut Counts) -> Result<Effect, Error> {
    match step {
        Step::Page(step) => save(connection, step),
        Step::Submit(step) => submit(connection, step, counts),
        Step::Open { round_id, link, language } => open(connection, *round_id, link, *language),
        Step::OptOut { id, survey, everywhere } => {
            let is_done = !*survey || refuse(connection, &id.0)?;
            everywhere.as_ref().map_or(Ok(()), |address| suppress(connection, address))?;
            Ok(if is_done { Effect::Done } else { Effect::Moved })
        }
    }
}

kept! {
    Begin = "UPDATE invitation SET state = 1 WHERE id = ", " AND state = 0";
    EmptyDraft = "INSERT INTO draft (invitation_id, language, page, revision, answers) VALUES (", ", ", ", 0, 0, '{}')";
    SaveDraft = "UPDATE draft SET language = ", ", page = ", ", answers = ", ", revision = revision + 1 WHERE invitation_id = ",
        " AND revision = ";
    EndDraft = "DELETE FROM draft WHERE invitation_id = ", " AND revision = ";
    EndInvitation = "UPDATE invitation SET state = ", " WHERE id = ";
    KeepSealed = "INSERT INTO sealed_response (round_id, key, sealed) VALUES (", ", ", ", ", ")";
    Respond = "INSERT INTO response (round_id, key, version_id, receipt_hash, panel_key, person_key, submitted_on, language, outcome, \
               background, answers, entry) VALUES (", ", ", ", ", ", ", ", ", ", ", ", ", ", ", ", ", ", ", ", ", ", ", ")";
}

fn empty_draft(connection: &mut AnyConnection, invitation: &[u8], language: Language) -> Result<(), Error> {
    kept::run::<EmptyDraft>(connection, &[Bytes(invitation), Text(language.code())])?;
    Ok(())
}

fn save(connection: &mut AnyConnection, step: &PageStep) -> Result<Effect, Error> {
    let id = &step.invitation.0[..];
    if step.begins {
        if kept::run::<Begin>(connection, &[Bytes(id)])? == 0 {
            return Ok(Effect::Moved);
        }
        empty_draft(connection, id, step.language)?;
    }
    let page = i32::try_from(step.page).unwrap_or(i32::MAX);
    let values = [Text(step.language.code()), Number(page), Text(&step.answers), Bytes(&step.invitation.0), Big(step.revision)];
    Ok(if kept::run::<SaveDraft>(connection, &values)? == 1 { Effect::Done } else { Effect::Moved })
}

fn submit(connection: &mut AnyConnection, step: &Submission, counts: &mut Counts) -> Result<Effect, Error> {
    let id = &step.invitation.0[..];
    if let Kept::Sealed { round_id, .. } = &step.kept
        && !is_open(connection, *round_id)?
    {
        // What came after the release would never be opened.
        return Ok(Effect::Moved);
    }
    // Where nobody has started there is no draft to end: the invitation alone tells that nobody was quicker.
    let is_mine = if step.begins {
        kept::run::<Begin>(connection, &[Bytes(id)])?
    } else {
        kept::run::<EndDraft>(connection, &[Bytes(id), Big(step.revision)])?
    };
    if is_mine == 0 {
        return Ok(Effect::Moved);
    }
    if let Some((who, at, what, round)) = &step.noted {
        log::note(connection, *at, who, what, round)?;
    }
    let state = match &step.kept {
        Kept::Response { state, .. } => *state,
        Kept::Sealed { .. } => InvitationState::Answered,
    };
    kept::run::<EndInvitation>(connection, &[Small(state.number()), Bytes(id)])?;
    let (row, codes) = match &step.kept {
        Kept::Response { row, counts, .. } => (row, counts),
        Kept::Sealed { round_id, key, sealed } => {
            kept::run::<KeepSealed>(connection, &[Big(*round_id), Bytes(&key.0), Bytes(sealed)])?;
            return Ok(Effect::Done);
        }
    };
    let values = [
        Big(row.round_id),
        Bytes(&row.key.0),
        Big(row.version_id),
        Bytes(&row.receipt_hash),
        MaybeText(row.panel_key.as_deref()),
        MaybeText(row.person_key.as_deref()),
        Text(&row.submitted_on),
        Text(row.language.code()),
        Small(row.outcome.number()),
        Text(&row.background),
        Text(&row.answers),
        Text(row.entry.name()),
    ];
    kept::run::<Respond>(connection, &values)?;
    counts.count(row.round_id, &row.background, row.outcome.number(), codes);
    counts.entered(row.round_id, row.entry, 1);
    Ok(Effect::Done)
}

fn open(connection: &mut AnyConnection, round_id: i64, link: &Link, language: Language) -> Result<Effect, Error> {
    diesel::insert_into(invitation::table)
        .values((
            invitation::id.eq(&link.id.0[..]),
            invitation::round_id.eq(round_id),
            invitation::token_hash.eq(&link.token.hash().0[..]),
            invitation::state.eq(InvitationState::Started.number()),
        ))
        .execute(connection)?;
    empty_draft(connection, &link.id.0, language)?;
    Ok(Effect::Done)
}
