//! Lists a page at a time: `limit` items after the one whose key is `after`.
//!
//! The order is that of the keys, so that a page stays where it was when something before it is added or goes.

use serde_json::{Value, json};

use super::caller::Caller;

/// So many items a page has where nothing is asked.
const USUAL: usize = 50;
/// So many a page has at most.
pub(super) const MOST: usize = 200;

/// The page that was asked for, of items with their keys.
pub(super) fn page(caller: &Caller, mut items: Vec<(String, Value)>) -> Value {
    let limit = caller.asked("limit").and_then(|limit| limit.parse().ok()).unwrap_or(USUAL).clamp(1, MOST);
    items.sort_by(|one, other| one.0.cmp(&other.0));
    let after = caller.asked("after").unwrap_or_default();
    let mut rest = items.into_iter().filter(|(key, _)| after.is_empty() || key.as_str() > after).peekable();
    let (mut page, mut last) = (Vec::new(), None);
    while page.len() < limit
        && let Some((key, item)) = rest.next()
    {
        page.push(item);
        last = Some(key);
    }
    let next = last.filter(|_| rest.peek().is_some());
    json!({ "items": page, "next": next })
}
