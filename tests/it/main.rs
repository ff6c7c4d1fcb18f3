//! The one integration-test binary: stories told against the real server on both databases, and the house's own rules.
//!
//! A story is written once, with `stories!`, and runs on SQLite and on PostgreSQL. It fails, and is never skipped, where
//! PostgreSQL or another part is missing: run everything by `tests/run`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod accounting;
mod accounts;
mod adversary;
mod anonymous;
mod answering;
mod bounces;
mod cases;
mod certificate;
mod closing;
mod coded;
mod comparing;
mod corpus;
mod counting;
mod crashes;
mod danish;
mod documented;
mod encrypted;
mod entering;
mod entry;
mod erasing;
mod evidence;
mod exim;
mod exits;
mod fieldwork;
mod files;
mod fuzz;
mod house;
mod http;
mod invariants;
mod keeping;
mod kills;
mod linking;
mod logs;
mod mail;
mod making;
mod ordinary;
mod outbox;
mod overview;
mod people;
mod planning;
mod pseudonymising;
mod retaining;
mod returning;
mod reviewing;
mod rights;
mod rounds;
mod safety;
mod scanning;
mod scopes;
mod sink;
mod source;
mod theming;
mod trials;
mod twins;
mod words;
mod writing;
