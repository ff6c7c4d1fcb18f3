//! Inviting and reminding: whether letters of a round may be queued now, and queueing them; the command and the desk do it by this.

use super::address::host_of;
use super::letter::TEMPLATE_VERSION;
use crate::config::Config;
use crate::fieldwork::{Access, LetterKind, Mode, Reading, Round, SingledOut};
use crate::language::Language;
use crate::store::{Error, Invited, NewLetter, OnPaper, PaperRun, Quiet, Store, Together};
use crate::time::Timestamp;

/// How letters of a round are to be queued.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// Now.
    pub now: Timestamp,
    /// Only say what would be done.
    pub rehearsal: bool,
    /// Leave out whoever was invited to another round shortly before.
    pub skip_quiet: bool,
    /// The sending of the round's schedule that they are, if they are one.
    pub sending: Option<i64>,
    /// Let them leave in working hours alone.
    pub working_hours: bool,
    /// Who queues them, where the log is to tell of it.
    pub by: Option<&'a str>,
}

impl Order<'_> {
    /// To everybody, now, at whatever hour.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { now, rehearsal: false, skip_quiet: false, sending: None, working_hours: false, by: None }
    }

    /// The same without doing it.
    #[must_use]
    pub fn rehearsal(now: Timestamp) -> Self {
        Self { rehearsal: true, ..Self::at(now) }
    }
}

/// Why no letters of a round can be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotQueue {
    /// The round is closed.
    Closed,
    /// The round is open to everybody.
    Open,
    /// `public_url` is missing.
    NoPublicUrl,
    /// The secret of the round's links is gone.
    NoSecret,
    /// The backgrounds of an anonymous round single too many out.
    SingledOut(SingledOut),
}

/// The domain of the letters' Message-IDs, where letters of the round can be queued at all.
pub fn domain<'a>(round: &Round, config: &'a Config, now: Timestamp) -> Result<&'a str, CannotQueue> {
    if round.is_closed(now) {
        return Err(CannotQueue::Closed);
    }
    if round.access == Access::Open {
        return Err(CannotQueue::Open);
    }
    own_domain(config).ok_or(CannotQueue::NoPublicUrl)
}

/// The domain of Message-IDs; none without `public_url`, since the letters' links would lead nowhere.
#[must_use]
pub fn own_domain(config: &Config) -> Option<&str> {
    let host = config.public_url.as_deref().filter(|url| url.contains("://")).map(host_of);
    host.map(|host| host.split(':').next().unwrap_or_default()).filter(|host| !host.is_empty())
}

/// What becomes of those who were invited to another round within the days that are configured.
#[must_use]
pub fn quiet(config: &Config, skip: bool) -> Quiet {
    Quiet { days: config.fieldwork.quiet_days, skip }
}

/// Invites everybody who is not invited, or reminds everybody who has not answered: their letters go to the outbox. Whoever is on the list
/// of a round whose letters go with them gets one letter with both links. A rehearsal counts.
pub fn queue(
    store: &Store,
    config: &Config,
    round: &Round,
    kind: LetterKind,
    order: Order<'_>,
) -> Result<Result<Invited, CannotQueue>, Error> {
    let domain = match allowed(store, config, round, kind, order.now)? {
        Ok(domain) => domain,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let quiet = quiet(config, order.skip_quiet);
    let rounds = beside(store, config, round, kind, order.now)?;
    let days = jiff::Span::new().days(i64::from(config.fieldwork.together_days.min(366)) + 1);
    let since = Timestamp::after(order.now.day().saturating_sub(days));
    let new = NewLetter {
        quiet,
        sending: order.sending,
        together: Together { rounds: &rounds, since: Some(since) },
        working_hours: order.working_hours,
        by: order.by,
        ..NewLetter::new(domain, TEMPLATE_VERSION, order.now)
    };
    let queued = match kind {
        LetterKind::Invitation => store.invite(round, &new, order.rehearsal)?,
        LetterKind::Reminder => store.remind(round, &new, order.rehearsal)?,
    };
    Ok(Ok(queued))
}

/// The rounds with which a round's letters of this kind go now: of those that may write themselves.
fn beside(store: &Store, config: &Config, round: &Round, kind: LetterKind, now: Timestamp) -> Result<Vec<Round>, Error> {
    let mut rounds = Vec::new();
    for other in store.together_with(round, config.fieldwork.together_days, now)? {
        if allowed(store, config, &other, kind, now)?.is_ok() {
            rounds.push(other);
        }
    }
    Ok(rounds)
}

/// Makes the letters that the municipality sends itself, and notes that they went; where nobody makes them it is a rehearsal, and counts.
pub fn on_paper(
    store: &Store,
    config: &Config,
    round: &Round,
    run: &PaperRun,
    by: Option<&str>,
) -> Result<Result<OnPaper, CannotQueue>, Error> {
    if let Err(refusal) = allowed(store, config, round, run.kind, run.now)? {
        return Ok(Err(refusal));
    }
    Ok(Ok(store.letters_on_paper(round, run, by)?))
}

/// The domain of Message-IDs, where letters of this kind may leave now, by whichever way.
fn allowed<'a>(
    store: &Store,
    config: &'a Config,
    round: &Round,
    kind: LetterKind,
    now: Timestamp,
) -> Result<Result<&'a str, CannotQueue>, Error> {
    let domain = match domain(round, config, now) {
        Ok(domain) => domain,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if kind == LetterKind::Invitation && round.mode == Mode::Anonymous {
        let found = store.singled_out(round)?;
        if let Some(found) = found.filter(|found| found.found.together.is_too_much()) {
            return Ok(Err(CannotQueue::SingledOut(found)));
        }
    }
    if !store.has_link_secret(round)? {
        return Ok(Err(CannotQueue::NoSecret));
    }
    Ok(Ok(domain))
}

impl CannotQueue {
    /// Why, and what to do.
    #[must_use]
    pub fn sentence(&self, language: Language, reading: Reading) -> String {
        let english = language == Language::En;
        let sentence = match self {
            Self::SingledOut(found) => return found.refusal(language, reading).unwrap_or_default(),
            Self::Closed if english => "The round is closed: no more letters can be sent.",
            Self::Closed => "Runden er lukket: der kan ikke sendes flere breve.",
            Self::Open if english => "The round is open to everybody: share its address /r/KEY.",
            Self::Open => "Runden er åben for alle: del adressen /r/NØGLE i stedet.",
            Self::NoSecret if english => "The secret behind the round's links is gone from keys_dir: no letter can be written.",
            Self::NoSecret => "Hemmeligheden bag rundens links er ikke i keys_dir: intet brev kan skrives.",
            Self::NoPublicUrl if english => {
                "public_url is missing in nulpunkt.toml: the letters' link must lead to the server, for instance public_url = \"https://svar.kommune.dk\"."
            }
            Self::NoPublicUrl => {
                "public_url mangler i nulpunkt.toml: brevenes link skal pege på serveren, for eksempel public_url = \"https://svar.kommune.dk\"."
            }
        };
        sentence.to_owned()
    }
}
