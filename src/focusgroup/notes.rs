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

/// What goes from the notes as a participant takes everything back.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TakenBack {
    /// The lines that go.
    pub gone: BTreeSet<i64>,
    /// The lines that stay and replaced one that goes, with the line that they replace now.
    pub relinked: Vec<(i64, Option<i64>)>,
}

/// Which lines go with a participant, given which are theirs: those and, where a line that stood was theirs, every earlier form of it, since
/// it would stand again. What was written down as theirs and corrected to somebody else's stays with that person.
#[must_use]
pub fn taken_back(lines: &[Replacing], theirs: &BTreeSet<i64>) -> TakenBack {
    let by_id: BTreeMap<i64, &Replacing> = lines.iter().map(|line| (line.id, line)).collect();
    let before = |id: i64| by_id.get(&id).and_then(|line| line.replaces).filter(|earlier| *earlier < id);
    let corrected: BTreeSet<i64> =
        lines.iter().filter(|line| line.kind != LineKind::Withdrawn).filter_map(|line| line.replaces).collect();
    let mut gone = theirs.clone();
    for last in theirs.iter().filter(|id| !corrected.contains(id)) {
        gone.extend(std::iter::successors(before(*last), |id| before(*id)));
    }
    for line in lines.iter().filter(|line| line.kind == LineKind::Withdrawn) {
        if line.replaces.is_some_and(|taken| gone.contains(&taken)) {
            gone.insert(line.id);
        }
    }
    let stays = |id: &i64| !gone.contains(id);
    let relinked = lines.iter().filter(|line| stays(&line.id) && line.replaces.is_some_and(|id| gone.contains(&id)));
    let relinked = relinked.map(|line| (line.id, std::iter::successors(before(line.id), |id| before(*id)).find(stays))).collect();
    TakenBack { gone, relinked }
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

    #[test]
    fn whoever_takes_all_back_takes_every_form_of_their_lines_and_nobody_elses() {
        let of = |lines: &[Replacing], theirs: &[i64]| {
            let taken = taken_back(lines, &theirs.iter().copied().collect());
            (taken.gone.into_iter().collect::<Vec<_>>(), taken.relinked)
        };
        // Written down as another's first: the earlier form would stand again.
        assert_eq!(of(&[line(1, None), line(2, Some(1)), line(3, None)], &[2]), (vec![1, 2], vec![]));
        // Corrected to somebody else's: that line stays, in the place of what was before.
        assert_eq!(of(&[line(1, None), line(2, Some(1)), line(3, Some(2))], &[2]), (vec![2], vec![(3, Some(1))]));
        assert_eq!(of(&[line(1, None), line(2, Some(1))], &[1]), (vec![1], vec![(2, None)]));
        // Two edits of one line, one of them theirs.
        assert_eq!(of(&[line(1, None), line(2, Some(1)), line(3, Some(1))], &[2]), (vec![1, 2], vec![(3, None)]));
        // What was taken back goes with what it took back.
        let back = Replacing { kind: LineKind::Withdrawn, ..line(3, Some(2)) };
        assert_eq!(of(&[line(1, None), line(2, Some(1)), back], &[2]), (vec![1, 2, 3], vec![]));
    }
}
