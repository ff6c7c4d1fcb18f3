//! The project's own source as the invariants read it: files with comments, texts and test modules taken out.
//!
//! A word in a comment or in a text is no use of what it names, so nothing is searched before it has been stripped.

use std::fs;
use std::path::{Path, PathBuf};

use crate::house::project;

/// One file of `src/` (or of another folder).
pub(crate) struct Source {
    /// Its path below the project's folder.
    pub(crate) path: String,
    /// The room that it belongs to: the first part of its path below `src/`.
    pub(crate) room: String,
    /// As it stands.
    pub(crate) text: String,
    /// Without comments and texts.
    pub(crate) code: String,
    /// The code without what only tests compile.
    pub(crate) shipped: String,
}

impl Source {
    /// The texts between plain quotation marks, with the two usual escapes undone; comments hold none.
    pub(crate) fn literals(&self) -> Vec<String> {
        let kept: Vec<char> = self.text.chars().collect();
        let code: Vec<char> = self.code.chars().collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < kept.len() {
            // A quotation mark that the stripped code lacks opens a text, save in a line that is a comment.
            let line = |at: usize| kept[..at].iter().rposition(|c| *c == '\n').map_or(0, |start| start + 1);
            let comment = |at: usize| kept[line(at)..at].iter().collect::<String>().trim_start().starts_with("//");
            if kept[at] == '"' && code[at] == ' ' && !comment(at) {
                let end = end_of_text(&kept, at + 1);
                found.push(kept[at + 1..end - 1].iter().collect::<String>().replace("\\\"", "\"").replace("\\n", "\n"));
                at = end;
            } else {
                at += 1;
            }
        }
        found
    }
}

/// Every Rust file below `folder`, in the order of their paths.
pub(crate) fn sources(folder: &str) -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&project().join(folder), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file is UTF-8");
            let below = path.strip_prefix(project()).expect("below the project").to_str().expect("UTF-8").to_owned();
            let room = below.split('/').nth(1).unwrap_or_default().trim_end_matches(".rs").to_owned();
            let code = strip(&text);
            let tests_only = below.ends_with("tests.rs") || below.contains("/tests/");
            let shipped = if tests_only { String::new() } else { before_tests(&code) };
            Source { path: below, room, text, code, shipped }
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// The code up to its test module; a test module stands last in its file here, which a test of its own holds.
fn before_tests(code: &str) -> String {
    code.split_once("#[cfg(test)]\nmod ").map_or(code, |(before, _)| before).to_owned()
}

/// Replaces comments and the inside of texts and characters by blanks, keeping every line where it is.
pub(crate) fn strip(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
    while at < chars.len() {
        let next = chars.get(at + 1).copied();
        let previous_is_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
        let end = match (chars[at], next) {
            ('/', Some('/')) => (at..chars.len()).find(|i| chars[*i] == '\n').unwrap_or(chars.len()),
            ('/', Some('*')) => {
                (at + 2..chars.len()).find(|i| chars[*i] == '/' && chars[*i - 1] == '*').map_or(chars.len(), |i| i + 1)
            }
            ('"', _) => end_of_text(&chars, at + 1),
            ('r', Some('"' | '#')) if !previous_is_word || chars[at - 1] == 'b' => end_of_raw(&chars, at).unwrap_or(at),
            ('\'', Some('\\')) => (at + 3..chars.len()).find(|i| chars[*i] == '\'').map_or(chars.len(), |i| i + 1),
            ('\'', Some(_)) if chars.get(at + 2) == Some(&'\'') => at + 3,
            _ => at,
        };
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|c| blank(*c)));
            at = end;
        }
    }
    out
}

fn end_of_text(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

fn end_of_raw(chars: &[char], at: usize) -> Option<usize> {
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    let open = at + 1 + hashes;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let closes = |i: &usize| chars[*i] == '"' && chars[*i + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
    (open + 1..chars.len()).find(closes).map(|i| i + 1 + hashes)
}

/// The places where `word` stands as a whole word in `code`, as line numbers from 1.
pub(crate) fn uses(code: &str, word: &str) -> Vec<usize> {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word)
        .filter(|(at, _)| {
            let before = code[..*at].chars().next_back();
            let after = code[at + word.len()..].chars().next();
            let whole = |c: Option<char>| !c.is_some_and(part_of_word);
            (!word.starts_with(part_of_word) || whole(before)) && (!word.ends_with(part_of_word) || whole(after))
        })
        .map(|(at, _)| line_of(code, at))
        .collect()
}

/// The line, from 1, on which this byte stands.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// What stands between the brace at or after `from` and the one that closes it.
pub(crate) fn braced(code: &str, from: usize) -> &str {
    let Some(open) = code[from..].find('{').map(|at| from + at) else { return "" };
    let mut depth = 0;
    for (at, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return &code[open + 1..open + at];
                }
            }
            _ => {}
        }
    }
    &code[open + 1..]
}

#[test]
fn texts_comments_and_characters_are_taken_out_and_lines_stay() {
    let stripped =
        strip("use a; // diesel\nlet x = \"diesel \\\" diesel\"; /* diesel\n */ let y = r#\"diesel \"# ; '\"' 'a diesel");
    assert_eq!(uses(&stripped, "diesel").len(), 1);
    assert_eq!(stripped.matches('\n').count(), 2);
}
