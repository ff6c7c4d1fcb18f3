//! The two fonts of a PDF, embedded: subsets of Arimo with the letters of Windows-1252, as wide as those of Helvetica.

use pdf_writer::types::FontFlags;
use pdf_writer::{Filter, Finish as _, Name, Pdf, Rect, Ref};

use super::file::packed;
use super::widths::{BOLD, REGULAR};

/// One font as the file needs it.
#[derive(Clone, Copy)]
pub(super) struct Embedded {
    /// What pages call it.
    pub(super) short: &'static [u8],
    /// Its name; six letters and a plus say that it is a part of a font (ISO 32000-1, 9.6.4).
    name: &'static [u8],
    bytes: &'static [u8],
    widths: &'static [u16; 224],
    /// How thick a stem is, in thousandths of the size.
    stem: f32,
}

/// The regular one and the bold one.
pub(super) const FONTS: [Embedded; 2] = [
    Embedded { short: b"R", name: b"NULPKT+Arimo", bytes: include_bytes!("fonts/Arimo.ttf"), widths: &REGULAR, stem: 84.0 },
    Embedded {
        short: b"B",
        name: b"NULPKT+Arimo-Bold",
        bytes: include_bytes!("fonts/Arimo-Bold.ttf"),
        widths: &BOLD,
        stem: 140.0,
    },
];

/// Writes font, descriptor and the font's own file at these numbers.
pub(super) fn embed(pdf: &mut Pdf, font: &Embedded, [dictionary, descriptor, stream]: [Ref; 3]) {
    let mut written = pdf.indirect(dictionary).dict();
    written.pair(Name(b"Type"), Name(b"Font")).pair(Name(b"Subtype"), Name(b"TrueType")).pair(Name(b"BaseFont"), Name(font.name));
    written.pair(Name(b"Encoding"), Name(b"WinAnsiEncoding")).pair(Name(b"FontDescriptor"), descriptor);
    written.pair(Name(b"FirstChar"), 32).pair(Name(b"LastChar"), 255);
    written.insert(Name(b"Widths")).array().items(font.widths.iter().map(|width| i32::from(*width)));
    written.finish();
    let mut described = pdf.font_descriptor(descriptor);
    described.name(Name(font.name)).flags(FontFlags::NON_SYMBOLIC).bbox(Rect::new(-544.0, -389.0, 2797.0, 1043.0));
    described.italic_angle(0.0).ascent(905.0).descent(-212.0).cap_height(688.0).stem_v(font.stem).font_file2(stream);
    described.finish();
    let packed = packed(font.bytes);
    let mut file = pdf.stream(stream, &packed);
    file.filter(Filter::FlateDecode).pair(Name(b"Length1"), i32::try_from(font.bytes.len()).unwrap_or(i32::MAX));
}
