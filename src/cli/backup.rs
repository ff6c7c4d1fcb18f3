//! `backup` and `restore`: the embedded database as one file, without the secrets of `keys_dir`.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Ending};
use crate::store;

/// Arguments of `backup`.
#[derive(Args)]
pub(super) struct BackupArguments {
    /// The file to write; it must not exist.
    file: PathBuf,
}

/// Arguments of `restore`.
#[derive(Args)]
pub(super) struct RestoreArguments {
    /// The backup.
    file: PathBuf,
    /// Only try whether it could be restored.
    #[arg(long)]
    drill: bool,
}

pub(super) fn backup(context: &Context, arguments: &BackupArguments) -> Result<(), Ending> {
    context.store()?.backup(&arguments.file)?;
    println!(
        "{}: {}",
        arguments.file.display(),
        context.say("gemt; hemmelighederne i keys_dir er ikke med", "written; the secrets of keys_dir are not in it")
    );
    Ok(())
}

pub(super) fn restore(context: &Context, arguments: &RestoreArguments) -> Result<(), Ending> {
    let restored = store::restore(&arguments.file, &context.opening(), arguments.drill, context.clock.now())?;
    println!(
        "{}",
        if restored.in_place {
            context.say(
                "Databasen er genskabt. Breve holdes tilbage, til du frigiver dem: nulpunkt deliver --release",
                "The database is restored. Letters are on hold until you release them: nulpunkt deliver --release",
            )
        } else {
            context.say("Sikkerhedskopien kan bruges; intet er ændret.", "The backup can be used; nothing was changed.")
        }
    );
    match restored.again {
        Some(again) => super::retain::again(context, again).iter().for_each(|line| println!("{line}")),
        None => println!(
            "{}",
            context.say(
                "keys_dir har ingen liste over sletninger og over dem, der har sagt nej (erased.journal). Er noget slettet, eller har nogen sagt \
                 nej, siden kopien, så læg listen tilbage, og kør nulpunkt retain --by NAVN.",
                "keys_dir has no list of deletions and of who said no (erased.journal). If something was deleted, or somebody said no, since the \
                 backup, put the list back and run nulpunkt retain --by NAME.",
            )
        ),
    }
    Ok(())
}
