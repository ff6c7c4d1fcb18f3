//! A crossing of two columns as a network in which a way round leads to another table that shows the same.
//!
//! A combination joins its row and its column. What is shown of a row fixes a sum over its combinations: one more answer in one of them
//! is one fewer in another, and the same holds for columns. Only rows of which nothing is shown can make up for each other, and so can
//! such columns. So a chain of more and fewer that comes back to where it began changes no sum that is shown, and every change that
//! does not is made of such chains.

/// How many rows and columns there are, unknown ones included.
#[derive(Clone, Copy)]
pub(super) struct Network {
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// What a way round passes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Passage {
    /// One more answer in this combination.
    More(usize),
    /// One fewer.
    Fewer(usize),
    /// Another row makes up for this one.
    Row(usize),
    /// Another column makes up for this one.
    Column(usize),
}

/// A way round with its price.
pub(super) struct Way {
    pub(super) price: u64,
    /// From the end to the beginning, without the combination in which it begins.
    pub(super) passages: Vec<Passage>,
}

impl Way {
    /// The row that has one more answer where another has one fewer.
    pub(super) fn gaining_row(&self) -> Option<usize> {
        self.passages.iter().find_map(|passage| if let Passage::Row(row) = passage { Some(*row) } else { None })
    }
}

impl Network {
    /// The cheapest way round that begins with one more answer in this combination and does not come through it again; `price` tells
    /// what a passage costs, if it can be passed at all.
    pub(super) fn cheapest(self, begin: usize, price: impl Fn(Passage) -> Option<u64>) -> Option<Way> {
        let (start, goal) = (self.column(begin % self.columns), begin / self.columns);
        let (rows_meet, columns_meet) = (self.rows, self.column(self.columns));
        // Per place the least spent on the way to it, and from where it was come to.
        let mut reached: Vec<Option<(u64, usize, Passage)>> = vec![None; columns_meet + 1];
        let mut waiting = vec![(0, start)];
        while let Some(first) = (0..waiting.len()).min_by_key(|at| waiting[*at].0) {
            let (spent, here) = waiting.swap_remove(first);
            if here == goal {
                break;
            }
            if reached[here].is_some_and(|(least, ..)| least < spent) {
                continue;
            }
            let mut pass = |next: usize, passage: Passage| {
                let returns = next == start || matches!(passage, Passage::More(at) | Passage::Fewer(at) if at == begin);
                let Some(price) = price(passage).filter(|_| !returns) else { return };
                if reached[next].is_none_or(|(least, ..)| spent + price < least) {
                    reached[next] = Some((spent + price, here, passage));
                    waiting.push((spent + price, next));
                }
            };
            if here < rows_meet {
                (0..self.columns).for_each(|column| pass(self.column(column), Passage::More(here * self.columns + column)));
                pass(rows_meet, Passage::Row(here));
            } else if here == rows_meet {
                (0..self.rows).for_each(|row| pass(row, Passage::Row(row)));
            } else if here < columns_meet {
                let column = here - self.column(0);
                (0..self.rows).for_each(|row| pass(row, Passage::Fewer(row * self.columns + column)));
                pass(columns_meet, Passage::Column(column));
            } else {
                (0..self.columns).for_each(|column| pass(self.column(column), Passage::Column(column)));
            }
        }
        let (price, mut before, passage) = reached[goal]?;
        let mut passages = vec![passage];
        while let Some((_, earlier, passage)) = reached[before].filter(|_| before != start) {
            passages.push(passage);
            before = earlier;
        }
        Some(Way { price, passages })
    }

    /// Where a column is: first come the rows, where rows meet, then the columns, and where columns meet.
    fn column(self, column: usize) -> usize {
        self.rows + 1 + column
    }
}
