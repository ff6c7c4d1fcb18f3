//! The one integration-test binary: stories told against the real server on both databases, and the house's own rules.
//!
//! A story is written once, with `stories!`, and runs on SQLite and on PostgreSQL. It fails, and is never skipped, where
//! PostgreSQL or another part is missing: run everything by `tests/run`.

#![allow(
    clippy::pedantic,
    clippy::complexity,
    clippy::perf,
    reason = "a story is read for what it tells; these lints are for the program itself"
)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod answering;
mod comparing;
mod crashes;
mod danish;
mod documented;
mod files;
mod house;
mod http;
mod invariants;
mod keeping;
mod mail;
mod making;
mod outbox;
mod people;
mod returning;
mod rounds;
mod safety;
mod sink;
mod source;
mod trials;
mod twins;
mod words;
