//! Nulpunkt collects surveys and compares rounds, trial by trial; the zero point is the baseline that every later round is
//! held against.
//!
//! This page is the map of the house. Imports point only downward:
//!
//! | floor | rooms | what lives there |
//! |---|---|---|
//! | 6 | `main.rs`, [`cli`] | one file per command; puts the parts together |
//! | 5 | [`web`], [`jobs`] | every page; the background loop |
//! | 4 | [`mail`], [`export`], [`import`] | letters and delivery; files and tables going out, files coming in |
//! | 3 | [`store`], [`chart`] | the only room that knows that there are two databases; `Comparison` → SVG |
//! | 2 | [`compare`] | pure: tallies, rounds side by side, intervals, tests, small-number rules, response rates |
//! | 1 | [`questionnaire`], [`fieldwork`], [`focusgroup`], [`register`], [`evaluation`], [`access`] | pure nouns: what is asked; whom, when and what came back; what a group said; what case systems counted; how a trial is evaluated and what is recommended; who may do what |
//! | 0 | [`config`], [`token`], [`seal`], [`time`], [`language`] | leaves |
//!
//! Siblings on one floor do not import each other, save that `fieldwork`, `focusgroup` and `evaluation` may use `questionnaire`, and
//! `evaluation` also `register`.
//!
//! Invariants, each held by a test that reads the source (`tests/it/invariants.rs`) or by a story:
//! 1. `questionnaire`, `fieldwork`, `focusgroup`, `register`, `evaluation`, `access` and `compare` never read a clock, a file, a database or the environment.
//! 2. Only `store` names diesel, only `web` names actix, only `web` and `jobs` ask other servers (ureq), only `mail` names lettre; maud only in `web`, `mail`,
//!    `export` and `chart`.
//! 3. A published questionnaire version or guide never changes; every response points at the version that it answered.
//! 4. Every write of more than one row is one transaction: on SQLite it takes the write lock at its start, on PostgreSQL it
//!    relies on row locks and unique keys and is retried on a serialization failure.
//! 5. Answers and addresses are never logged: the types that hold them have no `Debug` that prints them.
//! 6. Every exit for evaluators obeys the small-number rules, and all get them from one place in `compare`.
//! 7. Nothing is mailed during a request: requests write to the outbox.
//! 8. GET and HEAD change nothing, on any address.
//! 9. The same `Comparison` value feeds page, chart, CSV, XLSX, JSON, report and terminal, so they cannot disagree.

pub mod access;
pub mod chart;
pub mod cli;
pub mod compare;
pub mod config;
pub mod evaluation;
pub mod export;
pub mod fieldwork;
pub mod focusgroup;
pub mod import;
pub mod jobs;
pub mod language;
pub mod mail;
pub mod questionnaire;
pub mod register;
pub mod seal;
pub mod store;
pub mod time;
pub mod token;
pub mod web;
