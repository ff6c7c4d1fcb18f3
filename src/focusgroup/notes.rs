//! Which lines of notes stand: an edit is a line that replaces another, and two edits of one line both stand until somebody chooses.

use std::collections::{BTreeMap, BTreeSet};

use super::LineKind;

/// What of a line says whether it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replacing {
    /// The line.
    pub id: i64,
    /// The line that it replaces.
    pub replaces: Option<i64>,
    /// What it is.
    pub kind: LineKind,
}

/// A line that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The line.
    pub id: i64,
    /// The line in whose place it stands: the first of its edits, or itself.
    pub root: i64,
    /// Whether another edit of the same line stands beside it.
    pub has_rival: bool,
}

/// The lines that stand, in the order of their first forms.
#[must_use]
pub fn standing(lines: &[Replacing]) -> Vec<Standing> {
    let parents: BTreeMap<i64, Option<i64>> = lines.iter().map(|line| (line.id, line.replaces)).collect();
    let replaced: BTreeSet<i64> = lines.iter().filter_map(|line| line.replaces).collect();
    // A line can only replace an earlier one, so this ends.
    let root = |line: &Replacing| {
        let mut at = line.id;
        while let Some(Some(before)) = parents.get(&at)
            && *before < at
        {
            at = *before;
        }
        at
    };
    let stands = |line: &&Replacing| !replaced.contains(&line.id) && line.kind != LineKind::Withdrawn;
    let mut all: Vec<(i64, i64)> = lines.iter().filter(stands).map(|line| (root(line), line.id)).collect();
    all.sort_unstable();
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for (root, _) in &all {
        *counts.entry(*root).or_default() += 1;
    }
    all.iter()
        .map(|(root, id)| Standing { id: *id, root: *root, has_rival: counts.get(root).is_some_and(|count| *count > 1) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: i64, replaces: Option<i64>) -> Replacing {
        Replacing { id, replaces, kind: LineKind::Statement }
    }

    fn shown(lines: &[Replacing]) -> Vec<(i64, bool)> {
        standing(lines).into_iter().map(|line| (line.id, line.has_rival)).collect()
    }

    #[test]
    fn two_edits_of_one_line_both_stand_until_one_is_taken_back() {
        let mut lines = vec![line(1, None), line(2, None), line(3, Some(1))];
        assert_eq!(shown(&lines), [(3, false), (2, false)]);
        lines.push(line(4, Some(1)));
        assert_eq!(shown(&lines), [(3, true), (4, true), (2, false)]);
        lines.push(Replacing { kind: LineKind::Withdrawn, ..line(5, Some(3)) });
        assert_eq!(shown(&lines), [(4, false), (2, false)]);
        lines.push(line(6, Some(4)));
        assert_eq!(shown(&lines), [(6, false), (2, false)]);
    }
}
