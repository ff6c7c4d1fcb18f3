//! The focus groups of the demonstration: everybody and everything in them is made up, in the sizes of the real evaluation.

use std::collections::BTreeSet;

use crate::focusgroup::{Guide, LineKind, Purpose, Relation, Reply, approval_hash, read_guide, role_letter};
use crate::language::Language;
use crate::questionnaire::Audience;
use crate::store::{Error, FocusGroup, NewGroup, NewLine, NewParticipant, NewQuote, QuoteDecision, Store};
use crate::time::Timestamp;

const GUIDES: [&str; 3] = [
    include_str!("../../../surveys/focus-groups/employees/1.toml"),
    include_str!("../../../surveys/focus-groups/managers/1.toml"),
    include_str!("../../../surveys/focus-groups/politicians/1.toml"),
];

/// The sessions: guide, title, how many days ago, and from which units they come.
const SESSIONS: [(&str, &str, i64, &[&str]); 7] = [
    ("politicians", "Politikere, hold 1", 21, &["aalborg", "rebild", "thisted"]),
    ("politicians", "Politikere, hold 2", 20, &["hjoerring", "vesthimmerland"]),
    ("managers", "Ledere, hold 1", 19, &["aalborg", "broenderslev", "frederikshavn-laesoe", "hjoerring"]),
    ("managers", "Ledere, hold 2", 18, &["jammerbugt", "mariagerfjord", "rebild", "thisted"]),
    ("employees", "Medarbejdere, hold 1", 17, &["aalborg", "jammerbugt", "rebild"]),
    ("employees", "Medarbejdere, hold 2", 16, &["thisted", "hjoerring", "vesthimmerland"]),
    ("employees", "Medarbejdere, hold 3", 15, &["frederikshavn-laesoe", "mariagerfjord"]),
];

const NAMES: [&str; 21] = [
    "Anna Bak",
    "Bo Dam",
    "Carla Eg",
    "Dan Friis",
    "Eva Gram",
    "Finn Holm",
    "Grete Iversen",
    "Hans Juul",
    "Ida Krog",
    "Jens Lund",
    "Karen Munk",
    "Lars Nygaard",
    "Mona Olsen",
    "Niels Poulsen",
    "Olga Ravn",
    "Per Skov",
    "Rita Toft",
    "Søren Ulrik",
    "Tove Vang",
    "Ulla Winther",
    "Viggo Ærø",
];

/// What is said: by which speaker of a session, to which theme, and how.
const SAID: [(usize, &str, LineKind, &str); 9] = [
    (0, "network", LineKind::Statement, "Det var en lettelse at kunne ringe til nogen, der sad med det samme"),
    (1, "network", LineKind::Quote, "Vi har lært hinanden at kende på en måde, som ingen konference kan give"),
    (1, "network", LineKind::Observation, "De fleste nikker"),
    (0, "readiness", LineKind::Statement, "Det tog lang tid, før alle vidste, hvad de måtte"),
    (1, "readiness", LineKind::Quote, "I begyndelsen turde vi ikke bruge friheden, for hvem hænger på den bagefter"),
    (0, "learning", LineKind::Statement, "Færre regler kræver mere snak om faglighed"),
    (1, "learning", LineKind::Statement, "Nogle regler beskytter borgeren, og dem skal vi ikke af med"),
    (0, "results", LineKind::Quote, "Nu ringer jeg, når der er noget at tale om, og ikke fordi der står en dato"),
    (1, "results", LineKind::Statement, "Samtalerne er blevet bedre, men der er ikke blevet flere timer"),
];

/// What is claimed: theme, claim, trial, and which of the lines above support and contradict it.
const CLAIMED: [(&str, &str, &str, usize, Option<usize>); 5] = [
    ("network", "Netværket gav kommunerne nogen at spørge", "", 0, None),
    ("network", "Samarbejdet gav et kendskab, som møder alene ikke giver", "", 1, None),
    ("readiness", "Det tog tid, før medarbejderne brugte de friere rammer", "samtaler", 4, None),
    ("learning", "Færre regler stiller større krav til fagligheden", "", 5, Some(6)),
    ("results", "Samtalerne holdes nu, når der er brug for dem", "samtaler", 7, Some(8)),
];

/// Fills in guides, groups, notes, points and quotes.
pub(super) fn fill(store: &Store, now: Timestamp) -> Result<(), Error> {
    let by = "Demonstration";
    for text in GUIDES {
        let guide = read_guide(text, None).map_err(|_| Error::Corrupt("surveys"))?;
        store.publish_guide(&guide, now)?;
    }
    let guides = store.guides()?;
    let mut names = NAMES.iter();
    for (key, title, ago, units) in SESSIONS {
        let Some((guide_id, guide)) = guides.iter().find(|(_, guide)| guide.key == key) else { continue };
        let starts = Timestamp(now.0 - ago * 86_400_000);
        let new = NewGroup {
            title: title.to_owned(),
            guide_id: *guide_id,
            starts,
            ends: Timestamp(starts.0 + 5_400_000),
            place: "https://moede.example/nulpunkt".to_owned(),
            moderator: "Else Ordstyrer".to_owned(),
            note_taker: "Nina Noter".to_owned(),
            observer: String::new(),
            capacity: 5,
        };
        let id = store.plan_group(&new, by, now)?;
        let Some(group) = store.focus_groups()?.into_iter().find(|group| group.id == id) else { continue };
        for (unit, name) in units.iter().zip(&mut names) {
            let email =
                format!("{}@{unit}.example", name.split(' ').next().unwrap_or_default().to_lowercase().replace('ø', "oe"));
            store.add_participant(
                &group,
                role_letter(guide.role),
                &NewParticipant { name, email: &email, unit, language: Language::Da },
                by,
                now,
            )?;
        }
        attend(store, &group, now)?;
        note(store, &group, guide, now)?;
    }
    claim(store, by, now)
}

fn attend(store: &Store, group: &FocusGroup, now: Timestamp) -> Result<(), Error> {
    let own: Vec<_> = store.participants()?.into_iter().filter(|one| one.group_id == group.id).collect();
    for participant in &own {
        store.reply(participant.id, Reply::Yes, "")?;
        store.consent(participant, &Purpose::ALL, now)?;
    }
    store.set_attended(group.id, &own.iter().map(|one| one.id).collect::<Vec<_>>())
}

fn note(store: &Store, group: &FocusGroup, guide: &Guide, now: Timestamp) -> Result<(), Error> {
    let own: Vec<_> = store.participants()?.into_iter().filter(|one| one.group_id == group.id).collect();
    for (at, (speaker, theme, kind, words)) in SAID.into_iter().enumerate() {
        let question = guide.questions().find(|(of, _)| of.key == theme).map_or("", |(_, question)| question.key.as_str());
        let speaker = own.get((speaker + at) % own.len().max(1)).map_or("", |one| one.code.as_str());
        let speaker = if kind == LineKind::Observation { "" } else { speaker };
        let line = NewLine { client_id: &format!("demo-{at:04}"), question, speaker, kind, words, replaces: None };
        store.add_line(group.id, &line, "Nina Noter", now)?;
    }
    Ok(())
}

fn claim(store: &Store, by: &str, now: Timestamp) -> Result<(), Error> {
    let groups = store.focus_groups()?;
    for (theme, claim, trial, supports, contradicts) in CLAIMED {
        let trials: BTreeSet<String> = [trial.to_owned()].into_iter().filter(|trial| !trial.is_empty()).collect();
        let point = store.put_point(None, (theme, claim), &trials, by, now)?;
        let bearing = [(Some(supports), Relation::Supports), (contradicts, Relation::Contradicts)];
        for (at, how) in bearing.into_iter().filter_map(|(at, how)| Some((at?, how))) {
            for group in &groups {
                let Some(line) = store.lines(group.id, 0)?.into_iter().nth(at) else { continue };
                let end = i32::try_from(line.words.chars().count()).unwrap_or(0);
                if let Some(statement) = store.add_statement(line.id, (0, end), by, now)? {
                    store.set_evidence(point, statement, Some(how))?;
                    if group.number % 3 == 0 {
                        let new = NewQuote {
                            point_id: point,
                            statement_id: statement,
                            words: &line.words,
                            names_role: true,
                            labelled: false,
                        };
                        store.put_quote(&new)?;
                    }
                }
            }
        }
        store.publish_point(point, true, by, now)?;
    }
    approve(store, now)
}

/// Everybody says yes to what they said, save that of the last point, which still waits.
fn approve(store: &Store, now: Timestamp) -> Result<(), Error> {
    let (claims, groups, guides) = (store.claims()?, store.focus_groups()?, store.guides()?);
    let last = claims.points.last().map_or(0, |point| point.id);
    for quote in claims.quotes.iter().filter(|quote| quote.point_id != last) {
        let group = claims.statement(quote.statement_id).and_then(|said| groups.iter().find(|group| group.id == said.group_id));
        let guide = group.and_then(|group| guides.iter().find(|(id, _)| *id == group.planned.guide_id));
        let role = guide.map_or(Audience::Employee, |(_, guide)| guide.role);
        let hash = approval_hash(&quote.words, &claims.attribution(quote, role));
        store.decide(quote.id, QuoteDecision::Approved, &quote.words, &hash, now)?;
    }
    Ok(())
}
