//! The population of a round: a column per background key and `count`.

use std::collections::{BTreeMap, HashMap};

use super::background::{Backgrounds, MUNICIPALITY};
use super::fault::{Fault, FaultKind};
use super::table::{self, Row, Sniffed, Table};
use crate::fieldwork::Population;
use crate::questionnaire::{Trials, Version};

const COUNT: &str = "count";

/// Reads a population file. Columns of background keys may be left out, then the population is not known by them; a cell
/// must not be empty.
pub fn population(file: &str, bytes: &[u8], version: &Version, trials: &Trials) -> Result<(Population, Sniffed), Vec<Fault>> {
    let mut table = table::read(file, bytes)?;
    let backgrounds = Backgrounds::new(version, trials);
    read_danish(&mut table, &backgrounds);
    let mut faults = header_faults(&table, &backgrounds);
    let Some(count) = table.column(COUNT).filter(|_| faults.is_empty()) else { return Err(faults) };
    faults.append(&mut table.faults);
    let mut seen: HashMap<BTreeMap<String, String>, usize> = HashMap::new();
    let mut rows = Vec::new();
    for row in &table.rows {
        match group(&table, row, count, &backgrounds) {
            Err(mut wrong) => faults.append(&mut wrong),
            Ok((by, number)) => {
                if let Some(first) = seen.insert(by.clone(), row.line) {
                    faults.push(table.fault(row, 0, FaultKind::DuplicateGroup { first }));
                }
                rows.push((by, number));
            }
        }
    }
    if rows.is_empty() && faults.is_empty() {
        faults.push(table.header_fault(0, FaultKind::NoRows));
    }
    faults.sort_by(|one, other| one.place.cmp(&other.place));
    if faults.is_empty() { Ok((Population(rows), table.sniffed)) } else { Err(faults) }
}

/// Takes the headings that Danes write, "Kommune" and "Antal", for the names of the columns, where they are no column's own name.
fn read_danish(table: &mut Table, backgrounds: &Backgrounds) {
    let known: Vec<&str> = backgrounds.keys().chain([COUNT]).collect();
    let written = table.headers.clone();
    for header in table.headers.iter_mut().filter(|header| !known.contains(&header.as_str())) {
        let meant = match header.to_lowercase().as_str() {
            "kommune" => MUNICIPALITY,
            "antal" => COUNT,
            _ => continue,
        };
        if known.contains(&meant) && !written.iter().any(|other| other == meant) {
            meant.clone_into(header);
        }
    }
}

fn header_faults(table: &Table, backgrounds: &Backgrounds) -> Vec<Fault> {
    let known: Vec<String> = backgrounds.keys().chain([COUNT]).map(str::to_owned).collect();
    let mut faults = Vec::new();
    for (column, header) in table.headers.iter().enumerate() {
        if !known.contains(header) {
            let kind = FaultKind::UnknownColumn { name: header.clone(), known: known.clone(), mappable: false };
            faults.push(table.header_fault(column, kind));
        }
    }
    if table.column(COUNT).is_none() {
        faults.push(table.header_fault(0, FaultKind::MissingColumn { name: COUNT.to_owned() }));
    }
    faults
}

fn group(
    table: &Table,
    row: &Row,
    count: usize,
    backgrounds: &Backgrounds,
) -> Result<(BTreeMap<String, String>, u64), Vec<Fault>> {
    let (mut by, mut faults) = (BTreeMap::new(), Vec::new());
    for (column, header) in table.headers.iter().enumerate().filter(|(column, _)| *column != count) {
        match backgrounds.value(header, table.cell(row, column)) {
            Ok(Some(value)) => drop(by.insert(header.clone(), value)),
            Ok(None) => faults.push(table.fault(row, column, FaultKind::EmptyCell { column: header.clone() })),
            Err(kind) => faults.push(table.fault(row, column, kind)),
        }
    }
    let Ok(number) = table.cell(row, count).trim().parse::<u32>() else {
        faults.push(table.fault(row, count, FaultKind::NotACount { column: COUNT.to_owned() }));
        return Err(faults);
    };
    if faults.is_empty() { Ok((by, u64::from(number))) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::test_house::{trials, version};
    use crate::language::Language;

    fn read(text: &str) -> Result<Population, String> {
        let lines = |faults: Vec<Fault>| faults.iter().map(|fault| fault.line(Language::En)).collect::<Vec<_>>().join("\n");
        population("p.csv", text.as_bytes(), &version(), &trials()).map(|(population, _)| population).map_err(lines)
    }

    #[test]
    fn a_population_is_known_by_its_columns() {
        let read = read("municipality;count\nBrønderslev;12\nthisted;41\n").unwrap();
        assert_eq!(read.count(&BTreeMap::new()), 53);
        assert_eq!(read.count(&BTreeMap::from([("municipality".to_owned(), "broenderslev".to_owned())])), 12);
    }

    #[test]
    fn the_headings_that_danes_write_are_read() {
        let read = read("Kommune\tAntal\nBrønderslev\t12\nthisted\t41\n").unwrap();
        assert_eq!(read.count(&BTreeMap::from([("municipality".to_owned(), "thisted".to_owned())])), 41);
    }

    #[test]
    fn each_fault_names_its_line_and_column() {
        insta::assert_snapshot!(read("municipality,count\nAtlantis,4\nthisted,-1\nthisted,3\nThisted,3\n,5\n").unwrap_err(), @r#"
        p.csv:2:1: The municipality 'Atlantis' is unknown. Write the municipality's short or full name as on the trial's page.
        p.csv:3:9: 'count' must be a whole number from 0.
        p.csv:5:1: The same group as on line 4. Add the two rows up.
        p.csv:6:1: 'municipality' is missing. Fill in the cell.
        "#);
        insta::assert_snapshot!(read("municipality,mange\nthisted,4\n").unwrap_err(), @r#"
        p.csv:1:14: The column 'mange' is unknown. Change it to one of municipality, team, count, or delete it.
        p.csv:1:1: The column 'count' is missing.
        "#);
    }
}
