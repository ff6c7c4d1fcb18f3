//! REFI-QDA 1.5: a project (`.qdpx`) and a codebook (`.qdc`) for other programs of qualitative analysis.
//!
//! What is said stands there without anybody: one text of all lines in an order that is not that of the talk, without speaker, group, role
//! or question, and of those alone who consent to be quoted. A line that names a trial, or whose codes or memos do, counts as linked to it,
//! beside everything that documents tell of the line: where fewer than three could have said it, it is left out. So is one that names
//! somebody or a municipality, since nobody has read it as a quote. When a line was coded is not told: whoever codes goes from line to line;
//! nor by whom, but for the lines of a sample: who codes some groups alone would tell of which of them a line is.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::office::escaped;
use super::summary::{Talks, Uttered, called as title, known_by};
use crate::focusgroup::attribution::{Shown, Spoken, Verdict, settle};
use crate::focusgroup::{
    Code, Known, LineKind, Purpose, QdaCode, QdaExcerpt, QdaNote, QdaProject, QdaText, bare_words, called, derived_guid,
    in_order, joined,
};
use crate::language::Language;
use crate::questionnaire::Trial;
use crate::store::{Error, Excerpt, Foreign, Memo, MemoOf, NoteLine, OwnText, QuoteDecision, Store};
use crate::time::Timestamp;

/// The media type of a project.
pub const PROJECT_TYPE: &str = "application/zip";
/// The media type of a codebook.
pub const CODEBOOK_TYPE: &str = "application/xml";
/// So long a code must be to name a trial whose name only has it in it.
const SHORTEST_NAME: usize = 6;
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
    /// How many lines are left out: without consent, without a participant, or since too few could have said them.
    pub left_out: usize,
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
    let may_leave = may_leave(talks, lines, (codes, excerpts, memos));
    let words: Vec<(i64, &str)> =
        lines.iter().filter(|(_, line)| may_leave.contains(&line.id)).map(|(_, line)| (line.id, line.words.as_str())).collect();
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
    texts.extend(foreign.into_iter().map(|foreign| foreign.text));
    let code = |code: &Code| QdaCode {
        guid: code.guid.clone(),
        parent: code.parent.and_then(|parent| guids.get(&parent)).map(|guid| (*guid).to_owned()),
        name: code.name.clone(),
        description: code.description.clone(),
        notes: notes(MemoOf::Code(code.id), None),
    };
    let codes = in_order(codes).into_iter().map(|(_, one)| code(one)).collect();
    let left_out = lines.len() - words.len();
    Shareable { project: QdaProject { codes, texts }, own: OwnText { guid, places }, left_out }
}

/// The lines that may leave.
fn may_leave(talks: &Talks, lines: &[(i64, NoteLine)], coded: (&[Code], &[Excerpt], &[Memo])) -> BTreeSet<i64> {
    // The text names no group, so that a line may be from any of them.
    let groups: BTreeSet<i64> = talks.groups.iter().map(|group| group.id).collect();
    let (mut told, mut uttered): (Vec<Spoken>, Vec<Uttered<'_>>) = talks.told().into_iter().unzip();
    let taking = talks.taking();
    let known = known(talks);
    let (mut extra, mut ids) = (Vec::new(), Vec::new());
    for (group, line) in lines {
        let speaker = talks.participants.iter().find(|one| one.group_id == *group && one.code == line.speaker && !one.withdrawn);
        let Some(speaker) = speaker.filter(|one| one.consents_to(Purpose::BeQuoted)) else { continue };
        if !matches!(line.kind, LineKind::Statement | LineKind::Quote) {
            continue;
        }
        let (names, beside) = beside(line, coded);
        if !known.told(&beside).is_empty() {
            continue;
        }
        ids.push(line.id);
        let first = talks.first_form(line.id);
        uttered.push(Uttered { group: *group, speaker: &line.speaker, line: first, words: vec![bare_words(&line.words)] });
        extra.push(Spoken {
            person: speaker.person(),
            role: talks.role(*group),
            group: *group,
            line: first,
            trials: named_trials(talks, &names, &beside),
            groups: groups.clone(),
            names_role: false,
            labelled: false,
        });
    }
    // What somebody does not want shown stays here, wherever else it was written down.
    let unwanted = talks.claims.quotes.iter().filter(|quote| quote.decision == Some(QuoteDecision::Withheld));
    uttered.extend(unwanted.filter_map(|quote| Some(talks.quoted(quote, talks.claims.statement(quote.statement_id)?))));
    let lines = known_by(&uttered);
    told.iter_mut().chain(&mut extra).zip(&lines).for_each(|(one, line)| one.line = *line);
    let withheld: BTreeSet<i64> = lines.into_iter().skip(told.len() + extra.len()).collect();
    let before = settle(&talks.attendees(), &taking, &told);
    let all: Vec<Spoken> = told.iter().chain(&extra).cloned().collect();
    let verdicts = settle(&talks.attendees(), &taking, &all);
    // A line that would take from a quote of it what documents show of it already stays here.
    let lowered: BTreeSet<i64> = told
        .iter()
        .zip(before.iter().zip(&verdicts))
        .filter(|(_, (then, now))| now.shown < then.shown)
        .map(|(one, _)| one.line)
        .collect();
    let shown = ids.into_iter().zip(extra.iter().zip(&verdicts[told.len()..]));
    let stays = |line: &i64| lowered.contains(line) || withheld.contains(line);
    let leaves = |(one, verdict): (&Spoken, &Verdict)| verdict.shown > Shown::Withheld && !stays(&one.line);
    shown.filter(|(_, it)| leaves(*it)).map(|(id, _)| id).collect()
}

/// Whom and what a line must not name that leaves: whoever was invited, by name or code, and the municipalities.
fn known(talks: &Talks) -> Known<'_> {
    let codes = talks.participants.iter().map(|one| one.code.as_str()).collect();
    Known { things: codes, ..talks.known(false) }
}

/// The names of the codes of a line and of those above them, and all that is read beside it: its words, these names, and its memos.
fn beside(line: &NoteLine, (codes, excerpts, memos): (&[Code], &[Excerpt], &[Memo])) -> (BTreeSet<String>, String) {
    let (mut names, mut text) = (BTreeSet::new(), line.words.clone());
    for excerpt in excerpts.iter().filter(|one| one.line_id == line.id) {
        let mut at = Some(excerpt.code_id);
        for _ in 0..=codes.len() {
            let Some(code) = at.and_then(|id| codes.iter().find(|code| code.id == id)) else { break };
            if names.insert(code.name.to_lowercase()) {
                let _ = write!(text, "\n{}", code.name);
            }
            at = code.parent;
        }
        for memo in memos.iter().filter(|memo| memo.of == MemoOf::Excerpt(excerpt.id)) {
            let _ = write!(text, "\n{}", memo.words);
        }
    }
    (names, text)
}

/// The trials that these names of codes name, by key or title, and those that the text calls by their name.
fn named_trials(talks: &Talks, names: &BTreeSet<String>, text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let is_named = |words: &str| {
        let words = words.to_lowercase();
        !words.is_empty()
            && names
                .iter()
                .any(|name| name.contains(&words) || (name.chars().count() >= SHORTEST_NAME && words.contains(name.as_str())))
    };
    let is_called = |trial: &Trial| called(&text, &title(trial).to_lowercase());
    let told = talks.trials.trials.iter();
    let told = told.filter(|trial| is_named(&trial.key) || is_named(trial.name.get(Language::Da)) || is_called(trial));
    told.map(|trial| trial.key.clone()).collect()
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
