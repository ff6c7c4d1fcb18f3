//! `deliver`: empties the outbox, once; `serve` does it by itself.

use clap::Args;

use super::{AT_THE_MACHINE, Context, Ending, usage};
use crate::jobs;
use crate::store::Actor;

/// Arguments of `deliver`.
#[derive(Args)]
pub(super) struct Arguments {
    /// Send what is due, then stop.
    #[arg(long)]
    once: bool,
    /// Release letters that are on hold after a restore.
    #[arg(long)]
    release: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let store = context.store()?;
    if arguments.release {
        store.release_mail(Actor { who: AT_THE_MACHINE, at: context.clock.now() })?;
        println!("{}", context.say("Breve er frigivet.", "Letters are released."));
    }
    if !arguments.once {
        return if arguments.release {
            Ok(())
        } else {
            usage(context.say(
                "Brug --once; `nulpunkt serve` tømmer selv udbakken.",
                "Use --once; `nulpunkt serve` empties the outbox by itself.",
            ))
        };
    }
    // Whoever runs this by hand has mended the relay, or wants to see that it still fails: no pause is waited for.
    store.set_mail_pause(None)?;
    let delivered = jobs::deliver_once(&store, &context.config, context.clock)?;
    println!("{}", delivered.sentence(context.language));
    match delivered.pause {
        Some(reason) => Err(Ending::Environment(anyhow::anyhow!(reason))),
        None => Ok(()),
    }
}
