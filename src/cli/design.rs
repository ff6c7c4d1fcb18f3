//! `design import`, `design export`, `design show`: how a trial is evaluated, from a file and as a file.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::output::counted;
use super::{AT_THE_MACHINE, Context, Ending, usage};
use crate::evaluation::{Design, Heading, design_content, design_json, hash_of};
use crate::export::design_file::DesignFile;
use crate::export::docx::docx;
use crate::import::{DesignFileFault, design_text, pasted_design, with_pasted};
use crate::language::{Language, number};
use crate::store::{DesignFrozen, DesignSaved, PublishedVersion, Store};

/// What to do with designs of evaluations.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Take a design into the draft of a trial, from text or from a document of Word; headings are known by their names.
    Import(Import),
    /// Write the design of a trial as a file, in Markdown or for a word processor.
    Export(Export),
    /// Show the design of a trial: its texts, criteria and planned evidence.
    Show(Show),
}

/// Which design.
#[derive(Args)]
struct Which {
    /// The trial.
    #[arg(long)]
    trial: String,
    /// The evaluation, where the trial has several.
    #[arg(long)]
    evaluation: Option<String>,
}

/// Which of its texts.
#[derive(Args)]
struct Version {
    /// A frozen version; without it the newest.
    #[arg(long, conflicts_with = "draft")]
    version: Option<i32>,
    /// What is being written in place of what was frozen.
    #[arg(long)]
    draft: bool,
}

/// Arguments of `design import`.
#[derive(Args)]
pub(super) struct Import {
    #[command(flatten)]
    which: Which,
    /// The file: text, Markdown or .docx
    file: PathBuf,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Freeze it as the next version.
    #[arg(long)]
    freeze: bool,
}

/// Arguments of `design export`.
#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    version: Version,
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

/// What a design is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Text with marks for headings and lists.
    #[default]
    Markdown,
    /// For a word processor; give it a file with `> FILE.docx`.
    Docx,
}

/// Arguments of `design show`.
#[derive(Args)]
pub(super) struct Show {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    version: Version,
    #[arg(long, value_enum, default_value_t)]
    format: Shown,
}

/// How a design is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Shown {
    /// For the eye.
    #[default]
    Text,
    /// As the API has it.
    Json,
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    match command {
        Command::Import(arguments) => import(context, arguments),
        Command::Export(arguments) => export(context, arguments),
        Command::Show(arguments) => show(context, arguments),
    }
}

/// What the design is of, in words; wrong usage where there is no such trial or evaluation.
fn named(context: &Context, store: &Store, which: &Which) -> Result<String, Ending> {
    let trials = store.trials()?;
    let Some(trial) = trials.trial(&which.trial) else {
        return usage(match context.language {
            Language::En => format!("There is no trial {:?} in the database.", which.trial),
            _ => format!("Der er intet forsøg {:?} i databasen.", which.trial),
        });
    };
    let name = trial.name.get(context.language);
    let keys: Vec<&str> = trial.evaluations.iter().map(|one| one.key.as_str()).collect();
    let found = trial.evaluations.iter().find(|one| Some(&one.key) == which.evaluation.as_ref());
    match (found, which.evaluation.is_some() || !keys.is_empty()) {
        (Some(found), _) => Ok(format!("{name}: {}", found.name.get(context.language))),
        (None, false) => Ok(name.to_owned()),
        (None, true) => usage(match context.language {
            Language::En => format!("--evaluation must be one of the trial's: {}", keys.join(", ")),
            _ => format!("--evaluation skal være en af forsøgets: {}", keys.join(", ")),
        }),
    }
}

fn import(context: &Context, arguments: &Import) -> Result<(), Ending> {
    let store = context.store()?;
    named(context, &store, &arguments.which)?;
    let label = arguments.file.display().to_string();
    let bytes = std::fs::read(&arguments.file).with_context(|| label.clone())?;
    let of = (arguments.which.trial.as_str(), arguments.which.evaluation.as_deref());
    let read = design_text(&bytes).map(|text| pasted_design(&text));
    let read = match read.and_then(|read| if read.found.is_empty() { Err(DesignFileFault::NoHeading) } else { Ok(read) }) {
        Ok(read) => read,
        Err(fault) => {
            eprintln!("{label}:1:1: {}", fault.sentence(context.language));
            return Err(Ending::Faults);
        }
    };
    let draft = store.design_draft(of.0, of.1)?;
    let seen = draft.as_ref().map(|draft| draft.hash.clone()).unwrap_or_default();
    let there = match draft {
        Some(draft) => draft.design,
        None => store.design(of.0, of.1)?.map(|kept| kept.design).unwrap_or_default(),
    };
    let merged = with_pasted(&there, &read);
    let found = |heading: &&Heading| read.found.iter().any(|(known, _)| known == *heading);
    let lacking: Vec<&str> =
        Heading::ALL.iter().filter(|heading| !found(heading)).map(|heading| heading.words(context.language)).collect();
    if !lacking.is_empty() {
        eprintln!("{label}: {}: {}", context.say("ikke fundet", "not found"), lacking.join("; "));
    }
    if !read.design.unplaced.is_empty() {
        let lines = read.design.unplaced.lines().count();
        eprintln!("{label}: {}: {lines}", context.say("linjer, der ikke kunne placeres", "lines that could not be placed"));
    }
    let told = format!(
        "{} {}, {}",
        Heading::ALL.len() - lacking.len(),
        context.say("af 9 overskrifter læst ind i kladden", "of 9 headings taken into the draft"),
        counted(
            read.design.criteria.len(),
            context.say("succeskriterium", "criterion of success"),
            context.say("succeskriterier", "criteria of success"),
        ),
    );
    if arguments.dry_run {
        println!("{}{told}", context.say("prøve: ", "dry run: "));
        return Ok(());
    }
    let by = (AT_THE_MACHINE, context.clock.now());
    if store.save_design(of, &merged, &seen, by)? == DesignSaved::Newer {
        return usage(
            context.say(
                "Nogen har gemt en nyere kladde imens. Prøv igen.",
                "Somebody has saved a newer draft meanwhile. Try again.",
            ),
        );
    }
    println!("{told}");
    if arguments.freeze {
        match store.freeze_design(of, &hash_of(&design_content(&merged)), by)? {
            DesignFrozen::Frozen(version) => println!("version {version} {}", context.say("frosset", "frozen")),
            DesignFrozen::Same(version) => println!("version {version} {}", context.say("uændret", "unchanged")),
            DesignFrozen::Nothing | DesignFrozen::Newer => {
                return usage(context.say("Kladden blev ændret imens. Prøv igen.", "The draft changed meanwhile. Try again."));
            }
        }
    }
    Ok(())
}

/// A design that was found, with what stands above it.
struct Found {
    of: String,
    stamp: String,
    version: Option<i32>,
    design: Design,
    versions: Vec<Arc<PublishedVersion>>,
}

fn found(context: &Context, which: &Which, version: &Version) -> Result<Found, Ending> {
    let store = context.store()?;
    let of = named(context, &store, which)?;
    let (trial, evaluation) = (which.trial.as_str(), which.evaluation.as_deref());
    let stamp = |called: String, by: &str, at: crate::time::Timestamp| {
        format!("{called}, {by}, {}", number::day(at.day(), context.language))
    };
    let there = if version.draft {
        let draft = store.design_draft(trial, evaluation)?;
        draft.map(|draft| (stamp(context.say("kladde", "draft").to_owned(), &draft.by, draft.at), None, draft.design))
    } else {
        let kept = store.design_versions(trial, evaluation)?;
        let kept = kept.into_iter().find(|one| version.version.is_none_or(|number| number == one.version));
        kept.map(|kept| (stamp(kept.version.to_string(), &kept.by, kept.at), Some(kept.version), kept.design))
    };
    let Some((stamp, version, design)) = there else {
        return usage(context.say(
            "Der er ikke noget design. `design import` læser et ind, og --draft viser en kladde, der ikke er frosset.",
            "There is no such design. `design import` takes one in, and --draft shows a draft that is not frozen.",
        ));
    };
    let mut versions = Vec::new();
    for id in store.version_ids()? {
        versions.push(store.version(id)?);
    }
    Ok(Found { of, stamp, version, design, versions })
}

impl Found {
    fn file(&self, language: Language) -> DesignFile<'_> {
        DesignFile { of: &self.of, stamp: &self.stamp, design: &self.design, versions: &self.versions, language }
    }
}

fn export(context: &Context, arguments: &Export) -> Result<(), Ending> {
    let found = found(context, &arguments.which, &arguments.version)?;
    let file = found.file(context.language);
    let bytes = match arguments.format {
        Form::Markdown => file.markdown().into_bytes(),
        Form::Docx => docx(&file.document())?,
    };
    Ok(std::io::stdout().lock().write_all(&bytes)?)
}

fn show(context: &Context, arguments: &Show) -> Result<(), Ending> {
    let found = found(context, &arguments.which, &arguments.version)?;
    match arguments.format {
        Shown::Text => print!("{}", found.file(context.language).markdown()),
        Shown::Json => {
            let which = &arguments.which;
            let told = json!({
                "trial": which.trial,
                "evaluation": which.evaluation,
                "version": found.version,
                "design": design_json(&found.design),
            });
            println!("{told}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::design::passages;

    const TEXT: &str = include_str!("../../surveys/demo/designs/ledighedsydelse.txt");

    #[test]
    fn what_goes_out_comes_in_again_word_for_word_from_both_files() {
        let design = pasted_design(TEXT).design;
        let out = DesignFile { of: "Ledighedsydelse", stamp: "1", design: &design, versions: &[], language: Language::Da };
        let bytes = docx(&out.document()).unwrap();
        for text in [design_text(&bytes).unwrap(), design_text(out.markdown().as_bytes()).unwrap()] {
            let read = pasted_design(&text);
            assert_eq!(read.found.len(), Heading::ALL.len(), "{text}");
            assert_eq!(read.design.criteria, design.criteria, "{text}");
            // Markdown needs empty lines around lists.
            for heading in Heading::ALL {
                assert_eq!(passages(read.design.text(heading)), passages(design.text(heading)), "{text}");
            }
        }
    }
}
