//! By which background columns the figures of a round may be divided: its publication set, which is declared with the round and never
//! changed, so that what is withheld is decided over all that is ever shown and over nothing else.
//!
//! Of two columns one is always the first, the municipality: where three columns are crossed two by two, in a ring, sums over crossings
//! that are each large enough can together tell of one person.

use crate::fieldwork::Round;
use crate::questionnaire::Version;

/// Every division that a round of this version offers: single columns in the order of the questionnaire, then the first with others.
/// Where none are declared all that is possible; the first column, the municipality, is always offered.
#[must_use]
pub fn divisions(round: &Round, version: &Version) -> Vec<Vec<String>> {
    let all = possible(version);
    let Some(declared) = &round.divisions else { return all };
    // Whoever sees a crossing sees its margins.
    let within = |division: &Vec<String>| declared.iter().any(|known| division.iter().all(|column| known.contains(column)));
    (0..).zip(all).filter(|(at, division)| *at == 0 || within(division)).map(|(_, division)| division).collect()
}

/// Every division that answers to this version could have.
#[must_use]
pub fn possible(version: &Version) -> Vec<Vec<String>> {
    let columns: Vec<&String> = version.background.iter().map(|background| &background.key).collect();
    let alone = columns.iter().map(|column| vec![(*column).clone()]);
    let crossed = columns.iter().skip(1).map(|other| vec![columns[0].clone(), (*other).clone()]);
    alone.chain(crossed).collect()
}

/// Whether these are the columns of one of the divisions, in whatever order.
#[must_use]
pub fn offers(divisions: &[Vec<String>], columns: &[String]) -> bool {
    let same = |division: &Vec<String>| division.len() == columns.len() && division.iter().all(|column| columns.contains(column));
    columns.is_empty() || divisions.iter().any(same)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::compare::fixtures;
    use crate::questionnaire::{Background, Source};

    fn of(declared: Option<&[&[&str]]>) -> Vec<String> {
        let mut version = fixtures::version(1, Vec::new());
        let background = |key: &&str| Background { key: (*key).to_owned(), source: Source::Recipient };
        version.background = ["municipality", "role", "age"].iter().map(background).collect();
        let mut round = fixtures::round("r", date(2019, 1, 7), 1);
        let words = |columns: &&[&str]| columns.iter().map(|column| (*column).to_owned()).collect();
        round.divisions = declared.map(|declared| declared.iter().map(words).collect());
        divisions(&round, &version).iter().map(|division| division.join("×")).collect()
    }

    #[test]
    fn without_a_declaration_each_column_and_the_municipality_with_each_is_offered() {
        assert_eq!(of(None), ["municipality", "role", "age", "municipality×role", "municipality×age"]);
    }

    #[test]
    fn a_declared_crossing_offers_its_margins_and_nothing_else() {
        assert_eq!(of(Some(&[&["role", "municipality"]])), ["municipality", "role", "municipality×role"]);
        assert_eq!(of(Some(&[&["age"]])), ["municipality", "age"]);
        assert_eq!(of(Some(&[])), ["municipality"]);
    }
}
