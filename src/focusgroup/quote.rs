//! A quote: the words as they were noted, the words as they are shown, and what a participant said yes to.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::alike::bare_words;
use super::noun::Relation;
use crate::questionnaire::Audience;

/// The words between two code points, half open; none where they do not lie in the text.
#[must_use]
pub fn snippet(text: &str, from: usize, to: usize) -> Option<&str> {
    let byte = |place: usize| text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(place);
    let (from, to) = (byte(from)?, byte(to)?);
    (from < to).then(|| &text[from..to])
}

/// What a quote is attributed to: the role, if it is named, whether one letter ties it to others, the trials that it is linked to, and the
/// claim that it is shown for or against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The role that is named.
    pub role: Option<Audience>,
    /// Whether it carries a letter.
    pub labelled: bool,
    /// The trials.
    pub trials: BTreeSet<String>,
    /// The claim of the point under which it stands.
    pub claim: String,
    /// How it bears on the claim; none where it does not any more.
    pub relation: Option<Relation>,
}

/// What a participant approves: these words under this attribution, and the claim that they are shown for or against. Any edit of words or
/// attribution gives another hash before the sign between them, and of the claim any edit of a word another one behind it.
#[must_use]
pub fn approval_hash(words: &str, attribution: &Attribution) -> String {
    format!("{}{BETWEEN}{}", of_words(words, attribution), of_claim(attribution))
}

/// Whether what was decided under this hash is about these words, this attribution and this claim. What was decided before participants
/// approved of the claim too has no hash of it, and counts on.
#[must_use]
pub fn approves(decided: &str, words: &str, attribution: &Attribution) -> bool {
    let claim = decided.split_once(BETWEEN).map(|(_, claim)| claim);
    approves_words(decided, words, attribution) && claim.is_none_or(|claim| claim == of_claim(attribution))
}

/// Whether it is about these words and this attribution, whatever the claim was.
#[must_use]
pub fn approves_words(decided: &str, words: &str, attribution: &Attribution) -> bool {
    decided.split(BETWEEN).next().is_some_and(|approved| approved == of_words(words, attribution))
}

const BETWEEN: char = '-';

fn of_words(words: &str, attribution: &Attribution) -> String {
    let role = attribution.role.map_or("", Audience::name);
    let label = if attribution.labelled { "labelled" } else { "" };
    hashed([words, role, label].into_iter().chain(attribution.trials.iter().map(String::as_str)))
}

fn of_claim(attribution: &Attribution) -> String {
    let claim = bare_words(&attribution.claim).join(" ");
    hashed([claim.as_str(), attribution.relation.map_or("", Relation::name)].into_iter())
}

fn hashed<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    data_encoding::HEXLOWER.encode(&hash.finalize())
}

/// A run of words in which two forms of a quote agree or differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// In both.
    Same(String),
    /// Only in the words as they were noted.
    Gone(String),
    /// Only in the words as they are shown.
    Come(String),
}

/// What was changed from the words as they were noted to the words as they are shown: the fewest words that explain it.
#[must_use]
pub fn difference(verbatim: &str, edited: &str) -> Vec<Difference> {
    let (old, new): (Vec<&str>, Vec<&str>) = (verbatim.split_whitespace().collect(), edited.split_whitespace().collect());
    // The length of the longest common part of what follows each pair of places.
    let mut common = vec![vec![0usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut runs: Vec<Difference> = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            push(&mut runs, Difference::Same(old[i].to_owned()));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || common[i + 1][j] >= common[i][j + 1]) {
            push(&mut runs, Difference::Gone(old[i].to_owned()));
            i += 1;
        } else {
            push(&mut runs, Difference::Come(new[j].to_owned()));
            j += 1;
        }
    }
    runs
}

/// Adds a word to the last run of its kind, or begins one.
fn push(runs: &mut Vec<Difference>, word: Difference) {
    use Difference::{Come, Gone, Same};
    match (runs.last_mut(), &word) {
        (Some(Same(run)), Same(word)) | (Some(Gone(run)), Gone(word)) | (Some(Come(run)), Come(word)) => {
            run.push(' ');
            run.push_str(word);
        }
        _ => runs.push(word),
    }
}

/// Whether every change shows itself: what is left out stands as `[…]` or is replaced by words in square brackets, and words that were
/// not said stand in such brackets. Upper and lower case and the signs at the ends of a word may change.
#[must_use]
pub fn marks_every_change(verbatim: &str, edited: &str) -> bool {
    // The words outside brackets must be those that were said, in their order; a gap in them only where a bracket stands.
    let said = bare_words(verbatim);
    let mut at = 0;
    let mut rest = edited;
    let mut may_skip = false;
    loop {
        let (outside, after) = rest.split_once('[').map_or((rest, None), |(outside, after)| (outside, Some(after)));
        let kept = bare_words(outside);
        let Some(after) = after else {
            // The last words end what was said, unless a bracket does.
            let begins = said.len().checked_sub(kept.len()).filter(|begins| *begins == at || (may_skip && *begins > at));
            return (may_skip && kept.is_empty()) || begins.is_some_and(|begins| said[begins..] == kept[..]);
        };
        if !kept.is_empty() {
            let last = if may_skip { said.len().saturating_sub(kept.len()) } else { at };
            let Some(found) = (at..=last).find(|from| said.get(*from..*from + kept.len()) == Some(&kept[..])) else {
                return false;
            };
            at = found + kept.len();
        }
        let Some((_, behind)) = after.split_once(']') else { return false };
        may_skip = true;
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_found_by_code_points_and_not_by_bytes() {
        assert_eq!(snippet("blåbær på ø", 3, 6), Some("bær"));
        assert_eq!(snippet("blåbær", 0, 6), Some("blåbær"));
        assert_eq!((snippet("blåbær", 3, 3), snippet("blåbær", 4, 2), snippet("blåbær", 0, 7)), (None, None, None));
    }

    #[test]
    fn what_is_left_out_or_put_in_must_show_itself() {
        let said = "vi havde altså ikke tid til det, fordi Karen var syg";
        for fair in [
            "Vi havde altså ikke tid til det, fordi Karen var syg.",
            "Vi havde […] ikke tid til det, fordi [en kollega] var syg.",
            "Vi havde […] ikke tid til det […]",
            "[Vi] havde altså ikke tid til det […]",
            "[…] syg",
        ] {
            assert!(marks_every_change(said, fair), "{fair}");
        }
        for unfair in [
            "Vi havde tid til det, fordi Karen var syg",
            "Vi havde altså ikke tid til det",
            "Vi havde altså aldrig tid til det, fordi Karen var syg",
            "ikke tid […]",
            "Vi havde […",
        ] {
            assert!(!marks_every_change(said, unfair), "{unfair}");
        }
    }

    #[test]
    fn another_word_or_another_attribution_is_another_approval() {
        let named = Attribution {
            role: Some(Audience::Manager),
            labelled: false,
            trials: ["mentor".to_owned()].into(),
            claim: "Mentorer hjælper.".to_owned(),
            relation: Some(Relation::Supports),
        };
        let one = approval_hash("Det gik godt", &named);
        assert_ne!(one, approval_hash("Det gik godt.", &named));
        let others = [
            Attribution { role: None, ..named.clone() },
            Attribution { labelled: true, ..named.clone() },
            Attribution { trials: BTreeSet::new(), ..named.clone() },
            Attribution { claim: "Mentorer hjælper ikke.".to_owned(), ..named.clone() },
            Attribution { relation: Some(Relation::Contradicts), ..named.clone() },
        ];
        assert!(others.iter().all(|other| approval_hash("Det gik godt", other) != one));
        assert_eq!(one, approval_hash("Det gik godt", &named));
        assert_eq!(one, approval_hash("Det gik godt", &Attribution { claim: "mentorer hjælper".to_owned(), ..named.clone() }));
        let other = Attribution { claim: "Mentorer hjælper ikke.".to_owned(), ..named.clone() };
        assert!(approves(&one, "Det gik godt", &named) && !approves(&one, "Det gik godt", &other));
        assert!(approves_words(&one, "Det gik godt", &other) && !approves_words(&one, "Det gik godt.", &named));
        // What was approved before the claim was part of it counts on, whatever the claim.
        let former = one.split(BETWEEN).next().unwrap();
        assert!(
            approves(former, "Det gik godt", &other) && !approves(former, "Det gik godt.", &other) && !approves("", "", &other)
        );
    }

    proptest! {
        #[test]
        fn a_difference_holds_both_forms(old in "[abc ]{0,30}", new in "[abc ]{0,30}") {
            let (mut before, mut after) = (Vec::new(), Vec::new());
            for run in difference(&old, &new) {
                match run {
                    Difference::Same(words) => { before.push(words.clone()); after.push(words); }
                    Difference::Gone(words) => before.push(words),
                    Difference::Come(words) => after.push(words),
                }
            }
            prop_assert_eq!(before.join(" "), old.split_whitespace().collect::<Vec<_>>().join(" "));
            prop_assert_eq!(after.join(" "), new.split_whitespace().collect::<Vec<_>>().join(" "));
        }

        #[test]
        fn a_snippet_is_as_long_as_its_code_points(text in "\\PC{0,20}", from in 0usize..22, to in 0usize..22) {
            match snippet(&text, from, to) {
                Some(words) => prop_assert_eq!(words.chars().count(), to - from),
                None => prop_assert!(from >= to || to > text.chars().count()),
            }
        }
    }
}
