//! Microsoft's compound file (MS-CFB), as far as a mail saved by Outlook needs it: storages, and the streams in them.
//!
//! A file is what a stranger sends, so every chain is followed a bounded number of steps, and what leads nowhere is not there.

/// The beginning of every such file (section 2.2).
const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Larger numbers than this are no sectors but marks, such as that a chain ends (section 2.1).
const LAST_SECTOR: u32 = 0xffff_fff9;
/// No entry of the directory.
const NOTHING: u32 = 0xffff_ffff;
const STORAGE: u8 = 1;
const STREAM: u8 = 2;
const ROOT: u8 = 5;
/// Entries of the directory that are read; a mail with many attachments has some hundreds.
const MOST_ENTRIES: usize = 20_000;
/// So many bytes of one stream are read: words, not attachments.
const MOST_OF_STREAM: usize = 2 * 1024 * 1024;
const MINI_SECTOR: usize = 64;

/// A storage or a stream.
struct Entry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: usize,
}

/// A compound file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    /// The sector that follows each (section 2.3).
    next: Vec<u32>,
    /// The same of the small sectors in the root's stream (section 2.4).
    next_mini: Vec<u32>,
    mini: Vec<u8>,
    cutoff: usize,
    entries: Vec<Entry>,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn place(number: u32) -> Option<usize> {
    (number <= LAST_SECTOR).then(|| usize::try_from(number).ok()).flatten()
}

/// The numbers that these bytes hold.
fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

impl<'a> Compound<'a> {
    /// Reads the head, the tables and the directory; none where they are not those of a compound file.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(&SIGNATURE) {
            return None;
        }
        let shift = u16_at(bytes, 30)?;
        if !matches!(shift, 9 | 12) {
            return None;
        }
        let mut file = Self {
            bytes,
            sector: 1 << shift,
            next: Vec::new(),
            next_mini: Vec::new(),
            mini: Vec::new(),
            cutoff: usize::try_from(u32_at(bytes, 56)?).ok()?,
            entries: Vec::new(),
        };
        file.read_table()?;
        let mini_table = file.chain(u32_at(bytes, 60)?, bytes.len());
        file.next_mini = numbers(&mini_table).collect();
        let directory = file.chain(u32_at(bytes, 48)?, MOST_ENTRIES * 128);
        file.entries = directory.chunks_exact(128).filter_map(entry).collect();
        let root = file.entries.first().filter(|root| root.kind == ROOT)?;
        file.mini = file.chain(root.start, root.size.min(bytes.len()));
        Some(file)
    }

    /// The table of sectors: its own sectors stand in the head, and those of a large file in sectors of their own (section 2.5).
    fn read_table(&mut self) -> Option<()> {
        let most = self.bytes.len() / self.sector;
        let mut places: Vec<u32> = numbers(self.bytes.get(76..512)?).collect();
        let mut more = u32_at(self.bytes, 68)?;
        for _ in 0..most {
            let Some(sector) = self.sector(more) else { break };
            let all: Vec<u32> = numbers(sector).collect();
            let (after, listed) = all.split_last()?;
            places.extend(listed);
            more = *after;
        }
        let places = places.into_iter().filter(|place| *place <= LAST_SECTOR).take(most);
        let next: Vec<u32> = places.filter_map(|place| self.sector(place)).flat_map(numbers).collect();
        self.next = next;
        Some(())
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = place(number)?.checked_add(1)?.checked_mul(self.sector)?;
        // The last one of a file may be short.
        self.bytes.get(start..self.bytes.len().min(start.checked_add(self.sector)?))
    }

    /// The bytes of a chain of sectors, at most so many.
    fn chain(&self, start: u32, most: usize) -> Vec<u8> {
        let (mut out, mut at) = (Vec::new(), start);
        // As many steps as there are sectors: a chain that bites its own tail ends as well.
        for _ in 0..self.next.len() {
            let Some(sector) = self.sector(at) else { break };
            out.extend_from_slice(sector);
            if out.len() >= most {
                break;
            }
            let Some(next) = place(at).and_then(|at| self.next.get(at)) else { break };
            at = *next;
        }
        out.truncate(most);
        out
    }

    fn mini_chain(&self, start: u32, most: usize) -> Vec<u8> {
        let (mut out, mut at) = (Vec::new(), start);
        for _ in 0..self.next_mini.len() {
            let Some(from) = place(at).and_then(|at| at.checked_mul(MINI_SECTOR)) else { break };
            let Some(sector) = self.mini.get(from..self.mini.len().min(from.saturating_add(MINI_SECTOR))) else { break };
            out.extend_from_slice(sector);
            if out.len() >= most {
                break;
            }
            let Some(next) = place(at).and_then(|at| self.next_mini.get(at)) else { break };
            at = *next;
        }
        out.truncate(most);
        out
    }

    /// The numbers of the storages in the storage with this number; the root is 0.
    pub(super) fn storages(&self, of: usize) -> Vec<usize> {
        self.children(of).into_iter().filter(|number| self.entries[*number].kind == STORAGE).collect()
    }

    /// What a storage is called.
    pub(super) fn name(&self, number: usize) -> &str {
        self.entries.get(number).map_or("", |entry| entry.name.as_str())
    }

    /// The stream of this name in the storage with this number.
    pub(super) fn stream(&self, of: usize, name: &str) -> Option<Vec<u8>> {
        let is_it = |entry: &Entry| entry.kind == STREAM && entry.name.eq_ignore_ascii_case(name);
        let number = self.children(of).into_iter().find(|number| is_it(&self.entries[*number]))?;
        let entry = &self.entries[number];
        let most = entry.size.min(MOST_OF_STREAM);
        Some(if entry.size < self.cutoff { self.mini_chain(entry.start, most) } else { self.chain(entry.start, most) })
    }

    /// What lies in a storage: a tree of siblings (section 2.6.4), of which each is looked at once.
    fn children(&self, of: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut seen = vec![false; self.entries.len()];
        let mut open: Vec<u32> = self.entries.get(of).map(|storage| storage.child).into_iter().collect();
        while let Some(number) = open.pop() {
            let Some(number) = place(number).filter(|number| seen.get(*number) == Some(&false)) else { continue };
            seen[number] = true;
            found.push(number);
            open.extend([self.entries[number].left, self.entries[number].right]);
        }
        found
    }
}

/// An entry of the directory (section 2.6.1), also one that is not in use, as entries are named by their place.
fn entry(bytes: &[u8]) -> Option<Entry> {
    // The length counts the zero behind the name.
    let length = usize::from(u16_at(bytes, 64)?).saturating_sub(2).min(62) / 2;
    let signs: Vec<u16> = bytes.chunks_exact(2).take(length).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    let kind = bytes[66];
    let link = |at| if kind == 0 { Some(NOTHING) } else { u32_at(bytes, at) };
    Some(Entry {
        name: String::from_utf16_lossy(&signs),
        kind,
        left: link(68)?,
        right: link(72)?,
        child: link(76)?,
        start: u32_at(bytes, 116)?,
        size: usize::try_from(u32_at(bytes, 120)?).ok()?,
    })
}
