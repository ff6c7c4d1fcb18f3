//! Projects (`.qdpx`) and codebooks (`.qdc`) of other programs for qualitative analysis (REFI-QDA 1.5).
//!
//! Nothing in such a file is believed: no path in it is opened but those of its own parts, and whatever of it is not kept is counted.

mod fault;
mod node;
mod place;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use fault::{Discarded, NotKept, RefiFault};
use node::Node;
pub use place::LineBreaks;
use place::{Placed, placed};

use super::archive::{ARCHIVE, Archive};
use super::encoding;
use crate::focusgroup::{QdaCode, QdaExcerpt, QdaNote, QdaProject, QdaText, normalised};

/// A project has at most so many parts, and unpacks to at most so many bytes.
const MOST_PARTS: usize = 5_000;
const LARGEST: usize = 64 * 1024 * 1024;

/// A project that was read.
#[derive(Debug)]
pub struct ReadProject {
    /// What is kept of it.
    pub project: QdaProject,
    /// What is not.
    pub not_kept: NotKept,
    /// How its positions count the ends of lines; none where no text has two lines.
    pub breaks: Option<LineBreaks>,
}

/// Reads a project or a codebook.
pub fn read_refi(bytes: &[u8]) -> Result<ReadProject, RefiFault> {
    if bytes.len() > LARGEST {
        return Err(RefiFault::TooLarge);
    }
    if !bytes.starts_with(ARCHIVE) {
        let text = std::str::from_utf8(bytes).map_err(|_| RefiFault::OtherKind)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if !text.trim_start().starts_with('<') {
            return Err(RefiFault::OtherKind);
        }
        return Reading::of(text, None)?.codebook();
    }
    let mut archive = Archive::open(bytes, MOST_PARTS, LARGEST)?;
    let names = archive.names()?;
    if names.iter().any(|name| leads_out(name)) {
        return Err(RefiFault::LeadsOut);
    }
    let is_project = |name: &&String| name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("qde"));
    let projects: Vec<&String> = names.iter().filter(is_project).collect();
    let project = match projects[..] {
        [] => return Err(RefiFault::OtherKind),
        [one] if !one.contains('/') => one.clone(),
        [_] => return Err(RefiFault::OtherKind),
        _ => return Err(RefiFault::Several),
    };
    let text = archive.text(&project)?.ok_or(RefiFault::Damaged)?;
    Reading::of(&text, Some((archive, names)))?.project()
}

/// Whether a name in an archive would lead out of the folder that it is unpacked into.
fn leads_out(name: &str) -> bool {
    let has_drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with('/') || name.contains('\\') || has_drive || name.split('/').any(|part| part == "..") || name.contains('\0')
}

struct Reading<'a> {
    root: Node<'a>,
    parts: Option<(Archive<'a>, Vec<String>)>,
    not_kept: NotKept,
    breaks: Option<LineBreaks>,
    users: BTreeMap<String, String>,
    /// The notes that something refers to, by what they are known by; each is taken out once it is put.
    notes: BTreeMap<String, QdaNote>,
    put: BTreeSet<String>,
}

impl<'a> Reading<'a> {
    fn of<'t: 'a>(text: &'t str, parts: Option<(Archive<'a>, Vec<String>)>) -> Result<Self, RefiFault> {
        if text.contains("<!DOCTYPE") {
            return Err(RefiFault::DocumentType);
        }
        let root = Node::of(text)?;
        let (not_kept, users, notes, put) = (NotKept::new(), BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        Ok(Self { root, parts, not_kept, breaks: None, users, notes, put })
    }

    fn drop(&mut self, what: Discarded, count: usize) {
        if count > 0 {
            *self.not_kept.entry(what).or_default() += count;
        }
    }

    fn codebook(mut self) -> Result<ReadProject, RefiFault> {
        if self.root.name != "CodeBook" {
            return Err(RefiFault::OtherKind);
        }
        let root = std::mem::take(&mut self.root);
        let codes = self.codes(&root)?;
        self.drop(Discarded::Set, root.below("Sets").count());
        Ok(self.finished(codes, Vec::new()))
    }

    fn project(mut self) -> Result<ReadProject, RefiFault> {
        if self.root.name != "Project" {
            return Err(RefiFault::OtherKind);
        }
        let root = std::mem::take(&mut self.root);
        for user in root.below("Users") {
            let (guid, name) = (guid_of(user, "guid")?, user.attribute("name")?);
            self.users.insert(guid, one_line(&name));
        }
        for note in root.below("Notes") {
            let words = match note.child("PlainTextContent") {
                Some(content) => content.text.clone(),
                None => self.text_at(&note.attribute("plainTextPath")?)?.unwrap_or_default(),
            };
            let (by, at) = (self.user(note)?, moment(&note.attribute("creationDateTime")?));
            self.notes.insert(guid_of(note, "guid")?, QdaNote { words: normalised(&clean(&words)), by, at });
        }
        let codes = match root.child("CodeBook") {
            Some(book) => self.codes(book)?,
            None => Vec::new(),
        };
        let known: BTreeSet<String> = codes.iter().map(|code| code.guid.clone()).collect();
        let mut texts = Vec::new();
        for source in root.below("Sources") {
            if source.name == "TextSource" {
                texts.extend(self.text(source, &known)?);
            } else {
                self.drop(Discarded::OtherSource, 1);
            }
        }
        for (name, what) in [
            ("Variables", Discarded::Variable),
            ("Cases", Discarded::Case),
            ("Links", Discarded::Link),
            ("Sets", Discarded::Set),
            ("Graphs", Discarded::Graph),
        ] {
            self.drop(what, root.below(name).count());
        }
        self.drop(Discarded::Description, root.children.iter().filter(|child| child.name == "Description").count());
        let unput = self.notes.keys().filter(|guid| !self.put.contains(*guid)).count();
        self.drop(Discarded::Note, unput);
        Ok(self.finished(codes, texts))
    }

    fn finished(self, codes: Vec<QdaCode>, texts: Vec<QdaText>) -> ReadProject {
        ReadProject { project: QdaProject { codes, texts }, not_kept: self.not_kept, breaks: self.breaks }
    }

    fn codes(&mut self, book: &Node<'_>) -> Result<Vec<QdaCode>, RefiFault> {
        let mut found = Vec::new();
        if let Some(codes) = book.child("Codes") {
            self.codes_below(codes, None, &mut found)?;
        }
        let mut guids = BTreeSet::new();
        if found.iter().all(|code| guids.insert(code.guid.clone())) { Ok(found) } else { Err(RefiFault::Damaged) }
    }

    fn codes_below(&mut self, above: &Node<'_>, parent: Option<&str>, found: &mut Vec<QdaCode>) -> Result<(), RefiFault> {
        for node in above.children.iter().filter(|child| child.name == "Code") {
            let guid = guid_of(node, "guid")?;
            let name = one_line(&node.attribute("name")?);
            let description = node.child("Description").map(|child| normalised(&clean(&child.text))).unwrap_or_default();
            self.drop(Discarded::Colour, usize::from(!node.attribute("color")?.is_empty()));
            self.drop(Discarded::NotCodable, usize::from(node.attribute("isCodable")? == "false"));
            let notes = self.notes_of(node)?;
            found.push(QdaCode { guid: guid.clone(), parent: parent.map(str::to_owned), name, description, notes });
            self.codes_below(node, Some(&guid), found)?;
        }
        Ok(())
    }

    fn notes_of(&mut self, node: &Node<'_>) -> Result<Vec<QdaNote>, RefiFault> {
        let mut found = Vec::new();
        for reference in node.children.iter().filter(|child| child.name == "NoteRef") {
            let guid = guid_of(reference, "targetGUID")?;
            if let Some(note) = self.notes.get(&guid).filter(|note| !note.words.is_empty()) {
                found.push(note.clone());
                self.put.insert(guid);
            }
        }
        Ok(found)
    }

    fn text(&mut self, source: &Node<'_>, codes: &BTreeSet<String>) -> Result<Option<QdaText>, RefiFault> {
        self.drop(Discarded::RichText, usize::from(!source.attribute("richTextPath")?.is_empty()));
        self.drop(Discarded::Description, usize::from(source.child("Description").is_some()));
        self.drop(Discarded::Variable, source.children.iter().filter(|child| child.name == "VariableValue").count());
        let raw = match source.child("PlainTextContent") {
            Some(content) => Some(content.text.clone()),
            None => self.text_at(&source.attribute("plainTextPath")?)?,
        };
        let Some(raw) = raw else {
            self.drop(Discarded::TextElsewhere, 1);
            return Ok(None);
        };
        let mut selections = Vec::new();
        for node in source.children.iter().filter(|child| child.name == "PlainTextSelection") {
            let position = |name| node.attribute(name).map(|value| value.parse().ok());
            selections.push((node, position("startPosition")?, position("endPosition")?));
        }
        let wanted: Vec<(usize, usize)> = selections.iter().filter_map(|(_, from, to)| Some(((*from)?, (*to)?))).collect();
        let placed = placed(&clean(&raw), &wanted);
        if placed.has_breaks {
            self.breaks = Some(self.breaks.map_or(placed.breaks, |before| before.max(placed.breaks)));
        }
        let mut excerpts = Vec::new();
        for (node, from, to) in selections {
            let codings: Vec<&Node<'_>> = node.children.iter().filter(|child| child.name == "Coding").collect();
            self.drop(Discarded::Uncoded, usize::from(codings.is_empty()));
            let place = from.zip(to).and_then(|(from, to)| placed.place(from, to));
            let Some(place) = place else {
                self.drop(Discarded::Misplaced, codings.len());
                continue;
            };
            for coding in codings {
                excerpts.extend(self.excerpt(coding, place, codes)?);
            }
        }
        // A code on a whole text is one on all of its words.
        let whole = (0, placed.words.chars().count());
        for coding in source.children.iter().filter(|child| child.name == "Coding") {
            excerpts.extend(self.excerpt(coding, whole, codes)?);
        }
        let Placed { words, .. } = placed;
        let (guid, name) = (guid_of(source, "guid")?, one_line(&source.attribute("name")?));
        Ok(Some(QdaText { guid, name, words, excerpts }))
    }

    fn excerpt(
        &mut self,
        coding: &Node<'_>,
        (starts, ends): (usize, usize),
        codes: &BTreeSet<String>,
    ) -> Result<Option<QdaExcerpt>, RefiFault> {
        let code = coding.child("CodeRef").map(|reference| guid_of(reference, "targetGUID")).transpose()?;
        let Some(code) = code.filter(|code| codes.contains(code)).filter(|_| starts < ends) else {
            self.drop(Discarded::UnknownCode, 1);
            return Ok(None);
        };
        let (guid, coder) = (guid_of(coding, "guid")?, self.user(coding)?);
        let at = moment(&coding.attribute("creationDateTime")?);
        Ok(Some(QdaExcerpt { guid, code, starts, ends, coder, at, notes: self.notes_of(coding)? }))
    }

    /// The name of whoever made something.
    fn user(&self, node: &Node<'_>) -> Result<String, RefiFault> {
        let guid = node.attribute("creatingUser")?;
        Ok(if guid.is_empty() { String::new() } else { self.users.get(&bare(&guid)).cloned().unwrap_or_default() })
    }

    /// The text of a part that a path names; none where the path leads elsewhere or nowhere.
    fn text_at(&mut self, path: &str) -> Result<Option<String>, RefiFault> {
        let Some((archive, names)) = &mut self.parts else { return Ok(None) };
        let own = path.strip_prefix("internal://").unwrap_or(path);
        if own.is_empty() || own.contains("://") || leads_out(own) {
            return Ok(None);
        }
        let own = own.strip_prefix("sources/").or_else(|| own.strip_prefix("Sources/")).unwrap_or(own);
        let name = names.iter().find(|name| {
            name.split_once('/').is_some_and(|(folder, file)| folder.eq_ignore_ascii_case("sources") && file == own)
        });
        let Some(name) = name.cloned() else { return Ok(None) };
        let Some(bytes) = archive.bytes(&name)? else { return Ok(None) };
        Ok(encoding::decode(&bytes).ok().map(|(_, text)| text))
    }
}

/// An identifier in the one form in which it is kept.
fn guid_of(node: &Node<'_>, name: &str) -> Result<String, RefiFault> {
    let guid = bare(&node.attribute(name)?);
    let is_one = guid.len() == 36
        && guid
            .bytes()
            .enumerate()
            .all(|(at, byte)| if [8, 13, 18, 23].contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() });
    if is_one { Ok(guid) } else { Err(RefiFault::Damaged) }
}

fn bare(guid: &str) -> String {
    guid.trim().trim_start_matches('{').trim_end_matches('}').to_ascii_lowercase()
}

fn one_line(words: &str) -> String {
    normalised(&clean(words)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without the signs that neither database nor XML can hold.
fn clean(words: &str) -> String {
    words.replace('\0', "\u{fffd}")
}

/// When something was made, in milliseconds since 1970; 0 where the file does not say.
fn moment(text: &str) -> i64 {
    let read = |text: &str| text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond);
    // Some programs leave the time zone out.
    read(text).or_else(|| read(&format!("{text}Z"))).unwrap_or(0)
}
