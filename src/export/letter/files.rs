//! The files beside the sheets: one sheet per person with an index, a merge file for a Word template, and messages for a gateway.
//!
//! UTF-8 with a byte order mark and semicolons: what Danish Excel and Word read without being asked.

use std::collections::HashSet;
use std::io::{Cursor, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::PaperLetter;
use super::sheet::pdf;
use super::words::Texts;
use crate::language::{Language, filled, number};
use crate::questionnaire::guarded_unless_number;

/// A file of one person's letter.
pub struct PersonFile {
    /// The name of the file, made of the person key.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A sheet per person, each in a file that is named by the person key. Two municipalities may use the same key; then the second is told
/// apart by its own.
#[must_use]
pub fn per_person(letters: &[PaperLetter]) -> Vec<PersonFile> {
    names(letters)
        .into_iter()
        .zip(letters)
        .map(|(name, letter)| PersonFile { name, bytes: pdf(std::slice::from_ref(letter)) })
        .collect()
}

fn names(letters: &[PaperLetter]) -> Vec<String> {
    let mut taken = HashSet::new();
    let safe = |text: &str| -> String {
        text.chars().map(|sign| if sign.is_alphanumeric() || matches!(sign, '-' | '_') { sign } else { '_' }).collect()
    };
    letters
        .iter()
        .map(|letter| {
            let plain = safe(&letter.person_key);
            let with_unit = || format!("{}-{plain}", safe(letter.municipality.as_deref().unwrap_or_default()));
            let mut name = if taken.contains(&plain.to_lowercase()) { with_unit() } else { plain.clone() };
            let mut number = 2;
            // Some systems do not tell capitals apart.
            while !taken.insert(name.to_lowercase()) {
                name = format!("{plain}-{number}");
                number += 1;
            }
            format!("{name}.pdf")
        })
        .collect()
}

/// The index of these files, for whoever sends them by Digital Post.
#[must_use]
pub fn index(letters: &[PaperLetter]) -> Vec<u8> {
    let rows = names(letters).into_iter().zip(letters).map(|(file, letter)| {
        [letter.person_key.clone(), file, letter.municipality.clone().unwrap_or_default(), letter.said().heading]
    });
    table(&["person_key", "file", "municipality", "title"], rows)
}

/// The merge file for a Word template.
#[must_use]
pub fn merge(letters: &[PaperLetter]) -> Vec<u8> {
    let rows = letters.iter().map(|letter| {
        [
            letter.person_key.clone(),
            letter.name.clone(),
            letter.address.join(", "),
            letter.own_language.code().to_owned(),
            letter.sender.clone(),
            letter.sender_phone.clone().unwrap_or_default(),
            format!("{}/k", letter.host),
            letter.entry_code.clone(),
            letter.link.clone(),
            letter.title.clone(),
            number::day(letter.closes, letter.language),
        ]
    });
    let columns = [
        "person_key",
        "name",
        "address",
        "language",
        "municipality",
        "municipality_phone",
        "entry_address",
        "entry_code",
        "link",
        "title",
        "closes",
    ];
    table(&columns, rows)
}

/// The messages for a gateway: a number with its country's code and no sign, and what it is sent. Whoever has no number has none.
#[must_use]
pub fn messages(letters: &[PaperLetter], with_link: bool) -> Vec<u8> {
    let with_number = letters.iter().filter(|letter| !letter.phone.is_empty());
    table(&["phone", "message"], with_number.map(|letter| [international(&letter.phone), message(letter, with_link)]))
}

/// What a text message says.
#[must_use]
pub fn message(letter: &PaperLetter, with_link: bool) -> String {
    let words = Texts::of(letter.own_language);
    let first = filled(words.first(letter.kind, with_link), &[("municipality", &letter.sender), ("link", &letter.link)]);
    let day = match letter.own_language {
        Language::Ar => letter.closes.strftime("%-d/%-m/%Y").to_string(),
        other => number::day(letter.closes, other),
    };
    let closes = filled(words.closes, &[("date", &day)]);
    let doubt = letter.sender_phone.as_ref().map(|phone| filled(words.doubt, &[("phone", phone)]));
    // A space that does not break costs a message its alphabet (3GPP TS 23.038), and with it more than half of its room.
    [Some(first), Some(closes), doubt].into_iter().flatten().collect::<Vec<_>>().join(" ").replace('\u{a0}', " ")
}

/// A number as gateways want it (ITU-T E.164, without the plus); eight digits are Danish.
fn international(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("00") {
        Some(rest) => rest.to_owned(),
        None if digits.len() == 8 => format!("45{digits}"),
        None => digits,
    }
}

fn table<const N: usize>(columns: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        text.push_str(&cells.map(|cell| quoted(&cell)).collect::<Vec<_>>().join(";"));
        text.push_str("\r\n");
    };
    line(&mut columns.iter().map(|column| (*column).to_owned()));
    for row in rows {
        line(&mut row.into_iter());
    }
    text.into_bytes()
}

/// A cell (RFC 4180): nothing in it is run by a spreadsheet.
fn quoted(cell: &str) -> String {
    let cell = guarded_unless_number(cell);
    if cell.contains([';', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.into_owned() }
}

/// The sheets per person with their index in one archive.
pub fn zipped(letters: &[PaperLetter]) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    zip.start_file("index.csv", options)?;
    zip.write_all(&index(letters))?;
    for file in per_person(letters) {
        zip.start_file(file.name.as_str(), options.compression_method(CompressionMethod::Stored))?;
        zip.write_all(&file.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_gateways_want_it() {
        for (written, wanted) in [("70 00 07 87", "4570000787"), ("+45 70000787", "4570000787"), ("0046 8 123456", "468123456")] {
            assert_eq!(international(written), wanted);
        }
    }

    #[test]
    fn no_cell_leaves_its_place_or_is_run() {
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("Vej 1; 2. \"sal\""), "\"Vej 1; 2. \"\"sal\"\"\"");
        assert_eq!(quoted("1234 5678 9012 3456"), "1234 5678 9012 3456");
    }
}
