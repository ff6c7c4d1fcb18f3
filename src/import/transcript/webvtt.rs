//! `WebVTT` after the standard's own algorithm (W3C, section 6.1): once the signature is read, no file fails, and what cannot be read in it
//! is passed over as browsers pass over it.

use super::Cue;

const BLANKS: [char; 3] = [' ', '\t', '\u{c}'];

/// Whether the text begins as such a file does.
pub(super) fn has_signature(text: &str) -> bool {
    text.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n']))
}

/// The cues of a text that begins with the signature, in the order in which they stand there.
pub(super) fn cues(text: &str) -> Vec<Cue> {
    let mut blocks = Blocks { text, at: 0 };
    let mut found = Vec::new();
    blocks.line();
    if blocks.rest().starts_with('\n') {
        blocks.at += 1;
    } else {
        blocks.block(true);
    }
    loop {
        blocks.skip_empty_lines();
        if blocks.rest().is_empty() {
            return found;
        }
        found.extend(blocks.block(false));
    }
}

struct Blocks<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Blocks<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next line, and whether the file ends with it.
    fn line(&mut self) -> (&'a str, bool) {
        let rest = self.rest();
        let end = rest.find('\n');
        self.at += end.map_or(rest.len(), |end| end + 1);
        (&rest[..end.unwrap_or(rest.len())], end.is_none())
    }

    fn skip_empty_lines(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches('\n').len();
    }

    /// Collects a block: the cue in it, if it is one.
    fn block(&mut self, in_header: bool) -> Option<Cue> {
        let (mut count, mut previous) = (0, self.at);
        let mut text = String::new();
        let (mut seen_arrow, mut starts) = (false, None);
        loop {
            let (line, is_last) = self.line();
            count += 1;
            if line.contains("-->") {
                if in_header || !(count == 1 || (count == 2 && !seen_arrow)) {
                    // The line belongs to the next block.
                    self.at = previous;
                    break;
                }
                seen_arrow = true;
                previous = self.at;
                starts = timings(line);
                if starts.is_some() {
                    text.clear();
                }
            } else if line.is_empty() {
                break;
            } else {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(line);
                previous = self.at;
            }
            if is_last {
                break;
            }
        }
        starts.map(|starts| Cue { starts, text })
    }
}

/// When a cue begins, where both its times can be read.
fn timings(line: &str) -> Option<u64> {
    let (starts, rest) = timestamp(line.trim_start_matches(BLANKS))?;
    let rest = rest.trim_start_matches(BLANKS).strip_prefix("-->")?;
    timestamp(rest.trim_start_matches(BLANKS))?;
    Some(starts)
}

/// A timestamp in milliseconds, and what stands behind it.
fn timestamp(input: &str) -> Option<(u64, &str)> {
    let (first, rest) = digits(input);
    let first_value = value(first)?;
    let two = |input| {
        let (digits, rest) = digits(input);
        (digits.len() == 2).then_some(()).and_then(|()| Some((value(digits)?, rest)))
    };
    let (second, rest) = two(rest.strip_prefix(':')?)?;
    let has_hours = first.len() != 2 || first_value > 59;
    let (hours, minutes, seconds, rest) = match rest.strip_prefix(':') {
        Some(rest) => {
            let (third, rest) = two(rest)?;
            (first_value, second, third, rest)
        }
        None if has_hours => return None,
        None => (0, first_value, second, rest),
    };
    let (thousandths, rest) = digits(rest.strip_prefix('.')?);
    if thousandths.len() != 3 || minutes > 59 || seconds > 59 {
        return None;
    }
    let whole = hours.saturating_mul(3600).saturating_add(minutes * 60 + seconds);
    Some((whole.saturating_mul(1000).saturating_add(value(thousandths)?), rest))
}

fn digits(input: &str) -> (&str, &str) {
    input.split_at(input.bytes().take_while(u8::is_ascii_digit).count())
}

/// A number of digits alone; one that is too large counts as the largest.
fn value(digits: &str) -> Option<u64> {
    (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
}
