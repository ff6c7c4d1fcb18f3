//! Archives (ZIP) in which other programs keep their files: nothing in them is believed, not their sizes either.

use std::borrow::Cow;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::xml::{Broken, Piece, Pull};

/// The envelope of Office's old files, and of everything that Office locks by a password.
pub(super) const OLD_OFFICE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// How an archive begins.
pub(super) const ARCHIVE: &[u8] = b"PK\x03\x04";

/// What can be wrong with an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArchiveFault {
    /// It, or a part of it, cannot be read.
    Damaged,
    /// It has more parts than may be, or they unpack to more bytes.
    TooLarge,
}

impl From<Broken> for ArchiveFault {
    fn from(_: Broken) -> Self {
        Self::Damaged
    }
}

/// How a part of an Office file is reached from another (ECMA-376, part 2).
pub(super) struct Relation {
    /// What the part it is reached from calls it.
    pub(super) id: String,
    /// What it is, as an address.
    pub(super) kind: String,
    /// Its name in the archive.
    pub(super) target: String,
}

/// The part of this kind, which is the end of an address.
pub(super) fn target(relations: &[Relation], kind: &str) -> Option<String> {
    relations.iter().find(|relation| relation.kind.ends_with(kind)).map(|relation| relation.target.clone())
}

/// An archive, and how much may still be unpacked from it.
pub(super) struct Archive<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: usize,
}

impl<'a> Archive<'a> {
    /// Opens an archive of at most so many parts, from which at most so many bytes are unpacked.
    pub(super) fn open(bytes: &'a [u8], most_parts: usize, largest: usize) -> Result<Self, ArchiveFault> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ArchiveFault::Damaged)?;
        if archive.len() > most_parts {
            return Err(ArchiveFault::TooLarge);
        }
        Ok(Self { archive, left: largest })
    }

    /// The names of all parts.
    pub(super) fn names(&self) -> Result<Vec<String>, ArchiveFault> {
        self.archive.file_names().map(|name| name.map(Cow::into_owned).map_err(|_| ArchiveFault::Damaged)).collect()
    }

    /// What a part holds; none where there is no such part.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, ArchiveFault> {
        let Some(at) = self.archive.index_for_name(name) else { return Ok(None) };
        let part = self.archive.by_index(at).map_err(|_| ArchiveFault::Damaged)?;
        let mut bytes = Vec::new();
        // One byte more than may be there tells of all that would have come.
        part.take(self.left as u64 + 1).read_to_end(&mut bytes).map_err(|_| ArchiveFault::Damaged)?;
        self.left = self.left.checked_sub(bytes.len()).ok_or(ArchiveFault::TooLarge)?;
        Ok(Some(bytes))
    }

    /// The text of a part; none where there is no such part.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, ArchiveFault> {
        let Some(mut bytes) = self.bytes(name)? else { return Ok(None) };
        let bytes = if bytes.starts_with(b"\xEF\xBB\xBF") { bytes.split_off(3) } else { bytes };
        String::from_utf8(bytes).map(Some).map_err(|_| ArchiveFault::Damaged)
    }

    /// What a part is related to; targets stand below `folder`, or below the root where they begin with a slash.
    pub(super) fn relations(&mut self, name: &str, folder: &str) -> Result<Option<Vec<Relation>>, ArchiveFault> {
        let Some(text) = self.text(name.trim_start_matches('/'))? else { return Ok(None) };
        let mut found = Vec::new();
        let mut pull = Pull::new(&text);
        while let Some(piece) = pull.next()? {
            let Piece::Start("Relationship", attributes) = piece else { continue };
            let of = |name| Ok::<_, Broken>(attributes.get(name)?.unwrap_or_default().into_owned());
            let target = of("Target")?;
            let target = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None if folder.is_empty() => target,
                None => format!("{folder}/{target}"),
            };
            found.push(Relation { id: of("Id")?, kind: of("Type")?, target });
        }
        Ok(Some(found))
    }
}
