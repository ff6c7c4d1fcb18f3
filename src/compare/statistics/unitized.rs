//! Krippendorff's alpha for free cutting: whether several people who mark a text where they like begin, end and name their stretches alike.
//!
//! The one thing a newcomer would get wrong: a gap is no unit. It could have been cut anywhere, so by chance its single signs meet each
//! other, while a marked stretch is one thing that never meets itself.

use super::real;

/// A stretch of a text in one person's cutting: from a place up to another, not included, with a category, or none where it is a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins.
    pub from: u64,
    /// Where it ends, not included.
    pub to: u64,
    /// The category; none of a gap.
    pub category: Option<usize>,
}

/// What the cuttings of one text have in common. Texts can be added up, so that they can be drawn again for an interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlaps {
    /// How much of the text two people put into each pair of categories, over all pairs of people; gaps stand first.
    together: Vec<Vec<f64>>,
    /// What would meet itself by chance: each gap's length, and the square of each marked stretch's.
    itself: Vec<f64>,
}

/// A person's cutting of a text of this length into what they marked and the gaps between. What they marked twice, overlapping, is one.
#[must_use]
pub fn cutting(length: u64, marked: &[(u64, u64)]) -> Vec<Stretch> {
    let mut marked: Vec<(u64, u64)> =
        marked.iter().map(|(from, to)| (*from, (*to).min(length))).filter(|(from, to)| from < to).collect();
    marked.sort_unstable();
    let mut whole: Vec<(u64, u64)> = Vec::with_capacity(marked.len());
    for (from, to) in marked {
        match whole.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            _ => whole.push((from, to)),
        }
    }
    let (mut cut, mut at) = (Vec::with_capacity(2 * whole.len() + 1), 0);
    for (from, to) in whole {
        if at < from {
            cut.push(Stretch { from: at, to: from, category: None });
        }
        cut.push(Stretch { from, to, category: Some(0) });
        at = to;
    }
    if at < length {
        cut.push(Stretch { from: at, to: length, category: None });
    }
    cut
}

/// What the cuttings of one text, a list of stretches for each person, have in common; `None` for fewer than two people, or where a
/// category is not below `options`.
#[must_use]
pub fn overlaps(people: &[Vec<Stretch>], options: usize) -> Option<Overlaps> {
    if people.len() < 2 || people.iter().flatten().any(|stretch| stretch.category.is_some_and(|category| category >= options)) {
        return None;
    }
    let place = |stretch: &Stretch| stretch.category.map_or(0, |category| category + 1);
    let length = |from: u64, to: u64| real(to.saturating_sub(from).into());
    let mut found = Overlaps { together: vec![vec![0.0; options + 1]; options + 1], itself: vec![0.0; options + 1] };
    for (at, one) in people.iter().enumerate() {
        for stretch in one {
            let own = length(stretch.from, stretch.to);
            found.itself[place(stretch)] += if stretch.category.is_none() { own } else { own * own };
        }
        for (_, other) in people.iter().enumerate().filter(|(other, _)| *other != at) {
            for (stretch, with) in one.iter().flat_map(|stretch| other.iter().map(move |with| (stretch, with))) {
                let shared = length(stretch.from.max(with.from), stretch.to.min(with.to));
                found.together[place(stretch)][place(with)] += shared / real(people.len() as u128 - 1);
            }
        }
    }
    Some(found)
}

/// Krippendorff's unitized alpha over texts that the same people cut: 1 where all begin, end and name their stretches alike, 0 for what
/// chance gives. `None` where chance alone gives full agreement (nobody marked anything, or all of it is one stretch of one category), and of
/// texts with different categories.
/// Source: Krippendorff, Mathet, Bouvry & Widlöcher 2016, On the reliability of unitizing textual continua, Quality & Quantity 50:2347,
/// which mends the coefficient of 2004 for more than two people; lengths of intersections in the place of counts of units.
#[must_use]
pub fn unitized_alpha<'a>(texts: impl IntoIterator<Item = &'a Overlaps>) -> Option<f64> {
    let mut texts = texts.into_iter();
    let mut sum = texts.next()?.clone();
    for text in texts {
        if text.itself.len() != sum.itself.len() {
            return None;
        }
        sum.itself.iter_mut().zip(&text.itself).for_each(|(to, more)| *to += more);
        for (row, more) in sum.together.iter_mut().zip(&text.together) {
            row.iter_mut().zip(more).for_each(|(to, more)| *to += more);
        }
    }
    let rows: Vec<f64> = sum.together.iter().map(|row| row.iter().sum()).collect();
    let whole: f64 = rows.iter().sum();
    let chances = whole * whole - sum.itself.iter().sum::<f64>();
    let alike: f64 = (0..rows.len()).map(|at| sum.together[at][at]).sum();
    // Every pair of people is there in both orders, so that rows and columns have the same sums.
    let by_chance: f64 = rows.iter().zip(&sum.itself).map(|(row, itself)| whole * (row * row - itself) / chances).sum();
    let alpha = 1.0 - (whole - alike) / (whole - by_chance);
    (chances > 0.0 && whole - by_chance > 1e-9 * whole && alpha.is_finite()).then_some(alpha)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alpha(length: u64, people: &[&[(u64, u64)]]) -> Option<f64> {
        unitized_alpha(&overlaps(&people.iter().map(|marked| cutting(length, marked)).collect::<Vec<_>>(), 1))
    }

    #[test]
    fn two_who_mark_opposite_halves_agree_less_than_chance() {
        // Of 8 in all, none alike. By chance: marked (4² − 2² − 2²), gaps (4² − 2 − 2), of 8² − 8 − 4 = 52, times 8: 160/52 alike.
        let found = alpha(4, &[&[(0, 2)], &[(2, 4)]]).unwrap();
        assert!((found - (1.0 - 8.0 / (8.0 - 160.0 / 52.0))).abs() < 1e-12 && (found + 0.625).abs() < 1e-12, "{found}");
    }

    #[test]
    fn the_same_cutting_is_full_agreement_and_an_end_elsewhere_is_less() {
        assert_eq!(alpha(40, &[&[(3, 9), (20, 30)], &[(3, 9), (20, 30)], &[(3, 9), (20, 30)]]), Some(1.0));
        let (near, far) = (alpha(40, &[&[(3, 9)], &[(3, 10)]]).unwrap(), alpha(40, &[&[(3, 9)], &[(3, 20)]]).unwrap());
        assert!(1.0 > near && near > far && far > 0.0, "{near} {far}");
        // What somebody marked in two overlapping pieces is one stretch; two that only touch are two.
        assert_eq!(alpha(40, &[&[(3, 7), (5, 9)], &[(3, 9)]]), Some(1.0));
        assert_eq!(cutting(9, &[(3, 5), (5, 9)]).len(), 3);
    }

    #[test]
    fn what_cannot_be_computed_is_none() {
        assert_eq!(alpha(40, &[&[], &[]]), None, "nobody marked anything");
        assert_eq!(alpha(40, &[&[(0, 40)], &[(0, 40)]]), None, "all of it is one stretch");
        assert_eq!(alpha(40, &[&[(0, 10)]]), None, "one person");
        assert_eq!(alpha(0, &[&[], &[]]), None, "no text");
        assert_eq!(unitized_alpha(&[]), None);
        let strange = vec![Stretch { from: 0, to: 4, category: Some(1) }];
        assert_eq!(overlaps(&[strange.clone(), strange], 1), None, "no such category");
    }

    #[test]
    fn texts_that_are_added_up_are_as_one_text_after_the_other() {
        let cut = |from: &[(u64, u64)], length| cutting(length, from);
        let first = overlaps(&[cut(&[(0, 4)], 10), cut(&[(1, 4)], 10)], 1).unwrap();
        let second = overlaps(&[cut(&[(2, 5)], 6), cut(&[], 6)], 1).unwrap();
        let one = overlaps(&[cut(&[(0, 4), (12, 15)], 16), cut(&[(1, 4)], 16)], 1).unwrap();
        let (apart, together) = (unitized_alpha([&first, &second]).unwrap(), unitized_alpha([&one]).unwrap());
        assert!((apart - together).abs() < 1e-12, "{apart} {together}");
    }
}
