//! No reader of all documents together can narrow a quote down to fewer than three people.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::attribution::*;
use crate::questionnaire::Audience;

/// The role of each group.
const ROLES: [Audience; 5] = [Audience::Politician, Audience::Manager, Audience::Manager, Audience::Employee, Audience::Employee];

fn taking(trials: &[(&str, &[&str])]) -> Taking {
    trials.iter().map(|(trial, units)| ((*trial).to_owned(), units.iter().map(|unit| (*unit).to_owned()).collect())).collect()
}

fn role_of(group: i64) -> Audience {
    ROLES[usize::try_from(group).unwrap()]
}

fn attendee(person: &str, group: i64, unit: &str) -> Attendee {
    Attendee { person: person.to_owned(), role: role_of(group), unit: unit.to_owned(), group }
}

/// A quote under a point that only its own group bears on.
fn spoken(person: &str, group: i64, line: i64, trials: &[&str]) -> Spoken {
    let trials = trials.iter().map(|trial| (*trial).to_owned()).collect();
    let person = person.to_owned();
    Spoken { person, role: role_of(group), group, line, trials, groups: [group].into(), names_role: true, labelled: false }
}

/// Four managers in each of two groups, and three politicians in one.
fn network() -> Vec<Attendee> {
    let units = ["aalborg", "rebild", "thisted", "hjoerring", "laesoe", "mariagerfjord", "jammerbugt", "vesthimmerland"];
    let managers = units.iter().enumerate().map(|(at, unit)| attendee(&format!("l-{unit}"), if at < 4 { 1 } else { 2 }, unit));
    let politicians = units.iter().take(3).map(|unit| attendee(&format!("p-{unit}"), 0, unit));
    managers.chain(politicians).collect()
}

fn all_units() -> Taking {
    taking(&[
        ("small", &["aalborg", "laesoe"]),
        ("mid", &["aalborg", "rebild", "laesoe", "mariagerfjord"]),
        ("one", &["jammerbugt"]),
        ("all", &["aalborg", "rebild", "thisted", "hjoerring", "laesoe", "mariagerfjord", "jammerbugt", "vesthimmerland"]),
    ])
}

#[test]
fn a_trial_of_two_municipalities_takes_the_role_from_a_manager_and_one_of_all_lets_it_stand() {
    let everywhere = |quote: Spoken| Spoken { groups: [0, 1, 2].into(), ..quote };
    let one = |trials: &[&str]| settle(&network(), &all_units(), &[everywhere(spoken("l-aalborg", 1, 1, trials))])[0];
    assert_eq!(one(&["all"]), Verdict { shown: Shown::InGroup, could_have: 4 });
    assert_eq!(one(&[]), Verdict { shown: Shown::InGroup, could_have: 4 });
    // Two of each group: its own summary does not have it, and so it is one of four managers.
    assert_eq!(one(&["mid"]), Verdict { shown: Shown::WithRole, could_have: 4 });
    // Two managers and one politician: three people, none of whose roles could be named.
    assert_eq!(one(&["small"]), Verdict { shown: Shown::WithoutRole, could_have: 3 });
    assert_eq!(one(&["small", "all"]).shown, Shown::WithoutRole);
    assert_eq!(one(&["one"]), Verdict { shown: Shown::Withheld, could_have: 1 });
    // A trial that nobody knows of leaves nobody.
    assert_eq!(one(&["findes-ikke"]), Verdict { shown: Shown::Withheld, could_have: 0 });
}

#[test]
fn only_those_who_came_to_the_groups_that_bear_on_the_point_could_have_said_it() {
    // Three came, and one of them is from the trial's only unit: the group's own summary says so, however many came to others.
    let network: Vec<Attendee> = (0..6).map(|at| attendee(&format!("m-{at}"), 4, "jammerbugt")).collect();
    let three = ["jammerbugt", "mariagerfjord", "morsoe"].map(|unit| attendee(&format!("a-{unit}"), 3, unit));
    let network = [network, three.to_vec()].concat();
    let taking = taking(&[("ledighedsydelse", &["jammerbugt"])]);
    let alone = spoken("a-jammerbugt", 3, 1, &["ledighedsydelse"]);
    assert_eq!(settle(&network, &taking, std::slice::from_ref(&alone))[0], Verdict { shown: Shown::Withheld, could_have: 1 });
    // The other group would have it in its summary, if it were from there.
    let both = Spoken { groups: [3, 4].into(), ..alone };
    assert_eq!(settle(&network, &taking, &[both])[0], Verdict { shown: Shown::Withheld, could_have: 1 });
}

#[test]
fn words_of_one_line_under_two_points_are_linked_to_the_trials_of_both() {
    let taking = taking(&[("west", &["thisted", "hjoerring", "aalborg"]), ("east", &["aalborg", "rebild", "hjoerring"])]);
    let quotes = [spoken("l-aalborg", 1, 1, &["west"]), spoken("l-aalborg", 1, 1, &["east"])];
    let verdicts = settle(&network(), &taking, &quotes);
    // Only Aalborg and Hjørring are in both.
    assert!(verdicts.iter().all(|verdict| verdict.shown == Shown::Withheld), "{verdicts:?}");
    let apart = [quotes[0].clone(), Spoken { line: 2, ..quotes[1].clone() }];
    assert!(settle(&network(), &taking, &apart).iter().all(|verdict| verdict.shown == Shown::InGroup));
    // One letter would tie the two lines together again.
    let labelled = apart.map(|quote| Spoken { labelled: true, ..quote });
    assert!(settle(&network(), &taking, &labelled).iter().all(|verdict| verdict.shown == Shown::InGroup));
    let alike = labelled.map(|quote| Spoken { trials: ["west".to_owned()].into(), ..quote });
    assert!(settle(&network(), &taking, &alike).iter().all(|verdict| verdict.shown == Shown::Labelled));
}

#[test]
fn one_person_in_two_groups_is_one_person() {
    let twice = [("a", 3), ("a", 4), ("b", 4)].map(|(person, group)| attendee(person, group, "aalborg"));
    let quote = Spoken { groups: [3, 4].into(), ..spoken("a", 4, 1, &[]) };
    assert_eq!(settle(&twice, &Taking::new(), &[quote])[0], Verdict { shown: Shown::Withheld, could_have: 2 });
}

#[test]
fn a_role_that_somebody_did_not_want_named_leaves_everybody_of_those_groups() {
    let quote = Spoken { names_role: false, groups: [0, 1].into(), ..spoken("l-aalborg", 1, 1, &[]) };
    assert_eq!(settle(&network(), &all_units(), &[quote])[0], Verdict { shown: Shown::WithoutRole, could_have: 7 });
}

fn world() -> impl Strategy<Value = (Vec<Attendee>, Taking, Vec<Spoken>)> {
    let unit = || prop::sample::select(&["a", "b", "c", "d"][..]);
    let attendees = prop::collection::vec((0..12usize, 0i64..5, unit()), 1..18).prop_map(|all| {
        all.into_iter().map(|(person, group, unit)| attendee(&person.to_string(), group, unit)).collect::<Vec<_>>()
    });
    let taking = prop::collection::btree_map(
        prop::sample::select(&["x", "y", "z"][..]).prop_map(str::to_owned),
        prop::collection::btree_set(unit().prop_map(str::to_owned), 0..5),
        3,
    );
    let trials = prop::collection::btree_set(prop::sample::select(&["x", "y", "z"][..]).prop_map(str::to_owned), 0..3);
    let groups = prop::collection::btree_set(0i64..5, 0..4);
    let quotes =
        prop::collection::vec((any::<prop::sample::Index>(), 0i64..6, trials, groups, any::<bool>(), any::<bool>()), 0..10);
    (attendees, taking, quotes).prop_map(|(attendees, taking, quotes)| {
        type Drawn = (prop::sample::Index, i64, BTreeSet<String>, BTreeSet<i64>, bool, bool);
        let of = |(who, line, trials, mut groups, names_role, labelled): Drawn| {
            let who: &Attendee = &attendees[who.index(attendees.len())];
            // A line is one person's in one group: lines are numbered apart for each.
            let line = line * 1000 + who.person.parse::<i64>().unwrap() * 10 + who.group;
            groups.insert(who.group);
            let (person, group) = (who.person.clone(), who.group);
            Spoken { person, role: who.role, group, line, trials, groups, names_role, labelled }
        };
        let quotes = quotes.into_iter().map(of).collect();
        (attendees, taking, quotes)
    })
}

/// Whom a reader holds possible who knows who attended what, and who takes part in what.
fn possible<'a>(
    attendees: &'a [Attendee],
    taking: &Taking,
    trials: &BTreeSet<&str>,
    fits: impl Fn(&Attendee) -> bool,
) -> BTreeSet<&'a str> {
    let takes_part =
        |one: &Attendee| trials.iter().all(|trial| taking.get(*trial).is_some_and(|units| units.contains(&one.unit)));
    attendees.iter().filter(|one| fits(one) && takes_part(one)).map(|one| one.person.as_str()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn three_people_at_least_could_have_said_whatever_is_shown((attendees, taking, quotes) in world()) {
        let verdicts = settle(&attendees, &taking, &quotes);
        let shown = || quotes.iter().zip(&verdicts).filter(|(_, verdict)| verdict.shown > Shown::Withheld);
        for (quote, verdict) in shown() {
            prop_assert!(verdict.could_have >= FEWEST);
            // What all documents tell of the line: the trials of each quote of it that is shown, the groups that bear on all of its points,
            // the role if one of them names it, and the group if its own summary has one of them.
            let of_line = || shown().filter(|(other, _)| other.line == quote.line);
            let trials: BTreeSet<&str> = of_line().flat_map(|(other, _)| other.trials.iter().map(String::as_str)).collect();
            let group = of_line().any(|(_, verdict)| verdict.shown >= Shown::InGroup).then_some(quote.group);
            let role = of_line().any(|(_, verdict)| verdict.shown >= Shown::WithRole).then_some(quote.role);
            // Who asks why no group's summary has it, although the role may be named, leaves out the groups that would.
            let would = |group: i64| possible(&attendees, &taking, &trials, |one| one.group == group).len() >= FEWEST;
            let people = possible(&attendees, &taking, &trials, |one| {
                let told = of_line().all(|(other, _)| other.groups.contains(&one.group));
                let by_group = group.map_or_else(|| told && !(role.is_some() && would(one.group)), |group| group == one.group);
                by_group && role.is_none_or(|role| role == one.role)
            });
            prop_assert!(people.len() >= FEWEST, "{people:?}");
        }
        let mut letters: BTreeMap<(&str, i64), BTreeSet<&str>> = BTreeMap::new();
        for (quote, _) in shown().filter(|(_, verdict)| verdict.shown == Shown::Labelled) {
            letters.entry((&quote.person, quote.group)).or_default().extend(quote.trials.iter().map(String::as_str));
        }
        for ((_, group), trials) in &letters {
            prop_assert!(possible(&attendees, &taking, trials, |one| one.group == *group).len() >= FEWEST);
        }
    }

    #[test]
    fn whoever_asks_why_a_role_is_missing_still_finds_three((attendees, taking, quotes) in world()) {
        let verdicts = settle(&attendees, &taking, &quotes);
        for (quote, _) in quotes.iter().zip(&verdicts).filter(|(quote, verdict)| quote.names_role && verdict.shown == Shown::WithoutRole) {
            let of_line = || quotes.iter().filter(|other| other.line == quote.line);
            let trials: BTreeSet<&str> = of_line().flat_map(|other| other.trials.iter().map(String::as_str)).collect();
            let would = |group: i64| possible(&attendees, &taking, &trials, |one| one.group == group).len() >= FEWEST;
            let told = |one: &Attendee| of_line().all(|other| other.groups.contains(&one.group)) && !would(one.group);
            let of_role = |role: Audience| possible(&attendees, &taking, &trials, |one| told(one) && one.role == role).len();
            let people = possible(&attendees, &taking, &trials, |one| told(one) && of_role(one.role) < FEWEST);
            prop_assert!(people.len() >= FEWEST, "{people:?}");
        }
    }
}
