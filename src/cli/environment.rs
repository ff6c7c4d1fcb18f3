//! What the environment did to us, in a sentence: the database, the disk, the network.
//!
//! The errors themselves are worded in English for logs; whoever stands at the machine reads the language of sentences.

use std::io::ErrorKind;

use crate::language::Language;
use crate::store::Error;

/// The sentence of an error; what has no sentence of ours is passed on as it is.
pub(super) fn sentence(error: &anyhow::Error, language: Language) -> String {
    let english = language == Language::En;
    if let Some(error) = error.downcast_ref::<Error>() {
        return if english { of_store_in_english(error) } else { of_store_in_danish(error) };
    }
    of_machine(error, language)
}

/// The sentence of an error that no database had a part in.
pub(super) fn of_machine(error: &anyhow::Error, language: Language) -> String {
    let english = language == Language::En;
    let Some(cause) = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>()) else {
        return format!("{error:#}");
    };
    // What stands before the cause names the file or the address.
    let before = error.chain().map(ToString::to_string).take_while(|said| *said != cause.to_string());
    before.chain([of_system(cause, english)]).collect::<Vec<_>>().join(": ")
}

/// What the operating system said; a kind without words of ours keeps the system's.
fn of_system(error: &std::io::Error, english: bool) -> String {
    let (danish, in_english) = match error.kind() {
        ErrorKind::NotFound => ("findes ikke.", "does not exist."),
        ErrorKind::AlreadyExists => ("findes allerede. Vælg et andet navn.", "exists already. Choose another name."),
        ErrorKind::PermissionDenied => ("må ikke læses eller skrives af dig.", "may not be read or written by you."),
        ErrorKind::AddrInUse => (
            "adressen er optaget af et andet program. Vælg en anden port.",
            "another program uses the address. Choose another port.",
        ),
        ErrorKind::AddrNotAvailable => ("maskinen har ikke den adresse.", "this machine does not have that address."),
        ErrorKind::StorageFull => ("disken er fuld.", "the disk is full."),
        ErrorKind::IsADirectory => ("er en mappe, ikke en fil.", "is a folder, not a file."),
        ErrorKind::InvalidData => ("er ikke tekst i UTF-8.", "is not text in UTF-8."),
        ErrorKind::InvalidFilename => ("er ikke et navn, en fil kan have.", "is no name that a file can have."),
        _ => return error.to_string(),
    };
    if english { in_english } else { danish }.to_owned()
}

fn of_store_in_english(error: &Error) -> String {
    match error {
        Error::File { path, source } | Error::Keys { path, source } => format!("{path}: {}", of_system(source, true)),
        other => other.to_string(),
    }
}

fn of_store_in_danish(error: &Error) -> String {
    match error {
        Error::Url(url) => format!("Databasens adresse skal være sqlite:STI eller postgres://…, ikke »{url}«."),
        Error::NoSuchFile(path) => format!("Der er ingen database i {path}. Giv --create, hvis der skal laves en tom."),
        Error::NotADatabase(path) => format!("{path} er ikke en database fra dette program, eller den er ødelagt."),
        Error::OnlySqlite(tool) => format!("Det er kun til SQLite. Med PostgreSQL bruges {tool}."),
        Error::Tls => {
            "Programmet er bygget uden TLS til PostgreSQL: byg det med --features postgres-tls, eller udelad sslmode.".to_owned()
        }
        Error::KeysDir => {
            "keys_dir mangler i nulpunkt.toml: med PostgreSQL skal hemmelighederne ligge i en mappe uden for databasen."
                .to_owned()
        }
        Error::Connect(cause) => format!("Databasen kan ikke åbnes: {cause}"),
        Error::Migration(cause) => format!("Databasen kan ikke bringes på nyeste form: {cause}"),
        Error::Query(cause) => format!("Databasen svigtede: {cause}"),
        Error::Corrupt(what) => format!("Det, der er gemt i {what}, kan ikke læses."),
        Error::NoSuppressionKey => {
            "Nøglen til dem, der ingen breve vil have, er ikke i keys_dir/mail/suppression.key. Læg den tilbage fra en kopi af keys_dir.".to_owned()
        }
        Error::NoSecret(whose) => format!("Hemmeligheden bag {whose} er ikke i keys_dir: dens links kan ikke laves mere."),
        Error::NoRoundKey(round) => format!(
            "Nøglen til {round} er ikke i keys_dir/rounds. Svarene er gemt, men kan ikke åbnes: læg nøglen tilbage fra en kopi af keys_dir, eller opgiv dem med round close --destroy."
        ),
        Error::Busy => "Der gemmes mere, end disken kan nå. Prøv igen om lidt.".to_owned(),
        Error::Randomness(_) => "Styresystemet gav ingen tilfældige tal.".to_owned(),
        Error::File { path, source } | Error::Keys { path, source } => format!("{path}: {}", of_system(source, false)),
    }
}
