//! What moved from one round to the next, counted: for each item and combination of background values how many of those who took part
//! in both gave which answers. Who they are is not in it.

use std::collections::BTreeMap;

use super::coded::Coded;
use super::figures::{Form, Measure};
use super::series;
use super::tally::Cell;
use crate::questionnaire::{Item, Version};

/// The people who took part in both of two rounds, counted by how they answered.
pub struct LinkedRounds {
    /// The earlier round's key.
    pub from: String,
    /// The later round's key.
    pub to: String,
    /// The background values that were the same in both.
    cells: Vec<Cell>,
    items: Vec<LinkedItem>,
}

/// One item of the earlier round and its successor.
pub(super) struct LinkedItem {
    keys: [String; 2],
    /// Per round, what is counted of an answer.
    sets: [Vec<Vec<i64>>; 2],
    moved: Vec<Moved>,
}

/// How many with the same background gave these two answers.
struct Moved {
    cell: u32,
    sets: [u32; 2],
    people: u64,
}

impl LinkedItem {
    /// What is counted of each answer in a round: 0 the earlier, 1 the later.
    pub(super) fn sets(&self, round: usize) -> &[Vec<i64>] {
        &self.sets[round]
    }
}

impl LinkedRounds {
    /// Counts the pairs of responses that belong to the same person, by their numbers in the two rounds.
    #[must_use]
    pub fn of(keys: [&str; 2], rounds: [(&Version, &Coded); 2], pairs: &[[u32; 2]]) -> Self {
        let [(earlier, one), (later, other)] = rounds;
        let mut known: BTreeMap<[u32; 2], u32> = BTreeMap::new();
        let mut numbers: BTreeMap<Cell, u32> = BTreeMap::new();
        let cell = |pair: &[u32; 2]| {
            let both = [one.member(pair[0]), other.member(pair[1])];
            *known.entry(both).or_insert_with(|| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *numbers.entry(one.common(both[0], other, both[1])).or_insert(next)
            })
        };
        let members: Vec<u32> = pairs.iter().map(cell).collect();
        let mut cells = vec![Cell::new(); numbers.len()];
        for (cell, number) in numbers {
            cells[number as usize] = cell;
        }
        let items = items(earlier, later).into_iter().filter_map(|keys| count(keys, (one, other), pairs, &members)).collect();
        Self { from: keys[0].to_owned(), to: keys[1].to_owned(), cells, items }
    }

    /// About how much memory it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let sets = |item: &LinkedItem| item.sets.iter().flatten().map(|set| 24 + 8 * set.len()).sum::<usize>();
        let items = self.items.iter().map(|item| sets(item) + item.moved.len() * size_of::<Moved>());
        items.sum::<usize>() + self.cells.len() * 256
    }

    /// What moved from this item of the earlier round to that one of the later.
    pub(super) fn item(&self, from: &str, to: &str) -> Option<&LinkedItem> {
        self.items.iter().find(|item| item.keys[0] == from && item.keys[1] == to)
    }

    /// For each group how many gave which two answers.
    pub(super) fn by_group(&self, item: &LinkedItem, groups: &[Cell]) -> Vec<Vec<([usize; 2], u64)>> {
        let within = |cell: &Cell, group: &Cell| group.iter().all(|(column, value)| cell.get(column) == Some(value));
        let of_cell = |cell: &Cell| (0..groups.len()).filter(|at| within(cell, &groups[*at])).collect::<Vec<_>>();
        let memberships: Vec<Vec<usize>> = self.cells.iter().map(of_cell).collect();
        let mut counts: Vec<BTreeMap<[u32; 2], u64>> = vec![BTreeMap::new(); groups.len()];
        for moved in &item.moved {
            for group in &memberships[moved.cell as usize] {
                *counts[*group].entry(moved.sets).or_default() += moved.people;
            }
        }
        let list =
            |counts: BTreeMap<[u32; 2], u64>| counts.into_iter().map(|(sets, people)| (sets.map(|set| set as usize), people));
        counts.into_iter().map(|counts| list(counts).collect()).collect()
    }
}

/// The items of the earlier version with their successors in the later, where both are answered by choosing among options.
fn items(earlier: &Version, later: &Version) -> Vec<[String; 2]> {
    // Which item follows which hangs on no approval: only whether the two may be compared does.
    let all = series::all(&[earlier, later], &[], &[]);
    let options = |item: &Item| matches!(Form::of(item).measure, Measure::Ordinal | Measure::Nominal | Measure::Multiple);
    let both = |items: &[Option<Item>]| match items {
        [Some(from), Some(to)] if options(from) && options(to) => Some([from.key.clone(), to.key.clone()]),
        _ => None,
    };
    all.iter().filter_map(|series| both(&series.items)).collect()
}

/// As many places of a table as are worth laying out for an item.
const PLACES: usize = 1 << 20;

fn count(keys: [String; 2], (one, other): (&Coded, &Coded), pairs: &[[u32; 2]], members: &[u32]) -> Option<LinkedItem> {
    let (from, to) = (one.column(&keys[0])?, other.column(&keys[1])?);
    let (before, after) = (from.sets(), to.sets());
    let places = members.iter().max().map_or(0, |cell| *cell as usize + 1) * before.len() * after.len();
    let answers = pairs.iter().zip(members).map(|(pair, cell)| (*cell, [from.number(pair[0]), to.number(pair[1])]));
    let mut moved = Vec::new();
    let mut add = |cell: u32, sets: [u32; 2], people: u64| moved.push(Moved { cell, sets, people });
    if places <= PLACES {
        let mut table = vec![0_u64; places];
        for (cell, [from, to]) in answers {
            table[(cell as usize * before.len() + from as usize) * after.len() + to as usize] += 1;
        }
        for (cell, rows) in (0..).zip(table.chunks(before.len().max(1) * after.len().max(1))) {
            for (from, row) in (0..).zip(rows.chunks(after.len().max(1))) {
                (0..).zip(row).filter(|(_, people)| **people > 0).for_each(|(to, people)| add(cell, [from, to], *people));
            }
        }
    } else {
        let mut table: BTreeMap<(u32, [u32; 2]), u64> = BTreeMap::new();
        answers.for_each(|place| *table.entry(place).or_default() += 1);
        for ((cell, sets), people) in table {
            add(cell, sets, people);
        }
    }
    moved.shrink_to_fit();
    Some(LinkedItem { keys, sets: [before.to_vec(), after.to_vec()], moved })
}
