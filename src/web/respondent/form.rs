//! A form as it came: names and texts in order, read without trusting anything.

/// What a person typed; it has no `Debug`, since it holds answers.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Typed(pub(super) Vec<(String, String)>);

/// Why a form cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It holds something that is no text, or that cannot be stored.
    Signs,
    /// It holds more than any page of ours sends.
    TooMuch,
}

/// More fields than any page of ours has.
const MOST_FIELDS: usize = 2_000;

impl Typed {
    /// Reads `application/x-www-form-urlencoded` (WHATWG URL standard, section 5.1), refusing what is not UTF-8 and NUL.
    pub(super) fn read(body: &[u8]) -> Result<Self, Unreadable> {
        let mut fields = Vec::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            if fields.len() == MOST_FIELDS {
                return Err(Unreadable::TooMuch);
            }
            let mut parts = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(parts.next().unwrap_or_default())?;
            fields.push((name, decode(parts.next().unwrap_or_default())?));
        }
        Ok(Self(fields))
    }

    /// The texts of all fields with this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, text)| text.as_str())
    }

    /// The text of the first field with this name.
    pub(super) fn one<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }
}

fn decode(text: &[u8]) -> Result<String, Unreadable> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                high * 16 + low
            }
            other => *other,
        });
    }
    if bytes.contains(&0) {
        return Err(Unreadable::Signs);
    }
    String::from_utf8(bytes).map_err(|_| Unreadable::Signs)
}

fn digit(byte: Option<&u8>) -> Result<u8, Unreadable> {
    match byte {
        Some(digit @ b'0'..=b'9') => Ok(digit - b'0'),
        Some(letter @ b'a'..=b'f') => Ok(letter - b'a' + 10),
        Some(letter @ b'A'..=b'F') => Ok(letter - b'A' + 10),
        _ => Err(Unreadable::Signs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let typed = Typed::read(b"a=1&a=2&effects.quality=4&better=Det+gik+%C3%B8h%21&empty=").unwrap_or_default();
        assert_eq!(typed.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(typed.one("better"), Some("Det gik øh!"));
        assert_eq!(typed.one("empty"), Some(""));
        assert_eq!(typed.one("none"), None);
    }

    #[test]
    fn a_form_with_nul_or_without_utf_8_is_refused() {
        assert!(Typed::read(b"a=%00").is_err());
        assert!(Typed::read(b"a=\0").is_err());
        assert!(Typed::read(b"a=%E6").is_err());
        assert!(Typed::read(b"a=\xe6").is_err());
        assert!(Typed::read(b"a=%zz").is_err());
        assert_eq!(Typed::read(&b"a=1&".repeat(3_000)).err(), Some(Unreadable::TooMuch));
    }
}
