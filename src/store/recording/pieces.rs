//! A recording in sealed pieces: sealed as it comes and opened as it is sent, so that it is never in memory whole.

use std::fs;
use std::io::{ErrorKind, Read, Write};

use super::LARGEST_RECORDING;
use crate::seal::{open_bytes_under, seal_bytes_under};
use crate::store::Error;
use crate::token::Secret;

/// So many bytes are sealed at a time.
pub(super) const PIECE: usize = 1 << 20;

/// What a piece is sealed for: its place, and whether it is the last, so that none can be moved, left out or cut off.
fn purpose(place: u64, is_last: bool) -> String {
    format!("nulpunkt recording {place}{}", if is_last { " last" } else { "" })
}

pub(super) fn no_recording<E>(_: E) -> Error {
    Error::Corrupt("recording")
}

pub(super) fn unreadable(source: std::io::Error) -> Error {
    Error::Keys { path: "recordings".to_owned(), source }
}

/// Reads until the piece is full or nothing is left; how much there was.
pub(super) fn fill(from: &mut dyn Read, piece: &mut [u8]) -> std::io::Result<usize> {
    let mut full = 0;
    while full < piece.len() {
        match from.read(&mut piece[full..]) {
            Ok(0) => break,
            Ok(read) => full += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(full)
}

/// Seals what comes, piece by piece. A piece is held until more comes, since the last is sealed as the last.
pub(super) struct Sealing<W> {
    /// Where it goes.
    pub(super) to: W,
    secret: Secret,
    held: Vec<u8>,
    place: u64,
    /// How many bytes came.
    pub(super) bytes: u64,
}

impl<W: Write> Sealing<W> {
    pub(super) fn new(to: W, secret: Secret) -> Self {
        Self { to, secret, held: Vec::with_capacity(2 * PIECE), place: 0, bytes: 0 }
    }

    /// Takes in what comes next; false where there is too much now.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<bool, Error> {
        self.bytes += bytes.len() as u64;
        if self.bytes > LARGEST_RECORDING {
            return Ok(false);
        }
        self.held.extend_from_slice(bytes);
        while self.held.len() > PIECE {
            let piece: Vec<u8> = self.held.drain(..PIECE).collect();
            self.write(&piece, false)?;
        }
        Ok(true)
    }

    /// Seals what is held as the last piece.
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        let last = std::mem::take(&mut self.held);
        self.write(&last, true)
    }

    fn write(&mut self, piece: &[u8], is_last: bool) -> Result<(), Error> {
        let sealed = seal_bytes_under(&self.secret, &purpose(self.place, is_last), piece, 1).map_err(no_recording)?;
        let length = u32::try_from(sealed.len()).map_err(no_recording)?;
        self.place += 1;
        self.to.write_all(&length.to_be_bytes()).and_then(|()| self.to.write_all(&sealed)).map_err(unreadable)
    }
}

/// The next sealed piece; none at the end.
fn piece_of(from: &mut dyn Read) -> Result<Option<Vec<u8>>, Error> {
    let mut length = [0; 4];
    match fill(from, &mut length).map_err(unreadable)? {
        0 => return Ok(None),
        4 => {}
        _ => return Err(Error::Corrupt("recording")),
    }
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(no_recording)?;
    if length > PIECE + 1024 {
        return Err(Error::Corrupt("recording"));
    }
    let mut sealed = vec![0; length];
    let there = fill(from, &mut sealed).map_err(unreadable)?;
    if there == length { Ok(Some(sealed)) } else { Err(Error::Corrupt("recording")) }
}

/// A sealed recording that is opened piece by piece.
pub struct OpenedRecording<R = fs::File> {
    from: R,
    secret: Secret,
    next: Option<Vec<u8>>,
    place: u64,
}

impl<R: Read> OpenedRecording<R> {
    pub(super) fn new(mut from: R, secret: Secret) -> Result<Self, Error> {
        let first = piece_of(&mut from)?.ok_or(Error::Corrupt("recording"))?;
        Ok(Self { from, secret, next: Some(first), place: 0 })
    }

    /// The next piece, opened; none at the end.
    pub fn piece(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let Some(now) = self.next.take() else { return Ok(None) };
        self.next = piece_of(&mut self.from)?;
        let opened = open_bytes_under(&self.secret, &purpose(self.place, self.next.is_none()), &now).map_err(no_recording)?;
        self.place += 1;
        Ok(Some(opened))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Secret = Secret([7; 32]);

    fn sealed(content: &[u8]) -> Vec<u8> {
        let mut sealing = Sealing::new(Vec::new(), KEY);
        // What comes comes in odd lengths.
        for part in content.chunks(70_001) {
            assert!(sealing.push(part).unwrap());
        }
        sealing.finish().unwrap();
        assert_eq!(sealing.bytes, content.len() as u64);
        sealing.to
    }

    fn opened(sealed: &[u8]) -> Option<Vec<u8>> {
        let (mut opening, mut out) = (OpenedRecording::new(sealed, KEY).ok()?, Vec::new());
        while let Some(piece) = opening.piece().ok()? {
            out.extend(piece);
        }
        Some(out)
    }

    #[test]
    fn what_is_sealed_in_pieces_opens_as_it_was() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE] {
            let content: Vec<u8> = (0..=250).cycle().take(length).collect();
            let lying = sealed(&content);
            assert_eq!(opened(&lying).as_deref(), Some(&content[..]), "{length} bytes");
            assert!(length < 100 || !lying.windows(32).any(|window| window == &content[..32]), "it lies open");
        }
    }

    #[test]
    fn what_is_larger_than_may_be_is_refused_before_it_is_held() {
        let mut sealing = Sealing { bytes: LARGEST_RECORDING - 3, ..Sealing::new(Vec::new(), KEY) };
        assert!(sealing.push(&[1, 2, 3]).unwrap());
        assert!(!sealing.push(&[4]).unwrap());
        assert_eq!(sealing.held, [1, 2, 3]);
    }

    #[test]
    fn a_piece_that_is_left_out_moved_or_cut_off_does_not_open() {
        let lying = sealed(&vec![3; 2 * PIECE + 5]);
        let first = 4 + u32::from_be_bytes(lying[..4].try_into().unwrap()) as usize;
        assert_eq!(opened(&lying[..first]), None, "the end is cut off");
        assert_eq!(opened(&lying[first..]), None, "the beginning is left out");
        assert_eq!(opened(&[&lying[first..2 * first], &lying[..first], &lying[2 * first..]].concat()), None, "moved");
        assert_eq!(opened(&lying[..lying.len() - 1]), None);
        assert_eq!(opened(&[]), None);
    }
}
