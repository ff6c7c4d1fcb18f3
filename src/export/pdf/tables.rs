//! Tables on sheets: every column has room for its longest word, and the heads stand again on each sheet.

use pdf_writer::types::{StructRole, TableHeaderScope};

use super::lines::{Font, broken, pieces, width};
use super::sheets::{MARGIN, Sheets, TALL, WIDE};
use super::{Hand, STRONG, TEXT};

/// What is left between two columns of a table.
const GAP: f32 = 10.0;
/// Wider than the word by itself: what is summed up in another order must not be too narrow by the last digit.
const AIR: f32 = 0.1;
/// What a row has above and below its lines.
const AROUND: f32 = 6.0;
/// So much one column gives to another in the search for the lowest table, in points.
const GIFTS: [f32; 3] = [48.0, 16.0, 6.0];
/// So many rows stand for all of them in that search.
const SEEN: usize = 60;
/// Codes are broken where the table is so many times as tall with all of them whole.
const DEAR: f32 = 1.5;

/// Where a column begins, and how wide it is.
type Column = (f32, f32);

pub(super) fn table(sheets: &mut Sheets, head: &[String], rows: &[Vec<String>]) {
    let columns = columns(head, rows);
    let whole = sheets.element(StructRole::Table, 0);
    sheets.make_room(beginning(head, rows));
    row(sheets, whole, (head, head), &columns, Head::Columns);
    sheets.rule(MARGIN, WIDE - MARGIN, 1.0);
    for cells in rows {
        row(sheets, whole, (cells, head), &columns, Head::First);
        sheets.rule(MARGIN, WIDE - MARGIN, 0.4);
    }
    sheets.down += 10.0;
}

/// How tall the heads are with the first row, which must not be parted from them.
pub(super) fn beginning(head: &[String], rows: &[Vec<String>]) -> f32 {
    let columns = columns(head, rows);
    let tall = |cells: &[String], hand: Hand| {
        let lines = cells.iter().zip(&columns).map(|(cell, (_, wide))| broken(cell, hand.font, hand.size, *wide).len());
        lines.max().unwrap_or(1) as f32 * hand.step + AROUND
    };
    let first = rows.first().map_or(0.0, |cells| tall(cells, TEXT));
    tall(head, STRONG) + first.min((TALL - 2.0 * MARGIN) / 2.0)
}

/// How wide the words of a cell are, one after the other; of long ones, where they must be broken, each part by itself.
type Words = Vec<f32>;

fn measured(cell: &str, font: Font, breaks: bool) -> Words {
    let words = cell.split(' ').filter(|word| !word.is_empty());
    let parts = words.flat_map(|word| if breaks { pieces(word) } else { vec![word] });
    parts.map(|word| width(word, font, TEXT.size) + AIR).collect()
}

/// How many lines words take in a column so wide.
fn lines(words: &[f32], wide: f32) -> f32 {
    let blank = width(" ", Font::Regular, TEXT.size);
    let (mut lines, mut at) = (1.0, 0.0);
    for word in words {
        if at > 0.0 && at + blank + word > wide {
            lines += 1.0;
            at = *word;
        } else {
            at += word + if at > 0.0 { blank } else { 0.0 };
        }
    }
    lines
}

/// Left edge and width of each column, without what parts it from the next.
fn columns(head: &[String], rows: &[Vec<String>]) -> Vec<Column> {
    placed(column_widths(head, rows).into_iter())
}

/// How wide each column is, in points, on a sheet of A4: all have room for their longest word, and share what is left so that the table is
/// as low as can be.
pub(in crate::export) fn column_widths(head: &[String], rows: &[Vec<String>]) -> Vec<f32> {
    let room = WIDE - 2.0 * MARGIN;
    // Codes are whole where that is not dear, since whoever looks for one looks for the whole of it.
    match (laid(head, rows, room, false), laid(head, rows, room, true)) {
        (Some((whole, wide)), Some((parts, _))) if whole <= parts * DEAR => wide,
        (_, Some((_, wide))) | (Some((_, wide)), None) => wide,
        (None, None) => {
            // Too many long words: all are made narrower alike, and words are cut.
            let least = least(head, rows, true);
            let needed: f32 = least.iter().sum();
            least.iter().map(|least| least * room / needed).collect()
        }
    }
}

/// How tall the table becomes with its long words whole or in parts, and how wide its columns are then; none where they have no room.
fn laid(head: &[String], rows: &[Vec<String>], room: f32, breaks: bool) -> Option<(f32, Vec<f32>)> {
    let least = least(head, rows, breaks);
    let needed: f32 = least.iter().sum();
    if needed > room {
        return None;
    }
    let every = rows.len().div_ceil(SEEN).max(1);
    let heads = head.iter().map(|cell| measured(cell, Font::Bold, breaks)).collect();
    let of_row = |row: &Vec<String>| row.iter().map(|cell| measured(cell, Font::Regular, breaks)).collect();
    let seen: Vec<Vec<Words>> = std::iter::once(heads).chain(rows.iter().step_by(every).map(of_row)).collect();
    // What is left goes first to those whose cells are longer than their words; and, by another beginning, to all alike.
    let wished = |place: usize| {
        let blank = width(" ", Font::Regular, TEXT.size);
        let cells = seen.iter().filter_map(|row| row.get(place));
        let longest = cells.map(|words| words.iter().map(|word| word + blank).sum::<f32>()).fold(0.0, f32::max);
        (longest + GAP - least[place]).max(0.0)
    };
    let wished: Vec<f32> = (0..head.len()).map(wished).collect();
    let all: f32 = wished.iter().sum();
    let alike = 1.0 / head.len().max(1) as f32;
    let begun = |share: &dyn Fn(usize) -> f32| -> (f32, Vec<f32>) {
        let mut wide: Vec<f32> = least.iter().enumerate().map(|(place, least)| least + (room - needed) * share(place)).collect();
        let tall = lower(&seen, &least, &mut wide);
        (tall, wide)
    };
    let by_wish = begun(&|place| if all > 0.0 { wished[place] / all } else { alike });
    let by_all = begun(&|_| alike);
    Some(if by_wish.0 <= by_all.0 { by_wish } else { by_all })
}

/// The columns of these widths beside each other.
fn placed(wide: impl Iterator<Item = f32>) -> Vec<Column> {
    let mut left = MARGIN;
    let next = |wide: f32| {
        let column = (left, wide - GAP);
        left += wide;
        column
    };
    wide.map(next).collect()
}

/// What the longest word of each column needs; of a very long one no more than a third of the sheet.
fn least(head: &[String], rows: &[Vec<String>], breaks: bool) -> Vec<f32> {
    let most = (WIDE - 2.0 * MARGIN) / 3.0;
    let longest = |place: usize| {
        let cells = rows.iter().filter_map(|row| row.get(place)).map(|cell| measured(cell, Font::Regular, breaks));
        let widest = cells.chain([measured(&head[place], Font::Bold, breaks)]).flatten().fold(0.0, f32::max);
        (widest + GAP).min(most)
    };
    (0..head.len()).map(longest).collect()
}

/// Lets columns give to each other as long as the table becomes lower by it; a column gives nothing of what its longest word needs. How
/// tall it is then.
fn lower(seen: &[Vec<Words>], least: &[f32], wide: &mut [f32]) -> f32 {
    let count = |place: usize, wide: f32| -> Vec<f32> {
        seen.iter().map(|row| row.get(place).map_or(0.0, |words| lines(words, wide - GAP))).collect()
    };
    // What counts is the tallest cell of each row; where that stays, fewer lines in the others.
    let tall = |counted: &[Vec<f32>]| -> f32 {
        let row = |at: usize| {
            let cells = || counted.iter().map(|column| column[at]);
            cells().fold(0.0, f32::max) * 10.0 + cells().sum::<f32>()
        };
        (0..seen.len()).map(row).sum()
    };
    let mut counted: Vec<Vec<f32>> = wide.iter().enumerate().map(|(place, wide)| count(place, *wide)).collect();
    let mut best = tall(&counted);
    for gift in GIFTS {
        // A round that betters nothing is the last; so many are more than any table needs.
        for _ in 0..20 {
            let before = best;
            let many = wide.len();
            for (from, to) in (0..many).flat_map(|from| (0..many).map(move |to| (from, to))) {
                if from == to || wide[from] - gift < least[from] {
                    continue;
                }
                let kept = (counted[from].clone(), counted[to].clone());
                (counted[from], counted[to]) = (count(from, wide[from] - gift), count(to, wide[to] + gift));
                let now = tall(&counted);
                if now < best {
                    best = now;
                    wide[from] -= gift;
                    wide[to] += gift;
                } else {
                    (counted[from], counted[to]) = kept;
                }
            }
            if best >= before {
                break;
            }
        }
    }
    best
}

/// Which cells of a row are heads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    Columns,
    First,
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
        let tall = part as f32 * hand.step + AROUND;
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
    sheets.down += broken.iter().map(Vec::len).max().unwrap_or(1) as f32 * STRONG.step + AROUND;
    sheets.rule(MARGIN, WIDE - MARGIN, 1.0);
}
