//! The colours of scales: purple to orange (`PuOr`), told apart by people who see few colours, and by lightness in grey.

/// Seven steps from the lowest to the highest option; the middle one is neutral.
const STEPS: [&str; 7] = ["#B35806", "#F1A340", "#FEE0B6", "#D8D8D8", "#D8DAEB", "#998EC3", "#542788"];

/// The places of the steps used for so many options.
fn places(options: usize) -> &'static [usize] {
    match options {
        0 | 1 => &[6],
        2 => &[1, 5],
        3 => &[1, 3, 5],
        4 => &[0, 1, 5, 6],
        5 => &[0, 1, 3, 5, 6],
        6 => &[0, 1, 2, 4, 5, 6],
        _ => &[0, 1, 2, 3, 4, 5, 6],
    }
}

/// The colour of an option; scales longer than seven share steps between neighbours.
pub(super) fn colour(place: usize, options: usize) -> &'static str {
    let places = places(options);
    let step = if options <= places.len() { place } else { place * (places.len() - 1) / (options - 1).max(1) };
    STEPS[places[step.min(places.len() - 1)]]
}

/// The colour of a number on this colour: white on the two ends, ink on the rest.
pub(super) fn ink(colour: &str) -> &'static str {
    if colour == STEPS[0] || colour == STEPS[6] { "#FFFFFF" } else { "#1A1D21" }
}
