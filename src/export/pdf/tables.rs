//! Tables on sheets: every column has room for its longest word, and the heads stand again on each sheet.

use pdf_writer::types::{StructRole, TableHeaderScope};

use super::lines::{Font, broken, width};
use super::sheets::{MARGIN, Sheets, TALL, WIDE};
use super::{STRONG, TEXT};

/// What is left between two columns of a table.
const GAP: f32 = 10.0;

/// Where a column begins, and how wide it is.
type Column = (f32, f32);

pub(super) fn table(sheets: &mut Sheets, head: &[String], rows: &[Vec<String>]) {
    let columns = columns(head, rows);
    let whole = sheets.element(StructRole::Table, 0);
    row(sheets, whole, (head, head), &columns, Head::Columns);
    sheets.rule(MARGIN, WIDE - MARGIN, 1.0);
    for cells in rows {
        row(sheets, whole, (cells, head), &columns, Head::First);
        sheets.rule(MARGIN, WIDE - MARGIN, 0.4);
    }
    sheets.down += 10.0;
}

/// Which cells of a row are heads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    Columns,
    First,
}

/// Left edge and width of each column: all have room for their longest word, and share what is left by what they would want.
fn columns(head: &[String], rows: &[Vec<String>]) -> Vec<Column> {
    let room = WIDE - 2.0 * MARGIN;
    let widest = |place: usize, most: f32, part: fn(&str) -> Vec<&str>| {
        let cells =
            rows.iter().filter_map(|row| row.get(place)).map(|cell| (cell, Font::Regular)).chain([(&head[place], Font::Bold)]);
        let wide = cells.flat_map(|(cell, font)| part(cell).into_iter().map(move |part| width(part, font, TEXT.size)));
        (wide.fold(0.0, f32::max) + GAP).min(most)
    };
    let least: Vec<f32> = (0..head.len()).map(|place| widest(place, room / 3.0, |cell| cell.split(' ').collect())).collect();
    // A column of long sentences takes no more than half of the sheet from the others.
    let wanted: Vec<f32> = (0..head.len()).map(|place| widest(place, room / 2.0, |cell| vec![cell]).max(least[place])).collect();
    let (needed, more) = (least.iter().sum::<f32>(), wanted.iter().sum::<f32>() - least.iter().sum::<f32>());
    let mut left = MARGIN;
    let placed = |(least, wanted): (&f32, &f32)| {
        let spare = room - needed;
        // Too many long words: all are made narrower alike, and words are cut.
        let wide =
            if spare < 0.0 || more <= 0.0 { least * room / needed.max(1.0) } else { least + spare * (wanted - least) / more };
        let column = (left, wide - GAP);
        left += wide;
        column
    };
    least.iter().zip(&wanted).map(placed).collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sheet has room for some seventy lines")]
fn row(sheets: &mut Sheets, table: usize, (cells, names): (&[String], &[String]), columns: &[Column], head: Head) {
    let hand = if head == Head::Columns { STRONG } else { TEXT };
    let broken: Vec<Vec<String>> =
        cells.iter().zip(columns).map(|(cell, (_, wide))| broken(cell, hand.font, hand.size, *wide)).collect();
    let lines = broken.iter().map(Vec::len).max().unwrap_or(1);
    // What is taller than a sheet goes on on the next.
    let most = ((TALL - 2.0 * MARGIN) / hand.step) as usize - 6;
    let whole = sheets.element(StructRole::TR, table);
    let elements: Vec<usize> = (0..broken.len())
        .map(|place| {
            let scope = match head {
                Head::Columns => Some(TableHeaderScope::Column),
                Head::First => (place == 0).then_some(TableHeaderScope::Row),
            };
            let cell = sheets.element(if scope.is_some() { StructRole::TH } else { StructRole::TD }, whole);
            sheets.heads(cell, scope);
            cell
        })
        .collect();
    for from in (0..lines).step_by(most) {
        let part = most.min(lines - from);
        let tall = part as f32 * hand.step + 6.0;
        if sheets.make_room(tall) && head == Head::First {
            again(sheets, names, columns);
        }
        for ((lines, (left, _)), cell) in broken.iter().zip(columns).zip(&elements) {
            for (number, line) in lines.iter().skip(from).take(part).enumerate() {
                sheets.line(*cell, line, hand, *left, hand.size + 3.0 + number as f32 * hand.step);
            }
        }
        sheets.down += tall;
    }
}

/// The heads once more at the top of a sheet, for the eye: they are told already.
fn again(sheets: &mut Sheets, names: &[String], columns: &[Column]) {
    let broken: Vec<Vec<String>> =
        names.iter().zip(columns).map(|(name, (_, wide))| broken(name, STRONG.font, STRONG.size, *wide)).collect();
    let sheet = sheets.all.len() - 1;
    for (lines, (left, _)) in broken.iter().zip(columns) {
        for (number, line) in lines.iter().enumerate() {
            let below = STRONG.size + 3.0 + number as f32 * STRONG.step;
            sheets.aside(sheet, line, STRONG, *left, TALL - sheets.down - below);
        }
    }
    sheets.down += broken.iter().map(Vec::len).max().unwrap_or(1) as f32 * STRONG.step + 6.0;
    sheets.rule(MARGIN, WIDE - MARGIN, 1.0);
}
