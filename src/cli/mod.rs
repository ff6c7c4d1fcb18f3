//! The command line: one file per command.

use std::process::ExitCode;

/// Reads the command line, does what it says and returns the exit code.
#[must_use]
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}
