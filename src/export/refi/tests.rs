//! What leaves for other programs narrows nothing down to fewer than three people, alone or beside all documents.

use proptest::prelude::*;

use super::*;
use crate::export::summary::tests::{Drawn, KEYS, WORDS, drawn, possible, talks, told_by_documents};
use crate::focusgroup::attribution::FEWEST;
use crate::focusgroup::{LineKind, Purpose};
use crate::language::Language;
use crate::store::QuoteDecision;

fn line(id: i64, speaker: &str) -> NoteLine {
    NoteLine {
        id,
        client_id: String::new(),
        question: "cooperation".to_owned(),
        speaker: speaker.to_owned(),
        kind: LineKind::Statement,
        words: format!("ord fra linje {id} slut"),
        replaces: None,
        by: "Nina Noter".to_owned(),
        at: Timestamp(0),
    }
}

/// The lines of a drawn world: one for each that is quoted, and one beside it for everybody.
fn lines(talks: &Talks) -> Vec<(i64, NoteLine)> {
    let mut found: BTreeMap<i64, (i64, NoteLine)> = BTreeMap::new();
    for one in &talks.claims.statements {
        found.insert(one.line_id, (one.group_id, line(one.line_id, &one.speaker)));
    }
    for one in &talks.participants {
        found.insert(1000 + one.id, (one.group_id, line(1000 + one.id, &one.code)));
    }
    found.into_values().collect()
}

/// Codes named after trials, one of them below another, and one that names none.
fn codes() -> Vec<Code> {
    let code = |(at, name): (usize, &&str)| Code {
        id: i64::try_from(at).unwrap(),
        guid: derived_guid("code", &[name]),
        parent: (at == 1).then_some(0),
        name: (*name).to_owned(),
        description: String::new(),
        value: None,
    };
    KEYS.iter().chain([&"tid og penge"]).enumerate().map(code).collect()
}

fn excerpts(lines: &[(i64, NoteLine)], picks: &[usize]) -> Vec<Excerpt> {
    let excerpt = |((_, line), pick): (&(i64, NoteLine), &usize)| Excerpt {
        id: line.id,
        guid: derived_guid("excerpt", &[&line.id.to_string()]),
        line_id: line.id,
        code_id: i64::try_from(pick % codes().len()).unwrap(),
        starts: 0,
        ends: 3,
        words: "ord".to_owned(),
        coder: "Bodil Koder".to_owned(),
        at: Timestamp(1_500),
    };
    lines.iter().zip(picks.iter().cycle()).map(excerpt).collect()
}

fn leaving(drawn: &Drawn, picks: &[usize]) -> (Talks, Vec<(i64, NoteLine)>, Vec<Excerpt>, Shareable) {
    let mut talks = talks(drawn);
    for one in &mut talks.participants {
        one.name = format!("Navnesen-{}", one.id);
    }
    let lines = lines(&talks);
    let excerpts = excerpts(&lines, picks);
    let found = gathered(&talks, &lines, (&codes(), &excerpts, &[]), (&BTreeSet::new(), Vec::new()));
    (talks, lines, excerpts, found)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn three_could_have_said_every_line_of_a_project_read_beside_all_documents(drawn in drawn(), picks in prop::collection::vec(0..6usize, 1..12)) {
        let (talks, lines, excerpts, found) = leaving(&drawn, &picks);
        let file = project(&found.project).unwrap();
        let xml = project_xml(&found.project);
        prop_assert!(file.starts_with(b"PK"));
        let words: String = found.project.texts.iter().map(|text| text.words.as_str()).collect::<Vec<_>>().join("\n");
        let told = told_by_documents(&talks);
        for (_, line) in lines.iter().filter(|(_, line)| words.contains(&line.words)) {
            let (mut trials, role) = told.get(&line.id).cloned().unwrap_or_default();
            // Who reads the project sees the code of a line and the codes above it.
            for one in excerpts.iter().filter(|one| one.line_id == line.id && one.code_id < 5) {
                trials.insert(KEYS[usize::try_from(one.code_id).unwrap()].to_owned());
                if one.code_id == 1 {
                    trials.insert(KEYS[0].to_owned());
                }
            }
            let roles: BTreeSet<&str> = role.map_or_else(|| WORDS.iter().map(|(_, role)| *role).collect(), |role| [role].into());
            prop_assert!(possible(&talks, &roles, &trials).len() >= FEWEST, "line {} of {roles:?} and {trials:?}", line.id);
        }
        for tells in ["Navnesen", "@example", "X0-", "X1-", "X2-", "cooperation", "Hold ", "Nina"] {
            prop_assert!(!xml.contains(tells) && !words.contains(tells), "{tells}");
        }
        prop_assert_eq!(found.left_out.values().sum::<usize>(), lines.len() - found.own.places.len());
    }

    #[test]
    fn excerpts_lie_on_their_own_words(drawn in drawn(), picks in prop::collection::vec(0..6usize, 1..12)) {
        let (_, _, excerpts, found) = leaving(&drawn, &picks);
        for text in &found.project.texts {
            let signs: Vec<char> = text.words.chars().collect();
            for one in &text.excerpts {
                prop_assert_eq!(signs[one.starts..one.ends].iter().collect::<String>(), "ord");
                prop_assert!(excerpts.iter().any(|other| other.guid == one.guid));
            }
        }
    }
}

#[test]
fn nobody_leaves_who_did_not_say_yes_to_other_programs_whatever_else_they_agree_to() {
    let world = (vec![vec![0, 1, 2, 3], vec![0, 1, 2], vec![0, 1, 2]], vec![(0, BTreeSet::new())], Vec::new());
    let (mut talks, lines, _, all) = leaving(&world, &[5]);
    assert_eq!(all.own.places.len(), lines.len());
    talks.participants[0].consents = vec![Purpose::TakePart, Purpose::BeRecorded, Purpose::BeQuoted, Purpose::RoleNamed];
    talks.participants[1].withdrawn = true;
    talks.participants[2].consents = vec![Purpose::OtherPrograms];
    let some = gathered(&talks, &lines, (&[], &[], &[]), (&BTreeSet::new(), Vec::new()));
    assert_eq!((some.own.places.len(), &some.left_out), (lines.len() - 2, &[(Stays::NoYes, 2)].into()));
    assert_eq!(some.yeses, Yeses { lacking: 1, taken_back: None });
    let said = some.account(Language::Da).join(" ");
    assert!(said.contains("Udeladt, fordi deltageren ikke har sagt ja til andre programmer: 2."), "{said}");
    // Two who said yes are too few, however many came.
    talks.participants.iter_mut().skip(4).for_each(|one| one.consents.clear());
    let two = gathered(&talks, &lines, (&[], &[], &[]), (&BTreeSet::new(), Vec::new()));
    assert!(two.own.places.is_empty() && two.left_out.get(&Stays::TooFew) == Some(&2), "{:?}", two.left_out);
    let alone = (vec![vec![0], vec![0], Vec::new()], vec![(0, BTreeSet::new())], Vec::new());
    let (_, _, _, none) = leaving(&alone, &[5]);
    assert!(none.project.texts.is_empty(), "two attended in all");
}

#[test]
fn a_line_that_left_before_and_came_back_in_a_text_of_another_program_does_not_leave_again() {
    let world = (vec![vec![0, 1, 2, 3], vec![0, 1, 2], vec![0, 1, 2]], vec![(0, BTreeSet::new())], Vec::new());
    let (mut talks, lines, _, before) = leaving(&world, &[5]);
    let gone = &lines.iter().find(|(_, line)| line.speaker == talks.participants[0].code).unwrap().1.words;
    let mut back = before.project.texts[0].clone();
    let note = QdaNote { words: gone.clone(), by: String::new(), at: 0 };
    back.excerpts.iter_mut().for_each(|one| one.notes.push(note.clone()));
    let out = |talks: &Talks| {
        let foreign = vec![Foreign { id: 1, text: back.clone() }];
        gathered(talks, &lines, (&[], &[], &[]), (&BTreeSet::new(), foreign))
    };
    assert_eq!((out(&talks).covered, out(&talks).project.texts.last()), (0, Some(&back)));
    talks.participants[0].consents.retain(|purpose| *purpose != Purpose::OtherPrograms);
    let now = out(&talks);
    let text = now.project.texts.last().unwrap();
    assert_eq!(now.covered, 1 + back.excerpts.len());
    assert_eq!(text.words.chars().count(), back.words.chars().count());
    for words in now.project.texts.iter().map(|text| &text.words).chain([&project_xml(&now.project)]) {
        assert!(!words.contains(gone.as_str()), "{gone} leaves");
    }
    assert!(now.account(Language::En).iter().any(|said| said.starts_with("Made unreadable")));
}

#[test]
fn a_line_that_names_somebody_stays_and_nothing_tells_when_a_line_was_coded() {
    let world = (vec![vec![0, 1, 2, 3], vec![0, 1, 2], vec![0, 1, 2]], vec![(0, BTreeSet::new())], Vec::new());
    let (mut talks, mut lines, excerpts, all) = leaving(&world, &[5]);
    for (_, line) in &mut lines {
        line.words.push_str(" ord");
    }
    talks.participants[0].name = "Karen Holm".to_owned();
    lines[0].1.words = "ord fra Rebild".to_owned();
    lines[1].1.words = "ord fra Karen".to_owned();
    lines[2].1.words = "ord om X1-1".to_owned();
    lines[3].1.words = "ord om Mikrolån, som kun Aalborgs folk har".to_owned();
    let memo = |id, of, words: &str| Memo { id, of, words: words.to_owned(), by: "Bodil".to_owned(), at: Timestamp(9_000) };
    let memos = [
        memo(1, MemoOf::Excerpt(lines[4].1.id), "Det er Karen igen"),
        memo(2, MemoOf::Excerpt(lines[5].1.id), "Godt sagt"),
        memo(3, MemoOf::Code(5), "Som Karen siger"),
    ];
    let some = gathered(&talks, &lines, (&codes(), &excerpts, &memos), (&BTreeSet::new(), Vec::new()));
    let left: Vec<i64> = some.own.places.iter().map(|(id, _)| *id).collect();
    let stay: Vec<i64> = lines.iter().map(|(_, line)| line.id).filter(|id| !left.contains(id)).collect();
    assert_eq!(stay, lines[..5].iter().map(|(_, line)| line.id).collect::<Vec<_>>());
    assert_eq!(all.own.places.len(), lines.len());
    let xml = project_xml(&some.project);
    assert!(xml.contains("Godt sagt") && !xml.contains("Karen") && !xml.contains("creationDateTime"), "{xml}");
}

#[test]
fn who_coded_a_line_is_told_of_samples_alone() {
    let world = (vec![vec![0, 1, 2, 3], vec![0, 1, 2], vec![0, 1, 2]], vec![(0, BTreeSet::new())], Vec::new());
    let (talks, lines, mut excerpts, _) = leaving(&world, &[5]);
    // Two coders who share the groups between them.
    for (one, (group, _)) in excerpts.iter_mut().zip(&lines) {
        one.coder = if *group == 0 { "Anna Koder" } else { "Bodil Koder" }.to_owned();
    }
    let memo = Memo {
        id: 1,
        of: MemoOf::Excerpt(excerpts[0].id),
        words: "Godt sagt".to_owned(),
        by: "Anna Koder".to_owned(),
        at: Timestamp(0),
    };
    let coders = |sampled: BTreeSet<i64>| {
        let found = gathered(&talks, &lines, (&codes(), &excerpts, std::slice::from_ref(&memo)), (&sampled, Vec::new()));
        let xml = project_xml(&found.project);
        ["Nulpunkt", "Anna Koder", "Bodil Koder"].map(|name| xml.contains(&format!(" name=\"{name}\"/>")))
    };
    assert_eq!(coders(BTreeSet::new()), [true, false, false]);
    assert_eq!(coders([lines[0].1.id].into()), [true, true, false]);
    assert_eq!(coders(lines.iter().map(|(_, line)| line.id).collect()), [false, true, true]);
}

#[test]
fn the_newer_form_of_a_line_is_the_same_line() {
    let world =
        (vec![vec![0, 1, 2, 3], vec![0, 1, 2], vec![0, 1, 2]], vec![(0, BTreeSet::new())], vec![(0, 0, 0, true, false, true, 0)]);
    let (mut talks, lines, _, all) = leaving(&world, &[5]);
    let (quoted, other) = (talks.claims.statements[0].line_id, 1000);
    assert!(all.own.places.iter().any(|(id, _)| *id == other));
    // Whoever does not want the words shown does not want them shown as somebody wrote them anew.
    talks.claims.quotes[0].decision = Some(QuoteDecision::Withheld);
    talks.first_forms.insert(other, quoted);
    let some = gathered(&talks, &lines, (&[], &[], &[]), (&BTreeSet::new(), Vec::new()));
    assert!(!some.own.places.iter().any(|(id, _)| [quoted, other].contains(id)));
    assert_eq!(some.own.places.len(), lines.len() - 2);
}

#[test]
fn a_line_that_says_what_somebody_does_not_want_shown_stays_wherever_it_was_written_down() {
    let world =
        (vec![vec![0, 1, 2, 3], vec![0, 1, 2], vec![0, 1, 2]], vec![(0, BTreeSet::new())], vec![(0, 0, 0, true, false, true, 0)]);
    let (mut talks, mut lines, _, all) = leaving(&world, &[5]);
    assert!(all.own.places.iter().any(|(id, _)| *id == 1000));
    talks.claims.quotes[0].decision = Some(QuoteDecision::Withheld);
    talks.claims.statements[0].words = "vi ringede bare til de andre".to_owned();
    let some =
        |lines: &[(i64, NoteLine)]| gathered(&talks, lines, (&[], &[], &[]), (&BTreeSet::new(), Vec::new())).own.places.len();
    assert_eq!(some(&lines), lines.len() - 1, "another line leaves");
    let transcribed = lines.iter_mut().find(|(_, line)| line.id == 1000).unwrap();
    transcribed.1.words = "Altså, vi ringede jo bare til de andre i går.".to_owned();
    assert_eq!(some(&lines), lines.len() - 2);
}

#[test]
fn a_project_is_written_in_the_order_of_the_standard_and_without_a_path_of_the_machine() {
    let note = QdaNote { words: "Hvor <længe>?".to_owned(), by: "Åse".to_owned(), at: 0 };
    let code = |guid: &str, parent: Option<&str>, notes| QdaCode {
        guid: guid.to_owned(),
        parent: parent.map(str::to_owned),
        name: "Tid & sted".to_owned(),
        description: "Når".to_owned(),
        notes,
    };
    let (one, two) = (derived_guid("a", &[]), derived_guid("b", &[]));
    let excerpt = QdaExcerpt {
        guid: derived_guid("c", &[]),
        code: two.clone(),
        starts: 0,
        ends: 2,
        coder: "Bo".to_owned(),
        at: 1_500,
        notes: vec![note.clone()],
    };
    let text =
        QdaText {
            guid: derived_guid("d", &[]), name: "Udsagn".to_owned(), words: "på Ærø".to_owned(), excerpts: vec![excerpt]
        };
    let whole = QdaProject { codes: vec![code(&one, None, vec![note]), code(&two, Some(&one), Vec::new())], texts: vec![text] };
    let xml = project_xml(&whole);
    let places: Vec<usize> = ["<Users>", "<CodeBook>", "<Sources>", "<Notes>"].iter().map(|tag| xml.find(tag).unwrap()).collect();
    assert!(places.is_sorted(), "{xml}");
    assert!(
        xml.contains("creationDateTime=\"1970-01-01T00:00:01Z\"")
            && xml.contains("name=\"Tid &amp; sted\"")
            && xml.contains("plainTextPath=\"internal://"),
        "{xml}"
    );
    assert_eq!(xml.matches("<NoteRef").count(), xml.matches("<Note ").count());
    assert!(!xml.contains("basePath") && !xml.contains("absolute://"));
    assert!(codebook(&whole).contains("<Code guid") && !codebook(&whole).contains("NoteRef"));
    // Nothing empty stands where the standard wants something.
    let nothing = project_xml(&QdaProject::default());
    assert!(
        !nothing.contains("<Users")
            && !nothing.contains("<CodeBook")
            && !nothing.contains("<Sources")
            && !nothing.contains("<Notes"),
        "{nothing}"
    );
}
