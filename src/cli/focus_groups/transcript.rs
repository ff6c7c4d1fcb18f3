//! `focus-groups transcript import`: a transcript into the notes of its session, with codes in the place of names.
//!
//! Without a code for each speaker nothing is stored: the speakers are listed, so that the next try can name them.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::super::AT_THE_MACHINE;
use super::{Context, Ending, group, usage};
use crate::focusgroup::Guide;
use crate::import::transcript::{Transcript, Voice, guess, read, speakers, unrecorded};
use crate::language::filled;
use crate::store::{FocusGroup, Participant, TranscriptLine};

/// What to do with transcripts.
#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// Take a transcript into the notes of a session: `WebVTT`, SRT, DOCX or TXT.
    Import(Import),
}

/// Arguments of `focus-groups transcript import`.
#[derive(Args)]
pub(in crate::cli) struct Import {
    /// The number of the session.
    #[arg(long, value_name = "NUMBER")]
    session: i32,
    /// Who a speaker of the file is: a participant's code, moderator, unknown or leave-out; once for each.
    #[arg(long = "speaker", value_name = "NAME=CODE")]
    speakers: Vec<String>,
    /// The number of the line with which a question of the guide begins; once for each.
    #[arg(long = "begins", value_name = "QUESTION=LINE")]
    begins: Vec<String>,
    /// Who says so.
    #[arg(long, value_name = "NAME", default_value = AT_THE_MACHINE)]
    by: String,
    /// The file.
    file: PathBuf,
}

pub(super) fn run(context: &Context, command: &Command) -> Result<(), Ending> {
    let Command::Import(arguments) = command;
    import(context, arguments)
}

fn import(context: &Context, arguments: &Import) -> Result<(), Ending> {
    let store = context.store()?;
    let group = group(context, &store, arguments.session)?;
    let label = arguments.file.display().to_string();
    let bytes = std::fs::read(&arguments.file).with_context(|| label.clone())?;
    let transcript = match read(&bytes, &label) {
        Ok(transcript) => transcript,
        Err(fault) => {
            eprintln!("{label}: {}", fault.sentence(context.language));
            return Err(Ending::Faults);
        }
    };
    let everybody = store.participants()?;
    let people = speakers(&group, &everybody);
    let voices = voices(context, arguments, &transcript, &group, &people)?;
    if let Some(one) = unrecorded(&transcript.speakers, &voices, &people) {
        return usage(filled(
            context.say(
                "{code} har ikke sagt ja til at blive optaget. Udelad det, som {code} siger.",
                "{code} did not say yes to be recorded. Leave out what {code} says.",
            ),
            &[("code", &one.code)],
        ));
    }
    let guides = store.guides()?;
    let Some((_, guide)) = guides.iter().find(|(id, _)| *id == group.planned.guide_id) else {
        return usage(context.say("Gruppen har ingen guide.", "The group has no guide."));
    };
    let begins = begins(context, arguments, guide)?;
    let first = guide.questions().next().map(|(_, question)| question.key.as_str()).unwrap_or_default();
    let cast = transcript.cast(&voices, first, &begins);
    let lines: Vec<TranscriptLine<'_>> =
        cast.iter().map(|line| TranscriptLine { speaker: line.speaker, question: line.question, words: &line.words }).collect();
    let days = context.config.focus_groups.transcript_days;
    let id = store.add_transcript(group.id, (transcript.format.name(), &bytes), days, &arguments.by, context.clock.now())?;
    store.take_transcript(id, &lines, &arguments.by, context.clock.now())?;
    println!(
        "{}",
        filled(
            context.say(
                "{format}: {n} linjer er taget ind i noterne. Originalen ligger forseglet for sig.",
                "{format}: {n} lines were taken into the notes. The original lies apart, sealed.",
            ),
            &[("format", transcript.format.name()), ("n", &lines.len().to_string())],
        )
    );
    Ok(())
}

/// Who the speakers are, or the list of them with what is missing.
fn voices(
    context: &Context,
    arguments: &Import,
    transcript: &Transcript,
    group: &FocusGroup,
    people: &[&Participant],
) -> Result<Vec<Voice>, Ending> {
    let codes: Vec<&str> = people.iter().map(|one| one.code.as_str()).collect();
    let mut said = Vec::new();
    for pair in &arguments.speakers {
        let (name, code) = pair.rsplit_once('=').unwrap_or((pair, ""));
        let Some(voice) = Voice::from_name(code.trim(), &codes) else {
            return usage(filled(
                context.say(
                    "»{pair}« kan ikke bruges. Skriv --speaker \"Navn=KODE\", hvor koden er {codes}, moderator, ukendt eller udelad.",
                    "»{pair}« cannot be used. Write --speaker \"Name=CODE\", where the code is {codes}, moderator, unknown or leave-out.",
                ),
                &[("pair", pair), ("codes", &codes.join(", "))],
            ));
        };
        said.push((name.trim(), voice));
    }
    let of = |name: &String| {
        let named = said.iter().find(|(other, _)| other.to_lowercase() == name.to_lowercase()).map(|(_, voice)| voice.clone());
        named.or_else(|| guess(name, group, people))
    };
    let found: Vec<Option<Voice>> = transcript.speakers.iter().map(of).collect();
    if let Some(all) = found.iter().cloned().collect() {
        return Ok(all);
    }
    for ((name, count), voice) in transcript.speakers.iter().zip(transcript.counts()).zip(&found) {
        eprintln!("{count:>6}  {name}{}", voice.as_ref().map(|voice| format!(" = {}", voice.name())).unwrap_or_default());
    }
    usage(filled(
        context.say(
            "Sig for hver taler, hvem det er: --speaker \"Navn=KODE\", hvor koden er {codes}, moderator, ukendt eller udelad. Intet er læst ind.",
            "Say of each speaker who it is: --speaker \"Name=CODE\", where the code is {codes}, moderator, unknown or leave-out. Nothing was imported.",
        ),
        &[("codes", &codes.join(", "))],
    ))
}

fn begins<'a>(context: &Context, arguments: &'a Import, guide: &Guide) -> Result<Vec<(&'a str, usize)>, Ending> {
    let mut found = Vec::new();
    for pair in &arguments.begins {
        let (question, line) = pair.split_once('=').unwrap_or((pair, ""));
        match line.trim().parse() {
            Ok(line) if line > 0 && guide.theme_of(question).is_some() => found.push((question, line)),
            _ => {
                return usage(filled(
                    context.say(
                        "»{pair}« kan ikke bruges. Skriv --begins SPØRGSMÅL=LINJE med et spørgsmål fra guiden.",
                        "»{pair}« cannot be used. Write --begins QUESTION=LINE with a question of the guide.",
                    ),
                    &[("pair", pair)],
                ));
            }
        }
    }
    Ok(found)
}
