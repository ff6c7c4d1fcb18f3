//! Interviews and documents of `demo --full`: the evaluation held some, so the evidence table counts made-up ones in their place.

use jiff::Span;
use jiff::civil::{Date, date};

use super::talks::{attend, note};
use crate::focusgroup::role_letters;
use crate::language::Language;
use crate::store::{DocumentKind, Error, NewDocument, NewGroup, NewParticipant, Store};
use crate::time::Timestamp;

/// Whoever planned and attached them, as pages and reports name it.
const BY: &str = "Demonstration";
/// So many lines are noted in an interview.
const LINES: usize = 12;

/// Each interview: guide, title, day, unit, name.
const INTERVIEWS: [(&str, &str, Date, &str, &str); 6] = [
    ("interview-employees", "Interview: medarbejder 1 (syntetisk)", date(2019, 9, 10), "rebild", "Asta Bjerg"),
    ("interview-employees", "Interview: medarbejder 2 (syntetisk)", date(2020, 8, 18), "hjoerring", "Birger Dahl"),
    ("interview-managers", "Interview: leder (syntetisk)", date(2019, 9, 12), "thisted", "Connie Elkjær"),
    ("interview-doctors", "Interview: praktiserende læge 1 (syntetisk)", date(2020, 2, 4), "jammerbugt", "Ditlev Fog"),
    ("interview-doctors", "Interview: praktiserende læge 2 (syntetisk)", date(2020, 2, 6), "morsoe", "Edel Gade"),
    ("interview-medical-unit", "Interview: den kliniske funktion (syntetisk)", date(2020, 2, 20), "aalborg", "Frode Hald"),
];

/// Each document: trial, file name, kind, the day on it.
const DOCUMENTS: [(&str, &str, DocumentKind, Date); 4] = [
    ("rehabilitering", "midtvejsrapport-syntetisk.txt", DocumentKind::Report, date(2019, 11, 29)),
    ("laegeattester", "bestilte-attester-1-syntetisk.txt", DocumentKind::Other, date(2019, 3, 29)),
    ("laegeattester", "bestilte-attester-2-syntetisk.txt", DocumentKind::Other, date(2019, 6, 28)),
    ("laegeattester", "bestilte-attester-3-syntetisk.txt", DocumentKind::Other, date(2019, 12, 20)),
];

/// Holds the interviews and attaches the documents.
pub(super) fn fill(store: &Store, now: Timestamp) -> Result<(), Error> {
    let guides = store.guides()?;
    for (key, title, day, unit, name) in INTERVIEWS {
        let (guide_id, guide) = guides.iter().find(|(_, guide)| guide.key == key).ok_or(Error::Corrupt("surveys"))?;
        let starts = Timestamp::at(day, 10);
        let new = NewGroup {
            title: title.to_owned(),
            guide_id: *guide_id,
            starts,
            ends: Timestamp(starts.0 + 3_600_000),
            place: "https://moede.example/nulpunkt".to_owned(),
            moderator: "Else Ordstyrer".to_owned(),
            note_taker: "Nina Noter".to_owned(),
            observer: String::new(),
            // A talk with room for one is an interview.
            capacity: 1,
        };
        let id = store.plan_group(&new, BY, now)?;
        let group = store.focus_groups()?.into_iter().find(|group| group.id == id).ok_or(Error::Corrupt("focus_group"))?;
        let email = format!("{}@{unit}.example", name.split(' ').next().unwrap_or_default().to_lowercase());
        let participant = NewParticipant { name, email: &email, unit, language: Language::Da };
        store.add_participant(&group, role_letters(guide.role), &participant, BY, now)?;
        attend(store, &group, now)?;
        note(store, &group, guide, LINES, now)?;
    }
    for (trial, name, kind, dated) in DOCUMENTS {
        let new = NewDocument {
            trial,
            name,
            kind,
            dated,
            source: "Demonstrationen (syntetisk)",
            content: "Et syntetisk dokument: her ville kommunens egen fil ligge.\n".as_bytes(),
            delete_on: now.day().saturating_add(Span::new().years(5)),
        };
        store.add_document(&new, BY, now)?;
    }
    Ok(())
}
