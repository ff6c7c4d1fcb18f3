//! What could be read on its way: pages that other machines ask for without a proxy, and a database on another machine.

use std::net::IpAddr;

use url::{Host, Url};

use super::{Finding, State};
use crate::cli::Context;

/// What is not encrypted and leaves this machine.
pub(super) fn findings(context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    if !is_for_this_machine(&context.config.listen) {
        let said = context.say(
            "Serveren lytter ukrypteret for andre maskiner. Lad den lytte på 127.0.0.1, og sæt en proxy med TLS foran.",
            "The server listens in clear for other machines. Let it listen on 127.0.0.1 and put a proxy with TLS in front.",
        );
        found.push(Finding("listen", State::Fault, said.to_owned()));
    }
    if is_in_clear(context.opening().url) {
        let said = context.say(
            "Databasen er på en anden maskine, og forbindelsen er ikke krypteret. Byg med postgres-tls, og skriv sslmode=verify-full i adressen.",
            "The database is on another machine and the connection is not encrypted. Build with postgres-tls and write sslmode=verify-full in the address.",
        );
        found.push(Finding("database", State::Fault, said.to_owned()));
    }
    found
}

/// Whether only this machine reaches an address to listen on.
fn is_for_this_machine(listen: &str) -> bool {
    let host = listen.rsplit_once(':').map_or(listen, |(host, _)| host);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Whether a database's address leads to another machine without encryption that is sure.
fn is_in_clear(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    if !url.scheme().starts_with("postgres") {
        return false;
    }
    let is_here = match url.host() {
        None => true,
        // Of a scheme that it does not know, the library takes every host for a name.
        Some(Host::Domain(name)) => {
            let is_loopback = name.parse().is_ok_and(|address: IpAddr| address.is_loopback());
            is_loopback || name.is_empty() || name == "localhost" || name.starts_with("%2")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
    };
    let is_sure =
        url.query_pairs().any(|(name, value)| name == "sslmode" && ["require", "verify-ca", "verify-full"].contains(&&*value));
    !is_here && !is_sure
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_machine_in_clear_is_told_from_what_does_not() {
        for here in ["127.0.0.1:8080", "localhost:80", "[::1]:8080", "127.0.0.2:1"] {
            assert!(is_for_this_machine(here), "{here}");
        }
        for everywhere in ["0.0.0.0:8080", "[::]:80", "10.0.0.7:8080", "svar.example.dk:80"] {
            assert!(!is_for_this_machine(everywhere), "{everywhere}");
        }
        for safe in [
            "sqlite:nulpunkt.db",
            "postgres://u@127.0.0.1:5432/n",
            "postgres://localhost/n",
            "postgres:///n?host=/run/postgresql",
            "postgres://u@%2Frun%2Fpostgresql/n",
            "postgresql://u@db.example.dk/n?sslmode=verify-full",
            "postgres://u@db.example.dk/n?application_name=x&sslmode=require",
        ] {
            assert!(!is_in_clear(safe), "{safe}");
        }
        for open in
            ["postgres://u@db.example.dk/n", "postgresql://10.0.0.7/n?sslmode=prefer", "postgres://[fd00::7]/n?sslmode=disable"]
        {
            assert!(is_in_clear(open), "{open}");
        }
    }
}
