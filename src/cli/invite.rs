//! `invite` and `remind`: fill the outbox; nothing is mailed here.

use clap::Args;

use super::output::counted;
use super::{Context, Ending, singling, usage};
use crate::fieldwork::{Access, Mode, Round};
use crate::language::Language;
use crate::store::{Invited, NewLetter, Store};

/// The version of the letters' wording; raised whenever a sentence of them changes.
const TEMPLATE: i32 = crate::mail::TEMPLATE_VERSION;

/// Arguments of `invite` and `remind`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The round.
    #[arg(long)]
    round: String,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn invite(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let (store, round) = open(context, arguments)?;
    let domain = domain(context)?;
    if round.mode == Mode::Anonymous {
        singling::check(context, &store, &round)?;
    }
    let new = NewLetter { domain: &domain, template_version: TEMPLATE, now: context.clock.now() };
    let invited = store.invite(&round, &new, arguments.dry_run)?;
    say(context, arguments, "invitations", invited);
    Ok(())
}

pub(super) fn remind(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let (store, round) = open(context, arguments)?;
    let domain = domain(context)?;
    let new = NewLetter { domain: &domain, template_version: TEMPLATE, now: context.clock.now() };
    let invited = store.remind(&round, &new, arguments.dry_run)?;
    say(context, arguments, "reminders", invited);
    Ok(())
}

fn open(context: &Context, arguments: &Arguments) -> Result<(Store, Round), Ending> {
    let store = context.store()?;
    let round = context.round(&store, &arguments.round)?;
    if round.is_closed(context.clock.now()) {
        return usage(
            context
                .say("Runden er lukket: der kan ikke sendes flere breve.", "The round is closed: no more letters can be sent."),
        );
    }
    if round.access == Access::Open {
        return usage(context.say(
            "Runden er åben for alle: del adressen /r/NØGLE i stedet.",
            "The round is open to everybody: share its address /r/KEY.",
        ));
    }
    Ok((store, round))
}

/// The domain of `public_url`, which must be configured before anything is mailed.
fn domain(context: &Context) -> Result<String, Ending> {
    let host = context
        .config
        .public_url
        .as_deref()
        .and_then(|url| url.split("://").nth(1))
        .map(|rest| rest.split(['/', ':']).next().unwrap_or_default().to_owned());
    match host.filter(|host| !host.is_empty()) {
        Some(host) => Ok(host),
        None => usage(context.say(
            "public_url mangler i nulpunkt.toml: brevenes link skal pege på serveren, for eksempel public_url = \"https://svar.kommune.dk\".",
            "public_url is missing in nulpunkt.toml: the letters' link must lead to the server, for instance public_url = \"https://svar.kommune.dk\".",
        )),
    }
}

fn say(context: &Context, arguments: &Arguments, what: &str, invited: Invited) {
    let Invited { invitations, letters, without_email } = invited;
    let line = match (context.language, what) {
        (Language::En, "invitations") => {
            let invitations = counted(invitations, "invitation", "invitations");
            let letters = counted(letters, "letter", "letters");
            format!("{invitations}, {letters} in the outbox, {without_email} without an e-mail address")
        }
        (Language::En, _) => {
            let letters = counted(letters, "reminder", "reminders");
            format!("{letters} in the outbox, {without_email} without an e-mail address")
        }
        (_, "invitations") => {
            let invitations = counted(invitations, "invitation", "invitationer");
            let letters = counted(letters, "brev", "breve");
            format!("{invitations}, {letters} i udbakken, {without_email} uden mailadresse")
        }
        _ => {
            let letters = counted(letters, "påmindelse", "påmindelser");
            format!("{letters} i udbakken, {without_email} uden mailadresse")
        }
    };
    println!("{}{line}", if arguments.dry_run { context.say("prøve: ", "dry run: ") } else { "" });
}
