//! The small program that a municipality runs by itself: person numbers become random keys, without server, database or network.

use std::process::ExitCode;

fn main() -> ExitCode {
    nulpunkt::cli::pseudonymise()
}
