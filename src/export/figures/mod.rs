//! Register figures going out: as a file that can be imported again, and in words.

mod pictures;
mod words;

use std::borrow::Cow;
use std::io;

use crate::questionnaire::guarded;
pub use pictures::{between, pictures};
pub use words::{amount, few, headline, small_words, who};

/// Where the value stands among the columns.
const VALUE: usize = 4;

/// Writes rows under their columns; for a spreadsheet with semicolons, decimal commas, a byte-order mark and a guard before what it would run.
pub fn csv(out: &mut dyn io::Write, columns: &[&str; 8], rows: &[[String; 8]], excel: bool) -> io::Result<()> {
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
