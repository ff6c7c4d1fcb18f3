//! `approve`: a person answers for a change being spelling or typography only (level B).

use clap::Args;

use super::diff::two_versions;
use super::{Context, Ending, usage};
use crate::compare::{Approval, Level, Pointless, Reason, approvable, diff};
use crate::language::Language;
use crate::store::NewApproval;

/// Arguments of `approve`.
#[derive(Args)]
pub(super) struct Arguments {
    /// The questionnaire's key.
    key: String,
    /// The earlier version.
    from: u32,
    /// The later version.
    to: u32,
    /// The question's key, or QUESTION.ITEM.
    question: String,
    /// The level: B.
    #[arg(long)]
    level: String,
    /// Why the change is cosmetic.
    #[arg(long)]
    reason: String,
    /// Who says so.
    #[arg(long)]
    by: String,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    if arguments.level != "B" {
        return usage(context.say(
            "--level: kun B (kun stavning eller typografi) kan godkendes; C erklæres i skemaet (supersedes).",
            "--level: only B (spelling or typography only) can be approved; C is declared in the questionnaire (supersedes).",
        ));
    }
    if arguments.reason.trim().is_empty() || arguments.by.trim().is_empty() {
        return usage(context.say("--reason og --by må ikke være tomme.", "--reason and --by must not be empty."));
    }
    let store = context.store()?;
    let (earlier, later) = two_versions(context, &store, &arguments.key, arguments.from, arguments.to)?;
    let touched =
        |key: &str| key == arguments.question || key.split_once('.').is_some_and(|(question, _)| question == arguments.question);
    if !diff(&earlier.version, &later.version, &[]).iter().any(|difference| touched(&difference.key)) {
        return usage(format!(
            "{}: {}",
            arguments.question,
            context.say("findes ikke i de to versioner.", "is not in the two versions.")
        ));
    }
    let asked = Approval {
        questionnaire: arguments.key.clone(),
        from: arguments.from,
        to: arguments.to,
        question: arguments.question.clone(),
        reason: arguments.reason.trim().to_owned(),
        by: arguments.by.trim().to_owned(),
        on: context.clock.now().day(),
    };
    if let Err(pointless) = approvable(&earlier.version, &later.version, &asked) {
        eprintln!("{}", refused(arguments, &pointless, context.language));
        return Err(Ending::Faults);
    }
    let new = NewApproval {
        questionnaire: &arguments.key,
        from: arguments.from,
        to: arguments.to,
        question: &arguments.question,
        level: "B",
        reason: &asked.reason,
        by: &asked.by,
        at: context.clock.now(),
    };
    store.approve(&new, context.custodian())?;
    println!("{} {} {} {} B", arguments.key, arguments.from, arguments.to, arguments.question);
    Ok(())
}

/// Why the approval was not stored, and what to do.
fn refused(arguments: &Arguments, why: &Pointless, language: Language) -> String {
    let question = &arguments.question;
    let reasons = |reasons: &[Reason]| reasons.iter().map(|reason| reason.words(language)).collect::<Vec<_>>().join(", ");
    match (why, language) {
        (Pointless::Unchanged, Language::En) => {
            format!("{question} is the same in both versions (level A): there is nothing to approve.")
        }
        (Pointless::Unchanged, _) => format!("{question} er ens i de to versioner (niveau A): der er intet at godkende."),
        (Pointless::InOneVersion, Language::En) => {
            format!("{question} is asked in one of the two versions only: there is nothing to approve.")
        }
        (Pointless::InOneVersion, _) => format!("{question} stilles kun i den ene af de to versioner: der er intet at godkende."),
        (Pointless::Stays(Level::C, _), Language::En) => {
            format!("{question} is at level C by its own map and can be compared: there is nothing to approve.")
        }
        (Pointless::Stays(Level::C, _), _) => {
            format!("{question} er på niveau C ved skemaets egen omregning og kan sammenlignes: der er intet at godkende.")
        }
        (Pointless::Stays(level, found), Language::En) => format!(
            "{question} stays at level {}, so nothing was approved. This is no matter of spelling: {}. Ask the old question again, or \
             compare from the new version on.",
            level.letter(),
            reasons(found)
        ),
        (Pointless::Stays(level, found), _) => format!(
            "{question} bliver på niveau {}, og intet er godkendt. Det er ikke kun stavning: {}. Stil det gamle spørgsmål igen, eller \
             sammenlign fra den nye version og frem.",
            level.letter(),
            reasons(found)
        ),
    }
}
