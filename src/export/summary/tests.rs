//! No document of any group or theme, alone or beside the others, shows a quote that fewer than three could have said.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::export::document::{Block, Document, page};
use crate::focusgroup::attribution::FEWEST;
use crate::focusgroup::{approval_hash, read_guide};
use crate::language::Language;
use crate::questionnaire::read_trials;
use crate::store::{NewGroup, Point, Prose};
use crate::time::Timestamp;
use crate::token::RandomId;

const TRIALS: &str = include_str!("../../../surveys/trials.toml");
const GUIDES: [&str; 3] = [
    include_str!("../../../surveys/focus-groups/employees/1.toml"),
    include_str!("../../../surveys/focus-groups/managers/1.toml"),
    include_str!("../../../surveys/focus-groups/politicians/1.toml"),
];
pub(in crate::export) const KEYS: [&str; 5] = ["samtaler", "mentor", "mikrolaan", "psykolog", "jobrotation"];
const THEMES: [&str; 4] = ["network", "readiness", "learning", "results"];

fn number(place: usize) -> i64 {
    i64::try_from(place).unwrap()
}

fn guides() -> Vec<(i64, Guide)> {
    (0..).zip(GUIDES).map(|(id, text)| (id, read_guide(text, None).unwrap())).collect()
}

/// What a world is made of: units of three groups' people, points with theme and trials, and quotes: point, group, who, how, whether the
/// role is wanted, the letter, whether it is approved, and how it bears on the point.
pub(in crate::export) type Drawn =
    (Vec<Vec<usize>>, Vec<(usize, BTreeSet<usize>)>, Vec<(usize, usize, usize, bool, bool, bool, usize)>);

pub(in crate::export) fn drawn() -> impl Strategy<Value = Drawn> {
    let people = prop::collection::vec(prop::collection::vec(0..10usize, 1..6), 3);
    let points = prop::collection::vec((0..4usize, prop::collection::btree_set(0..KEYS.len(), 0..3)), 1..6);
    let said = (0..6usize, 0..3usize, 0..6usize, any::<bool>(), any::<bool>(), prop::bool::weighted(0.8), 0..3usize);
    (people, points, prop::collection::vec(said, 0..14))
}

pub(in crate::export) fn talks((people, points, said): &Drawn) -> Talks {
    let trials = read_trials("trials.toml", TRIALS).unwrap();
    let planned = |guide_id| NewGroup {
        title: format!("Hold {guide_id}"),
        guide_id,
        starts: Timestamp(0),
        ends: Timestamp(1),
        place: String::new(),
        moderator: String::new(),
        note_taker: String::new(),
        observer: String::new(),
        capacity: 5,
    };
    let group = |id: i64| FocusGroup { id, number: 1, uid: String::new(), sequence: 0, planned: planned(id), cancelled: false };
    let mut participants = Vec::new();
    for (group, units) in people.iter().enumerate() {
        for (at, unit) in units.iter().enumerate() {
            let code = format!("X{group}-{at}");
            let unit = &trials.municipalities[unit % trials.municipalities.len()].key;
            participants.push(Participant::made_up(
                number(participants.len()),
                number(group),
                &code,
                unit,
                at % 4 != 3,
                RandomId([0; 16]),
            ));
        }
    }
    let mut claims = Claims::default();
    for (id, (theme, about)) in points.iter().enumerate() {
        let trials = about.iter().map(|at| KEYS[*at].to_owned()).collect();
        claims.points.push(Point {
            id: number(id),
            theme: THEMES[*theme].to_owned(),
            claim: format!("Punkt {id}"),
            published: true,
            trials,
            evidence: Vec::new(),
        });
    }
    for (at, (point, group, who, names_role, labelled, approved, how)) in said.iter().enumerate() {
        let (point, id) = (point % points.len(), number(at));
        let speaker = format!("X{group}-{}", who % people[*group].len());
        // Some words are quoted from one line under two points.
        let line_id = number(*group) * 100 + number(who % people[*group].len()) * 10 + id % 2;
        claims.statements.push(Statement {
            id,
            line_id,
            group_id: number(*group),
            question: String::new(),
            speaker,
            starts: 0,
            ends: 1,
            words: String::new(),
        });
        claims.points[point].evidence.push((id, Relation::ALL[*how]));
        let words = format!("citat nummer {at} slut");
        claims.quotes.push(Quote {
            id,
            point_id: number(point),
            statement_id: id,
            words,
            names_role: *names_role,
            labelled: *labelled,
            decision: approved.then_some(QuoteDecision::Approved),
            decided_hash: String::new(),
        });
    }
    let mut talks = Talks {
        groups: (0..3).map(group).collect(),
        guides: guides(),
        participants,
        claims,
        written: Vec::new(),
        told_without_role: BTreeSet::new(),
        told_trials: BTreeMap::new(),
        first_forms: BTreeMap::new(),
        trials: trials.into(),
    };
    let hashes: Vec<String> = talks
        .claims
        .quotes
        .iter()
        .map(|quote| {
            let statement = talks.claims.statement(quote.statement_id).unwrap();
            approval_hash(&quote.words, &talks.claims.attribution(quote, talks.role(statement.group_id)))
        })
        .collect();
    talks.claims.quotes.iter_mut().zip(hashes).for_each(|(quote, hash)| quote.decided_hash = hash);
    talks
}

/// The page of a trial as a document.
fn trial_page(talks: &Talks, trial: &str) -> Made {
    let mut quotes = Vec::new();
    let mut blocks = Vec::new();
    for point in talks.about(trial, Language::Da) {
        quotes.extend(point.quotes.iter().map(|(id, _)| (*id, Shown::WithRole)));
        blocks.push(Block::Points(point.quotes.into_iter().map(|(_, quote)| quote).collect()));
    }
    let (title, subtitle) = (trial.to_owned(), String::new());
    Made { document: Document { title, subtitle, mark: None, language: Language::Da, paged: false, blocks }, quotes }
}

/// Every document that can be made, the pages of the trials among them.
pub(in crate::export) fn documents(talks: &Talks) -> Vec<(Scope, Made)> {
    let pages = KEYS.map(|trial| (Scope::Theme(trial.to_owned()), trial_page(talks, trial)));
    let groups = talks.groups.iter().map(|group| Scope::Group(group.id));
    let themes = THEMES.iter().map(|theme| Scope::Theme((*theme).to_owned()));
    let made = |scope: Scope| summary(talks, &scope, &Prose::default(), Language::Da, None).map(|made| (scope, made));
    groups.chain(themes).filter_map(made).chain(pages).collect()
}

/// What whoever reads all documents is told of words: of one line, since words of one line know each other again.
#[derive(Default)]
struct Told {
    /// The trials of every point under which they or their code stand.
    trials: BTreeSet<String>,
    /// The role, where one of the documents names it.
    role: Option<&'static str>,
    /// The group, where its own summary has them or their code.
    group: Option<i64>,
    /// The points under which they stand.
    points: BTreeSet<i64>,
}

/// The people who could have said it, for whoever reads all documents: of these roles, from units that take part in all these trials.
pub(in crate::export) fn possible<'a>(talks: &'a Talks, roles: &BTreeSet<&str>, trials: &BTreeSet<String>) -> BTreeSet<&'a str> {
    let fits = |one: &&Participant| {
        let takes_part = |trial: &String| talks.trials.taking_part(trial, None).iter().any(|unit| unit.key == one.unit);
        one.attended && roles.contains(talks.role(one.group_id).name()) && trials.iter().all(takes_part)
    };
    talks.participants.iter().filter(fits).map(|one| one.code.as_str()).collect()
}

/// What all documents together tell of each line: the trials, and its role where one names or implies it.
pub(in crate::export) fn told_by_documents(talks: &Talks) -> BTreeMap<i64, (BTreeSet<String>, Option<&'static str>)> {
    let mut told: BTreeMap<i64, (BTreeSet<String>, Option<&'static str>)> = BTreeMap::new();
    for (scope, made) in documents(talks) {
        let text = page(&made.document).into_string();
        for quote in &talks.claims.quotes {
            let Some(at) = text.find(&format!("»{}«", quote.words)) else { continue };
            let by = text[at..].split_once("« – ").map_or("", |(_, by)| by);
            let statement = talks.claims.statement(quote.statement_id).unwrap();
            let line = told.entry(statement.line_id).or_default();
            line.0.extend(talks.claims.point(quote.point_id).unwrap().trials.iter().cloned());
            let named = WORDS.iter().find(|(words, _)| by.starts_with(words)).map(|(_, role)| *role);
            let implied = matches!(scope, Scope::Group(_)).then(|| talks.role(statement.group_id).name());
            line.1 = line.1.or(named).or(implied);
        }
    }
    told
}

pub(in crate::export) const WORDS: [(&str, &str); 3] =
    [("en leder", "manager"), ("en politiker", "politician"), ("en medarbejder", "employee")];

/// Adds what the words of a quote in one document tell, and what its code tells wherever it stands.
fn read(talks: &Talks, documents: &[(Scope, Made)], (scope, text): (&Scope, &str), quote: &Quote, told: &mut Told) {
    let Some(at) = text.find(&format!("»{}«", quote.words)) else { return };
    let by = text[at..].split_once("« – ").map_or("", |(_, by)| by);
    told.trials.extend(talks.claims.point(quote.point_id).unwrap().trials.iter().cloned());
    told.points.insert(quote.point_id);
    if let Some((_, role)) = WORDS.iter().find(|(words, _)| by.starts_with(words)) {
        told.role = Some(role);
    }
    if let Scope::Group(id) = scope {
        told.group = Some(*id);
    }
    let code = format!("[U{}]", quote.statement_id);
    if !by.split('<').next().is_some_and(|by| by.ends_with(&code)) {
        return;
    }
    for (scope, made) in documents {
        for block in &made.document.blocks {
            let Block::Table(_, rows) = block else { continue };
            let listed =
                |row: &&Vec<String>| row.iter().flat_map(|cell| cell.split(", ")).any(|cell| format!("[{cell}]") == code);
            for row in rows.iter().filter(listed) {
                let point = row[0].trim_start_matches('P').parse().ok().and_then(|id| talks.claims.point(id));
                told.trials.extend(point.into_iter().flat_map(|point| point.trials.iter().cloned()));
                if let Scope::Group(id) = scope {
                    told.group = Some(*id);
                }
            }
        }
    }
}

/// How many people could have said it, for whoever reads all documents.
fn could_have(talks: &Talks, told: &Told, documents: &[(Scope, Made)]) -> usize {
    let able = |one: &Participant| {
        let takes_part = |trial: &String| talks.trials.taking_part(trial, None).iter().any(|unit| unit.key == one.unit);
        one.attended && told.trials.iter().all(takes_part)
    };
    let of_group = |group: i64| talks.participants.iter().filter(|one| one.group_id == group && able(one)).count();
    // The summaries of groups of three or more show which bear on a point; whose lacks words whose role may be named had too few.
    let has = |group: i64, point: i64| {
        let of_group = documents.iter().filter(|(scope, _)| *scope == Scope::Group(group));
        let mut blocks = of_group.flat_map(|(_, made)| &made.document.blocks);
        talks.attendees_of(group) < FEWEST
            || blocks.any(|block| matches!(block, Block::Subheading(_, text) if text.starts_with(&format!("P{point}. "))))
    };
    let is_possible = |group: i64| match told.group {
        Some(known) => known == group,
        None => told.points.iter().all(|point| has(group, *point)) && !(told.role.is_some() && of_group(group) >= FEWEST),
    };
    let of_role = |one: &Participant| told.role.is_none_or(|role| talks.role(one.group_id).name() == role);
    talks.participants.iter().filter(|one| able(one) && of_role(one) && is_possible(one.group_id)).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn three_could_have_said_every_quote_of_all_documents_read_together(drawn in drawn()) {
        let talks = talks(&drawn);
        let documents = documents(&talks);
        let mut lines: BTreeMap<i64, Told> = BTreeMap::new();
        for (scope, made) in &documents {
            let text = page(&made.document).into_string();
            for quote in talks.claims.quotes.iter().filter(|quote| text.contains(&format!("»{}«", quote.words))) {
                let statement = talks.claims.statement(quote.statement_id).unwrap();
                let told = lines.entry(statement.line_id).or_default();
                read(&talks, &documents, (scope, &text), quote, told);
                prop_assert!(told.role.is_none_or(|role| role == talks.role(statement.group_id).name()));
                prop_assert!(told.group.is_none_or(|group| group == statement.group_id));
                prop_assert!(made.quotes.iter().any(|(id, _)| *id == quote.id));
                prop_assert!(quote.decision == Some(QuoteDecision::Approved));
            }
        }
        for told in lines.values() {
            prop_assert!(could_have(&talks, told, &documents) >= FEWEST);
        }
    }

    #[test]
    fn a_groups_summary_tells_no_count_and_no_trial(drawn in drawn()) {
        let talks = talks(&drawn);
        for (_, made) in documents(&talks).iter().filter(|(scope, _)| matches!(scope, Scope::Group(_))) {
            let text = page(&made.document).into_string();
            prop_assert!(!text.contains("støttes af") && !text.contains("Forsøg:") && !text.contains("<table"));
        }
    }

    #[test]
    fn no_document_names_anybody_or_shows_what_waits(drawn in drawn()) {
        let mut talks = talks(&drawn);
        for participant in &mut talks.participants {
            participant.name = format!("Navnesen-{}", participant.id);
        }
        for (_, made) in documents(&talks) {
            let text = page(&made.document).into_string();
            prop_assert!(!text.contains("Navnesen") && !text.contains("@example"));
            for quote in talks.claims.quotes.iter().filter(|quote| quote.decision.is_none()) {
                prop_assert!(!text.contains(&quote.words));
            }
        }
    }
}

#[test]
fn a_summary_shows_what_speaks_against_a_point_and_where_everything_is_from() {
    let said = |group, who, how| (0, group, who, true, false, true, how);
    let drawn = (
        vec![vec![0, 1, 2], vec![3, 4, 5], vec![6]],
        vec![(0, BTreeSet::new())],
        vec![said(0, 0, 0), said(0, 1, 2), said(1, 0, 0)],
    );
    let talks = talks(&drawn);
    let made = summary(
        &talks,
        &Scope::Theme("network".to_owned()),
        &Prose { opening: "Først.\n\nSå.".to_owned(), closing: String::new() },
        Language::Da,
        None,
    )
    .unwrap();
    let text = page(&made.document).into_string();
    for says in [
        "<p>Først.</p><p>Så.</p>",
        "P0. Punkt 0",
        "støttes af 2 udsagn og modsiges af 1",
        "Imod: »citat nummer 1 slut« – en medarbejder [U1]",
    ] {
        assert!(text.contains(says), "{says} is not in {text}");
    }
    assert!(
        matches!(made.document.blocks.last(), Some(Block::Table(head, rows)) if head.len() == 4 && rows[..] == [["P0", "2", "0", "1"].map(str::to_owned).to_vec()])
    );
    // In the group's own summary stand its own statements alone.
    let made = summary(&talks, &Scope::Group(1), &Prose::default(), Language::Da, None).unwrap();
    let text = page(&made.document).into_string();
    assert!(text.contains("P0. Punkt 0") && text.contains("en leder [U2]") && !text.contains("U0"), "{text}");
    assert!(summary(&talks, &Scope::Group(9), &Prose::default(), Language::Da, None).is_none());
}

#[test]
fn a_frozen_version_holds_until_somebody_takes_their_words_back() {
    let drawn = (vec![vec![0, 1, 2], vec![3], vec![6]], vec![(0, BTreeSet::new())], vec![(0, 0, 0, true, false, true, 0)]);
    let mut talks = talks(&drawn);
    let made = summary(&talks, &Scope::Theme("network".to_owned()), &Prose::default(), Language::Da, None).unwrap();
    assert_eq!(made.quotes, [(0, Shown::Withheld), (0, Shown::InGroup)], "who is alone behind the point, and the quote");
    assert!(talks.still_holds(&made.quotes));
    talks.claims.quotes[0].words.push('!');
    assert!(!talks.still_holds(&made.quotes), "an edit asks again");
    talks.claims.quotes[0].words.pop();
    talks.participants[0].consents.clear();
    assert!(!talks.still_holds(&made.quotes), "consent was withdrawn");
    talks.participants[0].consents = vec![Purpose::BeQuoted, Purpose::RoleNamed];
    assert!(talks.still_holds(&made.quotes));
    talks.participants[1].attended = false;
    assert!(!talks.still_holds(&made.quotes), "only two could have said it");
}

#[test]
fn the_page_of_a_trial_tells_its_own_published_points_with_their_quotes() {
    let said = |point, who| (point, 0, who, true, false, true, 0);
    let own = BTreeSet::from([0]);
    let drawn = (
        vec![vec![0, 1, 2], vec![3], vec![6]],
        vec![(0, own.clone()), (0, BTreeSet::new()), (0, own)],
        vec![said(0, 0), said(1, 1)],
    );
    let mut talks = talks(&drawn);
    let taking: Vec<String> = talks.trials.taking_part(KEYS[0], None).iter().map(|unit| unit.key.clone()).collect();
    talks.participants.iter_mut().zip(&taking).for_each(|(one, unit)| one.unit.clone_from(unit));
    let about = talks.about(KEYS[0], Language::Da);
    assert_eq!(about.iter().map(|point| point.id).collect::<Vec<_>>(), [0], "a point without evidence or about no trial is told");
    assert_eq!(about[0].bearing, "Punktet støttes af 1 udsagn.");
    let shown: Vec<&str> = about[0].quotes.iter().map(|(_, quote)| quote.as_str()).collect();
    assert_eq!(shown, ["»citat nummer 0 slut« – en medarbejder [U0]"]);
    talks.claims.points[0].published = false;
    assert!(talks.about(KEYS[0], Language::Da).is_empty());
}

#[test]
fn a_point_explains_what_the_guide_says_of_the_question_under_which_it_was_noted() {
    let drawn = (vec![vec![0], vec![3], vec![6]], vec![(0, BTreeSet::new())], vec![(0, 0, 0, true, false, true, 0)]);
    let mut talks = talks(&drawn);
    talks.guides[0].1.themes[0].questions[0].explains = vec!["a-caseworkers.effects".to_owned(), "a-caseworkers.less".to_owned()];
    assert!(!talks.explains(0, "a-caseworkers", "less"), "it was noted under no question");
    talks.claims.statements[0].question = talks.guides[0].1.themes[0].questions[0].key.clone();
    for (questionnaire, question, explains) in [
        ("a-caseworkers", "less", true),
        ("a-caseworkers", "effects.quality", true),
        ("a-caseworkers", "effects", true),
        ("a-caseworkers", "effectsize", false),
        ("b-caseworkers", "less", false),
    ] {
        assert_eq!(talks.explains(0, questionnaire, question), explains, "{questionnaire}.{question}");
    }
    assert!(!talks.explains(9, "a-caseworkers", "less"));
}
