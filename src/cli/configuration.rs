//! Reading `nulpunkt.toml`: every fault with its place, in the language of sentences and not in the library's.

mod delivery;
mod single_sign_on;

use std::ops::Range;
use std::path::Path;

use anyhow::Context as _;
use toml::de::DeTable;
use url::Url;

use super::Ending;
use crate::config::{Config, LEAST_MINIMUM_DISTRIBUTION, LEAST_MINIMUM_MEAN};
use crate::language::Language;
use crate::mail;
use crate::questionnaire::syntax;

/// Reads a configuration; its faults go to standard error.
pub(super) fn read(path: &Path, language: Language) -> Result<Config, Ending> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let faults = match toml::from_str::<Config>(&text) {
        Ok(config) => match [
            too_low(&config, &text, language),
            no_addresses(&config, &text, language),
            delivery::faults(&config, &text, language),
            open_webhooks(&config, &text, language),
            single_sign_on::faults(&config, &text, language),
        ]
        .concat()
        {
            faults if faults.is_empty() => return Ok(config),
            faults => faults,
        },
        Err(error) => vec![(error.span().unwrap_or_default(), sentence(error.message(), language))],
    };
    for (span, sentence) in faults {
        let before = text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        eprintln!("{}:{line}:{column}: {sentence}", path.display());
    }
    Err(Ending::Faults)
}

/// What serde or TOML says of a configuration, in our words.
fn sentence(message: &str, language: Language) -> String {
    let english = language == Language::En;
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match (message.split_once(' ').map_or(message, |(first, _)| first), quoted.split_first()) {
        ("unknown", Some((wrong, []))) if english => format!("The key '{wrong}' is not known here. Delete it."),
        ("unknown", Some((wrong, []))) => format!("»{wrong}« kendes ikke her. Slet den."),
        ("unknown", Some((wrong, known))) if english => {
            format!("'{wrong}' is not known here. Write one of {}, or delete it.", known.join(", "))
        }
        ("unknown", Some((wrong, known))) => {
            format!("»{wrong}« kendes ikke her. Skriv en af {}, eller slet den.", known.join(", "))
        }
        ("missing", Some((absent, _))) if english => format!("The key '{absent}' is missing here. Write it."),
        ("missing", Some((absent, _))) => format!("Her mangler »{absent}«. Skriv den."),
        ("duplicate", _) if english => "The key stands there twice. Delete one of them.".to_owned(),
        ("duplicate", _) => "Nøglen står to gange. Slet den ene.".to_owned(),
        _ if message.starts_with("invalid type") || message.starts_with("invalid value") => if english {
            "The value has another type than this key takes. Mend it."
        } else {
            "Værdien er af en forkert type. Ret den."
        }
        .to_owned(),
        _ if english => format!("The file is not valid TOML: {}. Correct the line.", syntax(message, language)),
        _ => format!("Filen er ikke gyldig TOML: {}. Ret linjen.", syntax(message, language)),
    }
}

/// Minimums that no installation may have: raising them in silence would let somebody believe in a rule that is not kept.
fn too_low(config: &Config, text: &str, language: Language) -> Vec<(Range<usize>, String)> {
    let minimums = [
        ("minimum_mean", config.privacy.minimum_mean, LEAST_MINIMUM_MEAN),
        ("minimum_distribution", config.privacy.minimum_distribution, LEAST_MINIMUM_DISTRIBUTION),
    ];
    let low = minimums.into_iter().filter(|(_, value, least)| value < least);
    low.map(|(key, _, least)| {
        let sentence = match language {
            Language::En => format!("{key} must be at least {least}. Raise it or delete the line."),
            _ => format!("{key} skal være mindst {least}. Hæv det, eller slet linjen."),
        };
        (place(text, Some("privacy"), key), sentence)
    })
    .collect()
}

/// Addresses that no link could lead to and no letter come from: better said now than when letters are due.
fn no_addresses(config: &Config, text: &str, language: Language) -> Vec<(Range<usize>, String)> {
    let english = language == Language::En;
    let mut faults = Vec::new();
    if config.public_url.as_deref().is_some_and(|url| !leads_to_a_server(url)) {
        let sentence = if english {
            "public_url must be an address of http or https with nothing behind the path, such as https://svar.kommune.dk. Mend it."
        } else {
            "public_url skal være en adresse med http eller https og uden noget efter stien, for eksempel https://svar.kommune.dk. Ret den."
        };
        faults.push((place(text, None, "public_url"), sentence.to_owned()));
    }
    let senders = [("from", Some(&config.mail.from)), ("reply_to", config.mail.reply_to.as_ref())];
    for (key, _) in senders.into_iter().filter(|(_, address)| address.is_some_and(|address| mail::to_ascii(address).is_none())) {
        let sentence = if english {
            format!("mail.{key} is no mail address. Write one such as svar@svar.kommune.dk.")
        } else {
            format!("mail.{key} er ikke en mailadresse. Skriv en som svar@svar.kommune.dk.")
        };
        faults.push((place(text, Some("mail"), key), sentence));
    }
    if config.mail.returns.as_deref().is_some_and(|address| mail::Returns::parse(address).is_none()) {
        let sentence = if english {
            "mail.returns must be a short mail address, with letters, digits, dots and hyphens before the @. Write one such as retur@svar.kommune.dk."
        } else {
            "mail.returns skal være en kort mailadresse med bogstaver, tal, punktummer og bindestreger før @. Skriv en som retur@svar.kommune.dk."
        };
        faults.push((place(text, Some("mail"), "returns"), sentence.to_owned()));
    }
    if config.mail.returns_maildir.is_some() && config.mail.returns.is_none() {
        let sentence = if english {
            "mail.returns_maildir needs mail.returns: without an address of its own nothing tells which letter came back. Write mail.returns too."
        } else {
            "mail.returns_maildir kræver mail.returns: uden en returadresse kan ingen se, hvilket brev der kom retur. Skriv også mail.returns."
        };
        faults.push((place(text, Some("mail"), "returns_maildir"), sentence.to_owned()));
    }
    faults
}

/// Webhooks to addresses at which others could read them.
fn open_webhooks(config: &Config, text: &str, language: Language) -> Vec<(Range<usize>, String)> {
    let wrong = config.webhook.iter().filter(|hook| !is_private(&hook.url));
    let sentence = match language {
        Language::En => {
            "webhook.url must be an address of https, or of http on this machine such as http://127.0.0.1:9000/. Mend it."
        }
        _ => {
            "webhook.url skal være en adresse med https, eller med http på denne maskine, for eksempel http://127.0.0.1:9000/. Ret den."
        }
    };
    // As it stands in the file: the first of those that are wrong alike.
    wrong.map(|hook| (text.find(&hook.url).map_or(0..0, |at| at..at + hook.url.len()), sentence.to_owned())).collect()
}

/// Whether nobody on the way can read what is sent to an address.
fn is_private(url: &str) -> bool {
    let Ok(parsed) = Url::parse(url) else { return false };
    let is_here = match parsed.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    parsed.username().is_empty()
        && parsed.password().is_none()
        && (parsed.scheme() == "https" || parsed.scheme() == "http" && is_here)
}

/// Whether links can be made by putting a path behind it.
fn leads_to_a_server(url: &str) -> bool {
    let Ok(parsed) = Url::parse(url) else { return false };
    let is_web = matches!(parsed.scheme(), "http" | "https") && parsed.username().is_empty() && parsed.password().is_none();
    is_web && url.contains("://") && parsed.query().is_none() && parsed.fragment().is_none()
}

/// Where a key stands: at the top level, or in a table, which may stand in another (`mail.smtp`).
fn place(text: &str, table: Option<&str>, key: &str) -> Range<usize> {
    let found = DeTable::parse(text).ok().and_then(|root| {
        let mut names = table.map(|table| table.split('.')).into_iter().flatten().chain([key]);
        let mut at = root.get_ref().get(names.next()?)?;
        for name in names {
            at = at.get_ref().as_table()?.get(name)?;
        }
        Some(at.span())
    });
    found.unwrap_or_default()
}
