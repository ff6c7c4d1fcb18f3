//! `user`: the people who sign in to the desk.

use std::collections::BTreeSet;

use clap::{Args, Subcommand};

use super::output::{Format, listing};
use super::{AT_THE_MACHINE, Context, Ending, usage};
use crate::access::{Person, Role, Scope, Within, is_name};
use crate::language::Language;
use crate::questionnaire::Trials;
use crate::store::{KeptPerson, Store};

/// What to do.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Add a person and print the address at which they choose their password.
    Add(Add),
    /// List everybody who may sign in.
    List {
        /// The format.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Take a person's way in.
    Remove {
        /// The name.
        name: String,
    },
    /// Forget a person's password, and print the address at which they choose anew; app and passkeys stay.
    Reset {
        /// The name.
        name: String,
        /// Forget app and passkeys, which the person has lost, and nothing else.
        #[arg(long)]
        factors: bool,
    },
}

/// Arguments of `user add`.
#[derive(Args)]
pub(super) struct Add {
    /// The name to sign in with.
    name: String,
    /// What they do: coordinator, evaluator, municipal-lead, note-taker or reader.
    #[arg(long, value_name = "ROLE")]
    role: String,
    /// A trial that they may see [default: all]
    #[arg(long, value_name = "TRIAL")]
    trial: Vec<String>,
    /// A municipality whose part they may see [default: all]
    #[arg(long, value_name = "MUNICIPALITY")]
    municipality: Vec<String>,
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    match command {
        Command::Add(arguments) => add(context, arguments),
        Command::List { format } => list(&context.store()?, *format),
        Command::Remove { name } => {
            let store = context.store()?;
            let person = person(context, &store, name)?;
            store.remove_person(person.id, AT_THE_MACHINE, context.clock.now())?;
            println!("{} {}", person.person.name, context.say("kan ikke logge ind længere.", "can no longer sign in."));
            Ok(())
        }
        Command::Reset { name, factors } => {
            let store = context.store()?;
            let person = person(context, &store, name)?;
            if *factors {
                store.reset_factors(person.id, AT_THE_MACHINE, context.clock.now())?;
                let words = context.say(
                    "har hverken app eller adgangsnøgler mere og sætter en af dem op igen ved næste login.",
                    "has neither app nor passkeys any more, and sets one of them up again when they sign in next.",
                );
                println!("{} {words}", person.person.name);
                return Ok(());
            }
            if let Some(secret) = store.reset_person(person.id, AT_THE_MACHINE, context.clock.now())? {
                hand_out(context, &secret);
            }
            Ok(())
        }
    }
}

fn add(context: &Context, arguments: &Add) -> Result<(), Ending> {
    let name = arguments.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if !is_name(&name) {
        return usage(context.say("Navnet skal have 2 til 60 tegn.", "The name must have 2 to 60 signs."));
    }
    let Some(role) = Role::from_name(&arguments.role) else {
        let known = Role::ALL.map(Role::name).join(", ");
        return usage(match context.language {
            Language::En => format!("There is no role {:?}. The roles are {known}.", arguments.role),
            _ => format!("Der er ingen rolle {:?}. Rollerne er {known}.", arguments.role),
        });
    };
    let store = context.store()?;
    let trials = store.trials()?;
    known(context, &trials, arguments)?;
    let within = |keys: &[String]| Within::of(keys.iter().cloned().collect::<BTreeSet<_>>());
    let scope = Scope { trials: within(&arguments.trial), municipalities: within(&arguments.municipality) };
    match store.add_person(&Person { name: name.clone(), role, scope }, AT_THE_MACHINE, context.clock.now())? {
        Some(secret) => {
            hand_out(context, &secret);
            Ok(())
        }
        None => usage(match context.language {
            Language::En => format!("There is already a person called {name}."),
            _ => format!("Der er allerede en person, der hedder {name}."),
        }),
    }
}

/// Refuses keys that no published trial or municipality has: a mistyped one would be a person who sees nothing.
fn known(context: &Context, trials: &Trials, arguments: &Add) -> Result<(), Ending> {
    if let Some(key) = arguments.trial.iter().find(|key| trials.trial(key).is_none()) {
        return usage(match context.language {
            Language::En => format!("There is no trial {key:?} among the published trials."),
            _ => format!("Der er intet forsøg {key:?} blandt de udgivne forsøg."),
        });
    }
    if let Some(key) = arguments.municipality.iter().find(|key| trials.municipality(key).is_none()) {
        return usage(match context.language {
            Language::En => format!("There is no municipality {key:?} among the published trials."),
            _ => format!("Der er ingen kommune {key:?} blandt de udgivne forsøg."),
        });
    }
    Ok(())
}

/// Prints the address on standard output, the one place where it stands.
fn hand_out(context: &Context, secret: &str) {
    let base = context
        .config
        .public_url
        .as_deref()
        .map_or_else(|| format!("http://{}", context.config.listen), |url| url.trim_end_matches('/').to_owned());
    println!(
        "{} {base}/desk/sign-in/{secret}",
        context.say("Adressen kan bruges én gang inden for tre dage:", "The address can be used once within three days:")
    );
}

fn person(context: &Context, store: &Store, name: &str) -> Result<KeptPerson, Ending> {
    store.person(name)?.ok_or_else(|| {
        Ending::Usage(match context.language {
            Language::En => format!("There is nobody called {name}. `nulpunkt user list` shows everybody."),
            _ => format!("Der er ingen, der hedder {name}. `nulpunkt user list` viser alle."),
        })
    })
}

fn list(store: &Store, format: Format) -> Result<(), Ending> {
    let keys = |within: &Within| match within {
        Within::All => "*".to_owned(),
        Within::Listed(_) => within.keys().collect::<Vec<_>>().join(" "),
    };
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let row = |kept: KeptPerson| {
        let Person { name, role, scope } = kept.person;
        let (trials, municipalities) = (keys(&scope.trials), keys(&scope.municipalities));
        vec![
            name,
            role.name().to_owned(),
            trials,
            municipalities,
            yes(kept.has_password),
            yes(kept.has_app),
            kept.created_at.rfc3339(),
        ]
    };
    let rows: Vec<Vec<String>> = store.people()?.into_iter().map(row).collect();
    listing(format, &["name", "role", "trials", "municipalities", "password", "app", "added"], &rows)
}
