//! Written rounds: what participants of a group write on their phones, in phases that the moderator opens and closes.
//!
//! Three methods: cards that nobody sees until all are shown (brainwriting), the nominal group's ranking (Delbecq, Van de Ven and Gustafson
//! 1975: each gives points to the few that matter most), and Delphi's estimate in several turns. Nothing here knows who wrote what.

use crate::language::{Language, number};

/// In what way a round is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenKind {
    /// Cards, as many as each likes.
    Cards,
    /// Each ranks the cards of another round.
    Ranking,
    /// Each gives an estimate on a scale, in one or more turns.
    Delphi,
}

impl WrittenKind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Cards, Self::Ranking, Self::Delphi];

    /// The name in forms and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cards => "cards",
            Self::Ranking => "ranking",
            Self::Delphi => "delphi",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What it is called where it stands beside others.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Cards => ("Kort", "Cards"),
            Self::Ranking => ("Rangordning", "Ranking"),
            Self::Delphi => ("Skøn i flere omgange (Delphi)", "Estimate in several turns (Delphi)"),
        };
        if language == Language::En { english } else { danish }
    }
}

/// Whether it is kept who wrote what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenMode {
    /// The group does not see it, and it is stored.
    Hidden,
    /// It is stored nowhere.
    Unstored,
}

impl WrittenMode {
    /// Both modes, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Hidden, Self::Unstored];

    /// The name in forms and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Unstored => "not-stored",
        }
    }

    /// The mode with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// What the mode means, in the one sentence that participants and the desk both read.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Hidden => (
                "Skjult for gruppen: De andre i gruppen kan ikke se, hvem der skriver hvad, men det er gemt, og de, der arbejder med gruppen, kan se det.",
                "Hidden from the group: The others in the group cannot see who writes what, but it is stored, and those who work with the group can see it.",
            ),
            Self::Unstored => (
                "Slet ikke gemt: Det er ikke gemt noget sted, hvem der skriver hvad, så ingen kan slå det op.",
                "Not stored at all: It is stored nowhere who writes what, so nobody can look it up.",
            ),
        };
        if language == Language::En { english } else { danish }
    }
}

/// From how many answers on a group sees something of what came of them where it is stored whose they are. Of two each would see the
/// other's in it.
pub const SMALLEST_GROUP: usize = 3;

/// How much of what came of rankings and estimates a group sees.
///
/// Groups are of three to five, and the technique is that the group goes on from what came of it: with the rule for small numbers alone,
/// which is made for publication, most groups would never see anything. But of three or four answers the spread is the answers themselves:
/// sum, fewest and most of three are all three, and the quartiles and median of three are solved for all three; whoever knows their own
/// then has the others'. So such a group sees only what cannot be turned round like that, the order of the cards or the middle, and is
/// told what even these may say before it answers. Where it is stored nowhere who wrote what, nobody could take back what is told of
/// few, so the rule for small numbers stands; and it always stands in what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing: too few answered.
    Nothing,
    /// The order of the cards, or the middle of the estimates.
    Order,
    /// Points, spread and quartiles too.
    All,
}

/// How much a group sees of so many answers, where something is shown to it from `group_least` on and everything from `least` on.
#[must_use]
pub fn told(answers: usize, group_least: usize, least: usize) -> Told {
    if answers == 0 || answers < group_least {
        Told::Nothing
    } else if answers < least {
        Told::Order
    } else {
        Told::All
    }
}

/// How far a round has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nobody sees it but the desk.
    Planned,
    /// The group writes; nobody sees what others write.
    Open,
    /// Nobody writes any more, and all see what came of it.
    Shown,
    /// It is over: the group sees it no more.
    Over,
}

impl Phase {
    /// Every phase in its order.
    pub const ALL: [Self; 4] = [Self::Planned, Self::Open, Self::Shown, Self::Over];

    /// The name in forms and in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open => "open",
            Self::Shown => "shown",
            Self::Over => "over",
        }
    }

    /// The phase with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.name() == name)
    }

    /// The phases that may follow. What was shown is never hidden again, so nobody writes after having seen, save in Delphi's next turn,
    /// whose point that is.
    #[must_use]
    pub fn next(self, kind: WrittenKind) -> &'static [Self] {
        match (self, kind) {
            (Self::Planned, _) => &[Self::Open],
            (Self::Open, _) => &[Self::Shown],
            (Self::Shown, WrittenKind::Delphi) => &[Self::Open, Self::Over],
            (Self::Shown, _) => &[Self::Over],
            (Self::Over, _) => &[],
        }
    }

    /// What the phase is called.
    #[must_use]
    pub fn words(self, language: Language) -> &'static str {
        let (danish, english) = match self {
            Self::Planned => ("ikke begyndt", "not begun"),
            Self::Open => ("gruppen skriver", "the group writes"),
            Self::Shown => ("vist for gruppen", "shown to the group"),
            Self::Over => ("slut", "over"),
        };
        if language == Language::En { english } else { danish }
    }
}

/// How many cards each gives points to: the first of five gets five.
pub const PLACES: usize = 5;

/// How many places there are to give among so many cards.
#[must_use]
pub fn places(cards: usize) -> usize {
    cards.min(PLACES)
}

/// What the group's rankings make of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// The points of all.
    pub sum: u32,
    /// The fewest points that anybody gave it; nothing is given to a card that is not chosen.
    pub fewest: u32,
    /// The most.
    pub most: u32,
    /// How many chose it.
    pub chosen: u32,
}

/// Counts rankings of so many cards, each the places of the chosen cards, the most important first; a place that is no card's is passed
/// over, as when its author has taken it back.
#[must_use]
pub fn ranked(cards: usize, rankings: &[Vec<Option<usize>>]) -> Vec<Ranked> {
    let mut all = Vec::with_capacity(cards);
    for card in 0..cards {
        let given = |ranking: &Vec<Option<usize>>| -> u32 {
            let at = ranking.iter().position(|place| *place == Some(card));
            at.map_or(0, |at| u32::try_from(ranking.len() - at).unwrap_or(0))
        };
        let points: Vec<u32> = rankings.iter().map(given).collect();
        all.push(Ranked {
            sum: points.iter().sum(),
            fewest: points.iter().copied().min().unwrap_or(0),
            most: points.iter().copied().max().unwrap_or(0),
            chosen: u32::try_from(points.iter().filter(|points| **points > 0).count()).unwrap_or(u32::MAX),
        });
    }
    all
}

/// The middle half of estimates, in quarters of a step: whole numbers, so that nothing is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Middle {
    /// The lower quartile, times four.
    pub lower: i64,
    /// The median, times four.
    pub median: i64,
    /// The upper quartile, times four.
    pub upper: i64,
}

impl Middle {
    /// The middle of these estimates; none where there are none. Quartiles are interpolated as Hyndman and Fan's type 7 (1996) does: at the
    /// place (n - 1)p of the sorted estimates, counted from 0.
    #[must_use]
    pub fn of(estimates: &[i32]) -> Option<Self> {
        let mut sorted: Vec<i64> = estimates.iter().map(|estimate| i64::from(*estimate)).collect();
        sorted.sort_unstable();
        let steps = sorted.len().checked_sub(1)?;
        let at = |quarters: usize| {
            let (place, rest) = (steps * quarters / 4, steps * quarters % 4);
            let below = sorted[place];
            let above = sorted.get(place + 1).copied().unwrap_or(below);
            4 * below + i64::try_from(rest).unwrap_or(0) * (above - below)
        };
        Some(Self { lower: at(1), median: at(2), upper: at(3) })
    }

    /// A quarter of a step as it is written: with as many decimals as it has.
    #[must_use]
    pub fn written(quarters: i64, language: Language) -> String {
        let decimals = [0, 2, 1, 2][usize::try_from(quarters.rem_euclid(4)).unwrap_or(0)];
        number::decimal(f64::from(i32::try_from(quarters).unwrap_or(i32::MAX)) / 4.0, decimals, language)
    }

    /// Whether the group agrees well enough to stop: the middle half spans one step or less.
    #[must_use]
    pub fn agrees(self) -> bool {
        self.upper - self.lower <= 4
    }
}

/// How many there are, as far as it may be told while people write: in steps of so many, so that nobody who watches the number sees whose
/// card made it rise.
#[must_use]
pub fn roughly(count: usize, step: usize) -> usize {
    count - count % step.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written_and_no_phase_leads_back() {
        for kind in WrittenKind::ALL {
            assert_eq!(WrittenKind::from_name(kind.name()), Some(kind));
            for (at, phase) in Phase::ALL.into_iter().enumerate() {
                assert_eq!(Phase::from_name(phase.name()), Some(phase));
                for next in phase.next(kind) {
                    let to = Phase::ALL.iter().position(|other| other == next).unwrap();
                    assert!(to == at + 1 || (kind == WrittenKind::Delphi && *next == Phase::Open && phase == Phase::Shown));
                }
            }
        }
        for mode in WrittenMode::ALL {
            assert_eq!(WrittenMode::from_name(mode.name()), Some(mode));
            assert_eq!(mode.sentence(Language::Da).matches('.').count(), 1, "one sentence");
        }
    }

    #[test]
    fn a_ranking_gives_most_points_to_what_stands_first() {
        // Four cards; A ranks 2, 0, 3; B ranks 0, 2, 1; C ranks 0, 3, 2. Three places give 3, 2 and 1 points.
        let rankings = [[2, 0, 3], [0, 2, 1], [0, 3, 2]].map(|ranking| ranking.map(Some).to_vec());
        let of = |sum, fewest, most, chosen| Ranked { sum, fewest, most, chosen };
        assert_eq!(ranked(4, &rankings), [of(8, 2, 3, 3), of(1, 0, 1, 1), of(6, 1, 3, 3), of(3, 0, 2, 2)]);
        // A card that is gone keeps its place in what was given, so that no other gains by it.
        assert_eq!(ranked(1, &[vec![None, Some(0)]]), [of(1, 1, 1, 1)]);
        assert_eq!(ranked(2, &[]), [of(0, 0, 0, 0), of(0, 0, 0, 0)]);
        assert_eq!((places(3), places(12)), (3, 5));
    }

    #[test]
    fn the_middle_half_is_as_it_is_worked_out_by_hand() {
        // Sorted 1 2 4 7 9: places 1, 2 and 3.
        assert_eq!(Middle::of(&[9, 1, 4, 2, 7]), Some(Middle { lower: 8, median: 16, upper: 28 }));
        // Sorted 1 2 3 4: places 0.75, 1.5 and 2.25, so 1.75, 2.5 and 3.25.
        assert_eq!(Middle::of(&[4, 3, 2, 1]), Some(Middle { lower: 7, median: 10, upper: 13 }));
        // Sorted -2 0 1 1 5 6: places 1.25, 2.5 and 3.75, so 0.25, 1 and 4.
        assert_eq!(Middle::of(&[1, 5, 0, -2, 6, 1]), Some(Middle { lower: 1, median: 4, upper: 16 }));
        assert_eq!(Middle::of(&[5]), Some(Middle { lower: 20, median: 20, upper: 20 }));
        assert_eq!(Middle::of(&[]), None);
        assert_eq!([8, 7, 10, -1].map(|quarters| Middle::written(quarters, Language::Da)), ["2", "1,75", "2,5", "−0,25"]);
    }

    #[test]
    fn a_group_agrees_once_its_middle_half_spans_one_step_or_less() {
        let agrees = |estimates: &[i32]| Middle::of(estimates).unwrap().agrees();
        assert!(agrees(&[3, 3, 4, 4, 4]));
        // Quartiles 3 and 4: just one step.
        assert!(agrees(&[2, 3, 3, 4, 5]));
        // Quartiles 2.75 and 4: more than one.
        assert_eq!(Middle::of(&[2, 3, 4, 4]), Some(Middle { lower: 11, median: 14, upper: 16 }));
        assert!(!agrees(&[2, 3, 4, 4]));
        assert!(!agrees(&[1, 2, 4, 5, 5]));
    }

    #[test]
    fn of_three_answers_the_spread_gives_all_away_and_the_order_does_not() {
        // Why a group of three is not shown points: whatever three give a card, sum, fewest and most are those three points.
        for points in (0..=3).flat_map(|one| (0..=3).flat_map(move |two| (0..=3).map(move |three| [one, two, three]))) {
            let (sum, fewest, most): (u32, u32, u32) =
                (points.iter().sum(), *points.iter().min().unwrap(), *points.iter().max().unwrap());
            let mut solved = [fewest, sum - fewest - most, most];
            solved.sort_unstable();
            let mut given = points;
            given.sort_unstable();
            assert_eq!(solved, given);
        }
        // Nor quartiles, which with the median are solved for the least and the greatest of three.
        for estimates in [[1, 4, 9], [2, 2, 7], [5, 3, 4]] {
            let middle = Middle::of(&estimates).unwrap();
            let solved = [2 * middle.lower - middle.median, middle.median, 2 * middle.upper - middle.median];
            let mut given = estimates.map(|estimate| 4 * i64::from(estimate));
            given.sort_unstable();
            assert_eq!(solved, given);
        }
        // By the order of three cards whoever ranked them 0 1 2 learns what the two others did in few cases only.
        let all = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].map(|ranking| ranking.map(Some).to_vec());
        let mut by_order: std::collections::BTreeMap<Vec<usize>, usize> = std::collections::BTreeMap::new();
        let pairs = (0..6).flat_map(|one| (one..6).map(move |other| (one, other)));
        for (one, other) in pairs {
            let ranked = ranked(3, &[all[0].clone(), all[one].clone(), all[other].clone()]);
            let above = |card: &Ranked| ranked.iter().filter(|other| other.sum > card.sum).count();
            *by_order.entry(ranked.iter().map(above).collect()).or_default() += 1;
        }
        let (pairs, alone): (usize, usize) = (by_order.values().sum(), by_order.values().filter(|count| **count == 1).count());
        assert!(pairs == 21 && alone * 4 <= pairs, "{by_order:?}");
    }

    #[test]
    fn a_small_group_is_told_the_order_and_one_without_authors_nothing() {
        assert_eq!(
            [2, 3, 4, 5].map(|answers| told(answers, SMALLEST_GROUP, 5)),
            [Told::Nothing, Told::Order, Told::Order, Told::All]
        );
        assert_eq!([0, 3, 4, 5].map(|answers| told(answers, 5, 5)), [Told::Nothing, Told::Nothing, Told::Nothing, Told::All]);
        assert_eq!(told(0, 0, 0), Told::Nothing);
    }

    #[test]
    fn a_number_that_rises_step_by_step_tells_of_no_single_card() {
        assert_eq!([0, 4, 5, 9, 10, 23].map(|count| roughly(count, 5)), [0, 0, 5, 5, 10, 20]);
        assert_eq!(roughly(7, 0), 7);
    }
}
