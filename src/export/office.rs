//! The envelope of office files: parts of XML in a zip archive (ECMA-376, part 2), the same bytes for the same parts.
//!
//! No part and no entry carries a clock, so that two people who make a file of the same figures can compare them by hash.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// One part: its name in the archive, and its text.
pub(super) type Part = (&'static str, String);

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A picture as PNG: its name in the archive, and its bytes.
pub(super) type Media = (String, Vec<u8>);

/// The archive of these parts, in their order, and then of pictures; the list of content types is written first, as readers expect.
pub(super) fn archive(content_types: &[(&str, &str)], parts: &[Part], media: &[Media]) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The first instant that the format knows, for every entry.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut types = String::from(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>",
    );
    if !media.is_empty() {
        types.push_str("<Default Extension=\"png\" ContentType=\"image/png\"/>");
    }
    for (name, kind) in content_types {
        let _ = write!(types, "<Override PartName=\"/{name}\" ContentType=\"application/vnd.openxmlformats-{kind}+xml\"/>");
    }
    types.push_str("</Types>");
    for (name, text) in std::iter::once(&("[Content_Types].xml", types)).chain(parts) {
        zip.start_file(*name, options)?;
        zip.write_all(DECLARATION.as_bytes())?;
        zip.write_all(text.as_bytes())?;
    }
    for (name, bytes) in media {
        // It is compressed in itself.
        zip.start_file(name.as_str(), options.compression_method(CompressionMethod::Stored))?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A part that says how others are reached: `rId1`, `rId2` and so on, each with the last word of its kind and its target.
pub(super) fn relations(targets: &[(&str, &str)]) -> String {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let one = |(place, (kind, target)): (usize, &(&str, &str))| {
        let base = if *kind == "metadata/core-properties" { package } else { office };
        format!("<Relationship Id=\"rId{}\" Type=\"{base}/{kind}\" Target=\"{target}\"/>", place + 1)
    };
    let all: String = targets.iter().enumerate().map(one).collect();
    format!("<Relationships xmlns=\"{package}\">{all}</Relationships>")
}

/// What the file is called and its language; no author and no date.
pub(super) fn core_properties(title: &str, language: &str) -> String {
    format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>Nulpunkt</dc:creator>\
         <dc:language>{language}</dc:language></cp:coreProperties>",
        escaped(title)
    )
}

/// A text as XML has it, without the characters that XML 1.0 cannot hold.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(letter),
            '\u{fffe}' | '\u{ffff}' => {}
            _ if letter.is_control() => {}
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Read as _;

    use super::*;

    /// The text of a part of an archive.
    pub(in crate::export) fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    /// Every part is well-formed as far as tags go, has a content type, and is reached by a relation.
    pub(in crate::export) fn is_sound(bytes: &[u8]) {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let names: Vec<String> =
            (0..archive.len()).map(|at| archive.by_index(at).unwrap().name().unwrap().into_owned()).collect();
        let types = part(bytes, "[Content_Types].xml");
        for name in names.iter().filter(|name| !name.contains("/media/")) {
            let text = part(bytes, name);
            nests(&text, name);
            let by_default = name == "[Content_Types].xml" || name.contains("_rels/");
            assert!(by_default || types.contains(&format!("PartName=\"/{name}\"")), "{name} has no content type");
            let Some((folder, _)) = name.split_once("_rels/") else { continue };
            for target in text.split("Target=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(names.contains(&format!("{folder}{target}")), "{name} leads to {target}, which is not there");
            }
        }
    }

    fn nests(text: &str, name: &str) {
        let mut open = Vec::new();
        for tag in text.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            let word = tag.split([' ', '/', '\n']).find(|word| !word.is_empty()).unwrap_or_default();
            if tag.starts_with('/') {
                assert_eq!(open.pop(), Some(word), "{name}");
            } else if !tag.starts_with('?') && !tag.ends_with('/') {
                open.push(word);
            }
        }
        assert!(open.is_empty(), "{name} leaves {open:?} open");
    }

    #[test]
    fn the_same_parts_are_the_same_bytes_and_no_entry_has_a_date_of_today() {
        let made = || archive(&[], &[("a.xml", "<a/>".to_owned())], &[]).unwrap();
        assert_eq!(made(), made());
        let bytes = made();
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(archive.by_index(1).unwrap().last_modified().map(|date| date.year()), Some(1980));
    }

    #[test]
    fn no_text_breaks_the_xml() {
        assert_eq!(escaped("<a b=\"c\">&\u{0}\u{1b}æ\n"), "&lt;a b=&quot;c&quot;&gt;&amp;æ\n");
    }
}
