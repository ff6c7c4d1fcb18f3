//! Register figures going out: as a file that can be imported again, and in words.

mod pictures;
mod words;

use std::borrow::Cow;
use std::io;

use crate::language::Language;
use crate::questionnaire::{Trials, guarded};
use crate::register::{Cell, Line, Measure};
pub use pictures::{between, pictures};
pub use words::{amount, few, headline, intervals, small_words, who};

/// Where the value stands among the columns.
pub const VALUE: usize = 4;

/// What a spreadsheet has of a figure, and of the place of one that is withheld, in the order of the columns: nothing is left out, since a gap could
/// be taken for none.
#[must_use]
pub fn cells(measure: &Measure, line: &Line, cell: Cell, trials: &Trials, language: Language) -> [String; 8] {
    let danish = language != Language::En;
    let known = trials.municipality(line.municipality).map(|unit| unit.short.clone());
    let municipality = known.unwrap_or_else(|| line.municipality.to_owned());
    let written = cell.period.written();
    let period = written.strip_prefix("baseline ").filter(|_| danish).map_or(written.clone(), |span| format!("nulpunkt {span}"));
    let (value, source, note) = match cell.shown.map(|one| &one.figure) {
        Some(figure) => (figure.amount.written(), figure.source.clone(), figure.note.clone()),
        None => (if danish { "vises ikke" } else { "not shown" }.to_owned(), String::new(), String::new()),
    };
    let unit = if danish { measure.unit.words(language) } else { measure.unit.name() };
    // A file can be taken in again, so a group that law renamed is called what it was called then.
    let group = cell.shown.map_or_else(|| line.group.to_owned(), |one| one.figure.key.group.clone());
    [measure.name.to_owned(), period, municipality, group, value, unit.to_owned(), source, note]
}

/// Writes rows under their columns; for a spreadsheet with semicolons, decimal commas, a byte-order mark and a guard before what it would run.
pub fn csv<const N: usize>(out: &mut dyn io::Write, columns: &[&str; N], rows: &[[String; N]], excel: bool) -> io::Result<()> {
    if excel {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut writer = csv::WriterBuilder::new().delimiter(if excel { b';' } else { b',' }).from_writer(out);
    writer.write_record(columns)?;
    for row in rows {
        let cells = row.iter().enumerate().map(|(at, cell)| match (excel, at) {
            (false, _) => Cow::Borrowed(cell.as_str()),
            // A number below zero is no formula, and `3/4` would be the third of April.
            (true, VALUE) => Cow::Owned(cell.replace('.', ",").replace('/', " af ")),
            (true, _) => guarded(cell),
        });
        writer.write_record(cells.map(Cow::into_owned))?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_runs_nothing_and_makes_no_date_of_a_count() {
        let row = ["=cmd", "2018-07", "", "", "3/4", "count", "x", "-1"].map(str::to_owned);
        let columns = ["measure", "period", "municipality", "group", "value", "unit", "source", "note"];
        let mut out = Vec::new();
        csv(&mut out, &columns, &[row], true).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "\u{feff}measure;period;municipality;group;value;unit;source;note\n'=cmd;2018-07;;;3 af 4;count;x;'-1\n"
        );
    }
}
