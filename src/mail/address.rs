//! Addresses as mail servers want them: the domain in ASCII (IDNA), the local part as it is.

use lettre::Address;

use crate::language::personal::{Kind, Names, spans};

/// The address with its domain in ASCII, such as `anne@xn--brnderslev-1cb.example`; none when it is no address.
#[must_use]
pub fn to_ascii(address: &str) -> Option<String> {
    parse(address).map(|address| address.to_string())
}

/// Reads an address, its domain made ASCII.
pub(super) fn parse(address: &str) -> Option<Address> {
    let (user, domain) = address.trim().rsplit_once('@')?;
    let domain = idna::domain_to_ascii(domain).ok()?;
    Address::new(user, domain).ok()
}

/// The host of an address of the web (`https://svar.example.dk:8443/x` gives `svar.example.dk`) or of mail.
#[must_use]
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// A mail server's words without the addresses in them: some name the recipient as they refuse us.
#[must_use]
pub fn without_addresses(words: &str) -> String {
    let mut out = words.to_owned();
    // Of two that run into each other the second is one only when the first is gone.
    loop {
        let found = spans(&out, &Names::default());
        let mut addresses = found.into_iter().filter(|span| span.kind == Kind::Email).peekable();
        if addresses.peek().is_none() {
            return out;
        }
        addresses.collect::<Vec<_>>().into_iter().rev().for_each(|span| out.replace_range(span.range, "…"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_danish_domain_becomes_ascii_and_its_user_stays() {
        assert_eq!(to_ascii("Anne@brønderslev.example").as_deref(), Some("Anne@xn--brnderslev-1cb.example"));
        assert_eq!(to_ascii(" anne@example.dk ").as_deref(), Some("anne@example.dk"));
        assert_eq!(to_ascii("anne"), None);
        assert_eq!(to_ascii("anne@"), None);
        assert_eq!(to_ascii("anne@example.dk>\r\nRCPT TO:<all@example.dk"), None);
    }

    #[test]
    fn the_host_stands_between_scheme_and_port() {
        assert_eq!(host_of("https://svar.example.dk:8443/s/x"), "svar.example.dk");
        assert_eq!(host_of("http://[::1]:8080"), "::1");
        assert_eq!(host_of("svar@svar.example.dk"), "svar.example.dk");
    }

    #[test]
    fn no_address_is_left_of_two_that_run_into_each_other() {
        let left = without_addresses("550 <retur@svar.example.dkretur+17-abcdefghijklmnop@svar.example.dk> unknown");
        assert!(left.starts_with("550 <…") && left.ends_with("> unknown") && !left.contains('@'), "{left}");
    }
}
