//! What codes, order, older forms of a line and versions kept from before tell beside the words themselves.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::tests::{Drawn, KEYS, documents, drawn, talks};
use super::*;
use crate::export::document::page;

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
fn a_trial_that_a_frozen_version_told_goes_on_narrowing_the_quote() {
    let mut talks = two_trials(["psykolog", "psykolog"]);
    assert_eq!(shown(&talks), [Shown::InGroup, Shown::InGroup]);
    talks.told_trials.insert(1, BTreeSet::from(["jobrotation".to_owned()]));
    assert_eq!(shown(&talks), [Shown::InGroup, Shown::Withheld]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

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
