//! `publish`: freezes versions; same key and version with other content is refused, naming what differs.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Context, Ending, sources};
use crate::focusgroup::Guide;
use crate::language::Language;
use crate::questionnaire::{Event, Trials, differences};
use crate::store::{GuidePublished, Published, Store};

/// Arguments of `publish`.
#[derive(Args)]
pub(super) struct Arguments {
    /// Files or folders [default: surveys/]
    paths: Vec<PathBuf>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let sources = sources::read(context, &arguments.paths)?;
    let without_notice: Vec<_> = sources.questionnaires.iter().filter(|source| source.version.notice.is_none()).collect();
    for source in &without_notice {
        let what = context.say(
            "[notice] mangler. Skriv formål, hjemmel og rettigheder ind, før skemaet udgives.",
            "[notice] is missing. Write purpose, legal basis and rights before publishing.",
        );
        eprintln!("{}:1:1: {what}", source.path.display());
    }
    if !without_notice.is_empty() {
        return Err(Ending::Faults);
    }
    let store = context.store()?;
    let now = context.clock.now();
    let mut refused = false;
    for source in &sources.questionnaires {
        let version = &source.version;
        match store.publish_by(version, now, Some(context.custodian()))? {
            Published::New(_) => {
                println!("{} {} {}", version.key, version.version, context.say("udgivet", "published"));
            }
            Published::Same(_) => println!("{} {} {}", version.key, version.version, context.say("uændret", "unchanged")),
            Published::Different(stored) => {
                refused = true;
                let differences: Vec<String> = differences(&stored.version, version)
                    .iter()
                    .map(|difference| difference.sentence(context.language))
                    .collect();
                let what = differences.join("; ");
                let sentence = match context.language {
                    Language::En => format!(
                        "version {} is published with other content ({what}). A published version never changes: write version {}.",
                        version.version,
                        version.version + 1
                    ),
                    _ => format!(
                        "version {} er udgivet med andet indhold ({what}). En udgivet version ændres aldrig: skriv version {}.",
                        version.version,
                        version.version + 1
                    ),
                };
                eprintln!("{}:1:1: {sentence}", source.path.display());
            }
        }
    }
    for (path, guide) in &sources.guides {
        refused |= !publish_guide(context, &store, path, guide)?;
    }
    if refused {
        return Err(Ending::Faults);
    }
    store.publish_trials(&sources.trials, now)?;
    for said in written_twice(context, &store, &sources.trials)? {
        eprintln!("{said}");
    }
    for said in without_telephone(context, &sources.trials) {
        eprintln!("{said}");
    }
    Ok(())
}

/// What is to be known of each event of the file that the desk has too: both stand until one is removed.
fn written_twice(context: &Context, store: &Store, trials: &Trials) -> Result<Vec<String>, Ending> {
    let said = context.say(
        "står både i trials.toml og på skrivebordet. Slet den ene på /desk/events eller i filen.",
        "stands both in trials.toml and on the desk. Remove one of them, at /desk/events or in the file.",
    );
    let stored = store.trials()?;
    let of_desk: Vec<&Event> = stored.events.iter().filter(|event| event.desk.is_some()).collect();
    let name = |event: &Event| event.name.get(Language::Da).to_lowercase();
    let is_twice = |event: &&Event| of_desk.iter().any(|one| one.date == event.date && name(one) == name(event));
    let twice = trials.events.iter().filter(is_twice);
    Ok(twice.map(|event| format!("{} ({}) {said}", event.name.get(context.language), event.when(context.language))).collect())
}

/// What is to be known of each municipality that respondents cannot be told to call.
pub(super) fn without_telephone(context: &Context, trials: &Trials) -> Vec<String> {
    let said = context.say(
        "har intet telefonnummer i trials.toml. Skemaerne henviser til kommunens hjemmeside i stedet. Skriv phone, før nogen bliver inviteret.",
        "has no telephone number in trials.toml. Questionnaires point to the municipality's website instead. Write phone before anybody is invited.",
    );
    trials.without_telephone().into_iter().map(|unit| format!("{} {said}", unit.name)).collect()
}

/// Freezes a guide; false where other content is published as that version.
fn publish_guide(context: &Context, store: &Store, path: &Path, guide: &Guide) -> Result<bool, Ending> {
    let named = format!("{} {}", guide.key, guide.version);
    match store.publish_guide(guide, context.clock.now(), Some(context.custodian()))? {
        GuidePublished::New => {
            println!("{named} {}", context.say("udgivet", "published"));
        }
        GuidePublished::Same => println!("{named} {}", context.say("uændret", "unchanged")),
        GuidePublished::Different => {
            let sentence = context.say(
                "Versionen er udgivet med andet indhold. En udgivet guide ændres aldrig: skriv en ny version.",
                "The version is published with other content. A published guide never changes: write a new version.",
            );
            eprintln!("{}:1:1: {sentence}", path.display());
            return Ok(false);
        }
    }
    Ok(true)
}
