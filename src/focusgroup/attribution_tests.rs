//! No reader of all documents together can narrow a quote down to fewer than three people.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::attribution::*;
use crate::questionnaire::Audience;

const ROLES: [Audience; 3] = [Audience::Politician, Audience::Manager, Audience::Employee];

fn taking(trials: &[(&str, &[&str])]) -> Taking {
    trials.iter().map(|(trial, units)| ((*trial).to_owned(), units.iter().map(|unit| (*unit).to_owned()).collect())).collect()
}

fn attendee(person: &str, role: Audience, unit: &str) -> Attendee {
    Attendee { person: person.to_owned(), role, unit: unit.to_owned() }
}

fn spoken(person: &str, role: Audience, line: i64, trials: &[&str]) -> Spoken {
    let trials = trials.iter().map(|trial| (*trial).to_owned()).collect();
    let roles = ROLES.iter().map(|role| role.name()).collect();
    Spoken { person: person.to_owned(), role, line, trials, roles, names_role: true, labelled: false }
}

/// Eight managers from eight units, five politicians from five.
fn network() -> Vec<Attendee> {
    let units = ["aalborg", "rebild", "thisted", "hjoerring", "laesoe", "mariagerfjord", "jammerbugt", "vesthimmerland"];
    let managers = units.iter().map(|unit| attendee(&format!("l-{unit}"), Audience::Manager, unit));
    let politicians = units.iter().take(5).map(|unit| attendee(&format!("p-{unit}"), Audience::Politician, unit));
    managers.chain(politicians).collect()
}

#[test]
fn a_trial_of_two_municipalities_takes_the_role_from_a_manager_and_one_of_all_lets_it_stand() {
    let taking = taking(&[
        ("small", &["aalborg", "rebild"]),
        ("one", &["jammerbugt"]),
        ("all", &["aalborg", "rebild", "thisted", "hjoerring", "laesoe", "mariagerfjord", "jammerbugt", "vesthimmerland"]),
    ]);
    let one = |trials: &[&str]| settle(&network(), &taking, &[spoken("l-aalborg", Audience::Manager, 1, trials)])[0];
    assert_eq!(one(&["all"]), Verdict { shown: Shown::WithRole, could_have: 8 });
    assert_eq!(one(&[]), Verdict { shown: Shown::WithRole, could_have: 8 });
    // Two managers and two politicians: four people, none of whose roles could be named.
    assert_eq!(one(&["small"]), Verdict { shown: Shown::WithoutRole, could_have: 4 });
    assert_eq!(one(&["small", "all"]).shown, Shown::WithoutRole);
    // Where the summaries show that only managers say so, it is one of two.
    let alone = Spoken { roles: ["manager"].into(), ..spoken("l-aalborg", Audience::Manager, 1, &["small"]) };
    assert_eq!(settle(&network(), &taking, &[alone])[0], Verdict { shown: Shown::Withheld, could_have: 2 });
    assert_eq!(one(&["one"]), Verdict { shown: Shown::Withheld, could_have: 1 });
    // A trial that nobody knows of leaves nobody.
    assert_eq!(one(&["findes-ikke"]), Verdict { shown: Shown::Withheld, could_have: 0 });
}

#[test]
fn words_of_one_line_under_two_points_are_linked_to_the_trials_of_both() {
    let taking = taking(&[
        ("west", &["thisted", "jammerbugt", "vesthimmerland", "aalborg"]),
        ("east", &["aalborg", "rebild", "hjoerring"]),
    ]);
    let quotes = [spoken("l-aalborg", Audience::Manager, 1, &["west"]), spoken("l-aalborg", Audience::Manager, 1, &["east"])];
    let verdicts = settle(&network(), &taking, &quotes);
    // Only Aalborg is in both.
    assert!(verdicts.iter().all(|verdict| verdict.shown == Shown::Withheld), "{verdicts:?}");
    let apart = [quotes[0].clone(), Spoken { line: 2, ..quotes[1].clone() }];
    assert!(settle(&network(), &taking, &apart).iter().all(|verdict| verdict.shown == Shown::WithRole));
    // One letter would tie the two lines together again.
    let labelled = apart.map(|quote| Spoken { labelled: true, ..quote });
    assert!(settle(&network(), &taking, &labelled).iter().all(|verdict| verdict.shown == Shown::WithRole));
}

#[test]
fn one_person_in_two_groups_is_one_person() {
    let twice = ["a", "a", "b"].map(|person| attendee(person, Audience::Employee, "aalborg"));
    let verdict = settle(&twice, &Taking::new(), &[spoken("a", Audience::Employee, 1, &[])])[0];
    assert_eq!(verdict, Verdict { shown: Shown::Withheld, could_have: 2 });
}

fn world() -> impl Strategy<Value = (Vec<Attendee>, Taking, Vec<Spoken>)> {
    let unit = || prop::sample::select(&["a", "b", "c", "d"][..]);
    let attendees = prop::collection::vec((0..9usize, prop::sample::select(&ROLES[..]), unit()), 1..14).prop_map(|all| {
        all.into_iter().map(|(person, role, unit)| attendee(&person.to_string(), role, unit)).collect::<Vec<_>>()
    });
    let taking = prop::collection::btree_map(
        prop::sample::select(&["x", "y", "z"][..]).prop_map(str::to_owned),
        prop::collection::btree_set(unit().prop_map(str::to_owned), 0..5),
        3,
    );
    let trials = prop::collection::btree_set(prop::sample::select(&["x", "y", "z"][..]).prop_map(str::to_owned), 0..3);
    let roles = prop::collection::btree_set(prop::sample::select(&ROLES[..]).prop_map(Audience::name), 0..3);
    let quotes =
        prop::collection::vec((any::<prop::sample::Index>(), 0i64..6, trials, roles, any::<bool>(), any::<bool>()), 0..10);
    (attendees, taking, quotes).prop_map(|(attendees, taking, quotes)| {
        let of = |(who, line, trials, mut roles, names_role, labelled): (
            prop::sample::Index,
            i64,
            BTreeSet<String>,
            BTreeSet<&'static str>,
            bool,
            bool,
        )| {
            let who: &Attendee = &attendees[who.index(attendees.len())];
            // A line is one person's: lines are numbered apart for each.
            let line = line * 1000
                + who.person.parse::<i64>().unwrap() * 10
                + i64::try_from(ROLES.iter().position(|role| *role == who.role).unwrap()).unwrap();
            roles.insert(who.role.name());
            Spoken { person: who.person.clone(), role: who.role, line, trials, roles, names_role, labelled }
        };
        let quotes = quotes.into_iter().map(of).collect();
        (attendees, taking, quotes)
    })
}

/// Whom a reader of every document holds possible, knowing who attended and who takes part in what.
fn possible<'a>(
    attendees: &'a [Attendee],
    taking: &Taking,
    trials: &BTreeSet<&str>,
    role: Option<Audience>,
) -> BTreeSet<&'a str> {
    let fits = |one: &&Attendee| {
        role.is_none_or(|role| one.role == role)
            && trials.iter().all(|trial| taking.get(*trial).is_some_and(|units| units.contains(&one.unit)))
    };
    attendees.iter().filter(fits).map(|one| one.person.as_str()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn three_people_at_least_could_have_said_whatever_is_shown((attendees, taking, quotes) in world()) {
        let verdicts = settle(&attendees, &taking, &quotes);
        // What all documents tell of a line: the trials of each quote of it that is shown, and the role if one of them names it.
        let mut lines: BTreeMap<i64, (BTreeSet<&str>, Option<Audience>)> = BTreeMap::new();
        let mut letters: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for (quote, verdict) in quotes.iter().zip(&verdicts).filter(|(_, verdict)| verdict.shown > Shown::Withheld) {
            let told = lines.entry(quote.line).or_default();
            told.0.extend(quote.trials.iter().map(String::as_str));
            if verdict.shown >= Shown::WithRole {
                told.1 = Some(quote.role);
            }
            if verdict.shown == Shown::Labelled {
                letters.entry((&quote.person, quote.role.name())).or_default().extend(quote.trials.iter().map(String::as_str));
            }
        }
        for (line, (trials, role)) in &lines {
            let told = |role: &Audience| quotes.iter().zip(&verdicts).filter(|(quote, verdict)| quote.line == *line && verdict.shown > Shown::Withheld).all(|(quote, _)| quote.roles.contains(role.name()));
            let roles = ROLES.into_iter().filter(|one| role.map_or_else(|| told(one), |role| role == *one));
            let people: BTreeSet<&str> = roles.flat_map(|role| possible(&attendees, &taking, trials, Some(role))).collect();
            prop_assert!(people.len() >= FEWEST, "{people:?}");
        }
        for ((_, role), trials) in &letters {
            prop_assert!(possible(&attendees, &taking, trials, Audience::from_name(role)).len() >= FEWEST);
        }
        for verdict in verdicts.iter().filter(|verdict| verdict.shown > Shown::Withheld) {
            prop_assert!(verdict.could_have >= FEWEST);
        }
    }

    #[test]
    fn whoever_asks_why_a_role_is_missing_still_finds_three((attendees, taking, quotes) in world()) {
        let verdicts = settle(&attendees, &taking, &quotes);
        for (quote, _) in quotes.iter().zip(&verdicts).filter(|(quote, verdict)| quote.names_role && verdict.shown == Shown::WithoutRole) {
            let trials: BTreeSet<&str> = quotes.iter().filter(|other| other.line == quote.line).flat_map(|other| other.trials.iter().map(String::as_str)).collect();
            let told = |role: &Audience| quotes.iter().filter(|other| other.line == quote.line).all(|other| other.roles.contains(role.name()));
            let few = ROLES.iter().filter(|role| told(role) && possible(&attendees, &taking, &trials, Some(**role)).len() < FEWEST);
            let people: BTreeSet<&str> = few.flat_map(|role| possible(&attendees, &taking, &trials, Some(*role))).collect();
            prop_assert!(people.len() >= FEWEST, "{people:?}");
        }
    }
}
