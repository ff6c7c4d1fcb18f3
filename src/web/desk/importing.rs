//! Long lists of recipients are stored beside the pages: whoever handed one in sees how far it has come, may leave, and is told how it ended.
//!
//! A list is stored whole or not at all, so if the server stops meanwhile nothing of it is stored, and nothing here remembers it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use actix_web::web;
use maud::{Markup, html};

use super::account::moment;
use super::caller::Admitted;
use super::recipients::counts;
use super::sending::{Every, refreshing};
use crate::fieldwork::Round;
use crate::import::{Duplicates, HandIn, hand_in};
use crate::language::{Language, number};
use crate::store::{Actor, Store};
use crate::time::Timestamp;

/// A list of more bytes than this is long: some five thousand people.
pub(super) const LONG: usize = 256 * 1024;

/// The last long list of each round, by the round.
#[derive(Default)]
pub(in crate::web) struct Imports(Mutex<BTreeMap<i64, Arc<Import>>>);

/// A long list that is being stored, or was.
#[derive(Default)]
struct Import {
    /// Whoever handed it in.
    person: i64,
    /// So many of those that are new are stored, of so many.
    done: AtomicUsize,
    all: AtomicUsize,
    ended: OnceLock<(Timestamp, Ended)>,
}

/// How it ended.
enum Ended {
    /// So many were new, known and left out.
    Stored(usize, usize, usize),
    /// The list has faults, or does not fit those whom the round has by now.
    Refused,
    /// The database did not take it.
    Failed,
}

/// A list as it was handed in.
pub(super) struct List {
    pub(super) label: String,
    pub(super) bytes: Vec<u8>,
    pub(super) sheet: Option<String>,
    pub(super) duplicates: Duplicates,
    pub(super) skip_faulty: bool,
}

/// Says that the list failed where nothing else was said, however the thread ended.
struct Ending<'a>(&'a Import, Timestamp);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let _ = self.0.ended.set((self.1, Ended::Failed));
    }
}

/// Begins to store a list; false where another of the round is being stored.
pub(super) fn begin(admitted: &Admitted, round: &Round, list: List) -> bool {
    let Some(imports) = admitted.request.app_data::<web::Data<Imports>>() else { return false };
    let import = Arc::new(Import { person: admitted.person.id, ..Import::default() });
    {
        let mut all = imports.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.get(&round.id).is_some_and(|other| other.ended.get().is_none()) {
            return false;
        }
        all.insert(round.id, Arc::clone(&import));
    }
    let (state, round, who) = (admitted.state.clone(), round.clone(), admitted.person.person.name.clone());
    let (own, at) = (admitted.person.person.scope.municipalities.clone(), admitted.now());
    let within = move |municipality: &str| own.holds(municipality);
    let is_all = admitted.person.person.scope.municipalities.is_all();
    std::thread::spawn(move || {
        let ending = Ending(&import, at);
        let told = |done: usize, all: usize| {
            ending.0.all.store(all, Ordering::Relaxed);
            ending.0.done.store(done, Ordering::Relaxed);
        };
        let how = HandIn {
            label: &list.label,
            duplicates: list.duplicates,
            skip_faulty: list.skip_faulty,
            only: (!is_all).then_some(&within),
            rehearsal: false,
            sheet: list.sheet.as_deref(),
            by: Some(Actor { who: &who, at }),
            told: &told,
        };
        let ended = stored(&state.store, &round, &list.bytes, how);
        let _ = ending.0.ended.set((state.clock.now(), ended));
    });
    true
}

fn stored(store: &Store, round: &Round, bytes: &[u8], how: HandIn<'_>) -> Ended {
    match hand_in(store, round, bytes, how) {
        Ok(done) if done.refused => Ended::Refused,
        Ok(done) => Ended::Stored(done.added, done.known, done.left_out),
        Err(error) => {
            tracing::error!(%error, "a long list of recipients was not stored");
            Ended::Failed
        }
    }
}

/// Why a long list is not taken while another is being stored.
pub(super) fn one_at_a_time(admitted: &Admitted) -> &'static str {
    admitted.say(
        "En anden lang liste bliver indlæst i runden lige nu. Vent, til den er færdig.",
        "Another long list is being imported into the round. Wait until it is done.",
    )
}

/// How far the list that the person handed in has come, or how it ended, and whether it is still being stored.
pub(super) fn card(admitted: &Admitted, round: &Round, address: &str) -> (Markup, bool) {
    let all = admitted.request.app_data::<web::Data<Imports>>();
    let import = all.and_then(|all| all.0.lock().unwrap_or_else(PoisonError::into_inner).get(&round.id).cloned());
    // What another's list holds is of municipalities that may not be this person's.
    let Some(import) = import.filter(|import| import.person == admitted.person.id) else { return (html! {}, false) };
    match import.ended.get() {
        None => (running(admitted, &import, address), true),
        Some((at, ended)) => (how_it_ended(admitted, *at, ended), false),
    }
}

fn running(admitted: &Admitted, import: &Import, address: &str) -> Markup {
    let (done, all) = (import.done.load(Ordering::Relaxed), import.all.load(Ordering::Relaxed));
    let count = |count: usize| number::whole(count as u64, admitted.language);
    let say = |danish, english| admitted.say(danish, english);
    html! {
        div.card {
            h2 { (say("Listen bliver indlæst", "The list is being imported")) }
            @if all == 0 {
                p.say { (say("Listen bliver læst igennem.", "The list is being read through.")) }
            } @else {
                p.say { @match admitted.language {
                    Language::En => { (count(done)) " of " (count(all)) " are stored." },
                    _ => { (count(done)) " af " (count(all)) " er gemt." },
                } }
            }
            @if all == 0 {
                progress aria-label=(say("Indlæste modtagere", "Imported recipients")) {}
            } @else {
                progress max=(all) value=(done) aria-label=(say("Indlæste modtagere", "Imported recipients")) {}
            }
            p { (say(
                "Du kan roligt forlade siden og komme tilbage. Listen bliver gemt hel eller slet ikke: Stopper serveren, inden den er færdig, er intet indlæst.",
                "You may leave the page and come back. The list is stored whole or not at all: if the server stops before it is done, nothing was imported.",
            )) }
            (refreshing(admitted, address, Every::TwoSeconds))
        }
    }
}

fn how_it_ended(admitted: &Admitted, at: Timestamp, ended: &Ended) -> Markup {
    let words = match ended {
        Ended::Stored(added, known, left_out) => counts(admitted, (*added, *known, *left_out), true),
        Ended::Refused => admitted
            .say(
                "Intet blev indlæst, for listen har fejl. Tryk på »Se, hvad der sker« for at se dem.",
                "Nothing was imported, since the list has faults. Press \u{201c}See what would happen\u{201d} to see them.",
            )
            .to_owned(),
        Ended::Failed => admitted
            .say(
                "Intet blev indlæst: databasen tog ikke imod listen. Prøv igen.",
                "Nothing was imported: the database did not take the list. Try again.",
            )
            .to_owned(),
    };
    html! {
        div.notice role="status" { p { (admitted.say("Din lange liste, ", "Your long list, ")) (moment(admitted, at)) ": " (words) } }
    }
}
