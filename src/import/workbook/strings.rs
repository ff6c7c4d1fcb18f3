//! What cells of a sheet point at: texts that several share, and styles.

use std::collections::HashMap;

use super::number::{self, Look};
use crate::import::xml::{Broken, Piece, Pull};

/// The texts that cells share, by their number (section 18.4.9). How they are pronounced is left out.
pub(super) fn shared(text: &str) -> Result<Vec<String>, Broken> {
    let mut found = Vec::new();
    if text.is_empty() {
        return Ok(found);
    }
    let mut pull = Pull::new(text);
    let mut words = Words::default();
    while let Some(piece) = pull.next()? {
        match piece {
            Piece::Start("si", _) => words = Words::default(),
            Piece::End("si") => found.push(unescaped(&words.text)),
            other => words.take(&other),
        }
    }
    Ok(found)
}

/// The words of a text, which may be in several looks.
#[derive(Default)]
pub(super) struct Words {
    pub(super) text: String,
    reads: bool,
    pronounced: bool,
}

impl Words {
    pub(super) fn take(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Start("rPh", _) => self.pronounced = true,
            Piece::End("rPh") => self.pronounced = false,
            Piece::Start("t", _) => self.reads = !self.pronounced,
            Piece::End("t") => self.reads = false,
            Piece::Text(words) if self.reads => self.text.push_str(words),
            _ => {}
        }
    }
}

/// Signs that XML cannot hold stand as `_x000D_` (section 22.9.2.19); those that no cell needs are left out.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 7).and_then(|code| code.strip_suffix('_'));
        if let Some(sign) = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            out.extend(Some(sign).filter(|sign| !sign.is_control() || *sign == '\n'));
            rest = &rest[at + 7..];
        } else {
            out.push_str("_x");
            rest = &rest[at + 2..];
        }
    }
    out.push_str(rest);
    out
}

/// What each style of a cell makes of a number (section 18.8.10): in the order in which cells name them.
pub(super) fn looks(text: &str) -> Result<Vec<Look>, Broken> {
    let mut own: HashMap<usize, Look> = HashMap::new();
    let mut styles = Vec::new();
    if text.is_empty() {
        return Ok(styles);
    }
    let mut pull = Pull::new(text);
    let mut in_cells = false;
    while let Some(piece) = pull.next()? {
        match piece {
            Piece::Start("numFmt", attributes) => {
                if let (Some(id), Some(code)) = (attributes.number("numFmtId")?, attributes.get("formatCode")?) {
                    own.insert(id, number::look(&code));
                }
            }
            Piece::Start("cellXfs", _) => in_cells = true,
            Piece::End("cellXfs") => in_cells = false,
            Piece::Start("xf", attributes) if in_cells => {
                let id = attributes.number("numFmtId")?.unwrap_or_default();
                styles.push(own.get(&id).copied().unwrap_or_else(|| number::built_in(id)));
            }
            _ => {}
        }
    }
    Ok(styles)
}
