//! Finished pages of published versions, kept: a version cannot change, so neither can what is made from it.
//!
//! Each worker keeps its own, so that none waits for another.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::page::{self, Complaints, Receipt, Setting};
use super::welcome;
use crate::store::PublishedVersion;
use crate::web::template::Template;

/// A page of a version.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Leaf {
    /// The first page; whether the person has started.
    First(bool),
    /// The page of questions with this index.
    Page(usize),
    /// The receipt.
    Receipt(Receipt),
}

/// The pages that were asked for so far.
#[derive(Default)]
pub(super) struct Pages(RefCell<HashMap<(i64, Leaf, Setting), Rc<Template>>>);

impl Pages {
    /// The page's template, made when it is first asked for.
    pub(super) fn get(&self, version: &PublishedVersion, leaf: Leaf, setting: Setting) -> Rc<Template> {
        let key = (version.id, leaf, setting);
        if let Some(kept) = self.0.borrow().get(&key) {
            return Rc::clone(kept);
        }
        let text = match leaf {
            Leaf::First(started) => welcome::first_page(&version.version, setting, started),
            Leaf::Page(index) => page::question_page(&version.version, index, setting, &Complaints::default()),
            Leaf::Receipt(kind) => page::receipt_page(&version.version, setting, kind),
        };
        let made = Rc::new(Template::new(&text));
        self.0.borrow_mut().insert(key, Rc::clone(&made));
        made
    }
}
