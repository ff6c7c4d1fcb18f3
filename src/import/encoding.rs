//! Bytes of a file become text, and the encoding is said.
//!
//! A file that is almost UTF-8 is damaged UTF-8, not Windows-1252: guessing there would turn every `ø` into two signs and
//! nobody would notice until a letter is printed.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::fault::FaultKind;

/// The encodings that spreadsheets write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte-order mark.
    Utf8,
    /// UTF-8 with a byte-order mark.
    Utf8Bom,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1252, as Danish Excel writes plain CSV.
    Windows1252,
}

impl Encoding {
    /// The name that people know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 (BOM)",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// What is wrong with the bytes, and the byte offset in the text that could be read up to there.
pub(super) struct Undecodable {
    /// The text before the first bad byte.
    pub(super) before: String,
    /// What is wrong there.
    pub(super) kind: FaultKind,
}

/// Decodes the bytes of a file, without the byte-order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<(Encoding, String), Undecodable> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest).map(|text| (Encoding::Utf8Bom, text));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, Encoding::Utf16Le);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, Encoding::Utf16Be);
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return utf16(bytes, encoding);
    }
    if std::str::from_utf8(bytes).is_err() && !looks_damaged(bytes) {
        return windows_1252(bytes);
    }
    utf8(bytes).map(|text| (Encoding::Utf8, text))
}

fn utf8(bytes: &[u8]) -> Result<String, Undecodable> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
            Err(Undecodable { before, kind: FaultKind::InvalidUtf8 })
        }
    }
}

fn utf16(bytes: &[u8], encoding: Encoding) -> Result<(Encoding, String), Undecodable> {
    let decoder = if encoding == Encoding::Utf16Be { UTF_16BE } else { UTF_16LE };
    // A last byte without its twin decodes to a replacement sign and is found like an unpaired surrogate.
    if let Some(text) = decoder.decode_without_bom_handling_and_without_replacement(bytes) {
        return Ok((encoding, text.into_owned()));
    }
    let (text, _) = decoder.decode_without_bom_handling(bytes);
    let before = text.split('\u{FFFD}').next().unwrap_or_default().to_owned();
    Err(Undecodable { before, kind: FaultKind::InvalidUtf16 })
}

/// Five bytes mean nothing in Windows-1252; a file that has them is something else (a picture, a workbook, another code page).
fn windows_1252(bytes: &[u8]) -> Result<(Encoding, String), Undecodable> {
    let undefined = |byte: &u8| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D);
    if let Some(offset) = bytes.iter().position(undefined) {
        let (before, _) = WINDOWS_1252.decode_without_bom_handling(&bytes[..offset]);
        return Err(Undecodable { before: before.into_owned(), kind: FaultKind::UndefinedByte(bytes[offset]) });
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Ok((Encoding::Windows1252, text.into_owned()))
}

/// UTF-16 without a mark shows as zero bytes in every second place, since separators and digits are ASCII.
fn unmarked_utf16(bytes: &[u8]) -> Option<Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let pairs = sample.len() / 2;
    if pairs < 4 {
        return None;
    }
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 2 > pairs && even == 0 {
        return Some(Encoding::Utf16Le);
    }
    (even * 2 > pairs && odd == 0).then_some(Encoding::Utf16Be)
}

/// Whether bytes that are not UTF-8 are UTF-8 nearly everywhere: more good sequences of several bytes than bad ones.
fn looks_damaged(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|sign| !sign.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (Encoding, String) {
        decode(bytes).ok().unwrap()
    }

    fn refused(bytes: &[u8]) -> FaultKind {
        decode(bytes).err().unwrap().kind
    }

    fn utf16_bytes(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn each_encoding_is_recognised_and_gives_the_same_text() {
        let text = "navn;kommune\nSøren Ærø;Brønderslev\n";
        let bom = |mark: &[u8], body: &[u8]| [mark, body].concat();
        let (little, big) = (utf16_bytes(text, u16::to_le_bytes), utf16_bytes(text, u16::to_be_bytes));
        let windows = WINDOWS_1252.encode(text).0.into_owned();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (bom(b"\xEF\xBB\xBF", text.as_bytes()), Encoding::Utf8Bom),
            (bom(b"\xFF\xFE", &little), Encoding::Utf16Le),
            (bom(b"\xFE\xFF", &big), Encoding::Utf16Be),
            (little, Encoding::Utf16Le),
            (big, Encoding::Utf16Be),
            (windows, Encoding::Windows1252),
        ] {
            assert!(decoded(&bytes) == (encoding, text.to_owned()), "{encoding:?}");
        }
    }

    #[test]
    fn damaged_utf8_is_not_taken_for_windows_1252() {
        assert_eq!(refused("æøå æøå æøå".as_bytes().split_last().unwrap().1), FaultKind::InvalidUtf8);
        assert_eq!(refused(b"\xEF\xBB\xBFnavn\nS\xF8ren"), FaultKind::InvalidUtf8);
    }

    #[test]
    fn bytes_that_no_danish_spreadsheet_writes_are_refused() {
        assert_eq!(refused(b"a;b\nS\xF8ren;\x81"), FaultKind::UndefinedByte(0x81));
        assert_eq!(refused(b"\xFF\xFEa\0;\0\x00\xD8b\0"), FaultKind::InvalidUtf16);
        assert_eq!(refused(b"\xFF\xFEa\0;\0b"), FaultKind::InvalidUtf16);
    }
}
