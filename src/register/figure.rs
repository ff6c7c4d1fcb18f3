//! Figures, put together by measure: a line per municipality and group, from period to period.

use std::collections::BTreeMap;

use super::{Amount, Period};

/// A register figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is a figure of.
    pub key: Key,
    /// How much.
    pub amount: Amount,
    /// Where it comes from.
    pub source: String,
    /// What else must be known to read it.
    pub note: String,
    /// Whether it is shown to everybody although few stand behind it: nobody can be recognised by it.
    pub show_small: bool,
}

/// What tells a figure from every other of its trial.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// What is measured, in words.
    pub measure: String,
    /// Whose: a municipality's key; empty for the whole trial.
    pub municipality: String,
    /// Of which people; empty for all of the trial's target group.
    pub group: String,
    /// When.
    pub period: Period,
}

/// A measure with everything reported of it.
pub struct Measure<'a> {
    /// In words.
    pub name: &'a str,
    /// The whole trial first, then the municipalities and groups in the order of the file.
    pub lines: Vec<Line<'a>>,
}

/// One municipality's or the whole trial's figures of one group, in the order of time.
pub struct Line<'a> {
    /// The municipality's key; empty for the whole trial.
    pub municipality: &'a str,
    /// The group; empty for all.
    pub group: &'a str,
    /// The figures.
    pub figures: Vec<&'a Figure>,
}

/// From how things were to how they are.
pub struct Step<'a> {
    /// The baseline, else the first.
    pub from: &'a Figure,
    /// The last.
    pub to: &'a Figure,
}

impl Figure {
    /// What a file has of it, in the order of its columns: measure, period, municipality, group, value, unit, source, note.
    #[must_use]
    pub fn cells(&self) -> [String; 8] {
        let Key { measure, municipality, group, period } = &self.key;
        let texts = |text: &String| text.clone();
        let unit = self.amount.unit.name().to_owned();
        let (period, value) = (period.written(), self.amount.written());
        [texts(measure), period, texts(municipality), texts(group), value, unit, texts(&self.source), texts(&self.note)]
    }
}

impl Key {
    /// Whether both are figures of the same days of the same.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.period.overlaps(other.period)
            && self.measure == other.measure
            && self.municipality == other.municipality
            && self.group == other.group
    }

    /// Whether the group is there to compare with: it was not in the trial (`sammenligning: hele landet`, `comparison: …`).
    #[must_use]
    pub fn is_comparison(&self) -> bool {
        is_comparison(&self.group)
    }
}

fn is_comparison(group: &str) -> bool {
    let group = group.to_lowercase();
    group.starts_with("sammenligning") || group.starts_with("comparison")
}

impl<'a> Line<'a> {
    /// Whether the group is there to compare with.
    #[must_use]
    pub fn is_comparison(&self) -> bool {
        is_comparison(self.group)
    }

    /// From the baseline, or else the first period, to the last; none where there is but one period, or another unit.
    #[must_use]
    pub fn step(&self) -> Option<Step<'a>> {
        let spans = || self.figures.iter().copied().filter(|figure| figure.key.period.last_day().is_some());
        let from = spans().find(|figure| figure.key.period.is_baseline()).or_else(|| spans().next())?;
        let to = spans().last()?;
        (from.key != to.key && from.amount.unit == to.amount.unit && from.amount.of.is_some() == to.amount.of.is_some())
            .then_some(Step { from, to })
    }
}

/// The figures by measure, in the order in which measures come first; `order` is that of municipalities.
#[must_use]
pub fn measures<'a>(figures: &'a [Figure], order: &[&str]) -> Vec<Measure<'a>> {
    let mut measures: Vec<Measure> = Vec::new();
    for figure in figures {
        let key = &figure.key;
        let at = measures.iter().position(|measure| measure.name == key.measure).unwrap_or_else(|| {
            measures.push(Measure { name: &key.measure, lines: Vec::new() });
            measures.len() - 1
        });
        let lines = &mut measures[at].lines;
        match lines.iter_mut().find(|line| line.municipality == key.municipality && line.group == key.group) {
            Some(line) => line.figures.push(figure),
            None => lines.push(Line { municipality: &key.municipality, group: &key.group, figures: vec![figure] }),
        }
    }
    let place = |municipality: &str| match municipality {
        "" => 0,
        other => order.iter().position(|key| *key == other).map_or(usize::MAX, |at| at + 1),
    };
    for measure in &mut measures {
        // Stable: groups keep the order in which they came.
        measure.lines.sort_by_key(|line| (line.is_comparison(), place(line.municipality)));
        measure.lines.iter_mut().for_each(|line| line.figures.sort_by_key(|figure| figure.key.period));
    }
    measures
}

/// Pairs of figures that speak of the same days of the same: the place of the first, and of the one that overlaps with it.
#[must_use]
pub fn overlap(keys: &[&Key]) -> Vec<(usize, usize)> {
    let mut by_line: BTreeMap<(&str, &str, &str), Vec<usize>> = BTreeMap::new();
    let mut found = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let line = by_line.entry((&key.measure, &key.municipality, &key.group)).or_default();
        found.extend(line.iter().find(|other| keys[**other].period.overlaps(key.period)).map(|other| (*other, at)));
        line.push(at);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Unit;
    use super::*;

    fn figure(municipality: &str, group: &str, period: &str, amount: &str) -> Figure {
        Figure {
            key: Key {
                measure: "Længde".to_owned(),
                municipality: municipality.to_owned(),
                group: group.to_owned(),
                period: Period::parse(period).unwrap(),
            },
            amount: Amount::parse(amount, Unit::Months).unwrap(),
            source: "Sagssystemet".to_owned(),
            note: String::new(),
            show_small: false,
        }
    }

    #[test]
    fn the_whole_comes_first_then_municipalities_in_their_order_and_who_is_compared_with_last() {
        let figures = [
            figure("", "sammenligning: hele landet", "2018-07", "15"),
            figure("aalborg", "", "2020-07", "11"),
            figure("thisted", "", "2018-07", "14"),
            figure("aalborg", "", "nulpunkt 2018-06", "13"),
            figure("", "", "2018-07", "13,5"),
        ];
        let measures = measures(&figures, &["thisted", "aalborg"]);
        let lines: Vec<(&str, &str)> = measures[0].lines.iter().map(|line| (line.municipality, line.group)).collect();
        assert_eq!(lines, [("", ""), ("thisted", ""), ("aalborg", ""), ("", "sammenligning: hele landet")]);
        let step = measures[0].lines[2].step().unwrap();
        assert_eq!((step.from.amount.written(), step.to.amount.written()), ("13".to_owned(), "11".to_owned()));
        assert!(measures[0].lines[1].step().is_none());
    }

    #[test]
    fn a_year_and_its_half_are_said_twice_of_one_municipality_alone() {
        let figures =
            [figure("aalborg", "", "2018", "1"), figure("thisted", "", "2018-H2", "1"), figure("aalborg", "", "2018-H2", "1")];
        let keys: Vec<&Key> = figures.iter().map(|figure| &figure.key).collect();
        assert_eq!(overlap(&keys), [(0, 2)]);
    }
}
