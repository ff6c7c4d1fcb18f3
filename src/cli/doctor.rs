//! `doctor`: whether this installation can do what it promises, and what would be lost with its secrets, said before it happens.

mod encryption;
mod mail;
mod returns;

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{Format, listing};
use super::{Context, Ending};
use crate::config::{Tls, Transport};
use crate::fieldwork::{Mode, Round, Stage};
use crate::language::Language;
use crate::store::{Error, Store};

/// Arguments of `doctor`.
#[derive(Args)]
pub(super) struct Arguments {
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Read all answers and count them again: every figure that is shown comes from counts that are kept beside them.
    #[arg(long)]
    recount: bool,
    /// Say which lines the domain's name server needs for letters to be believed, and nothing else.
    #[arg(long)]
    mail: bool,
    /// Hold those against the records in this file, as `dig` or a zone file writes them.
    #[arg(long, value_name = "FILE", requires = "mail")]
    records: Option<PathBuf>,
}

/// How something stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// To be known before something happens.
    Known,
    /// To be done elsewhere, in these words.
    Needed,
    Warning,
    Fault,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Known => "info",
            Self::Needed => "needed",
            Self::Warning => "warning",
            Self::Fault => "fault",
        }
    }
}

/// What was looked at, how it stands, and what that means.
struct Finding(&'static str, State, String);

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    if arguments.mail {
        return end(context, arguments, &mail::findings(context, arguments.records.as_deref())?);
    }
    let store = context.store()?;
    let mut found = database(context, &store);
    found.extend(keys(context, &store)?);
    found.extend(retention(context, &store)?);
    found.extend(address(context));
    found.extend(encryption::findings(context));
    found.extend(relay(context));
    found.extend(outbox(context, &store)?);
    found.extend(returns::finding(context));
    let silent = super::publish::without_telephone(context, store.trials()?.as_ref());
    found.extend(silent.into_iter().map(|said| Finding("trials", State::Warning, said)));
    found.extend(webhooks(context, &store)?);
    if arguments.recount {
        found.extend(counts(context, &store)?);
    }
    end(context, arguments, &found)
}

/// Says what was found; a fault is the environment's.
fn end(context: &Context, arguments: &Arguments, found: &[Finding]) -> Result<(), Ending> {
    let rows: Vec<Vec<String>> =
        found.iter().map(|Finding(what, state, said)| vec![(*what).to_owned(), state.name().to_owned(), said.clone()]).collect();
    listing(arguments.format, &["check", "state", "meaning"], &rows)?;
    let faults = found.iter().filter(|Finding(_, state, _)| *state == State::Fault).count();
    if faults == 0 {
        return Ok(());
    }
    let said = context.say(
        "Det, der er markeret fault, skal rettes, før svar indsamles.",
        "What is marked fault must be mended before answers are collected.",
    );
    Err(Ending::Environment(anyhow::anyhow!("{said}")))
}

fn database(context: &Context, store: &Store) -> Vec<Finding> {
    let good = context.say("Databasen svarer og har det nyeste skema.", "The database answers and has the newest schema.");
    let mut found = vec![Finding("database", State::Good, good.to_owned())];
    if let Some(file) = store.url().file()
        && is_open_to_others(file)
    {
        let said = context.say(
            "Andre på maskinen kan læse databasens fil. Giv den rettigheden 0600: ",
            "Others on the machine can read the database's file. Give it the mode 0600: ",
        );
        found.push(Finding("database", State::Fault, format!("{said}{}", file.display())));
    }
    found
}

/// Whether the addresses that are told of rounds take what they are told.
fn webhooks(context: &Context, store: &Store) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    for hook in &context.config.webhook {
        let host = url::Url::parse(&hook.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        if let Err(error) = crate::jobs::secret_of(hook) {
            let said = context.say("Beskederne kan ikke underskrives", "The messages cannot be signed");
            found.push(Finding("webhook", State::Fault, format!("{host}: {said}: {error}")));
            continue;
        }
        let standing = store.webhook_standing(&hook.url)?;
        let (waiting, given_up, failure) = (standing.waiting, standing.given_up, standing.failure);
        let counts = match context.language {
            Language::En => format!("{host}: {waiting} messages wait, {given_up} were given up within thirty days."),
            _ => format!("{host}: {waiting} beskeder venter, {given_up} er opgivet inden for 30 dage."),
        };
        let state = if failure.is_empty() { State::Good } else { State::Warning };
        found.push(Finding("webhook", state, [counts, failure].join(" ").trim().to_owned()));
    }
    Ok(found)
}

fn is_open_to_others(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|facts| facts.permissions().mode() & 0o077 != 0)
}

fn keys(context: &Context, store: &Store) -> Result<Vec<Finding>, Error> {
    let folder = store.keys().folder();
    let mut found = Vec::new();
    if is_open_to_others(folder) {
        let said = context.say(
            "Andre på maskinen kan læse nøglemappen. Giv den rettigheden 0700: ",
            "Others on the machine can read the folder of secrets. Give it the mode 0700: ",
        );
        found.push(Finding("keys_dir", State::Fault, format!("{said}{}", folder.display())));
    }
    let now = context.clock.now();
    let mut lost = Vec::new();
    for round in store.rounds()? {
        let waits = !round.is_closed(now);
        if waits && !store.has_link_secret(&round)? {
            let said = context.say(
                "Hemmeligheden bag rundens links mangler. Læg nøglemappen tilbage; ellers virker intet link.",
                "The secret of the round's links is missing. Put the folder of secrets back; else no link works.",
            );
            found.push(Finding("keys_dir", State::Fault, format!("{}: {said}", round.key)));
        }
        if round.is_sealed() && store.keys().round_secret(&round.key)?.is_none() {
            let said = context.say(
                "Rundens private nøgle mangler. Læg den tilbage; ellers kan svarene aldrig åbnes.",
                "The round's private key is missing. Put it back; else the answers can never be opened.",
            );
            found.push(Finding("keys_dir", State::Fault, format!("{}: {said}", round.key)));
        }
        if store.keys().has_text_keys(&round.key) {
            let said = context.say(
                "Går nøglemappen tabt, kan ordene i rundens svar ikke læses. Tallene er der stadig.",
                "If the folder of secrets is lost, the words in the round's answers cannot be read. The figures stay.",
            );
            lost.push(Finding("keys_dir", State::Known, format!("{}: {said}", round.key)));
        }
        if let Some(said) = would_be_lost(context, store, &round, waits)? {
            lost.push(Finding("keys_dir", State::Known, format!("{}: {said}", round.key)));
        }
    }
    if !found.iter().any(|Finding(_, state, _)| *state == State::Fault) {
        let said =
            context.say("Alle hemmeligheder, som åbne runder skal bruge, ligger i ", "All secrets that open rounds need lie in ");
        found.push(Finding("keys_dir", State::Good, format!("{said}{}", folder.display())));
    }
    let apart = context.say(
        "Nøglemappen er ikke med i nulpunkt backup. Gem en kopi af den et andet sted end databasens kopier: sammen åbner de alt.",
        "The folder of secrets is not part of nulpunkt backup. Keep a copy of it elsewhere than the copies of the database: together they open everything.",
    );
    found.push(Finding("keys_dir", State::Known, apart.to_owned()));
    found.extend(lost);
    Ok(found)
}

/// What would be lost of a round with the folder of secrets.
fn would_be_lost(context: &Context, store: &Store, round: &Round, waits: bool) -> Result<Option<String>, Error> {
    let sealed = if round.is_sealed() { store.sealed_responses(round.id)? } else { 0 };
    let said = match (round.mode, waits) {
        (Mode::Anonymous, _) if round.is_sealed() => context
            .say(
                "Går nøglemappen tabt, kan {} forseglede svar aldrig åbnes, og ingen påbegyndte kan fortsættes.",
                "If the folder of secrets is lost, {} sealed answers can never be opened, and none that was begun can go on.",
            )
            .replace("{}", &sealed.to_string()),
        (Mode::Pseudonymous, true) => context
            .say(
                "Går nøglemappen tabt, virker rundens links ikke, og samme person kan ikke følges til næste runde.",
                "If the folder of secrets is lost, the round's links do not work, and a person cannot be followed to the next round.",
            )
            .to_owned(),
        (_, true) => {
            context.say("Går nøglemappen tabt, virker rundens links ikke.", "If the folder of secrets is lost, the round's links do not work.").to_owned()
        }
        _ => return Ok(None),
    };
    Ok(Some(said))
}

/// What stays for ever, since nobody has set a day for it.
fn retention(context: &Context, store: &Store) -> Result<Vec<Finding>, Error> {
    let stays = context.say(
        "har ingen dato for sletning. Sæt en med nulpunkt retain set.",
        "has no day on which it goes. Set one with nulpunkt retain set.",
    );
    let plan = store.retention(context.clock.now().day())?;
    let forgotten = plan.into_iter().filter(|planned| planned.stage == Stage::NoDate && planned.there > 0);
    let found = forgotten
        .map(|planned| Finding("retention", State::Warning, format!("{} {}: {stays}", planned.subject, planned.artefact.name())));
    Ok(found.collect())
}

fn address(context: &Context) -> Option<Finding> {
    let (state, said) = match context.config.public_url.as_deref() {
        None => (
            State::Warning,
            context
                .say("public_url er ikke sat; den skal sættes før invite.", "public_url is not set; it must be before invite."),
        ),
        Some(url) if url.starts_with("http://") && !url.contains("127.0.0.1") && !url.contains("localhost") => (
            State::Fault,
            context.say(
                "public_url er uden kryptering. Brug https, så ingen kan læse svar undervejs.",
                "public_url is not encrypted. Use https, so that nobody can read answers on their way.",
            ),
        ),
        Some(_) => return None,
    };
    Some(Finding("public_url", state, said.to_owned()))
}

/// Whether letters, and the password of the relay, go to another machine for everybody on the way to read.
fn relay(context: &Context) -> Option<Finding> {
    let (mail, smtp) = (&context.config.mail, &context.config.mail.smtp);
    let is_here = ["localhost", "127.0.0.1", "::1"].contains(&smtp.host.as_str());
    let said = context.say(
        "Breve med links, og adgangskoden til mailserveren, sendes uden kryptering til en anden maskine. Skriv starttls eller implicit.",
        "Letters with links, and the password of the relay, go to another machine without encryption. Write starttls or implicit.",
    );
    let is_open = mail.transport == Transport::Smtp && smtp.tls == Tls::None && !is_here;
    is_open.then(|| Finding("mail.smtp.tls", State::Fault, said.to_owned()))
}

/// Whether the counts that every page shows are those of the answers.
fn counts(context: &Context, store: &Store) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    for round in store.rounds()? {
        let (state, said) = match store.counts_agree(&round)? {
            Some(true) => (State::Good, context.say("Tallene er svarenes.", "The counts are those of the answers.")),
            Some(false) => (
                State::Fault,
                context.say(
                    "Tallene er ikke svarenes. Vis ingen tal fra runden. Hent databasen fra en sikkerhedskopi.",
                    "The counts are not those of the answers. Show no figure of the round. Restore the database from a backup.",
                ),
            ),
            None => continue,
        };
        found.push(Finding("counts", state, format!("{}: {said}", round.key)));
    }
    Ok(found)
}

fn outbox(context: &Context, store: &Store) -> Result<Option<Finding>, Error> {
    let held = store.mail_hold()?.is_some();
    let said = context.say("Breve holdes tilbage og sendes ikke.", "Letters are on hold and are not sent.");
    if held {
        return Ok(Some(Finding("mail", State::Warning, said.to_owned())));
    }
    let blind = context.config.mail.transport == Transport::Smtp && context.config.mail.returns.is_none();
    let paused = store.mail_pause()?.is_some();
    let said = context.say(
        "Udsendelsen er sat på pause efter en fejl hos mailserveren; den prøver selv igen.",
        "Sending is paused after a failure of the mail server; it will try again by itself.",
    );
    if paused {
        return Ok(Some(Finding("mail", State::Warning, said.to_owned())));
    }
    let said = context.say(
        "mail.returns er ikke sat: breve, der kommer retur, bliver ikke opdaget.",
        "mail.returns is not set: letters that come back go unnoticed.",
    );
    Ok(blind.then(|| Finding("mail", State::Known, said.to_owned())))
}
