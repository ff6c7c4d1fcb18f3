//! What is written and answered in the written rounds of the demonstration: all of it is made up.

use super::{Deck, Estimates};
use crate::focusgroup::WrittenMode;

/// What a group of managers wrote after its talk, and the order in which each of the four put it.
pub(super) const HELPED: Deck = Deck {
    mode: WrittenMode::Hidden,
    asked: "Hvad hjalp mest i forsøget?",
    cards: &[
        ("Vi havde en at ringe til i de andre kommuner", "network"),
        ("Færre møder, men bedre forberedte", "results"),
        ("Nogen at spørge, når reglerne var uklare", "network"),
        ("At borgerne selv fik lov at foreslå noget", "results"),
        ("Ledelsen holdt fast, også da det var svært", "readiness"),
        ("Tid til at prøve noget af to gange", "learning"),
    ],
    alike: (0, 2),
    ranked: "Hvad er vigtigst at tage med videre?",
    rankings: &[[0, 4, 1, 5, 3], [4, 0, 5, 3, 1], [0, 5, 4, 1, 3], [3, 0, 4, 5, 1]],
};

/// What the same group writes just now, and what stands on the cards that are sent already.
pub(super) const NEXT: (&str, [&str; 3]) = (
    "Hvad skal den næste kommune vide, før den begynder?",
    ["Begynd med få regler ad gangen", "Skriv ned fra dag ét, hvad I gør anderledes", "Fortæl borgeren, at det er et forsøg"],
);

/// What another group of managers held for likely: twice, and then it agreed.
pub(super) const EASIER: Estimates = Estimates {
    asked: "Hvor meget lettere er arbejdet blevet for medarbejderne? 1 er slet ikke, 7 er rigtig meget.",
    scale: (1, 7),
    turns: &[&[2, 4, 5, 7], &[4, 5, 5, 5]],
};

/// What all managers together wrote before they meet again, and the order in which each of the eight put it.
pub(super) const KEPT: Deck = Deck {
    mode: WrittenMode::Unstored,
    asked: "Hvad skal blive, når forsøgene er slut?",
    cards: &[
        ("Vi skal stadig kunne ringe til hinanden", "network"),
        ("Én fast person at spørge i hver kommune", "network"),
        ("Møder på tværs to gange om året", "network"),
        ("Samtaler, når der er brug for dem, og ikke efter en kalender", "results"),
        ("Færre attester fra lægen", "results"),
        ("Tid til at lære nye kolleger op", "readiness"),
        ("Ledere, der siger højt, at man må bruge friheden", "readiness"),
        ("Vi følger op på tallene hvert halve år", "learning"),
        ("Et nulpunkt, før vi prøver noget nyt", "learning"),
        ("Korte breve, som borgeren forstår", ""),
    ],
    alike: (0, 1),
    ranked: "Hvad er vigtigst at beholde?",
    rankings: &[
        [3, 0, 6, 4, 7],
        [0, 3, 5, 6, 8],
        [3, 6, 0, 9, 4],
        [6, 3, 0, 5, 2],
        [3, 4, 0, 6, 9],
        [0, 6, 3, 8, 7],
        [4, 3, 6, 0, 5],
        [3, 0, 9, 6, 2],
    ],
};

/// What all managers together estimate just now, for the second time: the first eight estimates, and those that are there again.
pub(super) const YEARS: Estimates = Estimates {
    asked: "Hvor mange år går der, før de nye måder at arbejde på er hverdag i alle kommunerne?",
    scale: (1, 10),
    turns: &[&[2, 6, 4, 10, 3, 5, 8, 7], &[3, 5, 4, 6, 4]],
};

/// The group in which all managers write together.
pub(super) const TOGETHER: &str = "Ledere, skriftlig opfølgning";
