//! The people of a round by two columns at once, those of whom a column is unknown included, and what is shown of their groups.

use super::network::{Network, Passage, Way};
use super::{Shown, Subject};
use crate::compare::figures::{Figures, Form, KINDS_OF_MISSING};
use crate::compare::lattice::Table;

/// How much dearer a person is in a row or column than in a combination: by one column a comparison is asked for most.
const DEARER: u64 = 4;

/// A crossing of two columns.
pub(super) struct Crossing<'a> {
    table: &'a Table,
    network: Network,
    /// Row by row; those whose value is unknown stand last.
    pub(super) people: Vec<People>,
    /// The combinations of each row, that of unknown values last.
    rows: Vec<Vec<usize>>,
    /// The combinations that each group consists of; none where it is not of this crossing.
    inside: Vec<Vec<usize>>,
}

/// Those of one combination.
pub(super) struct People {
    /// The group that they are, unless a value is unknown.
    group: Option<usize>,
    /// Whether a reader knows of them by name.
    pub(super) named: bool,
    /// Whether there can be anybody.
    possible: bool,
    pub(super) figures: Figures,
    /// How many could be counted elsewhere, by answer and then by kind of missing.
    stock: Vec<u64>,
}

/// One person counted as something else: what the combination with one more gains and what it loses; none is not counted at all.
pub(super) type Trade = (Option<usize>, Option<usize>);

impl<'a> Crossing<'a> {
    /// The people of this crossing, from the figures of all groups; without a form only responses count.
    pub(super) fn of(table: &'a Table, figures: &[Figures], form: Option<&Form>) -> Self {
        let without =
            |all: &Figures, groups: &[usize]| groups.iter().fold(all.clone(), |rest, group| rest.without(&figures[*group]));
        let unknown_row = without(&figures[0], &table.rows);
        let some_row = unknown_row.responses() > 0;
        let undivided = table.columns.is_empty();
        let some_column = undivided || without(&figures[0], &table.columns).responses() > 0;
        let person = |group: Option<usize>, figures: Figures, named: bool, possible: bool| {
            let mut stock = form.map_or_else(|| vec![figures.n], |form| figures.kinds(form));
            stock.extend(figures.missing.iter().copied().chain([figures.not_shown]));
            People { group, named, possible, figures, stock }
        };
        let mut people = Vec::new();
        for (row, cells) in table.rows.iter().zip(&table.cells) {
            people.extend(cells.iter().map(|cell| person(Some(*cell), figures[*cell].clone(), true, true)));
            people.push(person(None, without(&figures[*row], cells), undivided, some_column));
        }
        let mut neither = unknown_row;
        for (at, column) in table.columns.iter().enumerate() {
            let cells: Vec<usize> = table.cells.iter().map(|cells| cells[at]).collect();
            let rest = without(&figures[*column], &cells);
            neither = neither.without(&rest);
            people.push(person(None, rest, false, some_row));
        }
        people.push(person(None, neither, false, some_row && some_column));
        let network = Network { rows: table.rows.len() + 1, columns: table.columns.len() + 1 };
        Self { table, network, people, rows: Vec::new(), inside: vec![Vec::new(); figures.len()] }.listed()
    }

    /// With the lists of who is where.
    fn listed(mut self) -> Self {
        self.rows = vec![Vec::new(); self.network.rows];
        for at in (0..self.people.len()).filter(|at| self.people[*at].possible) {
            let (row, column) = (at / self.network.columns, at % self.network.columns);
            self.rows[row].push(at);
            let groups = [self.table.rows.get(row).copied(), self.table.columns.get(column).copied(), self.people[at].group];
            groups.into_iter().flatten().for_each(|group| self.inside[group].push(at));
        }
        self
    }

    /// All that must be safe: whoever is in a combination, and every group's figures.
    pub(super) fn subjects(&self) -> impl Iterator<Item = Subject> {
        let groups = self.table.rows.iter().chain(&self.table.columns).chain(self.table.cells.iter().flatten());
        (0..self.people.len()).map(Subject::Combination).chain(groups.map(|group| Subject::Group(*group)))
    }

    /// Whether this is what a reader must not learn who sees what is shown at this level.
    pub(super) fn hides(&self, subject: Subject, shown: &[Shown], level: Shown) -> bool {
        match subject {
            Subject::Combination(at) => {
                self.people[at].possible && self.people[at].group.is_none_or(|group| shown[group] < level)
            }
            Subject::Group(group) => shown[group] == if level == Shown::All { Shown::Summary } else { Shown::Nothing },
        }
    }

    /// Which combinations a group consists of.
    pub(super) fn inside(&self, group: usize) -> &[usize] {
        &self.inside[group]
    }

    /// Which combinations are in a row.
    pub(super) fn in_row(&self, row: usize) -> &[usize] {
        &self.rows[row]
    }

    /// The rows that can make up for each other where a group's figures change: all of them, as long as there is no other crossing in
    /// which the same rows would have to change alike; else none or any two.
    pub(super) fn meetings(&self, group: usize, alone: bool) -> Vec<Vec<usize>> {
        if alone {
            return vec![(0..self.network.rows).collect()];
        }
        let own = self.table.rows.iter().position(|row| *row == group);
        let pairs = (0..self.network.rows).flat_map(|one| (0..one).map(move |other| vec![one, other]));
        let pairs = pairs.filter(|pair| own.is_none_or(|own| pair.contains(&own)));
        own.is_none().then(Vec::new).into_iter().chain(pairs).collect()
    }

    /// How many kinds of answers are told apart.
    pub(super) fn answers(&self) -> usize {
        self.people[0].stock.len() - KINDS_OF_MISSING
    }

    /// Lets no group show more than the wider ones that it is part of.
    pub(super) fn contain(&self, shown: &mut [Shown]) {
        let whole = shown[0];
        self.table.rows.iter().chain(&self.table.columns).for_each(|group| shown[*group] = shown[*group].min(whole));
        for (row, cells) in self.table.rows.iter().zip(&self.table.cells) {
            for (column, cell) in self.table.columns.iter().zip(cells) {
                shown[*cell] = shown[*cell].min(shown[*row]).min(shown[*column]);
            }
        }
    }
}

impl People {
    fn has(&self, kind: Option<usize>) -> bool {
        self.possible && kind.is_none_or(|kind| self.stock[kind] > 0)
    }
}

/// A crossing as a reader sees it who is shown what is shown at this level.
pub(super) struct View<'a> {
    pub(super) crossing: &'a Crossing<'a>,
    pub(super) shown: &'a [Shown],
    pub(super) level: Shown,
    /// Whether ways count that would be open if less were shown, at the price of the people of whom less would be.
    pub(super) at_a_price: bool,
}

impl View<'_> {
    fn hides(&self, combination: usize) -> bool {
        self.crossing.hides(Subject::Combination(combination), self.shown, self.level)
    }

    fn shows(&self, group: usize) -> bool {
        self.shown[group] >= self.level
    }

    /// The same without paying.
    pub(super) fn as_it_is(&self) -> Self {
        Self { at_a_price: false, ..*self }
    }

    /// The cheapest way to another table in which this combination has one more answer, as far as `can` allows of the combinations.
    pub(super) fn way(&self, begin: usize, can: impl Fn(Passage) -> bool) -> Option<Way> {
        if !can(Passage::More(begin)) {
            return None;
        }
        self.crossing.network.cheapest(begin, |passage| {
            let shown = match passage {
                Passage::More(at) | Passage::Fewer(at) => self.crossing.people[at].possible.then(|| !self.hides(at))?,
                line => self.line(line).is_some_and(|group| self.shows(group)),
            };
            (can(passage) && (self.at_a_price || !shown)).then(|| if shown { self.price(passage) } else { 0 })
        })
    }

    /// What it costs to show less: the people, for a row or column also those of its combinations that must then show less too.
    fn price(&self, passage: Passage) -> u64 {
        let people = |at: usize| self.crossing.people[at].figures.n;
        match (passage, self.line(passage)) {
            (Passage::More(at) | Passage::Fewer(at), _) => people(at) + 1,
            (_, Some(group)) => {
                let inside = self.crossing.inside(group).iter();
                inside.map(|at| people(*at) + if self.hides(*at) { 0 } else { people(*at) + 1 }).sum::<u64>() * DEARER + 1
            }
            (_, None) => 0,
        }
    }

    fn line(&self, line: Passage) -> Option<usize> {
        match line {
            Passage::Row(at) => self.crossing.table.rows.get(at).copied(),
            Passage::Column(at) => self.crossing.table.columns.get(at).copied(),
            Passage::More(_) | Passage::Fewer(_) => None,
        }
    }

    /// The cheapest way to another table in which these combinations together differ by this trade; only rows that meet may make
    /// up for each other.
    pub(super) fn trade(&self, inside: &[usize], (gained, lost): Trade, meeting: &[usize]) -> Option<Way> {
        let mut best: Option<Way> = None;
        for begin in inside.iter().copied() {
            let can = |passage| match passage {
                Passage::More(at) => self.crossing.people[at].has(lost) && (at == begin || !inside.contains(&at)),
                Passage::Fewer(at) => self.crossing.people[at].has(gained) && !inside.contains(&at),
                Passage::Row(at) => meeting.contains(&at),
                Passage::Column(_) => true,
            };
            let way = self.way(begin, can).filter(|way| best.as_ref().is_none_or(|best| way.price < best.price));
            best = way.or(best);
            if best.as_ref().is_some_and(|best| best.price == 0) {
                break;
            }
        }
        best
    }

    /// The groups of which less must be shown for a way to be open.
    pub(super) fn toll(&self, way: &Way) -> Vec<usize> {
        let group = |passage: &Passage| match *passage {
            Passage::More(at) | Passage::Fewer(at) => self.crossing.people[at].group,
            line => self.line(line),
        };
        way.passages.iter().filter_map(group).filter(|group| self.shows(*group)).collect()
    }
}
