//! Finished pages of published versions, kept: a version cannot change, so neither can what is made from it.
//!
//! Each worker keeps its own, so that none waits for another.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::filling::Place;
use super::page::{self, Complaints, Receipt, Setting};
use super::welcome::{self, Begun};
use crate::fieldwork::Round;
use crate::language::Language;
use crate::questionnaire::{Trials, Version};
use crate::store::Visit;
use crate::web::template::Template;

/// A page of a version.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Leaf {
    /// The first page, and how far the person has come.
    First(Begun),
    /// The page of questions with this index.
    Page(usize),
    /// The receipt; whether the round is closed.
    Receipt(Receipt, bool),
}

impl Leaf {
    /// The page, with holes for everything that is not in the version.
    pub(super) fn page(self, version: &Version, setting: Setting) -> Template {
        Template::new(&match self {
            Self::First(begun) => welcome::first_page(version, setting, begun),
            Self::Page(index) => page::question_page(version, index, setting, &Complaints::default()),
            Self::Receipt(kind, closed) => page::receipt_page(version, setting, kind, closed),
        })
    }
}

/// Who sends a version to some of its respondents, and the pages that were made for these so far.
pub(super) struct Sender {
    pub(super) place: Place,
    /// The address of the server, as `https://…`.
    pub(super) origin: String,
    pages: RefCell<HashMap<(Leaf, Setting, i64), Rc<Template>>>,
}

impl Sender {
    pub(super) fn new(place: Place, origin: String) -> Self {
        Self { place, origin, pages: RefCell::default() }
    }

    /// The page for this round, made when it is first asked for.
    pub(super) fn template(&self, leaf: Leaf, setting: Setting, round: &Round, make: impl FnOnce() -> Template) -> Rc<Template> {
        let key = (leaf, setting, round.id);
        if let Some(kept) = self.pages.borrow().get(&key) {
            return Rc::clone(kept);
        }
        let made = Rc::new(make());
        self.pages.borrow_mut().insert(key, Rc::clone(&made));
        made
    }
}

/// Everybody who has sent so far, while trials and rounds stand as they do.
#[derive(Default)]
pub(super) struct Pages(RefCell<Kept>);

#[derive(Default)]
struct Kept {
    trials: Arc<Trials>,
    /// By version and language, and then by municipality, which is empty where it is not known.
    senders: HashMap<(i64, Language), HashMap<String, Rc<Sender>>>,
    /// By version, language and the round's minimum.
    examples: HashMap<ExampleKey, Rc<Template>>,
}

/// What an example depends on: the version, the language, and the minimum of the round that it is shown in.
type ExampleKey = (i64, Language, Option<u32>);

impl Pages {
    /// Who sends to this visitor, made when it is first asked for.
    pub(super) fn sender(&self, visit: &Visit, language: Language, make: impl FnOnce() -> Sender) -> Rc<Sender> {
        let mut kept = self.0.borrow_mut();
        kept.stand(&visit.trials);
        let senders = kept.senders.entry((visit.version_id, language)).or_default();
        let municipality = visit.municipality.as_deref().unwrap_or_default();
        if let Some(sender) = senders.get(municipality) {
            return Rc::clone(sender);
        }
        let made = Rc::new(make());
        senders.insert(municipality.to_owned(), Rc::clone(&made));
        made
    }

    /// The example of a version, made when it is first asked for.
    pub(super) fn example(&self, trials: &Arc<Trials>, key: ExampleKey, make: impl FnOnce() -> Template) -> Rc<Template> {
        let mut kept = self.0.borrow_mut();
        kept.stand(trials);
        Rc::clone(kept.examples.entry(key).or_insert_with(|| Rc::new(make())))
    }
}

impl Kept {
    /// Forgets everything when the store has read trials and rounds anew, as it does when either has changed.
    fn stand(&mut self, trials: &Arc<Trials>) {
        if !Arc::ptr_eq(&self.trials, trials) {
            *self = Self { trials: Arc::clone(trials), ..Self::default() };
        }
    }
}
