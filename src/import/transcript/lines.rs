//! Pieces as a file has them become the lines of a transcript: one form of letters, no line too long, none cut in the middle of a turn.

use std::collections::BTreeMap;

use super::{Said, Transcript, TranscriptFault, TranscriptFormat};
use crate::focusgroup::normalised;

/// The longest line, in code points: as long as a line of notes may be.
const LONGEST: usize = 4_000;
/// Words that were cut for a screen are put together again up to so many code points.
const TURN: usize = 1_000;

/// Some words as the file has them together.
pub(super) struct Piece {
    /// Who said them; none where the file does not say.
    pub(super) speaker: Option<String>,
    /// After how many seconds.
    pub(super) at: Option<u64>,
    /// The words.
    pub(super) words: String,
    /// Whether they were cut to fit a screen, so that they may go on what the same speaker said before.
    pub(super) follows: bool,
}

/// The transcript of these pieces, unless nothing is in them.
pub(super) fn finished(pieces: Vec<Piece>, format: TranscriptFormat) -> Result<Transcript, TranscriptFault> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut speakers = Vec::new();
    let mut lines: Vec<Said> = Vec::new();
    for piece in pieces {
        let words = one_line(&piece.words);
        if words.is_empty() {
            continue;
        }
        let name = one_line(piece.speaker.as_deref().unwrap_or_default());
        let speaker = *places.entry(name).or_insert_with_key(|name| {
            speakers.push(name.clone());
            speakers.len() - 1
        });
        if let Some(last) = lines.last_mut().filter(|last| piece.follows && last.speaker == speaker)
            && (!speakers[speaker].is_empty() || !ends_a_sentence(&last.words))
            && last.words.chars().count() + words.chars().count() < TURN
        {
            last.words.push(' ');
            last.words.push_str(&words);
            continue;
        }
        let mut rest = words.as_str();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(cut(rest));
            lines.push(Said { speaker, at: piece.at, words: now.trim().to_owned() });
            rest = later.trim_start();
        }
    }
    if lines.is_empty() { Err(TranscriptFault::Empty) } else { Ok(Transcript { format, speakers, lines }) }
}

fn one_line(words: &str) -> String {
    normalised(words).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn ends_a_sentence(words: &str) -> bool {
    words.trim_end_matches(['"', '”', '«', ')']).ends_with(['.', '?', '!', '…'])
}

/// Where a line ends that may not be longer: at its own end, or at the last blank before it is too long.
fn cut(words: &str) -> usize {
    let Some((end, _)) = words.char_indices().nth(LONGEST) else { return words.len() };
    words[..end].rfind(' ').filter(|at| *at > 0).unwrap_or(end)
}
