//! `focus-groups export` and `focus-groups import`: projects and codebooks of REFI-QDA, as other programs read and write them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::super::AT_THE_MACHINE;
use super::{Context, Ending, usage};
use crate::export::refi::{self, shareable};
use crate::export::summary::Talks;
use crate::import::{LineBreaks, read_refi};
use crate::language::filled;

/// Arguments of `focus-groups export`.
#[derive(Args)]
pub(in crate::cli) struct Export {
    /// Only say what would leave and what not.
    #[arg(long)]
    dry_run: bool,
    /// The file: `.qdpx` for the project, `.qdc` for the codebook alone.
    file: PathBuf,
}

/// Arguments of `focus-groups import`.
#[derive(Args)]
pub(in crate::cli) struct Import {
    /// Only say what would be kept of the file and what not.
    #[arg(long)]
    dry_run: bool,
    /// Who says so.
    #[arg(long, value_name = "NAME", default_value = AT_THE_MACHINE)]
    by: String,
    /// The file: `.qdpx` or `.qdc`.
    file: PathBuf,
}

pub(super) fn export(context: &Context, arguments: &Export) -> Result<(), Ending> {
    let store = context.store()?;
    let found = shareable(&store, &Talks::gather(&store)?)?;
    let (bytes, is_project) = match ending(&arguments.file).as_str() {
        "qdpx" => (refi::project(&found.project)?, true),
        "qdc" => (refi::codebook(&found.project).into_bytes(), false),
        _ => return usage(context.say("Filen skal ende på .qdpx eller .qdc.", "The file must end in .qdpx or .qdc.")),
    };
    if !arguments.dry_run {
        std::fs::write(&arguments.file, bytes).with_context(|| arguments.file.display().to_string())?;
        store.note(context.clock.now(), AT_THE_MACHINE, "let a project out", "REFI-QDA")?;
    }
    let (codes, texts) = (found.project.codes.len().to_string(), found.project.texts.len().to_string());
    if !is_project {
        println!("{}", filled(context.say("Koder: {codes}.", "Codes: {codes}."), &[("codes", &codes)]));
        return Ok(());
    }
    let counts = context.say("Koder: {codes}, tekster: {texts}.", "Codes: {codes}, texts: {texts}.");
    println!("{} {}", filled(counts, &[("codes", &codes), ("texts", &texts)]), found.count(context.language));
    for sentence in found.account(context.language) {
        println!("{sentence}");
    }
    Ok(())
}

pub(super) fn import(context: &Context, arguments: &Import) -> Result<(), Ending> {
    let label = arguments.file.display().to_string();
    let bytes = std::fs::read(&arguments.file).with_context(|| label.clone())?;
    let read = match read_refi(&bytes) {
        Ok(read) => read,
        Err(fault) => {
            eprintln!("{label}: {}", fault.sentence(context.language));
            return Err(Ending::Faults);
        }
    };
    let breaks = match read.breaks {
        Some(LineBreaks::Lf) => context.say("Linjeskift tæller som ét tegn.", "The end of a line counts as one sign."),
        Some(LineBreaks::CrLf) => {
            context.say("Linjeskift tæller som to tegn (CR LF).", "The end of a line counts as two signs (CR LF).")
        }
        None => "",
    };
    if !breaks.is_empty() {
        eprintln!("{label}: {breaks}");
    }
    for (what, count) in &read.not_kept {
        eprintln!("{label}: {} {}: {count}", context.say("Tages ikke med:", "Not kept:"), what.words(context.language));
    }
    let count = |count: usize| count.to_string();
    if arguments.dry_run {
        let excerpts = read.project.texts.iter().map(|text| text.excerpts.len()).sum();
        println!(
            "{}",
            filled(
                context.say(
                    "I filen er koder: {codes}, tekster: {texts}, kodninger: {excerpts}.",
                    "In the file are codes: {codes}, texts: {texts}, codings: {excerpts}."
                ),
                &[
                    ("codes", &count(read.project.codes.len())),
                    ("texts", &count(read.project.texts.len())),
                    ("excerpts", &count(excerpts))
                ],
            )
        );
        return Ok(());
    }
    let store = context.store()?;
    let own = shareable(&store, &Talks::gather(&store)?)?.own;
    let Ok(done) = store.import_project(&read.project, &own, &arguments.by, context.clock.now())? else {
        return usage(context.say(
            "Kodebogen ligger fast, mens en stikprøve kodes. Intet er taget ind.",
            "The codebook stays as it is while a sample is being coded. Nothing was taken in.",
        ));
    };
    println!(
        "{}",
        filled(
            context.say(
                "Nye koder: {codes}, nye tekster: {texts}, nye kodninger: {excerpts}. Kendt i forvejen: {known}. Uden plads her: {lost}.",
                "New codes: {codes}, new texts: {texts}, new codings: {excerpts}. Known already: {known}. Without a place here: {lost}.",
            ),
            &[
                ("codes", &count(done.codes)),
                ("texts", &count(done.texts)),
                ("excerpts", &count(done.excerpts)),
                ("known", &count(done.known)),
                ("lost", &count(done.lost)),
            ],
        )
    );
    Ok(())
}

fn ending(path: &Path) -> String {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}
