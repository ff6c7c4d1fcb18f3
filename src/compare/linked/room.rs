//! Whether the number of people who are followed leaves it open how many answered in a withheld group.
//!
//! No group has more pairs than answers in either round. Where there are as many pairs as the groups can hold at all, one answer more in
//! one group and one fewer in another may leave too little room for them, and then the n of both follows.

use super::Group;

/// A part of a whole as far as its room goes.
struct Part {
    /// How many answered in each round.
    n: [u64; 2],
    /// How many left the question empty in each round.
    missing: [u64; 2],
    /// Whether its figures are withheld in each round.
    hidden: [bool; 2],
}

/// Whether every part whose figures are withheld in a round, and in which somebody left the question empty, could have had another n there
/// and the whole as many pairs. Of the parts with true it is shown how many pairs they have.
pub(super) fn is_left(whole: &Group, parts: &[(&Group, bool)]) -> bool {
    let n = |group: &Group| [0, 1].map(|side| group.own[side].n + group.rest[side].n);
    let told: u64 = parts.iter().filter(|(_, told)| *told).map(|(part, _)| part.pairs).sum();
    let all: Vec<Part> = parts
        .iter()
        .filter(|(_, told)| !told)
        .map(|(part, _)| Part {
            n: n(part),
            missing: [0, 1].map(|side| part.rest[side].missing.iter().sum()),
            hidden: part.plain.map(|plain| !plain),
        })
        .collect();
    // Whose value is unknown is in no part.
    let unknown = [0, 1].map(|side| n(whole)[side].saturating_sub(parts.iter().map(|(part, _)| n(part)[side]).sum()));
    let holds = |n: [u64; 2]| n[0].min(n[1]);
    let room = all.iter().map(|part| holds(part.n)).sum::<u64>() + holds(unknown);
    if room > whole.pairs.saturating_sub(told) {
        return true;
    }
    let tried = |side: usize, at: usize| all[at].hidden[side] && all[at].missing[side] > 0;
    (0..2).all(|side| (0..all.len()).filter(|at| tried(side, *at)).all(|at| is_open(&all, side, at)))
}

/// Whether this part and another could have one answer more and one fewer, the one way or the other, and hold as many pairs.
fn is_open(all: &[Part], side: usize, at: usize) -> bool {
    let others = || (0..all.len()).filter(|other| *other != at && all[*other].hidden[side]);
    others().any(|other| can_move(all, side, (at, other)) || can_move(all, side, (other, at)))
}

/// Whether one answer of this round, or one of each, could be counted in the first part in place of the second, where it is missing then.
fn can_move(all: &[Part], side: usize, (gains, loses): (usize, usize)) -> bool {
    let (gains, loses) = (&all[gains], &all[loses]);
    let can = |side: usize| gains.hidden[side] && loses.hidden[side] && gains.missing[side] > 0 && loses.n[side] > 0;
    let grows = gains.n[side] < gains.n[1 - side];
    let shrinks = loses.n[side] <= loses.n[1 - side];
    can(side) && (grows || !shrinks || can(1 - side))
}
