//! `backup` and `restore`: the embedded database as one file, without the secrets of `keys_dir`.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Ending};
use crate::store::{self, Restored};

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
    let restored = store::restore(&arguments.file, &context.opening(), arguments.drill)?;
    println!(
        "{}",
        match restored {
            Restored::Drilled =>
                context.say("Sikkerhedskopien kan bruges; intet er ændret.", "The backup can be used; nothing was changed."),
            Restored::InPlace => context.say(
                "Databasen er genskabt. Breve holdes tilbage, til du frigiver dem: nulpunkt deliver --release",
                "The database is restored. Letters are on hold until you release them: nulpunkt deliver --release",
            ),
        }
    );
    Ok(())
}
