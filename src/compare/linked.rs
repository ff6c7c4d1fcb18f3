//! People who took part in two rounds, followed from the one to the next, and of how many of them it may be shown what moved.
//!
//! What moved of a linked set tells, beside the figures of all respondents, what those outside the set answered. So three things must
//! hold for every group of which it is shown, and for whatever is left when the groups that are shown are taken from the whole: the
//! linked ones are as many as a distribution is shown of and did not all move alike, which `small_numbers` decides as for a round of its
//! own, and those of each round who are outside the set are none or as many, and not all alike. Whoever knows how many answered where
//! takes from the linked ones also a group that is linked as a whole and shown in its round, and from the others one of which nobody is.
//!
//! And how many are linked bounds how many answered in a withheld group, since no group has more pairs than answers; see [`room`].

use std::collections::BTreeMap;

use super::counted::{Counted, Judged};
use super::figures::{Figures, Form, Measure};
use super::lattice::Lattice;
use super::linked_rounds::LinkedRounds;
use super::series::Series;
use super::small_numbers::{self, Asked, Minimums, Shown};
use super::statistics::Moves;
use super::tally::Cell;

mod room;

/// One question followed from one round to the next, per group of the later round.
pub(super) struct Followed {
    groups: Vec<Group>,
    shown: Vec<bool>,
}

/// What moved in a group.
#[derive(Clone)]
pub(super) struct Group {
    /// How many answered the question in both rounds.
    pub(super) pairs: u64,
    /// Per option of the earlier round how many chose which in the later one; of several choices empty.
    pub(super) table: Vec<Vec<u64>>,
    /// Of several choices: per option how many took it up and how many left it.
    pub(super) turns: Vec<[u64; 2]>,
    /// Linked people who answered in one of the rounds only, or in neither.
    unpaired: u64,
    /// What the paired ones answered in each round.
    own: [Figures; 2],
    /// What the others of each round answered.
    rest: [Figures; 2],
    /// Whether the group's figures are shown in each round.
    plain: [bool; 2],
}

/// What one person chose.
enum Chosen {
    One(usize),
    Several(Vec<bool>),
}

impl Followed {
    /// Nothing where the question is not measured by options.
    pub(super) fn of(
        linked: &LinkedRounds,
        rounds: (&Counted, &Counted),
        judged: (&Judged, &Judged),
        series: &Series,
        place: usize,
    ) -> Option<Self> {
        let form = &judged.1.form;
        if !matches!(form.measure, Measure::Ordinal | Measure::Nominal | Measure::Multiple) {
            return None;
        }
        let lattice = &rounds.1.lattice;
        let options = form.values.len();
        let several = form.measure == Measure::Multiple;
        let empty = || form.read(&BTreeMap::new());
        let all =
            |lattice: &Lattice, judged: &Judged, by: &Cell| lattice.find(by).map_or_else(empty, |at| judged.figures[at].clone());
        let is_plain = |lattice: &Lattice, judged: &Judged, by: &Cell| {
            lattice.find(by).is_some_and(|at| matches!(judged.shown[at], Shown::All))
        };
        let of_group = |by: &Cell| Group {
            pairs: 0,
            table: if several { Vec::new() } else { vec![vec![0; options]; options] },
            turns: if several { vec![[0; 2]; options] } else { Vec::new() },
            unpaired: 0,
            own: [empty(), empty()],
            rest: [all(&rounds.0.lattice, judged.0, by), all(lattice, judged.1, by)],
            plain: [is_plain(&rounds.0.lattice, judged.0, by), is_plain(lattice, judged.1, by)],
        };
        let mut groups: Vec<Group> = lattice.groups.iter().map(of_group).collect();
        let keys = [place - 1, place].map(|at| series.items[at].as_ref().map(|item| &item.key));
        let item = linked.item(keys[0]?, keys[1]?)?;
        let sides = [(place - 1, item.sets(0)), (place, item.sets(1))]
            .map(|(round, sets)| sets.iter().map(|codes| answered(codes, series, round)).collect::<Vec<_>>());
        let moved = linked.by_group(item, &lattice.groups);
        for (group, moved) in groups.iter_mut().zip(moved) {
            for ([from, to], people) in moved {
                group.add(sides[0][from].as_ref(), sides[1][to].as_ref(), people);
            }
        }
        for group in &mut groups {
            let Group { own, rest, .. } = group;
            rest.iter_mut().zip(own).for_each(|(rest, own)| *rest = rest.without(own));
        }
        let minimums = Minimums {
            mean: rounds.0.minimums.mean.max(rounds.1.minimums.mean),
            distribution: rounds.0.minimums.distribution.max(rounds.1.minimums.distribution),
        };
        let shown = shown(&groups, lattice, form, minimums);
        Some(Self { groups, shown })
    }

    /// What moved in a group, where it may be shown.
    pub(super) fn group(&self, at: usize) -> Option<&Group> {
        self.groups.get(at).filter(|_| self.shown[at])
    }
}

/// What was chosen in a round by whoever is counted under these codes, on the form on which the round is compared.
fn answered(counted: &[i64], series: &Series, round: usize) -> Option<(Chosen, Figures)> {
    let (form, own) = series.forms(round)?;
    let mut codes = BTreeMap::new();
    for code in counted {
        *codes.entry(*code).or_insert(0) += 1;
    }
    let figures = series.counted(round, &own, &own.read(&codes));
    if figures.n == 0 {
        return None;
    }
    let chosen = match form.measure {
        Measure::Multiple => Chosen::Several(figures.counts.iter().map(|count| *count > 0).collect()),
        _ => Chosen::One(figures.counts.iter().position(|count| *count > 0)?),
    };
    Some((chosen, figures))
}

impl Group {
    fn add(&mut self, earlier: Option<&(Chosen, Figures)>, later: Option<&(Chosen, Figures)>, people: u64) {
        let (Some((from, before)), Some((to, after))) = (earlier, later) else {
            self.unpaired += people;
            return;
        };
        match (from, to) {
            (Chosen::One(from), Chosen::One(to)) => self.table[*from][*to] += people,
            (Chosen::Several(from), Chosen::Several(to)) => {
                for (turn, (from, to)) in self.turns.iter_mut().zip(from.iter().zip(to)) {
                    turn[0] += if !from && *to { people } else { 0 };
                    turn[1] += if *from && !to { people } else { 0 };
                }
            }
            _ => return,
        }
        self.pairs += people;
        self.own[0].add(&before.times(people));
        self.own[1].add(&after.times(people));
    }

    /// The table as the statistics take it; none of several choices.
    pub(super) fn moves(&self) -> Option<Moves> {
        Moves::read(&self.table).filter(|moves| moves.options() > 0)
    }

    /// Whether everybody of both rounds is linked.
    pub(super) fn is_everybody(&self) -> bool {
        self.rest.iter().all(|rest| rest.n == 0)
    }

    fn moved(&self, form: &Form) -> Figures {
        let direction = |wanted: std::cmp::Ordering| -> u64 {
            let cells = self.table.iter().enumerate().flat_map(|(from, row)| row.iter().enumerate().map(move |to| (from, to)));
            cells.filter(|(from, (to, _))| to.cmp(from) == wanted).map(|(_, (_, count))| *count).sum()
        };
        let counts = match form.measure {
            Measure::Multiple => self.turns.concat(),
            Measure::Ordinal => {
                [std::cmp::Ordering::Less, std::cmp::Ordering::Equal, std::cmp::Ordering::Greater].map(direction).into()
            }
            // Whoever stayed is alike: how the others moved is all that is told of them.
            _ => {
                let off = |from: usize| move |(to, count): (usize, &u64)| (from != to).then_some(*count);
                let gone: Vec<u64> =
                    self.table.iter().enumerate().flat_map(|(from, row)| row.iter().enumerate().filter_map(off(from))).collect();
                let stayed = self.pairs - gone.iter().sum::<u64>();
                [vec![stayed], gone].concat()
            }
        };
        Figures { n: self.pairs, missing: [self.unpaired, 0, 0, 0], counts, ..Figures::default() }
    }

    /// Whether what is left of each round without the linked ones may be known.
    fn is_safe_beside(&self, form: &Form, minimums: Minimums) -> bool {
        self.rest.iter().all(|rest| is_safe(rest, form, minimums))
    }

    /// Whether what is left of the linked ones and of the others may be known, in each round, when these parts, followed or not, are
    /// taken away as far as it is known what they answered.
    fn is_safe_without(&self, parts: &[(&Self, bool)], form: &Form, minimums: Minimums) -> bool {
        let left = |side: usize, all: &Figures, own: &dyn Fn(&Self) -> Figures, other: &dyn Fn(&Self) -> u64| {
            let known =
                |part: &Self, followed: bool| if followed { own(part).n > 0 } else { part.plain[side] && other(part) == 0 };
            parts
                .iter()
                .filter(|(part, followed)| known(part, *followed))
                .fold(all.clone(), |left, (part, _)| left.without(&own(part)))
        };
        (0..2).all(|side| {
            let own = |part: &Self| part.own[side].clone();
            let rest = |part: &Self| part.rest[side].clone();
            let linked = left(side, &self.own[side], &own, &|part| part.rest[side].n);
            let others = left(side, &self.rest[side], &rest, &|part| part.own[side].n);
            is_safe(&linked, form, minimums) && is_safe(&others, form, minimums)
        })
    }
}

fn is_safe(left: &Figures, form: &Form, minimums: Minimums) -> bool {
    left.n == 0 || (left.n >= minimums.distribution && !left.is_alike(form))
}

/// Of which groups it is shown what moved.
fn shown(groups: &[Group], lattice: &Lattice, form: &Form, minimums: Minimums) -> Vec<bool> {
    let figures: Vec<Figures> = groups.iter().map(|group| group.moved(form)).collect();
    let measure = if form.measure == Measure::Multiple { Measure::Multiple } else { Measure::Nominal };
    let values = (0..).take(figures.first().map_or(0, |figures| figures.counts.len())).collect();
    let moved = Form { measure, values, missing: Vec::new(), top: Vec::new(), bounds: [None; 2] };
    let asked = Asked { form: &moved, figures: &figures, after: Vec::new() };
    let never: Vec<bool> = lattice.offered.iter().map(|offered| !offered).collect();
    let judged = small_numbers::decide(lattice, &asked, minimums, &never, None);
    let mut shown: Vec<bool> =
        groups.iter().zip(judged).map(|(group, judged)| judged == Shown::All && group.is_safe_beside(form, minimums)).collect();
    // What is left of a group when its shown parts are taken from it.
    let lists: Vec<(usize, Vec<usize>)> = lattice.tables.iter().flat_map(parts).collect();
    loop {
        let before = shown.clone();
        for (whole, parts) in lists.iter().filter(|(whole, _)| before[*whole]) {
            loop {
                let all: Vec<(&Group, bool)> = parts.iter().map(|at| (&groups[*at], shown[*at])).collect();
                if groups[*whole].is_safe_without(&all, form, minimums) {
                    break;
                }
                let open = parts.iter().copied().filter(|at| shown[*at]);
                let smallest = open.min_by_key(|at| groups[*at].pairs);
                shown[smallest.unwrap_or(*whole)] = false;
                if smallest.is_none() {
                    break;
                }
            }
            let all: Vec<(&Group, bool)> = parts.iter().map(|at| (&groups[*at], shown[*at])).collect();
            shown[*whole] = shown[*whole] && room::is_left(&groups[*whole], &all);
        }
        if shown == before {
            return shown;
        }
    }
}

/// Every group of a table that is made up of others, with those.
fn parts(table: &super::lattice::Table) -> Vec<(usize, Vec<usize>)> {
    let crossed = |at: usize| table.cells.iter().filter_map(move |row| row.get(at).copied()).collect();
    let mut parts = vec![(0, table.rows.clone())];
    if !table.columns.is_empty() {
        parts.push((0, table.columns.clone()));
        parts.extend(table.rows.iter().copied().zip(table.cells.iter().cloned()));
        parts.extend(table.columns.iter().copied().enumerate().map(|(at, column)| (column, crossed(at))));
    }
    parts
}

#[cfg(test)]
mod tests;
