//! The binary: reads the command line and does what it says.

use std::process::ExitCode;

/// The C library's memory costs a page more time than its text.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    nulpunkt::cli::run()
}
