//! REFI-QDA 1.5: a project (`.qdpx`) and a codebook (`.qdc`) for other programs of qualitative analysis.
//!
//! What is said stands there without anybody: one text of all lines in an order that is not that of the talk, without speaker, group, role
//! or question, and of those alone who said yes to other programs: consent to be quoted is none to that, since it promises that each quote is
//! shown first. A line that names a trial, or whose codes or memos do, counts as linked to it,
//! beside everything that documents tell of the line: where fewer than three could have said it, it is left out. So is one that names
//! somebody or a municipality, since nobody has read it as a quote. When a line was coded is not told: whoever codes goes from line to line;
//! nor by whom, but for the lines of a sample: who codes some groups alone would tell of which of them a line is.

mod leaving;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::office::escaped;
use super::summary::Talks;
use crate::focusgroup::{Code, QdaCode, QdaExcerpt, QdaNote, QdaProject, QdaText, derived_guid, in_order, joined, without_lines};
use crate::store::{Error, Excerpt, Foreign, Memo, MemoOf, NoteLine, OwnText, Store};
use crate::time::Timestamp;
pub use leaving::{Stays, Yeses};
use leaving::{kept_back, known};

/// The media type of a project.
pub const PROJECT_TYPE: &str = "application/zip";
/// The media type of a codebook.
pub const CODEBOOK_TYPE: &str = "application/xml";
/// Who coded every line that is of no sample, as a project has it.
const ONE_CODER: &str = "Nulpunkt";
/// What the one text of all lines is called.
const OWN_NAME: &str = "Udsagn";

/// Everything that may leave as a project, and where the lines of this installation stand in it.
pub struct Shareable {
    /// The project.
    pub project: QdaProject,
    /// The text of this installation's own lines.
    pub own: OwnText,
    /// How many lines are left out, and why.
    pub left_out: BTreeMap<Stays, usize>,
    /// How many of these lines were made unreadable in texts of other programs: what left before they had to stay, and came back.
    pub covered: usize,
    /// Who said yes to it.
    pub yeses: Yeses,
}

/// Gathers what may leave.
pub fn shareable(store: &Store, talks: &Talks) -> Result<Shareable, Error> {
    let mut lines = Vec::new();
    for group in &talks.groups {
        lines.extend(store.standing_lines(group.id)?.into_iter().map(|line| (group.id, line)));
    }
    let (codes, excerpts, memos) = (store.code_list()?, store.codings(None)?, store.memos(None)?);
    let sampled = store.samples()?.into_iter().flat_map(|sample| sample.lines).collect();
    Ok(gathered(talks, &lines, (&codes, &excerpts, &memos), (&sampled, store.foreign()?)))
}

/// The same of what was read already.
fn gathered(
    talks: &Talks,
    lines: &[(i64, NoteLine)],
    (codes, excerpts, memos): (&[Code], &[Excerpt], &[Memo]),
    (sampled, foreign): (&BTreeSet<i64>, Vec<Foreign>),
) -> Shareable {
    let stays = kept_back(talks, lines, (codes, excerpts, memos));
    let (staying, leaving): (Vec<_>, Vec<_>) = lines.iter().map(|(_, line)| line).partition(|line| stays.contains_key(&line.id));
    let words: Vec<(i64, &str)> = leaving.iter().map(|line| (line.id, line.words.as_str())).collect();
    let (places, text) = joined(&words);
    let guid = derived_guid("text", &[&text]);
    let guids: BTreeMap<i64, &str> = codes.iter().map(|code| (code.id, code.guid.as_str())).collect();
    let known = known(talks);
    // Several people code each line of a sample; of other lines one does.
    let coder_of = |line: Option<i64>, by: &str| match line {
        Some(line) if !sampled.contains(&line) => ONE_CODER.to_owned(),
        _ => by.to_owned(),
    };
    let notes = |of: MemoOf, line: Option<i64>| -> Vec<QdaNote> {
        // A memo on a line that leaves names nobody. One on a code that does stays here.
        let own = memos.iter().filter(|memo| memo.of == of && known.told(&memo.words).is_empty());
        let at = |memo: &Memo| if matches!(of, MemoOf::Excerpt(_)) { 0 } else { memo.at.0 / 1000 * 1000 };
        own.map(|memo| QdaNote { words: memo.words.clone(), by: coder_of(line, &memo.by), at: at(memo) }).collect()
    };
    let place = |line: i64| places.iter().find(|(id, _)| *id == line).map(|(_, at)| *at);
    let mut own: Vec<QdaExcerpt> = Vec::new();
    for one in excerpts {
        let (Some(at), Some(code)) = (place(one.line_id), guids.get(&one.code_id)) else { continue };
        let (Ok(starts), Ok(ends)) = (usize::try_from(one.starts), usize::try_from(one.ends)) else { continue };
        own.push(QdaExcerpt {
            guid: one.guid.clone(),
            code: (*code).to_owned(),
            starts: at + starts,
            ends: at + ends,
            coder: coder_of(Some(one.line_id), &one.coder),
            at: 0,
            notes: notes(MemoOf::Excerpt(one.id), Some(one.line_id)),
        });
    }
    let mut texts = Vec::new();
    if !text.is_empty() {
        own.sort_by(|one, other| (one.starts, one.ends, &one.guid).cmp(&(other.starts, other.ends, &other.guid)));
        texts.push(QdaText { guid: guid.clone(), name: OWN_NAME.to_owned(), words: text, excerpts: own });
    }
    let mut hidden: BTreeSet<&str> = staying.iter().map(|line| line.words.as_str()).collect();
    hidden.retain(|line| !words.iter().any(|(_, leaves)| leaves == line));
    let mut covered = 0;
    for mut foreign in foreign.into_iter().map(|foreign| foreign.text) {
        covered += cover(&mut foreign, &hidden);
        texts.push(foreign);
    }
    let code = |code: &Code| QdaCode {
        guid: code.guid.clone(),
        parent: code.parent.and_then(|parent| guids.get(&parent)).map(|guid| (*guid).to_owned()),
        name: code.name.clone(),
        description: code.description.clone(),
        notes: notes(MemoOf::Code(code.id), None),
    };
    let codes = in_order(codes).into_iter().map(|(_, one)| code(one)).collect();
    let mut left_out = BTreeMap::new();
    for why in stays.into_values() {
        *left_out.entry(why).or_insert(0) += 1;
    }
    let yeses = Yeses::of(&talks.participants);
    Shareable { project: QdaProject { codes, texts }, own: OwnText { guid, places }, left_out, covered, yeses }
}

/// Makes these lines unreadable in a text and in what was thought about it; returns how many they are.
fn cover(text: &mut QdaText, hidden: &BTreeSet<&str>) -> usize {
    let mut covered = 0;
    let notes = text.excerpts.iter_mut().flat_map(|one| &mut one.notes).map(|note| &mut note.words);
    for words in [&mut text.words].into_iter().chain(notes) {
        let (without, count) = without_lines(words, hidden);
        *words = without;
        covered += count;
    }
    covered
}

/// The project as a file: a ZIP archive with `project.qde` and its texts below `sources`, without a clock and without a path of this machine.
pub fn project(project: &QdaProject) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    zip.start_file("project.qde", options)?;
    zip.write_all(project_xml(project).as_bytes())?;
    for text in &project.texts {
        zip.start_file(format!("sources/{}.txt", text.guid), options)?;
        zip.write_all(text.words.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The codebook alone, as a file.
#[must_use]
pub fn codebook(project: &QdaProject) -> String {
    let codes = codes_xml(&project.codes, None, false);
    // A codebook must hold a code, so one without is a code that is put on nothing.
    let empty = derived_guid("codebook", &[]);
    let codes = if codes.is_empty() { format!("<Code guid=\"{empty}\" name=\"–\" isCodable=\"false\"/>") } else { codes };
    format!("{DECLARATION}<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"Nulpunkt\"><Codes>{codes}</Codes></CodeBook>\n")
}

fn project_xml(project: &QdaProject) -> String {
    let notes = || {
        let of_codes = project.codes.iter().flat_map(|code| code.notes.iter().map(move |note| (code.guid.as_str(), note)));
        let excerpts = project.texts.iter().flat_map(|text| &text.excerpts);
        of_codes.chain(excerpts.flat_map(|one| one.notes.iter().map(move |note| (one.guid.as_str(), note))))
    };
    let coders = project.texts.iter().flat_map(|text| &text.excerpts).map(|one| one.coder.as_str());
    let users: BTreeSet<&str> = coders.chain(notes().map(|(_, note)| note.by.as_str())).filter(|name| !name.is_empty()).collect();
    let mut out = format!("{DECLARATION}<Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"Nulpunkt\" origin=\"Nulpunkt\">");
    if !users.is_empty() {
        let user = |name: &&str| format!("<User guid=\"{}\" name=\"{}\"/>", user_guid(name), escaped(name));
        let _ = write!(out, "<Users>{}</Users>", users.iter().map(user).collect::<String>());
    }
    if !project.codes.is_empty() {
        let _ = write!(out, "<CodeBook><Codes>{}</Codes></CodeBook>", codes_xml(&project.codes, None, true));
    }
    if !project.texts.is_empty() {
        let _ = write!(out, "<Sources>{}</Sources>", project.texts.iter().map(text_xml).collect::<String>());
    }
    let all: String = notes().map(|(of, note)| note_xml(of, note)).collect();
    if !all.is_empty() {
        let _ = write!(out, "<Notes>{all}</Notes>");
    }
    out.push_str("</Project>\n");
    out
}

fn user_guid(name: &str) -> String {
    derived_guid("user", &[name])
}

fn note_guid(of: &str, note: &QdaNote) -> String {
    derived_guid("note", &[of, &note.words, &note.by, &note.at.to_string()])
}

fn codes_xml(codes: &[QdaCode], parent: Option<&str>, has_notes: bool) -> String {
    let mut out = String::new();
    for code in codes.iter().filter(|code| code.parent.as_deref() == parent) {
        let _ = write!(out, "<Code guid=\"{}\" name=\"{}\" isCodable=\"true\">", code.guid, escaped(&code.name));
        if !code.description.is_empty() {
            let _ = write!(out, "<Description>{}</Description>", escaped(&code.description));
        }
        if has_notes {
            out.push_str(&references(&code.guid, &code.notes));
        }
        out.push_str(&codes_xml(codes, Some(&code.guid), has_notes));
        out.push_str("</Code>");
    }
    out
}

fn references(of: &str, notes: &[QdaNote]) -> String {
    let mut out = String::new();
    for note in notes {
        let _ = write!(out, "<NoteRef targetGUID=\"{}\"/>", note_guid(of, note));
    }
    out
}

fn text_xml(text: &QdaText) -> String {
    let mut out = format!(
        "<TextSource guid=\"{guid}\" name=\"{}\" plainTextPath=\"internal://{guid}.txt\">",
        escaped(&text.name),
        guid = text.guid
    );
    for one in &text.excerpts {
        let (by, at) = signed(&one.coder, one.at);
        let _ = write!(
            out,
            "<PlainTextSelection guid=\"{}\" startPosition=\"{}\" endPosition=\"{}\"{by}{at}><Coding guid=\"{}\"{by}{at}>\
             <CodeRef targetGUID=\"{}\"/>{}</Coding></PlainTextSelection>",
            derived_guid("selection", &[&one.guid]),
            one.starts,
            one.ends,
            one.guid,
            one.code,
            references(&one.guid, &one.notes)
        );
    }
    out.push_str("</TextSource>");
    out
}

fn note_xml(of: &str, note: &QdaNote) -> String {
    let (by, at) = signed(&note.by, note.at);
    format!("<Note guid=\"{}\"{by}{at}><PlainTextContent>{}</PlainTextContent></Note>", note_guid(of, note), escaped(&note.words))
}

/// Who and when, as attributes, where they are known.
fn signed(by: &str, at: i64) -> (String, String) {
    let by = if by.is_empty() { String::new() } else { format!(" creatingUser=\"{}\"", user_guid(by)) };
    let at = if at == 0 { String::new() } else { format!(" creationDateTime=\"{}\"", Timestamp(at).rfc3339()) };
    (by, at)
}
