//! A table of what several people put on the same units: the first column names the unit, each other one is a person's.

use std::collections::BTreeSet;

use super::Fault;
use super::table::read;
use crate::compare::reliability::Categories;

/// What several people put on the same units.
pub struct Ratings {
    /// The units, each with one place per person that holds a category or nothing.
    pub units: Vec<Vec<Option<usize>>>,
    /// The categories: in the order of their values where every one is a number, else of their names.
    pub categories: Categories,
}

/// Reads such a table; an empty cell is nothing.
pub fn ratings(label: &str, bytes: &[u8]) -> Result<Ratings, Vec<Fault>> {
    let table = read(label, bytes)?;
    if !table.faults.is_empty() {
        return Err(table.faults);
    }
    let cells: Vec<Vec<&str>> =
        table.rows.iter().map(|row| (1..table.headers.len()).map(|column| table.cell(row, column).trim()).collect()).collect();
    let names: BTreeSet<&str> = cells.iter().flatten().copied().filter(|cell| !cell.is_empty()).collect();
    // A decimal comma is a decimal point.
    let value = |cell: &str| cell.replace(',', ".").parse::<f64>().ok().filter(|value| value.is_finite());
    let values: Option<Vec<f64>> = names.iter().map(|name| value(name)).collect();
    let Some(mut values) = values else {
        let place = |cell: &&str| names.iter().position(|name| name == cell);
        let units = cells.iter().map(|row| row.iter().map(place).collect()).collect();
        return Ok(Ratings { units, categories: Categories::Named(names.len()) });
    };
    values.sort_by(f64::total_cmp);
    values.dedup();
    let place = |cell: &&str| value(cell).and_then(|value| values.iter().position(|other| other.total_cmp(&value).is_eq()));
    let units = cells.iter().map(|row| row.iter().map(place).collect()).collect();
    Ok(Ratings { units, categories: Categories::Valued(values) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_an_order_and_names_have_none() {
        let read = ratings("r.csv", "unit;A;B\n1;2,5;10\n2;;2.5\n".as_bytes()).ok().unwrap();
        assert_eq!(read.units, [vec![Some(0), Some(1)], vec![None, Some(0)]]);
        assert_eq!(read.categories, Categories::Valued(vec![2.5, 10.0]));
        let named = ratings("r.csv", "unit,A,B\n1,tid,penge\n2,tid,\n".as_bytes()).ok().unwrap();
        assert_eq!(named.units, [vec![Some(1), Some(0)], vec![Some(1), None]]);
        assert_eq!(named.categories, Categories::Named(2));
        assert!(ratings("r.csv", b"unit,A\n1,2,3\n").is_err());
    }
}
