//! The focus groups of the demonstration: everybody and everything in them is made up, in the sizes of the real evaluation.

mod danish;

use std::collections::BTreeSet;

use danish::{CLAIMED, CLAIMED_OF_EACH, LEADS, REASON, SAID, SEEN};

use crate::export::summary::Talks;
use crate::focusgroup::{Fit, Guide, LineKind, Purpose, Relation, Reply, approval_hash, read_guide, role_letters};
use crate::language::{Language, filled};
use crate::questionnaire::{Audience, Status, Trials};
use crate::store::{Error, FocusGroup, Judgement, NewGroup, NewLine, NewParticipant, NewQuote, NoteLine, QuoteDecision, Store};
use crate::time::Timestamp;

const GUIDES: [&str; 7] = [
    include_str!("../../../surveys/focus-groups/employees/2.toml"),
    include_str!("../../../surveys/focus-groups/managers/2.toml"),
    include_str!("../../../surveys/focus-groups/politicians/2.toml"),
    include_str!("../../../surveys/focus-groups/interview-employees/1.toml"),
    include_str!("../../../surveys/focus-groups/interview-managers/1.toml"),
    include_str!("../../../surveys/focus-groups/interview-doctors/1.toml"),
    include_str!("../../../surveys/focus-groups/interview-medical-unit/1.toml"),
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

/// So many lines are noted in each session: some thousand in all.
const LINES: usize = 143;
/// So many points are claimed.
const POINTS: usize = 100;
/// One point in so many has a quote, as in the real evaluation most have none.
const QUOTED: usize = 4;

/// Fills in guides, groups, notes, points and quotes.
pub(super) fn fill(store: &Store, now: Timestamp) -> Result<(), Error> {
    let by = "Demonstration";
    for text in GUIDES {
        let guide = read_guide(text, None).map_err(|_| Error::Corrupt("surveys"))?;
        store.publish_guide(&guide, now, None)?;
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
                role_letters(guide.role),
                &NewParticipant { name, email: &email, unit, language: Language::Da },
                by,
                now,
            )?;
        }
        attend(store, &group, now)?;
        note(store, &group, guide, LINES, now)?;
    }
    claim(store, by, now)
}

pub(super) fn attend(store: &Store, group: &FocusGroup, now: Timestamp) -> Result<(), Error> {
    let own: Vec<_> = store.participants()?.into_iter().filter(|one| one.group_id == group.id).collect();
    for participant in &own {
        store.reply(participant.id, Reply::Yes, "")?;
        store.consent(participant, &Purpose::ALL, now)?;
    }
    store.set_attended(group.id, &own.iter().map(|one| one.id).collect::<Vec<_>>())
}

pub(super) fn note(store: &Store, group: &FocusGroup, guide: &Guide, count: usize, now: Timestamp) -> Result<(), Error> {
    let own: Vec<_> = store.participants()?.into_iter().filter(|one| one.group_id == group.id).collect();
    let questions: Vec<_> = guide.questions().collect();
    let number = usize::try_from(group.number).unwrap_or(0);
    let mut lines = Vec::new();
    for at in 0..count {
        let (theme, question) = questions[at * questions.len() / count];
        let sentences = SAID.iter().find(|(key, _)| *key == theme.key).map_or(&SAID[0].1, |(_, sentences)| sentences);
        let turn = at * 2 + number;
        let (kind, words) = match at {
            at if at % 17 == 16 => (LineKind::NonVerbal, SEEN[at % SEEN.len()].to_owned()),
            at if at % 11 == 10 => (LineKind::Observation, SEEN[at % SEEN.len()].to_owned()),
            at => {
                let words = format!("{}{}", LEADS[at / sentences.len() % LEADS.len()], sentences[turn % sentences.len()]);
                (if at % 5 == 4 { LineKind::Quote } else { LineKind::Statement }, words)
            }
        };
        let seen = matches!(kind, LineKind::Observation | LineKind::NonVerbal);
        let speaker = own.get((at + at / 3 + number) % own.len().max(1)).filter(|_| !seen).map_or("", |one| one.code.as_str());
        lines.push((format!("demo-{at:04}"), question.key.as_str(), speaker, kind, words));
    }
    let lines: Vec<NewLine<'_>> = lines
        .iter()
        .map(|(client_id, question, speaker, kind, words)| NewLine {
            client_id,
            question,
            speaker,
            kind: *kind,
            words,
            replaces: None,
        })
        .collect();
    store.add_lines(group.id, &lines, "Nina Noter", now)
}

/// What is claimed: theme, claim, and the trial that it is about, if it is about one.
fn claims(trials: &Trials) -> Vec<(&'static str, String, Option<String>)> {
    let general = CLAIMED.iter().map(|(theme, claim)| (*theme, (*claim).to_owned(), None));
    let begun = || trials.trials.iter().filter(|trial| trial.status != Status::NotStarted);
    let of_each = CLAIMED_OF_EACH.iter().flat_map(|(theme, claim)| {
        begun().map(|trial| {
            let name = trial.name.get(Language::Da);
            let short = name.split(" – ").next().unwrap_or(name);
            (*theme, filled(claim, &[("trial", short)]), Some(trial.key.clone()))
        })
    });
    general.chain(of_each).take(POINTS).collect()
}

fn claim(store: &Store, by: &str, now: Timestamp) -> Result<(), Error> {
    let talks = Talks::gather(store)?;
    let mut spoken: Vec<(NoteLine, &Guide)> = Vec::new();
    for group in &talks.groups {
        let Some(guide) = talks.guide(group) else { continue };
        let lines = store.lines(group.id, 0)?;
        spoken.extend(lines.into_iter().filter(|line| !line.speaker.is_empty()).map(|line| (line, guide)));
    }
    for (at, (theme, claim, trial)) in claims(&talks.trials).into_iter().enumerate() {
        let is_about = |(line, guide): &&(NoteLine, &Guide)| {
            let found = guide.questions().find(|(_, question)| question.key == line.question);
            found.is_some_and(|(of, question)| {
                // A question that names trials is about those; of any other all may be said.
                let names = trial.as_ref().is_none_or(|key| question.trials.is_empty() || question.trials.contains(key));
                of.key == theme && names
            })
        };
        let lines: Vec<&NoteLine> = spoken.iter().filter(is_about).map(|(line, _)| line).collect();
        let trials: BTreeSet<String> = trial.into_iter().collect();
        let point = store.put_point(None, (theme, &claim), &trials, by, now)?;
        let bearing = [
            (Some(at * 7), Relation::Supports),
            (Some(at * 7 + 31), Relation::Supports),
            ((at % 3 == 1).then_some(at * 5 + 11), Relation::Nuances),
            ((at % 5 == 2).then_some(at * 3 + 17), Relation::Contradicts),
        ];
        for (turn, (place, how)) in bearing.into_iter().enumerate() {
            let Some(line) = place.and_then(|place| lines.get(place % lines.len().max(1))) else { continue };
            let end = i32::try_from(line.words.chars().count()).unwrap_or(0);
            let Some(statement_id) = store.add_statement(line.id, (0, end), by, now)? else { continue };
            store.set_evidence(point, statement_id, Some(how))?;
            if turn == 0 && at % QUOTED == 1 {
                let words = &line.words;
                store.put_quote(&NewQuote { point_id: point, statement_id, words, names_role: true, labelled: at % 8 == 1 })?;
            }
        }
        store.publish_point(point, true, by, now)?;
    }
    approve(store, now)?;
    judge(store, by, now)
}

/// One question of those that have figures is judged, so that the page of its trial shows how that looks.
fn judge(store: &Store, by: &str, now: Timestamp) -> Result<(), Error> {
    let talks = Talks::gather(store)?;
    let (trial, questionnaire, question) = ("ledighedsydelse", "ledighedsydelse-caseworkers", "simplified");
    let about = talks.claims.points.iter().filter(|point| point.trials.contains(trial));
    let points: Vec<i64> = about.map(|point| point.id).filter(|id| talks.explains(*id, questionnaire, question)).collect();
    store.judge(
        trial,
        &Judgement {
            questionnaire: questionnaire.to_owned(),
            question: question.to_owned(),
            fit: Fit::Convergence,
            reason: REASON.to_owned(),
            points,
            by: by.to_owned(),
            at: now,
        },
    )
}

/// Everybody says yes to what they said, save to one quote in each group, which still waits.
fn approve(store: &Store, now: Timestamp) -> Result<(), Error> {
    let (claims, groups, guides) = (store.claims()?, store.focus_groups()?, store.guides()?);
    let mut waiting = BTreeSet::new();
    for quote in claims.quotes.iter().rev() {
        if claims.statement(quote.statement_id).is_some_and(|said| waiting.insert(said.group_id)) {
            continue;
        }
        let group = claims.statement(quote.statement_id).and_then(|said| groups.iter().find(|group| group.id == said.group_id));
        let guide = group.and_then(|group| guides.iter().find(|(id, _)| *id == group.planned.guide_id));
        let role = guide.map_or(Audience::Employee, |(_, guide)| guide.role);
        let hash = approval_hash(&quote.words, &claims.attribution(quote, role));
        store.decide(quote.id, QuoteDecision::Approved, &quote.words, &hash, now)?;
    }
    Ok(())
}
