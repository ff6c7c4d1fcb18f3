//! What moved among the same people, in a sentence: how many went which way, before any number of a method.

use super::{Place, quoted};
use crate::compare::comparison::{Change, MovedCounts};
use crate::language::{Language, number};

/// Who answered in both rounds and which way they went; none without an order, where an option is told.
pub(super) fn told(moved: MovedCounts, place: &Place) -> Option<String> {
    let (up, same, down) = (moved.up?, moved.same?, moved.down?);
    let (high, low) = (quoted(place, *place.form.values.last()?), quoted(place, *place.form.values.first()?));
    let whole = |count: u64| match (count, place.language) {
        (0, Language::Da) => "ingen".to_owned(),
        (0, _) => "none".to_owned(),
        (count, language) => number::whole(count, language),
    };
    let both = both(moved, place.language);
    let words = match place.language {
        Language::Da => format!(
            "{both} {} af dem har flyttet sig mod {high}, {} mod {low}, og {} svarer det samme som før.",
            number::beginning(up, place.language),
            whole(down),
            whole(same)
        ),
        _ => format!(
            "{both} {} of them moved towards {high}, {} towards {low}, and {} answer the same as before.",
            number::beginning(up, place.language),
            whole(down),
            whole(same)
        ),
    };
    Some(words)
}

/// How many answered the question in both rounds.
pub(super) fn both(moved: MovedCounts, language: Language) -> String {
    let n = number::beginning(moved.n, language);
    match language {
        Language::Da => format!("{n} har svaret i begge runder."),
        _ => format!("{n} answered in both rounds."),
    }
}

/// Whether as many went one way as the other, so that nothing is told by chance or not.
pub(super) fn is_even(change: &Change) -> bool {
    change.moved.is_some_and(|moved| moved.up == moved.down)
}
