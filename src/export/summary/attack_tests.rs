//! What codes, order, older forms of a line and versions kept from before tell beside the words themselves.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::tests::{Drawn, KEYS, documents, drawn, talks};
use super::*;
use crate::export::document::{Block, page};
use crate::store::Prose;

/// A group of five, of whom three are from units of each of two trials and one from a unit of both; the first said words under a point
/// on each trial.
fn two_trials(points: [&str; 2]) -> Talks {
    let of = |trial: &str| BTreeSet::from([KEYS.iter().position(|key| *key == trial).unwrap()]);
    let said = |point, who| (point, 0, who, true, false, true, 0);
    let world: Drawn =
        (vec![vec![0; 5], vec![0], vec![0]], vec![(0, of(points[0])), (0, of(points[1]))], vec![said(0, 0), said(1, 0)]);
    let mut talks = talks(&world);
    let units = ["jammerbugt", "thisted", "rebild", "aalborg", "frederikshavn-laesoe"];
    for (one, unit) in talks.participants.iter_mut().zip(units) {
        (one.unit, one.attended) = (unit.to_owned(), true);
    }
    // The two statements are of two lines.
    assert_ne!(talks.claims.statements[0].line_id, talks.claims.statements[1].line_id);
    talks
}

fn shown(talks: &Talks) -> Vec<Shown> {
    talks.settled().iter().map(Settled::shown).collect()
}

#[test]
fn words_of_two_forms_of_one_line_are_linked_to_the_trials_of_both() {
    let mut talks = two_trials(["psykolog", "jobrotation"]);
    assert_eq!(shown(&talks), [Shown::InGroup, Shown::InGroup], "two lines are two things said");
    let [older, newer] = [0, 1].map(|at| talks.claims.statements[at].line_id);
    talks.first_forms.insert(newer, older);
    assert_eq!(shown(&talks), [Shown::Withheld, Shown::Withheld], "one person is from a unit of both trials");
}

#[test]
fn words_that_were_noted_and_found_in_a_transcript_are_linked_to_the_trials_of_both() {
    let mut talks = two_trials(["psykolog", "jobrotation"]);
    talks.claims.statements[0].words = "Vi ringede bare til de andre, når vi sad fast".to_owned();
    talks.claims.statements[1].words = "altså vi ringede jo bare til de andre når vi sad fast i en sag".to_owned();
    assert_eq!(shown(&talks), [Shown::Withheld, Shown::Withheld], "one person is from a unit of both trials");
    // Words that are alike as they are shown are too, whatever was noted.
    talks.claims.statements[1].words = "noget helt andet".to_owned();
    assert_eq!(shown(&talks), [Shown::InGroup, Shown::InGroup]);
    for quote in &mut talks.claims.quotes {
        (quote.words, quote.decision) = ("Vi ringede bare til de andre".to_owned(), None);
    }
    assert!(talks.settled().iter().all(|one| one.verdict.shown == Shown::Withheld));
    // Another person's same words are other words.
    talks.claims.statements[1].speaker = talks.participants[1].code.clone();
    assert!(talks.settled().iter().all(|one| one.verdict.shown == Shown::InGroup));
}

#[test]
fn what_one_person_said_once_supports_a_point_once() {
    let mut talks = two_trials(["psykolog", "psykolog"]);
    for (statement, words) in
        talks.claims.statements.iter_mut().zip(["Vi ringede til hinanden", "Altså, vi ringede til hinanden i sagen"])
    {
        statement.words = words.to_owned();
    }
    let second = talks.claims.points[1].evidence.pop().unwrap();
    talks.claims.points[0].evidence.push(second);
    let bearing = |talks: &Talks| talks.about("psykolog", Language::Da)[0].bearing.clone();
    assert_eq!(bearing(&talks), "Punktet støttes af 1 udsagn.");
    assert_eq!(talks.said_of(&talks.claims.points[0], Relation::Supports)[1].1, Some(0));
    // Of two people it is two; of somebody unknown it may be the same.
    for (speaker, times) in [(talks.participants[1].code.clone(), 2), ("?".to_owned(), 1)] {
        talks.claims.statements[1].speaker = speaker;
        assert_eq!(bearing(&talks), format!("Punktet støttes af {times} udsagn."));
    }
    // Cut twice out of one line, one over the other.
    talks.claims.statements[1] = Statement { id: 1, ends: 9, words: "Vi".to_owned(), ..talks.claims.statements[0].clone() };
    assert_eq!(bearing(&talks), "Punktet støttes af 1 udsagn.");
    talks.claims.statements[1].starts = 4;
    assert_eq!(bearing(&talks), "Punktet støttes af 2 udsagn.");
}

#[test]
fn a_version_goes_with_whoever_is_alone_behind_a_point_of_it() {
    let mut talks = two_trials(["psykolog", "psykolog"]);
    talks.claims.quotes.clear();
    let scopes = [Scope::Group(0), Scope::Theme("network".to_owned())];
    let tied =
        |talks: &Talks| scopes.clone().map(|scope| summary(talks, &scope, &Prose::default(), Language::Da, None).unwrap().quotes);
    let one = talks.participants[0].id;
    // The first of all people has the number 0, which is below nothing.
    assert_eq!(one, 0);
    talks.participants[0].id = 77;
    assert_eq!(tied(&talks), [vec![(-77, Shown::Withheld)], vec![(-77, Shown::Withheld)]]);
    assert!(talks.still_holds(&[(-77, Shown::Withheld)]));
    talks.participants[0].withdrawn = true;
    assert!(!talks.still_holds(&[(-77, Shown::Withheld)]));
    talks.participants[0].withdrawn = false;
    // Another supports each point too.
    for at in [0, 1] {
        let other = Statement {
            id: 10 + at,
            line_id: 500 + at,
            speaker: talks.participants[1].code.clone(),
            words: "mere".to_owned(),
            ..talks.claims.statements[0].clone()
        };
        talks.claims.points[usize::try_from(at).unwrap()].evidence.push((other.id, Relation::Supports));
        talks.claims.statements.push(other);
    }
    assert_eq!(tied(&talks), [vec![], vec![]]);
}

#[test]
fn a_trial_that_a_frozen_version_told_goes_on_narrowing_the_quote() {
    let mut talks = two_trials(["psykolog", "psykolog"]);
    assert_eq!(shown(&talks), [Shown::InGroup, Shown::InGroup]);
    talks.told_trials.insert(1, BTreeSet::from(["jobrotation".to_owned()]));
    assert_eq!(shown(&talks), [Shown::InGroup, Shown::Withheld]);
}

#[test]
fn who_takes_part_by_one_paper_alone_does_not_hide_anybody() {
    let mut talks = two_trials(["psykolog", "psykolog"]);
    talks.claims.points[0].trials = BTreeSet::from(["ledighedsydelse".to_owned()]);
    let among = |talks: &mut Talks, units: [&str; 5]| {
        talks.participants.iter_mut().zip(units).for_each(|(one, unit)| one.unit = unit.to_owned());
        talks.settled()[0].verdict
    };
    // The table names six units, the chapter four of them; the joint report prints both.
    let by_both = among(&mut talks, ["thisted", "rebild", "aalborg", "vesthimmerland", "frederikshavn-laesoe"]);
    assert_eq!((by_both.shown, by_both.could_have), (Shown::InGroup, 3));
    let by_table = among(&mut talks, ["thisted", "vesthimmerland", "frederikshavn-laesoe", "aalborg", "morsoe"]);
    assert_eq!(by_table.shown, Shown::Withheld, "the chapter leaves two");
}

/// A summary as its words.
fn text(talks: &Talks, scope: &Scope) -> String {
    page(&summary(talks, scope, &Prose::default(), Language::Da, None).unwrap().document).into_string()
}

#[test]
fn how_many_statements_there_are_and_of_which_trial_stands_where_three_could_have_said_them() {
    let mut talks = two_trials(["psykolog", "jobrotation"]);
    let theme = Scope::Theme("network".to_owned());
    let (all, about) = (text(&talks, &theme), talks.about("psykolog", Language::Da));
    assert!(all.matches("støttes af 1 udsagn.").count() == 2 && all.matches("Forsøg:").count() == 2, "{all}");
    assert_eq!(about[0].bearing, "Punktet støttes af 1 udsagn.");
    // One of the three of the first trial's units was not there.
    talks.participants[0].attended = false;
    let (few, about) = (text(&talks, &theme), talks.about("psykolog", Language::Da));
    assert_eq!(about[0].bearing, "Punktet støttes af udsagn.");
    assert!(few.contains("Punktet støttes af udsagn.<") && few.contains("<td>ja</td>"), "{few}");
    assert!(!few.contains(talks.trials.trial("psykolog").unwrap().name.get(Language::Da)), "{few}");
}

#[test]
fn a_group_of_two_has_no_point_in_its_own_summary_and_its_theme_has_it() {
    let mut talks = two_trials(["psykolog", "psykolog"]);
    let scopes = [Scope::Group(0), Scope::Theme("network".to_owned())];
    let before = scopes.clone().map(|scope| text(&talks, &scope));
    assert!(before.iter().all(|text| text.contains("P0. ") && !text.contains("Færre end tre deltog")), "{before:?}");
    assert_eq!(talks.people_behind(&talks.claims.points[0]), 5);
    talks.participants.iter_mut().skip(2).for_each(|one| one.attended = false);
    // Whoever reads that it stands in the theme and in no group's own summary knows that it is theirs, so the desk is told.
    assert_eq!(talks.people_behind(&talks.claims.points[0]), 2);
    let [group, theme] = scopes.map(|scope| text(&talks, &scope));
    assert!(group.contains("Færre end tre deltog") && !group.contains("P0. ") && !group.contains("citat"), "{group}");
    assert!(theme.contains("P0. "), "{theme}");
}

/// The point of a heading.
fn headed(block: &Block) -> Option<i64> {
    let Block::Subheading(_, heading) = block else { return None };
    heading.strip_prefix('P')?.split_once(". ")?.0.parse().ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_point_of_a_groups_own_summary_and_no_number_beside_it_points_at_fewer_than_three(drawn in drawn()) {
        let talks = talks(&drawn);
        let documents = documents(&talks);
        let able = |group: i64, trials: &BTreeSet<String>| {
            let takes_part = |unit: &str| trials.iter().all(|trial| talks.trials.taking_part(trial, None).iter().any(|one| one.key == unit));
            talks.participants.iter().filter(|one| one.group_id == group && one.attended && takes_part(&one.unit)).count()
        };
        let mut listing: BTreeSet<(i64, i64)> = BTreeSet::new();
        for (scope, made) in &documents {
            if let Scope::Group(group) = scope {
                listing.extend(made.document.blocks.iter().filter_map(headed).map(|point| (*group, point)));
            }
        }
        prop_assert!(listing.iter().all(|(group, _)| able(*group, &BTreeSet::new()) >= 3));
        for (_, made) in &documents {
            for pair in made.document.blocks.windows(2) {
                let (Some(point), Block::Text(said)) = (headed(&pair[0]), &pair[1]) else { continue };
                let point = talks.claims.point(point).unwrap();
                for (how, words) in Relation::ALL.into_iter().zip(["støttes af ", "nuanceres af ", "modsiges af "]) {
                    let counts = said.split_once(words).is_some_and(|(_, rest)| rest.starts_with(|sign: char| sign.is_ascii_digit()));
                    let groups = talks.bearing(point.id, how).map(|statement| statement.group_id);
                    let mut few = groups.filter(|group| listing.contains(&(*group, point.id)) && able(*group, &point.trials) < 3);
                    prop_assert!(few.next().is_none() || !(counts || said.contains("Forsøg:")), "{said}");
                }
            }
        }
    }

    /// Statements are numbered in the order in which they are made, which goes group by group.
    #[test]
    fn the_code_of_a_statement_stands_only_where_its_groups_own_summary_has_it(drawn in drawn()) {
        let talks = talks(&drawn);
        let documents: Vec<(Scope, String)> =
            documents(&talks).into_iter().map(|(scope, made)| (scope, page(&made.document).into_string())).collect();
        for statement in &talks.claims.statements {
            let code = format!("[U{}]", statement.id);
            let own = |scope: &Scope| *scope == Scope::Group(statement.group_id);
            if documents.iter().any(|(_, text)| text.contains(&code)) {
                prop_assert!(documents.iter().any(|(scope, text)| own(scope) && text.contains(&code)), "{code} tells its group");
            }
        }
    }

    #[test]
    fn no_document_tells_in_which_order_quotes_were_made(drawn in drawn()) {
        let mut talks = talks(&drawn);
        let texts = |talks: &Talks| -> Vec<String> {
            documents(talks).iter().map(|(_, made)| page(&made.document).into_string()).collect()
        };
        let before = texts(&talks);
        talks.claims.quotes.reverse();
        prop_assert_eq!(before, texts(&talks));
    }
}

#[test]
fn known_names_are_those_of_everybody_invited_and_of_every_municipality() {
    let mut talks = two_trials(["psykolog", "jobrotation"]);
    talks.participants[4].name = "Karen Holm".to_owned();
    let known = talks.known(true);
    assert_eq!(known.told("Hos Karen på Læsø kom Mikrolån"), ["Karen", "Læsø", "Mikrolån"]);
    assert!(talks.known(false).told("Mikrolån hjalp").is_empty());
    assert_eq!(called(talks.trials.trial("ledighedsydelse").unwrap()), "Ledighedsydelse");
}
