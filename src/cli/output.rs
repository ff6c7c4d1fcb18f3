//! Listings as text, JSON or CSV, from the same rows.

use std::io::Write as _;

use clap::ValueEnum;

use super::Ending;
use crate::questionnaire::guarded_unless_number;

/// The format of a listing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for the eye.
    #[default]
    Text,
    /// An array of objects.
    Json,
    /// A header and a row each.
    Csv,
}

/// Prints rows under their column names, which are the same in JSON and CSV and never translated.
pub(crate) fn listing(format: Format, columns: &[&str], rows: &[Vec<String>]) -> Result<(), Ending> {
    let mut out = std::io::stdout().lock();
    match format {
        Format::Text => {
            let width = |index: usize| {
                rows.iter()
                    .map(|row| row.get(index).map_or(0, |cell| cell.chars().count()))
                    .chain([columns[index].len()])
                    .max()
                    .unwrap_or(0)
            };
            let widths: Vec<usize> = (0..columns.len()).map(width).collect();
            let header: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
            for row in std::iter::once(&header).chain(rows) {
                let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
                writeln!(out, "{}", cells.join("  ").trim_end())?;
            }
        }
        Format::Json => {
            let objects: Vec<serde_json::Map<String, serde_json::Value>> = rows
                .iter()
                .map(|row| columns.iter().zip(row).map(|(&name, cell)| (name.to_owned(), value(cell))).collect())
                .collect();
            writeln!(out, "{}", serde_json::to_string_pretty(&objects)?)?;
        }
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(columns)?;
            for row in rows {
                // Names and reasons are whatever somebody wrote.
                writer.write_record(row.iter().map(|cell| guarded_unless_number(cell).into_owned()))?;
            }
            writer.flush()?;
        }
    }
    Ok(())
}

/// A count with its noun, in the singular for one.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Whole numbers are numbers in JSON, nothing is null, all else text.
fn value(cell: &str) -> serde_json::Value {
    if cell.is_empty() {
        return serde_json::Value::Null;
    }
    cell.parse::<i64>().map_or_else(|_| cell.into(), Into::into)
}
