//! The words of a cue without their tags, voice by voice (W3C `WebVTT`, sections 6.4 and 6.5).

/// The words of a cue in order, each with the voice that is named for them; a voice that is not closed speaks to the end of the cue.
pub(super) fn parts(text: &str) -> Vec<(Option<String>, String)> {
    let mut parts: Vec<(Option<String>, String)> = Vec::new();
    let mut open: Vec<(&str, Option<String>)> = Vec::new();
    let mut rest = text;
    loop {
        let (words, behind) = rest.split_once('<').map_or((rest, None), |(words, behind)| (words, Some(behind)));
        // What stands over a word to say how it is spoken is no word of it.
        if !words.is_empty() && open.iter().all(|(name, _)| *name != "rt") {
            let voice = open.iter().rev().find_map(|(_, voice)| voice.clone());
            let words = unescaped(words);
            match parts.last_mut() {
                Some((last, said)) if *last == voice => said.push_str(&words),
                _ => parts.push((voice, words)),
            }
        }
        let Some(behind) = behind else { return parts };
        // A tag that is not closed takes all that is left, as in browsers.
        let (tag, behind) = behind.split_once('>').unwrap_or((behind, ""));
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            if open.last().is_some_and(|(last, _)| *last == name.trim()) {
                open.pop();
            }
            continue;
        }
        let (head, annotation) = tag.split_once(|sign: char| sign.is_ascii_whitespace()).unwrap_or((tag, ""));
        let name = head.split('.').next().unwrap_or_default();
        if ["c", "i", "b", "u", "ruby", "rt", "v", "lang"].contains(&name) {
            let voice = unescaped(annotation).split_whitespace().collect::<Vec<_>>().join(" ");
            open.push((name, (name == "v" && !voice.is_empty()).then_some(voice)));
        }
    }
}

/// The words with their character references resolved: numbers, and the names that programs write into subtitles.
fn unescaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        if let Some((sign, after)) = reference(behind) {
            out.push_str(sign.encode_utf8(&mut [0; 4]));
            rest = after;
        } else {
            out.push('&');
            rest = behind;
        }
    }
    out.push_str(rest);
    // Marks of the direction of writing are no words, and a blank that holds a line together is a blank.
    out.replace(['\u{200e}', '\u{200f}'], "").replace('\u{a0}', " ")
}

const NAMES: [(&str, char); 37] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("lrm", '\u{200e}'),
    ("rlm", '\u{200f}'),
    ("shy", '\u{ad}'),
    ("aelig", 'æ'),
    ("oslash", 'ø'),
    ("aring", 'å'),
    ("AElig", 'Æ'),
    ("Oslash", 'Ø'),
    ("Aring", 'Å'),
    ("eacute", 'é'),
    ("Eacute", 'É'),
    ("egrave", 'è'),
    ("agrave", 'à'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("szlig", 'ß'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sect", '§'),
    ("deg", '°'),
    ("frac12", '½'),
    ("euro", '€'),
];

/// The sign that a reference behind `&` means, and what follows it.
fn reference(behind: &str) -> Option<(char, &str)> {
    if let Some(number) = behind.strip_prefix('#') {
        let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
        let end = digits.find(|sign: char| !sign.is_digit(radix)).unwrap_or(digits.len());
        if end == 0 {
            return None;
        }
        let value = u32::from_str_radix(&digits[..end], radix).unwrap_or(u32::MAX);
        let after = &digits[end..];
        return Some((numbered(value), after.strip_prefix(';').unwrap_or(after)));
    }
    let end = behind.find(|sign: char| !sign.is_ascii_alphanumeric()).unwrap_or(behind.len());
    let is_closed = behind[end..].starts_with(';');
    let known = NAMES.iter().find(|(name, _)| *name == &behind[..end]).filter(|_| is_closed);
    if let Some((_, sign)) = known {
        return Some((*sign, &behind[end + 1..]));
    }
    // The oldest names count without a semicolon too.
    NAMES[..4].iter().find_map(|(name, sign)| Some((*sign, behind.strip_prefix(name)?)))
}

/// The sign with this number; those of Windows-1252 where other numbers have none (HTML, section 13.2.5.80).
fn numbered(value: u32) -> char {
    match value {
        0 => '\u{fffd}',
        0x80..=0x9f => {
            let byte = u8::try_from(value).unwrap_or(b'?');
            let (sign, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
            sign.chars().next().unwrap_or('\u{fffd}')
        }
        _ => char::from_u32(value).unwrap_or('\u{fffd}'),
    }
}
