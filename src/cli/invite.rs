//! `invite` and `remind`: fill the outbox; nothing is mailed here.

use clap::Args;

use super::output::counted;
use super::{Context, Ending, singling, usage};
use crate::fieldwork::{LetterKind, Mode, Reading};
use crate::language::Language;
use crate::mail::{self, CannotQueue};
use crate::store::{Error, Invited};

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
    run(context, arguments, LetterKind::Invitation)
}

pub(super) fn remind(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    run(context, arguments, LetterKind::Reminder)
}

fn run(context: &Context, arguments: &Arguments, kind: LetterKind) -> Result<(), Ending> {
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
    match mail::queue(&store, &context.config, &round, kind, (now, arguments.dry_run))? {
        // The command says where the secret should lie.
        Err(CannotQueue::NoSecret) => Err(Error::NoSecret(round.key).into()),
        Err(refusal) => refused(&refusal),
        Ok(queued) => {
            say(context, arguments, kind, queued);
            Ok(())
        }
    }
}

fn say(context: &Context, arguments: &Arguments, kind: LetterKind, invited: Invited) {
    let Invited { invitations, letters, without_email } = invited;
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
    println!("{}{line}", if arguments.dry_run { context.say("prøve: ", "dry run: ") } else { "" });
}
