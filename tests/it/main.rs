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
mod api;
mod api_scopes;
mod attacks;
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
mod forged;
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
mod oidc;
mod opting_out;
mod ordinary;
mod outbox;
mod overview;
mod passkeys;
mod people;
mod planning;
mod provider;
mod pseudonymising;
mod requests;
mod retaining;
mod returning;
mod reviewing;
mod rights;
mod rounds;
mod safety;
mod scanning;
mod schedules;
mod schema;
mod scopes;
mod security_table;
mod sink;
mod source;
mod theming;
mod tokens;
mod trials;
mod twins;
mod webhooks;
mod words;
mod writing;
