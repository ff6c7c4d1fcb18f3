//! The answers of a round as one byte each: what a million responses are counted again from.
//!
//! It is made from the stored answers, lives while something is counted, and is let go. A code here is not an answer's own but the
//! number of what was counted of it among all that the round has of its item, so that several choices are one byte too.

use std::collections::BTreeMap;

use super::tally::{Cell, Tallies, codes_of};
use crate::questionnaire::{Kind, StoredAnswers, Version, shown_questions};

/// A round's answers, a column for each item; it has no `Debug`, since it holds answers.
#[derive(Default)]
pub struct Coded {
    cells: Vec<Cell>,
    by_cell: BTreeMap<Cell, u32>,
    /// Per response its cell.
    members: Vec<u32>,
    columns: Vec<Column>,
}

/// One item of all responses.
pub(super) struct Column {
    item: String,
    /// What was counted of a response, each time that it occurred anew.
    sets: Vec<Vec<i64>>,
    by_set: BTreeMap<Vec<i64>, u32>,
    numbers: Numbers,
}

/// Per response the number of its set: a byte while there are no more sets than that.
enum Numbers {
    Bytes(Vec<u8>),
    Wide(Vec<u32>),
}

/// How the answers to one version are coded.
pub struct Coding<'a> {
    version: &'a Version,
    /// Whether nothing that is asked hangs on an answer.
    is_straight: bool,
    /// In the order of their keys.
    items: Vec<Place<'a>>,
}

/// Where an item stands.
struct Place<'a> {
    key: String,
    kind: &'a Kind,
    page: usize,
    question: usize,
}

impl<'a> Coding<'a> {
    /// The coding of a version's answers.
    #[must_use]
    pub fn of(version: &'a Version) -> Self {
        let mut items = Vec::new();
        for (page, questions) in version.pages.iter().enumerate() {
            for (question, asked) in questions.questions.iter().enumerate() {
                items.extend(asked.items(page).into_iter().map(|item| Place {
                    key: item.key,
                    kind: &asked.kind,
                    page,
                    question,
                }));
            }
        }
        items.sort_by(|one, other| one.key.cmp(&other.key));
        let is_straight = version.questions().all(|asked| asked.show_if.is_none() && asked.screen_out_if.is_none());
        Self { version, is_straight, items }
    }
}

impl Coded {
    /// No response yet.
    #[must_use]
    pub fn of(coding: &Coding) -> Self {
        Self { columns: coding.items.iter().map(|item| Column::of(item.key.clone())).collect(), ..Self::default() }
    }

    /// The number of a combination of background values.
    pub fn cell(&mut self, cell: Cell) -> u32 {
        if let Some(number) = self.by_cell.get(&cell) {
            return *number;
        }
        let number = number(self.cells.len());
        self.cells.push(cell.clone());
        self.by_cell.insert(cell, number);
        number
    }

    /// Adds a response of a combination that [`Self::cell`] numbered.
    pub fn push(&mut self, cell: u32, coding: &Coding, answers: &StoredAnswers) {
        let shown = (!coding.is_straight).then(|| shown_questions(coding.version, &|key| answers.get(key)));
        let mut given = answers.iter().peekable();
        let mut set = Vec::new();
        self.members.push(cell);
        for (column, item) in self.columns.iter_mut().zip(&coding.items) {
            while given.next_if(|(key, _)| *key < item.key.as_str()).is_some() {}
            let answer = given.peek().filter(|(key, _)| *key == item.key).map(|(_, answer)| *answer);
            let is_shown = shown.as_ref().is_none_or(|shown| shown[item.page][item.question]);
            set.clear();
            codes_of(item.kind, is_shown, answer, |code| set.push(code));
            column.push(&set);
        }
    }

    /// Adds a response by the codes of each item, in the order of their keys.
    #[cfg(test)]
    pub(super) fn push_codes(&mut self, cell: u32, codes: &[&[i64]]) {
        self.members.push(cell);
        self.columns.iter_mut().zip(codes).for_each(|(column, codes)| column.push(codes));
    }

    /// How many responses there are.
    #[must_use]
    pub fn responses(&self) -> usize {
        self.members.len()
    }

    /// Counted again.
    #[must_use]
    pub fn tallies(&self) -> Tallies {
        let mut tallies = Tallies::default();
        for column in &self.columns {
            let mut add = |cell: u32, set: u32, count: u64| {
                let (cell, set) = (&self.cells[cell as usize], &column.sets[set as usize]);
                for code in set {
                    tallies.add(cell, &column.item, *code, count);
                }
            };
            match &column.numbers {
                Numbers::Bytes(numbers) => {
                    let sets = column.sets.len().max(1);
                    let counts = histogram(&self.members, numbers, self.cells.len() * sets, sets);
                    let counted = (0..).zip(counts).filter(|(_, count)| *count > 0);
                    counted.for_each(|(place, count)| add(place / number(sets), place % number(sets), count));
                }
                Numbers::Wide(numbers) => {
                    // Of so many sets most are in no cell.
                    let mut counts: BTreeMap<(u32, u32), u64> = BTreeMap::new();
                    for place in self.members.iter().copied().zip(numbers.iter().copied()) {
                        *counts.entry(place).or_default() += 1;
                    }
                    for ((cell, set), count) in counts {
                        add(cell, set, count);
                    }
                }
            }
        }
        tallies
    }

    /// The background values that a response of this round and one of another have in common.
    pub(super) fn common(&self, cell: u32, other: &Self, of_other: u32) -> Cell {
        let (cell, other) = (&self.cells[cell as usize], &other.cells[of_other as usize]);
        let common = cell.iter().filter(|(column, value)| other.get(*column) == Some(value));
        common.map(|(column, value)| (column.clone(), value.clone())).collect()
    }

    /// The cell of a response.
    pub(super) fn member(&self, response: u32) -> u32 {
        self.members[response as usize]
    }

    /// The column of an item.
    pub(super) fn column(&self, item: &str) -> Option<&Column> {
        let place = self.columns.binary_search_by(|column| column.item.as_str().cmp(item)).ok()?;
        self.columns.get(place)
    }
}

/// How many responses have which number in which cell, a row of `sets` for each cell.
fn histogram(members: &[u32], numbers: &[u8], places: usize, sets: usize) -> Vec<u64> {
    let mut counts = vec![0_u64; places];
    for (cell, number) in members.iter().zip(numbers) {
        counts[*cell as usize * sets + usize::from(*number)] += 1;
    }
    counts
}

impl Column {
    fn of(item: String) -> Self {
        Self { item, sets: Vec::new(), by_set: BTreeMap::new(), numbers: Numbers::Bytes(Vec::new()) }
    }

    /// What was counted of a response, each time that it occurred anew.
    pub(super) fn sets(&self) -> &[Vec<i64>] {
        &self.sets
    }

    /// Which of it of this response.
    pub(super) fn number(&self, response: u32) -> u32 {
        match &self.numbers {
            Numbers::Bytes(numbers) => u32::from(numbers[response as usize]),
            Numbers::Wide(numbers) => numbers[response as usize],
        }
    }

    fn push(&mut self, set: &[i64]) {
        let number = if let Some(number) = self.by_set.get(set) {
            *number
        } else {
            let number = number(self.sets.len());
            self.sets.push(set.to_vec());
            self.by_set.insert(set.to_vec(), number);
            number
        };
        match &mut self.numbers {
            Numbers::Bytes(numbers) => {
                if let Ok(byte) = u8::try_from(number) {
                    numbers.push(byte);
                } else {
                    let wide = numbers.iter().map(|byte| u32::from(*byte)).chain([number]).collect();
                    self.numbers = Numbers::Wide(wide);
                }
            }
            Numbers::Wide(numbers) => numbers.push(number),
        }
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::codes;
    use crate::compare::fixtures::{extent, multiple, question, single, version};
    use crate::questionnaire::{Answer, Answers, parse_condition, shown};

    #[test]
    fn a_recount_from_bytes_is_a_recount_from_answers_also_of_more_sets_than_a_byte_has() {
        let hours = question("hours", Kind::Number { min: None, max: None, decimals: 1, missing: Vec::new() });
        let mut why = question("why", Kind::Text { max_length: 20, missing: Vec::new() });
        why.show_if = Some(parse_condition("extent == 2").unwrap().condition);
        let version = version(1, vec![single("extent", extent()), multiple("means"), hours, why]);
        let coding = Coding::of(&version);
        let (mut coded, mut expected) = (Coded::of(&coding), Tallies::default());
        for number in 0..900_i64 {
            let mut answers = Answers::default();
            answers.0.insert("extent".to_owned(), Answer::Choice(number % 5 + 1));
            answers.0.insert("hours".to_owned(), Answer::Number(number as f64 / 2.0));
            if number % 3 > 0 {
                answers.0.insert("means".to_owned(), Answer::Choices((1..number % 4).collect()));
                answers.0.insert("why".to_owned(), Answer::Text("fordi".to_owned()));
            }
            let cell = Cell::from([("municipality".to_owned(), (number % 7).to_string())]);
            for (item, code) in codes(&version, &shown(&version, &answers), &answers) {
                expected.add(&cell, &item, code, 1);
            }
            let cell = coded.cell(cell);
            coded.push(cell, &coding, &serde_json::from_str(&serde_json::to_string(&answers).unwrap()).unwrap());
        }
        assert_eq!(coded.responses(), 900);
        assert!(coded.tallies() == expected);
    }
}
