//! Retention: dates are set by people, a plan tells what goes when, and what is due goes, one transaction for each artefact of a round.
//!
//! Before that the journal is carried out again: in a database that was restored by other hands, what was erased may be back.

use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use jiff::civil::Date;

use super::deletion::{self, Account, Deletion};
use super::log::{self, note};
use super::reapply::{self, Again};
use super::schema::retention;
use super::session_retention::{self, group_subject};
use super::{AnyConnection, Error, Store, document};
use crate::fieldwork::{Artefact, Mode, Round, Stage};
use crate::time::Timestamp;

/// An artefact, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The round's key, the trial's, or `focus-group-` and the group's number.
    pub subject: String,
    /// What.
    pub artefact: Artefact,
    /// The day on which it goes, if somebody has set one.
    pub due: Option<Date>,
    /// Where it stands.
    pub stage: Stage,
    /// How many rows are there.
    pub there: u64,
    /// The exports that hold the same: when they were made and by whom.
    pub exports: Vec<String>,
    /// Why it goes on that day, as whoever set it said.
    reason: String,
}

/// What a run did.
#[derive(Debug, Default)]
pub struct Retained {
    /// What was due and is deleted now.
    pub deleted: Vec<Deletion>,
    /// What was done before and is done again.
    pub again: Again,
    /// What failed, if something did; the rest was done all the same.
    pub failed: Option<Error>,
}

/// Dates by subject and artefact, with the reasons.
type Dates = BTreeMap<(String, Artefact), (Date, String)>;

impl Store {
    /// Sets the days on which artefacts of a round or trial go, in place of those before.
    pub fn set_retention(
        &self,
        subject: &str,
        dates: &[(Artefact, Date)],
        reason: &str,
        who: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|connection| {
            for (artefact, due) in dates {
                diesel::delete(retention::table.find((subject, artefact.name()))).execute(connection)?;
                diesel::insert_into(retention::table)
                    .values((
                        retention::subject.eq(subject),
                        retention::artefact.eq(artefact.name()),
                        retention::due.eq(due.to_string()),
                        retention::set_by.eq(who),
                        retention::set_at.eq(now.0),
                        retention::reason.eq(reason),
                    ))
                    .execute(connection)?;
                note(connection, now, who, &format!("set {} to go on {due}", artefact.name()), subject)?;
            }
            Ok(())
        })
    }

    /// Everything that is or could be deleted, as it stands on a day: the rounds in their order, then the trials, then the focus groups.
    pub fn retention(&self, on: Date) -> Result<Vec<Planned>, Error> {
        let dates = self.read(dates)?;
        let gone: BTreeSet<(String, String)> =
            self.deletions()?.into_iter().map(|deletion| (deletion.subject, deletion.artefact)).collect();
        let rounds = self.rounds()?;
        let is_over = |round: &Round| round.closed_at.is_some() || round.closes < on;
        let mut plan = Vec::new();
        let mut trials: BTreeMap<String, bool> = BTreeMap::new();
        for round in &rounds {
            for artefact in [Artefact::Contacts, Artefact::Answers] {
                let (there, exports) = self.read(|connection| {
                    Ok((deletion::there(connection, round, artefact)?, log::exports(connection, &round.key)?))
                })?;
                let has_copies = artefact == Artefact::Answers || round.mode == Mode::Identified;
                let exports = if has_copies { exports } else { Vec::new() };
                plan.push(planned(&dates, &gone, (&round.key, artefact), (on, is_over(round)), there, exports));
            }
            let trial = self.version(self.version_id_of(round.id)?)?.version.trial.clone();
            let over = trials.entry(trial).or_insert(true);
            *over &= is_over(round);
        }
        for (trial, over) in trials {
            let there = u64::from(self.keys().has_panel_secret(&trial));
            let artefact = Artefact::PanelSecret;
            if there > 0 || dates.contains_key(&(trial.clone(), artefact)) {
                plan.push(planned(&dates, &gone, (&trial, artefact), (on, over), there, Vec::new()));
            }
        }
        let (transcripts, recordings) = (self.transcripts()?, self.recordings()?);
        for group in self.focus_groups()? {
            let (subject, over) = (group_subject(group.number), group.planned.ends.day() < on);
            let there = self.read(|connection| session_retention::there(connection, group.id))?;
            if there > 0 || dates.contains_key(&(subject.clone(), Artefact::Notes)) {
                plan.push(planned(&dates, &gone, (&subject, Artefact::Notes), (on, over), there, Vec::new()));
            }
            let originals = || transcripts.iter().filter(|one| one.group_id == group.id && one.deleted.is_none());
            let there = originals().count() as u64;
            if there > 0 {
                let artefact = Artefact::Transcripts;
                let due = originals().filter_map(|one| one.delete_at).min().map(Timestamp::day);
                let stage = Stage::on(on, due, true, there, false);
                let reason = "the group's summary is frozen".to_owned();
                plan.push(Planned { subject: subject.clone(), artefact, due, stage, there, exports: Vec::new(), reason });
            }
            let kept = || recordings.iter().filter(|one| one.group_id == group.id && one.deleted.is_none());
            let there = kept().count() as u64;
            if there > 0 {
                let artefact = Artefact::Recordings;
                let due = kept().map(|one| one.delete_at).min().map(Timestamp::day);
                let stage = Stage::on(on, due, true, there, false);
                let reason = "so long after the talk".to_owned();
                plan.push(Planned { subject, artefact, due, stage, there, exports: Vec::new(), reason });
            }
        }
        plan.extend(documents(&self.all_documents()?, on));
        Ok(plan)
    }

    /// Carries out again what the journal tells, and deletes what is due.
    pub fn retain(&self, now: Timestamp, who: &str) -> Result<Retained, Error> {
        let again = self.read(|connection| reapply::reapply(connection, self.keys(), now))?;
        let mut done = Retained { again, ..Retained::default() };
        for due in self.retention(now.day())?.into_iter().filter(|planned| planned.stage == Stage::Now) {
            match self.delete_due(&due, now, who) {
                Ok(deleted) => done.deleted.extend(deleted),
                // The others go all the same.
                Err(error) => done.failed = Some(error),
            }
        }
        if !done.deleted.is_empty() || again.deletions > 0 {
            // PostgreSQL keeps deleted rows until it is told to let go of them.
            self.read(|connection| match connection {
                AnyConnection::Postgres(postgres) => {
                    Ok(postgres.batch_execute("VACUUM response, sealed_response, recipient, invitation, draft, letter, note_line, statement, quote, focus_participant, written_round, written_card, written_answer, written_author, written_sealed, written_spent, document")?)
                }
                AnyConnection::Sqlite(_) => Ok(()),
            })?;
            self.forget_deleted()?;
        }
        Ok(done)
    }

    /// Deletes an artefact whose day has come; none where another process was quicker.
    fn delete_due(&self, due: &Planned, now: Timestamp, who: &str) -> Result<Option<Deletion>, Error> {
        let why = match (due.due, due.reason.as_str()) {
            (Some(day), "") => format!("due {day}"),
            (Some(day), reason) => format!("due {day}: {reason}"),
            (None, reason) => reason.to_owned(),
        };
        let account = Account { now, who, why: &why };
        if due.artefact == Artefact::PanelSecret {
            let made = self.write(|connection| {
                let made = deletion::plain_receipt(connection, (&due.subject, due.artefact.name()), due.there, account)?;
                self.keys().destroy_panel_secret(&due.subject)?;
                Ok(made)
            })?;
            return Ok(Some(made));
        }
        if due.artefact == Artefact::Documents {
            return self.write(|connection| document::delete_due(connection, &due.subject, now.day(), account)).map(Some);
        }
        let groups = self.focus_groups()?;
        if due.artefact == Artefact::Transcripts {
            let number = |group: i64| groups.iter().find(|one| one.id == group).map(|one| group_subject(one.number));
            let mut count = 0;
            for one in self.transcripts_due(Timestamp::after(now.day()))? {
                if number(one.group_id).is_some_and(|subject| subject == due.subject) {
                    count += u64::from(self.delete_transcript(one.id, who, now)?);
                }
            }
            return self
                .write(|connection| deletion::plain_receipt(connection, (&due.subject, due.artefact.name()), count, account))
                .map(Some);
        }
        if due.artefact == Artefact::Recordings {
            let mut count = 0;
            let group = groups.iter().find(|one| group_subject(one.number) == due.subject).map(|one| one.id);
            for kept in self.recordings()?.iter().filter(|kept| Some(kept.group_id) == group && kept.delete_at.day() <= now.day())
            {
                count += u64::from(self.delete_recording(kept, who, now)?);
            }
            self.let_go_of_half_recordings(now)?;
            return self
                .write(|connection| deletion::plain_receipt(connection, (&due.subject, due.artefact.name()), count, account))
                .map(Some);
        }
        if due.artefact == Artefact::Notes {
            let Some(group) = groups.iter().find(|group| group_subject(group.number) == due.subject) else { return Ok(None) };
            self.keys().journal_notes(&group.uid, now.day())?;
            let written = self.written_rounds(Some(group.id))?;
            let made =
                self.write(|connection| session_retention::delete(connection, group, Timestamp::after(now.day()), account))?;
            for one in written.iter().filter(|one| one.round.public_key.is_some()) {
                self.keys().destroy_written_secret(&one.round.secret_name(one.round.turn))?;
            }
            return Ok(made);
        }
        let Some(mut round) = self.round(&due.subject)? else { return Ok(None) };
        if round.closed_at.is_none() || round.is_sealed() {
            // What is still sealed is released and counted first, or destroyed where its key is lost: its day has come.
            match self.close_round(&round, now, due.artefact == Artefact::Answers, None) {
                Ok(_) => round.closed_at = round.closed_at.or(Some(now)),
                Err(Error::NoRoundKey(_)) if due.artefact == Artefact::Contacts => {}
                Err(error) => return Err(error),
            }
        }
        self.keys().journal_deleted(&round, due.artefact)?;
        self.write(|connection| {
            if let AnyConnection::Postgres(postgres) = connection {
                postgres.batch_execute(&format!("SELECT 1 FROM round WHERE id = {} FOR UPDATE", round.id))?;
            }
            let there = deletion::there(connection, &round, due.artefact)?;
            if there == 0 && due.there > 0 {
                return Ok(None);
            }
            deletion::delete(connection, &round, due.artefact, account).map(Some)
        })
    }
}

fn dates(connection: &mut AnyConnection) -> Result<Dates, Error> {
    let rows: Vec<(String, String, String, String)> =
        retention::table.select((retention::subject, retention::artefact, retention::due, retention::reason)).load(connection)?;
    let corrupt = || Error::Corrupt("retention");
    rows.into_iter()
        .map(|(subject, artefact, due, reason)| {
            let artefact = Artefact::from_name(&artefact).ok_or_else(corrupt)?;
            Ok(((subject, artefact), (due.parse().map_err(|_| corrupt())?, reason)))
        })
        .collect()
}

/// The documents of each trial: how many there are, and when the first goes.
fn documents(all: &[document::Document], on: Date) -> Vec<Planned> {
    let trials: BTreeSet<&str> = all.iter().map(|one| one.trial.as_str()).collect();
    let planned = |trial: &str| {
        let days = || all.iter().filter(|one| one.trial == trial).map(|one| one.delete_on);
        // What is due now is counted alone: the others stay.
        let (now, first) = (days().filter(|day| *day <= on).count(), days().min());
        let there = (if now > 0 { now } else { days().count() }) as u64;
        let (subject, artefact, stage) = (trial.to_owned(), Artefact::Documents, Stage::on(on, first, true, there, false));
        Planned { subject, artefact, due: first, stage, there, exports: Vec::new(), reason: String::new() }
    };
    trials.into_iter().map(planned).collect()
}

fn planned(
    dates: &Dates,
    gone: &BTreeSet<(String, String)>,
    (subject, artefact): (&str, Artefact),
    (on, is_over): (Date, bool),
    there: u64,
    exports: Vec<String>,
) -> Planned {
    let set = dates.get(&(subject.to_owned(), artefact));
    let due = set.map(|(due, _)| *due);
    let has_receipt = gone.contains(&(subject.to_owned(), artefact.name().to_owned()));
    Planned {
        subject: subject.to_owned(),
        artefact,
        due,
        stage: Stage::on(on, due, is_over, there, has_receipt),
        there,
        exports,
        reason: set.map(|(_, reason)| reason.clone()).unwrap_or_default(),
    }
}
