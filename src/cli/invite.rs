//! `invite` and `remind`: fill the outbox; nothing is mailed here.

use clap::Args;

use super::output::counted;
use super::{AT_THE_MACHINE, Context, Ending, singling, usage};
use crate::fieldwork::{LetterKind, Mode, Reading};
use crate::language::Language;
use crate::mail::{self, CannotQueue, Order};
use crate::store::{Error, Invited};

/// Arguments of `remind`, and most of those of `invite`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The round.
    #[arg(long)]
    round: String,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
}

/// Arguments of `invite`.
#[derive(Args)]
pub(super) struct Invite {
    #[command(flatten)]
    common: Arguments,
    /// Leave out whoever was invited to another round shortly before (`fieldwork.quiet_days`).
    #[arg(long)]
    skip_quiet: bool,
}

pub(super) fn invite(context: &Context, arguments: &Invite) -> Result<(), Ending> {
    run(context, &arguments.common, LetterKind::Invitation, arguments.skip_quiet)
}

pub(super) fn remind(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    run(context, arguments, LetterKind::Reminder, false)
}

fn run(context: &Context, arguments: &Arguments, kind: LetterKind, skip_quiet: bool) -> Result<(), Ending> {
    let store = context.store()?;
    let round = context.round(&store, &arguments.round)?;
    let now = context.clock.now();
    let refused = |refusal: &CannotQueue| usage(refusal.sentence(context.language, Reading::Terminal));
    if let Err(refusal) = mail::domain(&round, &context.config, now) {
        return refused(&refusal);
    }
    if kind == LetterKind::Invitation && round.mode == Mode::Anonymous {
        singling::check(context, &store, &round)?;
    }
    let order = Order { rehearsal: arguments.dry_run, skip_quiet, by: Some(AT_THE_MACHINE), ..Order::at(now) };
    match mail::queue(&store, &context.config, &round, kind, order)? {
        // The command says where the secret should lie.
        Err(CannotQueue::NoSecret) => Err(Error::NoSecret(round.key).into()),
        Err(refusal) => refused(&refusal),
        Ok(queued) => {
            say(context, arguments, kind, queued, skip_quiet);
            Ok(())
        }
    }
}

fn say(context: &Context, arguments: &Arguments, kind: LetterKind, invited: Invited, skip_quiet: bool) {
    let Invited { invitations, letters, without_email, quiet, suppressed, bundled, along } = invited;
    let line = match (context.language, kind) {
        (Language::En, LetterKind::Invitation) => {
            let invitations = counted(invitations, "invitation", "invitations");
            let letters = counted(letters, "letter", "letters");
            format!("{invitations}, {letters} in the outbox, {without_email} without an e-mail address")
        }
        (Language::En, _) => {
            let letters = counted(letters, "reminder", "reminders");
            format!("{letters} in the outbox, {without_email} without an e-mail address")
        }
        (_, LetterKind::Invitation) => {
            let invitations = counted(invitations, "invitation", "invitationer");
            let letters = counted(letters, "brev", "breve");
            format!("{invitations}, {letters} i udbakken, {without_email} uden mailadresse")
        }
        _ => {
            let letters = counted(letters, "påmindelse", "påmindelser");
            format!("{letters} i udbakken, {without_email} uden mailadresse")
        }
    };
    let mut line = [line, told_of_quiet(context, quiet, skip_quiet)].concat();
    if suppressed > 0 {
        let words = match context.language {
            Language::En => format!("; {suppressed} want no letters"),
            _ => format!("; {suppressed} har frabedt sig breve"),
        };
        line = [line, words].concat();
    }
    if bundled > 0 {
        let words = if context.language == Language::En {
            let (letters, links) = (counted(bundled, "letter", "letters"), counted(along, "link", "links"));
            format!("; {letters} with {links} to other rounds too")
        } else {
            let (letters, links) = (counted(bundled, "brev", "breve"), counted(along, "link", "links"));
            format!("; {letters} har også {links} til andre runder")
        };
        line = [line, words].concat();
    }
    println!("{}{line}", if arguments.dry_run { context.say("prøve: ", "dry run: ") } else { "" });
}

/// How many were invited to another round shortly before, after what was done; empty where nobody was.
pub(super) fn told_of_quiet(context: &Context, quiet: usize, skipped: bool) -> String {
    let days = context.config.fieldwork.quiet_days;
    match (quiet, context.language, skipped) {
        (0, ..) => String::new(),
        (_, Language::En, true) => format!(", {quiet} left out who were invited to another round within {days} days"),
        (_, Language::En, false) => format!("; {quiet} were invited to another round within {days} days"),
        (_, _, true) => format!(", {quiet} udeladt, som fik en invitation til en anden runde inden for {days} dage"),
        (_, _, false) => format!("; {quiet} fik en invitation til en anden runde inden for {days} dage"),
    }
}
