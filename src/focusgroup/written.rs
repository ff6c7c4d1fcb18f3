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
/// then has the others'. So such a group sees only what can hardly be turned round like that, the order of the cards or the middle, and is
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
