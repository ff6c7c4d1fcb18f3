//! The codebook: a tree of codes without a circle, and the sample of lines that several people code unseen.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

/// A code: what an excerpt is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Its number in the database.
    pub id: i64,
    /// What other programs know it by.
    pub guid: String,
    /// The code that it is a kind of.
    pub parent: Option<i64>,
    /// The name.
    pub name: String,
    /// When it is put and when not.
    pub description: String,
    /// Its place on the scale that its parent is; none where the parent is no scale.
    pub value: Option<i32>,
}

/// Whether a code would stand below itself if this were its parent.
#[must_use]
pub fn makes_circle(codes: &[Code], code: i64, parent: Option<i64>) -> bool {
    let parents: BTreeMap<i64, Option<i64>> = codes.iter().map(|code| (code.id, code.parent)).collect();
    let mut at = parent;
    // No way up is longer than there are codes.
    for _ in 0..=codes.len() {
        match at {
            None => return false,
            Some(id) if id == code => return true,
            Some(id) => at = parents.get(&id).copied().flatten(),
        }
    }
    true
}

/// The codes with how deep each stands, every code right before those below it, siblings in the order in which they came.
#[must_use]
pub fn in_order(codes: &[Code]) -> Vec<(usize, &Code)> {
    let mut found = Vec::with_capacity(codes.len());
    put_below(codes, None, 0, &mut found);
    found
}

fn put_below<'a>(codes: &'a [Code], parent: Option<i64>, depth: usize, found: &mut Vec<(usize, &'a Code)>) {
    if depth > codes.len() {
        return;
    }
    for code in codes.iter().filter(|code| code.parent == parent) {
        found.push((depth, code));
        put_below(codes, Some(code.id), depth + 1, found);
    }
}

/// A code and everything below it.
#[must_use]
pub fn with_those_below(codes: &[Code], id: i64) -> BTreeSet<i64> {
    let mut found = BTreeSet::from([id]);
    loop {
        let more: Vec<i64> = codes
            .iter()
            .filter(|code| code.parent.is_some_and(|parent| found.contains(&parent)) && !found.contains(&code.id))
            .map(|code| code.id)
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

/// The codes that are a scale, each with those on it from lowest to highest: at least two, with different values.
#[must_use]
pub fn scales(codes: &[Code]) -> Vec<(&Code, Vec<&Code>)> {
    let scale = |parent: &'_ Code| {
        let mut steps: BTreeMap<i32, &Code> = BTreeMap::new();
        for code in codes.iter().filter(|code| code.parent == Some(parent.id)) {
            if let Some(value) = code.value
                && steps.insert(value, code).is_some()
            {
                return Vec::new();
            }
        }
        steps.into_values().collect()
    };
    codes.iter().map(|code| (code, scale(code))).filter(|(_, steps)| steps.len() >= 2).collect()
}

/// So many of these lines, drawn from this seed: the same ones wherever they are drawn again.
#[must_use]
pub fn drawn(lines: &[i64], count: usize, seed: i64) -> Vec<i64> {
    let mut lots: Vec<([u8; 32], i64)> = lines
        .iter()
        .map(|line| {
            let lot = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(line.to_be_bytes()).finalize();
            (lot.into(), *line)
        })
        .collect();
    lots.sort_unstable();
    let mut found: Vec<i64> = lots.into_iter().take(count).map(|(_, line)| line).collect();
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(id: i64, parent: Option<i64>) -> Code {
        Code { id, guid: String::new(), parent, name: format!("K{id}"), description: String::new(), value: None }
    }

    #[test]
    fn a_code_cannot_stand_below_itself() {
        let codes = [code(1, None), code(2, Some(1)), code(3, Some(2)), code(4, None)];
        assert!(makes_circle(&codes, 1, Some(3)) && makes_circle(&codes, 1, Some(1)) && makes_circle(&codes, 2, Some(3)));
        assert!(!makes_circle(&codes, 3, Some(4)) && !makes_circle(&codes, 4, Some(3)) && !makes_circle(&codes, 2, None));
        let order: Vec<(usize, i64)> = in_order(&codes).into_iter().map(|(depth, code)| (depth, code.id)).collect();
        assert_eq!(order, [(0, 1), (1, 2), (2, 3), (0, 4)]);
        assert_eq!(with_those_below(&codes, 2), [2, 3].into());
    }

    #[test]
    fn a_scale_is_a_code_whose_children_have_different_values() {
        let on = |id, parent, value| Code { value: Some(value), ..code(id, Some(parent)) };
        let codes =
            [code(1, None), on(2, 1, 5), on(3, 1, -2), code(4, Some(1)), code(5, None), on(6, 5, 1), on(7, 5, 1), on(8, 4, 1)];
        let found: Vec<(i64, Vec<i64>)> =
            scales(&codes).into_iter().map(|(code, steps)| (code.id, steps.iter().map(|step| step.id).collect())).collect();
        assert_eq!(found, [(1, vec![3, 2])]);
    }

    proptest! {
        #[test]
        fn no_move_that_is_let_through_makes_a_circle(moves in prop::collection::vec((0i64..8, prop::option::of(0i64..8)), 0..40)) {
            let mut codes: Vec<Code> = (0..8).map(|id| code(id, None)).collect();
            for (id, parent) in moves {
                if !makes_circle(&codes, id, parent) {
                    codes[usize::try_from(id).unwrap()].parent = parent;
                }
                prop_assert_eq!(in_order(&codes).len(), codes.len());
            }
        }

        #[test]
        fn a_sample_is_the_same_however_its_lines_stand(mut lines in prop::collection::btree_set(0i64..1000, 0..60).prop_map(Vec::from_iter), count in 0usize..70, seed: i64) {
            let found = drawn(&lines, count, seed);
            prop_assert_eq!(found.len(), count.min(lines.len()));
            lines.reverse();
            prop_assert_eq!(drawn(&lines, count, seed), found);
        }
    }
}
