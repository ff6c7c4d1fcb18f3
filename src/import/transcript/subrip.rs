//! SRT: a number, two times, words, an empty line; no standard says so, and programs leave out any of them but the times.

use super::Cue;

/// Whether the first lines that are not empty are such times, or a number and then such times.
pub(super) fn is_subrip(text: &str) -> bool {
    let mut lines = text.split('\n').map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    timing(first).is_some() || (is_number(first) && lines.next().is_some_and(|line| timing(line).is_some()))
}

/// The cues in the order in which they stand there.
pub(super) fn cues(text: &str) -> Vec<Cue> {
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    let begins: Vec<(usize, u64)> = lines.iter().enumerate().filter_map(|(at, line)| Some((at, timing(line)?))).collect();
    let mut found = Vec::with_capacity(begins.len());
    for (place, (at, starts)) in begins.iter().enumerate() {
        let next = begins.get(place + 1).map_or(lines.len(), |(next, _)| *next);
        // The number of the next cue is no word of this one.
        let end = if next < lines.len() && next > at + 1 && is_number(lines[next - 1]) { next - 1 } else { next };
        let words: Vec<&str> = lines[at + 1..end].iter().copied().filter(|line| !line.is_empty()).collect();
        found.push(Cue { starts: *starts, text: without_styles(&words.join("\n")) });
    }
    found
}

fn is_number(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// When a cue begins: `00:01:02,345 --> 00:01:04,000`, also with a full stop, and with fewer digits.
fn timing(line: &str) -> Option<u64> {
    let (starts, ends) = line.split_once("-->")?;
    timestamp(ends.trim().split(' ').next()?)?;
    timestamp(starts.trim())
}

fn timestamp(text: &str) -> Option<u64> {
    let (whole, thousandths) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let mut seconds = 0_u64;
    let parts: Vec<&str> = whole.split(':').collect();
    if !(2..=3).contains(&parts.len()) || !(1..=3).contains(&thousandths.len()) || !is_number(thousandths) {
        return None;
    }
    for part in parts {
        let value: u64 = Some(part).filter(|part| is_number(part) && part.len() <= 3)?.parse().ok()?;
        seconds = seconds * 60 + value;
    }
    Some(seconds * 1000 + thousandths.parse::<u64>().ok()?)
}

/// The words without the `{\an8}` by which some programs say where on the screen they stand.
fn without_styles(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, behind)) = rest.split_once("{\\") {
        out.push_str(before);
        rest = behind.split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}
