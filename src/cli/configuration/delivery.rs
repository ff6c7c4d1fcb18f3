//! How letters leave: what would keep them from leaving, or from being believed, is better said before they are due.

use std::ops::Range;

use super::place;
use crate::config::{Auth, Config};
use crate::language::Language;
use crate::mail::host_of;

/// A key with its table, and what is wrong with it in Danish and in English.
type Wrong = (&'static str, &'static str, &'static str, &'static str);

/// Faults of delivery: numbers outside their bounds, a token without its user, a signature that vouches for another domain.
pub(super) fn faults(config: &Config, text: &str, language: Language) -> Vec<(Range<usize>, String)> {
    let (mail, smtp) = (&config.mail, &config.mail.smtp);
    let is_zero = |limit: Option<u32>| limit == Some(0);
    let vouches = mail.dkim.as_ref().is_none_or(|dkim| vouches_for(&dkim.domain, host_of(&mail.from)));
    let is_name = |name: &str| {
        let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        name.split('.').all(is_word)
    };
    let wrong: [(bool, Wrong); 7] = [
        (
            !(1..=64).contains(&smtp.connections),
            (
                "mail.smtp",
                "connections",
                "connections skal være mellem 1 og 64. Ret tallet.",
                "connections must be from 1 to 64. Mend the number.",
            ),
        ),
        (
            !(1..=3600).contains(&smtp.timeout),
            (
                "mail.smtp",
                "timeout",
                "timeout er et antal sekunder mellem 1 og 3600. Ret tallet.",
                "timeout is a number of seconds from 1 to 3600. Mend the number.",
            ),
        ),
        (
            is_zero(smtp.per_minute),
            (
                "mail.smtp",
                "per_minute",
                "per_minute skal være mindst 1. Slet linjen, hvis der ikke skal være en grænse.",
                "per_minute must be at least 1. Delete the line for no limit.",
            ),
        ),
        (
            is_zero(mail.per_domain_per_minute),
            (
                "mail",
                "per_domain_per_minute",
                "per_domain_per_minute skal være mindst 1. Slet linjen, hvis der ikke skal være en grænse.",
                "per_domain_per_minute must be at least 1. Delete the line for no limit.",
            ),
        ),
        (
            smtp.auth == Auth::Xoauth2 && (smtp.user.is_none() || smtp.password_file.is_none()),
            (
                "mail.smtp",
                "auth",
                "Med xoauth2 skal der også stå user og password_file, filen med nøglen. Skriv dem.",
                "With xoauth2 there must be user and password_file, the file with the token, too. Write them.",
            ),
        ),
        (
            !vouches,
            (
                "mail.dkim",
                "domain",
                "Breve underskrives kun med det domæne, de kommer fra: domain skal være domænet i mail.from eller et over det. Ret det.",
                "Letters are signed only by the domain that they come from: domain must be the one of mail.from, or one above it. Mend it.",
            ),
        ),
        (
            mail.dkim.as_ref().is_some_and(|dkim| !is_name(&dkim.selector)),
            (
                "mail.dkim",
                "selector",
                "selector skal være et navn med bogstaver, tal og bindestreger, for eksempel 2027. Ret det.",
                "selector must be a name of letters, digits and hyphens, such as 2027. Mend it.",
            ),
        ),
    ];
    let said = wrong.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, (table, key, danish, english))| {
        (place(text, Some(table), key), if language == Language::En { english } else { danish }.to_owned())
    });
    said.collect()
}

/// Whether a signature of this domain speaks for the sender's (DMARC's relaxed alignment, RFC 7489, section 3.1.1, as far as it can be told
/// without a list of public suffixes).
fn vouches_for(domain: &str, sender: &str) -> bool {
    let (domain, sender) = (domain.to_lowercase(), sender.to_lowercase());
    domain.contains('.') && (sender == domain || sender.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_vouches_for_itself_and_for_what_lies_under_it() {
        assert!(vouches_for("svar.example.dk", "svar.example.dk"));
        assert!(vouches_for("Example.dk", "svar.example.dk"));
        assert!(!vouches_for("ar.example.dk", "svar.example.dk"));
        assert!(!vouches_for("dk", "svar.example.dk"));
        assert!(!vouches_for("other.example.dk", "svar.example.dk"));
    }

    #[test]
    fn each_fault_is_told_where_it_stands() {
        let text = "[mail]\nfrom = \"svar@svar.example.dk\"\nper_domain_per_minute = 0\n[mail.dkim]\ndomain = \"other.dk\"\n\
                    selector = \"a b\"\nkey_file = \"k\"\n[mail.smtp]\nconnections = 0\ntimeout = 0\nper_minute = 0\nauth = \"xoauth2\"\n";
        let config: Config = toml::from_str(text).unwrap();
        for language in [Language::Da, Language::En] {
            let found = faults(&config, text, language);
            let mut at: Vec<&str> = found.iter().map(|(span, _)| &text[span.clone()]).collect();
            at.sort_unstable();
            assert_eq!(at, ["\"a b\"", "\"other.dk\"", "\"xoauth2\"", "0", "0", "0", "0"]);
        }
        assert_eq!(faults(&Config::default(), "", Language::Da), []);
    }
}
