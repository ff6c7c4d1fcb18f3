//! What `[[oidc]]` may not say: a provider that could be listened to, two that speak for one domain, groups that give nothing known.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::DeTable;

use crate::access::Role;
use crate::access::single_sign_on::domain;
use crate::config::{Config, is_safe};
use crate::language::Language;

/// The faults of the providers, each at its key.
pub(super) fn faults(config: &Config, text: &str, language: Language) -> Vec<(Range<usize>, String)> {
    let say = |danish: &str, english: &str| if language == Language::En { english } else { danish }.to_owned();
    let (mut issuers, mut domains) = (BTreeSet::new(), BTreeSet::new());
    let mut found = Vec::new();
    for (number, provider) in config.oidc.iter().enumerate() {
        let mut fault = |key: &str, sentence: String| found.push((place(text, number, key), sentence));
        if !is_safe(&provider.issuer) || provider.issuer.contains('?') {
            fault(
                "issuer",
                say(
                    "issuer skal være en adresse med https, præcis som udbyderen selv skriver den. Ret den.",
                    "issuer must be an address of https, exactly as the provider itself writes it. Mend it.",
                ),
            );
        }
        if !issuers.insert(&provider.issuer) {
            fault(
                "issuer",
                say("To udbydere har samme issuer. Slet den ene.", "Two providers have the same issuer. Delete one."),
            );
        }
        for written in &provider.domains {
            match domain(written) {
                None => fault(
                    "domains",
                    say(
                        "Et domæne skal skrives som efter @ i en mailadresse, for eksempel thisted.dk. Ret det.",
                        "A domain must be written as after the @ of a mail address, such as thisted.dk. Mend it.",
                    ),
                ),
                Some(domain) if domains.contains(&domain) => fault(
                    "domains",
                    say(
                        "Et domæne står to gange: kun én udbyder kan svare for det. Slet det ene.",
                        "A domain stands there twice: only one provider can speak for it. Delete one.",
                    ),
                ),
                Some(domain) => {
                    domains.insert(domain);
                }
            }
        }
        if provider.domains.is_empty() {
            fault(
                "domains",
                say(
                    "domains skal nævne mindst ét domæne, som udbyderen svarer for.",
                    "domains must name at least one domain that the provider speaks for.",
                ),
            );
        }
        if provider.group.iter().any(|group| Role::from_name(&group.role).is_none()) {
            let known = Role::ALL.map(Role::name).join(", ");
            fault("group", format!("{} {known}.", say("En gruppes role skal være en af", "A group's role must be one of")));
        }
        if !provider.group.is_empty() && provider.groups_claim.is_none() {
            fault(
                "group",
                say(
                    "Grupper giver kun adgang, når groups_claim siger, hvor de står. Skriv den.",
                    "Groups give rights only where groups_claim says where they stand. Write it.",
                ),
            );
        }
    }
    found
}

/// Where a key of the provider with this number stands; else where the providers do.
fn place(text: &str, number: usize, key: &str) -> Range<usize> {
    let root = DeTable::parse(text).ok();
    let all = root.as_ref().and_then(|root| root.get_ref().get("oidc"));
    let one = all.and_then(|all| all.get_ref().as_array()?.get(number));
    let found = one.and_then(|one| one.get_ref().as_table()?.get(key)).or(one).or(all);
    found.map(toml::Spanned::span).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let config: Config = toml::from_str(text).unwrap();
        faults(&config, text, Language::En).into_iter().map(|(place, sentence)| format!("{}: {sentence}", &text[place])).collect()
    }

    #[test]
    fn each_fault_of_a_provider_is_said_where_it_stands() {
        let of =
            |issuer: &str, rest: &str| said(&format!("[[oidc]]\nname = \"x\"\nissuer = \"{issuer}\"\nclient_id = \"n\"\n{rest}"));
        assert!(of("https://a.example", "domains = [\"a.dk\"]\n").is_empty());
        assert!(of("http://127.0.0.1:9000", "domains = [\"a.dk\"]\n").is_empty());
        for unsafe_one in
            ["http://a.example", "a.example", "https://u:p@a.example", "https://a.example?x=1", "https://a.example#x"]
        {
            let faults = of(unsafe_one, "domains = [\"a.dk\"]\n");
            assert!(faults.len() == 1 && faults[0].contains("must be an address of https"), "{unsafe_one}: {faults:?}");
        }
        for (rest, words) in [
            ("domains = []\n", "[]: domains must name"),
            ("domains = [\"@a.dk\"]\n", "[\"@a.dk\"]: A domain must be written"),
            ("domains = [\"a.dk\", \"A.DK\"]\n", "A domain stands there twice"),
            (
                "domains = [\"a.dk\"]\ngroups_claim = \"g\"\n[[oidc.group]]\nname = \"x\"\nrole = \"chef\"\n",
                "A group's role must be one of coordinator",
            ),
            ("domains = [\"a.dk\"]\n[[oidc.group]]\nname = \"x\"\nrole = \"reader\"\n", "groups_claim"),
        ] {
            let faults = of("https://a.example", rest);
            assert!(faults.len() == 1 && faults[0].contains(words), "{rest}: {faults:?}");
        }
        let one = "[[oidc]]\nname = \"x\"\nissuer = \"https://a.example\"\nclient_id = \"n\"\ndomains = [\"a.dk\"]\n";
        assert_eq!(said(&format!("{one}{one}")).len(), 2, "both the issuer and the domain stand twice");
    }
}
