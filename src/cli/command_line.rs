//! Reading the command line: what is wrong with it is said in the language of sentences, not in the library's.

use std::ffi::OsString;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::language::Language;

/// Reads the command line; ends the program where it only asks for help, or is wrong (exit code 2).
pub(super) fn read<A: Parser>() -> A {
    A::try_parse().unwrap_or_else(|error| match sentence(&error) {
        Some(danish) if error.use_stderr() && language() == Language::Da => {
            eprintln!("{danish}");
            std::process::exit(2)
        }
        _ => error.exit(),
    })
}

/// The language that is asked for, as far as can be seen before the rest is understood.
fn language() -> Language {
    let words: Vec<OsString> = std::env::args_os().collect();
    let pairs = words.windows(2).any(|pair| pair[0] == "--language" && pair[1] == "en");
    if pairs || words.iter().any(|word| word == "--language=en") { Language::En } else { Language::Da }
}

/// What is wrong, in Danish; none for what has no words of ours.
fn sentence(error: &clap::Error) -> Option<String> {
    let told = |kind: ContextKind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(all) => Some(all.join(", ")),
        _ => None,
    };
    let argument = told(ContextKind::InvalidArg);
    let first = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let (argument, value) = (argument?, told(ContextKind::InvalidValue)?);
            let possible = told(ContextKind::ValidValue).filter(|possible| !possible.is_empty());
            let what = possible.map_or_else(|| wanted(error, &argument), |possible| format!("Vælg en af {possible}."));
            if value.is_empty() {
                format!("Der mangler en værdi til {argument}. {what}")
            } else {
                format!("»{value}« kan ikke bruges som {argument}. {what}")
            }
        }
        ErrorKind::UnknownArgument => format!("»{}« kendes ikke her.", argument?),
        ErrorKind::InvalidSubcommand => format!("Der er ingen kommando »{}«.", told(ContextKind::InvalidSubcommand)?),
        ErrorKind::MissingRequiredArgument => format!("Der mangler {}.", argument?),
        ErrorKind::MissingSubcommand => "Der mangler en kommando.".to_owned(),
        ErrorKind::ArgumentConflict => match told(ContextKind::PriorArg) {
            Some(other) if Some(&other) != argument.as_ref() => format!("{} og {other} kan ikke bruges sammen.", argument?),
            _ => format!("{} står der to gange.", argument?),
        },
        ErrorKind::TooManyValues => format!("»{}« er en værdi for meget til {}.", told(ContextKind::InvalidValue)?, argument?),
        ErrorKind::InvalidUtf8 => "Kommandoen er ikke tekst i UTF-8.".to_owned(),
        _ => return None,
    };
    let meant =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue].into_iter().find_map(told);
    let meant = meant.map(|meant| format!(" Mente du {meant}?")).unwrap_or_default();
    Some(format!("{first}{meant} Skriv --help efter kommandoen for at se, hvad den tager."))
}

/// What an argument wants that takes no value from a list.
fn wanted(error: &clap::Error, argument: &str) -> String {
    let name = argument.trim_start_matches('-').split([' ', '=']).next().unwrap_or_default();
    // The library's own words for numbers out of their range: "200 is not in 0..=100".
    let range = std::error::Error::source(error).map(ToString::to_string);
    let range = range.as_deref().and_then(|said| said.split_once(" is not in ")?.1.split_once("..="));
    match (name, range) {
        ("opens" | "closes" | "on" | "contacts" | "answers" | "panel-secret", _) => "Skriv en dag som 2020-06-01.".to_owned(),
        (_, Some((least, most))) => format!("Skriv et tal fra {least} til {most}."),
        ("language", _) => "Vælg da eller en.".to_owned(),
        _ => "Skriv et helt tal.".to_owned(),
    }
}
