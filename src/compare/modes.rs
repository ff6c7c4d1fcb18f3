//! How answers came in, from one round to the next: people say other things to a voice than to a screen, so a mix of modes that moved
//! would look like an effect of the trial.

use super::counted::Counted;
use super::level::{Difference, Reason};
use super::rates::tells_entries;
use crate::fieldwork::Entry;

/// From this movement of any mode's share on the mix has moved; the design names no number, so it is that of "don't know".
const MOVED: f64 = 0.1;

/// What moved between these rounds: the shares on paper and by telephone before and after. None where nothing did, and where it may not
/// be told of one of them how its answers came in.
pub(super) fn moved(earlier: &Counted, later: &Counted) -> Option<Difference> {
    let (before, after) = (shares(earlier)?, shares(later)?);
    let web = |shares: [f64; 2]| 1.0 - shares[0] - shares[1];
    let moves = [after[0] - before[0], after[1] - before[1], web(after) - web(before)];
    // Ten points exactly are ten points, whatever the last bit of the quotient says.
    let has_moved = moves.into_iter().any(|by| by.abs() >= MOVED - 1e-12);
    let written = |[paper, telephone]: [f64; 2]| Some(format!("paper {paper:.2}, telephone {telephone:.2}"));
    has_moved.then(|| Difference { reason: Reason::Mode, before: written(before), after: written(after) })
}

/// The shares of a round's answers that came on paper and by telephone. Nobody knows that of a file of answers that does not say.
fn shares(counted: &Counted) -> Option<[f64; 2]> {
    let (round, entered) = (counted.input, &counted.input.entered);
    let answered = counted.responses.first().copied().filter(|answered| *answered > 0)?;
    let known = if entered.is_empty() {
        !round.round.imported && !round.waiting
    } else {
        tells_entries(answered, entered, !round.waiting, counted.minimums)
    };
    let share = |entry: Entry| entered.get(&entry).copied().unwrap_or(0) as f64 / answered as f64;
    known.then(|| Entry::AT_THE_DESK.map(share))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;

    use super::*;
    use crate::compare::fixtures::{extent, input, round, single, tally, trials, version};
    use crate::compare::{RoundInput, Tallies, compare};

    /// The level, the reasons and whether there is a test of a question of two rounds with so many answers, so many of them on paper.
    fn found(answers: [u64; 2], paper: [u64; 2]) -> (String, Vec<String>, bool) {
        let trials = trials(&["aa"]);
        let version = version(1, vec![single("simplified", extent())]);
        let mut lines = [round("eks-2019", date(2019, 1, 7), 1), round("eks-2020", date(2020, 6, 1), 1)];
        let mut tallies = [Tallies::default(), Tallies::default()];
        for ((line, tallies), answers) in lines.iter_mut().zip(&mut tallies).zip(answers) {
            line.imported = false;
            tally(tallies, Some("aa"), "simplified", &[(2, answers / 2), (5, answers - answers / 2)]);
        }
        let rounds = (0..2).map(|at| RoundInput {
            round: &lines[at],
            version: &version,
            tallies: &tallies[at],
            population: None,
            waiting: false,
            published: false,
            entered: BTreeMap::from([(Entry::Paper, paper[at])]).into_iter().filter(|(_, count)| *count > 0).collect(),
        });
        let comparison = compare(&input(&trials, rounds.collect()));
        let question = &comparison.groups[0].questions[0];
        (question.level.clone().unwrap_or_default(), question.reasons.clone(), question.changes[0].test.is_some())
    }

    #[test]
    fn a_mix_that_moved_by_ten_points_is_shown_side_by_side_without_a_test() {
        assert_eq!(found([40, 40], [0, 0]), ("A".to_owned(), Vec::new(), true));
        assert_eq!(found([100, 100], [10, 19]), ("A".to_owned(), Vec::new(), true));
        assert_eq!(found([100, 100], [10, 20]), ("D".to_owned(), vec!["mode".to_owned()], false));
        assert_eq!(found([100, 100], [0, 10]), ("D".to_owned(), vec!["mode".to_owned()], false));
    }

    #[test]
    fn where_few_came_on_paper_no_level_tells_of_it() {
        assert_eq!(found([20, 20], [0, 4]), ("A".to_owned(), Vec::new(), true));
        assert_eq!(found([20, 20], [0, 17]), ("A".to_owned(), Vec::new(), true));
    }
}
